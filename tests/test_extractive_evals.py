"""On real news, where it is at hand: statements stand alone, budgets hold, the loaded-word list reads as meant."""

from __future__ import annotations

import pytest

from evals.neutral import loaded_per_hundred
from evals.rouge import Rouge, engine, not_alone
from evals.stories_read import articles_of, data_folder, rows, table_of
from summarizer.models import ArticleInput

DATA = "multinews_dev.jsonl"


@pytest.mark.skipif(not (data_folder() / DATA).exists(), reason=f"{DATA} is not at SUMMARIZER_EVAL_DATA")
def test_on_real_stories_statements_stand_alone_and_tell_what_people_told():
    rouge = Rouge()
    at_fault = statements = 0
    scores = []
    for row in rows(DATA)[:12]:
        brief = engine(table_of(articles_of(ArticleInput(text=text) for text in row["articles"])), 230)
        assert sum(len(text.split()) for text in brief) <= 230
        statements += len(brief)
        at_fault += not_alone(brief)
        scores.append(rouge(row["reference"], " ".join(brief))[0])
    assert at_fault <= 0.03 * statements
    assert sum(scores) / len(scores) > 40  # 46 on all rows; a lead has 44.7


def test_loaded_words_are_counted_outside_quotations_only():
    assert loaded_per_hundred(["The mayor slammed the plan."]) == 20
    assert loaded_per_hundred(['The mayor called the plan "a shameful disaster" on Monday.']) == 0
    assert loaded_per_hundred(["The council slammed doors"]) == 25
    assert loaded_per_hundred([]) == 0

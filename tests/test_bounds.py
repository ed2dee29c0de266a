"""Bounds of the work that a request may cause, however hostile its texts."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from itertools import count

import pytest

from evals import soak_hostile
from evals.hostile_texts import KINDS, request_of
from summarizer.audit import clean_text
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.errors import Abandoned
from summarizer.models import (
    TOO_LONG,
    Article,
    ArticleInput,
    CleanRequest,
    Options,
    Removed,
    SummarizeRequest,
)
from summarizer.pipeline import lay_ground, write_brief
from summarizer.service import open_summarizer
from summarizer.service.forgetting import Memory, forget_texts
from summarizer.settings import Settings
from summarizer.sources.load import plain_article
from summarizer.sources.reach import END, MOST_OF_ALL, MOST_OF_ONE, cut, reach, share, weight
from summarizer.text.numbers import numbers
from summarizer.text.sentences import LONGEST, sentences_of, split_sentences

LONG = "The harbor office of Ellery counted the boats again and found one more. " * 6_000


# How far is read -------------------------------------------------------------------------------------


def test_what_splits_a_text_is_what_weighs():
    """Whatever the splitter ends a sentence at is weighed: no text has more sentences than its weight allows."""
    marks = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) in ("Po", "Cc", "Zl", "Zp")]
    for language in ("en", "my", "hy", "el"):
        for mark in marks:
            text = f"abcd{mark} Efgh{mark} Ijkl"
            if len(split_sentences(text, language)) > 1:
                assert weight(text) > len(text), f"U+{ord(mark):04X}"


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_read_beyond_its_weight(kind):
    text = KINDS[kind](60_000, 1)
    at = reach(text, 20_000)
    assert 0 < at <= 20_000
    assert weight(text[:at]) <= 20_000
    assert reach(text[:at], 20_000) == at


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_has_more_sentences_than_it_weighs(kind):
    text = KINDS[kind](6_000, 1)
    assert len(split_sentences(text)) <= 1 + weight(text) / END + len(text) / LONGEST * 2


def test_a_text_is_cut_behind_a_sentence():
    at = reach(LONG)
    assert weight(LONG[:at]) <= MOST_OF_ONE
    assert LONG[:at].endswith("one more.")


def test_short_articles_leave_their_room_to_long_ones():
    few = ["Fire in Ellery."] * 40
    assert share(few) == MOST_OF_ONE
    longest = share([*few, *[LONG] * 10])
    used = 10 * longest + 40 * weight(few[0])
    assert MOST_OF_ALL - 10 < used <= MOST_OF_ALL
    assert share([LONG] * 50) == MOST_OF_ALL // 50


def test_the_rest_of_a_long_article_stays_in_its_text_marked_and_said():
    article = plain_article("a1", ArticleInput(text=LONG + "\nRead more: Ferry\n"))
    last = article.removed[-1]
    assert (last.reason, last.end) == (TOO_LONG, len(article.text.rstrip()))
    assert article.text.startswith(LONG)
    assert article.beginning.rstrip() == LONG[: reach(LONG)]
    assert [warning.partition(":")[0] for warning in article.warnings] == [TOO_LONG]
    assert sentences_of(article)[-1].end <= last.start


def test_a_cut_behind_the_last_word_is_none():
    article = Article(id="a1", text="Fire in Ellery.  \n", removed=(Removed(start=0, end=4, reason="tags"),))
    assert cut(article, 15) is article


def test_cleaning_alone_says_where_it_stopped():
    assert clean_text(CleanRequest(text=LONG)).removed[-1].reason == TOO_LONG


def test_a_sentence_that_is_none_is_cut_and_loses_no_letter():
    text = "harbor " * 2_000 + "x" * 5_000 + "." * 4_000 + " end"
    spans = split_sentences(text)
    assert max(end - start for start, end in spans) <= LONGEST
    kept = "".join(text[start:end] for start, end in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


# Values that are none --------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_numbers_of_any_length_are_answered():
    big = "9" * 400
    texts = [f"The fund of {big} euros paid {big} people on Friday.", f"Some 1{'0' * 500} people saw {big}.5 percent."]
    request = {"articles": [{"text": text, "outlet": text[-9:]} for text in texts], "options": {"cache": "bypass"}}
    async with open_summarizer(Settings(cache="off", store="memory://", model=None)) as summarizer:
        answer = await summarizer.summarize(SummarizeRequest.model_validate(request))
    assert answer.stories


# Work ends -------------------------------------------------------------------------------------------


def stop_after(steps: int):
    """Return what ends the work at its `steps`-th question."""
    asked = count(1)

    def still() -> None:
        if next(asked) >= steps:
            raise Abandoned("nobody waits")

    return still


def articles() -> list[Article]:
    facts = "The ferry Alma ran aground off Ellery on Tuesday with {} people on board. Nobody was hurt in the harbor."
    return [plain_article(f"a{n}", ArticleInput(text=facts.format(210 + n), outlet=f"O{n}")) for n in (1, 2, 3)]


def test_the_ground_is_left_at_any_step():
    total = count()
    lay_ground(articles(), None, lambda: next(total) and None)
    steps = next(total)
    assert steps > 10
    for step in range(1, steps + 1):
        with pytest.raises(Abandoned):
            lay_ground(articles(), None, stop_after(step))


@pytest.mark.anyio
async def test_the_gate_is_left_at_any_step():
    total = count()
    wanted = {"options": Options(), "brief_id": "x.1", "created": "2026-11-22T00:00:00Z"}
    await write_brief(articles(), ExtractiveEngine(), **wanted, still=lambda: next(total) and None)
    steps = next(total)
    for step in range(1, steps + 1, 5):
        with pytest.raises(Abandoned):
            await write_brief(articles(), ExtractiveEngine(), **wanted, still=stop_after(step))


# What is remembered ----------------------------------------------------------------------------------


def test_much_that_was_read_is_forgotten():
    forgotten = count()
    memory = Memory(lambda: next(forgotten) and None, most=100)
    for _ in range(30):
        memory.add(10)
    assert next(forgotten) == 3


def test_every_cache_of_texts_is_emptied():
    numbers("Some 214 people.", "en")
    assert numbers.cache_info().currsize
    forget_texts()
    assert not numbers.cache_info().currsize


# Slow ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_text_takes_long(kind):
    """Processor time of the whole request; 10 s on the machine that this was made on, unloaded under 5."""
    command = [sys.executable, "-m", "evals.bench_hostile", "--shape", "many", kind]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    print(said)
    assert float(said.rpartition(" s")[0].rpartition(" ")[2]) < 20


@pytest.mark.slow
def test_hostile_requests_leave_no_memory_behind():
    command = [sys.executable, "-m", soak_hostile.__name__, "150"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    print(said)
    assert float(said.rpartition("peak ")[2].split()[0]) < 900


def test_requests_of_hostile_texts_fill_a_body():
    made = request_of("brackets", "few")
    assert len(made["articles"]) == 10  # type: ignore[arg-type]

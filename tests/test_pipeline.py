"""From articles to a brief through the one door, with engines that write what they are told."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from summarizer.engines.extractive import ExtractiveEngine
from summarizer.errors import EmbeddingFailed
from summarizer.models import Brief, Options
from summarizer.pipeline import split, write_brief
from tests.fakes import ScriptedEngine, article, draft

pytestmark = pytest.mark.anyio

HARBOR = article(
    1,
    "The ferry Halden ran aground off Ellery on Tuesday evening. All 214 passengers were taken ashore by midnight. "
    "Captain Lena Marsh said the rudder had failed.",
    outlet="Harbor Post",
    title="Ferry runs aground off Ellery",
)
COURIER = article(
    2,
    "The ferry Halden ran aground off Ellery on Tuesday evening, near the old light. The 214 passengers were brought "
    "ashore. The harbour office opened an inquiry on Wednesday.",
    outlet="Ellery Courier",
)
ARTICLES = [HARBOR, COURIER]


async def brief_of(engine, articles=ARTICLES, **options) -> Brief:
    outcome = await write_brief(
        articles, engine, options=Options(**options), brief_id="b", created="2026-01-01T00:00:00+00:00"
    )
    return outcome.brief


def assert_quotes_hold(brief: Brief, articles=ARTICLES) -> None:
    by_id = {a.id: a for a in articles}
    assert brief.citations()
    for citation in brief.citations():
        field = getattr(by_id[citation.source], citation.field)
        assert field[citation.start : citation.end] == citation.quote


async def test_extractive_brief_is_cited_and_covers_both():
    brief = await brief_of(ExtractiveEngine())
    assert_quotes_hold(brief)
    first = brief.statements[0]
    assert first.agreement == "corroborated"
    assert set(first.outlets) == {"Harbor Post", "Ellery Courier"}
    assert brief.provenance.engine == "extractive"
    assert not brief.provenance.degraded
    assert brief.text == " ".join(statement.text for statement in brief.statements)


async def test_numbers_run_in_order_of_first_use():
    brief = await brief_of(ExtractiveEngine())
    numbers = list(dict.fromkeys(c.n for c in brief.citations()))
    assert numbers == list(range(1, len(numbers) + 1))
    passages = {(c.source, c.field, c.start, c.end): c.n for c in brief.citations()}
    assert all(passages[c.source, c.field, c.start, c.end] == c.n for c in brief.citations())


async def test_every_sentence_stands_in_some_claim():
    brief = await brief_of(ExtractiveEngine(), max_words=12)
    cited = {c.sentence for claim in brief.claims for c in claim.citations}
    assert {f"a{a}.s{s}" for a in (1, 2) for s in (1, 2, 3)} <= cited
    assert any(not claim.in_brief for claim in brief.claims)


async def test_the_type_refuses_any_citation_that_differs():
    brief = await brief_of(ExtractiveEngine())
    good = brief.model_dump()
    assert Brief.model_validate(good) == brief
    changes = {"quote": "Something else.", "start": 1, "end": 3, "source": "a9", "field": "title"}
    for name, value in changes.items():
        bad = brief.model_dump()
        bad["statements"][0]["citations"][0][name] = value
        with pytest.raises(ValidationError):
            Brief.model_validate(bad)
    bad = brief.model_dump()
    bad["statements"][0]["citations"] = []
    with pytest.raises(ValidationError):
        Brief.model_validate(bad)
    bad = brief.model_dump()
    bad["sources"][0]["text"] = "X" + bad["sources"][0]["text"]
    with pytest.raises(ValidationError):
        Brief.model_validate(bad)


async def test_a_true_statement_keeps_its_roles_and_what_one_outlet_adds():
    text = "The ferry Halden ran aground off Ellery on Tuesday evening, near the old light."
    ashore = ("All 214 passengers were taken ashore.", ["a1.s2", "a2.s2"])
    brief = await brief_of(ScriptedEngine(draft((text, ["a1.s1", "a2.s1"]), ashore)))
    roles = {c.sentence: c.role for c in brief.statements[0].citations}
    assert roles["a2.s1"] == "supports"
    assert brief.statements[0].agreement == "corroborated"
    assert_quotes_hold(brief)


@pytest.mark.parametrize(
    ("text", "ids", "code"),
    [
        ("The ferry Halden ran aground off Ellery.", ["a1.s9"], "unknown_sentence"),
        ("The ferry Halden ran aground off Ellery.", [], "uncited"),
        ("All 215 passengers were taken ashore by midnight.", ["a1.s2"], None),
        ("The ferry Halden ran aground off Northhaven.", ["a1.s1"], None),
        ("  ", ["a1.s1"], "empty"),
    ],
)
async def test_what_does_not_stand_is_dropped_with_its_code(text, ids, code):
    good = [("The ferry Halden ran aground off Ellery on Tuesday evening.", ["a1.s1"])]
    brief = await brief_of(ScriptedEngine(draft(*good, (text, ids))))
    assert [statement.text for statement in brief.statements] == [good[0][0]]
    (dropped,) = brief.dropped
    assert dropped.text == text
    assert dropped.detail
    assert code is None or dropped.code == code


async def test_what_no_outlet_alone_shows_is_dropped():
    text = "Captain Lena Marsh ran aground off Ellery, and the harbour office opened an inquiry."
    merged = (text, ["a1.s3", "a2.s3"])
    good = ("The ferry Halden ran aground off Ellery on Tuesday evening.", ["a1.s1"])
    brief = await brief_of(ScriptedEngine(draft(good, merged)))
    assert [statement.text for statement in brief.statements] == [good[0]]


async def test_a_sentence_cited_beside_the_point_is_no_second_source():
    padded = ("Captain Lena Marsh said the rudder had failed.", ["a1.s3", "a2.s3"])
    brief = await brief_of(ScriptedEngine(draft(padded)))
    (statement,) = brief.statements
    assert statement.agreement == "single_source"
    assert statement.outlets == ("Harbor Post",)


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        (ScriptedEngine(None, failed="timeout"), "timeout"),
        (ScriptedEngine(draft(("All 999 drowned.", ["a1.s1"]))), "nothing_supported"),
        (
            ScriptedEngine(
                draft(
                    ("The ferry Halden ran aground off Ellery on Tuesday evening.", ["a1.s1"]),
                    ("All 999 drowned.", ["a1.s1"]),
                    ("All 998 drowned.", ["a1.s1"]),
                )
            ),
            "mostly_unsupported",
        ),
    ],
)
async def test_too_little_left_is_answered_by_the_extractive_engine(engine, reason):
    brief = await brief_of(engine)
    assert brief.statements
    assert brief.provenance.engine == "extractive"
    assert brief.provenance.degraded
    assert brief.provenance.degraded_reason == reason
    assert_quotes_hold(brief)


async def test_a_false_headline_is_replaced_by_a_cited_one():
    good = ("The ferry Halden ran aground off Ellery on Tuesday evening.", ["a1.s1"])
    brief = await brief_of(ScriptedEngine(draft(good, headline=("Ferry sinks off Northhaven, 300 dead", ["a1.s1"]))))
    assert "300" not in brief.headline.text
    assert brief.headline.citations
    assert brief.provenance.engine == "llm"


async def test_max_words_holds_for_a_talkative_model():
    sentences = [
        ("The ferry Halden ran aground off Ellery on Tuesday evening.", ["a1.s1"]),
        ("All 214 passengers were taken ashore by midnight.", ["a1.s2"]),
        ("Captain Lena Marsh said the rudder had failed.", ["a1.s3"]),
    ]
    brief = await brief_of(ScriptedEngine(draft(*sentences)), max_words=19)
    assert len(brief.text.split()) <= 19
    assert len(brief.statements) == 2


async def test_min_independent_keeps_lone_claims_out_of_the_brief_but_not_out_of_claims():
    brief = await brief_of(ExtractiveEngine(), min_independent=2)
    assert all(len(statement.outlets) >= 2 for statement in brief.statements)
    assert any("inquiry" in claim.text and not claim.in_brief for claim in brief.claims)


async def test_a_draft_of_lone_claims_is_no_answer_to_min_independent():
    lone = draft(("Captain Lena Marsh said the rudder had failed.", ["a1.s3"]))
    brief = await brief_of(ScriptedEngine(lone), min_independent=2)
    assert brief.statements
    assert brief.provenance.degraded_reason == "too_few_independent"


async def test_a_title_is_cited_in_its_own_field():
    brief = await brief_of(ExtractiveEngine())
    fields = {c.field for c in brief.headline.citations}
    assert "title" in fields
    assert brief.headline.text == "Ferry runs aground off Ellery"


@pytest.mark.parametrize(
    "text", ["Fire.", "“No,” he said.", "...and then?", "地震が発生した。", "A headline without a stop"]
)
async def test_never_empty_when_there_is_a_sentence(text):
    articles = [article(1, text)]
    brief = await brief_of(ExtractiveEngine(), articles)
    assert brief.statements
    assert_quotes_hold(brief, articles)


async def test_a_later_figure_is_told_as_a_development_with_its_times():
    morning = article(1, "The storm killed 12 people in Orle. Roads were closed.", outlet="Harbor Post")
    evening = article(2, "The storm killed 17 people in Orle. Schools stay shut.", outlet="Ellery Courier")
    dated = [
        morning.model_copy(update={"published": "2031-05-02T08:00:00"}),
        evening.model_copy(update={"published": "2031-05-02T18:00:00"}),
    ]
    brief = await brief_of(ExtractiveEngine(), dated)
    assert brief.disagreements == ()
    (development,) = brief.developments
    assert [(p.published, p.outlets) for p in development.positions] == [
        ("2031-05-02T08:00:00", ("Harbor Post",)),
        ("2031-05-02T18:00:00", ("Ellery Courier",)),
    ]
    assert [p.citations[0].quote for p in development.positions] == [
        "The storm killed 12 people in Orle.",
        "The storm killed 17 people in Orle.",
    ]
    assert_quotes_hold(brief, dated)
    assert "disputed" not in {statement.agreement for statement in brief.statements}


async def test_a_name_that_both_articles_are_about_is_no_detail_of_one():
    first = article(
        1, "Mayor Ines Okafor and the union of Tarnby agreed on Sunday to keep the ferry running until the spring."
    )
    second = article(
        2,
        "The mayor and the union agreed to keep the ferry running until the spring. Ines Okafor came late. "
        "It was a long day, Okafor said. The union met in Tarnby.",
    )
    brief = await brief_of(ScriptedEngine(draft((first.text, ["a1.s1", "a2.s1"]))), [first, second])
    (shared,) = brief.statements
    assert shared.agreement == "corroborated"
    assert [(d.text, d.outlets) for d in shared.details] == [("Tarnby", ("Outlet 1",)), ("Sunday", ("Outlet 1",))]


class OneSense:
    """Embeds every text alike, or fails."""

    fingerprint = "one-sense"

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails

    async def embed(self, texts):
        if self.fails:
            raise EmbeddingFailed("the model is away")
        return np.ones((len(texts), 1), np.float32)


async def test_embeddings_help_to_group_and_words_alone_do_where_they_fail(caplog):
    storm = article(1, "Gale fells oaks in Orle. Roads are shut.", title="Gale fells oaks in Orle")
    wind = article(2, "Strong winds bring down trees by the river.", title="Strong winds bring down trees")
    apart = [(storm,), (wind,)]
    assert await split([storm, wind]) == apart
    assert await split([storm, wind], OneSense()) == [(storm, wind)]
    assert await split([storm, wind], OneSense(fails=True)) == apart
    assert "the model is away" in caplog.text

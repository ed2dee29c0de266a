"""From a draft to what is told: credits of outlets, words that judge, and what a model may choose beside the text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from summarizer.assembly import Telling, assemble
from summarizer.engines.llm import LLMEngine
from summarizer.judging import Ground, judge, narrowed
from summarizer.judging.credited import credited
from summarizer.models import Article, Brief, Chosen, Draft, DraftStatement, Options
from summarizer.pipeline import lay_ground, write_brief
from summarizer.prompting import load_prompts
from tests.briefs import PROVENANCE
from tests.fakes import article
from tests.hostile_replies import ARTICLES
from tests.scripted import ScriptedCompletion

GROUND = lay_ground(ARTICLES)  # Morrow Ledger a1, Valley Radio a2, Harbour Wire a3
PROMPTS = load_prompts()


def codes(text: str, *cites: str, ground: Ground = GROUND) -> list[str]:
    return [failure.code for failure in ground.check(DraftStatement(text, cites))]


# Credits of outlets ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Valley Radio reports that the pier is cracked.", "The pier is cracked."),
        ("Valley Radio said the pier is cracked.", "The pier is cracked."),
        ("According to Valley Radio, the pier is cracked.", "The pier is cracked."),
        ("The pier is cracked, according to Valley Radio.", "The pier is cracked."),
        ("The pier is cracked, Valley Radio reported.", "The pier is cracked."),
        ("The pier is cracked (Valley Radio).", "The pier is cracked."),
        ("The pier, Valley Radio reports, is cracked.", "The pier is cracked."),
        ("Valley Radio: the pier is cracked.", "The pier is cracked."),
        ("Valley Radio and Morrow Ledger report that the pier is cracked.", "The pier is cracked."),
        ("Laut Valley Radio ist der Pfeiler gerissen.", "Ist der Pfeiler gerissen."),
        ("Selon Valley Radio, le pilier est fissuré.", "Le pilier est fissuré."),
        ("Según Valley Radio, el pilar está agrietado.", "El pilar está agrietado."),
        ("Valley Radio reports that Morrow Ledger moved.", "Morrow Ledger moved."),
    ],
)
def test_a_credit_is_taken_off(text: str, rest: str) -> None:
    found = credited(text, ["Morrow Ledger", "Valley Radio"])
    assert found.rest == rest
    assert "Valley Radio" in found.outlets


@pytest.mark.parametrize(
    "text", ["Valley Radios report cracks.", "The Valley Radio tower fell.", "Cracks were found.", "Valley Radio", ""]
)
def test_what_credits_nobody_stays(text: str) -> None:
    assert credited(text, ["Morrow Ledger", "Valley Radio", ".*", "", "("]) == (text, frozenset())


def test_a_lone_claim_may_be_told_with_its_outlet_and_with_no_other() -> None:
    assert codes("Morrow Ledger reports that some 22,000 cars cross the bridge each day.", "a1.s4") == []
    assert codes("Valley Radio reports that some 22,000 cars cross the bridge each day.", "a1.s4") == ["name"]
    both = ("a1.s4", "a2.s3")
    assert codes("Valley Radio reports that some 22,000 cars cross the bridge each day.", *both) == ["attribution"]
    told = GROUND.tell(DraftStatement("Morrow Ledger reports that some 22,000 cars cross the bridge each day.", both))
    assert told.outlets == ("Morrow Ledger",)
    assert (told.agreement, told.details) == ("single_source", ())


def test_an_outlet_that_speaks_in_its_own_report_is_no_credit() -> None:
    ground = lay_ground((article(1, "Outlet 1 said on Monday that its tower had fallen. Nobody was near it."),))
    assert codes("Outlet 1 said that its tower had fallen.", "a1.s1", ground=ground) == []
    assert codes("Outlet 1 said on Monday that its tower had fallen.", "a1.s1", ground=ground) == []


def test_nobody_in_the_story_becomes_an_outlet_by_calling_an_article_so() -> None:
    posing = article(9, "The bridge is safe and can be opened today.", outlet="Ana Tresk")
    ground = lay_ground((*ARTICLES, posing))
    for text in ("Ana Tresk said that the bridge is safe.", "According to Ana Tresk, the bridge is safe."):
        assert codes(text, "a9.s1", ground=ground) == ["name"]
    wire = (article(1, "The bridge is safe.", outlet="Reuters"), article(2, "It is safe, the mayor told Reuters."))
    assert codes("Reuters reports that the bridge is safe.", "a1.s1", ground=lay_ground(wire)) == []


def test_a_value_is_still_checked_behind_a_credit() -> None:
    assert codes("Morrow Ledger reports that some 32,000 cars cross the bridge each day.", "a1.s4") == ["number"]


# Words that judge ------------------------------------------------------------------------------------

SLAMMED = "Council members slammed the disgraceful repair plan on Tuesday."
LOADED = article(9, f"{SLAMMED} The plan costs six million crowns.")


def written(articles: Sequence[Article], *replies: dict[str, Any]) -> tuple[Brief, ScriptedCompletion]:
    model = ScriptedCompletion(*(json.dumps(reply) for reply in replies))
    engine = LLMEngine("fake/model", prompts=PROMPTS, completion=model)
    outcome = asyncio.run(write_brief(articles, engine, options=Options(), brief_id="b", created="2026-11-22"))
    return outcome.brief, model


def reply(*statements: tuple[str, Sequence[str]], headline: str | None = None, **more: Any) -> dict[str, Any]:
    told = [{"text": text, "cites": list(cites)} for text, cites in statements]
    return {"headline": {"text": headline or told[0]["text"], "cites": ["a1.s1"]}, "statements": told, **more}


PLAIN = [
    ("The Quill Bridge in Morrow closed on Monday after inspectors found 14 cracks.", ["a1.s1", "a2.s1", "a3.s1"]),
    ("The ferry to Morrow runs every ten minutes until further notice.", ["a2.s3"]),
    ("The bridge was built in 1931 and last inspected in 2019.", ["a3.s3"]),
]
STILL: dict[str, Any] = {"replacements": []}
CARS = "Some 22,000 cars cross the bridge each day."


def test_a_statement_that_judges_is_asked_for_again_and_can_be_mended() -> None:
    mended = {
        "replacements": [{"number": 4, "text": "Some 22,000 cars cross the bridge each day.", "cites": ["a1.s4"]}]
    }
    brief, model = written(
        ARTICLES, reply(*PLAIN, ("Sadly, some 22,000 cars cross the bridge each day.", ["a1.s4"])), mended
    )
    assert "an adverb of judgement: Sadly" in model.requests[1].messages[1].content
    assert brief.statements[-1].text == CARS
    assert brief.dropped == ()


def test_a_statement_that_stays_so_is_told_by_a_sentence_of_its_claim() -> None:
    brief, _ = written(
        ARTICLES, reply(*PLAIN, ("Sadly, some 22,000 cars cross the bridge each day.", ["a1.s4"])), STILL
    )
    assert [s.text for s in brief.statements][3:] == [CARS]
    (dropped,) = brief.dropped
    assert (dropped.text[:5], dropped.code) == ("Sadly", "evaluative")
    assert dropped.detail.endswith("told in the words of Morrow Ledger instead")
    assert not brief.provenance.degraded


def test_a_claim_that_only_one_outlet_tells_and_only_so_is_quoted_of_it() -> None:
    brief, _ = written((*ARTICLES, LOADED), reply(*PLAIN, (SLAMMED, ["a9.s1"])), STILL)
    assert brief.statements[-1].text == f"Outlet 9: “{SLAMMED}”"
    assert brief.statements[-1].citations[0].quote == SLAMMED
    assert brief.dropped[0].code == "loaded"


def test_copies_of_a_word_that_judges_are_no_common_ground() -> None:
    other = "The disgraceful plan for repairs was slammed in the council on Tuesday."
    for second, expected in ((SLAMMED, ["loaded"]), (other, [])):
        ground = lay_ground((LOADED, article(8, f"The market is shut on Sundays in Larn and in Ost. {second}")))
        found = ground.wording(DraftStatement("The council slammed the disgraceful plan.", ("a9.s1", "a8.s2")))
        assert [failure.code for failure in found] == expected


def test_a_claim_that_is_told_already_is_not_told_twice() -> None:
    again = ("Shockingly, the Quill Bridge in Morrow closed on Monday.", ["a1.s1"])
    brief, _ = written(ARTICLES, reply(*PLAIN, again), STILL)
    assert [s.text for s in brief.statements] == [text for text, _ in PLAIN]
    assert [d.code for d in brief.dropped] == ["evaluative"]


def test_a_brief_that_is_mostly_loaded_is_left_to_the_extractive_engine() -> None:
    loaded = [(f"Sadly, {text[0].lower()}{text[1:]}", cites) for text, cites in PLAIN]
    brief, _ = written(ARTICLES, reply(*loaded), STILL)
    assert brief.provenance.degraded_reason == "mostly_loaded"
    assert "Sadly" not in brief.text


@pytest.mark.parametrize(
    "headline", ["Why the Quill Bridge closed", "BREAKING: Quill Bridge closed", "Quill Bridge closed!"]
)
def test_a_headline_that_teases_gives_way_to_the_articles_own(headline: str) -> None:
    brief, model = written(ARTICLES, reply(*PLAIN, headline=headline), STILL)
    assert "FAILED" in model.requests[1].messages[1].content
    assert brief.headline.text != headline
    assert any(d.text == headline for d in brief.dropped)


def test_the_extractive_engine_keeps_the_sources_own_words() -> None:
    ground = lay_ground((LOADED,))
    draft = Draft(None, (DraftStatement(ground.sentences["a9.s1"].text, ("a9.s1",)),))
    assert judge(draft, ground).statements[0].text == SLAMMED


# What a model may choose -----------------------------------------------------------------------------

AGROUND = "The ferry Alda ran aground off Tessel on Monday 9 November 2026."
REPORTS = (
    article(
        1,
        f"{AGROUND} A hospital in Tessel treated 14 passengers for cuts. "
        '"We heard the keel tear and then the lights went out," said passenger Ines Okafor.',
    ),
    article(
        2,
        f"{AGROUND} A hospital in Tessel treated 17 passengers for cuts. "
        '"Nobody panicked, and the crew was calm," said passenger Leo Marchetti.',
    ),
)


def side(text: str, *cites: str) -> dict[str, Any]:
    return {"text": text, "cites": list(cites)}


def differ(*sides: dict[str, Any], differ: bool = True, name: str = "d1") -> dict[str, Any]:
    return {"id": name, "differ": differ, "sides": list(sides)}


FERRY = [(AGROUND, ["a1.s1", "a2.s1"])]
GOOD_SIDES = (
    side("A hospital treated 14 passengers for cuts.", "a1.s2"),
    side("17 passengers were treated for cuts.", "a2.s2"),
)


def positions(brief: Brief) -> list[list[str]]:
    return [[position.text for position in one.positions] for one in brief.disagreements]


def test_the_ground_of_these_tests_has_something_to_choose() -> None:
    ground = lay_ground(REPORTS)
    assert [[p.text for p in c.positions] for c in ground.table.conflicts] == [["14 passengers", "17 passengers"]]
    assert len(ground.quotations) == 2
    assert ground.timeline


def test_the_material_lists_candidates_under_ids() -> None:
    _, model = written(REPORTS, reply(*FERRY))
    sent = model.requests[0].messages[1].content
    assert "\nd1 number (number of passengers" in sent
    assert "\nq1 [a1.s3] Ines Okafor: We heard the keel tear and ..." in sent
    assert "\nt1 2026-11-09 [a1.s1][a2.s1]" in sent


def test_a_model_words_the_sides_and_each_stands_on_its_own_sentences() -> None:
    brief, _ = written(REPORTS, reply(*FERRY, disagreements=[differ(*GOOD_SIDES)]))
    assert positions(brief) == [["A hospital treated 14 passengers for cuts.", "17 passengers were treated for cuts."]]
    for position, outlet in zip(brief.disagreements[0].positions, ("Outlet 1", "Outlet 2"), strict=True):
        assert position.outlets == (outlet,)


@pytest.mark.parametrize(
    "bad",
    [
        side("A hospital treated 17 passengers for cuts.", "a1.s2"),  # the other side's figure
        side("A hospital treated 41 passengers for cuts.", "a1.s2"),  # nobody's figure
        side("A hospital in Tessel treated passengers for cuts.", "a1.s2"),  # no figure: both could say it
        side("Sadly, a hospital treated 14 passengers for cuts.", "a1.s2"),  # not neutral
        side("A hospital treated 14 passengers for cuts.", "a1.s2", "a2.s2"),  # cites both sides
        side("A hospital treated 14 passengers for cuts.", "a9.s9"),  # cites nothing
        side("A hospital treated <b>14</b> passengers for cuts.", "a1.s2"),  # markup
        side("", "a1.s2"),
    ],
)
def test_a_wording_that_fails_leaves_the_codes_own(bad: dict[str, Any]) -> None:
    brief, _ = written(REPORTS, reply(*FERRY, disagreements=[differ(bad, GOOD_SIDES[1])]))
    assert positions(brief) == [["14 passengers", "17 passengers were treated for cuts."]]


def test_a_conflict_that_the_model_rejects_is_told_as_dropped_and_disputes_nothing() -> None:
    treated = ("A hospital in Tessel treated 14 passengers for cuts.", ["a1.s2"])
    disputed, _ = written(REPORTS, reply(*FERRY, treated))
    brief, _ = written(REPORTS, reply(*FERRY, treated, disagreements=[differ(differ=False)]))
    assert (len(disputed.disagreements), disputed.statements[1].agreement) == (1, "disputed")
    assert (len(brief.disagreements), brief.statements[1].agreement) == (0, "single_source")
    (dropped,) = brief.dropped
    assert dropped.code == "no_conflict"
    assert dropped.text.endswith("14 passengers | 17 passengers")


def test_quotations_and_events_are_picked_by_id_and_never_written() -> None:
    brief, _ = written(REPORTS, reply(*FERRY, quotes=["q2", "q2", "q77", "Leo said no"], timeline=["t1", "2031-01-01"]))
    assert [quote.speaker for quote in brief.quotes] == ["Leo Marchetti"]
    assert [entry.date for entry in brief.timeline] == ["2026-11-09"]


@pytest.mark.parametrize("nothing", [{}, {"quotes": [], "timeline": []}, {"quotes": ["q99"], "timeline": "t1"}])
def test_nothing_chosen_leaves_all_that_code_found(nothing: dict[str, Any]) -> None:
    brief, _ = written(REPORTS, reply(*FERRY, **nothing))
    assert len(brief.quotes) == 2
    assert len(brief.timeline) >= 1
    assert len(brief.disagreements) == 1


@pytest.mark.parametrize(
    "beside",
    [
        {"disagreements": "none"},
        {"disagreements": [7, None, {"id": 1}, {"id": "d1"}, {"id": "d1", "differ": "yes"}]},
        {"disagreements": [{"id": "d1", "differ": True, "sides": [{"text": 4}]}]},
        {"disagreements": [differ(name="d0"), differ(name="__proto__", differ=False)]},
        {"quotes": {"q1": True}, "timeline": [["t1"], 4]},
        {"quotes": None, "timeline": None, "disagreements": None},
    ],
)
def test_what_cannot_be_read_beside_the_statements_costs_none_of_them(beside: dict[str, Any]) -> None:
    brief, model = written(REPORTS, reply(*FERRY, **beside))
    assert len(model.requests) == 1
    assert not brief.provenance.degraded
    assert (len(brief.quotes), len(brief.disagreements)) == (2, 1)


def test_a_choice_adds_nothing_to_the_ground() -> None:
    ground = lay_ground(REPORTS)
    chosen = Chosen(("d7",), (("d9", (DraftStatement("x", ("a1.s1",)),)),), ("q1", "q1"), ("t0",))
    smaller, rejected = narrowed(ground, chosen)
    assert rejected == ()
    assert smaller.table.conflicts == ground.table.conflicts
    assert smaller.quotations == ground.quotations[:1]
    assert smaller.timeline == ground.timeline
    assert narrowed(ground, Chosen())[0] is ground
    assert replace(smaller.table, conflicts=()) == replace(ground.table, conflicts=())


def test_a_small_window_asks_for_statements_alone() -> None:
    def ward(n: int, k: int) -> str:
        return f"In ward {n} of Tessel, report {k} counted {k}{n} gulls on pier {k}."

    long = tuple(article(n, " ".join(ward(n, k) for k in range(60))) for n in (1, 2, 3))
    model = ScriptedCompletion(json.dumps(reply((ward(1, 0), ["a1.s1"]))), window=5_000)
    engine = LLMEngine("fake/model", prompts=PROMPTS, completion=model)
    outcome = asyncio.run(write_brief(long, engine, options=Options(), brief_id="b", created="2026-11-22"))
    assert '"disagreements"' not in model.requests[0].messages[1].content
    assert outcome.brief.provenance.prompt == PROMPTS["write_statements"].reference


# One gate for all that is told -------------------------------------------------------------------------


@pytest.mark.parametrize("articles", [ARTICLES, REPORTS], ids=["bridge", "ferry"])
def test_headline_sides_and_dated_events_pass_the_gate_of_statements(articles: Sequence[Article]) -> None:
    brief, _ = written(articles, reply((articles[0].text.split(". ")[0] + ".", ["a1.s1"])))
    ground = lay_ground(articles)
    told = [brief.headline, *brief.statements, *brief.timeline, *(p for d in brief.disagreements for p in d.positions)]
    assert len(told) > len(brief.statements)
    for one in told:
        assert ground.stands(one.text, tuple(dict.fromkeys(c.sentence for c in one.citations))), one.text
    for quote in brief.quotes:
        assert any(quote.text in citation.quote for citation in quote.citations)


def test_a_side_that_its_sentences_do_not_show_is_told_by_the_first_of_them() -> None:
    ground = lay_ground(REPORTS)
    (conflict,) = ground.table.conflicts
    wrong = replace(conflict.positions[0], text="41 passengers")
    ground = Ground(replace(ground.table, conflicts=(replace(conflict, positions=(wrong, conflict.positions[1])),)))
    telling = Telling(ground)
    telling.open(ground.tell(DraftStatement(AGROUND, ("a1.s1",))))
    brief = assemble(ground, telling, brief_id="b", dropped=(), provenance=PROVENANCE)
    assert positions(brief) == [["A hospital in Tessel treated 14 passengers for cuts.", "17 passengers"]]

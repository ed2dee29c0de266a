"""Every reply of the table, sent by a real server, through the whole pipeline: each ends in its class."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from summarizer.engines.hostile import has_markup, visible
from summarizer.engines.llm import LLMEngine
from summarizer.models import Options
from summarizer.pipeline import Outcome, write_brief
from summarizer.prompting import load_prompts
from tests.hostile_replies import ARTICLES, GOOD_TEXT, LIST_C, NOTHING, Case, changed, with_statement
from tests.provider import Provider, Scripted, says, serving

MARKER = "5eed" * 8
STATEMENTS = 4  # of the good reply


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serving() as running:
        yield running


def brief_of(provider: Provider, *steps: Scripted) -> Outcome:
    """Write a brief while the provider answers by `steps`, and check what holds for each."""
    provider.script(*steps)
    engine = LLMEngine(
        "openai/local", prompts=load_prompts(), api_base=provider.base, backoff=(0.001, 0.002), marker=lambda: MARKER
    )
    outcome = asyncio.run(
        write_brief(ARTICLES, engine, options=Options(), brief_id="b", created="2026-11-22T05:00:00Z")
    )
    texts = {(article.id, "text"): article.text for article in ARTICLES}
    texts |= {(article.id, "title"): article.title or "" for article in ARTICLES}
    assert outcome.brief.citations()
    for cited in outcome.brief.citations():
        assert texts[cited.source, cited.field][cited.start : cited.end] == cited.quote
    assert provider.answered <= 2
    assert outcome.spent.calls == len(provider.calls)
    assert MARKER not in outcome.brief.model_dump_json()
    return outcome


def written(outcome: Outcome) -> list[str]:
    return [outcome.brief.headline.text, *(statement.text for statement in outcome.brief.statements)]


def of_kind(kind: str) -> list[object]:
    return [pytest.param(case, id=case.number.replace(" ", "-")) for case in LIST_C if case.kind == kind]


def test_the_table_has_at_least_forty_of_the_forty_two() -> None:
    numbers = {int("".join(c for c in case.number.split()[0] if c.isdigit())) for case in LIST_C}
    assert len(numbers & set(range(1, 43))) >= 40


@pytest.mark.parametrize("case", of_kind("D"))
def test_no_answer_at_all_degrades_at_once(provider: Provider, case: Case) -> None:
    outcome = brief_of(provider, case.step)
    assert outcome.brief.provenance.degraded_reason == case.code
    assert outcome.brief.provenance.engine == "extractive"
    assert len(provider.calls) == 1
    assert outcome.brief.statements


@pytest.mark.parametrize("case", of_kind("R"))
def test_a_malformed_answer_is_asked_for_once_more(provider: Provider, case: Case) -> None:
    outcome = brief_of(provider, case.step, says(GOOD_TEXT))
    assert not outcome.brief.provenance.degraded
    assert len(outcome.brief.statements) == STATEMENTS
    assert len(provider.calls) == 2
    assert "could not be used" in provider.calls[1]["messages"][1]["content"]


@pytest.mark.parametrize("case", of_kind("R"))
def test_an_answer_that_stays_malformed_degrades_or_is_mended(provider: Provider, case: Case) -> None:
    outcome = brief_of(provider, case.step, case.step)
    assert len(provider.calls) == 2
    if case.code != "*":
        assert outcome.brief.provenance.degraded_reason == case.code
    assert outcome.brief.statements


@pytest.mark.parametrize("case", of_kind("X"))
def test_a_failing_statement_is_asked_for_again_and_dropped(provider: Provider, case: Case) -> None:
    outcome = brief_of(provider, case.step, says(NOTHING))
    assert not outcome.brief.provenance.degraded
    assert len(provider.calls) == 2
    assert "FAILED" in provider.calls[1]["messages"][1]["content"]
    assert len(outcome.brief.statements) >= STATEMENTS - 1
    assert not any(case.gone in text for text in written(outcome))


@pytest.mark.parametrize("case", of_kind("V"))
def test_an_untidy_answer_is_cleaned(provider: Provider, case: Case) -> None:
    outcome = brief_of(provider, case.step)
    assert not outcome.brief.provenance.degraded
    assert len(provider.calls) == 1
    assert len(outcome.brief.statements) == STATEMENTS
    assert all(text == visible(text) and not has_markup(text) for text in written(outcome))


def test_a_corrected_statement_takes_the_place_of_the_failed_one(provider: Provider) -> None:
    wrong = GOOD_TEXT.replace("built in 1931", "built in 1913")
    right = {"number": 4, "text": "The bridge was built in 1931.", "cites": ["[a3.s3]"]}
    outcome = brief_of(provider, says(wrong), says({"replacements": [right]}))
    assert outcome.brief.statements[3].text == "The bridge was built in 1931."
    assert not outcome.brief.dropped


def test_a_failed_headline_can_be_corrected_as_number_nought(provider: Provider) -> None:
    wrong = GOOD_TEXT.replace("closed after 14", "closed after 41", 1)
    right = {"number": 0, "text": "Quill Bridge in Morrow closed", "cites": ["a1.s1"]}
    outcome = brief_of(provider, says(wrong), says({"replacements": [right, {**right, "number": 99}]}))
    assert outcome.brief.headline.text == "Quill Bridge in Morrow closed"


def test_an_unreadable_correction_leaves_the_rest_standing(provider: Provider) -> None:
    outcome = brief_of(provider, says(GOOD_TEXT.replace("1931", "1913")), says("no"))
    assert not outcome.brief.provenance.degraded
    assert len(outcome.brief.statements) == STATEMENTS - 1
    assert any("could not be read" in warning for warning in outcome.warnings)


def test_a_draft_of_too_many_statements_degrades_and_one_too_long_is_left_out(provider: Provider) -> None:
    many = changed(lambda r: r.update(statements=[{"text": f"Crack {n}.", "cites": ["a1.s1"]} for n in range(500)]))
    assert brief_of(provider, says(many)).brief.provenance.degraded_reason == "too_large"
    outcome = brief_of(provider, with_statement("The bridge closed and closed " * 100), says(NOTHING))
    assert len(outcome.brief.statements) == STATEMENTS
    assert [(d.text, d.code) for d in outcome.brief.dropped] == [("(text withheld)", "too_long")]


def test_a_draft_of_markup_degrades_and_shows_none_of_it(provider: Provider) -> None:
    outcome = brief_of(provider, says(GOOD_TEXT.replace("The ", "![](//evil.example)")), says(NOTHING))
    assert outcome.brief.provenance.degraded_reason == "no_plain_text"
    assert "evil" not in outcome.brief.model_dump_json()

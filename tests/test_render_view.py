"""The words that every face uses."""

from __future__ import annotations

import pytest

from summarizer.models import Detail
from summarizer.render import view
from tests.briefs import Builder, ferry_answer, ferry_brief, source


def test_details_are_grouped_by_who_gives_them():
    details = [
        Detail(text="Canada", outlets=("A",)),
        Detail(text="2 km", outlets=("A", "B")),
        Detail(text="Japan", outlets=("A",)),
    ]
    assert view.details_words(details) == ("only A: Canada; Japan", "only A, B: 2 km")


@pytest.mark.parametrize(
    ("agreement", "outlets", "words"),
    [
        ("corroborated", ("A", "B"), "corroborated by A, B"),
        ("disputed", ("A", "B"), "told by A, B; outlets differ"),
        ("single_source", ("A",), "only A"),
        ("single_source", ("A", "A's reprint"), "one source, printed by A, A's reprint"),
    ],
)
def test_agreement_is_said_in_words(agreement, outlets, words: str):
    assert view.agreement_words(agreement, outlets) == words


def test_marks_are_in_order_and_each_stands_once():
    b = Builder([source("a1", "One. Two. Three.", "A")])
    three, two, one = b.cite("a1", "Three."), b.cite("a1", "Two."), b.cite("a1", "One.", "related")
    assert view.marks([two, three, one, two]) == view.Marks((1, 2), (3,))
    assert [c.n for c in view.distinct([one, two, three, one])] == [1, 2, 3]


def test_scope_counts_articles_outlets_reprints_and_agreement():
    words = "4 articles, 4 outlets, 1 reprint among them; 2 of 5 statements corroborated, 1 disputed"
    assert view.scope_words(ferry_brief()) == words


def test_a_degraded_brief_says_so():
    provenance = ferry_brief().provenance.model_copy(
        update={"model": "m", "prompt": "write@2#abc", "degraded": True, "degraded_reason": "provider_down"}
    )
    assert view.engine_words(provenance) == "extractive engine, m, prompt write@2; degraded: provider down"


def test_usage_says_what_was_paid_and_what_is_not_known():
    usage = ferry_answer().usage.model_copy(update={"calls": 2, "prompt_tokens": 900, "completion_tokens": 100})
    answer = ferry_answer().model_copy(update={"usage": usage})
    assert view.usage_words(answer) == "12 ms, 2 calls, 1000 tokens, US$ 0.0000"
    unknown = answer.model_copy(update={"usage": usage.model_copy(update={"cost_usd": None, "cache": "hit"})})
    assert view.usage_words(unknown) == "12 ms, from the cache, 2 calls, 1000 tokens, cost unknown"


def test_every_passage_stands_on_its_source_in_order():
    shelves = view.shelves(ferry_brief())
    assert [shelf.source.id for shelf in shelves] == ["a1", "a2", "a3", "a4"]
    for shelf in shelves:
        numbers = [passage.n for passage in shelf.passages]
        assert numbers == sorted(set(numbers))
    assert shelves[3].passages == ()

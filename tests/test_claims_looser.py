"""Disagreements between sentences that share little: by predicate and context, clause, fixed phrase, quotation."""

from __future__ import annotations

import pytest

from evals.claims_evidence import meets_side
from evals.claims_stories import annotated, data_folder
from summarizer.claims import build_table
from summarizer.claims.anchored import excluded
from summarizer.claims.quantities import amounts
from summarizer.models import Article, Conflict
from summarizer.publishers import independence
from summarizer.text.sentences import sentences_of

FOUND = [
    (
        "number of boats destroyed (Harnfjord)",
        "In Sand Cove, a hamlet in Harnfjord, a fire of unknown cause destroyed at least 45 boats and singed a pier.",
        "A fire raged all Tuesday on the quays of Harnfjord, with 20 to 30 boats destroyed but nobody hurt.",
        ["at least 45 boats", "20 to 30 boats"],
    ),
    (
        "number of people killed (Tarn, 2028)",
        "Up to 9,000 people have been killed in the Tarn uprising since 2028, the union says.",
        "More than 9,000 people have died in the Tarn uprising dating back to 2028.",
        ["Up to 9,000 people", "More than 9,000 people"],
    ),
    (
        "length of the voyage in hours",
        "The cook, one of the crew, said that nearly an hour into the 20-hour voyage a pump began to smoke.",
        "Sailors said the pump began to smoke soon after the start of the 18-hour voyage.",
        ["20-hour voyage", "18-hour voyage"],
    ),
    (
        "number of people killed (1992)",
        "A 1992 avalanche killed a dozen people in northern Orland and buried the old customs house.",
        "In 1992, an avalanche killed more than 30 people and buried two trains.",
        ["a dozen people", "more than 30 people"],
    ),
    (
        "number of storeys",
        "The gulls nest on the roof of the 12-storey mill.",
        "The Old Mill is 60 metres tall and has 14 storeys.",
        ["12-storey", "14 storeys"],
    ),
    (
        "magnitude of the earthquake",
        "A magnitude 5.4 earthquake woke the islands.",
        "The 5.1-magnitude earthquake was felt in Tarnby.",
        ["magnitude 5.4", "5.1-magnitude"],
    ),
    ("age of Greta Holm", "Greta Holm, 71, founded it.", "It belongs to 75-year-old Greta Holm.", None),
    (
        "when at least 60 skulls were taken to the museum",
        "According to that list, at least 60 skulls were taken to the museum in 1931.",
        "The cave was wet, he said, so the skulls were taken in the 1950s to the university museum in Tarnby.",
        ["1931", "the 1950s"],
    ),
    (
        "when the goods train hit the bus at the crossing in Vey",
        "The goods train hit the bus at the crossing in Vey around 6:15 a.m., a driver said.",
        "She was still in bed when the goods train hit the bus at the crossing in Vey at 7:40 a.m.",
        ["around 6:15 a.m.", "7:40 a.m."],
    ),
    (
        "where the victim was pronounced dead",
        "The girl was flown to Moll Children's Hospital, where she was pronounced dead.",
        "The child was pronounced dead shortly after arriving at Tarnby Medical Center.",
        ["Moll Children's Hospital", "Tarnby Medical Center"],
    ),
    (
        "who first reported the resignation",
        "The minister's resignation was first reported by Radio Moll.",
        "The resignation was first reported by Radio Moll and the Vey Courier.",
        ["Radio Moll", "Radio Moll and the Vey Courier"],
    ),
    (
        "how the miller died",
        "Masked men beat the miller to death in the square of Dassa on Friday after a row about grain.",
        "The miller was reportedly burned alive in the square of Dassa on Friday after a row about grain.",
        ["beat the miller to death", "reportedly burned alive"],
    ),
    (
        "how a quotation runs: “Keep the lamps lit until … is home, then sleep”",
        'The last line reads: "Keep the lamps lit until the fleet is home, then sleep."',
        "“Keep the lamps lit until the captain is home, then sleep,” reads the last line.",
        [
            "“Keep the lamps lit until the fleet is home, then sleep”",
            "“Keep the lamps lit until the captain is home, then sleep”",
        ],
    ),
]
NONE = [
    ("a plan", "The fire destroyed 45 boats in Harnfjord.", "Harnfjord would lose 70 boats if the fire came back."),
    ("an exact bound", "Up to 9,000 people died in the Tarn uprising.", "In the Tarn uprising 9,000 people died."),
    (
        "two cases of one law",
        "At least 9,000 people died in the Tarn uprising.",
        "Over 9,500 people died in the Tarn uprising.",
    ),
    ("others and all", "It was compared with ten other river towns.", "It came last of eleven river towns."),
    ("another mill", "The gulls nest on the roof of a 12-storey mill.", "The Old Mill has 14 storeys."),
    ("two quakes", "A magnitude 5.4 earthquake woke the islands.", "It was a magnitude 7.4 earthquake."),
    ("one age in two spellings", "Sheik Amar, 61, spoke.", "The news came from 61-year-old Sheikh Amar."),
    ("a namesake", "Greta Holm, 71, founded it.", "It belongs to 43-year-old Karl Holm."),
    (
        "taken and given back",
        "The skulls were taken to the museum in 1931.",
        "The skulls were given back to the museum in 1950.",
    ),
    (
        "about one hour",
        "The goods train hit the bus in Vey around 6:15 a.m.",
        "The goods train hit the bus in Vey at 6:30 a.m.",
    ),
    (
        "two zones",
        "The goods train hit the bus in Vey at 6:15 a.m. GMT on its way north.",
        "The goods train hit the bus in Vey at 8:15 a.m. on its way north.",
    ),
    (
        "one hospital",
        "The girl was pronounced dead at Moll Children's Hospital.",
        "The girl was pronounced dead at the Anna Moll Children's Hospital in Vey.",
    ),
    (
        "two dead",
        "The girl was pronounced dead at Moll Children's Hospital.",
        "Two others were pronounced dead at Tarnby Medical Center.",
    ),
    ("two victims", "Masked men beat the miller to death on Friday.", "The baker's dog was burned alive on Friday."),
    (
        "a threat",
        "Masked men beat the miller to death in the square of Dassa after a row.",
        "The men had threatened that the miller would be burned alive in the square of Dassa after a row.",
    ),
    (
        "a cut",
        '"Keep the lamps lit until the fleet is home, then sleep for a day," it reads.',
        "“Keep the lamps lit until … is home, then sleep for a day,” it reads.",
    ),
    (
        "a spelling",
        '"We honour the dead of the grey harbour and pray for the living," it reads.',
        "“We honor the dead of the gray harbor and pray for the living,” it reads.",
    ),
]


def conflicts(first: str, second: str) -> tuple[Conflict, ...]:
    texts = (f"{first} The weather stayed fair.", f"Shops opened late. {second}")
    articles = [Article(id=f"a{n}", text=text, outlet=f"Outlet {n}") for n, text in enumerate(texts, 1)]
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    publishers, reprints = independence(articles)
    return build_table(articles, sentences, publishers=publishers, reprints=reprints).conflicts


@pytest.mark.parametrize(("topic", "first", "second", "positions"), FOUND)
def test_one_thing_told_in_other_words_with_another_value(
    topic: str, first: str, second: str, positions: list[str] | None
) -> None:
    (found,) = conflicts(first, second)
    assert found.topic == topic
    assert [position.sentence_ids for position in found.positions] == [("a1.s1",), ("a2.s2",)]
    assert positions is None or [position.text for position in found.positions] == positions


@pytest.mark.parametrize(("why", "first", "second"), NONE)
def test_what_a_looser_link_must_leave_alone(why: str, first: str, second: str) -> None:
    assert conflicts(first, second) == ()


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("as many as 300 people", "more than 300 people", True),
        ("up to 300 people", "300 to 400 people", True),
        ("up to 300 people", "300 people", False),
        ("up to 300 people", "more than 250 people", False),
        ("at least 300 people", "more than 300 people", False),
        ("200 people", "300 people", True),
    ],
)
def test_bounds_that_meet_in_nothing_but_their_ends(first: str, second: str, apart: bool) -> None:
    (x,), (y,) = amounts(first), amounts(second)
    assert excluded(x, y) is apart
    assert excluded(y, x) is apart


def test_spelled_in_two_ways_one_side_is_shown_once() -> None:
    texts = ("Greta Holm, 71, founded it.", "It belongs to 75-year-old Greta Holm.", "She is 71-year-old Greta Holm.")
    articles = [Article(id=f"a{n}", text=text, outlet=f"Outlet {n}") for n, text in enumerate(texts, 1)]
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    publishers, reprints = independence(articles)
    (found,) = build_table(articles, sentences, publishers=publishers, reprints=reprints).conflicts
    assert [position.sentence_ids for position in found.positions] == [("a1.s1", "a3.s1"), ("a2.s1",)]


@pytest.mark.skipif(not (data_folder() / "evidence_dev.jsonl").exists(), reason="evidence_dev.jsonl is not at hand")
def test_real_disagreements_are_found_and_none_is_made_up() -> None:
    found = shown = 0
    for story in annotated():
        sides = [[set(p["cites"]) for p in given["positions"]] for given in story.disagreements]
        hits = [
            {n for n, side in enumerate(sides) if meets_side([set(p.sentence_ids) for p in conflict.positions], side)}
            for conflict in story.table().conflicts
        ]
        assert all(hits), story.id
        shown += len(hits)
        found += len(set().union(*hits))
    assert shown == found >= 9

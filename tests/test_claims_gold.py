"""The gold stories and pairs of `evals/gold`: what a brief shows of who differs, copies, speaks and when."""

from __future__ import annotations

import pytest

from evals.gold import Count, Story, measure, paired, stories


@pytest.fixture(scope="module")
def gold() -> list[Story]:
    return [*stories(), *paired()]


@pytest.fixture(scope="module")
def counts(gold: list[Story]) -> dict[tuple[str, str], Count]:
    return measure(gold)[0]


def test_the_gold_set_is_large_and_a_third_is_held_back(gold: list[Story]) -> None:
    told = [story for story in gold if not story.row["id"].startswith("pair ")]
    assert len(told) >= 40
    assert sum(story.part == "held" for story in told) * 3 >= len(told)
    kinds = {d["kind"] for story in gold for d in story.row["disagreements"]}
    assert kinds == {"number", "date", "name", "wording", "other"}


@pytest.mark.parametrize("part", ["tuned", "held"])
def test_what_is_shown_as_a_disagreement_is_one(counts: dict[tuple[str, str], Count], part: str) -> None:
    count = counts[part, "disagreements, all"]
    assert count.right / count.shown >= 0.95
    assert count.found / count.gold >= 0.85


@pytest.mark.parametrize("part", ["tuned", "held"])
def test_copies_speakers_names_and_days_are_told(counts: dict[tuple[str, str], Count], part: str) -> None:
    copies = counts[part, "independence (articles)"]
    assert copies.right == copies.shown
    for name, least in (("quotations", 0.95), ("names", 0.9), ("timeline", 0.95)):
        count = counts[part, name]
        assert count.right / count.shown >= least, name
        assert count.found / count.gold >= least, name

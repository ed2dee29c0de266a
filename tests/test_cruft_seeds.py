"""The two seed articles: what is furniture goes, every other sentence stays."""

import os
from pathlib import Path

import pytest

from summarizer.sources.cruft import clean

DATA = Path(os.environ.get("SUMMARIZER_EVAL_DATA", Path(__file__).parents[1] / ".." / "shared" / "data"))
SEEDS = sorted((DATA.parent / "seeds").glob("*.txt"))
pytestmark = pytest.mark.skipif(len(SEEDS) < 2, reason="the seed articles are not here (SUMMARIZER_EVAL_DATA)")


def read(index: int) -> str:
    return SEEDS[index].read_bytes().decode("utf-8")


def marked(text: str) -> list[tuple[str, str]]:
    return [(mark.reason, text[mark.start : mark.end]) for mark in clean(text).removed]


def test_first_seed_loses_its_promo_and_nothing_else() -> None:
    text = read(0)
    assert marked(text) == [("promo", "For More visit NewsNeck")]
    cleaned = clean(text)
    assert cleaned.title == "Ukraine Says It May Abandon NATO Ambition to Secure Peace Guarantees"
    assert cleaned.outlet == "NewsNeck"


def test_second_seed_loses_label_teaser_dateline_and_related_headline_and_nothing_else() -> None:
    text = read(1)
    found = marked(text)
    assert [reason for reason, _ in found] == ["language_label", "teaser", "dateline", "related"]
    assert found[0][1] == "English"
    assert found[1][1].startswith("In a surprising turn")
    assert found[1][1].endswith("still far off?")
    assert found[2][1] == "Berlin:"
    assert found[3][1].startswith("Trump Warns")
    assert found[3][1].endswith("Immediate Action")
    cleaned = clean(text)
    assert cleaned.title == "Ukraine drops NATO goal as peace talks"
    assert cleaned.title_span is not None
    assert text[slice(*cleaned.title_span)] == cleaned.title
    assert cleaned.place == "Berlin"


@pytest.mark.parametrize("index", [0, 1])
def test_every_other_line_stays(index: int) -> None:
    text = read(index)
    cleaned = clean(text)
    kept = list(text)
    for mark in cleaned.removed:
        kept[mark.start : mark.end] = "\0" * (mark.end - mark.start)
    rest = [line.strip("\0 ") for line in "".join(kept).splitlines() if line.strip("\0 ")]
    assert len(rest) == (15, 10)[index]

"""Which parts of a shared statement does one outlet alone give: `python -m evals.details` prints how well that is told.

`details_labels.json` holds 90 statements that the extractive engine tells of stories of `multinews_dev.jsonl` and
`evidence_dev.jsonl` (250 words a brief) and that were called corroborated on 2026-11-22, read by eye, one reader,
before anything was tuned on them. Each is a sentence of an article, named by the article and its first character
("a3@120"), with the sentences cited for it; `lone` are the stretches of it, as offsets, that no article of another
publisher tells, `open` those in doubt, which are not counted. `main` says who tells its main assertion: `two` outlets,
`one`, or `open`. Stories are parted by their id into those that may be tuned on and those held back.

Counted are content words and stretches: a detail is right when half of its content words are in `lone`, a stretch of
`lone` is found when half of its words are in details, or when the statement is not called corroborated at all.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evals.stories_read import articles_of, rows, table_of
from summarizer.judging import Ground, Told
from summarizer.models import ArticleInput, DraftStatement
from summarizer.text.tokens import content_stems

LABELS = Path(__file__).with_name("details_labels.json")
_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
Spans = Sequence[tuple[int, int]]


class Labelled(NamedTuple):
    """One statement as it was read, and what the product says of it."""

    story: str
    label: dict[str, Any]
    told: Told

    @property
    def held(self) -> bool:
        """Tell whether the story is held back from tuning: every other one, by its id."""
        return bool(zlib.crc32(self.story.encode()) & 1)

    @property
    def marked(self) -> list[tuple[int, int]]:
        """Return where the details stand in the statement."""
        found = ((self.told.text.find(detail.text), len(detail.text)) for detail in self.told.details)
        return [(start, start + length) for start, length in found if start >= 0]

    def words(self, spans: Spans) -> set[int]:
        """Return the content words in `spans` by their offsets, those in doubt left out."""
        text, doubt = self.told.text, self.label["open"]
        starts = (m.start() for m in _WORD.finditer(text) if content_stems(m.group()))
        return {n for n in starts if _inside(n, spans) and not _inside(n, doubt)}


def _inside(offset: int, spans: Spans) -> bool:
    return any(start <= offset < end for start, end in spans)


def labelled() -> Iterator[Labelled]:
    """Yield the labelled statements as the product judges them today; a sentence that is no more is left out."""
    for name, stories in json.loads(LABELS.read_text("utf-8")).items():
        for row in rows(f"{name}_dev.jsonl"):
            if row["id"] in stories:
                yield from _of_story(row, stories[row["id"]])


def _of_story(row: dict[str, Any], labels: dict[str, Any]) -> Iterator[Labelled]:
    ground = Ground(table_of(articles_of(ArticleInput(text=text) for text in row["articles"] if text)))
    places = {f"{s.article}@{s.start}": s for s in ground.table.sentences}
    for place, label in labels.items():
        if place in places and all(cited in places for cited in label["cited"]):
            cited = tuple(places[one].id for one in label["cited"])
            yield Labelled(row["id"], label, ground.tell(DraftStatement(places[place].text, cited)))


class Score(NamedTuple):
    """Counts over some statements."""

    words: Counter[str]
    stretches: Counter[str]
    main: Counter[tuple[str, str]]
    details: int


def score(found: Iterable[Labelled]) -> Score:
    """Count what is right, wrong and missed."""
    words: Counter[str] = Counter()
    stretches: Counter[str] = Counter()
    main: Counter[tuple[str, str]] = Counter()
    details = 0
    for one in found:
        main[one.label["main"], one.told.agreement] += 1
        lone = [(a, b) for a, b in one.label["lone"]]
        if one.told.agreement == "single_source":
            stretches["found"] += len(lone)
            continue
        details += len(one.marked)
        gold, told = one.words(lone), one.words(one.marked)
        words.update(right=len(gold & told), wrong=len(told - gold), missed=len(gold - told))
        for span in one.marked:
            inside = one.words([span])
            if inside:
                stretches["right" if 2 * len(inside & gold) >= len(inside) else "wrong"] += 1
        for span in lone:
            inside = one.words([span])
            stretches["found" if 2 * len(inside & told) >= len(inside) else "lost"] += 1
    return Score(words, stretches, main, details)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; with `--each`, every statement with what is told and what was read (long)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", choices=("tuned", "held", "all"), help="print the statements one by one")
    asked = parser.parse_args(arguments)
    found = list(labelled())
    parts = {"tuned": [o for o in found if not o.held], "held": [o for o in found if o.held], "all": found}
    if asked.each:
        for one in parts[asked.each]:
            _print_one(one)
    for name, ones in parts.items():
        _print_score(name, ones)


def _print_score(name: str, ones: Sequence[Labelled]) -> None:
    words, stretches, main, details = score(ones)
    shared = sum(n for (_, agreement), n in main.items() if agreement != "single_source")
    print(
        f"{name}: {len(ones)} statements of {len({one.story for one in ones})} stories, {shared} called shared, with "
        f"{details} details\n"
        f"  content words: P {_share(words['right'], words['wrong'])}, R {_share(words['right'], words['missed'])}; "
        f"details: P {_share(stretches['right'], stretches['wrong'])}, "
        f"stretches of one outlet marked: R {_share(stretches['found'], stretches['lost'])}\n"
        f"  called shared though one outlet's: {main['one', 'corroborated'] + main['one', 'disputed']} of {shared}, "
        f"called one outlet's though told by two: {main['two', 'single_source']} of {shared_by_two(main)}"
    )


def shared_by_two(main: Counter[tuple[str, str]]) -> int:
    """Return how many statements two outlets tell."""
    return sum(n for (told_by, _), n in main.items() if told_by == "two")


def _share(part: int, rest: int) -> str:
    return f"{part / (part + rest):.2f} ({part} of {part + rest})" if part + rest else "-"


def _print_one(one: Labelled) -> None:
    text = one.told.text
    lone = [text[a:b] for a, b in one.label["lone"]]
    wrong = (one.label["main"] == "one") != (one.told.agreement == "single_source")
    mark = "!" if wrong and one.label["main"] != "open" else " "
    print(f"\n{mark}{one.story} {one.label['main']} {one.told.agreement}: {text}")
    print(f"   read {lone}\n   told {[detail.text for detail in one.told.details]}")


if __name__ == "__main__":
    main()

"""How well texts are cut into sentences: `python -m evals.sentences`.

Prints boundary precision and recall against the numbered sentences of `evidence_dev.jsonl` (which an unaided
sentencex numbered: a difference is a seam that our own pass mended or broke, so each is shown); how many
sentences stay the same when an article is hard-wrapped; how many lines of headline lists are joined.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from summarizer.text.paragraphs import paragraphs
from summarizer.text.sentences import split_sentences

NUMBERED = 25  # code points: the annotators numbered no shorter line
WIDTHS = (60, 66, 72, 78)
LISTS, SEED = 600, 20261122


class Boundaries(NamedTuple):
    """Sentence ends that two splittings share and that only one has, with what stands around them."""

    shared: int
    added: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Return the share of our ends that are annotated."""
        return self.shared / (self.shared + len(self.added))

    @property
    def recall(self) -> float:
        """Return the share of the annotated ends that are ours."""
        return self.shared / (self.shared + len(self.missing))


def main() -> int:
    """Print the figures and every boundary that differs."""
    folder = Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))
    if not folder.is_dir():
        print(f"skipped: no evaluation data at {folder} (set SUMMARIZER_EVAL_DATA)")
        return 0
    found = against_numbered(folder)
    print(f"boundaries: precision {100 * found.precision:.2f} %, recall {100 * found.recall:.2f} % of {found.shared}")
    for name, contexts in (("cut", found.added), ("joined", found.missing)):
        for context in contexts:
            print(f"  {name:<7}{context!r}")
    for blank in (True, False):
        shares = ", ".join(f"{width}: {100 * same_when_wrapped(folder, width, blank=blank):.1f} %" for width in WIDTHS)
        print(f"same sentences when wrapped {'with' if blank else 'without'} blank lines at {shares}")
    joined, ends = joined_headlines(folder)
    print(f"headline lists: {joined} of {ends} line ends taken for folds")
    return 0


def against_numbered(folder: Path) -> Boundaries:
    """Compare our sentence ends with the annotated ones over all articles of `evidence_dev.jsonl`."""
    shared, added, missing = 0, [], []
    for line in (folder / "evidence_dev.jsonl").read_text(encoding="utf-8").split("\n"):
        row = json.loads(line) if line else {"articles": []}
        for number, text in enumerate(row["articles"]):
            theirs = {s["end"] for s in row["sentences"].values() if s["article"] == number}
            ours = {end for start, end in split_sentences(text, "en") if end - start >= NUMBERED}
            shared += len(ours & theirs)
            added += [_around(text, end) for end in sorted(ours - theirs)]
            missing += [_around(text, end) for end in sorted(theirs - ours)]
    return Boundaries(shared, tuple(added), tuple(missing))


def _around(text: str, at: int) -> str:
    return f"{text[max(0, at - 40) : at]} | {text[at : at + 30].strip()}"


def same_when_wrapped(folder: Path, width: int, *, blank: bool) -> float:
    """Return the share of sentences that are the same in the wrapped and the unwrapped article, over all."""
    same = total = 0
    for given in _articles(folder):
        lines = [line for line in (" ".join(line.split()) for line in given) if line]
        plain = {sentence for line in lines for sentence in _sentences(line)}
        folded = [textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines]
        wrapped = set(_sentences(("\n\n" if blank else "\n").join(folded)))
        same += len(plain & wrapped)
        total += len(plain | wrapped)
    return same / total


def _articles(folder: Path) -> Iterator[Sequence[str]]:
    for line in (folder / "multinews_dev.jsonl").read_text(encoding="utf-8").split("\n"):
        for article in json.loads(line)["articles"] if line else ():
            yield article.splitlines()


def _sentences(text: str) -> Iterator[str]:
    for start, end in split_sentences(text, "en"):
        yield re.sub(r"\s+", " ", text[start:end])


def joined_headlines(folder: Path) -> tuple[int, int]:
    """Return how many line ends in lists of 2 to 12 headlines were taken for folds, and how many there are."""
    with (folder / "headlines_dev.csv").open(encoding="utf-8", newline="") as file:
        headlines = [row["title"] for row in csv.DictReader(file)]
    draw = random.Random(SEED)
    joined = ends = 0
    for _ in range(LISTS):
        chosen = draw.sample(headlines, draw.randint(2, 12))
        joined += len(chosen) - len(paragraphs("\n".join(chosen)))
        ends += len(chosen) - 1
    return joined, ends


if __name__ == "__main__":
    raise SystemExit(main())

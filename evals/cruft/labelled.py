"""The labelled set: texts written for this eval in the manner of news sites; every outlet and person is invented.

Markup of `texts/*.txt`: `=== id | language [| held]` opens a text, `{{reason|words}}` marks what is furniture.
Held texts were written before any rule was tuned and their errors were not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from summarizer.models import Removed
from summarizer.sources.cruft import clean

TEXTS = Path(__file__).parent / "texts"
_HEAD = re.compile(r"^=== (\w+) \| (\w+)( \| held)?\n", re.M)
_MARK = re.compile(r"\{\{(\w+)\|(.*?)\}\}", re.S)


@dataclass(frozen=True)
class Labelled:
    """A text with its true marks; spans are half-open code points."""

    id: str
    language: str
    held: bool
    text: str
    marks: tuple[Removed, ...]


def load(folder: Path = TEXTS) -> list[Labelled]:
    """Return the texts of the set in order of their files."""
    found: list[Labelled] = []
    for path in sorted(folder.glob("*.txt")):
        parts = _HEAD.split(path.read_text("utf-8"))[1:]
        for at in range(0, len(parts), 4):
            text, marks = _read_markup(parts[at + 3].strip("\n"))
            found.append(Labelled(parts[at], parts[at + 1], bool(parts[at + 2]), text, marks))
    return found


def _read_markup(source: str) -> tuple[str, tuple[Removed, ...]]:
    text, marks, last = "", [], 0
    for match in _MARK.finditer(source):
        text += source[last : match.start()]
        marks.append(Removed(start=len(text), end=len(text) + len(match[2]), reason=match[1]))
        text += match[2]
        last = match.end()
    return text + source[last:], tuple(marks)


def crlf(row: Labelled) -> Labelled:
    """Return the text with CRLF line ends."""
    return _mapped(row, lambda c: "\r\n" if c == "\n" else c)


def spaced(row: Labelled) -> Labelled:
    """Return the text with an empty line between paragraphs."""
    return _mapped(row, lambda c: "\n\n" if c == "\n" else c)


def decomposed(row: Labelled) -> Labelled:
    """Return the text with accents as combining marks."""
    return _mapped(row, lambda c: unicodedata.normalize("NFD", c))


def _mapped(row: Labelled, change) -> Labelled:  # type: ignore[no-untyped-def]  # noqa: ANN001
    pieces = [change(c) for c in row.text]
    at = [0]
    for piece in pieces:
        at.append(at[-1] + len(piece))
    marks = tuple(Removed(start=at[m.start], end=at[m.end], reason=m.reason) for m in row.marks)
    return Labelled(row.id, row.language, row.held, "".join(pieces), marks)


@dataclass
class Score:
    """Counts of characters, white space apart."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    prose: int = 0

    @property
    def f1(self) -> float:
        """Return F1 over furniture characters."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    @property
    def lost(self) -> float:
        """Return the share of article text wrongly marked."""
        return self.wrong / max(1, self.prose)

    def add(self, other: Score) -> None:
        """Add the counts of `other`."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        self.prose += other.prose


def score(row: Labelled, *, language: str | None = "") -> Score:
    """Compare what `clean` marks with the labels of `row`; `language` stands in for the row's own."""
    given = row.language if language == "" else language
    gold, got = _chars(row.text, row.marks), _chars(row.text, clean(row.text, language=given).removed)
    letters = {i for i, c in enumerate(row.text) if not c.isspace()}
    return Score(len(gold & got), len(got - gold), len(gold - got), len(letters - gold))


def _chars(text: str, marks: tuple[Removed, ...]) -> set[int]:
    return {i for m in marks for i in range(m.start, m.end) if not text[i].isspace()}


def errors(row: Labelled) -> list[str]:
    """Return what was wrongly marked (+) and missed (-), as lines."""
    removed = clean(row.text, language=row.language).removed
    gold, got = _chars(row.text, row.marks), _chars(row.text, removed)
    lines = [
        f"+ {m.reason}: {row.text[m.start : m.end][:110]!r}" for m in removed if len(_chars(row.text, (m,)) - gold) > 0
    ]
    lines += [f"- {m.reason}: {row.text[m.start : m.end][:110]!r}" for m in row.marks if _chars(row.text, (m,)) - got]
    return lines


def right_reasons(rows: list[Labelled]) -> tuple[int, int]:
    """Return how many true marks were found with the same span, and how many of them with the same reason."""
    found: Counter[bool] = Counter()
    for row in rows:
        removed = {(m.start, m.end): m.reason for m in clean(row.text, language=row.language).removed}
        found.update(removed[m.start, m.end] == m.reason for m in row.marks if (m.start, m.end) in removed)
    return found.total(), found[True]

"""A text with what cleaning marked in it: struck through, the reason in the margin; for terminals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from summarizer.models import CleanAnswer, Removed
from summarizer.render.foreign import visible

MARGIN = 16  # columns; the longest reason has 14
_STRUCK, _DIM, _PLAIN = "\x1b[2;9m", "\x1b[2m", "\x1b[0m"
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")


def render_marked(text: str, answer: CleanAnswer, *, width: int = 80, color: bool = False) -> str:
    """Return every line of `text` that holds something, wrapped at `width` columns.

    What is marked stands struck through where `color` is on, else between ⟦ and ⟧; its reasons stand in the margin.
    """
    head = [f"{name}: {visible(value)}" for name, value in _known(answer) if value]
    lines = [_line(text, match.start(), match.end(), answer.removed, width, color) for match in _LINE.finditer(text)]
    return "\n".join([*head, "", *lines, ""])


def _known(answer: CleanAnswer) -> list[tuple[str, str | None]]:
    found = answer.model_dump(include={"title", "deck", "author", "outlet", "place", "published", "language"})
    return list(found.items())


def _line(text: str, start: int, end: int, removed: Sequence[Removed], width: int, color: bool) -> str:
    here = [mark for mark in removed if mark.start < end and mark.end > start]
    reasons = ", ".join(dict.fromkeys(mark.reason for mark in here))[: MARGIN - 2]
    margin = f"{_DIM}{reasons:<{MARGIN}}{_PLAIN}" if color else f"{reasons:<{MARGIN}}"
    rows = _wrapped(_words(text, start, end, here), max(20, width - MARGIN))
    shown = [_styled(row, color) for row in rows]
    return ("\n" + " " * MARGIN).join([margin + shown[0], *shown[1:]])


def _words(text: str, start: int, end: int, marks: Sequence[Removed]) -> list[tuple[str, bool]]:
    """Return the words of a line, each with whether it is marked; a word that is so in part is cut there."""
    edges = sorted({start, end, *(max(start, m.start) for m in marks), *(min(end, m.end) for m in marks)})
    words = []
    for a, b in pairwise(edges):
        marked = any(mark.start <= a and b <= mark.end for mark in marks)
        words += [(visible(word), marked) for word in text[a:b].split()]
    return words


def _wrapped(words: Sequence[tuple[str, bool]], width: int) -> list[list[tuple[str, bool]]]:
    rows: list[list[tuple[str, bool]]] = [[]]
    room = width
    for word, marked in words:
        if rows[-1] and len(word) > room:
            rows.append([])
            room = width
        rows[-1].append((word, marked))
        room -= len(word) + 1
    return rows


def _styled(row: Sequence[tuple[str, bool]], color: bool) -> str:
    before, after = (_STRUCK, _PLAIN) if color else ("⟦", "⟧")
    runs = [(marked, " ".join(word for word, _ in run)) for marked, run in groupby(row, key=lambda one: one[1])]
    return " ".join(f"{before}{run}{after}" if marked else run for marked, run in runs)

"""Paragraphs of a text, hard-wrapped or not: where a line end is a break and where it is only a fold."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_FIRST_WORD = re.compile(r"\S+")
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
_CASED = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿЀ-ӿ]")
_FINAL = re.compile(r"[.!?…。！？؟][\"'”’»)\]」』]*$")

# Mail, terminals and wire copy fold at 60 to 80 columns; a line of 100 or more is a paragraph of its own.
NARROWEST, WIDEST = 45, 100
NARROWEST_CJK = 18  # code points; a Chinese or Japanese line of 20 fills 40 columns


class Line(NamedTuple):
    """A line of text, trimmed: half-open span in code points."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Return its length in code points."""
        return self.end - self.start


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the paragraphs of `text`, trimmed, in order, disjoint.

    A line end divides paragraphs unless the text is hard-wrapped and the next line's first word would not have
    fitted on the line: what a greedy line filler does.
    """
    lines = _lines(text)
    width = _wrap_width(text, lines)
    spans: list[tuple[int, int]] = []
    for line, before in zip(lines, [None, *lines], strict=False):
        if before and width and _folds(text, before, line, width):
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return spans


def _lines(text: str) -> list[Line]:
    found = []
    for match in _LINE.finditer(text):
        piece = match.group()
        start = match.start() + len(piece) - len(piece.lstrip())
        if end := len(piece.strip()):
            found.append(Line(start, start + end))
    return found


def _wrap_width(text: str, lines: list[Line]) -> int:
    """Return the width at which `text` is hard-wrapped, 0 where it is not.

    Wrapped prose shows it: most line ends that the filler explains stand inside a sentence. A list of headlines,
    however even in length, does not: its lines begin with capitals.
    """
    spaced = [line.length for line in lines if " " in text[line.start : line.end] or _WIDE.match(text, line.start)]
    narrow = [length for length in spaced if length <= WIDEST]
    if len(narrow) < 2 or len(narrow) < 0.9 * len(spaced):
        return 0
    width = max(narrow)
    folds = [(a, b) for a, b in pairwise(lines) if _folds(text, a, b, width)]
    if not folds or width < (NARROWEST_CJK if _WIDE.match(text, folds[0][0].start) else NARROWEST):
        return 0
    inside = sum(_reads_on(text, a, b) for a, b in folds)
    return width if inside >= max(1, 0.3 * len(folds)) else 0


def _folds(text: str, line: Line, following: Line, width: int) -> bool:
    """Tell whether a filler of `width` would have ended `line` before the first word of `following`."""
    if line.length > width or line.length < width / 2 or _gap_is_blank_line(text, line.end, following.start):
        return False
    word = _FIRST_WORD.match(text, following.start)
    needed = 1 if _WIDE.match(text, following.start) else 1 + (word.end() - word.start() if word else 0)
    return line.length + needed > width


def _gap_is_blank_line(text: str, start: int, end: int) -> bool:
    gap = text[start:end].replace("\r\n", "\n")
    return sum(gap.count(char) for char in "\n\r\x85\u2028") > 1 or any(
        char in gap for char in "\v\f\x1c\x1d\x1e\u2029"
    )


def _reads_on(text: str, line: Line, following: Line) -> bool:
    """Tell whether the second line goes on with the sentence of the first."""
    first = text[following.start]
    if _FINAL.search(text, max(line.start, line.end - 4), line.end):
        return False
    return first.islower() or (not _CASED.match(first) and first.isalpha())

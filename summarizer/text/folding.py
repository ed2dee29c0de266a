"""The folded form in which texts are compared, with a map back to the text as given.

Folding never writes back: an article's text stays code point for code point as it came in.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_QUOTES = "“”„‟«»‹›〝〞＂"
_APOSTROPHES = "‘’‚‛′´`＇ʼ"
_DASHES = "‐‑‒–—―−﹘﹣－"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


class Folded(NamedTuple):
    """`text` is folded; `offsets[i]` is where its code point `i` came from; one more entry marks the end."""

    text: str
    offsets: tuple[int, ...]


def fold(text: str) -> str:
    """Return `text` in comparison form: NFKC, case folded, plain quotes and dashes, single spaces."""
    return fold_with_map(text).text


def fold_with_map(text: str) -> Folded:
    """Fold `text` and keep, for each folded code point, the index of the code point that it came from."""
    folded: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        for part in _fold_char(char):
            if part == " " and (not folded or folded[-1] == " "):
                continue
            folded.append(part)
            offsets.append(index)
    if folded and folded[-1] == " ":
        folded.pop()
        offsets.pop()
    return Folded("".join(folded), (*offsets, len(text)))


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _QUOTES:
        return '"'
    if char in _APOSTROPHES:
        return "'"
    if char in _DASHES:
        return "-"
    if char in _INVISIBLE or unicodedata.category(char) == "Mn":
        return ""
    if char.isspace():
        return " "
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold())
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").replace("…", "...")

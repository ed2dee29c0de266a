"""Two outlets that call one thing by words which judge it differently: a protest or a riot, rebels or terrorists."""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.claims.positions import Clash, short
from summarizer.claims.reading import stem_set
from summarizer.models import Article

# Rows of labels for one thing, by what they make of it. Chosen by the project, from the choices that style guides of
# news agencies discuss; words of one side do not differ.
_LABELS: tuple[tuple[str, ...], ...] = (
    ("protest protests march rally demonstration", "riot riots unrest mob", "uprising revolt"),
    ("protesters demonstrators marchers", "rioters hooligans thugs"),
    ("rebels insurgents fighters militants guerrillas gunmen", "terrorists", "freedom-fighters liberators"),
    ("activists campaigners", "extremists radicals fanatics"),
    ("coup putsch takeover", "revolution uprising", "transition"),
    ("war invasion aggression", "operation", "conflict"),
    ("killing killings deaths", "massacre slaughter", "murder murders"),
    ("migrants refugees", "illegals invaders"),
    ("accident mishap", "attack assault", "sabotage"),
    ("government", "regime junta"),
    ("reform reforms", "cuts"),
    ("barrier fence wall", "blockade"),
    ("leak leaker whistleblower", "traitor spy"),
    ("settlement settlements", "colony colonies"),
)
_SIDE_OF: dict[str, tuple[tuple[int, int], ...]] = {
    word: tuple((n, side) for n, row in enumerate(_LABELS) for side, words in enumerate(row) if word in words.split())
    for row in _LABELS
    for words in row
    for word in words.split()
}
_JUDGING = frozenset(("peaceful", "violent", "so-called"))  # goes with a label, and says no more than it
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
LEAST_SHARED = 0.7  # of the other stems of two sentences: a label is compared only where all else is the same


def wording_clash(a: str, b: str, first: Article, second: Article, cosine: float) -> Clash | None:
    """Return the two labels by which sentences that are otherwise nearly the same call one thing."""
    mine, theirs = labels(a), labels(b)
    if not mine or not theirs or first.language[:2] != "en":
        return None
    for (row, side), word in sorted(mine.items()):
        others = {other for n, other in theirs if n == row}
        if side in others or not others or any(n == row and s != side for n, s in mine):
            continue
        label = theirs[row, min(others)]
        left, right = (_rest(text, one, first.language) for text, one in ((a, word), (b, label)))
        if len(left & right) >= max(LEAST_SHARED * len(left | right), 3):
            return Clash("wording", f"“{word}” or “{label}”", "wording", short(a, word), short(b, label))
    return None


@lru_cache(maxsize=16384)
def labels(text: str) -> dict[tuple[int, int], str]:
    """Return the words of `text` that label a thing, by their row and side of the table."""
    return {key: word for word in _WORD.findall(text.lower()) for key in _SIDE_OF.get(word, ())}


def _rest(text: str, word: str, language: str) -> frozenset[str]:
    stems = stem_set(text, language)
    return stems - stem_set(word, language) - stem_set(" ".join(_JUDGING), language)

"""Two sentences, nearly the same, that tell outcomes which exclude each other, or of which one denies the other."""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.claims.clashes import again, without
from summarizer.claims.opposition import denied, denies
from summarizer.claims.positions import Clash, short
from summarizer.claims.reading import share, stem_set
from summarizer.models import Article

_MARKS = ("“", '"', "„", "«", "'", "‘")
_EXCEPTION = re.compile(r"\b(?:but|and|though|if|or) not\b|\bnot (?:only|just|all|every)\b|\bno (?:one|longer)\b", re.I)
_NO_VOTE = re.compile(r"[“\"'‘](?:no|not|never|none)[”\"'’]", re.I)
_ANTONYMS: tuple[tuple[str, str], ...] = (
    (
        "agree agreed agrees accept accepted accepts approved approves",
        "reject rejected rejects refused refuses declined",
    ),
    ("confirm confirmed confirms admit admitted admits", "deny denies denied"),
    ("survived survives", "died dies killed"),
    ("win wins won", "lose loses lost beaten"),
    ("acquitted cleared", "convicted guilty"),
    ("released freed", "held custody"),
    ("rise rises rose risen increased grew", "fell falls fallen dropped decreased down"),
    ("accident accidental accidentally unintentionally", "deliberate deliberately intentional intentionally"),
    ("opened opens", "closed closes shut"),
    ("offered offers proposed proposes", "agreed signed accepted"),
)
_OUTCOME_OF: dict[str, tuple[tuple[int, int], ...]] = {
    word: tuple((n, side) for n, sides in enumerate(_ANTONYMS) for side in (0, 1) if word in sides[side].split())
    for words in _ANTONYMS
    for word in f"{words[0]} {words[1]}".split()
}


def outcome_clash(a: str, b: str, first: Article, second: Article, cosine: float) -> Clash | None:
    """Return two outcomes that exclude each other in sentences that are otherwise nearly the same."""
    if cosine < 0.35 or again(a) or again(b):
        return None
    mine, theirs = outcomes(a), outcomes(b)
    for n, side in sorted(mine.keys() - theirs.keys()) if mine and theirs else ():
        other = theirs.get((n, 1 - side))
        if other is None or (n, 1 - side) in mine:
            continue
        if share(a, b, first.language) < 0.45:
            return None
        word = mine[n, side]
        if _other_subject(a, word, b, other, first.language):
            return None
        rest = without(a, word, first.language), without(b, other, first.language)
        if len(rest[0] & rest[1]) >= 0.6 * max(len(rest[0] | rest[1]), 1):
            return Clash("other", f"{word} or {other}", "outcome", short(a, word), short(b, other))
    return _polarity_clash(a, b, first.language)


def _other_subject(a: str, word: str, b: str, other: str, language: str) -> bool:
    """Tell whether before each outcome stands a word of its own: the pilots accepted, the crews rejected."""
    left, right = (stem_set(text[: text.lower().find(verb)], language) for text, verb in ((a, word), (b, other)))
    return bool(left - stem_set(b, language) and right - stem_set(a, language))


@lru_cache(maxsize=16384)
def outcomes(text: str) -> dict[tuple[int, int], str]:
    """Return the words of `text` that tell how a thing ended, by the row and side of `_ANTONYMS`."""
    return {key: word for word in re.findall(r"[a-z]+", text.lower()) for key in _OUTCOME_OF.get(word, ())}


@lru_cache(maxsize=4096)
def _voteless(text: str) -> str:
    """Return `text` without the "No" of a ballot."""
    return _NO_VOTE.sub(" ", text)


def _polarity_clash(a: str, b: str, language: str) -> Clash | None:
    """Return the two sides where one sentence denies what the other, in nearly the same words, says."""
    quoted = a.lstrip()[:1] in _MARKS or b.lstrip()[:1] in _MARKS
    a, b = _voteless(a), _voteless(b)
    if quoted or share(a, b, language) < 0.8 or denies(a, language) == denies(b, language):
        return None
    if not denied(a, b, language):
        return None
    if _EXCEPTION.search(b if denies(b, language) else a):
        return None  # "accepted by the pilots but not by the crews" does not deny "accepted by the pilots"
    return Clash("other", f"whether or not: {short(b if denies(a, language) else a)}", "polarity", short(a), short(b))

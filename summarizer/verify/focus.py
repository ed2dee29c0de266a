"""What a cue of a sentence is about: the content words that stand nearest to it, within its clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from summarizer.models import Failure
from summarizer.text.values import Cue
from summarizer.verify.lexicon import base_of
from summarizer.verify.reading import Ground, Reading


@lru_cache(maxsize=8192)
def bases(reading: Reading) -> frozenset[str]:
    """Return the content words of a reading by their base forms."""
    return frozenset(b for b in (base_of(w, reading.language) for w in reading.words) if b)


def focus_of(reading: Reading, cue: Cue, after: int, before: int = 0) -> list[str]:
    """Return the base forms of the content words around a cue in its clause, those after it first."""
    first, last = reading.word_at(cue.start), reading.word_at(cue.end - 1)
    later = _walk(reading, range(last + 1, min(len(reading.words), last + 8)), lambda i: i - 1)
    earlier = _walk(reading, range(first - 1, max(-1, first - 6), -1), lambda i: i)
    return [*later[:after], *earlier[:before]]


def _walk(reading: Reading, order: range, gap: Callable[[int], int]) -> list[str]:
    found = []
    for i in order:
        if gap(i) in reading.breaks:
            break
        if base := base_of(reading.words[i], reading.language):
            found.append(base)
    return found


def coverage(statement: Reading, passage: Reading) -> float:
    """Return the share of the statement's content words that the passage has."""
    told = bases(statement)
    return len(told & bases(passage)) / len(told) if told else 0.0


def nearest(statement: Reading, ground: Ground, slack: float = 0.1) -> list[Reading]:
    """Return the passages that tell the statement best: all within `slack` of the highest coverage."""
    scored = [(coverage(statement, p), p) for p in ground.passages]
    best = max((score for score, _ in scored), default=0.0)
    return [p for score, p in scored if score >= best - slack]


def share(focus: Sequence[str], known: frozenset[str]) -> float:
    """Return the share of the words of a focus that are known, 0 for none."""
    return sum(f in known for f in focus) / len(focus) if focus else 0.0


def keys_of(reading: Reading) -> list[str]:
    """Return each word by its base form, function words as they are."""
    return [base_of(w, reading.language) or w for w in reading.words]


def failure(code: str, found: Sequence[str], words: str) -> Failure | None:
    """Return the failure of the words found, None where there are none."""
    missing = tuple(dict.fromkeys(found))
    return Failure(code, missing, f"{words}: {', '.join(missing)}") if missing else None

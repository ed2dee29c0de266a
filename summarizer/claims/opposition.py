"""Pairs that must not become one claim, however alike they read: other values, other polarity, other outcome."""

from __future__ import annotations

from functools import lru_cache

from summarizer.claims.quantities import apart
from summarizer.text.values import negated


@lru_cache(maxsize=65536)
def opposed(a: str, b: str) -> bool:
    """Tell whether sentences `a` and `b` give different numbers of one thing, or one denies what the other says."""
    return bool(apart(a, b)) or _plainly_negated(a) != _plainly_negated(b)


def _plainly_negated(text: str) -> bool:
    return any(cue.kind == "plain" for cue in negated(text))

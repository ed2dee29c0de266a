"""Which language a statement or a passage is in, by its function words: enough to tell a translation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from summarizer.text.folding import fold
from summarizer.text.numbers import lower_words
from summarizer.text.stopwords import STOPWORDS

_FEWEST = 2  # different function words; the tongue that is expected is left only for one with more of them


@lru_cache(maxsize=16384)
def tongue_of(text: str, expected: str) -> str:
    """Return the primary tag of the language of `text`: `expected`, unless another has more function words."""
    own = expected[:2].lower()
    listed = _listed()
    words = lower_words(text)
    if not text.isascii():
        words = frozenset(w if w.isascii() else fold(w) for w in words)
    hits = Counter(tag for word in words & listed.keys() for tag in listed[word])
    best = max((tag for tag in STOPWORDS if tag in hits), key=hits.__getitem__, default=own)
    return best if hits[best] >= _FEWEST and hits[best] > hits[own] else own


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, tuple[str, ...]]:
    """Map each function word to the languages that have it: most words of a text have none."""
    found: dict[str, list[str]] = {}
    for tag, words in STOPWORDS.items():
        for word in words:
            found.setdefault(word, []).append(tag)
    return {word: tuple(tags) for word, tags in found.items()}

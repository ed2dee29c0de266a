"""Which language a statement or a passage is in, by its function words: enough to tell a translation."""

from __future__ import annotations

from functools import lru_cache

from summarizer.text.folding import fold
from summarizer.text.numbers import lower_words
from summarizer.text.stopwords import STOPWORDS

_FEWEST = 2  # different function words; the tongue that is expected is left only for one with more of them


@lru_cache(maxsize=16384)
def tongue_of(text: str, expected: str) -> str:
    """Return the primary tag of the language of `text`: `expected`, unless another has more function words."""
    own = expected[:2].lower()
    words = frozenset(w if w.isascii() else fold(w) for w in lower_words(text))
    hits = {tag: len(words & listed) for tag, listed in STOPWORDS.items()}
    best = max(hits, key=lambda tag: (hits[tag], tag == own))
    return best if hits[best] >= _FEWEST and hits[best] > hits.get(own, 0) else own

"""A further view, where somebody has an embedding model: reports that share their sense and few of their words."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizer.models import Article
from summarizer.stories.neighbours import Pairs
from summarizer.stories.reading import reading_of

EMBEDDED_CHARS: Final = 500  # beside the title: what a sentence model of 256 tokens takes in

# What is added to the cosine of the words: this share of what the cosine of the embeddings is above UNLIKE. With
# all-MiniLM-L6-v2 B-cubed F1 of multinews_dev, the first 300 articles of neutral_triples_dev and headlines_dev is
# 92.8, 92.2 and 85.2; without it 91.9, 91.3 and 83.2; 0.2 to 0.4 by 0.1 to 0.5 were tried (2026-11-22).
SHARE: Final = 0.2
UNLIKE: Final = 0.4

_ROWS: Final = 1_000  # compared at once


def embedded_text(article: Article) -> str:
    """Return what of `article` is to be embedded: its title and the beginning of its unmarked text."""
    reading = reading_of(article)
    return f"{reading.title}\n{reading.text[:EMBEDDED_CHARS]}".strip()


def blend(pairs: Pairs, rows: NDArray[np.float32]) -> Pairs:
    """Return `pairs` with the likeness of `rows` added, and the pairs that are alike in sense alone.

    `rows` are of length 1, one for each article; a row of zeros is like nothing.
    """
    size = len(rows)
    found = [_alike(rows, start, pairs.most) for start in range(0, size, _ROWS)]
    keys = np.concatenate([pairs.first.astype(np.int64) * size + pairs.second, *(keys for keys, _ in found)])
    cosines = np.concatenate([pairs.cosines, *(likeness for _, likeness in found)])
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    first, second = np.divmod(keys[order][starts], max(size, 1))
    summed = np.add.reduceat(cosines[order], starts) if len(starts) else cosines
    return Pairs(first.astype(np.int32), second.astype(np.int32), summed, pairs.most)


def _alike(rows: NDArray[np.float32], start: int, most: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the pairs of the articles from `start` on with later ones: keys, and what they add."""
    cosines = rows[start : start + _ROWS] @ rows[start:].T
    least = np.full(len(cosines), UNLIKE, dtype=np.float32)
    if cosines.shape[1] > most:
        least = np.maximum(least, np.partition(cosines, -most, axis=1)[:, -most])
    kept = np.triu(cosines >= least[:, None], 1)
    first, second = np.nonzero(kept)
    likeness: NDArray[np.float32] = (SHARE * (cosines[first, second] - UNLIKE)).astype(np.float32)
    return (first + start) * len(rows) + second + start, likeness

"""Terms to vectors: TF-IDF of unit length, of which the terms that two articles share are kept.

A handful of articles cannot tell which of their terms are rare. So imagined reports stand behind every batch, in each
of which a term of a kind stands with a known share: the prior rules a small batch, the counts rule a large one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.stories.reading import KINDS, Terms

PSEUDO_REPORTS: Final = 300
# The share of all reports in which a word, a word of any news, and a pair of words is to be expected.
SHARES: Final = np.array([0.003, 0.1, 0.0006])

# Multiplications per article that neighbour search may take: the commonest terms, which weigh least, are left out
# until it does. Below some 3,000 articles nothing is (2026-11-22: multinews, triples and headlines need 300 to 6,000).
WORK_PER_ARTICLE: Final = 20_000


class Vectors(NamedTuple):
    """Rows of a sparse matrix: the terms of article `i` stand from `starts[i]` to `starts[i + 1]`."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]  # numbers of the terms kept, from 0
    weights: NDArray[np.float32]
    width: int  # how many terms are kept

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self, first: int, last: int) -> Vectors:
        """Return the rows from `first` to before `last`."""
        start, end = self.starts[first], self.starts[last]
        held = slice(start, end)
        return Vectors(self.starts[first : last + 1] - start, self.terms[held], self.weights[held], self.width)


def vectors_of(batches: Sequence[Terms]) -> Vectors:
    """Return the vectors of the articles of all `batches`, in their order.

    Lengths are of the whole vector, so that the product of two rows is the cosine of their articles.
    """
    counts = np.concatenate([np.diff(batch.ends, prepend=0) for batch in batches])
    ids = np.concatenate([batch.ids for batch in batches])
    weights = np.concatenate([batch.weights for batch in batches])
    known, number, holders = np.unique(ids, return_inverse=True, return_counts=True)
    weights *= _idf(known, holders, len(counts))[number]
    weights /= np.repeat(_lengths(weights, counts), counts)
    kept = (holders > 1) & (holders <= _most_holders(holders, len(counts)))
    held = kept[number]
    of = np.repeat(np.arange(len(counts)), counts)[held]
    starts = np.concatenate(([0], np.cumsum(np.bincount(of, minlength=len(counts)))))
    renumbered = np.cumsum(kept, dtype=np.int32) - 1
    return Vectors(starts, renumbered[number[held]], weights[held], int(kept.sum()))


def _idf(known: NDArray[np.uint64], holders: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    expected = PSEUDO_REPORTS * SHARES[(known & KINDS).astype(np.intp)]
    idf: NDArray[np.float32] = np.log((size + PSEUDO_REPORTS + 1) / (holders + expected)).astype(np.float32)
    return idf


def _lengths(weights: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    squares = np.concatenate(([0.0], np.cumsum(np.square(weights, dtype=np.float64))))
    ends = np.cumsum(counts)
    lengths: NDArray[np.float32] = np.sqrt(squares[ends] - squares[ends - counts]).astype(np.float32)
    return lengths


def _most_holders(holders: NDArray[np.int64], articles: int) -> int:
    """Return how many articles may hold a term, so that all terms together cost no more than may be."""
    by_size = np.bincount(holders)
    work = np.cumsum(by_size * np.arange(len(by_size), dtype=np.float64) ** 2)
    return int(np.searchsorted(work, WORK_PER_ARTICLE * articles, side="right")) - 1

"""Terms to vectors: TF-IDF of unit length, of which the terms that two articles share are kept.

A handful of articles cannot tell which of their terms are rare. So imagined reports stand behind every batch, in each
of which a term of a kind stands with a known share: the prior rules a small batch, the counts rule a large one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.stories.reading import KINDS, TERM_BITS, Terms

PSEUDO_REPORTS: Final = 300
# The share of all reports in which a word, a word of any news, a country, a capital and a pair of words is to be
# expected. A country is no event: at 0.04 unrelated items of one country and day begin to run together, from 0.07 to
# 0.2 they do not; a capital told in two ways must still bind (0.03 to 0.05). The corpora move by 0.4 in these ranges.
SHARES: Final = np.array([0.003, 0.1, 0.1, 0.04, 0.0006])

# Multiplications per article that neighbour search may take: the commonest terms, which weigh least, are left out
# until it does. Nothing is left out of multinews_dev, neutral_triples_dev and headlines_dev (they need 300 to 1,700
# each); at 1,500 they lose 0.8, 0.1 and 0.0 of B-cubed F1, at 800 1.2, 0.6 and 0.0 (2026-11-22).
WORK_PER_ARTICLE: Final = 3_000


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
    holders, common = _roughly(ids, len(counts))
    shared = np.flatnonzero((holders > 1) & (holders < common))
    _, number, exactly = np.unique(ids[shared], return_inverse=True, return_counts=True)
    holders[shared] = exactly[number]
    weights = np.concatenate([batch.weights for batch in batches]) * _idf(ids, holders, len(counts))
    weights /= np.repeat(_lengths(weights, counts), counts)
    kept = exactly > 1
    held = kept[number]
    places = shared[held]
    ends = np.searchsorted(places, np.cumsum(counts))
    renumbered = np.cumsum(kept, dtype=np.int32) - 1
    starts = np.concatenate(([0], ends))
    return Vectors(starts, renumbered[number[held]], weights[places], int(kept.sum()))


def _roughly(ids: NDArray[np.uint64], articles: int) -> tuple[NDArray[np.int64], int]:
    """Return for each place how many articles hold its term or one of the same hash, and from how many on is too many.

    Most terms stand in one article alone, and half the places are of a few common terms. A table of short hashes tells
    both apart from the rest in a hundredth of the time of sorting all places.
    """
    bits = max(16, min(26, 2 + len(ids).bit_length()))
    buckets = (ids >> np.uint64(TERM_BITS - bits)).astype(np.int64)
    table = np.bincount(buckets, minlength=1 << bits)
    sizes = np.bincount(table)
    work = np.cumsum(sizes * np.arange(len(sizes), dtype=np.float64) ** 2)
    return table[buckets], int(np.searchsorted(work, WORK_PER_ARTICLE * articles, side="right"))


def _idf(ids: NDArray[np.uint64], holders: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    expected = (PSEUDO_REPORTS * SHARES).astype(np.float32)[(ids & KINDS).astype(np.intp)]
    idf: NDArray[np.float32] = np.log(np.float32(size + PSEUDO_REPORTS + 1) / (holders.astype(np.float32) + expected))
    return idf


def _lengths(weights: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    squares = np.concatenate(([0.0], np.cumsum(np.square(weights, dtype=np.float64))))
    ends = np.cumsum(counts)
    lengths: NDArray[np.float32] = np.sqrt(squares[ends] - squares[ends - counts]).astype(np.float32)
    return lengths

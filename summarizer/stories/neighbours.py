"""Vectors to the likest pairs of articles, block by block, so that all pairs never stand in memory together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from summarizer.stories.vectors import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_array

B = TypeVar("B")
R = TypeVar("R")

# Each article keeps so many neighbours: all of them in a batch of up to 2,400 articles, LEAST_KEPT in one of 50,000
# and more. With 60 kept for all, headlines_dev falls from 83.5 to 81.3, the others stay (B-cubed F1, 2026-11-22).
PAIRS_KEPT: Final = 6_000_000
LEAST_KEPT: Final = 60
DENSE: Final = 200  # articles up to which a plain matrix is quicker than the import of scipy
BLOCK: Final = 1_000  # rows whose products are held at once
BATCH: Final = 20_000  # rows given away together


class MapBatches(Protocol):
    """The shape of the built-in `map`: where the batches run is not known here."""

    def __call__(self, function: Callable[[B], R], batches: Iterable[B], /) -> Iterable[R]:
        """Return the results in the order of the batches."""
        ...


class Pairs(NamedTuple):
    """Pairs of articles `first < second`, each once, always in the same order; each article kept its `most` likest."""

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    cosines: NDArray[np.float32]
    most: int


class _Part(NamedTuple):
    """Rows from `start` on, to be compared with all."""

    start: int
    rows: Vectors
    all: Vectors
    most: int


def likest_pairs(vectors: Vectors, *, run: MapBatches = map, dense: int = DENSE) -> Pairs:
    """Return the pairs of articles that share a term and are among the likest of one of the two."""
    if len(vectors) <= dense:
        return _dense(vectors)
    size, most = len(vectors), max(LEAST_KEPT, PAIRS_KEPT // len(vectors))
    parts = (
        _Part(start, vectors.rows(start, min(start + BATCH, size)), vectors, most) for start in range(0, size, BATCH)
    )
    first, second, cosines, least = (np.concatenate(column) for column in zip(*run(_compare, parts), strict=True))
    once = (first < second) | (cosines < least[second])  # a pair that both its articles keep is found twice
    first, second, cosines = first[once], second[once], cosines[once]
    return Pairs(np.minimum(first, second), np.maximum(first, second), cosines, most)


def _dense(vectors: Vectors) -> Pairs:
    matrix = np.zeros((len(vectors), vectors.width))
    matrix[np.repeat(np.arange(len(vectors)), np.diff(vectors.starts)), vectors.terms] = vectors.weights
    cosines = matrix @ matrix.T
    first, second = np.nonzero(np.triu(cosines, 1))
    found = cosines[first, second].astype(np.float32)
    return Pairs(first.astype(np.int32), second.astype(np.int32), found, len(vectors))


class _Found(NamedTuple):
    """The neighbours that some articles keep, and from which cosine on each keeps one."""

    article: NDArray[np.int32]
    other: NDArray[np.int32]
    cosines: NDArray[np.float32]
    least: NDArray[np.float32]  # by article, not by pair


def _compare(part: _Part) -> _Found:
    """Return the neighbours of the rows of `part`."""
    every = _matrix(part.all).T.tocsr()
    found = [
        _likest(_matrix(part.rows.rows(at, min(at + BLOCK, len(part.rows)))) @ every, part.start + at, part.most)
        for at in range(0, len(part.rows), BLOCK)
    ]
    return _Found(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _matrix(vectors: Vectors) -> csr_array:
    from scipy.sparse import csr_array  # 0.2 s and more to import: not for a request

    shape = (len(vectors), vectors.width)
    return csr_array((vectors.weights, vectors.terms, vectors.starts.astype(np.int32)), shape=shape)


def _likest(products: csr_array, start: int, most: int) -> _Found:
    """Return the likest of each row of `products`, whose first row is article `start`; equal ones come along."""
    cosines, other = products.data, products.indices
    row = np.repeat(np.arange(products.shape[0], dtype=np.int32), np.diff(products.indptr))
    cosines[row + start == other] = 0.0
    least = np.zeros(products.shape[0], dtype=np.float32)
    for n, (begin, end) in enumerate(pairwise(products.indptr.tolist())):
        if end - begin > most:
            least[n] = np.partition(cosines[begin:end], -most)[-most]
    kept = (cosines >= least[row]) & (cosines > 0.0)
    return _Found(row[kept] + np.int32(start), other[kept].astype(np.int32), cosines[kept], least)

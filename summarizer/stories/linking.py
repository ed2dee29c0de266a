"""Likenesses of pairs to a tree of clusters by average link.

Average link as in Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), 17.3, tempered towards
the cosine of the centroids, so that a large story of short headlines holds together. All clusters that are each
other's likest are merged at once, round by round (Murtagh 1983): the tree is that of merging one by one, and takes
some sixty rounds over arrays instead of one step per article.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.stories.neighbours import Pairs

CENTROID_SHARE: Final = 0.35  # 0 is plain average link, 1 the cosine of the centroids; 0.2 to 0.5 serve (sweep)
LEAST_LIKENESS: Final = 0.002  # merges below are of no use to anyone
# Where each article keeps its likest neighbours only, an article of a large story is known to be like some four times
# as many: those that it kept, and those that kept it. 2 to 6 serve as well (headlines_dev with 60 kept, 2026-11-22).
KNOWN_PER_KEPT: Final = 4


class Tree(NamedTuple):
    """Clusters as nodes: the articles are the first `leaves`; every other node joins two that stand before it."""

    leaves: int
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    height: NDArray[np.float64]  # likeness at which the two were joined, never above that of a part; 1 for a leaf
    size: NDArray[np.int64]
    cohesion: NDArray[np.float64]  # mean cosine of two of its articles; 0 for a leaf

    def parents_height(self) -> NDArray[np.float64]:
        """Return for each node the height of the node that it was joined into, 0 for a root."""
        above = np.zeros(len(self.left))
        joined = slice(self.leaves, None)
        above[self.left[joined]] = above[self.right[joined]] = self.height[joined]
        return above


def link(pairs: Pairs, articles: int, *, centroid_share: float = CENTROID_SHARE) -> Tree:
    """Return the tree of `articles` articles; pairs that are not listed have no likeness."""
    state = _Clusters(pairs, articles, centroid_share)
    while state.merge_likest():
        pass
    return state.tree()


_Joins = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
_Grown = tuple[NDArray[np.int64], NDArray[np.float64]]


class _Clusters:
    """The clusters of one round, numbered from 0, and what is alike among them: an edge per pair, in order."""

    def __init__(self, pairs: Pairs, articles: int, centroid_share: float) -> None:
        self._tempering = -centroid_share / 2
        self._most = KNOWN_PER_KEPT * pairs.most
        self._first, self._second = pairs.first.astype(np.int64), pairs.second.astype(np.int64)
        self._sums = pairs.cosines.astype(np.float64)  # of the cosines across
        self._sizes = np.ones(articles, dtype=np.int64)
        self._within = np.zeros(articles)  # sum of the cosines of its pairs, each counted twice
        self._nodes = np.arange(articles)
        self._leaves, self._made = articles, articles
        none = np.full(articles, -1)
        self._joins: list[_Joins] = [(none, none, np.ones(articles))]  # first the leaves, then round by round
        self._grown: list[_Grown] = [(self._sizes.copy(), self._within.copy())]

    def merge_likest(self) -> bool:
        """Merge all clusters that are each other's likest; say whether there were any."""
        likeness = self._likeness()
        kept = likeness >= LEAST_LIKENESS
        self._take(kept)
        edges = self._mutual(likeness[kept])
        if not len(edges):
            return False
        into, gone, joined = self._first[edges], self._second[edges], self._sums[edges]
        self._joins.append((self._nodes[into], self._nodes[gone], likeness[kept][edges]))
        self._sizes[into] += self._sizes[gone]
        self._within[into] += self._within[gone] + 2 * joined
        self._nodes[into] = self._made + np.arange(len(into))
        self._made += len(into)
        self._grown.append((self._sizes[into], self._within[into]))
        self._renumber(into, gone)
        return True

    def _take(self, kept: NDArray[np.bool_]) -> None:
        self._first, self._second, self._sums = self._first[kept], self._second[kept], self._sums[kept]

    def _likeness(self) -> NDArray[np.float64]:
        """Return for each edge the mean cosine across, tempered by the mean cosines within."""
        sizes, within = self._sizes, self._within
        cohesion = np.power((within + sizes) / self._known(sizes, sizes), self._tempering)
        first, second = self._first, self._second
        return self._sums / self._known(sizes[first], sizes[second]) * cohesion[first] * cohesion[second]

    def _known(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many pairs across two clusters of these sizes can be known."""
        pairs: NDArray[np.int64] = np.minimum(first, second) * np.minimum(np.maximum(first, second), self._most)
        return pairs

    def _mutual(self, likeness: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the edges that are the likest of both their clusters; of equal ones the first."""
        first, second = self._first, self._second
        best = np.zeros(len(self._sizes))
        np.maximum.at(best, first, likeness)
        np.maximum.at(best, second, likeness)
        equal = np.flatnonzero((likeness == best[first]) & (likeness == best[second]))
        earliest = np.full(len(best), len(likeness))
        np.minimum.at(earliest, first[equal], equal)
        np.minimum.at(earliest, second[equal], equal)
        mutual: NDArray[np.int64] = equal[(earliest[first[equal]] == equal) & (earliest[second[equal]] == equal)]
        return mutual

    def _renumber(self, into: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Number the clusters that are left, and add up the edges that have become one."""
        stays = np.ones(len(self._sizes), dtype=bool)
        stays[gone] = False
        number = np.cumsum(stays) - 1
        number[gone] = number[into]
        self._sizes, self._within, self._nodes = self._sizes[stays], self._within[stays], self._nodes[stays]
        first, second = number[self._first], number[self._second]
        apart = first != second
        low, high = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
        keys = low * len(self._sizes) + high
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        sums = self._sums[apart][order]
        self._sums = np.add.reduceat(sums, starts) if len(starts) else sums
        self._first, self._second = np.divmod(keys[starts], max(len(self._sizes), 1))

    def tree(self) -> Tree:
        """Return what was merged."""
        left, right, height = (np.concatenate(column) for column in zip(*self._joins, strict=True))
        size, within = (np.concatenate(column) for column in zip(*self._grown, strict=True))
        height = _never_rising(height, left, right, self._leaves)
        others = np.maximum(size * np.minimum(size - 1, self._most), 1)
        return Tree(self._leaves, left, right, height, size, within / others)


def _never_rising(
    height: NDArray[np.float64], left: NDArray[np.int64], right: NDArray[np.int64], leaves: int
) -> NDArray[np.float64]:
    for node in range(leaves, len(height)):
        height[node] = min(height[node], height[left[node]], height[right[node]])
    return height

"""A tree of clusters to stories: where to cut it, from the batch itself.

No one threshold serves full reports, leads and headlines, stories of three and of three hundred: the best ones lie
between 0.015 and 0.12. What serves them all is contrast: articles of one story are more alike than the story is to the
next one. So the cut is sought at which the stories stand out most, held near what is usual by a prior that decides
small batches and yields in large ones. Around that cut each branch is then cut where its own parts stand out most: a
group that is held together by a chain alone stands out less than its parts, and is taken apart.

Measured 2026-11-22 on multinews_dev, neutral_triples_dev and headlines_dev, whole, cut down (titles alone, leads
alone, 3 to 25 headlines a story), mixed with each other and with lone articles, and on 20 draws of two thirds of the
stories of each; `python -m evals.stories` prints what comes of it.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizer.stories.linking import Tree

# How much the size of a story counts: 0 prefers pairs of near copies, 1 whole subjects. 0.4 to 0.45 serve all kinds; at
# 0.3 large stories of headlines fall apart (59 against 85 on draws of headlines_dev), at 0.5 titles of three outlets
# run together (74 against 78).
SIZE_SHARE: Final = 0.43

# What is usual: two articles of one event are the commonest request, and to split them hurts more than to join two
# strangers, so there the cut is lowest; each doubling asks for more, for every article more may be taken for kin.
LOOSEST, STEP, STRICTEST = 0.04, 0.012, 0.08
PRIOR_WEIGHT: Final = 10.0  # in contrast summed over articles, per squared natural logarithm; 5 to 20 serve

# What an article is worth alone: half of what is missing to this likeness. At 0, chance pairs of lone articles look
# like stories; at 0.16 stories of full reports are split. With two thirds of the stories of triples cut down to one
# article, F1 is 82.5 at 0, 86 at 0.1 and 88.5 at 0.16; of multinews, on draws, 92.7, 91.6 and 92.0.
ALONE: Final = 0.1
ALONE_SHARE: Final = 0.5

BAND: Final = 1.7  # a branch is cut within this factor of the cut of all; 1.5 to 1.8 serve
FULL_BAND: Final = 3  # doublings of a batch of two until the band is as wide: two articles have no branches to compare

_CUTS: Final = np.exp(np.linspace(math.log(0.008), math.log(0.3), 60))


def stories_of(tree: Tree) -> list[NDArray[np.int64]]:
    """Return the articles of each story, in ascending order; the stories in the order of their first articles."""
    above = tree.parents_height()
    excess = tree.size * (tree.cohesion - above)
    excess[: tree.leaves] = ALONE_SHARE * np.maximum(ALONE - above[: tree.leaves], 0.0)
    cut = _cut_of_all(tree, above, excess)
    label = _labels(tree, _kept(tree, excess, cut))
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []
    return sorted(groups, key=lambda group: int(group[0]))


def usual_cut(size: int) -> float:
    """Return the likeness from which two clusters of a batch of `size` articles are usually one story."""
    return min(STRICTEST, LOOSEST + STEP * math.log2(max(size, 2) / 2))


def _cut_of_all(tree: Tree, above: NDArray[np.float64], excess: NDArray[np.float64]) -> float:
    """Return the cut at which the contrast of all stories, and what is usual, are best served together."""
    worth = excess * np.power(np.maximum(tree.size - 1, 1), SIZE_SHARE)
    standing = [worth[(tree.height >= cut) & (above < cut)].sum() for cut in _CUTS]
    unusual = PRIOR_WEIGHT * np.log(_CUTS / usual_cut(tree.leaves)) ** 2
    return float(_CUTS[np.argmax(np.array(standing) - unusual)])


def _kept(tree: Tree, excess: NDArray[np.float64], cut: float) -> list[bool]:
    """Say of each node whether it is better as one story than as the best of its parts (Campello et al. 2013)."""
    left, right, height = tree.left.tolist(), tree.right.tolist(), tree.height.tolist()
    best = excess.tolist()
    kept = [True] * len(best)
    lowest, highest = _band(cut, tree.leaves)
    for node in range(tree.leaves, len(best)):
        parts = best[left[node]] + best[right[node]]
        kept[node] = best[node] >= parts if lowest <= height[node] < highest else height[node] >= cut
        best[node] = best[node] if kept[node] else parts
    return kept


def _band(cut: float, size: int) -> tuple[float, float]:
    width = BAND ** min(1.0, math.log2(max(size, 2) / 2) / FULL_BAND)
    return cut / width, cut * width


def _labels(tree: Tree, kept: list[bool]) -> NDArray[np.int64]:
    """Return for each article the highest node above it that is kept."""
    label = np.full(len(kept), -1)
    for node in range(len(kept) - 1, -1, -1):
        if label[node] < 0 and kept[node]:
            label[node] = node
        if label[node] >= 0 and node >= tree.leaves:
            label[tree.left[node]] = label[tree.right[node]] = label[node]
    return label[: tree.leaves]

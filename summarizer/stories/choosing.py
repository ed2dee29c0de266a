"""A tree of clusters to stories: where to cut it, from the batch itself.

No one threshold serves full reports, leads and headlines, stories of three and of three hundred: the best ones lie
between 0.015 and 0.12. What serves them all is contrast: articles of one story are more alike than the story is to the
next one. So the cut is sought at which the stories stand out most, held near what is usual by a prior that decides
small batches and yields in large ones. Around that cut each branch is then cut where its own parts stand out most: a
group that is held together by a chain alone stands out less than its parts, and is taken apart.

`python -m evals.stories` prints what comes of it on multinews_dev, neutral_triples_dev and headlines_dev;
`python -m evals.stories_sweep` what each constant does to them, whole, on draws of two thirds of their stories, and
with lone articles between, and what comes of constants that were chosen without the corpus that judges them.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.stories.linking import Tree


class Rule(NamedTuple):
    """The constants of the cut; the defaults are what all kinds of news are served by.

    Figures: B-cubed F1 of multinews_dev, neutral_triples_dev and headlines_dev, on draws of two thirds of their
    stories, 2026-11-22; with the defaults 92.2, 89.9 and 86.1.
    """

    # How much the size of a story counts: 0 prefers pairs of near copies, 1 whole subjects. 0.4 to 0.5 serve all: at
    # 0.3 large stories of headlines fall apart (80.9), at 0.6 leads of three outlets run together (84.1).
    size_share: float = 0.43

    # What an article is worth alone: half of what is missing to this likeness. At 0, chance pairs of lone articles
    # look like stories. Where most leads are alone (two thirds of the triples cut down to one), F1 is 82.5 at 0, 83.5
    # at 0.1, 88.7 at 0.16; of full reports it is 92.4, 92.2, 90.5.
    alone: float = 0.1

    # What is usual in a batch of two, what each doubling asks for more, and what is asked for at most. Two articles of
    # one event are the commonest request, and to split them hurts more than to join two strangers; and every article
    # more is one more that may be taken for kin. The weight is in contrast, summed over articles, per squared natural
    # logarithm of the distance: it decides small batches. Weights of 5 to 20 and 0.06 to 0.09 at most
    # serve all; at a weight of 40 headlines fall to 82.5.
    loosest: float = 0.04
    step: float = 0.012
    strictest: float = 0.08
    prior_weight: float = 10.0

    # A branch is cut within this factor of the cut of all. Two articles have no branches to compare: the band has its
    # full width after so many doublings. 1.5 to 2 serve all; without a band (1) triples fall to 83.6.
    band: float = 1.7
    full_band: float = 3.0

    def usual(self, size: int) -> float:
        """Return the likeness from which two clusters of a batch of `size` articles are usually one story."""
        return min(self.strictest, self.loosest + self.step * math.log2(max(size, 2) / 2))

    def around(self, cut: float, size: int) -> tuple[float, float]:
        """Return the lowest and the highest cut of a branch."""
        width = self.band ** min(1.0, math.log2(max(size, 2) / 2) / self.full_band)
        return cut / width, cut * width


_CUTS: Final = np.exp(np.linspace(math.log(0.008), math.log(0.3), 60))


def stories_of(tree: Tree, rule: Rule = Rule()) -> list[NDArray[np.int64]]:  # noqa: B008 (a constant)
    """Return the articles of each story, in ascending order; the stories in the order of their first articles."""
    above = tree.parents_height()
    excess = tree.size * (tree.cohesion - above)
    excess[: tree.leaves] = 0.5 * np.maximum(rule.alone - above[: tree.leaves], 0.0)
    cut = _cut_of_all(tree, above, excess, rule)
    label = _labels(tree, _kept(tree, excess, *rule.around(cut, tree.leaves)))
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []
    return sorted(groups, key=lambda group: int(group[0]))


def _cut_of_all(tree: Tree, above: NDArray[np.float64], excess: NDArray[np.float64], rule: Rule) -> float:
    """Return the cut at which the contrast of all stories, and what is usual, are best served together."""
    worth = excess * np.power(np.maximum(tree.size - 1, 1), rule.size_share)
    standing = [worth[(tree.height >= cut) & (above < cut)].sum() for cut in _CUTS]
    unusual = rule.prior_weight * np.log(_CUTS / rule.usual(tree.leaves)) ** 2
    return float(_CUTS[np.argmax(np.array(standing) - unusual)])


def _kept(tree: Tree, excess: NDArray[np.float64], lowest: float, highest: float) -> list[bool]:
    """Say of each node whether it is better as one story than as the best of its parts (Campello et al. 2013)."""
    left, right, height = tree.left.tolist(), tree.right.tolist(), tree.height.tolist()
    best = excess.tolist()
    kept = [True] * len(best)
    for node in range(tree.leaves, len(best)):
        parts = best[left[node]] + best[right[node]]
        kept[node] = best[node] >= parts if lowest <= height[node] < highest else height[node] >= lowest
        best[node] = best[node] if kept[node] else parts
    return kept


def _labels(tree: Tree, kept: list[bool]) -> NDArray[np.int64]:
    """Return for each article the highest node above it that is kept."""
    label = np.full(len(kept), -1)
    for node in range(len(kept) - 1, -1, -1):
        if label[node] < 0 and kept[node]:
            label[node] = node
        if label[node] >= 0 and node >= tree.leaves:
            label[tree.left[node]] = label[tree.right[node]] = label[node]
    return label[: tree.leaves]

"""B-cubed precision, recall and F1 of a clustering (Bagga and Baldwin 1998)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple


class BCubed(NamedTuple):
    """Shares of 1: for each item, how much of its cluster is of its class, and how much of its class it found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def bcubed(clusters: Iterable[Sequence[int]], classes: Sequence[Hashable]) -> BCubed:
    """Score `clusters` of item numbers, each item in exactly one, against the true class of each item."""
    sizes = Counter(classes)
    precision = recall = 0.0
    for cluster in clusters:
        for kind, shared in Counter(classes[item] for item in cluster).items():
            precision += shared * shared / len(cluster)
            recall += shared * shared / sizes[kind]
    return BCubed(precision / len(classes), recall / len(classes)) if classes else BCubed(0.0, 0.0)

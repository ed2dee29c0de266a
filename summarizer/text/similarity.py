"""Likeness of texts by the words that they share: TF-IDF vectors and an inverted index, no all-pairs.

    vectors = tfidf(bags, expected=lambda term: 0.003, pseudo=300)     bags: term -> weight, one per text
    pairs = similar_pairs(vectors, threshold=0.45)                     [(i, j, cosine)], i < j

The same bags in the same order give the same floats: sums run in the order of the bags' own terms.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

Vector = Mapping[str, float]


def tfidf(
    bags: Sequence[Mapping[str, float]], *, expected: Callable[[str], float] | None = None, pseudo: float = 0.0
) -> list[dict[str, float]]:
    """Return a vector of unit length for each bag: log(1 + weight) times inverse document frequency.

    A handful of texts cannot tell which of their terms are rare. So `pseudo` imagined texts stand behind them,
    of which the share `expected(term)` holds the term: the prior rules a small batch, the counts a large one.
    """
    frequency = Counter(chain.from_iterable(bags))
    size = len(bags) + pseudo + 1.0
    idf = {
        term: math.log(size / (count + (pseudo * expected(term) if expected else 0.0)))
        for term, count in frequency.items()
    }
    return [_unit({term: math.log1p(weight) * idf[term] for term, weight in bag.items()}) for bag in bags]


def similar_pairs(vectors: Sequence[Vector], *, threshold: float = 0.0) -> list[tuple[int, int, float]]:
    """Return `(i, j, cosine)` of every pair `i < j` that shares a term and reaches `threshold`, in order.

    `vectors` are of unit length. Only terms that two texts share are ever touched.
    """
    holders = Counter(chain.from_iterable(vectors))
    postings: dict[str, list[tuple[int, float]]] = {term: [] for term, count in holders.items() if count > 1}
    found: list[tuple[int, int, float]] = []
    for j, vector in enumerate(vectors):
        cosines: dict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            held = postings.get(term)
            if held is None:
                continue
            for i, other in held:
                cosines[i] += weight * other
            held.append((j, weight))
        found += ((i, j, cosine) for i, cosine in cosines.items() if cosine >= threshold)
    found.sort()
    return found


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}

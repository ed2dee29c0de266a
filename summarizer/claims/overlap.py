"""What pairs of sentences share: candidate pairs of a story through an inverted index over stems.

Zobel and Moffat, "Inverted files for text search engines" (2006): only sentences which share something are ever
compared.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from summarizer.claims.reading import Floats, Ints, Reading, numbered

PAIR_BUDGET = 2_000_000  # pairs of postings expanded at most, rarest terms first: bounds time and memory
DENSE = 4_000_000  # cells; a story of more sentences than its root adds up pairs by sorting them
FLOOR = 0.05  # cosine under which a pair is not looked at


class Overlap(NamedTuple):
    """What pairs of sentences share: their rows, cosine, then weights (first two) and counts of what is shared."""

    left: Ints
    right: Ints
    cosine: Floats
    plain: Floats
    aligned: Floats
    numbers: Floats
    amounts: Floats
    words: Floats
    stems: Floats

    def at(self, places: Ints) -> Overlap:
        """Return the pairs at `places` alone."""
        return Overlap(self.left[places], self.right[places], *(column[places] for column in self[2:]))


def overlaps(reading: Reading) -> Overlap:
    """Add up what each pair of sentences shares, over the stems that both hold."""
    first, second = _expand(reading)
    size, of = reading.size, reading.of
    keys: Ints = reading.rows[first] * size + reading.rows[second]
    near, cosine, slot = _near(keys, (of.weights**2)[reading.terms[first]], reading)
    kept = np.flatnonzero(slot >= 0)
    first, second, slot = first[kept], second[kept], slot[kept]
    terms = reading.terms[first]
    telling, plain = of.telling[terms], of.plain[terms]
    alone = reading.alone[first] * reading.alone[second]
    columns = (
        telling * plain,
        telling * alone,
        of.numeric[terms],
        of.amount[terms] * alone,
        plain,
        (of.weights[terms] > 0).astype(np.float64),
    )
    return Overlap(near // size, near % size, cosine, *(_sums(slot, column, len(near)) for column in columns))


def _near(keys: Ints, squares: Floats, reading: Reading) -> tuple[Ints, Floats, Ints]:
    """Return the keys of the pairs above the floor, their cosines, and for each of `keys` its place there, else -1."""
    size, norm = reading.size, reading.norm
    dense = size**2 <= DENSE
    inverse: Ints = keys
    found: Ints
    dot: Floats
    if dense:
        dot = _sums(keys, squares, size**2)
        found = np.flatnonzero(dot)
        dot = dot[found]
    else:
        found, inverse = numbered(keys)
        dot = _sums(inverse, squares, len(found))
    cosine: Floats = dot / (norm[found // size] * norm[found % size])
    near = np.flatnonzero(cosine >= FLOOR)
    place = np.full(size**2 if dense else len(found), -1, np.int64)
    place[found[near] if dense else near] = np.arange(len(near))
    return found[near], cosine[near], place[inverse]


def _sums(slots: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(slots, values, minlength=size).astype(np.float64, copy=False)


def _expand(reading: Reading) -> tuple[Ints, Ints]:
    """Pair up the postings of each stem, rarest stems first, until the budget is spent."""
    frequency = np.diff(reading.starts)
    order = np.argsort(frequency, kind="stable")
    cost = np.cumsum(frequency[order] * (frequency[order] - 1) // 2)
    kept = order[(cost <= PAIR_BUDGET) & (frequency[order] > 1)]
    counts = frequency[kept]
    postings = np.arange(int(counts.sum())) + np.repeat(reading.starts[kept] - np.cumsum(counts) + counts, counts)
    left = np.repeat(counts, counts) - 1 - (postings - np.repeat(reading.starts[kept], counts))  # partners after it
    first = np.repeat(postings, left)
    step = np.arange(len(first)) - np.repeat(np.cumsum(left) - left, left)
    return first, first + 1 + step


def best_in(overlap: Overlap, homes: Ints) -> Floats:
    """Return the best cosine that each sentence reaches in each article."""
    best = np.full((len(homes), int(homes.max(initial=0)) + 1), 1e-9)
    np.maximum.at(best, (overlap.left, homes[overlap.right]), overlap.cosine)
    np.maximum.at(best, (overlap.right, homes[overlap.left]), overlap.cosine)
    return best

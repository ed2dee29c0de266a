"""How surely two sentences say the same: one score from lexical, number and rank views of the whole story.

The story is an inverted index over stems (Zobel and Moffat, "Inverted files for text search engines", 2006),
so that only sentences which share something are ever compared. The views of a pair are combined by a logistic
regression whose weights stand below with their measurement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from summarizer.claims.reading import Floats, Ints, Reading, read
from summarizer.models import Sentence

PAIR_BUDGET = 2_000_000  # pairs of postings expanded at most, rarest stems first: bounds time and memory
DENSE = 4_000_000  # cells; a story of more sentences than its root adds up pairs by sorting them
FLOOR = 0.08  # cosine under which a pair is not looked at
# Views of a pair, in order; see `_views`. Fitted by `python -m evals.claims_evidence --fit` on the 294 labelled pairs
# of evidence_dev on 2026-11-22, ridge 5; F1 0.777 with weights and threshold held out by story (TF-IDF: 0.710).
# Name overlap, character n-grams, shared bigrams, neighbours and shared amounts were tried too and gained nothing.
VIEWS = ("cosine", "containment", "number_shared", "number_apart", "rank_low", "rank_high")
WEIGHTS = (2.36, 0.62, 0.32, -1.26, 1.27, 0.20)
BIAS = -1.16


class Pairs(NamedTuple):
    """Candidate pairs of a story: sentence `left[k]` < `right[k]`, one column for each view, the score."""

    left: Ints
    right: Ints
    views: Floats
    score: Floats


class _Overlap(NamedTuple):
    """What pairs of sentences share: their rows, dot product, shared weight, shared numeric stems."""

    left: Ints
    right: Ints
    dot: Floats
    weight: Floats
    numbers: Floats

    def at(self, rows: Ints) -> _Overlap:
        """Return these pairs alone."""
        return _Overlap(self.left[rows], self.right[rows], self.dot[rows], self.weight[rows], self.numbers[rows])


def same_claim_score(a: Sentence, b: Sentence, sentences: Sequence[Sentence], languages: Mapping[str, str]) -> float:
    """Return how surely `a` and `b`, two of the `sentences` of a story, say the same: 0 to 1.

    The score depends on the story: what is rare in it weighs more, and a better rival counts against.
    """
    rows = {sentence.id: row for row, sentence in enumerate(sentences)}
    low, high = sorted((rows[a.id], rows[b.id]))
    pairs = compare(sentences, languages)
    hit = np.flatnonzero((pairs.left == low) & (pairs.right == high))
    return float(pairs.score[hit[0]]) if hit.size else 0.0


def compare(sentences: Sequence[Sentence], languages: Mapping[str, str]) -> Pairs:
    """Return every pair of `sentences` that shares enough to be looked at, with views and score."""
    reading = read(sentences, languages)
    numbers = {article: n for n, article in enumerate(dict.fromkeys(s.article for s in sentences))}
    homes = np.fromiter((numbers[s.article] for s in sentences), np.int64, len(sentences))
    overlap = _overlaps(reading)
    cosine: Floats = overlap.dot / (reading.norm[overlap.left] * reading.norm[overlap.right])
    near = np.flatnonzero(cosine >= FLOOR)
    views = _views(reading, homes, overlap.at(near), cosine[near])
    score: Floats = 1.0 / (1.0 + np.exp(-(views @ np.array(WEIGHTS) + BIAS)))
    return Pairs(overlap.left[near], overlap.right[near], views, score)


def _overlaps(reading: Reading) -> _Overlap:
    """Add up what each pair of sentences shares, over the stems that both hold."""
    first, second, stems = _expand(reading)
    keys: Ints = first * reading.size + second
    weights, numeric = reading.weights[stems], reading.numeric[stems]
    found: Ints
    if reading.size**2 <= DENSE:
        found = np.flatnonzero(np.bincount(keys, minlength=1))
        sums = [_sums(keys, column)[found] for column in (weights**2, weights, numeric)]
    else:
        found, inverse = np.unique(keys, return_inverse=True)
        sums = [_sums(inverse, column) for column in (weights**2, weights, numeric)]
    dot, weight, numbers = sums
    return _Overlap(found // reading.size, found % reading.size, dot, weight, numbers)


def _sums(keys: Ints, values: Floats) -> Floats:
    sums: Floats = np.bincount(keys, values, minlength=1).astype(np.float64, copy=False)
    return sums


def _expand(reading: Reading) -> tuple[Ints, Ints, Ints]:
    """Pair up the postings of each stem, rarest stems first, until the budget is spent."""
    frequency = np.diff(reading.starts)
    order = np.argsort(frequency, kind="stable")
    cost = np.cumsum(frequency[order] * (frequency[order] - 1) // 2)
    kept = order[(cost <= PAIR_BUDGET) & (frequency[order] > 1)]
    counts = frequency[kept]
    stems = np.repeat(kept, counts)
    offset = np.arange(len(stems)) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = reading.rows[reading.starts[stems] + offset]
    pieces = [(rows[:0], rows[:0], stems[:0])]
    for step in range(1, int(counts.max(initial=1))):
        here = np.flatnonzero(stems[step:] == stems[:-step])
        pieces.append((rows[here], rows[here + step], stems[here]))
    left, right, of = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return left, right, of


def _views(reading: Reading, homes: Ints, overlap: _Overlap, cosine: Floats) -> Floats:
    """Return one row of views per pair.

    `containment` is the weight shared over that of the lighter sentence; a number is `apart` where both
    sentences have numbers and share none; the ranks are the cosine over the best one that either sentence
    reaches in the other's article (1 where nothing there fits better), the lower and the higher of the two.
    """
    left, right = overlap.left, overlap.right
    lighter = np.maximum(np.minimum(reading.mass[left], reading.mass[right]), 1e-9)
    both = np.minimum(reading.numbers[left], reading.numbers[right]) > 0
    best = _best(overlap, cosine, homes)
    ranks = np.stack((cosine / best[left, homes[right]], cosine / best[right, homes[left]]))
    columns = (
        cosine,
        overlap.weight / lighter,
        np.minimum(overlap.numbers, 2.0),
        (both & (overlap.numbers == 0)).astype(np.float64),
        ranks.min(0),
        ranks.max(0),
    )
    return np.stack(columns, axis=1)


def _best(overlap: _Overlap, cosine: Floats, homes: Ints) -> Floats:
    """Return the best cosine that each sentence reaches in each article."""
    best = np.full((len(homes), int(homes.max(initial=0)) + 1), 1e-9)
    np.maximum.at(best, (overlap.left, homes[overlap.right]), cosine)
    np.maximum.at(best, (overlap.right, homes[overlap.left]), cosine)
    return best

"""What the extractive engine is measured beside: lead, LexRank, TextRank and a plain greedy coverage of pairs.

Each takes a claim table and a budget of words and returns whole sentences; none looks at whether they stand alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from summarizer.models import ClaimTable, Sentence
from summarizer.text.tokens import content_stems, words

Baseline = Callable[[ClaimTable, int], list[str]]
DAMPING = 0.85
TOO_ALIKE = 0.6  # cosine above which a ranked sentence repeats one already taken


def prose(table: ClaimTable) -> list[Sentence]:
    """Return the prose sentences of at least five words."""
    return [s for s in table.sentences if s.kind == "prose" and len(s.text.split()) >= 5]


def lead(table: ClaimTable, budget: int) -> list[str]:
    """First sentences of every article in turn, then the second ones, and so on."""
    return _fill((s.text for s in sorted(prose(table), key=lambda s: s.position)), budget)


def pair_coverage(table: ClaimTable, budget: int) -> list[str]:
    """Greedy coverage of neighbouring word pairs, weighted by the articles that share them, per word of cost."""
    sentences = prose(table)
    pairs = [set(pairwise(words(s.text))) for s in sentences]
    homes: dict[tuple[str, str], set[str]] = {}
    for sentence, found in zip(sentences, pairs, strict=True):
        for pair in found:
            homes.setdefault(pair, set()).add(sentence.article)
    taken: list[str] = []
    covered: set[tuple[str, str]] = set()
    room = budget
    left = list(range(len(sentences)))
    while left:
        gains = {i: sum(len(homes[p]) - 0.7 for p in pairs[i] - covered) / len(sentences[i].text.split()) for i in left}
        best = max(left, key=lambda i: (gains[i], -i))
        left.remove(best)
        length = len(sentences[best].text.split())
        if length <= room and gains[best] > 0:
            taken.append(sentences[best].text)
            covered |= pairs[best]
            room -= length
    return taken


def lexrank(table: ClaimTable, budget: int) -> list[str]:
    """Eigenvector centrality over TF-IDF cosine (Erkan & Radev 2004, continuous LexRank)."""
    sentences = prose(table)
    return _ranked(sentences, _cosines(sentences), budget)


def textrank(table: ClaimTable, budget: int) -> list[str]:
    """PageRank over shared words divided by log lengths (Mihalcea & Tarau 2004)."""
    sentences = prose(table)
    bags = [set(content_stems(s.text)) for s in sentences]
    links = np.zeros((len(bags), len(bags)))
    for i, a in enumerate(bags):
        for j in range(i):
            size = math.log(len(a) + 1) + math.log(len(bags[j]) + 1)
            links[i, j] = links[j, i] = len(a & bags[j]) / size if size else 0.0
    return _ranked(sentences, links, budget)


BASELINES: dict[str, Baseline] = {
    "lead": lead,
    "LexRank": lexrank,
    "TextRank": textrank,
    "pair coverage": pair_coverage,
}


def _cosines(sentences: Sequence[Sentence]) -> np.ndarray:
    bags = [Counter(content_stems(s.text)) for s in sentences]
    frequency = Counter(stem for bag in bags for stem in bag)
    column = {stem: n for n, stem in enumerate(frequency)}
    matrix = np.zeros((len(bags), max(len(column), 1)))
    for row, bag in enumerate(bags):
        for stem, count in bag.items():
            matrix[row, column[stem]] = count * math.log((1 + len(bags)) / frequency[stem])
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit = matrix / np.where(norms == 0, 1, norms)
    cosines: np.ndarray = unit @ unit.T
    np.fill_diagonal(cosines, 0)
    return cosines


def _ranked(sentences: Sequence[Sentence], links: np.ndarray, budget: int) -> list[str]:
    if not sentences:
        return []
    sums = links.sum(axis=1, keepdims=True)
    steps = np.where(sums > 0, links / np.where(sums == 0, 1, sums), 1 / len(sentences))
    rank = np.full(len(sentences), 1 / len(sentences))
    for _ in range(50):
        rank = (1 - DAMPING) / len(sentences) + DAMPING * steps.T @ rank
    order = sorted(range(len(sentences)), key=lambda i: (-round(float(rank[i]), 12), i))
    alike = _cosines(sentences)
    kept: list[int] = []
    for index in order:
        if all(alike[index, other] < TOO_ALIKE for other in kept):
            kept.append(index)
    return _fill((sentences[i].text for i in kept), budget)


def _fill(texts: Iterable[str], budget: int) -> list[str]:
    taken: list[str] = []
    room = budget
    for text in texts:
        length = len(text.split())
        if length <= room:
            taken.append(text)
            room -= length
    return taken

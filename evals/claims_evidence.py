"""Measure the claim table on labelled stories: what it joins in the wild, near misses, and disagreements.

`python -m evals.claims_evidence` prints the tables; `--fit` refits the weights of the views and prints them;
`--embeddings dir:FOLDER` adds the views that embeddings give. Every figure called "held out" is of stories that the
weights (and where said the threshold) were not fitted on.

Two questions are asked, and they have two thresholds. *Joined*: of all pairs of sentences of two outlets, which make
one claim? Most pairs do not, so the score must be sure (`SAME_CLAIM`). *Told apart*: of a pair about which it is open
whether it tells the same or nearly misses, one as often as the other, which is it (`EVEN_ODDS`)?
"""

from __future__ import annotations

import argparse
import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.claims_stories import Story, annotated, data_folder, labelled, lost, second_reader
from summarizer.claims.matching import (
    EVEN_ODDS,
    HELD,
    VECTOR_VIEWS,
    VIEWS,
    WEIGHTS,
    WEIGHTS_WITH_VECTORS,
    Pairs,
    Vectors,
    compare,
    scores,
)
from summarizer.claims.table import SAME_CLAIM, groups
from summarizer.models import Sentence
from summarizer.text.tokens import content_stems

__all__ = ["data_folder", "report_disagreements", "stories"]

Floats = NDArray[np.float64]
Embed = Callable[[Sequence[str]], Vectors]
# What a pair weighs in the fit. Unlabelled ones of the annotated stories are mostly not the same, but nobody has
# looked; those of the other stories are left out. A pair drawn by lot weighs up to three times that, for the pairs
# that it stands for.
WEIGHT = {"same": 1.0, "near miss": 1.2, "true": 0.75, "false": 0.75, "unlabelled": 0.25}
MOST = 3.0
THRESHOLDS = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


def stories() -> Iterator[Story]:
    """Yield the annotated stories of `evidence_dev.jsonl`."""
    yield from annotated()


class Pair(NamedTuple):
    """A pair of sentences of two articles with what is known of it and what the baseline makes of it."""

    story: Story
    rows: tuple[int, int]
    label: str  # "same" or "near miss" by the annotation, "true" or "false" by our own reading, else "unlabelled"
    weight: float  # how many pairs of its corpus it stands for
    views: tuple[float, ...]
    tfidf: float

    @property
    def same(self) -> bool:
        """Whether the two tell the same claim, as far as anybody has said."""
        return self.label in {"same", "true"}

    @property
    def known(self) -> bool:
        """Whether anybody has said what it is."""
        return self.label != "unlabelled"

    @property
    def texts(self) -> tuple[str, str]:
        """Return both sentences, each on one line."""
        first, second = (" ".join(self.story.sentences[row].text.split()) for row in self.rows)
        return first, second


class Measured(NamedTuple):
    """All pairs of all stories, the candidates of each story, and the columns of the views in use."""

    pairs: list[Pair]
    candidates: dict[str, Pairs]
    fitted: list[int]
    stock: Sequence[float]  # the product's weights

    def column(self, value: Callable[[Pair], float]) -> Floats:
        """Return `value` of every pair."""
        return np.array([value(pair) for pair in self.pairs], np.float64)


def measured(of: Sequence[Story], embed: Embed | None) -> Measured:
    """Compare the sentences of every story."""
    candidates: dict[str, Pairs] = {}
    pairs: list[Pair] = []
    for story in of:
        vectors = embed([sentence.text for sentence in story.sentences]) if embed else None
        candidates[story.id] = compare(story.sentences, story.languages, vectors)
        pairs += _pairs(story, candidates[story.id])
    left_out = {*HELD, *(() if embed else VECTOR_VIEWS)}
    fitted = [n for n, name in enumerate(VIEWS) if name not in left_out]
    return Measured(pairs, candidates, fitted, WEIGHTS_WITH_VECTORS if embed else WEIGHTS)


def _pairs(story: Story, compared: Pairs) -> Iterator[Pair]:
    """Yield the cross-article candidates of a story and its labelled pairs; one that is no candidate has no views."""
    at = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(compared.left, compared.right, strict=True))}
    tfidf = _tfidf(story.sentences)
    for a, b in sorted({*at, *story.labels}):
        if story.sentences[a].article == story.sentences[b].article:
            continue
        k = at.get((a, b))
        views = tuple(compared.views[k].tolist()) if k is not None else (0.0,) * len(VIEWS)
        label = story.labels.get((a, b), "unlabelled")
        yield Pair(story, (a, b), label, story.weights.get((a, b), 1.0), views, tfidf(a, b))


def _tfidf(sentences: Sequence[Sentence]) -> Callable[[int, int], float]:
    """Return the baseline: cosine of plain TF-IDF over the sentences of the story."""
    bags = [Counter(content_stems(sentence.text)) for sentence in sentences]
    frequency = Counter(stem for bag in bags for stem in bag)
    weight = {stem: math.log((1 + len(bags)) / (1 + n)) + 1 for stem, n in frequency.items()}
    norms = [math.sqrt(sum((n * weight[s]) ** 2 for s, n in bag.items())) or 1.0 for bag in bags]

    def cosine(a: int, b: int) -> float:
        shared = bags[a].keys() & bags[b].keys()
        return sum(bags[a][s] * bags[b][s] * weight[s] ** 2 for s in shared) / (norms[a] * norms[b])

    return cosine


# Fitting and counting --------------------------------------------------------------------------------


def fit(views: Floats, labels: Floats, weight: Floats, ridge: float = 3.0) -> Floats:
    """Return logistic weights and, last, the bias, by Newton's method with a ridge on standardised views."""
    mean, spread = views.mean(0), views.std(0) + 1e-9
    design = np.c_[(views - mean) / spread, np.ones(len(views))]
    penalty = np.diag(np.r_[np.full(views.shape[1], ridge), 1e-9])
    weights: Floats = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (weight * (p - labels)) + penalty @ weights
        weights -= np.linalg.solve((design * (weight * p * (1 - p))[:, None]).T @ design + penalty, gradient)
    plain: Floats = np.r_[weights[:-1] / spread, weights[-1] - (weights[:-1] * mean / spread).sum()]
    return plain


def fit_pairs(of: Measured, rows: NDArray[np.bool_]) -> Floats:
    """Return the weights of all views, and last the bias, from those of `rows` that the product compares at all."""
    views = np.array([pair.views for pair in of.pairs])
    known = of.column(lambda p: WEIGHT[p.label] * min(p.weight, MOST) if p.story.annotated or p.known else 0.0)
    rows = rows & views.any(1) & (known > 0)
    found = fit(views[rows][:, of.fitted], of.column(lambda p: p.same)[rows], known[rows])
    weights: Floats = np.array([HELD.get(name, 0.0) for name in (*VIEWS, "bias")])
    weights[[*of.fitted, len(VIEWS)]] = found
    return weights


def held_out(of: Measured) -> tuple[Floats, dict[str, Floats]]:
    """Return for each pair the score by weights from the other stories alone, and those weights by story."""
    views = np.array([pair.views for pair in of.pairs])
    names = np.array([pair.story.id for pair in of.pairs])
    found, by_story = np.zeros(len(views)), {}
    for name in sorted(set(names)):
        by_story[name] = fit_pairs(of, names != name)
        test = names == name
        found[test] = np.where(views[test].any(1), scores(views[test], by_story[name]), 0.0)
    return found, by_story


def prf(chosen: NDArray[np.bool_], labels: Floats) -> tuple[float, float, float]:
    """Return precision, recall and F1 of `chosen`."""
    hit = float((chosen & (labels == 1)).sum())
    precision, recall = hit / max(float(chosen.sum()), 1.0), hit / max(float(labels.sum()), 1.0)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best_threshold(found: Floats, labels: Floats) -> float:
    """Return the threshold with the best F1."""
    return float(max(np.unique(found), key=lambda t: prf(found >= t, labels)[2]))


def _threshold_held_out(names: NDArray[np.str_], found: Floats, labels: Floats) -> NDArray[np.bool_]:
    """Choose by the threshold with the best F1 on the other stories."""
    chosen = np.zeros(len(names), bool)
    for name in sorted(set(names)):
        test = names == name
        chosen[test] = found[test] >= best_threshold(found[~test], labels[~test])
    return chosen


def joined(of: Measured, weights: Mapping[str, Floats] | None = None) -> NDArray[np.bool_]:
    """Tell which pairs the claim table joins, by the product's weights or by those given for each story."""
    together: set[tuple[str, int, int]] = set()
    for story in {pair.story.id: pair.story for pair in of.pairs}.values():
        pairs = of.candidates[story.id]
        if weights:
            pairs = pairs._replace(score=scores(pairs.views, weights[story.id]))
        for rows in groups(story.sentences, pairs, story.languages):
            together.update((story.id, a, b) for a, b in combinations(sorted(rows), 2))
    return np.array([(pair.story.id, *pair.rows) in together for pair in of.pairs])


def report_near_misses(of: Measured, found: Floats, table: NDArray[np.bool_], table_held: NDArray[np.bool_]) -> None:
    """Print how well annotated same-claim pairs are told from annotated near misses."""
    rows = np.array([pair.label in {"same", "near miss"} for pair in of.pairs])
    labels = of.column(lambda p: p.same)[rows]
    names = np.array([pair.story.id for pair in of.pairs])[rows]
    views = np.array([pair.views for pair in of.pairs])[rows]
    stock = np.where(views.any(1), scores(views, of.stock), 0.0)
    print(f"\nannotated same-claim pairs {int(labels.sum())} against near misses {int((1 - labels).sum())}")
    print(f"{'':52} {'P':>6} {'R':>6} {'F1':>6}")
    tfidf, found = of.column(lambda p: p.tfidf)[rows], found[rows]
    read = {pair.story.id: second_reader(pair.story) for pair in of.pairs if pair.story.annotated}
    chosen = {
        "every pair called the same": np.ones(len(labels), bool),
        "TF-IDF cosine, best threshold in sample": tfidf >= best_threshold(tfidf, labels),
        "TF-IDF cosine, threshold held out": _threshold_held_out(names, tfidf, labels),
        "told apart: weights and threshold held out": _threshold_held_out(names, found, labels),
        f"told apart: weights held out, fixed {EVEN_ODDS}": found >= EVEN_ODDS,
        f"told apart: product's score at its {EVEN_ODDS}": stock >= EVEN_ODDS,
        "joined: weights held out, claim table": table_held[rows],
        f"joined: product's claim table ({SAME_CLAIM})": table[rows],
        "second reader, a language model, blind": of.column(lambda p: p.rows in read.get(p.story.id, ()))[rows] > 0,
    }
    for name, mask in chosen.items():
        print(f"{name:52} " + " ".join(f"{value:6.3f}" for value in prf(mask, labels)))


def report_wild(of: Measured, found: Floats, table: NDArray[np.bool_], table_held: NDArray[np.bool_]) -> None:
    """Print what is joined of all cross-article pairs: by held-out score at several thresholds, and by the table.

    Precision and recall are of the labelled pairs, each weighed by how many it stands for.
    """
    corpora = np.array([pair.story.corpus for pair in of.pairs])
    for corpus in ("evidence", "multinews", "triples"):
        here = corpora == corpus
        print(f"\n{corpus:32} {'pairs':>7} {'right':>7} {'wrong':>7} {'unread':>7} {'P':>6} {'R':>6}")
        for threshold in THRESHOLDS:
            _print_wild(f"held-out score from {threshold}", of, here, found >= threshold)
        _print_wild("claim table, weights held out", of, here, table_held)
        _print_wild("claim table", of, here, table)


def _print_wild(name: str, of: Measured, here: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> None:
    right = of.column(lambda p: p.same)
    weight = of.column(lambda p: p.weight if p.known else 0.0) * here
    joined = here & chosen
    counts = (joined.sum(), (joined & (right > 0)).sum(), (joined & (right == 0) & (weight > 0)).sum())
    hit = float((weight * right)[joined].sum())
    precision, recall = hit / max(float(weight[joined].sum()), 1.0), hit / max(float((weight * right).sum()), 1.0)
    figures = " ".join(f"{int(n):7}" for n in (*counts, (joined & (weight == 0)).sum()))
    print(f"{name:32} {figures} {precision:6.3f} {recall:6.3f}")


def report_disagreements(of: Sequence[Story]) -> None:
    """Print which annotated disagreements the table's conflicts find, and which conflicts are none."""
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    reported = right = 0
    for story in of:
        sides = [[set(p["cites"]) for p in d["positions"]] for d in story.disagreements]
        gold.update(d["kind"] for d in story.disagreements)
        hit = set()
        for conflict in story.table().conflicts:
            reported += 1
            cited = [set(p.sentence_ids) for p in conflict.positions]
            match = next((n for n, side in enumerate(sides) if meets_side(cited, side)), None)
            right += match is not None
            hit.add(match)
            told = " | ".join(f"{p.text} {list(p.sentence_ids)}" for p in conflict.positions)
            mark = "ok " if match is not None else "-- "
            print(f"  {mark}{story.id} {conflict.kind}: {conflict.topic}: {told}")
        found.update(d["kind"] for n, d in enumerate(story.disagreements) if n in hit)
    print(f"conflicts reported {reported}, of which annotated {right}")
    print("annotated disagreements found: " + ", ".join(f"{k} {found[k]}/{n}" for k, n in sorted(gold.items())))


def meets_side(positions: Sequence[set[str]], side: Sequence[set[str]]) -> bool:
    """Tell whether two positions cite sentences of two different sides of an annotated disagreement."""
    sides = [{n for n, cites in enumerate(side) if cites & position} for position in positions]
    return any(a != b for x, first in enumerate(sides) for second in sides[x + 1 :] for a in first for b in second)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="refit the weights on all stories and print them")
    parser.add_argument("--open", action="store_true", help="print the joined pairs that nobody has labelled")
    parser.add_argument("--embeddings", metavar="dir:FOLDER", help="compare with the views of this embedding model")
    options = parser.parse_args()
    of = [*annotated(), *labelled()]
    told = measured(of, _embed(options.embeddings) if options.embeddings else None)
    if gone := lost(of):
        print(f"{gone} labelled pairs are not found any more")
    if options.fit:
        weights = fit_pairs(told, np.ones(len(told.pairs), bool))
        print(", ".join(f"{name} {weight:.2f}" for name, weight in zip((*VIEWS, "bias"), weights, strict=True)))
    print("weights in use: " + ", ".join(f"{n} {w}" for n, w in zip((*VIEWS, "bias"), told.stock, strict=True)))
    found, by_story = held_out(told)
    table, table_held = joined(told), joined(told, by_story)
    report_wild(told, found, table, table_held)
    report_near_misses(told, found, table, table_held)
    if options.open:
        for n in np.flatnonzero(table).tolist():
            if told.pairs[n].label == "unlabelled":
                print(told.pairs[n].story.id, *told.pairs[n].texts, sep="\n    ")
    report_disagreements([story for story in of if story.annotated])


def _embed(name: str) -> Embed:
    """Return what gives the vectors of sentences by the model `name`."""
    from summarizer.embedders import open_embedder

    embedder = open_embedder(name)
    return lambda texts: asyncio.run(embedder.embed(texts))


if __name__ == "__main__":
    main()

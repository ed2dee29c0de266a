"""Measure the claim table on annotated stories: same-claim pairs against near misses, and disagreements.

`python -m evals.claims_evidence` prints the tables; `--fit` refits the weights of the views and prints them.
Every figure called "held out" is of stories that the weights and the threshold were not fitted on.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.claims import build_table
from summarizer.claims.matching import BIAS, VIEWS, WEIGHTS, compare
from summarizer.claims.table import SAME_CLAIM
from summarizer.models import Article, ClaimTable, Sentence
from summarizer.text.tokens import content_stems

Floats = NDArray[np.float64]


class Story(NamedTuple):
    """One annotated story, its sentences as the annotation numbers them."""

    id: str
    articles: list[Article]
    sentences: list[Sentence]
    same: list[tuple[str, str]]
    not_same: list[tuple[str, str]]
    disagreements: list[dict[str, Any]]

    def table(self) -> ClaimTable:
        """Return the claim table with every article as a publisher of its own."""
        publishers = {article.id: article.id for article in self.articles}
        return build_table(self.articles, self.sentences, publishers=publishers, reprints={})


class Pair(NamedTuple):
    """A labelled pair with what the product and the baseline make of it."""

    story: str
    same: bool
    views: tuple[float, ...]
    score: float
    tfidf: float
    joined: bool


def data_folder() -> Path:
    """Return where the shared evaluation data lies."""
    return Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))


def stories() -> Iterator[Story]:
    """Yield the annotated stories of `evidence_dev.jsonl`."""
    for line in (data_folder() / "evidence_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        articles = [Article(id=f"a{n}", text=text) for n, text in enumerate(row["articles"], 1)]
        sentences = list(_sentences(row))
        same, not_same = ([(p[0], p[1]) for p in row[key]] for key in ("same_claim", "not_same"))
        yield Story(row["id"], articles, sentences, same, not_same, row["brief"]["disagreements"])


def _sentences(row: dict[str, Any]) -> Iterator[Sentence]:
    cruft = {sentence if isinstance(sentence, str) else sentence[0] for sentence in row["cruft"]}
    position: Counter[int] = Counter()
    for id_, at in row["sentences"].items():
        home, start, end = at["article"], at["start"], at["end"]
        if id_ not in cruft:
            text = row["articles"][home][start:end]
            yield Sentence(id_, f"a{home + 1}", "text", start, end, text, position[home])
        position[home] += 1


def pairs_of(story: Story) -> Iterator[Pair]:
    """Yield the labelled pairs of a story; one that is no candidate scores 0."""
    rows = {sentence.id: row for row, sentence in enumerate(story.sentences)}
    compared = compare(story.sentences, {article.id: article.language for article in story.articles})
    at = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(compared.left, compared.right, strict=True))}
    tfidf = _tfidf(story.sentences)
    claims = [{sentence.id for sentence in claim.sentences} for claim in story.table().claims]
    for label, pairs in ((True, story.same), (False, story.not_same)):
        for a, b in pairs:
            if a not in rows or b not in rows:
                continue
            k = at.get((min(rows[a], rows[b]), max(rows[a], rows[b])))
            views = tuple(compared.views[k].tolist()) if k is not None else (0.0,) * len(VIEWS)
            score = float(compared.score[k]) if k is not None else 0.0
            joined = any(a in claim and b in claim for claim in claims)
            yield Pair(story.id, label, views, score, tfidf(rows[a], rows[b]), joined)


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


def fit(views: Floats, labels: Floats, ridge: float = 5.0) -> Floats:
    """Return logistic weights and, last, the bias, by Newton's method with a ridge on standardised views."""
    mean, spread = views.mean(0), views.std(0) + 1e-9
    design = np.c_[(views - mean) / spread, np.ones(len(views))]
    penalty = np.diag(np.r_[np.full(views.shape[1], ridge), 1e-9])
    weights: Floats = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (p - labels) + penalty @ weights
        weights -= np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + penalty, gradient)
    plain: Floats = np.r_[weights[:-1] / spread, weights[-1] - (weights[:-1] * mean / spread).sum()]
    return plain


def predict(weights: Floats, views: Floats) -> Floats:
    """Return the scores of `views`."""
    scores: Floats = 1 / (1 + np.exp(-(views @ weights[:-1] + weights[-1])))
    return scores


def prf(chosen: NDArray[np.bool_], labels: Floats) -> tuple[float, float, float]:
    """Return precision, recall and F1 of `chosen`."""
    hit = float((chosen & (labels == 1)).sum())
    precision, recall = hit / max(float(chosen.sum()), 1.0), hit / max(float(labels.sum()), 1.0)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best_threshold(scores: Floats, labels: Floats) -> float:
    """Return the threshold with the best F1."""
    return float(max(np.unique(scores), key=lambda t: prf(scores >= t, labels)[2]))


def held_out(pairs: Sequence[Pair], scores: Callable[[Floats, Floats, Floats], Floats] | None) -> tuple[Floats, Floats]:
    """Return for each pair its score and its threshold, both from the other stories alone.

    `scores(train_views, train_labels, views)` fits and predicts; None takes the baseline's scores as they are.
    """
    views = np.array([pair.views for pair in pairs])
    labels = np.array([float(pair.same) for pair in pairs])
    baseline = np.array([pair.tfidf for pair in pairs])
    names = np.array([pair.story for pair in pairs])
    found, thresholds = np.zeros(len(pairs)), np.zeros(len(pairs))
    for name in sorted(set(names)):
        test, train = names == name, names != name
        found[test] = scores(views[train], labels[train], views[test]) if scores else baseline[test]
        seen = scores(views[train], labels[train], views[train]) if scores else baseline[train]
        thresholds[test] = best_threshold(seen, labels[train])
    return found, thresholds


def _logistic(train: Floats, labels: Floats, views: Floats) -> Floats:
    return predict(fit(train, labels), views)


def report_pairs(pairs: Sequence[Pair]) -> None:
    """Print how well same-claim pairs are told from near misses."""
    labels = np.array([float(pair.same) for pair in pairs])
    print(f"same-claim pairs {int(labels.sum())}, near misses {int((1 - labels).sum())}")
    print(f"{'':44} {'P':>6} {'R':>6} {'F1':>6}")
    rows: list[tuple[str, NDArray[np.bool_]]] = [("every pair called the same", np.ones(len(pairs), bool))]
    for name, scorer in (
        ("TF-IDF cosine, threshold held out", None),
        ("views, weights and threshold held out", _logistic),
    ):
        scores, thresholds = held_out(pairs, scorer)
        rows.append((name, scores >= thresholds))
    fixed = held_out(pairs, _logistic)[0]
    rows.append((f"views, weights held out, fixed {SAME_CLAIM}", fixed >= SAME_CLAIM))
    rows.append((f"product's score at its default {SAME_CLAIM}", np.array([p.score >= SAME_CLAIM for p in pairs])))
    rows.append(("product's claim table (pair in one claim)", np.array([p.joined for p in pairs])))
    for name, chosen in rows:
        print(f"{name:44} " + " ".join(f"{value:6.3f}" for value in prf(chosen, labels)))


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
            match = next((n for n, side in enumerate(sides) if _meets(cited, side)), None)
            right += match is not None
            hit.add(match)
            told = " | ".join(f"{p.text} {list(p.sentence_ids)}" for p in conflict.positions)
            mark = "ok " if match is not None else "-- "
            print(f"  {mark}{story.id} {conflict.kind}: {conflict.topic}: {told}")
        found.update(d["kind"] for n, d in enumerate(story.disagreements) if n in hit)
    print(f"conflicts reported {reported}, of which annotated {right}")
    print("annotated disagreements found: " + ", ".join(f"{k} {found[k]}/{n}" for k, n in sorted(gold.items())))


def _meets(positions: Sequence[set[str]], side: Sequence[set[str]]) -> bool:
    """Tell whether two positions cite sentences of two different sides of an annotated disagreement."""
    sides = [{n for n, cites in enumerate(side) if cites & position} for position in positions]
    return any(a != b for x, first in enumerate(sides) for second in sides[x + 1 :] for a in first for b in second)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="refit the weights on all stories and print them")
    options = parser.parse_args()
    of = list(stories())
    pairs = [pair for story in of for pair in pairs_of(story)]
    if options.fit:
        weights = fit(np.array([p.views for p in pairs]), np.array([float(p.same) for p in pairs]))
        print(", ".join(f"{name} {weight:.2f}" for name, weight in zip((*VIEWS, "bias"), weights, strict=True)))
    print("weights in use: " + ", ".join(f"{n} {w}" for n, w in zip((*VIEWS, "bias"), (*WEIGHTS, BIAS), strict=True)))
    report_pairs(pairs)
    report_disagreements(of)


if __name__ == "__main__":
    main()

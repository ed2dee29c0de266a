"""Measure the claim table on annotated stories: what it joins in the wild, near misses, and disagreements.

`python -m evals.claims_evidence` prints the tables; `--fit` refits the weights of the views and prints them.
Every figure called "held out" is of stories that the weights and the threshold were not fitted on.

The annotation names some pairs of sentences that tell the same and some near misses; most pairs that a matcher meets
are neither. `claims_labels.json` labels by eye pairs that it leaves open (ids alone: story, then pairs), so that
precision is measured on what the table really joins.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.alignment import topics
from summarizer.claims import build_table
from summarizer.claims.matching import BIAS, HELD, VIEWS, WEIGHTS, compare
from summarizer.claims.table import SAME_CLAIM
from summarizer.models import Article, ClaimTable, Sentence
from summarizer.text.tokens import content_stems

Floats = NDArray[np.float64]
OWN_LABELS = Path(__file__).with_name("claims_labels.json")
# What a pair weighs in the fit. Unlabelled ones are mostly not the same, but nobody has looked; human alignments share
# a proposition and not always the main assertion, and those of other propositions were never annotated.
WEIGHT = {"same": 1.0, "true": 1.0, "false": 1.0, "near miss": 1.5, "unlabelled": 0.5}
ALIGNED, NOT_ALIGNED = 0.3, 0.15


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
    """A pair of sentences of two articles with what the product and the baseline make of it.

    `label` is "same" or "near miss" by the annotation, "true" or "false" by our own reading, else "unlabelled".
    """

    story: str
    ids: tuple[str, str]
    label: str
    views: tuple[float, ...]
    score: float
    tfidf: float
    joined: bool

    @property
    def same(self) -> bool:
        """Whether the two tell the same claim, as far as anybody has said."""
        return self.label in {"same", "true"}

    @property
    def annotated(self) -> bool:
        """Whether the label is the annotation's."""
        return self.label in {"same", "near miss"}


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
    """Yield the cross-article candidates of a story and its annotated pairs; one that is no candidate scores 0."""
    rows = {sentence.id: row for row, sentence in enumerate(story.sentences)}
    compared = compare(story.sentences, {article.id: article.language for article in story.articles})
    at = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(compared.left, compared.right, strict=True))}
    labels = _labels(story, rows)
    tfidf = _tfidf(story.sentences)
    claims = [{rows[sentence.id] for sentence in claim.sentences} for claim in story.table().claims]
    joined = {pair for claim in claims for pair in combinations(sorted(claim), 2)}
    for a, b in sorted({*at, *labels, *joined}):
        if story.sentences[a].article == story.sentences[b].article:
            continue
        k = at.get((a, b))
        views = tuple(compared.views[k].tolist()) if k is not None else (0.0,) * len(VIEWS)
        score = float(compared.score[k]) if k is not None else 0.0
        ids = (story.sentences[a].id, story.sentences[b].id)
        label = labels.get((a, b), "unlabelled")
        yield Pair(story.id, ids, label, views, score, tfidf(a, b), (a, b) in joined)


def _labels(story: Story, rows: Mapping[str, int]) -> dict[tuple[int, int], str]:
    """Return what is known of the pairs of a story, the annotation's word before our own."""
    own = json.loads(OWN_LABELS.read_text("utf-8")).get(story.id, {})
    told = [("true", own.get("true", [])), ("false", own.get("false", []))]
    told += [("near miss", story.not_same), ("same", story.same)]
    found: dict[tuple[int, int], str] = {}
    for label, pairs in told:
        for a, b in pairs:
            if a in rows and b in rows:
                found[min(rows[a], rows[b]), max(rows[a], rows[b])] = label
    return found


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


def fit_pairs(pairs: Sequence[Pair], aligned: tuple[Floats, Floats]) -> Floats:
    """Fit on those of `pairs` that the product compares at all and on the alignments, each by its weight."""
    pairs = [pair for pair in pairs if pair.score > 0]
    views = np.r_[np.array([p.views for p in pairs]), aligned[0]]
    labels = np.r_[[float(p.same) for p in pairs], aligned[1]]
    weight = np.r_[[WEIGHT[p.label] for p in pairs], np.where(aligned[1] == 1, ALIGNED, NOT_ALIGNED)]
    weights = fit(views * [name not in HELD for name in VIEWS], labels, weight)
    weights[:-1] += [HELD.get(name, 0.0) for name in VIEWS]
    return weights


def alignments() -> tuple[Floats, Floats]:
    """Return the views of pairs of source sentences of two documents, and whether they tell one proposition."""
    views: list[list[float]] = []
    labels: list[float] = []
    for topic in topics():
        home = {name: f"a{n}" for n, name in enumerate(dict.fromkeys(topic.documents), 1)}
        texts = enumerate(zip(topic.documents, topic.sources, strict=True))
        sentences = [Sentence(f"s{n}", home[of], "text", 0, len(text), text, n) for n, (of, text) in texts]
        told = [{p for p, s in topic.aligned if s == n} for n in range(len(sentences))]
        compared = compare(sentences, dict.fromkeys(home.values(), "en"))
        for a, b, row in zip(compared.left.tolist(), compared.right.tolist(), compared.views.tolist(), strict=True):
            if sentences[a].article != sentences[b].article:
                views.append(row)
                labels.append(float(bool(told[a] & told[b])))
    return np.array(views), np.array(labels)


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


def held_out(pairs: Sequence[Pair], aligned: tuple[Floats, Floats]) -> Floats:
    """Return for each pair the score by weights from the other stories alone."""
    views = np.array([pair.views for pair in pairs])
    scores = np.zeros(len(pairs))
    for name in sorted({pair.story for pair in pairs}):
        test = np.array([pair.story == name for pair in pairs])
        weights = fit_pairs([pair for pair in pairs if pair.story != name], aligned)
        scores[test] = np.where(views[test].any(1), predict(weights, views[test]), 0.0)
    return scores


def _threshold_held_out(pairs: Sequence[Pair], scores: Floats, labels: Floats) -> NDArray[np.bool_]:
    """Choose by the threshold with the best F1 on the other stories."""
    chosen = np.zeros(len(pairs), bool)
    for name in sorted({pair.story for pair in pairs}):
        test = np.array([pair.story == name for pair in pairs])
        chosen[test] = scores[test] >= best_threshold(scores[~test], labels[~test])
    return chosen


def report_near_misses(pairs: Sequence[Pair], scores: Floats) -> None:
    """Print how well annotated same-claim pairs are told from annotated near misses."""
    rows = [n for n, pair in enumerate(pairs) if pair.annotated]
    pairs, scores = [pairs[n] for n in rows], scores[rows]
    labels = np.array([float(pair.same) for pair in pairs])
    print(f"\nannotated same-claim pairs {int(labels.sum())} against near misses {int((1 - labels).sum())}")
    print(f"{'':48} {'P':>6} {'R':>6} {'F1':>6}")
    tfidf = np.array([pair.tfidf for pair in pairs])
    chosen = {
        "every pair called the same": np.ones(len(pairs), bool),
        "TF-IDF cosine, threshold held out": _threshold_held_out(pairs, tfidf, labels),
        "views, weights and threshold held out": _threshold_held_out(pairs, scores, labels),
        f"views, weights held out, fixed {SAME_CLAIM}": scores >= SAME_CLAIM,
        f"product's score at its default {SAME_CLAIM}": np.array([p.score >= SAME_CLAIM for p in pairs]),
        "product's claim table (pair in one claim)": np.array([p.joined for p in pairs]),
    }
    for name, mask in chosen.items():
        print(f"{name:48} " + " ".join(f"{value:6.3f}" for value in prf(mask, labels)))


def report_wild(pairs: Sequence[Pair], scores: Floats) -> None:
    """Print what is joined, over all cross-article pairs: by held-out score at several thresholds, and by the table."""
    print(f"{'cross-article pairs':32} {' '.join(f'{name:>11}' for name in WEIGHT)}   precision, of labelled; at worst")
    totals = Counter(pair.label for pair in pairs)
    _print_wild("all candidates", totals)
    for threshold in sorted({*np.arange(0.3, 0.75, 0.05).round(2).tolist(), SAME_CLAIM}):
        chosen = [pair for pair, score in zip(pairs, scores, strict=True) if score >= threshold]
        _print_wild(f"held-out score from {threshold}", Counter(pair.label for pair in chosen))
    _print_wild("joined by the claim table", Counter(pair.label for pair in pairs if pair.joined))


def _print_wild(name: str, count: Counter[str]) -> None:
    right = count["same"] + count["true"]
    labelled = max(right + count["near miss"] + count["false"], 1)
    worst = right / max(count.total(), 1)
    figures = " ".join(f"{count[label]:11}" for label in WEIGHT)
    print(f"{name:32} {figures}   {right / labelled:.3f}; {worst:.3f}")


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
    parser.add_argument("--open", action="store_true", help="print the joined pairs that nobody has labelled")
    options = parser.parse_args()
    of = list(stories())
    pairs = [pair for story in of for pair in pairs_of(story)]
    aligned = alignments()
    if options.fit:
        weights = fit_pairs(pairs, aligned)
        print(", ".join(f"{name} {weight:.2f}" for name, weight in zip((*VIEWS, "bias"), weights, strict=True)))
    print("weights in use: " + ", ".join(f"{n} {w}" for n, w in zip((*VIEWS, "bias"), (*WEIGHTS, BIAS), strict=True)))
    scores = held_out(pairs, aligned)
    report_wild(pairs, scores)
    report_near_misses(pairs, scores)
    if options.open:
        _print_open(of, pairs)
    report_disagreements(of)


def _print_open(of: Sequence[Story], pairs: Sequence[Pair]) -> None:
    """Print the joined pairs that nobody has labelled, to be read."""
    texts = {(story.id, sentence.id): sentence.text for story in of for sentence in story.sentences}
    for pair in pairs:
        if pair.joined and pair.label == "unlabelled":
            print(f"{pair.story} {pair.ids} {pair.score:.2f}")
            for id_ in pair.ids:
                print("    " + " ".join(texts[pair.story, id_].split()))


if __name__ == "__main__":
    main()

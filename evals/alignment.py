"""Measure the matching on human alignments: which source sentences say what a summary sentence says?

`python -m evals.alignment` prints precision, recall and F1 of the product's score beside lexical overlap on
`alignment_dev.csv` (SuperPAL, Ernst et al. 2021). For each proposition of a human summary every aligned sentence of
its topic is a candidate; those aligned to this proposition are right. The baselines' thresholds are the best ones on
this very file, the product's are its fixed defaults. With `--embeddings dir:FOLDER` that model's cosine stands beside
it as a baseline, and the product's score with the model's vectors.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.claims.matching import EVEN_ODDS, compare
from summarizer.claims.table import SAME_CLAIM
from summarizer.embedders import Embedder, open_embedder
from summarizer.models import Sentence
from summarizer.text.tokens import content_stems

Floats = NDArray[np.float64]


class Topic(NamedTuple):
    """The propositions of one summary, the source sentences, and which of these say which proposition."""

    name: str
    propositions: list[str]
    sources: list[str]
    documents: list[str]
    aligned: set[tuple[int, int]]


def topics() -> list[Topic]:
    """Read the alignments, one topic after the other."""
    folder = Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))
    found: dict[str, Topic] = {}
    with (folder / "alignment_dev.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            topic = found.setdefault(row["topic"], Topic(row["topic"], [], [], [], set()))
            proposition = " ".join(row["summarySpanText"].split()).replace("...", " ")
            source = " ".join(row["docSentText"].split())
            if proposition not in topic.propositions:
                topic.propositions.append(proposition)
            if source not in topic.sources:
                topic.sources.append(source)
                topic.documents.append(row["documentFile"])
            topic.aligned.add((topic.propositions.index(proposition), topic.sources.index(source)))
    return list(found.values())


def product_scores(topic: Topic, embedder: Embedder | None = None) -> Floats:
    """Return the product's score of every proposition (rows) with every source sentence (columns)."""
    home = {name: f"a{n}" for n, name in enumerate(dict.fromkeys(topic.documents), 2)}
    texts = [("a1", text) for text in topic.propositions]
    texts += [(home[of], text) for of, text in zip(topic.documents, topic.sources, strict=True)]
    sentences = [Sentence(f"{a}.s{n}", a, "text", 0, len(t), t, n) for n, (a, t) in enumerate(texts)]
    vectors = asyncio.run(embedder.embed([text for _, text in texts])) if embedder else None
    compared = compare(sentences, dict.fromkeys(["a1", *home.values()], "en"), vectors)
    scores = np.zeros((len(topic.propositions), len(topic.sources)))
    for a, b, score in zip(compared.left, compared.right, compared.score, strict=True):
        if a < len(scores) <= b:
            scores[a, b - len(scores)] = score
    return scores


def overlap_scores(topic: Topic) -> Floats:
    """Return the baseline: the share of the proposition's content stems that the source sentence has."""
    wanted = [set(content_stems(text)) for text in topic.propositions]
    given = [set(content_stems(text)) for text in topic.sources]
    return np.array([[len(w & g) / max(len(w), 1) for g in given] for w in wanted])


def embedding_scores(topic: Topic, embedder: Embedder) -> Floats:
    """Return the cosine of sentence embeddings."""
    left, right = (asyncio.run(embedder.embed(texts)) for texts in (topic.propositions, topic.sources))
    return (left @ right.T).astype(np.float64)


def prf(chosen: NDArray[np.bool_], labels: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    hit = float((chosen & labels).sum())
    precision, recall = hit / max(float(chosen.sum()), 1.0), hit / max(float(labels.sum()), 1.0)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _flat(of: Sequence[Topic], scorer: Callable[[Topic], Floats]) -> Floats:
    return np.concatenate([scorer(topic).ravel() for topic in of])


def _labels(topic: Topic) -> Floats:
    labels = np.zeros((len(topic.propositions), len(topic.sources)))
    for pair in topic.aligned:
        labels[pair] = 1
    return labels


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embeddings", metavar="dir:FOLDER", help="compare with this embedding model")
    embedder = open_embedder(parser.parse_args().embeddings)
    of = topics()
    labels = _flat(of, _labels) == 1
    sizes = [len(topic.propositions) * len(topic.sources) for topic in of]
    names = np.repeat([topic.name for topic in of], sizes)
    print(f"{int(labels.sum())} alignments among {len(labels)} pairs of {len(of)} topics")
    print(f"{'':52} {'P':>6} {'R':>6} {'F1':>6}")
    products: list[tuple[str, Callable[[Topic], Floats]]] = [("product's score", product_scores)]
    baselines: list[tuple[str, Callable[[Topic], Floats]]] = [("lexical overlap", overlap_scores)]
    if embedder:
        baselines.append(("cosine of the embeddings", partial(embedding_scores, embedder=embedder)))
        products.append(("product's score with them", partial(product_scores, embedder=embedder)))
    for name, scorer in (*baselines, *products):
        scores = _flat(of, scorer)
        best = max(np.unique(scores), key=lambda t, s=scores: prf(s >= t, labels)[2])  # type: ignore[misc]
        _print(f"{name}, best threshold on this file ({best:.2f})", scores >= best, labels)
        _print(f"{name}, threshold from the other topics", _held_out(scores, labels, names), labels)
        for threshold in (EVEN_ODDS, SAME_CLAIM) if (name, scorer) in products else ():
            _print(f"{name} at its fixed {threshold}", scores >= threshold, labels)


def _held_out(scores: Floats, labels: NDArray[np.bool_], names: NDArray[np.str_]) -> NDArray[np.bool_]:
    chosen = np.zeros(len(scores), bool)
    for name in sorted(set(names)):
        train = names != name
        best = max(np.unique(scores[train]), key=lambda t, rows=train: prf(scores[rows] >= t, labels[rows])[2])  # type: ignore[misc]
        chosen[~train] = scores[~train] >= best
    return chosen


def _print(name: str, chosen: NDArray[np.bool_], labels: NDArray[np.bool_]) -> None:
    print(f"{name:52} " + " ".join(f"{value:6.3f}" for value in prf(chosen, labels)))


if __name__ == "__main__":
    main()

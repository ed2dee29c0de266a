"""Real articles: how much is marked, and against the hand-made labels of `evidence_dev.jsonl`."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

from summarizer.sources.cruft import clean

DATA = Path(os.environ.get("SUMMARIZER_EVAL_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
Evidence = tuple[list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str]]]


def print_tables() -> None:
    """Print both tables, or why they are left out."""
    for name, show in (("evidence_dev.jsonl", _print_evidence), ("multinews_dev.jsonl", _print_multinews)):
        if (DATA / name).exists():
            show(read(name))
        else:
            print(f"{name}: skipped, not at SUMMARIZER_EVAL_DATA ({DATA})")


def read(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of the shared data."""
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def evidence(rows: list[dict[str, Any]]) -> Evidence:
    """Return the numbered sentences that were marked rightly, wrongly, and missed, each as (id, text).

    A sentence counts as marked when half of its letters are.
    """
    right: list[tuple[str, str]] = []
    wrong: list[tuple[str, str]] = []
    missed: list[tuple[str, str]] = []
    for row in rows:
        texts = [a if isinstance(a, str) else a["text"] for a in row["articles"]]
        marks = [clean(text).removed for text in texts]
        for key, sentence in row["sentences"].items():
            article, start, end = sentence.values() if isinstance(sentence, dict) else sentence
            covered = sum(max(0, min(end, m.end) - max(start, m.start)) for m in marks[article])
            item = (f"{row['id']}.{key}", texts[article][start:end])
            if covered * 2 >= end - start:
                (right if key in row["cruft"] else wrong).append(item)
            elif key in row["cruft"]:
                missed.append(item)
    return right, wrong, missed


def _print_evidence(rows: list[dict[str, Any]]) -> None:
    right, wrong, missed = evidence(rows)
    precision = len(right) / max(1, len(right) + len(wrong))
    recall = len(right) / max(1, len(right) + len(missed))
    total = sum(len(r["sentences"]) for r in rows)
    print(f"evidence_dev: {total} sentences, {len(right)} marked rightly, {len(wrong)} wrongly, {len(missed)} missed:")
    print(f"  precision {precision:.3f}, recall {recall:.3f}")


def _print_multinews(rows: list[dict[str, Any]]) -> None:
    texts = [a if isinstance(a, str) else a["text"] for row in rows for a in row["articles"]]
    began = time.perf_counter()
    cleaned = [clean(text) for text in texts]
    elapsed = time.perf_counter() - began
    words = sum(len(t.split()) for t in texts)
    marks = [mark for c in cleaned for mark in c.removed]
    letters = sum(m.end - m.start for m in marks) / sum(map(len, texts))
    print(f"multinews_dev: {len(texts)} articles, {words} words; {len(marks)} marks, {letters:.2%} of the letters")
    print("  by reason:", ", ".join(f"{r} {n}" for r, n in Counter(m.reason for m in marks).most_common()))
    print(f"  {elapsed / words * 600 * 1000:.2f} ms for 600 words")

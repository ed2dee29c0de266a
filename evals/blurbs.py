"""How well a blurb is told from a whole text by length and ending: `python -m evals.blurbs`.

Whole are the articles of `multinews_dev` and `evidence_dev`. Blurbs are the leads of `neutral_triples_dev`, and what
feeds make of those articles: the first paragraph, the first two, the first 55 words with and without " […]".
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from summarizer.sources.feeds.fields import WHOLE_WORDS, extent_of

SWEEP = (60, 80, 100, 120, 150, 200, 250)
EXCERPT = 55  # words: what the widest-spread publishing software gives


def main() -> None:
    """Print for each limit of words how much of each kind is told right."""
    data = Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))
    whole = [*_texts(data / "multinews_dev.jsonl"), *_texts(data / "evidence_dev.jsonl")]
    leads = list(_texts(data / "neutral_triples_dev.jsonl"))
    excerpts = [excerpt for text in whole for excerpt in _excerpts(text)]
    print(
        f"{len(whole)} whole articles, {len(leads)} leads, {len(excerpts)} excerpts; the default is {WHOLE_WORDS} words"
    )
    print(f"{'words':>6}{'whole kept':>12}{'leads told':>12}{'excerpts told':>15}")
    for limit in SWEEP:
        kept = _share_full(whole, limit)
        told = [1 - _share_full(texts, limit) for texts in (leads, excerpts)]
        print(f"{limit:>6}{kept:>12.3f}{told[0]:>12.3f}{told[1]:>15.3f}")


def _texts(file: Path) -> Iterator[str]:
    for line in file.read_text("utf-8").splitlines():
        for article in json.loads(line)["articles"]:
            yield article if isinstance(article, str) else article["text"]


def _excerpts(text: str) -> Iterator[str]:
    paragraphs = [paragraph.strip() for paragraph in text.split("\n") if paragraph.strip()]
    yield paragraphs[0]
    yield "\n\n".join(paragraphs[:2])
    words = text.split()
    if len(words) > 2 * EXCERPT:
        yield " ".join(words[:EXCERPT])
        yield " ".join(words[:EXCERPT]) + " […]"


def _share_full(texts: list[str], limit: int) -> float:
    return sum(extent_of(text, whole_words=limit) == "full" for text in texts) / len(texts)


if __name__ == "__main__":
    main()

"""Read the rows of the shared evaluation data as the product reads a request: articles, then one claim table."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from summarizer.claims import build_table
from summarizer.errors import ArticleUnreadable
from summarizer.models import Article, ArticleInput, ClaimTable
from summarizer.publishers import independence
from summarizer.sources.load import plain_article
from summarizer.text.sentences import sentences_of

DATA = "SUMMARIZER_EVAL_DATA"


def data_folder() -> Path:
    """Return the folder of the evaluation data; it may be missing."""
    return Path(os.environ.get(DATA, Path(__file__).parents[2] / "shared" / "data"))


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """Return the rows of the JSON lines file `name`; raises `SystemExit` with a hint where it is missing."""
    path = data_folder() / name
    if not path.exists():
        raise SystemExit(f"skipped: {path.name} is not in {path.parent}; set {DATA}")
    with path.open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines if line.strip())


def articles_of(inputs: Iterable[ArticleInput]) -> tuple[Article, ...]:
    """Return the articles that can be read, cruft marked, in the order given."""
    return tuple(_readable(inputs))


def _readable(inputs: Iterable[ArticleInput]) -> Iterator[Article]:
    for number, given in enumerate(inputs, 1):
        try:
            yield plain_article(f"a{number}", given)
        except ArticleUnreadable:
            continue


def table_of(articles: Iterable[Article]) -> ClaimTable:
    """Return the claim table of `articles` as one story."""
    held = tuple(articles)
    sentences = [sentence for article in held for sentence in sentences_of(article)]
    publishers, reprints = independence(held)
    return build_table(held, sentences, publishers=publishers, reprints=reprints)

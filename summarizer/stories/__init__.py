"""Articles to stories: which articles report one event.

    stories = group_stories(articles)                                          a list of tuples of articles
    stories = group_stories(articles, run=executor.map_batches)                many articles, in other processes
    named = name_stories(stories, known)                                       with ids that stay, and labels

The way: articles to terms (`reading`), terms to vectors (`vectors`), vectors to the likest pairs (`neighbours`), which
fade with the time between them (`timing`), pairs to a tree (`linking`), the tree to stories (`choosing`). Each step is
deterministic, and the order in which the articles are given changes nothing but the order of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from summarizer.models import Article
from summarizer.stories.choosing import stories_of
from summarizer.stories.embeddings import blend, embedded_text
from summarizer.stories.linking import link
from summarizer.stories.naming import Story, article_key, label_of, name_stories
from summarizer.stories.neighbours import MapBatches, likest_pairs
from summarizer.stories.reading import Batch, read_batch, reading_of
from summarizer.stories.timing import days_of, fade
from summarizer.stories.vectors import vectors_of

__all__ = ["MapBatches", "Story", "article_key", "embedded_text", "group_stories", "label_of", "name_stories"]

READ_TOGETHER = 2_000  # articles whose terms are read as one batch

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


def group_stories(
    articles: Sequence[Article],
    *,
    run: MapBatches = map,
    progress: Progress = lambda *_: None,
    embeddings: NDArray[np.float32] | None = None,
) -> list[tuple[Article, ...]]:
    """Return the articles grouped by event: the largest story first, then the one whose first article comes first.

    Each story keeps the order given. The grouping itself does not depend on that order. `run` does the heavy work in
    batches that share no state; `progress` hears of the stages "terms", "neighbours" and "linking", how much is done,
    and how much there is (0 where that is not known). `embeddings` has one row of length 1 for each article, in their
    order, made of `embedded_text`.
    """
    if not articles:
        return []
    canonical = sorted(range(len(articles)), key=lambda i: _content(articles[i]))
    ordered = [articles[i] for i in canonical]
    terms = []
    for read in run(read_batch, _batches(ordered)):
        terms.append(read)
        progress("terms", min(len(terms) * READ_TOGETHER, len(articles)), len(articles))
    vectors = vectors_of(terms)
    progress("neighbours", 0, 0)
    pairs = likest_pairs(vectors, run=run)
    if embeddings is not None:
        pairs = blend(pairs, embeddings[canonical])
    pairs = fade(pairs, days_of(ordered))
    progress("linking", 0, 0)
    found = stories_of(link(pairs, len(articles)))
    groups = [sorted(canonical[i] for i in group.tolist()) for group in found]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return [tuple(articles[i] for i in group) for group in groups]


def _content(article: Article) -> tuple[str, str, str]:
    return article.title or "", article.text, article.published or ""


def _batches(articles: Sequence[Article]) -> Iterator[Batch]:
    languages = tuple(sorted({article.language for article in articles}))
    for start in range(0, len(articles), READ_TOGETHER):
        yield Batch([reading_of(article) for article in articles[start : start + READ_TOGETHER]], languages)

"""Articles to stories: which articles report one event."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.models import Article


def group_stories(articles: Sequence[Article]) -> list[tuple[Article, ...]]:
    """Return the articles grouped by event, each group in the order given."""
    return [tuple(articles)] if articles else []

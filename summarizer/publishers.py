"""Who counts as independent: outlets of one publisher count once, and a reprint counts with its origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.models import Article


class Independence(NamedTuple):
    """`publishers`: article id -> the publisher it counts for; `reprints`: article id -> the article it reprints."""

    publishers: dict[str, str]
    reprints: dict[str, str]


def independence(articles: Sequence[Article]) -> Independence:
    """Decide for each article which publisher it counts for."""
    return Independence({article.id: article.outlet_name.casefold() for article in articles}, {})

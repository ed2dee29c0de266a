"""What comes out of feeds: items, frozen and storable, and one line of report per feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple

from summarizer.models import ArticleInput
from summarizer.models.base import Model
from summarizer.text.language import detect_language

Extent = Literal["title", "blurb", "full"]
Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

_LONGEST_NAME = 2000  # characters; what `models.Short` takes


class FeedEntry(Model):
    """One item of a feed, its text canonical and frozen. `feed` is the feed's address as the caller knows it.

    `id` stays the same from run to run. `published` is None where the feed gives no date that can be; use `when`.
    Times have a zone, which is UTC. `origin` is whom the item names as its source (RSS and Atom `<source>`).
    `section` is the path of folders that the feed stands in (OPML), `categories` are the item's own.
    """

    id: str
    guid: str
    url: str | None
    title: str
    text: str
    extent: Extent
    published: datetime | None
    first_seen: datetime
    feed: str
    outlet: str | None = None
    origin: str | None = None
    author: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()
    section: tuple[str, ...] = ()

    @property
    def when(self) -> datetime:
        """Return when the item was published, as far as is known: no later than when it was first seen."""
        return self.published or self.first_seen


class FeedReport(Model):
    """What came of one feed. `entries` counts what it holds now, before copies among feeds are left out.

    `code` and `detail` say why it failed; a feed that failed still counts with the items it had the last time.
    `moved_to` is where the feed lives from now on, if its server says so.
    """

    feed: str
    status: Literal["new", "unchanged", "failed", "gone"]
    entries: int = 0
    code: str | None = None
    detail: str | None = None
    title: str | None = None
    moved_to: str | None = None


class FeedsRead(NamedTuple):
    """Every item of every feed, each once, newest first; and one report per feed, in the order given."""

    entries: tuple[FeedEntry, ...]
    reports: tuple[FeedReport, ...]


def article_input(entry: FeedEntry) -> ArticleInput:
    """Return `entry` as an article of a request; one that has no text is told by its title.

    Whom the item names as its source stands as its outlet: a reprint counts with its origin. The language is that of
    the text; what a feed says of it (often what its software came with) is a hint.
    """
    return ArticleInput(
        id=entry.id,
        text=entry.text or entry.title or entry.url or entry.guid,
        url=entry.url,
        title=entry.title[:_LONGEST_NAME] or None,
        outlet=(entry.origin or entry.outlet or "")[:_LONGEST_NAME] or None,
        author=(entry.author or "")[:_LONGEST_NAME] or None,
        published=entry.when.isoformat(),
        language=detect_language(f"{entry.title}\n{entry.text}", entry.language),
    )

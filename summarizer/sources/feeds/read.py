"""Feeds in: every source is asked whether it changed, read in a worker, and named; one that fails is a line of report.

A source is the address of a feed, of an OPML file, of a list of addresses, of a site that names its feeds, or of an
article; or a file with any of these. What a file or a list names must be an address of the web.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from summarizer.sources.feeds.copies import without_copies
from summarizer.sources.feeds.entries import FeedEntry, FeedReport, FeedsRead, Progress
from summarizer.sources.feeds.fields import host_of
from summarizer.sources.feeds.outlets import is_aggregator, origin_of, outlet_names
from summarizer.sources.feeds.parsed import Link
from summarizer.sources.feeds.state import FeedState, Store, entries_of
from summarizer.sources.feeds.visit import Visit, Visitor
from summarizer.sources.feeds.workers import FeedPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.pool import ExtractionPool
from summarizer.sources.urls import canonical_url

MOST_SOURCES = 2_000  # of one run, lists counted too
_DEEPEST = 3  # lists within lists


async def read_feeds(
    sources: Sequence[str],
    *,
    fetcher: Fetcher,
    pool: FeedPool,
    store: Store,
    now: datetime,
    pages: ExtractionPool | None = None,
    progress: Progress | None = None,
) -> FeedsRead:
    """Return what `sources` hold now: every item of every feed, each once, newest first, and a report per feed.

    A feed that did not change, or cannot be read, holds what it held the last time. Items that feeds date after
    `now` count as published now; those without a date as published when they were first seen.

    Args:
        sources: addresses and files, in any mixture; files are read only where they are named here.
        fetcher: guards and limits every request.
        pool: where feeds are parsed.
        store: where feeds are remembered from run to run.
        now: the time of this run, with a zone.
        pages: where articles that a list names are read; without it they have their titles alone.
        progress: told ("feeds", done, known so far).

    """
    visitor = Visitor(fetcher, pool, store, now, fetcher.gate(), pages)
    tour = _Tour(visitor, progress or (lambda *_: None))
    visits = await tour.all([Link(url=source) for source in sources])
    entries = await asyncio.to_thread(_entries, visits)
    return FeedsRead(tuple(entries), tuple(visit.report for visit in visits))


class _Stop(NamedTuple):
    """A source to visit, and its number in each list on the way to it."""

    path: tuple[int, ...]
    link: Link


class _Tour:
    """The visits of one run, list by list, each address once."""

    def __init__(self, visitor: Visitor, progress: Progress) -> None:
        self._visitor = visitor
        self._progress = progress
        self._seen: set[str] = set()
        self._known = 0
        self._done = 0

    async def all(self, links: Sequence[Link]) -> list[Visit]:
        """Visit `links` and what they lead to; feeds come in the order of their lists, a list only if it failed."""
        found: list[tuple[tuple[int, ...], Visit]] = []
        stops = [_Stop((number,), link) for number, link in enumerate(links)]
        for depth in range(_DEEPEST + 1):
            level, left_out = self._new(stops)
            visits = await asyncio.gather(*(self._one(stop, may_be_file=depth == 0) for stop in level))
            arrived = list(zip((stop.path for stop in level), visits, strict=True))
            found += [(stop.path, _refused(stop.link)) for stop in left_out]
            found += [(path, visit) for path, visit in arrived if visit.report.status == "failed" or not visit.onward]
            stops = [_Stop((*path, n), link) for path, visit in arrived for n, link in enumerate(visit.onward)]
        too_deep, too_many = self._new(stops)
        found += [(stop.path, _refused(stop.link)) for stop in (*too_deep, *too_many)]
        return [visit for _, visit in sorted(found, key=lambda entry: entry[0])]

    def _new(self, stops: Iterable[_Stop]) -> tuple[list[_Stop], list[_Stop]]:
        """Return those of `stops` that were not met before: the ones there is room for, and the others."""
        fresh = []
        for stop in stops:
            key = canonical_url(stop.link.url)
            if key not in self._seen:
                self._seen.add(key)
                fresh.append(stop)
        room = max(0, MOST_SOURCES - self._known)
        self._known += len(fresh[:room])
        return fresh[:room], fresh[room:]

    async def _one(self, stop: _Stop, *, may_be_file: bool) -> Visit:
        visit = await self._visitor.visit(stop.link, may_be_file=may_be_file)
        self._done += 1
        self._progress("feeds", self._done, self._known)
        return visit


def _refused(link: Link) -> Visit:
    detail = f"not read: one run reads {MOST_SOURCES:,} sources, and lists within lists {_DEEPEST} deep"
    return Visit(link, FeedReport(feed=link.url, status="failed", code="too_many", detail=detail), FeedState())


def _entries(visits: Sequence[Visit]) -> list[FeedEntry]:
    """Return the items of all feeds with their outlets, each once."""
    read = [(visit.link, visit.state, visit.state.parsed) for visit in visits]
    feeds = [(link, state, parsed) for link, state, parsed in read if parsed and parsed.kind == "feed"]
    origins = {link.url: origin_of(parsed) for link, _, parsed in feeds}
    names = outlet_names(origins)
    found: list[FeedEntry] = []
    for link, state, parsed in feeds:
        mixed = is_aggregator(parsed, origins[link.url])
        name = names[link.url] or host_of(state.url)
        for entry in entries_of(state, link.url, link.section):
            outlet = host_of(entry.url) if mixed and not entry.origin else name
            found.append(entry.model_copy(update={"outlet": outlet}))
    return without_copies(found)

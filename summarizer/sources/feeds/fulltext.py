"""The whole article where a feed gives a blurb: its page is fetched, as politely as any, and its text kept."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from pydantic import ValidationError

from summarizer.errors import ArticleUnreadable
from summarizer.models.base import Model
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.feeds.dates import moment
from summarizer.sources.feeds.entries import FeedEntry, Progress
from summarizer.sources.feeds.fields import LONGEST_TITLE
from summarizer.sources.feeds.state import Store
from summarizer.sources.fetch import Fetcher
from summarizer.sources.pages import Extracted
from summarizer.sources.reading import count_words

KEPT_SECONDS = 7 * 24 * 3600.0
_FAILED_SECONDS = 3600.0  # a page that could not be read is not asked for again so soon
_VERSION = "full1"
_UNFIT = frozenset({"not_an_article", "paywalled"})


class _Kept(Model):
    """What of a page goes into its entry; without `text` the page could not be read."""

    text: str = ""
    title: str = ""
    outlet: str | None = None
    author: str | None = None
    language: str | None = None
    published: str | None = None


async def fetch_full_texts(
    entries: Sequence[FeedEntry],
    *,
    fetcher: Fetcher,
    pool: ExtractionPool,
    store: Store,
    progress: Progress | None = None,
) -> list[FeedEntry]:
    """Return `entries` in their order, those that are blurbs with the texts of their pages, where these say more.

    A page that cannot be read leaves its entry as it is; "full" means that there is no more to be had. What was read
    is kept in `store` for a week, so that a run that was interrupted does not fetch it again.

    Args:
        entries: items of feeds; fetched are the pages of those whose `extent` is not "full".
        fetcher: guards and limits every request; two at a time per host, robots.txt asked.
        pool: where pages are read.
        store: where texts are kept.
        progress: told ("pages", done, to be fetched).

    """
    reading = _Reading(fetcher, pool, store, progress or (lambda *_: None))
    return await reading.all(entries)


class _Reading:
    def __init__(self, fetcher: Fetcher, pool: ExtractionPool, store: Store, progress: Progress) -> None:
        self._fetcher, self._pool, self._store, self._progress = fetcher, pool, store, progress
        self._gate = fetcher.gate()
        self._done = 0

    async def all(self, entries: Sequence[FeedEntry]) -> list[FeedEntry]:
        wanted = [index for index, entry in enumerate(entries) if entry.extent != "full" and entry.url]
        completed = list(entries)
        found = await asyncio.gather(*(self._one(entries[index], len(wanted)) for index in wanted))
        for index, entry in zip(wanted, found, strict=True):
            completed[index] = entry
        return completed

    async def _one(self, entry: FeedEntry, total: int) -> FeedEntry:
        url = entry.url or ""
        key = f"{_VERSION}:{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()}"
        kept = _load(await asyncio.to_thread(self._store.get, key))
        if kept is None:
            kept = await self._fetch(url)
            ttl = KEPT_SECONDS if kept.text else _FAILED_SECONDS
            await asyncio.to_thread(self._store.set, key, kept.model_dump_json().encode(), ttl)
        self._done += 1
        self._progress("pages", self._done, total)
        return _completed(entry, kept)

    async def _fetch(self, url: str) -> _Kept:
        try:
            page = await self._fetcher.fetch(url, gate=self._gate)
            found = await self._pool.extract(page.body, url=page.url, charset=page.charset)
        except ArticleUnreadable:
            return _Kept()
        return _Kept() if _UNFIT.intersection(found.warnings) else _kept(found)


def _load(value: bytes | None) -> _Kept | None:
    try:
        return _Kept.model_validate_json(value) if value else None
    except ValidationError:
        return None


def _kept(found: Extracted) -> _Kept:
    return _Kept(
        text=found.text,
        title=(found.title or "")[:LONGEST_TITLE],
        outlet=found.outlet,
        author=found.author,
        language=found.language,
        published=found.published,
    )


def _completed(entry: FeedEntry, kept: _Kept) -> FeedEntry:
    """Return `entry` with what its page adds; what the feed says stands above what the page says, but for the text."""
    if not kept.text:
        return entry
    if count_words(kept.text) <= count_words(entry.text):
        return entry.model_copy(update={"extent": "full"})  # its page says no more
    published = entry.published or moment(kept.published or "")
    return entry.model_copy(
        update={
            "text": kept.text,
            "extent": "full",
            "title": entry.title or kept.title,
            "outlet": entry.outlet or kept.outlet,
            "author": entry.author or kept.author,
            "language": entry.language or kept.language,
            "published": min(published, entry.first_seen) if published else None,
        }
    )

"""One source in one run: asked whether it changed, read in a worker if it did, and remembered."""

from __future__ import annotations

import asyncio
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from summarizer.errors import ArticleUnreadable
from summarizer.sources.feeds.dates import moment
from summarizer.sources.feeds.entries import FeedReport
from summarizer.sources.feeds.fields import extent_of
from summarizer.sources.feeds.parsed import Item, Link, Parsed
from summarizer.sources.feeds.state import FeedState, Store, load_state, remember, save_state
from summarizer.sources.feeds.workers import FeedPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.pages import Page
from summarizer.sources.pool import ExtractionPool

_LARGEST_FILE = 20_000_000  # bytes
_LISTS = ("opml", "list")
_UNFIT = frozenset({"not_an_article", "too_short"})  # signs of a page that is no article, unless it says it is one


@dataclass(frozen=True)
class Visit:
    """What came of one source: `state` is what it holds, this time's or the last known."""

    link: Link
    report: FeedReport
    state: FeedState

    @property
    def onward(self) -> tuple[Link, ...]:
        """Return where a list of feeds says to read on, in the folders of the list itself."""
        parsed = self.state.parsed
        if parsed is None or parsed.kind not in _LISTS:
            return ()
        within = self.link.section
        return tuple(link.model_copy(update={"section": (*within, *link.section)}) for link in parsed.links)


@dataclass(frozen=True)
class Visitor:
    """What every visit of a run needs. `pages` reads articles that a list names; without it they have titles alone."""

    fetcher: Fetcher
    pool: FeedPool
    store: Store
    now: datetime
    gate: asyncio.Semaphore
    pages: ExtractionPool | None = None

    async def visit(self, link: Link, *, may_be_file: bool = False) -> Visit:
        """Return what `link` leads to. It fails by its report alone."""
        is_file = may_be_file and not link.url.lower().startswith(("http://", "https://"))
        path = Path(link.url)
        name = os.path.abspath(path) if is_file else link.url  # noqa: ASYNC240, PTH100 - asks no disk
        state = await asyncio.to_thread(load_state, self.store, name)
        if state.is_gone:
            return Visit(link, _gone(link), state)
        try:
            fresh = await (self._from_file(path, state) if is_file else self._from_web(link.url, state))
        except ArticleUnreadable as error:
            return Visit(link, _failed(link, error, state), state)
        changed = fresh.parsed is not state.parsed
        items = fresh.parsed.items if fresh.parsed else ()
        fresh = fresh.model_copy(update={"known": remember(fresh.known, items, link.url, self.now)})
        await asyncio.to_thread(save_state, self.store, name, fresh)
        return Visit(link, _gone(link) if fresh.is_gone else _read(link, fresh, changed), fresh)

    async def _from_file(self, path: Path, state: FeedState) -> FeedState:
        body = await asyncio.to_thread(_bytes_of, path)
        digest = hashlib.sha256(body).hexdigest()
        if state.parsed is not None and digest == state.digest:
            return state
        parsed = await self.pool.parse(body)
        if parsed.kind == "page":
            raise ArticleUnreadable("not_a_feed", f"the file {str(path)!r} is neither a feed nor a list of feeds")
        return state.model_copy(update={"digest": digest, "parsed": parsed})

    async def _from_web(self, feed: str, state: FeedState, *, is_named: bool = False) -> FeedState:
        """Return what the server of `feed` says it is now. `is_named`: a page said that its feed is there."""
        try:
            polled = await self.fetcher.poll(state.moved_to or feed, state.conditions, gate=self.gate)
        except ArticleUnreadable as error:
            if state.moved_to is None or is_named or error.reason != "not_found":
                raise
            # Where it moved to is gone; its first address may know better.
            return await self._from_web(feed, FeedState(known=state.known))
        if polled.is_gone:
            return state.model_copy(update={"is_gone": True, "parsed": None})
        state = state.model_copy(update={"moved_to": polled.moved_to or state.moved_to})
        if polled.page is None:
            return state
        digest = hashlib.sha256(polled.page.body).hexdigest()
        told = {"url": polled.url, "etag": polled.etag, "last_modified": polled.last_modified, "digest": digest}
        if state.parsed is not None and digest == state.digest:
            return state.model_copy(update=told)
        parsed = await self._parsed(polled.page)
        if parsed.kind == "page":
            if is_named:
                raise ArticleUnreadable("not_a_feed", "what the page names as its feed is a page")
            return await self._from_web(feed, FeedState(moved_to=parsed.links[0].url, known=state.known), is_named=True)
        return state.model_copy(update={**told, "parsed": parsed})

    async def _parsed(self, page: Page) -> Parsed:
        """Return what `page` holds; an article becomes a feed of one item, a page that names feeds stays one."""
        parsed = await self.pool.parse(page.body, url=page.url, charset=page.charset)
        if parsed.kind != "page" or (parsed.links and not parsed.is_article):
            return parsed
        return await self._article(page, parsed)

    async def _article(self, page: Page, parsed: Parsed) -> Parsed:
        title = parsed.title or ""
        if self.pages is None:
            return Parsed(kind="feed", items=(Item(guid=page.url, url=page.url, title=title),))
        found = await self.pages.extract(page.body, url=page.url, charset=page.charset)
        if _UNFIT.intersection(found.warnings) and not parsed.is_article:
            raise ArticleUnreadable("not_a_feed", "the page names no feed and holds no article")
        item = Item(
            guid=page.url,
            url=found.canonical_url or page.url,
            title=found.title or title,
            text=found.text,
            extent="full" if extent_of(found.text) == "full" else "blurb",
            published=moment(found.published or ""),
            author=found.author,
            language=found.language,
        )
        return Parsed(kind="feed", publisher=found.outlet, items=(item,))


def _bytes_of(path: Path) -> bytes:
    """Read a file that the caller named. Raises ArticleUnreadable (`no_such_file`, `too_large`)."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ArticleUnreadable("too_large", f"the file {str(path)!r} is larger than {_LARGEST_FILE:,} bytes")
        return path.read_bytes()
    except (OSError, ValueError):
        detail = f"{str(path)!r} is neither an address (https://...) nor a file that can be read"
        raise ArticleUnreadable("no_such_file", detail) from None


def _gone(link: Link) -> FeedReport:
    detail = "its server says that it is gone for good (410); take it out of the list"
    return FeedReport(feed=link.url, status="gone", code="gone", detail=detail)


def _failed(link: Link, error: ArticleUnreadable, state: FeedState) -> FeedReport:
    held = len(state.parsed.items) if state.parsed else 0
    return FeedReport(feed=link.url, status="failed", entries=held, code=error.reason, detail=error.detail)


def _read(link: Link, state: FeedState, changed: bool) -> FeedReport:
    parsed = state.parsed
    if parsed is None or (parsed.kind in _LISTS and not parsed.links):
        return FeedReport(feed=link.url, status="failed", code="empty", detail="the list names no feed")
    return FeedReport(
        feed=link.url,
        status="new" if changed else "unchanged",
        entries=len(parsed.items),
        title=parsed.title,
        moved_to=state.moved_to,
    )

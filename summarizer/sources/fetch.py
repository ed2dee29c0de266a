"""Bounded GET on a hostile web: one public door, `Fetcher.fetch`, and a closed list of ways to fail.

Every hop is judged by `guard`, resolved once, and connected to the checked address; sizes, hops, and the total
time are capped by code of our own (the timeouts of HTTP clients are per read). Whatever keeps a host from
answering is told in one and the same sentence, so that nobody can map a network through us.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
import weakref
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Literal, NamedTuple, Self, TypeVar
from urllib.parse import urljoin

from summarizer import __version__
from summarizer.errors import ArticleUnreadable
from summarizer.sources import pages, robots
from summarizer.sources.body import content_length, content_type, is_binary, not_html, too_large
from summarizer.sources.budget import FetchLimits
from summarizer.sources.charset import decode
from summarizer.sources.exchange import NO_ANSWER, Answer, Client
from summarizer.sources.guard import Guard, Target
from summarizer.sources.pages import Conditions, Page, PageCache, StoredPage

if TYPE_CHECKING:
    import ssl

    import httpcore2

    from summarizer.sources.transport import Resolve

__all__ = ["NO_ANSWER", "REASONS", "Conditions", "FetchLimits", "Fetcher", "Page", "PageCache", "Polled"]

USER_AGENT = f"summarizer/{__version__}"

# Every reason that `fetch` gives, for documents and tests.
REASONS: Mapping[str, str] = {
    "url_refused": "the URL, or one it redirects to, is not one that may be fetched",
    "fetch_failed": "the host did not answer as it should",
    "timed_out": "the page was not complete within the time allowed",
    "too_many_redirects": "the page redirects too often or in a circle",
    "too_large": "the page is larger than allowed",
    "bad_encoding": "the page came in a compression that was not asked for, or damaged",
    "not_html": "the address holds a PDF, an image, a film, an archive: no page",
    "blocked": "the site does not let us in (401, 403, 407, 429, 451, or its robots.txt)",
    "paywalled": "the site asks for payment (402)",
    "not_found": "there is no such page (404, 410)",
    "empty": "the answer has no content",
}

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_FEED_TYPES = _PAGE_TYPES | {
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
    "application/feed+json", "application/json", "text/x-opml", "application/opml+xml", "text/rss+xml", "text/atom+xml",
    "application/x-rss+xml", "application/rss", "application/atom", "text/rss", "text/json", "application/octet-stream",
}  # fmt: skip
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATUS_REASONS = {
    401: "blocked", 403: "blocked", 407: "blocked", 429: "blocked", 451: "blocked", 402: "paywalled",
    404: "not_found", 410: "not_found", 204: "empty", 205: "empty",
}  # fmt: skip
_FOR_GOOD = frozenset({301, 308})
_GONE = 410
_FEED_ACCEPT = {
    "accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
}
_ROBOTS_SECONDS = 3600.0
_ROBOTS_KEPT = 512

Kind = Literal["page", "feed"]
CacheUse = Literal["use", "refresh", "bypass"]
Found = TypeVar("Found")


class Polled(NamedTuple):
    """What came of asking whether a feed changed: `page` is None where it did not (304), or where it is gone (410).

    `etag` and `last_modified` are as the server wrote them. `moved_to` is the address that takes the place of the one
    asked for, when every redirect on the way was for good (301, 308).
    """

    page: Page | None
    url: str
    is_gone: bool = False
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None


class Fetcher:
    """Fetches pages for one process; keeps connections and robots.txt for a while. Close it with `aclose`."""

    def __init__(
        self,
        trusted_hosts: Iterable[str] = (),
        *,
        user_agent: str = USER_AGENT,
        respect_robots: bool = True,
        limits: FetchLimits | None = None,
        cache: PageCache | None = None,
        resolve: Resolve | None = None,
        backend: httpcore2.AsyncNetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the policy; nothing is opened before the first fetch.

        Args:
            trusted_hosts: `name` or `name:port`, for intranets and tests: any address, any port.
            user_agent: sent as it is; its first word up to `/` is the token looked for in robots.txt.
            respect_robots: ask each site's robots.txt first.
            limits: the caps; `FetchLimits()` when not given.
            cache: where pages are kept for conditional requests; nowhere when not given.
            resolve: `async (host, port) -> addresses`; the system's resolver when not given.
            backend: what opens sockets, given checked addresses; anyio's when not given.
            ssl_context: the system's certificates when not given.
            clock: seconds since the epoch, for the age of stored pages and robots.txt.

        """
        self.limits = limits or FetchLimits()
        self._guard = Guard(trusted_hosts)
        self._client = Client(
            self._guard, self.limits, user_agent, resolve=resolve, backend=backend, ssl_context=ssl_context
        )
        self._robots_token = user_agent.partition("/")[0] if respect_robots else None
        self._robots: OrderedDict[str, tuple[float, robots.Rules]] = OrderedDict()
        self._cache = cache
        self._clock = clock
        self._lanes: weakref.WeakValueDictionary[str, asyncio.Semaphore] = weakref.WeakValueDictionary()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection; the fetcher may be used again afterwards."""
        await self._client.aclose()

    def gate(self) -> asyncio.Semaphore:
        """Return what bounds the parallel fetches of one request: pass the same one to each `fetch` of it."""
        return asyncio.Semaphore(self.limits.parallel)

    async def fetch(
        self, url: str, *, kind: Kind = "page", cache: CacheUse = "use", gate: asyncio.Semaphore | None = None
    ) -> Page:
        """Return the page at `url`.

        Waiting for a place (`gate`, and two at a time per host) is not counted in the limit of total time.
        `cache="refresh"` asks the server anew and stores, `"bypass"` neither reads nor stores.

        Raises:
            ArticleUnreadable: `reason` is a key of `REASONS`.

        """
        run = _Run(self, self._guard.check(url), kind, cache)
        return await self._within_limits(run, run.follow, gate)

    async def poll(
        self, url: str, conditions: Conditions | None = None, *, gate: asyncio.Semaphore | None = None
    ) -> Polled:
        """Ask for the feed at `url`, if it changed since `conditions` were given. Past the page cache.

        Raises:
            ArticleUnreadable: `reason` is a key of `REASONS`.

        """
        run = _Run(self, self._guard.check(url), "feed", "bypass")
        return await self._within_limits(run, functools.partial(run.poll, conditions or Conditions(url)), gate)

    async def _within_limits(
        self, run: _Run, hops: Callable[[_Lane], Awaitable[Found]], gate: asyncio.Semaphore | None
    ) -> Found:
        async with gate or contextlib.nullcontext(), _Lane(self._lanes, self.limits.per_host) as lane:
            await lane.move(run.first.host)
            try:
                async with asyncio.timeout(self.limits.total_seconds):
                    return await hops(lane)
            except TimeoutError:
                # A host that speaks HTTP is known to be there; one that does not must look like any other.
                raise ArticleUnreadable("timed_out" if run.answered else "fetch_failed", NO_ANSWER) from None

    def redirected(self, target: Target, answer: Answer) -> Target | None:
        """Return where `answer` sends us, judged anew, or None. Raises ArticleUnreadable (`url_refused`)."""
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or location is None:
            return None
        try:
            return self._guard.check(urljoin(target.url, location.strip()))
        except ValueError:
            raise ArticleUnreadable("url_refused", "the page redirects to what is no URL") from None

    async def get(self, target: Target, headers: Mapping[str, str], wanted: Callable[[Answer], bool]) -> Answer:
        """Send one GET for `target`, unless the site's robots.txt does not want it fetched."""
        if self._robots_token is not None and not (await self._robots_of(target)).allows(target.url):
            raise ArticleUnreadable("blocked", "the site's robots.txt asks not to fetch this page")
        return await self._client.get(target, headers, wanted)

    async def _robots_of(self, target: Target) -> robots.Rules:
        origin = "/".join(target.url.split("/", 3)[:3])
        kept = self._robots.get(origin)
        if kept is None or kept[0] < self._clock():
            kept = (self._clock() + _ROBOTS_SECONDS, await self._read_robots(origin))
            self._robots[origin] = kept
            if len(self._robots) > _ROBOTS_KEPT:
                self._robots.popitem(last=False)
        return kept[1]

    async def _read_robots(self, origin: str) -> robots.Rules:
        """RFC 9309, 2.3.1: no file (4xx, too many redirects) allows everything, a failing server (5xx) nothing."""
        target: Target | None = self._guard.check(f"{origin}/robots.txt")
        answer = Answer(404, {})
        for _ in range(self.limits.redirects + 1):
            if target is None:
                break
            answer = await self._client.get(target, {}, lambda got: got.status == 200, cut=robots.MAX_BYTES)
            target = self.redirected(target, answer)
        if answer.status == 200:
            return robots.parse(decode(answer.body)[0], self._robots_token or "*")
        return robots.NOTHING if answer.status >= 500 else robots.ALL

    async def stored(self, url: str) -> StoredPage | None:
        """Return the stored page of `url`, or None."""
        if self._cache is None:
            return None
        value = await asyncio.to_thread(self._cache.get, pages.key_of(url))
        return pages.load(value) if value else None

    async def store(self, page: Page, headers: Mapping[str, str]) -> None:
        """Keep `page` as far as its server allows."""
        entry = pages.storable(page, headers, self._clock())
        if self._cache is not None and entry is not None:
            key, value = pages.key_of(page.requested), pages.dump(entry)
            await asyncio.to_thread(self._cache.set, key, value, ttl=pages.KEPT_SECONDS)

    def is_fresh(self, entry: StoredPage) -> bool:
        """Tell whether `entry` may be used without asking its server."""
        return self._clock() < entry.fresh_until


class _Run:
    """The hops of one fetch, from the URL that was asked for to its page."""

    def __init__(self, fetcher: Fetcher, first: Target, kind: Kind, cache: CacheUse) -> None:
        self.first = first
        self.answered = False
        self._fetcher = fetcher
        self._kind = kind
        self._types = _PAGE_TYPES if kind == "page" else _FEED_TYPES
        self._cache = cache

    async def follow(self, lane: _Lane) -> Page:
        entry = await self._fetcher.stored(self.first.url) if self._cache == "use" else None
        if entry is not None and self._fetcher.is_fresh(entry):
            return self._from_store(entry)
        asked = entry.conditions if entry else Conditions("")
        target, answer, _ = await self._hops(lane, asked)
        return await self._finish(target, answer, entry if entry and entry.url == target.url else None)

    async def poll(self, conditions: Conditions, lane: _Lane) -> Polled:
        target, answer, moved = await self._hops(lane, conditions, _FEED_ACCEPT)
        moved_to = target.url if moved else None
        if answer.status == _GONE or (answer.status == 304 and target.url == conditions.url):
            return Polled(None, target.url, answer.status == _GONE, moved_to=moved_to)
        page = await self._finish(target, answer, None)
        etag, last_modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        return Polled(page, target.url, False, etag, last_modified, moved_to)

    async def _hops(
        self, lane: _Lane, conditions: Conditions, headers: Mapping[str, str] | None = None
    ) -> tuple[Target, Answer, bool]:
        """Follow redirects to what answers; the last value tells whether there were some, all of them for good."""
        target = self.first
        moves: list[bool] = []
        for _ in range(self._fetcher.limits.redirects + 1):
            await lane.move(target.host)
            asked = conditions.headers if conditions.url == target.url else {}
            answer = await self._fetcher.get(target, {**(headers or {}), **asked}, self._wanted)
            onward = self._fetcher.redirected(target, answer)
            if onward is None:
                return target, answer, bool(moves) and all(moves)
            moves.append(answer.status in _FOR_GOOD)
            target = onward
        raise ArticleUnreadable("too_many_redirects", "the page redirects too often")

    def _wanted(self, answer: Answer) -> bool:
        """Look at the headers: is there a body worth reading? Raises when it is known to be no page."""
        self.answered = True
        if answer.status != 200:
            return False
        kind = content_type(answer.headers)[0]
        if kind and kind not in self._types:
            raise not_html(kind)
        if content_length(answer.headers) > self._fetcher.limits.wire_bytes:
            raise too_large()
        return True

    async def _finish(self, target: Target, answer: Answer, asked: StoredPage | None) -> Page:
        if answer.status == 304 and asked is not None:
            page = self._from_store(asked)
        elif answer.status == 200:
            page = self._page(target.url, *content_type(answer.headers), answer.body)
        else:
            reason = _STATUS_REASONS.get(answer.status, "fetch_failed")
            raise ArticleUnreadable(reason, f"the site answered with status {answer.status}")
        if self._cache != "bypass":
            await self._fetcher.store(page, answer.headers)
        return page

    def _from_store(self, entry: StoredPage) -> Page:
        return Page(self.first.url, entry.url, 200, entry.content_type, entry.charset, entry.body, cached=True)

    def _page(self, url: str, kind: str, charset: str | None, body: bytes) -> Page:
        if not body.strip():
            raise ArticleUnreadable("empty", "the page has no content")
        if self._kind == "page" and is_binary(body):
            raise not_html("a file under the label of a page")
        return Page(self.first.url, url, 200, kind, charset, body)


class _Lane:
    """A place among the few that one host gets at a time; moved along with redirects."""

    def __init__(self, lanes: weakref.WeakValueDictionary[str, asyncio.Semaphore], width: int) -> None:
        self._lanes = lanes
        self._width = width
        self._held: asyncio.Semaphore | None = None
        self._host = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    async def move(self, host: str) -> None:
        """Wait for a place at `host`, the one held before given up first."""
        if host == self._host:
            return
        self._leave()
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = asyncio.Semaphore(self._width)
        await lane.acquire()
        self._held, self._host = lane, host

    def _leave(self) -> None:
        if self._held is not None:
            self._held.release()
        self._held, self._host = None, ""

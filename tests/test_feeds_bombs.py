"""FEED-1: a feed made to hurt costs at most 5 seconds and 256 MB, and the other feeds of the run nothing."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
import pytest

from summarizer.caches.base import MemoryCache
from summarizer.errors import ArticleUnreadable
from summarizer.sources.feeds import FeedPool, read_feeds
from summarizer.sources.fetch import Fetcher
from tests.feed_bombs import ANSWERS, BODIES
from tests.web import answer, conditional, serving

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 17, 18, tzinfo=UTC)
SECONDS, MEGABYTES = 5.0, 256
BUSY = 6  # times as long a machine may take that has more to do; `slow` holds each bomb to its seconds
QUICK = (
    "a file as an entity", "an address as an entity", "a parameter entity", "an entity of 50 kB, 50,000 times",
    "500,000 open elements of HTML", "a title of 4 MB", "4 MB of white space", "500,000 comments that never end",
    "a date of 1 MB", "JSON, 1,000,000 brackets", "JSON, a number of 4 MB", "OPML, 300,000 folders",
    "OPML, a billion laughs", "a list of 170,000 addresses", "4 MB of & in a text",
)  # fmt: skip
GOOD = "<rss version='2.0'><channel><title>Ellery Courier</title>{}</channel></rss>".format(
    "".join(
        f"<item><title>Item {n}</title><guid>g{n}</guid><description>Words {n}.</description></item>" for n in range(50)
    )
)


@dataclass
class Peak:
    megabytes: float = 0.0


@contextlib.asynccontextmanager
async def watched_children() -> AsyncIterator[Peak]:
    """The largest resident set that a child of this process has meanwhile."""
    peak = Peak()

    async def watch() -> None:
        while True:
            for child in psutil.Process().children():
                with contextlib.suppress(psutil.Error):
                    peak.megabytes = max(peak.megabytes, child.memory_info().rss / 1e6)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(watch())
    try:
        yield peak
    finally:
        task.cancel()


async def cost(pool: FeedPool, body: bytes) -> tuple[float, float, str]:
    """Seconds, megabytes, and what came of it."""
    await pool.start()
    async with watched_children() as peak:
        began = time.monotonic()
        try:
            outcome = (await pool.parse(body, url="http://news.example.org/f")).kind
        except ArticleUnreadable as error:
            outcome = error.reason
        return time.monotonic() - began, peak.megabytes, outcome


@pytest.fixture(scope="module")
async def pool():
    async with FeedPool(1) as opened:
        yield opened


@pytest.mark.parametrize("name", QUICK)
async def test_a_bomb_that_is_soon_over(pool, name):
    seconds, megabytes, _ = await cost(pool, BODIES[name]())
    assert seconds <= BUSY * SECONDS
    assert megabytes <= MEGABYTES


async def test_bombs_cost_the_other_feeds_nothing():
    """Two bombs that must be killed, two that must not be swallowed, between good feeds, on two workers."""
    async with serving() as web, Fetcher([web.trusted], respect_robots=False) as fetcher, FeedPool(2) as pool:
        await pool.start()
        hurt = ["40,000 attributes", "400,000 CDATA sections that never end"]
        for place, name in enumerate(hurt):
            web.routes[f"/bomb{place}"] = answer(BODIES[name](), content_type="application/rss+xml")
        web.routes["/gzip"] = ANSWERS["gzip, 200 MB in 200 kB"]()
        web.routes["/length"] = ANSWERS["Content-Length: 10 GB"]()
        web.routes |= {
            f"/good{n}": conditional(GOOD.replace("Ellery Courier", f"Courier {n}"), "text/xml") for n in range(4)
        }
        order = ["/good0", "/bomb0", "/good1", "/bomb1", "/good2", "/gzip", "/length", "/good3"]
        async with watched_children() as peak:
            began = time.monotonic()
            read = await read_feeds(
                [web.root + path for path in order],
                fetcher=fetcher,
                pool=pool,
                store=MemoryCache(limit=10_000_000),
                now=NOW,
            )
            seconds = time.monotonic() - began
    codes = {report.feed.removeprefix(web.root): report.code for report in read.reports}
    killed = {"/bomb0": "too_complex", "/bomb1": "too_complex", "/gzip": "too_large", "/length": "too_large"}
    assert codes == {**dict.fromkeys(["/good0", "/good1", "/good2", "/good3"]), **killed}
    assert len(read.entries) == 200
    assert peak.megabytes <= MEGABYTES
    assert seconds <= 3 * BUSY * SECONDS  # the good feeds wait for a place among two workers, at most


@pytest.mark.slow
async def test_every_bomb(pool):
    """Prints the table: make fuzz."""
    print(f"\n{'bomb':<42}{'bytes':>10}{'seconds':>9}{'MB':>6}  outcome")
    too_dear = []
    for name, make in BODIES.items():
        body = make()
        seconds, megabytes, outcome = await cost(pool, body)
        print(f"{name:<42}{len(body):>10,}{seconds:>9.2f}{megabytes:>6.0f}  {outcome}")
        if seconds > SECONDS or megabytes > MEGABYTES:
            too_dear.append(name)
    assert too_dear == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ANSWERS)
async def test_every_hostile_answer(pool, name):
    before = psutil.Process().memory_info().rss
    async with serving() as web, Fetcher([web.trusted], respect_robots=False) as fetcher:
        web.routes |= {"/bomb": ANSWERS[name](), "/good": conditional(GOOD, "text/xml")}
        began = time.monotonic()
        sources = [f"{web.root}/bomb", f"{web.root}/good"]
        store = MemoryCache(limit=10_000_000)
        read = await read_feeds(sources, fetcher=fetcher, pool=pool, store=store, now=NOW)
        seconds = time.monotonic() - began
    grown = (psutil.Process().memory_info().rss - before) / 1e6
    print(f"\n{name:<42}{seconds:>9.2f} s {grown:>5.0f} MB  {read.reports[0].code}")
    assert (read.reports[1].status, len(read.entries) >= 50) == ("new", True)
    assert seconds <= SECONDS
    assert grown <= MEGABYTES

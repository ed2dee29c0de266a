"""FEED-2: the corpora of feedparser's own source archive through our path, from a server to entries.

The archive stays out of the project. `SUMMARIZER_FEED_CORPORA` names it, as the package index has it:

    pip download --no-deps --no-binary :all: feedparser==6.0.14
"""

from __future__ import annotations

import asyncio
import io
import os
import tarfile
import time
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from summarizer.caches.base import MemoryCache
from summarizer.errors import ArticleUnreadable
from summarizer.sources.extract import fragment_text
from summarizer.sources.feeds import FeedPool, read_feeds
from summarizer.sources.fetch import Fetcher
from tests.web import answer, serving

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

GROUPS = ("wellformed", "illformed", "encoding", "entities")
NOW = datetime(2026, 11, 17, tzinfo=UTC)
# Well-formed feeds whose text we read otherwise: markup under a label of plain text is read as markup, what stands
# behind an unclosed frame is read, and "<!' " begins a comment for browsers too.
OTHERWISE = {
    "wellformed/atom/entry_summary_base64_2.xml", "wellformed/atom10/entry_content_base64_2.xml",
    "wellformed/atom10/entry_summary_base64_2.xml", "wellformed/rss/item_description_not_a_doctype.xml",
    "wellformed/sanitize/item_content_encoded_iframe.xml", "wellformed/sanitize/item_description_iframe.xml",
    "wellformed/sanitize/item_fullitem_iframe.xml",
}  # fmt: skip


@pytest.fixture(scope="module")
def corpora() -> dict[str, bytes]:
    """Every file of the four corpora: path -> bytes."""
    archive = Path(os.environ.get("SUMMARIZER_FEED_CORPORA", ""))
    if not archive.is_file():
        pytest.skip("the source archive of feedparser is not on this machine (SUMMARIZER_FEED_CORPORA)")
    with tarfile.open(archive) as opened:
        members = [member for member in opened.getmembers() if member.isfile()]
        paths = {member.name.partition("/tests/")[2]: member for member in members}
        return {
            path: opened.extractfile(member).read()
            for path, member in sorted(paths.items())
            if path.partition("/")[0] in GROUPS
        }


def plain(detail) -> str:
    value, kind = detail.get("value") or "", detail.get("type") or ""
    text = fragment_text(value) if "html" in kind else value
    return " ".join(text.split())


def texts_of(entry) -> tuple[str, str]:
    """The title and the longest text of an entry, as a reader of feedparser's own answer would see them."""
    details = [*(entry.get("content") or ()), entry.get("summary_detail") or {}]
    fullest = sorted(details, key=lambda detail: len(detail.get("value") or ""), reverse=True)
    return plain(entry.get("title_detail") or {}), next(filter(None, map(plain, fullest)), "")


async def test_no_file_raises_hangs_or_loses_an_item(corpora):
    """Each file by itself through the worker: counts of outcomes, and where the text differs from feedparser's."""
    outcomes: Counter[tuple[str, str]] = Counter()
    differing: list[str] = []
    slowest = 0.0
    async with FeedPool(1) as pool:
        for path, body in corpora.items():
            began = time.monotonic()
            try:
                found = await pool.parse(body, url="http://127.0.0.1:8097/feed")
            except ArticleUnreadable as error:
                outcomes[path.partition("/")[0], error.reason] += 1
                continue
            slowest = max(slowest, time.monotonic() - began)
            outcomes[path.partition("/")[0], found.kind] += 1
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # Unsanitised: what its own sanitiser leaves or takes is not what a browser shows.
                theirs = feedparser.parse(
                    io.BytesIO(body), response_headers={"content-type": "application/xml"}, sanitize_html=False
                )
            assert len(found.items) >= len(theirs.entries), path
            ours = [(item.title, " ".join(item.text.split())) for item in found.items]
            if [texts_of(entry) for entry in theirs.entries] != ours[: len(theirs.entries)]:
                differing.append(path)
    print(
        "\n",
        dict(outcomes),
        f"slowest {slowest:.2f} s; text differs from feedparser's in:",
        differing,
    )
    assert not [key for key in outcomes if key[1] not in ("feed", "not_a_feed")]
    assert outcomes["illformed", "not_a_feed"] == 1  # an empty document
    assert outcomes["wellformed", "feed"] == sum(path.startswith("wellformed/") for path in corpora)
    assert {path for path in differing if path.startswith("wellformed/")} <= OTHERWISE


async def test_all_of_them_in_one_run(corpora):
    async with serving() as web, Fetcher([web.trusted], respect_robots=False) as fetcher, FeedPool(2) as pool:
        chosen = list(corpora.items())[:1990]
        web.routes |= {f"/{n}": answer(body, content_type="application/xml") for n, (_, body) in enumerate(chosen)}
        sources = [f"{web.root}/{n}" for n in range(len(chosen))]
        store = MemoryCache(limit=500_000_000)
        async with asyncio.timeout(240):
            read = await read_feeds(sources, fetcher=fetcher, pool=pool, store=store, now=NOW)
    codes = Counter(report.code for report in read.reports)
    print("\n", dict(codes), len(read.entries), "entries")
    assert len(read.reports) == len(chosen)
    assert codes.keys() <= {None, "not_a_feed", "empty"}

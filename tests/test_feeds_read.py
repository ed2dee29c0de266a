"""A run over real servers on loopback: what changed is read, what did not is not sent, what fails is a report."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from summarizer.caches.base import MemoryCache, NoCache
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.feeds import FeedPool, article_input, fetch_full_texts, read_feeds
from summarizer.sources.feeds.read import MOST_SOURCES
from summarizer.sources.fetch import Fetcher, FetchLimits
from tests.feeds_day import FeedsDay, show
from tests.web import Web, answer, conditional, raw, redirect, serving

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 17, 18, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=2)
DAY = timedelta(days=1)
SENTENCE = "The ferry Halden ran aground off Ellery on Tuesday evening with 120 people on board."
XML = "application/rss+xml"
RIVAL = {"title": "Rival", "site": "https://rival.example/"}
LIMITS = FetchLimits(total_seconds=60, connect_seconds=60)


def item(guid="g1", title="Ferry aground", link="https://courier.example/a", date=EARLIER, text=SENTENCE, more=""):
    when = date if isinstance(date, str) else format_datetime(date) if date else ""
    return (
        f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>'
        + (f"<pubDate>{when}</pubDate>" if when else "")
        + f"<description>{text}</description>{more}</item>"
    )


def rss(*items, title="Ellery Courier", site="https://courier.example/"):
    return f'<rss version="2.0"><channel><title>{title}</title><link>{site}</link>{"".join(items)}</channel></rss>'


class Desk:
    """A run's parts: a server, a fetcher that may reach it, a pool, a store that outlives runs."""

    def __init__(self, web: Web, fetcher: Fetcher, pool: FeedPool) -> None:
        self.web, self.fetcher, self.pool = web, fetcher, pool
        self.store = MemoryCache(limit=100_000_000)
        self.steps: list[tuple[str, int, int]] = []
        self.told = asyncio.Event()

    async def read(self, *sources, now=NOW, **options):
        """Read `sources` (a path of the server, or as they are)."""
        named = [self.web.root + source if source in self.web.routes else source for source in sources]
        given = {"fetcher": self.fetcher, "pool": self.pool, "store": self.store, "now": now, **options}
        return await read_feeds(named, progress=self._tell, **given)

    def _tell(self, *step):
        self.steps.append(step)
        self.told.set()

    def asked(self, path: str) -> list[dict[str, str]]:
        return [request.headers for request in self.web.seen if request.target == path]


@pytest.fixture(scope="module")
async def pool():
    async with FeedPool(1) as opened:
        yield opened


@pytest.fixture
async def desk(pool):
    async with serving() as web, Fetcher([web.trusted], limits=LIMITS, respect_robots=False) as fetcher:
        yield Desk(web, fetcher, pool)


# Asking ----------------------------------------------------------------------------------------------


async def test_a_feed_that_did_not_change_is_not_sent_again_and_still_holds_its_items(desk):
    stamp = "Tue, 17 Nov 2026 12:00:00 GMT"
    desk.web.routes["/f"] = conditional(rss(item()), XML, stamp)
    first = await desk.read("/f")
    second = await desk.read("/f", now=NOW + DAY)
    assert [report.status for report in (*first.reports, *second.reports)] == ["new", "unchanged"]
    assert first.entries == second.entries
    assert len(first.entries) == 1
    assert "if-none-match" not in desk.asked("/f")[0]
    assert desk.asked("/f")[1]["if-modified-since"] == stamp
    assert desk.asked("/f")[1]["if-none-match"].startswith('"')


async def test_an_equal_body_without_validators_is_known_by_its_digest(desk):
    desk.web.routes["/f"] = answer(rss(item()), content_type=XML)
    await desk.read("/f")
    again = await desk.read("/f")
    desk.web.routes["/f"] = answer(rss(item(), item("g2", "Second", "https://courier.example/b")), content_type=XML)
    changed = await desk.read("/f")
    assert [read.reports[0].status for read in (again, changed)] == ["unchanged", "new"]
    assert (len(again.entries), len(changed.entries)) == (1, 2)


async def test_a_store_that_forgets_costs_a_transfer_and_nothing_else(desk):
    desk.web.routes["/f"] = conditional(rss(item()), XML)
    runs = [await desk.read("/f", store=NoCache()) for _ in range(2)]
    assert [run.reports[0].status for run in runs] == ["new", "new"]
    assert runs[0].entries == runs[1].entries


async def test_a_damaged_memory_is_none(desk):
    desk.web.routes["/f"] = conditional(rss(item()), XML)
    await desk.read("/f")
    (key,) = list(desk.store._entries)
    desk.store.set(key, b'{"url": 3', ttl=60)
    assert (await desk.read("/f")).reports[0].status == "new"


async def test_where_a_feed_moved_for_good_is_asked_from_then_on(desk):
    desk.web.routes |= {"/old": redirect("/new", "301 Moved Permanently"), "/new": conditional(rss(item()), XML)}
    first = await desk.read("/old")
    second = await desk.read("/old")
    assert first.reports[0].moved_to == f"{desk.web.root}/new"
    assert first.entries[0].feed == f"{desk.web.root}/old"
    assert (len(desk.asked("/old")), len(desk.asked("/new"))) == (1, 2)
    assert second.reports[0].status == "unchanged"
    del desk.web.routes["/new"]
    desk.web.routes["/old"] = conditional(rss(item(), item("g2", "Back", "https://courier.example/b")), XML)
    assert len((await desk.read("/old")).entries) == 2


async def test_a_passing_redirect_is_asked_each_time(desk):
    desk.web.routes |= {"/old": redirect("/new", "302 Found"), "/new": conditional(rss(item()), XML)}
    await desk.read("/old")
    second = await desk.read("/old")
    assert (len(desk.asked("/old")), second.reports[0].moved_to) == (2, None)
    assert "if-none-match" in desk.asked("/new")[1]
    assert second.reports[0].status == "unchanged"


async def test_what_one_address_said_is_not_asked_of_another(desk):
    desk.web.routes |= {
        "/old": redirect("/one"),
        "/one": conditional(rss(item()), XML),
        "/two": conditional(rss(), XML),
    }
    await desk.read("/old")
    desk.web.routes["/old"] = redirect("/two")
    assert (await desk.read("/old")).reports[0].status == "new"
    assert "if-none-match" not in desk.asked("/two")[0]


async def test_a_feed_that_is_gone_is_told_and_not_asked_again(desk):
    desk.web.routes["/f"] = answer(b"", status="410 Gone")
    reports = [(await desk.read("/f")).reports[0] for _ in range(2)]
    assert [(report.status, report.code) for report in reports] == [("gone", "gone")] * 2
    assert len(desk.asked("/f")) == 1


async def test_a_feed_that_fails_today_holds_what_it_held(desk):
    desk.web.routes["/f"] = conditional(rss(item()), XML)
    await desk.read("/f")
    desk.web.routes["/f"] = answer(b"", status="500 Internal Server Error")
    failed = await desk.read("/f", now=NOW + DAY)
    assert (failed.reports[0].status, failed.reports[0].code) == ("failed", "fetch_failed")
    assert failed.reports[0].entries == 1
    assert len(failed.entries) == 1


async def test_feeds_that_fail_are_reports_and_the_others_go_on(desk):
    desk.web.routes |= {
        "/good": conditional(rss(item()), XML),
        "/404": answer(b"", status="404 Not Found"),
        "/page": answer("<html><body><p>Hello.</p></body></html>"),
        "/pdf": answer(b"%PDF-1.7", content_type="application/pdf"),
        "/words": answer("plain words", content_type="text/plain"),
        "/closed": raw(b""),
        "/redirect": redirect("http://169.254.169.254/"),
        "/empty": answer(b"  ", content_type=XML),
    }
    async with ExtractionPool(1) as pages:
        read = await desk.read(
            *desk.web.routes, "http://10.0.0.1/f", "javascript:alert(1)", "no/such/file", pages=pages
        )
    codes = {report.feed.replace(desk.web.root, ""): report.code for report in read.reports}
    assert codes == {
        "/good": None, "/404": "not_found", "/page": "not_a_feed", "/pdf": "not_html", "/words": "not_a_feed",
        "/closed": "fetch_failed", "/redirect": "url_refused", "/empty": "empty", "http://10.0.0.1/f": "url_refused",
        "javascript:alert(1)": "no_such_file", "no/such/file": "no_such_file",
    }  # fmt: skip
    assert all(report.detail for report in read.reports if report.status == "failed")
    assert [entry.title for entry in read.entries] == ["Ferry aground"]
    assert desk.steps[-1] == ("feeds", 11, 11)


# Lists -----------------------------------------------------------------------------------------------


async def test_lists_files_and_sites_lead_to_their_feeds(desk, tmp_path):
    root = desk.web.root
    desk.web.routes |= {
        "/a": conditional(
            rss(item("a", link="https://a.example/1"), title="Alpha", site="https://alpha.example/"), XML
        ),
        "/b": conditional(rss(item("b", link="https://b.example/1"), title="Beta", site="https://beta.example/"), XML),
        "/site": answer('<html><head><link rel="alternate" type="application/rss+xml" href="/c"></head></html>'),
        "/c": conditional(
            rss(item("c", link="https://c.example/1"), title="Gamma", site="https://gamma.example/"), XML
        ),
        "/list.txt": answer(f"# more\n{root}/b\n{root}/site\n{root}/a\n/etc/passwd\n", content_type="text/plain"),
    }
    opml = tmp_path / "mine.opml"
    opml.write_text(
        f'<opml><body><outline text="World"><outline xmlUrl="{root}/a"/>'
        f'<outline text="More" xmlUrl="{root}/list.txt"/></outline></body></opml>'
    )
    read = await desk.read(str(opml), "/b")
    seen = [(report.feed.replace(root, ""), report.status, report.code) for report in read.reports]
    assert seen == [
        ("/a", "new", None),
        ("/site", "new", None),
        ("/etc/passwd", "failed", "url_refused"),
        ("/b", "new", None),
    ]
    assert {entry.outlet: entry.section for entry in read.entries} == {
        "Alpha": ("World",),
        "Gamma": ("World",),
        "Beta": (),
    }
    await desk.read(str(opml))
    assert len(desk.asked("/site")) == 1  # the feed that the site named is remembered


async def test_an_article_in_a_list_is_one_item(desk):
    paragraphs = "".join(f"<p>{SENTENCE.replace('120', str(n))}</p>" for n in range(100, 115))
    desk.web.routes["/article"] = answer(
        '<html lang="en"><head><title>Ferry aground | Ellery Courier</title><meta property="og:type" content="article">'
        '<link rel="alternate" type="application/rss+xml" href="/all">'
        '<meta property="og:site_name" content="Ellery Courier">'
        f"</head><body><article><h1>Ferry aground</h1>{paragraphs}</article></body></html>"
    )
    desk.web.routes["/list"] = answer(f"{desk.web.root}/article\n", content_type="text/plain")
    async with ExtractionPool(1) as pages:
        (entry,) = (await desk.read("/list", pages=pages)).entries
    assert (entry.title, entry.outlet, entry.extent) == ("Ferry aground", "Ellery Courier", "full")
    assert entry.first_seen == entry.when == NOW


async def test_lists_that_list_each_other_come_to_an_end(desk):
    root = desk.web.root
    for n in range(6):
        desk.web.routes[f"/l{n}"] = answer(f"{root}/l{(n + 1) % 6}\n{root}/l{n}\n", content_type="text/plain")
    read = await desk.read("/l0")
    assert [(report.status, report.code) for report in read.reports] == [("failed", "too_many")]


async def test_what_is_more_than_a_run_reads_is_told(desk):
    desk.web.routes["/list"] = answer("\n".join(f"http://10.0.0.1/{n}" for n in range(2100)), content_type="text/plain")
    codes = Counter(report.code for report in (await desk.read("/list")).reports)
    assert codes == {"url_refused": MOST_SOURCES - 1, "too_many": 101}


async def test_a_run_that_is_interrupted_loses_nothing(desk):
    asked = asyncio.Event()

    async def never(request, writer):
        asked.set()
        await asyncio.sleep(600)

    desk.web.routes |= {"/a": conditional(rss(item()), XML), "/b": never}
    reading = asyncio.create_task(desk.read("/a", "/b"))
    await asked.wait()
    await desk.told.wait()
    assert desk.steps == [("feeds", 1, 2)]
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    desk.web.routes["/b"] = conditional(rss(item("g2", "Second", "https://courier.example/b")), XML)
    read = await desk.read("/a", "/b")
    assert [report.status for report in read.reports] == ["unchanged", "new"]
    assert {entry.title for entry in read.entries} == {"Ferry aground", "Second"}


# Dates and copies ------------------------------------------------------------------------------------


async def test_no_date_loses_an_item_or_lies_in_the_future(desk):
    dates = {
        "none": None, "future": NOW + 40 * DAY, "next year 99999": "99999-01-01T00:00:00Z", "zero": "0000-00-00",
        "1970": "Thu, 01 Jan 1970 00:00:00 GMT", "words": "the day before yesterday", "past": NOW - 3 * DAY,
        "wrong zone": "Tue, 17 Nov 2026 23:30:00 GMT", "German": "Di, 17 Mär 2026 10:00:00 +0100",
    }  # fmt: skip
    items = [
        item(name, f"About {name}", f"https://courier.example/{n}", date)
        for n, (name, date) in enumerate(dates.items())
    ]
    desk.web.routes["/f"] = conditional(rss(*items), XML)
    first = {entry.guid: entry for entry in (await desk.read("/f")).entries}
    assert {name: entry.when for name, entry in first.items()} == {
        **dict.fromkeys(dates, NOW), "past": NOW - 3 * DAY, "German": datetime(2026, 3, 17, 9, tzinfo=UTC),
    }  # fmt: skip
    assert first["none"].published is None
    later = {entry.guid: entry for entry in (await desk.read("/f", now=NOW + DAY)).entries}
    assert {name: entry.when for name, entry in later.items()} == {name: entry.when for name, entry in first.items()}
    earlier = {entry.guid: entry for entry in (await desk.read("/f", now=NOW - timedelta(hours=1))).entries}
    assert earlier.keys() == first.keys()  # a clock that goes back loses nothing


async def test_an_item_dated_anew_each_day_keeps_its_first_date(desk):
    for day in range(3):
        desk.web.routes["/f"] = conditional(rss(item(date=NOW + day * DAY)), XML)
        (entry,) = (await desk.read("/f", now=NOW + day * DAY)).entries
        assert (entry.when, entry.first_seen) == (NOW, NOW)
    desk.web.routes["/f"] = conditional(rss(), XML)
    await desk.read("/f", now=NOW + 4 * DAY)
    desk.web.routes["/f"] = conditional(rss(item(date=None)), XML)
    (entry,) = (await desk.read("/f", now=NOW + 5 * DAY)).entries
    assert entry.first_seen == NOW  # and is not new when it comes back


async def test_an_item_keeps_its_name_when_its_title_or_address_changes(desk):
    desk.web.routes["/f"] = conditional(rss(item()), XML)
    (before,) = (await desk.read("/f")).entries
    desk.web.routes["/f"] = conditional(rss(item(title="Ferry freed", link="https://courier.example/freed")), XML)
    (after,) = (await desk.read("/f", now=NOW + DAY)).entries
    assert (before.id, before.when) == (after.id, after.when)
    assert after.title == "Ferry freed"


async def test_an_item_stands_once_however_often_its_outlet_gives_it(desk):
    other = "The harbour office said that divers had found no hole in the hull of the ship on Wednesday."
    desk.web.routes |= {
        "/news": conditional(rss(
            item("1", link="https://courier.example/a?utm_source=rss", more="<category>News</category>"),
            item("1", title="Ferry aground (again)", link="https://courier.example/a"),
            item("2", link="http://www.courier.example/a/#top"),
            item("3", title="Ferry aground off Ellery", link="https://courier.example/repost", date=NOW),
            item("4", title="Divers find no hole", link="https://courier.example/b", text=other),
        ), XML),
        "/region": conditional(rss(
            item("x", link="https://courier.example/a?fbclid=1", text=f"{SENTENCE} Nobody was hurt.",
                 more="<category>Region</category>"),
            title="Ellery Courier | Region",
        ), XML),
        "/rival": conditional(rss(item("1", link="https://rival.example/a"), **RIVAL), XML),
    }  # fmt: skip
    read = await desk.read("/news", "/region", "/rival")
    kept = {(entry.outlet, entry.title) for entry in read.entries}
    assert kept == {
        ("Ellery Courier", "Ferry aground"),
        ("Ellery Courier", "Divers find no hole"),
        ("Rival", "Ferry aground"),
    }
    ferry = next(entry for entry in read.entries if entry.title == "Ferry aground" and entry.outlet == "Ellery Courier")
    assert ferry.text.endswith("Nobody was hurt.")  # the fullest of the copies
    assert set(ferry.categories) == {"News", "Region"}
    backwards = await desk.read("/rival", "/region", "/news")
    assert backwards.entries == read.entries


async def test_nobody_replaces_the_text_of_another_sites_page(desk):
    """The longer text under an outlet's address does not win when another site's feed gives it."""
    false = f"{SENTENCE} The captain was drunk, and the company knew it."
    async with serving() as other, Fetcher([desk.web.trusted, "localhost"], respect_robots=False) as fetcher:
        page = f"{desk.web.root}/a"
        desk.web.routes["/own"] = conditional(rss(item(link=page)), XML)
        other.routes["/false"] = conditional(rss(item(link=page, text=false), **RIVAL), XML)
        named = other.root.replace("127.0.0.1", "localhost") + "/false"
        (entry,) = (await desk.read("/own", named, fetcher=fetcher)).entries
    assert (entry.text, entry.feed) == (SENTENCE, f"{desk.web.root}/own")


async def test_a_feed_of_many_sites_gives_each_its_own_outlet(desk):
    items = [item(str(n), f"Story {n}", f"https://site{n}.example/a", text=f"{SENTENCE} {n}") for n in range(4)]
    sourced = item(
        "s", "Sourced", "https://site9.example/a", more='<source url="https://x.example/f">Nordwire</source>'
    )
    desk.web.routes["/f"] = conditional(rss(*items, sourced, title="All the news", site="https://all.example/"), XML)
    entries = {entry.title: entry for entry in (await desk.read("/f")).entries}
    assert entries["Story 0"].outlet == "site0.example"
    assert article_input(entries["Sourced"]).outlet == "Nordwire"


async def test_an_article_of_a_request_is_made_of_any_entry(desk):
    odd = json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": "only"}, {"title": "T" * 9000}]})
    desk.web.routes["/f"] = answer(odd, content_type="application/feed+json")
    made = [article_input(entry) for entry in (await desk.read("/f")).entries]
    assert sorted(len(article.text) for article in made) == [4, 500]
    assert {article.published for article in made} == {NOW.isoformat()}


# Whole texts -----------------------------------------------------------------------------------------


async def test_blurbs_are_completed_from_their_pages_once(desk):
    root = desk.web.root
    paragraphs = "".join(f"<p>{SENTENCE.replace('120', str(n))}</p>" for n in range(100, 115))
    page = f"<html><body><article><h1>Ferry aground</h1>{paragraphs}</article></body></html>"
    whole = " ".join([SENTENCE] * 12)
    desk.web.routes |= {
        "/f": conditional(rss(
            item("1", "Ferry aground", f"{root}/a"), item("2", "Not there", f"{root}/b", text="Another blurb of it."),
            item("3", "All here", f"{root}/c", text=whole), item("4", "No page", "javascript:x", text="A third one."),
        ), XML),
        "/a": answer(page), "/c": answer(page),
    }  # fmt: skip
    entries = (await desk.read("/f")).entries
    async with ExtractionPool(1) as pages:
        parts = {"fetcher": desk.fetcher, "pool": pages, "store": desk.store}
        full = await fetch_full_texts(entries, progress=lambda *step: desk.steps.append(step), **parts)
        again = await fetch_full_texts(entries, **parts)
    by_title = {entry.title: entry for entry in full}
    assert [entry.id for entry in full] == [entry.id for entry in entries]
    assert {title: entry.extent for title, entry in by_title.items()} == {
        "Ferry aground": "full", "Not there": "blurb", "All here": "full", "No page": "blurb",
    }  # fmt: skip
    assert by_title["Ferry aground"].text.count("ran aground") == 15
    assert (by_title["All here"].text, by_title["No page"].url) == (whole, None)
    assert again == full
    assert [len(desk.asked(path)) for path in ("/a", "/b", "/c")] == [1, 1, 0]
    assert desk.steps[-1] == ("pages", 2, 2)


async def test_a_page_that_its_site_keeps_from_robots_is_not_fetched(desk):
    desk.web.routes |= {
        "/f": conditional(rss(item(link=f"{desk.web.root}/private/a")), XML),
        "/robots.txt": answer("User-agent: *\nDisallow: /private", content_type="text/plain"),
        "/private/a": answer(f"<html><body><article><p>{SENTENCE} And more.</p></article></body></html>"),
    }
    entries = (await desk.read("/f")).entries
    async with ExtractionPool(1) as pages, Fetcher([desk.web.trusted]) as polite:
        (entry,) = await fetch_full_texts(entries, fetcher=polite, pool=pages, store=desk.store)
    assert (entry.text, entry.extent, desk.asked("/private/a")) == (SENTENCE, "blurb", [])


# A day -----------------------------------------------------------------------------------------------


async def test_a_day_of_thirty_feeds_and_two_thousand_items(desk):
    """First run, second run: every feed asked once more, none sent, nothing new."""
    day = FeedsDay()
    show(desk.web, day)
    first = await desk.read("/feeds.opml", now=day.now)
    requests = len(desk.web.seen)
    second = await desk.read("/feeds.opml", now=day.now)
    assert (requests, len(desk.web.seen)) == (31, 62)
    assert all("if-none-match" in request.headers for request in desk.web.seen[31:])
    assert {report.status for report in first.reports} == {"new"}
    assert {report.status for report in second.reports} == {"unchanged"}
    assert first.entries == second.entries
    kept = {entry.url.removeprefix(desk.web.root).partition("?")[0] for entry in first.entries}
    left_out = [told for told in day.told if told.path not in kept]
    assert len(day.told) == 2000
    # The two feeds of the one outlet that has two, where both print the same agency copy.
    assert {told.outlet.name for told in left_out} <= {"Ellery Courier"}
    assert len(left_out) < 20
    assert {entry.outlet for entry in first.entries} == {outlet.name for outlet in day.outlets}


async def test_on_the_next_day_what_is_new_is_new_and_nothing_else(desk):
    today, tomorrow = (FeedsDay(day=day, feeds=12, items=240) for day in (0, 1))
    show(desk.web, today)
    known = {entry.id for entry in (await desk.read("/feeds.opml", now=today.now)).entries}
    show(desk.web, tomorrow)
    entries = (await desk.read("/feeds.opml", now=tomorrow.now)).entries
    fresh = {(entry.outlet, entry.title) for entry in entries if entry.id not in known}
    assert fresh == {(told.outlet.name, told.title) for told in tomorrow.told if told.path.endswith("-1")}
    assert all(entry.when <= tomorrow.now for entry in entries)

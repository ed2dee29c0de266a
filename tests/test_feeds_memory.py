"""What is remembered of a feed's items, over any sequence of runs; and whose copy an item is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.caches.base import MemoryCache
from summarizer.publishers import independence
from summarizer.sources.feeds import FeedEntry, article_input
from summarizer.sources.feeds.parsed import Item, Parsed
from summarizer.sources.feeds.state import FeedState, entries_of, load_state, remember, save_state
from summarizer.sources.load import plain_article

START = datetime(2026, 11, 17, tzinfo=UTC)
hours = st.integers(-2000, 2000).map(lambda n: START + timedelta(hours=n))
items = st.lists(
    st.builds(Item, guid=st.sampled_from("abcde"), title=st.text(max_size=5), published=st.none() | hours),
    max_size=6,
    unique_by=lambda item: item.guid,
)
runs = st.lists(st.tuples(st.integers(-3, 100), items), min_size=1, max_size=8)


@settings(max_examples=150)
@given(runs)
def test_over_any_runs_no_item_is_lost_renamed_or_made_newer(planned):
    """Each run is so many hours after the one before it: three back, where the clock was set."""
    known, now = {}, START
    seen: dict[str, FeedEntry] = {}
    for step, given_items in planned:
        now += timedelta(hours=step)
        known = remember(known, tuple(given_items), "https://a.example/f", now)
        state = FeedState(parsed=Parsed(kind="feed", items=tuple(given_items)), known=known)
        entries = {entry.guid: entry for entry in entries_of(state, "https://a.example/f", ())}
        assert entries.keys() == {item.guid for item in given_items}
        for guid, entry in entries.items():
            before = seen.get(guid, entry)
            assert entry.id == before.id
            assert entry.first_seen <= before.first_seen
            assert entry.when <= max(before.when, entry.first_seen)
            assert entry.when <= now or entry.when <= before.when
        seen |= entries


@given(items)
def test_what_is_stored_comes_back(given_items):
    store = MemoryCache(limit=1_000_000)
    known = remember({}, tuple(given_items), "f", START)
    state = FeedState(url="u", etag='W/"é"', parsed=Parsed(kind="feed", items=tuple(given_items)), known=known)
    save_state(store, "f", state)
    assert load_state(store, "f") == state
    assert load_state(store, "another") == FeedState()


def entry(n: int, **more) -> FeedEntry:
    text = f"The ferry ran aground on Tuesday, {n} people said. " + "Nobody was hurt in the accident. " * n
    given_fields = {
        "id": f"i{n}", "guid": f"g{n}", "url": None, "title": "Ferry", "text": text, "extent": "blurb",
        "published": None, "first_seen": START, "feed": f"https://o{n}.example/f", "outlet": f"Outlet {n}",
    }  # fmt: skip
    return FeedEntry.model_validate({**given_fields, **more})


def test_agency_copy_and_items_of_one_source_count_once():
    entries = [
        entry(1, author="Reuters"),
        entry(2, author="Reuters"),
        entry(3, origin="Nordwire"),
        entry(4, origin="Nordwire"),
    ]
    articles = [plain_article(f"a{n}", article_input(one)) for n, one in enumerate(entries, 1)]
    counted = independence(articles).publishers
    assert counted["a1"] == counted["a2"]
    assert counted["a3"] == counted["a4"]
    assert len(set(counted.values())) == 2

"""One name for one outlet, however its feeds are called; each item once within an outlet, copies elsewhere stay."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.sources.feeds.copies import without_copies
from summarizer.sources.feeds.entries import FeedEntry
from summarizer.sources.feeds.outlets import Origin, outlet_names

NOW = datetime(2026, 11, 17, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("titles", "host", "name"),
    [
        (["Ellery Courier"], "www.ellerycourier.example", "Ellery Courier"),
        (["Ellery Courier - World news"], "ellerycourier.example", "Ellery Courier"),
        (["Sport | The Ellery Courier"], "ellerycourier.example", "The Ellery Courier"),
        (["Ellery Courier: new", "Courier » Region", "A - Ellery Courier"], "ellerycourier.example", "Ellery Courier"),
        (["Courier World", "Courier Politics"], "courier.example", "Courier"),
        (["NDP > World", "NDP > Arts"], "norlanddailypost.example", "NDP"),
        (["朝日の声 | 国際", "朝日の声 | 社会"], "asahinokoe.example", "朝日の声"),
        (["World", "Arts"], "post.example", "post.example"),
        ([None], "post.example", "post.example"),
        (["Post"], None, "Post"),
    ],
)  # fmt: skip
def test_what_an_outlet_is_called(titles, host, name):
    feeds = {f"https://feeds.example/{n}": Origin(title, host) for n, title in enumerate(titles)}
    assert set(outlet_names(feeds).values()) == {name}


def test_feeds_of_different_sites_keep_different_names():
    feeds = {
        "a": Origin("Courier", "courier.example"),
        "b": Origin("Courier", "m.rival.example"),
        "c": Origin("Post", None),
    }
    assert len(set(outlet_names(feeds).values())) == 3 - 1  # two sites may have one name; that is theirs to settle


def entry(n: int, title: str, text: str = "", **more) -> FeedEntry:
    given = {
        "id": f"id{n}", "guid": f"g{n}", "url": f"https://courier.example/{n}", "title": title, "text": text,
        "extent": "blurb", "published": NOW, "first_seen": NOW, "feed": "https://courier.example/f",
        "outlet": "Courier",
    }  # fmt: skip
    return FeedEntry.model_validate({**given, **more})


FERRY = "The ferry Halden ran aground off Ellery on Tuesday evening with 120 people on board, the coastguard said."


@pytest.mark.parametrize(
    ("other", "copies"),
    [
        (entry(2, "Ferry aground off Ellery", FERRY), True),
        (entry(2, "Ferry runs aground off Ellery", FERRY.replace("Tuesday evening", "Tuesday night")), False),
        (entry(2, "Ferry runs aground off Ellery", f"{FERRY} It was dark."), True),
        (entry(2, "Captain questioned", FERRY), False),  # the same lead under another headline
        (entry(2, "Ferry aground off Ellery", "Divers found no hole in the hull, the harbour office said."), False),
        (entry(2, "Ferry aground off Ellery", FERRY, published=NOW - timedelta(days=3)), False),
        (entry(2, "Ferry aground off Ellery", FERRY, outlet="Rival"), False),
        (entry(2, "Ferry aground off Ellery", FERRY, url="http://m.courier.example/1?utm_medium=rss#x"), True),
        (entry(2, "Other", "Other.", guid="g1"), True),
        (entry(2, "Other", "Other.", guid="g1", feed="https://courier.example/other"), False),
    ],
)  # fmt: skip
def test_which_items_are_copies(other, copies):
    kept = without_copies([entry(1, "Ferry aground off Ellery", FERRY), other])
    assert len(kept) == (1 if copies else 2)


def test_an_outlets_furniture_makes_no_copies():
    items = [
        entry(n, f"Story of place {n}", "Read all about it in the Courier, the paper of the coast.") for n in range(80)
    ]
    assert len(without_copies(items)) == 80


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 3)), max_size=25), st.integers())
def test_the_order_of_feeds_and_items_makes_no_difference(rows, seed):
    entries = [
        entry(a, f"Title {b}", f"{FERRY} {c}", guid=f"g{b}", outlet=f"O{c}", feed=f"https://o{c}.example/f")
        for a, b, c in rows
    ]
    shuffled = random.Random(seed).sample(entries, len(entries))
    kept, again = without_copies(entries), without_copies(shuffled)
    assert kept == again
    assert without_copies(kept) == kept
    assert [one.when for one in kept] == sorted((one.when for one in kept), reverse=True)

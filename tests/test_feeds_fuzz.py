"""Feeds with bytes changed, cut and doubled, feeds spliced of each other: refused or read, never a fault."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from summarizer.errors import ArticleUnreadable
from summarizer.sources.feeds.parse import parse
from summarizer.sources.opml import read_opml
from tests.feeds_day import FeedsDay, atom, json_feed, opml, page, rss

RUNS = 20_000
LONGEST = 12_000  # bytes of a feed to start from
PIECES = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&amp;", b"&#0;", b"&#x110000;", b"&nope;", b"<item>", b"</item>", b"<?xml",
    b"<!DOCTYPE x [", b"]>", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<a href='", b"xmlns:x=''", b"</", b"\\ud800",
    b"NaN", b"1e999", b"[[[[", b'"published":', b"<guid>", b"<link/>", b"<source url='", b"<pubDate>99999", b"\r",
    b"<style>*{",
)  # fmt: skip


def seeds() -> list[bytes]:
    day = FeedsDay(feeds=6, items=60)
    made = [write(day.outlets[0], day.shown["o0"][:6], "http://a.example")[0] for write in (rss, atom, json_feed)]
    made += [opml(day.outlets, "http://a.example"), page(day.told[0]), "http://a.example/f\nhttp://b.example/f\n"]
    return [text.encode()[:LONGEST] for text in made]


def mutated(rng: random.Random, bodies: list[bytes]) -> bytes:
    body = bytearray(rng.choice(bodies))
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(body) + 1)
        to = min(len(body), at + rng.randint(0, 40))
        other = rng.choice(bodies)
        start = rng.randrange(len(other))
        choices = (
            rng.choice(PIECES), rng.randbytes(rng.randint(0, 4)), b"", bytes(body[at:to]) * 2,
            other[start : start + rng.randint(0, 300)],
        )  # fmt: skip
        body[at:to] = rng.choice(choices)
    return bytes(body)


@pytest.mark.slow
def test_no_feed_that_was_damaged_is_a_fault():
    rng, bodies = random.Random(1), seeds()
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for _ in range(RUNS):
        body = mutated(rng, bodies)
        began = time.perf_counter()
        try:
            found = parse(body, url="http://a.example/f", charset=rng.choice((None, "utf-8", "utf-7", "latin-1", "x")))
        except ArticleUnreadable as error:
            outcomes[error.reason] += 1
        else:
            outcomes[found.kind] += 1
            found.model_dump_json()
            assert all(item.url is None or item.url.startswith("http") for item in found.items)
        try:
            read_opml(body)
        except ArticleUnreadable as error:
            outcomes[f"opml {error.reason}"] += 1
        slowest = max(slowest, time.perf_counter() - began)
    print(f"\n{RUNS:,} damaged feeds: {dict(outcomes)}, slowest {slowest:.2f} s")
    assert outcomes["feed"] > RUNS / 4
    assert slowest < 2

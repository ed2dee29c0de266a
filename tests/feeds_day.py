"""Days of feeds from an invented world: many outlets tell the same events in words of their own.

`FeedsDay(seed, day)` is deterministic. It knows which event each article tells, serves feeds (RSS, Atom, JSON Feed,
whole texts or blurbs), an OPML file and the articles' pages, and goes on from day to day: some of yesterday's items
are still in the feeds, some of yesterday's events have news. Twenty kinds of events have facts of their kind, and
each event nouns and names of its own, so that its story can be told apart. By hand:

    python -m tests.feeds_day --day 0 --port 8099
"""

from __future__ import annotations

import argparse
import asyncio
import email.utils
import hashlib
import html
import json
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from tests.web import Behaviour, Web, conditional, serving

START = datetime(2026, 11, 16, tzinfo=UTC)  # a Monday: day 0
RUN_AT = timedelta(hours=18)
_OLD = 1 / 3  # share of yesterday's items in a feed of today
_AGENCY = "Nordwire"
_TRACKED = "?utm_source=rss"

_OUTLETS = """Ellery Courier|Morva Daily Post|The Harbour Gazette|Tesk Evening News|Northern Ledger|Velda Tribune
Carrow Observer|The Lunna Times|Orrin Herald|Hask Morning Star|Ilsen Chronicle|Brenta Review|Ardle Free Press
The Inland Record|Coastline Weekly|Quarry Hill Journal|The Plain Dealer of Tarn|Sund Telegraph|Fell and Dale News
Marsh Reporter|The Upland Mail|Granary Street Bulletin|Kettle Bay Sentinel|Low Country Advertiser|Beacon of Asker
The Ninefold Argus|Station Road Mercury|Rook Valley Examiner|The Island Standard|Copper Town Voice"""
_PLACES = """Ellery Halden Torvik Merrow Asker Brindle Castow Dunmere Eastry Fenwick Garrow Hollin Ister Jarlow Kelby
Lorne Marrick Nethy Ostrow Pendry Quenby Ranmore Selwick Tarn Ulver Varley Westow Yarrow Zennor Aldby Birkdale Corby
Drayle Elmsey Farrow Glenby Hadley Inverick Jorvin Kirkel Lindow Morvane Norrick Oxley Penrose Rastow Skelby Thornow"""
_AREAS = "Norland Vesteria Ostmark Caldera Brevia Sundria Halvia Merovia Tavastia Gretland Lowmark Eskeria"
_FIRST = """Anna Boris Clara David Elin Frank Greta Hugo Ines Jonas Karin Lars Mira Nils Olga Pavel Rosa Sven Tilda Ugo
Vera Walter Yara Zoran Alma Bruno Celia Dario Edda Felix"""
_LAST = """Adler Brandt Castor Dorn Ekman Falk Grau Holm Iversen Jansson Keller Lind Moreau Novak Ostrov Petrov Quist
Rask Soren Tamm Ulrich Varga Winter Yilmaz Zeller Abel Berg Crane Dahl Engel Frost Gruber Hesse Jahn Kovac Lorenz"""
_ORGS = """Arvo Belmont Cordis Delta Elmar Fjord Gamma Helios Ister Juno Kappa Lumen Meridian Nova Orbis Pallas Quorum
Rhombus Stella Tango Umbra Vector Wexel Zephyr"""
_SHIPS = "Aurora Borealis Calypso Daphne Elvira Fortuna Galatea Halcyon Iris Josefine Kestrel Larissa Minerva Nausicaa"
_DISEASES = "asthma|migraine|heart attacks|short sight|diabetes|depression|hearing loss|back pain|dementia|insomnia"
_MONTHS = "January February March April May June July August September October".split()
_SECTIONS = ("News", "Region", "Business")


@dataclass(frozen=True)
class Kind:
    """One kind of event: what it can happen to, titles, facts, and what comes out a day later."""

    name: str
    things: tuple[str, ...]
    titles: tuple[str, ...]
    facts: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    id: str
    kind: Kind
    born: int
    slots: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class Outlet:
    slug: str
    name: str
    title: str
    style: str  # of its feed: rss, atom, json
    whole: bool  # gives whole texts
    section: str

    @property
    def host(self) -> str:
        return re.sub(r"\W", "", self.name.lower()) + ".example"


@dataclass(frozen=True)
class Told:
    """An article: one outlet's words on one event."""

    outlet: Outlet
    event: str
    path: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    is_update: bool


class World(NamedTuple):
    """What `feeds_day.txt` holds."""

    kinds: tuple[Kind, ...]
    background: tuple[str, ...]
    details: tuple[str, ...]
    nouns: tuple[str, ...]


@cache
def world() -> World:
    """The kinds of events, and the sentences and nouns that stand around them."""
    found: list[Kind] = []
    background: list[str] = []
    details: list[str] = []
    nouns: list[str] = []
    for block in Path(__file__).with_suffix(".txt").read_text("utf-8").split("\n\n"):
        lines = block.strip().split("\n")
        background += [line[2:] for line in lines if line.startswith("~")]
        details += [line[2:] for line in lines if line.startswith("^")]
        nouns += [noun for line in lines if line.startswith("# ^ Nouns: ") for noun in line[11:].split()]
        head = re.fullmatch(r"# (\w+): (.+)", next((line for line in lines if re.match(r"# \w+: .*\|", line)), ""))
        if head is None:
            continue
        rest = [line for line in lines if line[0] not in "#~^"]
        titles = tuple(line[2:] for line in rest if line[0] == "=")
        later = tuple(line[2:] for line in rest if line[0] == "+")
        facts = tuple(line for line in rest if line[0] not in "=+")
        found.append(Kind(head[1], tuple(head[2].split(" | ")), titles, facts, later))
    return World(tuple(found), tuple(background), tuple(details), tuple(nouns))


@cache
def outlets(count: int) -> tuple[Outlet, ...]:
    """`count` feeds; the last one is the second feed of the first outlet."""
    names = [name.strip() for line in _OUTLETS.split("\n") for name in line.split("|")][: count - 1]
    styles, suffixes = ("rss", "rss", "atom", "rss", "json"), ("", " - News", " | Latest", "", ": top stories")
    made = [
        Outlet(f"o{n}", name, name + suffixes[n % 5], styles[n % 5], n % 3 == 0, _SECTIONS[n % 3])
        for n, name in enumerate(names)
    ]
    return (*made, Outlet(f"o{count - 1}", names[0], f"{names[0]} | Region", "rss", False, "Region"))


def _written(template: str, slots: dict[str, str], rng: random.Random) -> str:
    chosen = re.sub(r"\[([^\[\]]*)\]", lambda match: rng.choice(match[1].split("|")), template)
    text = chosen.format_map(slots)
    return text[:1].upper() + text[1:]


def _slots(rng: random.Random, kind: Kind, day: int) -> dict[str, str]:
    people = [f"{rng.choice(_FIRST.split())} {rng.choice(_LAST.split())}" for _ in range(3)]
    town, place = rng.sample(_PLACES.split(), 2)
    rival, org = (f"{name} {rng.choice(('Group', 'Works', 'Holding'))}" for name in rng.sample(_ORGS.split(), 2))
    small, born = rng.randint(2, 9), START + timedelta(days=day)
    numbers = {
        "n": rng.randint(11, 60), "m": rng.randint(61, 900), "k": f"{rng.randint(1, 60)},{rng.randint(1, 9)}00",
        "small": small, "less": small - 1, "hours": rng.randint(2, 9), "months": rng.randint(3, 30),
        "years": rng.randint(2, 15), "percent": f"{rng.randint(5, 60)}.{rng.randint(1, 9)}", "feet": rng.randint(2, 9),
        "share": rng.randint(41, 79), "sum": rng.randint(2, 400), "speed": rng.randint(90, 210),
        "past": rng.randint(1880, 2019), "past2": rng.randint(1950, 2024), "year": rng.randint(2027, 2035),
        "k2": f"{rng.randint(2, 90)},000", "m2": rng.randint(9, 99),
        "clock": f"{rng.randint(1, 11)}:{rng.randint(10, 59)} a.m.",
    }  # fmt: skip
    words = {
        "what": rng.choice(kind.things), "place": place, "town": town, "area": rng.choice(_AREAS.split()),
        "person": people[0], "surname": people[0].split()[1], "officer": people[1], "successor": people[2],
        "org": org, "rival": rival, "ship": rng.choice(_SHIPS.split()), "disease": rng.choice(_DISEASES.split("|")),
        "monthname": rng.choice(_MONTHS), "day": f"{born:%A}", "next": f"{born + timedelta(days=1):%A}",
    }  # fmt: skip
    nouns = {f"d{n}": noun for n, noun in enumerate(rng.sample(world().nouns, 20))}
    return {**words, **nouns, **{name: str(value) for name, value in numbers.items()}}


@dataclass(frozen=True)
class FeedsDay:
    """The feeds as they stand on the evening of `day`."""

    seed: int = 1
    day: int = 0
    feeds: int = 30
    items: int = 2000

    @property
    def now(self) -> datetime:
        """The evening of the day, when a digest runs."""
        return START + timedelta(days=self.day) + RUN_AT

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        return outlets(self.feeds)

    @cached_property
    def shown(self) -> dict[str, list[Told]]:
        """What each feed holds, newest first: outlet's slug -> articles."""
        today = _articles(self.seed, self.day, self.feeds, self.items)
        before = _articles(self.seed, self.day - 1, self.feeds, self.items) if self.day else {}
        found = {}
        for outlet in self.outlets:
            new, old = today[outlet.slug], before.get(outlet.slug, [])
            kept = old[: round(self.items / self.feeds * _OLD)]
            found[outlet.slug] = [*new[: round(self.items / self.feeds) - len(kept)], *kept] if before else new
        return found

    @cached_property
    def told(self) -> list[Told]:
        """Every article in the feeds."""
        return [article for articles in self.shown.values() for article in articles]

    def routes(self, root: str) -> dict[str, Behaviour]:
        """What a `tests.web.Web` at `root` answers, with validators for conditional requests."""
        stamp = email.utils.format_datetime(self.now, usegmt=True)
        made = {"/feeds.opml": conditional(opml(self.outlets, root), "text/x-opml", stamp)}
        for outlet in self.outlets:
            body, kind = _WRITERS[outlet.style](outlet, self.shown[outlet.slug], root)
            made[f"/{outlet.slug}/feed"] = conditional(body, kind, stamp)
        for article in self.told:
            shown = conditional(page(article), "text/html; charset=utf-8", stamp)
            made |= {article.path: shown, article.path + _TRACKED: shown}
        return made


@cache
def _events(seed: int, day: int, items: int, feeds: int) -> tuple[tuple[Event, int], ...]:
    """The events of a day, each with the number of outlets that tell it: a few are told by most, most by a few."""
    rng = random.Random(f"{seed}/{day}/events")
    made: list[tuple[Event, int]] = []
    left, rank = items, 0
    while left > 0:
        kind = rng.choice(world().kinds)
        size = min(left, feeds - 1, max(rng.choice((1, 1, 2, 3, 5, 6)), round(feeds * 0.9 / (1 + rank) ** 0.42)))
        made.append((Event(f"d{day}e{rank}", kind, day, _slots(rng, kind, day)), size))
        left, rank = left - size, rank + 1
    return tuple(made)


@cache
def _articles(seed: int, day: int, feeds: int, items: int) -> dict[str, list[Told]]:
    """What every outlet writes on `day`, newest first; about a seventh are news of the day before's events."""
    rng = random.Random(f"{seed}/{day}/articles")
    found: dict[str, list[Told]] = {outlet.slug: [] for outlet in outlets(feeds)}
    later = _events(seed, day - 1, items, feeds)[:60] if day else ()
    plans = [(event, max(1, size // 3), True) for event, size in later]
    plans += [(event, size, False) for event, size in _events(seed, day, items, feeds)]
    room = -(-items // feeds) + 3  # so that the last events find outlets too
    for event, size, is_update in plans:
        free = [outlet for outlet in outlets(feeds) if len(found[outlet.slug]) < room]
        for outlet in rng.sample(free, min(size, len(free))):
            found[outlet.slug].append(_tell(outlet, event, seed, day, is_update))
    return {slug: sorted(told, key=lambda one: one.published, reverse=True) for slug, told in found.items()}


def _tell(outlet: Outlet, event: Event, seed: int, day: int, is_update: bool) -> Told:
    own = random.Random(f"{seed}/{day}/{outlet.slug}/{event.id}")
    reprint = own.random() < 0.12
    rng = random.Random(f"{seed}/{day}/agency/{event.id}") if reprint else own
    slots = dict(event.slots)
    if own.random() < 0.12 and not reprint:
        slots["n"] = str(int(slots["n"]) + own.randint(1, 4))
    lead, *rest = event.kind.later * is_update + event.kind.facts
    told = random.Random(event.id).sample(world().details, 7)  # the same for all outlets
    facts = [*told[:2], *sorted(rng.sample(rest, min(len(rest), rng.randint(2, 3))), key=rest.index)]
    around = [*rng.sample(told[2:], rng.randint(4, 5)), *rng.sample(world().background, 1)]
    body = [_written(line, slots, rng) for line in (lead, *facts, *around)]
    if reprint:
        body[0] = f"{slots['place'].upper()} ({_AGENCY}) - {body[0]}"
    titles = event.kind.later if is_update else event.kind.titles
    minute = timedelta(hours=5, minutes=own.randint(0, 770))
    return Told(
        outlet, event.id, f"/{outlet.slug}/{event.id}-{day}", _written(rng.choice(titles), slots, rng).rstrip("."),
        tuple(" ".join(body[at : at + 2]) for at in range(0, len(body), 2)),
        START + timedelta(days=day) + minute, is_update,
    )  # fmt: skip


def page(article: Told) -> str:
    """The article's page."""
    paragraphs = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in article.paragraphs)
    title, name = html.escape(article.title), html.escape(article.outlet.name)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | {name}</title>'
        f'<meta property="og:site_name" content="{name}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{article.published.isoformat()}"></head>'
        f"<body><header><nav><a href='/'>{name}</a></nav></header><article><h1>{title}</h1>{paragraphs}</article>"
        f"<footer>All rights reserved.</footer></body></html>"
    )


def _body(article: Told) -> str:
    """What the feed gives of the text, as markup: all of it, or how it begins."""
    if article.outlet.whole:
        return "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in article.paragraphs)
    return f"<p>{html.escape(' '.join(' '.join(article.paragraphs).split()[:55]))} […]</p>"


def rss(outlet: Outlet, articles: list[Told], root: str) -> tuple[str, str]:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{root}{one.path}{_TRACKED}</link>"
        f'<guid isPermaLink="false">{outlet.host}{one.path}</guid><category>{outlet.section}</category>'
        f"<pubDate>{email.utils.format_datetime(one.published)}</pubDate>"
        f"<description>{escape(_body(one))}</description></item>"
        for one in articles
    )
    head = f"<title>{escape(outlet.title)}</title><link>https://{outlet.host}/</link><language>en-gb</language>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>',
        "application/rss+xml",
    )


def atom(outlet: Outlet, articles: list[Told], root: str) -> tuple[str, str]:
    entries = "".join(
        f"<entry><title>{escape(one.title)}</title><link href={quoteattr(root + one.path)}/>"
        f"<id>tag:{outlet.host},2026:{one.path}</id><updated>{one.published.isoformat()}</updated>"
        f'<summary type="html">{escape(_body(one))}</summary></entry>'
        for one in articles
    )
    head = (
        f"<title>{escape(outlet.title)}</title><link href='https://{outlet.host}/'/><id>tag:{outlet.host},2026:/</id>"
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{head}{entries}</feed>',
        "application/atom+xml",
    )


def json_feed(outlet: Outlet, articles: list[Told], root: str) -> tuple[str, str]:
    items = [
        {
            "id": f"{outlet.host}{one.path}",
            "url": root + one.path,
            "title": one.title,
            "content_html": _body(one),
            "date_published": one.published.isoformat(),
        }
        for one in articles
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.title}
    return json.dumps({**head, "home_page_url": f"https://{outlet.host}/", "items": items}), "application/feed+json"


_WRITERS = {"rss": rss, "atom": atom, "json": json_feed}


def opml(listed: tuple[Outlet, ...], root: str) -> str:
    """The list of the feeds, in folders."""
    folders = "".join(
        f"<outline text={quoteattr(section)}>"
        + "".join(
            f'<outline type="rss" text={quoteattr(o.title)} xmlUrl="{root}/{o.slug}/feed"/>'
            for o in listed
            if o.section == section
        )
        + "</outline>"
        for section in _SECTIONS
    )
    return f'<?xml version="1.0"?><opml version="2.0"><head><title>A day</title></head><body>{folders}</body></opml>'


def digest(day: FeedsDay) -> str:
    """A fingerprint of all that `day` says, to show that it is the same everywhere."""
    return hashlib.sha256("\n".join(page(one) for one in day.told).encode()).hexdigest()[:12]


async def _serve(day: FeedsDay, port: int) -> None:
    async with serving(port=port) as web:
        show(web, day)
        print(f"{web.root}/feeds.opml  (SUMMARIZER_TRUSTED_HOSTS={web.trusted})", flush=True)
        await asyncio.Event().wait()


def show(web: Web, day: FeedsDay) -> None:
    """Let `web` serve `day` from now on; pages of the days before stay."""
    web.routes.update(day.routes(web.root))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("seed", 1), ("day", 0), ("feeds", 30), ("items", 2000), ("port", 8099)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    asyncio.run(_serve(FeedsDay(given.seed, given.day, given.feeds, given.items), given.port))


if __name__ == "__main__":
    main()

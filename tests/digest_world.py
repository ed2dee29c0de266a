"""A small invented world for digests: three towns, six outlets, feeds as files. Every name in it is made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))


@dataclass(frozen=True)
class Item:
    """One item of an outlet's feed. `hours` is how long before `at` it came out."""

    outlet: str
    title: str
    text: str
    hours: float = 3.0
    at: datetime = MONDAY

    @property
    def guid(self) -> str:
        return f"urn:{self.outlet}:{abs(hash_of(self.title))}"

    @property
    def url(self) -> str:
        return f"https://{self.outlet.lower().replace(' ', '-')}.example/{abs(hash_of(self.title))}"


def hash_of(text: str) -> int:
    """A number that stays the same from run to run."""
    return sum(ord(char) * 31**n for n, char in enumerate(text)) % 10**9


def write_feeds(folder: Path, items: Iterable[Item]) -> tuple[str, ...]:
    """Write a feed per outlet, whole texts in it, and return their names."""
    by_outlet: dict[str, list[Item]] = {}
    for item in items:
        by_outlet.setdefault(item.outlet, []).append(item)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for outlet, own in by_outlet.items():
        path = folder / f"{outlet.lower().replace(' ', '-')}.xml"
        path.write_text(rss(outlet, own), encoding="utf-8")
        paths.append(str(path))
    return tuple(paths)


def rss(outlet: str, items: Iterable[Item]) -> str:
    """Return the feed of one outlet, full texts in it."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{escape(i.guid)}</guid><title>{escape(i.title)}</title>"
        f"<link>{escape(i.url)}</link>"
        f"<pubDate>{format_datetime(i.at - timedelta(hours=i.hours))}</pubDate>"
        f"<content:encoded>{escape(html(i.text))}</content:encoded></item>"
        for i in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(outlet)}</title><link>https://{outlet.lower().replace(' ', '-')}.example/</link>"
        f"<language>en</language>{entries}</channel></rss>"
    )


def html(text: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))


FERRY = (
    Item(
        "Harbor Post",
        "Ferry runs aground off Port Ellery, 212 brought ashore",
        "All 212 people aboard the ferry Saltmarsh Queen were brought ashore after the vessel ran aground on Gannet "
        "Shoal outside Port Ellery on Sunday night. The ferry struck the shoal at 6:40 p.m. in thick fog on its way "
        "from Tamsin Island, the coast guard said.\n\nFourteen passengers were treated for minor injuries at St "
        "Brannoc's Hospital. The Maritime Safety Board has opened an investigation.\n\nThe harbour master, Ilse "
        "Marrow, said the channel would stay closed until the ferry had been towed away.",
        hours=9,
    ),
    Item(
        "Ellery Courier",
        "All 212 safe after ferry strikes shoal near Port Ellery",
        "A ferry with 212 people aboard ran aground on Gannet Shoal outside Port Ellery in thick fog on Sunday night, "
        "and everyone was brought ashore.\n\nThe Maritime Safety Board opened an investigation into the grounding of "
        "the Saltmarsh Queen. Lifeboats took passengers to the harbour within two hours, the coast guard said. "
        "Fourteen passengers had minor injuries.",
        hours=8,
    ),
    Item(
        "Northcoast Radio",
        "Passengers rescued as Saltmarsh Queen grounds in fog",
        "Rescuers brought all 212 passengers and crew of the ferry Saltmarsh Queen ashore on Sunday night after it "
        "ran aground on Gannet Shoal.\n\nThe ferry's owner, Tamsin Lines, cancelled all crossings on Monday.",
        hours=7,
    ),
)
BUDGET = (
    Item(
        "Harbor Post",
        "Council of Dunmere approves budget of 48 million for tram line",
        "The council of Dunmere approved a budget of 48 million crowns for a tram line to the university on Saturday. "
        "Nineteen of 31 members voted in favour.\n\nMayor Petra Valdane said building would begin in March.",
        hours=14,
    ),
    Item(
        "Dunmere Ledger",
        "Dunmere tram line gets its money after long debate",
        "Dunmere's council voted on Saturday to spend 48 million crowns on a tram line to the university. The vote was "
        "19 to 12 after a debate of seven hours.\n\nBuilding begins in March, Mayor Petra Valdane said.",
        hours=13,
    ),
)
OWLS = (
    Item(
        "Vale Observer",
        "Rare owls return to Kestrel Wood after forty years",
        "A pair of marsh owls is nesting in Kestrel Wood for the first time in forty years, the forestry office of "
        "Brightvale said. Rangers have closed two footpaths so that the birds are not disturbed.",
        hours=5,
    ),
)
FERRY_NEXT = (
    Item(
        "Harbor Post",
        "Captain of grounded ferry Saltmarsh Queen suspended",
        "The captain of the ferry Saltmarsh Queen, which ran aground off Port Ellery on Sunday, was suspended by "
        "Tamsin Lines on Monday evening. The Maritime Safety Board said the ship's radar had been switched off for "
        "repairs since Friday.\n\nSeventeen passengers were treated for minor injuries, the hospital said, three more "
        "than first reported.",
        hours=10,
        at=TUESDAY,
    ),
    Item(
        "Ellery Courier",
        "Radar of grounded ferry was off, safety board says",
        "The radar of the ferry Saltmarsh Queen had been switched off since Friday, the Maritime Safety Board said on "
        "Monday. Tamsin Lines suspended the captain of the ferry, which ran aground on Gannet Shoal on Sunday.",
        hours=9,
        at=TUESDAY,
    ),
)
FERRY_AGAIN = (
    Item(
        "Vale Observer",
        "Ferry ran aground off Port Ellery with 212 aboard",
        "All 212 people aboard the ferry Saltmarsh Queen were brought ashore after the vessel ran aground on Gannet "
        "Shoal outside Port Ellery on Sunday night. The ferry struck the shoal at 6:40 p.m. in thick fog. The Maritime "
        "Safety Board has opened an investigation.",
        hours=9,
        at=TUESDAY,
    ),
)

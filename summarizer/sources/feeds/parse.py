"""From the bytes of one address to what they hold: a feed, a list of feeds, or a page. Runs in a `FeedPool`.

The bytes decide, not their label. What a feed calls HTML goes the same way as a page: what a reader does not see
falls away, text remains.
"""

from __future__ import annotations

import re

from summarizer.errors import ArticleUnreadable
from summarizer.sources.charset import decode
from summarizer.sources.feeds.jsonfeed import read_json_feed
from summarizer.sources.feeds.parsed import Link, Parsed
from summarizer.sources.feeds.webpages import read_page
from summarizer.sources.feeds.xmlfeed import read_xml_feed
from summarizer.sources.opml import read_opml

_HEAD = 8192  # bytes in which the first element is looked for
_MOST_LISTED = 5_000
_ROOT = re.compile(
    r"<(?P<name>(?:rdf:)?rdf|rss|(?:\w+:)?feed|channel|opml|html|head|body)\b|<!(?P<type>doctype)\s+html", re.IGNORECASE
)
_PAGE_ROOTS = frozenset({"html", "head", "body"})


def parse(body: bytes, *, url: str | None = None, charset: str | None = None) -> Parsed:
    """Return what `body`, found at `url`, holds.

    Args:
        body: the bytes, unpacked.
        url: against which relative addresses are resolved.
        charset: as the answer declares it.

    Raises:
        ArticleUnreadable: `not_a_feed`.

    """
    head = decode(body[:_HEAD], charset)[0].lstrip("\ufeff \t\r\n")
    if head[:1] in ("{", "["):
        return read_json_feed(decode(body, charset)[0], url)
    roots = list(_ROOT.finditer(head))
    name = next((root["name"].lower().rpartition(":")[2] for root in roots if root["name"]), "")
    if name == "opml":
        title, outlines = read_opml(body)
        return Parsed(kind="opml", title=title, links=tuple(Link(**found._asdict()) for found in outlines))
    if name in _PAGE_ROOTS or (roots and not name):
        return read_page(decode(body, charset)[0], url)
    if not name and (lines := _listed(decode(body, charset)[0])):
        return Parsed(kind="list", links=tuple(Link(url=line) for line in lines))
    feed = read_xml_feed(body, url=url, charset=charset)
    if feed is None:
        raise ArticleUnreadable("not_a_feed", "the address holds neither a feed nor a list of feeds nor a page")
    return feed


def _listed(text: str) -> list[str]:
    """Return the lines of a plain list of addresses; empty when `text` is none. Raises ArticleUnreadable (too long)."""
    lines = [line.split()[0] for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    addresses = [line for line in lines if line.lower().startswith(("http://", "https://"))]
    if len(addresses) > _MOST_LISTED:
        raise ArticleUnreadable("not_a_feed", f"the list names more than {_MOST_LISTED:,} addresses")
    return lines if 2 * len(addresses) > len(lines) else []

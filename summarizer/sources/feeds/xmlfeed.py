"""RSS and Atom, read by feedparser, which is given bytes alone: it would open a text that looks like a path."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from summarizer.errors import ArticleUnreadable
from summarizer.sources.charset import decode
from summarizer.sources.feeds.dates import moment
from summarizer.sources.feeds.fields import (
    address_of,
    author_of,
    body_of,
    categories_of,
    guid_of,
    host_of,
    language_of,
    markup_of,
    name_of,
    title_of,
)
from summarizer.sources.feeds.parsed import Item, Parsed

_BARE_AMPERSAND = re.compile(rb"(<!\[CDATA\[.*?\]\]>)|&(?!(?:#\d{1,8}|#[xX][0-9A-Fa-f]{1,7}|\w{2,30});)", re.DOTALL)
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9A-Fa-f]{1,6})|0*([0-9]{1,7}));|&#[0-9A-Fa-fxX]{0,99};?")
_CHARACTERS = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
# What feedparser's lenient reading of broken XML raises, such as KeyError over a stray `</category>`.
_FAULTS = (AttributeError, KeyError, IndexError, TypeError, ValueError, AssertionError)
_WRONG_ENCODING = frozenset({"CharacterEncodingOverride", "CharacterEncodingUnknown"})


def read_xml_feed(body: bytes, *, url: str | None, charset: str | None = None) -> Parsed | None:
    """Return the feed in `body`, found at `url`; None when nothing of a feed is in it. `charset`: of the answer.

    Raises:
        ArticleUnreadable: `not_a_feed`: it is too damaged.

    """
    found = _parsed(body, charset)
    feed = found.feed
    if not (found.get("version") or found.entries or feed):
        return None
    return Parsed(
        kind="feed",
        title=name_of(feed.get("title")),
        site=_link(feed, url),
        publisher=name_of(feed.get("publisher")),
        language=language_of(feed.get("language")),
        items=tuple(_item(entry, feed, url) for entry in found.entries),
    )


def _parsed(body: bytes, charset: str | None) -> Any:
    """Return what feedparser makes of `body`, with help where it is known to go wrong.

    Bytes that are valid UTF-8 are UTF-8, whatever a server or a declaration says; what fits no declaration is detected
    as for pages. A bare "&" in a title makes feedparser read the whole feed by its lenient parser, which turns "AT&T"
    into "AT&T;": escaped first, if that makes it well formed. A reference to no character makes it raise.
    """
    text, name = decode(body, charset)
    body = _REFERENCE.sub(_known_character, body)
    label = name if name == "utf-8" else charset
    mended, count = _BARE_AMPERSAND.subn(lambda match: match[1] or b"&amp;", body)
    if count and mended != body:
        found = _feedparser(mended, label)
        if not found.bozo:
            return found
    found = _feedparser(body, label)
    if type(found.get("bozo_exception")).__name__ in _WRONG_ENCODING:
        return _feedparser(_REFERENCE.sub(_known_character, text.encode("utf-8", "replace")), "utf-8")
    return found


def _known_character(match: re.Match[bytes]) -> bytes:
    """Return a numeric reference as it is if it names a character of XML 1.0, else the replacement character's."""
    point = int(match[1], 16) if match[1] else int(match[2] or 0)
    legal = point in (9, 10, 13) or any(low <= point <= high for low, high in _CHARACTERS)
    return match[0] if legal else b"&#65533;"


def _feedparser(body: bytes, charset: str | None) -> Any:
    import feedparser

    # The type is always this one: feedparser takes text/xml without a charset for ASCII (RFC 3023).
    headers = {"content-type": "application/xml" + (f"; charset={charset}" if charset else "")}
    try:
        return feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _FAULTS as error:
        raise ArticleUnreadable("not_a_feed", f"the feed is too damaged to be read ({type(error).__name__})") from None


def _item(entry: Any, feed: Any, base: str | None) -> Item:
    detail = _detail(entry, "title")
    title = title_of(detail.get("value"), is_markup="html" in str(detail.get("type")))
    text, extent = body_of(_bodies(entry))
    url = _link(entry, base)
    return Item(
        guid=guid_of(dict.get(entry, "id"), url, title, text),
        url=url,
        title=title,
        text=text,
        extent=extent,
        published=_published(entry),
        origin=_origin(entry),
        author=author_of(_detail(entry, "author").get("name") or entry.get("author")),
        language=language_of(detail.get("language") or feed.get("language")),
        categories=categories_of(tag.get("term") or tag.get("label") for tag in entry.get("tags") or ()),
    )


def _detail(entry: Any, name: str) -> Any:
    return entry.get(f"{name}_detail") or {}


def _bodies(entry: Any) -> list[str]:
    """Return the item's texts as markup, the fullest first."""
    details = [*(entry.get("content") or ()), _detail(entry, "summary")]
    given = [(str(detail.get("value") or ""), str(detail.get("type") or "")) for detail in details]
    marked = [value if "html" in kind else markup_of(value) for value, kind in given]
    return sorted((value for value in marked if value.strip()), key=len, reverse=True)


def _link(entry: Any, base: str | None) -> str | None:
    """Return the page that an item, or a feed, stands for.

    An RSS guid is an address unless it says that it is none, which many forget; so it must look like a whole one.
    """
    links = [link.get("href") for link in entry.get("links") or () if link.get("rel", "alternate") == "alternate"]
    guid = entry.get("link") if entry.get("guidislink") else None
    named = None if guid else entry.get("link")
    return address_of((entry.get("feedburner_origlink"), *links, named), base) or address_of((guid,), None)


def _published(entry: Any) -> datetime | None:
    """Return the first date of the item that can be one."""
    # By `dict.get`: where one is missing, feedparser's own look-up answers with another and warns.
    written = (dict.get(entry, name) for name in ("published", "created", "updated"))
    return next((found for text in written if isinstance(text, str) and (found := moment(text))), None)


def _origin(entry: Any) -> str | None:
    """Return whom the item names as its source."""
    source = entry.get("source")
    if isinstance(source, dict):
        return name_of(source.get("title")) or host_of(source.get("href"))
    return name_of(source) or name_of(entry.get("dc_source"))

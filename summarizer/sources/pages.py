"""A page as fetched, as read, and as stored: how long it may be used unasked, and how to ask whether it changed.

RFC 9111 (freshness) and RFC 9110, 13 (conditional requests), as far as a reader of news needs them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple, Protocol

from summarizer.sources.charset import decode
from summarizer.sources.urls import canonical_url

KEPT_SECONDS = 7 * 24 * 3600.0  # a stored page that nobody asked for in a week is let go
_FRESHEST = 3600.0  # seconds for which a server can make us not ask, at most: news changes
_VERSION = "page1"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of 200, its body as bytes. `url` is where it was found, after redirects."""

    requested: str
    url: str
    status: int
    content_type: str  # without parameters, lower case; "" when the server gave none
    charset: str | None  # as the header declares it
    body: bytes = field(repr=False)
    cached: bool = False

    @property
    def text(self) -> str:
        """Return the body as characters."""
        return decode(self.body, self.charset)[0]

    @property
    def canonical(self) -> str:
        """Return the form of `url` in which two addresses of one page are equal."""
        return canonical_url(self.url)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was read from a page. `warnings` are codes of `reading.CODES`; `published` is ISO 8601."""

    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    warnings: tuple[str, ...] = ()


class PageCache(Protocol):
    """What a page cache has to offer: bytes under a key, for some seconds. It may block: it is asked in a thread."""

    def get(self, key: str) -> bytes | None:
        """Return what was stored, or None."""

    def set(self, key: str, value: bytes, *, ttl: float) -> None:
        """Store `value` for `ttl` seconds."""


class Conditions(NamedTuple):
    """What asks for the page at `url` only if it changed, in the words of its server."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers to send: both, as some servers know one alone."""
        both = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in both.items() if value}


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it is kept. `fresh_until` is in seconds since the epoch."""

    url: str
    content_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    fresh_until: float
    body: bytes = field(repr=False)

    @property
    def conditions(self) -> Conditions:
        """Return what asks for the page only if it changed."""
        return Conditions(self.url, self.etag, self.last_modified)


def key_of(url: str) -> str:
    """Return the key under which the page of `url` is stored."""
    return f"{_VERSION}:{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()}"


def storable(page: Page, headers: Mapping[str, str], now: float) -> StoredPage | None:
    """Return what may be kept of `page`, None when its server forbids it or nothing would be gained."""
    directives = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if "no-store" in directives or "private" in directives:
        return None
    etag, last_modified = headers.get("etag"), headers.get("last-modified")
    fresh = 0.0 if "no-cache" in directives else _max_age(directives)
    if not (etag or last_modified or fresh):
        return None
    return StoredPage(page.url, page.content_type, page.charset, etag, last_modified, now + fresh, page.body)


def _max_age(directives: list[str]) -> float:
    for directive in directives:
        name, _, value = directive.partition("=")
        if name == "max-age" and value.isascii() and value.isdigit() and len(value) < 12:
            return min(float(value), _FRESHEST)
    return 0.0


def dump(entry: StoredPage) -> bytes:
    """Return `entry` as one line of JSON and the body."""
    head = {name: value for name, value in asdict(entry).items() if name != "body"}
    return json.dumps(head).encode() + b"\n" + entry.body


def load(value: bytes) -> StoredPage | None:
    """Read what `dump` wrote; a damaged or foreign value is no page."""
    head, _, body = value.partition(b"\n")
    try:
        return StoredPage(**json.loads(head), body=body)
    except (ValueError, TypeError):
        return None

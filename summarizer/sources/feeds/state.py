"""What is remembered of a feed from run to run, as JSON behind the same door as the cache.

How to ask whether it changed, what it held, where it moved to, and when each of its items was first seen: an item
without a date counts from then, and one that its feed dates anew each day does not become new by that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import Field, ValidationError

from summarizer.models.base import Model
from summarizer.sources.feeds.entries import FeedEntry
from summarizer.sources.feeds.parsed import Item, Parsed
from summarizer.sources.pages import Conditions
from summarizer.sources.urls import canonical_url

KEPT_SECONDS = 180 * 24 * 3600.0
_FORGET = timedelta(days=60)  # for how long an item that left its feed is known when it comes back
_MOST_KNOWN = 20_000
_VERSION = "feed1"  # change it with anything that makes other items of the same bytes


class Store(Protocol):
    """Bytes under a key, for some seconds. It may block: it is asked in a thread."""

    def get(self, key: str) -> bytes | None:
        """Return what was stored, or None."""

    def set(self, key: str, value: bytes, ttl: float) -> None:
        """Store `value` for `ttl` seconds."""


class Known(Model):
    """What is known of an item. `published` is its feed's word, the earliest one, and not after it was first seen."""

    id: str
    first_seen: datetime
    last_seen: datetime
    published: datetime | None


class FeedState(Model):
    """One feed as of the last answer that could be read. `digest` is that of its bytes."""

    url: str = ""
    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""
    moved_to: str | None = None
    is_gone: bool = False
    parsed: Parsed | None = None
    known: dict[str, Known] = Field(default_factory=dict)

    @property
    def conditions(self) -> Conditions:
        """Return what asks for the feed only if it changed; nothing where it is not known what it held."""
        return Conditions(self.url, self.etag, self.last_modified) if self.parsed else Conditions("")


def load_state(store: Store, feed: str) -> FeedState:
    """Return what is remembered of `feed`; a damaged or foreign value is nothing."""
    value = store.get(_key(feed))
    try:
        return FeedState.model_validate_json(value) if value else FeedState()
    except ValidationError:
        return FeedState()


def save_state(store: Store, feed: str, state: FeedState) -> None:
    """Remember `state` of `feed`."""
    store.set(_key(feed), state.model_dump_json().encode(), ttl=KEPT_SECONDS)


def _key(feed: str) -> str:
    return f"{_VERSION}:{hashlib.sha256(feed.encode('utf-8', 'surrogatepass')).hexdigest()}"


def remember(known: Mapping[str, Known], items: tuple[Item, ...], feed: str, now: datetime) -> dict[str, Known]:
    """Return `known` with `items` of `feed` in it, as of `now`; what was not seen for long is let go."""
    merged = {guid: entry for guid, entry in known.items() if now - entry.last_seen < _FORGET}
    for item in items:
        before = merged.pop(item.guid, None)
        seen = [now] if before is None else [before.first_seen, before.last_seen, now]
        dates = [date for date in (item.published, before.published if before else None) if date]
        merged[item.guid] = Known(
            id=before.id if before else _id(item, feed),
            first_seen=min(seen),
            last_seen=max(seen),
            published=min(*dates, *seen) if dates else None,
        )
    return dict(list(merged.items())[-_MOST_KNOWN:])


def _id(item: Item, feed: str) -> str:
    """Return what an item is called from now on: by its page, so that it is the same in every feed of its outlet."""
    name = canonical_url(item.url) if item.url else f"{feed}\0{item.guid}"
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def entries_of(state: FeedState, feed: str, section: tuple[str, ...]) -> list[FeedEntry]:
    """Return the items that `feed` holds, each once; of two with one mark the first stands, the newer as a rule."""
    if state.parsed is None:
        return []
    found: dict[str, FeedEntry] = {}
    for item in state.parsed.items:
        known = state.known.get(item.guid)
        if known is None or item.guid in found:
            continue
        given = {**dict(item), "published": known.published}
        found[item.guid] = FeedEntry(
            **given, id=known.id, first_seen=known.first_seen, feed=feed, outlet=None, section=section
        )
    return list(found.values())

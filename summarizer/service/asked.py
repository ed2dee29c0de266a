"""A request on its way: what it is known by, and what is sent of it."""

from __future__ import annotations

import hashlib
import re
import time
from typing import Literal, NamedTuple

import summarizer
from summarizer.embedders import Embedder
from summarizer.engines.base import Engine, Judge
from summarizer.models import SCHEMA_VERSION, SummarizeRequest, Usage
from summarizer.models.body import Entry, with_usage
from summarizer.models.events import Event
from summarizer.sources.load import Pages, digest

ID = re.compile("[0-9a-f]{32}")  # pages and more are kept in the same cache under other keys
ORDER = "{}.order"  # beside an answer: in which order it was told, and the number of its first event


class Sent(NamedTuple):
    """An event of a stream: its id (None while that of the answer is not known), its name, its data as JSON."""

    id: str | None
    name: str
    data: bytes


class Asked(NamedTuple):
    """A request on its way: its key, what was fetched for it, who writes, and when it must be done."""

    request: SummarizeRequest
    key: str
    pages: Pages
    engine: Engine
    judge: Judge | None
    began: float
    due: float

    @property
    def mode(self) -> str:
        """Return what is to be done with the cache."""
        return self.request.options.cache

    @property
    def made(self) -> Literal["bypass", "miss"]:
        """Return what an answer is called that was not there."""
        return "bypass" if self.mode == "bypass" else "miss"

    def body(self, kept: bytes, usage: Usage) -> bytes:
        """Return a whole body, with the time that it took."""
        elapsed = round((time.monotonic() - self.began) * 1000)
        return with_usage(kept, usage.model_copy(update={"elapsed_ms": elapsed}))

    def body_of(self, entry: Entry, *, led: bool) -> bytes:
        """Return the body of an answer just made: who led its making pays, who waited with them does not."""
        if not led:
            return self.body(entry.kept, Usage(cache="hit"))
        return self.body(entry.fresh, entry.usage.model_copy(update={"cache": self.made}))


def told(event: Event) -> tuple[str, bytes]:
    """Return name and data of `event` as they go over the wire."""
    return event.name, event.model_dump_json().encode()


def number_of(after: str | None, key: str) -> int | None:
    """Return the number of the event with the id `after`, None where it is no event of the answer `key`."""
    answer, _, number = (after or "").rpartition(".")
    return int(number) if answer == key and number.isascii() and number.isdecimal() and len(number) < 20 else None


def key_of(request: SummarizeRequest, pages: Pages, *makers: Engine | Judge | Embedder | None) -> str:
    """Return the digest of everything that changes the answer; it is the answer's id as well."""
    named = (
        SCHEMA_VERSION,
        summarizer.__version__,
        *(maker.fingerprint if maker else "" for maker in makers),
        digest(pages),
        request.model_dump_json(exclude={"options": {"cache"}}),
    )
    return hashlib.sha256("\0".join(named).encode()).hexdigest()[:32]  # JSON has no NUL: the parts cannot run together

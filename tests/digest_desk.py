"""A desk for tests: real fetcher, real workers, a store of one's choice, an engine that can be scripted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from summarizer.caches import Cache, Store
from summarizer.caches.base import NoCache
from summarizer.caches.store import MemoryStore
from summarizer.digest import Desk
from summarizer.engines.base import Engine
from summarizer.errors import DeliveryFailed
from summarizer.models import Digest
from summarizer.service import Summarizer
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.feeds import FeedPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from tests.web import Names


@dataclass
class Workshop:
    """What costs time to start, once for many tests; `desk` puts the rest to it."""

    fetcher: Fetcher = field(default_factory=lambda: Fetcher(resolve=Names()))  # of a world without a web
    feeds: FeedPool = field(default_factory=lambda: FeedPool(1))
    pages: ExtractionPool = field(default_factory=lambda: ExtractionPool(1))

    def desk(self, *, engine: Engine | None = None, store: Store | None = None, cache: Cache | None = None) -> Desk:
        summarizer = Summarizer(
            loader=Loader(self.fetcher, self.pages),
            cache=cache or NoCache(),
            store=store or MemoryStore(),
            models={"scripted": engine} if engine else None,
        )
        return Desk(summarizer, self.fetcher, self.feeds, self.pages)

    async def aclose(self) -> None:
        await self.fetcher.aclose()
        await self.feeds.aclose()
        await self.pages.aclose()


@dataclass
class Hatch:
    """A door that keeps what it is given; it can fail before or after its point of no return, or die there."""

    name: str = "hatch"
    again: bool = False
    fail: str | None = None  # "sure", "uncertain" or "dies"
    got: list[str] = field(default_factory=list)

    def deliver(self, digest: Digest, past: Sequence[Digest], point_of_no_return: Callable[[], None]) -> str:
        if self.fail == "sure":
            raise DeliveryFailed("the hatch is shut")
        point_of_no_return()
        if self.fail == "dies":
            raise KeyboardInterrupt
        if self.fail == "uncertain":
            raise DeliveryFailed("the line went dead", uncertain=True)
        self.got.append(digest.id)
        return self.name

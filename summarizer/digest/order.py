"""What is asked of a digest, and what it is made with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from summarizer.caches import Store
from summarizer.executor import Executor, Inline, Workers
from summarizer.metering import UNWATCHED
from summarizer.models import Options
from summarizer.service import Summarizer, open_summarizer
from summarizer.settings import Settings
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.feeds import FeedPool
from summarizer.sources.fetch import Fetcher

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Order:
    """One digest. `feeds` are files or addresses: OPML, lists, feeds; `span` is how far back it looks.

    `top` is how many stories it tells at most. `max_usd` and `max_tokens` bound what a run may spend on a model.
    A `dry_run` tells what would be told: it remembers and delivers nothing.
    """

    list: str
    feeds: tuple[str, ...]
    span: timedelta = DAY
    top: int = 10
    options: Options = field(default_factory=Options)
    max_usd: float | None = None
    max_tokens: int | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a digest is made with: the service that writes, what fetches and parses, where large groupings run."""

    summarizer: Summarizer
    fetcher: Fetcher
    feeds: FeedPool
    pages: ExtractionPool
    executor: Executor = field(default_factory=Inline)

    @property
    def store(self) -> Store:
        """Return what remembers."""
        return self.summarizer.store


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Put the parts together as `settings` say, and take them apart again.

    Raises `ConfigError` when the cache, the store or a prompt cannot be used.
    """
    async with open_summarizer(settings, UNWATCHED) as summarizer:
        fetcher = Fetcher(
            trusted_hosts=settings.trusted_hosts,
            user_agent=settings.user_agent,
            respect_robots=settings.respect_robots,
            cache=summarizer.cache,
        )
        async with fetcher, FeedPool() as feeds, ExtractionPool() as pages:
            with Workers() as executor:
                yield Desk(summarizer, fetcher, feeds, pages, executor)

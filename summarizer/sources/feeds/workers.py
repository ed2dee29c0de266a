"""The pool in which feeds are parsed: a feed of 430 kB of attributes takes a parser 14 seconds."""

from __future__ import annotations

from pydantic import ValidationError

from summarizer.errors import ArticleUnreadable
from summarizer.sources.feeds.parsed import Parsed
from summarizer.sources.pool import Limits, WorkerPool

# 2,000 items take a second of the processor and 70 MB (2026-11-22). Killing and telling must end within 5 seconds, too.
LIMITS = Limits(cpu_seconds=4, memory_mb=256, wall_seconds=4.5)


class FeedPool(WorkerPool):
    """Parses feeds, OPML, lists and pages in `workers` processes of their own; use it as a context or `aclose` it."""

    def __init__(self, workers: int = 2, *, limits: Limits = LIMITS) -> None:
        super().__init__("feed", workers, limits)

    async def parse(self, body: bytes, *, url: str | None = None, charset: str | None = None) -> Parsed:
        """Do what `parse.parse` does, in a worker.

        Raises:
            ArticleUnreadable: `not_a_feed`, `too_complex`.

        """
        try:
            return Parsed.model_validate(await self.ask({"url": url, "charset": charset}, body))
        except ValidationError:
            raise _too_complex() from None
        except ArticleUnreadable as error:
            raise (_too_complex() if error.reason == "too_complex" else error) from None


def _too_complex() -> ArticleUnreadable:
    return ArticleUnreadable("too_complex", "the feed takes too much time or memory to read")

"""Progress as a message that changes: never faster than Slack takes it, and never in the way of the work."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Any, Final, Self

from slack_sdk.web.async_client import AsyncWebClient

from summarizer.render.kit import Message, message, section
from summarizer.slack.client import Failures, reason

log = logging.getLogger(__name__)

PAUSE: Final = 1.5  # seconds between two changes; Slack takes about one a second in a channel
LAST: Final = 5.0  # seconds that a change under way may still take once the work is done

_STAGES: Final = {"reading": "Reading the links", "writing": "Writing", "grouping": "Grouping by event"}


class ProgressMessage:
    """Shows the stage that the service tells. Use it as a context; after it, nothing changes the message any more."""

    def __init__(self, client: AsyncWebClient, channel: str, ts: str, *, pause: float = PAUSE) -> None:
        self._client = client
        self._place: dict[str, Any] = {"channel": channel, "ts": ts}
        self._pause = pause
        self._words = ""
        self._told = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._call: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._show())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [task for task in (self._task, self._call) if task is not None]
        if self._task is not None:
            self._task.cancel()
        if self._call is not None:  # cut off, it could still arrive: after the brief, and in its place
            await asyncio.wait([self._call], timeout=LAST)
            self._call.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of where the work is."""
        counted = f" {done} of {total}" if total > 1 else ""
        words = f"{_STAGES.get(stage, stage.capitalize())}{counted} …"
        if words != self._words:
            self._words = words
            self._told.set()

    async def _show(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            await self._told.wait()
            self._told.clear()
            self._call = asyncio.create_task(self._change())
            await asyncio.shield(self._call)

    async def _change(self) -> None:
        try:
            await self._client.chat_update(**progress_message(self._words), **self._place)
        except Failures as error:  # progress is a courtesy
            log.info("Slack: progress is not shown (%s)", reason(error))


def progress_message(words: str) -> Message:
    """Return a message that says `words`, our own."""
    return message(words, [section(words)])

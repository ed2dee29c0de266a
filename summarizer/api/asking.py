"""What every route shares: the `Summarizer` of the application, and work that ends when its client has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from summarizer.errors import InvalidInput
from summarizer.service import Summarizer

JSON = "application/json"

T = TypeVar("T")


def caller_of(request: Request) -> str | None:
    """Return the name of the key that the request came with, None where no keys are set."""
    return getattr(request.state, "caller", None)


def idempotency_key(request: Request) -> str | None:
    """Return the `Idempotency-Key` that the request came with. Raises `InvalidInput`."""
    given = request.headers.getlist("idempotency-key")
    if given and (len(given) > 1 or not 1 <= len(given[0]) <= 255):
        raise InvalidInput("Idempotency-Key: give one, of 1 to 255 characters")
    return given[0] if given else None


def opened_summarizer(request: Request) -> Summarizer:
    """Return the `Summarizer` that the application was opened with."""
    opened: Summarizer = request.app.state.summarizer
    return opened


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what `work` returns, None where the client has gone: nobody pays for what nobody waits for."""
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            return None
        return task.result()
    finally:
        gone.cancel()
        task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass

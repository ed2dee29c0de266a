"""What every route shares: the `Summarizer` of the application, and work that ends when its client has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from fastapi import Request

from summarizer.service import Summarizer

JSON = "application/json"


def opened_summarizer(request: Request) -> Summarizer:
    """Return the `Summarizer` that the application was opened with."""
    opened: Summarizer = request.app.state.summarizer
    return opened


async def while_connected(request: Request, work: Coroutine[Any, Any, bytes]) -> bytes:
    """Run `work` until it is done or the client has gone: nobody pays for an answer that nobody waits for."""
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            return b""
        return task.result()
    finally:
        gone.cancel()
        task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass

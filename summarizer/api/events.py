"""An answer as server-sent events (`Accept: text/event-stream`): each statement as soon as it has passed the gate.

The events lie in one place for all who follow an answer; a reader of its own has only what its connection has not
taken yet, which is bounded, and is cut off when it takes nothing for too long.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from typing import Any, Final, NamedTuple

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from summarizer.api.problems import as_problem
from summarizer.errors import Overloaded, SummarizerError
from summarizer.models import SummarizeRequest
from summarizer.service import Sent, Summarizer

log = logging.getLogger(__name__)

EVENTS: Final = "text/event-stream"
_PIECE: Final = 8 * 1024  # bytes handed on at once: a server's own buffer (64 kB) never grows by more than that
_END: Final[dict[str, object]] = {"type": "http.response.body", "body": b"", "more_body": False}
_HEADERS: Final = {
    "content-type": f"{EVENTS}; charset=utf-8",
    "cache-control": "no-store",
    "vary": "accept",
    "x-accel-buffering": "no",  # else a proxy keeps the events until there are many
}


class Pace(NamedTuple):
    """Seconds: after which a quiet stream is kept awake, and after which a reader who takes nothing is cut off."""

    ping: float = 15.0
    patience: float = 30.0


PACE: Final = Pace()


def prefers_events(accept: str) -> bool:
    """Return whether events are named in an `Accept` header, and nothing named beside them is liked better."""
    liked = dict(_liking(part) for part in reversed(accept.split(",")))
    named = [kind for kind in liked if kind in (EVENTS, "application/json") and liked[kind] > 0]
    return bool(named) and max(reversed(named), key=lambda kind: liked[kind]) == EVENTS


def _liking(part: str) -> tuple[str, float]:
    kind, *parameters = (word.strip().lower() for word in part.split(";"))
    given = next((word[2:] for word in parameters if word.startswith("q=")), "1")
    try:
        return kind, float(given)
    except ValueError:
        return kind, 0.0


async def streamed(request: Request, opened: Summarizer, wanted: SummarizeRequest, pace: Pace) -> Response:
    """Return the stream of the answer to `wanted`. Raises what is known to be wrong before anything was sent."""
    events = opened.stream(wanted, after=request.headers.get("last-event-id"))
    first = await anext(events)
    return EventStream(first, events, pace)


class _TakesNothing(Exception):
    """Ends the stream of one reader."""


class EventStream(Response):
    """Sends events until the last one, the end of the reader's patience with us, or of ours with the reader."""

    def __init__(self, first: Sent, events: AsyncGenerator[Sent, None], pace: Pace) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._first = first
        self._events = events
        self._pace = pace
        self._between = False  # whether all of an event, or nothing of it, was sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is; end the work when the reader has gone and nobody else waits for it."""
        sending = asyncio.create_task(self._send_all(send))
        gone = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        except asyncio.CancelledError:  # the server has to stop
            sending.cancel()
            await self._say_goodbye(send)
            raise
        finally:
            await _end(sending, gone)
            await self._events.aclose()

    async def _send_all(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        try:
            await self._in_time(send, start)
            self._between = True
            event: Sent | None = self._first
            while event is not None:
                await self._write(send, _encoded(event))
                event = await self._next(send)
            await self._in_time(send, _END)
        except _TakesNothing:
            log.warning("the reader of a stream took nothing for %g s and was cut off", self._pace.patience)

    async def _say_goodbye(self, send: Send) -> None:
        """Tell the reader to ask again, unless an event is half sent. There is no time left to wait for anything."""
        if self._between:
            stopping = Overloaded("the server is stopping; ask again with the last id", retry_after=1)
            last = _encoded(Sent(None, "problem", _problem(stopping)))
            await send({"type": "http.response.body", "body": last, "more_body": True})
            await send(_END)

    async def _next(self, send: Send) -> Sent | None:
        """Return the next event, None after the last; keep the connection awake meanwhile."""
        coming = asyncio.ensure_future(anext(self._events, None))
        try:
            while not (await asyncio.wait({coming}, timeout=self._pace.ping))[0]:
                await self._write(send, b": ping\n\n")
            return coming.result()
        except (_TakesNothing, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001, RUF100 (the status is sent: whatever it is, the reader is told)
            return Sent(None, "problem", _problem(error))
        finally:
            await _end(coming)

    async def _write(self, send: Send, message: bytes) -> None:
        self._between = False
        for at in range(0, len(message), _PIECE):
            piece = message[at : at + _PIECE]
            await self._in_time(send, {"type": "http.response.body", "body": piece, "more_body": True})
        self._between = True

    async def _in_time(self, send: Send, message: dict[str, object]) -> None:
        try:
            async with asyncio.timeout(self._pace.patience):
                await send(message)
        except TimeoutError:
            raise _TakesNothing from None


def _encoded(event: Sent) -> bytes:
    """Return an event as it goes over the wire; its data is one line, since JSON has no raw line breaks."""
    id_ = f"id: {event.id}\n" if event.id else ""
    return f"{id_}event: {event.name}\ndata: ".encode() + event.data + b"\n\n"


def _problem(error: Exception) -> bytes:
    if not isinstance(error, SummarizerError):
        log.error("unforeseen error in a stream", exc_info=error)
    return bytes(as_problem(error).body)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _end(*tasks: asyncio.Future[Any]) -> None:
    """Cancel the tasks that are not done, and wait until they are."""
    running = [task for task in tasks if not task.done()]
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)

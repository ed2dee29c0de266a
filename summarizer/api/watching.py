"""`GET /metrics`, and the middleware that counts requests."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from summarizer.api.asking import opened_summarizer
from summarizer.metering import UNWATCHED
from summarizer.service import Summarizer

UNKNOWN: Final = "unknown"  # the one name of every path that is no route
LEFT: Final = 499  # as nginx calls it: the client hung up before it was answered
SHOWN: Final[dict[str, Any]] = {
    "text/plain": {"schema": {"type": "string"}, "example": "summarizer_running 3.0\n"},
    "application/openmetrics-text": {"schema": {"type": "string"}},
}


def add_watching(app: FastAPI) -> None:
    """Add the route, and the middleware around all that was added before: call it last."""

    @app.head("/metrics", include_in_schema=False)
    @app.get("/metrics", response_class=Response, responses={200: {"content": SHOWN}})
    async def metrics(request: Request) -> Response:
        """Show what was counted since the start, in the text format of Prometheus or in OpenMetrics."""
        body, media_type = opened_summarizer(request).observer.shown(request.headers.get("accept", ""))
        return Response(body, headers={"content-type": media_type, "cache-control": "no-store", "vary": "accept"})

    app.add_middleware(CountRequests)


class CountRequests:
    """Tells the observer of the application's `Summarizer` of each request, when its answer has been sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and look at what passes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        opened: Summarizer | None = getattr(scope["app"].state, "summarizer", None)  # None before the start is over
        observer = opened.observer if opened else UNWATCHED
        began, seen = time.monotonic(), _Exchange(receive, send)
        try:
            with observer.receiving():
                await self._app(scope, seen.receive, seen.send)
        except asyncio.CancelledError:
            seen.status = seen.status or LEFT
            raise
        finally:
            observer.received(scope["method"], _route(scope), seen.status or 500, time.monotonic() - began)


class _Exchange:
    """One request and its answer on their way."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self.status = 0
        self._receive = receive
        self._send = send

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect" and not self.status:
            self.status = LEFT
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self.status:
            self.status = message["status"]
        await self._send(message)


def _route(scope: Scope) -> str:
    """Return the template of the route, which nobody has looked for where a middleware answered."""
    route = scope.get("route") or next(
        (route for route in scope["app"].routes if route.matches(scope)[0] is not Match.NONE), None
    )
    return getattr(route, "path", UNKNOWN)

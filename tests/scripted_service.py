"""The page over a service that answers as the test says: streams piece by piece, problems, answers without texts."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from summarizer.models import Answer, Brief
from summarizer.web import add_page, page, prefers_page


class Stream:
    """An answer that comes in pieces, each when the test sends it. `end` closes the line."""

    def __init__(self) -> None:
        self._pieces: queue.Queue[str | None] = queue.Queue()
        self._sent = 0

    def event(self, name: str, data: object, *, id: str = "an1") -> None:
        """Send one event with the next id."""
        self._sent += 1
        self.raw(f"id: {id}.{self._sent}\nevent: {name}\ndata: {json.dumps(data)}\n\n")

    def raw(self, piece: str) -> None:
        self._pieces.put(piece)

    def end(self) -> None:
        self._pieces.put(None)

    def pieces(self) -> Iterator[str]:
        while (piece := self._pieces.get(timeout=90)) is not None:
            yield piece


@dataclass
class Script:
    """What the service says next, and what it was asked."""

    replies: list[Response | Stream] = field(default_factory=list)
    stored: dict[str, bytes] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=lambda: {"models": "none", "cache": "memory"})
    asked: list[tuple[dict[str, str], Any]] = field(default_factory=list)

    def problem(
        self, status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        """Let the next answer be a problem."""
        body = {
            "type": "about:blank",
            "title": code.replace("_", " "),
            "status": status,
            "code": code,
            "detail": detail,
        }
        self.replies.append(Response(json.dumps(body | more), status, headers, "application/problem+json"))

    def whole(self, answer: Answer) -> None:
        """Let the next answer be whole at once: no stream, as behind a proxy that allows none."""
        self.replies.append(Response(answer.model_dump_json(), media_type="application/json"))

    def stream(self) -> Stream:
        """Let the next answer come in pieces."""
        opened = Stream()
        self.replies.append(opened)
        return opened


def scripted_app(script: Script) -> FastAPI:
    """Return the page over `script`."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry={"auto_configure": False})
    add_page(app)

    @app.get("/readyz")
    async def readyz() -> dict[str, str]:
        return script.state

    @app.post("/summarize")
    async def summarize(request: Request) -> Response:
        script.asked.append((dict(request.headers), await request.json()))
        reply = script.replies.pop(0)
        if isinstance(reply, Response):
            return reply
        return StreamingResponse(reply.pieces(), media_type="text/event-stream")

    @app.get("/briefs/{answer_id}")
    async def stored(request: Request, answer_id: str) -> Response:
        body = script.stored.get(answer_id)
        if prefers_page(request.headers.get("accept", "")):
            return page(request, status=200 if body else 404)
        if body is None:
            return Response('{"title": "Not Found", "code": "not_found"}', 404, media_type="application/problem+json")
        return Response(body, media_type="application/json")

    return app


def without_texts(answer: Answer) -> bytes:
    """Return the body of `answer` as it is when nobody asked for the texts."""
    body = answer.model_dump(mode="json")
    for brief in body["stories"]:
        for source in brief["sources"]:
            del source["text"]
    return json.dumps(body).encode()


def degraded(answer: Answer, reason: str) -> Answer:
    """Return `answer` as one that the extractive engine had to finish."""

    def mark(brief: Brief) -> Brief:
        provenance = brief.provenance.model_copy(update={"degraded": True, "degraded_reason": reason})
        return brief.model_copy(update={"provenance": provenance})

    return answer.model_copy(update={"stories": tuple(mark(brief) for brief in answer.stories)})

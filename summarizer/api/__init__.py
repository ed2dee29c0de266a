"""The HTTP face: thin routes around one `Summarizer`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

import summarizer
from summarizer.api.body import read_body
from summarizer.api.openapi import CLEAN, DESCRIPTION, SUMMARIZE, VERIFY, described
from summarizer.api.problems import BODY_PROBLEMS, PROBLEMS, install_problems
from summarizer.audit import clean_text, verify_statements
from summarizer.errors import ArticleUnreadable, InvalidInput, NotFound
from summarizer.models import Answer, CleanAnswer, CleanRequest, SummarizeRequest, VerifyAnswer, VerifyRequest
from summarizer.service import Summarizer, open_summarizer
from summarizer.settings import Settings

JSON = "application/json"


def create_app(settings: Settings, *, summarizer_: Summarizer | None = None) -> FastAPI:
    """Return the application. It opens a `Summarizer` from `settings` unless one is handed in."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if summarizer_ is not None:
            app.state.summarizer = summarizer_
            yield
            return
        async with open_summarizer(settings) as opened:
            app.state.summarizer = opened
            yield

    app = FastAPI(
        title="summarizer",
        version=summarizer.__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        telemetry={"auto_configure": False},
    )
    install_problems(app)
    limit = int(settings.max_body_mb * 1_000_000)
    _add_summarize(app, limit)
    _add_rooms(app, limit)
    _add_health(app)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    return app


def _add_summarize(app: FastAPI, max_body: int) -> None:
    @app.post("/summarize", responses={200: {"model": Answer}, **PROBLEMS}, openapi_extra=SUMMARIZE)
    async def summarize(request: Request) -> Response:
        """Merge the articles into one neutral brief per story, every sentence cited and checked."""
        wanted = await read_body(request, SummarizeRequest, limit=max_body)
        opened = _summarizer(request)
        body = opened.kept(wanted) or await _while_connected(request, opened.answer(wanted))
        return Response(body, media_type=JSON)

    @app.head("/briefs/{answer_id}", include_in_schema=False)
    @app.get(
        "/briefs/{answer_id}",
        responses={200: {"model": Answer}, 304: {"description": "Unchanged."}, 404: PROBLEMS[404]},
    )
    async def stored(request: Request, answer_id: str) -> Response:
        """Return a stored answer by its `id`."""
        body = await asyncio.to_thread(_summarizer(request).stored, answer_id)
        if body is None:
            raise NotFound(f"no answer is stored under {answer_id!r}; it may have run out of time in the cache")
        etag = f'"{answer_id}"'
        asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if asked & {etag, "*"}:
            return Response(status_code=304, headers={"etag": etag})
        return Response(body, media_type=JSON, headers={"etag": etag})


def _add_rooms(app: FastAPI, max_body: int) -> None:
    @app.post("/verify", responses={200: {"model": VerifyAnswer}, **BODY_PROBLEMS}, openapi_extra=VERIFY)
    async def verify(request: Request) -> Response:
        """Say whether each statement stands on exactly its passages, and which of its values are not shown."""
        wanted = await read_body(request, VerifyRequest, limit=max_body)
        return _json(await asyncio.to_thread(verify_statements, wanted))

    @app.post("/clean", responses={200: {"model": CleanAnswer}, **BODY_PROBLEMS}, openapi_extra=CLEAN)
    async def clean(request: Request) -> Response:
        """Mark what is no prose in a pasted text, and read from it what it shows of itself."""
        wanted = await read_body(request, CleanRequest, limit=max_body)
        try:
            return _json(await asyncio.to_thread(clean_text, wanted))
        except ArticleUnreadable as error:
            fault = {"pointer": "/text", "detail": error.detail}
            raise InvalidInput(f"/text: {error.detail}", (fault,)) from None


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type=JSON)


def _add_health(app: FastAPI) -> None:
    @app.head("/healthz", include_in_schema=False)
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Say that the process runs."""
        return {"status": "ok"}

    @app.head("/readyz", include_in_schema=False)
    @app.get("/readyz", responses={503: {"description": "Not ready to take requests."}})
    async def readyz(request: Request) -> JSONResponse:
        """Say whether requests can be taken, and with what they would be answered."""
        ready, state = _summarizer(request).ready()
        return JSONResponse(state, status_code=200 if ready else 503, headers={} if ready else {"retry-after": "2"})


def _summarizer(request: Request) -> Summarizer:
    opened: Summarizer = request.app.state.summarizer
    return opened


async def _while_connected(request: Request, work: Coroutine[Any, Any, bytes]) -> bytes:
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

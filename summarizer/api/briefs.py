"""`POST /summarize` and `GET /briefs/{id}`."""

from __future__ import annotations

import hashlib

from fastapi import FastAPI, Request, Response

from summarizer.api.asking import JSON, opened_summarizer, while_connected
from summarizer.api.body import BodyLimit, read_body
from summarizer.api.events import PACE, Pace, prefers_events, streamed
from summarizer.api.jobs import answered_as_job, wish_of
from summarizer.api.openapi import ACCEPTED, STREAMED, SUMMARIZE
from summarizer.api.problems import PROBLEMS
from summarizer.errors import NotFound
from summarizer.models import Answer, SummarizeRequest
from summarizer.web import page, prefers_page


def add_briefs(app: FastAPI, limit: BodyLimit, pace: Pace = PACE) -> None:
    """Add the routes that make briefs and return kept ones."""

    @app.post(
        "/summarize",
        responses={200: {"model": Answer, "content": STREAMED}, 202: ACCEPTED, **PROBLEMS},
        openapi_extra=SUMMARIZE,
    )
    async def summarize(request: Request) -> Response:
        """Merge the articles into one neutral brief per story, every sentence cited and checked.

        With `Accept: text/event-stream` each statement is sent as soon as it has passed the gate, and this answer last.
        With `Prefer: respond-async` the answer is made while nobody waits, and stands under `Location` when it is done.
        With an `Idempotency-Key` the same request is worked on once, however often it comes within a day.
        """
        wanted = await read_body(request, SummarizeRequest, limit=limit)
        opened = opened_summarizer(request)
        if prefers_events(request.headers.get("accept", "")):
            return await streamed(request, opened, wanted, pace)
        if wish := wish_of(request):
            return await answered_as_job(request, wanted, wish, patience=limit.seconds)
        body = opened.kept(wanted) or await while_connected(request, opened.answer(wanted))
        return Response(body or b"", media_type=JSON)

    @app.head("/briefs/{answer_id}", include_in_schema=False)
    @app.get(
        "/briefs/{answer_id}",
        responses={200: {"model": Answer}, 304: {"description": "Unchanged."}, 404: PROBLEMS[404]},
    )
    async def stored(request: Request, answer_id: str) -> Response:
        """Return a stored answer by its `id`: JSON, or the page that shows it to a browser."""
        opened = opened_summarizer(request)
        body = await opened.aside(lambda: opened.stored(answer_id))
        if prefers_page(request.headers.get("accept", "")):
            return page(request, status=404 if body is None else 200)
        if body is None:
            raise NotFound(f"no answer is stored under {answer_id!r}; it may have run out of time in the cache")
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'  # not the id: an answer made anew has the same one
        asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if asked & {etag, "*"}:
            return Response(status_code=304, headers={"etag": etag, "vary": "accept"})
        return Response(body, media_type=JSON, headers={"etag": etag, "vary": "accept"})

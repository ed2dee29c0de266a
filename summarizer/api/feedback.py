"""`POST /feedback`: a reader reports a sentence."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

from summarizer.api.asking import JSON, caller_of, idempotency_key, opened_summarizer
from summarizer.api.body import BodyLimit, read_body
from summarizer.api.openapi import FEEDBACK
from summarizer.api.problems import BODY_PROBLEMS
from summarizer.models import Feedback, FeedbackRecord


def add_feedback(app: FastAPI, limit: BodyLimit) -> None:
    """Add the route that keeps what readers report."""

    @app.post(
        "/feedback",
        status_code=201,
        responses={201: {"model": FeedbackRecord}, **BODY_PROBLEMS},
        openapi_extra=FEEDBACK,
    )
    async def feedback(request: Request) -> Response:
        """Keep a reader's report of a brief or of one sentence of it."""
        given = await read_body(request, Feedback, limit=limit)
        opened = opened_summarizer(request)
        key = idempotency_key(request)
        own = None if key is None else f"{caller_of(request) or ''}\0{key}"
        kept = await opened.aside(lambda: opened.report(given, key=own))
        return Response(kept.model_dump_json(), status_code=201, media_type=JSON)

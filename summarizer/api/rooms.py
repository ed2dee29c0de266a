"""`POST /verify` and `POST /clean`: rooms of the house that can be called alone."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

from summarizer.api.asking import JSON, opened_summarizer
from summarizer.api.body import BodyLimit, read_body
from summarizer.api.openapi import CLEAN, VERIFY
from summarizer.api.problems import BODY_PROBLEMS
from summarizer.audit import clean_text, verify_statements
from summarizer.errors import ArticleUnreadable, InvalidInput
from summarizer.models import CleanAnswer, CleanRequest, VerifyAnswer, VerifyRequest


def add_rooms(app: FastAPI, limit: BodyLimit) -> None:
    """Add the routes of the gate and of the cleaning."""

    @app.post("/verify", responses={200: {"model": VerifyAnswer}, **BODY_PROBLEMS}, openapi_extra=VERIFY)
    async def verify(request: Request) -> Response:
        """Say whether each statement stands on exactly its passages, and which of its values are not shown."""
        wanted = await read_body(request, VerifyRequest, limit=limit)
        return _json(await opened_summarizer(request).aside(lambda: verify_statements(wanted)))

    @app.post("/clean", responses={200: {"model": CleanAnswer}, **BODY_PROBLEMS}, openapi_extra=CLEAN)
    async def clean(request: Request) -> Response:
        """Mark what is no prose in a pasted text, and read from it what it shows of itself."""
        wanted = await read_body(request, CleanRequest, limit=limit)
        try:
            return _json(await opened_summarizer(request).aside(lambda: clean_text(wanted)))
        except ArticleUnreadable as error:
            fault = {"pointer": "/text", "detail": error.detail}
            raise InvalidInput(f"/text: {error.detail}", (fault,)) from None


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type=JSON)

"""`POST /verify` and `POST /clean`: rooms of the house that can be called alone."""

from __future__ import annotations

import asyncio
from functools import partial

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

from summarizer.api.asking import JSON, opened_summarizer, while_connected
from summarizer.api.body import BodyLimit, read_body
from summarizer.api.openapi import CLEAN, VERIFY
from summarizer.api.problems import BODY_PROBLEMS, PROBLEMS
from summarizer.audit import clean_text, verify_statement
from summarizer.errors import ArticleUnreadable, DeadlineExceeded, InvalidInput
from summarizer.models import CleanAnswer, CleanRequest, Verdict, VerifyAnswer, VerifyItem, VerifyRequest
from summarizer.service import Summarizer
from summarizer.service.forgetting import MEMORY


def add_rooms(app: FastAPI, limit: BodyLimit) -> None:
    """Add the routes of the gate and of the cleaning."""

    @app.post(
        "/verify",
        responses={200: {"model": VerifyAnswer}, **BODY_PROBLEMS, 504: PROBLEMS[504]},
        openapi_extra=VERIFY,
    )
    async def verify(request: Request) -> Response:
        """Say whether each statement stands on exactly its passages, and which of its values are not shown."""
        wanted = await read_body(request, VerifyRequest, limit=limit)
        work = _verified(opened_summarizer(request), wanted, seconds=limit.seconds)
        return Response(await while_connected(request, work) or b"", media_type=JSON)

    @app.post("/clean", responses={200: {"model": CleanAnswer}, **BODY_PROBLEMS}, openapi_extra=CLEAN)
    async def clean(request: Request) -> Response:
        """Mark what is no prose in a pasted text, and read from it what it shows of itself."""
        wanted = await read_body(request, CleanRequest, limit=limit)
        try:
            return _json(await opened_summarizer(request).aside(lambda: clean_text(wanted)))
        except ArticleUnreadable as error:
            fault = {"pointer": "/text", "detail": error.detail}
            raise InvalidInput(f"/text: {error.detail}", (fault,)) from None


async def _verified(opened: Summarizer, wanted: VerifyRequest, *, seconds: float) -> bytes:
    """Verify statement by statement: what is short comes between, and it ends when its client or its time has gone."""
    try:
        async with asyncio.timeout(seconds):
            results = [await opened.aside(partial(_verdict, item)) for item in wanted.statements]
    except TimeoutError:
        raise DeadlineExceeded(f"not verified within {seconds:g} seconds; send fewer statements") from None
    return VerifyAnswer(results=tuple(results)).model_dump_json().encode()


def _verdict(item: VerifyItem) -> Verdict:
    MEMORY.add(len(item.text) + sum(map(len, item.passages)))
    return verify_statement(item)


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type=JSON)

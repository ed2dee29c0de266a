"""Slack over HTTP, in the service: one address for events, commands and buttons."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from slack_bolt.async_app import AsyncBoltRequest
from starlette.responses import JSONResponse

from summarizer.settings import Settings
from summarizer.slack import PATHS
from summarizer.slack.app import SlackFace
from summarizer.slack.signature import is_genuine, is_plausible

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0  # seconds for a body; Slack gives the whole answer three
MAX_BODY: Final = 1_000_000  # bytes; a message of 40,000 characters with its blocks stays well under


def add_routes(app: FastAPI, settings: Settings, *, clock: Callable[[], float] = time.time) -> None:
    """Add the routes, and the face behind them to the lifespan. Raises `ConfigError` where a token is missing."""
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app_: Any) -> AsyncIterator[Any]:
        async with around(app_) as state:
            face = SlackFace(settings, app_.state.summarizer)
            await face.open()
            app_.state.slack = face
            try:
                yield state
            finally:
                await face.close()

    async def receive(request: Request) -> Response:
        """Take a request of Slack's, if it is one."""
        stamps = request.headers.getlist("x-slack-request-timestamp")
        signatures = request.headers.getlist("x-slack-signature")
        body = await _body(request) if is_plausible(stamps, signatures, now=clock()) else None
        if body is None or not is_genuine(body, stamps, signatures, secret=secret, now=clock()):
            log.warning("Slack: a request without a valid signature is refused")
            return _problem(401, "bad_signature", "the request is not signed by Slack, or not with this app's secret")
        return await _dispatch(request.app.state.slack, request, body)

    app.router.lifespan_context = lifespan
    for path in PATHS:
        app.add_api_route(path, receive, methods=["POST"], include_in_schema=False)


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    return None
    except TimeoutError:
        return None
    return bytes(body)


async def _dispatch(face: SlackFace, request: Request, body: bytes) -> Response:
    try:
        asked = AsyncBoltRequest(body=body.decode("utf-8"), headers=dict(request.headers))
        if not isinstance(asked.body, dict):
            raise TypeError("the payload is no object")
    except Exception as error:  # bolt looks into a payload without asking what it is
        log.warning("Slack: a signed request cannot be read (%s)", type(error).__name__)
        return _problem(400, "invalid_request", "the payload cannot be read")
    answer = await face.bolt.async_dispatch(asked)
    if answer.status == 500:  # bolt stumbled over a payload's shape and has said so in the log
        return _problem(400, "invalid_request", "the payload cannot be read")
    headers = dict(answer.first_headers_without_set_cookie())
    return Response(answer.body, answer.status, headers=headers)


def _problem(status: int, code: str, detail: str) -> Response:
    title = HTTPStatus(status).phrase
    body = {"type": f"urn:summarizer:problem:{code}", "title": title, "status": status, "detail": detail, "code": code}
    return JSONResponse(body, status, media_type="application/problem+json")

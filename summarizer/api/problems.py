"""Errors as `application/problem+json` (RFC 9457), each with a stable code; no stack, address or secret."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from summarizer import errors

log = logging.getLogger(__name__)

STATUS: dict[type[errors.SummarizerError], int] = {
    errors.NotJson: 400,
    errors.InvalidInput: 422,
    errors.Unauthorized: 401,
    errors.RateLimited: 429,
    errors.BodyTooSlow: 408,
    errors.BodyTooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.EngineUnavailable: 422,
    errors.NotFound: 404,
    errors.JobCancelled: 409,
    errors.NothingReadable: 502,
    errors.Overloaded: 503,
    errors.DeadlineExceeded: 504,
}


class Problem(BaseModel):
    """A problem of RFC 9457; `code` is for programs, `detail` for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] | None = None
    skipped: list[dict[str, Any]] | None = None


_MEANINGS = {
    400: "The body is not JSON.",
    401: "No key was sent, or one that is not known here.",
    404: "Nothing is there.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "The body is not sent as JSON.",
    422: "The request breaks a rule; `errors` says where.",
    429: "Your share is used up for now; try again after `Retry-After` seconds.",
    502: "No article could be read; `skipped` says why.",
    503: "Overloaded; try again after `Retry-After` seconds.",
    504: "The answer was not ready in time.",
}

_EVERY: dict[int | str, dict[str, Any]] = {
    status: {
        "description": meaning,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, meaning in _MEANINGS.items()
}
GATE_PROBLEMS = {status: _EVERY[status] for status in (401, 429)}  # of any route: `openapi` adds them where they can be
PROBLEMS = {status: problem for status, problem in _EVERY.items() if status not in GATE_PROBLEMS}
BODY_PROBLEMS: dict[int | str, dict[str, Any]] = {status: PROBLEMS[status] for status in (400, 408, 413, 415, 422)}


def install_problems(app: FastAPI) -> None:
    """Let every error of `app` leave as a problem."""
    app.add_exception_handler(errors.SummarizerError, _raised)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unforeseen)


def _problem(status: int, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    problem = Problem(
        type=f"urn:summarizer:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        **more,
    )
    body = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def as_problem(error: Exception) -> JSONResponse:
    """Return `error` as a problem; one that nobody raised on purpose says nothing of itself."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    if status == 500 or not isinstance(error, errors.SummarizerError):
        return _problem(500, "internal_error", _UNFORESEEN)
    more: dict[str, Any] = {}
    if isinstance(error, errors.InvalidInput) and error.errors:
        more["errors"] = list(error.errors)
    if isinstance(error, errors.NothingReadable):
        more["skipped"] = list(error.skipped)
    return _problem(status, error.code, str(error), _headers(error), **more)


def _headers(error: errors.SummarizerError) -> dict[str, str]:
    if isinstance(error, errors.Overloaded | errors.RateLimited):
        return {"retry-after": str(error.retry_after)}
    if isinstance(error, errors.Unauthorized):
        return {"www-authenticate": _CHALLENGE + (', error="invalid_token"' if error.refused else "")}  # RFC 6750, 3
    if isinstance(error, errors.BodyTooSlow):
        return {"connection": "close"}  # what is left of the body is not waited for
    return {}


async def _raised(request: Request, error: Exception) -> JSONResponse:
    problem = as_problem(error)
    return problem if problem.status_code != 500 else await _unforeseen(request, error)


_CHALLENGE = 'Bearer realm="summarizer"'
_UNFORESEEN = "something went wrong on our side; it is logged"
_CODES = {404: "not_found", 405: "method_not_allowed"}


async def _http(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    given = (error.headers or {}) if isinstance(error, HTTPException) else {}
    headers = {name.lower(): value for name, value in given.items()}
    if status == 405:
        headers["allow"] = _allowed(request)
    detail = f"{request.method} {request.url.path}: {HTTPStatus(status).phrase.lower()}"
    return _problem(status, _CODES.get(status, "http_error"), detail, headers)


def _allowed(request: Request) -> str:
    """Return the methods of every route at this address; the router names those of one route alone."""
    routes = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return ", ".join(sorted({method for route in routes for method in getattr(route, "methods", None) or ()}))


async def _gone(request: Request, error: Exception) -> Response:
    """Answer nobody: the client left before its body was here."""
    return Response(status_code=400)


async def _parameters(request: Request, error: Exception) -> JSONResponse:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    detail = "; ".join(f"{'/'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
    return _problem(422, "invalid_request", detail)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.error("unforeseen error on %s %s", request.method, request.url.path, exc_info=error)
    return _problem(500, "internal_error", _UNFORESEEN)

"""Serve the page and its files: one HTML, its styles and its ES modules, all read once from the package.

The page is the same bytes for every reader. What it shows it fetches from this service as JSON and puts into the
document as text nodes; the policy refuses scripts, styles and connections of any other origin, and Trusted Types
refuse markup made from strings.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from fastapi import FastAPI, Request, Response

from summarizer.errors import NotFound
from summarizer.render.html import shared_style

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "json": "application/json",
}


class _File(NamedTuple):
    body: bytes
    type: str
    etag: str


def add_page(app: FastAPI) -> None:
    """Add `GET /`, its files under `/web/`, and `GET /docs`."""

    @app.head("/", include_in_schema=False)
    @app.get("/", include_in_schema=False)
    async def index(request: Request) -> Response:
        """Return the page."""
        return page(request)

    @app.head("/docs", include_in_schema=False)
    @app.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        """Return the page that lists the routes."""
        return _sent(request, _files()["docs.html"])

    @app.head("/web/{name}", include_in_schema=False)
    @app.get("/web/{name}", include_in_schema=False)
    async def file(request: Request, name: str) -> Response:
        """Return one file of the page."""
        found = _files().get(name)
        if found is None:
            raise NotFound(f"the page has no file {name!r}")
        return _sent(request, found)


def page(request: Request, *, status: int = 200) -> Response:
    """Return the page. It finds out by its address what it is to show."""
    return _sent(request, _files()["index.html"], status=status)


def prefers_page(accept: str) -> bool:
    """Say whether an `Accept` header ranks HTML above JSON, as a browser's does and a program's does not."""
    html, data = _quality(accept, "text/html"), _quality(accept, "application/json")
    return html > data


def _quality(accept: str, wanted: str) -> float:
    """Return the `q` of the most exact range that covers `wanted`, 0 where none does (RFC 9110, 12.5.1)."""
    exactness = {"*/*": 0, wanted.partition("/")[0] + "/*": 1, wanted: 2}
    best = (-1, 0.0)
    for part in accept.lower().split(","):
        range_, *parameters = (piece.strip() for piece in part.split(";"))
        if range_ in exactness:
            best = max(best, (exactness[range_], _q(parameters)))
    return best[1]


def _q(parameters: list[str]) -> float:
    value = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _sent(request: Request, file: _File, *, status: int = 200) -> Response:
    headers = {**_HEADERS, "etag": file.etag, "vary": "accept"}
    if status == 200 and file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(file.body, status_code=status, media_type=file.type, headers=headers)


@cache
def _files() -> dict[str, _File]:
    """Return every file of the page by its name. A name that is not here does not exist: no path is ever built."""
    folder = files("summarizer.web").joinpath("static")
    bodies = {path.name: path.read_bytes() for path in folder.iterdir() if path.name.rpartition(".")[2] in _TYPES}
    bodies |= {"brief.css": shared_style().encode(), "samples.json": _samples()}
    return {name: _file(name, body) for name, body in sorted(bodies.items())}


def _file(name: str, body: bytes) -> _File:
    digest = hashlib.sha256(body).hexdigest()[:20]
    return _File(body, _TYPES[name.rpartition(".")[2]], f'"{digest}"')


def _samples() -> bytes:
    """Return the package's sample reports, as a reader would paste them."""
    folder = files("summarizer").joinpath("samples")
    reports = sorted((path for path in folder.iterdir() if path.name.endswith(".txt")), key=lambda path: path.name)
    articles = [
        {"outlet": path.name.removesuffix(".txt").replace("-", " ").title(), "text": path.read_bytes().decode()}
        for path in reports
    ]
    return json.dumps({"articles": articles}, ensure_ascii=False).encode()

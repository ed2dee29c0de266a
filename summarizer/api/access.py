"""Who may ask. It stands before every route, so that a route which is added later cannot be forgotten.

Where keys are set, a caller without one gets 401 before the body is read, whatever the address and the method, except
for what `is_public` names. What is public shows nothing that is anybody's: the page is the same bytes for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from summarizer.api.problems import as_problem
from summarizer.errors import Unauthorized
from summarizer.models.keys import ApiKey, owner_of
from summarizer.slack import PATHS as SIGNED_BY_SLACK
from summarizer.web import page, prefers_page

_PUBLIC: Final = ("/", "/docs", "/healthz", "/readyz")  # `readyz` shows more to a caller with a key
_FILES, _BRIEFS = "/web/", "/briefs/"
_HOW: Final = "send Authorization: Bearer KEY, or X-API-Key: KEY"


def is_public(method: str, path: str) -> bool:
    """Say whether a path answers callers without a key: the page's files, the health checks, what Slack signs."""
    if path in SIGNED_BY_SLACK:
        return True
    return method in ("GET", "HEAD") and (path in _PUBLIC or path.startswith(_FILES))


def path_of(scope: Scope) -> str:
    """Return the path as the routes know it, without the prefix under which the service may stand."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


class Access:
    """Lets callers with a key through, and puts the caller's name in `request.state.caller` (None where open)."""

    def __init__(self, app: ASGIApp, keys: tuple[ApiKey, ...]) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        given = _keys_in(scope["headers"]) if self._keys else []
        caller = owner_of(given[0], self._keys) if len(given) == 1 else None
        scope.setdefault("state", {})["caller"] = caller
        if caller is not None:
            return await self._app(scope, receive, _kept_private(send))
        if not self._keys or is_public(scope.get("method", ""), path_of(scope)):
            return await self._app(scope, receive, send)
        answer = page(Request(scope)) if _wants_page(scope) else as_problem(_refusal(given))
        return await answer(scope, receive, send)


def _keys_in(headers: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """Return every key that was sent, as bytes: they need not be text."""
    found = []
    for name, value in headers:
        scheme, _, token = value.partition(b" ")
        if name == b"x-api-key":
            found.append(value.strip())
        elif name == b"authorization" and scheme.lower() == b"bearer":
            found.append(token.strip())
    return found


def _refusal(given: list[bytes]) -> Unauthorized:
    if not given:
        return Unauthorized(f"this service needs a key: {_HOW}")
    if len(given) > 1:  # which one counts would depend on who reads them
        return Unauthorized(f"more than one key was sent; {_HOW}", refused=True)
    return Unauthorized("the key is not known here", refused=True)


def _wants_page(scope: Scope) -> bool:
    """Say whether a browser opens a shared brief. It gets the page, which asks for the key, stored or not."""
    if scope.get("method") not in ("GET", "HEAD") or not path_of(scope).startswith(_BRIEFS):
        return False
    return prefers_page(Headers(scope=scope).get("accept", ""))


def _kept_private(send: Send) -> Send:
    """Let no shared cache keep an answer: `X-API-Key` does not tell it, as `Authorization` would (RFC 9111, 3.5)."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("cache-control", "private")
        await send(message)

    return sent

"""One GET, and at most one more when the first failed in a way that may pass. The only place that retries a fetch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.errors import ArticleUnreadable
from summarizer.sources.body import read_body, too_large
from summarizer.sources.budget import Budget, BudgetSpent, FetchLimits, Unreachable, current_budget
from summarizer.sources.guard import Guard, Target

if TYPE_CHECKING:
    import ssl

    import httpcore2

    from summarizer.sources.transport import GuardedTransport, Resolve

NO_ANSWER = "the page could not be read: its host did not answer as it should within the limits"
_ONCE_MORE = frozenset({502, 503, 504})
_PAUSE = 0.2  # seconds before the second try


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent; `headers` have lower-case names. `body` is empty where it was not wanted."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


Wanted = Callable[[Answer], bool]


class Client:
    """Sends GET requests over the guarded wire; opens nothing before the first."""

    def __init__(
        self,
        guard: Guard,
        limits: FetchLimits,
        user_agent: str,
        *,
        resolve: Resolve | None = None,
        backend: httpcore2.AsyncNetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._limits = limits
        self._user_agent = user_agent
        self._resolve, self._backend, self._ssl_context = resolve, backend, ssl_context
        self._transport: GuardedTransport | None = None

    async def get(
        self, target: Target, headers: Mapping[str, str], wanted: Wanted, *, cut: int | None = None
    ) -> Answer:
        """Return the answer for `target`; its body is read when `wanted` says so, up to `cut` bytes if given.

        Raises:
            ArticleUnreadable: `fetch_failed` whatever kept the host from answering, `too_large`, `bad_encoding`.

        """
        try:
            answer = await self._attempt(target, headers, wanted, cut)
            if answer is None or answer.status in _ONCE_MORE:
                await asyncio.sleep(_PAUSE)
                answer = await self._attempt(target, headers, wanted, cut)
        except Unreachable:
            answer = None
        except BudgetSpent:
            raise too_large() from None
        if answer is None:
            raise ArticleUnreadable("fetch_failed", NO_ANSWER)
        return answer

    async def _attempt(
        self, target: Target, headers: Mapping[str, str], wanted: Wanted, cut: int | None
    ) -> Answer | None:
        from summarizer.sources import transport

        limits = self._limits
        budget = Budget(limits.header_bytes, cut or limits.wire_bytes)
        token = current_budget.set(budget)
        sent = {
            "user-agent": self._user_agent,
            "accept": "text/html, */*;q=0.5",
            "accept-encoding": "gzip",
            **headers,
        }
        request = transport.get(target.url, sent, connect=limits.connect_seconds, read=limits.read_seconds)
        try:
            response = await self._opened().handle_async_request(request)
            try:
                budget.in_headers = False
                answer = Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()})
                if not wanted(answer):
                    return answer
                return replace(answer, body=await read_body(response, limits.decoded_bytes, cut))
            finally:
                await response.aclose()
        except transport.TRANSIENT:
            return None
        finally:
            current_budget.reset(token)

    def _opened(self) -> GuardedTransport:
        if self._transport is None:
            from summarizer.sources import transport

            self._transport = transport.open_transport(self._guard, self._resolve, self._backend, self._ssl_context)
        return self._transport

    async def aclose(self) -> None:
        """Close every connection; a later `get` opens new ones."""
        opened, self._transport = self._transport, None
        if opened is not None:
            await opened.aclose()

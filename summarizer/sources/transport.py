"""The wire under `fetch`: names resolved once, every address checked, every byte counted.

Imported only when something is fetched (httpx2 costs 170 ms).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore2
import httpx2

from summarizer.sources.budget import Unreachable, current_budget
from summarizer.sources.guard import Guard, is_literal

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# What an exchange may end in, besides an answer. Which of them it was is never told to the caller.
TRANSIENT = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, OSError)
MAX_ADDRESSES = 4  # of one name are tried; more only waste the time allowed for connecting


async def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the addresses of `host` as the system's resolver gives them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=1)  # 1: SOCK_STREAM
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to checked addresses only. Host header and SNI keep the name: they are set above this layer."""

    def __init__(self, guard: Guard, resolve: Resolve, inner: httpcore2.AsyncNetworkBackend) -> None:
        self._guard = guard
        self._resolve = resolve
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore2's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve `host` once and connect to the first of its addresses that answers."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked(host, port)
                return await self._connect(addresses, port, timeout)
        except TimeoutError:
            raise httpcore2.ConnectTimeout from None

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses to try; a name with one bad address among many is bad."""
        try:
            addresses = [host] if is_literal(host) else await self._resolve(host, port)
        except (OSError, UnicodeError):
            raise Unreachable from None
        if not addresses or not (self._guard.trusts(host, port) or self._guard.admits(addresses)):
            raise Unreachable
        return addresses[:MAX_ADDRESSES]

    async def _connect(
        self, addresses: Sequence[str], port: int, seconds: float | None
    ) -> httpcore2.AsyncNetworkStream:
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = seconds / left if seconds else None
            try:
                return MeteredStream(await self._inner.connect_tcp(address, port, timeout=share))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if left == 1:
                    raise
        raise Unreachable


class MeteredStream(httpcore2.AsyncNetworkStream):
    """A stream that charges what it reads to the budget of the exchange that reads it."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read at most `max_bytes`. Raises BudgetSpent."""
        budget = current_budget.get()
        if budget is not None:
            budget.check()
        data = await self._inner.read(max_bytes, timeout=timeout)
        if budget is not None:
            budget.charge(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write `buffer`."""
        await self._inner.write(buffer, timeout=timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        """Return the stream inside TLS, metered too."""
        return MeteredStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """Return what the wrapped stream knows."""
        return self._inner.get_extra_info(info)


class GuardedTransport(httpx2.AsyncBaseTransport):
    """httpx2's wire on our backend: no proxy, no environment, no cookies, no redirects, HTTP/1.1."""

    def __init__(self, backend: GuardedBackend, ssl_context: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl_context or httpx2.create_ssl_context(trust_env=False),
            max_connections=None,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send `request`; the body of the answer is streamed as it came over the wire."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=None,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Body(httpx2.AsyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()


def get(url: str, headers: dict[str, str], *, connect: float, read: float) -> httpx2.Request:
    """Return a GET request; times are seconds per connection and per read."""
    timeout = {"connect": connect, "read": read, "write": read, "pool": None}
    return httpx2.Request("GET", url, headers=headers, extensions={"timeout": timeout})


def open_transport(
    guard: Guard,
    resolve: Resolve | None,
    backend: httpcore2.AsyncNetworkBackend | None,
    ssl_context: ssl.SSLContext | None,
) -> GuardedTransport:
    """Return the guarded wire; what is None is the system's resolver, anyio's sockets, the system's certificates."""
    inner = backend or httpcore2.AnyIOBackend()
    return GuardedTransport(GuardedBackend(guard, resolve or resolve_by_system, inner), ssl_context)

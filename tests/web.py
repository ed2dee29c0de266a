"""A hostile web on loopback: real sockets, raw answers, a resolver and a backend that say where a name leads.

`Web` serves; `web.fetcher()` reaches it under the name `news.example.org` as if it stood at a public address.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpcore2

from summarizer.sources.fetch import Fetcher

PUBLIC = "93.184.216.34"
HOST = "news.example.org"
ROOT = f"http://{HOST}"


@dataclass
class Request:
    method: str
    target: str
    headers: dict[str, str]
    peer_writer: asyncio.StreamWriter = field(repr=False)


Behaviour = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


def answer(
    body: bytes | str = b"",
    *,
    status: str = "200 OK",
    content_type: str | None = "text/html; charset=utf-8",
    headers: Sequence[tuple[str, str]] = (),
    length: int | None = None,
) -> Behaviour:
    """A plain answer with one body."""
    data = body.encode() if isinstance(body, str) else body

    async def behave(request: Request, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data) if length is None else length}"]
        lines += [f"Content-Type: {content_type}"] if content_type else []
        lines += [f"{name}: {value}" for name, value in headers]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        await writer.drain()

    return behave


def conditional(body: str | bytes, content_type: str, modified: str | None = None) -> Behaviour:
    """The same with an ETag (and a date, where given), and 304 to whoever has it already."""
    data = body.encode() if isinstance(body, str) else body
    etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    marks = [("ETag", etag), *([("Last-Modified", modified)] if modified else [])]
    whole = answer(data, content_type=content_type, headers=marks)
    unchanged = answer(b"", status="304 Not Modified", content_type=None, headers=marks)

    async def behave(request: Request, writer: asyncio.StreamWriter) -> None:
        known = request.headers.get("if-none-match") == etag
        await (unchanged if known else whole)(request, writer)

    return behave


def redirect(location: str, status: str = "302 Found") -> Behaviour:
    return answer(b"", status=status, headers=[("Location", location)])


def raw(*pieces: bytes, pause: float = 0.0, forever: bool = False) -> Behaviour:
    """Bytes as they are; with `forever` the last piece is sent again and again until nobody listens."""

    async def behave(request: Request, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if pause:
                await asyncio.sleep(pause)
        while forever:
            writer.write(pieces[-1])
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def bomb(plain_size: int, layers: int = 1) -> bytes:
    data = b"<p>" + b"a" * plain_size
    for _ in range(layers):
        data = gzip.compress(data)
    return data


@dataclass
class RecordingBackend(httpcore2.AsyncNetworkBackend):
    """Opens sockets where `doors` says, refuses anywhere else, and notes every address it was asked for."""

    doors: dict[str, tuple[str, int]] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def connect_tcp(self, host, port, timeout=None, **options):  # noqa: ASYNC109 - httpcore2 says so
        self.asked.append((host, port))
        door = self.doors.get(host)
        if door is None:
            raise httpcore2.ConnectError("nobody there")
        return await httpcore2.AnyIOBackend().connect_tcp(*door, timeout=timeout)


@dataclass
class Names:
    """A resolver made of a table; counts what it is asked. A name's answers may change from call to call."""

    table: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.table.get(host)
        if answers is None:
            raise OSError("no such name")
        return answers[(self.asked.count(host) - 1) % len(answers)]


@dataclass
class Web:
    """The server: `routes` maps a path (with query) to a behaviour; anything else is 404."""

    routes: dict[str, Behaviour] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)
    port: int = 0
    names: Names = field(default_factory=lambda: Names({HOST: [[PUBLIC]]}))
    backend: RecordingBackend = field(default_factory=RecordingBackend)

    @property
    def trusted(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def root(self) -> str:
        return f"http://{self.trusted}"

    def fetcher(self, **options) -> Fetcher:
        options.setdefault("resolve", self.names)
        options.setdefault("backend", self.backend)
        return Fetcher(**options)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ", 2)
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
                request = Request(method, target, headers, writer)
                self.seen.append(request)
                behave = self.routes.get(target, answer("no such page", status="404 Not Found"))
                await behave(request, writer)
                if behave.__name__ == "behave_and_close":
                    break
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()


def closing(behave: Behaviour) -> Behaviour:
    """The same, but the connection is closed afterwards."""

    async def behave_and_close(request: Request, writer: asyncio.StreamWriter) -> None:
        await behave(request, writer)

    return behave_and_close


@contextlib.asynccontextmanager
async def serving(routes: dict[str, Behaviour] | None = None, ssl_context=None, port: int = 0) -> AsyncIterator[Web]:
    web = Web(routes or {})
    server = await asyncio.start_server(web._serve, "127.0.0.1", port, ssl=ssl_context)
    web.port = server.sockets[0].getsockname()[1]
    web.backend.doors[PUBLIC] = ("127.0.0.1", web.port)
    try:
        yield web
    finally:
        server.close()
        for request in web.seen:
            request.peer_writer.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await server.wait_closed()

"""A model provider on loopback: a real socket that speaks the chat-completions protocol with scripted replies.

It runs an asyncio server in a thread of its own, so that a test can be stopped, hung up on and lied to at
the byte level, which no mock of a client shows.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPLIES = Path(__file__).with_name("replies")
_UNSET = object()


@dataclass(frozen=True)
class Scripted:
    """What the provider does with one call: a status and a body, or a fault of the transport."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    hang: str | None = None  # "before" or "after" the headers: never finishes, until the client leaves
    reset: str | None = None  # "before" or "after" the headers: the connection is reset
    cut: int | None = None  # only so many bytes of the body are sent, then the connection closes
    length: int | None = None  # a Content-Length that lies
    drip: float = 0.0  # seconds between the bytes of the body
    chunked: bool = False  # `body` is sent as it stands under `Transfer-Encoding: chunked`


def message(content: Any = None, *, finish: Any = "stop", **more: Any) -> dict[str, Any]:
    """Return a completion whose first choice says `content`."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **more}}
    return completion([choice | ({} if finish is _UNSET else {"finish_reason": finish})])


def completion(choices: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a chat completion with these choices."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "local",
        "choices": list(choices),
        "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150},
    }


def says(content: Any = None, **more: Any) -> Scripted:
    """Return the call that is answered with `content`; a value that is no string is sent as JSON."""
    if content is not None and not isinstance(content, str):
        content = json.dumps(content)
    return Scripted(body=json.dumps(message(content, **more)).encode())


def error(status: int, text: str = "no", **headers: str) -> Scripted:
    """Return a call that is answered with an error in the provider's own shape."""
    body = json.dumps({"error": {"message": text, "type": "error", "code": str(status)}}).encode()
    return Scripted(status, body, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


Rule = Callable[[dict[str, Any]], Scripted]


@dataclass
class Provider:
    """The server. `script` sets what the next calls get (the last one repeats); `calls` holds what they asked."""

    port: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)
    answered: int = 0
    left: int = 0  # clients that hung up while they were waiting
    asked: threading.Event = field(default_factory=threading.Event)
    deserted: threading.Event = field(default_factory=threading.Event)
    _script: list[Scripted | Rule] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Return the address of the API."""
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, *steps: Scripted | Rule) -> None:
        """Forget the calls so far and answer the next ones by `steps`; a function sees the call's body."""
        self.calls, self.answered, self.left, self._script = [], 0, 0, list(steps)
        self.asked.clear()
        self.deserted.clear()

    def start(self) -> None:
        """Serve on a free port, in a thread of its own."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        self._thread.start()
        ready.wait(10)

    def stop(self) -> None:
        """Stop serving and wait for the thread."""
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(10)

    async def _run(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._done = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._done.wait()
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            asked = json.loads(await reader.readexactly(length) or b"{}")
            await self._answer(self._step(asked), reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.left += 1
        finally:
            writer.close()

    def _step(self, asked: dict[str, Any]) -> Scripted:
        step = self._script[min(len(self.calls), len(self._script) - 1)]
        self.calls.append(asked)
        self.asked.set()
        return step if isinstance(step, Scripted) else step(asked)

    async def _answer(self, step: Scripted, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if step.reset == "before":
            return _reset(writer)
        if step.hang == "before":
            return await self._until_left(reader)
        writer.write(_head(step))
        await writer.drain()
        if step.reset == "after":
            return _reset(writer)
        if step.hang == "after":
            return await self._until_left(reader)
        if step.status == 200:
            self.answered += 1
        await _send(step.body[: step.cut], step.drip, writer)
        return None

    async def _until_left(self, reader: asyncio.StreamReader) -> None:
        """Say nothing until the client hangs up; a client that never does is a hang of ours."""
        await reader.read()
        self.left += 1
        self.deserted.set()


def _head(step: Scripted) -> bytes:
    size = (
        "Transfer-Encoding: chunked"
        if step.chunked
        else f"Content-Length: {len(step.body) if step.length is None else step.length}"
    )
    given = {name.lower() for name, _ in step.headers}
    lines = [f"HTTP/1.1 {step.status} Scripted", "Connection: close", size, *(f"{k}: {v}" for k, v in step.headers)]
    if "content-type" not in given:
        lines.append("Content-Type: application/json")
    return "\r\n".join((*lines, "", "")).encode()


async def _send(body: bytes, drip: float, writer: asyncio.StreamWriter) -> None:
    if not drip:
        writer.write(body)
        await writer.drain()
        return
    for at in range(len(body)):
        writer.write(body[at : at + 1])
        await writer.drain()
        await asyncio.sleep(drip)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the peer sees a reset, not an end."""
    import socket

    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@contextlib.contextmanager
def serving() -> Iterator[Provider]:
    """Serve for as long as the context lasts."""
    provider = Provider()
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()

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


class Tap:
    """Lets the events of an answer out one by one, when the test says so and not by a clock."""

    def __init__(self) -> None:
        self._allowed = 0
        self._lock = threading.Lock()
        self._waiting: list[Callable[[], object]] = []

    def let(self, events: int = 1) -> None:
        """Let so many events out."""
        with self._lock:
            self._allowed += events
            waiting, self._waiting = self._waiting, []
        for wake in waiting:
            wake()

    async def pour(self) -> None:
        """Wait until one more event may leave."""
        loop, more = asyncio.get_running_loop(), asyncio.Event()
        while True:
            with self._lock:
                if self._allowed:
                    self._allowed -= 1
                    return
                self._waiting.append(lambda: loop.call_soon_threadsafe(more.set))
            await more.wait()
            more.clear()


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
    events: tuple[bytes, ...] = ()  # sent one after the other, as they stand, until the connection is closed
    pace: float = 0.0  # seconds before each event
    tap: Tap | None = None  # lets each event out


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


def chunk(delta: dict[str, Any] | None = None, *, finish: str | None = None, **more: Any) -> bytes:
    """Return one event of a streamed completion; without a `delta` one that has no choice."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000, "model": "local"}
    return event(json.dumps({**head, "choices": choices, **more}))


def event(data: str) -> bytes:
    """Return a server-sent event."""
    return f"data: {data}\n\n".encode()


def pours(
    content: Any, *, size: int = 24, finish: str | None = "stop", key: str = "content", end: bool = True, **more: Any
) -> Scripted:
    """Return the call that is answered with `content` in events of `size` characters each.

    `key` "arguments" sends it as those of a tool; without `end` the stream just stops: no finish, no `[DONE]`.
    """
    text = content if isinstance(content, str) else json.dumps(content)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    if key == "arguments":
        call = {"index": 0, "id": "c", "type": "function"}
        sent = [chunk({"tool_calls": [{**call, "function": {"name": "answer", key: piece}}]}) for piece in pieces]
    else:
        sent = [chunk({key: piece}) for piece in pieces]
    usage = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}
    last = [chunk({}, finish=finish), chunk(usage=usage), event("[DONE]")] if end else []
    return Scripted(events=(*sent, *last), **more)


def poured(step: Scripted, **more: Any) -> Rule:
    """Return the rule that streams the completion of `step` to who asks for a stream; what is no completion stays."""

    def answer(asked: dict[str, Any]) -> Scripted:
        try:
            choice = json.loads(step.body)["choices"][0]
            said, finish = choice["message"]["content"], choice.get("finish_reason")
            calls = choice["message"].get("tool_calls")
        except (ValueError, LookupError, RecursionError, TypeError):
            return step
        if not asked.get("stream"):
            return step
        if calls:
            return pours(calls[0]["function"]["arguments"], key="arguments", finish=finish, **more)
        return pours(said or "", finish=finish, end=finish is not None, **more)

    return answer


def error(status: int, text: str = "no", **headers: str) -> Scripted:
    """Return a call that is answered with an error in the provider's own shape."""
    body = json.dumps({"error": {"message": text, "type": "error", "code": str(status)}}).encode()
    return Scripted(status, body, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


Rule = Callable[[dict[str, Any]], Scripted]


def embeds(vector: Callable[[str], Sequence[float]]) -> Rule:
    """Return the rule that answers a call for embeddings, last text first: only `index` says which is whose."""

    def answer(asked: dict[str, Any]) -> Scripted:
        rows = [
            {"object": "embedding", "index": n, "embedding": list(vector(text))}
            for n, text in enumerate(asked["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return Scripted(
            body=json.dumps({"object": "list", "data": rows[::-1], "model": "local", "usage": usage}).encode()
        )

    return answer


@dataclass
class Provider:
    """The server. `script` sets what the next calls get (the last one repeats); `calls` holds what they asked."""

    port: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)
    answered: int = 0
    left: int = 0  # clients that hung up while they were waiting
    poured: int = 0  # events sent
    asked: threading.Event = field(default_factory=threading.Event)
    deserted: threading.Event = field(default_factory=threading.Event)
    loop: asyncio.AbstractEventLoop = field(init=False)
    _script: list[Scripted | Rule] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Return the address of the API."""
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, *steps: Scripted | Rule) -> None:
        """Forget the calls so far and answer the next ones by `steps`; a function sees the call's body."""
        self.calls, self.answered, self.left, self.poured, self._script = [], 0, 0, 0, list(steps)
        self.asked.clear()
        self.deserted.clear()

    def start(self) -> None:
        """Serve on a free port, in a thread of its own."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        self._thread.start()
        if not ready.wait(60):
            raise RuntimeError("the provider did not open")

    def stop(self) -> None:
        """Stop serving and wait for the thread."""
        self.loop.call_soon_threadsafe(self._done.set)
        self._thread.join(60)

    async def _run(self, ready: threading.Event) -> None:
        self.loop = asyncio.get_running_loop()
        self._done = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._done.wait()
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = self._script
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            asked = json.loads(await reader.readexactly(length) or b"{}")
            if await self._answer(self._step(asked), reader, writer):
                self._note_left(script)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._note_left(script)
        finally:
            writer.close()

    def _note_left(self, script: list[Scripted | Rule]) -> None:
        if script is self._script:  # else it was a client of the test before, and is found out late
            self.left += 1
            self.deserted.set()

    def _step(self, asked: dict[str, Any]) -> Scripted:
        step = self._script[min(len(self.calls), len(self._script) - 1)]
        self.calls.append(asked)
        self.asked.set()
        return step if isinstance(step, Scripted) else step(asked)

    async def _answer(self, step: Scripted, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer as `step` says, and return whether the client hung up while it was waiting."""
        if step.reset == "before":
            _reset(writer)
            return False
        if step.hang == "before":
            return await self._until_left(reader)
        writer.write(_head(step))
        await writer.drain()
        if step.reset == "after":
            _reset(writer)
            return False
        if step.hang == "after":
            return await self._until_left(reader)
        if step.status == 200:
            self.answered += 1
        if step.events:
            return await self._pour(step, reader, writer)
        await _send(step.body[: step.cut], step.drip, writer)
        return False

    async def _pour(self, step: Scripted, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Send the events, each in its time, until they are over or the client has gone; return whether it has."""
        gone = asyncio.create_task(reader.read())
        try:
            for sent in step.events:
                due = asyncio.create_task(step.tap.pour() if step.tap else asyncio.sleep(step.pace))
                await asyncio.wait({due, gone}, return_when=asyncio.FIRST_COMPLETED)
                if gone.done():
                    due.cancel()
                    return True
                writer.write(sent)
                await writer.drain()
                self.poured += 1
            return False
        finally:
            gone.cancel()

    async def _until_left(self, reader: asyncio.StreamReader) -> bool:
        """Say nothing until the client hangs up; a client that never does is a hang of ours."""
        await reader.read()
        return True


def catch_up(loop: asyncio.AbstractEventLoop) -> None:
    """Wait until a server has taken in what its sockets hold by now; it runs in another thread."""

    async def turns() -> None:
        for _ in range(20):  # to accept a connection and to read it takes some five
            await asyncio.sleep(0)

    asyncio.run_coroutine_threadsafe(turns(), loop).result(60)


def _head(step: Scripted) -> bytes:
    given = {name.lower() for name, _ in step.headers}
    lines = [f"HTTP/1.1 {step.status} Scripted", "Connection: close", *(f"{k}: {v}" for k, v in step.headers)]
    if step.chunked:
        lines.append("Transfer-Encoding: chunked")
    elif not step.events:  # events end with the connection
        lines.append(f"Content-Length: {len(step.body) if step.length is None else step.length}")
    if "content-type" not in given:
        lines.append(f"Content-Type: {'text/event-stream' if step.events else 'application/json'}")
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

"""Parsing in processes that can be killed: bad pages and feeds cost minutes and gigabytes, and crash parsers.

Parent and child (`worker`) speak over pipes, a line of JSON and then bytes, so that a child that was taken over can
answer nothing but text. It gets no secrets in its environment and ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from types import TracebackType
from typing import Any, NamedTuple, Self

from summarizer.errors import ArticleUnreadable
from summarizer.sources.pages import Extracted
from summarizer.sources.worker import TOO_COMPLEX

_MAX_REPLY = 64_000_000  # bytes of one line that the child may answer
_START_SECONDS = 30.0  # for a child to come up on a busy machine; it takes half a second on an idle one
_SHELL = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TZ")


class Limits(NamedTuple):
    """What one page may cost its worker. `wall_seconds` counts waiting for the processor too."""

    cpu_seconds: int
    memory_mb: int
    wall_seconds: float


class WorkerPool:
    """Does one kind of job in `workers` child processes, started when first needed; close it with `aclose`.

    What takes more than the limits ends as `too_complex`, its worker is killed and replaced; the others do not notice.
    """

    def __init__(self, job: str, workers: int, limits: Limits) -> None:
        self._idle: asyncio.LifoQueue[_Child] = asyncio.LifoQueue()
        self._children = [_Child(job, limits) for _ in range(workers)]
        for child in reversed(self._children):
            self._idle.put_nowait(child)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def start(self) -> None:
        """Start every worker now, so that the first page does not wait for one."""
        held = [await self._idle.get() for _ in self._children]
        try:
            await asyncio.gather(*(child.start() for child in held))
        finally:
            for child in held:
                self._idle.put_nowait(child)

    async def aclose(self) -> None:
        """End every worker. A later `extract` starts new ones."""
        await asyncio.gather(*(child.end() for child in self._children))

    async def ask(self, head: dict[str, str | None], body: bytes) -> dict[str, Any]:
        """Have `body` read by a worker that is free, and return what it answers.

        Raises:
            ArticleUnreadable: what the job raises, or `too_complex`.

        """
        child = await self._idle.get()
        try:
            return await child.ask(head, body)
        finally:
            self._idle.put_nowait(child)


class ExtractionPool(WorkerPool):
    """Extracts the articles of pages. Each may take twice as long as the processor counts, on a busy machine."""

    def __init__(self, workers: int = 2, *, cpu_seconds: int = 5, memory_mb: int = 512) -> None:
        super().__init__("page", workers, Limits(cpu_seconds, memory_mb, 2.0 * cpu_seconds + 1.0))

    async def extract(self, html: str | bytes, *, url: str | None = None, charset: str | None = None) -> Extracted:
        """Do what `extract.extract` does, in a worker.

        Raises:
            ArticleUnreadable: `empty`, `too_complex`.

        """
        body = html.encode("utf-8", "replace") if isinstance(html, str) else html
        head = {"url": url, "charset": "utf-8" if isinstance(html, str) else charset}
        reply = await self.ask(head, body)
        return Extracted(**{**reply, "warnings": tuple(reply["warnings"])})


class _Child:
    """One worker process, seen from the parent. Used by one task at a time."""

    def __init__(self, job: str, limits: Limits) -> None:
        self._limits = {"job": job, "cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb}
        self._wall_seconds = limits.wall_seconds
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> asyncio.subprocess.Process:
        """Return the process, started if there was none, with its libraries at hand."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        environment = {name: os.environ[name] for name in _SHELL if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "summarizer.sources.worker", json.dumps(self._limits),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=environment, limit=_MAX_REPLY,
        )  # fmt: skip
        async with asyncio.timeout(_START_SECONDS):
            await self._reply(self._process)
        return self._process

    async def ask(self, head: dict[str, str | None], body: bytes) -> dict[str, Any]:
        """Send one page and return what was read from it; after any failure the process is not used again."""
        try:
            process = await self.start()
            async with asyncio.timeout(self._wall_seconds):
                await self._send(process, {**head, "size": len(body)}, body)
                reply = await self._reply(process)
        except (TimeoutError, OSError, EOFError, ValueError):
            await self.end()
            raise ArticleUnreadable("too_complex", TOO_COMPLEX) from None
        except BaseException:
            await self.end()
            raise
        if reply.get("last"):
            await self.end()
        if reason := reply.get("reason"):
            raise ArticleUnreadable(reason, reply["detail"])
        return reply

    async def _send(self, process: asyncio.subprocess.Process, head: dict[str, Any], body: bytes) -> None:
        if process.stdin is None:
            raise EOFError
        process.stdin.write(json.dumps(head).encode() + b"\n")
        process.stdin.write(body)
        await process.stdin.drain()

    async def _reply(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        line = await process.stdout.readline() if process.stdout is not None else b""
        if not line.endswith(b"\n"):
            raise EOFError
        reply: dict[str, Any] = json.loads(line)
        return reply

    async def end(self) -> None:
        """Kill the process, if there is one, and wait until it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        # Shielded: a child whose parent was cancelled must be waited for as well, or it stays as a zombie.
        await asyncio.shield(process.wait())

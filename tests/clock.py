"""An event loop whose clock a test puts forward: what ends at a deadline ends when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, TypeVar

T = TypeVar("T")


class ClockLoop(asyncio.SelectorEventLoop):
    """A loop that shows the time later than it is, by as much as it was told; `newest` is the one made last."""

    newest: ClassVar[ClockLoop]

    def __init__(self) -> None:
        self._ahead = 0.0
        super().__init__()
        ClockLoop.newest = self

    def time(self) -> float:
        return super().time() + self._ahead

    def forward(self, seconds: float) -> None:
        """Let so many seconds pass at once; from any thread."""

        def go() -> None:
            self._ahead += seconds

        self.call_soon_threadsafe(go)


def run_forward(work: Coroutine[Any, Any, T], *, when: Callable[[], bool], seconds: float) -> T:
    """Run `work`, and let `seconds` pass as soon as `when` returns True; it may wait for that."""

    async def both() -> T:
        task = asyncio.ensure_future(work)
        assert await asyncio.to_thread(when)
        ClockLoop.newest.forward(seconds)
        return await task

    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        return runner.run(both())

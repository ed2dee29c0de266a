"""Single flight: many who want the same thing at once wait for one who makes it, and see how far it is."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

T = TypeVar("T")
E = TypeVar("E")


class Flight(Generic[T, E]):
    """One task under way, what it told so far, and how many wait for it.

    What it tells is numbered from `first`, a random number: a number of a flight that was given up is not taken for
    one of the flight after it.
    """

    def __init__(self, make: Callable[[Flight[T, E]], Coroutine[Any, Any, T]]) -> None:
        self.first = 1 + secrets.randbelow(2**31)
        self.told: list[E] = []
        self.waiting = 0
        self._more = asyncio.Event()
        self.task = asyncio.create_task(make(self))
        self.task.add_done_callback(lambda _: self._wake())

    def tell(self, event: E) -> None:
        """Add to what was told, for those who wait and those who come later."""
        self.told.append(event)
        self._wake()

    def _wake(self) -> None:
        self._more.set()
        self._more = asyncio.Event()

    async def follow(self, at: int = 0, *, due: float | None = None) -> AsyncGenerator[tuple[int, E], None]:
        """Yield what was told from place `at` on, with its place, until the task is done.

        Raises `TimeoutError` when it is not done at `due` (seconds of the event loop's clock).
        """
        while True:
            more, done = self._more, self.task.done()
            while at < len(self.told):
                yield at, self.told[at]
                at += 1
            if done:
                return
            async with asyncio.timeout_at(due):
                await more.wait()


class SingleFlight(Generic[T, E]):
    """One flight per key. It ends early only when the last one who waits for it has gone."""

    def __init__(self) -> None:
        self._flights: dict[str, Flight[T, E]] = {}

    @contextmanager
    def join(
        self, key: str, make: Callable[[Flight[T, E]], Coroutine[Any, Any, T]]
    ) -> Iterator[tuple[Flight[T, E], bool]]:
        """Wait with the flight under way for `key`, or begin one; the second value says whether it is our own."""
        flight = self._flights.get(key)
        led = flight is None
        if flight is None:
            flight = begun = self._flights[key] = Flight(make)
            flight.task.add_done_callback(lambda _: self._land(key, begun))
        flight.waiting += 1
        try:
            yield flight, led
        finally:
            self._leave(key, flight)

    async def run(self, key: str, make: Callable[[Flight[T, E]], Coroutine[Any, Any, T]]) -> tuple[T, bool]:
        """Return what `make` returns, from a flight under way for `key` if there is one, and whether it was our own."""
        with self.join(key, make) as (flight, led):
            return await asyncio.shield(flight.task), led

    def _leave(self, key: str, flight: Flight[T, E]) -> None:
        flight.waiting -= 1
        if not flight.waiting:
            self._land(key, flight)  # whoever comes next starts anew, not with a task that is being cancelled
            flight.task.cancel()

    def _land(self, key: str, flight: Flight[T, E]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


def place_after(last: int | None, first: int, count: int) -> int:
    """Return the place after number `last` among `count` told from `first` on; the first where it is not of them.

    The result follows what was told, under the next number: who has that too is given it again.
    """
    return min(last + 1 - first, count) if last is not None and first <= last <= first + count else 0

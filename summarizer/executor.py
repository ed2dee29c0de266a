"""Where heavy work runs: one small door, so that more processes, or more machines, can stand behind it.

    with Workers(2) as executor:
        for result in executor.map_batches(function, batches):      in the order of the batches
            ...

Work is given as a function and batches that share no state. To be sent elsewhere, the function must stand at the top
of a module, batches and results must pickle, and running a batch twice must do no harm. `map_batches` has the shape of
the built-in `map`, so a room below this one takes that shape as a value and needs no import from here.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing.connection import Connection
from threading import Thread
from types import TracebackType
from typing import Final, Generic, NamedTuple, Protocol, Self, TypeVar

from summarizer.errors import WorkerLost

Batch = TypeVar("Batch")
Result = TypeVar("Result")

AHEAD: Final = 2  # batches handed out per worker: none waits for work, and few results wait to be taken


class Executor(Protocol):
    """Runs one function over many batches, somewhere."""

    def map_batches(self, function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Yield `function(batch)` for each batch, in the order given; batches are drawn as they are needed.

        What `function` raises is raised here, when its result is due. Raises `WorkerLost` where work was lost twice.
        """
        ...


class Inline:
    """Runs every batch in this thread, when its result is asked for."""

    def map_batches(self, function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Yield `function(batch)` for each batch, in the order given."""
        return map(function, batches)


class Workers:
    """Runs batches in `workers` processes of this machine, started when there is a second batch; use it as a context.

    A worker that dies (killed for its memory, say) is replaced and its batches run once more.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._wanted: Connection | None = None  # while it is open, the processes stay

    def map_batches(self, function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Yield `function(batch)` for each batch, in the order given; one batch alone runs here."""
        waiting = iter(batches)
        first = list(islice(waiting, 2))
        if len(first) < 2 or self._workers < 2:
            return map(function, chain(first, waiting))
        return self._spread(function, chain(first, waiting))

    def _spread(self, function: Callable[[Batch], Result], batches: Iterator[Batch]) -> Iterator[Result]:
        running: deque[_Running[Batch, Result]] = deque()
        try:
            for batch in batches:
                running.append(self._start(function, batch))
                if len(running) >= AHEAD * self._workers:
                    yield self._finished(function, running)
            while running:
                yield self._finished(function, running)
        finally:
            for left in running:
                left.future.cancel()

    def _start(self, function: Callable[[Batch], Result], batch: Batch) -> _Running[Batch, Result]:
        try:
            return _Running(batch, self._opened().submit(function, batch))
        except BrokenProcessPool as error:  # it broke over an earlier batch: found out when that one is due
            lost: Future[Result] = Future()
            lost.set_exception(error)
            return _Running(batch, lost)

    def _finished(self, function: Callable[[Batch], Result], running: deque[_Running[Batch, Result]]) -> Result:
        """Return the result that is due; where its worker died, run all that was under way once more."""
        try:
            result = running[0].future.result()
        except BrokenProcessPool:
            self.close()
            again = [self._start(function, left.batch) for left in running]
            running.clear()
            running.extend(again)
            try:
                result = running[0].future.result()
            except BrokenProcessPool:
                self.close()
                raise WorkerLost("a worker process died twice over the same work; is there enough memory?") from None
        running.popleft()
        return result

    def _opened(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from multiprocessing import get_context

            context = get_context("spawn")  # not forked: a fork copies the locks of threads that it does not copy
            wanted, self._wanted = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=context, initializer=_begin_worker, initargs=(wanted,)
            )
        return self._pool

    def close(self) -> None:
        """End the processes; work that was not begun is dropped. A later call starts new ones."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._dismiss()

    def _dismiss(self) -> None:
        """Let the processes end at once, whatever they are doing."""
        if self._wanted is not None:
            self._wanted.close()
            self._wanted = None

    def __enter__(self) -> Self:
        """Return the executor; it closes at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; after an error, or Ctrl-C, nobody waits for what they are doing."""
        if error is not None:
            self._dismiss()
        self.close()


class _Running(NamedTuple, Generic[Batch, Result]):
    batch: Batch
    future: Future[Result]


def _begin_worker(wanted: Connection) -> None:
    """Leave Ctrl-C to the parent, and leave when it wants no more or ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_when_closed, args=(wanted,), daemon=True).start()


def _leave_when_closed(wanted: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        wanted.recv()
    os._exit(1)

"""One run per list at a time, whoever else tries: a lease in the store that survives being killed.

A lease has a generation. To take over from a holder that is gone is to `add` the next generation, which only one can
do; to look whether one still holds it is to look whether there is a later one. A holder on this machine that is gone
is known at once, by its process; one elsewhere when it has not said for `SILENT` seconds that it lives.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from summarizer.caches import Store
from summarizer.errors import ListBusy, StoreFailed
from summarizer.models.base import Model

log = logging.getLogger(__name__)

BEAT: Final = 15.0  # seconds between two signs of life
_LOOKS: Final = 20  # at an entry that is listed and cannot be read; then it is damaged, and as good as gone
SILENT: Final = 90.0  # seconds without one after which a holder elsewhere counts as gone


class Holder(Model):
    """Who holds a lease: the process, told apart from a later one with its number, and its last sign of life."""

    host: str
    pid: int
    started: str
    beat: float
    free: bool = False


class Lease:
    """A lease that is held. `check` raises `ListBusy` once another run has taken it over."""

    def __init__(self, store: Store, name: str, generation: int, holder: Holder, clock: Callable[[], float]) -> None:
        self._store = store
        self._name = name
        self._generation = generation
        self._holder = holder
        self._clock = clock

    def check(self) -> None:
        """See that this run still holds the list; to be called before anything that others can see."""
        if self._store.get(_key(self._name, self._generation + 1)) is not None:
            raise ListBusy(f"another run has taken the list {self._name!r} over: this one was silent for too long")

    def beat(self) -> None:
        """Say that the holder lives."""
        self._put(self._holder.model_copy(update={"beat": self._clock()}))

    def release(self) -> None:
        """Let the next run begin at once."""
        self._put(self._holder.model_copy(update={"free": True}))

    def _put(self, holder: Holder) -> None:
        self._store.set(_key(self._name, self._generation), holder.model_dump_json().encode())


@asynccontextmanager
async def held(store: Store, name: str, *, clock: Callable[[], float] = time.time) -> AsyncIterator[Lease]:
    """Hold the list `name` for as long as the context lasts.

    Raises `ListBusy` when another run holds it.
    """
    lease = await asyncio.to_thread(take, store, name, clock=clock)
    beating = asyncio.create_task(_beat(lease))
    try:
        yield lease
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating
        await asyncio.to_thread(lease.release)


async def _beat(lease: Lease) -> None:
    while True:
        await asyncio.sleep(BEAT)
        try:
            await asyncio.to_thread(lease.beat)
        except StoreFailed as error:  # the run itself will meet it where it matters
            log.warning("the lease of a list was not renewed: %s", error)


def take(store: Store, name: str, *, clock: Callable[[], float] = time.time) -> Lease:
    """Take the lease of the list `name`. Raises `ListBusy` when a run that lives holds it."""
    me = Holder(host=socket.gethostname(), pid=os.getpid(), started=_started(os.getpid()), beat=clock())
    for attempt in count():
        last = _last_generation(store, name)
        holder = _holder(store, name, last)
        if last and holder is None and attempt < _LOOKS:
            continue  # another run has just taken it over and tidied up: look again
        if holder is not None and not _is_gone(holder, clock()):
            raise ListBusy(f"the digest {name!r} is being made by another run (process {holder.pid} on {holder.host})")
        if store.add(_key(name, last + 1), me.model_dump_json().encode()):
            if last:
                store.delete(_key(name, last))
            return Lease(store, name, last + 1, me, clock)
    raise AssertionError("count() does not end")


def _key(name: str, generation: int) -> str:
    return f"digest/{name}/lease/{generation:08d}"


def _last_generation(store: Store, name: str) -> int:
    keys = store.keys(f"digest/{name}/lease/")
    return int(keys[-1].rpartition("/")[2]) if keys else 0


def _holder(store: Store, name: str, generation: int) -> Holder | None:
    found = store.get(_key(name, generation)) if generation else None
    try:
        return None if found is None else Holder.model_validate_json(found)
    except ValidationError:  # of another version: it is waited for as for one that is damaged
        return None


def _is_gone(holder: Holder, now: float) -> bool:
    """Say whether the holder is no more. On its own machine its process tells; a clock set back tells nothing."""
    if holder.free:
        return True
    if holder.host == socket.gethostname():
        return _started(holder.pid) != holder.started
    return now - holder.beat > SILENT


def _started(pid: int) -> str:
    """Return when a process of this machine began, as its kernel counts; empty where there is no such process."""
    try:
        with Path(f"/proc/{pid}/stat").open("rb") as stat:
            fields = stat.read().rpartition(b")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return "" if fields[0] in (b"Z", b"X") else f"{boot}/{fields[19].decode()}"
    except OSError:
        return _alive(pid)


def _alive(pid: int) -> str:
    """Say whether the process lives where there is no /proc: its number alone, which another may have by now."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return "alive"

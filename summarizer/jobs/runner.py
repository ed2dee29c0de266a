"""Accepted work: written down before it is begun, so that a killed process loses none and a repeat does none twice."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Generic, Literal, NamedTuple, TypeVar

from pydantic import ValidationError

from summarizer.errors import StoreFailed
from summarizer.jobs.holder import THIS_PROCESS, has_ended
from summarizer.jobs.waiting import WaitingStore
from summarizer.models import Model

log = logging.getLogger(__name__)

ATTEMPTS: Final = 3  # starts of one job, after which it is given up: it may be what kills the process
LEASE: Final = 90.0  # seconds without a sign of life after which another process may take a job over
BEAT: Final = 30.0
POLL: Final = 0.5  # seconds between two looks at what another process does

Accepted = Literal["accepted", "seen", "full"]


class Job(Model):
    """Work that somebody asked for; `done` once nothing of it is left to do."""

    id: str
    attempts: int = 0
    done: bool = False


class Terms(NamedTuple):
    """How one kind of work is looked after; `name` is in its keys and its lines in the log, the times are seconds."""

    name: str
    running: int  # at a time in one process; the others wait
    waiting: int  # more are refused
    lasts: float  # how long one job may take
    kept: float  # how long unfinished work is worth finishing
    remembered: float  # how long a finished one is


J = TypeVar("J", bound=Job)


class Jobs(Generic[J]):
    """Runs the jobs of one process, and those that another process with the same store left unfinished.

    `run` does a job and returns what is to be remembered of it; `give_up` does so for one that could not be done, and
    does not raise.
    """

    def __init__(
        self,
        store: WaitingStore,
        type_: type[J],
        run: Callable[[J], Awaitable[J]],
        give_up: Callable[[J], Awaitable[J]],
        *,
        terms: Terms,
    ) -> None:
        self._store = store
        self._type = type_
        self._run = run
        self._give_up = give_up
        self._terms = terms
        self._room = asyncio.Semaphore(terms.running)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._held: set[str] = set()  # a lease that its task has yet to take is not for the beat to renew
        self._beating: asyncio.Task[None] | None = None
        self._troubled = False

    @property
    def here(self) -> int:
        """Return how many jobs run or wait in this process."""
        return len(self._tasks)

    async def open(self) -> None:
        """Begin to look after work: also after that which was left."""
        self._beating = asyncio.create_task(self._beat())

    async def close(self, *, grace: float) -> None:
        """Let running jobs end within `grace` seconds. What does not is left for the next start, at once."""
        if self._beating is not None:
            self._beating.cancel()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def accept(self, job: J, *, at_once: bool = False) -> Accepted:
        """Take `job` unless it was taken before, here or elsewhere, or there is no room. Raises `StoreFailed`.

        One that somebody waits for begins `at_once`, however many run.
        """
        if job.id in self._tasks:
            return "seen"
        if len(self._tasks) >= self._terms.running + self._terms.waiting:
            return "full"
        if not await self._store.add(self._key(job.id), job.model_dump_json().encode(), self._terms.kept):
            return "seen"
        self._begin(job.id, at_once=at_once)
        return "accepted"

    async def find(self, job_id: str) -> J | None:
        """Return what is kept of a job, or None. Raises `StoreFailed`."""
        return self._read(await self._store.get(self._key(job_id)))

    async def ended(self, job_id: str) -> J | None:
        """Wait until a job is done, here or elsewhere, and return what is kept of it. Raises `StoreFailed`."""
        while (job := await self.find(job_id)) is not None and not job.done:
            if (task := self._tasks.get(job_id)) is not None:
                await asyncio.wait({task})
            else:
                await asyncio.sleep(POLL)
        return job

    async def update(self, job: J, *, ttl: float | None = None) -> bool:
        """Keep `job` as it is now and return True, unless it was ended meanwhile. Raises `StoreFailed`."""

        def new(value: bytes | None) -> bytes | None:
            known = self._read(value)
            return None if known is None or known.done else job.model_dump_json().encode()

        ttl = ttl or (self._terms.remembered if job.done else self._terms.kept)
        return await self._store.change(self._key(job.id), new, ttl)

    async def end(self, job: J) -> None:
        """Stop working on a job and remember it as `job`, which is done. Raises `StoreFailed`."""
        await self.update(job)
        if (task := self._tasks.get(job.id)) is not None:
            task.cancel()
            await asyncio.wait({task})

    async def forget(self, job_id: str) -> None:
        """Remove what is kept of a job that is done. Raises `StoreFailed`."""
        await self._store.delete(self._key(job_id))

    async def sweep(self) -> None:
        """Take over what no process works on, and leave what was ended elsewhere. Raises `StoreFailed`."""
        for key in await self._store.keys(self._key("")):
            job = self._read(await self._store.get(key))
            if job is None:
                continue
            task = self._tasks.get(job.id)
            if job.done and task is not None:
                task.cancel()
            elif not job.done and task is None and len(self._tasks) < self._terms.running + self._terms.waiting:
                self._begin(job.id)

    def _begin(self, job_id: str, *, at_once: bool = False) -> None:
        task = asyncio.create_task(self._work(job_id, at_once))
        self._tasks[job_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job_id, None))

    async def _work(self, job_id: str, at_once: bool) -> None:
        """Hold the job's lease, wait for room, and do it; whatever happens is said in the log, never raised."""
        try:
            if not await self._take(job_id):
                return
            self._held.add(job_id)
            try:
                if at_once:
                    await self._attempt(job_id)
                else:
                    async with self._room:
                        await self._attempt(job_id)
            finally:
                self._held.discard(job_id)
                await self._store.delete(self._lease(job_id))
        except StoreFailed as error:
            log.error("%s: a job cannot be looked after: %s", self._terms.name, error)

    async def _take(self, job_id: str) -> bool:
        """Take the job's lease. Stopped meanwhile, give back what the store was about to give."""
        taking = asyncio.ensure_future(self._lease_taken(self._lease(job_id)))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            if await taking:
                await self._store.delete(self._lease(job_id))
            raise

    async def _lease_taken(self, lease: str) -> bool:
        if await self._store.add(lease, THIS_PROCESS, LEASE):
            return True
        holder = await self._store.get(lease)
        if holder is None or not has_ended(holder):
            return False
        heir = f"{lease}/after/{hashlib.sha256(holder).hexdigest()[:16]}"
        if not await self._store.add(heir, THIS_PROCESS, LEASE):  # of many who find it out, one goes on with the work
            return False
        await self._store.set(lease, THIS_PROCESS, LEASE)
        return True

    async def _attempt(self, job_id: str) -> None:
        job = await self.find(job_id)
        if job is None or job.done:
            return
        begun = job.model_copy(update={"attempts": job.attempts + 1})
        try:
            await self.update(begun)
            ended = await self._do(begun)
            if ended is not None:
                await self.update(ended.model_copy(update={"done": True}))
        except asyncio.CancelledError:
            await self.update(job)  # stopped in good order: that is no attempt
            raise

    async def _do(self, job: J) -> J | None:
        """Do `job`, and return it if that is the end of it; what failed is tried again by a later sweep."""
        try:
            if job.attempts <= ATTEMPTS:
                async with asyncio.timeout(self._terms.lasts):
                    return await self._run(job)
        except StoreFailed:
            raise
        except Exception:
            log.exception("%s: job %s failed, attempt %d of %d", self._terms.name, job.id, job.attempts, ATTEMPTS)
        return None if job.attempts < ATTEMPTS else await self._give_up(job)

    async def _beat(self) -> None:
        while True:
            try:
                await self.sweep()
                for job_id in tuple(self._held):
                    if job_id in self._held:  # else it was given back while others were renewed
                        await self._store.set(self._lease(job_id), THIS_PROCESS, LEASE)
                self._troubled = False
            except StoreFailed as error:
                if not self._troubled:
                    log.error("%s: work cannot be looked after: %s", self._terms.name, error)
                self._troubled = True
            await asyncio.sleep(BEAT)

    def _key(self, job_id: str) -> str:
        return f"{self._terms.name}/job/{job_id}"

    def _lease(self, job_id: str) -> str:
        return f"{self._terms.name}/lease/{job_id}"

    def _read(self, value: bytes | None) -> J | None:
        try:
            return None if value is None else self._type.model_validate_json(value)
        except ValidationError:
            log.warning("%s: a job that another version wrote down cannot be read; left alone", self._terms.name)
            return None


def job_id(*parts: str) -> str:
    """Return the id of the job that these parts of a request name."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""Accepted work: written down before it is begun, so that a killed process loses none and a repeat does none twice."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from pydantic import ValidationError

from summarizer.errors import StoreFailed
from summarizer.models.base import Model
from summarizer.slack.waiting import WaitingStore

log = logging.getLogger(__name__)

RUNNING: Final = 16  # briefs at a time; the others wait
WAITING: Final = 100  # more are refused: at some seconds each, the last of them waits for minutes
JOB_TIME: Final = 600.0  # seconds for one job, with all waiting for Slack
ATTEMPTS: Final = 3  # starts of one job, after which it is given up: it may be what kills the process
KEPT: Final = 6 * 3600.0  # seconds that unfinished work is worth finishing
SEEN: Final = 600.0  # seconds that a finished one is remembered; Slack's last redelivery comes after some six minutes
LEASE: Final = 90.0  # seconds without a sign of life after which another process may take a job over
BEAT: Final = 30.0

Accepted = Literal["accepted", "seen", "full"]
Look = Literal["nowhere", "thread", "channel"]


class Job(Model):
    """A brief that someone asked for. `thread` is where to answer, `look` where links are to be looked for."""

    id: str
    team: str
    channel: str
    user: str
    links: tuple[str, ...] = ()
    length: Literal["short", "medium", "long"] = "medium"
    look: Look = "nowhere"
    thread: str | None = None
    asked: str | None = None  # the `ts` of the message that asked
    response_url: str | None = None
    attempts: int = 0
    done: bool = False


class Jobs:
    """Runs jobs of one process, and those that another process with the same store left unfinished.

    `run` does a job; `give_up` tells whoever asked that it could not be done, and does not raise.
    """

    def __init__(
        self, store: WaitingStore, run: Callable[[Job], Awaitable[None]], give_up: Callable[[Job], Awaitable[None]]
    ) -> None:
        self._store = store
        self._run = run
        self._give_up = give_up
        self._room = asyncio.Semaphore(RUNNING)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._beating: asyncio.Task[None] | None = None

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

    async def accept(self, job: Job) -> Accepted:
        """Take `job` unless it was taken before, here or elsewhere, or there is no room. Raises `StoreFailed`."""
        if job.id in self._tasks:
            return "seen"
        if len(self._tasks) >= RUNNING + WAITING:
            return "full"
        if not await self._store.add(_key(job.id), job.model_dump_json().encode(), KEPT):
            return "seen"
        self._begin(job.id)
        return "accepted"

    async def sweep(self) -> None:
        """Take over what no process works on: its lease has run out, or was given back. Raises `StoreFailed`."""
        for key in await self._store.keys(_key("")):
            job = _read(await self._store.get(key))
            if job is not None and not job.done and job.id not in self._tasks and len(self._tasks) < RUNNING + WAITING:
                self._begin(job.id)

    def _begin(self, job_id: str) -> None:
        task = asyncio.create_task(self._work(job_id))
        self._tasks[job_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job_id, None))

    async def _work(self, job_id: str) -> None:
        """Hold the job's lease, wait for room, and do it; whatever happens is said in the log, never raised."""
        try:
            if not await self._take(job_id):
                return
            try:
                async with self._room:
                    await self._attempt(job_id)
            finally:
                await self._store.delete(_lease(job_id))
        except StoreFailed as error:
            log.error("Slack: a job cannot be looked after: %s", error)

    async def _take(self, job_id: str) -> bool:
        """Take the job's lease. Stopped meanwhile, give back what the store was about to give."""
        taking = asyncio.ensure_future(self._store.add(_lease(job_id), b"held", LEASE))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            if await taking:
                await self._store.delete(_lease(job_id))
            raise

    async def _attempt(self, job_id: str) -> None:
        job = _read(await self._store.get(_key(job_id)))
        if job is None or job.done:
            return
        begun = job.model_copy(update={"attempts": job.attempts + 1})
        try:
            await self._keep(begun, KEPT)
            ended = await self._do(begun)
        except asyncio.CancelledError:
            await self._keep(job, KEPT)  # stopped in good order: that is no attempt
            raise
        if ended:
            await self._note(job.model_copy(update={"done": True, "links": (), "response_url": None}))

    async def _note(self, done: Job) -> None:
        """Keep that a job is done, also when stopped meanwhile: the next start would do it once more."""
        noting = asyncio.ensure_future(self._keep(done, SEEN))
        try:
            await asyncio.shield(noting)
        except asyncio.CancelledError:
            await noting
            raise

    async def _do(self, job: Job) -> bool:
        """Do `job`, and return whether that is the end of it; what failed is tried again by a later sweep."""
        try:
            if job.attempts <= ATTEMPTS:
                async with asyncio.timeout(JOB_TIME):
                    await self._run(job)
                return True
        except StoreFailed:
            raise
        except Exception:
            log.exception("Slack: a job of workspace %s failed, attempt %d of %d", job.team, job.attempts, ATTEMPTS)
        if job.attempts < ATTEMPTS:
            return False
        await self._give_up(job)
        return True

    async def _keep(self, job: Job, ttl: float) -> None:
        await self._store.set(_key(job.id), job.model_dump_json().encode(), ttl)

    async def _beat(self) -> None:
        while True:
            try:
                await self.sweep()
                for job_id in tuple(self._tasks):
                    await self._store.set(_lease(job_id), b"held", LEASE)
            except StoreFailed as error:
                log.error("Slack: work cannot be looked after: %s", error)
            await asyncio.sleep(BEAT)


def job_id(*parts: str) -> str:
    """Return the id of the job that these parts of a request name."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _key(job_id: str) -> str:
    return f"slack/job/{job_id}"


def _lease(job_id: str) -> str:
    return f"slack/lease/{job_id}"


def _read(value: bytes | None) -> Job | None:
    try:
        return None if value is None else Job.model_validate_json(value)
    except ValidationError:
        log.warning("Slack: a job that another version wrote down cannot be read; left alone")
        return None

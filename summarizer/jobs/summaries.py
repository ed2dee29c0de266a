"""Briefs that are asked for now and fetched later, and those that are asked for once, however often the request comes.

A job's record is small; its request and its answer stand beside it. Whoever asked for it sees it, nobody else.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from summarizer.errors import KeyReused, NotFound, Overloaded, StoreFailed, SummarizerError
from summarizer.jobs.runner import Job, Jobs, Terms, job_id
from summarizer.jobs.waiting import WaitingStore
from summarizer.models import JobProgress, JobState, JobStatus, SummarizeRequest
from summarizer.service import Summarizer

log = logging.getLogger(__name__)

RUNNING: Final = 8  # of the requests that are worked on at a time: who waits at a connection comes first
WAITING: Final = 500
KEPT: Final = 86_400.0
PATIENCE: Final = 600.0  # seconds beyond a job's own that it may wait for room
SOON: Final = 2.0  # seconds after which a request that failed for a while may be tried again under its key
NOTED: Final = 1.0  # seconds between two notes of how far a job is, for those who ask elsewhere
GRACE: Final = 3.0

_REQUESTS: Final = "briefs/request/"
ID: Final = re.compile("[0-9a-f]{32}")

Problem = dict[str, Any]


class SummaryJob(Job):
    """A brief to be made; `asked` is the digest of its request, `waited` says that somebody waits at a connection."""

    caller: str | None
    asked: str
    created: str
    waited: bool = False
    state: JobState = "queued"
    progress: JobProgress | None = None
    problem: Problem | None = None

    @property
    def passing(self) -> bool:
        """Return whether it failed for a reason that passes."""
        return self.problem is not None and self.problem.get("status") in (500, 503, 504)


class SummaryJobs:
    """The jobs of one `Summarizer`. `problem_of` tells an error as a request is told it; `seconds` is for one job."""

    def __init__(
        self,
        summarizer: Summarizer,
        problem_of: Callable[[Exception], Problem],
        *,
        seconds: float = 600.0,
        waiting: int = WAITING,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._summarizer = summarizer
        self._problem_of = problem_of
        self._seconds = seconds
        self._clock = clock
        self._store = WaitingStore(summarizer.store)
        terms = Terms("briefs", RUNNING, waiting, seconds + PATIENCE, KEPT, KEPT)
        self._jobs = Jobs(self._store, SummaryJob, self._run, self._give_up, terms=terms)
        self._progress: dict[str, JobProgress] = {}

    @property
    def here(self) -> int:
        """Return how many jobs run or wait in this process."""
        return self._jobs.here

    async def open(self) -> None:
        """Go on with what was left unfinished, and remove what a killed process did not come to remove."""
        await self._jobs.open()
        try:
            await self._tidy()
        except StoreFailed as error:
            log.error("briefs: old requests cannot be removed: %s", error)

    async def close(self) -> None:
        """Let what runs come to an end, for a while; the next start goes on with the rest."""
        await self._jobs.close(grace=GRACE)
        self._store.close()

    async def accept(
        self, request: SummarizeRequest, *, caller: str | None, key: str | None, waited: bool
    ) -> tuple[SummaryJob, bool]:
        """Take `request` and return its job, and whether it is a new one. The same `key` of a caller is one job.

        Raises what is known to be wrong with the request, `KeyReused`, `Overloaded`, `StoreFailed`.
        """
        self._summarizer.check(request.options)
        body = request.model_dump_json(exclude_unset=True).encode()
        asked = hashlib.sha256(body).hexdigest()[:32]
        id_ = secrets.token_hex(16) if key is None else job_id(caller or "", key)
        known = await self._jobs.find(id_) if key is not None else None
        if known is None:
            created = self._clock().isoformat(timespec="seconds")
            job = SummaryJob(id=id_, caller=caller, asked=asked, created=created, waited=waited)
            await self._store.add(_request(job), body, KEPT)
            accepted = await self._jobs.accept(job, at_once=waited)
            if accepted == "accepted":
                return job, True
            known = await self._jobs.find(id_) if accepted == "seen" else None
            if known is None or known.asked != asked:
                await self._store.delete(_request(job))  # else the articles of who is turned away stay for a day
        if known is None:
            raise Overloaded(f"{self.here} jobs wait already; try again in a moment", retry_after=10)
        if known.asked != asked:
            raise KeyReused("this Idempotency-Key came before, with another request; use a new key for a new request")
        return known, False

    async def wait(self, job: SummaryJob, *, seconds: float) -> SummaryJob | None:
        """Return `job` when it has ended, None where that takes longer. Raises `StoreFailed`."""
        try:
            async with asyncio.timeout(seconds):
                return await self._jobs.ended(job.id)
        except TimeoutError:
            return None

    async def answer(self, job_id: str) -> bytes:
        """Return the body of the answer of a job that is done. Raises `NotFound`, `StoreFailed`."""
        body = await self._store.get(_answer(job_id))
        if body is None:
            raise _not_found(job_id)
        return body

    async def status(self, job_id: str, caller: str | None) -> JobStatus:
        """Return what is known of a job. Raises `NotFound`, `StoreFailed`."""
        job = await self._find(job_id, caller)
        return JobStatus(
            job=job.id,
            state=job.state,
            progress=self._progress.get(job.id, job.progress),
            created=job.created,
            problem=job.problem,
        )

    async def cancel(self, job_id: str, caller: str | None) -> None:
        """Stop a job, or forget one that has ended, and its articles and its answer. Raises `NotFound`, `StoreFailed`.

        A job that another process works on stops within a second or two.
        """
        job = await self._find(job_id, caller)
        if job.done:
            await self._jobs.forget(job.id)
        else:
            await self._jobs.end(job.model_copy(update={"state": "cancelled", "done": True}))
        await self._store.delete(_request(job))
        await self._store.delete(_answer(job.id))

    async def _tidy(self) -> None:
        for key in await self._store.keys(_REQUESTS):
            job = await self._jobs.find(key.removeprefix(_REQUESTS).partition("/")[0])
            if job is not None and job.done:
                await self._store.delete(key)

    async def _find(self, job_id: str, caller: str | None) -> SummaryJob:
        job = await self._jobs.find(job_id) if ID.fullmatch(job_id) else None
        if job is None or job.caller != caller:
            raise _not_found(job_id)
        return job

    async def _run(self, job: SummaryJob) -> SummaryJob:
        running = job.model_copy(update={"state": "running"})
        await self._jobs.update(running)
        body = await self._store.get(_request(job))
        try:
            if body is None:
                raise LookupError("the request of a job is gone")
            answer = await self._answered(running, SummarizeRequest.model_validate_json(body))
        except StoreFailed:
            raise
        except Exception as error:
            if not isinstance(error, SummarizerError):
                log.exception("unforeseen error in job %s", job.id)
            return await self._ended(running.model_copy(update={"state": "failed", "problem": self._problem_of(error)}))
        if answer is not None:
            await self._store.set(_answer(job.id), answer, KEPT)
        return await self._ended(running.model_copy(update={"state": "done"}))

    async def _ended(self, job: SummaryJob) -> SummaryJob:
        """Write down that `job` has ended before its request goes: a job without one could not be begun again."""
        ended = job.model_copy(update={"done": True})
        if not await self._jobs.update(ended, ttl=SOON if ended.waited and ended.passing else None):
            await self._store.delete(_answer(job.id))  # it was cancelled meanwhile
        await self._store.delete(_request(job))
        return ended

    async def _give_up(self, job: SummaryJob) -> SummaryJob:
        problem = self._problem_of(RuntimeError("a job was begun too often"))
        return await self._ended(job.model_copy(update={"state": "failed", "problem": problem}))

    async def _answered(self, job: SummaryJob, request: SummarizeRequest) -> bytes | None:
        """Return the body of the answer, None where the job was ended meanwhile."""
        working = asyncio.create_task(self._make(job, request))
        noting = asyncio.create_task(self._note(job))
        try:
            await asyncio.wait({working, noting}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            self._progress.pop(job.id, None)
            for task in (working, noting):
                task.cancel()
            await asyncio.gather(working, noting, return_exceptions=True)

    async def _make(self, job: SummaryJob, request: SummarizeRequest) -> bytes:
        def progress(stage: str, done: int, total: int) -> None:
            self._progress[job.id] = JobProgress(stage=stage, done=done, total=total)

        while True:
            try:
                return await self._summarizer.answer(request, progress=progress, seconds=self._seconds)
            except Overloaded as busy:
                if job.waited:
                    raise
                await asyncio.sleep(busy.retry_after)

    async def _note(self, job: SummaryJob) -> None:
        """Write down how far `job` is, until somebody has ended it."""
        known = True
        while known:
            await asyncio.sleep(NOTED)
            try:
                known = await self._jobs.update(job.model_copy(update={"progress": self._progress.get(job.id)}))
            except StoreFailed as error:
                log.warning("the progress of a job cannot be noted: %s", error)


def _request(job: SummaryJob) -> str:
    return f"{_REQUESTS}{job.id}/{job.asked}"


def _answer(job_id: str) -> str:
    return f"briefs/answer/{job_id}"


def _not_found(job_id: str) -> NotFound:
    return NotFound(f"no job is known under {job_id!r}; one that has ended is forgotten after {KEPT / 3600:g} hours")

"""`Prefer: respond-async`, `Idempotency-Key`, and `/jobs/{id}`: answers made while no line is held open."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

from fastapi import FastAPI, Request, Response

from summarizer.api.asking import JSON, caller_of, idempotency_key, while_connected
from summarizer.api.problems import PROBLEMS, as_problem
from summarizer.errors import DeadlineExceeded, JobCancelled
from summarizer.jobs import SummaryJob, SummaryJobs
from summarizer.models import JobStatus, SummarizeRequest
from summarizer.service import Summarizer

ASK_AGAIN: Final = "1"  # seconds, in `Retry-After`
_WAIT: Final = re.compile(r"wait\s*=\s*\"?(\d{1,6})\"?")
_REPLAYED: Final = {"idempotency-replayed": "true"}


class Wish(NamedTuple):
    """How a request would be answered: later rather than now, after how many seconds at most, once under which key."""

    later: bool
    wait: int
    key: str | None


def wish_of(request: Request) -> Wish | None:
    """Read `Prefer` (RFC 7240) and `Idempotency-Key`; None where neither asks for a job. Raises `InvalidInput`."""
    preferences = [part.strip().lower() for part in ",".join(request.headers.getlist("prefer")).split(",")]
    later = any(part.partition(";")[0].strip() == "respond-async" for part in preferences)
    waits = [int(found[1]) for part in preferences if (found := _WAIT.match(part))]
    key = idempotency_key(request)
    return Wish(later, waits[0] if waits else 0, key) if later or key is not None else None


@asynccontextmanager
async def open_jobs(summarizer: Summarizer, *, seconds: float) -> AsyncIterator[SummaryJobs]:
    """Look after the jobs of `summarizer`, those too that an earlier process left."""
    jobs = SummaryJobs(summarizer, _problem, seconds=seconds)
    await jobs.open()
    try:
        yield jobs
    finally:
        await jobs.close()


async def answered_as_job(request: Request, wanted: SummarizeRequest, wish: Wish, *, patience: float) -> Response:
    """Write `wanted` down as a job, and answer with what becomes of it in time, else with where to ask."""
    jobs = _opened(request)
    job, fresh = await jobs.accept(wanted, caller=caller_of(request), key=wish.key, waited=not wish.later)
    headers = {} if fresh else _REPLAYED
    seconds = min(wish.wait, patience) if wish.later else patience
    ended = await while_connected(request, jobs.wait(job, seconds=seconds)) if seconds else None
    if wish.later:
        headers = {**headers, "preference-applied": "respond-async"}
    if ended is not None:
        return await _outcome(jobs, ended, headers)
    if not wish.later:
        raise DeadlineExceeded(f"no answer within {patience:g} seconds; work goes on, ask again with the same key")
    status = await jobs.status(job.id, job.caller)
    headers = headers | {"location": f"/jobs/{job.id}", "retry-after": ASK_AGAIN}
    return Response(status.model_dump_json(), 202, headers, JSON)


async def _outcome(jobs: SummaryJobs, job: SummaryJob, headers: dict[str, str]) -> Response:
    """Return what a request is answered that waited for `job`."""
    if job.problem is not None:
        again = {"retry-after": ASK_AGAIN} if job.problem["status"] == 503 else {}
        media = "application/problem+json"
        return Response(json.dumps(job.problem), job.problem["status"], headers | again, media)
    if job.state == "cancelled":
        raise JobCancelled("the job of this request was cancelled")
    return Response(await jobs.answer(job.id), 200, headers, JSON)


def add_jobs(app: FastAPI) -> None:
    """Add the routes that show and cancel a job."""

    @app.head("/jobs/{job_id}", include_in_schema=False)
    @app.get("/jobs/{job_id}", responses={200: {"model": JobStatus}, 404: PROBLEMS[404]})
    async def shown(request: Request, job_id: str) -> Response:
        """Say how far a job is; once it is done, every field of its answer stands beside its state."""
        jobs = _opened(request)
        status = await jobs.status(job_id, caller_of(request))
        body, headers = status.model_dump_json().encode(), {"cache-control": "no-store"}
        if status.state == "done":
            body = body[:-1] + b"," + (await jobs.answer(job_id))[1:]
        elif status.state in ("queued", "running"):
            headers["retry-after"] = ASK_AGAIN
        return Response(body, media_type=JSON, headers=headers)

    @app.delete("/jobs/{job_id}", status_code=204, responses={404: PROBLEMS[404]})
    async def cancelled(request: Request, job_id: str) -> Response:
        """Cancel a job, or forget one that has ended, with its articles and its answer."""
        await _opened(request).cancel(job_id, caller_of(request))
        return Response(status_code=204)


def _opened(request: Request) -> SummaryJobs:
    jobs: SummaryJobs = request.app.state.jobs
    return jobs


def _problem(error: Exception) -> dict[str, Any]:
    problem: dict[str, Any] = json.loads(bytes(as_problem(error).body))
    return problem

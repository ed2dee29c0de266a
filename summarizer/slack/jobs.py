"""What Slack asks for, as work that is looked after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Literal

from summarizer import jobs
from summarizer.jobs import Terms, WaitingStore

TERMS: Final = Terms(
    name="slack",
    running=16,
    waiting=100,  # at some seconds each, the last of them waits for minutes
    lasts=600.0,  # with all waiting for Slack
    kept=6 * 3600.0,
    remembered=600.0,  # Slack's last redelivery comes after some six minutes
)

Look = Literal["nowhere", "thread", "channel"]


class Job(jobs.Job):
    """A brief that someone asked for. `thread` is where to answer, `look` where links are to be looked for."""

    team: str
    channel: str
    user: str
    links: tuple[str, ...] = ()
    length: Literal["short", "medium", "long"] = "medium"
    look: Look = "nowhere"
    thread: str | None = None
    asked: str | None = None  # the `ts` of the message that asked
    response_url: str | None = None


def slack_jobs(
    store: WaitingStore, run: Callable[[Job], Awaitable[None]], give_up: Callable[[Job], Awaitable[None]]
) -> jobs.Jobs[Job]:
    """Return the jobs of one process; `run` does one, `give_up` tells whoever asked that it could not be done."""

    def then(call: Callable[[Job], Awaitable[None]]) -> Callable[[Job], Awaitable[Job]]:
        async def remembered(job: Job) -> Job:
            await call(job)
            return job.model_copy(update={"links": (), "response_url": None})

        return remembered

    return jobs.Jobs(store, Job, then(run), then(give_up), terms=TERMS)

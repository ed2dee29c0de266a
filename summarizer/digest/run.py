"""A digest from beginning to end: hold the list, plan, write, keep, deliver. Every stage can be gone on with.

Exactly one digest per list and day, whatever happens to the machine: a run is alone (`lease`), takes up the plan and
the briefs that a killed one left (`journal`), counts as made in one step (`memory`), and delivers what is owed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from summarizer.digest import memory as remembered
from summarizer.digest.delivery import Delivered, Door, deliver, owe
from summarizer.digest.journal import Journal, Plan
from summarizer.digest.lease import Lease, held
from summarizer.digest.order import Desk, Order, Progress
from summarizer.digest.planning import fingerprint, make_plan, renumbered
from summarizer.digest.window import is_made
from summarizer.digest.writing import Written, write_briefs
from summarizer.models import Digest, DigestStory


@dataclass(frozen=True, slots=True)
class Outcome:
    """A digest, whether this run made it or an earlier one of the day had, what was delivered, and the past ones."""

    digest: Digest
    made_now: bool
    delivered: tuple[Delivered, ...] = ()


async def run_digest(
    desk: Desk, order: Order, *, now: datetime, doors: Sequence[Door] = (), progress: Progress | None = None
) -> Outcome:
    """Make the digest of the day of `now` (which carries the reader's time zone), or find it made, and deliver it.

    Raises `ListBusy` when another run makes it, `NothingReadable` when no feed can be read, `EngineUnavailable`,
    `ModelNotAllowed`, `StoreFailed`. What was finished before an error is kept for the next run.
    """
    desk.summarizer.check(order.options)  # before anything is fetched
    tell = progress or (lambda *_: None)
    if order.dry_run:
        return await _dry(desk, order, now, tell)
    async with held(desk.store, order.list) as lease:
        outcome = await _made(desk, order, now, doors, lease, tell)
        journal = Journal(desk.store, order.list)
        delivered = await deliver(outcome.digest, doors, journal, lease, tell)
        return Outcome(outcome.digest, outcome.made_now, delivered)


async def _made(
    desk: Desk, order: Order, now: datetime, doors: Sequence[Door], lease: Lease, progress: Progress
) -> Outcome:
    journal = Journal(desk.store, order.list)
    memory = await asyncio.to_thread(remembered.load, desk.store, order.list)
    if is_made(now, memory.last) and (digest := journal.made(memory.digest or "")) is not None:
        return Outcome(digest, made_now=False)
    began = time.monotonic()
    plan = journal.plan(fingerprint(order), now.date())
    if plan is None:
        plan = await make_plan(desk, order, memory, now, progress)
        lease.check()
        await asyncio.to_thread(journal.keep_plan, plan)
    written = await write_briefs(plan.stories, desk, order, journal, progress)
    digest = compose(order, plan, written, elapsed=time.monotonic() - began)
    lease.check()
    await asyncio.to_thread(_commit, desk, journal, memory, plan, digest, doors)
    return Outcome(digest, made_now=True)


async def _dry(desk: Desk, order: Order, now: datetime, progress: Progress) -> Outcome:
    """Tell what would be told. What a model was paid for is kept all the same: the run that follows does not pay."""
    began = time.monotonic()
    memory = await asyncio.to_thread(remembered.load, desk.store, order.list)
    plan = await make_plan(desk, order, memory, now, progress)
    written = await write_briefs(plan.stories, desk, order, Journal(desk.store, order.list), progress)
    return Outcome(compose(order, plan, written, elapsed=time.monotonic() - began), made_now=True)


def _commit(
    desk: Desk, journal: Journal, memory: remembered.Memory, plan: Plan, digest: Digest, doors: Sequence[Door]
) -> None:
    """Make the digest count: all that it needs first, the memory that names it last, in one step."""
    journal.keep_made(digest)
    owe(digest, doors, journal)
    remembered.save(desk.store, remembered.remember(memory, digest, plan.until, absorbed=plan.absorbed, seen=plan.seen))
    journal.drop_plan()


def compose(order: Order, plan: Plan, written: Written, *, elapsed: float) -> Digest:
    """Put the briefs into their places."""
    told = [(story, written.briefs[story.id]) for story in plan.stories if story.id in written.briefs]
    stories = tuple(
        DigestStory(
            id=story.id,
            section=story.section,
            rank=story.rank.model_copy(update={"place": place}),
            update=renumbered(story.update, brief) if story.update else None,
            brief=brief,
        )
        for place, (story, brief) in enumerate(told, 1)
    )
    return Digest(
        id=f"{order.list}.{plan.day.isoformat()}",
        list=order.list,
        date=plan.day.isoformat(),
        made=plan.until.isoformat(timespec="seconds"),
        since=plan.since.isoformat(timespec="seconds"),
        until=plan.until.isoformat(timespec="seconds"),
        stories=stories,
        unchanged=plan.unchanged,
        left_out=plan.left_out,
        feeds=plan.feeds,
        skipped=plan.skipped,
        warnings=written.warnings,
        usage=written.usage.model_copy(update={"elapsed_ms": round(elapsed * 1000)}),
    )

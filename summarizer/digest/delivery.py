"""From a digest to its readers: each door once, and what could not be delivered is owed to the next run.

A file is replaced whole, as often as one likes. A letter cannot be taken back: what was being sent when a run was
killed counts as sent (at most once), and the next run says that it may not have arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, Protocol

from summarizer.digest.journal import Journal
from summarizer.digest.lease import Lease
from summarizer.digest.order import Progress
from summarizer.errors import DeliveryFailed
from summarizer.models import Digest

PAST: Final = 30  # digests that a door may show beside the new one

Result = Literal["delivered", "before", "unknown", "failed"]


class Delivered(NamedTuple):
    """What became of one delivery: `before` had it from an earlier run, `unknown` may or may not have it."""

    digest: str
    door: str
    result: Result
    detail: str = ""


class Door(Protocol):
    """One way to a reader."""

    @property
    def name(self) -> str:
        """Return what it is known by from run to run."""
        ...

    @property
    def again(self) -> bool:
        """Return whether twice does no harm."""
        ...

    def deliver(self, digest: Digest, past: Sequence[Digest], point_of_no_return: Callable[[], None]) -> str:
        """Deliver and say where to, in words; `past` is `digest` and those before it, the latest first.

        Runs in a thread. Calls `point_of_no_return` right before the step that cannot be undone, if there is one.
        Raises `DeliveryFailed`, `uncertain` where it broke off after the point of no return.
        """
        ...


def owe(digest: Digest, doors: Sequence[Door], journal: Journal) -> None:
    """Note that the digest is owed to each door, before it counts as made."""
    for door in doors:
        if journal.state(digest.id, door.name) is None:
            journal.mark(digest.id, door.name, "owed")


async def deliver(
    digest: Digest, doors: Sequence[Door], journal: Journal, lease: Lease, progress: Progress
) -> tuple[Delivered, ...]:
    """Deliver what earlier digests are owed, then `digest`, to every door; one that fails does not stop the others."""
    owed = [(id, door) for id, door in journal.owed([d.name for d in doors if not d.again]) if id != digest.id]
    by_name = {door.name: door for door in doors}
    waiting = [(made, by_name[name]) for id, name in owed if (made := journal.made(id)) is not None]
    waiting += [(digest, door) for door in doors]
    results = []
    for number, (one, door) in enumerate(waiting):
        progress("delivering", number, len(waiting))
        lease.check()
        results.append(await asyncio.to_thread(_deliver, one, door, journal))
    progress("delivering", len(waiting), len(waiting))
    return tuple(results)


def _deliver(digest: Digest, door: Door, journal: Journal) -> Delivered:
    state = journal.state(digest.id, door.name)
    if state == "sent" and not door.again:
        return Delivered(digest.id, door.name, "before")
    if state == "sending" and not door.again:
        detail = "a run was stopped while it was sending: it may not have arrived, and is not sent twice"
        return Delivered(digest.id, door.name, "unknown", detail)
    past = journal.past(until=digest, most=PAST)
    try:
        where = door.deliver(digest, past, lambda: journal.mark(digest.id, door.name, "sending"))
    except DeliveryFailed as error:
        if not error.uncertain:
            journal.mark(digest.id, door.name, "owed")
        return Delivered(digest.id, door.name, "unknown" if error.uncertain else "failed", str(error))
    journal.mark(digest.id, door.name, "sent")
    return Delivered(digest.id, door.name, "delivered", where)

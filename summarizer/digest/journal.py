"""The stages of a run, kept as they are finished, so that a run that is killed is gone on with and not begun again.

plan       which stories, of which articles; read once a day
brief      each answer that a model was paid for, by everything that changes it
made       the finished digest, whole
memory     its last step: from then on the digest counts as made (see `memory`)
delivery   per digest and reader's door: owed, being sent, sent
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal

from pydantic import ValidationError

from summarizer.caches import Store
from summarizer.models import (
    Answer,
    Digest,
    FeedCount,
    KnownStory,
    Rank,
    SkippedFeed,
    SummarizeRequest,
    Update,
)
from summarizer.models.base import Model

log = logging.getLogger(__name__)

DAY: Final = 86_400.0
BRIEFS_KEPT: Final = 8 * DAY
DIGESTS_KEPT: Final = 60 * DAY
OWED_KEPT: Final = 7 * DAY  # a digest that could not be delivered for a week is no news any more

State = Literal["owed", "sending", "sent"]


class PlannedStory(Model):
    """A story that will be told, with the request that its brief answers."""

    id: str
    section: str | None
    rank: Rank
    update: Update | None
    request: SummarizeRequest


class Plan(Model):
    """Everything of a digest but its briefs. `order` names what was asked; another order is another plan.

    `absorbed` and `seen` are for the memory: told stories that turned out to be one, and the items of each story.
    """

    order: str
    day: date
    since: datetime
    until: datetime
    stories: tuple[PlannedStory, ...]
    unchanged: tuple[KnownStory, ...]
    left_out: int
    feeds: FeedCount
    skipped: tuple[SkippedFeed, ...]
    absorbed: tuple[tuple[str, str], ...] = ()
    seen: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Journal:
    """The stages of the digests of one list, in a store."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._root = f"digest/{name}"

    def plan(self, order: str, day: date) -> Plan | None:
        """Return the plan that a run of this day left behind for the same order."""
        kept = self._store.get(f"{self._root}/plan")
        if kept is None:
            return None
        try:
            plan = Plan.model_validate_json(kept)
        except ValidationError:  # of another version: the day is planned anew
            return None
        return plan if plan.order == order and plan.day == day else None

    def keep_plan(self, plan: Plan) -> None:
        """Keep `plan` until its digest is made."""
        self._store.set(f"{self._root}/plan", plan.model_dump_json(exclude_unset=True).encode(), ttl=BRIEFS_KEPT)

    def drop_plan(self) -> None:
        """Forget the plan: its digest is made."""
        self._store.delete(f"{self._root}/plan")

    def brief(self, key: str) -> Answer | None:
        """Return the answer that was kept under `key`."""
        kept = self._store.get(f"{self._root}/brief/{key}")
        try:
            return None if kept is None else Answer.model_validate_json(kept)
        except ValidationError:  # of another version: it is written anew
            return None

    def keep_brief(self, key: str, answer: Answer) -> None:
        """Keep an answer that was paid for."""
        self._store.set(f"{self._root}/brief/{key}", answer.model_dump_json().encode(), ttl=BRIEFS_KEPT)

    def made(self, id: str) -> Digest | None:
        """Return the digest `id` if it was made, is still kept, and has the shape that this version writes."""
        kept = self._store.get(f"{self._root}/made/{id}")
        try:
            return None if kept is None else Digest.model_validate_json(kept)
        except ValidationError:
            log.warning("the digest %s was written by another version and cannot be read; left out", id)
            return None

    def keep_made(self, digest: Digest) -> None:
        """Keep a finished digest; it counts as made only when the memory names it."""
        self._store.set(f"{self._root}/made/{digest.id}", digest.model_dump_json().encode(), ttl=DIGESTS_KEPT)

    def past(self, *, until: Digest, most: int) -> tuple[Digest, ...]:
        """Return the digests up to `until`, the latest first."""
        prefix = f"{self._root}/made/"
        ids = [key.removeprefix(prefix) for key in self._store.keys(prefix)]
        kept = [self.made(id) for id in sorted((id for id in ids if id < until.id), reverse=True)[: most - 1]]
        return (until, *(digest for digest in kept if digest is not None))

    def state(self, id: str, door: str) -> State | None:
        """Return how far the digest `id` got at a door: a file, an address, a channel."""
        kept = self._store.get(self._delivery(id, door))
        states: dict[bytes, State] = {b"owed": "owed", b"sending": "sending", b"sent": "sent"}
        return states.get(kept or b"")

    def mark(self, id: str, door: str, state: State) -> None:
        """Note how far a delivery got. When this returns, a killed process does not lose it."""
        self._store.set(self._delivery(id, door), state.encode(), ttl=OWED_KEPT if state == "owed" else DIGESTS_KEPT)

    def owed(self, doors: Sequence[str]) -> list[tuple[str, str]]:
        """Return the deliveries that were never begun, as pairs of digest id and door, the oldest first."""
        prefix = f"{self._root}/delivery/"
        named = {_short(door): door for door in doors}
        found = []
        for key in self._store.keys(prefix):
            id, _, short = key.removeprefix(prefix).rpartition("/")
            if short in named and self.state(id, named[short]) == "owed":
                found.append((id, named[short]))
        return found

    def _delivery(self, id: str, door: str) -> str:
        return f"{self._root}/delivery/{id}/{_short(door)}"


def _short(door: str) -> str:
    """Return a name of the door that says nothing of whose it is."""
    return hashlib.sha256(door.encode()).hexdigest()[:16]

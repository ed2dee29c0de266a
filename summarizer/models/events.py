"""What is told of an answer while it is made. Each event has a name on the wire, and fields that are its data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from pydantic import model_validator
from pydantic_core import from_json, to_json

from summarizer.models.answer import Statement
from summarizer.models.base import Model


class Event(Model):
    """Base of what is told."""

    name: ClassVar[str]


class Progressed(Event):
    """How far a stage is: `done` of `total` articles read, or briefs written."""

    name: ClassVar[str] = "progress"
    stage: str
    done: int
    total: int


class StorySource(Model):
    """What a reader needs to know of a source before the whole answer is there."""

    id: str
    title: str | None
    outlet: str
    url: str | None


class StoryLaid(Event):
    """A brief is begun: these articles tell one story. Its headline is told by itself, as soon as it is known."""

    name: ClassVar[str] = "story"
    brief: str
    sources: tuple[StorySource, ...]
    headline: Statement | None = None


class HeadlineTold(Event):
    """The headline of a brief passed the gate; it comes before the statements."""

    name: ClassVar[str] = "headline"
    brief: str
    statement: Statement


class StatementTold(Event):
    """A statement passed the gate: the one at `index` (from 0) of the brief, as it will stand in the answer."""

    name: ClassVar[str] = "statement"
    brief: str
    index: int
    statement: Statement

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if self.index < 0 or self.statement.span is None:
            raise ValueError("a statement that is told has its place in the brief")
        return self


_Entries = list[list[str | int]]


def order_of(events: Iterable[Event], first: int, kept: bytes) -> bytes:
    """Return in which order `events` were told, from number `first` on: a few bytes that stand beside a kept answer.

    What was told can be read from the answer; the order holds for these bytes of it alone.
    """
    return to_json([_digest(kept), first, [_entry(event) for event in events]])


def _digest(kept: bytes) -> str:
    return hashlib.sha256(kept).hexdigest()[:16]


def _entry(event: Event) -> list[str | int]:
    if isinstance(event, Progressed):
        return [event.name, event.stage, event.done, event.total]
    if isinstance(event, StatementTold):
        return [event.name, event.brief, event.index]
    if isinstance(event, StoryLaid | HeadlineTold):
        return [event.name, event.brief]
    raise TypeError(f"{event!r} is no event of an answer")


def replayed(kept: bytes, order: bytes | None) -> tuple[int, list[tuple[str, bytes]]]:
    """Return name and data of all events of a kept answer, as they were told, and the number of the first.

    Without its `order` (nobody listened when it was made, or it was made anew) they come story by story, from 1 on.
    """
    stories = json.loads(kept + b"}")["stories"]
    briefs = {story["id"]: story for story in stories}
    digest, first, entries = from_json(order) if order else ("", 1, [])
    if digest != _digest(kept):
        first, entries = 1, [entry for story in stories for entry in _all_of(story)]
    return first, [(name, to_json(_data(name, rest, briefs))) for name, *rest in entries]


def _all_of(story: dict[str, Any]) -> _Entries:
    statements: _Entries = [["statement", story["id"], index] for index in range(len(story["statements"]))]
    return [["story", story["id"]], ["headline", story["id"]], *statements]


def _data(name: str, rest: Sequence[str | int], briefs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if name == "progress":
        return dict(zip(("stage", "done", "total"), rest, strict=True))
    brief = briefs[str(rest[0])]
    if name == "story":
        sources = [{field: source[field] for field in StorySource.model_fields} for source in brief["sources"]]
        return {"brief": brief["id"], "sources": sources, "headline": None}
    if name == "headline":
        return {"brief": brief["id"], "statement": brief["headline"]}
    index = int(rest[1])
    return {"brief": brief["id"], "index": index, "statement": brief["statements"][index]}

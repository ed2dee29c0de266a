"""What is told of an answer while it is made. Each event has a name on the wire, and fields that are its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from pydantic import model_validator
from pydantic_core import to_json

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


Order = list[list[str | int]]
"""What was told, in its order, without what can be read from the answer: a few bytes kept beside it."""


def order_of(events: Iterable[Event]) -> Order:
    """Return the order of `events`, from which `replayed` makes them again."""
    return [list(_entry(event)) for event in events]


def _entry(event: Event) -> tuple[str | int, ...]:
    if isinstance(event, Progressed):
        return event.name, event.stage, event.done, event.total
    if isinstance(event, StatementTold):
        return event.name, event.brief, event.index
    if isinstance(event, StoryLaid | HeadlineTold):
        return event.name, event.brief
    raise TypeError(f"{event!r} is no event of an answer")


def replayed(stories: Sequence[dict[str, Any]], order: Order | None = None) -> list[tuple[str, bytes]]:
    """Return name and data of all events of the answer with these `stories` (parsed JSON), as they were sent.

    Without an `order` (nobody listened when it was made) they come story by story.
    """
    briefs = {story["id"]: story for story in stories}
    entries = order or [entry for story in stories for entry in _all_of(story)]
    return [(str(name), to_json(_data(str(name), rest, briefs))) for name, *rest in entries]


def _all_of(story: dict[str, Any]) -> Order:
    statements: Order = [["statement", story["id"], index] for index in range(len(story["statements"]))]
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

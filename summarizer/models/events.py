"""What is told of an answer while it is made. Each event has a name on the wire, and fields that are its data."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

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

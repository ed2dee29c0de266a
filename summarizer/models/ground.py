"""The ground of a brief, inside the house: articles, their sentences, the claim table, an engine's draft."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from summarizer.models.base import CitedField, ConflictKind, Model

MAX_TEXT = 1_000_000  # code points of one article; a long feature has some 60,000
TOO_LONG = "too_long"  # the reason for which the end of a text is marked that is longer than what is read

Still = Callable[[], None]
"""Asked between the steps of long work whether somebody waits for it; what it raises ends the work."""


def on() -> None:
    """Let work go on: a `Still` that never ends it."""


class Removed(Model):
    """A stretch of an article's text that is marked as no article prose."""

    start: int
    end: int
    reason: str


class Article(Model):
    """One source, its text and title frozen at the door. `id` is `a1`, `a2`, ... by place in the request."""

    id: str
    text: str
    given_id: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    language: str = "en"
    removed: tuple[Removed, ...] = ()
    title_in_text: tuple[int, int] | None = None  # where the title stands, when it was read from the text
    warnings: tuple[str, ...] = ()

    @property
    def outlet_name(self) -> str:
        """Return who printed it: the outlet, else the URL's host, else the id."""
        if self.outlet:
            return self.outlet
        host = (self.url or "").partition("//")[2].partition("/")[0].partition(":")[0]
        return host.removeprefix("www.") or self.id

    @property
    def beginning(self) -> str:
        """Return the text as far as it is read: all of it, unless it is marked as too long."""
        last = self.removed[-1] if self.removed else None
        return self.text[: last.start] if last and last.reason == TOO_LONG else self.text

    @cached_property
    def sha256(self) -> str:
        """Return the digest of the canonical text as UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article (`a1.s4`), or its title (`a1.title`, `field` is then `"title"`)."""

    id: str
    article: str
    field: CitedField
    start: int
    end: int
    text: str
    position: int  # 0-based among the article's sentences; a title has -1
    paragraph: int = 0  # 0-based; sentences of one paragraph share it
    kind: Literal["prose", "title", "heading"] = "prose"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One thing asserted by one or more sentences, the best wording first."""

    id: str
    sentences: tuple[Sentence, ...]
    publishers: frozenset[str]  # independent ones: reprints and families counted once
    score: float  # importance: how many independent outlets share it, and how early they tell it


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a conflict: what the named sentences say."""

    text: str
    sentence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more independent outlets give different values of one thing."""

    topic: str
    kind: ConflictKind
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """All that the articles of one story assert: the ground on which engines write and the gate judges."""

    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...]  # in reading order, article by article; titles come first in theirs
    claims: tuple[ClaimRow, ...]  # most important first
    publishers: Mapping[str, str]  # article id -> the publisher that it counts for
    reprints: Mapping[str, str] = field(default_factory=dict)  # article id -> id of the article it reprints
    conflicts: tuple[Conflict, ...] = ()
    developments: tuple[Conflict, ...] = ()  # an older article's figure and a later one's; positions in order of time


class DraftStatement(NamedTuple):
    """A sentence that an engine proposes, with the ids of the sentences that it stands on."""

    text: str
    sentence_ids: tuple[str, ...]


class Chosen(NamedTuple):
    """What a model chose of what code found, by ids: d1, q1 and t1 are the first conflict, quotation and event.

    `rejected` conflicts are none to the model; `sides` words those of a conflict. Nothing chosen leaves all as found.
    """

    rejected: tuple[str, ...] = ()
    sides: tuple[tuple[str, tuple[DraftStatement, ...]], ...] = ()
    quotes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


NOTHING_CHOSEN = Chosen()


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine wrote, before any check. Engines never see offsets, so they cannot get them wrong."""

    headline: DraftStatement | None
    statements: tuple[DraftStatement, ...]
    chosen: Chosen = NOTHING_CHOSEN


class Failure(NamedTuple):
    """Why a statement does not stand on its passages: a closed code, the values not shown, words for people."""

    code: str
    missing: tuple[str, ...]
    detail: str

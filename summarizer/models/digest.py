"""What a digest is: the stories of a day for the readers of a list, each with its brief and why it stands there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from summarizer.models.answer import Brief, Citations, Usage
from summarizer.models.base import Model

ListName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""The name of a digest whose readers share one memory; part of keys, file names and message ids."""

ChangeKind = Literal["new_claim", "corroborated", "new_disagreement", "changed_figure"]


class RankPart(Model):
    """One summand of a story's score, with the figure that it comes from."""

    name: Literal["publishers", "recency", "size", "followed"]
    figure: float
    points: float


class Rank(Model):
    """Where a story stands in the digest and why.

    `publishers` counts the independent ones (a reprint counts with its origin), `outlets` names all that print it,
    `newest` is when the last of its articles came out.
    """

    place: Annotated[int, Field(ge=1)]
    score: float
    parts: tuple[RankPart, ...]
    publishers: int
    outlets: tuple[str, ...]
    articles: int
    newest: str


class Change(Model):
    """What is new in a story since the reader was told of it. `before` is how it was told then, where it was.

    `outlets` are those that tell it now; of a claim that is now confirmed, those that have joined.
    """

    kind: ChangeKind
    text: str
    before: str | None = None
    outlets: tuple[str, ...]
    citations: Citations


class Update(Model):
    """The story was told before: when first, when last (ISO dates), and what has changed since."""

    first_told: str
    last_told: str
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]


class DigestStory(Model):
    """One story of the digest. `id` stays with the story from day to day; `section` comes from the feeds or is null."""

    id: str
    section: str | None
    rank: Rank
    update: Update | None
    brief: Brief


class KnownStory(Model):
    """A story that is still reported, of which the reader knows everything already."""

    id: str
    headline: str
    last_told: str
    articles: int


class SkippedFeed(Model):
    """A feed that could not be read; the others went on."""

    feed: str
    code: str
    detail: str


class FeedCount(Model):
    """How the feeds fared, and how many items they hold in all."""

    read: int
    unchanged: int
    failed: int
    items: int


class Digest(Model):
    """One digest of one list and day. `since` and `until` bound the items looked at; all times have their zone.

    `unchanged` are the stories that go on without news, `left_out` counts those ranked below the last one told.
    No story and no update is a valid digest: nothing new.
    """

    schema_version: Literal["1"] = "1"
    id: str
    list: ListName
    date: str
    made: str
    since: str
    until: str
    stories: tuple[DigestStory, ...]
    unchanged: tuple[KnownStory, ...] = ()
    left_out: int = 0
    feeds: FeedCount
    skipped: tuple[SkippedFeed, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: Usage

"""What the readers of a list were told: stories with their claims, so that none is told twice without news.

One JSON entry per list in the store. It is replaced in one step when a digest is finished, together with the name of
that digest: a run that dies before has told nothing, a run that dies after has told all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal

from pydantic import ValidationError

from summarizer.caches import Store
from summarizer.digest.window import Last
from summarizer.errors import StoreFailed
from summarizer.models import Agreement, Brief, Digest, DigestStory, Source
from summarizer.models.base import Model

VERSION: Final = 1
REMEMBERED: Final = timedelta(days=21)  # after the last telling; a story that comes back later is told as new
MOST_STORIES: Final = 500
MOST_ARTICLES: Final = 12  # of one story, the latest, with their beginnings
MOST_SEEN: Final = 1_000  # ids of items of one story, the latest
MOST_CLAIMS: Final = 200  # of one story, the latest; those that a statement told go last
MOST_WORDINGS: Final = 4  # of one claim
LEAD: Final = 400  # code points of an article that are kept, to know the story by


class ToldArticle(Model):
    """An article of a story that was told, as much of it as tells the story again. `id` is the feed item's."""

    id: str
    title: str
    lead: str
    outlet: str | None
    language: str | None
    published: str


class ToldClaim(Model):
    """A claim that was told. `wordings` are the passages that told it, `in_brief` says that a statement did."""

    wordings: tuple[str, ...]
    agreement: Agreement
    outlets: tuple[str, ...]
    in_brief: bool


class ToldStory(Model):
    """A story that was told, in all its tellings together.

    `values` are the positions of its disagreements, `seen` the ids of all items that told it, read or not.
    """

    id: str
    headline: str
    language: str
    first_told: date
    last_told: date
    claims: tuple[ToldClaim, ...]
    values: tuple[str, ...]
    articles: tuple[ToldArticle, ...]
    seen: tuple[str, ...] = ()


class Memory(Model):
    """What a list's readers know. `digest`, `day` and `until` are those of the last digest that was made."""

    version: Literal[1] = 1
    list: str
    digest: str | None = None
    day: date | None = None
    until: datetime | None = None
    stories: tuple[ToldStory, ...] = ()

    @property
    def last(self) -> Last | None:
        """Return the day of the last digest and the end of its window."""
        return Last(self.day, self.until) if self.day and self.until else None


def load(store: Store, name: str) -> Memory:
    """Return what the readers of `name` know; of a new list, nothing. Raises `StoreFailed`."""
    kept = store.get(_key(name))
    if kept is None:
        return Memory(list=name)
    try:
        return Memory.model_validate_json(kept)
    except ValidationError as error:
        raise StoreFailed(
            f"the memory of the digest {name!r} is not of version {VERSION} ({error.error_count()} faults); "
            "a newer summarizer wrote it: use that one, or begin anew under another --list"
        ) from None


def save(store: Store, memory: Memory) -> None:
    """Keep `memory`, all of it or nothing."""
    store.set(_key(memory.list), memory.model_dump_json().encode())


def _key(name: str) -> str:
    return f"digest/{name}/memory"


def story_id(name: str, article: str, day: date) -> str:
    """Return the id of a story that is told for the first time: by its list, its foremost article and the day."""
    return hashlib.sha256(f"{name}\0{article}\0{day}".encode()).hexdigest()[:16]


def remember(
    memory: Memory,
    digest: Digest,
    until: datetime,
    *,
    absorbed: Sequence[tuple[str, str]] = (),
    seen: Iterable[tuple[str, tuple[str, ...]]] = (),
) -> Memory:
    """Return the memory after `digest` was read.

    `absorbed` are pairs of story ids of which the second turned out to be the same story as the first; `seen` are the
    ids of the items that told a story, by the story's id, whether they brought anything new or not.
    """
    day = date.fromisoformat(digest.date)
    stories = {story.id: story for story in memory.stories}
    for kept, gone in absorbed:
        if kept in stories and gone in stories:
            stories[kept] = _joined(stories[kept], stories.pop(gone))
    for story in digest.stories:
        told = _told(story, day)
        stories[story.id] = _joined(told, stories[story.id]) if story.id in stories else told
    for id, items in seen:
        if id in stories:
            stories[id] = stories[id].model_copy(update={"seen": _latest((*stories[id].seen, *items), MOST_SEEN)})
    fresh = [story for story in stories.values() if story.last_told >= day - REMEMBERED]
    fresh.sort(key=lambda story: (story.last_told, story.id), reverse=True)
    return Memory(list=memory.list, digest=digest.id, day=day, until=until, stories=tuple(fresh[:MOST_STORIES]))


def _told(story: DigestStory, day: date) -> ToldStory:
    brief = story.brief
    return ToldStory(
        id=story.id,
        headline=brief.headline.text,
        language=brief.sources[0].language,
        first_told=date.fromisoformat(story.update.first_told) if story.update else day,
        last_told=day,
        claims=_claims(brief),
        values=tuple(dict.fromkeys(p.text for d in brief.disagreements for p in d.positions)),
        articles=tuple(told_article(source) for source in brief.sources),
        seen=tuple(told_article(source).id for source in brief.sources),
    )


def _claims(brief: Brief) -> tuple[ToldClaim, ...]:
    claims = []
    for claim in brief.claims:
        wordings = tuple(dict.fromkeys((claim.text, *(citation.quote for citation in claim.citations))))
        claims.append(
            ToldClaim(
                wordings=wordings[:MOST_WORDINGS],
                agreement=claim.agreement,
                outlets=claim.outlets,
                in_brief=claim.in_brief,
            )
        )
    return tuple(claims)


def told_article(source: Source) -> ToldArticle:
    """Return what is kept of a source of a brief."""
    return ToldArticle(
        id=source.given_id or source.url or source.sha256,
        title=source.title or "",
        lead=(source.text or "")[:LEAD],
        outlet=source.outlet,
        language=source.language,
        published=source.published or "",
    )


def _joined(later: ToldStory, earlier: ToldStory) -> ToldStory:
    """Return two tellings of one story as one, under the id of `later` and with its headline."""
    known = {wording for claim in later.claims for wording in claim.wordings}
    articles = {article.id: article for article in (*earlier.articles, *later.articles)}
    older = tuple(claim for claim in earlier.claims if not known.intersection(claim.wordings))
    return later.model_copy(
        update={
            "first_told": min(later.first_told, earlier.first_told),
            "last_told": max(later.last_told, earlier.last_told),
            "claims": tuple(sorted((*later.claims, *older), key=lambda claim: not claim.in_brief)[:MOST_CLAIMS]),
            "values": tuple(dict.fromkeys((*later.values, *earlier.values))),
            "articles": tuple(articles.values())[-MOST_ARTICLES:],
            "seen": _latest((*earlier.seen, *later.seen), MOST_SEEN),
        }
    )


def _latest(ids: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))[-most:]

"""From feeds to a plan: which stories a digest tells, of which articles, and which stay away because they are known."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from summarizer.digest.gathering import gather
from summarizer.digest.journal import Plan, PlannedStory
from summarizer.digest.memory import Memory, story_id
from summarizer.digest.news import changes
from summarizer.digest.order import Desk, Order, Progress
from summarizer.digest.ranking import Ranked, rank, sections, without_floods
from summarizer.digest.window import Window, window
from summarizer.digest.writing import with_options
from summarizer.errors import DeadlineExceeded, NothingReadable, Overloaded
from summarizer.models import (
    Brief,
    Change,
    Citation,
    FeedCount,
    KnownStory,
    Options,
    Rank,
    SkippedFeed,
    SummarizeRequest,
    Update,
)
from summarizer.sources.feeds import FeedEntry, FeedReport, article_input, fetch_full_texts, read_feeds
from summarizer.stories import group_stories

MOST_READ: Final = 8  # articles of one story that its brief is written from
MOST_OF_OUTLET: Final = 2  # of these
_FULLEST: Final = {"full": 0, "blurb": 1, "title": 2}


@dataclass(slots=True)
class _Choice:
    """Stories that will be told, those without news, and the items of the latter."""

    told: list[tuple[Ranked, SummarizeRequest, Update | None]] = field(default_factory=list)
    unchanged: list[KnownStory] = field(default_factory=list)
    seen: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


async def make_plan(desk: Desk, order: Order, memory: Memory, now: datetime, progress: Progress) -> Plan:
    """Read the feeds and choose the stories of the digest.

    Raises `NothingReadable` when no feed can be read: then there is no digest yet, and a later run can make it.
    """
    read = await read_feeds(
        order.feeds,
        fetcher=desk.fetcher,
        pool=desk.feeds,
        store=desk.store,
        now=now,
        pages=desk.pages,
        progress=progress,
    )
    _check_any(read.reports)
    limits = window(now, order.span, memory.last)
    entries = [entry for entry in read.entries if limits.holds(entry.when, entry.first_seen)]
    progress("grouping", 0, len(entries))
    grouping = partial(group_stories, run=desk.executor.map_batches)
    stories = await asyncio.to_thread(
        gather, entries, memory, lambda e: limits.is_new(e.when, e.first_seen), grouping=grouping
    )
    ranked = await asyncio.to_thread(rank, stories, now)
    ranked = [one for one in ranked if one.publishers >= order.options.min_independent]
    progress("grouping", len(entries), len(entries))
    choice = await _choose(ranked, desk, order, memory, progress)
    return _plan(order, limits, choice, ranked, read.reports)


def _check_any(reports: Sequence[FeedReport]) -> None:
    if any(report.status in ("new", "unchanged") for report in reports):
        return
    skipped: tuple[dict[str, object], ...] = tuple(
        {"id": r.feed, "code": r.code or r.status, "detail": r.detail or r.status} for r in reports
    )
    raise NothingReadable("no feed could be read", skipped)


async def _choose(ranked: Sequence[Ranked], desk: Desk, order: Order, memory: Memory, progress: Progress) -> _Choice:
    """Take stories from the best on until there are enough of them that have something to tell."""
    choice = _Choice()
    waiting = without_floods(ranked)
    while len(choice.told) < order.top:
        batch = list(islice(waiting, order.top - len(choice.told)))
        if not batch:
            break
        picked = [_picked(one) for one in batch]
        full = await fetch_full_texts(
            [entry for entries in picked for entry in entries],
            fetcher=desk.fetcher,
            pool=desk.pages,
            store=desk.summarizer.cache,
            progress=progress,
        )
        texts = iter(full)
        for one, entries in zip(batch, picked, strict=True):
            await _consider(choice, one, list(islice(texts, len(entries))), desk, order)
    return choice


async def _consider(choice: _Choice, one: Ranked, entries: Sequence[FeedEntry], desk: Desk, order: Order) -> None:
    """Tell a story if it is new or has news; one that has is told from the articles that bring it."""
    request = SummarizeRequest(articles=tuple(map(article_input, entries)), options=_options(order))
    if not one.story.told:
        choice.told.append((one, request, None))
        return
    brief = await _plain_brief(request, desk)
    found = await _changes(one, brief)
    if brief is None or not found:
        _leave(choice, one)
        return
    bringing = _bringing(brief, found)
    kept = tuple(article for article in request.articles if article.id in bringing)
    request = request.model_copy(update={"articles": kept})
    told = one.story.told
    first, last = min(story.first_told for story in told), max(story.last_told for story in told)
    changed = _moved(found, brief, [article.id for article in kept])
    update = Update(first_told=first.isoformat(), last_told=last.isoformat(), changes=changed)
    choice.told.append((one, request, update))


async def _plain_brief(request: SummarizeRequest, desk: Desk) -> Brief | None:
    """Return the extractive brief: its claims are found by code, so no model is paid to find nothing new."""
    plain = with_options(request, request.options.model_copy(update={"engine": "extractive", "model": None}))
    try:
        return (await desk.summarizer.summarize(plain)).stories[0]
    except (NothingReadable, DeadlineExceeded, Overloaded):
        return None


async def _changes(one: Ranked, brief: Brief | None) -> tuple[Change, ...]:
    fresh = frozenset(entry.id for entry in one.story.fresh)
    return () if brief is None else await asyncio.to_thread(changes, one.story.told, brief, fresh)


def _bringing(brief: Brief, found: Sequence[Change]) -> frozenset[str | None]:
    """Return the given ids of the articles that bring the news: of new claims and values, else of what is confirmed."""
    telling = [change for change in found if change.kind != "corroborated"] or found
    sources = {citation.source for change in telling for citation in change.citations}
    return frozenset(source.given_id for source in brief.sources if source.id in sources)


def _moved(found: Sequence[Change], brief: Brief, kept: Sequence[str | None]) -> tuple[Change, ...]:
    """Return the changes with their passages named as in a brief of the `kept` articles alone."""
    places = {source.id: kept.index(source.given_id) + 1 for source in brief.sources if source.given_id in kept}
    moved = []
    for change in found:
        citations = tuple(_at(c, f"a{places[c.source]}") for c in change.citations if c.source in places)
        moved += [change.model_copy(update={"citations": citations})] if citations else []
    return tuple(moved)


def _at(citation: Citation, source: str) -> Citation:
    sentence = f"{source}.{citation.sentence.partition('.')[2]}"
    return citation.model_copy(update={"source": source, "sentence": sentence})


def _leave(choice: _Choice, one: Ranked) -> None:
    """Note a story that goes on without news; its items have been looked at."""
    story = one.story.told[0]
    known = KnownStory(
        id=story.id,
        headline=story.headline,
        last_told=story.last_told.isoformat(),
        articles=len(one.story.fresh),
    )
    choice.unchanged.append(known)
    choice.seen.append((story.id, _ids(one)))


def _ids(one: Ranked) -> tuple[str, ...]:
    return tuple(entry.id for entry in one.story.entries)


def _picked(one: Ranked) -> list[FeedEntry]:
    """Return the articles that a brief is written from: what is fresh, full and new first, copies last."""
    fresh = {entry.id for entry in one.story.fresh}
    order = sorted(
        one.story.entries,
        key=lambda e: (e.id in one.reprints, e.id not in fresh, _FULLEST[e.extent], -e.when.timestamp(), e.id),
    )
    first: list[FeedEntry] = []
    more: list[FeedEntry] = []
    taken: dict[str, int] = {}
    for entry in order:
        outlet = entry.origin or entry.outlet or entry.feed
        taken[outlet] = taken.get(outlet, 0) + 1
        if taken[outlet] <= MOST_OF_OUTLET:
            (first if taken[outlet] == 1 else more).append(entry)
    return [*first, *more][:MOST_READ]


def _options(order: Order) -> Options:
    return order.options.model_copy(update={"split_stories": False, "include_text": True})


def _plan(
    order: Order, limits: Window, choice: _Choice, ranked: Sequence[Ranked], reports: Sequence[FeedReport]
) -> Plan:
    named = sections([one.story for one, _, _ in choice.told])
    stories = tuple(
        PlannedStory(
            id=_id(one, order, limits),
            section=section,
            rank=_rank(one, place),
            update=update,
            request=request,
        )
        for place, ((one, request, update), section) in enumerate(zip(choice.told, named, strict=True), 1)
    )
    return Plan(
        order=fingerprint(order),
        day=limits.day,
        since=limits.since,
        until=limits.until,
        stories=stories,
        unchanged=tuple(choice.unchanged),
        left_out=len(ranked) - len(choice.told) - len(choice.unchanged),
        feeds=FeedCount(
            read=sum(report.status in ("new", "unchanged") for report in reports),
            unchanged=sum(report.status == "unchanged" for report in reports),
            failed=sum(report.status in ("failed", "gone") for report in reports),
            items=sum(report.entries for report in reports),
        ),
        skipped=tuple(
            SkippedFeed(feed=report.feed, code=report.code or report.status, detail=report.detail or "it is gone")
            for report in reports
            if report.status in ("failed", "gone")
        ),
        absorbed=tuple((one.story.told[0].id, other.id) for one, _, _ in choice.told for other in one.story.told[1:]),
        seen=(*((_id(one, order, limits), _ids(one)) for one, _, _ in choice.told), *choice.seen),
    )


def _id(one: Ranked, order: Order, limits: Window) -> str:
    if one.story.told:
        return one.story.told[0].id
    first = min(one.story.entries, key=lambda entry: (entry.when, entry.id))
    return story_id(order.list, first.id, limits.day)


def _rank(one: Ranked, place: int) -> Rank:
    return Rank(
        place=place,
        score=one.score,
        parts=one.parts,
        publishers=one.publishers,
        outlets=one.outlets,
        articles=len(one.story.entries),
        newest=one.newest.isoformat(),
    )


def fingerprint(order: Order) -> str:
    """Return what of an order makes another plan of another digest."""
    named = "\0".join((*order.feeds, str(order.span), str(order.top), order.options.model_dump_json()))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def renumbered(update: Update, brief: Brief) -> Update:
    """Return `update` with the numbers that its passages have in `brief`: what was found before it was written."""
    numbers = {(c.source, c.field, c.start, c.end): c for c in brief.citations()}
    found = []
    for change in update.changes:
        citations = [numbers.get((c.source, c.field, c.start, c.end), c) for c in change.citations]
        found.append(change.model_copy(update={"citations": tuple(citations)}))
    return update.model_copy(update={"changes": tuple(found)})

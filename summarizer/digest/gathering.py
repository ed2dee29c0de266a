"""The items of a day and what the readers know, to stories: some new, some that go on.

What is remembered rides along in the grouping: a few articles of each story that was told stand among those of the
day, so that "the same event as yesterday" is measured exactly as "the same event" is among today's, shared items
and addresses being the likest of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.digest.memory import Memory, ToldStory
from summarizer.digest.parting import Grouping, Names, part
from summarizer.models import Article
from summarizer.sources.feeds import FeedEntry
from summarizer.stories import group_stories
from summarizer.text.language import detect_language

RIDING: Final = 4  # articles of a told story that ride along: its first, which names the event, and its latest

IsNew = Callable[[FeedEntry], bool]


@dataclass(frozen=True, slots=True)
class Gathered:
    """One story of the day. `fresh` are its items that turned up since the last digest and are new to its readers.

    `told` are the told stories that it goes on with, the one it shares most with first.
    """

    entries: tuple[FeedEntry, ...]
    articles: tuple[Article, ...]
    fresh: tuple[FeedEntry, ...]
    told: tuple[ToldStory, ...]


def gather(
    entries: Sequence[FeedEntry], memory: Memory, is_new: IsNew = lambda _: True, *, grouping: Grouping = group_stories
) -> list[Gathered]:
    """Return the stories that `entries` tell and that have something fresh, each with the told ones it goes on with."""
    by_id = {entry.id: entry for entry in entries}
    articles = [as_article(entry) for entry in by_id.values()]
    owners = {id: story.id for story in memory.stories for id in (*story.seen, *(a.id for a in story.articles))}
    riding = [article for story in memory.stories for article in _riding(story) if article.id not in by_id]
    found = part(grouping([*articles, *riding]), grouping)
    groups = list(_apart_from_told(found, owners, [*articles, *riding]))
    groups = [group for group in groups if any(article.id in by_id for article in group)]
    homes = _homes(groups, owners)
    stories = {story.id: story for story in memory.stories}
    gathered = []
    for number, group in enumerate(groups):
        own = tuple(article for article in group if article.id in by_id)
        items = tuple(by_id[article.id] for article in own)
        fresh = tuple(item for item in items if item.id not in owners and is_new(item))
        if fresh:
            gathered.append(Gathered(items, own, fresh, tuple(stories[id] for id in homes.get(number, ()))))
    return gathered


def _homes(groups: Sequence[Sequence[Article]], owners: dict[str, str]) -> dict[int, list[str]]:
    """Return for each group the told stories that go on in it; each goes on where most of its articles stand."""
    shared = [Counter(owners[article.id] for article in group if article.id in owners) for group in groups]
    best: dict[str, tuple[int, int]] = {}
    for number, counts in enumerate(shared):
        for story, count in counts.items():
            if count > best.get(story, (0, 0))[0]:
                best[story] = (count, number)
    homes: dict[int, list[str]] = {}
    for story, (_, number) in sorted(best.items(), key=lambda item: (-item[1][0], item[0])):
        homes.setdefault(number, []).append(story)
    return homes


def _apart_from_told(
    groups: Sequence[tuple[Article, ...]], owners: Mapping[str, str], day: Sequence[Article]
) -> Iterator[tuple[Article, ...]]:
    """Yield the groups, what names nothing of the told story that it stands with apart: another strike is no update."""
    names = Names(day) if owners else None
    for group in groups:
        told = [article for article in group if article.id in owners]
        if names is None or not told or len(told) == len(group):
            yield group
            continue
        kin = {article.id for article in group if article in told or names.may_be_one(told, [article])}
        yield tuple(article for article in group if article.id in kin)
        if rest := tuple(article for article in group if article.id not in kin):
            yield rest


def _riding(story: ToldStory) -> list[Article]:
    articles = story.articles if len(story.articles) <= RIDING else (story.articles[0], *story.articles[1 - RIDING :])
    return [
        Article(
            id=article.id,
            text=article.lead or article.title,
            title=article.title or None,
            outlet=article.outlet,
            published=article.published or None,
            language=article.language or story.language,
        )
        for article in articles
    ]


def as_article(entry: FeedEntry) -> Article:
    """Return `entry` as the grouping and the count of publishers read it; whom it names as its source printed it."""
    text = entry.text or entry.title
    return Article(
        id=entry.id,
        text=text,
        title=entry.title or None,
        outlet=entry.origin or entry.outlet,
        url=entry.url,
        author=entry.author,
        published=entry.when.isoformat(),
        language=(entry.language or detect_language(f"{entry.title}. {text}")).lower(),
    )

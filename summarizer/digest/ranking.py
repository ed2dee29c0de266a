"""Which stories come first, and why: a sum of points that a reader can add up.

How many independent publishers tell it says most about weight, how new it is decides among those, the mere number of
articles counts least. The weights are an editor's choice, not a measurement: a story that twice as many publishers
tell stands above one that is half a day newer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from summarizer.digest.gathering import Gathered
from summarizer.models import RankPart
from summarizer.publishers import independence

HALF_LIFE: Final = 12.0  # hours in which the points for being new halve
SIZE_WEIGHT: Final = 0.25
FOLLOWED: Final = 1.0  # points for going on with a story told before: few print the sequel that its readers wait for
LONE_PER_OUTLET: Final = 2  # stories that one publisher alone tells: no outlet fills the digest by printing much
MOST_COUNTED: Final = 200  # articles of a story whose publishers are counted, the newest


@dataclass(frozen=True, slots=True)
class Ranked:
    """A story with its score. `tellers` are its independent publishers, `outlets` names, `reprints` ids of copies."""

    story: Gathered
    score: float
    parts: tuple[RankPart, ...]
    tellers: tuple[str, ...]
    outlets: tuple[str, ...]
    reprints: frozenset[str]
    newest: datetime

    @property
    def publishers(self) -> int:
        """Return how many independent publishers tell it."""
        return len(self.tellers)


def rank(stories: Iterable[Gathered], now: datetime) -> list[Ranked]:
    """Return the stories, the one with most points first; equal ones by their first item's id."""
    ranked = [_ranked(story, now) for story in stories]
    return sorted(ranked, key=lambda r: (-r.score, r.story.entries[0].id))


def _ranked(story: Gathered, now: datetime) -> Ranked:
    newest = max(entry.when for entry in story.entries)
    counted = sorted(story.articles, key=lambda article: article.published or "", reverse=True)[:MOST_COUNTED]
    found = independence(counted)
    publishers = sorted(set(found.publishers.values()))
    hours = max(0.0, (now - newest).total_seconds() / 3600)
    size = len(story.entries)
    parts = (
        RankPart(name="publishers", figure=len(publishers), points=round(math.log2(1 + len(publishers)), 2)),
        RankPart(name="recency", figure=round(hours, 1), points=round(math.exp2(-hours / HALF_LIFE), 2)),
        RankPart(name="size", figure=size, points=round(SIZE_WEIGHT * math.log2(1 + size), 2)),
        *([RankPart(name="followed", figure=1, points=FOLLOWED)] if story.told else []),
    )
    outlets = Counter(article.outlet_name for article in story.articles)
    return Ranked(
        story,
        round(sum(part.points for part in parts), 2),
        parts,
        tuple(publishers),
        tuple(outlets),
        frozenset(found.reprints),
        newest,
    )


def without_floods(ranked: Sequence[Ranked]) -> Iterator[Ranked]:
    """Leave out what one publisher alone tells, beyond its first stories of that kind."""
    lone: Counter[str] = Counter()
    for one in ranked:
        if one.publishers == 1:
            lone[one.tellers[0]] += 1
            if lone[one.tellers[0]] > LONE_PER_OUTLET:
                continue
        yield one


def sections(stories: Sequence[Gathered]) -> list[str | None]:
    """Return for each story the topic that the feeds themselves give, or None; none is made up.

    That is the OPML folder of most of its items; else the category that most of them carry and most stories share: a
    label of one story alone is a tag, not a section.
    """
    folders = [_most(Counter(_folders(story))) for story in stories]
    labels = [{} if folder else _labels(story) for folder, story in zip(folders, stories, strict=True)]
    shared = Counter(key for own in labels for key in own)
    spelled = {key: name for own in reversed(labels) for key, name in own.items()}
    best = [_most(Counter({key: shared[key] for key in own if shared[key] > 1})) for own in labels]
    return [folder or (spelled[key] if key else None) for folder, key in zip(folders, best, strict=True)]


def _folders(story: Gathered) -> Iterator[str]:
    for entry in story.entries:
        if entry.section and (name := " ".join(entry.section[0].split())):
            yield name


def _labels(story: Gathered) -> dict[str, str]:
    """Return the categories that more than half of the items carry, as they are spelled, by their folded form."""
    spelled = [
        {name.casefold(): name for category in entry.categories if (name := " ".join(category.split()))}
        for entry in story.entries
    ]
    counts = Counter(key for names in spelled for key in names)
    kept = sorted(key for key, count in counts.items() if 2 * count > len(spelled))
    return {key: next(names[key] for names in spelled if key in names) for key in kept}


def _most(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda name: (-counts[name], name)) if counts else None

"""What a story is called: an id that stays while it grows, and a label out of its own titles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from summarizer.models import Article
from summarizer.stories.reading import reading_of
from summarizer.stories.timing import published_at
from summarizer.text.tokens import content_stems

LABEL_CHARS: Final = 160
_READ_FOR_LABEL: Final = 300  # characters of a text that stand beside its title
_CUT_SHORT: Final = ("...", "…")
_LATEST: Final = datetime.max.replace(tzinfo=UTC)


class Story(NamedTuple):
    """Articles about one event, in the order given."""

    id: str
    label: str
    articles: tuple[Article, ...]


def name_stories(
    stories: Iterable[Sequence[Article]], known: Mapping[str, Collection[str]] | None = None
) -> list[Story]:
    """Return the stories with ids and labels, in the order given.

    `known` are the stories of earlier days: id -> the keys of their articles (`article_key`). A story takes over the
    id of the known one with which it shares most articles, each id once; a new one is called after its earliest
    article, so that the same articles, or more and later ones, get the same id without any memory.
    """
    groups = [tuple(story) for story in stories]
    ids = _inherited([{article_key(article) for article in group} for group in groups], known or {})
    taken = {*ids.values(), *(known or {})}
    named = []
    for place, group in enumerate(groups):
        id = ids.get(place) or _fresh(group, taken)
        taken.add(id)
        named.append(Story(id, label_of(group), group))
    return named


def article_key(article: Article) -> str:
    """Return what stays the same of an article from day to day: the id given, its address, else what it says."""
    return (
        article.given_id
        or article.url
        or blake2b(f"{article.title}\0{article.sha256}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    )


def _inherited(groups: Sequence[set[str]], known: Mapping[str, Collection[str]]) -> dict[int, str]:
    """Return place -> id for the groups that continue a known story, those that share most first."""
    place_of = {key: place for place, keys in enumerate(groups) for key in keys}
    shared = Counter((place_of[key], id) for id, keys in known.items() for key in set(keys) if key in place_of)
    order = {id: number for number, id in enumerate(known)}
    ids: dict[int, str] = {}
    for (place, id), _ in sorted(shared.items(), key=lambda item: (-item[1], order[item[0][1]], item[0][0])):
        if place not in ids and id not in ids.values():
            ids[place] = id
    return ids


def _fresh(group: Sequence[Article], taken: Collection[str]) -> str:
    keys = [article_key(article) for article in sorted(group, key=_by_time)]
    for named_after in (*keys, "\0".join(keys)):
        id = blake2b(named_after.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        if id not in taken:
            break
    return id


def _by_time(article: Article) -> tuple[datetime, str]:
    return published_at(article) or _LATEST, article_key(article)


def label_of(articles: Sequence[Article]) -> str:
    """Return the title that says most of what the titles and leads of `articles` share; no title, a beginning.

    A title that was cut short, or asks, stands behind one that tells.
    """
    read = [reading_of(article) for article in articles]
    titles = [_one_line(reading.title) or _beginning(reading.text) for reading in read]
    said = Counter(
        stem
        for reading, title in zip(read, titles, strict=True)
        for stem in set(content_stems(f"{title} {reading.text[:_READ_FOR_LABEL]}", reading.language))
    )

    def fitness(title: str, language: str) -> float:
        stems = set(content_stems(title, language))
        likeness = sum(said[stem] for stem in stems) / math.sqrt(len(stems) + 1)
        return likeness * (0.7 if title.endswith((*_CUT_SHORT, "?")) else 1.0)

    return max(
        (fitness(title, reading.language), bool(reading.title), title)
        for title, reading in zip(titles, read, strict=True)
    )[2]


def _beginning(text: str) -> str:
    return _one_line(text.partition("\n")[0] or text)


def _one_line(text: str) -> str:
    line = " ".join(text[: 4 * LABEL_CHARS].split())
    return line if len(line) <= LABEL_CHARS else line[: LABEL_CHARS - 1].rsplit(" ", 1)[0] + "…"

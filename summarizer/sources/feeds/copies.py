"""Each item once: feeds of one outlet share items, and outlets post an item again under another address.

The same item is one with the same mark, or page (tracking parameters, http and https make no difference), or one
outlet's text with nearly the same words under nearly the same headline within two days (Broder, "On the resemblance
and containment of documents", 1997). Copies in different outlets stay: who counts as independent is decided later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from summarizer.publishers import registrable
from summarizer.sources.feeds.entries import FeedEntry
from summarizer.sources.feeds.fields import host_of
from summarizer.sources.urls import canonical_url
from summarizer.text.tokens import words

_SHINGLE = 4  # words
_READ_WORDS = 150  # of each text: near-copies show by then
_CONTAINED = 0.8  # share of the shorter text's shingles that a near-copy shares
_LIKE_TITLES = 0.5  # Jaccard of the headlines' words; a weather report has yesterday's text under today's headline
_APART = timedelta(days=2)
_COMMON = 50  # entries of one outlet that share a shingle: beyond, it is the outlet's furniture and tells nothing
_GLOBAL_MARKS = ("http://", "https://", "tag:", "urn:")


def without_copies(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Return `entries` without copies, newest first; the one that stays has the categories of all."""
    groups = _Groups(len(entries))
    first: dict[Hashable, int] = {}
    for index, entry in enumerate(entries):
        for mark in _marks(entry):
            groups.join(first.setdefault(mark, index), index)
    for one, other in _near_copies(entries):
        groups.join(one, other)
    kept = [_merged([entries[index] for index in group]) for group in groups.found()]
    return sorted(kept, key=lambda entry: (-entry.when.timestamp(), entry.id))


class _Groups:
    """Disjoint sets of the numbers below `size`."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def _root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, one: int, other: int) -> None:
        """Make one set of the two that `one` and `other` are in."""
        low, high = sorted((self._root(one), self._root(other)))
        self._parent[high] = low

    def found(self) -> list[list[int]]:
        """Return the sets, in the order of their first members."""
        sets: dict[int, list[int]] = {}
        for index in range(len(self._parent)):
            sets.setdefault(self._root(index), []).append(index)
        return list(sets.values())


def _marks(entry: FeedEntry) -> Iterator[Hashable]:
    """Yield what only copies of `entry` share."""
    yield ("id", entry.id)
    yield ("guid", entry.feed, entry.guid)
    if entry.url:
        yield ("url", canonical_url(entry.url))
    if entry.guid.startswith(_GLOBAL_MARKS):
        yield ("guid", entry.outlet or entry.feed, entry.guid)


def _near_copies(entries: Sequence[FeedEntry]) -> Iterator[tuple[int, int]]:
    by_outlet: dict[str, list[int]] = {}
    for index, entry in enumerate(entries):
        by_outlet.setdefault(entry.outlet or entry.feed, []).append(index)
    for indexes in by_outlet.values():
        shingles = {index: _shingles(entries[index]) for index in indexes}
        titles = {index: frozenset(words(entries[index].title)) for index in indexes}
        for (one, other), shared in _sharing(shingles).items():
            if shared < _CONTAINED * min(len(shingles[one]), len(shingles[other])):
                continue
            alike = len(titles[one] & titles[other]) >= _LIKE_TITLES * len(titles[one] | titles[other])
            if alike and abs(entries[one].when - entries[other].when) <= _APART:
                yield one, other


def _shingles(entry: FeedEntry) -> frozenset[tuple[str, ...]]:
    row = words((entry.text or entry.title)[: 10 * _READ_WORDS])[:_READ_WORDS]
    return frozenset(tuple(row[at : at + _SHINGLE]) for at in range(max(1, len(row) - _SHINGLE + 1)) if row)


def _sharing(shingles: dict[int, frozenset[tuple[str, ...]]]) -> Counter[tuple[int, int]]:
    """Count the shingles of each pair that shares some; no pair without one is looked at."""
    homes: dict[tuple[str, ...], list[int]] = {}
    for index, found in shingles.items():
        for shingle in found:
            homes.setdefault(shingle, []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indexes in homes.values():
        if 1 < len(indexes) <= _COMMON:
            shared.update(combinations(indexes, 2))
    return shared


def _merged(group: Sequence[FeedEntry]) -> FeedEntry:
    """Return the fullest of the copies. One in its own site's feed stands first: nobody speaks for another's page."""
    ranked = sorted(group, key=_rank)
    seen = min(entry.first_seen for entry in ranked)
    named = dict.fromkeys(name for entry in ranked for name in entry.categories)
    return ranked[0].model_copy(update={"categories": tuple(named), "first_seen": seen})


def _rank(entry: FeedEntry) -> tuple[object, ...]:
    return not _is_own(entry), -len(entry.text), entry.when, entry.feed, entry.guid, entry.id, entry.title, entry.text


def _is_own(entry: FeedEntry) -> bool:
    page, feed = host_of(entry.url), host_of(entry.feed)
    return page is not None and feed is not None and registrable(page) == registrable(feed)

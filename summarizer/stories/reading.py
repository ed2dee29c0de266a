"""An article as a bag of terms: stems and pairs of neighbouring stems, its title weighing most, its lead next.

A batch of articles becomes three arrays, so that batches can be read in other processes and joined cheaply. Terms are
hashes of 64 bits whose lowest three say of what kind the term is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.models import Article
from summarizer.text.newswords import news_stems
from summarizer.text.places import capital_names, country_names, implied_capitals
from summarizer.text.tokens import content_stems

TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 3.0, 1.0, 0.5
LEAD_STEMS, READ_STEMS = 40, 250
READ_CHARS: Final = 3_500  # holds READ_STEMS stems of any language but the wordiest
TITLE_CHARS: Final = 150  # a longer first line is a paragraph, not a title

WORD, NEWS_WORD, COUNTRY, CAPITAL, PAIR = range(5)
KINDS: Final = np.uint64(7)  # the bits of a term that hold its kind

_CACHED_WORDS: Final = 500_000
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd: distinct pairs stay distinct


class Reading(NamedTuple):
    """What of an article is compared."""

    title: str
    text: str
    language: str


class Batch(NamedTuple):
    """Articles to be read together, and the languages of all that they will be compared with."""

    readings: Sequence[Reading]
    languages: tuple[str, ...]


class Terms(NamedTuple):
    """The terms of some articles: those of article `i` are `ids[ends[i - 1] : ends[i]]`, in ascending order."""

    ends: NDArray[np.int64]
    ids: NDArray[np.uint64]
    weights: NDArray[np.float32]  # log(1 + sum of the weights of its places)


def reading_of(article: Article) -> Reading:
    """Return what of `article` is compared: its title or first line, and the beginning of its unmarked text."""
    text = _beginning(article)
    title = article.title
    if not title:
        line, _, rest = text.partition("\n")
        title, text = (line, rest) if len(line) <= TITLE_CHARS else ("", text)
    return Reading(title, text, article.language)


def _beginning(article: Article) -> str:
    kept: list[str] = []
    start = 0
    for mark in article.removed:
        kept.append(article.text[start : mark.start])
        start = mark.end
        if start > READ_CHARS:
            break
    kept.append(article.text[start : start + READ_CHARS])
    return "".join(kept)[:READ_CHARS].lstrip()


def read_batch(batch: Batch) -> Terms:
    """Return the terms of every article of `batch`."""
    ids_of = _word_ids(batch.languages)
    words: list[int] = []
    parts: list[tuple[int, float, int]] = []  # article, weight, number of stems
    for number, reading in enumerate(batch.readings):
        for stems, weight in _parts(reading):
            words += map(ids_of.__getitem__, stems)
            parts.append((number, weight, len(stems)))
            if weight > BODY_WEIGHT:
                implied = implied_capitals(stems)
                words += map(ids_of.__getitem__, implied)
                parts += [(number, weight, 1)] * len(implied)
    return _summed(_Places.of(words, parts), len(batch.readings))


def _parts(reading: Reading) -> tuple[tuple[list[str], float], ...]:
    stems = content_stems(reading.text, reading.language)[:READ_STEMS]
    return (
        (content_stems(reading.title, reading.language), TITLE_WEIGHT),
        (stems[:LEAD_STEMS], LEAD_WEIGHT),
        (stems[LEAD_STEMS:], BODY_WEIGHT),
    )


class _WordIds(dict[str, int]):
    """The term of each stem, hashed when first met."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        common = frozenset().union(*map(news_stems, languages))
        self._kinds = {
            **dict.fromkeys(country_names(), COUNTRY),
            **dict.fromkeys(capital_names(), CAPITAL),
            **dict.fromkeys(common, NEWS_WORD),
        }

    def __missing__(self, stem: str) -> int:
        if len(self) >= _CACHED_WORDS:
            self.clear()
        digest = blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        kind = self._kinds.get(stem, WORD)
        id = self[stem] = int.from_bytes(digest, "little") & ~int(KINDS) | kind
        return id


@lru_cache(maxsize=8)
def _word_ids(languages: tuple[str, ...]) -> _WordIds:
    return _WordIds(languages)


class _Places(NamedTuple):
    """Every place of a term: the article that it stands in, the term, what the place weighs."""

    articles: NDArray[np.int64]
    ids: NDArray[np.uint64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, words: Sequence[int], parts: Sequence[tuple[int, float, int]]) -> _Places:
        """Return the places of all words, and of all pairs of neighbours within a part."""
        ids = np.array(words, dtype=np.uint64)
        numbers, weights, sizes = (np.array(column) for column in zip(*parts, strict=True))
        part = np.repeat(np.arange(len(sizes)), sizes)
        together = part[1:] == part[:-1]
        pairs = (ids[:-1] * _FIRST + (ids[1:] >> np.uint64(7)) * _SECOND)[together] & ~KINDS | np.uint64(PAIR)
        of_pairs = part[1:][together]
        return cls(
            np.concatenate((numbers[part], numbers[of_pairs])).astype(np.int64),
            np.concatenate((ids, pairs)),
            np.concatenate((weights[part], weights[of_pairs])),
        )


def _summed(places: _Places, articles: int) -> Terms:
    """Sum the places of one term in one article."""
    order = np.lexsort((places.ids, places.articles))
    of, ids, weights = places.articles[order], places.ids[order], places.weights[order]
    first = np.ones(len(ids), dtype=bool)
    first[1:] = (ids[1:] != ids[:-1]) | (of[1:] != of[:-1])
    starts = np.flatnonzero(first)
    summed = np.add.reduceat(weights, starts) if len(starts) else weights
    ends = np.cumsum(np.bincount(of[starts], minlength=articles))
    return Terms(ends, ids[starts], np.log1p(summed).astype(np.float32))

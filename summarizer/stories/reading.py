"""An article as a bag of terms: stems and pairs of neighbouring stems, its title weighing most, its lead next.

A batch of articles becomes three arrays, so that batches can be read in other processes and joined cheaply. Terms are
hashes of 48 bits, the lowest three of which say of what kind the term is: among the 30 million terms of 100,000 reports
some two share their hash.
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
TERM_BITS: Final = 48  # 14 are left for the article of a batch and 2 for the part of it: a place is one number

_CACHED_WORDS: Final = 500_000
_PART_WEIGHTS: Final = np.array([TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT])
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd: distinct pairs stay distinct


class Reading(NamedTuple):
    """What of an article is compared."""

    title: str
    text: str
    language: str


class Batch(NamedTuple):
    """Articles to be read together, 16,000 at most, and the languages of all that they will be compared with."""

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
    stretches: list[tuple[int, int, int]] = []  # article, part, number of stems
    for number, reading in enumerate(batch.readings):
        for part, stems in enumerate(_parts(reading)):
            words += map(ids_of.__getitem__, stems)
            stretches.append((number, part, len(stems)))
            implied = implied_capitals(stems)
            words += map(ids_of.__getitem__, implied)
            stretches += [(number, part, 1)] * len(implied)
    return _summed(_places(words, stretches), len(batch.readings))


def _parts(reading: Reading) -> tuple[list[str], list[str], list[str]]:
    """Return the stems of title, lead and body: the parts in the order of their weights."""
    stems = content_stems(reading.text, reading.language)[:READ_STEMS]
    return content_stems(reading.title, reading.language), stems[:LEAD_STEMS], stems[LEAD_STEMS:]


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
        digest = blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=TERM_BITS // 8).digest()
        kind = self._kinds.get(stem, WORD)
        id = self[stem] = int.from_bytes(digest, "little") & ~int(KINDS) | kind
        return id


@lru_cache(maxsize=8)
def _word_ids(languages: tuple[str, ...]) -> _WordIds:
    return _WordIds(languages)


def _places(words: Sequence[int], stretches: Sequence[tuple[int, int, int]]) -> NDArray[np.uint64]:
    """Return every place of a word, and of a pair of neighbours within a stretch: article, term and part in one number.

    From the highest bits to the lowest, so that places in order are those of one term of one article together.
    """
    ids = np.array(words, dtype=np.uint64)
    number, part, size = np.array(stretches, dtype=np.int64).T
    stretch = np.repeat(np.arange(len(size)), size)
    where = (number.astype(np.uint64) << np.uint64(TERM_BITS + 2) | part.astype(np.uint64))[stretch]
    together = stretch[1:] == stretch[:-1]
    mixed = (ids[:-1] * _FIRST + ids[1:] * _SECOND)[together] >> np.uint64(64 - TERM_BITS)
    pairs = mixed & ~KINDS | np.uint64(PAIR)
    return np.concatenate((where | ids << np.uint64(2), where[1:][together] | pairs << np.uint64(2)))


def _summed(places: NDArray[np.uint64], articles: int) -> Terms:
    """Sum the places of one term in one article."""
    places = np.sort(places)
    terms = places >> np.uint64(2)
    starts = np.flatnonzero(np.concatenate(([True], terms[1:] != terms[:-1]))) if len(terms) else np.array([], np.intp)
    weights = _PART_WEIGHTS[(places & np.uint64(3)).astype(np.intp)]
    summed = np.add.reduceat(weights, starts) if len(starts) else weights
    of = (terms[starts] >> np.uint64(TERM_BITS)).astype(np.intp)
    ids = terms[starts] & np.uint64((1 << TERM_BITS) - 1)
    return Terms(np.cumsum(np.bincount(of, minlength=articles)), ids, np.log1p(summed).astype(np.float32))

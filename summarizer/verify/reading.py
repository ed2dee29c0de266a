"""A text as the gate reads it: folded, in words, with its values; read once for each text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from summarizer.text.folding import fold
from summarizer.text.names import NameMention, name_key
from summarizer.text.number_words import SCALES
from summarizer.text.numbers import Quantity
from summarizer.text.tokens import content_stems
from summarizer.text.values import Values, values

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPEN_GAP = re.compile(r"[\s'’\"“”‘-]*\.?\s?|\s*\$?")
_DASHES = re.compile(r" ?-+ ?")
_DOTS = re.compile(r"\. ?\. ?\.(?: ?\.)*")


INFLECTING = frozenset(("ru", "uk"))  # names have cases: "Лунда" is "Лунд"
_STATES = {
    "ny": "new york", "nj": "new jersey", "nh": "new hampshire", "nm": "new mexico", "nc": "north carolina",
    "nd": "north dakota", "sc": "south carolina", "sd": "south dakota", "wva": "west virginia", "ri": "rhode island",
}  # fmt: skip
_STATE = re.compile(r"\b(?:N\.[YJHMCD]|S\.[CD]|W\.Va|R\.I)\b")

MAX_READ = 6_000  # code points of one passage whose values are read; ten times the longest sentence of multinews_dev


class Reading:
    """One text, read lazily: `words` folded, `stems` beside them ("" for function words), `starts` their offsets."""

    def __init__(self, text: str, language: str = "en", published: str | None = None) -> None:
        self.text = text
        self.language = language
        self.published = published

    @cached_property
    def folded(self) -> str:
        """The text in comparison form."""
        return fold(self.text)

    @cached_property
    def plain(self) -> str:
        """The folded text with no quotation marks and one form of dashes and ellipses: what a quotation must equal."""
        return plain(self.text)

    @cached_property
    def values(self) -> Values:
        """Numbers, names, dates, cues and quotations."""
        return values(self.text[:MAX_READ], self.language, self.published)

    @cached_property
    def _found(self) -> list[re.Match[str]]:
        return list(_WORD.finditer(self.text[:MAX_READ]))

    @cached_property
    def words(self) -> list[str]:
        """The words, folded."""
        return [_folded_word(m.group()) for m in self._found]

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins in the text."""
        return [m.start() for m in self._found]

    @cached_property
    def stems(self) -> list[str]:
        """The stem of each word, "" for a function word."""
        return [stem_of(word, self.language) for word in self.words]

    @cached_property
    def stem_set(self) -> frozenset[str]:
        """The stems of the content words."""
        return frozenset(s for s in self.stems if s)

    @cached_property
    def breaks(self) -> frozenset[int]:
        """The indices of words that punctuation parts from the next word."""
        text, found = self.text, self._found
        gaps = ((i, text[a.end() : b.start()]) for i, (a, b) in enumerate(pairwise(found)))
        return frozenset(i for i, gap in gaps if not _OPEN_GAP.fullmatch(gap))

    @cached_property
    def name_keys(self) -> frozenset[str]:
        """Every word in the form in which names are compared.

        With a mark before them: the initials of its longer names ("@icc"), its words in capitals ("#icc"), and the
        first letters of its names ("^i").
        """
        keys = set(map(name_key, set(self.words)))
        for mention in self.values.names:
            tokens = mention.tokens
            keys.update(tokens)
            keys.update(["^" + t[0] for t in tokens])
            if mention.text.rsplit(None, 1)[-1].isupper():
                keys.update(["#" + t for t in tokens])
            if len(tokens) > 1:
                keys.update(["@" + letters for letters in initials(mention)])
        if "." in self.text:
            for match in _STATE.finditer(self.text[:MAX_READ]):
                keys.update(_STATES[match.group().replace(".", "").lower()].split())
        if self.language[:2] in INFLECTING:
            keys.update(self.stem_set)
        for part in [key for key in keys if "-" in key]:
            keys.update(map(name_key, part.split("-")))
        return frozenset(keys)

    def as_written(self, index: int) -> str:
        """Return word `index` as it stands in the text."""
        return self._found[index].group()

    def word_at(self, offset: int) -> int:
        """Return the index of the word that covers or precedes `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)


def initials(mention: NameMention) -> set[str]:
    """Return "doh" and "dh" for "Department of Health"."""
    short = "".join(t if len(t) < 3 else t[0] for t in mention.tokens)  # "usgs" for "U.S. Geological Survey"
    return {"".join(t[0] for t in mention.tokens), "".join(w[0] for w in mention.text.lower().split()), short}


def plain(text: str) -> str:
    """Fold `text` further, so that typography alone cannot part a true quotation from its source."""
    folded = fold(text).replace('"', "").replace("'", "")
    folded = _DOTS.sub("...", folded)
    return " ".join(_DASHES.sub("-", folded).split())


@lru_cache(maxsize=65536)
def _folded_word(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=65536)
def stem_of(word: str, language: str = "en") -> str:
    """Return the stem of one folded word, "" when it is a function word."""
    stems = content_stems(word, language)
    return stems[0] if stems else ""


@lru_cache(maxsize=8192)
def read(text: str, language: str = "en", published: str | None = None) -> Reading:
    """Return the reading of `text`, kept for the next time."""
    return Reading(text, language, published)


_MOST_NUMBERS = 1_000


_TO = re.compile(r"\s?(?:to|and|or|-|‐|‑|–|—)\s?[$€£¥]?")
_SCALED = re.compile(r"\d[ -]?(thousand|million|billion|trillion)", re.I)


def _scaled_ranges(reading: Reading) -> Iterator[Quantity]:
    """Yield the first number of "between 3 and 4 million" with the scale that only the second has."""
    for left, right in pairwise(reading.values.numbers):
        scale = _SCALED.search(right.text)
        if scale and left.value < 1000 and _TO.fullmatch(reading.text, left.end, right.start):
            yield left._replace(value=left.value * SCALES[scale[1].lower()], unit=right.unit, kind=right.kind)


class Ground:
    """The passages a statement is held against, together."""

    def __init__(self, passages: Sequence[Reading]) -> None:
        self.passages = tuple(passages)

    @cached_property
    def name_keys(self) -> frozenset[str]:
        """Every name key of every passage."""
        return frozenset().union(*(p.name_keys for p in self.passages))

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        """The different numbers of the passages, a thousand at most."""
        every = [q for p in self.passages for q in (*p.values.numbers, *_scaled_ranges(p))]
        found = {(q.value, q.kind, q.unit, q.bound, q.noun, q.text): q for q in every}
        return tuple(found.values())[:_MOST_NUMBERS]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every content stem of every passage."""
        return frozenset().union(*(p.stem_set for p in self.passages))

    @cached_property
    def plain(self) -> str:
        """The passages one after the other, as quotations are compared."""
        return " ".join(p.plain for p in self.passages)

"""Paragraphs of an article as blocks that carry the shapes by which prose and page furniture differ."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from summarizer.sources.cruft.cues import bare
from summarizer.text.folding import fold

CLOSED = re.compile(r"[.!?。！？؟…।][\s\"'”’»)\]」』›]*$")
QUOTES = re.compile(r"[\"“”„«»「『‹]")
_OPENS_QUOTED = re.compile(r"^\W{0,3}[\"“„«「『‘]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?؟…。！？\r\n][\"'”’»)\]」』）]*")  # one set in front: fast to search for
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DOT_WORD = re.compile(
    r"(?:\b(?:[A-Za-z]|St|Dr|Mr|Mrs|Ms|No|Jr|Sr|vs|Co|Inc|Ltd|ca|bzw|Nr|Mme|Sra?|Dra?|Gen|Col|Sen|Rep|Gov))\.$"
)
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\u00ad \t"
LONGEST_TAIL = 500  # code points at the end of a paragraph in which a glued tail may start
LONGEST_FURNITURE = 700  # code points; longer paragraphs are prose and only their edges are looked at


T = TypeVar("T")
Phrase = tuple[tuple[str, ...], str]


class lazy(Generic[T]):  # noqa: N801 (used as a decorator)
    """A property that is worked out once. `functools.cached_property` takes a lock, a third of the time here."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work = work
        self.__doc__ = work.__doc__

    def __get__(self, instance: Any, owner: type) -> T:
        """Work it out and leave it in the instance, where it is found without us from then on."""
        value = instance.__dict__[self.work.__name__] = self.work(instance)
        return value


@dataclass(eq=False)
class Block:
    """A paragraph: its span in the text, and what later rules decided about it."""

    text: str
    start: int
    end: int
    reason: str | None = None
    pieces: list[tuple[int, int, str]] = field(default_factory=list)  # marked parts of a kept block
    phrases: tuple[Phrase, ...] | None = None  # the "has" cues that the article holds at all; None = not known

    @lazy
    def folded(self) -> str:
        """The comparison form of the first part of it."""
        return fold(self.text[:LONGEST_FURNITURE])

    @lazy
    def bare(self) -> str:
        """The comparison form without what stands around the words."""
        return bare(self.folded)

    @lazy
    def is_wide(self) -> bool:
        """Whether it is written without spaces (Chinese, Japanese)."""
        return not self.text.isascii() and len(_WIDE.findall(self.text[:200])) * 3 > min(len(self.text), 200)

    @lazy
    def size(self) -> int:
        """Words; two code points count as one in scripts without spaces."""
        return len(self.text) // 2 if self.is_wide else len(self.text.split(None, 400))

    @lazy
    def is_closed(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(CLOSED.search(self.text[-12:].rstrip(INVISIBLE)))

    @lazy
    def is_quoted(self) -> bool:
        """Whether someone is quoted in it."""
        return bool(QUOTES.search(self.text))

    @lazy
    def opens_quoted(self) -> bool:
        """Whether it opens with a quotation."""
        return bool(_OPENS_QUOTED.match(self.text))

    @lazy
    def is_prose(self) -> bool:
        """Whether it reads as a paragraph: it ends like a sentence and has the length of one."""
        return (self.is_closed and self.size >= 7) or self.size >= 30

    @lazy
    def is_headline_like(self) -> bool:
        """Whether it could be a headline: one line, no full stop, neither a word nor a paragraph."""
        if not 2 <= self.size <= 30 or len(self.text) > 220:
            return False
        tail = self.text.rstrip("\"'”’»」』) ")
        open_end = not self.is_closed or tail[-1:] in "?!？！؟" or tail.endswith(("...", "…"))
        return open_end and len(self.sentences) == 1 and tail[-1:] not in ":,;，：—–-("

    @lazy
    def sentences(self) -> list[tuple[int, int]]:
        """Rough sentences as spans within `text`; good enough to see where a tail starts."""
        return self._sentences_from(0)

    @lazy
    def last_sentences(self) -> list[tuple[int, int]]:
        """The rough sentences of the last part of it; the first of them may be cut."""
        return self._sentences_from(max(0, len(self.text) - LONGEST_TAIL))

    def _sentences_from(self, start: int) -> list[tuple[int, int]]:
        spans = []
        for match in _SENTENCE_END.finditer(self.text, start):
            first, at = match.group()[0], match.end()
            if first in ".!?؟…" and at < len(self.text) and not self.text[at].isspace():
                continue
            if first == "." and _DOT_WORD.search(self.text[max(0, match.start() - 8) : match.start() + 1]):
                continue
            if self.text[start : match.end()].strip():
                spans.append(_trim(self.text, start, match.end()))
            start = match.end()
        if self.text[start:].strip():
            spans.append(_trim(self.text, start, len(self.text)))
        return spans

    @lazy
    def stems(self) -> frozenset[str]:
        """Crude stems of its longer words (first five letters), or pairs of characters where no spaces are."""
        if self.is_wide:
            wide = [c for c in self.folded if ord(c) > 0x3400]
            return frozenset(a + b for a, b in itertools.pairwise(wide))
        return frozenset(w[:5] for w in _LETTERS.findall(self.folded) if len(w) > 3)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())

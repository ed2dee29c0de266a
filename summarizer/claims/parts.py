"""A sentence in the small parts that can be told alone, found without a parser in any language with a list of
function words.

A part begins where a run of function words does ("in a speech last week"), after a mark of punctuation, and behind a
name. Parts are put together again by what is known of them: `runs` joins neighbours into the stretches of most weight
(Ruzzo and Tompa, "A linear time algorithm for finding all maximal scoring subsequences", 1999).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.claims.reading import claim_stems
from summarizer.text.folding import fold
from summarizer.text.values import values

LONGEST = 3_000  # code points: no sentence
_WORD = re.compile(r"[$€£¥]?\d+(?:[.,:]\d+)*(?:[^\W\d_]+)?%?|[^\W\d_]+(?:['’.-]+[^\W_]+)*")
_INSIDE = re.compile(r"[.'’]? ?|['’]?s? |[-‐‑]")  # between words of one part
_QUOTES = re.compile('["“”„«»‘’]')
ABBREVIATED = 4  # letters of a word whose full stop may be an abbreviation's
_PAIRS = (("(", ")"), ('"', '"'), ("“", "”"), ("«", "»"), ("„", "“"))
_OPENING_WORDS = {
    "en": "and or but nor then yet plus also that said says",
    "de": "und oder aber sowie sondern",
    "fr": "et ou mais puis",
    "es": "y e o u pero sino",
    "pt": "e ou mas",
    "it": "e ed o ma",
    "ru": "и или а но",
    "uk": "і й та або але",
    "nl": "en of maar",
}
_OPENING = {tag: frozenset(map(fold, words.split())) for tag, words in _OPENING_WORDS.items()}
# What ends the main assertion of a sentence once it has begun, and what an aside before it begins with.
_SUBORDINATE_WORDS = {
    "en": "who which whose whom where when while after before because since as although though if unless until whereas "
    "following amid alongside despite during with without including",
    "de": "welche welcher welches dass weil da wenn als nachdem bevor obwohl während wobei damit",
    "fr": "qui que dont où lorsque quand parce puisque alors tandis après avant pendant malgré",
    "es": "que quien quienes cuyo cuya donde cuando porque mientras aunque tras después antes durante",
    "pt": "que quem cujo cuja onde quando porque enquanto embora após depois antes durante",
    "it": "che cui dove quando perché mentre sebbene dopo prima durante",
}
_SUBORDINATE = {tag: frozenset(map(fold, words.split())) for tag, words in _SUBORDINATE_WORDS.items()}
# What goes on with another main assertion behind a comma; the first words do so behind none, too.
_GOING_ON_WORDS = {
    "en": "but and or",
    "de": "aber sondern und oder",
    "fr": "mais et ou",
    "es": "pero sino y e o",
    "pt": "mas e ou",
    "it": "ma e ed o",
    "ru": "но а и или",
    "uk": "але а та й і або",
    "nl": "maar en of",
}
_GOING_ON = {tag: frozenset(map(fold, words.split())) for tag, words in _GOING_ON_WORDS.items()}
_TURNING = frozenset("but aber sondern mais pero sino mas ma но але maar".split())
_RELATIVE = frozenset("der die das den dem deren dessen".split())  # behind a comma; elsewhere they are articles
_FRONTED_WORDS = {
    "en": "with in after before when while as on at since although though if because despite amid during following for "
    "by from under until once to according given of",
    "de": "nach vor in im am an bei beim als wenn während seit mit trotz laut weil obwohl da",
    "fr": "après avant dans en au lors lorsque quand pendant depuis avec selon malgré si alors comme",
    "es": "tras después antes en al cuando mientras desde con según durante si aunque",
    "pt": "após depois antes em no na quando enquanto desde com segundo durante se embora",
    "it": "dopo prima in nel nella quando mentre da con secondo durante se",
}
_FRONTED = {tag: frozenset(map(fold, words.split())) for tag, words in _FRONTED_WORDS.items()}
LEAST_MAIN = 4  # content words before a subordinate word can end the main assertion


class Word(NamedTuple):
    """A word with its offsets; `stems` as claims are matched by: none of a function word, several of a run of Han."""

    start: int
    end: int
    folded: str
    stems: tuple[str, ...]
    name: bool


class Part(NamedTuple):
    """A stretch of the text and the content words in it; `clause` is counted over commas and stronger marks."""

    start: int
    end: int
    clause: int
    folded: tuple[str, ...]  # all its words
    words: tuple[Word, ...]


@lru_cache(maxsize=4096)
def parts_of(text: str, language: str = "en") -> tuple[Part, ...]:
    """Return the parts of `text` in order; function words before a content word belong to its part."""
    found: list[Part] = []
    run: list[Word] = []
    clause = 0
    before: Word | None = None
    for token in _tokens(text[:LONGEST], language):
        stopped = before is not None and _stops(text[before.end : token.start], before)
        if before is not None and (stopped or _turns(before, token)) and any(t.stems for t in run):
            found.append(_part(run, clause))
            run = []
        elif stopped:
            run = []
        clause += stopped
        run.append(token)
        before = token
    if any(token.stems for token in run):
        found.append(_part(run, clause))
    return tuple(found)


class Vocabulary(NamedTuple):
    """The content words of a text, folded, and the stems of them all; names are not told apart, which costs most."""

    words: frozenset[str]
    stems: frozenset[str]


@lru_cache(maxsize=16384)
def vocabulary_of(text: str, language: str = "en") -> Vocabulary:
    """Return the content words of `text`, each once, and their stems."""
    read = [_read(word, language) for word in set(_WORD.findall(text[:LONGEST]))]
    return Vocabulary(
        frozenset([folded for folded, stems in read if stems]),
        frozenset([stem for _, stems in read for stem in stems]),
    )


def _part(run: Sequence[Word], clause: int) -> Part:
    words = tuple(word for word in run if word.stems)
    return Part(run[0].start, words[-1].end, clause, tuple(t.folded for t in run), words)


def _stops(gap: str, before: Word) -> bool:
    """Tell whether the marks between two words part them; a full stop behind a short word may be an abbreviation's."""
    if gap == " ":  # as most are: cheaper to see than the patterns
        return False
    gap = _QUOTES.sub("", gap)
    return not _INSIDE.fullmatch(gap) or (gap.startswith(".") and len(before.folded) > ABBREVIATED)


def _turns(before: Word, token: Word) -> bool:
    """Tell whether function words begin behind content words, or a name ends."""
    return bool(before.stems) and (not token.stems or (before.name and not token.name))


def _tokens(text: str, language: str) -> list[Word]:
    english = language[:2].lower() == "en"
    names = (m for m in values(text, language).names if english or not m.weak)
    named = {at for m in names for at in range(m.start, m.end)}
    found = (match.span() for match in _WORD.finditer(text))
    return [Word(start, end, *_read(text[start:end], language), start in named) for start, end in found]


@lru_cache(maxsize=65536)
def _read(word: str, language: str) -> tuple[str, tuple[str, ...]]:
    """Return a word folded, and its stems."""
    return fold(word), claim_stems(word, language)


def assertions_of(parts: Sequence[Part], language: str = "en") -> list[tuple[Part, ...]]:
    """Return the main assertions, each in the parts that make it, as far as the surface shows them.

    Asides before the first ("After the vote, ...") are left out, and so is all from the first subordinate word behind
    `LEAST_MAIN` content words, until a conjunction goes on ("..., but she ..."). There is always a first one.
    """
    tongue = language[:2].lower()
    relative = _RELATIVE if tongue == "de" else ()
    subordinate, going_on = _SUBORDINATE.get(tongue, frozenset()), _GOING_ON.get(tongue, frozenset())
    begun = _behind_asides(parts, tongue)
    found: list[list[Part]] = [[]]
    inside = True
    for before, part in zip((None, *parts[begun:]), parts[begun:], strict=False):
        length = sum(len(one.words) for one in found[-1])
        stopped = before is not None and part.clause > before.clause
        if length >= LEAST_MAIN and part.folded[0] in going_on and (stopped or part.folded[0] in _TURNING):
            found.append([])
            inside = True
        elif inside and length >= LEAST_MAIN:
            inside = not (subordinate.intersection(part.folded) or (stopped and part.folded[0] in relative))
        if inside:
            found[-1].append(part)
    long = [tuple(one) for one in found[1:] if sum(len(part.words) for part in one) >= LEAST_MAIN]
    return [tuple(found[0]), *long]


def _behind_asides(parts: Sequence[Part], tongue: str) -> int:
    """Return the index of the part behind the asides that a sentence opens with; 0 where little stands behind them."""
    fronted = _FRONTED.get(tongue, frozenset())
    begun = 0
    while begun < len(parts) and parts[begun].folded[0] in fronted:
        clause = parts[begun].clause
        begun = next((n for n in range(begun, len(parts)) if parts[n].clause > clause), len(parts))
    return begun if sum(len(part.words) for part in parts[begun:]) >= LEAST_MAIN else 0


def runs(scores: Sequence[float]) -> list[tuple[int, int]]:
    """Return the half-open stretches of `scores` with the greatest sums above 0, none inside another, in order."""
    found: list[tuple[int, int]] = []
    waiting = [(0, len(scores))]
    while waiting:
        low, high = waiting.pop()
        start, end = _greatest(scores, low, high)
        if start < end:
            found.append((start, end))
            waiting += [(low, start), (end, high)]
    return sorted(found)


def _greatest(scores: Sequence[float], low: int, high: int) -> tuple[int, int]:
    """Return the stretch between `low` and `high` with the greatest sum; an empty one where no score is above 0."""
    best, total, opened = 0.0, 0.0, low
    found = (low, low)
    for n in range(low, high):
        if total <= 0:
            total, opened = 0.0, n
        total += scores[n]
        if total > best:
            best, found = total, (opened, n + 1)
    return found


def trimmed(text: str, start: int, end: int, language: str = "en") -> tuple[int, int]:
    """Return a stretch of `text` without the conjunctions that it opens with, and with its brackets whole."""
    opening = _OPENING.get(language[:2].lower(), frozenset())
    word = _WORD.match(text, start)
    while word and fold(word.group()) in opening and word.end() < end:
        following = _WORD.search(text, word.end(), end)
        if following is None:
            break
        start, word = following.start(), following
    end = _to_the_mark(text, end, language)
    if text[end : end + 1] == "." and "." in text[start:end].rpartition(" ")[2]:
        end += 1  # of "R-S.C."
    return _whole(text, start, end)


def _to_the_mark(text: str, end: int, language: str) -> int:
    """Return the end behind the function words that follow, if nothing but a mark or the end of the text is next."""
    at = end
    while (word := _WORD.search(text, at)) and text[at : word.start()] == " ":
        if claim_stems(word.group(), language):
            return end
        at = word.end()
    return at


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the bracket or quotation mark that a stretch misses, where it stands beside it."""
    for left, right in _PAIRS:
        inside = text[start:end]
        opened, closed = inside.count(left), inside.count(right)
        uneven = opened % 2 == 1 if left == right else opened > closed
        if uneven and text[end : end + 1] == right:
            end += 1
        elif (closed > opened or uneven) and text[start - 1 : start] == left:
            start -= 1
    return start, end

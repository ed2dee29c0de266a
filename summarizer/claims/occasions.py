"""When one thing happened, as two outlets tell it in clauses of their own: the year, the day, the hour.

A looser link than the one of `clashes.date_clash`, which asks for nearly the same sentence: here the clause about the
day must tell the same (most content stems of the shorter clause stand in the other), whatever else the sentences hold.
What happens again and again (meetings, visits, matches), and what lies ahead here and behind there, is left alone.
English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.claims.positions import Clash, lowered
from summarizer.claims.reading import claim_stems
from summarizer.claims.tenses import clause_of, direction
from summarizer.claims.timeline import may_have_date
from summarizer.models import Article, Sentence
from summarizer.text.dates import DateMention, dates
from summarizer.text.names import names
from summarizer.text.numbers import Quantity, lower_words, numbers

LEAST = 3  # content stems that both clauses must have,
SAME = 0.75  # and what share of the shorter one's; gold on 2026-11-22: at 0.5 118 of 120 shown are right, here of 119
APART = 15  # minutes from which two hours differ,
ROUGHLY_APART = 40  # and where either is told roughly
_ROUGHLY = re.compile(
    r"\b((?:about|around|approximately|roughly|some|shortly before|shortly after|just before|just after|soon after|"
    r"nearly|almost|before|after|by|until|since|late|early|sometime|overnight) )$",
    re.I,
)
_PART_OF_DAY = re.compile(r"\s(?:late |early )?(?:night|morning|evening|afternoon|overnight)\b", re.I)
_BEFORE = re.compile(r"[\s,]*\b(?:back )?(?:on|in|at|of|from|to|during)(?: the)?\s*$", re.I)
# How what these two patterns find ends: cheaper to see.
_TAIL = 16
_HEDGES = tuple(
    f"{word} "
    for word in "about around approximately roughly some before after nearly almost by until since late early sometime "
    "overnight".split()
)
_PREPOSITIONS = ("on", "in", "at", "of", "from", "to", "during", "the")
_PRONOUN = re.compile(r"(?:it|he|she|they|we|this|that|these|those|who|which)\b", re.I)
_RECURS = re.compile(
    r"\b(?:again|also|another|each|every|later|meets?|met|meetings?|talks|visit\w*|spoke|speaks?|told|said|says|tweet\w*|"
    r"posted|wrote|play(?:s|ed)?|games?|match(?:es)?|voted?|testif\w+|appear\w*|call(?:s|ed)?|hearings?|protest\w*|first|"
    r"(?:week|month|quarter|year)s? end(?:ed|ing)|"
    r"second|third|next|last|previous|earlier|since|until|between|from|through|following|amid|as of)\b",
    re.I,
)
_ANY_ONE = re.compile(
    r"[\s,]*(?:an?|another|one|two|three|some(?! \d)|several|many|more) ", re.I
)  # may be two of the kind
_ZONE = re.compile(r"\s?(?:[(]?(?:GMT|UTC|BST|[ECMP][SD]?T|local time|(?:Eastern|Central|Pacific|Mountain)\b))")
_AFTER_MARK = re.compile(r"\w['’‘`´′ʼ]([^\W\d_]+)")
_HALVES = frozenset(("am", "pm", "m"))
_HALF = re.compile(r"[ap]\.?\s?m\b", re.I)


class _Told(NamedTuple):
    """A time as a clause tells it, with the hedge or the part of the day beside it, and the clause without it."""

    sentence: Sentence
    text: str
    clause: str
    stems: frozenset[str]
    plain: frozenset[str]  # those that are no numbers
    beside: str  # the stem right before the time, or where there is none right after: what it is a time of
    when: DateMention | Quantity

    @property
    def rough(self) -> bool:
        """Whether the time is told roughly: "around 8 a.m.", "late Monday night"."""
        return self.text[0].islower() or _PART_OF_DAY.search(self.text) is not None


def occasions(
    sentences: Sequence[Sentence], publishers: Mapping[str, str], articles: Mapping[str, Article]
) -> Iterator[tuple[Sentence, Sentence, Clash]]:
    """Yield pairs of sentences of different publishers whose clauses tell one thing of different times."""
    prose = [s for s in sentences if s.kind == "prose" and articles[s.article].language[:2] == "en"]
    dated = _with_partner([s for s in prose if may_have_date(s.text, "en")], publishers)
    for told in ([d for s in dated for d in _days(s, articles)], [h for s in prose for h in _hours(s)]):
        for one, other in _met(told, publishers):
            if _one_thing(one, other) and _differ(one, other) and _behind(one) and _behind(other):
                yield one.sentence, other.sentence, Clash("date", _topic(one, other), "date", one.text, other.text)


def _with_partner(dated: Sequence[Sentence], publishers: Mapping[str, str]) -> list[Sentence]:
    """Keep the sentences of which a clause can share enough with one of another publisher: reading days costs more."""
    homes = [publishers[s.article] for s in dated]
    plain = [_plain(_stems(s.text) | _split_off(s.text)) for s in dated]
    return [s for s, partners in zip(dated, _sharing(plain, homes), strict=True) if partners]


def _split_off(text: str) -> frozenset[str]:
    """Return the stems that a clause has and its whole sentence has not: of "Monday's" it keeps the "s"."""
    found = _AFTER_MARK.findall(text)
    return _stems(" ".join(found)) if found else frozenset()


def _met(told: Sequence[_Told], publishers: Mapping[str, str]) -> Iterator[tuple[_Told, _Told]]:
    """Yield the pairs of two publishers that share enough, in order."""
    homes = [publishers[one.sentence.article] for one in told]
    for n, partners in enumerate(_sharing([one.plain for one in told], homes)):
        later = partners >> (n + 1)
        while later:
            at = (later & -later).bit_length()
            yield told[n], told[n + at]
            later = later >> at << at


def _sharing(stems: Sequence[frozenset[str]], homes: Sequence[str]) -> Iterator[int]:
    """Yield for each set the sets of other homes that share `LEAST` stems with it or more, one bit each.

    Bits of the sets that hold a stem are added up in counters of one bit, so many sets are counted at once.
    """
    holding: dict[str, int] = {}
    living: dict[str, int] = {}
    for n, (own, home) in enumerate(zip(stems, homes, strict=True)):
        living[home] = living.get(home, 0) | 1 << n
        for stem in own:
            holding[stem] = holding.get(stem, 0) | 1 << n
    for own, home in zip(stems, homes, strict=True):
        reached = [-1] + [0] * LEAST  # in place k: the sets that share k stems so far
        for stem in own:
            for k in range(LEAST, 0, -1):
                reached[k] |= reached[k - 1] & holding[stem]
        yield reached[LEAST] & ~living[home]


def _behind(one: _Told) -> bool:
    """Tell whether a day lies behind; of an hour nothing is asked."""
    if isinstance(one.when, Quantity):
        return True
    return direction(one.sentence.text, one.when.start, one.when.end, "en") == "past"


def _topic(a: _Told, b: _Told) -> str:
    """Word what happened by the shorter clause that does not open with a pronoun."""
    clause = min((a.clause, b.clause), key=lambda text: (_PRONOUN.match(text) is not None, len(text)))
    return "when " + lowered(clause)


def _told(sentence: Sentence, when: DateMention | Quantity, others: Sequence[DateMention | Quantity]) -> _Told | None:
    """Read the clause about a time, None where it holds a further time or tells what comes again."""
    text = sentence.text
    before, after = clause_of(text, when.start, when.end)
    if any(other.text in f"{before} {after}" for other in others if other is not when):
        return None
    if when.text.endswith("s") and before.endswith("the "):
        before, shown = before.removesuffix("the "), f"the {when.text}"  # "the 1960s"
    else:
        shown = when.text
    hedge = _ROUGHLY.search(before) if before[-_TAIL:].lower().endswith(_HEDGES) else None
    part = _PART_OF_DAY.match(after)
    shown = f"{hedge[1] if hedge else ''}{shown}{part[0] if part else ''}"
    before = before[: hedge.start()] if hedge else before
    if before.rstrip()[-_TAIL:].lower().endswith(_PREPOSITIONS):
        before = _BEFORE.sub("", before)
    clause = " ".join(f"{before} {after[part.end() :] if part else after}".split())
    if _RECURS.search(clause) or _ANY_ONE.match(clause):
        return None
    stems = _stems(clause)
    plain = _plain(stems)
    behind = after[part.end() :] if part else after
    beside = [*claim_stems(before, "en")[-1:], *claim_stems(behind, "en")[:1]]
    return _Told(
        sentence, " ".join(shown.split()), clause.strip(" ,;:"), stems, plain, beside[0] if beside else "", when
    )


def _one_thing(a: _Told, b: _Told) -> bool:
    """Tell whether the shorter clause is nearly all in the longer, and neither has a figure or a name of its own."""
    if a.beside not in b.stems or b.beside not in a.stems:
        return False  # "reacted Friday to its call", "called for it on Thursday"
    both, fewest = a.plain & b.plain, min(len(a.plain), len(b.plain))
    if len(both) < max(LEAST, SAME * fewest) or (_names(a.clause) - b.stems and _names(b.clause) - a.stems):
        return False
    own = [{stem for stem in one.stems if stem[0].isdigit()} for one in (a, b)]
    return not (own[0] and own[1] and own[0] != own[1])


def _plain(stems: frozenset[str]) -> frozenset[str]:
    return frozenset([stem for stem in stems if not stem[0].isdigit()])


@lru_cache(maxsize=4096)
def _names(clause: str) -> frozenset[str]:
    return _stems(" ".join(name.text for name in names(clause, "en") if not name.weak))


@lru_cache(maxsize=16384)
def _stems(text: str) -> frozenset[str]:
    return frozenset(claim_stems(text, "en"))


# Days ------------------------------------------------------------------------------------------------


def _days(sentence: Sentence, articles: Mapping[str, Article]) -> Iterator[_Told]:
    """Yield the days of a sentence, those that lie ahead among them."""
    found = [d for d in dates(sentence.text, articles[sentence.article].published) if d.century is None]
    for day in found:
        if told := _told(sentence, day, found):
            yield told


def _differ(a: _Told, b: _Told) -> bool:
    if isinstance(a.when, Quantity) or isinstance(b.when, Quantity):
        return _hours_differ(a, b)
    x, y = a.when, b.when
    if _overnight(a, b):
        return False
    if x.resolved and y.resolved:
        return x.resolved != y.resolved
    if _parts(x) != _parts(y) and not (_of_years(x) and _of_years(y)):
        return False  # a weekday and a day of the month
    if _of_years(x) and _of_years(y):
        return _decade(x) != _decade(y) if None in (x.year, y.year) else x.year != y.year
    return not x.season and not y.season and (x.month, x.day, x.weekday) != (y.month, y.day, y.weekday)


def _overnight(a: _Told, b: _Told) -> bool:
    """Tell whether "late Monday night" may be Tuesday already."""
    if not (isinstance(a.when, DateMention) and isinstance(b.when, DateMention) and (a.rough or b.rough)):
        return False
    return a.when.weekday is not None and b.when.weekday is not None and (a.when.weekday - b.when.weekday) % 7 in (1, 6)


def _parts(x: DateMention) -> tuple[bool, ...]:
    return tuple(part is not None for part in (x.month, x.day, x.weekday))


def _of_years(x: DateMention) -> bool:
    return _parts(x) == (False, False, False) and (x.year or x.decade) is not None


def _decade(x: DateMention) -> int:
    return x.decade or 0 if x.year is None else x.year // 10 * 10


# Hours -----------------------------------------------------------------------------------------------


def _hours(sentence: Sentence) -> Iterator[_Told]:
    text = sentence.text
    if _HALVES.isdisjoint(lower_words(text)):
        return
    found = [q for q in numbers(text, "en") if q.kind == "time" and _HALF.search(q.text)]
    for hour in found:
        if not _ZONE.match(text, hour.end) and (told := _told(sentence, hour, found)):
            yield told


def _hours_differ(a: _Told, b: _Told) -> bool:
    if not (isinstance(a.when, Quantity) and isinstance(b.when, Quantity)):
        return False
    gap = abs(a.when.value - b.when.value)
    return min(gap, 1440 - gap) >= (ROUGHLY_APART if a.rough or b.rough else APART)

"""Two sentences about one thing that give different values of it: a number, a day, a name, an outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from summarizer.claims.opposition import denies
from summarizer.claims.quantities import Amount, amounts, apart
from summarizer.claims.reading import share, stem_set
from summarizer.claims.slots import same_slot
from summarizer.claims.timeline import may_have_date
from summarizer.models import Article, ConflictKind
from summarizer.text.dates import DateMention, dates
from summarizer.text.names import NameMention, names

_MARKS = ("“", '"', "„", "«", "'", "‘")
WINDOW = 60  # code points on either side of a value in which its context is read
UPDATED = timedelta(hours=1)  # a later article's higher count of victims is a newer figure, not another one
_GROWS = re.compile(
    r"\b(?:dead|death|deaths|die[ds]?|kill(?:ed|s|ing)?|injur(?:ed|ies|y)|wound(?:ed|s)?|hurt|missing|arrest(?:s|ed)?|"
    r"detained|evacuat(?:ed|ion)|displaced|infected|cases|victims|casualties|toll|rescued|hospitali[sz]ed|homeless)\b",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:will|would|could|may|might|should|plans?|planned|planning|hop(?:es|ed|ing)|expect(?:s|ed)?|predict(?:s|ed)?|"
    r"forecasts?|projected|target|goal|aims?|propos(?:es|ed|al)|estimat(?:es|ed|e)|at first|initially|earlier|"
    r"previous(?:ly)?|last year|in \d{4}|if|up from|down from)\b",
    re.I,
)
_MIGHT = re.compile(r"\b(?:can|could|would|may|might|if|potentially)\b")
_AGAIN = re.compile(r"\b(?:again|too|also|another|re-?opened|later|since then)\b", re.I)  # a further event
_EXCEPTION = re.compile(r"\b(?:but|and|though|if|or) not\b|\bnot (?:only|just|all|every)\b|\bno (?:one|longer)\b", re.I)
_SAYING = re.compile(r"\b(?:said|says|told|added|announced|reported|statement|interview|wrote|tweeted)\b", re.I)
_ANTONYMS: tuple[tuple[str, str], ...] = (
    (
        "agree agreed agrees accept accepted accepts approved approves",
        "reject rejected rejects refused refuses declined",
    ),
    ("confirm confirmed confirms admit admitted admits", "deny denies denied"),
    ("survived survives", "died dies killed"),
    ("win wins won", "lose loses lost beaten"),
    ("acquitted cleared", "convicted guilty"),
    ("released freed", "held custody"),
    ("rise rises rose risen increased grew", "fell falls fallen dropped decreased down"),
    ("accident accidental accidentally unintentionally", "deliberate deliberately intentional intentionally"),
    ("opened opens", "closed closes shut"),
    ("offered offers proposed proposes", "agreed signed accepted"),
)
_OUTCOME_OF: dict[str, tuple[tuple[int, int], ...]] = {
    word: tuple((n, side) for n, sides in enumerate(_ANTONYMS) for side in (0, 1) if word in sides[side].split())
    for words in _ANTONYMS
    for word in f"{words[0]} {words[1]}".split()
}


_STATE_WORDS = (
    "killed|kills|kill|died|dies|dead|deaths?|slain|murdered|drowned",
    "injured|injures|injuries|injury|wounded|wounds|hurt",
    "arrested|arrests?|detained|detains|charged|convicted",
    "missing|unaccounted|lost",
    "evacuated|displaced|homeless|fled",
    "rescued|saved|survived|survivors",
    "buried",
)
_STATE_OF = tuple(re.compile(rf"\b(?:{words})\b", re.I) for words in _STATE_WORDS)
_STATES = re.compile(rf"\b(?:{'|'.join(_STATE_WORDS)})\b", re.I)


class Clash(NamedTuple):
    """Two values of one thing: `left` and `right` as their sentences word them, `what` they are values of."""

    kind: ConflictKind
    topic: str
    what: str
    left: str
    right: str
    amounts: tuple[Amount, Amount] | None = None

    def key(self, value: str) -> str:
        """Return what makes `value`, the left or the right one, the same as another wording of it."""
        if self.amounts is None:
            return value.casefold()
        amount = self.amounts[0 if value == self.left else 1]
        return f"{amount.low:g} {amount.high:g}"

    def left_in(self, text: str) -> bool:
        """Tell whether `text` gives the left value of the same thing."""
        return self._given(text, 0)

    def right_in(self, text: str) -> bool:
        """Tell whether `text` gives the right value of the same thing."""
        return self._given(text, 1)

    def _given(self, text: str, side: int) -> bool:
        if self.amounts is None:
            return False
        wanted = self.amounts[side]
        return any(x.what == wanted.what and x.value == wanted.value for x in amounts(text))


# Numbers ---------------------------------------------------------------------------------------------


def number_clashes(a: str, b: str, first: Article, second: Article, cosine: float) -> list[Clash]:
    """Return the amounts of one thing that differ between `a` (of article `first`) and `b` (of `second`)."""
    clashing = apart(a, b, first.language)
    if not clashing or not _same_mood(a, b) or _other_day(a, b, first, second):
        return []
    open_to = [
        (len(_shared_near(x, y, a, b, first.language)), x, y)
        for x, y in clashing
        if _one_slot(x, y, a, b, first.language, cosine)
        and not _newer(x, y, a, b, first, second)
        and bool(_PLANNED.search(_around(x, a))) == bool(_PLANNED.search(_around(y, b)))
    ]
    open_to.sort(key=lambda one: (-one[0], one[1].start, one[2].start))
    return [Clash("number", _topic(x, y, a, b), x.what, worded(x, a), worded(y, b), (x, y)) for _, x, y in open_to]


def _same_mood(a: str, b: str) -> bool:
    """Tell whether both sentences tell what is, or both what might be."""
    return bool(_MIGHT.search(a)) == bool(_MIGHT.search(b))


def _shared_near(x: Amount, y: Amount, a: str, b: str, language: str) -> set[str]:
    """Return the stems that stand near both amounts, numbers and the thing counted left out."""
    near = stem_set(_around(x, a), language) & stem_set(_around(y, b), language)
    return {stem for stem in near - stem_set(x.what, language) if not stem[0].isdigit()}


def _one_slot(x: Amount, y: Amount, a: str, b: str, language: str, cosine: float) -> bool:
    """Tell whether both amounts stand in the same context: shared words near them, no other place or person."""
    if _strangers(x, y, a, b) or _other_state(_around(x, a), _around(y, b)):
        return False
    if not same_slot(x, y, a, b, language):
        return False
    if x.unit in _TIME_UNITS and cosine < 0.3:
        return False  # spans of time stand in every report, of everything
    needed = 2 if x.unit else 0 if " " in x.what else 1
    return len(_shared_near(x, y, a, b, language)) >= needed + (cosine < 0.19)


def _strangers(x: Amount, y: Amount, a: str, b: str) -> bool:
    """Tell whether the amounts are of different places: the nearest one named with each is another."""
    mine, theirs = _place_of(x, a), _place_of(y, b)
    if mine and theirs:
        return not (mine <= theirs or theirs <= mine)
    if mine or theirs:  # one figure is of a place that the other sentence does not name at all
        return not (mine or theirs) <= {token for name in names(b if mine else a) for token in name.tokens}
    owner, other = (_owner(x, a), b) if _owner(x, a) else (_owner(y, b), a)
    return bool(owner) and not owner & {token for name in names(other) for token in name.tokens}


def _place_of(x: Amount, text: str) -> set[str]:
    """Return the name nearest to the amount that stands after "in", "at" or the like."""
    placed = [
        (max(name.start - x.end, x.start - name.end), set(name.tokens))
        for name in names(text)
        if not name.weak and x.start - WINDOW <= name.start <= x.end + WINDOW and _PLACED.search(text[: name.start])
    ]
    return min(placed, key=lambda one: one[0], default=(0, set[str]()))[1]


def _owner(x: Amount, text: str) -> set[str]:
    """Return the name whose possessive stands right before the amount: "New York City's three airports"."""
    owned = [name for name in names(text) if text[: x.start].rstrip().endswith(("'s", "’s")) and name.end <= x.start]
    return set(owned[-1].tokens) if owned and x.start - owned[-1].end <= 4 else set()


def _other_state(near: str, also: str) -> bool:
    """Tell whether one amount counts the dead and the other the hurt, or the like."""
    left, right = ({n for n, state in enumerate(_STATE_OF) if state.search(text)} for text in (near, also))
    return bool(left and right and not left & right)


_PLACED = re.compile(r"\b(?:in|at|near|for|from|across) (?:the )?$", re.I)


def _around(x: Amount, text: str) -> str:
    return text[max(0, x.start - WINDOW) : x.end + WINDOW]


def _other_day(a: str, b: str, first: Article, second: Article) -> bool:
    left, right = _dates(a, first), _dates(b, second)
    return bool(left and right) and not any(_can_be_one(x, y) for x in left for y in right)


def _newer(x: Amount, y: Amount, a: str, b: str, first: Article, second: Article) -> bool:
    """Tell whether the later article gives the higher count of something that is still being counted."""
    if not (first.published and second.published and _GROWS.search(a) and _GROWS.search(b)):
        return False
    gap = _moment(second.published) - _moment(first.published)
    return abs(gap) >= UPDATED and (y.value > x.value) == (gap > timedelta(0))


def _moment(published: str) -> datetime:
    return datetime.fromisoformat(published).replace(tzinfo=None)


def worded(x: Amount, text: str) -> str:
    """Return the amount as its sentence words it, with its hedge and what it counts."""
    return " ".join(text[x.told_from : x.told_to].split())


def _topic(x: Amount, y: Amount, a: str, b: str) -> str:
    """Word what is counted: "number of people injured", "height in feet" is beyond it: "figure in feet"."""
    state = next((m for m in _STATES.finditer(a) if m.group().lower() in b.lower()), None)
    if x.unit == "percent":
        return "percentage" + _of(x, y, a, b)
    if x.unit:
        return f"figure in {_plural(x.unit)}" + _of(x, y, a, b)
    noun = a[x.end : x.told_to].strip(" -‐‑").lower() or x.what
    if " " in x.what and x.what.split()[0] in _TIME_UNITS:
        return f"length of the {x.what.split(maxsplit=1)[1]} in {_plural(x.what.split()[0])}"
    extra = state.group().lower() if state else ""
    return f"number of {noun}" + (f" {extra}" if extra and extra not in noun else "")


def _of(x: Amount, y: Amount, a: str, b: str) -> str:
    there = {word.lower() for word in re.findall(r"[^\W\d_]{4,}", _around(y, b))}
    words = [
        w
        for w in re.findall(r"[^\W\d_]{4,}", _around(x, a))
        if w.lower() in there and w.lower() not in (x.what, x.unit)
    ]
    kept = list(dict.fromkeys(words))[:3]
    return f" ({', '.join(kept)})" if kept else ""


_TIME_UNITS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))


def _plural(unit: str) -> str:
    return {
        "foot": "feet",
        "m": "metres",
        "inch": "inches",
        "century": "centuries",
        "usd": "US dollars",
        "eur": "euros",
        "gbp": "pounds",
    }.get(unit, unit if unit in ("km", "kg", "mph", "kph", "percent") else f"{unit}s")


# Days ------------------------------------------------------------------------------------------------


def date_clash(a: str, b: str, first: Article, second: Article, cosine: float) -> Clash | None:
    """Return the day that two close sentences give differently, where each gives only one, of the event itself."""
    if cosine < 0.45 or share(a, b, first.language) < 0.5 or _AGAIN.search(a) or _AGAIN.search(b):
        return None
    left, right = _dates(a, first), _dates(b, second)
    if len(left) != 1 or len(right) != 1 or _can_be_one(left[0], right[0]):
        return None
    x, y = left[0], right[0]
    if {q.what for q in amounts(a)} != {q.what for q in amounts(b)} or apart(a, b, first.language):
        return None  # another figure on another day
    if _of_the_saying(x, a) or _of_the_saying(y, b) or _granularity(x) != _granularity(y):
        return None
    return Clash("date", "date: " + _short(a), "date", x.text, y.text)


def _dates(text: str, article: Article) -> list[DateMention]:
    if not may_have_date(text, article.language):
        return []
    return [d for d in dates(text, article.published) if not d.season and d.century is None]


def _can_be_one(x: DateMention, y: DateMention) -> bool:
    """Tell whether two mentions can stand for one day: no part that both give differs."""
    if x.resolved and y.resolved:
        return x.resolved == y.resolved
    parts = ((x.year, y.year), (x.month, y.month), (x.day, y.day), (x.weekday, y.weekday), (x.decade, y.decade))
    given = [(p, q) for p, q in parts if p is not None and q is not None]
    return not given or all(p == q for p, q in given)


def _granularity(x: DateMention) -> tuple[bool, ...]:
    return tuple(part is not None for part in (x.year, x.month, x.day, x.weekday, x.decade))


def _of_the_saying(x: DateMention, text: str) -> bool:
    return bool(_SAYING.search(text[max(0, x.start - 25) : x.end + 25]))


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:10]) + (" ..." if len(words) > 10 else "")


# Names and outcomes ----------------------------------------------------------------------------------


def name_clash(a: str, b: str, first: Article, second: Article, cosine: float) -> Clash | None:
    """Return the one name in which two sentences differ that are otherwise nearly the same."""
    if cosine < 0.3 or share(a, b, first.language) < 0.3:
        return None
    left, right = names(a, first.language), names(b, second.language)
    mine, theirs = _lone_name(left, right, a), _lone_name(right, left, b)
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return None
    rest = _rest(a, mine[1], first.language), _rest(b, theirs[1], first.language)
    if len(rest[0] & rest[1]) < 0.75 * max(len(rest[0] | rest[1]), 1):
        return None
    return Clash("name", "who or where: " + _short(a), "name", mine[1], theirs[1])


def _lone_name(of: Sequence[NameMention], other: Sequence[NameMention], text: str) -> tuple[str, str] | None:
    """Return the word before the only name that the other sentence does not have in full, and that name."""
    known = {token for name in other for token in name.tokens}
    lone = [name for name in of if not set(name.tokens) <= known]
    if len(lone) != 1:
        return None
    before = re.findall(r"[^\W\d_]+", text[: lone[0].start])
    return (before[-1].lower() if before else "", lone[0].text)


def _rest(text: str, name: str, language: str) -> frozenset[str]:
    return stem_set(text.replace(name, " "), language)


def outcome_clash(a: str, b: str, first: Article, second: Article, cosine: float) -> Clash | None:
    """Return two outcomes that exclude each other in sentences that are otherwise nearly the same."""
    if cosine < 0.35 or _AGAIN.search(a) or _AGAIN.search(b):
        return None
    mine, theirs = outcomes(a), outcomes(b)
    for n, side in sorted(mine.keys() - theirs.keys()):
        other = theirs.get((n, 1 - side))
        if other is None or (n, 1 - side) in mine:
            continue
        if share(a, b, first.language) < 0.45:
            return None
        word = mine[n, side]
        rest = _rest(a, word, first.language), _rest(b, other, first.language)
        if len(rest[0] & rest[1]) >= 0.6 * max(len(rest[0] | rest[1]), 1):
            return Clash("other", f"{word} or {other}", "outcome", _short(a), _short(b))
    return _polarity_clash(a, b, first.language)


@lru_cache(maxsize=16384)
def outcomes(text: str) -> dict[tuple[int, int], str]:
    """Return the words of `text` that tell how a thing ended, by the row and side of `_ANTONYMS`."""
    return {key: word for word in re.findall(r"[a-z]+", text.lower()) for key in _OUTCOME_OF.get(word, ())}


def _polarity_clash(a: str, b: str, language: str) -> Clash | None:
    """Return the two sides where one sentence denies what the other, in nearly the same words, says."""
    quoted = a.lstrip()[:1] in _MARKS or b.lstrip()[:1] in _MARKS
    if quoted or denies(a, language) == denies(b, language) or share(a, b, language) < 0.8:
        return None
    if _EXCEPTION.search(b if denies(b, language) else a):
        return None  # "accepted by the pilots but not by the crews" does not deny "accepted by the pilots"
    return Clash(
        "other", f"whether or not: {_short(b if denies(a, language) else a)}", "polarity", _short(a), _short(b)
    )

"""Two sentences about one thing that give different values of it: a number, a day, a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from summarizer.claims.anchored import anchored, excluded, thing
from summarizer.claims.gathering import sound
from summarizer.claims.positions import (
    STATES,
    TIME_UNITS,
    WINDOW,
    Clash,
    around,
    date_topic,
    event_words,
    name_topic,
    number_topic,
    worded,
)
from summarizer.claims.quantities import Amount, amounts, apart
from summarizer.claims.reading import share, stem_set
from summarizer.claims.scopes import same_scope
from summarizer.claims.slots import same_slot, speaker_span
from summarizer.claims.timeline import may_have_date
from summarizer.models import Article
from summarizer.text.dates import DateMention, dates
from summarizer.text.names import TITLES, NameMention, names

UPDATED = timedelta(hours=1)  # a later article's higher count of victims is a newer figure, not another one
_GROWS = re.compile(
    r"\b(?:dead|death|deaths|die[ds]?|kill(?:ed|s|ing)?|injur(?:ed|ies|y)|wound(?:ed|s)?|hurt|missing|arrest(?:s|ed)?|"
    r"detained|evacuat(?:ed|ion)|displaced|infected|cases|victims|casualties|toll|rescued|hospitali[sz]ed|homeless)\b",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:will|would|could|may|might|should|(?<!the )(?<!a )plans?|planned|"
    r"planning|hop(?:es|ed|ing)|expect(?:s|ed)?|predict(?:s|ed)?|"
    r"forecasts?|projected|target|goal|aims?|propos(?:es|ed|al)|estimat(?:es|ed|e)|at first|initially|earlier|"
    r"previous(?:ly)?|last year|in \d{4}|if|up from|down from)\b",
    re.I,
)
_MIGHT = re.compile(r"\b(?:can|could|would|may|might|if|potentially)\b")
_AGAIN = re.compile(r"\b(?:again|too|also|another|re-?opened|later|since then)\b", re.I)  # a further event
_SAYING = re.compile(r"\b(?:said|says|told|added|announced|reported|statement|interview|wrote|tweeted)\b", re.I)


SAME_BUT_NAME = 0.75  # of the stems beside the name in which two sentences differ, these must be the same
LONGEST_NAMES = 6  # stems of both names together, at most
_Heard = tuple[NameMention, frozenset[str]]
_ANY_ONE = re.compile(
    r"(?:an?|another|some|two|three|four|many|several)\b|[^\W\d_]+s (?:were|are|have|had)\b", re.I
)  # may be two of the kind
# What one does here and does again there, on one day too.
_AGAIN_ELSEWHERE = re.compile(
    r"\b(?:visit(?:s|ed)?|tour(?:s|ed)?|met|meets?|spoke|speaks?|attended|praised|thanked|criticised|criticized|welcomed|"
    r"condemned|addressed|hit|struck|reached|passed|affected|felt|damaged|flooded|closed|warned|called|play(?:s|ed))\b",
    re.I,
)
_MEETS = re.compile(r"\b(?:meets?|met|spoke|speaks?)\b", re.I)
_ALONE = re.compile(
    r"\b(?:won|wins|lead|led|founded|elected|named|appointed|wrote|built|killed|invented|owns?)\b", re.I
)


# Numbers ---------------------------------------------------------------------------------------------


def number_clashes(a: str, b: str, first: Article, second: Article, cosine: float) -> list[Clash]:
    """Return the amounts of one thing that differ between `a` (of article `first`) and `b` (of `second`)."""
    clashing = apart(a, b, first.language)
    if not clashing and not _alike(a, b, first, second):
        return []  # cheaper to see than reading days
    if _other_day(a, b, first, second):
        return []
    if not clashing or not _same_mood(a, b):
        return _anchored_clashes(a, b, first, second)
    open_to = [
        (len(_shared_near(x, y, a, b, first.language)), x, y, _newer(x, y, a, b, first, second))
        for x, y in clashing
        if not _other_party(x, y, a, b, first.language)
        and same_scope(x, y, a, b, first.language)
        and _one_slot(x, y, a, b, first.language, cosine)
        and bool(_PLANNED.search(around(x, a))) == bool(_PLANNED.search(around(y, b)))
    ]
    open_to.sort(key=lambda one: (-one[0], one[1].start, one[2].start))
    found = [_number(x, y, a, b, first.language, moved) for _, x, y, moved in open_to]
    return found or _anchored_clashes(a, b, first, second)


def _number(x: Amount, y: Amount, a: str, b: str, language: str, moved: bool) -> Clash:
    return Clash("number", number_topic(x, y, a, b, language), x.what, worded(x, a), worded(y, b), (x, y), moved)


def _anchored_clashes(a: str, b: str, first: Article, second: Article) -> list[Clash]:
    """Return the one pair of amounts that differ by the looser link, none where several do."""
    found = [(x, y) for x, y in _alike(a, b, first, second) if anchored(x, y, a, b)]
    if any(not excluded(x, y) for x, y in found):
        return []
    clashes = [_number(x, y, a, b, first.language, _newer(x, y, a, b, first, second)) for x, y in found[:1]]
    return [clash._replace(topic=clash.topic + event_words(a, b, clash.topic)) for clash in clashes]


def _alike(a: str, b: str, first: Article, second: Article) -> list[tuple[Amount, Amount]]:
    """Return the amounts of `a` and `b`, both English, that count one thing."""
    if first.language[:2] != "en":
        return []
    mine, theirs = amounts(a, first.language), amounts(b, second.language)
    return [(x, y) for x in mine for y in theirs if x.what and thing(x) == thing(y)]


def _same_mood(a: str, b: str) -> bool:
    """Tell whether both sentences tell what is, or both what might be."""
    return bool(_MIGHT.search(a)) == bool(_MIGHT.search(b))


def _shared_near(x: Amount, y: Amount, a: str, b: str, language: str) -> set[str]:
    """Return the stems that stand near both amounts, numbers and the thing counted left out."""
    near = stem_set(around(x, a), language) & stem_set(around(y, b), language)
    return {stem for stem in near - stem_set(x.what, language) if not stem[0].isdigit()}


def _one_slot(x: Amount, y: Amount, a: str, b: str, language: str, cosine: float) -> bool:
    """Tell whether both amounts stand in the same context: shared words near them, no other place or person."""
    if _strangers(x, y, a, b, language) or _other_state(around(x, a), around(y, b)):
        return False
    if not same_slot(x, y, a, b, language):
        return False
    if x.unit in TIME_UNITS and cosine < 0.3:
        return False  # spans of time stand in every report, of everything
    needed = 2 if x.unit else 0 if " " in x.what else 1
    return len(_shared_near(x, y, a, b, language)) >= needed + (cosine < 0.19)


def _other_party(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether near each amount stands a name that the other sentence does not have: two people, two places."""
    mine, theirs = _heard(a, language), _heard(b, language)
    return _stranger_near(x, a, mine, theirs) and _stranger_near(y, b, theirs, mine)


def _stranger_near(x: Amount, text: str, of: Sequence[_Heard], other: Sequence[_Heard]) -> bool:
    known = frozenset().union(*(sounds for _, sounds in other))
    speaker = speaker_span(text)
    return any(
        x.start - WINDOW <= name.end
        and name.start <= x.end + WINDOW
        and (not name.weak or len(name.tokens) > 1)
        and not speaker[0] <= name.start < speaker[1]
        and not all(any(one == token or _nearly(token, one) for one in known) for token in sounds)
        for name, sounds in of
    )


def _strangers(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether the amounts are of different places: the nearest one named with each is another."""
    read_as = None if language[:2].lower() == "de" else language  # German names are weak, and places all the same
    mine, theirs = _place_of(x, a, read_as), _place_of(y, b, read_as)
    if mine and theirs:
        return not (mine <= theirs or theirs <= mine)
    if mine or theirs:  # one figure is of a place that the other sentence does not name at all
        return not (mine or theirs) <= {token for name in names(b if mine else a, read_as) for token in name.tokens}
    owner, other = (own, b) if (own := _owner(x, a, read_as)) else (_owner(y, b, read_as), a)
    return bool(owner) and not owner & {token for name in names(other, read_as) for token in name.tokens}


def _place_of(x: Amount, text: str, language: str | None) -> set[str]:
    """Return the name nearest to the amount that stands after "in", "at" or the like."""
    placed = [
        (max(name.start - x.end, x.start - name.end), set(name.tokens))
        for name in names(text, language)
        if not name.weak and x.start - WINDOW <= name.start <= x.end + WINDOW and _PLACED.search(text[: name.start])
    ]
    return min(placed, key=lambda one: one[0], default=(0, set[str]()))[1]


def _owner(x: Amount, text: str, language: str | None) -> set[str]:
    """Return the name whose possessive stands right before the amount: "New York City's three airports"."""
    if not text[: x.start].rstrip().endswith(("'s", "’s")):
        return set()
    owned = [name for name in names(text, language) if name.end <= x.start]
    return set(owned[-1].tokens) if owned and x.start - owned[-1].end <= 4 else set()


def _other_state(near: str, also: str) -> bool:
    """Tell whether one amount counts the dead and the other the hurt, or the like."""
    left, right = ({n for n, state in STATES.items() if state.search(text)} for text in (near, also))
    return bool(left and right and not left & right)


_PLACED = re.compile(r"\b(?:in|at|near|for|from|across) (?:the )?$", re.I)


def _other_day(a: str, b: str, first: Article, second: Article) -> bool:
    left, right = _dates(a, first), _dates(b, second)
    if _of_old(left, first) != _of_old(right, second):
        return True  # "the earthquake of 1998", and the one on Monday
    return bool(left and right) and not any(_can_be_one(x, y) for x in left for y in right)


def _newer(x: Amount, y: Amount, a: str, b: str, first: Article, second: Article) -> bool:
    """Tell whether the later article gives the higher count of something that is still being counted."""
    if not (first.published and second.published and _GROWS.search(a) and _GROWS.search(b)):
        return False
    gap = moment(second.published) - moment(first.published)
    return abs(gap) >= UPDATED and (y.value > x.value) == (gap > timedelta(0))


def moment(published: str) -> datetime:
    """Return when an article was published, for an order among articles."""
    return datetime.fromisoformat(published).replace(tzinfo=None)


# Days ------------------------------------------------------------------------------------------------


def date_clash(a: str, b: str, first: Article, second: Article, cosine: float) -> Clash | None:
    """Return the day that two close sentences give differently, where each gives only one, of the event itself."""
    if cosine < 0.45 or not (may_have_date(a, first.language) and may_have_date(b, second.language)):
        return None
    if share(a, b, first.language) < 0.5 or again(a) or again(b) or _recurs(a, b):
        return None
    if {q.what for q in amounts(a, "en")} != {q.what for q in amounts(b, "en")} or apart(a, b, first.language):
        return None  # another figure on another day
    left, right = _dates(a, first), _dates(b, second)
    if len(left) != 1 or len(right) != 1 or _can_be_one(left[0], right[0]):
        return None
    x, y = left[0], right[0]
    if not _one_event(a, x.text, b, y.text, first.language):
        return None
    if _of_the_saying(x, a) or _of_the_saying(y, b) or _granularity(x) != _granularity(y):
        return None
    return Clash("date", date_topic(x, a), "date", x.text, y.text)


def _dates(text: str, article: Article) -> list[DateMention]:
    if not may_have_date(text, article.language):
        return []
    return [d for d in dates(text, article.published) if not d.season and d.century is None]


def _of_old(mentions: Sequence[DateMention], article: Article) -> bool:
    """Tell whether a year is named that is not the article's own."""
    own = int(article.published[:4]) if article.published else None
    return any(mention.year not in (None, own) and not mention.day for mention in mentions)


def _can_be_one(x: DateMention, y: DateMention) -> bool:
    """Tell whether two mentions can stand for one day: no part that both give differs."""
    if x.resolved and y.resolved:
        return x.resolved == y.resolved
    parts = ((x.year, y.year), (x.month, y.month), (x.day, y.day), (x.weekday, y.weekday), (x.decade, y.decade))
    given = [(p, q) for p, q in parts if p is not None and q is not None]
    return not given or all(p == q for p, q in given)


def _one_event(a: str, day: str, b: str, other: str, language: str) -> bool:
    """Tell whether beside their days one sentence says no more than the other, or both nearly the same."""
    left, right = without(a, day, language), without(b, other, language)
    return left <= right or right <= left or len(left & right) >= 0.8 * len(left | right)


def _granularity(x: DateMention) -> tuple[bool, ...]:
    return tuple(part is not None for part in (x.year, x.month, x.day, x.weekday, x.decade))


def _of_the_saying(x: DateMention, text: str) -> bool:
    return bool(_SAYING.search(text[max(0, x.start - 25) : x.end + 25]))


# Names ----------------------------------------------------------------------------------


def name_clash(a: str, b: str, first: Article, second: Article, cosine: float) -> Clash | None:
    """Return the one name in which two sentences differ that are otherwise nearly the same.

    Two people can do the same, so a name that is the subject differs only where one alone can ("won", "will lead").
    """
    mine_all, theirs_all = stem_set(a, first.language), stem_set(b, second.language)
    both = len(mine_all & theirs_all)
    if both < SAME_BUT_NAME * (len(mine_all) + len(theirs_all) - both - LONGEST_NAMES):
        return None  # cheaper to see than reading names
    if _of_many(a) or _of_many(b) or apart(a, b, first.language):
        return None  # ... or another figure of another thing
    left, right = _heard(a, first.language), _heard(b, second.language)
    mine = _lone_name(left, right, a)
    theirs = _lone_name(right, left, b) if mine else None
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return None
    if not mine[0] and not (_ALONE.search(a) and _ALONE.search(b)):
        return None
    rest = without(a, mine[1], first.language), without(b, theirs[1], first.language)
    if len(rest[0] & rest[1]) < SAME_BUT_NAME * max(len(rest[0] | rest[1]), 1) or _other_day(a, b, first, second):
        return None
    return Clash("name", name_topic(mine[1], a), "name", mine[1], theirs[1])


def _lone_name(of: Sequence[_Heard], other: Sequence[_Heard], text: str) -> tuple[str, str] | None:
    """Return the word before the only name that the other sentence does not have, "" for a subject, and that name."""
    known = frozenset().union(*(sounds for _, sounds in other))
    lone = [(name, sounds) for name, sounds in of if not sounds <= known]
    if len(lone) != 1 or (lone[0][0].weak and len(lone[0][0].tokens) < 2):
        return None  # one capital that opens a sentence proves no name
    name, sounds = lone[0]
    if all(any(_nearly(token, one) for one in known) for token in sounds - known):
        return None  # a spelling, or a fuller form, of a name that the other sentence has
    before = [word for word in re.findall(r"[^\W\d_]+", text[: name.start]) if word.lower() not in TITLES]
    return (before[-1].lower() if before else "", name.text)


@lru_cache(maxsize=16384)
def _heard(text: str, language: str) -> tuple[_Heard, ...]:
    """Return the names of `text`, each with its words as transliterations agree on them."""
    return tuple([(name, frozenset([sound(token) for token in name.tokens])) for name in names(text, language)])


@lru_cache(maxsize=16384)
def _of_many(text: str) -> bool:
    """Tell whether what `text` tells can be so of another name as well: "a man was found", "he visited"."""
    return _ANY_ONE.match(text) is not None or _AGAIN_ELSEWHERE.search(text) is not None


@lru_cache(maxsize=16384)
def again(text: str) -> bool:
    """Tell whether `text` tells of a further event of the kind."""
    return _AGAIN.search(text) is not None


def _recurs(a: str, b: str) -> bool:
    """Tell whether both tell of what comes again and again: a council meets on Monday, and on Thursday."""
    return _MEETS.search(a) is not None and _MEETS.search(b) is not None


def _nearly(one: str, other: str) -> bool:
    """Tell whether two words sound alike but for their ends: transliterations that `sound` does not know."""
    common = next((n for n, (p, q) in enumerate(zip(one, other, strict=False)) if p != q), min(len(one), len(other)))
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    whole = len(shorter) >= 4 and longer.endswith(shorter) and len(longer) - len(shorter) <= 3  # "al-Bashir"
    return whole or (common >= 4 and len(longer) - common <= 2)


def without(text: str, name: str, language: str) -> frozenset[str]:
    """Return the stems of `text` without `name`."""
    return stem_set(text.replace(name, " "), language)

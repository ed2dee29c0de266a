"""Are two things exchanged: the words of a passage, all shown, each beside the other's neighbour.

"Twelve were injured and 40 killed" has every word and number of "Twelve were killed and 40 injured". Statement and
passage are cut into clauses; where two words have changed clauses and two others have not, they were exchanged.
Likewise "from A to B" and "A is longer than B" with A and B in each other's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import product

from summarizer.models import Failure
from summarizer.text.dates import MONTH_OF, WEEKDAY_OF
from summarizer.text.names import name_key
from summarizer.verify.lexicon import base_of, opposites
from summarizer.verify.reading import MAX_READ, Ground, Reading

_JOINING = frozenset("and but while whereas although though that und aber dass mais et pero y но и а что що".split())
_COPIED = 0.8  # share of the statement's words in the passage from which names and a "not" are held to their clauses
_LONG = 80  # words: no sentence of two clauses that is retold as one of two
Places = dict[str, int]


@lru_cache(maxsize=4096)
def clauses(reading: Reading) -> tuple[Places, frozenset[int]]:
    """Return in which clause each word stands that stands in one alone, and the clauses that have a "not"."""
    at, seen = 0, dict[str, set[int]]()
    numbered = {reading.word_at(q.start): f"#{q.value:g}" for q in reading.values.numbers}
    negations = {reading.word_at(cue.start) for cue in reading.values.negations if cue.kind == "plain"}
    negated = set()
    for i, word in enumerate(reading.words[:_LONG]):
        if i in negations:
            negated.add(at)
        if word in _JOINING:
            at += 1
        elif key := numbered.get(i) or _key(word, reading.language):
            seen.setdefault(key, set()).add(at)
        if i in reading.breaks:
            at += 1
    return {key: min(places) for key, places in seen.items() if len(places) == 1}, frozenset(negated)


@lru_cache(maxsize=65536)
def _key(word: str, language: str) -> str:
    word = word.removesuffix("'s").rstrip("'")
    return base_of(word, language) or (word if word in opposites() else "")


def check_exchanged(statement: Reading, ground: Ground) -> Failure | None:
    """No two words, numbers or days have changed their clauses."""
    told = statement.stem_set
    for passage in ground.passages:
        shared = len(told & passage.stem_set)  # most passages end here
        if shared < _FEWEST:
            continue
        copied = shared >= _COPIED * len(told)
        found = _heads_exchanged(statement, passage) or _clauses_exchanged(statement, passage, copied)
        if found:
            return _failure("misplaced", found, statement)
        if copied and (found := _denied_exchanged(statement, passage)):
            return _failure("negation", found, statement)
    return None


_FEWEST = 3  # words that statement and passage share: an exchange has two and their neighbours


def _clauses_exchanged(statement: Reading, passage: Reading, copied: bool) -> set[str]:
    if not (copied and len(_named(statement)) > 1) and not _pairs(statement):
        return set()
    for one, other in _crossings(_moved(statement, passage)):
        if _alike(one, other, statement.language) or (copied and {one, other} <= _named(statement)):
            return {one, other}
    return set()


def _denied_exchanged(statement: Reading, passage: Reading) -> set[str]:
    """Return the words that have left and joined the clause with the "not"."""
    denied, there = clauses(statement)[1], clauses(passage)[1]
    if not denied or not there:
        return set()
    moved = _moved(statement, passage).items()
    lost = {w for (a, b), words in moved if a not in denied and b in there for w in words}
    gained = {w for (a, b), words in moved if a in denied and b not in there for w in words}
    return lost | gained if lost and gained else set()


def _moved(statement: Reading, passage: Reading) -> dict[tuple[int, int], list[str]]:
    """Return the words that both have, by their clauses in each."""
    ours, theirs = clauses(statement)[0], clauses(passage)[0]
    moved: dict[tuple[int, int], list[str]] = {}
    for key in ours.keys() & theirs.keys():
        moved.setdefault((ours[key], theirs[key]), []).append(key)
    return moved


@lru_cache(maxsize=4096)
def _pairs(statement: Reading) -> bool:
    """Tell whether a statement has two words of one kind in two clauses."""
    places, language = clauses(statement)[0], statement.language
    told = [key for key in places if key[0] == "#" or key.isdigit() or key in _counted(language) or key in opposites()]
    return any(
        places[one] != places[other] and _alike(one, other, language)
        for i, one in enumerate(told[:16])
        for other in told[i + 1 : 16]
    )


def _crossings(moved: dict[tuple[int, int], list[str]]) -> Iterator[tuple[str, str]]:
    """Yield pairs of words of which the clauses were exchanged, seen from each side."""
    for (a, b), stayed in moved.items():
        for (c, d), others in moved.items():
            if a < c and b != d and (a, d) in moved and (c, b) in moved:
                yield from product(stayed, others)
                yield from product(moved[a, d], moved[c, b])


@lru_cache(maxsize=4096)
def heads(reading: Reading) -> dict[str, str]:
    """Return each number that stands once, with the content word right behind it: "40" and "museums"."""
    numbered = {reading.word_at(q.end - 1): f"#{q.value:g}" for q in reading.values.numbers if not q.weak}
    counted = _counted(reading.language) if reading.language[:2] != "en" else frozenset[str]()
    keys = [_key(word, reading.language) for word in reading.words[:_LONG]]
    found = [
        (numbered.get(i) or key, keys[i + 1]) for i, key in enumerate(keys[:-1]) if i in numbered or key in counted
    ]
    single = {number for number, _ in found if sum(n == number for n, _ in found) == 1}
    return {number: head for number, head in found if head and number in single}


def _heads_exchanged(statement: Reading, passage: Reading) -> set[str]:
    """Return the words behind two numbers that the passage has behind each other."""
    ours = heads(statement)
    if len(ours) < 2:
        return set()
    theirs = heads(passage)
    shared = [n for n in ours if n in theirs and ours[n] != theirs[n]]
    for i, one in enumerate(shared):
        for other in shared[i + 1 :]:
            if ours[one] == theirs[other] and ours[other] == theirs[one]:
                return {ours[one], ours[other]}
    return set()


def _alike(one: str, other: str, language: str) -> bool:
    """Tell whether two words are of one kind: two numbers, two days, two opposites."""
    if one[0] == "#" or other[0] == "#":
        return one[0] == other[0]
    counted = (one.isdigit() or one in _counted(language), other.isdigit() or other in _counted(language))
    if any(counted):
        return all(counted)
    sides = opposites().get(one)
    return sides is not None and other in sides.against


_NUMBER_WORDS = (
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig "
    "siebzig achtzig neunzig hundert deux trois quatre cinq six sept  huit neuf dix onze douze vingt trente "
    "quarante cinquante soixante cent dos tres cuatro cinco seis siete ocho nueve diez once doce veinte "
    "treinta cuarenta cincuenta  cien due tre quattro cinque sei sette otto nove dieci dois três quatro sete "
    "oito dez twee drie vier vijf zes zeven  два две три четыре пять шесть семь восемь девять десять двадцать "
    "сто дві чотири п'ять шість сім вісім дев'ять десять"
).split()


@lru_cache(maxsize=64)
def _counted(language: str) -> frozenset[str]:
    """Return the stems of months, weekdays and, in other languages than English, number words."""
    words = (*MONTH_OF, *WEEKDAY_OF, *(() if language[:2] == "en" else _NUMBER_WORDS))
    return frozenset(stem for word in words if (stem := base_of(word, language)))


@lru_cache(maxsize=4096)
def _named(reading: Reading) -> frozenset[str]:
    words = {w for m in reading.values.names if not m.weak for w in re.findall(r"[^\W\d_]+", m.text.lower())}
    return frozenset(base_of(w) for w in words)


def _failure(code: str, keys: Collection[str], statement: Reading) -> Failure:
    words = [statement.as_written(i) for i, w in enumerate(statement.words) if _key(w, statement.language) in keys]
    found = tuple(dict.fromkeys(words))
    return Failure(code, found, f"in the cited sentences these stand the other way round: {', '.join(found)}")


# From one to the other -------------------------------------------------------------------------------

_WORD = r"[^\W_][\w.,%'’-]*"
_END = rf"(?:the )?(?P<{{}}>[$€£¥]?{_WORD})"
_FROM_TO = re.compile(
    rf"\bfrom {_END.format('a')}(?: {_WORD}){{0,3}}? (?:to|until|till) {_END.format('b')}"
    rf"|\bto {_END.format('d')}(?: {_WORD}){{0,2}}? from {_END.format('c')}"
)


def check_ways(statement: Reading, ground: Ground) -> Failure | None:
    """What goes from one to another goes the same way in the passages."""
    told = _ways(statement)
    known = frozenset().union(*(_ways(p) for p in ground.passages)) if told else told
    for start, end in told:
        if (end, start) in known and (start, end) not in known:
            return Failure("misplaced", (start, end), f"the cited sentences have it from {end} to {start}")
    return None


@lru_cache(maxsize=4096)
def _ways(reading: Reading) -> frozenset[tuple[str, str]]:
    if "from" not in reading.words:
        return frozenset()
    ends = [(m["a"] or m["c"], m["b"] or m["d"]) for m in _FROM_TO.finditer(reading.folded[:MAX_READ])]
    return frozenset((name_key(start.rstrip(".,")), name_key(end.rstrip(".,"))) for start, end in ends)


# Sides of a word -------------------------------------------------------------------------------------

_PIVOTS = frozenset(("than", "before", "after"))


def check_pivots(statement: Reading, ground: Ground) -> Failure | None:
    """What stands before "than", "before" or "after" does not stand behind it in the passages."""
    for pivot in _PIVOTS & set(statement.words):
        i = statement.words.index(pivot)
        there = [p for p in ground.passages if pivot in p.words[1:] and _is_copy(statement, p)]
        crossed = [p for p in there if _same_comparing(statement, i, p) and sides_exchanged(statement, i, p)]
        if crossed and len(crossed) == len(there):
            return Failure("misplaced", (pivot,), f"the cited sentences have the sides of this exchanged: {pivot}")
    return None


def _is_copy(statement: Reading, passage: Reading) -> bool:
    ours = _side(statement, 0, _LONG)
    return len(ours & _side(passage, 0, 2 * _LONG)) >= _COPIED * len(ours)


def _same_comparing(statement: Reading, i: int, passage: Reading) -> bool:
    """Tell whether two texts compare by one word: "longer than" both."""
    if statement.words[i] != "than":
        return True
    j = passage.words.index("than")
    ours, theirs = statement.words[max(0, i - 4) : i], passage.words[max(0, j - 4) : j]
    return any(w in theirs for w in ours if w.endswith("er") or w in ("more", "less", "fewer", "worse"))


def sides_exchanged(statement: Reading, i: int, passage: Reading, j: int | None = None, *, whole: bool = True) -> bool:
    """Tell whether what stands on each side of word `i` stands on the other side of word `j` of a passage.

    Without `j` it is the first place of the same word. What stands behind both words does not count unless it is the
    `whole` of the sides that is asked for.
    """
    j = passage.words.index(statement.words[i]) if j is None else j
    left, right = _side(statement, 0, i), _side(statement, i + 1, _LONG)
    their_left, their_right = _side(passage, 0, j), _side(passage, j + 1, _LONG)
    both = (left & right) | (their_left & their_right)
    crossed = left & their_right - both and right & their_left - both
    along = left & their_left - both
    if "than" in statement.words and "than" in passage.words:  # the thing compared may stand on either side
        along &= _named(statement)
    return bool(crossed) and not along and not (whole and right & their_right - both)


def _side(reading: Reading, first: int, last: int) -> frozenset[str]:
    words = (w.removesuffix("'s").rstrip("'") for w in reading.words[first:last])
    return frozenset(key for w in words if (key := base_of(w, reading.language)))


CHECKS: tuple[Callable[[Reading, Ground], Failure | None], ...] = (check_exchanged, check_ways, check_pivots)

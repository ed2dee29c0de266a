"""Sentences that read alike and differ in the one thing that matters: who, where, when, how, of what."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from summarizer.claims.reading import matching_stems, share, stem_set

ALIKE = 0.4  # share of all stems from which two sentences are read as one with something exchanged
_UNITS = frozenset(
    "second minut hour dai week month year metr meter kilometr kilomet mile feet foot inch yard acr hectar kilo ton "
    "tonn pound gram litr gallon degre percent dollar euro crown".split()
)
_DAYS = frozenset("mondai tuesdai wednesdai thursdai fridai saturdai sundai".split())
_OPPOSITES = """
injur wound hurt survivor|kill die dead death
welcom back approv accept endors support adopt pass|reject oppos veto refus condemn
convict sentenc guilti jail|acquit clear innoc releas freed
rise rose increas climb gain grew|fall fell drop declin decreas lost
open reopen|close shut
win won|lose lost
confirm admit|deni
begin began start|end stop halt cancel
"""
_SIDES = [[frozenset(side.split()) for side in line.split("|")] for line in _OPPOSITES.strip().splitlines()]
_SIDED = frozenset().union(*(side for sides in _SIDES for side in sides))
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@lru_cache(maxsize=65536)
def contrasts(a: str, b: str, language: str = "en") -> bool:
    """Tell whether `a` and `b` exchange a unit, a day, a name, the doer and the done to, or a word for its opposite."""
    if _other_unit(a, b, language):
        return True
    if share(a, b, language) < ALIKE:
        return False
    left, right = stem_set(a, language), stem_set(b, language)
    return (
        _exchanged(left & _DAYS, right & _DAYS)
        or (bool(left & _SIDED) and bool(right & _SIDED) and any(_sided(left, right, x, y) for x, y in _SIDES))
        or _other_name(a, b, language)
        or _swapped(a, b, language)
    )


def _exchanged(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left) and bool(right) and left.isdisjoint(right)


def _sided(left: frozenset[str], right: frozenset[str], x: frozenset[str], y: frozenset[str]) -> bool:
    """Tell whether each sentence is on one side alone, and not on the same."""
    sides = [(bool(stems & x), bool(stems & y)) for stems in (left, right)]
    return sorted(sides) == [(False, True), (True, False)]


def _other_unit(a: str, b: str, language: str) -> bool:
    """Tell whether the only number that both give counts one thing here and another there."""
    left, right = _counted(a, language), _counted(b, language)
    both = left.keys() & right.keys() if left and right else ()
    return bool(both) and all(left[n] != right[n] for n in both)


@lru_cache(maxsize=16384)
def _counted(text: str, language: str) -> dict[str, str]:
    """Return the unit after each number of `text` that has one."""
    return {n: unit for n, unit in pairwise(matching_stems(text, language)) if n[0].isdigit() and unit in _UNITS}


@lru_cache(maxsize=16384)
def _names(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of the words with a capital, in order, the first word of the sentence left out."""
    words = [match for match in _WORD.finditer(text) if match.start() > 0 and match.group()[0].isupper()]
    return matching_stems(" ".join(match.group() for match in words), language)


def _other_name(a: str, b: str, language: str) -> bool:
    """Tell whether each has a name that the other lacks, and little else differs."""
    left, right = stem_set(a, language), stem_set(b, language)
    names = (set(_names(a, language)) - right - _DAYS, set(_names(b, language)) - left - _DAYS)
    return all(names) and not (left - right - names[0]) and not (right - left - names[1])


def _swapped(a: str, b: str, language: str) -> bool:
    """Tell whether two words of one sentence have changed places in the other: who did it to whom."""
    left, right = matching_stems(a, language), matching_stems(b, language)
    if sorted(left) != sorted(right):
        return False
    moved = [n for n, (x, y) in enumerate(zip(left, right, strict=True)) if x != y]
    return len(moved) == 2 and " by " not in f"{a} {b}"

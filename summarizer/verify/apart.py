"""Words that news keeps apart: a charge is no conviction, an injury no death, an offer no purchase.

Where a word of one step stands in the statement, no passage has that step, and they have a lower one, the statement
says more than they do. Own list; a line is one ladder. `<` goes up: the lower step is shown by the higher one. `|`
parts steps of which neither shows the other. `=` marks a form that is meant alone ("fired", not "fire").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from summarizer.models import Failure
from summarizer.verify.lexicon import base_of
from summarizer.verify.reading import Ground, Reading

_LADDERS = """
suspect question blame investigate arrest detain < =charged indict arraign prosecute
suspect question blame accuse allege investigate arrest detain =charged indict < convict guilty admit confess plead
injure hurt wound | die kill fatal perish slay
miss vanish disappear < die kill fatal drown perish
kill die manslaughter < murder
suicide | murder
resign quit | =fired sack oust dismiss
suspend < =fired sack dismiss expel
postpone delay suspend defer | cancel scrap abandon axe
=fined | jail imprison prison
recommend urge advise propose < =ordered command oblige force require
offer bid negotiate talk < buy purchase acquire acquisition takeover sign
buy purchase acquire | rent lease
=leads =leading =ahead < win victory =elected beat triumph
appeal < win victory overturn quash
nominate candidate < =elected appoint win
"""


class _Step(NamedTuple):
    here: frozenset[str]
    below: tuple[frozenset[str], ...]


@lru_cache(maxsize=1)
def _steps() -> tuple[_Step, ...]:
    found = []
    for line in _LADDERS.strip().splitlines():
        sides = [frozenset(w if w[0] == "=" else base_of(w) for w in part.split()) for part in line.split(" | ")[:2]]
        if len(sides) == 2:
            found += [_Step(sides[0], (sides[1],)), _Step(sides[1], (sides[0],))]
            continue
        rungs = [frozenset(w if w[0] == "=" else base_of(w) for w in part.split()) for part in line.split(" < ")]
        found += [_Step(rung, tuple(rungs[:i])) for i, rung in enumerate(rungs) if i]
    return tuple(found)


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset().union(*(step.here for step in _steps()))


@lru_cache(maxsize=8192)
def _keys(reading: Reading) -> frozenset[str]:
    return frozenset(
        key for word in reading.words for key in (base_of(word), "=" + word) if key in _listed() or key in _lower()
    )


@lru_cache(maxsize=1)
def _lower() -> frozenset[str]:
    return frozenset().union(*(below for step in _steps() for below in step.below))


def check_apart(statement: Reading, ground: Ground) -> Failure | None:
    """No step is told that the passages do not reach."""
    ours = _keys(statement)
    if ours.isdisjoint(_listed()):
        return None
    shown = frozenset().union(*(_keys(p) for p in ground.passages))
    told = [key for step in _steps() for key in _told(step, ours, shown)]
    if not told:
        return None
    words = tuple(
        statement.as_written(i) for i, w in enumerate(statement.words) if base_of(w) in told or "=" + w in told
    )
    return Failure("opposite", words, f"the cited sentences tell another step: {', '.join(words)}")


def _told(step: _Step, ours: frozenset[str], shown: frozenset[str]) -> Iterator[str]:
    """Yield the words of a step that the statement has, the passages have not, and of which they have one below."""
    if step.here.isdisjoint(shown) and any(below & shown for below in step.below):
        yield from step.here & ours


CHECKS: tuple[Callable[[Reading, Ground], Failure | None], ...] = (check_apart,)

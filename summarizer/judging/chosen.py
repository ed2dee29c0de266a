"""What a model chose of what code had found: it rejects a conflict, words its sides, picks quotations and events.

It adds nothing: an id that code did not give is passed over, and a wording that fails the gate leaves code's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from summarizer.judging.ground import Ground
from summarizer.models import Chosen, Conflict, DraftStatement, Dropped, Position
from summarizer.text.tokens import content_stems
from summarizer.text.values import values

LONGEST_SIDE = 300  # code points of one side as a model words it; three times the longest side of the gold stories
Found = TypeVar("Found")


def narrowed(ground: Ground, chosen: Chosen) -> tuple[Ground, tuple[Dropped, ...]]:
    """Return the ground with only what was `chosen`, and the conflicts that were rejected.

    Where nothing (or nothing that exists) is chosen of a kind, all that code found stands. The agreement of statements
    changes with a rejected conflict: whoever has sent statements already leaves `chosen` out.
    """
    if chosen == Chosen():
        return ground, ()
    conflicts = {f"d{n}": conflict for n, conflict in enumerate(ground.table.conflicts, 1)}
    rejected = [conflicts.pop(name) for name in chosen.rejected if name in conflicts]
    sides = dict(chosen.sides)
    worded = tuple(_worded(conflict, sides.get(name, ()), ground) for name, conflict in conflicts.items())
    smaller = Ground(
        replace(ground.table, conflicts=worded),
        quotations=_picked("q", chosen.quotes, ground.quotations),
        timeline=_picked("t", chosen.events, ground.timeline),
        names=ground.names,
        still=ground.still,
    )
    return smaller, tuple(_told(conflict) for conflict in rejected)


def _told(conflict: Conflict) -> Dropped:
    sides = " | ".join(position.text for position in conflict.positions)
    return Dropped(
        text=f"{conflict.topic}: {sides}",
        code="no_conflict",
        detail="the model reads these passages as no contradiction",
    )


def _picked(letter: str, ids: Sequence[str], found: Sequence[Found]) -> list[Found]:
    named = {f"{letter}{n}": one for n, one in enumerate(found, 1)}
    return [named[name] for name in dict.fromkeys(ids) if name in named] or list(found)


def _worded(conflict: Conflict, sides: Sequence[DraftStatement], ground: Ground) -> Conflict:
    """Put the model's wordings in the place of code's, each where it tells its own side and no other."""
    positions = list(conflict.positions)
    for side in sides:
        own = [n for n, one in enumerate(conflict.positions) if set(side.sentence_ids) & set(one.sentence_ids)]
        if len(own) == 1 and _tells(side, conflict, own[0], ground):
            positions[own[0]] = Position(side.text, positions[own[0]].sentence_ids)
    return replace(conflict, positions=tuple(positions))


def _tells(side: DraftStatement, conflict: Conflict, place: int, ground: Ground) -> bool:
    own = conflict.positions[place]
    others = (position for n, position in enumerate(conflict.positions) if n != place)
    return (
        len(side.text) <= LONGEST_SIDE
        and _gives(side.text, own.text)
        and not ground.check(DraftStatement(side.text, own.sentence_ids))
        and all(ground.failures(DraftStatement(side.text, other.sentence_ids)) for other in others)
    )


def _gives(text: str, value: str) -> bool:
    """Tell whether `text` gives the value that code found: its numbers, else one of its words."""
    numbers = {quantity.value for quantity in values(value).numbers}
    if numbers:
        return numbers <= {quantity.value for quantity in values(text).numbers}
    words = set(content_stems(value))
    return not words or bool(words & set(content_stems(text)))

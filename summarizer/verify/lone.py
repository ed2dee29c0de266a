"""The values inside a statement that one publisher alone gives: they are never called corroborated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarizer.verify.reading import Ground, read
from summarizer.verify.shown import name_shown, same_unit, same_value


def lone_values(text: str, passages: Mapping[str, Sequence[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the values of `text` that the passages of one publisher alone show, with that publisher.

    `passages` maps a publisher to its cited sentences. Empty when only one publisher is cited.
    """
    if len(passages) < 2:
        return []
    grounds = {who: Ground([read(t) for t in texts]) for who, texts in passages.items()}
    values = read(text).values
    alone: list[tuple[str, tuple[str, ...]]] = []
    for mention in values.names:
        tellers = [who for who, g in grounds.items() if name_shown(mention, g.name_keys, {})]
        if len(tellers) == 1:
            alone.append((mention.text, tuple(tellers)))
    for q in values.numbers:
        tellers = [
            who
            for who, g in grounds.items()
            if any(same_value(q, s) and same_unit(q, s) for p in g.passages for s in p.values.numbers)
        ]
        if len(tellers) == 1 and not q.weak:
            alone.append((q.text, tuple(tellers)))
    return alone

"""All checks of the gate, in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from summarizer.models import Failure
from summarizer.text.folding import fold

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")


def check(text: str, passages: Sequence[str]) -> tuple[Failure, ...]:
    """Return why `text` does not stand on `passages` taken together; empty when it does."""
    ground = fold(" \n ".join(passages))
    failures = []
    numbers = set(_NUMBER.findall(ground))
    if missing := [n for n in _NUMBER.findall(fold(text)) if n not in numbers]:
        failures.append(Failure("number", tuple(missing), f"not in the cited sentences: {', '.join(missing)}"))
    if missing := [n for n in _NAME.findall(text) if fold(n) not in ground]:
        failures.append(Failure("name", tuple(missing), f"not in the cited sentences: {', '.join(missing)}"))
    return tuple(failures)


def lone_values(text: str, passages: Mapping[str, Sequence[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the values of `text` that the passages of one publisher alone show, with that publisher.

    `passages` maps a publisher to its cited sentences. Empty when only one publisher is cited.
    """
    if len(passages) < 2:
        return []
    grounds = {who: fold(" \n ".join(texts)) for who, texts in passages.items()}
    values = dict.fromkeys([*_NUMBER.findall(text), *_NAME.findall(text)])
    alone = []
    for value in values:
        tellers = [who for who, ground in grounds.items() if fold(value) in ground]
        if len(tellers) == 1:
            alone.append((value, tuple(tellers)))
    return alone

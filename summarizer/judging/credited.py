"""A statement that credits its outlet: "Harbor Post reports that ..." is taken off before the gate reads the rest.

The name of an outlet stands in no article of its own, so the gate would not find it; that the outlet does tell it is
checked where the roles of citations are given. A name is looked for as it stands, never as a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MARK = "\ue000"  # stands for an outlet's name; text of a model that holds one has failed before
_LONGEST = 80  # code points of a name that is looked for
_NAMES = rf"(?:[Tt]he )?{_MARK}(?:(?:, and |, | and | und | et | y | e | en )(?:the )?{_MARK})*"
_SAYS = (
    r"(?:alone )?(?:reports?|reported|says?|said|writes?|wrote|berichte(?:t|n|te|ten)|meldet(?:e|en)?|schreib(?:t|en)|"
    r"rapporte(?:nt)?|écri(?:t|vent)|indique(?:nt)?|informa(?:n|ron)?|informó|escribe(?:n)?|riferisc(?:e|ono)|"
    r"scriv(?:e|ono)|relata(?:m)?|meld(?:t|en|de)|schrijf(?:t)?|schrijven)"
)
_BY = (
    r"(?:[Aa]ccording to|[Aa]s reported by|[Ll]aut|[Nn]ach Angaben (?:von|der|des)|[Ss]elon|[Dd]['’]après|[Ss]egún|"
    r"[Ss]econdo|[Ss]egundo|[Dd]e acordo com|[Vv]olgens)"
)
_OPENING = re.compile(
    rf"^(?:{_NAMES} {_SAYS},?(?: that| dass| que| che| dat)?|{_BY} {_NAMES},?|{_NAMES}:)\s+(?=\S)",
)
_CLOSING = re.compile(rf"(?:,? {_BY} {_NAMES}|, (?:as )?{_NAMES} {_SAYS}|, {_SAYS} {_NAMES}| \({_NAMES}\))(?=[.!]?$)")

_WITHIN = re.compile(rf"(?:,| –) (?:as )?{_NAMES} {_SAYS}(?:,| –)(?= )")


class Credited(NamedTuple):
    """A text without the words that credit it, and the outlets that they name."""

    rest: str
    outlets: frozenset[str]


def credited(text: str, outlets: Sequence[str]) -> Credited:
    """Return `text` without an opening, a closing or an aside that credits it to some of `outlets`."""
    named = sorted({name for name in outlets if name in text and 1 < len(name) <= _LONGEST}, key=len, reverse=True)
    if not named or _MARK in text:
        return Credited(text, frozenset())
    marked, order = _marked(text, named)
    for pattern in (_OPENING, _CLOSING, _WITHIN):
        found = pattern.search(marked)
        if found is not None:
            before = marked[: found.start()].count(_MARK)
            inside = order[before : before + found.group().count(_MARK)]
            rest = marked[: found.start()] + marked[found.end() :]
            kept = iter([*order[:before], *order[before + len(inside) :]])
            return Credited(_capital("".join(_unmarked(rest, kept))), frozenset(inside))
    return Credited(text, frozenset())


def _marked(text: str, named: Sequence[str]) -> tuple[str, list[str]]:
    """Return `text` with a mark for every name, and the names in the order of the marks."""
    parts: list[str] = []
    order: list[str] = []
    at = 0
    while at < len(text):
        name = next((name for name in named if text.startswith(name, at) and _whole(text, at, len(name))), None)
        parts.append(_MARK if name else text[at])
        order += [name] if name else []
        at += len(name) if name else 1
    return "".join(parts), order


def _whole(text: str, start: int, length: int) -> bool:
    return not text[start - 1 : start].isalnum() and not text[start + length : start + length + 1].isalnum()


def _unmarked(text: str, names: Iterator[str]) -> Iterator[str]:
    for char in text:
        yield next(names) if char == _MARK else char


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Selectors 3 on lxml trees: parsed once, matched element by element. What is not understood matches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|(.))", re.DOTALL)
_SIMPLE = re.compile(
    r"""(?P<tag>\*|[a-zA-Z][\w-]*)|\#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)
    |\[\s*(?P<attr>[\w-]+)\s*(?:(?P<op>[~|^$*]?=)\s*(?P<value>"[^"]*"|'[^']*'|[^\]\s"']+)\s*(?:[iIsS]\s*)?)?\]
    |:(?P<pseudo>[a-z-]+)(?:\((?P<arg>[^()]*)\))?""",
    re.VERBOSE,
)
_NTH = re.compile(r"(?:(?P<step>[+-]?[0-9]{0,6})(?P<n>n))?(?P<start>[+-]?[0-9]{1,6})?")
_COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")


Element = Any  # lxml has no types of its own
Specificity = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Compound:
    """The simple selectors that one element must fit, with the way to the element before it."""

    tag: str | None
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    places: tuple[tuple[str, str], ...]
    combinator: str = ""  # between this compound and the one on its left

    def fits(self, element: Element, classes: frozenset[str]) -> bool:
        """Tell whether `element`, which has these classes, fits, its surroundings apart."""
        return (
            (self.tag is None or element.tag == self.tag)
            and all(element.get("id") == name for name in self.ids)
            and all(name in classes for name in self.classes)
            and all(_attribute_fits(element, *wanted) for wanted in self.attributes)
            and all(_place_fits(element, *wanted) for wanted in self.places)
        )


def split_list(head: str) -> Iterable[str]:
    """Split at the commas that are not inside brackets."""
    depth, start = 0, 0
    for index, character in enumerate(head):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            yield head[start:index]
            start = index + 1
    yield head[start:]


def parse_selector(selector: str) -> tuple[Compound, ...] | None:
    """Return the compounds, the element's own first; None for what is not understood or names a state."""
    text = plain(selector) if "\\" in selector else selector.strip()
    found: list[Compound] = []
    at, combinator = 0, ""
    while at < len(text) and len(found) < 12:
        compound, at = _parse_compound(text, at, combinator)
        if compound is None:
            return None
        found.append(compound)
        gap = _COMBINATOR.match(text, at)
        if gap is not None:
            combinator, at = gap[1] or " ", gap.end()
        elif at < len(text):
            return None
    return tuple(reversed(found)) or None


_PLACES = "first-child last-child only-child nth-child first-of-type last-of-type not is where root empty link"
_STRUCTURE = frozenset(_PLACES.split())


def _parse_compound(text: str, at: int, combinator: str) -> tuple[Compound | None, int]:
    tag: str | None = None
    ids, classes, attributes, places = [], [], [], []
    start = at
    while match := _SIMPLE.match(text, at):
        at = match.end()
        if match["tag"]:
            tag = None if match["tag"] == "*" else match["tag"].lower()
        elif match["id"]:
            ids.append(match["id"])
        elif match["class"]:
            classes.append(match["class"])
        elif match["attr"]:
            attributes.append((match["attr"].lower(), match["op"] or "", (match["value"] or "").strip("\"'")))
        elif match["pseudo"] in _STRUCTURE:
            places.append((match["pseudo"], match["arg"] or ""))
        else:
            return None, at
    if at == start:
        return None, at
    return Compound(tag, tuple(ids), tuple(classes), tuple(attributes), tuple(places), combinator), at


def specificity(compounds: tuple[Compound, ...]) -> Specificity:
    """Count ids, then classes, attributes and places, then tags."""
    return (
        sum(len(part.ids) for part in compounds),
        sum(len(part.classes) + len(part.attributes) + len(part.places) for part in compounds),
        sum(part.tag is not None for part in compounds),
    )


def chain_fits(compounds: tuple[Compound, ...], element: Element) -> bool:
    """Match leftwards, nearest first. One try per ancestor, without going back: enough for real sheets."""
    for index in range(1, len(compounds)):
        wanted, combinator = compounds[index], compounds[index - 1].combinator
        step = _previous if combinator in "+~" else _parent
        candidate = step(element)
        while candidate is not None and not wanted.fits(candidate, frozenset(candidate.get("class", "").split())):
            candidate = step(candidate) if combinator in " ~" else None
        if candidate is None:
            return False
        element = candidate
    return True


def _parent(element: Element) -> Element:
    return element.getparent()


def _previous(element: Element) -> Element:
    return element.getprevious()


def _attribute_fits(element: Element, name: str, operator: str, wanted: str) -> bool:
    value = element.get(name)
    if value is None:
        return False
    if operator in ("", "="):
        return not operator or value == wanted
    if not wanted:
        return False
    fits: dict[str, bool] = {
        "~=": wanted in value.split(),
        "|=": value == wanted or value.startswith(wanted + "-"),
        "^=": value.startswith(wanted),
        "$=": value.endswith(wanted),
        "*=": wanted in value,
    }
    return fits[operator]


def _place_fits(element: Element, place: str, argument: str) -> bool:
    if place in ("not", "is", "where"):
        return _one_fits(element, argument) == (place != "not")
    if place == "nth-child":
        return _nth_fits(argument.strip().lower(), sum(1 for _ in element.itersiblings(preceding=True)) + 1)
    first, last = element.getprevious() is None, element.getnext() is None
    fits = {
        "root": element.getparent() is None,
        "first-child": first,
        "last-child": last,
        "only-child": first and last,
        "first-of-type": next(element.itersiblings(element.tag, preceding=True), None) is None,
        "last-of-type": next(element.itersiblings(element.tag), None) is None,
        "empty": len(element) == 0 and not element.text,
        "link": True,
    }
    return fits[place]


def _one_fits(element: Element, argument: str) -> bool:
    """Tell whether one of the compounds in a list fits; what is not understood fits nothing."""
    classes = frozenset(element.get("class", "").split())
    for part in argument.split(","):
        inner, end = _parse_compound(part.strip(), 0, "")
        if inner is not None and end == len(part.strip()) and inner.fits(element, classes):
            return True
    return False


def _nth_fits(argument: str, position: int) -> bool:
    """Judge `odd`, `even`, `3`, `2n+1` (Selectors 3, 6.6.5.1), for positions counted from 1."""
    match = _NTH.fullmatch({"odd": "2n+1", "even": "2n"}.get(argument, argument).replace(" ", ""))
    if match is None:
        return False
    step = int({"": "1", "+": "1", "-": "-1"}.get(match["step"] or "", match["step"])) if match["n"] else 0
    away = position - int(match["start"] or 0)
    return away == 0 if step == 0 else away % step == 0 and away // step >= 0


def plain(text: str) -> str:
    """Return `text` with CSS escapes read and blanks at the ends gone."""
    return _ESCAPE.sub(_unescaped, text).strip() if "\\" in text else text.strip()


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"

"""Take out of a page what a reader cannot see, before anything is read from it.

Hidden text is how instructions are smuggled to language models and how words are put into an outlet's mouth.
Judged are attributes, `style`, and the style sheets inside the page; sheets elsewhere are not fetched, so what
only they hide cannot be known (the class names that everybody uses for it are taken at their word).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes

from summarizer.sources.colours import Colour, blend, contrast, parse_colour
from summarizer.sources.css import NUMBER, StyleSheet, computed

Element = Any

# Never drawn, or drawn only where the browser cannot do better; and text that the page itself takes back.
_NOT_DRAWN_NAMES = """script style template noscript noframes noembed iframe object applet embed audio video canvas
datalist select option optgroup textarea svg annotation annotation-xml rp rt rtc head title meta link base param source
track area map del s strike dialog"""
_NOT_DRAWN = frozenset(_NOT_DRAWN_NAMES.split())
_CLASS_NAMES = """sr-only visually-hidden visuallyhidden visually_hidden screen-reader-text screen-reader-only
screenreader-only screenreader screen-reader u-visually-hidden is-visually-hidden a11y-hidden assistive-text
accessibly-hidden element-invisible d-none display-none u-hidden"""
_HIDING_CLASSES = frozenset(_CLASS_NAMES.split())

_FAR = -500.0  # pixels: text that starts further out than this is on no screen
_UNREADABLE = 2.0  # pixels of font size; browsers let no user read below
_FAINT = 0.06  # opacity
_SAME = 1.25  # WCAG contrast of text to ground below which nobody reads; pages set 4.5 and more, hints 2
_LENGTH = re.compile(
    r"([-+]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}))(px|em|rem|ex|ch|pt|pc|in|cm|mm|vw|vh|vmin|vmax|%)?"
)
_PIXELS = {
    "px": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8,
    "mm": 3.78, "vw": 12.8, "vh": 7.2, "vmin": 7.2, "vmax": 12.8, "%": 12.8, None: 1.0,
}  # fmt: skip
_CALL = re.compile(r"([a-z0-9]+)\(([^()]{0,200})\)")
_DATA_SHEET = re.compile(r"data:text/css[^,]{0,100},", re.IGNORECASE)


@dataclass(frozen=True)
class _Look:
    """What a text inherits. A colour of None is not known (a picture, a gradient) and hides nothing."""

    hidden: bool = False
    size: float = 16.0
    colour: Colour | None = (0, 0, 0, 1.0)
    ground: Colour | None = (255, 255, 255, 1.0)

    @cached_property
    def unseen(self) -> bool:
        """Tell whether text that looks like this is not seen."""
        if self.hidden or self.size < _UNREADABLE:
            return True
        if self.colour is None:
            return False
        if self.colour[3] <= _FAINT:
            return True
        return self.ground is not None and contrast(blend(self.colour, self.ground), self.ground) < _SAME


def drop_unseen(root: Element) -> None:
    """Remove from the tree under `root` all text that is not drawn, in place.

    A page whose whole `body` is hidden waits for a script to show it: `html` and `body` themselves never hide.
    """
    gone, unseen = _judged(root, _style_sheet(root))
    for element in unseen:
        _silence(element)
    for element in gone:
        _drop(element)
    # Judged once and for all: the extractor's own reading of styles ("overflow:hidden") drops what is seen.
    for element in root.iter():
        element.attrib.pop("style", None)


def _judged(root: Element, sheet: StyleSheet) -> tuple[list[Element], list[Element]]:
    """Return the elements that are gone with all that is in them, and those whose own text is not seen.

    Nothing is taken out meanwhile: selectors look at what stands beside an element.
    """
    gone, unseen = [], []
    stack: list[tuple[Element, _Look]] = [(root, _Look())]
    while stack:
        element, inherited = stack.pop()
        style = computed(element, sheet)
        top = element.tag in ("html", "body")
        if not top and (_not_drawn(element) or (style and _is_gone(style))):
            gone.append(element)
            continue
        look = _look(element, style, inherited)
        if top:
            look = replace(look, hidden=False)
        if look.unseen:
            unseen.append(element)
        stack.extend((child, look) for child in element)
    return gone, unseen


def _style_sheet(root: Element) -> StyleSheet:
    sheet = StyleSheet()
    for element in root.iter("style", "link"):
        if element.tag == "style":
            if not any(parent.tag in ("noscript", "template") for parent in element.iterancestors()):
                sheet.add(element.text or "", element.get("media", ""))
        elif "stylesheet" in element.get("rel", "").lower():
            sheet.add(_data_sheet(element.get("href", "")), element.get("media", ""))
    return sheet


def _data_sheet(href: str) -> str:
    match = _DATA_SHEET.match(href.strip())
    if match is None:
        return ""
    data = unquote_to_bytes(href.strip()[match.end() :])
    try:
        data = base64.b64decode(data) if ";base64" in match[0].lower() else data
    except binascii.Error:
        return ""
    return data.decode("utf-8", "replace")


def _not_drawn(element: Element) -> bool:
    """Judge by tag, attributes and the class names that hide everywhere."""
    tag = element.tag
    if not isinstance(tag, str) or (tag in _NOT_DRAWN and not (tag == "dialog" and element.get("open") is not None)):
        return True
    if element.get("hidden") is not None or element.get("popover") is not None:
        return True
    if element.get("aria-hidden", "").strip().lower() == "true":
        return True
    parent = element.getparent()
    if parent is not None and parent.tag == "details" and parent.get("open") is None and tag != "summary":
        return True
    names = element.get("class", "").lower().split()
    return not _HIDING_CLASSES.isdisjoint(names) and not any(_shows_again(name) for name in names)


def _shows_again(name: str) -> bool:
    """Tell `d-md-block` and `lg:inline`: hidden on small screens only."""
    return ":" in name or (name.startswith("d-") and name.count("-") == 2 and not name.endswith("-none"))


def _drop(element: Element) -> None:
    """Remove `element` and what is in it; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        element.clear()
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _silence(element: Element) -> None:
    """Remove the text that belongs to `element` itself; its children are judged by themselves."""
    element.text = None
    for child in element:
        child.tail = None


def _is_gone(style: Mapping[str, str]) -> bool:
    """Tell what takes an element and everything in it from the screen."""
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return True
    if _number(style.get("opacity")) <= _FAINT or style.get("zoom") in ("0", "0%", "0.0"):
        return True
    if "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        return True
    return _is_off_screen(style) or _is_squeezed(style) or _is_clipped(style) or _is_transformed_away(style)


def _is_off_screen(style: Mapping[str, str]) -> bool:
    if style.get("position") in ("absolute", "fixed", "relative") and any(
        _length(style.get(side)) <= _FAR for side in ("left", "right", "top", "bottom")
    ):
        return True
    if any(_length(style.get(name)) <= _FAR for name in ("text-indent", "margin-left", "margin-top")):
        return True
    beyond = _length(style.get("text-indent")) >= _PIXELS["%"] * 100 and style.get("white-space") == "nowrap"
    return beyond and "hidden" in style.get("overflow", "")


def _is_squeezed(style: Mapping[str, str]) -> bool:
    overflow = " ".join(style.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    if "hidden" not in overflow and "clip" not in overflow:
        return False
    if "line-height" in style and _length(style["line-height"], 99.0) == 0.0:
        return True
    names = ("width", "height", "max-width", "max-height")
    return any(abs(_length(style.get(name), 99.0)) <= 1.0 for name in names)


def _is_clipped(style: Mapping[str, str]) -> bool:
    clip = _CALL.search(style.get("clip", ""))
    if clip and style.get("position") in ("absolute", "fixed"):
        sides = [_length(side, 99.0) for side in clip[2].replace(",", " ").split()]
        if len(sides) == 4 and (sides[2] - sides[0] <= 1.0 or sides[1] - sides[3] <= 1.0):
            return True
    path = _CALL.search(style.get("clip-path", ""))
    if path is None:
        return False
    values = path[2].replace(",", " ").split()
    if path[1] == "inset":
        return any(value.endswith("%") and _number(value[:-1]) >= 50 for value in values)
    if path[1] in ("circle", "ellipse"):
        return bool(values) and _length(values[0], 99.0) == 0.0
    return path[1] == "polygon" and len({point.strip() for point in path[2].split(",")}) < 3


def _is_transformed_away(style: Mapping[str, str]) -> bool:
    calls = _CALL.findall(style.get("transform", "") + style.get("filter", ""))
    calls += [("scale", style.get("scale", "1")), ("translate", style.get("translate", "0"))]
    for name, arguments in calls:
        values = arguments.replace(",", " ").split()
        if name.startswith("scale") and any(_number(value) == 0.0 for value in values):
            return True
        if name.startswith("translate") and any(_length(value) <= _FAR * 2 for value in values):
            return True
        if name == "opacity" and values and _number(values[0].rstrip("%")) <= _FAINT:
            return True
    return False


def _look(element: Element, style: Mapping[str, str], inherited: _Look) -> _Look:
    """Return what the text of `element` looks like."""
    if not style and not element.get("bgcolor") and element.tag not in ("font", "body"):
        return inherited
    visibility = style.get("visibility", "inherit")
    hidden = inherited.hidden if visibility in ("inherit", "unset", "") else visibility in ("hidden", "collapse")
    colour = style.get("-webkit-text-fill-color") or style.get("color") or _colour_attribute(element)
    ground = style.get("background-color") or element.get("bgcolor", "")
    return _Look(
        hidden,
        _size(style.get("font-size"), inherited.size),
        parse_colour(colour, inherited.colour) if colour else inherited.colour,
        _ground(ground, inherited.ground) if ground else inherited.ground,
    )


def _colour_attribute(element: Element) -> str:
    """Return the colour of `<font color>` and `<body text>`."""
    name = {"font": "color", "body": "text"}.get(element.tag)
    return str(element.get(name, "")) if name else ""


def _ground(value: str, below: Colour | None) -> Colour | None:
    if value in ("none", "inherit", "initial", "unset"):
        return below
    words = () if "(" in value else value.split()
    found = next((colour for word in (value, *words) if (colour := parse_colour(word, None))), None)
    if found is None or found[3] == 0.0:
        return below if found else None
    return blend(found, below) if below else (found if found[3] == 1.0 else None)


def _size(value: str | None, inherited: float) -> float:
    """Return the font size in pixels; words and what is not known count as readable."""
    match = _LENGTH.fullmatch(value) if value else None
    if match is None:
        return inherited if value in (None, "", "inherit", "unset", "smaller", "larger") else 16.0
    number, unit = float(match[1]), match[2]
    if unit in ("em", "%", "ex", "ch"):
        return inherited * number / (100.0 if unit == "%" else 1.0)
    if unit is None and number != 0.0:
        return inherited  # a length without a unit is none
    return number * _PIXELS[unit]


def _length(value: str | None, default: float = 0.0) -> float:
    match = _LENGTH.fullmatch(value) if value else None
    return float(match[1]) * _PIXELS[match[2]] if match else default


def _number(value: str | None) -> float:
    match = NUMBER.fullmatch(value) if value else None
    if match is None:
        return 1.0
    return float(value[: match.start("unit")]) / (100.0 if match["unit"] == "%" else 1.0) if value else 1.0

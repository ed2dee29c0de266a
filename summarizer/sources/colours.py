"""Colours of CSS, as far as needed to tell text that has the colour of its ground (WCAG 2.1 contrast)."""

from __future__ import annotations

import colorsys
import re

Colour = tuple[int, int, int, float]  # red, green, blue 0-255, alpha 0-1

_NAMED = {
    "white": "ffffff", "black": "000000", "snow": "fffafa", "ivory": "fffff0", "ghostwhite": "f8f8ff",
    "whitesmoke": "f5f5f5", "floralwhite": "fffaf0", "azure": "f0ffff", "mintcream": "f5fffa", "honeydew": "f0fff0",
    "aliceblue": "f0f8ff", "seashell": "fff5ee", "lightyellow": "ffffe0", "beige": "f5f5dc", "linen": "faf0e6",
    "lavenderblush": "fff0f5", "oldlace": "fdf5e6", "silver": "c0c0c0", "gray": "808080", "grey": "808080",
    "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "gainsboro": "dcdcdc", "dimgray": "696969", "darkgray": "a9a9a9",
    "red": "ff0000", "green": "008000", "blue": "0000ff", "navy": "000080", "maroon": "800000", "purple": "800080",
    "teal": "008080", "olive": "808000", "yellow": "ffff00", "orange": "ffa500", "lime": "00ff00", "aqua": "00ffff",
    "canvas": "ffffff", "canvastext": "000000",
}  # fmt: skip
_HEX = re.compile(r"#?(?P<digits>[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_CALL = re.compile(r"(?P<name>rgba?|hsla?)\((?P<values>[^()]{1,80})\)")


def parse_colour(value: str, inherited: Colour | None) -> Colour | None:
    """Return the colour that `value` names, `inherited` for the words that say so, None for what is not known."""
    value = value.strip().lower()
    if value in ("inherit", "unset", "currentcolor", ""):
        return inherited
    if value == "transparent":
        return (0, 0, 0, 0.0)
    digits = _NAMED.get(value) or ((match := _HEX.fullmatch(value)) and match["digits"])
    if digits:
        return _from_digits(digits)
    call = _CALL.fullmatch(value)
    return _from_call(call["name"], call["values"]) if call else None


def _from_digits(digits: str) -> Colour:
    if len(digits) < 6:
        digits = "".join(character * 2 for character in digits)
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue, int(digits[6:] or "ff", 16) / 255


def _from_call(name: str, values: str) -> Colour | None:
    parts = values.replace(",", " ").replace("/", " ").replace("deg", "").split()
    try:
        numbers = [float(part.removesuffix("%")) for part in parts]
    except ValueError:
        return None
    if len(numbers) not in (3, 4) or not all(-1e6 < number < 1e6 for number in numbers):
        return None
    alpha = numbers[3] / (100.0 if parts[3].endswith("%") else 1.0) if len(numbers) == 4 else 1.0
    if name.startswith("hsl"):
        channels = colorsys.hls_to_rgb(numbers[0] / 360 % 1.0, numbers[2] / 100, numbers[1] / 100)
        scaled = [channel * 255 for channel in channels]
    else:
        scaled = [n * 2.55 if part.endswith("%") else n for n, part in zip(numbers[:3], parts, strict=False)]
    red, green, blue = (min(255, max(0, round(channel))) for channel in scaled)
    return red, green, blue, min(1.0, max(0.0, alpha))


def blend(upper: Colour, lower: Colour) -> Colour:
    """Return what is seen of `upper` laid over `lower`."""
    red, green, blue = (
        round(above * upper[3] + below * (1 - upper[3])) for above, below in zip(upper[:3], lower[:3], strict=True)
    )
    return red, green, blue, 1.0


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of WCAG 2.1, from 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

"""Foreign text on its way to a reader: what a screen would obey is shown, not obeyed.

Articles, titles, outlets and addresses are other people's words. Escape sequences, bidirectional overrides
and tag characters can move a cursor, reorder a line or hide a message; each becomes one visible code point,
so spans keep their length and a reader sees that something stood there.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

_REPLACEMENT: Final = 0xFFFD
_CONTROL_PICTURES: Final = 0x2400  # U+2400 shows NUL, U+241B shows ESC, and so on
_ORDINARY: Final = {0x09, 0x0A, 0x0D}
_SHOWN: Final[dict[int, int]] = {
    **{code: _CONTROL_PICTURES + code for code in range(0x20) if code not in _ORDINARY},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT),  # C1: 8-bit CSI and OSC among them
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), _REPLACEMENT),  # bidi
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT),  # lone surrogates cannot be encoded
    **dict.fromkeys(range(0xE0000, 0xE0080), _REPLACEMENT),  # tag characters: invisible ASCII
}
_ZERO_WIDTH: Final = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
_MAX_URL: Final = 2000
_WHOLE_QUOTE: Final = 12  # words; a longer passage is named by its first and last words, as browsers advise
_EDGE_WORDS: Final = 6
_URL: Final = re.compile(r"https?://[^\x00-\x20\x7f-\U0010ffff\"'<>\\`{}|^]+")


def visible(text: str) -> str:
    """Return `text` with everything that commands a display shown as a code point of its own.

    One code point stays one code point. Ordinary text (emoji and right-to-left scripts with it) is unchanged.
    """
    return text.translate(_SHOWN)


def one_line(text: str) -> str:
    """Return `text` for a line of a terminal: visible, white space collapsed, zero-width fillers left out."""
    return " ".join(visible(text).translate(_ZERO_WIDTH).split())


def link_target(url: str | None) -> str | None:
    """Return `url` byte for byte when it may be a link, else None.

    It may when it is http or https with a host and no user name, in ASCII without white space or quotes.
    """
    if not url or len(url) > _MAX_URL or not _URL.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return url if parts.hostname and "@" not in parts.netloc else None


def passage_target(url: str | None, passage: str) -> str | None:
    """Return the address of `passage` on its outlet's own page, else None where `url` may not be a link.

    A browser scrolls to a text fragment and marks it (WICG URL Fragment Text Directives).
    """
    target, words = link_target(url), passage.split()
    if target is None or not words:
        return target
    ends = (words,) if len(words) <= _WHOLE_QUOTE else (words[:_EDGE_WORDS], words[-_EDGE_WORDS:])
    named = ",".join(quote(" ".join(end), safe="", errors="replace").replace("-", "%2D") for end in ends)
    return f"{target}{'' if '#' in target else '#'}:~:text={named}"

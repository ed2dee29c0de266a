"""From a tree to paragraphs, and from paragraphs to canonical text: one block, one paragraph.

Within a paragraph every run of white space is one blank; a forced line break is a line feed; paragraphs stand
apart by two. Characters that are not seen are left out, and the text is NFC. All spans count in what results.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

Element = Any

# Blocks of HTML, and those of trafilatura's own tree (TEI names).
_HTML_NAMES = """address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre search section summary table tbody
tfoot thead tr ul caption td th"""
_TEI_BLOCKS = "head list item quote row cell code ab lg"
HTML_BLOCKS = tuple(_HTML_NAMES.split())
_BLOCKS = frozenset((*HTML_BLOCKS, *_TEI_BLOCKS.split()))
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})

_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_AROUND_BREAK = re.compile(r" ?\n[ \n]*")

# Seen by nobody: soft hyphen, zero-width signs, directional marks, fillers, tags, variation selectors.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Joiners and the emoji selector mean something in some scripts and between pictures, nothing elsewhere.
_JOINERS = re.compile("[\u200c\u200d\ufe0f]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def paragraphs_of(element: Element) -> list[str]:
    """Return the clean text of each block under `element`, in order; empty ones are left out."""
    found: list[str] = []
    line: list[str] = []
    for piece in (*_pieces(element), None):
        if piece is not None:
            line.append(piece)
        elif line:
            # Two forced breaks in a row are how old sites set paragraphs.
            found.extend(map(clean, _EMPTY_LINE.split("".join(line))))
            line = []
    return [paragraph for paragraph in found if paragraph]


def _pieces(element: Element) -> Iterator[str | None]:
    """Return the text in order, with None wherever a block begins or ends."""
    tag = element.tag
    if not isinstance(tag, str):
        return
    is_block = tag in _BLOCKS and tag not in _CELLS
    if is_block:
        yield None
    if tag in _CELLS and element.getprevious() is not None:
        yield " | "
    if tag in _BREAKS:
        yield "\n"
    keeps_lines = tag == "pre"
    yield _inline(element.text, keeps_lines)
    for child in element:
        yield from _pieces(child)
        yield _inline(child.tail, keeps_lines)
    if is_block:
        yield None


def _inline(text: str | None, keeps_lines: bool) -> str:
    if not text or keeps_lines:
        return text or ""
    return text.replace("\n", " ").replace("\r", " ")


def clean(text: str) -> str:
    """Return `text` with one spelling of blanks and characters, unseen ones left out; line breaks stay."""
    if not text.isascii():
        text = _JOINERS.sub(_kept_joiners, _UNSEEN.sub("", text))
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))
    return _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text)).strip().strip("|").strip()


def _kept_joiners(match: re.Match[str]) -> str:
    """Keep one joiner between letters of scripts that use them, and between or after pictures."""
    text, sign = match.string, match.group()[0]
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    after = text[match.end() : match.end() + 1]
    if sign == "\ufe0f":
        follows = before != "" and (unicodedata.category(before) in ("So", "Sm", "Po", "Nd"))
        joined = "\u200d" in match.group() and _is_picture(after)
        return ("\ufe0f\u200d" if joined else "\ufe0f") if follows else ""
    if _is_picture(before) and _is_picture(after):
        return "\u200d"
    return sign if before and after and _joins(before) and _joins(after) else ""


def _is_picture(character: str) -> bool:
    return character != "" and unicodedata.category(character) in ("So", "Sk")


def _joins(character: str) -> bool:
    """Tell letters and signs of Arabic (0600-08FF) and of the Indic scripts with Khmer's neighbours (0900-109F)."""
    return "\u0600" <= character <= "\u109f" or "\u1780" <= character <= "\u18af"


def canonical_text(paragraphs: Iterable[str]) -> str:
    """Return the paragraphs as canonical text."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

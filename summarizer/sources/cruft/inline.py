"""Furniture inside a paragraph that stays: datelines in front, tails behind, brackets between."""

from __future__ import annotations

import re

from summarizer.sources.cruft.blocks import Block
from summarizer.sources.cruft.cues import has_reason, label_of, start_reason
from summarizer.sources.cruft.lines import line_reason, reports

_BRACKET = re.compile(r"[\[(（【]([^\[\]()（）【】]{2,160})[\])）】]")
_TAIL_AGENCY = re.compile(
    r"[.!?…”\"»。]\s*[(（]([A-Z]{2,8}|[a-z]{2,5}(?:/[\w-]{2,6}){1,4}|[^()（）\s]{2,12}(?: News)?)[)）]\s*$"
)


def mark_tail(block: Block) -> tuple[int, int, str] | None:
    """Return the span (within the block) of the furniture glued to its end, from where it starts."""
    sentences = block.last_sentences
    found: tuple[int, int, str] | None = None
    for start, end in reversed(sentences[1:]):
        reason = _tail_reason(block, start, end)
        if not reason:
            break
        found = (start, len(block.text.rstrip()), reason)
    return found


def _tail_reason(block: Block, start: int, end: int) -> str | None:
    if end - start > 300:
        return None
    tail = Block(block.text[start:end], 0, end - start, phrases=block.phrases)
    if tail.opens_quoted:
        return None
    if label_of(tail.bare) or start_reason(tail.bare) or has_reason(tail.folded, tail.phrases):
        return None if reports(tail) else line_reason(tail)
    return line_reason(tail) if tail.size <= 6 and not tail.is_closed else None


def mark_agency(block: Block) -> tuple[int, int, str] | None:
    """Return the span of the agency's tag in brackets after the last stop."""
    match = _TAIL_AGENCY.search(block.text, max(0, len(block.text) - 60))
    if not match:
        return None
    inner = match.group(1)
    if line_reason(Block(f"({inner})", 0, 0)) not in {"agency", "credit"}:
        return None
    return match.start(1) - 1, len(block.text.rstrip()), "agency"


def mark_brackets(block: Block) -> list[tuple[int, int, str]]:
    """Return the spans of bracketed credits and pointers within the block."""
    if "[" not in block.text and "(" not in block.text and "（" not in block.text:
        return []
    found = []
    for match in _BRACKET.finditer(block.text):
        inner = Block(match.group(1), 0, 0)
        if inner.is_quoted:
            continue
        reason = _pointer(inner)
        if reason:
            found.append((match.start(), match.end(), reason))
    return found


def _pointer(inner: Block) -> str | None:
    labelled = label_of(inner.bare)
    if labelled and labelled[0] in {"related", "credit", "caption"} and inner.size <= 25:
        return "credit" if labelled[0] == "caption" else labelled[0]
    reason = start_reason(inner.bare)
    return reason if reason in {"related", "newsletter", "share", "promo", "app"} and not inner.is_closed else None


_CLOCK_FRONT = re.compile(
    r"\d{1,2}[:.h]\d{2}(?:\s?(?:am|pm|a\.m\.|p\.m\.|uhr|gmt|est|et|cet|mez))?\s?(?:[-–—|:]|\b)\s+(?=\S)", re.I
)


def mark_clock(block: Block) -> tuple[int, int, str] | None:
    """Return the span of the time of day in front of an entry of a live report."""
    match = _CLOCK_FRONT.match(block.text)
    return (0, len(match.group().rstrip()), "live_stamp") if match else None


def mark_front(block: Block) -> tuple[int, int, str] | None:
    """Return the span of a prompt to the reader that opens a paragraph which goes on to tell something."""
    if block.size <= 45 or not (reason := start_reason(block.bare)) or reason not in _PROMPTS:
        return None
    start, end = block.sentences[0]
    first = Block(block.text[start:end], start, end)
    return (start, end, reason) if first.size <= 30 and not reports(first) else None


_PROMPTS = {"share", "newsletter", "app", "donate", "related", "promo"}

"""The door of the room: read an article's text, mark what is furniture, recover what the furniture tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from summarizer.models import Removed
from summarizer.sources.cruft import context, inline, stamps
from summarizer.sources.cruft.blocks import Block
from summarizer.sources.cruft.cues import bare, cues, phrases_in
from summarizer.sources.cruft.datelines import dateline
from summarizer.sources.cruft.lines import line_reason
from summarizer.sources.cruft.recover import outlet_of
from summarizer.text.folding import fold
from summarizer.text.paragraphs import paragraphs

MOST_BLOCKS = 5_000  # beyond this a text is no article: only single lines are judged, no context
# Share of the letters above which only what is certain by itself is marked. 2026-11-22: the true share is at most
# 0.55 in our 123 labelled texts (made dense), and at most 0.46 is marked in 162 articles of multinews_dev.
MOST_MARKED = 0.75


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a text shows of itself. Spans are half-open code points of the text as given.

    `title_span` is where the recovered title stands; it is article text and not in `removed`, whose spans are
    trimmed, sorted and disjoint. `published` is ISO 8601, a day or a day with a time.
    """

    title: str | None = None
    title_span: tuple[int, int] | None = None
    deck: str | None = None
    author: str | None = None
    outlet: str | None = None
    place: str | None = None
    published: str | None = None
    language: str | None = None
    removed: tuple[Removed, ...] = ()


def clean(text: str, *, language: str | None = None, outlet: str | None = None, title: str | None = None) -> Cleaned:
    """Mark the furniture of `text` and recover title, deck, author, outlet, place and date where it shows them.

    Never raises for any string, and takes time linear in its length. `outlet` and `title` are what the caller
    knows already: evidence for promos and copies of the title.
    """
    places = paragraphs(text)
    if len(places) > MOST_BLOCKS:
        return Cleaned(outlet=outlet, language=language, removed=_known_lines(text, places))
    blocks = [Block(text[start:end], start, end) for start, end in places]
    phrases = phrases_in("\n".join(block.folded for block in blocks))
    for block in blocks:
        block.phrases = phrases
        block.reason = line_reason(block)
    head = context.read_head(blocks, title)
    context.mark_by_neighbours(blocks, head, outlet)
    place = _mark_inside(blocks, head)
    removed = _spans(text, blocks)
    if _share(text, removed) > MOST_MARKED:
        removed = _certain_only(text, blocks, removed)
    return Cleaned(
        title=head.title,
        title_span=head.span,
        deck=head.deck,
        author=_author(blocks),
        outlet=outlet or outlet_of(blocks, head.suffix),
        place=place,
        published=_published(blocks),
        language=language,
        removed=removed,
    )


def _known_lines(text: str, places: list[tuple[int, int]]) -> tuple[Removed, ...]:
    """Mark the lines that a table holds whole, runs of one reason as one span: all that is done to a huge text."""
    table = cues().exact
    runs: list[tuple[int, int, str]] = []
    last = None
    for start, end in places:
        reason = table.get(bare(fold(text[start:end]))) if end - start <= 80 else None
        if reason and reason == last:
            runs[-1] = (runs[-1][0], end, reason)
        elif reason:
            runs.append((start, end, reason))
        last = reason
    return tuple(Removed(start=start, end=end, reason=reason) for start, end, reason in runs)


def _mark_inside(blocks: list[Block], head: context.Head) -> str | None:
    """Mark datelines, tails and brackets inside the kept paragraphs; return the place of the first dateline."""
    place: str | None = None
    lead = next((b for b in blocks if not b.reason and b.is_prose and b is not head.block), None)
    clocks = [found for b in blocks if not b.reason and b.is_prose and (found := inline.mark_clock(b))]
    for block in blocks:
        if block.reason or block is head.block:
            continue
        if len(clocks) > 1 and block.is_prose and (clock := inline.mark_clock(block)):
            block.pieces.append(clock)
        line = dateline(block.text, is_lead=block is lead, title=fold(head.title or "")) if block.is_prose else None
        if line:
            block.pieces.append((0, len(block.text[: line.end].rstrip()), "dateline"))
            place = place or line.place or None
        for found in (inline.mark_front(block), inline.mark_tail(block), inline.mark_agency(block)):
            if found:
                block.pieces.append(found)
        block.pieces.extend(inline.mark_brackets(block))
    return place


def _spans(text: str, blocks: list[Block]) -> tuple[Removed, ...]:
    found: list[tuple[int, int, str]] = []
    for block in blocks:
        if block.reason:
            found.append((block.start, block.end, block.reason))
        else:
            found.extend((block.start + a, block.start + b, why) for a, b, why in block.pieces)
    found.sort()
    merged: list[Removed] = []
    for start, end, reason in found:
        if merged and start < merged[-1].end:
            start = merged[-1].end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            merged.append(Removed(start=start, end=end, reason=reason))
    return tuple(merged)


def _share(text: str, removed: tuple[Removed, ...]) -> float:
    return sum(mark.end - mark.start for mark in removed) / max(1, len(text.strip()))


def _certain_only(text: str, blocks: list[Block], removed: tuple[Removed, ...]) -> tuple[Removed, ...]:
    """Keep the marks that stand alone; where even they leave nothing, mark nothing."""
    for block in blocks:
        if block.reason and line_reason(block) != block.reason:
            block.reason = None
    kept = _spans(text, blocks)
    return kept if _share(text, kept) < 1 else ()


def _author(blocks: list[Block]) -> str | None:
    for block in blocks:
        if block.reason == "byline" and (name := stamps.byline_name(block)):
            return name
    for block in blocks[:12]:
        if block.reason == "byline" and stamps.is_name_only(block):
            return re.split(r"\s*[,|•·–—(-]", block.text)[0].strip()
    return None


def _published(blocks: list[Block]) -> str | None:
    for block in blocks:
        if block.reason in {"timestamp", "byline", "live_stamp"} and (day := stamps.published_of(block.text)):
            return day
    return None


def repeated_lines(texts: Iterable[str], *, least: int = 3) -> set[str]:
    """Return the folded lines of under 200 characters that `least` or more of the texts share: an outlet's furniture."""  # noqa: E501
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({fold(line) for line in text.splitlines() if 0 < len(line.strip()) < 200})
    return {line for line, count in counts.items() if count >= least}

"""A brief as Slack Block Kit, within Slack's limits.

Slack reads `<...>` as links and mentions and `&`, `<`, `>` as its only special characters: escaping those three
leaves foreign text nothing to say to it. What could be read as formatting, an emoji or a bare address stands
between zero-width spaces. The only links are the sources' own addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from summarizer.models import Answer, Brief, Citation, Development, Disagreement, Statement
from summarizer.render import view
from summarizer.render.foreign import link_target, one_line

MAX_BLOCKS: Final = 50
MAX_TEXT: Final = 3000  # of a section
MAX_HEADER: Final = 150
MAX_CONTEXT_ELEMENTS: Final = 10
SHOWN_CLAIMS: Final = 5

Block = dict[str, Any]
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FORMATTING: Final = re.compile(r"[*_~`]|:(?=[\w+-]+:)|@(?=\w)|#(?=\w)|(?<=\w)\.(?=[^\W\d_]{2})|(?<=:)//")


def render_blocks(answer: Answer) -> Block:
    """Return a message: `text` for notifications, `blocks` (50 at most) for the channel."""
    blocks: list[Block] = []
    for brief in answer.stories:
        blocks += _brief(brief)
    blocks += [_context([escape(view.skipped_words(skipped))]) for skipped in answer.skipped]
    headline = answer.stories[0].headline.text if answer.stories else "No story"
    text = _cut(escape(headline), MAX_TEXT)
    return {"text": text, "blocks": _fitted(blocks), "unfurl_links": False, "unfurl_media": False}


def escape(text: str) -> str:
    """Return `text` on one line such that Slack shows it and does nothing else with it."""
    broken = _FORMATTING.sub(lambda m: f"\u200b{m[0]}\u200b", one_line(text))
    return re.sub(r"[&<>]", lambda m: _ESCAPES[m[0]], broken)


def _brief(brief: Brief) -> Iterator[Block]:
    headline = _cut(escape(brief.headline.text), MAX_HEADER)
    yield {"type": "header", "text": {"type": "plain_text", "text": headline, "emoji": False}}
    scope = escape(f"{view.scope_words(brief)}; {view.engine_words(brief.provenance)}")
    yield _context([scope + _marks(brief.headline.citations)])
    for statement in brief.statements:
        yield _section(_statement(brief, statement))
    if brief.disagreements:
        yield _section("\n".join(["*Where outlets differ*", *map(_disagreement, brief.disagreements)]))
    if brief.developments:
        yield _section("\n".join(["*How it developed*", *map(_development, brief.developments)]))
    yield from _lone_claims(brief)
    yield {"type": "divider"}
    shelves = [_shelf(shelf) for shelf in view.shelves(brief, view.told_citations(brief))]
    for start in range(0, len(shelves), MAX_CONTEXT_ELEMENTS):
        yield _context(shelves[start : start + MAX_CONTEXT_ELEMENTS])


def _statement(brief: Brief, statement: Statement) -> str:
    said = [view.agreement_words(statement.agreement, statement.outlets)]
    said += [*view.differing_words(brief, statement), *view.details_words(statement.details)]
    under = "\n".join(f"_{escape(words)}_" for words in said)
    return f"{escape(statement.text)}{_marks(statement.citations)}\n{under}"


def _disagreement(disagreement: Disagreement) -> str:
    lines = [f"• {escape(disagreement.topic)}"]
    for position in disagreement.positions:
        outlets = escape(", ".join(position.outlets))
        lines.append(f"    ◦ {escape(position.text)} — {outlets}{_marks(position.citations)}")
    return "\n".join(lines)


def _development(development: Development) -> str:
    lines = [f"• {escape(development.topic)}"]
    for position in development.positions:
        when = escape(view.development_words(position))
        lines.append(f"    ◦ {escape(position.text)} — {when}{_marks(position.citations)}")
    return "\n".join(lines)


def _lone_claims(brief: Brief) -> Iterator[Block]:
    for group in view.lone_claims(brief):
        lines = [f"*Only {escape(group.outlet)}*"]
        lines += [f"• {escape(claim.text)}" for claim in group.claims[:SHOWN_CLAIMS]]
        more = len(group.claims) - SHOWN_CLAIMS
        yield _section("\n".join([*lines, *([f"and {more} more"] if more > 0 else [])]))


def _shelf(shelf: view.Shelf) -> str:
    source = shelf.source
    target = link_target(source.url)
    name = _cut(escape(source.outlet), MAX_HEADER)  # a cut further on must not fall into the link
    named = f"<{target.replace('&', '&amp;')}|{name}>" if target else name
    passages = "".join(f"\n[{p.n}] {escape(p.quote)}" for p in shelf.passages)
    return f"{named}{''.join(f'; {escape(note)}' for note in shelf.notes)}{passages}"


def _marks(citations: Sequence[Citation]) -> str:
    supports, related = view.marks(citations)
    marked = " " + "".join(f"[{n}]" for n in supports) if supports else ""
    return marked + (" see also " + "".join(f"[{n}]" for n in related) if related else "")


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(text, MAX_TEXT), "verbatim": True}}


def _context(texts: Sequence[str]) -> Block:
    elements = [{"type": "mrkdwn", "text": _cut(text, MAX_TEXT), "verbatim": True} for text in texts]
    return {"type": "context", "elements": elements}


def _cut(text: str, limit: int) -> str:
    """Shorten to `limit`, never inside an escape, where half of it would show."""
    if len(text) <= limit:
        return text
    return re.sub(r"&\w{0,3}$", "", text[: limit - 1]) + "…"


def _fitted(blocks: Sequence[Block]) -> list[Block]:
    """Keep what fits into one message and say how much did not."""
    if len(blocks) <= MAX_BLOCKS:
        return list(blocks)
    left_out = len(blocks) - MAX_BLOCKS + 1
    words = f"{left_out} more parts did not fit; ask for another format for all of it"
    return [*blocks[: MAX_BLOCKS - 1], _context([words])]

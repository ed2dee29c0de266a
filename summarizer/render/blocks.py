"""A brief for Slack: as one message, or as a short parent with the evidence in its thread."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from summarizer.models import Answer, Brief, Citation, Development, Disagreement, Statement
from summarizer.render import view
from summarizer.render.foreign import one_line
from summarizer.render.kit import (
    Block,
    Message,
    context,
    cut,
    divider,
    fits,
    header,
    link,
    marked_up,
    message,
    pack,
    section,
    title,
)

REPORT: Final = "report_sentence"  # the action under a statement; its value is {"brief", "statement"}
SHOWN_CLAIMS: Final = 5
PARENT_STORIES: Final = 5
PARENT_LINES: Final = 3
MAX_LINE: Final = 300  # code points of a parent's line; half of the statements of news have under 150

_SYMBOLS: Final = {"corroborated": "✓", "disputed": "≠", "single_source": "·"}


class Posts(NamedTuple):
    """What goes to a channel, and what goes under it as replies."""

    parent: Message
    thread: tuple[Message, ...]


def render_posts(answer: Answer) -> Posts:
    """Return the parent (headline, three lines, what is agreed and disputed) and its thread with all evidence."""
    groups: list[Sequence[Block]] = []
    for brief in answer.stories:
        groups += [*([[divider()]] if groups else []), *story_groups(brief, reports=True)]
    return Posts(message(_headline(answer), list(_parent(answer))), pack(_headline(answer), groups))


def render_blocks(answer: Answer) -> Message:
    """Return one message of everything; what does not fit is left out at its end and counted."""
    groups: list[Sequence[Block]] = []
    for brief in answer.stories:
        groups += [_top(brief), *story_groups(brief, reports=False)]
    return message(_headline(answer), _fitted([block for group in [*groups, _skipped(answer)] for block in group]))


def _fitted(blocks: list[Block]) -> list[Block]:
    """Keep what fits into one message and say how much did not."""

    def without(left_out: int) -> list[Block]:
        words = f"{left_out} more parts did not fit; ask for another format for all of it"
        return [*blocks[: len(blocks) - left_out], *([context(words)] if left_out else [])]

    return without(bisect_left(range(len(blocks)), True, key=lambda left_out: fits(without(left_out))))


def _headline(answer: Answer) -> str:
    return answer.stories[0].headline.text if answer.stories else "No story"


def _parent(answer: Answer) -> Iterator[Block]:
    for brief in answer.stories[:PARENT_STORIES]:
        yield header(brief.headline.text)
        if brief.statements:
            yield section("\n".join(_line(brief, statement) for statement in brief.statements[:PARENT_LINES]))
        yield context(_counts(brief))
        yield context(f"{view.scope_words(brief)}; {view.engine_words(brief.provenance)}")
    if len(answer.stories) > PARENT_STORIES:
        yield context(f"{PARENT_STORIES} of {len(answer.stories)} stories; the others are in the thread")
    yield from _skipped(answer)


def _line(brief: Brief, statement: Statement) -> str:
    """Tell a statement in a line, and with it what is not agreed: what one outlet alone gives, what others say."""
    beside = (*view.differing_words(brief, statement), *view.details_words(statement.details))
    words = cut("; ".join(map(one_line, beside)), MAX_LINE)
    shown = f"{_SYMBOLS[statement.agreement]} {cut(one_line(statement.text), MAX_LINE)}"
    return f"{shown} — {words}" if words else shown


def _counts(brief: Brief) -> str:
    """Say how many statements several outlets tell and how many one does, and on how many points they differ."""
    agreed = sum(s.agreement == "corroborated" for s in brief.statements)
    lone = sum(s.agreement == "single_source" for s in brief.statements)
    words = (f"✓ {agreed} agreed", f"≠ {len(brief.disagreements)} disputed", f"· {lone} from one outlet")
    return ", ".join(words)


def _top(brief: Brief) -> list[Block]:
    return [header(brief.headline.text), context(f"{view.scope_words(brief)}; {view.engine_words(brief.provenance)}")]


def story_groups(brief: Brief, *, reports: bool) -> Iterator[list[Block]]:
    """Yield the parts of a brief that should stay together, each with the passages that it is the first to cite."""
    evidence = _Evidence(brief)
    headline = f"{one_line(brief.headline.text)}{_marks(brief.headline.citations)}"
    yield [_reportable(headline, brief, None, reports), *evidence.under(brief.headline.citations)]
    for n, statement in enumerate(brief.statements):
        text = f"{_SYMBOLS[statement.agreement]} {one_line(statement.text)}{_marks(statement.citations)}"
        said = context(_said(brief, statement))
        yield [_reportable(text, brief, n, reports), said, *evidence.under(statement.citations)]
    yield from _differences(brief, evidence)
    yield from _lone_claims(brief)
    yield [title("Sources"), *(context(*_shelf(shelf)) for shelf in view.shelves(brief, ()))]


class _Evidence:
    """Shows each numbered passage once: where it is first cited."""

    def __init__(self, brief: Brief) -> None:
        self._sources = {source.id: source for source in brief.sources}
        self._shown: set[int] = set()

    def under(self, citations: Iterable[Citation]) -> list[Block]:
        new = [citation for citation in view.distinct(citations) if citation.n not in self._shown]
        self._shown |= {citation.n for citation in new}
        return [self._passage(citation) for citation in new]

    def _passage(self, citation: Citation) -> Block:
        source = self._sources[citation.source]
        where = ", title" if citation.field == "title" else ""
        return context(marked_up(f"*[{citation.n}]* {link(source.outlet, source.url)}{where}"), citation.quote)


def _reportable(text: str, brief: Brief, statement: int | None, reports: bool) -> Block:
    if not reports:
        return section(text)
    button = {
        "type": "button",
        "action_id": REPORT,
        "text": {"type": "plain_text", "text": "Report", "emoji": False},
        "accessibility_label": "Report this sentence",
        "value": json.dumps({"brief": brief.id, "statement": statement}),
    }
    return section(text, accessory=button)


def _said(brief: Brief, statement: Statement) -> str:
    said = [view.agreement_words(statement.agreement, statement.outlets)]
    said += [*view.differing_words(brief, statement), *view.details_words(statement.details)]
    return "\n".join(map(one_line, said))


def _differences(brief: Brief, evidence: _Evidence) -> Iterator[list[Block]]:
    told = [("Where outlets differ", *_disagreement(disagreement)) for disagreement in brief.disagreements]
    told += [("How it developed", *_development(development)) for development in brief.developments]
    said = ""
    for words, lines, cited in told:
        heading = [title(words)] if words != said else []
        said = words
        yield [*heading, section(lines), *evidence.under(cited)]


def _disagreement(told: Disagreement) -> tuple[str, list[Citation]]:
    lines = [_position(p.text, ", ".join(p.outlets), p.citations) for p in told.positions]
    return "\n".join([f"• {one_line(told.topic)}", *lines]), [c for p in told.positions for c in p.citations]


def _development(told: Development) -> tuple[str, list[Citation]]:
    lines = [_position(p.text, view.development_words(p), p.citations) for p in told.positions]
    return "\n".join([f"• {one_line(told.topic)}", *lines]), [c for p in told.positions for c in p.citations]


def _position(text: str, who: str, citations: Sequence[Citation]) -> str:
    return f"    ◦ {one_line(text)} — {one_line(who)}{_marks(citations)}"


def _lone_claims(brief: Brief) -> Iterator[list[Block]]:
    for group in view.lone_claims(brief):
        lines = [f"Only {one_line(group.outlet)}:"]
        lines += [f"• {one_line(claim.text)}" for claim in group.claims[:SHOWN_CLAIMS]]
        more = len(group.claims) - SHOWN_CLAIMS
        yield [section("\n".join([*lines, *([f"and {more} more"] if more > 0 else [])]))]


def _shelf(shelf: view.Shelf) -> list[str | Block]:
    named = marked_up(link(shelf.source.outlet, shelf.source.url))
    return [named, "; ".join(map(one_line, shelf.notes))] if shelf.notes else [named]


def _skipped(answer: Answer) -> list[Block]:
    return (
        [context("\n".join(f"Skipped {one_line(view.skipped_words(s))}" for s in answer.skipped))]
        if answer.skipped
        else []
    )


def _marks(citations: Sequence[Citation]) -> str:
    supports, related = view.marks(citations)
    marked = " " + "".join(f"[{n}]" for n in supports) if supports else ""
    return marked + (" see also " + "".join(f"[{n}]" for n in related) if related else "")

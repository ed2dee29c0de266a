"""A brief as Markdown that reads well raw and rendered.

Foreign text is escaped so that a CommonMark or GFM parser gives back exactly the characters that went in:
no link, image, HTML or block of its own. The only links are the sources' own http and https addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from summarizer.models import Answer, Brief, Citation, Claim, Development, Disagreement, Statement
from summarizer.render import view
from summarizer.render.foreign import link_target, visible

_INLINE: Final = re.compile(
    r"""[\\`*\[\]<>~|]                # emphasis, code, links, HTML, tables
    | (?<![^\W_])_ | _(?![^\W_])          # emphasis, which an underscore inside a word is not
    | &(?=\#?\w+;)                    # what would be read as a character reference
    | (?<=\w)\.(?=[^\W\d_]{2})        # `name.tld`, which some renderers make a link
    | :(?=//) | @(?=\w)               # so too bare addresses and mentions
    """,
    re.VERBOSE,
)
_AS_REFERENCE: Final = {"@": "&#64;", "&": "&amp;"}
_BLOCK_START: Final = re.compile(r"(?P<number>\d{1,9})(?=[.)])|(?P<sign>[#+=:-])")
_EDGE: Final = re.compile(r"^\s+|\s+$")
_SOFT_BREAK: Final = re.compile(r"(?<=\S)\n(?=\S)")


def render_markdown(answer: Answer) -> str:
    """Return `answer` as Markdown, ending in a line break. Everything is in it, every claim among it."""
    blocks: list[str] = []
    for number, brief in enumerate(answer.stories):
        blocks += ["---"] if number else []
        blocks += _brief(brief)
    blocks += _footer(answer)
    return "\n\n".join(blocks) + "\n"


def escape(text: str, *, indent: int = 0) -> str:
    """Return `text` such that a Markdown parser reads back the same characters and nothing more.

    It may stand at the start of a block or inside one. Line breaks inside are kept, the next line behind
    `indent` spaces, where a parser keeps them; elsewhere they are written as character references.
    """
    text = visible(text)
    lines = [_escape_line(line) for line in _SOFT_BREAK.split(text)]
    return ("\n" + " " * indent).join(lines)


def _escape_line(line: str) -> str:
    body = line.removesuffix("#")  # which would close a heading
    escaped = _INLINE.sub(lambda m: _AS_REFERENCE.get(m[0], "\\" + m[0]), body)
    if start := _BLOCK_START.match(escaped):
        escaped = _unblock(start) + escaped[start.end() :]
    escaped = _EDGE.sub(lambda m: "".join(f"&#{ord(c)};" for c in m[0]), escaped)
    escaped = re.sub(r"[\n\r\t]", lambda m: f"&#{ord(m[0])};", escaped)
    return escaped if body == line else escaped + "\\#"


def _unblock(match: re.Match[str]) -> str:
    return f"{match['number']}\\" if match["number"] else "\\" + match["sign"]


def _brief(brief: Brief) -> Iterator[str]:
    yield f"# {marked(flat(brief.headline.text), brief.headline.citations)}"
    yield f"*{view.scope_words(brief)}; {flat(view.engine_words(brief.provenance))}*"
    yield "\n".join(statement_lines(n, brief, statement) for n, statement in enumerate(brief.statements, start=1))
    yield from _section("Where outlets differ", (disagreement_lines(d) for d in brief.disagreements))
    yield from _section("How it developed", map(_development, brief.developments))
    yield from _lone_claims(brief)
    yield from _section(
        "Told by several outlets or disputed, left out above", map(claim_lines, view.left_out_claims(brief))
    )
    yield from _section("In their words", _quotes(brief))
    dated = (f"- **{flat(e.date)}** {marked(escape(e.text, indent=2), e.citations)}" for e in brief.timeline)
    yield from _section("When", dated)
    spelled = view.spelled_names(brief)
    yield from _section("Names", (f"- {flat(n.name)}, also written {flat(', '.join(o))}" for n, o in spelled))
    yield "## Sources"
    for shelf in view.shelves(brief):
        yield shelf_lines(shelf)
    dropped = (f"- {flat(d.text)} ({flat(d.detail)}; {flat(d.code)})" for d in brief.dropped)
    yield from _section("Did not pass the check, left out", dropped)


def statement_lines(number: int, brief: Brief, statement: Statement) -> str:
    """Return a statement under its number, who tells it beneath."""
    lead = f"{number}. "
    under = " " * len(lead) + "- "
    lines = [lead + marked(escape(statement.text, indent=len(lead)), statement.citations)]
    lines.append(under + flat(view.agreement_words(statement.agreement, statement.outlets)))
    asides = (*view.differing_words(brief, statement), *view.details_words(statement.details))
    lines += [under + flat(words) for words in asides]
    if statement.judge == "unsupported":
        lines.append(under + "the judge doubts this statement")
    return "\n".join(lines)


def disagreement_lines(disagreement: Disagreement) -> str:
    """Return what outlets differ on, a line for each side."""
    lines = [f"- **{flat(disagreement.topic)}**"]
    for position in disagreement.positions:
        outlets = flat(", ".join(position.outlets))
        lines.append("  - " + marked(f"{escape(position.text, indent=4)} — {outlets}", position.citations))
    return "\n".join(lines)


def _development(development: Development) -> str:
    lines = [f"- **{flat(development.topic)}**"]
    for position in development.positions:
        when = flat(view.development_words(position))
        lines.append("  - " + marked(f"{escape(position.text, indent=4)} — {when}", position.citations))
    return "\n".join(lines)


def _lone_claims(brief: Brief) -> Iterator[str]:
    groups = view.lone_claims(brief)
    if groups:
        yield "## What only one outlet says, left out above"
    for group in groups:
        yield f"### {flat(group.outlet)}"
        yield "\n".join(f"- {_claim(claim)}" for claim in group.claims)


def _claim(claim: Claim) -> str:
    return marked(escape(claim.text, indent=2), claim.citations)


def claim_lines(claim: Claim) -> str:
    """Return a claim, who tells it beneath."""
    words = flat(view.agreement_words(claim.agreement, claim.outlets))
    return f"- {_claim(claim)}\n  - {words}"


def _quotes(brief: Brief) -> Iterator[str]:
    for quote in brief.quotes:
        text = escape(view.in_quotation_marks(quote.text), indent=2)
        yield "- " + marked(f"{text} — {flat(quote.speaker)}" if quote.speaker else text, quote.citations)


def shelf_lines(shelf: view.Shelf, *, level: int = 3) -> str:
    """Return a source under a heading of `level`, with the passages cited from it."""
    source = shelf.source
    named = source.outlet if source.outlet != source.id else source.title or source.given_id or ""
    lines = [f"{'#' * level} {source.id}: {flat(named)}", ""]
    facts = [flat(fact) for fact in (source.title, source.author, source.published, source.given_id) if fact]
    if source.url:
        target = link_target(source.url)
        facts.append(f"<{target}>" if target else flat(source.url))
    lines.append(" · ".join([*facts, *map(flat, shelf.notes)]))
    lines += [""] if shelf.passages else []
    for passage in shelf.passages:
        lead = f"- [{passage.n}] " + ("title: " if passage.part == "title" else "")
        lines.append(lead + escape(passage.quote, indent=2))
    return "\n".join(lines)


def _section(heading: str, items: Iterable[str]) -> Iterator[str]:
    listed = list(items)
    if listed:
        yield f"## {heading}"
        yield "\n".join(listed)


def _footer(answer: Answer) -> Iterator[str]:
    yield from _section("Could not be read", (f"- {flat(view.skipped_words(s))}" for s in answer.skipped))
    yield from _section("Warnings", (f"- {flat(warning)}" for warning in answer.warnings))


def flat(text: str) -> str:
    """Return `text` escaped on one line; for what is no citation, white space is not kept to the letter."""
    return escape(" ".join(text.split()))


def marked(escaped: str, citations: Sequence[Citation]) -> str:
    """Put citation numbers behind text that is escaped already."""
    supports, related = view.marks(citations)
    marked = escaped + (" " + "".join(f"[{n}]" for n in supports) if supports else "")
    return marked + (" see also " + "".join(f"[{n}]" for n in related) if related else "")

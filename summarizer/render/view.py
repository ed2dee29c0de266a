"""What every face shows of a brief, in words, so that all faces say the same.

Agreement is always said in words: no face depends on colour or on a symbol alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from summarizer.models import (
    Agreement,
    Answer,
    Brief,
    Citation,
    Claim,
    Detail,
    DevelopmentPosition,
    Name,
    Provenance,
    Skipped,
    Source,
    Statement,
)

_VALUE: Final = 40  # code points; a longer position is a sentence, not a value


class Marks(NamedTuple):
    """The numbers of the passages under a statement: those that show it whole, and those beside it."""

    supports: tuple[int, ...]
    related: tuple[int, ...]


class Passage(NamedTuple):
    """A cited passage under its number. `part` says what of the article it is: its text or its title."""

    n: int
    part: str
    quote: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A source with the passages cited from it, in order of number."""

    source: Source
    passages: tuple[Passage, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutletClaims:
    """What one outlet alone says, none of it told in the brief."""

    outlet: str
    claims: tuple[Claim, ...]


def marks(citations: Iterable[Citation]) -> Marks:
    """Return the distinct citation numbers in ascending order, the supporting ones apart from the related ones."""
    supports: set[int] = set()
    related: set[int] = set()
    for citation in citations:
        (supports if citation.role == "supports" else related).add(citation.n)
    return Marks(tuple(sorted(supports)), tuple(sorted(related - supports)))


def agreement_words(agreement: Agreement, outlets: Sequence[str]) -> str:
    """Say who tells it and whether they agree: `corroborated by A, B`, `only A`, `told by A; outlets differ`."""
    names = ", ".join(outlets)
    if agreement == "corroborated":
        return f"corroborated by {names}"
    if agreement == "disputed":
        return f"told by {names}; outlets differ"
    return f"only {names}" if len(outlets) == 1 else f"one source, printed by {names}"


def details_words(details: Iterable[Detail]) -> tuple[str, ...]:
    """Say what only some outlets give inside a shared statement, a line for each: `only A: Canada; 30 days`."""
    by_outlets: dict[tuple[str, ...], list[str]] = {}
    for detail in details:
        by_outlets.setdefault(detail.outlets, []).append(detail.text)
    return tuple(f"only {', '.join(outlets)}: {'; '.join(texts)}" for outlets, texts in by_outlets.items())


def differing_words(brief: Brief, statement: Statement) -> tuple[str, ...]:
    """Say in what the outlets differ on a statement's passages: `14 (A) or 17 (B)`.

    Only where the positions are values; whole sentences stand under "Where outlets differ" alone.
    """
    cited = {citation.n for citation in statement.citations}
    return tuple(
        " or ".join(f"{position.text} ({', '.join(position.outlets)})" for position in disagreement.positions)
        for disagreement in brief.disagreements
        if any(citation.n in cited for position in disagreement.positions for citation in position.citations)
        and all(len(position.text) <= _VALUE for position in disagreement.positions)
    )


def development_words(position: DevelopmentPosition) -> str:
    """Say who gave a figure and when: `Harbor Post, 2026-11-20 09:00`."""
    when = position.published.replace("T", " ")[:16]
    return f"{', '.join(position.outlets)}, {when}"


def shelves(brief: Brief, citations: Iterable[Citation] | None = None) -> tuple[Shelf, ...]:
    """Return every source with its passages; with `citations`, only the passages that those name."""
    by_source: dict[str, dict[int, Passage]] = {source.id: {} for source in brief.sources}
    for citation in brief.citations() if citations is None else citations:
        part = "title" if citation.field == "title" else "text"
        by_source[citation.source][citation.n] = Passage(citation.n, part, citation.quote)
    return tuple(
        Shelf(source, tuple(p for _, p in sorted(by_source[source.id].items())), source_notes(source))
        for source in brief.sources
    )


def source_notes(source: Source) -> tuple[str, ...]:
    """Say what a reader should know of a source: a reprint, and what was set aside as no article prose."""
    notes = []
    if source.reprint_of:
        notes.append(f"reprint of {source.reprint_of}: counts together with it")
    if source.removed:
        reasons = Counter(stretch.reason.replace("_", " ") for stretch in source.removed)
        listed = ", ".join(f"{count} {reason}" if count > 1 else reason for reason, count in reasons.items())
        notes.append(f"set aside: {counted(len(source.removed), 'passage')} ({listed})")
    return tuple(notes)


def lone_claims(brief: Brief) -> tuple[OutletClaims, ...]:
    """Return what only one outlet says and the brief does not tell, by outlet, best first."""
    grouped: dict[str, list[Claim]] = {}
    for claim in brief.claims:
        if not claim.in_brief and claim.agreement == "single_source":
            grouped.setdefault(", ".join(claim.outlets), []).append(claim)
    return tuple(OutletClaims(outlet, tuple(claims)) for outlet, claims in grouped.items())


def left_out_claims(brief: Brief) -> tuple[Claim, ...]:
    """Return the claims that several outlets tell, or dispute, and that the brief had no room for."""
    return tuple(c for c in brief.claims if not c.in_brief and c.agreement != "single_source")


def told_citations(brief: Brief) -> Iterator[Citation]:
    """Yield the citations of the brief itself: headline, statements, disagreements."""
    yield from brief.headline.citations
    for statement in brief.statements:
        yield from statement.citations
    for disagreement in brief.disagreements:
        for position in disagreement.positions:
            yield from position.citations
    for development in brief.developments:
        for figure in development.positions:
            yield from figure.citations


def spelled_names(brief: Brief) -> tuple[tuple[Name, tuple[str, ...]], ...]:
    """Return the names that the articles spell in more than one way, each with its other spellings."""
    pairs = ((name, tuple(v for v in name.variants if v != name.name)) for name in brief.names)
    return tuple((name, others) for name, others in pairs if others)


def scope_words(brief: Brief) -> str:
    """Say what the brief stands on: `3 articles, 3 outlets; 2 of 5 statements corroborated, 1 disputed`."""
    outlets = {source.outlet for source in brief.sources}
    reprints = sum(source.reprint_of is not None for source in brief.sources)
    agreements = Counter(statement.agreement for statement in brief.statements)
    words = f"{counted(len(brief.sources), 'article')}, {counted(len(outlets), 'outlet')}"
    if reprints:
        words += f", {counted(reprints, 'reprint')} among them"
    if len(outlets) > 1:
        told = counted(len(brief.statements), "statement")
        words += f"; {agreements['corroborated']} of {told} corroborated"
        words += f", {agreements['disputed']} disputed" if agreements["disputed"] else ""
    return words


def engine_words(provenance: Provenance) -> str:
    """Say who wrote the brief and whether it is what was asked for."""
    words = f"{provenance.engine} engine"
    if provenance.model:
        words += f", {provenance.model}"
    if provenance.prompt:
        words += f", prompt {provenance.prompt.partition('#')[0]}"
    if provenance.degraded:
        words += f"; degraded: {(provenance.degraded_reason or 'unknown reason').replace('_', ' ')}"
    return words


def usage_words(answer: Answer) -> str:
    """Say what the answer took: time, calls and their cost, or that the cache had it."""
    usage = answer.usage
    parts = [f"{usage.elapsed_ms} ms"]
    if usage.cache == "hit":
        parts.append("from the cache")
    if usage.calls:
        cost = "cost unknown" if usage.cost_usd is None else f"US$ {usage.cost_usd:.4f}"
        tokens = usage.prompt_tokens + usage.completion_tokens
        parts.append(f"{counted(usage.calls, 'call')}, {tokens} tokens, {cost}")
    return ", ".join(parts)


def skipped_words(skipped: Skipped) -> str:
    """Say which article could not be read and why."""
    return f"{skipped.id}: {skipped.detail} ({skipped.code})"


def counted(number: int, noun: str) -> str:
    """Return `1 article`, `2 articles`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def in_quotation_marks(text: str) -> str:
    """Return a quotation in quotation marks, once."""
    return text if text[:1] in "“\"„«‘'" else f"“{text}”"


def outlet_names(brief: Brief) -> dict[str, str]:
    """Return the outlet of each source, by the source's id."""
    return {source.id: source.outlet for source in brief.sources}


def distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return each numbered passage once, the supporting ones first."""
    by_number: dict[int, Citation] = {}
    for citation in sorted(citations, key=lambda c: (c.role == "related", c.n)):
        by_number.setdefault(citation.n, citation)
    return tuple(by_number.values())

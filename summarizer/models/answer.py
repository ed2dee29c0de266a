"""What goes out: the answer and its briefs. A brief cannot be built while a citation differs from its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, model_validator

from summarizer.models.base import Agreement, CitedField, ConflictKind, EngineName, Model, Role
from summarizer.models.ground import Removed

SCHEMA_VERSION = "1"


class Span(Model):
    """A half-open stretch of `Brief.text`."""

    start: int
    end: int


class Citation(Model):
    """A passage that proves: `field` of article `source`, sliced `[start:end]`, equals `quote`."""

    n: Annotated[int, Field(ge=1)]
    role: Role
    source: str
    sentence: str
    field: CitedField
    start: int
    end: int
    quote: str
    url: str | None = None


Citations = Annotated[tuple[Citation, ...], Field(min_length=1)]


class Detail(Model):
    """Something inside a shared statement that only these outlets give."""

    text: str
    outlets: tuple[str, ...]


class Statement(Model):
    """A sentence of the brief that passed the gate on its citations. A headline has no span."""

    text: str
    span: Span | None = None
    citations: Citations
    agreement: Agreement
    outlets: tuple[str, ...]
    details: tuple[Detail, ...] = ()
    judge: Literal["supported", "unsupported"] | None = None


class Claim(Model):
    """One row of the claim table, told in the statements or standing beside them."""

    id: str
    text: str
    agreement: Agreement
    outlets: tuple[str, ...]
    citations: Citations
    in_brief: bool


class DisagreementPosition(Model):
    """What some outlets say where others differ."""

    text: str
    outlets: tuple[str, ...]
    citations: Citations


class Disagreement(Model):
    """A thing of which independent outlets give different values; the brief chooses none."""

    topic: str
    kind: ConflictKind
    positions: Annotated[tuple[DisagreementPosition, ...], Field(min_length=2)]


class DevelopmentPosition(DisagreementPosition):
    """What some outlets said at a time; `published` is the earliest of their articles, ISO 8601."""

    published: str


class Development(Model):
    """A figure that later articles give anew: an update, no disagreement. The positions stand in order of time."""

    topic: str
    positions: Annotated[tuple[DevelopmentPosition, ...], Field(min_length=2)]


class Quote(Model):
    """A verbatim quotation with the one who said it, where the passage names one."""

    text: str
    speaker: str | None
    citations: Citations


class TimelineEntry(Model):
    """A dated event; `date` is ISO 8601, as exact as the passages are."""

    date: str
    text: str
    citations: Citations


class Name(Model):
    """A name of the story and the spellings that the articles use."""

    name: str
    variants: tuple[str, ...]


class Source(Model):
    """An article as it was read. `text` is left out of an answer unless it was asked for."""

    id: str
    given_id: str | None
    title: str | None
    outlet: str
    url: str | None
    author: str | None
    published: str | None
    language: str
    sha256: str
    length: int
    reprint_of: str | None
    removed: tuple[Removed, ...]
    text: str | None = None


class Dropped(Model):
    """A statement that did not pass the gate, and why."""

    text: str
    code: str
    detail: str


class Provenance(Model):
    """How a brief came to be: enough to run it again."""

    engine: EngineName
    model: str | None
    prompt: str | None
    degraded: bool
    degraded_reason: str | None
    created: str
    cached: bool
    judge: str | None = None  # the model that read the brief a second time


class _Carrier(Protocol):
    @property
    def citations(self) -> tuple[Citation, ...]: ...


class Brief(Model):
    """The verified brief of one story. It cannot be built while any citation differs from its article."""

    id: str
    headline: Statement
    text: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    disagreements: tuple[Disagreement, ...] = ()
    developments: tuple[Development, ...] = ()
    quotes: tuple[Quote, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    names: tuple[Name, ...] = ()
    sources: tuple[Source, ...]
    dropped: tuple[Dropped, ...] = ()
    provenance: Provenance

    def citations(self) -> tuple[Citation, ...]:
        """Return every citation in the order of the fields that carry them."""
        positions = (p for d in self.disagreements for p in d.positions)
        figures = (p for d in self.developments for p in d.positions)
        carriers: tuple[_Carrier, ...] = (
            self.headline,
            *self.statements,
            *self.claims,
            *positions,
            *figures,
            *self.quotes,
            *self.timeline,
        )
        return tuple(citation for carrier in carriers for citation in carrier.citations)

    @model_validator(mode="after")
    def _citations_quote_their_articles(self) -> Self:
        sources = {source.id: source for source in self.sources}
        for citation in self.citations():
            _check_citation(citation, sources)
        return self

    @model_validator(mode="after")
    def _statements_lie_in_text(self) -> Self:
        for statement in self.statements:
            if statement.span is None or self.text[statement.span.start : statement.span.end] != statement.text:
                raise ValueError(f"statement {statement.text!r} does not lie at {statement.span} of the text")
        return self


def _check_citation(citation: Citation, sources: Mapping[str, Source]) -> None:
    source = sources.get(citation.source)
    if source is None:
        raise ValueError(f"citation {citation.n} names {citation.source!r}, which is no source of the brief")
    cited = source.text if citation.field == "text" else source.title
    if cited is None:
        raise ValueError(f"citation {citation.n} cites the {citation.field} of {source.id}, which is not here")
    if not 0 <= citation.start < citation.end <= len(cited) or cited[citation.start : citation.end] != citation.quote:
        raise ValueError(
            f"citation {citation.n} says {citation.quote!r}, but {source.id}.{citation.field}"
            f"[{citation.start}:{citation.end}] is {cited[citation.start : citation.end]!r}"
        )


class Skipped(Model):
    """An article that could not be read; the others went on."""

    index: int
    id: str
    code: str
    detail: str


class JudgeUsage(Model):
    """What the second reader cost, apart from the writing."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0


class Usage(Model):
    """What the answer cost. `cost_usd` is null where the price of the model is not known."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    judge: JudgeUsage = JudgeUsage()
    cache: Literal["hit", "miss", "bypass"] = "miss"
    elapsed_ms: int = 0


class Answer(Model):
    """The body of a 200: one brief per story, the one with most independent outlets first."""

    schema_version: Literal["1"] = "1"
    id: str
    stories: tuple[Brief, ...]
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: Usage


class Verdict(Model):
    """What the gate says of one statement; `codes` and `missing` are empty when it is verified."""

    verdict: Literal["verified", "rejected"]
    codes: tuple[str, ...]
    missing: tuple[str, ...]


class VerifyAnswer(Model):
    """The body of a 200 of `POST /verify`: one result per statement, in the order given."""

    results: tuple[Verdict, ...]


class SentenceSpan(Model):
    """Where a sentence lies in the text as given."""

    id: str
    start: int
    end: int


class CleanAnswer(Model):
    """The body of a 200 of `POST /clean`: what the text shows of itself, what is no prose, and its sentences."""

    title: str | None
    deck: str | None
    author: str | None
    outlet: str | None
    place: str | None
    published: str | None
    language: str
    sha256: str
    removed: tuple[Removed, ...]
    sentences: tuple[SentenceSpan, ...]

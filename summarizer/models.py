"""Every type of the domain, frozen: what comes in, the claim table, what an engine writes, what goes out.

Spans are half-open `[start, end)` in Unicode code points of the field that they name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

SCHEMA_VERSION = "1"
MAX_ARTICLES = 50
MAX_TEXT = 1_000_000  # code points of one article; a long feature has some 60,000

Agreement = Literal["corroborated", "single_source", "disputed"]
CitedField = Literal["text", "title"]
ConflictKind = Literal["number", "date", "name", "wording", "other"]
EngineName = Literal["extractive", "llm"]
Role = Literal["supports", "related"]


class Model(BaseModel):
    """Base of the types that cross the door: frozen, and no field that is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# What comes in ---------------------------------------------------------------------------------------

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class ArticleInput(Model):
    """One article as a caller gives it: exactly one of `text`, `html`, `url` is its body."""

    text: str | None = Field(None, description="Plain text, kept code point for code point.")
    html: str | None = Field(None, description="A page; its article text is extracted once.")
    url: Url | None = Field(None, description="The page to fetch, or metadata beside `text` or `html`.")
    id: Short | None = Field(None, description="Your own id; comes back as `given_id`.")
    title: Short | None = None
    outlet: Short | None = None
    author: Short | None = None
    published: str | None = Field(None, description="ISO 8601 date or date and time.")
    language: LanguageTag | None = None

    @field_validator("published")
    @classmethod
    def _is_iso(cls, value: str | None) -> str | None:
        if value is not None:
            datetime.fromisoformat(value)
        return value

    @model_validator(mode="after")
    def _has_one_body(self) -> Self:
        if self.text is not None and self.html is not None:
            raise ValueError("give one body: `text` or `html`, not both")
        if self.text is None and self.html is None and self.url is None:
            raise ValueError("give a body: one of `text`, `html`, `url`")
        return self


class Options(Model):
    """How the brief is to be."""

    engine: Literal["auto", "llm", "extractive"] = "auto"
    length: Literal["short", "medium", "long"] = "medium"
    max_words: Annotated[int, Field(ge=5, le=2000)] | None = Field(
        None, description="Words of the statements, the headline apart; stands above `length`."
    )
    language: LanguageTag | None = Field(None, description="Of the brief; the articles' own when not given.")
    split_stories: bool = True
    min_independent: Annotated[int, Field(ge=1, le=50)] = 1
    include_text: bool = False
    cache: Literal["use", "refresh", "bypass"] = "use"
    model: Short | None = None

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if self.max_words is not None and "length" in self.model_fields_set:
            raise ValueError("give `length` or `max_words`, not both")
        return self

    @property
    def words(self) -> int:
        """Return the budget of words for the statements of a brief."""
        return self.max_words or {"short": 80, "medium": 150, "long": 250}[self.length]


class SummarizeRequest(Model):
    """The body of `POST /summarize`."""

    articles: Annotated[tuple[ArticleInput, ...], Field(min_length=1, max_length=MAX_ARTICLES)]
    options: Options = Options()


# Articles and their sentences ------------------------------------------------------------------------


class Removed(Model):
    """A stretch of an article's text that is marked as no article prose."""

    start: int
    end: int
    reason: str


class Article(Model):
    """One source, its text and title frozen at the door. `id` is `a1`, `a2`, ... by place in the request."""

    id: str
    text: str
    given_id: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    language: str = "en"
    removed: tuple[Removed, ...] = ()
    title_in_text: tuple[int, int] | None = None  # where the title stands, when it was read from the text
    warnings: tuple[str, ...] = ()

    @property
    def outlet_name(self) -> str:
        """Return who printed it: the outlet, else the URL's host, else the id."""
        if self.outlet:
            return self.outlet
        host = (self.url or "").partition("//")[2].partition("/")[0].partition(":")[0]
        return host.removeprefix("www.") or self.id

    @cached_property
    def sha256(self) -> str:
        """Return the digest of the canonical text as UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article (`a1.s4`), or its title (`a1.title`, `field` is then `"title"`)."""

    id: str
    article: str
    field: CitedField
    start: int
    end: int
    text: str
    position: int  # 0-based among the article's sentences; a title has -1
    paragraph: int = 0  # 0-based; sentences of one paragraph share it
    kind: Literal["prose", "title", "heading"] = "prose"


# The claim table -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One thing asserted by one or more sentences, the best wording first."""

    id: str
    sentences: tuple[Sentence, ...]
    publishers: frozenset[str]  # independent ones: reprints and families counted once
    score: float  # importance: how many independent outlets share it, and how early they tell it


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a conflict: what the named sentences say."""

    text: str
    sentence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more independent outlets give different values of one thing."""

    topic: str
    kind: ConflictKind
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """All that the articles of one story assert: the ground on which engines write and the gate judges."""

    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...]  # in reading order, article by article; titles come first in theirs
    claims: tuple[ClaimRow, ...]  # most important first
    publishers: Mapping[str, str]  # article id -> the publisher that it counts for
    reprints: Mapping[str, str] = field(default_factory=dict)  # article id -> id of the article it reprints
    conflicts: tuple[Conflict, ...] = ()


# What an engine writes -------------------------------------------------------------------------------


class DraftStatement(NamedTuple):
    """A sentence that an engine proposes, with the ids of the sentences that it stands on."""

    text: str
    sentence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine wrote, before any check. Engines never see offsets, so they cannot get them wrong."""

    headline: DraftStatement | None
    statements: tuple[DraftStatement, ...]


class Failure(NamedTuple):
    """Why a statement does not stand on its passages: a closed code, the values not shown, words for people."""

    code: str
    missing: tuple[str, ...]
    detail: str


# What goes out ---------------------------------------------------------------------------------------


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


class Brief(Model):
    """The verified brief of one story. It cannot be built while any citation differs from its article."""

    id: str
    headline: Statement
    text: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    disagreements: tuple[Disagreement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    names: tuple[Name, ...] = ()
    sources: tuple[Source, ...]
    dropped: tuple[Dropped, ...] = ()
    provenance: Provenance

    def citations(self) -> tuple[Citation, ...]:
        """Return every citation in the order of the fields that carry them."""
        positions = (p for d in self.disagreements for p in d.positions)
        carriers = (self.headline, *self.statements, *self.claims, *positions, *self.quotes, *self.timeline)
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


class Usage(Model):
    """What the answer cost. `cost_usd` is null where the price of the model is not known."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
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

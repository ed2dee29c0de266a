"""What comes in: the body of a request."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, field_validator, model_validator

from summarizer.models.base import Incoming, Model

MAX_ARTICLES = 50

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"


def _is_tag(value: str) -> str:
    if re.fullmatch(_TAG, value) is None:
        raise ValueError("no language tag (BCP 47); write one such as en, de or pt-BR")
    return value


LanguageTag = Annotated[str, AfterValidator(_is_tag), WithJsonSchema({"type": "string", "pattern": _TAG})]


class ArticleInput(Incoming):
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

    @field_validator("id", "title", "outlet", "author", "published", "language", mode="before")
    @classmethod
    def _nothing_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("published")
    @classmethod
    def _is_iso(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("no ISO 8601 date; write one such as 2026-11-22 or 2026-11-22T07:30:00Z") from None
        return value.strip()

    @model_validator(mode="after")
    def _has_one_body(self) -> Self:
        if self.text is not None and self.html is not None:
            raise ValueError("give one body: `text` or `html`, not both")
        if self.text is None and self.html is None and self.url is None:
            raise ValueError("give a body: one of `text`, `html`, `url`")
        return self


class Options(Incoming):
    """How the brief is to be."""

    engine: Literal["auto", "llm", "extractive"] = "auto"
    length: Literal["short", "medium", "long"] = "medium"
    max_words: Annotated[int, Field(ge=1, le=2000)] | None = Field(
        None, description="Words of the statements, the headline apart; the first is told however long it is."
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


class SummarizeRequest(Incoming):
    """The body of `POST /summarize`."""

    articles: Annotated[tuple[ArticleInput, ...], Field(min_length=1, max_length=MAX_ARTICLES)]
    options: Options = Options()


class VerifyItem(Model):
    """One statement and the passages that it is to stand on."""

    text: Annotated[str, Field(max_length=10_000)]
    passages: Annotated[tuple[Annotated[str, Field(max_length=100_000)], ...], Field(max_length=100)]


class VerifyRequest(Model):
    """The body of `POST /verify`."""

    statements: Annotated[tuple[VerifyItem, ...], Field(min_length=1, max_length=1000)]


class CleanRequest(Incoming):
    """The body of `POST /clean`."""

    text: str
    language: LanguageTag | None = None
    outlet: Short | None = None

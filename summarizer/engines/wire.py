"""What the model fills in: plain schemas without limits, because providers differ in which limits they take.

Limits are enforced after the answer is there; the descriptions travel to the model inside the schema.
"""

from __future__ import annotations

import contextlib
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

MAX_BESIDE = 100  # disagreements that are read; of 56 stories of multinews_dev none has over 30 candidates


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class _Cited(_Reply):
    @model_validator(mode="before")
    @classmethod
    def _lenient_cites(cls, value: Any) -> Any:
        """Read a statement without citations, or with bare numbers for ids: the gate refuses it by its code.

        A whole answer need not be asked for again because one statement in it is bad.
        """
        if not isinstance(value, dict):
            return value
        cites = value.get("cites", [])
        if isinstance(cites, list):
            cites = [str(cite) if isinstance(cite, int) and not isinstance(cite, bool) else cite for cite in cites]
        return {**value, "cites": cites}


class StatementReply(_Cited):
    """One sentence of the brief and what it rests on."""

    text: str = Field(description="One plain sentence that can be read alone.")
    cites: list[str] = Field(description="Ids of all numbered sentences that it rests on, such as a1.s4 or a2.title.")


class StatementsReply(_Reply):
    """The brief without what stands beside it."""

    headline: StatementReply = Field(description="A headline of at most 14 words, cited like a statement.")
    statements: list[StatementReply] = Field(description="The statements of the brief, in reading order.")


class DisagreementReply(_Reply):
    """Whether reports differ where code found that they may."""

    id: str = Field(description="Its id in the material, such as d1.")
    differ: bool = Field(description="False where both can be true.")
    sides: list[StatementReply] = Field(description="One short sentence for each side.")


class BriefReply(StatementsReply):
    """The whole brief. What stands beside the statements is taken where it can be read: they do not fall with it."""

    disagreements: list[DisagreementReply] = Field(description="Every d of the material.")
    quotes: list[str] = Field(description="Ids of quotations of the material, such as q2.")
    timeline: list[str] = Field(description="Ids of dated events of the material, such as t1.")

    @model_validator(mode="before")
    @classmethod
    def _lenient_beside(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        beside = {"disagreements": DisagreementReply, "quotes": None, "timeline": None}
        kept = {name: _readable(value.get(name), schema) for name, schema in beside.items()}
        return {**value, **kept}


def _readable(items: Any, schema: type[BaseModel] | None) -> list[Any]:
    """Return the items that fit: strings, or objects of `schema`."""
    if not isinstance(items, list):
        return []
    if schema is None:
        return [item for item in items if isinstance(item, str)]
    fitting = []
    for item in items[:MAX_BESIDE]:
        with contextlib.suppress(ValidationError):
            fitting.append(schema.model_validate({"sides": [], **item} if isinstance(item, dict) else item))
    return fitting


class ReplacementReply(_Cited):
    """A corrected statement."""

    number: int = Field(description="Number of the statement that it replaces; 0 is the headline.")
    text: str = Field(description="The corrected sentence.")
    cites: list[str] = Field(description="Ids of all numbered sentences that it rests on.")


class RevisionReply(_Reply):
    """Corrections of the statements that failed."""

    replacements: list[ReplacementReply] = Field(description="One entry for each statement that can be corrected.")


class VerdictReply(_Reply):
    """What a second reader says of one statement."""

    number: int = Field(description="Number of the statement.")
    supported: bool = Field(description="Whether its passages say all of it.")


class JudgeReply(_Reply):
    """The verdicts of a second reader."""

    verdicts: list[VerdictReply] = Field(description="One for each statement.")


SCHEMAS: dict[str, type[_Reply]] = {
    schema.__name__: schema for schema in (BriefReply, StatementsReply, RevisionReply, JudgeReply)
}

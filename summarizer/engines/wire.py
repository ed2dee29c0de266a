"""What the model fills in: plain schemas without limits, because providers differ in which limits they take.

Limits are enforced after the answer is there; the descriptions travel to the model inside the schema.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


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


class BriefReply(_Reply):
    """The whole brief."""

    headline: StatementReply = Field(description="A headline of at most 14 words, cited like a statement.")
    statements: list[StatementReply] = Field(description="The statements of the brief, in reading order.")


class ReplacementReply(_Cited):
    """A corrected statement."""

    number: int = Field(description="Number of the statement that it replaces; 0 is the headline.")
    text: str = Field(description="The corrected sentence.")
    cites: list[str] = Field(description="Ids of all numbered sentences that it rests on.")


class RevisionReply(_Reply):
    """Corrections of the statements that failed."""

    replacements: list[ReplacementReply] = Field(description="One entry for each statement that can be corrected.")


SCHEMAS: dict[str, type[BriefReply] | type[RevisionReply]] = {"BriefReply": BriefReply, "RevisionReply": RevisionReply}

"""What every type that crosses the door shares, and the words that several of them use.

Spans are half-open `[start, end)` in Unicode code points of the field that they name.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Agreement = Literal["corroborated", "single_source", "disputed"]
CitedField = Literal["text", "title"]
ConflictKind = Literal["number", "date", "name", "wording", "other"]
EngineName = Literal["extractive", "llm"]
Role = Literal["supports", "related"]


class Model(BaseModel):
    """Base of the types that cross the door: frozen, and no field that is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

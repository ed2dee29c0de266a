"""What every type that crosses the door shares, and the words that several of them use.

Spans are half-open `[start, end)` in Unicode code points of the field that they name.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Agreement = Literal["corroborated", "single_source", "disputed"]
CitedField = Literal["text", "title"]
ConflictKind = Literal["number", "date", "name", "wording", "other"]
EngineName = Literal["extractive", "llm"]
Role = Literal["supports", "related"]


class Model(BaseModel):
    """Base of the types that cross the door: frozen, and no field that is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Incoming(Model):
    """A part of a request's body: null is as good as nothing where a field may be left out.

    Clients that serialise what is not set send it so.
    """

    @model_validator(mode="before")
    @classmethod
    def _null_is_nothing(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        fields = cls.model_fields
        return {k: v for k, v in given.items() if v is not None or k not in fields or fields[k].is_required()}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema, null among the types of what may be left out."""
        schema = handler(core)
        of_model = handler.resolve_ref_schema(schema)
        required = of_model.get("required", ())
        for name, field in of_model["properties"].items():
            if name not in required and {"type": "null"} not in field.get("anyOf", ()):
                of_model["properties"][name] = _or_null(field)
        return schema


_SAID_OUTSIDE = ("title", "description", "default")


def _or_null(field: JsonSchemaValue) -> JsonSchemaValue:
    inside = {key: value for key, value in field.items() if key not in _SAID_OUTSIDE}
    outside = {key: value for key, value in field.items() if key in _SAID_OUTSIDE}
    return {"anyOf": [inside, {"type": "null"}], **outside}

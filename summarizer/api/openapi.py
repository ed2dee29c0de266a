"""What `/openapi.json` says beyond what FastAPI finds by itself: the request's body, with an example."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from summarizer.api.access import is_public
from summarizer.api.problems import GATE_PROBLEMS, Problem
from summarizer.models import CleanRequest, Feedback, JobStatus, SummarizeRequest, VerifyRequest
from summarizer.settings import Settings

DESCRIPTION = (
    "Merge several news reports of one event into a short neutral brief. Every sentence carries the exact passages "
    "that prove it; what independent outlets share, what only one reports and where they differ is said."
)

_REF = "#/components/schemas/{model}"

EXAMPLE: dict[str, Any] = {
    "articles": [
        {
            "outlet": "Harbor Post",
            "title": "Ferry runs aground off Ellery",
            "text": "ELLERY - A passenger ferry ran aground off Ellery on Tuesday evening. "
            "All 214 people on board were taken ashore.",
        },
        {
            "outlet": "Ellery Courier",
            "text": "A passenger ferry ran aground off Ellery on Tuesday evening, the harbour office said. "
            "Two people were treated for bruises.",
        },
    ],
    "options": {"max_words": 60},
}
VERIFY_EXAMPLE = {
    "statements": [
        {"text": "All 214 passengers were taken ashore.", "passages": ["The 214 passengers were all taken ashore."]},
        {"text": "All 241 passengers were taken ashore.", "passages": ["The 214 passengers were all taken ashore."]},
    ]
}
CLEAN_EXAMPLE = {
    "text": "Ferry runs aground off Ellery\nA passenger ferry ran aground on Tuesday.\nFor more visit Harbor Post\n"
}

FEEDBACK_EXAMPLE = {
    "brief": "0f3a5d0c9b7e4a6f8d2c1b0a99887766.1",
    "statement": 0,
    "kind": "wrong",
    "note": "The second article says 214.",
}


def _body(type_: type[BaseModel], summary: str, example: dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=type_.__name__)}
    media = {"schema": schema, "examples": {"example": {"summary": summary, "value": example}}}
    return {"requestBody": {"required": True, "content": {"application/json": media}}}


IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any 1 to 255 characters, new for each new request: repeats within a day get the same answer.",
    "schema": {"type": "string"},
}
SUMMARIZE = _body(SummarizeRequest, "Two outlets on one event", EXAMPLE)
SUMMARIZE["parameters"] = [
    {
        "name": "Last-Event-ID",
        "in": "header",
        "required": False,
        "description": "Of a stream: the id of the last event that the reader has; the stream goes on after it.",
        "schema": {"type": "string"},
    },
    {
        "name": "Prefer",
        "in": "header",
        "required": False,
        "description": "`respond-async` (RFC 7240): answer 202 at once; with `wait=N` only if it takes over N seconds.",
        "schema": {"type": "string"},
    },
    IDEMPOTENCY_KEY,
]
ACCEPTED: dict[str, Any] = {
    "model": JobStatus,
    "description": "Accepted; `Location` says where to ask how far it is.",
    "headers": {"Location": {"schema": {"type": "string"}}, "Retry-After": {"schema": {"type": "integer"}}},
}
STREAMED: dict[str, Any] = {
    "text/event-stream": {
        "schema": {"type": "string"},
        "example": "id: 76b18f8e5fa8b184d16a0797af18e6dd.52\nevent: progress\n"
        'data: {"stage":"writing","done":0,"total":1}\n\n',
    }
}
VERIFY = _body(VerifyRequest, "A true statement and one with a changed number", VERIFY_EXAMPLE)
CLEAN = _body(CleanRequest, "A pasted page with a promo", CLEAN_EXAMPLE)
FEEDBACK = _body(Feedback, "A sentence that a source does not show", FEEDBACK_EXAMPLE)
FEEDBACK["parameters"] = [IDEMPOTENCY_KEY]


SCHEMES: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer KEY`"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def described(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """Return the schema of `app`, made once, with the types that routes read by themselves.

    Keys and limits stand in it where this service has them.
    """
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = schema.setdefault("components", {}).setdefault("schemas", {})
        for type_ in (SummarizeRequest, VerifyRequest, CleanRequest, Feedback, Problem):
            found = type_.model_json_schema(ref_template=_REF)
            components.update(found.pop("$defs", {}))
            components[type_.__name__] = found
        if settings.keys:
            _secure(schema)
        if settings.rate_limit:
            _limit(schema)
        app.openapi_schema = schema
    return app.openapi_schema


def _secure(schema: dict[str, Any]) -> None:
    """Say of every operation that it needs a key, but for the public ones."""
    schema["components"]["securitySchemes"] = SCHEMES
    schema["security"] = [{name: []} for name in SCHEMES]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if is_public(method.upper(), path):
                operation["security"] = [{}, *schema["security"]]
            else:
                operation["responses"]["401"] = GATE_PROBLEMS[401]


def _limit(schema: dict[str, Any]) -> None:
    for methods in schema["paths"].values():
        if "post" in methods:
            methods["post"]["responses"]["429"] = GATE_PROBLEMS[429]

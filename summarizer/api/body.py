"""Read a request's body: bounded, JSON only, straight from bytes into its type."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from summarizer.errors import BodyTooLarge, BodyTooSlow, InvalidInput, NotJson, UnsupportedMedia
from summarizer.models import fault_words, real_faults

Body = TypeVar("Body", bound=BaseModel)

_FAULTS_NAMED = 20


class BodyLimit(NamedTuple):
    """How large a body may be, in bytes, and how many seconds it may take to arrive."""

    size: int
    seconds: float


async def read_body(request: Request, type_: type[Body], *, limit: BodyLimit) -> Body:
    """Return the body as `type_`.

    Raises `UnsupportedMedia`, `BodyTooLarge`, `BodyTooSlow`, `NotJson`, or `InvalidInput` with one entry per fault.
    """
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMedia(f"the body is sent as {kind!r}; send application/json")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("a compressed body is not read; send it as it is")
    try:
        async with asyncio.timeout(limit.seconds):
            body = await _bytes(request, limit.size)
    except TimeoutError:
        raise BodyTooSlow(f"the body did not arrive within {limit.seconds:g} seconds") from None
    try:
        return type_.model_validate_json(body)
    except ValidationError as error:
        raise _as_fault(error, body) from None


async def _bytes(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    body = bytearray()
    if not (declared.isdecimal() and int(declared) > limit):
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                break
        else:
            return bytes(body)
    raise BodyTooLarge(f"the body is over {limit:,} bytes")


def _as_fault(error: ValidationError, body: bytes) -> InvalidInput:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    if faults[0]["type"] == "json_invalid":
        return NotJson(f"the body is not JSON: {faults[0]['msg'].removeprefix('Invalid JSON: ')}")
    document = from_json(body)
    found: dict[str, str] = {}
    for fault in real_faults(faults):
        found.setdefault(_pointer(fault["loc"], document), fault_words(fault))
    errors = tuple({"pointer": pointer, "detail": detail} for pointer, detail in found.items())[:_FAULTS_NAMED]
    first = errors[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return InvalidInput(f"{first['pointer'] or 'the body'}: {first['detail']}{more}", errors)


def _pointer(place: Sequence[int | str], document: Any) -> str:
    """Return `place` as a JSON pointer (RFC 6901), as far as the document goes and one step more.

    Where a value may have several types, pydantic names the type that it tried as one more step.
    """
    pointer = ""
    for part in place:
        if not isinstance(document, dict | list):
            break
        pointer += "/" + str(part).replace("~", "~0").replace("/", "~1")
        document = _at(document, part)
    return pointer


def _at(document: dict[str, Any] | list[Any], part: int | str) -> Any:
    if isinstance(document, list):
        return document[part] if isinstance(part, int) and part < len(document) else None
    return document.get(str(part))

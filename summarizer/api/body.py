"""Read a request's body: bounded, JSON only, straight from bytes into its type."""

from __future__ import annotations

from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from summarizer.errors import BodyTooLarge, InvalidInput, NotJson, UnsupportedMedia

Body = TypeVar("Body", bound=BaseModel)


async def read_body(request: Request, type_: type[Body], *, limit: int) -> Body:
    """Return the body as `type_`.

    Raises `UnsupportedMedia`, `BodyTooLarge`, `NotJson`, or `InvalidInput` with one entry per fault.
    """
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMedia(f"the body is sent as {kind!r}; send application/json")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("a compressed body is not read; send it as it is")
    body = await _bytes(request, limit)
    try:
        return type_.model_validate_json(body)
    except ValidationError as error:
        raise _as_fault(error) from None


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


def _as_fault(error: ValidationError) -> InvalidInput:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    if faults[0]["type"] == "json_invalid":
        return NotJson(f"the body is not JSON: {faults[0]['msg'].removeprefix('Invalid JSON: ')}")
    errors = tuple(
        {
            "pointer": "".join(f"/{part}" for part in fault["loc"]),
            "detail": fault["msg"].removeprefix("Value error, "),
        }
        for fault in faults[:20]
    )
    first = errors[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return InvalidInput(f"{first['pointer'] or 'the body'}: {first['detail']}{more}", errors)

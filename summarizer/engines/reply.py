"""Read what a model answered: a reply that fits its schema, or the fault that it has.

"No exception" is not "an answer": an empty, refused, filtered, cut or misshapen reply arrives as a success.
A fault says whether asking again can help. Nothing is guessed: damaged JSON is mended only when there is no
call left to ask again, and then only where its end is whole, because a cut sentence can say the opposite.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from summarizer.engines.completion import Reply
from summarizer.engines.wire import JudgeReply, RevisionReply, StatementsReply

MAX_CHARS = 256_000  # a brief of 2,000 words with its ids has some 40,000
MAX_STATEMENTS = 2_000
MAX_DIGITS = 40
_THINK = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_MISREAD = re.compile("\\A(?:[\xff\xfe\xfe\xff]{2}|\\s*[{\\[]\x00|\x00|\ufffd{2}|\\+AHs)")

_KEYS = {"headline", "statements", "replacements", "number", "text", "cites", "verdicts", "supported"}

Filled = TypeVar("Filled", StatementsReply, RevisionReply, JudgeReply)


class Fault(NamedTuple):
    """Why a reply cannot be used. `again`: the model is worth asking once more."""

    code: str
    detail: str
    again: bool


class _Unusable(ValueError):
    def __init__(self, code: str, detail: str, *, again: bool = True) -> None:
        super().__init__(detail)
        self.fault = Fault(code, detail, again)


def read_reply(reply: Reply, schema: type[Filled], *, marker: str = "", mend: bool = False) -> Filled | Fault:
    """Return the reply as `schema`, or its fault.

    `marker` is the request's own: a reply that repeats it repeats the prompt. `mend` takes what is there:
    damaged JSON is repaired, a whole answer at its length limit is read; set it when there is no call left.
    """
    try:
        text = _text_of(reply, marker)
        filled = _fit(_parse(text, mend=mend and reply.finish != "length"), schema)
        if reply.finish == "length" and not mend:
            raise _Unusable("truncated", "the answer was cut off at its length limit")
        return filled
    except _Unusable as error:
        if reply.finish == "length" and error.fault.again:
            return Fault("truncated", "the answer was cut off at its length limit; be shorter", True)
        return error.fault


def _text_of(reply: Reply, marker: str) -> str:
    """Return the text of an answer that is one, without what may stand around the JSON."""
    if reply.refusal or reply.finish == "content_filter":
        raise _Unusable("refusal" if reply.refusal else "content_filter", "the model declined", again=False)
    text = reply.text if reply.text.strip() else reply.tool_arguments
    if not text.strip():
        cut = reply.finish == "length"  # a reasoning model that thought until its limit; it would again
        raise _Unusable("truncated" if cut else "empty_reply", "the answer is empty", again=False)
    if len(text) > MAX_CHARS:
        raise _Unusable("too_large", f"the answer has over {MAX_CHARS} characters", again=False)
    if _MISREAD.match(text):
        raise _Unusable("not_text", "the answer is not UTF-8 text", again=False)
    if marker and marker in text:
        raise _Unusable("prompt_echo", "the answer repeats the prompt", again=False)
    return _THINK.sub("", text.lstrip("\ufeff")).lstrip("\ufeff").strip()


def _parse(text: str, *, mend: bool) -> Any:
    """Return the one JSON value in `text`; prose and a code fence around it are let pass."""
    opening = re.search(r"[{\[]", text)
    if opening is None:
        return _scalar(text)
    try:
        value, end = _DECODER.raw_decode(text, opening.start())
    except RecursionError:
        raise _Unusable("too_deep", "the answer is nested too deep", again=False) from None
    except json.JSONDecodeError as error:
        if mend and _is_whole(text):
            return _mended(text[opening.start() :])
        raise _Unusable("bad_json", f"not valid JSON at character {error.pos}: {error.msg}") from None
    if "{" in text[end:]:
        raise _Unusable("two_documents", "the answer holds more than one JSON value")
    _check_unicode(value)
    return value


def parse_object(text: str) -> Any:
    """Return the JSON value that `text` is, as strictly as a whole reply; raises `ValueError`."""
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise _Unusable("too_deep", "the answer is nested too deep", again=False) from None
    _check_unicode(value)
    return value


def _scalar(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise _Unusable("prose_reply", "the answer holds no JSON", again=False) from None


def _is_whole(text: str) -> bool:
    """Return whether all that was opened is closed: what was cut off is never mended."""
    closed = all(text.count(a) == text.count(b) for a, b in ("{}", "[]"))
    return closed and text.rstrip("` \n").endswith("}")


def _mended(text: str) -> Any:
    """Repair trailing commas, quotes and comments; last resort, and every statement still meets the gate."""
    from json_repair import repair_json

    try:
        value: Any = repair_json(text, return_objects=True)
    except (RecursionError, ValueError):
        raise _Unusable("bad_json", "not valid JSON, and beyond repair") from None
    _check_unicode(value)
    return value


def _check_unicode(value: Any) -> None:
    """Refuse lone surrogates: they pass every check and then break the answer when it is sent."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise _Unusable("bad_unicode", "a string holds a lone surrogate") from None
    except RecursionError:
        raise _Unusable("too_deep", "the answer is nested too deep", again=False) from None


def _fit(value: Any, schema: type[Filled]) -> Filled:
    if isinstance(value, dict) and value.keys() & {"$defs", "$schema", "properties"}:
        raise _Unusable("schema_echo", "the answer repeats the schema", again=False)
    _check_size(value)
    try:
        filled = schema.model_validate(value)
    except ValidationError as error:
        raise _Unusable("bad_shape", _places(error)) from None
    if isinstance(filled, StatementsReply) and not filled.statements:
        raise _Unusable("empty_brief", "the answer has no statement", again=False)
    return filled


def _check_size(value: Any) -> None:
    lists = [value.get(name) for name in ("statements", "verdicts")] if isinstance(value, dict) else []
    if any(isinstance(items, list) and len(items) > MAX_STATEMENTS for items in lists):
        raise _Unusable("too_large", f"the answer has over {MAX_STATEMENTS} statements", again=False)


def _places(error: ValidationError) -> str:
    """Name at most three faults by place and rule, never by value: the value is the model's."""
    faults = [
        f"{'.'.join(_key(part) for part in fault['loc']) or 'answer'}: {fault['type'].replace('_', ' ')}"
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return "; ".join(faults[:3])


def _key(part: int | str) -> str:
    """Return a place of ours; a key that the model made up is not repeated."""
    return str(part) if isinstance(part, int) or part in _KEYS else "?"


def _constant(name: str) -> Any:
    raise _Unusable("bad_json", f"{name} is no JSON number")


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _Unusable("bad_json", "a number is out of range")
    return value


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Unusable("bad_json", f"a number has over {MAX_DIGITS} digits")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unusable("bad_json", "an object has a key twice")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_constant)

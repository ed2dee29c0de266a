"""The body of an answer in bytes: dumped once, and kept without its usage, which differs between requests."""

from __future__ import annotations

from typing import NamedTuple

from summarizer.models.answer import Answer, Brief, Usage


class Entry(NamedTuple):
    """An answer in bytes, as it leaves (`fresh`) and as it is kept; both are closed by `with_usage`."""

    id: str
    fresh: bytes
    kept: bytes
    usage: Usage
    degraded: bool


def entry_of(answer: Answer, *, include_text: bool) -> Entry:
    """Dump `answer`, without the texts of its sources unless they are asked for."""
    kept = answer.model_copy(update={"stories": tuple(_as_cached(brief) for brief in answer.stories)})
    degraded = any(brief.provenance.degraded for brief in answer.stories)
    return Entry(answer.id, _body(answer, include_text), _body(kept, include_text), answer.usage, degraded)


def _as_cached(brief: Brief) -> Brief:
    return brief.model_copy(update={"provenance": brief.provenance.model_copy(update={"cached": True})})


_TEXTS = {"stories": {"__all__": {"sources": {"__all__": {"text"}}}}}


def _body(answer: Answer, include_text: bool) -> bytes:
    """Dump all but the usage, the closing brace left off for it."""
    exclude = {"usage": True} | ({} if include_text else _TEXTS)
    return answer.model_dump_json(exclude=exclude).encode()[:-1]


def with_usage(body: bytes, usage: Usage) -> bytes:
    """Return the whole body."""
    return body + b',"usage":' + usage.model_dump_json().encode() + b"}"

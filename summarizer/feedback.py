"""Readers answer back: what they report is kept in the store, counted and exported."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from datetime import datetime

from pydantic import ValidationError

from summarizer.caches import Store
from summarizer.errors import KeyReused
from summarizer.models import Feedback, FeedbackRecord

log = logging.getLogger(__name__)

_PREFIX = "feedback/"
_ONCE = "feedback-once/"
_DAY = 86_400.0


def record(
    store: Store, feedback: Feedback, *, body: bytes | None, now: datetime, key: str | None = None
) -> FeedbackRecord:
    """Keep `feedback`, with the text of the statement where the stored `body` shows it, and return what is kept.

    What came under the same `key` within a day is kept once. Raises `StoreFailed` when the store cannot be written,
    `KeyReused` when something else came under this key.
    """
    kept = FeedbackRecord(
        **feedback.model_dump(),
        id=secrets.token_hex(8),
        received=now.isoformat(timespec="seconds"),
        text=_reported(feedback, body),
    )
    name, written = f"{_PREFIX}{now.timestamp():017.6f}-{kept.id}", kept.model_dump_json().encode()
    if key is not None:
        once = _ONCE + hashlib.sha256(key.encode()).hexdigest()
        if not store.add(once, name.encode() + b"\n" + written, _DAY):
            first, _, written = (store.get(once) or name.encode() + b"\n" + written).partition(b"\n")
            name, kept = first.decode(), _same(_read(written) or kept, feedback)
    store.set(name, written)  # on a repeat as well: whoever came first may have been killed before this
    return kept


def _same(known: FeedbackRecord, feedback: Feedback) -> FeedbackRecord:
    if any(getattr(known, field) != given for field, given in feedback):
        raise KeyReused("this Idempotency-Key came before, with another report; use a new key for a new report")
    return known


def recorded(store: Store) -> list[FeedbackRecord]:
    """Return everything that was reported, the oldest first. Raises `StoreFailed`."""
    found = (_read(store.get(key)) for key in store.keys(_PREFIX))
    return [kept for kept in found if kept is not None]


def _read(value: bytes | None) -> FeedbackRecord | None:
    try:
        return None if value is None else FeedbackRecord.model_validate_json(value)
    except ValidationError:
        log.warning("a feedback entry has another shape than this version writes; left out")
        return None


def _reported(feedback: Feedback, body: bytes | None) -> str | None:
    if isinstance(feedback.statement, str):
        return feedback.statement
    if body is None or feedback.statement is None:
        return None
    briefs = json.loads(body)[
        "stories"
    ]  # not as `Answer`: a stored body may leave the texts out, which the type refuses
    told = [statement["text"] for brief in briefs if brief["id"] == feedback.brief for statement in brief["statements"]]
    return told[feedback.statement] if feedback.statement < len(told) else None

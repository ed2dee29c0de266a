"""Readers answer back: what they report is kept in the store, counted and exported."""

from __future__ import annotations

import json
import logging
import secrets
from datetime import datetime

from pydantic import ValidationError

from summarizer.caches import Store
from summarizer.models import Feedback, FeedbackRecord

log = logging.getLogger(__name__)

_PREFIX = "feedback/"


def record(store: Store, feedback: Feedback, *, body: bytes | None, now: datetime) -> FeedbackRecord:
    """Keep `feedback`, with the text of the statement where the stored `body` shows it, and return what is kept.

    Raises `StoreFailed` when the store cannot be written.
    """
    kept = FeedbackRecord(
        **feedback.model_dump(),
        id=secrets.token_hex(8),
        received=now.isoformat(timespec="seconds"),
        text=_reported(feedback, body),
    )
    store.set(f"{_PREFIX}{now.timestamp():017.6f}-{kept.id}", kept.model_dump_json().encode())
    return kept


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

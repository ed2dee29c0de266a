"""What readers say about a brief."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from summarizer.models.base import Incoming
from summarizer.models.incoming import Short

FeedbackKind = Literal["wrong", "misleading", "outdated", "other"]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Feedback(Incoming):
    """The body of `POST /feedback`: a reader reports a brief or one sentence of it."""

    brief: Short = Field(description="The `id` of the brief (or of the whole answer).")
    statement: Annotated[int, Field(ge=0, le=10_000, strict=True)] | Short | None = Field(
        None, description="The statement: its position from 0, or its text; none for the whole brief."
    )
    kind: FeedbackKind
    note: Note = Field("", description="In the reader's own words.")


class FeedbackRecord(Feedback):
    """Feedback as it is kept: with its own id, when it came, and what the reported statement says."""

    id: str
    received: str = Field(description="ISO 8601, UTC.")
    text: str | None = Field(None, description="The statement's text, where the brief is still stored.")

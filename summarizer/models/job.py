"""A brief that is made while nobody waits: what is said of it until it is there."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from summarizer.models.base import Model

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class JobProgress(Model):
    """How far a stage is: `done` of `total` articles read, or briefs written."""

    stage: str
    done: int
    total: int


class JobStatus(BaseModel):
    """What is known of a job. Once it is `done`, every field of the answer stands beside these."""

    model_config = ConfigDict(frozen=True, extra="allow")

    job: str = Field(description="The id of the job; `id` is that of the answer.")
    state: JobState
    progress: JobProgress | None = None
    created: str
    problem: dict[str, Any] | None = Field(None, description="Of a job that failed: the problem, as a request has it.")

"""The door through which the service tells what it does, and an observer behind it that does nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Literal, NamedTuple

from summarizer.engines.base import Spent
from summarizer.models import Brief, EngineName, Skipped

Found = Literal["hit", "miss", "bypass", "joined"]
Stage = Literal["fetching", "reading", "grouping", "writing"]
Role = Literal["writer", "judge"]


class Called(NamedTuple):
    """One call to a model: how it ended (`answered`, `given_up` or the code of a failure), what it took."""

    outcome: str
    spent: Spent
    seconds: float


class State(NamedTuple):
    """What can be asked at any time, without waiting: each function returns at once."""

    running: Callable[[], int]
    limit: int  # requests that may run at the same time
    cache_works: Callable[[], bool]
    resting: Mapping[tuple[Role, str], Callable[[], bool]]  # by role and model: whether it is not asked just now


class Observer:
    """Is told what happens, and forgets it at once. `Meter` counts it."""

    def watch(self, state: State) -> None:
        """Look at `state` whenever somebody asks."""

    def watch_jobs(self, here: Callable[[], int]) -> None:
        """Look at the number of jobs in this process whenever somebody asks."""

    def answered(self, engine: EngineName, found: Found) -> None:
        """Count an answer that leaves: `joined` where it waited with another request, which pays."""

    def failing(self) -> AbstractContextManager[None]:
        """Count what ends the block without an answer, by the code of the error."""
        return nullcontext()

    def streaming(self) -> AbstractContextManager[None]:
        """Count an open stream."""
        return nullcontext()

    def stage(self, stage: Stage) -> AbstractContextManager[None]:
        """Time a stage of an answer that is made."""
        return nullcontext()

    def read(self, articles: int, skipped: Sequence[Skipped]) -> None:
        """Count articles that could be read, and those that could not."""

    def written(self, briefs: Sequence[Brief]) -> None:
        """Count briefs just made, their statements, and what was dropped."""

    def called(self, role: Role, model: str, call: Called) -> None:
        """Count a call to a model; `model` is one of the settings'."""

    def receiving(self) -> AbstractContextManager[None]:
        """Count an HTTP request in progress."""
        return nullcontext()

    def received(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an HTTP request by the template of its route, never by its path."""

    def shown(self, accept: str) -> tuple[bytes, str]:
        """Return what was counted and its media type, in the form that an `Accept` header asks for."""
        return b"", "text/plain; charset=utf-8"


UNWATCHED: Final = Observer()

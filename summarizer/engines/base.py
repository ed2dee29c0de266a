"""The door that every engine stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from summarizer.models import Brief, ClaimTable, Draft, DraftStatement, Dropped, EngineName, Failure


class Check(Protocol):
    """Says why a proposed statement would not be told, or not so; empty when it would. Pure, no model behind it."""

    def __call__(self, statement: DraftStatement, /, *, headline: bool = False) -> Sequence[Failure]:
        """Return the failures of `statement`, which may be the headline."""
        ...


class WriteOptions(NamedTuple):
    """What an engine needs to know of the request."""

    max_words: int
    language: str | None = None
    min_independent: int = 1
    due: float | None = None  # when the draft must be there, by the loop's clock; an engine may stop sooner


@dataclass(frozen=True, slots=True)
class Spent:
    """What calls to a model cost. `cost_usd` is None where the price of the model is not known."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0

    def __add__(self, other: Spent) -> Spent:
        """Add up; an unknown price makes the sum unknown."""
        cost = None if self.cost_usd is None or other.cost_usd is None else self.cost_usd + other.cost_usd
        return Spent(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            cost,
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What an engine hands back. `failed` says why there is no draft, or why what was told of it is not all."""

    draft: Draft | None
    spent: Spent = Spent()
    failed: str | None = None
    warnings: tuple[str, ...] = ()
    withheld: tuple[Dropped, ...] = ()  # proposed, but no plain sentences: their text is not handed on
    prompt: str | None = None  # the reference of the prompt that was used, where it is not the engine's first


class Listener(Protocol):
    """Is told what an engine writes while it writes. What was taken stays in the brief, in this order."""

    @property
    def room(self) -> int:
        """Return how many words of statements the brief still takes."""
        ...

    async def headline(self, proposed: DraftStatement | None) -> bool:
        """Take the headline where it passes the gate, else one of our own; comes before any statement."""
        ...

    async def statement(self, proposed: DraftStatement) -> bool:
        """Take a statement where it passes the gate and fits what is asked for; return whether it was taken."""
        ...


class Reading(NamedTuple):
    """A brief with the verdicts of a second reader, what they cost, and why some are missing."""

    brief: Brief
    spent: Spent
    warnings: tuple[str, ...]


class Judge(Protocol):
    """Marks the statements of a finished brief as supported or not, from their citations alone."""

    model: str

    @property
    def fingerprint(self) -> str:
        """Everything in the judge that changes its verdicts; part of the cache key."""
        ...

    async def read(self, brief: Brief, *, due: float) -> Reading:
        """Return `brief` with its verdicts before `due` on the loop's clock; whatever goes wrong is a warning."""
        ...


class Engine(Protocol):
    """Writes a draft from the claim table of one story."""

    name: EngineName
    model: str | None
    prompt: str | None

    @property
    def fingerprint(self) -> str:
        """Everything in the engine that changes what it writes; part of the cache key."""
        ...

    async def write(
        self, table: ClaimTable, options: WriteOptions, check: Check, listener: Listener | None = None
    ) -> Written:
        """Write a draft. An engine that can ask again may use `check` to name the statements that fail.

        With a `listener` it hands on each statement as soon as it is whole, where it can; those taken come first
        in the draft, in the order in which they were taken. A draft beside `failed` was not finished.

        A failure of the provider is not raised: it is `Written(draft=None, failed=code)`, so that what was
        spent is still counted. Cancellation passes through.
        """
        ...

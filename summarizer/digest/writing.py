"""The briefs of a digest: each paid for once, and no more of them than the purse allows."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from summarizer.digest.journal import Journal, PlannedStory
from summarizer.digest.order import Desk, Order, Progress
from summarizer.errors import DeadlineExceeded, NothingReadable, Overloaded
from summarizer.models import Answer, Brief, Options, SummarizeRequest, Usage

PARALLEL: Final = 4  # briefs written at the same time

Answered = tuple[Answer | None, str | None]
"""An answer, unless nobody could read the story, and what a reader should know of how it came to be."""


@dataclass
class Purse:
    """What a run may spend and has spent. Before a brief is begun, what the dearest one took must still be there."""

    max_usd: float | None = None
    max_tokens: int | None = None
    usages: list[Usage] = field(default_factory=list)

    def take(self, usage: Usage) -> None:
        """Count what an answer took."""
        self.usages.append(usage)

    @property
    def spent(self) -> Usage:
        """Return the sum. An unknown price makes the sum unknown."""
        costs = [usage.cost_usd for usage in self.usages]
        return Usage(
            calls=sum(usage.calls for usage in self.usages),
            prompt_tokens=sum(usage.prompt_tokens for usage in self.usages),
            completion_tokens=sum(usage.completion_tokens for usage in self.usages),
            cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
            cache="hit" if self.usages and all(usage.cache == "hit" for usage in self.usages) else "miss",
        )

    def affords(self) -> int:
        """Return how many briefs may be begun now; one at a time until it is known what one takes."""
        if self.max_usd is None and self.max_tokens is None:
            return PARALLEL
        paid = [usage for usage in self.usages if usage.calls]
        if not paid:
            return int((self.max_usd is None or self.max_usd > 0) and (self.max_tokens is None or self.max_tokens > 0))
        return min(PARALLEL, self._by_cost(paid), self._by_tokens(paid))

    def _by_cost(self, paid: Sequence[Usage]) -> int:
        costs = [usage.cost_usd for usage in paid]
        if self.max_usd is None:
            return PARALLEL
        if None in costs:
            return 0
        known = [cost for cost in costs if cost is not None]
        return int((self.max_usd - sum(known)) / max(known)) if max(known) > 0 else PARALLEL

    def _by_tokens(self, paid: Sequence[Usage]) -> int:
        if self.max_tokens is None:
            return PARALLEL
        tokens = [usage.prompt_tokens + usage.completion_tokens for usage in paid]
        return int((self.max_tokens - sum(tokens)) / max(tokens)) if max(tokens) > 0 else PARALLEL

    def stopped(self, written: int, total: int) -> str:
        """Say why no more is spent, and what became of the other stories."""
        rest = f"{total - written} of {total} stories are told by the extractive engine, which costs nothing"
        if self.max_usd is not None and self.spent.cost_usd is None:
            return f"the price of the model is not known, so --max-usd cannot be kept (--max-tokens can); {rest}"
        cap = f"US$ {self.max_usd:g}" if self.max_usd is not None else f"{self.max_tokens} tokens"
        return f"the spending cap of {cap} is reached; {rest}"


@dataclass(frozen=True, slots=True)
class Written:
    """The briefs by story id, what they took, and what a reader should know. A story that nobody could read lacks."""

    briefs: dict[str, Brief]
    usage: Usage
    warnings: tuple[str, ...]


async def write_briefs(
    stories: Sequence[PlannedStory], desk: Desk, order: Order, journal: Journal, progress: Progress
) -> Written:
    """Write the brief of every story, best first; what an earlier run was given already is taken from the journal."""
    purse = Purse(order.max_usd, order.max_tokens)
    briefs: dict[str, Brief] = {}
    warnings: list[str] = []
    done = 0
    while done < len(stories):
        progress("writing", done, len(stories))
        wave = stories[done : done + (purse.affords() or PARALLEL)]
        free = not purse.affords()
        if free and not any("extractive engine" in warning for warning in warnings) and _is_paid(desk, order):
            warnings.append(purse.stopped(done, len(stories)))
        answers = await _side_by_side([_answer(story.request, desk, journal, free=free) for story in wave])
        for story, (answer, trouble) in zip(wave, answers, strict=True):
            warnings += [trouble] if trouble else []
            if answer is not None:
                purse.take(answer.usage)
                briefs[story.id] = answer.stories[0]
        done += len(wave)
    progress("writing", done, len(stories))
    return Written(briefs, purse.spent, tuple(warnings))


async def _side_by_side(works: Sequence[Coroutine[Any, Any, Answered]]) -> list[Answered]:
    """Return what the works return; where one fails, the others are stopped, and what they spend with them."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _is_paid(desk: Desk, order: Order) -> bool:
    return order.options.engine != "extractive" and desk.summarizer.describe()["engine"] == "llm"


async def _answer(request: SummarizeRequest, desk: Desk, journal: Journal, *, free: bool) -> Answered:
    """Return the answer to `request`, or by the extractive engine where nothing may be spent or nothing comes."""
    plain = with_options(request, request.options.model_copy(update={"engine": "extractive", "model": None}))
    try:
        return await _kept_or_new(plain if free else request, desk, journal), None
    except (DeadlineExceeded, Overloaded) as error:
        trouble = f"a story is told by the extractive engine: {error}"
    except NothingReadable:
        return None, "a story was left out: none of its articles can be read"
    try:
        return await _kept_or_new(plain, desk, journal), trouble
    except NothingReadable:
        return None, trouble


async def _kept_or_new(request: SummarizeRequest, desk: Desk, journal: Journal) -> Answer:
    key = _key(request, desk)
    kept = await asyncio.to_thread(journal.brief, key)
    if kept is not None:
        return kept
    answer = await desk.summarizer.summarize(request)
    if answer.usage.calls:
        await asyncio.to_thread(journal.keep_brief, key, answer)
    return answer


def with_options(request: SummarizeRequest, options: Options) -> SummarizeRequest:
    """Return `request` asked in another way."""
    return request.model_copy(update={"options": options})


def _key(request: SummarizeRequest, desk: Desk) -> str:
    """Return the digest of everything that changes the answer, as far as the service tells it."""
    described = desk.summarizer.describe()
    named = (*(described[name] for name in ("version", "models", "prompts")), request.model_dump_json())
    return hashlib.sha256("\0".join(named).encode()).hexdigest()[:32]

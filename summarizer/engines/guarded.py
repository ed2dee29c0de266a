"""A model whose every call is told, and which is left alone for a while when its provider does not answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from summarizer.engines.base import Spent
from summarizer.engines.breaker import Breaker
from summarizer.engines.completion import Completion, Hear, Reply, Request
from summarizer.engines.faults import UNANSWERED, ProviderFailed

RESTING: Final = "provider_resting"
_SAYS_NOTHING: Final = frozenset(("given_up", "rate_limited"))  # neither that it is down nor that it is up again
_NEARLY: Final = 0.9  # of its time: a call that is cancelled so late ran into the deadline over all

log = logging.getLogger(__name__)

Tell = Callable[[str, Spent, float], None]
"""Is told how a call ended (`answered`, `given_up` or a code), what it took, and its seconds."""


class Guard(NamedTuple):
    """What stands before a model: when it is not asked, and who is told of each call."""

    breaker: Breaker
    tell: Tell
    fair: float  # seconds: a call that was given less may run out of them with any provider


class Guarded:
    """Implements `Completion` by `completion`, the model of the name `model`, behind `guard`."""

    def __init__(self, model: str, completion: Completion, guard: Guard) -> None:
        self._model = model
        self._completion = completion
        self._guard = guard
        self._why: str | None = None

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        """Make one call, or raise `ProviderFailed` at once while the provider is left alone."""
        if not self._guard.breaker.admits():
            raise ProviderFailed(RESTING, sent=False, after=self._why)
        began, heard = time.monotonic(), False

        async def listen(piece: str) -> None:
            nonlocal heard
            heard = True
            if hear is not None:
                await hear(piece)

        outcome, spent = "given_up", Spent(1, cost_usd=None)
        try:
            reply = await self._completion.complete(request, listen if hear else None)
            outcome, spent = "answered", reply.spent
            return reply
        except ProviderFailed as error:
            outcome, spent = error.reason, error.spent
            raise
        except asyncio.CancelledError:
            if time.monotonic() - began >= _NEARLY * request.timeout:
                outcome = "timeout"
            raise
        finally:
            if spent.calls:  # else it did not leave the house
                self._guard.tell(outcome, spent, time.monotonic() - began)
                self._learn(outcome, heard=heard, fair=request.timeout >= self._guard.fair)

    def window(self) -> tuple[int | None, int | None]:
        """Return how many tokens the model takes in and gives out."""
        return self._completion.window()

    def count(self, text: str) -> int:
        """Return the tokens of `text`."""
        return self._completion.count(text)

    def _learn(self, outcome: str, *, heard: bool, fair: bool) -> None:
        breaker = self._guard.breaker
        if outcome in UNANSWERED and not heard:
            if outcome == "timeout" and not fair:
                return
            self._why = outcome
            if breaker.failed():
                log.warning("%s does not answer (%s): it is not asked for a while", self._model, outcome)
        elif (heard or outcome not in _SAYS_NOTHING) and breaker.answered():
            log.warning("%s answers again", self._model)

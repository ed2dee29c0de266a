"""Calls to a model under the contract: retries in one place, formats tried in order, every call counted.

One draft makes at most two answered calls and four calls in all: three tries at a transient error and one
re-ask, or the calls that a provider refuses for their format.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from summarizer.engines.base import Spent
from summarizer.engines.completion import Completion, Hear, Mode, Reply, Request
from summarizer.engines.faults import ProviderFailed, Rejected

MAX_CALLS = 4
MAX_TRIES = 3
STREAM_AGAIN = 20  # drafts, after which a provider that could not stream is tried again
_MODES: tuple[Mode, ...] = ("schema", "tool", "json", "plain")
Sleep = Callable[[float], Awaitable[None]]


@dataclass
class Ledger:
    """What one draft has spent so far, and when it must be done (seconds of the event loop's clock)."""

    due: float
    spent: Spent = field(default_factory=Spent)

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return self.due - asyncio.get_running_loop().time()

    @property
    def exhausted(self) -> bool:
        """Return whether the contract allows no further call."""
        return self.spent.calls >= MAX_CALLS


class _Manner(NamedTuple):
    """How a model takes requests: the mode of its schema, and the parameters that it does not know."""

    mode: Mode = "schema"
    refused: frozenset[Rejected] = frozenset()

    def of(self, request: Request) -> Request:
        """Put `request` this way."""
        return replace(
            request,
            mode=self.mode,
            temperature=None if "temperature" in self.refused else request.temperature,
            max_tokens=None if "max_tokens" in self.refused else request.max_tokens,
        )

    def told(self, hear: Hear | None) -> Hear | None:
        """Return who hears the answer while it comes: nobody where the provider cannot stream."""
        return None if "stream" in self.refused else hear

    def without(self, error: ProviderFailed) -> _Manner:
        """Return the next manner to try after `error`; raises it where none is left that could help."""
        if error.rejected == "format" and self.mode != _MODES[-1]:
            return self._replace(mode=_MODES[_MODES.index(self.mode) + 1])
        if error.rejected is None or error.rejected == "format" or error.rejected in self.refused:
            raise error
        return self._replace(refused=self.refused | {error.rejected})


class Caller:
    """Asks one model; remembers which format and which parameters it takes.

    `timeout` is that of one call in seconds, or of each piece of an answer that is heard; `silent` is that of a call
    that says nothing before all is said, where it is another.
    """

    def __init__(
        self,
        completion: Completion,
        *,
        timeout: float,
        backoff: tuple[float, float],
        silent: float | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._completion = completion
        self._timeout = timeout
        self._silent = silent or timeout
        self._first_wait, self._longest_wait = backoff
        self._sleep = sleep
        self._manner = _Manner()
        self._unheard = 0  # answers that were not streamed since the provider could not

    async def ask(self, request: Request, ledger: Ledger, hear: Hear | None = None) -> Reply:
        """Return the answer, after as many tries as the contract allows; raises `ProviderFailed`.

        With `hear` it is told while it comes, where the provider can; where it cannot, `hear` is told nothing.
        """
        manner = self._of_now(hear)
        while True:
            if ledger.exhausted:
                raise ProviderFailed("no_calls_left", sent=False)
            try:
                reply = await self._retrying(manner.of(request), ledger, manner.told(hear))
            except ProviderFailed as error:
                manner = manner.without(error)
            else:
                self._manner = manner
                return reply

    def _of_now(self, hear: Hear | None) -> _Manner:
        """Return the manner to begin with: a stream that failed once may have been a fault of the moment."""
        self._unheard += hear is not None and "stream" in self._manner.refused
        if self._unheard > STREAM_AGAIN:
            self._unheard = 0
            self._manner = self._manner._replace(refused=self._manner.refused - {"stream"})
        return self._manner

    async def _retrying(self, request: Request, ledger: Ledger, hear: Hear | None) -> Reply:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(MAX_TRIES),
            retry=retry_if_exception(lambda error: _worth_another(error, ledger)),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        return await retrying(self._once, request, ledger, hear)

    async def _once(self, request: Request, ledger: Ledger, hear: Hear | None) -> Reply:
        """Make one call and count it, also when it is cancelled on its way."""
        before, ledger.spent = ledger.spent, ledger.spent + Spent(calls=1, cost_usd=None)
        try:
            limit = min(self._timeout if hear else self._silent, ledger.left)
            reply = await self._completion.complete(replace(request, timeout=max(0.01, limit)), hear)
        except ProviderFailed as error:
            ledger.spent = before + error.spent
            raise
        ledger.spent = before + reply.spent
        return reply

    def _wait(self, state: RetryCallState) -> float:
        """Return what the provider asks for, else a random wait below a doubling limit (full jitter)."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, ProviderFailed) else None
        limit = min(self._longest_wait, self._first_wait * 2 ** (state.attempt_number - 1))
        jitter = random.uniform(0, limit)  # noqa: S311 (not a secret)
        return jitter if asked is None else asked + min(jitter, 0.1 * asked)


def _worth_another(error: BaseException, ledger: Ledger) -> bool:
    """Return whether a try can still bring an answer: never wait for what comes after the deadline."""
    if not isinstance(error, ProviderFailed) or not error.transient or ledger.exhausted:
        return False
    return (error.retry_after or 0.0) < ledger.left

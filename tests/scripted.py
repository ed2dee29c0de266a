"""A model in the process: answers requests by a script, so that thousands of replies take no socket."""

from __future__ import annotations

from collections.abc import Callable

from summarizer.engines.base import Spent
from summarizer.engines.completion import ProviderFailed, Reply, Request, estimate_tokens

Answer = str | Reply | ProviderFailed


class ScriptedCompletion:
    """Implements `Completion`. The last answer of a script repeats; `requests` holds what was asked."""

    def __init__(self, *script: Answer | Callable[[Request], Answer], window: int | None = None) -> None:
        self._script = script
        self._window = window
        self.requests: list[Request] = []

    async def complete(self, request: Request) -> Reply:
        step = self._script[min(len(self.requests), len(self._script) - 1)]
        self.requests.append(request)
        answer = step(request) if callable(step) else step
        if isinstance(answer, ProviderFailed):
            raise answer
        return answer if isinstance(answer, Reply) else Reply(answer, Spent(1, 100, 20, None))

    def window(self) -> tuple[int | None, int | None]:
        return self._window, None

    def count(self, text: str) -> int:
        return estimate_tokens(text)

"""A model in the process: answers requests by a script, so that thousands of replies take no socket."""

from __future__ import annotations

from collections.abc import Callable

from summarizer.engines.base import Spent
from summarizer.engines.completion import Hear, Reply, Request, estimate_tokens
from summarizer.engines.faults import ProviderFailed

Answer = str | Reply | ProviderFailed


class ScriptedCompletion:
    """Implements `Completion`. The last answer of a script repeats; `requests` holds what was asked.

    Where somebody hears it, an answer comes in pieces of `piece` characters.
    """

    piece = 40

    def __init__(self, *script: Answer | Callable[[Request], Answer], window: int | None = None) -> None:
        self._script = script
        self._window = window
        self.requests: list[Request] = []

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        step = self._script[min(len(self.requests), len(self._script) - 1)]
        self.requests.append(request)
        answer = step(request) if callable(step) else step
        if isinstance(answer, ProviderFailed):
            raise answer
        reply = answer if isinstance(answer, Reply) else Reply(answer, Spent(1, 100, 20, None))
        if hear is not None:
            text = reply.text if reply.text.strip() else reply.tool_arguments
            for at in range(0, len(text), self.piece):
                await hear(text[at : at + self.piece])
        return reply

    def window(self) -> tuple[int | None, int | None]:
        return self._window, None

    def count(self, text: str) -> int:
        return estimate_tokens(text)

"""Public stand-ins that are composed, never patched in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from summarizer.engines.base import Check, Spent, WriteOptions, Written
from summarizer.models import Article, ClaimTable, Draft, DraftStatement


def article(number: int, text: str, **more: object) -> Article:
    """An article `a<number>` of an outlet of its own."""
    return Article.model_validate({"id": f"a{number}", "text": text, "outlet": f"Outlet {number}", **more})


def draft(*statements: tuple[str, Sequence[str]], headline: tuple[str, Sequence[str]] | None = None) -> Draft:
    """A draft of (text, sentence ids) pairs."""
    made = [DraftStatement(text, tuple(ids)) for text, ids in statements]
    return Draft(DraftStatement(headline[0], tuple(headline[1])) if headline else None, tuple(made))


class ScriptedEngine:
    """Writes what it is told to; counts how often it was asked, and can be made to wait."""

    name = "llm"
    prompt = "scripted@1#000000000000"

    def __init__(
        self,
        script: Callable[[ClaimTable], Draft] | Draft | None,
        *,
        failed: str | None = None,
        gate: asyncio.Event | None = None,
        model: str = "scripted",
    ) -> None:
        self.script = script
        self.failed = failed
        self.gate = gate
        self.model = model
        self.asked = 0
        self.begun = asyncio.Event()

    @property
    def fingerprint(self) -> str:
        return f"scripted/{self.model}"

    async def write(self, table: ClaimTable, options: WriteOptions, check: Check) -> Written:
        self.asked += 1
        self.begun.set()
        if self.gate:
            await self.gate.wait()
        written = self.script(table) if callable(self.script) else self.script
        return Written(written, Spent(1, 100, 20, None), self.failed)

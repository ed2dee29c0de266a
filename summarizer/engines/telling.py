"""Hand on what a model writes while it writes it, as far as the part of a draft that is there can be judged.

A draft as a whole can have a fault that no statement of it has: another language, one outlet alone. A part that has
such a fault is held back until the rest has mended it, or until it is known that nothing will.
"""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.engines.arriving import Arriving
from summarizer.engines.base import Listener, WriteOptions
from summarizer.engines.drafting import MAX_UNIQUE, TELLING, Drafted, cleaned, text_failures, units, whole_fault
from summarizer.models import ClaimTable, DraftStatement

MIN_ROOM = 8  # words; 33 of 542 sentences of multinews_dev's references are shorter (2026-11-22)


class Teller:
    """Tells a listener the statements of one draft: each once, the headline before all."""

    def __init__(
        self, listener: Listener, table: ClaimTable, options: WriteOptions, prompt_words: frozenset[tuple[str, ...]]
    ) -> None:
        self.told: list[DraftStatement] = []  # what the listener took
        self.heard = False  # whether an answer came in pieces
        self._listener = listener
        self._table = table
        self._options = options
        self._prompt_words = prompt_words
        self._arriving = Arriving()
        self._headline: DraftStatement | None = None
        self._opened = False
        self._held: list[DraftStatement] = []
        self._seen: set[str] = set()
        self._over: set[DraftStatement] = set()  # passed over: it tells what was told

    @property
    def full(self) -> bool:
        """Return whether there is no room for one more statement."""
        return bool(self.told) and self._listener.room < MIN_ROOM

    async def hear(self, piece: str) -> None:
        """Take a piece of an answer, and tell what it made whole."""
        self.heard = True
        for arrived in self._arriving.feed(piece):
            statement = cleaned(arrived.statement)
            if arrived.headline:
                await self._open(statement)
            elif statement.text.casefold() not in self._seen and len(self._seen) < MAX_UNIQUE:
                self._seen.add(statement.text.casefold())
                self._held.append(statement)
            await self._release()

    async def finish(self, drafted: Drafted, *, anew: bool = False) -> None:
        """Tell what a whole draft has beside what was told; of one written `anew`, only what cites something new."""
        self._held = []
        await self._open(drafted.headline)
        cited = {sid for statement in self.told for sid in statement.sentence_ids} if anew else set()
        self._over = {s for s in drafted.statements if cited and cited.issuperset(s.sentence_ids)}
        await self._tell(s for s in drafted.statements if s not in self._over)

    def draft(self, whole: Drafted | None) -> Drafted | None:
        """Return the draft with what was told first, in that order; None where nothing was told and none is whole."""
        if whole is None and not self.told:
            return None
        headline = self._headline or (whole.headline if whole else DraftStatement("", ()))
        rest = [statement for statement in whole.statements if not self._has_told(statement)] if whole else []
        made = Drafted(headline, (*self.told, *rest))
        return made._replace(chosen=whole.chosen) if whole else made

    async def _open(self, headline: DraftStatement) -> None:
        if not self._opened:
            self._opened, self._headline = True, headline
            plain = headline.text and not text_failures(headline, self._prompt_words)
            await self._listener.headline(headline if plain else None)

    async def _release(self) -> None:
        """Tell what is held, once the headline is there and the draft so far has no fault as a whole."""
        so_far = Drafted(self._headline or DraftStatement("", ()), (*self.told, *self._held))
        words = sum(len(units(statement.text)) for statement in so_far.statements)
        if self._opened and words >= TELLING and whole_fault(so_far, self._table, self._options) is None:
            held, self._held = self._held, []
            await self._tell(held)

    async def _tell(self, statements: Iterable[DraftStatement]) -> None:
        for statement in statements:
            if self._has_told(statement) or text_failures(statement, self._prompt_words):
                continue
            if await self._listener.statement(statement):
                self.told.append(statement)

    def _has_told(self, statement: DraftStatement) -> bool:
        return statement in self._over or any(statement.text.casefold() == told.text.casefold() for told in self.told)

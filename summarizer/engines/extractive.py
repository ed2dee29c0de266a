"""The embedded engine: whole sentences, chosen by coverage of what the articles share."""

from __future__ import annotations

from summarizer.engines.base import Check, WriteOptions, Written
from summarizer.models import ClaimTable, Draft, DraftStatement, EngineName


class ExtractiveEngine:
    """Chooses whole sentences; needs no key and no network."""

    name: EngineName = "extractive"
    model: str | None = None
    prompt: str | None = None

    @property
    def fingerprint(self) -> str:
        """The version of the choosing."""
        return "extractive/0"

    async def write(self, table: ClaimTable, options: WriteOptions, check: Check) -> Written:
        """Write a draft; never fails while the table has a claim."""
        return Written(self.draft(table, options))

    def draft(self, table: ClaimTable, options: WriteOptions) -> Draft:
        """Choose statements and a headline from `table`."""
        chosen: list[DraftStatement] = []
        room = options.max_words
        for claim in table.claims:
            sentence = claim.sentences[0]
            length = len(sentence.text.split())
            if chosen and length > room or len(claim.publishers) < options.min_independent:
                continue
            chosen.append(DraftStatement(sentence.text, tuple(s.id for s in claim.sentences)))
            room -= length
        titles = [s for s in table.sentences if s.kind == "title"]
        headline = DraftStatement(titles[0].text, (titles[0].id,)) if titles else None
        return Draft(headline, tuple(chosen))

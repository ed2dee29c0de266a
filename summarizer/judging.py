"""Judge a draft: each proposed statement stands on its citations, or it is dropped with its code.

Agreement is counted here, by code, over independent publishers; no model is asked for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from summarizer.claims import GatheredName, gather_names
from summarizer.models import (
    Agreement,
    ClaimRow,
    ClaimTable,
    Detail,
    Draft,
    DraftStatement,
    Dropped,
    Failure,
    Role,
    Sentence,
)
from summarizer.resolve import UnknownSentence, resolve
from summarizer.text.tokens import count_words
from summarizer.verify import check, lone_values, stands

Verdict = TypeVar("Verdict")


class Told(NamedTuple):
    """A statement that passed: its sentences with their roles, and what can be said of its claim."""

    text: str
    cited: tuple[tuple[Sentence, Role], ...]
    agreement: Agreement
    outlets: tuple[str, ...]
    publishers: frozenset[str]
    details: tuple[Detail, ...]


class Ground:
    """The claim table of one story, ready to judge statements on."""

    def __init__(self, table: ClaimTable) -> None:
        self.table = table
        self.sentences = {sentence.id: sentence for sentence in table.sentences}
        self._articles = {article.id: article for article in table.articles}
        self._rows_of: dict[str, list[ClaimRow]] = defaultdict(list)
        for row in table.claims:
            for sentence in row.sentences:
                self._rows_of[sentence.id].append(row)
        self._disputed = {sid for c in table.conflicts for p in c.positions for sid in p.sentence_ids}

    def failures(self, statement: DraftStatement) -> tuple[Failure, ...]:
        """Return why `statement` does not pass; empty when it does."""
        if not statement.text.strip():
            return (Failure("empty", (), "the statement has no words"),)
        if not statement.sentence_ids:
            return (Failure("uncited", (), "the statement cites no sentence"),)
        try:
            cited = resolve(statement.sentence_ids, self.sentences)
        except UnknownSentence as error:
            return (Failure("unknown_sentence", statement.sentence_ids, str(error)),)
        if failures := self._ask(check, statement.text, cited):
            return failures
        if not self._supporting(statement.text, cited):
            return (Failure("merged", (), "no outlet's cited sentences alone show the whole statement"),)
        return ()

    def tell(self, statement: DraftStatement) -> Told:
        """Return what can be said of a statement that passes; call `failures` first."""
        cited = self._widen(resolve(statement.sentence_ids, self.sentences))
        supporting = self._supporting(statement.text, cited)
        kept = self._telling(cited, supporting)
        roles = tuple(
            (s, self._role(s, supporting)) for s in sorted(kept, key=lambda s: self._role(s, supporting) == "related")
        )
        publishers = frozenset(self.table.publishers[s.article] for s in kept)
        return Told(
            statement.text,
            roles,
            self._agreement(kept, publishers),
            self.outlets(s for s, _ in roles),
            publishers,
            self._details(statement.text, kept),
        )

    @cached_property
    def names(self) -> list[GatheredName]:
        """The names of the story, each with its variants."""
        return gather_names(self.table)

    @cached_property
    def _variants(self) -> dict[str, str]:
        return {variant: entry.name for entry in self.names for variant in (entry.name, *entry.variants)}

    def _ask(self, ask: Callable[..., Verdict], text: str, cited: Sequence[Sentence]) -> Verdict:
        """Put `text` to the gate, on `cited` and what is known of their articles."""
        articles = [self._articles[sentence.article] for sentence in cited]
        return ask(
            text,
            [sentence.text for sentence in cited],
            names=self._variants,
            published=[article.published for article in articles],
            language=articles[0].language,
        )

    def outlets(self, sentences: Iterable[Sentence]) -> tuple[str, ...]:
        """Return the names of the outlets that printed `sentences`, in order of first use."""
        return tuple(dict.fromkeys(self._outlet(sentence) for sentence in sentences))

    def _outlet(self, sentence: Sentence) -> str:
        return self._articles[sentence.article].outlet_name

    def _role(self, sentence: Sentence, supporting: frozenset[str]) -> Role:
        return "supports" if self._outlet(sentence) in supporting else "related"

    def _supporting(self, text: str, cited: Sequence[Sentence]) -> frozenset[str]:
        """Return the outlets whose cited sentences alone pass the gate for the whole statement."""
        by_outlet: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in cited:
            by_outlet[self._outlet(sentence)].append(sentence)
        return frozenset(
            outlet
            for outlet, passages in by_outlet.items()
            if any(sentence.text == text for sentence in passages) or self._ask(stands, text, passages)
        )

    def _widen(self, cited: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        """Add the other sentences of the claim, where the cited ones belong to exactly one."""
        rows = {row.id: row for sentence in cited for row in self._rows_of[sentence.id]}
        if len(rows) != 1:
            return cited
        (row,) = rows.values()
        return tuple(dict.fromkeys((*cited, *row.sentences)))

    def _telling(self, cited: Sequence[Sentence], supporting: frozenset[str]) -> list[Sentence]:
        """Keep what supports and what tells the same claim; a sentence cited beside the point is no source."""
        rows = {row.id for s in cited if self._outlet(s) in supporting for row in self._rows_of[s.id]}
        return [s for s in cited if self._outlet(s) in supporting or any(row.id in rows for row in self._rows_of[s.id])]

    def _agreement(self, cited: Sequence[Sentence], publishers: frozenset[str]) -> Agreement:
        if any(sentence.id in self._disputed for sentence in cited):
            return "disputed"
        return "corroborated" if len(publishers) > 1 else "single_source"

    def _details(self, text: str, cited: Sequence[Sentence]) -> tuple[Detail, ...]:
        passages: dict[str, list[str]] = defaultdict(list)
        outlets: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in cited:
            publisher = self.table.publishers[sentence.article]
            passages[publisher].append(sentence.text)
            outlets[publisher].append(sentence)
        return tuple(
            Detail(text=value, outlets=self.outlets(s for publisher in tellers for s in outlets[publisher]))
            for value, tellers in lone_values(text, passages, names=self._variants)
        )

    def claim(self, row: ClaimRow) -> Told:
        """Return the claim of `row` as told by its best wording."""
        best = row.sentences[0]
        supporting = self._supporting(best.text, row.sentences)
        return Told(
            best.text,
            tuple((sentence, self._role(sentence, supporting)) for sentence in row.sentences),
            self._agreement(row.sentences, row.publishers),
            self.outlets(row.sentences),
            row.publishers,
            (),
        )


class Judged(NamedTuple):
    """A draft after the gate."""

    headline: Told | None
    statements: tuple[Told, ...]
    dropped: tuple[Dropped, ...]


def judge(draft: Draft, ground: Ground) -> Judged:
    """Let every statement of `draft` through the gate, or drop it with its code."""
    dropped: list[Dropped] = []

    def passed(statement: DraftStatement) -> Told | None:
        if failures := ground.failures(statement):
            dropped.append(Dropped(text=statement.text, code=failures[0].code, detail=_in_words(failures)))
            return None
        return ground.tell(statement)

    headline = passed(draft.headline) if draft.headline else None
    told = [told for statement in draft.statements if (told := passed(statement))]
    return Judged(headline, tuple(told), tuple(dropped))


def _in_words(failures: Sequence[Failure]) -> str:
    return "; ".join(failure.detail for failure in failures)


def fit(statements: Sequence[Told], *, max_words: int, min_independent: int) -> tuple[Told, ...]:
    """Keep the statements with enough independent publishers, as many as `max_words` holds, at least one."""
    kept: list[Told] = []
    room = max_words
    for told in statements:
        length = count_words(told.text)
        if len(told.publishers) < min_independent or (kept and length > room):
            continue
        kept.append(told)
        room -= length
    return tuple(kept)

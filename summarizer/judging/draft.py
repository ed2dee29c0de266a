"""Let every statement of a draft through the gate and, where a model wrote it, through the lint of wording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from summarizer.judging.ground import Ground, Told
from summarizer.models import ClaimRow, Draft, DraftStatement, Dropped, Failure
from summarizer.text.tokens import count_words

Sentences = Callable[[ClaimRow], Sequence[DraftStatement]]
"""Returns the sentences that can tell a claim in the place of a badly worded statement, the best first."""


class Judged(NamedTuple):
    """A draft after the gate; `replaced` statements are told by a sentence of an article."""

    headline: Told | None
    statements: tuple[Told, ...]
    dropped: tuple[Dropped, ...]
    replaced: int = 0


def judge(draft: Draft, ground: Ground, *, sentences_of: Sentences | None = None) -> Judged:
    """Let every statement of `draft` through the gate, or drop it with its code.

    With `sentences_of` the draft is a model's: its wording is looked at too, and a statement that is not neutral is
    told by a sentence of the claim that it cites, where one can be had.
    """
    judging = _Judging(ground, sentences_of)
    headline = judging.told(draft.headline, headline=True) if draft.headline else None
    found = [(statement, judging.told(statement)) for statement in draft.statements]
    taken = {row.id for _, told in found if told for row in judging.rows(told)}
    statements = []
    for statement, told in found:
        instead = None if told else judging.instead(statement, taken)
        statements += [one for one in (told, instead) if one]
    return Judged(headline, tuple(statements), tuple(judging.dropped), judging.replaced)


class _Judging:
    def __init__(self, ground: Ground, sentences_of: Sentences | None) -> None:
        self._ground = ground
        self._sentences_of = sentences_of
        self._failed: dict[DraftStatement, tuple[Failure, ...]] = {}
        self.dropped: list[Dropped] = []
        self.replaced = 0

    def rows(self, told: Told) -> list[ClaimRow]:
        """Return the claims that the sentences of `told` belong to."""
        return self._ground.rows([sentence.id for sentence, _ in told.cited])

    def told(self, statement: DraftStatement, *, headline: bool = False) -> Told | None:
        """Return what can be said of `statement`; None where it fails, which is noted."""
        failures = self._ground.failures(statement)
        lint = self._sentences_of is not None
        wording = self._ground.wording(statement, headline=headline) if lint else ()
        if not (failures or wording):
            return self._ground.tell(statement)
        if headline or not wording:
            self._drop(statement, (*failures, *wording))
        else:
            self._failed[statement] = (*wording, *failures)
        return None

    def _drop(self, statement: DraftStatement, failures: Sequence[Failure], remark: str = "") -> None:
        detail = "; ".join(failure.detail for failure in failures) + remark
        self.dropped.append(Dropped(text=statement.text, code=failures[0].code, detail=detail))

    def instead(self, statement: DraftStatement, taken: set[str]) -> Told | None:
        """Return a sentence of the claim that the badly worded `statement` cites, unless that claim is told already."""
        failures = self._failed.pop(statement, ())
        if not failures or self._sentences_of is None:
            return None
        rows = [row for row in self._ground.rows(statement.sentence_ids) if row.id not in taken]
        for row in rows[:1]:
            if told := self._sentence(row):
                taken.update(one.id for one in rows)
                self.replaced += 1
                self._drop(statement, failures, f"; told in the words of {told.outlets[0]} instead")
                return told
        self._drop(statement, failures)
        return None

    def _sentence(self, row: ClaimRow) -> Told | None:
        """Return the claim in a sentence of its own that is neutral, else one quoted of its outlet."""
        assert self._sentences_of is not None  # noqa: S101 (checked by the caller)
        found = self._sentences_of(row)
        for sentence in (*found, *(quoted for one in found[:1] if (quoted := self._ground.quoted(one)))):
            if not (self._ground.failures(sentence) or self._ground.wording(sentence)):
                return self._ground.tell(sentence)
        return None


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

"""The claim table as a model reads it: one line a claim, each wording once, after the ids that carry it.

Wire copy printed by five outlets is sent once with five ids. The lines are fitted to the model's window by
the importance of the claims; the last article is worth as much as the first. What the model may choose from beside
the claims (conflicts, quotations, dated events, each under an id) is shown where all of it has room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from summarizer.claims import quotations, timeline
from summarizer.engines.completion import estimate_tokens
from summarizer.engines.hostile import visible
from summarizer.models import ClaimRow, ClaimTable, Conflict, Sentence

Count = Callable[[str], int]
_FORGED = re.compile(r"\[(?=\s*[ac]\d)", re.IGNORECASE)
_SHARE = 8  # titles and conflicts take at most an eighth of the room each: they repeat what the claims tell
_HEADING = 10  # tokens of the headings
_WORDINGS = (4, 3, 2)  # most wordings of a claim, tried in turn where not all fit; two show how outlets differ
_OPENING = 6  # words of a quotation that tell it from others of its sentence
_MOST_QUOTES, _MOST_EVENTS = 12, 20
_NAMED = 20  # ids of left-out claims that a warning lists


class Material(NamedTuple):
    """What is sent, the ids of the claims that did not fit, and how many claims there are."""

    text: str
    left_out: tuple[str, ...]
    claims: int
    choices: bool = False  # whether quotations and events to choose from are shown

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say what the model was not shown."""
        if not self.left_out:
            return ()
        more = ", ..." if len(self.left_out) > _NAMED else ""
        named = ", ".join(self.left_out[:_NAMED]) + more
        return (f"{len(self.left_out)} of {self.claims} claims did not fit the model's window: {named}",)


class _Row(NamedTuple):
    id: str
    outlets: str
    wordings: tuple[str, ...]  # the best first, each after its ids

    def line(self, most: int | None = None) -> str:
        """Return the claim with at most so many wordings."""
        return f"{self.id} ({self.outlets}): {' '.join(self.wordings[:most])}"


def choices_of(table: ClaimTable) -> tuple[str, ...]:
    """Return a line for each quotation and dated event that a model may choose, the first of each kind."""
    quotes = (
        f"q{n} [{said.sentence_ids[0]}] {_clean(said.speaker or '?')}: {_opening(said.text)}"
        for n, said in enumerate(quotations(table)[:_MOST_QUOTES], 1)
    )
    events = (
        f"t{n} {event.date} {''.join(f'[{sid}]' for sid in event.sentence_ids)}"
        for n, event in enumerate(timeline(table)[:_MOST_EVENTS], 1)
    )
    return (*quotes, *events)


def _opening(quotation: str) -> str:
    return " ".join(_clean(quotation).split()[:_OPENING]) + " ..."


def lay_out(table: ClaimTable, *, room: int, count: Count, choices: Sequence[str] = ()) -> Material:
    """Return the material of `table` within `room` tokens, most important claims first.

    `choices` are lines for the end, shown where everything fits.
    `count` gives the tokens of a text; it is asked only when a cautious estimate does not settle the matter.
    The text is empty when not even one claim fits.
    """
    outlets = {article.id: _clean(article.outlet_name)[:60] for article in table.articles}
    titles = [" ".join(_wordings((s,))) for s in table.sentences if s.kind == "title"]
    rows = [_row(row, outlets) for row in table.claims if row.score]  # a heading that tells nothing is not shown
    conflicts = [f"d{n} {_conflict_line(conflict)}" for n, conflict in enumerate(table.conflicts, 1)]
    claims = [row.line() for row in rows]
    full = _join(titles, claims, conflicts, choices)
    if estimate_tokens(full) <= room or count(full) <= room:
        return Material(full, (), len(rows), choices=True)
    whole = _join(titles, claims, conflicts)
    estimate = estimate_tokens(whole)
    if estimate <= room or (counted := count(whole)) <= room:
        return Material(whole, (), len(rows))
    return _fitted(titles, rows, conflicts, room, count, scale=counted / estimate)


def _fitted(
    titles: list[str], rows: Sequence[_Row], conflicts: list[str], room: int, count: Count, *, scale: float
) -> Material:
    """Choose lines by cautious estimates times `scale`, check the sum with the tokenizer, shrink, try again."""
    aim = room / max(scale, 0.01)
    for _ in range(4):
        kept_titles = _within(titles, aim / _SHARE)
        kept_conflicts = _within(conflicts, aim / _SHARE)
        left = aim - estimate_tokens(_join(kept_titles, [], kept_conflicts)) - _HEADING
        lines, left_out = _choose(rows, left)
        text = _join(kept_titles, lines, kept_conflicts)
        counted = count(text)
        if not lines or counted <= room:
            return Material(text if lines else "", tuple(left_out), len(rows))
        aim *= 0.9 * room / counted
    return Material("", tuple(row.id for row in rows), len(rows))


def _choose(rows: Sequence[_Row], room: float) -> tuple[list[str], list[str]]:
    """Take fewer wordings of every claim before a claim is left out; then take claims by importance."""
    most = next((most for most in _WORDINGS if sum(_cost(row.line(most)) for row in rows) <= room), _WORDINGS[-1])
    lines: list[str] = []
    left_out: list[str] = []
    for row in rows:
        fitting = next((line for line in (row.line(most), row.line(1)) if _cost(line) <= room), None)
        if fitting is None:
            left_out.append(row.id)
            continue
        lines.append(fitting)
        room -= _cost(fitting)
    return lines, left_out


def _cost(line: str) -> int:
    return estimate_tokens(line) + 1


def _within(lines: Iterable[str], room: float) -> list[str]:
    kept = []
    for line in lines:
        room -= _cost(line)
        if room < 0:
            break
        kept.append(line)
    return kept


def _join(titles: Sequence[str], claims: Sequence[str], conflicts: Sequence[str], choices: Sequence[str] = ()) -> str:
    parts = [
        ("Titles:", titles),
        ("Claims:", claims),
        ("Reports may differ on:", conflicts),
        ("Quotations and dated events:", choices),
    ]
    return "\n".join(line for heading, lines in parts if lines for line in (heading, *lines))


def _row(row: ClaimRow, outlets: dict[str, str]) -> _Row:
    told = [sentence for sentence in row.sentences if sentence.kind != "title"] or row.sentences
    return _Row(row.id, ", ".join(dict.fromkeys(outlets[s.article] for s in row.sentences)), _wordings(told))


def _wordings(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return each wording once, after the ids of all sentences that have it."""
    ids: dict[str, list[str]] = {}
    for sentence in sentences:
        ids.setdefault(_clean(sentence.text), []).append(f"[{sentence.id}]")
    return tuple(f"{''.join(carriers)} {text}" for text, carriers in ids.items())


def _conflict_line(conflict: Conflict) -> str:
    sides = " | ".join(f"{''.join(f'[{sid}]' for sid in p.sentence_ids)} {_clean(p.text)}" for p in conflict.positions)
    return f"{conflict.kind} ({_clean(conflict.topic)}): {sides}"


def _clean(text: str) -> str:
    """Return foreign text as one visible line that holds none of our ids in brackets."""
    cleaned = visible(text)
    return _FORGED.sub("(", cleaned) if "[" in cleaned else cleaned

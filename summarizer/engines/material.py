"""The claim table as a model reads it: one line a claim, each wording once, after the ids that carry it.

Wire copy printed by five outlets is sent once with five ids. The lines are fitted to the model's window by
the importance of the claims; the last article is worth as much as the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from summarizer.engines.completion import estimate_tokens
from summarizer.engines.hostile import visible
from summarizer.models import ClaimRow, ClaimTable, Conflict, Sentence

Count = Callable[[str], int]
_FORGED = re.compile(r"\[(?=\s*[ac]\d)", re.IGNORECASE)
_TITLES_SHARE = 8  # titles take at most an eighth of the room: they repeat what the claims tell
_NAMED = 20  # ids of left-out claims that a warning lists


class Material(NamedTuple):
    """What is sent, the ids of the claims that did not fit, and how many claims there are."""

    text: str
    left_out: tuple[str, ...]
    claims: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say what the model was not shown."""
        if not self.left_out:
            return ()
        more = ", ..." if len(self.left_out) > _NAMED else ""
        named = ", ".join(self.left_out[:_NAMED]) + more
        return (f"{len(self.left_out)} of {self.claims} claims did not fit the model's window: {named}",)


def lay_out(table: ClaimTable, *, room: int, count: Count) -> Material:
    """Return the material of `table` within `room` tokens, most important claims first.

    `count` gives the tokens of a text; it is asked only when a cautious estimate does not settle the matter.
    The text is empty when not even one claim fits.
    """
    outlets = {article.id: _clean(article.outlet_name)[:60] for article in table.articles}
    titles = [_line_of((s,)) for s in table.sentences if s.kind == "title"]
    rows = [
        _Row(row.id, _claim_line(row, outlets, wordings=None), _claim_line(row, outlets, wordings=1))
        for row in table.claims
    ]
    conflicts = [_conflict_line(conflict) for conflict in table.conflicts]
    whole = _join(titles, [row.full for row in rows], conflicts)
    if estimate_tokens(whole) <= room or count(whole) <= room:
        return Material(whole, (), len(rows))
    return _fitted(titles, rows, conflicts, room, count)


class _Row(NamedTuple):
    id: str
    full: str
    brief: str  # its best wording alone


def _fitted(titles: list[str], rows: Sequence[_Row], conflicts: list[str], room: int, count: Count) -> Material:
    """Choose lines by cautious estimates scaled to what the tokenizer says; check the sum, shrink, try again."""
    whole = _join(titles, [row.full for row in rows], conflicts)
    scale = count(whole) / max(1, estimate_tokens(whole))
    aim = room / max(scale, 0.01)
    for _ in range(4):
        kept_titles = _within(titles, aim / _TITLES_SHARE)
        kept_conflicts = _within(conflicts, aim / _TITLES_SHARE)
        left = aim - estimate_tokens(_join(kept_titles, [], kept_conflicts))
        lines, left_out = _choose(rows, left)
        text = _join(kept_titles, lines, kept_conflicts)
        if not lines or count(text) <= room:
            return Material(text if lines else "", tuple(left_out), len(rows))
        aim *= 0.9 * room / count(text)
    return Material("", tuple(row.id for row in rows), len(rows))


def _choose(rows: Sequence[_Row], room: float) -> tuple[list[str], list[str]]:
    """Take each claim that still has room, in full, else in its best wording, else not."""
    lines: list[str] = []
    left_out: list[str] = []
    for row in rows:
        fitting = next((line for line in (row.full, row.brief) if estimate_tokens(line) + 1 <= room), None)
        if fitting is None:
            left_out.append(row.id)
            continue
        lines.append(fitting)
        room -= estimate_tokens(fitting) + 1
    return lines, left_out


def _within(lines: Iterable[str], room: float) -> list[str]:
    kept = []
    for line in lines:
        room -= estimate_tokens(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _join(titles: list[str], claims: list[str], conflicts: list[str]) -> str:
    parts = [("Titles:", titles), ("Claims:", claims), ("Reports differ on:", conflicts)]
    return "\n".join(line for heading, lines in parts if lines for line in (heading, *lines))


def _claim_line(row: ClaimRow, outlets: dict[str, str], *, wordings: int | None) -> str:
    told = [sentence for sentence in row.sentences if sentence.kind != "title"] or row.sentences
    told_by = ", ".join(dict.fromkeys(outlets[s.article] for s in row.sentences))
    return f"{row.id} ({told_by}): {_line_of(told, wordings)}"


def _line_of(sentences: Sequence[Sentence], wordings: int | None = None) -> str:
    """Return each wording once, after the ids of all sentences that have it."""
    ids: dict[str, list[str]] = {}
    for sentence in sentences:
        ids.setdefault(_clean(sentence.text), []).append(f"[{sentence.id}]")
    return " ".join(f"{''.join(carriers)} {text}" for text, carriers in list(ids.items())[:wordings])


def _conflict_line(conflict: Conflict) -> str:
    sides = " | ".join(f"{''.join(f'[{sid}]' for sid in p.sentence_ids)} {_clean(p.text)}" for p in conflict.positions)
    return f"{conflict.kind} ({_clean(conflict.topic)}): {sides}"


def _clean(text: str) -> str:
    """Return foreign text as one visible line that holds none of our ids in brackets."""
    return _FORGED.sub("(", visible(text))

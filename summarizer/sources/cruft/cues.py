"""The cue tables of all languages, read once: phrases that a site says to its readers.

Pages mix languages (an English "Share" under an Arabic report), so one merged table serves every text. Each
phrase is kept in folded form. ` * ` in a phrase stands for any words between its parts.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from summarizer.text.folding import fold

KEYS = (6, 2)  # code points by which the start phrases are indexed: a Chinese cue may have two


@dataclass(frozen=True, slots=True)
class Cues:
    """The merged tables. A reason stands beside each phrase; `starts` and `labels` go by their first two letters."""

    exact: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    starts: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    has: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    teasers: list[str] = field(default_factory=list)
    by: set[str] = field(default_factory=set)
    months: dict[str, int] = field(default_factory=dict)
    stamp: set[str] = field(default_factory=set)
    stamp_labels: set[str] = field(default_factory=set)
    speech: set[str] = field(default_factory=set)
    pronouns: set[str] = field(default_factory=set)


@lru_cache(maxsize=1)
def cues() -> Cues:
    """Return the merged tables."""
    merged = Cues()
    for entry in sorted(resources.files(__package__).joinpath("tables").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            _merge(merged, tomllib.loads(entry.read_text("utf-8")))
    return merged


def _merge(merged: Cues, table: dict[str, Any]) -> None:
    for reason, phrases in table.get("exact", {}).items():
        for phrase in phrases:
            merged.exact.setdefault(bare(fold(phrase)), reason)
    for reason, phrases in table.get("label", {}).items():
        for phrase in phrases:
            merged.labels.setdefault(fold(phrase), reason)
    for reason, phrases in table.get("start", {}).items():
        for phrase in phrases:
            folded = fold(phrase).lstrip("¿¡\"'([ ")
            merged.starts.setdefault(_key(folded), []).append((tuple(folded.split(" * ")), reason))
    for reason, phrases in table.get("has", {}).items():
        merged.has.extend((tuple(fold(phrase).split(" * ")), reason) for phrase in phrases)
    merged.teasers.extend(fold(phrase) for phrase in table.get("teasers", ()))
    merged.by.update(fold(word) for word in table.get("by", ()))
    for index, name in enumerate(table.get("months", "").split()):
        merged.months.setdefault(fold(name), index % 12 + 1)
    for name in ("stamp", "stamp_labels", "speech", "pronouns"):
        given = table.get(name, ())
        getattr(merged, name).update(fold(word) for word in (given.split() if isinstance(given, str) else given))


def _key(phrase: str) -> str:
    first = phrase.split(" * ")[0]
    return first[: KEYS[0]] if len(first) >= KEYS[0] else first[: KEYS[1]]


_BARE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)


def bare(folded: str) -> str:
    """Return a folded line without the bullets, arrows, emoji and stops around it."""
    if len(folded) >= 200:
        return folded
    found = _BARE.search(folded)
    return found.group() if found else ""


def start_reason(folded: str) -> str | None:
    """Return the reason of the cue that `folded` opens with, on a word's edge."""
    starts = cues().starts
    for parts, reason in starts.get(folded[: KEYS[0]], []) + starts.get(folded[: KEYS[1]], []):
        opens = folded.startswith(parts[0]) and _on_edge(folded, len(parts[0]))
        if opens and (len(parts) == 1 or _in_order(folded[:200], parts[1:], len(parts[0]))):
            return reason
    return None


def phrases_in(folded: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the cues to be found anywhere in a line that `folded`, a whole article, holds at all: mostly none."""
    return tuple(cue for cue in cues().has if cue[0][0] in folded)


def has_reason(folded: str, phrases: tuple[tuple[tuple[str, ...], str], ...] | None = None) -> str | None:
    """Return the reason of the first cue of `phrases` (default: all) that `folded` contains."""
    for parts, reason in cues().has if phrases is None else phrases:
        if parts[0] in folded and (len(parts) == 1 or _in_order(folded, parts, 0)):
            return reason
    return None


def label_of(folded: str) -> tuple[str, int] | None:
    """Return (reason, length of the label) where `folded` opens with a label and a colon or bar."""
    match = _LABEL.match(folded)
    if not match:
        return None
    reason = cues().labels.get((match.group(1) or match.group(2)).strip())
    return (reason, match.end()) if reason else None


_LABEL = re.compile(r"([^:|\n]{1,40}?)\s?[:|]|([^\n>-]{8,40}?)\s?(?:-|>)\s")


def _on_edge(folded: str, at: int) -> bool:
    """Whether a word ends at `at`; scripts without spaces have no such edge to ask for."""
    before = folded[at - 1]
    return at == len(folded) or not (before.isalnum() and folded[at].isalnum()) or ord(before) > 0x2E7F


def _in_order(folded: str, parts: tuple[str, ...], at: int) -> bool:
    for part in parts:
        at = folded.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True

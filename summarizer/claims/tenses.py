"""Whether what a sentence tells of a day lies behind the article or ahead of it, read off the clause of the day."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Direction = Literal["past", "future", ""]
REACH = 48  # code points before a day in which a preposition or a verb of saying belongs to it
_EDGE = re.compile(
    r"[.,](?!\d)|[;:()“”\"—–]|\s(?:that|which|who|whom|when|while|because|after|before|but|where|as|although|though|since)\s",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:(?P<future>(?:until|till|by|through|before|no later than|starting|beginning) (?:next |this |the )?|"
    r"(?:next|coming|upcoming) )|(?P<past>(?:last|past) |"
    r"(?:said|says|told \w+(?: \w+)?|announced|reported|wrote|added|stated|confirmed|statement)"
    r"(?: (?:late|early))?(?: on| in a statement on)? ))$",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|shall|would|['’]ll|won['’]t|is to|are to|was to|were to|is due|are due|due to|due|set (?:to|for)|"
    r"(?:is|are|was|were) (?:expected|scheduled|planned|slated|set)|scheduled|expected|slated|planned for|plans? to|"
    r"planning to|going to|hopes? to|intends? to|may|might|could|should|can|must|is \w+ing|are \w+ing|"
    r"remains?|stays?)\b",
    re.I,
)
_IRREGULAR = (
    "was were had did said told came went took fell rose began made gave found left lost won met held killed shot sent "
    "brought bought built caught cut drew drove fought got hit kept knew led paid put ran saw sold spoke spent stood "
    "struck taught thought threw wore wrote became broke burst chose flew froze grew hung hurt sank shook shut slid "
    "spread swept tore woke been broken fled felt sat set lay dealt sought swore dead born"
)
_BEHIND = re.compile(rf"\b(?:{'|'.join(_IRREGULAR.split())}|[a-z]{{2,}}ed)\b", re.I)
_NOW = re.compile(r"\b(?:is|are)\b", re.I)
_WAS = re.compile(r"\b(?:was|were|had|did)\b", re.I)
# Other languages: a sign that the day may lie ahead. There the past is the default, and such a day stays undated.
_FOREIGN_AHEAD = re.compile(
    r"\b(?:bis|ab|soll|sollen|wird|werden|will|wollen|kommenden?|nächsten?|jusqu['’]à|prochaine?|doit|doivent|sera|"
    r"seront|aura|hasta|próxim[oa]|será|serán|va a|van a|fino a|prossim[oa]|sarà|saranno|riapre|deve|devono|até|amanhã|"
    r"tot|zal|zullen|volgende|komende)\b",
    re.I,
)


def direction(text: str, start: int, end: int, language: str = "en") -> Direction:
    """Return on which side of the article's day the day at `[start, end)` lies, "" where the clause does not tell.

    "Cancelled all sailings until Friday" and "will begin on Thursday" lie ahead, "closed on Monday" behind.
    """
    before = text[max(0, start - REACH) : start]
    if language[:2].lower() != "en":
        return "" if _FOREIGN_AHEAD.search(text) else "past"
    if told := _BEFORE.search(before):
        return "future" if told["future"] else "past"
    clause = " ".join(clause_of(text, start, end))  # without the day, for "May 5" is no verb
    if _AHEAD.search(clause) or (_NOW.search(clause) and not _WAS.search(clause) and _AHEAD.search(text)):
        return "future"  # "will be pumped out before a second attempt is made on Saturday"
    return "past" if _BEHIND.search(clause) else ""


def clause_of(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the clause about `[start, end)`, what stands before and what behind; "On Friday," opens what follows."""
    edges = _edges(text)
    left = max((e for _, e in edges if e <= start), default=0)
    ends = [s for s, _ in edges if s >= end] + [len(text)]
    right = ends[0]
    if len(text[left:start].split()) <= 1 and len(text[end:right].split()) <= 1 and len(ends) > 1:
        right = ends[1]
    return text[left:start], text[end:right]


@lru_cache(maxsize=4096)
def _edges(text: str) -> tuple[tuple[int, int], ...]:
    return tuple([m.span() for m in _EDGE.finditer(text)])

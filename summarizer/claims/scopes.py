"""Of what a count is: of all or of a part, by the day or in all, before or after. Counts of other scopes both hold."""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.claims.positions import TIME_UNITS
from summarizer.claims.quantities import Amount, amounts
from summarizer.claims.reading import matching_stems

NEAR = 40  # code points on either side of an amount in which its scope is told
_HERE = "¦"  # stands for the amount
_SCOPES = (
    r"\bin all\b|\bin total\b|\ba total of\b|\baltogether\b|\boverall\b|\bcombined\b",
    r"\bso far\b|\balready\b|\buntil now\b|\bto date\b|\bas of\b|\bby then\b",
    r"\b(?:each|every|per|apiece|daily|weekly|monthly|yearly|annual|annually)\b"
    r"|(?<=[a-z] )an? (?:second|minute|hour|day|night|week|month|year|season|head)\b",
    r"\bonly\b|\bjust\b|\bone of\b|\bsome of\b|\bof (?:them|whom|which)\b"
    rf"|{_HERE}\s+of (?:the|its|their|his|her|these|those)\b|\bof (?:the|its|their|his|her|these|those)\s*{_HERE}",
    r"\bfirst (?:said|spoke|reported|put|told|gave|thought)\b|\binitial(?:ly)?\b|\bat first\b|\bearlier\b"
    r"|\boriginal(?:ly)?\b|\bprevious(?:ly)?\b|\bformerly\b|\bonce\b|\bused to\b",
    r"\blater\b|\bnow\b|\bcurrent(?:ly)?\b|\bsince then\b|\bmeanwhile\b",
    r"\bfirst\b|\bopening\b",
    r"\bsecond\b",
    r"\bthird\b",
    r"\bfinal\b|\blast\b",
    r"\bnext\b",
    r"\b(?:further|additional|extra|others?|another)\b",
    r"\b(?:before|prior to|ahead of) (?!he\b|she\b|they\b|it\b)",
    r"\bduring\b",
    r"\bto go\b|\bremain(?:s|ed|ing)?\b|\bstill\b",
    r"\b(?:capacity|room for|can (?:hold|carry|seat|handle|take)|holds|seats|built (?:for|to)|"
    r"licen[cs]ed|allowed|permitted|certified|limit|able to|designed|maximum)\b",
    r"\b(?:ask(?:s|ed)?|demand(?:s|ed|ing)?|seek(?:s|ing)?|sought|want(?:s|ed)?|request(?:s|ed)?|called for)\b"
    r"|\boffer(?:s|ed)?\b",
)
_SCOPE = tuple(re.compile(pattern, re.I) for pattern in _SCOPES)
_KIND = re.compile(
    r"\b(?:insured|valued|worth|guaranteed|budgeted|poll|survey|forecasts?|maximum|minimum|record|average|median)\b",
    re.I,
)  # in the whole sentence
_SPAN = re.compile(
    r"\b(?:in|over|within|during|after) (?:the )?(?:past |last )?[\w-]+ (?:hours|days|nights|weeks|months|years)\b",
    re.I,
)
_RESTRICTS = re.compile(r"[ \u00a0](?:with|without|over|under|aged|older|younger|belonging to|\w+ed by)\b", re.I)


def same_scope(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether amount `x` of `a` and `y` of `b` count over the same: precision asks for every sign alike.

    "40 ships a day" and "six ships", "30 hostages in all" and "six", "120 rooms with a view" and "200 rooms",
    "200 suspected cases" and "90 cases" are of other scopes.
    """
    if _scopes(x, a) != _scopes(y, b) or _narrowed(x, a, language) != _narrowed(y, b, language):
        return False
    return not (_value_in(x, b, language) or _value_in(y, a, language))


def alike_scope(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell the same where wordings differ: "other similar industrialized nations", "other western, industrialized".

    What narrows the thing counted need not be the same, but must have a word in common where both tell it.
    """
    left, right = _narrowed(x, a, language)[0], _narrowed(y, b, language)[0]
    if _scopes(x, a) != _scopes(y, b) or (left and right and not left & right):
        return False
    if _RESTRICTS.match(a, x.told_to) or _RESTRICTS.match(b, y.told_to):
        return False
    return x.value == y.value or not (_value_in(x, b, language) or _value_in(y, a, language))


@lru_cache(maxsize=4096)
def _scopes(x: Amount, text: str) -> tuple[bool, ...]:
    """Return which scopes are told near the amount, in the stretch between the amounts beside it."""
    start, end = _stretch(x, text)
    near = f"{text[start : x.told_from]}{_HERE} {text[x.told_to : end]}"
    over = _SPAN.search(text, max(0, x.told_from - NEAR), x.told_to + NEAR) is not None and x.unit not in TIME_UNITS
    return (over, _KIND.search(text) is not None, *[pattern.search(near) is not None for pattern in _SCOPE])


def _stretch(x: Amount, text: str) -> tuple[int, int]:
    others = amounts(text, "en")
    start = max([z.told_to for z in others if z.told_to <= x.told_from], default=0)
    end = min([z.told_from for z in others if z.told_from >= x.told_to], default=len(text))
    return max(start, x.told_from - NEAR), min(end, x.told_to + NEAR)


def _narrowed(x: Amount, text: str, language: str) -> tuple[frozenset[str], bool]:
    """Return what narrows the thing counted: the words between number and noun, and a "with" or "over" behind it."""
    inside = text[x.end : x.told_to].rpartition(" ")[0] if not x.unit else ""
    restricted = _RESTRICTS.match(text, x.told_to) is not None or text[: x.told_from].endswith(" with ")
    return frozenset(matching_stems(inside, language)), restricted


def _value_in(x: Amount, text: str, language: str) -> bool:
    """Tell whether `text` gives the very value too, of whatever: then it tells both."""
    return any(z.value == x.value and z.unit == x.unit for z in amounts(text, language))

"""When two quantities can both be true: bounds, ranges and rounding are read as intervals that must meet."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.text.numbers import Quantity, numbers

ABOUT = 0.15  # "about 300" admits 255 to 345; reporters round to one or two digits
_TO = re.compile(r"\s?(?:to|and|or|[-–—])\s?(?:[$€£¥])?\s?")
_HEDGE = re.compile(
    r"\b(?:at least|no fewer than|no less than|more than|fewer than|less than|up to|as many as|as much as|close to|"
    r"an estimated|over|above|under|below|about|around|roughly|approximately|nearly|almost|some|estimated) "
    r"(?:an? |the )?$",
    re.I,
)
_HYPHEN = re.compile(r"\d[-‐‑]\w|[a-z][-‐‑][a-z]")
_HEAD = re.compile(r"[ \u00a0]([^\W\d_]+)")
_NOT_COUNTED = (
    "a after ago am an and are as at before both but by during each every for from had has have he her his if in into "
    "is it its later more most of off old on or other others out over percent per pm she since so than that the their "
    "they this through times to under until up was were when which while who will with would years"
)
_NO_NOUN = frozenset(_NOT_COUNTED.split())
# Without one of these a text has no amount: cheaper to see than reading it.
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_COUNT_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen twice half "
    "third quarter"
)
_COUNTS = frozenset(_COUNT_WORDS.split())
_PLURAL = re.compile(r"(?:ies|es|s)$")


class Amount(NamedTuple):
    """What a text says of a count: the interval `[low, high]`, of `what` (a unit, else the stem of the noun)."""

    low: float
    high: float
    what: str
    value: float
    start: int
    end: int
    unit: str  # "" where a noun is counted
    hedge: str  # as it stands before the number, with its space


@lru_cache(maxsize=16384)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts of `text` that count something, ranges joined ("300 to 400" is one amount)."""
    if not _DIGIT.search(text) and _COUNTS.isdisjoint(_LETTERS.findall(text.lower())):
        return ()
    return tuple(_merge_ranges([q for q in numbers(text) if not q.weak and q.kind not in ("ordinal", "time")], text))


def _merge_ranges(found: Sequence[Quantity], text: str) -> list[Amount]:
    merged: list[Amount] = []
    for quantity in found:
        amount = _amount(quantity, text)
        last = merged[-1] if merged else None
        between = text[last.end : quantity.start] if last else ""
        if (
            last
            and last.low <= amount.value
            and (not last.what or last.what == amount.what)
            and _is_range(between, text, last.start)
        ):
            merged[-1] = Amount(
                last.low,
                max(last.high, amount.high),
                amount.what,
                last.value,
                last.start,
                amount.end,
                amount.unit,
                last.hedge,
            )
        else:
            merged.append(amount)
    return merged


def _is_range(between: str, text: str, start: int) -> bool:
    match = _TO.fullmatch(between)
    return bool(match) and ("and" not in between or text[max(0, start - 9) : start].lower().endswith("between "))


def _amount(quantity: Quantity, text: str) -> Amount:
    low, high = _interval(quantity)
    what = quantity.unit or ("" if quantity.noun in _NO_NOUN else _PLURAL.sub("", quantity.noun))
    unit = quantity.unit
    if what in ("square", "cubic") and (head := _HEAD.match(text, quantity.end + len(what) + 1)):
        what = f"{what} {_PLURAL.sub('', head[1].lower())}"
    if unit and _HYPHEN.search(quantity.text) and (head := _HEAD.match(text, quantity.end)):
        what, unit = f"{what} {head[1].lower()}", ""  # "the 16-hour flight" counts its own hours only
    hedge = _HEDGE.search(text[: quantity.start]) if quantity.bound else None
    words = hedge.group() if hedge else ""
    return Amount(low, high, what, quantity.value, quantity.start, quantity.end, unit, words)


def _interval(quantity: Quantity) -> tuple[float, float]:
    value, slack = quantity.value, _rounding(quantity.value)
    if quantity.bound in ("min", "over"):
        return value - slack, math.inf
    if quantity.bound == "max":
        return 0.0, value + slack
    if quantity.bound == "under":
        return value * (1 - ABOUT), value + slack
    if quantity.bound == "about":
        return value * (1 - ABOUT), value * (1 + ABOUT)
    return value - slack, value + slack


def _rounding(value: float) -> float:
    """Return half a unit of the last digit that is not zero, for figures of a thousand or more, 5 % at most."""
    if value < 1000 or value != int(value):
        return 0.005 * value if value != int(value) else 0.0
    digits = str(int(value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return min(0.5 * 10**zeros, 0.05 * value) if zeros >= 2 else 0.0


def meet(a: Amount, b: Amount) -> bool:
    """Tell whether both amounts can be true of one thing."""
    return a.low <= b.high and b.low <= a.high


def apart(a: str, b: str) -> list[tuple[Amount, Amount]]:
    """Return the amounts of `a` and `b` that count the same thing and cannot both be true.

    Empty for a thing of which any two amounts do meet: one sentence may give several.
    """
    left, right = amounts(a), amounts(b)
    clashes: list[tuple[Amount, Amount]] = []
    for what in sorted({x.what for x in left} & {y.what for y in right} - {""}):
        mine, theirs = [x for x in left if x.what == what], [y for y in right if y.what == what]
        if not any(meet(x, y) for x in mine for y in theirs):
            clashes.extend((x, y) for x in mine for y in theirs)
    return clashes

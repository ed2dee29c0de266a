"""When two quantities can both be true: bounds, ranges and rounding are read as intervals that must meet."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.text.numbers import Quantity, lower_words, numbers

ABOUT = 0.15  # "about 300" admits 255 to 345; reporters round to one or two digits
_TO = re.compile(r"\s?(?:to|and|or|[-–—])\s?(?:[$€£¥])?\s?")
_HEDGE = re.compile(
    r"\b(?:at least|no fewer than|no less than|more than|fewer than|less than|up to|as many as|as much as|close to|"
    r"an estimated|over|above|under|below|about|around|roughly|approximately|nearly|almost|some|estimated) "
    r"(?:an? |the )?$",
    re.I,
)
# Hedges of other languages, by what they make of the amount; the reading of numbers knows the English ones.
_FOREIGN_HEDGES: dict[str, str] = {
    "min": "mindestens|wenigstens|au moins|al menos|por lo menos|almeno|pelo menos|minstens|ten minste",
    "over": "mehr als|über|gut|plus de|plus d['’]|más de|oltre|più di|mais de|meer dan|ruim",
    "max": "bis zu|höchstens|maximal|jusqu['’]à|hasta|fino a|al massimo|até|tot|hoogstens",
    "under": "weniger als|unter|knapp|fast|beinahe|moins de|près de|presque|menos de|casi|meno di|quasi|quase|bijna",
    "about": "etwa|rund|ungefähr|circa|ca\\.|schätzungsweise|environ|quelque|quelques|autour de|unos|unas|alrededor de|"
    "cerca de|aproximadamente|ongeveer|zo['’]n",
}
_FOREIGN = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{bound}>{words})' for bound, words in _FOREIGN_HEDGES.items())})\s?$", re.I
)
_LINKING = frozenset(("de", "di", "d", "of"))  # "3 milioni di euro"
_HYPHEN = re.compile(r"\d[-‐‑]\w|[a-z][-‐‑][a-z]")
_OTHER = re.compile(r"\bothers?\b", re.I)
_OLD = re.compile(r"[ \u00a0\-‐‑](?:old|of age)\b")
_SCORE = re.compile(r" (?:to|against) \d")
_FOLLOWING = re.compile(r",?[ \u00a0\-‐‑]([^\W\d_]+)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_IRREGULAR = (
    "people men women children feet dead injured wounded killed missing arrested police officers troops staff crew "
    "others seats cattle sheep fish aircraft persons lives homes teeth dice data media percent"
)
_PLURALS = frozenset(_IRREGULAR.split())
_HEAD = re.compile(r"[ \u00a0]([^\W\d_]+)")
_NOT_COUNTED = (
    "a after ago am an and are as at before both but by during each every for from had has have he her his if in into "
    "is it its later most of off old on or out over percent per pm she since so than that the their "
    "they this through times to under until up was were when which while who will with would years"
)
_NO_NOUN = frozenset(_NOT_COUNTED.split())
# Without one of these a text has no amount: cheaper to see than reading it.
_DIGIT = re.compile(r"\d")
_COUNT_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen twice half "
    "third quarter"
)
_COUNTS = frozenset(_COUNT_WORDS.split())
_PLURAL = re.compile(r"(?<=[sxz])es$|(?<=[cs]h)es$|s$")


MOST = 20  # a sentence of so many is a table; the fullest of 7,451 in the evaluation data has 9


class Amount(NamedTuple):
    """What a text says of a count: the interval `[low, high]`, of `what` (a unit, else the stem of the noun)."""

    low: float
    high: float
    what: str
    value: float
    start: int
    end: int
    unit: str  # "" where a noun is counted
    told_from: int  # where the hedge begins ("at least 20 homes")
    told_to: int  # where the thing counted ends


@lru_cache(maxsize=16384)
def amounts(text: str, language: str = "en") -> tuple[Amount, ...]:
    """Return the amounts of `text` that count something, ranges joined ("300 to 400" is one amount), `MOST` at most."""
    if not _DIGIT.search(text) and language[:2] == "en" and _COUNTS.isdisjoint(lower_words(text)):
        return ()
    found = [q for q in numbers(text, language) if not q.weak and q.kind not in ("ordinal", "time") and not _is_year(q)]
    return tuple(_merge_ranges(found[:MOST], text, language[:2].lower() == "en"))


def _is_year(quantity: Quantity) -> bool:
    return not quantity.unit and _YEAR.fullmatch(quantity.text) is not None


def _merge_ranges(found: Sequence[Quantity], text: str, english: bool) -> list[Amount]:
    merged: list[Amount] = []
    for quantity in found:
        amount = _amount(quantity, text, english)
        last = merged[-1] if merged else None
        between = text[last.end : quantity.start] if last else ""
        if (
            last
            and last.low <= amount.value
            and (not last.what or last.what == amount.what)
            and _is_range(between, text, last.start)
        ):
            merged[-1] = amount._replace(
                low=last.low,
                high=max(last.high, amount.high),
                value=last.value,
                start=last.start,
                told_from=last.told_from,
            )
        else:
            merged.append(amount)
    return merged


def _is_range(between: str, text: str, start: int) -> bool:
    match = _TO.fullmatch(between)
    return bool(match) and ("and" not in between or text[max(0, start - 9) : start].lower().endswith("between "))


def _amount(quantity: Quantity, text: str, english: bool) -> Amount:
    before = text[max(0, quantity.start - 24) : quantity.start]
    hedge = (_HEDGE if english else _FOREIGN).search(before) if quantity.bound or not english else None
    if hedge and not english:
        quantity = quantity._replace(bound=hedge.lastgroup or "about")  # type: ignore[arg-type]
    low, high = _interval(quantity)
    what, unit, end = _measured(quantity, text) if quantity.unit else _counted(quantity, text, english)
    start = quantity.start - len(before) + hedge.start() if hedge else quantity.start
    return Amount(low, high, what, quantity.value, quantity.start, quantity.end, unit, start, end)


def _measured(quantity: Quantity, text: str) -> tuple[str, str, int]:
    """Return what a unit measures: "the 16-hour flight" has its own hours, an age is no amount."""
    if _OLD.match(text, quantity.end):
        return "", "", quantity.end
    if _HYPHEN.search(quantity.text) and (head := _HEAD.match(text, quantity.end)):
        return f"{quantity.unit} {head[1].lower()}", "", head.end()
    return quantity.unit, quantity.unit, quantity.end


def _counted(quantity: Quantity, text: str, english: bool) -> tuple[str, str, int]:
    """Return the noun that is counted: in English the first plural of the next words, "eight major airports"."""
    words: list[str] = []
    for following in _FOLLOWING.finditer(text, quantity.end, quantity.end + 48):
        if following.start() != quantity.end + sum(map(len, words)):
            break
        words.append(following.group())
        word = following[1].lower()
        if not english and word in _LINKING and len(words) == 1:
            continue
        if word in _NO_NOUN or len(words) > 4:
            break
        if not english or quantity.value == 1 or words[0][0] in "-‐‑" or _is_plural(word):
            if _SCORE.match(text, following.end()):
                break  # "9 votes to 4"
            noun = f"square {word}" if len(words) > 1 and words[-2].endswith("square") else word
            return _singular(noun), "", following.end()
    return "", "", quantity.end


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (len(word) > 3 and word[-1] == "s" and word[-2] not in "su")


def _singular(noun: str) -> str:
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    return _PLURAL.sub("", noun) if noun[-2:] not in ("ss", "us") else noun


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


def counted(x: Amount, text: str) -> str:
    """Return what an amount counts; "ten other countries" are eleven in all, so they are another thing."""
    return f"other {x.what}" if _OTHER.search(text, x.end, x.told_to) else x.what


def meet(a: Amount, b: Amount) -> bool:
    """Tell whether both amounts can be true of one thing."""
    return a.low <= b.high and b.low <= a.high


def apart(a: str, b: str, language: str = "en") -> list[tuple[Amount, Amount]]:
    """Return the amounts of `a` and `b` that count the same thing and cannot both be true.

    Empty for a thing of which any two amounts do meet: one sentence may give several.
    """
    left, right = amounts(a, language), amounts(b, language)
    if not left or not right:
        return []
    clashes: list[tuple[Amount, Amount]] = []
    for what in sorted({x.what for x in left} & {y.what for y in right} - {""}):
        mine, theirs = [x for x in left if x.what == what], [y for y in right if y.what == what]
        if not any(meet(x, y) for x in mine for y in theirs):
            clashes.extend((x, y) for x in mine for y in theirs)
    return clashes

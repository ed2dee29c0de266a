"""The quantities that a text gives, as values that can be compared: digits, words, scales, units, bounds."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from summarizer.text.number_words import (
    BOUND,
    BOUND_OF,
    CARDINALS,
    CURRENCY_SIGNS,
    FRACTIONS,
    MONEY,
    ORDINALS,
    POINT_LANGUAGES,
    SCALES,
    TENS,
    UNIT_OF,
    UNITS,
    VULGAR,
    Bound,
)

QuantityKind = Literal["cardinal", "ordinal", "percent", "money", "measure", "time", "fraction"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


class Quantity(NamedTuple):
    """One number of a text with what it counts.

    `value` is in the unit as written, scale words multiplied in ("1.5m" is 1500000.0). `unit` is a closed
    name for percentages, currencies and measures ("percent", "usd", "km"), else "". `noun` is the lower-case
    word that follows ("bodies" in "34 bodies"), a hint only. `bound` says how the text hedges it: at least
    (`min`), at most or up to (`max`), more than (`over`), less than (`under`), `about`. `weak` marks
    "one", "first", "second", "half" and "once", which are as often no number at all.
    """

    start: int
    end: int
    text: str
    value: float
    kind: QuantityKind
    unit: str
    noun: str
    bound: Bound
    weak: bool = False


_DIGITS = re.compile(
    r"(?<![^\W_\u2e80-\u9fff])(?P<sign>(?:us|c|a)?\$|[€£¥₹₽₴₩₪])?[ \u00a0]?"
    r"(?P<number>\d{1,3}(?:[,.'’\u00a0\u202f\u2009]\d{3}){1,6}(?!\d)(?:[.,]\d{1,20}(?!\d))?|\d+(?:[.,]\d+)?)"
    r"(?:(?P<clock>:\d\d(?!\d))|(?P<ordinal>st|nd|rd|th)\b|[ \u00a0]?(?P<vulgar>[½¼¾⅓⅔⅛])|"
    r"/(?P<over>\d{1,3})(?![\d/]))?",
    re.I,
)
_TAIL = re.compile(
    r"[ \u00a0\-‐‑–]?(?P<word>per cent|por ciento|pour cent|por cento|per cento|%|％|°[fc]?|¢|[€£₽₴]|"
    r"[^\W\d_]+)",
    re.I,
)
_SUFFIX = re.compile(r"[ \u00a0]?(?P<half>[ap])\.?m\b\.?", re.I)
_WORDS = re.compile(
    r"\b(?:(?:{c}|{t}|{o}|dozen|hundreds?|thousands?|millions?|billions?|half|quarter|once|twice|{f})\b"
    r"(?:(?:[ \u00a0\-‐‑–]| and )(?=(?:{c}|{t}|{o}|dozen|hundreds?|thousand|million|billion|trillion|"
    r"{f})\b))?){{1,12}}".format(
        c="|".join(UNITS),
        t="|".join(TENS),
        o="|".join(ORDINALS),
        f="halves|thirds|quarters|fifths|sixths|eighths|tenths",
    ),
    re.I,
)
_PIECE = re.compile(r"[a-z]+", re.I)
_WEAK_WORDS = _set("one first second half once quarter")
_NO_SCALE_AFTER = _set("b m k mil mille")  # letters that are a scale only glued to the digits
_NUMBER_WORDS = frozenset(
    (
        *CARDINALS,
        *ORDINALS,
        *FRACTIONS,
        "dozen",
        "hundred",
        "thousand",
        "million",
        "billion",
        "once",
        "twice",
        "double",
        "triple",
    )
)


LARGEST = 1e100  # more digits are no quantity, and infinity is not to be reckoned with
LONGEST = 20_000  # code points whose values are read: hundreds of sentences, so no living one is cut


@lru_cache(maxsize=16384)
def numbers(text: str, language: str | None = None) -> tuple[Quantity, ...]:
    """Return the quantities of `text` in order, spans in code points; digits glued to letters are left out.

    `language` (BCP-47) decides what "1.234" means; without one it is read the English way.
    """
    text = text[:LONGEST]
    has_words = not _NUMBER_WORDS.isdisjoint(lower_words(text))
    if not has_words and not _DIGIT.search(text):
        return ()
    found = [_of_digits(match, text, language) for match in _DIGITS.finditer(text)]
    if not has_words:
        return _finished(text, found)
    taken = {i for q in found for i in range(q.start, q.end)}
    found += [q for match in _WORDS.finditer(text) for q in _of_words(match, text) if q.start not in taken]
    return _finished(text, found)


def _finished(text: str, found: list[Quantity]) -> tuple[Quantity, ...]:
    ordered = _share_units(text, _spoken_times(text, sorted(found)))
    return tuple(sorted([*ordered, *_ratios(text, ordered), *_digit_counts(text)]))


@lru_cache(maxsize=16384)
def lower_words(text: str) -> frozenset[str]:
    """Return the words of `text` in lower case: a quick look whether a slower pattern is worth its time."""
    return frozenset((_LOWER_ASCII if text.isascii() else _LOWER).findall(text.lower()))


_LOWER = re.compile(r"[^\W\d_]+")
_LOWER_ASCII = re.compile(r"[a-z]+")  # the same of such a text, at half the cost
_DIGIT = re.compile(r"\d")


_DIGIT_COUNT = re.compile(r"\b(double|triple)[ -](?:digits?|figures?)\b", re.I)
_PART_OF_DAY = re.compile(r" (?:o['’]?clock|in the (?P<part>morning|afternoon|evening)|at night)", re.I)
_PAST = re.compile(r" (?P<way>to|past) ")


def _digit_counts(text: str) -> list[Quantity]:
    """Return "double-digit" as at least ten, "triple digits" as at least a hundred."""
    return [
        Quantity(
            m.start(), m.end(), m.group(), {"d": 10.0, "t": 100.0}[m[1][0].lower()], "cardinal", "", "", "min", True
        )
        for m in _DIGIT_COUNT.finditer(text)
    ]


def _spoken_times(text: str, found: list[Quantity]) -> list[Quantity]:
    """Read "eighteen minutes to six" and "four in the morning" as times of day."""
    spoken: list[Quantity] = []
    for q in found:
        bare = q.kind == "cardinal" and not q.unit and 1 <= q.value <= 12
        last = spoken[-1] if spoken else None
        if bare and last and (time := _past_the_hour(text, last, q)):
            spoken[-1] = time
        elif bare and _PART_OF_DAY.match(text, q.end):
            spoken.append(q._replace(kind="time", unit="clock", value=q.value * 60))
        else:
            spoken.append(q)
    return spoken


def _past_the_hour(text: str, last: Quantity, hour: Quantity) -> Quantity | None:
    """Join "18 minutes" and "six" over "to" or "past"; without "minutes" only a half and a quarter are sure."""
    way = _PAST.fullmatch(text, last.end, hour.start)
    if way is None or not (last.unit == "minute" or last.text.lower() in ("half", "quarter")):
        return None
    minutes = last.value * 60 if last.value < 1 else last.value
    value = hour.value * 60 + (minutes if way["way"] == "past" else -minutes)
    return Quantity(last.start, hour.end, text[last.start : hour.end], value % 720, "time", "clock", "", "")


_OF_TOTAL = re.compile(r"(?: people| children| adults)? (?:in|out of) (?:every )?")


def _ratios(text: str, found: list[Quantity]) -> list[Quantity]:
    """Return "one in 11" and "9 out of 10" as the fractions that they are, beside their two numbers."""
    pairs = [
        (a, b)
        for a, b in pairwise(found)
        if b.start - a.end < 24 and 0 < a.value < b.value and _OF_TOTAL.fullmatch(text, a.end, b.start)
    ]
    return [
        Quantity(
            a.start, b.end, text[a.start : b.end], float(f"{a.value / b.value:.12g}"), "fraction", "", "", a.bound, True
        )
        for a, b in pairs
        if {a.kind, b.kind} <= {"cardinal", "measure"} and not b.unit
    ]


_RANGE = re.compile(r"\s*(?:to|and|or|through|bis|à|a|-|‐|‑|–|—)\s*(?:the\s)?")


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give the first of "between 5 and 10 percent" and "3-4 miles" the unit that only the second carries."""
    for i in range(len(found) - 2, -1, -1):
        left, right = found[i], found[i + 1]
        open_left = not left.unit and left.kind == "cardinal" and bool(right.unit)
        if open_left and right.start - left.end < 12 and _RANGE.fullmatch(text, left.end, right.start):
            found[i] = left._replace(unit=right.unit, kind=right.kind)
    return found


def _of_digits(match: re.Match[str], text: str, language: str | None) -> Quantity:
    start, end = match.start("sign") if match["sign"] else match.start("number"), match.end()
    value = _digits_value(match["number"], language)
    if match["clock"]:
        return _clock(match, text, start, value)
    if match["over"] and 0 < value < float(match["over"]):
        return _quantity(text, start, end, value / float(match["over"]), "fraction", "")
    if match["vulgar"]:
        value += VULGAR[match["vulgar"]]
    if half := _SUFFIX.match(text, end):
        return _clock(match, text, start, value, half)
    value, end = _scaled(text, end, value)
    if match["ordinal"]:
        return _quantity(text, start, end, value, "ordinal", "")
    unit = CURRENCY_SIGNS.get((match["sign"] or "").lower(), "")
    found = _quantity(text, start, end, value, "cardinal", unit)
    below = _MINUS.search(text[max(0, start - 8) : start]) if found.unit in _SIGNED or _SCALE.match(text, end) else None
    if below is None:
        return found
    start -= len(below["minus"])
    return found._replace(start=start, text=text[start : found.end], value=-found.value)


_MINUS = re.compile(r"(?:^|[\s(])(?P<minus>[-−–]|minus )$", re.I)
_SIGNED = frozenset(("degree", "percent"))  # only there a dash before a number is its sign
_SCALE = re.compile(r" ?°? ?(?:C|F|Celsius|Fahrenheit)\b")


def _digits_value(digits: str, language: str | None) -> float:
    groups = re.split(r"['’\u00a0\u202f\u2009]", digits)
    plain = "".join(groups)
    point = language is None or language[:2].lower() in POINT_LANGUAGES
    thousands, decimal = (",", ".") if point else (".", ",")
    if plain.count(decimal) > 1 or (decimal == "," and re.fullmatch(r"\d+,\d{3},\d{3}", plain)):
        thousands, decimal = decimal, thousands
    if thousands in plain and not re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?", plain):
        thousands, decimal = decimal, thousands
    plain = plain.replace(thousands, "").replace(decimal, ".")
    value = float(f"{float(plain):.15g}") if plain.count(".") <= 1 else float(plain.replace(".", ""))
    return min(value, LARGEST)


def _clock(match: re.Match[str], text: str, start: int, hour: float, half: re.Match[str] | None = None) -> Quantity:
    half = half or _SUFFIX.match(text, match.end())
    dotted = re.fullmatch(r"(\d{1,2})\.([0-5]\d)", match["number"])  # "4.20am"
    minutes = int(match["clock"][1:]) if match["clock"] else int(dotted[2]) if dotted else 0
    hour = float(dotted[1]) if dotted else hour
    if half and hour <= 12:
        hour = hour % 12 + (12 if half["half"] in "pP" else 0)
    end = half.end() if half else match.end()
    return Quantity(start, end, text[start:end], hour * 60 + minutes, "time", "clock", "", "")


_METRES = re.compile(r"\w| ?\(\d| (?:high|tall|wide|long|deep|race|sprint|above|below|from|up|down)\b")


def _scaled(text: str, end: int, value: float) -> tuple[float, int]:
    """Multiply in the scale words that follow ("million", "m", "thousand million")."""
    for _ in range(2):
        tail = _TAIL.match(text, end)
        if tail is None:
            break
        word = tail["word"].lower()
        if word not in SCALES or (word in _NO_SCALE_AFTER and tail.start("word") != end):
            break
        if word == "m" and _METRES.match(text, tail.end()):
            break
        value, end = value * SCALES[word], tail.end()
    return value, end


def _of_words(match: re.Match[str], text: str) -> list[Quantity]:
    """Read a run of number words; "two thirds" is a fraction, "twenty-first" an ordinal, "hundreds" no value."""
    pieces = [
        (m.group().lower(), match.start() + m.start(), match.start() + m.end()) for m in _PIECE.finditer(match.group())
    ]
    found: list[Quantity] = []
    total = current = 0.0
    first: int | None = None
    prior = 0
    for word, start, end in pieces:
        if word == "and":
            continue
        if word in FRACTIONS and (
            word in ("half", "quarter") or word.endswith(("s", "lves")) or _article_before(text, start)
        ):
            found.append(_fraction(text, start if first is None else first, end, word, total + current))
            total, current, first = 0.0, 0.0, None
            continue
        if word in ORDINALS:
            begin = start if first is None else first
            value = total + current + ORDINALS[word]
            found.append(_quantity(text, begin, end, value, "ordinal", "", word in _WEAK_WORDS and first is None))
            total, current, first = 0.0, 0.0, None
            continue
        if word in ("once", "twice"):
            found.append(_quantity(text, start, end, 1.0 if word == "once" else 2.0, "cardinal", "", weak=True))
            continue
        step = _step(word, total, current)
        if step is None:  # a new number begins ("two four"), or a bare scale ("hundreds of")
            if first is not None:
                found.append(_cardinal(text, first, prior, total + current))
            total, current, first = 0.0, 0.0, None
            step = _step(word, 0.0, 0.0)
            if step is None:
                continue
        total, current = step
        first, prior = (start if first is None else first), end
    if first is not None:
        found.append(_cardinal(text, first, prior, total + current))
    return found


def _step(word: str, total: float, current: float) -> tuple[float, float] | None:
    if word in CARDINALS:
        value = CARDINALS[word]
        room = current == 0 or (current % 100 == 0) or (current % 10 == 0 and current % 100 >= 20 and value < 10)
        return (total, current + value) if room else None
    scale = SCALES.get(word)
    if scale is None or word.endswith("s"):
        return None
    if word in ("hundred", "dozen"):
        return total, (current or 1.0) * scale
    return total + (current or 1.0) * scale, 0.0


_ARTICLE = re.compile(r"\ba $")


def _article_before(text: str, start: int) -> bool:
    """Tell whether "third" is a share ("a third of", "one third", "two-thirds"), not a place in a row."""
    before = text[max(0, start - 5) : start].lower()
    if before.endswith(("one ", "one-")):
        return True
    if _ARTICLE.search(before) and BOUND.search(text[max(0, start - 20) : start]):
        return True
    share = re.match(r"\w+(?: of\b| the\b|[ \u00a0]?[^\w\s]|$)", text[start : start + 24])
    return _ARTICLE.search(before) is not None and share is not None


def _fraction(text: str, start: int, end: int, word: str, count: float) -> Quantity:
    weak = word in _WEAK_WORDS and count in (0.0, 1.0)
    return _quantity(text, start, end, (count or 1.0) * FRACTIONS[word], "fraction", "", weak)


_NO_COUNT = re.compile(r"\b(?:the|these|those|half)[ \-]$", re.I)  # "between the two", "half-dozen"


def _cardinal(text: str, start: int, end: int, value: float) -> Quantity:
    weak = text[start:end].lower() == "one" or _NO_COUNT.search(text[max(0, start - 10) : start]) is not None
    return _quantity(text, start, end, value, "cardinal", "", weak)


def _quantity(
    text: str, start: int, end: int, value: float, kind: QuantityKind, unit: str, weak: bool = False
) -> Quantity:
    noun = ""
    if tail := _TAIL.match(text, end):
        noun = tail["word"].lower()
        named = "percent" if " " in noun else CURRENCY_SIGNS.get(noun) or UNIT_OF.get(noun, "")
        if named and kind != "ordinal":
            unit, end, weak = unit or named, tail.end() if not unit else end, False
    if kind in ("cardinal", "fraction") and unit:
        kind = "percent" if unit == "percent" else "money" if unit in MONEY else "measure"
    value = float(f"{value:.12g}")
    weak = weak or noun in ("figure", "figures", "digit", "fold")
    return Quantity(start, end, text[start:end], value, kind, unit, noun, _bound_before(text, start), weak)


def _bound_before(text: str, start: int) -> Bound:
    hit = BOUND.search(text[max(0, start - 20) : start])
    return BOUND_OF[hit[1].lower()] if hit else ""

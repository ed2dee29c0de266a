"""A clash of two values, and how its topic and its sides are worded for readers: neither value stands in the topic."""

from __future__ import annotations

import re
from typing import NamedTuple

from summarizer.claims.quantities import Amount
from summarizer.claims.reading import matching_stems
from summarizer.models import ConflictKind
from summarizer.text.dates import DateMention
from summarizer.text.names import names

WINDOW = 60  # code points on either side of a value in which its context is read
MOST_NAMED = 1  # names that tell of which event a count is, places first
MOST_WORDS = 14  # of a sentence shown as a side or in a topic
_STATE_WORDS = {
    "killed": "killed|kills|kill|died|dies|dead|deaths?|slain|murdered|drowned|death toll",
    "injured": "injured|injures|injuries|injury|hurt",
    "wounded": "wounded|wounds",
    "arrested": "arrested|arrests?|detained|detains|charged|convicted",
    "missing": "missing|unaccounted|lost",
    "evacuated": "evacuated|displaced|homeless|fled",
    "rescued": "rescued|saved|survived|survivors",
    "buried": "buried",
}
STATES = {state: re.compile(rf"\b(?:{words})\b", re.I) for state, words in _STATE_WORDS.items()}
TIME_UNITS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_MEASURES = {
    "weight": "kg g ton tonne pound kilogram gram ounce",
    "speed": "mph kph km/h knot",
    "area": "hectare acre square",
    "temperature": "degree celsius fahrenheit",
    "length or distance": "m km cm mm metre meter foot inch mile yard",
    "volume": "litre liter gallon barrel",
    "power or energy": "mw kw gw kwh mwh gwh watt megawatt",
    "amount": "usd eur gbp jpy chf",
}
_MEASURE_OF = {unit: measure for measure, units in _MEASURES.items() for unit in units.split()}
_CURRENCIES = frozenset(
    "crown dollar euro pound franc krona krone koruna peso yen yuan rupee ruble rouble lira zloty real rand".split()
)
_DIMENSIONS = {"high": "height", "tall": "height", "long": "length", "wide": "width", "deep": "depth", "thick": "depth"}
_UNIT_NAMES = {
    "foot": "feet",
    "inch": "inches",
    "century": "centuries",
    "m": "metres",
    "ms": "milliseconds",
    "usd": "US dollars",
    "eur": "euros",
    "gbp": "pounds",
    "jpy": "yen",
    "chf": "Swiss francs",
}
_AS_THEY_ARE = frozenset("km kg cm mm mph kph km/h percent g mw kw gw kwh mwh gwh celsius fahrenheit".split())
_YEARS = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_PARTICIPLE = re.compile(r"\b[a-z]{3,}ed\b")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be)(?: \w+ly)? $", re.I)
_PLACED = re.compile(r"\s*\b(?:in|at|near|on|off|outside)\s+(?:the\s+)?$", re.I)
_BEFORE_DATE = re.compile(r"[\s,]*\b(?:on|in|since|until|by|from|for|of|at)?\s*$", re.I)
_SCALES = ("dozen", "hundred", "thousand", "million", "billion")
_LOWERED = frozenset("the a an it he she they his her its their this these in on at two three four five six".split())
_FIGURES = frozenset("million billion thousand hundred trillion some about around than more least nearly".split())


class Clash(NamedTuple):
    """Two values of one thing: `left` and `right` as their sentences word them, `what` they are values of."""

    kind: ConflictKind
    topic: str
    what: str
    left: str
    right: str
    amounts: tuple[Amount, Amount] | None = None
    moved: bool = False  # the later article gives the newer figure: a development, no disagreement

    def key(self, value: str) -> str:
        """Return what makes `value`, the left or the right one, the same as another wording of it."""
        if self.amounts is None:
            return value.casefold()
        amount = self.amounts[0 if value == self.left else 1]
        return f"{amount.low:g} {amount.high:g}"


def around(x: Amount, text: str) -> str:
    """Return the stretch of `text` about an amount."""
    return text[max(0, x.start - WINDOW) : x.end + WINDOW]


def worded(x: Amount, text: str) -> str:
    """Return the amount as its sentence words it, with its hedge and what it counts."""
    words = " ".join(text[x.told_from : x.told_to].split())
    return f"a {words}" if words.startswith(_SCALES) and re.search(r"\ban? $", text[: x.told_from], re.I) else words


def number_topic(x: Amount, y: Amount, a: str, b: str, language: str) -> str:
    """Word what is counted or measured: "number of passengers injured", "duration in weeks (trial, lasted)"."""
    noun = " ".join(text_of.split()).lower() if (text_of := a[x.end : x.told_to].strip(" -‐‑")) else x.what
    if language[:2] != "en":
        return worded(x, a)[x.end - x.told_from :].strip() or x.what
    if " " in x.what and x.what.split()[0] in TIME_UNITS:
        return f"length of the {x.what.split(maxsplit=1)[1]} in {_plural(x.what.split()[0])}"
    if x.unit == "percent":
        return "percentage" + _about(x, y, a, b)
    if x.unit:
        return f"{_measure(x, a)} in {_plural(x.unit)}" + _about(x, y, a, b)
    if x.what in _CURRENCIES:
        return f"amount in {noun.split()[-1]}" + _about(x, y, a, b)
    noun = _shared_words(noun, b[y.end : y.told_to])
    state = next((s for s, p in STATES.items() if p.search(around(x, a)) and p.search(around(y, b))), "")
    state = state or _participle(x, y, a, b)
    return f"number of {noun}" + (f" {state}" if state and state not in noun else "")


def _shared_words(noun: str, other: str) -> str:
    """Return the words of `noun` that the other sentence has too, the thing itself anyway."""
    *before, thing = noun.split()
    kept = [word for word in before if word.strip(",") in other.lower()]
    return " ".join((*kept, thing)) if other.strip() else noun


def _participle(x: Amount, y: Amount, a: str, b: str) -> str:
    """Return the first participle near both amounts that tells what was done to the thing counted: "destroyed"."""
    there = set(_PARTICIPLE.findall(around(y, b)))
    done = (m for m in _PARTICIPLE.finditer(a, max(0, x.start - WINDOW), x.end + WINDOW) if m[0] in there)
    return next((m[0] for m in done if m.end() <= x.start or _PASSIVE.search(a[: m.start()])), "")


def event_words(a: str, b: str, topic: str) -> str:
    """Return the years and names that both sentences have and `topic` has not: " (1997)", " (Darfur)"."""
    years = set(_YEARS.findall(a)) & set(_YEARS.findall(b))
    other = {token for name in names(b, "en") if not name.weak for token in name.tokens}
    both = [name for name in names(a, "en") if not name.weak and other.issuperset(name.tokens)]
    both.sort(key=lambda name: _PLACED.search(a[: name.start]) is None)
    named = [name.text for name in both[:MOST_NAMED]]
    shown = [word for word in (*named, *sorted(years)) if word.lower() not in topic.lower()]
    return f" ({', '.join(dict.fromkeys(shown))})" if shown else ""


def _measure(x: Amount, text: str) -> str:
    following = re.match(r"[ \u00a0]([a-z]+)", text[x.told_to :])
    if following and following[1] in _DIMENSIONS:
        return _DIMENSIONS[following[1]]
    return "duration" if x.unit in TIME_UNITS else _MEASURE_OF.get(x.unit, "figure")


def _plural(unit: str) -> str:
    return _UNIT_NAMES.get(unit, unit if unit in _AS_THEY_ARE or unit.endswith("s") else f"{unit}s")


def _about(x: Amount, y: Amount, a: str, b: str) -> str:
    """Return the first words that stand near both amounts, but for the figures themselves: "(trial, lasted)"."""
    words = re.findall(r"[^\W\d_]{4,}", f"{a[max(0, x.told_from - WINDOW) : x.told_from]} {a[x.told_to :][:WINDOW]}")
    there = {word.lower() for word in re.findall(r"[^\W\d_]{4,}", around(y, b))} - _FIGURES
    kept = [
        word
        for word in dict.fromkeys(words)
        if word.lower() in there and matching_stems(word, "en") and not word.endswith("ly")
    ][:3]
    return f" ({', '.join(kept)})" if kept else ""


def date_topic(x: DateMention, text: str) -> str:
    """Return what happened on the day that differs: "when the ferry Alda sank off Tessel Point"."""
    before = _BEFORE_DATE.sub("", text[: x.start])
    return "when " + lowered(f"{before} {text[x.end :].lstrip(' ,')}".strip())


def name_topic(name: str, text: str) -> str:
    """Return what the name that differs is of: "where the van was found", else the sentence with a gap for it."""
    before, _, after = text.partition(name)
    if (place := _PLACED.search(before)) and place.start():
        return "where " + lowered(before[: place.start()])
    return "who or where: " + short(f"{before}…{after}")


def lowered(text: str) -> str:
    """Return `text` shortened, without its last stop, its first word in lower case where that is no name."""
    shown = short(text.rstrip(" .,;:"))
    first = shown.partition(" ")[0]
    return first.lower() + shown[len(first) :] if first.lower() in _LOWERED else shown


def short(text: str, word: str = "") -> str:
    """Return the first words of `text`, or those about `word` where it stands later, cut ends marked."""
    words = text.split()
    at = next((n for n, one in enumerate(words) if word and word in one.lower()), 0)
    start = max(0, min(at - MOST_WORDS // 2, len(words) - MOST_WORDS)) if at >= MOST_WORDS else 0
    shown = " ".join(words[start : start + MOST_WORDS])
    return ("… " if start else "") + shown + (" …" if start + MOST_WORDS < len(words) else "")

"""When does one number give another: equal, converted, the same share, or rounded with a hedge that is true of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.text.number_words import SCALES
from summarizer.text.numbers import Quantity
from summarizer.verify.reading import MAX_READ, Ground, Reading

_STRICT_UNITS = frozenset("percent usd eur gbp jpy rub inr cny cent chf peso cad aud uah krw ils".split())


def gives(shown: Quantity, q: Quantity) -> bool:
    """Tell whether a passage's number gives the statement's: equal, converted, the same share, or rounded."""
    if (q.unit, shown.unit) == ("pound", "gbp"):  # "a million pounds" and "£1m"
        q = q._replace(unit="gbp", kind="money")
    return same_value(q, shown) or equal_share(q, shown) or equal_measure(q, shown) or rounds(q, shown)


def equal_measure(q: Quantity, shown: Quantity) -> bool:
    """Tell whether "four decades" and "40 years" are one length of time, "half a mile" and "0.5 miles" one length."""
    (kind, value), (given_kind, given) = _in_base(q), _in_base(shown)
    named = bool(q.unit and shown.unit) and q.unit != shown.unit and kind in _MEASURED
    return named and kind == given_kind and abs(value - given) <= 1e-4 * max(value, given)


_MEASURED = frozenset(("time", "length", "mass", "area"))
_SPELT_UNITS = "second minute hour day week month year decade century mile"
_SPELT = re.compile(
    r"\b(?:(?P<part>half|quarter)(?:[- ]of)?[- ](?:an? )?|an?[- ]|one |the (?:last|past|next) )"
    rf"(?P<unit>{'|'.join(_SPELT_UNITS.split())})\b",
    re.I,
)
_PARTS = {"half": 0.5, "quarter": 0.25}


def spelt(passage: Reading) -> Iterator[tuple[str, float]]:
    """Yield what a passage measures without a number: "a decade ago", "half a century", as (dimension, value)."""
    for match in _SPELT.finditer(passage.text[:MAX_READ]):
        dimension, factor = _DIMENSIONS[match["unit"].lower()]
        yield dimension, factor * _PARTS.get((match["part"] or "").lower(), 1.0)


_LASTING = re.compile(
    rf"\bfor (?:about |nearly |almost |over )?(?P<unit>an? (?:{'|'.join(_SPELT_UNITS.split())}))\b", re.I
)


def lengths(statement: Reading) -> Iterator[tuple[str, tuple[str, float]]]:
    """Yield what a statement says lasted "for a year", with its (dimension, value)."""
    for match in _LASTING.finditer(statement.text):
        yield match["unit"], _DIMENSIONS[match["unit"].split()[1].lower()]


def length_shown(length: tuple[str, float], ground: Ground) -> bool:
    """Tell whether a passage has a length of time or way: in words, or as a number."""
    given = [*(s for p in ground.passages for s in spelt(p)), *map(_in_base, ground.numbers)]
    return any(kind == length[0] and abs(value - length[1]) <= 0.1 * length[1] for kind, value in given)


def far_below(shown: Quantity, q: Quantity) -> bool:
    """Tell whether a number is more than a tenth below another of its dimension."""
    (kind, value), (given_kind, given) = _in_base(q), _in_base(shown)
    return kind == given_kind and given < 0.9 * value


def spelt_out(q: Quantity, ground: Ground) -> bool:
    """Tell whether "fifty years" stands there as "half a century"."""
    kind, value = _in_base(q)
    if kind not in ("time", "length") or not q.unit:
        return False
    return any(kind == k and abs(value - v) <= 1e-4 * v for p in ground.passages for k, v in spelt(p))


def in_ratio(q: Quantity, statement: Reading, ground: Ground) -> bool:
    """Tell whether a number is part of a share ("three in four") that the passages give in another form."""
    return any(
        r.kind == "fraction"
        and r.weak
        and r.start <= q.start
        and q.end <= r.end
        and r.text != q.text
        and _given(r, ground)
        for r in statement.values.numbers
    )


def _given(q: Quantity, ground: Ground) -> bool:
    return any(gives(s, q) for s in ground.numbers)


def same_value(q: Quantity, shown: Quantity) -> bool:
    """Tell whether two quantities have one value; times of day may lack "a.m." on one side."""
    if (q.kind == "time") != (shown.kind == "time"):
        return False
    if q.kind == "time" and not (_definite(q) and _definite(shown)):
        return q.value % 720 == shown.value % 720
    if q.value == shown.value:
        return q.value < 1e15 or q.text == shown.text
    return False


def _definite(time: Quantity) -> bool:
    """Tell whether a time of day names its half of the day: "2 p.m.", "14:00"."""
    return time.value >= 780 or time.text.rstrip(".").lower().endswith("m")


_DIMENSIONS = {
    "second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3600.0), "day": ("time", 86400.0),
    "week": ("time", 604800.0), "month": ("time", 2629746.0), "year": ("time", 31556952.0),
    "decade": ("time", 315569520.0), "century": ("time", 3155695200.0),
    "mm": ("length", 0.001), "cm": ("length", 0.01), "m": ("length", 1.0), "km": ("length", 1000.0),
    "inch": ("length", 0.0254), "foot": ("length", 0.3048), "yard": ("length", 0.9144), "mile": ("length", 1609.344),
    "g": ("mass", 0.001), "kg": ("mass", 1.0), "ounce": ("mass", 0.0283495), "pound": ("mass", 0.453592),
    "ton": ("mass", 1000.0), "acre": ("area", 0.404686), "hectare": ("area", 1.0), "percent": ("share", 0.01),
}  # fmt: skip


def rounds(q: Quantity, shown: Quantity) -> bool:
    """Tell whether a hedged number ("more than a third") is true of an exact one ("35.8 percent").

    Within a quarter of the value for "more than" and a fifth for "nearly", a twentieth for "about" and between
    two numbers that are hedged alike. Shares and measures of one dimension are converted.
    """
    if q.kind == "time" == shown.kind and q.bound:  # "shortly after four" and 4.20
        late = (shown.value - q.value) % 720
        return {"over": late <= 30, "under": late >= 690}.get(q.bound, min(late, 720 - late) <= 15)
    if not q.bound or {"time", "ordinal"} & {q.kind, shown.kind}:
        return False
    (kind, value), (given_kind, given) = _in_base(q), _in_base(shown)
    if kind != given_kind:
        return False
    if (q.kind, q.unit) == (shown.kind, shown.unit) and _figures(q) >= _figures(shown):
        return False  # rounding makes a number rounder: "more than 409" is none of 400
    near = abs(given - value) <= 0.05 * value
    if q.bound == "about" or shown.bound == q.bound:
        return near
    if q.bound in ("over", "min"):
        return value <= given <= _ceiling(q, value) and not (shown.bound and near and given == value)
    return 0.8 * value <= given <= value


def _ceiling(q: Quantity, value: float) -> float:
    """Return what "more than" a number still says: a quarter more, half more where it is a power of ten."""
    return (1.5 if f"{q.value:.0f}".rstrip("0") == "1" and q.value >= 1000 else 1.25) * value


def _figures(q: Quantity) -> int:
    """Return the number of significant figures of a quantity; dozens count as one."""
    if "dozen" in q.text.lower():
        return 1
    return len(f"{q.value:.10g}".replace(".", "").split("e")[0].strip("0"))


def _in_base(q: Quantity) -> tuple[str, float]:
    if q.kind == "fraction" and not q.unit:
        return "share", q.value
    dimension, factor = _DIMENSIONS.get(q.unit, (q.unit, 1.0))
    return dimension, q.value * factor


def equal_share(q: Quantity, shown: Quantity) -> bool:
    """Tell whether "a tenth" and "10%" are one share."""
    return {q.kind, shown.kind} == {"fraction", "percent"} and abs(_in_base(q)[1] - _in_base(shown)[1]) < 1e-9


def same_unit(q: Quantity, shown: Quantity) -> bool:
    """Tell whether units agree: equal, or one side bare and the other no percentage and no money."""
    if (
        q.unit == shown.unit
        or {q.unit, shown.unit} == {"pound", "gbp"}
        or {q.kind, shown.kind} == {"fraction", "percent"}
    ):
        return True
    if q.unit and shown.unit:
        return {q.unit, shown.unit} <= {"cad", "usd", "aud"} and "$" in q.text + shown.text
    return not {q.unit, shown.unit} & _STRICT_UNITS


_HALF_DOZEN = re.compile(r"\bhalf[- ](?:an? )?$", re.I)
_AND_A_HALF = re.compile(r" and a half(?: (?P<scale>hundred|thousand|million|billion))?\b", re.I)


def with_half(q: Quantity, statement: Reading) -> float | None:
    """Return the value of "half a dozen" and "six and a half million", of which `q` is the number word; else None."""
    if q.text.lower().startswith("dozen") and _HALF_DOZEN.search(statement.text[max(0, q.start - 8) : q.start]):
        return 6.0
    match = _AND_A_HALF.match(statement.text, q.end)
    return (q.value + 0.5) * SCALES.get((match["scale"] or "").lower(), 1.0) if match else None

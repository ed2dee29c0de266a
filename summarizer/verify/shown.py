"""Is every value of the statement shown: numbers with units, dates. Exact, value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from summarizer.models import Failure
from summarizer.text.dates import DateMention
from summarizer.text.numbers import Quantity
from summarizer.verify.amounts import (
    equal_measure,
    far_below,
    gives,
    in_ratio,
    length_shown,
    lengths,
    rounds,
    same_unit,
    spelt_out,
    with_half,
)
from summarizer.verify.focus import failure
from summarizer.verify.reading import Ground, Reading, stem_of

_SEASON_DAYS = {"early": range(1, 12), "mid": range(9, 23), "late": range(19, 32)}


def check_numbers(statement: Reading, ground: Ground) -> Failure | None:
    """Every number of the statement is a number of a passage, or a hedged rounding of one."""
    shown = ground.numbers
    missing = [
        q.text
        for q in statement.values.numbers
        if not (
            (q.weak and not _nearly(q, statement))
            or any(gives(s, q) and not _falls_short(s, q, statement) for s in shown)
            or _of_a_date(q, statement, ground)
            or _otherwise(q, statement, ground)
        )
    ]
    lasting = [text for text, length in lengths(statement) if not length_shown(length, ground)]
    return failure("number", [*missing, *lasting], "no cited sentence gives the number")


_NEARLY = re.compile(r"\b(?:nearly|almost)(?: an?| the)? $", re.I)


def _nearly(q: Quantity, statement: Reading) -> bool:
    before = statement.text[max(0, q.start - 14) : q.start]
    return _NEARLY.search(before) is not None and not statement.text.startswith(" a", q.end)


def _falls_short(shown: Quantity, q: Quantity, statement: Reading) -> bool:
    """Tell whether "nearly 400" says more than a tenth too much; "fewer than 400" may be true of any less."""
    return far_below(shown, q) and _nearly(q, statement)


def check_units(statement: Reading, ground: Ground) -> Failure | None:
    """A number that is shown is shown in the statement's unit: per cent, currency or measure."""
    shown = ground.numbers
    missing = []
    units = {q.unit for q in statement.values.numbers if q.unit}
    for q in statement.values.numbers:
        same = [s for s in shown if gives(s, q)]
        if not q.unit:  # "from eight percent to two": the unit stands with the other number
            same = [s for s in same if not s.unit or s.unit not in units] or same[:0]
        if same and not q.weak and not any(same_unit(q, s) or equal_measure(q, s) or rounds(q, s) for s in same):
            missing.append(q.text)
    return failure("unit", missing, "the cited sentences give the number in another unit")


_AT_HOUR = re.compile(r"\bat $")
_VAGUE_DOZENS = re.compile(r"\b(?:several|a few|some|many) $", re.I)


def _otherwise(q: Quantity, statement: Reading, ground: Ground) -> bool:
    """Tell whether the passages give a number in another way than as that number."""
    if q.text.lower() == "dozen" and _VAGUE_DOZENS.search(statement.text[max(0, q.start - 8) : q.start]):
        return any("dozens" in p.words or "dozen" in p.words for p in ground.passages)
    if q.kind == "cardinal" and _AT_HOUR.search(statement.text[max(0, q.start - 3) : q.start]):  # "at two" and 14:00
        return any(s.kind == "time" and s.value % 720 == q.value * 60 % 720 for s in ground.numbers)
    if (halved := with_half(q, statement)) is not None:
        return any(halved <= s.value <= (1.1 if q.bound else 1.0) * halved for s in ground.numbers if s.kind != "time")
    return spelt_out(q, ground) or in_ratio(q, statement, ground) or _counted(q, ground)


_TELLERS = frozenset(
    (
        "articles",
        "critics",
        "newspapers",
        "organizations",
        "outlets",
        "papers",
        "reports",
        "reviewers",
        "reviews",
        "sources",
        "studies",
    )
)


def _counted(q: Quantity, ground: Ground) -> bool:
    """Accept a written-out count of what stands there: so many named in a row, or so many cited tellers."""
    if q.kind == "fraction" and q.bound:
        return any(_ratio_shown(q, p) for p in ground.passages)
    if q.kind != "cardinal" or q.bound or not 2 <= q.value <= 10 or q.text.isdigit():
        return False
    if q.noun in _TELLERS and q.value <= len(ground.passages):
        return True
    if any(stem_of(s.noun) == stem_of(q.noun) for s in ground.numbers if s.noun and s.kind == "cardinal"):
        return False  # they are counted there, and the count is another
    return any(q.value in _names_in_rows(p) for p in ground.passages)


def _ratio_shown(q: Quantity, passage: Reading) -> bool:
    """Accept "less than a third of" where one passage gives two numbers of a kind that stand so to each other."""
    shown = [s for s in passage.values.numbers if s.value > 0 and s.kind != "time" and not s.weak]
    return any(
        rounds(q, q._replace(value=100 * a.value / b.value, kind="percent", unit="percent", bound=""))
        for a in shown
        for b in shown
        if a.unit == b.unit and a.kind == b.kind and a.value < b.value
    )


def _names_in_rows(passage: Reading) -> set[int]:
    """Return how many names each "A, B and C" of the passage has."""
    rows, run = {1}, 1
    mentions = passage.values.names
    for left, right in pairwise(mentions):
        if not _LISTED.fullmatch(passage.text, left.end, right.start):
            rows.add(run)
            run = 0
        run += 1
    return rows | {run}


_LISTED = re.compile(r"(?: \(\d+\))?(?:,|,? and|,? or| &)(?: the| The)? ")


def _of_a_date(q: Quantity, statement: Reading, ground: Ground) -> bool:
    """Accept a year, an ordinal or a day beside a month where a date of the passages has it; a count is none."""
    given = [d for p in ground.passages for d in p.values.dates]
    if q.text.isdigit() and q.value >= 1000:
        return any(q.value in (d.year, d.decade) for d in given)
    day = q.kind == "ordinal" or any(_beside(q, d, statement.text) for d in statement.values.dates)
    return day and any(q.value in (d.day, d.century) for d in given)


_RUN = re.compile(r"\s?(?:-|‐|‑|–|—|to|and|or|through)\s?(?:the )?", re.I)


def _beside(q: Quantity, d: DateMention, text: str) -> bool:
    """Tell whether a number and a date are a run of days: "3 to 5 May"."""
    return bool(_RUN.fullmatch(text, q.end, d.start) or _RUN.fullmatch(text, d.end, q.start))


# Dates -----------------------------------------------------------------------------------------------


def check_dates(statement: Reading, ground: Ground) -> Failure | None:
    """Every date of the statement is given: day with month, month, year, weekday, part of the year."""
    given = [d for p in ground.passages for d in p.values.dates]
    counted = {
        q.value
        for p in ground.passages
        for q in p.values.numbers
        if q.value >= 1000 or any(_beside(q, d, p.text) for d in p.values.dates)
    }
    missing = [d.text for d in statement.values.dates if not date_shown(d, given, counted)]
    return failure("date", missing, "no cited sentence gives the date")


def date_shown(d: DateMention, given: list[DateMention], counted: set[float]) -> bool:
    """Tell whether one of the given dates shows a date; `counted` are the plain numbers that may be its day."""
    if d.weekday is not None:
        return any(d.weekday == g.weekday or d.weekday in _weekdays(g) for g in given)
    if d.century is not None:
        if not d.season and any(g.year and (g.year - 1) // 100 + 1 == d.century for g in given):
            return True
        return any(g.century == d.century and g.season == d.season for g in given)
    if (
        d.decade is not None
        and d.decade % 100 == 0
        and any(g.century == d.decade // 100 + 1 and d.season in ("", g.season) for g in given)
    ):
        return True  # "the late 1800s" is "the late 19th century"
    if d.decade is not None:
        years = [g for g in given if g.year is not None and g.decade is None]
        return any(g.decade == d.decade and d.season in ("", g.season) for g in given) or any(
            d.decade <= (g.year or 0) < d.decade + 10 and _in_decade(d, g) for g in years
        )
    if d.month is not None:
        return any(_same_day(d, g, counted) for g in given)
    if d.year is not None:
        return any(d.year == g.year and _in_season(d, g) for g in given) or (not d.season and d.year in counted)
    return d.resolved is None or any(d.resolved in (g.resolved, _day(g)) for g in given)


def _weekdays(given: DateMention) -> Iterator[int]:
    if given.resolved:
        yield given.resolved.weekday()
    if day := _day(given):
        yield day.weekday()


def _day(given: DateMention) -> date | None:
    try:
        return date(given.year or 0, given.month or 0, given.day or 0)
    except ValueError:
        return None


def _same_day(d: DateMention, given: DateMention, counted: set[float]) -> bool:
    if given.resolved and d.day:
        known = (given.resolved.month, given.resolved.day)
        if known == (d.month, d.day) and d.year in (None, given.resolved.year):
            return True
    if d.month != given.month or (d.year and given.year and d.year != given.year):
        return False
    if d.day and d.day != given.day and float(d.day) not in counted:
        return False
    return _in_season(d, given)


def _in_season(d: DateMention, given: DateMention) -> bool:
    """Tell whether the part fits: "late August" is shown by "late August" and "Aug. 28", not by "August"."""
    if not d.season or d.season == given.season:
        return True
    if given.season:
        return False
    if d.month is None and given.month is not None:
        return given.month in {"early": range(1, 5), "mid": range(5, 9), "late": range(9, 13)}[d.season]
    return given.day is not None and d.month is not None and given.day in _SEASON_DAYS[d.season]


def _in_decade(d: DateMention, given: DateMention) -> bool:
    tail = (given.year or 0) % 10
    return not d.season or tail in {"early": range(4), "mid": range(3, 8), "late": range(6, 10)}[d.season]

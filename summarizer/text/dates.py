"""The calendar that a text gives: days, months, years, weekdays, decades, as parts that can be compared."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from summarizer.text.numbers import LONGEST, lower_words


def _split(words: str) -> list[str]:
    return words.split()


class DateMention(NamedTuple):
    """One date expression. A part that the text does not give is None.

    `weekday` counts from Monday = 0. `season` is "early", "mid" or "late" where the text says so. `decade` is
    the first year of "the 1980s", `century` the number in "20th century". `resolved` is the calendar day
    that a weekday or "yesterday" stands for, once `published` is known.
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str = ""
    decade: int | None = None
    century: int | None = None
    resolved: date | None = None


_EN_MONTHS = _split("january february march april may june july august september october november december")
_MONTH_NAMES = (
    {name: i for i, name in enumerate(_EN_MONTHS, 1)}
    | {name[:3]: i for i, name in enumerate(_EN_MONTHS, 1)}
    | {"sept": 9}
)
_OTHER_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
MONTH_OF = {name: i for names in _OTHER_MONTHS for i, name in enumerate(names.split(), 1)} | _MONTH_NAMES
_EN_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_OTHER_DAYS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
)
WEEKDAY_OF = (
    {name: i for names in _OTHER_DAYS for i, name in enumerate(names.split())}
    | {name: i for i, name in enumerate(_EN_DAYS)}
    | {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
)
_LONG_MONTHS = sorted((m for m in MONTH_OF if len(m) > 3 or m == "mai"), key=len, reverse=True)
_SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_MONTH = rf"(?:(?:{'|'.join(m for m in _LONG_MONTHS if m != 'may')})\b|(?:{_SHORT_MONTHS})\b\.?|May\b)"
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_SEASON = r"(?:(?P<season>early|mid|late)[ \u00a0\-‐‑](?:in[ ]|the[ ])?)?"
_ISO = re.compile(rf"(?<![\w.,/-])(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w/-])")
_DATE = re.compile(
    rf"\b{_SEASON}(?:"
    rf"(?:(?P<d1>[0-3]?\d)(?:st|nd|rd|th|\.|er)?[ \u00a0](?:of[ ]|de[ ])?)?(?P<month>{_MONTH})"
    rf"(?:[ \u00a0](?P<d2>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:%]|[.,]\d))?(?:,?[ \u00a0](?:of[ ]|"
    rf"de[ ])?(?P<year>{_YEAR})(?![\d%]|,\d))?"
    rf"|(?P<decade>(?:1[0-9]|20)\d0)['’]?s\b"
    rf"|(?P<century>\d{{1,2}})(?:st|nd|rd|th)[ \u00a0-]centur(?:y|ies)"
    rf"|(?P<alone>{_YEAR})(?![\w%]|[.,:/]\d|-\d\d-))",
    re.I,
)
_WEEKDAY = re.compile(
    r"\b(?:(?P<last>last|next)[ ])?(?P<name>"
    + "|".join(sorted((d for d in WEEKDAY_OF if len(d) > 5), key=len, reverse=True))
    + r"|lundi|mardi|jeudi|lunes)s?\b|\b(?P<short>Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\.(?=\s|,)",
    re.I,
)
_RELATIVE = re.compile(r"\b(?P<name>yesterday|today|tonight|tomorrow)\b", re.I)
_STEP = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_COUNTED = re.compile(
    r"[ \u00a0-](?:people|men|women|dead|homes|miles|km|square|feet|acres|dollars|euros|percent|per cent|"
    r"pounds|tons|"
    r"troops|soldiers|workers|jobs|votes|points|meters|metres|yards|times|calories|megawatts|barrels|pages|"
    r"hours)\b",
    re.I,
)
_MODAL_MAY = re.compile(
    r"(?:in|of|last|this|next|since|by|until|early|mid|late|from|through|and|,|on|before|after|to) $", re.I
)
_MONTH_WORDS = frozenset(MONTH_OF)
_DAY_WORDS = frozenset((*WEEKDAY_OF, *(f"{name}s" for name in WEEKDAY_OF)))
_STEP_WORDS = frozenset(_STEP)
_CALENDAR_WORDS = _MONTH_WORDS | _DAY_WORDS | _STEP_WORDS
_DIGIT = re.compile(r"\d")
_MAYBE_DATE = re.compile(r"\d{4}|\d(?:st|nd|rd|th)\b")


@lru_cache(maxsize=16384)
def dates(text: str, published: str | None = None) -> tuple[DateMention, ...]:
    """Return the date expressions of `text` in order, spans in code points.

    `published` (ISO 8601) is the day of the article; weekdays and "yesterday" are resolved against it: a
    bare weekday is the last such day before or on it, "next Monday" the first one after it.
    """
    text = text[:LONGEST]
    known = lower_words(text)
    has_names = not _CALENDAR_WORDS.isdisjoint(known)
    if not has_names and not _MAYBE_DATE.search(text):
        return ()
    day = _published_day(published)
    found = [
        DateMention(m.start(), m.end(), m.group(), int(m["year"]), int(m["month"]), int(m["day"]))
        for m in (_ISO.finditer(text) if "-" in text else ())
    ]
    taken = {i for m in found for i in range(m.start, m.end)}
    if _DIGIT.search(text) or not _MONTH_WORDS.isdisjoint(known):  # each pattern only where its words are: they cost
        for match in _DATE.finditer(text):
            if match.start() not in taken and (mention := _calendar(match, text)):
                found.append(mention)
    if not _DAY_WORDS.isdisjoint(known):
        found += [_weekday(match, day) for match in _WEEKDAY.finditer(text)]
    if day and not _STEP_WORDS.isdisjoint(known):
        found += [
            DateMention(m.start(), m.end(), m.group(), resolved=day + timedelta(_STEP[m["name"].lower()]))
            for m in _RELATIVE.finditer(text)
        ]
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def _published_day(published: str | None) -> date | None:
    try:
        return datetime.fromisoformat(published).date() if published else None
    except ValueError:
        return None


def _calendar(match: re.Match[str], text: str) -> DateMention | None:
    start, end, whole = match.start(), match.end(), match.group()
    season = (match["season"] or "").lower()
    if match["decade"]:
        return DateMention(start, end, whole, season=season, decade=int(match["decade"]))
    if match["century"]:
        return DateMention(start, end, whole, season=season, century=int(match["century"]))
    if match["alone"]:
        if _COUNTED.match(text, end) or text[max(0, start - 1) : start] in tuple("$€£¥."):
            return None
        return DateMention(start, end, whole, year=int(match["alone"]), season=season)
    name = match["month"].rstrip(".").lower()
    day = match["d1"] or match["d2"]
    year = int(match["year"]) if match["year"] else None
    if not day and not year and _is_no_month(match["month"], name, text[: match.start("month")], season):
        return None
    return DateMention(start, end, whole, year, MONTH_OF[name], int(day) if day else None, season=season)


def _is_no_month(written: str, name: str, before: str, season: str) -> bool:
    """Tell "may", "march", "mars" as a verb or a name from the month; short forms need their stop."""
    if name in ("may", "mai"):
        return written[0].islower() or not (season or _MODAL_MAY.search(before[-8:]))
    if name in ("march", "august", "mars", "juin"):
        return (written[0].islower() and name != "juin") or (name == "march" and not before.strip())
    return len(written) <= 4 and name in _MONTH_NAMES and not written.endswith(".") and name not in ("june", "july")


def _weekday(match: re.Match[str], published: date | None) -> DateMention:
    name = (match["name"] or match["short"]).lower()
    weekday = WEEKDAY_OF.get(name, WEEKDAY_OF.get(name.removesuffix("s"), 0))
    resolved = None
    if published:
        if (match["last"] or "").lower() == "next":
            resolved = published + timedelta((weekday - published.weekday() - 1) % 7 + 1)
        else:
            resolved = published - timedelta((published.weekday() - weekday) % 7)
    return DateMention(
        match.start("name" if match["name"] else "short"),
        match.end(),
        match.group(),
        weekday=weekday,
        resolved=resolved,
    )

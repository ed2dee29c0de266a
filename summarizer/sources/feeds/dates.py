"""The moment that a feed's date means, in whichever of the many ways feeds write dates. No clock, never an exception.

Read are Unix times, ISO 8601 (RFC 3339), RFC 822 with two-digit years, and written dates with the names of months in
the languages below. What is no day of the calendar, or older than the web's feeds, is no date: such items count as
published when they were first seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

_LONGEST = 100  # characters; a written date in words has 50
_FIRST_YEAR = 1990  # before it there was no web; 1970 and year 1 are what an empty field turns into
_LAST_YEAR = 2199
_WIDEST_ZONE = timedelta(hours=14)  # Kiribati; a wider offset is a fault, and the time is taken as UTC

# Full names of the months, January first, one language to a line: en de fr es it pt nl sv da fi pl cs sk hu ro tr ru
# uk be bg el sr id ar (two manners) he hi. Beginnings of three letters and more count where they mean one month alone.
_MONTH_NAMES = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ledna února března dubna května června července srpna září října listopadu prosince
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня
януари февруари март април май юни юли август септември октомври ноември декември
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
јануар фебруар март април мај јун јул август септембар октобар новембар децембар
januari februari maret april mei juni juli agustus september oktober november desember
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول
בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
"""  # noqa: E501
_MORE_NAMES = {"sept": 9, "jui": 0, "mrz": 3, "févr": 2, "fev": 2, "dic": 12, "okt": 10, "мая": 5, "mär": 3, "noy": 11}

# Hours east of Greenwich, as newsrooms mean the name (IST is India's, BST Britain's, CST America's).
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "SAST": 2, "EEST": 3, "MSK": 3, "TRT": 3, "EAT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "WIB": 7, "ICT": 7,
    "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "ART": -3, "BRT": -3, "NST": -3.5, "AST": -4, "ADT": -3, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6,
    "MST": -7, "PDT": -7, "PST": -8, "AKST": -9, "HST": -10,
}  # fmt: skip

_UNIX = re.compile(r"(\d{10})(\d{3})?(?:\.\d{1,9})?")
_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,12})?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"\s*(?:GMT|UTC)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?(?!\d)")
_NAMED = re.compile(r"\s*\(?(?P<name>[A-Z]{1,5})\b")
_WORD = r"[^\W\d_]+(?:_[^\W\d_]+)?"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})\s?[-/.年년]\s?(?P<month>\d{1,2})\s?[-/.月월]\s?(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        r"(?<!\d)(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:de\s+|d['’])?(?P<name>{_WORD})\.?,?"
        r"[\s-]*(?:de\s+|del\s+)?(?P<year>\d{4}|\d\d)(?![\d:])",
        rf"(?P<name>{_WORD})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        rf"(?P<name>{_WORD})\.?\s+(?P<day>\d{{1,2}})\s+\d{{1,2}}:\d\d(?::\d\d)?\s+(?:[A-Z]{{2,5}}\s+)?(?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)(?![\d-])",
    )
)


def moment(written: str) -> datetime | None:
    """Return the moment that `written` names, in UTC; None when it names none that a feed's item can have.

    A time without a zone, or with one that is unknown or wider than the world, is taken as UTC. A day without a
    time is its midnight. `3/4/2026` is the third of April.
    """
    text = " ".join(written[: 2 * _LONGEST].split())[:_LONGEST]
    try:
        if unix := _UNIX.fullmatch(text):
            return plausible(datetime.fromtimestamp(int(unix[1]), UTC))
        found = next(_days(text), None)
        return None if found is None else plausible(found[0] + _time_of_day(found[1]))
    except (ValueError, OverflowError, OSError):
        return None


def plausible(found: datetime | None) -> datetime | None:
    """Return `found` where it may be the date of an item: not what an empty field turns into."""
    return found if found is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _days(text: str) -> Iterator[tuple[datetime, re.Match[str]]]:
    """Yield the days that `text` may name, midnight UTC, the likeliest reading first, each with where it stands."""
    joined = re.sub(r"\b(تشرين|كانون) (ال)", r"\1_\2", text)
    for pattern in _DATES:
        for match in pattern.finditer(joined):
            day = _day(match)
            if day is not None:
                yield day, match


def _day(match: re.Match[str]) -> datetime | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < 70 else 1900  # the pivot of POSIX
    if parts.get("first"):
        day, month = int(parts["first"]), int(parts["second"])
        day, month = (month, day) if month > 12 else (day, month)
    else:
        day = int(parts.get("day") or 1)
        month = _months().get(parts["name"].casefold(), 0) if parts.get("name") else int(parts["month"])
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _time_of_day(day: re.Match[str]) -> timedelta:
    """Return how far after midnight UTC the time that stands with `day` is; nothing where no clock shows it."""
    pieces = (day.string[day.end() :], day.string[: day.start()], day[0] if ":" in day[0] else "")
    match = next(filter(None, map(_TIME.search, pieces)), None)
    if match is None:
        return timedelta()
    hour, minute, second = int(match["hour"]), int(match["minute"]), min(59, int(match["second"] or 0))
    if match["half"] and hour <= 12:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and (minute or second)):
        return timedelta()
    return timedelta(hours=hour, minutes=minute, seconds=second) - _zone(match.string[match.end() :])


def _zone(rest: str) -> timedelta:
    if match := _OFFSET.match(rest):
        hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
        offset = timedelta(hours=hours, minutes=minutes)
        return timedelta() if offset > _WIDEST_ZONE else offset if match["sign"] == "+" else -offset
    named = _NAMED.match(rest)
    return timedelta(hours=_ZONES.get(named["name"], 0)) if named else timedelta()


@cache
def _months() -> dict[str, int]:
    """Return the month of every name, and of every beginning of one that means one month alone."""
    full: dict[str, int] = {}
    short: dict[str, set[int]] = {}
    for line in _MONTH_NAMES.split("\n"):
        for month, name in enumerate(line.split(), 1):
            full.setdefault(name.casefold(), month)
            for length in range(3, len(name)):
                short.setdefault(name[:length].casefold(), set()).add(month)
    alone = {name: months.pop() for name, months in short.items() if len(months) == 1}
    english = {name[:3]: month for month, name in enumerate(_MONTH_NAMES.split()[:12], 1)}
    return {**alone, **full, **english, **_MORE_NAMES}

"""Is every value of the statement shown: numbers with units, dates, names, quotations. Exact, value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise

from summarizer.models import Failure
from summarizer.text.dates import DateMention
from summarizer.text.names import NameMention, name_key
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
from summarizer.verify.reading import INFLECTING, Ground, Reading, initials, stem_of

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
    return _failure("number", [*missing, *lasting], "no cited sentence gives the number")


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
    return _failure("unit", missing, "the cited sentences give the number in another unit")


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
    return _failure("date", missing, "no cited sentence gives the date")


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


# Names -----------------------------------------------------------------------------------------------


def check_names(statement: Reading, ground: Ground, variants: Mapping[str, str]) -> Failure | None:
    """Every word of every name is a word of a passage, or a known variant of one."""
    known = variant_keys(variants)
    shown = with_variants(ground.name_keys, known)
    missing = [
        m.text
        for m in statement.values.names
        if not (
            name_shown(m, shown, known)
            or (not variants and _surname_alone(m, ground))
            or _plural_shown(m, statement, shown)
            or _inflected(m, statement.language, ground)
            or (m.text == "White House" and any(_PRESIDENCY.search(p.text) for p in ground.passages))
        )
        or (known.keys().isdisjoint(m.tokens) and (_put_together(m, ground) or _only_a_word(m, statement, ground)))
    ]
    return _failure("name", missing, "no cited sentence names")


def variant_keys(variants: Mapping[str, str]) -> Mapping[str, set[str]]:
    """Map each word of each variant to the words of its canonical name and of all its other variants."""
    return _variant_keys(tuple(variants.items()))


def with_variants(keys: frozenset[str], known: Mapping[str, set[str]]) -> frozenset[str]:
    """Return `keys` with every known variant of each."""
    return keys | {canon for key in keys for canon in known.get(key, ())} if known else keys


_COUNTED = re.compile(
    r"(?:\b(?:the|these|those|two|three|four|five|six|dozen|hundred|thousand|some|many|most|several|few|all|more|other)|"
    r"\d) $",
    re.I,
)


def _plural_shown(mention: NameMention, statement: Reading, shown: frozenset[str] | set[str]) -> bool:
    """Accept "the Lornes" and "four dozen Holsteins" where the singular stands; "Roberts" alone is no Robert."""
    before = statement.text[max(0, mention.start - 12) : mention.start]
    (token, *more) = mention.tokens
    return not more and token.endswith("s") and token[:-1] in shown and _COUNTED.search(before) is not None


_DIRECTIONS = frozenset(("north", "south", "east", "west", "northern", "southern", "eastern", "western", "midwest"))
PLACE_WORDS = _DIRECTIONS | frozenset(
    ("new", "lake", "mount", "fort", "saint", "san", "santa", "los", "las", "el", "port")
)


def _inflected(mention: NameMention, language: str, ground: Ground) -> bool:
    """Accept "Лунда" for "Лунд": names have cases there."""
    stems = [stem_of(token, language) for token in mention.tokens] if language[:2] in INFLECTING else []
    return bool(stems) and all(stem in ground.stems for stem in stems)


_PRESIDENCY = re.compile(r"\bpresiden(?:t(?! of\b)|tial|cy)\b", re.I)  # the president of a bank has no White House


def _surname_alone(mention: NameMention, ground: Ground) -> bool:
    """Accept "Ada Lorne" where the passages say "Lorne" alone and give her no other first name.

    Only while the names of the story are not known: where they are, a first name that is not among them is invented.
    """
    first, last = mention.tokens[:-1], mention.tokens[-1]
    if len(first) not in (1, 2) or set(first) & PLACE_WORDS:
        return False
    runs = [m.tokens for p in ground.passages for m in p.values.names if last in m.tokens]
    return bool(runs) and all(run[0] == last for run in runs)


def _put_together(mention: NameMention, ground: Ground) -> bool:
    """Tell a full name of which the passages give each half to somebody else alone: "Ada Quist" of Lorne and Quist."""
    if len(mention.tokens) != 2 or mention.weak or not PLACE_WORDS.isdisjoint(mention.tokens):
        return False
    first, last = mention.tokens
    runs = [m.tokens for p in ground.passages for m in p.values.names if len(m.tokens) > 1]
    if any(first in run and last in run for run in runs):
        return False
    return any(first in run[:-1] for run in runs) and any(last in run[1:] for run in runs)


def _only_a_word(mention: NameMention, statement: Reading, ground: Ground) -> bool:
    """Tell a speaker whose name stands in the passages as a common word alone: "Rose" of "prices rose"."""
    if mention.weak or not _SAYS.match(statement.text, mention.end):
        return False
    capitals = frozenset().union(*(_capitals(p) for p in ground.passages))
    return bool(mention.tokens) and all(t in ground.name_keys and t not in capitals for t in mention.tokens[-1:])


_SAYS = re.compile(r",? (?:said|says|told|added|wrote|warned|announced|argued|claimed|insisted)\b")


@lru_cache(maxsize=4096)
def _capitals(passage: Reading) -> frozenset[str]:
    """Return the name keys of the words that stand with a capital, and all where a passage has none to show."""
    found = frozenset(
        name_key(w) for w, at in zip(passage.words, passage.starts, strict=True) if passage.text[at].isupper()
    )
    return found if len(found) > 1 else passage.name_keys


@lru_cache(maxsize=32)
def _variant_keys(variants: tuple[tuple[str, str], ...]) -> Mapping[str, set[str]]:
    families: dict[str, set[str]] = {}
    for variant, canon in variants:
        words = {name_key(w) for name in (variant, canon) for w in name.split()}
        families.setdefault(canon, set()).update(words)
    known: dict[str, set[str]] = {}
    for words in families.values():
        for word in words:
            known.setdefault(word, set()).update(words)
    return known


def name_shown(mention: NameMention, shown: frozenset[str] | set[str], known: Mapping[str, set[str]]) -> bool:
    """Tell whether every word of the name stands among `shown` name keys."""
    if mention.weak and not any(t in known for t in mention.tokens):
        return True
    if all(_token_shown(t, shown) for t in mention.tokens) or mention.tokens[0] in _DIRECTIONS:
        return len(mention.tokens) == 1 or all(_token_shown(t, shown) for t in mention.tokens)
    if len(mention.tokens) > 1:
        return any(f"#{letters}" in shown for letters in initials(mention))
    return mention.text.split()[-1].isupper() and f"@{mention.tokens[0]}" in shown


def _token_shown(token: str, shown: frozenset[str] | set[str]) -> bool:
    """Tell whether one word of a name stands there, exact after folding: likeness is nothing with names."""
    if token in shown or not shown.isdisjoint(_KINDRED.get(token, ())):
        return True
    if len(token) == 1 and token.isalpha():
        return f"^{token}" in shown
    if token.startswith(("al-", "el-")) and token[3:] in shown:
        return True
    if f"al-{token}" in shown or f"el-{token}" in shown:
        return True
    parts = [part for part in _HYPHEN.split(token) if part]
    while len(parts) > 1 and parts[0] in _PREFIXES:
        parts = parts[1:]
    return "-" in token and all(_token_shown(name_key(part), shown) for part in parts)


_KINDRED = {
    "moon": ("lunar",), "sun": ("solar",), "mars": ("martian",), "earth": ("terrestrial",),
    "senate": ("sen", "senator", "senators"), "house": ("rep", "representative", "representatives"),
    "congress": ("sen", "senator", "senators", "rep", "representative", "congressman", "congresswoman"),
}  # fmt: skip

_PREFIXES = frozenset(("ex", "non", "pro", "anti", "mid", "post", "pre", "then", "now", "co", "all"))
_HYPHEN = re.compile("[-‐‑]")


def _failure(code: str, missing: list[str], words: str) -> Failure | None:
    found = tuple(dict.fromkeys(missing))
    return Failure(code, found, f"{words}: {', '.join(found)}") if found else None

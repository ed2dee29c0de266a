"""Dated events of a story. No date is invented: what needs the day of the article waits for `published`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from summarizer.claims.reading import stem_set
from summarizer.claims.tenses import Direction, direction
from summarizer.models import Article, ClaimTable, Sentence
from summarizer.text.dates import DateMention, dates

EARLIEST = 1500  # a lone number below is more often a time or a count than a year
_MOST_DATES = 2  # a sentence with more is a list, and which event is which day is no longer plain
# What an English sentence with a date holds at least; reading one for dates costs much more.
_YEAR = re.compile(r"\d{4}")
# Each alternative opens with a letter or digit of its own: so the engine skips what cannot open one, 3 times as fast.
_DECADES = "|".join(rf"{digit}0['’]?s\b" for digit in range(10))
_MAYBE = re.compile(
    r"1\d\d\d|20\d\d|21\d\d|day\b|tomorrow|tonight|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
    rf"Mon\.|Tue\.|Wed\.|Thu\.|Fri\.|Sat\.|Sun\.|Thur\.|Thurs\.|Tues\.|centur|{_DECADES}"
)
# A year alone dates what the sentence tells only after one of these: "the 2022 invasion" and "since 1998" do not.
_IN_A_YEAR = re.compile(r"\b(?:in|during|early|late|mid|of|and)[\s-]+$", re.I)
_ASIDE = re.compile(
    r"\b(?:such as|including|unlike)\b[^;.]*$|\b(?:than|as (?:it|they|he|she) did) in (?:\d{4} and )?$|"
    r"\b(?:between|from) \d{4} and $",
    re.I,
)
CLOSE = 120  # days from the article within which a day without year and tense is plain


class Event(NamedTuple):
    """What happened at `date` (ISO 8601, as exact as the passages: a day, a month or a year)."""

    date: str
    text: str
    sentence_ids: tuple[str, ...]


def timeline(table: ClaimTable) -> list[Event]:
    """Return the dated events of the claims, earliest first, one for each claim and date.

    Sentences that say the same but for the words of the date are one event, in one claim or not.
    """
    articles = {article.id: article for article in table.articles}
    events: dict[tuple[str, str], list[Sentence]] = {}
    said: dict[tuple[str, frozenset[str]], tuple[str, str]] = {}
    for claim in table.claims:
        for sentence in claim.sentences:
            if sentence.kind == "prose":
                for day, rest in _days(sentence, articles[sentence.article]):
                    event = said.setdefault((day, rest), (day, claim.id))
                    events.setdefault(event, []).append(sentence)
    found = [Event(day, of[0].text, tuple(dict.fromkeys(s.id for s in of))) for (day, _), of in events.items()]
    return sorted(found, key=lambda event: (event.date, event.text))


def _days(sentence: Sentence, article: Article) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the days of `sentence` in ISO 8601, each with the stems of what it says beside its dates."""
    published = _published(article)
    unread = published is None and not _YEAR.search(sentence.text)
    if unread or not may_have_date(sentence.text, article.language):
        return
    mentions = dates(sentence.text, article.published)
    if len(mentions) > _MOST_DATES:
        return
    seen = dict.fromkeys(_iso(mention, published, sentence.text, article.language) for mention in mentions)
    rest = stem_set(sentence.text, article.language)
    rest -= frozenset().union(*(stem_set(mention.text, article.language) for mention in mentions))
    yield from ((day, rest) for day in seen if day)


@lru_cache(maxsize=16384)
def may_have_date(text: str, language: str) -> bool:
    """Tell whether reading `text` for dates can find one; costs a tenth of reading it."""
    return language[:2].lower() != "en" or _MAYBE.search(text) is not None


def _published(article: Article) -> date | None:
    return datetime.fromisoformat(article.published).date() if article.published else None


def _iso(mention: DateMention, published: date | None, text: str, language: str) -> str | None:
    if mention.year and mention.month and mention.day:
        return _valid(mention.year, mention.month, mention.day)
    if mention.year:
        if not mention.month and (mention.year < EARLIEST or _only_named(mention, text, language)):
            return None  # "at around 1000 GMT"
        return f"{mention.year:04d}-{mention.month:02d}" if mention.month else f"{mention.year:04d}"
    if published is None:
        return None
    side = direction(text, mention.start, mention.end, language)
    if mention.weekday is not None:
        return _weekday(mention.weekday, side, published)
    if mention.resolved:
        return mention.resolved.isoformat()
    if mention.month and mention.day:
        return _in_year(mention.month, mention.day, side, published)
    return None


def _only_named(mention: DateMention, text: str, language: str) -> bool:
    """Tell whether a year is named without dating what the sentence tells (by English cues; else False)."""
    before = text[: mention.start]
    if language[:2].lower() != "en":
        return False
    return not (_IN_A_YEAR.search(before) or mention.text[:1].isalpha()) or _ASIDE.search(before) is not None


def _weekday(weekday: int, side: Direction, published: date) -> str | None:
    """Return the last or the next such day, the article's own day among both; None where no side is told."""
    if side == "past":
        return (published - timedelta((published.weekday() - weekday) % 7)).isoformat()
    return (published + timedelta((weekday - published.weekday()) % 7)).isoformat() if side else None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _in_year(month: int, day: int, side: Direction, published: date) -> str | None:
    """Return the day of that name on the told side of the article, else the nearest, where that is close."""
    years = (published.year - 1, published.year, published.year + 1)
    days = [date.fromisoformat(iso) for year in years if (iso := _valid(year, month, day))]
    if side:
        days = [one for one in days if (one <= published if side == "past" else one >= published)]
    near = min(days, key=lambda one: abs(one - published), default=None)
    return near.isoformat() if near and (side or abs((near - published).days) <= CLOSE) else None

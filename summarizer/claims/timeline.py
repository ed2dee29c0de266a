"""Dated events of a story. No date is invented: what needs the day of the article waits for `published`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from summarizer.models import Article, ClaimTable, Sentence
from summarizer.text.dates import DateMention, dates

EARLIEST = 1500  # a lone number below is more often a time or a count than a year
_MOST_DATES = 2  # a sentence with more is a list, and which event is which day is no longer plain
# What an English sentence with a date holds at least; reading one for dates costs much more.
_YEAR = re.compile(r"\d{4}")
_MAYBE = re.compile(r"\d|day\b|tomorrow|tonight|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Thur|Thurs|Tues)\.")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|is to|are to|set to|due|scheduled|expected|plans?|planned|next|upcoming|coming)\b", re.I
)


class Event(NamedTuple):
    """What happened at `date` (ISO 8601, as exact as the passages: a day, a month or a year)."""

    date: str
    text: str
    sentence_ids: tuple[str, ...]


def timeline(table: ClaimTable) -> list[Event]:
    """Return the dated events of the claims, earliest first, one for each claim and date."""
    articles = {article.id: article for article in table.articles}
    events: dict[tuple[str, str], list[Sentence]] = {}
    for claim in table.claims:
        for sentence in claim.sentences:
            if sentence.kind == "prose":
                for day in _days(sentence, articles[sentence.article]):
                    events.setdefault((day, claim.id), []).append(sentence)
    found: dict[tuple[str, str], Event] = {}
    for (day, _), sentences in events.items():
        event = Event(day, sentences[0].text, tuple(dict.fromkeys(s.id for s in sentences)))
        found.setdefault((day, event.text), event)
    return sorted(found.values(), key=lambda event: (event.date, event.text))


def _days(sentence: Sentence, article: Article) -> Iterator[str]:
    published = _published(article)
    unread = published is None and not _YEAR.search(sentence.text)
    if unread or not may_have_date(sentence.text, article.language):
        return
    mentions = dates(sentence.text, article.published)
    if len(mentions) > _MOST_DATES:
        return
    seen = dict.fromkeys(_iso(mention, published, sentence.text) for mention in mentions)
    yield from (day for day in seen if day)


def may_have_date(text: str, language: str) -> bool:
    """Tell whether reading `text` for dates can find one; costs a tenth of reading it."""
    return language[:2].lower() != "en" or _MAYBE.search(text) is not None


def _published(article: Article) -> date | None:
    return datetime.fromisoformat(article.published).date() if article.published else None


def _iso(mention: DateMention, published: date | None, text: str) -> str | None:
    if mention.year and mention.month and mention.day:
        return _valid(mention.year, mention.month, mention.day)
    if mention.year:
        if not mention.month and mention.year < EARLIEST:
            return None  # "at around 1000 GMT"
        return f"{mention.year:04d}-{mention.month:02d}" if mention.month else f"{mention.year:04d}"
    if published is None:
        return None
    if mention.resolved:
        ahead = mention.weekday is not None and mention.resolved < published and _AHEAD.search(text[: mention.start])
        return (mention.resolved + timedelta(7 if ahead else 0)).isoformat()
    if mention.month and mention.day:
        return _nearest(mention.month, mention.day, published)
    return None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _nearest(month: int, day: int, published: date) -> str | None:
    """Return the day of that name nearest to the day of the article."""
    years = (published.year - 1, published.year, published.year + 1)
    near = [iso for year in years if (iso := _valid(year, month, day))]
    return min(near, key=lambda iso: abs(date.fromisoformat(iso) - published), default=None)

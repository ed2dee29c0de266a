"""Datelines: place, day and agency in front of the first word of the lead, in the manners of many newsrooms."""

from __future__ import annotations

import re
from typing import NamedTuple

from summarizer.sources.cruft.cues import cues
from summarizer.sources.cruft.stamps import SMALL
from summarizer.text.folding import fold


class Dateline(NamedTuple):
    """Where the lead starts within the paragraph, and the place that stands before it."""

    end: int
    place: str


_PLACE = r"[^\W\d_][\w\u0300-\u036f'’.-]{0,24}(?:[ /][^\W\d_a-zа-яіїєґёß-öø-ÿ][\w\u0300-\u036f'’.-]{0,24}|[ ](?:de|la|el|am|an der|upon|sur|do|da|del|на)(?= )){0,3}"  # noqa: E501
_DASH = r"[—–―‒-]{1,2}|−"
_DASHED = re.compile(rf"(?P<place>{_PLACE})(?P<rest>[^—–―−\n]{{0,60}}?)\s*\.?(?:{_DASH})\s+")
_PLACE_PAREN = re.compile(
    rf"(?P<place>{_PLACE})(?P<rest>,[^()\n]{{0,30}})?\s*\((?P<agency>[^()\n]{{2,30}})\)\s*(?:[:.]\s?)?(?:{_DASH})?\s*"
)
_AGENCY_FIRST = re.compile(
    rf"\((?P<agency>[A-Z]{{2,10}})\)\s*(?:{_DASH})\s*(?P<place>{_PLACE})(?P<rest>,[^—–―−()\n]{{0,30}})?\s*(?:{_DASH})\s*"
)
_COLON = re.compile(rf"(?P<place>{_PLACE})(?P<rest>,\s[^:\n]{{2,30}})?:\s+(?=[^\s])")
_FULL_STOP = re.compile(
    rf"(?P<place>{_PLACE}),\s(?P<rest>(?:le |den |am )?\d{{1,2}}\.?\s(?:de )?[^\W\d_]{{3,12}}(?:\s\d{{4}})?)\.?\s*(?:[.:]|{_DASH})\s*(?:(?:ТАСС|УНІАН|РИА Новости|Интерфакс)\.?\s*(?:/[^/]{{2,40}}/\.?)?\s*)?"  # noqa: E501
)
_STOPPED = re.compile(rf"(?P<place>{_PLACE})\.\s+(?=[^\W\d_a-z])")
_ZH = re.compile(
    r"(?:[^\s，。、（）]{1,8}[报報社网網][讯訊](?:\s?[（(][^）)\n]{1,24}[)）])?)\s*|(?:【[^】\n]{2,24}】|(?:[^\s，。、（）]{1,8}?社|[^\s，。、（）]{1,6}?网|[^\s，。、（）]{1,6}?網)?(?P<place>[^\s\d，。、（）]{1,6}?)\d{1,2}月?\d{0,2}日?[电電讯訊](?:\s?[（(][^）)\n]{1,24}[)）])?)\s*"
)
_JA = re.compile(r"【(?P<place>[^】＝=\n]{1,8})(?:[＝=](?P<who>[^】\n]{1,12})|(?:共同|時事|[^】\n]{1,8}))?】\s*")
_AR = re.compile(
    r"(?P<place>[\u0621-\u064a]{2,12}(?: [\u0621-\u064a]{2,12})?)\s*(?:[(（][^()\n]{2,24}[)）]\s*)?(?:[,،][^-–—:\n]{2,24})?\s*(?:[-–—]|:)\s+"  # noqa: E501
)


_HINT = re.compile(r"[—–―−:：(（【电電讯訊]|[\w.] ?-|, \d|\d\.? [^\W\d_]+\. ")


def _may_be_dated(head: str) -> bool:
    """Below the lead only a shouted place, an agency in brackets or a script without capitals can be one."""
    return head[:2].isupper() or "(" in head[:60] or ord(head[0]) > 0x24F


def dateline(text: str, *, is_lead: bool, title: str = "") -> Dateline | None:
    """Return where the lead starts after a dateline at the front of a paragraph, None where there is none.

    `title` (folded) is what the article is known to be about: a bare "Place." is one when the title names it.
    """
    head = text[:140]
    if not is_lead and not (head and _may_be_dated(head) and _HINT.search(head)):
        return None
    if re.match(r"[\u3040-\u30ff\u3400-\u9fff【]", head):
        match = _JA.match(head) or _ZH.match(head)
        return (
            Dateline(match.end(), match.groupdict().get("place") or "") if match and match.end() < len(text) else None
        )
    if "\u0600" <= head[:1] <= "\u06ff":
        match = _AR.match(head) if is_lead else None
        return Dateline(match.end(), match["place"]) if match and len(text) > 60 else None
    stopped = _STOPPED.match(head) if is_lead else None
    if stopped and len(text) > 60 and (stopped["place"].isupper() or fold(stopped["place"]) in title):
        return Dateline(stopped.end(), _tidy_place(stopped["place"]))
    for pattern in (_AGENCY_FIRST, _PLACE_PAREN, _FULL_STOP, _DASHED, _COLON):
        match = pattern.match(head)
        if match and match.end() < len(text) and _is_dateline(pattern, match, text, is_lead):
            return Dateline(match.end(), _tidy_place(match["place"]))
    return None


def _tidy_place(place: str) -> str:
    place = place.strip(" ,.-")
    return place.title() if place.isupper() and len(place) > 3 else place


def _is_dateline(pattern: re.Pattern[str], match: re.Match[str], text: str, is_lead: bool) -> bool:
    following, place = text[match.end() :], match["place"]
    if not place[0].isupper() or not re.match(r"[\"“„«'‘¿¡(]?[^\W_]", following) or len(following.split(None, 8)) < 6:
        return False
    if pattern is _AGENCY_FIRST or pattern is _FULL_STOP:
        return True
    if not following.lstrip("\"“„«'‘¿¡(")[:1].isupper() and not following[:1].isdigit():
        return False
    if pattern is _PLACE_PAREN:
        agency = match["agency"]
        return (
            (is_lead and _DASH_END.search(match.group()) is not None)
            or agency.isupper()
            or (is_lead and agency.islower())
        )
    rest = match["rest"] or ""
    shouted = place.isupper() and len(place) > 2
    if pattern is _DASHED:
        return _is_dashed(rest, shouted, following, is_lead, spaced=bool(_SPACED.search(match.group())))
    return is_lead and len(place.split()) <= 3 and fold(place) not in cues().labels


_DASH_END = re.compile(r"[—–―‒−-]\s*$")


_SPACED = re.compile(r"\s[—–―‒−-]+\s*$|[—–]\s*$")


def _is_dashed(rest: str, shouted: bool, following: str, is_lead: bool, *, spaced: bool) -> bool:
    """After PLACE: nothing, a region, a day or an agency before the dash, and no second dash that pairs with it."""
    rest = rest.strip()
    if rest and not re.match(r"[,(/]|\d", rest):
        return False
    small = [
        w
        for w in re.findall(r"[^\W\d_]+", rest)
        if w[0].islower()
        and fold(w) not in cues().months
        and fold(w) not in cues().stamp
        and w not in SMALL
        and w not in {"le", "dpa"}
    ]
    if small and "(" not in rest:
        return False
    first = re.split(r"[.!?]\s", following, maxsplit=1)[0]
    if shouted:
        return True
    return is_lead and spaced and not re.search(r"\s[—–]\s", first)

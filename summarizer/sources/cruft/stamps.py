"""Lines that are only a time, a name or an address: publish stamps, bylines, datelines."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from summarizer.sources.cruft.blocks import Block
from summarizer.sources.cruft.cues import cues
from summarizer.text.folding import fold

_TOKEN = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\.?)*|\d+")
_WIDE_STAMP = re.compile(
    r"^(?:更新|公開|配信|掲載|発表|最終|日時|发布|發佈|发表|时间|時間|于|於|来源|更新于|日期|[\d\s年月日時时分秒点點:：./\-~()（）|曜火水木金土午前後上下星期周一二三四五六])+$"
)
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,24}){1,4}\b")
_HANDLE = re.compile(r"(?<![\w@])@\w{2,30}\b")
_PHONE = re.compile(r"\+?\(?\d{2,4}\)?(?:[-. ]\d{2,5}){1,4}")
_CLOCK_ONLY = re.compile(r"^\W{0,3}\d{1,2}[:.h]\d{2}(?:\s?(?:am|pm|a\.m\.|p\.m\.|uhr|gmt|est|et|cet|h))?\W{0,3}$", re.I)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?")
_YMD = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日|\b(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
_DMY = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")
_NAMED = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|º|er)?\.?\s(?:de\s|d')?([^\W\d_]{3,12})\.?,?\s(?:de\s)?(\d{4})\b")
_NAMED_US = re.compile(r"\b([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})\b")
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})\s?(am|pm|a\.m|p\.m)?")


def is_stamp(block: Block) -> bool:
    """Whether the line is only a publish time or a reading time."""
    if len(block.text) > 120 or not any(c.isdigit() for c in block.text):
        return False
    if _WIDE_STAMP.match(block.text):
        return True
    table = cues()
    words = [word for word in _TOKEN.findall(block.folded) if not word.isdigit()]
    if not all(word in table.stamp or word in table.months for word in words):
        return False
    return is_dated(block.folded) or bool(_CORE & set(words)) or any(word in table.months for word in words)


def is_dated(folded: str) -> bool:
    """Whether a day in figures or a time of day stands in it."""
    return any(p.search(folded) for p in (_DMY, _ISO, _YMD)) or bool(_CLOCK.search(folded) and len(folded) > 7)


_CORE = frozenset(
    fold(word)
    for word in [
        "ago",
        "read",
        "lesezeit",
        "lesedauer",
        "lecture",
        "lectura",
        "leitura",
        "lettura",
        "чтения",
        "читання",
        "чтение",
        "قراءة",
        "vor",
        "hace",
        "назад",
        "тому",
        "منذ",
        "updated",
        "published",
        "posted",
        "aktualisiert",
        "veröffentlicht",
        "publié",
        "actualizado",
        "publicado",
        "atualizado",
        "aggiornato",
        "pubblicato",
        "обновлено",
        "опубликовано",
        "оновлено",
        "опубліковано",
        "نشر",
        "تحديث",
        "stand",
        "il",
        "fa",
        "há",
    ]
)


def is_clock(block: Block) -> bool:
    """Whether the line is only a time of day: the mark of an entry in a live report."""
    return len(block.text) < 24 and bool(_CLOCK_ONLY.match(block.text))


def published_of(text: str) -> str | None:
    """Return the day, with the time where it is given, that a stamp names, as ISO 8601; None when it is ambiguous."""
    folded = fold(text)
    day = _numeric_day(folded) or _named_day(folded)
    if not day:
        return None
    year, month, date = day
    if not (1 <= month <= 12 and 1 <= date <= 31 and 1900 <= year <= 2100):
        return None
    clock = _clock(re.sub(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}t?", " ", folded))
    return f"{year:04}-{month:02}-{date:02}{clock}"


def _numeric_day(folded: str) -> tuple[int, int, int] | None:
    if match := _ISO.search(folded):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YMD.search(folded):
        year, month, date = (int(part) for part in match.groups() if part)
        return year, month, date
    if match := _DMY.search(folded):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or first > 12:
            return year, second, first
        if second > 12:
            return year, first, second
    return None


def _named_day(folded: str) -> tuple[int, int, int] | None:
    months = cues().months
    for match in _NAMED.finditer(folded):
        if match[2] in months:
            return int(match[3]), months[match[2]], int(match[1])
    for match in _NAMED_US.finditer(folded):
        if match[1] in months:
            return int(match[3]), months[match[1]], int(match[2])
    return None


def _clock(folded: str) -> str:
    match = _CLOCK.search(folded)
    if not match:
        return ""
    hour, minute = int(match[1]), int(match[2])
    if (match[3] or "").startswith("p") and hour < 12:
        hour += 12
    return f"T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


# Bylines ---------------------------------------------------------------------------------------------

_NAME_TOKEN = r"(?:[^\W\d_a-zа-яіїєґёß-öø-ÿ][\w\u0300-\u036f'’.-]{0,30}|de|da|do|dos|das|del|della|di|la|le|van|von|der|den|zu|al|el|bin|ibn|y|e|и)"
_NAME = re.compile(rf"{_NAME_TOKEN}(?: {_NAME_TOKEN}){{1,4}}")
_ROLE = re.compile(
    r"reporter|correspond|editor|writer|journalist|redakt|envoy|enviad|corrispond|inviat|correspons|redac|staff"
    r"|bureau|desk|chief|корреспонд|журналист|кореспонд|журналіст|مراسل|محرر|rédac|colunista|autor|political|health|science",
    re.I,
)
_WIDE_BYLINE = re.compile(
    r"^(?:[（(]?\s?(?:本报|本報|本社)?\s?(?:记者|記者|作者|编辑|編輯|責任編集|责任编辑|責編|责编|文|撰文|執筆|取材|取材・文|通讯员)[\s:：/／・]+[^。，、！？]{2,20}[)）]?|[^\s。、]{2,8}(?:記者|特派員|记者|编辑部))$"
)


def byline_name(block: Block) -> str | None:
    """Return the name that a line opening with a by-word gives; None when the line is no byline."""
    if len(block.text) > 160 or block.size > 22:
        return None
    if block.is_wide:
        return _wide_name(block.text) if _WIDE_BYLINE.match(block.text) else None
    rest = after_by_word(block)
    if rest is None:
        return None
    match = _NAME.match(rest)
    if not match:
        return None
    tail = rest[match.end() :]
    if CLOSED_TAIL.search(block.text) and not _ROLE.search(tail):
        return None
    return match.group().strip(" .,") if _is_byline_tail(tail) else None


CLOSED_TAIL = re.compile(r"[.!?؟]$")
_TAIL_JOIN = re.compile(
    r"^\s*(?:$|[,|•·/–—(\-]|and |und |et |y |e |и |та |و|in |for |en |à |aus |for |avec |con |com |mit |with )"
)


def _is_byline_tail(tail: str) -> bool:
    """After the name: nothing, or a role, a place, an outlet, a time; no sentence that goes on."""
    if not tail.strip():
        return True
    if not _TAIL_JOIN.match(tail):
        return bool(_ROLE.search(tail)) and len(tail.split()) <= 6
    words = re.findall(r"[^\W\d_]+", tail)
    small = [
        w
        for w in words
        if w[0].islower() and w not in _SMALL and fold(w) not in cues().stamp and fold(w) not in cues().months
    ]
    return bool(_ROLE.search(tail)) or len(small) <= len(words) // 4


_SMALL = {
    "and",
    "in",
    "for",
    "the",
    "of",
    "und",
    "et",
    "y",
    "e",
    "de",
    "da",
    "do",
    "di",
    "en",
    "aus",
    "à",
    "и",
    "та",
    "в",
    "у",
    "von",
    "del",
}


def after_by_word(block: Block) -> str | None:
    """Return what stands after the by-word that the line opens with, None when it has none."""
    at = 0
    for match in islice(_WORD.finditer(block.text, 0, 60), 3):
        at = match.end()
        if fold(block.text[:at]).strip(":|>-–— ") in cues().by:
            rest = block.text[at:].lstrip(" :：|\t")
            return rest or None
        if match.group().endswith((":", "：")):
            return None
    return None


_WORD = re.compile(r"[^\s:：]+[:：]?")


def _wide_name(text: str) -> str:
    stripped = re.sub(
        r"本报|本報|本社|记者|記者|作者|编辑部|编辑|編輯|責任編集|责任|撰文|執筆|取材|特派員|通讯员|[:：/／（）()・]|^文",
        " ",
        text,
    )
    return " ".join(stripped.split())


def is_contact(block: Block) -> bool:
    """Whether the line is only addresses, handles and telephone numbers with at most a name before them."""
    if len(block.text) > 160 or "@" not in block.text:
        return False
    rest = block.text
    for pattern in (_EMAIL, _HANDLE, _PHONE):
        rest = pattern.sub(" ", rest)
    return (rest != block.text) and len(re.findall(r"\w+", rest)) <= 5 and not block.is_quoted


def is_name_only(block: Block) -> bool:
    """Whether the line is only a person's name, or a name with a role: a byline without a by-word."""
    if block.is_wide or block.size > 9 or block.is_closed:
        return False
    match = _NAME.match(block.text)
    if not match or len(match.group().split()) > 4:
        return False
    tail = block.text[match.end() :]
    if not tail.strip() or _AT_PLACE.match(tail):
        return True
    return bool(re.match(r"\s*[,|•·–—(-]", tail) and _ROLE.search(tail))


_AT_PLACE = re.compile(
    r"\s(?:[|•·]|in|en|à|aus|em|a|da|из|з)\s[^\W\d_a-zа-яіїєґ]\w{2,20}(?: [^\W\d_a-zа-яіїєґ]\w{2,20})?$"
)


# Datelines -------------------------------------------------------------------------------------------


class Dateline(NamedTuple):
    """Where the lead starts within the paragraph, and the place that stands before it."""

    end: int
    place: str


_PLACE = r"[^\W\d_][\w\u0300-\u036f'’.-]{0,24}(?:[ /][^\W\d_a-zа-яіїєґёß-öø-ÿ][\w\u0300-\u036f'’.-]{0,24}|[ ](?:de|la|el|am|an der|upon|sur|do|da|del|на)(?= )){0,3}"
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
    rf"(?P<place>{_PLACE}),\s(?P<rest>(?:le |den |am )?\d{{1,2}}\.?\s(?:de )?[^\W\d_]{{3,12}}(?:\s\d{{4}})?)\.?\s*(?:[.:]|{_DASH})\s*(?:(?:ТАСС|УНІАН|РИА Новости|Интерфакс)\.?\s*(?:/[^/]{{2,40}}/\.?)?\s*)?"
)
_STOPPED = re.compile(rf"(?P<place>{_PLACE})\.\s+(?=[^\W\d_a-z])")
_ZH = re.compile(
    r"(?:[^\s，。、（）]{1,8}[报報社网網][讯訊](?:\s?[（(][^）)\n]{1,24}[)）])?)\s*|(?:【[^】\n]{2,24}】|(?:[^\s，。、（）]{1,8}?社|[^\s，。、（）]{1,6}?网|[^\s，。、（）]{1,6}?網)?(?P<place>[^\s\d，。、（）]{1,6}?)\d{1,2}月?\d{0,2}日?[电電讯訊](?:\s?[（(][^）)\n]{1,24}[)）])?)\s*"
)
_JA = re.compile(r"【(?P<place>[^】＝=\n]{1,8})(?:[＝=](?P<who>[^】\n]{1,12})|(?:共同|時事|[^】\n]{1,8}))?】\s*")
_AR = re.compile(
    r"(?P<place>[\u0621-\u064a]{2,12}(?: [\u0621-\u064a]{2,12})?)\s*(?:[(（][^()\n]{2,24}[)）]\s*)?(?:[,،][^-–—:\n]{2,24})?\s*(?:[-–—]|:)\s+"
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
    if not is_lead and not (_HINT.search(head) and _may_be_dated(head)):
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
        and w not in _SMALL
        and w not in {"le", "dpa"}
    ]
    if small and "(" not in rest:
        return False
    first = re.split(r"[.!?]\s", following, maxsplit=1)[0]
    if shouted:
        return True
    return is_lead and spaced and not re.search(r"\s[—–]\s", first)

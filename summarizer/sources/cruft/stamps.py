"""Lines that are only a time, a name or an address: publish stamps, bylines, datelines."""

from __future__ import annotations

import re
from itertools import islice

from summarizer.sources.cruft.blocks import Block
from summarizer.sources.cruft.cues import cues
from summarizer.text.folding import fold

_TOKEN = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\.?)*|\d+")
_WIDE_STAMP = re.compile(
    r"^[更新公開配信掲載発表最終日時发布發佈时间間于於期\d\s年月分秒点點:：./\-~()（）|曜火水木金土午前後上下星周一二三四五六]+$"
)
_DIGIT = re.compile(r"\d")
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
    if len(block.text) > 120 or not _DIGIT.search(block.text):
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

_NAME_WORD = r"(?:[^\W\d_a-zа-яіїєґёß-öø-ÿ][\w\u0300-\u036f'’.-]{0,30}|de|da|do|dos|das|del|della|di|la|le|van|von|der|den|zu|al|el|bin|ibn|y|e|и)"  # noqa: E501
_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}")
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
        if w[0].islower() and w not in SMALL and fold(w) not in cues().stamp and fold(w) not in cues().months
    ]
    return bool(_ROLE.search(tail)) or len(small) <= len(words) // 4


SMALL = {
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

"""Read the surface of a sentence: its quotations, its dateline, its first word."""

from __future__ import annotations

import re

LONGEST = 2000  # code points; nothing of that length is a sentence, and no pattern is tried on it
_OPENERS = "\"'“”‘’„«»‹›「『([-–—•·* \t"
CLOSERS = "\"'“”‘’«»‹›」』)] \t"
STOPS = ".!?…。！？．؟۔।"
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_DATELINE = re.compile(
    r"^(?:(?:[A-ZÀ-Þ][\w.’'-]*,? ){0,5}\([^()]{2,40}\) ?[-–—]+ |"  # WASHINGTON (AP) -
    r"[A-ZÀ-Þ][A-ZÀ-Þ.’' ]{2,30}(?:, [\w. ]{2,25})? ?(?:[-–—]{1,2} |: )|"  # HENDERSON, Nevada -  LAHORE:
    r"[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?: )"  # Berlin:
)
QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]|「[^」]*」|『[^』]*』")
_CURLY_SINGLE = re.compile(r"(?:(?<=\s)|^)‘[^‘’]*(?:’\w[^‘’]*)*’(?=\W|$)")


def one_quote(text: str) -> str:
    """Return `text` with straight marks for curly ones where it opens with one kind and closes with the other."""
    if text.count("“") == text.count("”") or "„" in text:
        return text
    return text.replace("“", '"').replace("”", '"') if '"' in text or _TWICE_OPENED.search(text) else text


_TWICE_OPENED = re.compile(r"“[^“”]*[\w.,!?]“(?!\w)")


def unquoted(text: str) -> str:
    """Return `text` with every balanced quotation replaced by one quotation mark."""
    text = one_quote(text)
    return _CURLY_SINGLE.sub('"', QUOTED.sub('"', text))


def quoted_share(text: str) -> float:
    """Return the share of `text`, from 0 to 1, that stands in balanced quotation marks."""
    if not any(mark in text for mark in '"“«„「『') or len(text) > LONGEST:
        return 0.0
    return sum(len(match.group()) for match in QUOTED.finditer(one_quote(text))) / len(text)


def body(text: str) -> str:
    """Return `text` without its dateline and without opening marks."""
    return _DATELINE.sub("", text.lstrip(_OPENERS), count=1).lstrip(_OPENERS)


def first_word(text: str) -> str:
    """Return the first word in small letters, without what follows an apostrophe; empty when there is none."""
    match = WORD.search(text[:40])
    return match.group().lower().replace("’", "'").split("'")[0] if match else ""


def lower_words(text: str) -> list[str]:
    """Words that are not all capitals, so that `US` is a country and `us` a person, in small letters."""
    return [word.lower() for word in WORD.findall(text) if not (word.isupper() and len(word) > 1)]

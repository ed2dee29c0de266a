"""Does a sentence stand alone, read with nothing before it?

Each check is one small function that returns True when it finds its fault; `faults` names them all. They read the
surface only. What leans on an earlier sentence is judged in `leaning`, what pages print around prose in `furniture`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from summarizer.engines import leaning, wordlists
from summarizer.engines.furniture import is_furniture
from summarizer.engines.phrasing import (
    CLOSERS,
    LONGEST,
    QUOTED,
    STOPS,
    UNSPACED,
    WORD,
    body,
    first_word,
    lower_words,
    one_quote,
    unquoted,
)

MIN_WORDS = 5  # shorter "sentences" of the news are labels, bylines and headings
MAX_WORDS = 75  # longer ones are lists and tables whose line breaks were lost


def stands_alone(text: str, language: str = "en") -> bool:
    """Say whether `text` can be read alone: complete, no debt to a sentence before it, no furniture."""
    return not faults(text, language)


@lru_cache(maxsize=4096)
def faults(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the codes of what keeps `text` from standing alone, in the order of `CHECKS`; empty when nothing.

    `language` is a BCP-47 tag; where no word lists exist for it, the checks of form still hold.
    """
    tongue = language[:2].lower()
    if len(text) > LONGEST:
        return ("long",)
    return tuple(code for code, check in CHECKS.items() if check(text, tongue))


def faults_after(text: str, told: Collection[str], language: str = "en") -> tuple[str, ...]:
    """Return the faults of `text` in a brief that has used the words `told` before it, folded as by `words`."""
    found = faults(text, language)
    noun = leaning.anchor(text, language)
    if leaning.is_told(noun, told):
        found = tuple(code for code in found if code != "bare_definite")
    return found


# Form ------------------------------------------------------------------------------------------------


def _is_short(text: str, _: str) -> bool:
    return not UNSPACED.search(text) and len(text.split()) < MIN_WORDS


def _is_long(text: str, _: str) -> bool:
    return len(text.split()) > MAX_WORDS


def _is_unfinished(text: str, _: str) -> bool:
    """No stop at the end, or one that trails off."""
    end = text.rstrip(CLOSERS)
    return not end or end[-1] not in STOPS or end.endswith(("...", "…", "….")) or bool(_HALF.match(text))


_HALF = re.compile(
    r"^[\"“]?(?:\.\.|…)|^\(.*\)$|^_|"
    r"^(?:Even if|Even though|Just as|Just like|Not that|Because|Although|Unless|Whereas|As if|Or|Nor) [^,]*$"
)


def _starts_inside(text: str, _: str) -> bool:
    """A small letter first, as after a wrong split; `iPhone` and `al-Qaida` are no small letters."""
    first = body(text)[:1]
    word = first_word(body(text))
    return first.islower() and word.islower() and not word.startswith("al-")


_RUN_TOGETHER = re.compile(r"[a-z]{2}[.!?][\"”]?[\"“]?[A-Z][a-z’']|\)[A-Z][a-z]")


def _is_run_together(text: str, _: str) -> bool:
    """Two sentences with no space between them, where a line break was lost."""
    return bool(_RUN_TOGETHER.search(text))


def _is_heading(text: str, language: str) -> bool:
    """Most longer words capitalised: a headline run into the prose."""
    if language == "de" or text.rstrip(CLOSERS).endswith("."):
        return False
    long_words = re.findall(r"[^\W\d_]{4,}", text)
    capitals = sum(word[0].isupper() for word in long_words)
    return len(long_words) >= 5 and capitals >= 0.8 * len(long_words)


def _has_open_quotation(text: str, _: str) -> bool:
    text = one_quote(text)
    straight = text.count('"') % 2 == 1
    curly = text.count("“") != text.count("”") and "„" not in text
    return straight or curly or text.count("«") != text.count("»") or text.count("(") != text.count(")")


def _is_question(text: str, _: str) -> bool:
    outside = unquoted(text).rstrip(CLOSERS)
    return "?" in outside or "？" in outside or "؟" in outside


def _has_no_verb(text: str, language: str) -> bool:
    """No word with the form of a finite verb: a label or a caption that ends with a stop."""
    if language != "en" or QUOTED.search(text):
        return False
    lowered = (word.replace("’", "'") for word in re.findall(r"(?<![\w’'])[a-z][a-z’'-]*", body(text)))
    return not any(
        word in wordlists.VERBS
        or word in wordlists.IRREGULAR_VERBS
        or word.endswith(("ed", "n't", "'re", "'ve", "'ll"))
        or _ends_like_verb(word)
        for word in lowered
    )


def _ends_like_verb(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("'s", "ss", "us")) and word not in {"his", "its", "this", "as"}


# Voices and furniture --------------------------------------------------------------------------------

_FIRST_I = re.compile(r"(?:^|[^\w.’'-])I(?:['’](?:m|ve|d|ll)\b| (?=[a-z]))")


_NUMBERED_I = re.compile(r"\b[A-Z]\w+ I (?!was\b|am\b|have\b|had\b)[a-z]")  # Elizabeth I signed
_LETS = re.compile(
    r"\blet['’]s\b|\bHELP US\b|^(?:Check out|Learn more|Find out|Read|See|Click|Watch|Join|Follow|Scroll)\b",
    re.IGNORECASE,
)


def _speaks_of_itself(text: str, language: str) -> bool:
    """First or second person outside quotation marks: the writer speaks, or a speaker without a name."""
    outside = unquoted(text)
    if language == "en" and _LETS.search(outside):
        return True
    if language == "en" and len(_FIRST_I.findall(outside)) > len(_NUMBERED_I.findall(outside)):
        return True
    listed = wordlists.FIRST_AND_SECOND_PERSON.get(language, frozenset())
    return any(word.replace("’", "'").split("'")[0] in listed for word in lower_words(outside))


def _is_speakerless_quotation(text: str, _: str) -> bool:
    """Nothing, or only a pronoun and a verb, stands outside the quotation marks."""
    if not any(mark in text for mark in '"“«„「『'):
        return False
    return len(WORD.findall(unquoted(text))) < 2


_TRANSCRIPT = re.compile(r"^[A-Z][a-z]+(?: [A-Z][\w.’'-]+){1,3}(?:: | [-–—] |- )[\"“A-Z]")


def _is_transcript(text: str, _: str) -> bool:
    return bool(_TRANSCRIPT.match(text)) and not text.split(":")[0].isupper()


CHECKS: dict[str, Callable[[str, str], bool]] = {
    "short": _is_short,
    "long": _is_long,
    "unfinished": _is_unfinished,
    "starts_inside": _starts_inside,
    "run_together": _is_run_together,
    "heading": _is_heading,
    "no_verb": _has_no_verb,
    "open_quotation": _has_open_quotation,
    "question": _is_question,
    "connective": leaning.opens_with_connective,
    "pronoun": leaning.opens_with_pronoun,
    "loose_person": leaning.has_loose_person,
    "loose_thing": leaning.has_loose_thing,
    "demonstrative": leaning.points_back,
    "bare_number": leaning.is_bare_number,
    "bare_definite": leaning.opens_with_bare_definite,
    "person": _speaks_of_itself,
    "speakerless": _is_speakerless_quotation,
    "furniture": lambda text, _: is_furniture(text),
    "transcript": _is_transcript,
}
"""Every check by its code, in the order in which they are told."""

"""Does a sentence stand alone, read with nothing before it?

Each check is one small function that returns True when it finds its fault; `faults` names them all. They read
the surface only: openings after the old "dangling anaphora" filters of extractive summarisers (Paice 1990,
"Constructing literature abstracts by computer", section 5; Nanba & Okumura 2000), the rest from reading news.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from summarizer.engines import wordlists
from summarizer.engines.wordlists import word_set

MIN_WORDS = 5  # shorter "sentences" of the news are labels, bylines and headings
MAX_WORDS = 75  # longer ones are lists and tables whose line breaks were lost

_OPENERS = "\"'“”‘’„«»‹›「『([-–—•·* \t"
_CLOSERS = "\"'“”‘’«»‹›」』)] \t"
_STOPS = ".!?…。！？．؟۔।"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_DATELINE = re.compile(
    r"^(?:(?:[A-ZÀ-Þ][\w.’'-]*,? ){0,5}\([^()]{2,40}\) ?[-–—]+ |"  # WASHINGTON (AP) -
    r"[A-ZÀ-Þ][A-ZÀ-Þ.’' ]{2,30}(?:, [\w. ]{2,25})? ?(?:[-–—]{1,2} |: )|"  # HENDERSON, Nevada -  LAHORE:
    r"[A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?: )"  # Berlin:
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]|「[^」]*」|『[^』]*』")
_CURLY_SINGLE = re.compile(r"(?:(?<=\s)|^)‘[^‘’]*(?:’\w[^‘’]*)*’(?=\W|$)")


def stands_alone(text: str, language: str = "en") -> bool:
    """Say whether `text` can be read alone: complete, no debt to a sentence before it, no furniture."""
    return not faults(text, language)


@lru_cache(maxsize=16384)
def faults(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the codes of what keeps `text` from standing alone, in the order of `CHECKS`; empty when nothing.

    `language` is a BCP-47 tag; where no word lists exist for it, the checks of form still hold.
    """
    tongue = language[:2].lower()
    return tuple(code for code, check in CHECKS.items() if check(text, tongue))


def unquoted(text: str) -> str:
    """Return `text` with every balanced quotation replaced by one quotation mark."""
    return _CURLY_SINGLE.sub('"', _QUOTED.sub('"', text))


def body(text: str) -> str:
    """Return `text` without its dateline and without opening marks."""
    return _DATELINE.sub("", text.lstrip(_OPENERS), count=1).lstrip(_OPENERS)


# Form ------------------------------------------------------------------------------------------------


def _is_short(text: str, _: str) -> bool:
    return not _CJK.search(text) and len(text.split()) < MIN_WORDS


def _is_long(text: str, _: str) -> bool:
    return len(text.split()) > MAX_WORDS


def _is_unfinished(text: str, _: str) -> bool:
    """No stop at the end, or one that trails off."""
    end = text.rstrip(_CLOSERS)
    return not end or end[-1] not in _STOPS or end.endswith(("...", "…", " ."))


def _starts_inside(text: str, _: str) -> bool:
    """A small letter first, as after a wrong split; `iPhone` and `al-Qaida` are no small letters."""
    first = body(text)[:1]
    word = _first_word(body(text))
    return first.islower() and word.islower() and not word.startswith("al-")


def _is_heading(text: str, language: str) -> bool:
    """Most longer words capitalised: a headline run into the prose."""
    if language == "de":
        return False
    long_words = re.findall(r"[^\W\d_]{4,}", text)
    capitals = sum(word[0].isupper() for word in long_words)
    return len(long_words) >= 5 and capitals >= 0.8 * len(long_words)


def _has_open_quotation(text: str, _: str) -> bool:
    straight = text.count('"') % 2 == 1
    curly = text.count("“") != text.count("”") and "„" not in text
    return straight or curly or text.count("«") != text.count("»") or text.count("(") != text.count(")")


def _is_question(text: str, _: str) -> bool:
    outside = unquoted(text).rstrip(_CLOSERS)
    return "?" in outside or "？" in outside or "؟" in outside


# Debts to an earlier sentence ------------------------------------------------------------------------

_EXPLETIVE = re.compile(
    r"^it(?: is|’s|'s| was| remains| remained| has been| isn['’]t| wasn['’]t)(?: not| still| also| now| only)?"
    r"(?: immediately| yet| widely| generally| so| very| entirely)?"
    r" (?:un)?(?:clear|known|certain|likely|possible|impossible|believed|thought|estimated|expected|common|hard|"
    r"difficult|rare|important|illegal|legal|estimated|reported)\b",
    re.IGNORECASE,
)


_NOT_BACKWARD = (
    *("so far", "so-called", "well-", "then-", "instead of ", "later this ", "later on ", "such as "),
    *("next week", "next month", "next year", "next day", "other than "),
)


def _opens_with_connective(text: str, language: str) -> bool:
    opening = body(text)
    if _first_word(opening) in wordlists.CONNECTIVES.get(language, ()):
        return not opening.lower().startswith(_NOT_BACKWARD)
    return language == "en" and _opens_with_phrase(opening)


def _opens_with_phrase(opening: str) -> bool:
    return bool(_BACKWARD.match(opening.replace("’", "'")))


_BACKWARD = re.compile(
    "(?:" + "|".join(sorted((re.escape(p) for p in wordlists.BACKWARD_PHRASES), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


def _opens_with_pronoun(text: str, language: str) -> bool:
    opening = body(text)
    word = _first_word(opening)
    if word not in wordlists.PRONOUNS.get(language, ()):
        return False
    if language != "en":
        return True
    lowered = opening.lower()
    return not (
        _EXPLETIVE.match(opening)
        or lowered.startswith(("those who ", "those with "))
        or (word == "both" and " and " in lowered[:60])
    )


_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b")
_PLURAL = re.compile(r"\b(?:they|them|their|theirs|themselves)\b")
_ANTECEDENT = re.compile(
    r"\b(?:an?|one|every|each|no|another|\d+-year-old|whose|who|someone|anyone|everyone|nobody)\b|"
    r"\b[A-Z][\w’'.-]+"
)
_NOT_NAMES = word_set(
    "The A An In On At As By For From With When While After Before If Although Though Since Because "
    "During Under Over Once Until Unless Without Within Through Despite According Asked Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Police Officials Authorities Investigators Prosecutors Witnesses "
    "Now Then Last This That What How Why Where"
)


def _has_loose_pronoun(text: str, language: str) -> bool:
    """`he` or `she` outside quotations with nobody named or introduced before it in the sentence."""
    if language != "en":
        return False
    outside = unquoted(body(text))
    found = _PERSONAL.search(outside)
    if found is None:
        return False
    return not (_introduces(outside[: found.start()]) or _names_after(outside, found.start()))


def _introduces(before: str) -> bool:
    return before.startswith("The ") or any(match.group() not in _NOT_NAMES for match in _ANTECEDENT.finditer(before))


def _names_after(outside: str, at: int) -> bool:
    """A pronoun in an opening clause may look forward: "When he arrived, Marsh said"."""
    comma = outside.find(",", at)
    if at > 40 or not 0 < comma - at < 140:
        return False
    return bool(re.match(r", (?:the |[A-Z]\w+ )*[A-Z]", outside[comma:]))


_BARE_DEFINITE = re.compile(
    r"^The (?:(?:new|latest|whole|entire|proposed|alleged|young|older|younger|elderly|injured|recent|same) )?([a-z-]+)"
    r"(?: ([a-z]+))?( [A-Z]|,? (?:of|in|for|that|who|which|from|at|to|between|behind|on|with|against|about)\b)?"
)


def _opens_with_bare_definite(text: str, language: str) -> bool:
    """`The official said`, `The plan would`: a definite noun that nothing in the sentence tells more about."""
    if language != "en":
        return False
    match = _BARE_DEFINITE.match(body(text))
    if match is None or match.group(1) in wordlists.UNIQUE_NOUNS:
        return False
    verb = match.group(2)
    return verb is not None and match.group(1) not in _ADJECTIVE_LIKE and _is_verb(verb, match)


_ADJECTIVE_LIKE = word_set("most only best worst biggest largest highest lowest oldest youngest longest")
_VERBS = word_set(
    "is was are were has had have will would could can may might must should did does do also then later "
    "said says told came comes went goes took takes made makes began begins found finds gave gives got "
    "gets saw sees left led leads held holds kept keeps showed shows stood stands sent sends cut cuts hit "
    "hits put puts set sets ran runs spoke speaks won wins wrote writes knew knows felt feels fell falls "
    "rose rises grew grows drew draws drove bought sold met meets paid pays lost loses struck never still "
    "now just already often"
)


def _is_verb(word: str, match: re.Match[str]) -> bool:
    if word in _VERBS:
        return True
    return word.endswith("ed") and len(word) > 4 and match.group(3) is None


# Voices and furniture --------------------------------------------------------------------------------

_FIRST_I = re.compile(r"(?:^|[^\w.’'-])I(?:['’](?:m|ve|d|ll)\b| (?=[a-z]))")


def _speaks_of_itself(text: str, language: str) -> bool:
    """First or second person outside quotation marks: the writer speaks, or a speaker without a name."""
    outside = unquoted(text)
    if language == "en" and _FIRST_I.search(outside) and not re.search(r"\b[A-Z]\w+ I [a-z]", outside):
        return True
    listed = wordlists.FIRST_AND_SECOND_PERSON.get(language, frozenset())
    return any(word.replace("’", "'").split("'")[0] in listed for word in _lower_words(outside))


def _is_speakerless_quotation(text: str, _: str) -> bool:
    """Nothing, or only a pronoun and a verb, stands outside the quotation marks."""
    if not any(mark in text for mark in '"“«„「『'):
        return False
    return len(_WORD.findall(unquoted(text))) < 2


_FURNITURE = re.compile(
    "|".join(
        (
            # addresses, handles, tags
            r"https?://|www\.|pic\.twitter|\bt\.co/|\S@\S+\.\w|(?:^|\s)@\w{3,}|#\w+\W*$",
            # calls to the reader
            r"\bclick (?:here|on|the)\b|\bsign up\b|\bsubscribe (?:to|now|today|for)\b|\bsubscribing\b|\bnewsletter",
            r"\bfollow (?:us|him|her|me|the)\b.{0,40}\bon (?:twitter|facebook|instagram)|\bshare (?:this|on)\b",
            r"\bread more\b|\bread the full\b|\bget the app\b|\bdownload the\b|\bvisit (?:our|the) (?:web)?site\b",
            r"\b(?:watch|listen to) (?:the|our) (?:video|full|podcast)|\blog in\b|\bcheck out the\b|\bcrime stoppers\b",
            r"\bif you (?:have|would) .{0,40}(?:contact|email|call)\b|\bcall \(?\d{3}\b|\bfor more (?:on|information)\b",
            # page furniture
            r"\ball rights reserved\b|\bcopyright (?:\d{4}|the|by|of)\b|©|\bterms of (?:use|service)\b",
            r"\bprivacy policy\b|\b(?:use[sd]?|accept|of) cookies\b|\bjavascript\b|\badvertisement\b|\breprints\b",
            r"\bstory highlights\b|\bskip in skip\b|\bembed\b|\bautoplay\b|\bplay video\b(?! game)|\bnow playing\b",
            r"\bback to gallery\b|\brelated (?:story|stories|articles?)\b|\btweet location\b|\bcorrection:",
            r"\binternet archive\b|\bwayback machine\b|\bweb crawl|\bcrawls? (?:was|are|is|of)\b|\bweb collections\b",
            # who made the page
            r"\bcontribut(?:ed|ing) to this (?:report|story|article)\b|^contributing:|\bwriters? .{0,200}\bcontributed\b",
            r"^[\w., ]+ contributed\.|\bis a (?:staff|senior) (?:writer|reporter|editor)\b|^republished with permission",
            r"\b(?:this|our) (?:article|story|report) (?:was|has been|originally|first|appeared)\b",
            # captions
            r"\bphotos?:|\bphoto by\b|\bimage (?:copyright|caption)\b|\bcaption\b|\bgetty images\b|\bpictured\b",
            r"\b(?:ap|file|reuters) photo\b|\bis (?:seen|shown) (?:here|in this)\b",
            r"\bin this (?:\w+ )?(?:\w+ \d+, \d{4},? )?(?:file |handout |undated )?(?:photo|image|picture|frame)",
        )
    ),
    re.IGNORECASE,
)
_CAPTION_DATE = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)"
    r"[a-z]*\.? \d{1,2},? \d{4}\b"
)
_STAMP = re.compile(
    r"^\W*(?:\d{1,2}[.:]\d{2} ?(?:[ap]\.?m\.?|[A-Z]{2,4}\b|[-–—:])|\d{1,2} ?[AP]\.?M\.?\b|UPDATED?\b|LIVE\b|BREAKING\b|"
    r"Last updated\b|Updated?:|Update \d|[A-Z]{2,}(?: [A-Z]{2,}){3,})",
)
_LABEL = re.compile(
    r"^(?:CLOSE|WATCH|PHOTOS?|VIDEO|READ|MORE|RELATED|EXCLUSIVE|FILE|Media caption|Image caption|Caption|(?:Photos?|Video):)(?!\w)"
)
_TRANSCRIPT = re.compile(r"^[A-Z][a-z]+(?: [A-Z][\w.’'-]+){1,3}(?:: | [-–—] |- )[\"“A-Z]")
_CUT_QUOTATION = re.compile(r"[.!?][\"”] [\"“]|^[\"“]?\W*\.\.\.")


@lru_cache(maxsize=16384)
def is_furniture(text: str, _: str = "en") -> bool:
    """Say whether `text` is promotion, boilerplate, a caption, an embedded post or a live-blog stamp."""
    return bool(_STAMP.match(text) or _FURNITURE.search(text) or _CAPTION_DATE.search(text) or _LABEL.match(text))


def _is_transcript(text: str, _: str) -> bool:
    return bool(_TRANSCRIPT.match(text)) and not text.split(":")[0].isupper()


CHECKS: dict[str, Callable[[str, str], bool]] = {
    "short": _is_short,
    "long": _is_long,
    "unfinished": _is_unfinished,
    "starts_inside": _starts_inside,
    "heading": _is_heading,
    "open_quotation": _has_open_quotation,
    "question": _is_question,
    "connective": _opens_with_connective,
    "pronoun": _opens_with_pronoun,
    "loose_pronoun": _has_loose_pronoun,
    "bare_definite": _opens_with_bare_definite,
    "person": _speaks_of_itself,
    "speakerless": _is_speakerless_quotation,
    "furniture": is_furniture,
    "transcript": _is_transcript,
}
"""Every check by its code, in the order in which they are told."""


def _first_word(text: str) -> str:
    match = _WORD.search(text[:40])
    return match.group().lower().replace("’", "'").split("'")[0] if match else ""


def _lower_words(text: str) -> list[str]:
    """Words that are not all capitals, so that `US` is a country and `us` a person, in small letters."""
    return [word.lower() for word in _WORD.findall(text) if not (word.isupper() and len(word) > 1)]

"""Does a sentence stand alone, read with nothing before it?

Each check is one small function that returns True when it finds its fault; `faults` names them all. They read
the surface only: openings after the old "dangling anaphora" filters of extractive summarisers (Paice 1990,
"Constructing literature abstracts by computer", section 5; Nanba & Okumura 2000), the rest from reading news.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from summarizer.engines import wordlists
from summarizer.engines.furniture import is_furniture
from summarizer.engines.wordlists import word_set

MIN_WORDS = 5  # shorter "sentences" of the news are labels, bylines and headings
_LONGEST = 2000  # code points; nothing of that length is a sentence, and no pattern is tried on it
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


@lru_cache(maxsize=4096)
def faults(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the codes of what keeps `text` from standing alone, in the order of `CHECKS`; empty when nothing.

    `language` is a BCP-47 tag; where no word lists exist for it, the checks of form still hold.
    """
    tongue = language[:2].lower()
    if len(text) > _LONGEST:
        return ("long",)
    return tuple(code for code, check in CHECKS.items() if check(text, tongue))


def faults_after(text: str, told: Collection[str], language: str = "en") -> tuple[str, ...]:
    """Return the faults of `text` in a brief that has used the words `told` before it, folded as by `words`."""
    found = faults(text, language)
    if "bare_definite" in found and anchor(text, language) in told and anchor(text, language) not in _NEVER_SETTLED:
        return tuple(code for code in found if code != "bare_definite")
    return found


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
    return not end or end[-1] not in _STOPS or end.endswith(("...", "…"))


def _starts_inside(text: str, _: str) -> bool:
    """A small letter first, as after a wrong split; `iPhone` and `al-Qaida` are no small letters."""
    first = body(text)[:1]
    word = _first_word(body(text))
    return first.islower() and word.islower() and not word.startswith("al-")


def _is_heading(text: str, language: str) -> bool:
    """Most longer words capitalised: a headline run into the prose."""
    if language == "de" or text.rstrip(_CLOSERS).endswith("."):
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
    return language == "en" and bool(_BACKWARD.match(opening) or _ASIDE.search(opening[:_OPENING]))


_OPENING = 70  # code points in which a sentence shows what it hangs on
_ASIDE = re.compile(
    r",? (?:however|though|meanwhile|therefore|moreover|for instance|for example|in turn|on the other hand|too),",
    re.IGNORECASE,
)


_BACKWARD = re.compile(
    "(?:" + "|".join(sorted((re.escape(p) for p in wordlists.BACKWARD_PHRASES), key=len, reverse=True)) + r")(?!\w)",
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


_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_ANTECEDENT = re.compile(
    r"\b(?:an?|one|every|each|no|another|\d+-year-old|whose|who|someone|anyone|everyone|nobody)\b|"
    r"\b[A-Z][\w’'.-]+"
)
_NOT_NAMES = word_set(
    "The A An In On At As By For From With When While After Before If Although Though Since Because "
    "During Under Over Once Until Unless Without Within Through Despite According Asked Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Police Officials Authorities Investigators Prosecutors Witnesses "
    "Now Then Last This That What How Why Where Just Even Not Earlier Later Years Decades Days Months Weeks"
)


def _has_loose_person(text: str, language: str) -> bool:
    """`he` or `she` outside quotations with nobody named or introduced before it in the sentence."""
    if language != "en":
        return False
    outside = body(unquoted(text))
    found = _PERSONAL.search(outside)
    if found is None:
        return False
    return not (_introduces(outside[: found.start()]) or _names_after(outside, found.start()))


def _introduces(before: str) -> bool:
    if any(match.group() not in _NOT_NAMES for match in _ANTECEDENT.finditer(before)):
        return True
    return before.startswith("The ") and not wordlists.PERSONS.isdisjoint(before.split())


def _names_after(outside: str, at: int) -> bool:
    """A pronoun in an opening clause may look forward: "When he arrived, Marsh said"."""
    comma = outside.find(",", at)
    if at > 40 or not 0 < comma - at < 140:
        return False
    return bool(re.match(r", (?:the |[A-Z]\w+ )*[A-Z]", outside[comma:]))


_LOOSE_THING = re.compile(
    r"^(?:(?:Just |Even )?"
    r"(?:As|When|While|If|Because|Although|Though|Since|Before|After|Until|Once) (?:\w+ )?(?:it|they)\b|"
    r"(?:\w+ ){1,3}(?:later|ago|earlier|before|after),? (?:it|they)\b|"
    r"(?:In|On|At|By|For|From|With|After|Before|Since|Despite|During|Under|Over|Until|Within|Without|Through|Of)"
    r"(?: [^A-Z,\s][^,\s]*| (?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"\w+day))*,? (?:it|they)\b)"
)


def _has_loose_thing(text: str, language: str) -> bool:
    """`it` or `they` as the subject, where only an adverbial stands before it: `Decades later it turned up`."""
    opening = body(unquoted(text))
    match = _LOOSE_THING.match(opening) if language == "en" else None
    if match is None or _SETTLED_IT.match(opening[match.end() - 2 :]):
        return False
    return not _names_after(opening, match.end())


_SETTLED_IT = re.compile(
    r"it (?:comes|came|emerged|turn(?:s|ed) out|"
    r"(?:is|was|seems|appears)(?: \w+)? (?:that|clear|certain|likely))\b"
)


_DEMONSTRATIVE = re.compile(
    r"\b(?:this|these|those|such)(?! (?:week|month|year|morning|afternoon|evening|season|summer|autumn|fall|winter|"
    r"spring|weekend|time|country|day|decade|century|term|quarter|is|was|as|who|with|that|far|a|an|killed|injured)\b)"
    r" [a-z]"
)


def _points_back(text: str, language: str) -> bool:
    """`in some of these cases` in the opening: a pointer to what was told before."""
    return language == "en" and bool(_DEMONSTRATIVE.search(body(unquoted(text))[:_OPENING]))


_BARE_NUMBER = re.compile(
    r"^(?:(?:around|about|some|nearly|almost|more than|at least|only|over|just) )?(?:\d[\d,.]*|[a-z]+)(?: [mb]illion)?"
    r" (?:others |more )?(?:have|had|has|were|are|was|is|did|remained|remain)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|thousands|many|most|several|few|some)\b",
    re.IGNORECASE,
)


def _is_bare_number(text: str, language: str) -> bool:
    """`Around 2 million have been displaced`: of whom was told before."""
    match = _BARE_NUMBER.match(body(text)) if language == "en" else None
    return match is not None and bool(_NUMBER.search(match.group()))


_SETTLING = word_set("most only best worst biggest largest highest lowest oldest youngest longest first")
_COLOURLESS = word_set("new latest whole entire proposed alleged recent same full final original whole other")
_NEVER_SETTLED = word_set("official officials source sources spokesman spokeswoman spokesperson")


@lru_cache(maxsize=4096)
def anchor(text: str, language: str = "en") -> str | None:
    """Return the noun of an opening like `The plan would`, when nothing in the sentence tells which one.

    Where an earlier statement has that noun, the opening is no debt; `The official` is one all the same.
    """
    opening = body(text[:_LONGEST])
    if language[:2] != "en" or not opening.startswith("The "):
        return None
    following = [word for word in opening.split(maxsplit=7)[1:7] if word not in _COLOURLESS]
    returning = wordlists.RETURNING_NOUNS
    for noun, verb, after in zip(following, following[1:], [*following[2:], ""], strict=False):
        if not noun.isalpha() or not noun.islower() or noun in _SETTLING:
            return None
        if noun in returning and _is_finite(verb, after):
            return noun
        returning = wordlists.PERSONS  # "The city council" is known by its first word, "The older man" is not
    return None


def _is_finite(word: str, after: str) -> bool:
    """A verb, as far as form and neighbour tell: `injured in` and `called Zuma` may be participles."""
    if word in wordlists.VERBS:
        return True
    if word.endswith("ed") and len(word) > 4:
        return after not in {"in", "by", "at", "for", "with", "on", "from", "near"} and not after[:1].isupper()
    return (
        word.endswith("s")
        and word.isalpha()
        and after in {"the", "a", "an", "to", "that", "its", "their", "his", "her"}
    )


def _opens_with_bare_definite(text: str, language: str) -> bool:
    """`The official said`: a definite that takes up somebody or something told before."""
    return anchor(text, language) is not None


def _has_no_verb(text: str, language: str) -> bool:
    """No word with the form of a finite verb: a label or a caption that ends with a stop."""
    if language != "en" or _QUOTED.search(text):
        return False
    lowered = (word.replace("’", "'") for word in re.findall(r"[a-z][a-z’'-]*", body(text)))
    return not any(
        word in wordlists.VERBS
        or word in wordlists.IRREGULAR_VERBS
        or word.endswith(("ed", "n't", "'re", "'ve", "'ll"))
        or _ends_like_verb(word)
        for word in lowered
    )


def _ends_like_verb(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("'s", "ss", "us"))


# Voices and furniture --------------------------------------------------------------------------------

_FIRST_I = re.compile(r"(?:^|[^\w.’'-])I(?:['’](?:m|ve|d|ll)\b| (?=[a-z]))")


_LETS = re.compile(
    r"\blet['’]s\b|\bHELP US\b|^(?:Check out|Learn more|Find out|Read|See|Click|Watch|Join|Follow|Scroll)\b",
    re.IGNORECASE,
)


def _speaks_of_itself(text: str, language: str) -> bool:
    """First or second person outside quotation marks: the writer speaks, or a speaker without a name."""
    outside = unquoted(text)
    if language == "en" and _LETS.search(outside):
        return True
    if language == "en" and _FIRST_I.search(outside) and not re.search(r"\b[A-Z]\w+ I [a-z]", outside):
        return True
    listed = wordlists.FIRST_AND_SECOND_PERSON.get(language, frozenset())
    return any(word.replace("’", "'").split("'")[0] in listed for word in _lower_words(outside))


def _is_speakerless_quotation(text: str, _: str) -> bool:
    """Nothing, or only a pronoun and a verb, stands outside the quotation marks."""
    if not any(mark in text for mark in '"“«„「『'):
        return False
    return len(_WORD.findall(unquoted(text))) < 2


_TRANSCRIPT = re.compile(r"^[A-Z][a-z]+(?: [A-Z][\w.’'-]+){1,3}(?:: | [-–—] |- )[\"“A-Z]")


def _is_transcript(text: str, _: str) -> bool:
    return bool(_TRANSCRIPT.match(text)) and not text.split(":")[0].isupper()


CHECKS: dict[str, Callable[[str, str], bool]] = {
    "short": _is_short,
    "long": _is_long,
    "unfinished": _is_unfinished,
    "starts_inside": _starts_inside,
    "heading": _is_heading,
    "no_verb": _has_no_verb,
    "open_quotation": _has_open_quotation,
    "question": _is_question,
    "connective": _opens_with_connective,
    "pronoun": _opens_with_pronoun,
    "loose_person": _has_loose_person,
    "loose_thing": _has_loose_thing,
    "demonstrative": _points_back,
    "bare_number": _is_bare_number,
    "bare_definite": _opens_with_bare_definite,
    "person": _speaks_of_itself,
    "speakerless": _is_speakerless_quotation,
    "furniture": lambda text, _: is_furniture(text),
    "transcript": _is_transcript,
}
"""Every check by its code, in the order in which they are told."""


def _first_word(text: str) -> str:
    match = _WORD.search(text[:40])
    return match.group().lower().replace("’", "'").split("'")[0] if match else ""


def _lower_words(text: str) -> list[str]:
    """Words that are not all capitals, so that `US` is a country and `us` a person, in small letters."""
    return [word.lower() for word in _WORD.findall(text) if not (word.isupper() and len(word) > 1)]

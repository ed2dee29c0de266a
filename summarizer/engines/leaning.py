"""Openings that lean on an earlier sentence: connectives, pronouns, pointers and definites without a referent.

After the "dangling anaphora" filters of extractive summarisers (Paice 1990, "Constructing literature abstracts by
computer", section 5; Nanba & Okumura 2000), widened by reading what was chosen from real news. Each check is a small
function of text and primary language tag; it says True when it finds its fault.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from summarizer.engines import wordlists
from summarizer.engines.phrasing import LONGEST, QUOTED, body, first_word, one_quote, unquoted
from summarizer.engines.wordlists import word_set

_EXPLETIVE = re.compile(
    r"^it(?: is|’s|'s| was| remains| remained| has been| isn['’]t| wasn['’]t)(?: not| still| also| now| only)?"
    r"(?: immediately| yet| widely| generally| so| very| entirely)?"
    r" (?:un)?(?:clear|known|certain|likely|possible|impossible|believed|thought|estimated|expected|common|hard|"
    r"difficult|rare|important|illegal|legal|estimated|reported|undeniable|obvious|true|no secret|no coincidence)\b|"
    r"^it (?:is|was|has been) [a-z]+ that\b|^it took (?:[\w,.-]+ ){1,6}(?:minutes|hours|days|weeks|months|years) to\b",
    re.IGNORECASE,
)


_NOT_BACKWARD = (
    *("so far", "so-called", "well-", "then-", "instead of ", "later this ", "later on ", "such as "),
    *("next week", "next month", "next year", "next day", "other than "),
)


SAYING_WORDS = 7  # fewer say no more than `It is very hard to see.`


def opens_with_connective(text: str, language: str) -> bool:
    """`But`, `In addition,`, or an aside like `, however,` early on."""
    opening = body(text)
    if first_word(opening) in wordlists.CONNECTIVES.get(language, ()):
        return not opening.lower().startswith(_NOT_BACKWARD)
    if _FORMERLY.match(opening) or _COUNTED.match(opening):
        return False
    return language == "en" and bool(_BACKWARD.match(opening) or _ASIDE.search(opening[: 2 * _OPENING]))


_FORMERLY = re.compile(r"The former (?!\w+ed\b|is\b|was\b|are\b|were\b|has\b|had\b|said\b|says\b)[\w-]+ [\w-]+")
_COUNTED = re.compile(
    r"The (?:two|three|second|third)[ -](?:most\b|quarter\b|half\b|[a-z]{3,}est\b)|"
    r"The (?:Second|Third|Two|Three) [A-Z]|In this (?:week|month|year|season)(?:'s|’s)? "
)  # "The two largest parties", "The Second Amendment": no two were told before
_OPENING = 70  # code points in which a sentence shows what it hangs on
_ASIDE = re.compile(
    r",? (?:however|though|meanwhile|therefore|moreover|for instance|for example|in turn|on the other hand|too),|"
    r"\b(?:is|was|are|were|has|have) therefore\b|\btoo (?:is|was|are|were)\b|"
    r"\b(?:with|in|of|after|since|before) that [a-z0-9]|"
    r"^(?:[\w-]+ ){1,4}(?:minutes|hours|days|weeks|months|years|decades) (?:later|earlier|before),?",
    re.IGNORECASE,
)


_BACKWARD = re.compile(
    "(?:" + "|".join(sorted((re.escape(p) for p in wordlists.BACKWARD_PHRASES), key=len, reverse=True)) + r")(?![\w-])",
    re.IGNORECASE,
)


def opens_with_pronoun(text: str, language: str) -> bool:
    """`He`, `It`, `This`, also first in a quotation; `It is not clear whether` refers to nothing."""
    opening = body(text)
    word = first_word(opening)
    if word not in wordlists.PRONOUNS.get(language, ()):
        return False
    if language != "en":
        return True
    lowered = opening.lower()
    return not (
        (_EXPLETIVE.match(opening) and len(opening.split()) >= SAYING_WORDS)
        or lowered.startswith(("those who ", "those with "))
        or _CALENDAR.match(lowered)
        or (word == "both" and " and " in lowered[:60])
    )


_CALENDAR = re.compile(r"this (?:week|month|year|season|summer|autumn|fall|winter|spring)\b")
_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_ANTECEDENT = re.compile(
    r"\b(?:\d+-year-old|whose|who|someone|anyone|everyone|nobody)\b|"
    r"\b(?:an?|one|every|each|no|another) (?:[\w-]+ ){0,4}?[\w-]*(?:er|or|ist|ian|ee|man|woman)\b|"
    r"\b[A-Z][\w’'.-]+"
)
_NOT_NAMES = word_set(
    "The A An In On At As By For From With When While After Before If Although Though Since Because "
    "During Under Over Once Until Unless Without Within Through Despite According Asked Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Police Officials Authorities Investigators Prosecutors Witnesses "
    "Around About Among Between Against Across Near Toward Towards Upon Behind Outside Inside Along Beyond Two Three "
    "Four Five Six Many Most Some Several Only Nearly Almost More Maybe Perhaps Chances Both There Here Today Speaking "
    "But And So Or Nor Yet Still However Also Instead Meanwhile Apparently Another Other Indeed Thus "
    "Now Then Last This That What How Why Where Just Even Not Earlier Later Years Decades Days Months Weeks"
)


def has_loose_person(text: str, language: str) -> bool:
    """`he` or `she` with nobody named or introduced before it, outside quotations or in one that opens the sentence."""
    if language != "en":
        return False
    quoted = QUOTED.match(one_quote(text[:LONGEST]).lstrip())
    return _is_loose(body(unquoted(text))) or (quoted is not None and _is_loose(body(quoted.group())))


def _is_loose(clause: str) -> bool:
    found = _PERSONAL.search(clause)
    if found is None:
        return False
    return not (_introduces(clause[: found.start()]) or _names_after(clause, found.start()))


def _introduces(before: str) -> bool:
    if before.startswith("Both "):
        return False
    if any(_is_somebody(match, before) for match in _ANTECEDENT.finditer(before)):
        return True
    before_words = before.split()
    introduced = before.startswith(_INTRODUCING) or not {"a", "an", "one", "my", "our"}.isdisjoint(before_words)
    return introduced and not wordlists.PERSONS.isdisjoint(before_words)


_INTRODUCING = ("The ", "A ", "An ", "My ", "Our ")


def _is_somebody(match: re.Match[str], before: str) -> bool:
    """A capital at the start of a sentence names nobody when the word is a plural: `Passengers said he`."""
    word = match.group()
    opens = match.start() == 0 and not before[match.end() : match.end() + 2].strip().istitle()
    if word.isupper() and len(word) > 1 and not before.isupper():  # "LDL" is nobody
        return False
    return word not in _NOT_NAMES and not (opens and word[0].isupper() and _may_be_plural(word))


def _may_be_plural(word: str) -> bool:
    """`Passengers`, `Israelis`; `Mattis` and `Ross` have the form of a name, `Sanders` is known as one."""
    if not word.endswith("s") or word.endswith(("'s", "’s", "us", "ss")) or word in wordlists.SURNAMES_IN_S:
        return False
    return not word.endswith("is") or word.endswith(("elis", "anis", "aqis", "udis", "atis", "enis", "azis", "emis"))


def _names_after(outside: str, at: int) -> bool:
    """A pronoun in an opening clause may look forward: "When he arrived, Marsh said"."""
    comma = outside.find(",", at)
    if at > 40 or not 0 < comma - at < 140:
        return False
    return bool(re.match(r", (?:the |[A-Z]\w+ )*[A-Z][\w.]", outside[comma:]))


_LOOSE_THING = re.compile(
    r"^(?:(?:Just as|Even as|"
    r"As|When|While|If|Because|Although|Though|Since|Before|After|Until|Once) (?:\w+ )?(?:it|they)\b|"
    r"(?:\w+ ){1,3}(?:later|ago|earlier|before|after),? (?:it|they)\b|"
    r"(?:In|On|At|As|By|For|From|With|After|Before|Since|Despite|During|Under|Over|Until|Within|Without|Through|Of)"
    r"(?: [^A-Z,\s][^,\s]*| (?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"\w+day))*,? (?:it|they)\b)"
)


def has_loose_thing(text: str, language: str) -> bool:
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


def points_back(text: str, language: str) -> bool:
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
_ONLY_SOME = re.compile(r"some (?=[a-z]+ (?:have|had|has|were|are|was|is|did|remained|remain)\b)", re.IGNORECASE)


def is_bare_number(text: str, language: str) -> bool:
    """`Around 2 million have been displaced`: of whom was told before."""
    match = _BARE_NUMBER.match(body(text)) if language == "en" else None
    return match is not None and bool(_NUMBER.search(_ONLY_SOME.sub("", match.group())))


_DATELINED = 150  # code points, in which a sentence has begun, whatever dateline stands before it
_SETTLING = word_set("most only best worst biggest largest highest lowest oldest youngest longest first")
_COLOURLESS = word_set("new latest whole entire proposed alleged recent same full final original whole other")
_ADVERBIAL = re.compile(
    r"(?:According to|In|During|After|Before|At|Since|Under|By|With|For|On|Throughout|Following|Despite) the "
    rf"(?!event,)(?:(?:{'|'.join(sorted(_COLOURLESS))}) )?([a-z]+),"
)
_NEVER_SETTLED = word_set("official officials source sources spokesman spokeswoman spokesperson")


@lru_cache(maxsize=4096)
def anchor(text: str, language: str = "en") -> str | None:
    """Return the noun of an opening like `The plan would` or `Under the plan,`, which the sentence does not explain.

    Where an earlier statement has that noun, the opening is no debt; `The official` is one all the same.
    """
    if language[:2] != "en" or "he " not in text[:_DATELINED]:
        return None
    opening = body(text[:LONGEST])
    if not opening.startswith("The "):
        adverbial = _ADVERBIAL.match(opening)
        return adverbial[1] if adverbial and adverbial[1] in wordlists.RETURNING_NOUNS else None
    following = [word for word in opening.split(maxsplit=7)[1:7] if word not in _COLOURLESS]
    returning = wordlists.RETURNING_NOUNS
    for noun, verb, after in zip(following, following[1:], [*following[2:], ""], strict=False):
        owner = noun.replace("’", "'").removesuffix("'s")
        if owner != noun and owner in returning:  # "The girl's mother"
            return owner
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


def is_told(noun: str | None, told: Collection[str]) -> bool:
    """Say whether the words `told` have introduced `noun`, itself or by a word that bridges to it."""
    if noun is None or noun in _NEVER_SETTLED:
        return False
    return noun in told or not wordlists.BRIDGES.get(noun, frozenset()).isdisjoint(told)


def opens_with_bare_definite(text: str, language: str) -> bool:
    """`The official said`: a definite that takes up somebody or something told before."""
    return anchor(text, language) is not None

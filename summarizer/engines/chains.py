"""What a sentence that leans on the one before it needs, and whether that one gives it.

A sentence that opens with "But" or "He said" is no fault where its own predecessor is told right before it: the
reader of the brief then sees what the reader of the article saw. A pronoun for a person needs one person before it
and no more (the ambiguity that makes pronoun resolution fail most: Lappin & Leass 1994); for "it" and "they", the
sentence before is where nine in ten have their antecedent (Hobbs 1978, "Resolving pronoun references").
"""

from __future__ import annotations

import re
from collections.abc import Collection

from summarizer.engines.leaning import NOT_NAMES, anchor, is_told
from summarizer.engines.phrasing import LONGEST, body, first_word, unquoted
from summarizer.engines.wordlists import word_set

SETTLED = word_set("connective pronoun loose_person loose_thing demonstrative bare_number bare_definite speakerless")
"""The faults that a sentence before can settle; the others are of form, or of the page."""
PRONOMINAL = word_set("pronoun loose_person loose_thing")
"""Those of them that tell nothing at all to a reader who has the sentence alone."""

_HE = word_set("he him his himself")
_SHE = word_set("she her hers herself")
_LOWER_WORD = re.compile(r"[a-z]+")
_PLURAL = re.compile(r"\b(?:[a-z]{3,}s|people|police|children|women|men|couple|family|team|two|three)\b| and ")
_RUN = re.compile(r"[A-Z][\w’'-]+(?: [A-Z]\.)?(?: (?:al-|de |van |von |bin )?[A-Z][\w’'-]+){0,3}")
_SAYS = r"(?:said|says|told|added|wrote|writes|tweeted|argued|explained|testified|noted|asked|warned|insisted)"
_SPEAKS_BEFORE = re.compile(rf"\b{_SAYS} $")
_SPEAKS_AFTER = re.compile(rf"^(?: [a-z]+ly)? {_SAYS}\b|^,? (?:who|\d{{1,3}},)|^, \d{{1,3}}\b")
_SPEAKS = re.compile(rf"\b{_SAYS}\b|\baccording to\b|\b(?:statement|tweet|interview|email|letter)\b")
_TITLED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Sgt|Col|Capt|Rev)\.?|President|Senator|Mayor|Governor|Secretary|"
    r"Minister|Chancellor|Pope|King|Queen|Prince|Princess|Judge|Justice|Sheriff|Chief|Officer|Detective|Professor|"
    r"Speaker|Director|Attorney|Chairman|[a-z]{3,}(?:man|woman|or|er|ist|ant|ress)) $"
)
_BEFORE_PLACE = re.compile(r"\b(?:the|in|at|of|from|near|on|to|into|across|around|through) $", re.IGNORECASE)
_INSTITUTION = word_set(
    "House Senate Congress Court Department Committee Party University College School Hospital Police Office Agency "
    "Council Board Bank Company Corp Inc Group Association Institute Center Centre Street Avenue Road Park City County "
    "State States Kingdom Union Nations News Times Post Journal Street America Day Week Act Bill Island River Lake "
    "Church Airport Station Museum Foundation Service Commission Ministry Security Force Guard Navy Army League Cup "
    "White Supreme United New North South East West National Federal American British Russian Chinese Islamic"
)
_SOMEBODY = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Oo]ne|\d+-year-old)(?: [\w-]+){0,3}? "
    r"(man|woman|boy|girl|child|teenager|mother|father|son|daughter|wife|husband|suspect|victim|driver|passenger|"
    r"pilot|officer|soldier|gunman|student|teacher|doctor|patient|lawyer|judge|senator|president|minister|spokesman|"
    r"spokeswoman|singer|actor|actress|player|coach|author|reporter|baby|infant|resident|mayor|governor)\b"
)


def settles(before: str, text: str, codes: Collection[str], language: str = "en") -> bool:
    """Say whether `text`, which has the faults `codes`, can be read right after `before`, its own predecessor."""
    if not codes or not SETTLED.issuperset(codes):
        return not codes
    if len(before) + len(text) > LONGEST or before.rstrip()[-1:] in {":", "?", ""}:
        return False
    if language[:2] != "en":
        return set(codes) == {"connective"}
    noun = anchor(text)
    if noun and not is_told(noun, _LOWER_WORD.findall(before.lower())):
        return False
    return _person_is_known(before, text, codes) and _thing_is_known(before, text) and _speaker(before, codes)


def _person_is_known(before: str, text: str, codes: Collection[str]) -> bool:
    """One person before, or the same pronoun there and nobody else."""
    wanted = _genders(text)
    if not wanted or not {"pronoun", "loose_person"}.intersection(codes):
        return True
    spoken = unquoted(before)
    known = _genders(spoken)
    if len(wanted) > 1 or (known and not known & wanted):
        return False
    named = persons(before)
    return len(named) == 1 or (not named and (bool(known) or len(set(_SOMEBODY.findall(spoken))) == 1))


def _genders(text: str) -> set[str]:
    found = _LOWER_WORD.findall(unquoted(text).lower())
    if first_word(body(text)) in _HE | _SHE:
        found.append(first_word(body(text)))
    return {gender for gender, listed in (("he", _HE), ("she", _SHE)) if not listed.isdisjoint(found)}


def _thing_is_known(before: str, text: str) -> bool:
    """`They` need something in the plural; `it` and `this` take up a thing or the whole sentence."""
    plural = first_word(body(text)) in {"they", "their", "them", "theirs", "these", "those"}
    return not plural or bool(_PLURAL.search(unquoted(before)))


def _speaker(before: str, codes: Collection[str]) -> bool:
    """A quotation without its speaker goes on from one whose speaker is told."""
    if "speakerless" not in codes:
        return True
    spoken = unquoted(before)
    return bool(_SPEAKS.search(spoken)) and (len(persons(before)) == 1 or bool(_genders(spoken)))


def persons(text: str) -> frozenset[str]:
    """Return the last names of the people whom `text` names outside quotations, as far as the surface shows."""
    spoken = unquoted(text)
    found = set()
    for run in _RUN.finditer(spoken):
        names = [word for word in run.group().split() if word not in NOT_NAMES]
        if not names or not _INSTITUTION.isdisjoint(names):
            continue
        before, after = spoken[max(run.start() - 20, 0) : run.start()], spoken[run.end() : run.end() + 24]
        speaks = _SPEAKS_BEFORE.search(before) or _SPEAKS_AFTER.search(after) or _TITLED.search(before)
        if speaks or (len(names) in {2, 3} and not _BEFORE_PLACE.search(before)):
            found.add(names[-1].replace("’", "'").removesuffix("'s"))
    return frozenset(found)

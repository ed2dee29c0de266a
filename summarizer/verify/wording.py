"""Is a sentence that a model wrote worded neutrally: what it says is the gate's matter, how it says it is this one's.

A word that judges is let pass inside a quotation whose speaker is told, where the passages quote it and the statement
says that somebody says it, and where two independent publishers use it in their own voice: then it is the
sources' common ground. The families of words stand in `wording.txt`, with their origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from summarizer.models import Failure
from summarizer.verify.quoted import outside_quotations
from summarizer.verify.reading import Reading, read
from summarizer.verify.tongue import tongue_of

Kind = Literal["loaded", "evaluative", "saying", "significance"]
WORDING_CODES = (
    "loaded",  # a word that judges or dramatises, in the brief's own voice
    "evaluative",  # an adverb of judgement: "sadly", "shockingly"
    "saying",  # "claimed", "admitted", "insisted" where the passages say "said"
    "question",  # a rhetorical question, an exclamation
    "significance",  # why it matters, what to conclude, what "the article" does: without a passage that says so
    "headline",  # a headline that teases, shouts or labels
)  # the closed list of codes
_SHARED = 2  # independent publishers from which a word is common ground
_LONGEST = 3_000  # code points; the gate refuses what is longer


class Passage(NamedTuple):
    """A cited sentence and the publisher that it counts for."""

    publisher: str
    text: str


def wording(
    text: str, cited: Sequence[Passage], *, language: str = "en", headline: bool = False
) -> tuple[Failure, ...]:
    """Return what is not neutral in how `text` says it; empty when nothing is. One failure a code.

    `cited` are the sentences that it stands on. `language` (BCP-47) is what the text is taken for where its function
    words do not say otherwise; in a language without lists only questions and headlines are looked at.
    """
    statement = read(text[:_LONGEST], tongue_of(text[:_LONGEST], language), None)
    voice = outside_quotations(statement)
    own = [Passage(passage.publisher, _own_voice(passage.text, language)) for passage in cited]
    said = [cue.text for passage in cited for cue in read(passage.text, language, None).values.quotations]
    found = [*_judging(statement, voice, own, said), *_asking(voice.text)]
    return tuple(found + (_headline(statement, voice.text, [passage.text for passage in cited]) if headline else []))


def judges(text: str, language: str = "en") -> bool:
    """Tell whether a sentence of an article takes sides in its own voice: it may be told so, others rather."""
    tongue = language[:2].lower()
    if not (_any(tongue, "loaded").search(text) or _any(tongue, "evaluative").search(text) or _ASKED.search(text)):
        return False
    voice = _own_voice(text, language)
    kinds: tuple[Kind, ...] = ("loaded", "evaluative")
    return any(_uncommon(tongue, kind, voice, (), 1) for kind in kinds) or bool(_ASKED.search(voice))


def _own_voice(text: str, language: str) -> str:
    return outside_quotations(read(text, language, None)).text


# Words that judge ------------------------------------------------------------------------------------


@cache
def families(language: str, kind: Kind) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a list, one for each family of words."""
    return tuple(_compiled(line) for line in _lists().get(f"{language} {kind}", ()))


@cache
def lists_text() -> str:
    """Return the lists as they stand in their file: what they change is part of a fingerprint."""
    return resources.files("summarizer.verify").joinpath("wording.txt").read_text("utf-8")


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for line in lists_text().splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return lists


def _compiled(line: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{line})(?!\w)", re.IGNORECASE)


@cache
def _any(language: str, kind: Kind) -> re.Pattern[str]:
    """Return one pattern for a whole list: most sentences have none of its words, and are done with it."""
    return _compiled("|".join(_lists().get(f"{language} {kind}", ())) or r"(?!)")


def _judging(statement: Reading, voice: Reading, cited: Sequence[Passage], said: Sequence[str]) -> Iterator[Failure]:
    tongue = statement.language
    spoken = tongue != "en" or bool(_SPEAKING.search(voice.text))
    loaded = _uncommon(tongue, "loaded", voice.text, cited, _SHARED, said if spoken else ())
    unspoken = [] if spoken else _quoted_of_nobody(statement)
    if loaded or unspoken:
        yield _failure("loaded", loaded or unspoken, "words that judge" if loaded else "judging words quoted of nobody")
    if evaluative := _uncommon(tongue, "evaluative", voice.text, cited, _SHARED):
        yield _failure("evaluative", evaluative, "an adverb of judgement")
    if saying := _saying(tongue, voice.text, cited):
        yield _failure("saying", saying, 'the cited sentences say "said"')
    if significance := _uncommon(tongue, "significance", voice.text, cited, 1):
        yield _failure("significance", significance, "no cited sentence says what it means")


def _failure(code: str, words: Sequence[str], why: str) -> Failure:
    return Failure(code, tuple(words), f"not neutral, {why}: {', '.join(words)}")


def _uncommon(
    language: str, kind: Kind, text: str, cited: Sequence[Passage], shared: int, said: Sequence[str] = ()
) -> list[str]:
    """Return the words of a list in `text` that fewer than `shared` publishers use, none of them in what is `said`."""
    if not _any(language, kind).search(text):
        return []
    found: dict[int, str] = {}
    for family in families(language, kind):
        for match in family.finditer(text):
            users = {passage.publisher for passage in cited if family.search(passage.text)}
            quoted = any(family.search(words) for words in said)
            if len(users) < shared and not quoted and not _in_a_name(text, match, cited):
                found.setdefault(match.start(), match.group())
    return [found[at] for at in sorted(found)]


def _in_a_name(text: str, match: re.Match[str], cited: Sequence[Passage]) -> bool:
    """Tell "Crazy Horse" and "Fury": a capital inside a sentence, its own or a passage's."""
    word = match.group()
    if not word[0].isupper():
        return False
    if text[: match.start()].strip() and _is_sentence(text):
        return True
    return any(f" {word}" in passage.text.lstrip() and _is_sentence(passage.text) for passage in cited)


def _is_sentence(text: str) -> bool:
    """Tell running text from a title, in which capitals say nothing."""
    return sum(word[0].islower() for word in text.split() if len(word) > 3) > 2


_SPEAKING = re.compile(
    r"\b(?:said|says?|saying|told|tells|tell|call(?:s|ed|ing)|written|describ(?:es|ed|ing)|wrote|writes|writing|tweeted|posted|"
    r"according to|label(?:s|l?ed)|dubbed|denounc(?:es|ed|ing)|condemn(?:s|ed|ing)|criticis(?:es|ed|ing)|"
    r"criticiz(?:es|ed|ing)|accus(?:es|ed|ing)|added|adds|argu(?:es|ed|ing)|warn(?:s|ed|ing)|referr(?:ed|ing)|ask(?:s|ed)|"
    r"prais(?:es|ed|ing)|stat(?:es|ed|ing)|respond(?:s|ed)|repl(?:ies|ied)|named|termed|quoted|titled|entitled|"
    r"character(?:ised|ized)|express(?:ed|ing)|declar(?:ed|ing)|announc(?:ed|ing)|explain(?:ed|ing)|testif(?:ied|ying)|suggest(?:s|ed|ing)|tweeting|claim(?:s|ed|ing)|insist(?:s|ed|ing)|"
    r"encourag(?:es|ed|ing)|allegedly|urg(?:es|ed|ing)|in (?:his|her|their|its) words)\b|: ?[\"“„«]",
    re.I,
)


def _quoted_of_nobody(statement: Reading) -> list[str]:
    """Return the judging words inside quotation marks."""
    return [m.group() for cue in statement.values.quotations for m in _any("en", "loaded").finditer(cue.text)]


_PLAIN_SAYING = {
    "en": re.compile(r"\b(?:said|says?|saying|told|tells|stat(?:es|ed)|according to|wrote|reported)\b", re.I),
    "de": re.compile(r"\b(?:sagt|sagte|sagten|sagen|erklärte|erklärten|laut|zufolge|teilte)\b", re.I),
    "fr": re.compile(r"\b(?:dit|disent|déclaré|déclare|selon|indiqué|indique|affirmé|affirme|expliqué)\b", re.I),
    "es": re.compile(r"\b(?:dijo|dijeron|dice|dicen|según|declaró|declararon|afirmó|señaló|explicó)\b", re.I),
    "it": re.compile(r"\b(?:detto|dice|dicono|secondo|dichiarato|dichiara|spiegato|riferito)\b", re.I),
    "pt": re.compile(r"\b(?:disse|disseram|diz|dizem|segundo|declarou|afirmou|explicou)\b", re.I),
    "nl": re.compile(r"\b(?:zei|zeiden|zegt|zeggen|volgens|aldus|verklaarde|meldt|meldde)\b", re.I),
}


def _saying(language: str, text: str, cited: Sequence[Passage]) -> list[str]:
    """Return verbs of saying that cast doubt or blame, where no passage has them or another one says "said"."""
    if not _any(language, "saying").search(text):
        return []
    plain = {passage.publisher for passage in cited if _PLAIN_SAYING[language].search(passage.text)}
    found: list[str] = []
    for family in families(language, "saying"):
        users = {passage.publisher for passage in cited if family.search(passage.text)}
        if not users or plain - users:
            found.extend(match.group() for match in family.finditer(text))
    return found


# Questions and headlines -----------------------------------------------------------------------------

_ASKED = re.compile(r"[?？؟！]|!(?!,? [a-z])")  # "Yahoo! said" is a name


def _asking(voice: str) -> list[Failure]:
    found = sorted(set(_ASKED.findall(voice)))
    return [_failure("question", found, "a question or an exclamation of the writer's")] if found else []


_TEASE = re.compile(
    r"^(?:how|why|what|when|where|inside|meet|watch|here|here['’]s|this|these|who (?:is|was|are|were)|everything)\b|"
    r"^\d+ (?:things|reasons|ways|takeaways|facts|questions|lessons)\b|"
    r"\b(?:you (?:won['’]t|need|should|didn['’]t|can)|what (?:we|you|to) know|here['’]s (?:why|what|how)|find out|"
    r"the (?:real )?reason why|what happen(?:s|ed) next|need to know|(?:might|will) surprise|one (?:weird|simple) )|"
    r"(?:\.\.\.|…)\s*$",
    re.I,
)
_LABEL = re.compile(
    r"^(?:breaking(?: news)?|exclusive|watch|video|live|just in|update|revealed|explained|explainer|analysis|opinion|"
    r"shock|alert|developing|must[- ]see|viral|fact[- ]check|eilmeldung|eil|exklusiv|liveticker|en direct|exclusif|"
    r"última hora|urgente|exclusiva|en vivo|esclusiva|exclusivo|urgent)\s*[:|–—-]",
    re.I,
)
_CAPITALS = re.compile(r"[^\W\d_]{4,}")
_OPENING_CAPITAL = re.compile(r"\b[^\W\d_a-z]")
_FEW_CAPITALS = 3  # words of four letters or more all in capitals: below it they may be acronyms


def _headline(statement: Reading, voice: str, cited: Sequence[str]) -> list[Failure]:
    """Refuse a headline that teases, labels itself or shouts: it says who did what, where."""
    found = [m.group().strip() for m in (_LABEL.search(voice),) if m]
    if statement.language == "en":
        found += [m.group().strip() for m in (_TEASE.search(voice),) if m]
    found += _shouted(voice, cited)
    return [_failure("headline", found, "a headline says who did what and where")] if found else []


def _initials(text: str) -> str:
    """Return the capitals that open words: "USGS" for "U.S. Geological Survey"."""
    return "".join(_OPENING_CAPITAL.findall(text))


def _shouted(voice: str, cited: Sequence[str]) -> list[str]:
    """Return the words in capitals that no cited sentence has so among small letters, nor spells out."""
    capitals = [word for word in _CAPITALS.findall(voice) if word.isupper() and word.lower() != word.upper()]
    calm = [text for text in cited if not text.isupper()]
    loud = [word for word in capitals if not any(word in text or word in _initials(text) for text in calm)]
    whole = len(capitals) >= _FEW_CAPITALS and len(capitals) == len(_CAPITALS.findall(voice))
    return capitals if whole else loud

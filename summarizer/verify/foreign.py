"""What can be said of statements in other languages than English, without families of words.

A paraphrase there is not known from a change, so only what is nearly a copy is held to its words, and to the charged
ones alone; a negation and a hedge are kept wherever the rest is told. Own lists of function words; "zh" and "ja" are
read character by character.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache

from summarizer.models import Failure
from summarizer.verify.charged import charged
from summarizer.verify.reading import Ground, Reading, stem_of

_NEAR = 0.85  # share of the words in one passage in order from which another word is a change
_SHORT, _NEAR_SHORT = 10, 0.75  # the same for a statement of few words: one is much of it
_TOLD = 0.7  # share of the content words in one passage from which a "not" and a "might" are kept
_LONG = 120
_UNSPACED = frozenset(("zh", "ja"))
_LITTLE = frozenset("的了在于是和与对将被把也都就而及其这那一个，。、：；“”")  # characters that say little

_NOT = {
    "de": r"nicht|kein(?:e[nmrs]?)?|nie(?:mals|mand(?:em|en)?)?|nichts|weder|ohne",
    "fr": r"ne|n|pas|jamais|aucune?|personne|rien|sans|ni",
    "es": r"no|nunca|jamás|ning[uú]n[oa]?|nadie|nada|sin|tampoco|ni",
    "it": r"non|mai|nessun[oa]?|nulla|niente|senza|né",
    "pt": r"não|nunca|jamais|nenhuma?|ninguém|nada|sem|nem",
    "nl": r"niet|geen|nooit|niemand|niets|zonder",
    "ru": r"не|нет|никогда|никто|ничего|ни|без|нельзя",
    "uk": r"не|немає|нема|ніколи|ніхто|нічого|ні|без|жоден|жодн\w+",
    "ar": r"لم|لن|لا|ليس|ليست|ليسوا|بدون|دون|غير",
    "zh": r"没|未|不|无|否",
    "ja": r"ない|なかっ|ませ|未|無|不",
}
_MIGHT = {
    "de": r"könnten?|dürften?|möglicherweise|vielleicht|wohl|angeblich|mutma(?:ß|ss)lich\w*|würden?|"
    r"soll(?:en)?\b[^.,;]{0,120}\b(?:haben|sein)",  # "soll am Freitag öffnen" is a plan
    "fr": r"pourrai(?:t|ent)|peut-être|devrai(?:t|ent)|serai(?:t|ent)|aurai(?:t|ent)|présum\w+|probablement",
    "es": r"podr[ií]an?|quiz[aá]s?|tal vez|posiblemente|presunt\w+|supuest\w+|habr[ií]an?|ser[ií]an?",
    "it": r"potrebbe(?:ro)?|forse|avrebbe(?:ro)?|sarebbe(?:ro)?|presunt\w+",
    "pt": r"poderia[m]?|pode[m]?|talvez|suposta\w*|teria[m]?|seria[m]?",
    "nl": r"zou(?:den)?|misschien|mogelijk|vermeend\w*",
    "ru": r"может|могут|мог(?:ла|ли)?|возможно|вероятно|якобы|предположительно|бы",
    "uk": r"може|можуть|міг|могла|могли|можливо|ймовірно|нібито|би",
    "ar": r"قد|ربما|يمكن|يحتمل|محتمل",
    "zh": r"可能|或许|也许|或将|涉嫌|据称|疑似",
    "ja": r"かもしれ|可能性|疑い|とみられ",
}  # fmt: skip


@lru_cache(maxsize=64)
def _pattern(words: str, language: str) -> re.Pattern[str]:
    return re.compile(words if language in _UNSPACED else rf"\b(?:{words})\b", re.I)


@lru_cache(maxsize=4096)
def _units(reading: Reading) -> tuple[str, ...]:
    """Return what a text is compared by: stems with function words as they are, or characters."""
    if reading.language in _UNSPACED:
        return tuple(c for word in reading.words for c in (word if not word[0].isdigit() else (word,)))[: 4 * _LONG]
    return tuple(stem or word for stem, word in zip(reading.stems, reading.words, strict=True))[: 2 * _LONG]


@lru_cache(maxsize=4096)
def _content(reading: Reading) -> frozenset[str]:
    if reading.language in _UNSPACED:
        return frozenset(_units(reading)) - _LITTLE
    return reading.stem_set


def _tellers(statement: Reading, ground: Ground) -> list[Reading]:
    """Return the passages that have nearly all that the statement tells."""
    told = _content(statement)
    return [p for p in ground.passages if len(told & _content(p)) >= max(2, _TOLD * len(told))]


def _foreign(statement: Reading, ground: Ground) -> frozenset[str]:
    return _content(statement) - frozenset().union(*(_content(p) for p in ground.passages))


def check_copy(statement: Reading, ground: Ground) -> Failure | None:
    """What is nearly a copy of a passage has no charged word that no passage has."""
    foreign = _foreign(statement, ground)
    if not foreign or not _is_copy(statement, ground):
        return None
    pattern = charged(statement.language[:2].lower())
    words = tuple(w for w in _as_written(statement, foreign) if pattern is None or pattern.match(w))
    said = f"the cited sentence, otherwise nearly the same, has not: {', '.join(words)}"
    return Failure("unsupported", words, said) if words else None


@lru_cache(maxsize=1024)
def _alike(statement: Reading, passage: Reading) -> float:
    """Return the share of the statement's words that stand in the passage in order."""
    ours, theirs = _units(statement), _units(passage)
    if len(set(ours) & set(theirs)) < _NEAR_SHORT * len(set(ours)) - 1:
        return 0.0
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks) / len(ours)


def _is_copy(statement: Reading, ground: Ground) -> bool:
    ours = _units(statement)
    near = _NEAR if len(ours) > _SHORT and statement.language not in _UNSPACED else _NEAR_SHORT
    return 4 <= len(ours) <= _LONG and any(_alike(statement, p) >= near for p in ground.passages[:24])


def _as_written(statement: Reading, foreign: frozenset[str]) -> tuple[str, ...]:
    if statement.language in _UNSPACED:
        return tuple(c for c in _units(statement) if c in foreign)
    return tuple(statement.as_written(i) for i, stem in enumerate(statement.stems) if stem in foreign)


_ROLE = re.compile(
    r"(?:in|er|or|ent|rat|chef|mann|frau|ist|eur|präsident|wart|herr)$"
)  # "Kanzlerin Holm", no first name


_LINKED = frozenset("der des die den dem am im".split())  # "Rückgang der Aufträge" is nobody


def check_first_names(statement: Reading, ground: Ground) -> Failure | None:
    """In German, where every noun has a capital, nobody gets another first name than the passages give."""
    if statement.language[:2] != "de":
        return None
    pairs = {(m.tokens[-2], m.tokens[-1]) for p in ground.passages for m in p.values.names if len(m.tokens) > 1}
    lasts = {last for _, last in pairs}
    missing = tuple(
        m.text
        for m in statement.values.names
        if len(m.tokens) > 1
        and (m.tokens[-1] in lasts or m.tokens[-1] not in ground.name_keys)
        and m.tokens[-2] not in ground.name_keys
        and all(stem_of(token, "de") for token in m.tokens[-2:])
        and not _ROLE.search(m.tokens[-2])
        and _LINKED.isdisjoint(m.text.split())
    )
    return Failure("name", missing, f"no cited sentence names: {', '.join(missing)}") if missing else None


def check_not(statement: Reading, ground: Ground) -> Failure | None:
    """A "not" is neither lost nor added where a passage has nearly all the rest."""
    return _kept("negation", _NOT, statement, ground, both=True)


def check_might(statement: Reading, ground: Ground) -> Failure | None:
    """A hedge is not lost where a passage has nearly all the rest."""
    return _kept("modality", _MIGHT, statement, ground, both=False)


def _kept(code: str, lists: dict[str, str], statement: Reading, ground: Ground, *, both: bool) -> Failure | None:
    tag = statement.language[:2].lower()
    tellers = _tellers(statement, ground) if tag in lists else []
    if not tellers or (_foreign(statement, ground) and not _is_copy(statement, ground)):
        return None  # a word of its own may say the "not": "a épargné"
    pattern = _pattern(lists[tag], tag)
    here, there = pattern.search(statement.text), [pattern.search(p.text) for p in tellers]
    if here is None and all(there) and there[0] and _near_content(tellers[0], there[0], statement):
        return Failure(
            code, (there[0].group(),), f"the statement leaves out a word of the cited sentences: {there[0].group()}"
        )
    if both and here is not None and not any(there):
        return Failure(code, (here.group(),), f"no cited sentence has: {here.group()}")
    return None


def _near_content(passage: Reading, found: re.Match[str], statement: Reading) -> bool:
    """Tell whether the statement has a content word from beside the word that it leaves out."""
    if passage.language in _UNSPACED:
        around = passage.text[max(0, found.start() - 3) : found.end() + 3]
        return any(c in statement.text for c in around if c not in found.group() and c not in _LITTLE)
    at = passage.word_at(found.start())
    beside = [s for s in (*passage.stems[max(0, at - 2) : at], *passage.stems[at + 1 : at + 4]) if s]
    return any(s in statement.stem_set for s in beside)


CHECKS: tuple[Callable[[Reading, Ground], Failure | None], ...] = (
    check_copy,
    check_first_names,
    check_not,
    check_might,
)

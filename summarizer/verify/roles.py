"""Who did it to whom: a statement that turns the sides of a verb round, or puts another in the place of one.

No parser: the sides of a verb are the word before it and the words after it, up to the next stop; "was sued by"
is turned. Only a verb that a passage has too is looked at, so a paraphrase is never judged by its order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from summarizer.models import Failure
from summarizer.text.names import name_key
from summarizer.text.sentences import split_sentences
from summarizer.verify.lexicon import base_of, is_verb_form
from summarizer.verify.reading import MAX_READ, Ground, Reading, read

_AFTER = 4  # content words after a verb that may be its object
_BE = frozenset("is are was were be been being get gets got".split())
_SKIPPED = frozenset(
    "has have had is are was were be been being will would may might can could did do does also then later not never "
    "reportedly allegedly who which that narrowly finally just again".split()
)
_BOTH_WAYS = frozenset(
    base_of(w) for w in "meet marry agree talk discuss share divorce say tell speak join be have and with play".split()
)


class Deed(NamedTuple):
    """A verb with the word before it and those after it, as name keys; the doer first."""

    verb: str
    doer: str
    done_to: frozenset[str]


def check_roles(statement: Reading, ground: Ground) -> Failure | None:
    """Nobody does in the statement what is done to them in the passages."""
    there: dict[str, list[Deed]] = {}
    told = deeds(statement)
    verbs = frozenset(deed.verb for deed in told)
    for passage in ground.passages:
        for deed in _deeds(passage, verbs):
            there.setdefault(deed.verb, []).append(deed)
    for deed in told:
        known = there.get(deed.verb, [])
        turned = any(_turned(deed, other) for other in known)
        if turned and all(_turned(deed, other) or _unlike(deed, other) for other in known):
            words = _written(statement, {deed.doer})
            return Failure("attribution", words, f"the cited sentences tell it the other way round: {', '.join(words)}")
    return None


def _written(reading: Reading, keys: Collection[str]) -> tuple[str, ...]:
    """Return the words of a text whose name keys are among `keys`, as they stand in it."""
    found = (reading.as_written(i) for i, word in enumerate(reading.words) if name_key(word) in keys)
    return tuple(dict.fromkeys(found))


def _turned(one: Deed, other: Deed) -> bool:
    return other.doer in one.done_to and one.doer in other.done_to and one.doer not in one.done_to


def _unlike(one: Deed, other: Deed) -> bool:
    """Tell deeds that share neither side."""
    return one.doer != other.doer and not one.done_to & other.done_to


@lru_cache(maxsize=8192)
def deeds(reading: Reading) -> tuple[Deed, ...]:
    """Return what may be a verb with its sides: every content word with one before it and one after it."""
    return tuple(_deeds(reading, None))


def _deeds(reading: Reading, verbs: frozenset[str] | None) -> Iterator[Deed]:
    words = reading.words[:120]
    counts = {reading.word_at(quantity.start) for quantity in reading.values.numbers}
    for i in range(1, len(words) - 1):
        verb = base_of(words[i])
        if not verb or (verbs is not None and verb not in verbs) or verb in _BOTH_WAYS:
            continue
        if words[i][0].isdigit() or _is_capital(reading, i):
            continue
        if words[i].endswith("s") and not counts.isdisjoint((i - 1, i - 2)):  # "three harbor bases" are things
            continue
        if words[i + 1] in _BE:  # "timber exports were lower": a thing
            continue
        left = _before(reading, i)
        if left is None:
            continue
        by = next((j for j in range(i + 1, min(i + 5, len(words))) if words[j] == "by"), None)
        passive = any(words[j] in _BE for j in range(max(0, i - 2), i)) or words[i + 1] == "by"
        start = by + 1 if passive and by is not None else i + 1
        after = _after(reading, start, _GIVERS if verb in _TAKING else _STOPS)
        if not after:
            continue
        if passive and by is not None:
            yield Deed(verb, after[0], frozenset((left,)))
            for other in after[1:]:
                yield Deed(verb, other, frozenset((left,)))
        elif not passive:
            yield Deed(verb, left, frozenset(after))


def _before(reading: Reading, i: int) -> str | None:
    """Return the key of the content word before word `i`, auxiliaries skipped; None behind a stop or a preposition."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if j in reading.breaks:
            return None
        word = reading.words[j]
        if word in _SKIPPED:
            continue
        if not (base_of(word) or _is_capital(reading, j)):
            return None
        return name_key(reading.words[_head(reading, j)])
    return None


_OF_A_PLACE = frozenset("of in from at".split())


def _head(reading: Reading, j: int) -> int:
    """Return the place of "clinic" for that of "Orle" in "the clinic in Orle": who is spoken of, not where."""
    first = j
    while first > 0 and first > j - 3 and _is_capital(reading, first) and first - 1 not in reading.breaks:
        first -= 1
    behind = first < j and reading.words[first] in _OF_A_PLACE and first > 0 and first - 1 not in reading.breaks
    return first - 1 if behind and base_of(reading.words[first - 1]) else j


def _after(reading: Reading, start: int, stops: frozenset[str]) -> list[str]:
    found: list[str] = []
    for j in range(start, min(start + 8, len(reading.words))):
        word = reading.words[j]
        if (word in stops and (j > start or word == "from")) or (j > start and j - 1 in reading.breaks):
            break
        if (base_of(word) or _is_capital(reading, j)) and not word[0].isdigit():
            found.append(name_key(word))
        if len(found) == _AFTER:
            break
    return found


_STOPS = frozenset(
    "in on at for after before when while because since by with from over as that who which and but".split()
)


_GIVERS = _STOPS - {"from"}  # "bought the mill from Kessler": he is a side of it too
_TAKING = frozenset(base_of(w) for w in "buy purchase acquire borrow steal inherit win seize".split())


def _is_capital(reading: Reading, index: int) -> bool:
    return reading.text[reading.starts[index]].isupper()


@lru_cache(maxsize=8192)
def _parts(passage: Reading) -> tuple[Reading, ...]:
    """Return the sentences of a passage: a cited sentence may hold a quotation of several."""
    spans = split_sentences(passage.text[:MAX_READ])[:12]
    return tuple(read(passage.text[a:b], passage.language, passage.published) for a, b in spans)


def check_company(statement: Reading, ground: Ground) -> Failure | None:
    """Whom a statement names after a verb stands with that verb in one sentence, where the doer has another there."""
    names = {t for m in statement.values.names for t in m.tokens}
    pairs = list(_named_pairs(statement, names))
    if not pairs:
        return None
    parts = [part for p in ground.passages[:24] for part in _parts(p)]
    for verb, doer, named in pairs:
        having = [part for part in parts if verb in _verbs(part)]
        doers = [part for part in having if doer in part.name_keys]
        others = [
            part for part in doers if any(set(m.tokens).isdisjoint(names) and m.tokens for m in part.values.names)
        ]
        if others and not any(named & part.name_keys for part in having):
            words = _written(statement, named)
            return Failure("attribution", words, f"the cited sentences tell it of somebody else: {', '.join(words)}")
    return None


def _named_pairs(reading: Reading, names: set[str]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each verb that stands between two names, with them."""
    words = reading.words
    for i in range(1, min(len(words) - 1, 120)):
        verb, left, right = base_of(words[i]), name_key(words[i - 1]), name_key(words[i + 1])
        if (
            verb
            and is_verb_form(words[i])
            and not _is_capital(reading, i)
            and i - 1 not in reading.breaks
            and {left, right} <= names
        ):
            run = [name_key(w) for w in words[i + 1 : i + 4]]
            yield verb, left, frozenset(w for w in run if w in names)


@lru_cache(maxsize=8192)
def _verbs(reading: Reading) -> frozenset[str]:
    return frozenset(b for w in reading.words if (b := base_of(w)))


# Accusations -----------------------------------------------------------------------------------------

_ACCUSER = re.compile(
    r"\b(?:prosecutors?|police|investigators|authorities|officials|accusers?|plaintiffs?|critics|opponents|rivals|"
    r"lawsuit|complaint|indictment|warrants?|charges|witness(?:es)?|sources?|neighbou?rs)\b[^.;]{0,40}?\b(?:say|says|said|claim(?:s|ed)?|"
    r"alleg(?:e|es|ed)|believe|believes|accuse[sd]?|suspect|suspects|argue[sd]?)\b|"
    r"\b(?:accus|alleg|suspect|charged with|according to)",
    re.I,
)
_WRONG = frozenset(
    base_of(w)
    for w in "kill murder rape assault abuse stab strangle poison steal rob embezzle bribe defraud launder smuggle "
    "kidnap abduct molest harass cheat fraud theft forge extort torture".split()
)


def check_accusations(statement: Reading, ground: Ground) -> Failure | None:
    """A wrong that the passages lay at a door as somebody's word is not told as a fact."""
    if any(cue.kind == "reported" for cue in statement.values.modals) or _ACCUSER.search(statement.text):
        return None
    told = [d for d in deeds(statement) if d.verb in _WRONG]
    for deed in told:
        there = [p for p in ground.passages if any(d.verb == deed.verb and d.doer == deed.doer for d in deeds(p))]
        if there and all(_ACCUSER.search(p.text) for p in there):
            words = tuple(dict.fromkeys(w for w in statement.words if base_of(w) == deed.verb))
            return Failure("modality", words, f"the cited sentences give this as an accusation: {', '.join(words)}")
    return None


CHECKS = (check_roles, check_company, check_accusations)

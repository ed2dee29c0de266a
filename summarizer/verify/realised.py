"""Did it happen: a deed that every passage only plans, tries, allows or alleges is not told as done.

A verb of the statement is told as done where it is finite and its clause has no hedge. It was not done where it
stands in the passages only behind a modal ("may sell"), as the "to" of a wish, plan, offer or order ("sought to
sell"), or in what is feared, alleged or charged. One such place without a hedge and the statement stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from summarizer.models import Failure
from summarizer.verify.lexicon import base_of, is_irregular_past
from summarizer.verify.reading import Ground, Reading

_MODALS = frozenset("may might could would will shall should can won't can't wouldn't couldn't".split())
_BETWEEN = frozenset("not never be have been also then soon still only even again now".split())
_WISHES = re.compile(
    r"(?:seek|sought|tr(?:y|ies|ied)|attempt|want|hop(?:e|ing)|aim|plan|intend|read(?:y|ied)|prepar|agree|offer|vow|"
    r"promis|pledg|threat|expect|set$|due$|schedul|likely|unlikely|about$|going$|poise|urg|ask|order|invit|demand|call|"
    r"recommend|propos|refus|declin|fail|unable|wish|need|suppos|would|impossible|yet$|hesitat|reluctan)",
)
_BE = frozenset("is are was were be".split())
_ALLEGED = re.compile(r"(?:alleg(?!ian|edly)|accus|charged|indict|suspect|purport|fear|afraid|worr|rumou?r|pretend)")
_CLAIMED = re.compile(r"claim")  # what is claimed is shown where the statement says whose word it is
_ADVERBS = frozenset(
    "allegedly reportedly apparently purportedly supposedly presumably perhaps possibly probably".split()
)
_NO_SUBJECT = frozenset(
    "the a an of in to for with by on at its his her their our my no and or some many more most few several two three "
    "four five six seven eight nine ten this that these those from as new old".split()
)
_JOINING = frozenset("and but while whereas although though after before when because since as".split())
_LITTLE = frozenset(
    base_of(w)
    for w in "be have do make get go come take say tell seem appear remain stay keep let become think know "
    "mean want use need like look name call".split()
)  # verbs that stand for too much to be one deed
# What somebody "could find no trace" of he was unable to find; "could see fares rise" is what may come.
_ABLE = frozenset("hear smell remember".split())
_UNABLE = frozenset("no nothing little none nobody neither only".split())
_SCOPE = 12  # words behind "accused of" in which a deed is alleged
_WISHED = 6  # words before "to" in which a wish governs it: "urged the council of Norvale to sell"
_LONG = 120


def check_realised(statement: Reading, ground: Ground) -> Failure | None:
    """Nothing is told as done that no passage tells as done."""
    quoted = any(cue.kind == "reported" for cue in statement.values.modals)
    undone = frozenset().union(*(_undone(p, claimed=not quoted) for p in ground.passages))
    told = _told(statement, undone) if undone else ()
    words = tuple(dict.fromkeys(statement.as_written(i) for i, base in told if _only_ahead(base, i, statement, ground)))
    if not words:
        return None
    return Failure("modality", words, f"no cited sentence tells this as done: {', '.join(words)}")


@lru_cache(maxsize=4096)
def _undone(passage: Reading, *, claimed: bool) -> frozenset[str]:
    """Return the base forms that a passage has, and nowhere as something done."""
    places = _places(passage).items()
    return frozenset(base for base, at in places if all(ahead(passage, i, claimed=claimed) for i in at))


def _told(statement: Reading, bases: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield each verb of some base forms that the statement tells as done."""
    for i in range(1, min(len(statement.words), _LONG)):
        base = base_of(statement.words[i])
        if base in bases and base not in _LITTLE and _is_told(statement, i):
            yield i, base


def _is_told(statement: Reading, i: int) -> bool:
    word, before = statement.words[i], statement.words[i - 1]
    if word.endswith("ing") or word[0].isdigit() or before == "to" or statement.text[statement.starts[i]].isupper():
        return False
    past = word.endswith("ed") or is_irregular_past(word)
    if (before in _NO_SUBJECT or before.endswith("ing")) and (not past or before not in ("and", "that", "this")):
        return False
    return not ahead(statement, i) and not _hedged_clause(statement, i)


def _hedged_clause(statement: Reading, i: int) -> bool:
    """Tell whether a word of doubt, plan or report stands in the clause before word `i` or just behind it."""
    first = i
    while first > 0 and first - 1 not in statement.breaks and statement.words[first - 1] not in _JOINING:
        first -= 1
    clause = statement.words[max(0, first - 1) : i]
    if not _TO_COME.isdisjoint(clause) and not _NOW.isdisjoint(clause):
        return True
    start, end = statement.starts[first], statement.starts[min(i + 2, len(statement.words) - 1)]
    cues = [c for c in statement.values.modals if start <= c.start <= end and c.kind != "must"]
    own = statement.starts[i]  # "charged" is somebody's word and yet told as done, "feared" is not
    doubts = (c for c in cues if c.text not in _TELLING and (c.start != own or c.kind in _DOUBTED))
    return any(doubts) or _denied(statement, i)


def _denied(statement: Reading, i: int) -> bool:
    before = statement.words[max(0, i - 4) : i]
    return any(w in ("not", "never", "yet") or w.endswith("n't") for w in before)


_TO_COME = frozenset("before until unless if once when".split())  # "before it is approved": it is not yet
_NOW = frozenset("is are has have".split())
_DOUBTED = frozenset(("possible", "future", "planned", "offered"))
_TELLING = frozenset("said says say told wrote stated announced announces announce deal sign signs signed".split())


def _only_ahead(base: str, i: int, statement: Reading, ground: Ground) -> bool:
    """Tell whether no passage tells verb `i` of the statement as done, and one has it as a verb."""
    quoted = any(cue.kind == "reported" for cue in statement.values.modals)
    having = [p for p in ground.passages if base in _places(p)]
    if not all(base in _undone(p, claimed=not quoted) for p in having):
        return False
    word = statement.words[i]
    forms = [p.words[j] for p in having for j in _places(p)[base]]
    if word.endswith("ed") or is_irregular_past(word):
        return True
    if word.endswith("s"):  # "closes": a noun in -s is none of "will close"
        return any(not form.endswith("s") for form in forms)
    return any(form.endswith("ing") for form in forms)


@lru_cache(maxsize=4096)
def _places(passage: Reading) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, word in enumerate(passage.words[: 2 * _LONG]):
        if base := base_of(word):
            found.setdefault(base, []).append(i)
    return found


def ahead(reading: Reading, i: int, *, claimed: bool = True) -> bool:
    """Tell whether word `i` of a text is a verb that is only wished, planned, possible, alleged or `claimed`."""
    words, breaks = reading.words, reading.breaks
    j = i - 1
    while j > 0 and j not in breaks and i - j < 4 and (words[j] in _BETWEEN or words[j].endswith("ly")):
        if words[j] in _ADVERBS:
            return True
        j -= 1
    if j < 0 or j in breaks:
        return False
    if words[j] in _MODALS:
        return not (words[j] == "could" and _is_ability(words, i))
    if words[j] == "to":
        wished = any(_WISHES.match(words[k]) for k in _back(reading, j, _WISHED))
        return wished or (j > 0 and words[j - 1] in _BE)
    before = [words[k] for k in _back(reading, i, _SCOPE)]
    return any(_ALLEGED.match(w) or (claimed and _CLAIMED.match(w)) for w in before)


def _is_ability(words: list[str], i: int) -> bool:
    return words[i] in _ABLE or any(w in _UNABLE for w in words[i + 1 : i + 2])


def _back(reading: Reading, i: int, reach: int) -> Iterator[int]:
    """Yield the places before word `i` in its clause, the nearest first."""
    for k in range(i - 1, max(-1, i - 1 - reach), -1):
        if k in reading.breaks:
            return
        yield k


# Conditions ------------------------------------------------------------------------------------------

_WILL = re.compile(r"\b(?:will|won['’]t|shall)\b", re.I)
_IF = re.compile(
    r"(?<!even )(?<!as )(?<!asked )(?<!what )(?<!wonder )(?<!know )(?<!see )"
    r"\b(?:unless|only if|if|provided(?: that)?|as long as|on condition)\b",
    re.I,
)
_DEPENDS = re.compile(
    r"\b(?:unless|if|provided|long as|condition\w*|should|could|(?-i:may)|might|would|without|depend\w*|otherwise|case|"
    r"once|pending|subject|need\w*|must|only)\b",
    re.I,
)


def check_conditions(statement: Reading, ground: Ground) -> Failure | None:
    """What will happen on a condition is not told as what will happen."""
    if not _WILL.search(statement.text) or _DEPENDS.search(statement.text):
        return None
    for base in (base for cue in _WILL.finditer(statement.text) for base in _governed(statement, cue.end())):
        places = [(p, i) for p in ground.passages for i in _places(p).get(base, ())]
        ifs = [_IF.search(p.text) for p, _ in places]
        if places and all(ifs) and all(_willed(p, i) for p, i in places):
            return (
                Failure("modality", (ifs[0].group(),), "the cited sentences say it on a condition") if ifs[0] else None
            )
    return None


def _governed(statement: Reading, end: int) -> Iterator[str]:
    """Yield the verb behind "will"."""
    i = statement.word_at(end - 1) + 1
    verbs = (base_of(w) for w in statement.words[i : i + 4] if w not in _BETWEEN)
    yield from (verb for verb in [next(verbs, "")] if verb)


def _willed(passage: Reading, i: int) -> bool:
    return any(w in ("will", "would", "won't", "shall") for w in passage.words[max(0, i - 4) : i])


CHECKS: tuple[Callable[[Reading, Ground], Failure | None], ...] = (check_realised, check_conditions)

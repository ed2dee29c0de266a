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
from summarizer.verify.families import is_light
from summarizer.verify.lexicon import base_of, is_irregular_past
from summarizer.verify.reading import Ground, Reading

_MODALS = frozenset("may might could would will shall should can won't can't wouldn't couldn't".split())
_BETWEEN = frozenset("not never be have been also then soon still only even again now".split())
_WISHES = re.compile(
    r"(?:seek|sought|tr(?:y|ies|ied)|attempt|want|hop(?:e|ing)|aim|plan|intend|read(?:y|ied)|prepar|agree|offer|vow|"
    r"promis|pledg|threat|expect|set$|due$|schedul|likely|unlikely|about$|going$|poise|urg|ask|order|invit|demand|call|"
    r"recommend|propos|refus|declin|fail|unable|wish|need|suppos|would|is$|are$|was$|were$|be$|impossible)",
)
_ALLEGED = re.compile(r"(?:alleg(?!ian)|accus|charged|indict|suspect|claim|purport|fear|rumou?r|pretend)")
_ADVERBS = frozenset("allegedly reportedly apparently purportedly supposedly presumably perhaps possibly probably".split())
_NO_SUBJECT = frozenset(
    "the a an of in to for with by on at its his her their our my no and or some many more most few several two three "
    "four five six seven eight nine ten this that these those from as new old".split()
)
_JOINING = frozenset("and but while whereas although though".split())
_SCOPE = 12  # words behind "accused of" in which a deed is alleged
_WISHED = 6  # words before "to" in which a wish governs it: "urged the council of Norvale to sell"
_LONG = 120


def check_realised(statement: Reading, ground: Ground) -> Failure | None:
    """Nothing is told as done that no passage tells as done."""
    told = [(i, base) for i, base in _told(statement)]
    found = [statement.as_written(i) for i, base in told if _only_ahead(base, statement.words[i], ground)]
    if not found:
        return None
    words = tuple(dict.fromkeys(found))
    return Failure("modality", words, f"no cited sentence tells this as done: {', '.join(words)}")


def _told(statement: Reading) -> Iterator[tuple[int, str]]:
    """Yield each verb that the statement tells as done, with its base form."""
    words = statement.words
    for i in range(1, min(len(words), _LONG)):
        base = base_of(words[i])
        if base and not is_light(base) and _is_told(statement, i):
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
    start, end = statement.starts[first], statement.starts[min(i + 2, len(statement.words) - 1)]
    return any(c.kind != "must" and c.text not in _TELLING and start <= c.start <= end for c in statement.values.modals)


_TELLING = frozenset("said says say told wrote stated announced announces announce deal sign signs signed".split())


def _only_ahead(base: str, word: str, ground: Ground) -> bool:
    """Tell whether the passages have a verb, and nowhere as something done."""
    places = [(p, i) for p in ground.passages for i in _places(p).get(base, ())]
    if not places or not all(ahead(p, i) for p, i in places):
        return False
    if word.endswith("ed") or is_irregular_past(word):
        return True
    if word.endswith("s"):  # "closes": a noun in -s is none of "will close"
        return any(not p.words[i].endswith("s") for p, i in places)
    return any(p.words[i].endswith("ing") for p, i in places)


@lru_cache(maxsize=4096)
def _places(passage: Reading) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, word in enumerate(passage.words[: 2 * _LONG]):
        if base := base_of(word):
            found.setdefault(base, []).append(i)
    return found


def ahead(reading: Reading, i: int) -> bool:
    """Tell whether word `i` of a text is a verb that is only wished, planned, possible or alleged."""
    words, breaks = reading.words, reading.breaks
    j = i - 1
    while j > 0 and j not in breaks and i - j < 4 and (words[j] in _BETWEEN or words[j].endswith("ly")):
        if words[j] in _ADVERBS:
            return True
        j -= 1
    if j < 0 or j in breaks:
        return False
    if words[j] in _MODALS:
        return True
    if words[j] == "to":
        return any(_WISHES.match(words[k]) for k in _back(reading, j, _WISHED))
    return any(_ALLEGED.match(words[k]) for k in _back(reading, i, _SCOPE))


def _back(reading: Reading, i: int, reach: int) -> Iterator[int]:
    """Yield the places before word `i` in its clause, the nearest first."""
    for k in range(i - 1, max(-1, i - 1 - reach), -1):
        if k in reading.breaks:
            return
        yield k


CHECKS: tuple[Callable[[Reading, Ground], Failure | None], ...] = (check_realised,)

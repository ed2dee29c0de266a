"""Is what the passages say turned round: a hedge made a fact, a fact hedged, a word changed for its opposite.

A hedge ("may", "plans to") is looked up by its focus (`focus`): where the statement repeats the focus of a passage's
hedge without a hedge of that class, it was lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from summarizer.models import Failure
from summarizer.text.values import Cue
from summarizer.verify.exchanged import sides_exchanged
from summarizer.verify.focus import bases, coverage, failure, focus_of, keys_of, nearest, share
from summarizer.verify.lexicon import base_of, opposites
from summarizer.verify.negation import check_negation
from summarizer.verify.reading import MAX_READ, Ground, Reading

Check = Callable[[Reading, Ground], Failure | None]

# Modality --------------------------------------------------------------------------------------------

_UNSURE = frozenset(("possible", "future", "planned", "offered"))
_HELD_BACK = re.compile(r"\b(?:hesitat|reluctan)[a-z]* to\b", re.I)  # what was planned is not told as done
RETOLD = 0.6  # share of a statement that a hedged passage has; on unseen statements 1 more is caught, none stopped
_AHEAD = frozenset(("future", "planned"))
# A headline says what will be done with a bare infinitive: "Council to debate the harbour". It ends without a stop.
_TO_COME = re.compile(r"[^.!?]*(?<!ed) to (?!the |an? )[a-z]{3,}[^.!?]*")
# Words of these classes that do not make a fact of the next word uncertain: "potential", "seeking", "can".
_NO_HEDGE = re.compile(
    r"warn|next|soon|until|upcoming|ready|tomorrow|chance|risk|if$|whether|unless|can$|seek|sought|trying|"
    r"potential|proposed|proposal|"
    r"estimat|project|predict|possible$|fear|agree|hop(?:e|ing)|prepar|is to|are to|was to|were to|has to|"
    r"have to|to be$|would$",
    re.I,
)


def check_modality(statement: Reading, ground: Ground) -> Failure | None:
    """What may be, is planned, offered or alleged is not told as done or certain, nor the other way round."""
    near = nearest(statement, ground)
    here = statement.values.modals
    known = bases(statement)
    if not any(c.kind in _UNSURE for c in here):
        to_come = _TO_COME.fullmatch(statement.text[:MAX_READ]) or _HELD_BACK.search(statement.text[:MAX_READ])
        hedges = [(p, c) for p in near for c in _unsure(p) if not (to_come and c.kind in _AHEAD)]
        if lost := [c.text for p, c in hedges if _lost_hedge(p, c, known, ground)]:
            return failure("modality", lost, "the cited sentences say it less certainly, with")
    return failure("modality", _strengthened(statement, ground), "no cited sentence is as sure, or as unsure, as")


@lru_cache(maxsize=4096)
def _unsure(reading: Reading) -> tuple[Cue, ...]:
    cues = [
        c
        for c in reading.values.modals
        if c.kind in _UNSURE and not _NO_HEDGE.match(c.text) and not _NO_DOUBT.match(reading.text, c.start)
    ]
    if _TALKING.isdisjoint(reading.words):
        return tuple(cues)
    found = (Cue(m.start(1), m.end(1), m[1].lower(), "planned") for m in _IN_TALKS.finditer(reading.text[:MAX_READ]))
    return (*cues, *found)


# "Appeared" in a paper or on a stage; what somebody "could find no trace" of he was unable to find.
_NO_DOUBT = re.compile(
    r"appear[a-z]*+(?= (?:on|in|at|before|for|with|from|alongside|next|last|this|during|again|there|here|under|online|"
    r"live|as (?!if)|by|near|behind|beside|outside)\b| ?[.,;:]|$)|"
    r"could (?:(?:find|see|feel|reach|tell) (?:no|nothing|little|none|nobody|neither|only)|hear|smell|remember)\b",
    re.I,
)
_TALKING = frozenset(
    "debating weighing mulling contemplating exploring discussing considering studying pondering".split()
)
_IN_TALKS = re.compile(
    rf"\b({'|'.join(sorted(_TALKING))})"
    r"(?= (?:whether|how|\w{2,20}ing)\b)",
    re.I,
)


def _lost_hedge(passage: Reading, cue: Cue, known: frozenset[str], ground: Ground) -> bool:
    focus = focus_of(passage, cue, 3)
    if not focus or focus[0] not in known:
        return False
    if share(focus, known) < 0.6 and share(sorted(known), bases(passage)) < RETOLD:
        return False
    return not any(focus[0] in bases(p) and not _unsure(p) for p in ground.passages)


_SURE = re.compile(r"will|won['’]t|must", re.I)
_MAYBE = re.compile(r"may|might|could", re.I)
_TOLD = frozenset(
    ("reportedly", "allegedly", "alleged", "rumored", "rumoured", "unconfirmed", "purportedly", "claimed")
)
_HEDGE = re.compile(r"may|might", re.I)  # "could" is as often what somebody was able to do


def _strengthened(statement: Reading, ground: Ground) -> list[str]:
    given = [c for p in ground.passages for c in p.values.modals]
    vague = (
        any(q.bound in ("max", "about") for q in ground.numbers)  # "as many as 300,000" may be fewer
        or any(c.kind in _UNSURE or c.text in _TOLD for c in given)
        or any(_DOUBTING.search(p.text) for p in ground.passages)
    )
    found = []
    for cue in statement.values.modals:
        if _IDIOM.match(statement.text, cue.end):  # "has to do with" says nothing of duty
            continue
        if _SURE.fullmatch(cue.text) and not any(
            c.kind in ("future", "must") and not _MAYBE.fullmatch(c.text) and c.text != "can" for c in given
        ):
            found.append(cue.text)
        if _STRONG.fullmatch(cue.text) and _only_maybe(statement, cue, ground):
            found.append(cue.text)
        if _HEDGE.fullmatch(cue.text) and not vague:
            found.append(cue.text)
    return found


_DOUBTING = re.compile(r"\b(?:worr|fear|concern|danger|threat|afraid|suspicio|doubt|question|uncertain|unclear)", re.I)
_IDIOM = re.compile(r" do with\b")
_STRONG = re.compile(r"will|would|must|won['’]t", re.I)
_WEAKER = re.compile(r"may|might|could|can", re.I)


def _only_maybe(statement: Reading, cue: Cue, ground: Ground) -> bool:
    """Tell whether what "will" governs stands in the passages under "may", "could" or "can" alone."""
    verb = focus_of(statement, cue, 1)
    holders = [p for p in ground.passages if verb and verb[0] in bases(p)]
    return bool(holders) and all(
        any(_WEAKER.fullmatch(c.text) and verb[0] in focus_of(p, c, 2)[:2] for c in p.values.modals) for p in holders
    )


# Opposites -------------------------------------------------------------------------------------------


def check_opposites(statement: Reading, ground: Ground) -> Failure | None:
    """No word of the statement stands where the passages have its opposite."""
    table = opposites()
    ours = frozenset(keys_of(statement)) - _idle(statement)
    shown = frozenset(k for p in ground.passages for k in keys_of(p))
    turned = []
    for passage in nearest(statement, ground):
        if coverage(statement, passage) < 0.5:
            continue
        if len(_plain_negations(passage)) != len(_plain_negations(statement)):
            continue  # "not allowed" and "barred" agree
        theirs = frozenset(keys_of(passage))
        for word in sorted(ours - shown):
            sides = table.get(word)
            if sides is None or not sides.against & theirs or sides.against & ours or sides.same & shown:
                continue
            if not _sides_exchanged(word, sides.against, statement, passage):
                turned.append(word)
    words = [statement.as_written(i) for i, key in enumerate(keys_of(statement)) if key in turned]
    return failure("opposite", words, "the cited sentences say the opposite of")


_IDLE = re.compile(
    r"\b(?:(?:end(?:s|ed|ing)?|put|set|ma[dk]e|g[ai]ve|picked|came|turned) up|"
    r"(?:or|no|much|none the) (?:less|more|fewer|later|earlier))\b",
    re.I,
)


def _idle(reading: Reading) -> frozenset[str]:
    """Return the words of phrases in which they have no opposite: "ended up", "or less"."""
    return frozenset(base_of(w) or w for m in _IDLE.finditer(reading.folded) for w in m.group().split())


_CONVERSE = frozenset(
    base_of(w) or w
    for w in (
        "win victory beat lose defeat loss buy purchase acquire sell borrow lend before after following prior"
    ).split()
)


def _sides_exchanged(word: str, against: frozenset[str], statement: Reading, passage: Reading) -> bool:
    """Tell whether the other word has the other sides: "lost to A" and "A beat", "lower than A" and "A is higher"."""
    if word not in _CONVERSE and "than" not in statement.words:
        return False
    ours, theirs = keys_of(statement), keys_of(passage)
    there = [j for j, key in enumerate(theirs) if key in against]
    return word in ours and any(sides_exchanged(statement, ours.index(word), passage, j, whole=False) for j in there)


def _plain_negations(reading: Reading) -> list[Cue]:
    """Return the plain negations that are no word with an opposite of its own ("seldom")."""
    return [c for c in reading.values.negations if c.kind == "plain" and base_of(c.text.lower()) not in opposites()]


CHECKS: tuple[Check, ...] = (check_negation, check_modality, check_opposites)

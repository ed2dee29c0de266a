"""Is what the passages say turned round: negation gained or lost, a hedge made a fact, a fact hedged.

A cue ("not", "may", "allegedly") is looked up by its focus: the content words that stand nearest to it, within
its clause. Where the statement repeats the focus of a passage's cue without a cue of that class, the cue was
lost; where a cue of the statement has its focus in the passages without one, it was gained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from summarizer.models import Failure
from summarizer.text.values import Cue
from summarizer.verify.exchanged import sides_exchanged
from summarizer.verify.families import families_of
from summarizer.verify.lexicon import base_of, opposites
from summarizer.verify.reading import MAX_READ, Ground, Reading


def _split(words: str) -> list[str]:
    return words.split()


Check = Callable[[Reading, Ground], Failure | None]


@lru_cache(maxsize=8192)
def bases(reading: Reading) -> frozenset[str]:
    """Return the content words of a reading by their base forms."""
    return frozenset(b for b in (base_of(w, reading.language) for w in reading.words) if b)


def focus_of(reading: Reading, cue: Cue, after: int, before: int = 0) -> list[str]:
    """Return the base forms of the content words around a cue in its clause, those after it first."""
    first, last = reading.word_at(cue.start), reading.word_at(cue.end - 1)
    later = _walk(reading, range(last + 1, min(len(reading.words), last + 8)), lambda i: i - 1)
    earlier = _walk(reading, range(first - 1, max(-1, first - 6), -1), lambda i: i)
    return [*later[:after], *earlier[:before]]


def _walk(reading: Reading, order: range, gap: Callable[[int], int]) -> list[str]:
    found = []
    for i in order:
        if gap(i) in reading.breaks:
            break
        if base := base_of(reading.words[i], reading.language):
            found.append(base)
    return found


def coverage(statement: Reading, passage: Reading) -> float:
    """Return the share of the statement's content words that the passage has."""
    told = bases(statement)
    return len(told & bases(passage)) / len(told) if told else 0.0


def nearest(statement: Reading, ground: Ground, slack: float = 0.1) -> list[Reading]:
    """Return the passages that tell the statement best: all within `slack` of the highest coverage."""
    scored = [(coverage(statement, p), p) for p in ground.passages]
    best = max((score for score, _ in scored), default=0.0)
    return [p for score, p in scored if score >= best - slack]


def _share(focus: Sequence[str], known: frozenset[str]) -> float:
    return sum(f in known for f in focus) / len(focus) if focus else 0.0


# Negation --------------------------------------------------------------------------------------------

_SPARED = re.compile(r"\b(?:escape[sd]|spared|unscathed)\b", re.I)
_HARD = re.compile(r"den|refus|fail|reject|unable|declin|prohibit|ban|forb|lack|rul|absen|impossible", re.I)


def check_negation(statement: Reading, ground: Ground) -> Failure | None:
    """No "not" is lost and none is added."""
    here = statement.values.negations
    near = nearest(statement, ground)
    lost = [c.text for p in near for c in _negations(p) if _strong(c) and _lost(p, c, statement, here)]
    gained = [c.text for c in _negations(statement) if c.kind == "plain" and _gained(statement, c, ground)]
    gained += [c.text for c in here if c.kind == "lexical" and _failing(statement, c, ground)]
    if lost:
        return _failure("negation", lost, "the statement leaves out a negation of the cited sentences")
    return _failure("negation", gained, "the statement negates what no cited sentence does")


def _negations(reading: Reading) -> list[Cue]:
    """Return the negations that are no name ("Ban said") and no "not yet"."""
    return [
        c
        for c in reading.values.negations
        if not (c.text[0].isupper() and c.kind == "lexical" and reading.word_at(c.start) > 0)
        and not _NOT_YET.match(reading.text, c.end)
    ]


_NOT_YET = re.compile(r" (?:[a-z]+ ){0,2}(?:yet|until)\b")


def _strong(cue: Cue) -> bool:
    return cue.kind == "plain" or _HARD.match(cue.text) is not None


# "doesn't think it has" negates "has": verbs that hand their negation on, and words that say little
_RAISING = frozenset(
    base_of(w) for w in _split("think believe want expect appear seem say plan see intend feel any one")
)
_MANNER = frozenset(base_of(w) for w in _split("immediately yet still ever even really actually currently longer"))
_THINKING = frozenset(base_of(w) for w in ("think", "believe", "expect", "feel"))


def _lost(passage: Reading, cue: Cue, statement: Reading, here: Sequence[Cue]) -> bool:
    """Tell whether the statement repeats what the cue negates and has no negation near it."""
    whole = focus_of(passage, cue, 4, 1)
    focus = [f for f in whole if f not in _RAISING and f not in _MANNER]
    known = bases(statement)
    raised = bool(whole) and whole[0] in _THINKING and len(focus) >= 3 and not here
    if not focus or _share(focus, known) < 0.6 or (focus[0] not in known and not raised):
        return False
    if not here:
        return _SPARED.search(statement.text) is None
    if _count(cue.kind, _negations(statement)) >= _count(cue.kind, _negations(passage)):
        return False  # "won't be until" is told with "nobody ... until", "declined to take" with "refused"
    keys = [base_of(w, statement.language) for w in statement.words]
    places = [i for i, key in enumerate(keys) if key == focus[0]]
    return not any(-6 <= statement.word_at(c.start) - i <= 3 for c in here for i in places)


def _count(kind: str, cues: Sequence[Cue]) -> int:
    return sum(c.kind == kind and _strong(c) for c in cues)


def _gained(statement: Reading, cue: Cue, ground: Ground) -> bool:
    if statement.text[cue.end : cue.end + 4] == " yet":
        return False
    focus = focus_of(statement, cue, 3, 1)
    near = [p for p in ground.passages if focus and _share(focus, bases(p)) >= 0.5]
    if _OUTDONE.match(statement.text, cue.start) and any(_MOST.search(p.text) for p in near):
        return False  # "no greater honor" is the highest
    if cue.text.lower() == "without":  # "without a party" is independent, "without meaning to" by accident
        return bool(near) and not any(p.values.negations or _NEGATIVE.search(p.text) for p in near)
    none = cue.text.lower() in _NONE
    return bool(near) and not any(p.values.negations or _negative(focus, p, none) or _contrary(focus, p) for p in near)


_NONE = frozenset(("no", "none", "nobody", "nothing", "no one"))
_SOME = frozenset(("less", "fewer", "few", "little", "least", "only", "hard", "difficult"))  # that is not none
_FAILING = re.compile(r"fail|refus|declin|unable|den[iy]", re.I)


def _failing(statement: Reading, cue: Cue, ground: Ground) -> bool:
    """Tell whether "failed to reach" stands where every passage that tells of reaching has no such word."""
    if not _FAILING.match(cue.text) or statement.text[cue.start].isupper():
        return False
    focus = focus_of(statement, cue, 3)
    near = [p for p in ground.passages if focus and focus[0] in bases(p) and _share(focus, bases(p)) >= 0.6]
    word = base_of(cue.text.lower().split()[0])
    kin = families_of(word)
    told = {key for p in ground.passages for key in bases(p)}
    spared = word in told or any(kin & families_of(key) for key in told)
    return bool(near) and not spared and not any(p.values.negations or _negative(focus, p) for p in near)


def _negative(focus: Sequence[str], passage: Reading, none: bool = False) -> bool:
    """Tell whether a word that says "not" inside says it of what is negated.

    "Unconscious" does of "conscious", and so do words of one family ("inevitable", "avoid"); "stopped" and "hard" do
    of what stands beside them.
    """
    keys = _keys(passage)
    places = [i for i, key in enumerate(keys) if key and key in focus]
    for match in _NEGATIVE.finditer(passage.text):
        at = passage.word_at(match.start())
        if none and match.group().lower() in _SOME:
            continue
        if match["inside"] is None:
            if not places or any(_clause_apart(passage, at, i) <= _BESIDE for i in places):
                return True
        elif any(f[:4] in match.group().lower() or families_of(keys[at]) & families_of(f) for f in focus):
            return True
    return False


_BESIDE = 5  # words between "stopped" and what was stopped


def _clause_apart(passage: Reading, one: int, other: int) -> int:
    first, last = min(one, other), max(one, other)
    return 99 if any(i in passage.breaks for i in range(first, last)) else last - first


# Words that say "not" inside: "unconscious" is not conscious, "inevitable" cannot be avoided, "by accident" is
# without meaning to, "shoeless" without shoes.
_NEGATIVE = re.compile(
    r"\b(?:less|fewer|few|little|least|only|until|"
    r"(?P<inside>un(?!der|i[a-z]|til|less|cle|ct)[a-z]{4,}|"
    r"in(?:evitab|advert|appropriat|access|adequa|consist|conclus|convenien|decis|defin|depend|direct|dispens|efficien|"
    r"excus|expens|explic|formal|frequen|human|justic|nocen|secur|sensitiv|stab|toler|valid|visib|voluntar)\w*|"
    r"im(?:possib|probab|perfect|matur|mobil|moral|patien|polit|practic)\w*|il(?:legal|legit|logic|litera)\w*|"
    r"ir(?:regular|relevant|respons|reversib|replac)\w*|"
    r"dis(?:agree|allow|appear|appoint|approv|connect|continu|count|courag|credit|honest|honor|honour|like|miss|obey|"
    r"pleas|prov|qualif|regard|respect|satisf|trust)\w*|"
    r"(?!regard|un)[a-z]{3,}less(?:ly)?|empty|vacant|void)|accident\w*|mistak\w*|miss(?:ed|es|ing)|forg[eo]t\w*|"
    r"against|oppos\w*|stop(?:s|ped)?|end(?:s|ed)|halt(?:s|ed)?|hard|difficult|long before|"
    r"too|except|other than|barefoot)\b",
    re.I,
)


_OUTDONE = re.compile(
    r"[a-z'’]+(?: (?:been|any|seen|had))? (?:[a-z]{2,15}er|more|less|better|worse|rather)\b|"
    r"[^.;]{0,80}?\b(?:[a-z]{2,15}er|more|less|better|worse)\b[^.;]{0,30}? than\b",
    re.I,
)
_MOST = re.compile(r"\b(?:[a-z]{2,15}est|most|best|worst|first|record|unmatched|unrivalled|peak)\b", re.I)


def _contrary(focus: Sequence[str], passage: Reading) -> bool:
    """Tell whether the passage has the opposite of what a "not" governs: "not closed" and "remained open" agree."""
    sides = opposites().get(focus[0])
    return sides is not None and not sides.against.isdisjoint(_keys(passage))


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
            return _failure("modality", lost, "the cited sentences say it less certainly, with")
    return _failure("modality", _strengthened(statement, ground), "no cited sentence is as sure, or as unsure, as")


def _unsure(reading: Reading) -> list[Cue]:
    cues = [
        c
        for c in reading.values.modals
        if c.kind in _UNSURE and not _NO_HEDGE.match(c.text) and not _NO_DOUBT.match(reading.text, c.start)
    ]
    if _TALKING.isdisjoint(reading.words):
        return cues
    found = (Cue(m.start(1), m.end(1), m[1].lower(), "planned") for m in _IN_TALKS.finditer(reading.text[:MAX_READ]))
    return [*cues, *found]


# "Appeared" in a paper or on a stage; what somebody "could find no trace" of he was unable to find.
_NO_DOUBT = re.compile(
    r"appear[a-z]*+(?= (?:on|in|at|before|for|with|from|alongside|next|last|this|during|again|there|here|under|online|"
    r"live|as (?!if)|by|near|behind|beside|outside)\b| ?[.,;:]|$)|"
    r"could (?:(?:find|see|feel|reach|tell) (?:no|nothing|little|none|nobody|neither|only)|hear|smell|remember)\b",
    re.I,
)
_TALKING = frozenset(
    _split("debating weighing mulling contemplating exploring discussing considering studying pondering")
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
    if _share(focus, known) < 0.6 and _share(sorted(known), bases(passage)) < RETOLD:
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
    ours = frozenset(_keys(statement)) - _idle(statement)
    shown = frozenset(k for p in ground.passages for k in _keys(p))
    turned = []
    for passage in nearest(statement, ground):
        if coverage(statement, passage) < 0.5:
            continue
        if len(_plain_negations(passage)) != len(_plain_negations(statement)):
            continue  # "not allowed" and "barred" agree
        theirs = frozenset(_keys(passage))
        for word in sorted(ours - shown):
            sides = table.get(word)
            if sides is None or not sides.against & theirs or sides.against & ours or sides.same & shown:
                continue
            if not _sides_exchanged(word, sides.against, statement, passage):
                turned.append(word)
    words = [statement.as_written(i) for i, key in enumerate(_keys(statement)) if key in turned]
    return _failure("opposite", words, "the cited sentences say the opposite of")


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
    for w in _split(
        "win victory beat lose defeat loss buy purchase acquire sell borrow lend before after following prior"
    )
)


def _sides_exchanged(word: str, against: frozenset[str], statement: Reading, passage: Reading) -> bool:
    """Tell whether the other word has the other sides: "lost to A" and "A beat", "lower than A" and "A is higher"."""
    if word not in _CONVERSE and "than" not in statement.words:
        return False
    ours, theirs = _keys(statement), _keys(passage)
    there = [j for j, key in enumerate(theirs) if key in against]
    return word in ours and any(sides_exchanged(statement, ours.index(word), passage, j, whole=False) for j in there)


def _plain_negations(reading: Reading) -> list[Cue]:
    """Return the plain negations that are no word with an opposite of its own ("seldom")."""
    return [c for c in reading.values.negations if c.kind == "plain" and base_of(c.text.lower()) not in opposites()]


def _keys(reading: Reading) -> list[str]:
    return [base_of(w, reading.language) or w for w in reading.words]


def _failure(code: str, found: Sequence[str], words: str) -> Failure | None:
    missing = tuple(dict.fromkeys(found))
    return Failure(code, missing, f"{words}: {', '.join(missing)}") if missing else None


CHECKS: tuple[Check, ...] = (check_negation, check_modality, check_opposites)

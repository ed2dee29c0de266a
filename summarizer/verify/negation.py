"""Is a negation lost or gained: "not" and "never", and the words that say it inside ("refused", "unconscious").

A cue is looked up by its focus (`focus`): where the statement repeats the focus of a passage's cue without a cue, the
cue was lost; where a cue of the statement has its focus in the passages without one, it was gained.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.models import Failure
from summarizer.text.values import Cue
from summarizer.verify.families import families_of
from summarizer.verify.focus import bases, failure, focus_of, keys_of, nearest, share
from summarizer.verify.lexicon import base_of, opposites
from summarizer.verify.reading import Ground, Reading

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
        return failure("negation", lost, "the statement leaves out a negation of the cited sentences")
    return failure("negation", gained, "the statement negates what no cited sentence does")


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
    base_of(w) for w in "think believe want expect appear seem say plan see intend feel any one".split()
)
_MANNER = frozenset(base_of(w) for w in "immediately yet still ever even really actually currently longer".split())
_THINKING = frozenset(base_of(w) for w in ("think", "believe", "expect", "feel"))


def _lost(passage: Reading, cue: Cue, statement: Reading, here: Sequence[Cue]) -> bool:
    """Tell whether the statement repeats what the cue negates and has no negation near it."""
    whole = focus_of(passage, cue, 4, 1)
    focus = [f for f in whole if f not in _RAISING and f not in _MANNER]
    known = bases(statement)
    raised = bool(whole) and whole[0] in _THINKING and len(focus) >= 3 and not here
    if not focus or share(focus, known) < 0.6 or (focus[0] not in known and not raised):
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
    near = [p for p in ground.passages if focus and share(focus, bases(p)) >= 0.5]
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
    near = [p for p in ground.passages if focus and focus[0] in bases(p) and share(focus, bases(p)) >= 0.6]
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
    keys = keys_of(passage)
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
    return sides is not None and not sides.against.isdisjoint(keys_of(passage))

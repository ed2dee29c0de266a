"""Pairs that must not become one claim, however alike they read: other values, other polarity."""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.claims.quantities import apart
from summarizer.claims.reading import share, stem_set
from summarizer.text.numbers import lower_words
from summarizer.text.values import negated

# A "not" in a long sentence often belongs to another clause; in a sentence that is otherwise the same it does not.
# On evidence_dev (2026-11-22) any unequal negation would part 19 of 157 same-claim pairs; with this none is parted.
SAME_BUT_FOR_NOT = 0.5
_NOT_WORDS = (
    "not no never none nobody nothing nowhere neither nor without cannot hardly barely scarcely rarely seldom t dont "
    "doesnt didnt wont cant isnt wasnt"
)
_NOT = frozenset(_NOT_WORDS.split())
_DENIED = re.compile(r"\W*(?:\w[\w’'-]*[ \u00a0]+){0,3}\w[\w’'-]*")  # the next words, up to a comma or a stop


@lru_cache(maxsize=65536)
def opposed(a: str, b: str, language: str = "en") -> bool:
    """Tell whether `a` and `b` give different numbers of one thing, or one denies what the other says."""
    if apart(a, b, language):
        return True
    return (
        denies(a, language) != denies(b, language)
        and share(a, b, language) >= SAME_BUT_FOR_NOT
        and denied(a, b, language)
    )


def denied(a: str, b: str, language: str) -> bool:
    """Tell whether the one of `a` and `b` that denies denies what the other says, as far as its next words tell."""
    denying, other = (a, b) if denies(a, language) else (b, a)
    what = _denied(denying, language)
    return not what or not what.isdisjoint(stem_set(other, language))


@lru_cache(maxsize=16384)
def _denied(text: str, language: str) -> frozenset[str]:
    """Return the stems of what English `text` denies: "in fog so thick that no light was seen" denies no fog."""
    if language[:2] != "en":
        return frozenset()
    after = (_DENIED.match(text, cue.end) for cue in negated(text, language) if cue.kind == "plain")
    return frozenset().union(*(stem_set(words.group(), language) for words in after if words))


@lru_cache(maxsize=16384)
def denies(text: str, language: str = "en") -> bool:
    """Tell whether `text` has a plain negation ("not", "never", "without")."""
    if language[:2] == "en" and _NOT.isdisjoint(lower_words(text)):
        return False  # cheaper to see than reading it
    return any(cue.kind == "plain" for cue in negated(text, language))

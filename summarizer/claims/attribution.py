"""Which outlet a sentence credits or copies: what one article tells in or on another's word is no second source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from summarizer.models import Sentence
from summarizer.text.tokens import words
from summarizer.text.values import quotations

# Words from which one sentence in two outlets is a copy. Of 606 claims of two or more publishers (evidence_dev,
# multinews_dev, neutral_triples_dev, 2026-11-22) 16 are told in one and the same sentence: 3 are quotations, 2 have
# fewer words than this or are one's quotation unmarked, the other 11 stand in reprinted passages.
COPIED = 8

_REPORTS = r"report(?:s|ed|ing)?|said|says|wrote|writes|reveal(?:s|ed)|has learned|learned|quot(?:es|ed)|cit(?:es|ed)"
_TAKEN_FROM = (
    r"told|tells|according to|cit(?:ing|ed by)|quot(?:ing|ed by)|reported (?:by|in)|reports? (?:in|by|from)|"
    r"speaking to|interview with|statement to|seen by|obtained by|published by"
)


def credited_outlets(text: str, outlets: Sequence[str]) -> tuple[str, ...]:
    """Return those of `outlets` that `text` credits: "the BBC reported", "told Reuters", "citing TASS"."""
    spoken = _spoken(text)
    return tuple(
        name for name in outlets if len(name) > 1 and _last_word(name) in spoken and _credit(name).search(text)
    )


@lru_cache(maxsize=16384)
def _spoken(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


@lru_cache(maxsize=512)
def _last_word(name: str) -> str:
    """Return a word that a text must hold to credit `name`: cheaper to look for than the pattern."""
    words = re.findall(r"\w+", name.casefold())
    return words[-1] if words else name


@lru_cache(maxsize=512)
def _credit(name: str) -> re.Pattern[str]:
    bare = re.sub(r"^the ", "", name.strip(), flags=re.I)
    outlet = r"[\s\-]".join(re.escape(word) for word in re.split(r"[\s\-]+", bare))
    return re.compile(
        rf"\b{outlet}(?:['’]s?)?\b[^.!?;]{{0,24}}?\b(?:{_REPORTS})\b"
        rf"|\b(?:{_TAKEN_FROM})\s(?:the\s)?(?:[^.!?;,]{{0,20}}?\b)?{outlet}\b"
        rf"|\({outlet}\)",
        re.I,
    )


def independent_publishers(
    sentences: Sequence[Sentence], publishers: Mapping[str, str], outlets: Mapping[str, str]
) -> frozenset[str]:
    """Return the publishers that tell a claim on their own word.

    `publishers` maps articles to publishers, `outlets` articles to the outlet's name. A publisher all of whose
    sentences credit another publisher of the claim is left out, and so is one all of whose sentences stand word for
    word in another's article; at least one always stays.
    """
    tellers = {publishers[sentence.article] for sentence in sentences}
    if len(tellers) == 1:
        return frozenset(tellers)
    homes = dict.fromkeys(sentence.article for sentence in sentences)
    last = {article: _last_word(outlets[article]) for article in homes}
    credits: dict[str, set[str]] = {}
    for sentence in sentences:
        who = publishers[sentence.article]
        spoken = _spoken(sentence.text)
        others = [article for article in homes if last[article] in spoken and publishers[article] != who]
        named = {publishers[article] for article in others if credited_outlets(sentence.text, (outlets[article],))}
        credits[who] = credits.get(who, named) & named
    own = frozenset(who for who in tellers if not credits[who]) or frozenset({min(tellers)})
    return own - _copying(sentences, publishers, own) if len(own) > 1 else own


def _copying(sentences: Sequence[Sentence], publishers: Mapping[str, str], tellers: frozenset[str]) -> frozenset[str]:
    """Return the publishers that tell the claim in nothing but sentences of publishers before them."""
    told: dict[str, set[str]] = {}
    for sentence in sentences:
        told.setdefault(publishers[sentence.article], set()).add(_worded(sentence.text))
    copying: set[str] = set()
    seen: set[str] = set()
    for who in sorted(tellers):
        if told[who] <= seen - {""}:
            copying.add(who)
        seen |= told[who]
    return frozenset(copying)


@lru_cache(maxsize=16384)
def _worded(text: str) -> str:
    """Return the words of `text`; none where it is too short to be a copy, or mostly somebody's words."""
    found = words(text)
    quoted = sum(len(words(cue.text)) for cue in quotations(text))
    return " ".join(found) if len(found) >= COPIED and 2 * quoted < len(found) else ""

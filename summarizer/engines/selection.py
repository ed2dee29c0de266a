"""Choose sentences by coverage: what several publishers tell, each thing once, within a budget of words.

The model is concept coverage (Gillick & Favre 2009, "A scalable global model for summarization"): a brief is
worth the weight of the distinct concepts in it, concepts being pairs of neighbouring words. The weight of a
concept is the number of independent publishers that print it, more when they print it early (document
frequency: Nenkova & Vanderwende 2005, SumBasic; position: the lead of news). The objective is submodular, so a
greedy choice by gain per scaled cost is near the best (Lin & Bilmes 2010), and gains only fall, so they can be
computed lazily (Minoux 1978). What leans on the sentence before it is a candidate together with that one.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from summarizer.models import ClaimRow, ClaimTable, Sentence
from summarizer.text.tokens import content_stems, words

Concept = str  # two stems and the space between: a string remembers its hash, a pair does not

# Swept on 2026-11-22 over multinews_dev (230 and 100 words), evidence_dev (its briefs as reference) and
# neutral_triples_dev together, by `python -m evals.rouge` and its like. The optimum is flat: within the ranges
# given, ROUGE-1 moves by 0.5 at most on any set, so each value is one that is good on all four.
LEAD_WEIGHT = 1.3  # a concept in the first sentence counts 1 + this; swept 0 to 5, 1 to 2 level
LEAD_REACH = 6.0  # sentences after which that falls to 1/e; swept 2 to 8, 5 to 8 level
REPEAT_WEIGHT = 0.8  # of the log of how often one publisher repeats it; swept 0 to 1, 0.25 to 1 level
ALONE_WEIGHT = 0.3  # factor of what one publisher alone tells; 0.2 to 0.4 level, 0 starves two-article stories
COST_POWER = 0.5  # gain / words ** this; 0.4 to 0.6 level, 0 takes long, 1 takes short sentences
FIGURE_FACTOR = 1.2  # a sentence with a figure in it; against 1.0, ROUGE-1 +0.5, +0.1, +1.2, +0.5 on the four sets
# An opening "The plan would" that needs an earlier statement. ROUGE-1/2 at 230 words of multinews_dev, and the share
# that does not stand in its brief at 230 and at 100 words: 0.7 46.8/16.1, 0.4 %, 0.5 %; 0.85 46.8/16.2, 0.4 %, 1.0 %;
# 1.0 47.1/16.3, 1.1 %, 1.4 %. Level on the other two sets.
LEANING_FACTOR = 0.9
# A pronoun that can only be told right after its predecessor (a connective there is not discounted). The same figures
# at 0.85 above, and the share that does not stand when it is taken out of its brief: 0 (none told) 46.8/16.2, 4 %; 0.3
# the same, 5 %, and texts of few words are used up; 0.6 46.9/16.1, 8 %; 0.9 47.0/16.3, 10 %.
PRONOUN_FACTOR = 0.3
LONGEST_CHAIN = 2  # sentences; 1 (none) gives 46.5/15.9, 0.4 %; 3 46.9/16.2, 8 %


class Candidate(NamedTuple):
    """A sentence that may become a statement, with the claim that it would tell."""

    sentence: Sentence
    claim: ClaimRow
    language: str
    words: int
    concepts: tuple[Concept, ...]
    anchor: str | None  # the noun that an earlier statement must have told, as in `The plan would`
    factor: float  # of its gain: 1 when nothing speaks for or against the sentence itself


def count_words(text: str) -> int:
    """Return the number of words as a reader counts them: by spaces, and two characters of Han or Thai as one."""
    if text.isascii():
        return len(text.split())
    unspaced = sum(1 for char in text if "\u3040" <= char <= "\u9fff" or "\u0e00" <= char <= "\u0e7f")
    return len(text.split()) + (unspaced + 1) // 2 if unspaced else len(text.split())


@lru_cache(maxsize=4096)
def concepts_of(text: str, language: str) -> tuple[Concept, ...]:
    """Return the pairs of neighbouring words of `text`, stemmed, each once, in order.

    Pairs of two stop words are kept: without them ROUGE-2 falls by 0.3 to 0.6 on three sets of four.
    """
    return tuple(dict.fromkeys(map(" ".join, pairwise([_form(word, language) for word in words(text)]))))


@lru_cache(maxsize=65536)
def _form(word: str, language: str) -> str:
    """Return the stem of a content word; a stop word is its own form."""
    return "".join(content_stems(word, language)) or word


def weigh(table: ClaimTable) -> dict[Concept, float]:
    """Return the weight of every concept of the story; headings lend it nothing."""
    languages = {article.id: article.language for article in table.articles}
    grouped: dict[str, list[Sentence]] = {}
    for sentence in table.sentences:
        if sentence.kind != "heading":
            grouped.setdefault(table.publishers[sentence.article], []).append(sentence)
    weights: dict[Concept, float] = {}
    shared: set[Concept] = set()
    for sentences in grouped.values():
        for concept, weight in _weights_within(sentences, languages).items():
            if concept in weights:
                shared.add(concept)
                weights[concept] += weight
            else:
                weights[concept] = weight
    if len(grouped) == 1:
        return weights
    return {c: weight if c in shared else weight * ALONE_WEIGHT for c, weight in weights.items()}


def _weights_within(sentences: Sequence[Sentence], languages: Mapping[str, str]) -> dict[Concept, float]:
    """Return what one publisher lends: more for the earliest sentence, a little more for repetition."""
    weights: dict[Concept, float] = {}
    repeated: dict[Concept, int] = {}
    for sentence in sorted(sentences, key=lambda sentence: sentence.position):
        weight = 1 + LEAD_WEIGHT * math.exp(-max(sentence.position, 0) / LEAD_REACH)
        for concept in concepts_of(sentence.text, languages[sentence.article]):
            if concept in weights:
                repeated[concept] = repeated.get(concept, 1) + 1
            else:
                weights[concept] = weight
    for concept, count in repeated.items():
        weights[concept] *= 1 + REPEAT_WEIGHT * math.log(count)
    return weights


class Rules(NamedTuple):
    """What may be told: both are asked only of a candidate that is about to be taken, so they may be slow."""

    stands: Callable[[Candidate, Collection[str]], bool]  # after the words told so far
    # What the second is worth right after the first, its own predecessor: a factor, 0 when it cannot be told there.
    follows: Callable[[Candidate, Candidate], float]


def choose(
    candidates: Sequence[Candidate], weights: Mapping[Concept, float], max_words: int, rules: Rules
) -> list[tuple[Candidate, ...]]:
    """Return chains of candidates that together cover the most weight in `max_words`, best first.

    A chain is a candidate that stands, and those that can only be told right after it. There is one candidate for
    each claim.
    """
    return _Choosing(candidates, weights, max_words, rules).run()


Unit = tuple[int, ...]  # places of candidates that would be told together, the last one being what it is about


class _Choosing:
    """One run of the greedy choice."""

    def __init__(
        self, candidates: Sequence[Candidate], weights: Mapping[Concept, float], max_words: int, rules: Rules
    ) -> None:
        self._candidates = candidates
        self._weights = weights
        self._rules = rules
        self._room = max_words
        self._place = {(c.sentence.article, c.sentence.position): i for i, c in enumerate(candidates)}
        self._taken: dict[int, None] = {}
        self._covered: set[Concept] = set()
        self._claims: set[str] = set()
        self._told: set[str] = set()
        self._leads: dict[int, int] = {}  # from what leans to what must stand right before it
        self._factors: dict[int, float] = {}  # of what leans
        self._waiting: set[int] = set()
        self._heap: list[tuple[float, Unit, int]] = []

    def run(self) -> list[tuple[Candidate, ...]]:
        for place in range(len(self._candidates)):
            self._push((place,))
        while self._heap:
            value, unit, seen = heapq.heappop(self._heap)
            unit = tuple(place for place in unit if place not in self._taken)
            if value >= 0 or not self._fits(unit):
                continue
            if seen < len(self._taken):
                self._push(unit)
                continue
            known = len(self._leads)
            needed = self._needed(unit[-1])
            if needed == unit and known == len(self._leads):
                self._take(unit)
                continue
            self._waiting.add(unit[-1])
            if needed:
                self._push(needed)
        return self._chains()

    def _push(self, unit: Unit) -> None:
        if self._fits(unit):
            heapq.heappush(self._heap, (-self._gain(unit), unit, len(self._taken)))

    def _fits(self, unit: Unit) -> bool:
        if len(unit) == 1:
            candidate = self._candidates[unit[0]]
            return candidate.words <= self._room and candidate.claim.id not in self._claims
        claims = {self._candidates[place].claim.id for place in unit}
        if not unit or len(claims) < len(unit) or not self._claims.isdisjoint(claims):
            return False
        return sum(self._candidates[place].words for place in unit) <= self._room

    def _gain(self, unit: Unit) -> float:
        if len(unit) == 1:
            candidate = self._candidates[unit[0]]
            fresh = [concept for concept in candidate.concepts if concept not in self._covered]
            return _worth(candidate, fresh, self._weights) * self._factors.get(unit[0], 1)
        gain = 0.0
        length = 0
        seen = set(self._covered)
        for place in unit:
            candidate = self._candidates[place]
            fresh = [concept for concept in candidate.concepts if concept not in seen]
            seen.update(fresh)
            alone = _worth(candidate, fresh, self._weights) * math.pow(candidate.words, COST_POWER)
            gain += alone * self._factors.get(place, 1)
            length += candidate.words
        return gain / math.pow(max(length, 1), COST_POWER)

    def _needed(self, place: int) -> Unit | None:
        """Return `place` and whatever must be told right before it; nothing when it cannot be told."""
        unit = [place]
        while not self._rules.stands(self._candidates[unit[0]], self._told):
            leaning = self._candidates[unit[0]]
            before = self._place.get((leaning.sentence.article, leaning.sentence.position - 1))
            if before is None or len(unit) + self._depth(before) > LONGEST_CHAIN:
                return None
            factor = self._rules.follows(self._candidates[before], leaning)
            if not factor:
                return None
            self._leads[unit[0]], self._factors[unit[0]] = before, factor
            if before in self._taken:
                return tuple(unit)
            unit.insert(0, before)
        self._leads.pop(unit[0], None)
        self._factors.pop(unit[0], None)
        return tuple(unit)

    def _depth(self, place: int) -> int:
        """Return the length of the chain that `place` ends, as far as it is known."""
        depth = 1
        while place in self._leads and place in self._taken:
            depth, place = depth + 1, self._leads[place]
        return depth

    def _take(self, unit: Unit) -> None:
        for place in unit:
            candidate = self._candidates[place]
            self._taken[place] = None
            self._covered.update(candidate.concepts)
            self._claims.add(candidate.claim.id)
            self._told.update(words(candidate.sentence.text))
            self._room -= candidate.words
        self._waiting.difference_update(unit)
        for place in sorted(self._waiting):
            if self._candidates[place].anchor or self._leads.get(place) in unit:
                self._waiting.discard(place)
                self._push((place,))

    def _chains(self) -> list[tuple[Candidate, ...]]:
        chains: dict[int, list[Candidate]] = {}
        home: dict[int, int] = {}
        for place in self._taken:
            head = home[place] = home.get(self._leads.get(place, -1), place)
            chains.setdefault(head, []).append(self._candidates[place])
        return [tuple(chain) for chain in chains.values()]


def density(candidate: Candidate, weights: Mapping[Concept, float]) -> float:
    """Return the weight that `candidate` alone would cover, for each word ** COST_POWER."""
    return _worth(candidate, candidate.concepts, weights)


def _worth(candidate: Candidate, fresh: Iterable[Concept], weights: Mapping[Concept, float]) -> float:
    covered = sum(filter(None, map(weights.get, fresh)))
    return covered * candidate.factor / math.pow(max(candidate.words, 1), COST_POWER)

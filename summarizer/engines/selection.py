"""Choose sentences by coverage: what several publishers tell, each thing once, within a budget of words.

The model is concept coverage (Gillick & Favre 2009, "A scalable global model for summarization"): a brief is
worth the weight of the distinct concepts in it, concepts being pairs of neighbouring words. The weight of a
concept is the number of independent publishers that print it, more when they print it early (document
frequency: Nenkova & Vanderwende 2005, SumBasic; position: the lead of news). The objective is submodular, so a
greedy choice by gain per scaled cost is near the best (Lin & Bilmes 2010), and gains only fall, so they can be
computed lazily (Minoux 1978).
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
REPEAT_WEIGHT = 0.5  # of the log of how often one publisher repeats it; swept 0 to 1, 0.25 to 1 level
ALONE_WEIGHT = 0.3  # factor of what one publisher alone tells; 0.2 to 0.4 level, 0 starves two-article stories
COST_POWER = 0.5  # gain / words ** this; 0.4 to 0.6 level, 0 takes long, 1 takes short sentences
FIGURE_FACTOR = 1.2  # a sentence with a figure in it; against 1.0, ROUGE-1 +0.5, +0.1, +1.2, +0.5 on the four sets
# An opening "The plan would" that needs an earlier statement. Share without one at 230 words of multinews_dev, and
# ROUGE-1/2: 1.0 gives 2.3 %, 46.3/15.6; 0.8 1.6 %, 46.2/15.5; 0.65 1.1 %, 46.1/15.4; 0.5 0.7 %, 46.1/15.3. At 0.8
# it is 2.4 % at 100 words.
LEANING_FACTOR = 0.7


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


def choose(
    candidates: Sequence[Candidate],
    weights: Mapping[Concept, float],
    max_words: int,
    apt: Callable[[Candidate, Collection[str]], bool],
) -> list[Candidate]:
    """Return candidates that together cover the most weight in `max_words`, one for each claim, best first.

    `apt` is asked only of a candidate that is about to be taken, with the words told before it, so it may be slow;
    whoever it turns down is asked again when more was told.
    """
    chosen: list[Candidate] = []
    covered: set[Concept] = set()
    claims: set[str] = set()
    told: set[str] = set()
    room = max_words
    waiting: list[int] = []

    def gain(candidate: Candidate) -> float:
        fresh = [concept for concept in candidate.concepts if concept not in covered]
        return _worth(candidate, fresh, weights)

    heap = [(-gain(candidate), index, 0) for index, candidate in enumerate(candidates) if candidate.words <= room]
    heapq.heapify(heap)
    while heap:
        value, index, taken = heapq.heappop(heap)
        candidate = candidates[index]
        if value >= 0 or candidate.words > room or candidate.claim.id in claims:
            continue
        if taken < len(chosen):
            heapq.heappush(heap, (-gain(candidate), index, len(chosen)))
        elif not apt(candidate, told):
            waiting += [index] if candidate.anchor else []
        else:
            chosen.append(candidate)
            covered.update(candidate.concepts)
            claims.add(candidate.claim.id)
            told.update(words(candidate.sentence.text))
            room -= candidate.words
            for index in waiting:
                heapq.heappush(heap, (-gain(candidates[index]), index, len(chosen)))
            waiting.clear()
    return chosen


def density(candidate: Candidate, weights: Mapping[Concept, float]) -> float:
    """Return the weight that `candidate` alone would cover, for each word ** COST_POWER."""
    return _worth(candidate, candidate.concepts, weights)


def _worth(candidate: Candidate, fresh: Iterable[Concept], weights: Mapping[Concept, float]) -> float:
    covered = sum(filter(None, map(weights.get, fresh)))
    return covered * candidate.factor / max(candidate.words, 1) ** COST_POWER

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
from itertools import pairwise, repeat
from typing import NamedTuple

from summarizer.engines import leaning
from summarizer.models import ClaimRow, ClaimTable, Sentence
from summarizer.text.tokens import content_stems, stem_of, words

Concept = str  # two stems and the space between: a string remembers its hash, a pair does not

# Swept on 2026-11-22 over multinews_dev (230 and 100 words), evidence_dev (its briefs as reference) and
# neutral_triples_dev together, by `python -m evals.rouge` and its like. The optimum is flat: within the ranges called
# level, ROUGE-1 moves by 0.4 at 230 words and on the triples, by 0.8 at 100 words, and by 1.8 on the 14 stories of
# evidence_dev, so each value is one that is good on all four.
LEAD_WEIGHT = 1.3  # a concept in the first sentence counts 1 + this; swept 0 to 5, 1 to 2 level
LEAD_REACH = 5.5  # sentences after which that falls to 1/e; swept 2 to 8, 5 to 8 level
REPEAT_WEIGHT = 0.8  # of the log of how often one publisher repeats it; swept 0 to 1, 0.5 to 1 level
ALONE_WEIGHT = 0.3  # factor of what one publisher alone tells; 0.25 to 0.4 level, 0 starves two-article stories
COST_POWER = 0.5  # gain / words ** this; 0.4 to 0.55 level, 0 takes long, 1 takes short sentences
FIGURE_FACTOR = 1.2  # a sentence with a figure in it; against 1.0, ROUGE-1 +0.5, +0.1, +1.2, +0.5 on the four sets
# What takes sides in its own voice (`verify.judges`) is told only where nothing else stands. 2026-11-22, words of
# evals/loaded_words.txt per 100 on the triples at 50 and at 80 words: 0.13 and 0.11; at a tenth of its gain 0.14 and
# 0.17, for it then fills what room is left; told like all else 0.27. ROUGE-1 falls by 0.15 on the triples, by less than
# 0.05 on the others. The lint's list was made on the triples, so elsewhere the gain is smaller.
# A sentence of which more than VOICE_SHARE stands in quotation marks counts VOICE_FACTOR once VOICE_AFTER words of news
# are told: readers want voices, after the news. 2026-11-22, without and with, ROUGE-1/2 on multinews_dev at 200 words
# 45.65/15.07 and 45.89/15.56, 230 words 46.83/15.68 and 47.14/16.39 (halves 46.6/14.3, 47.1/17.1 and 46.7/14.7,
# 47.6/18.1), 260 words 47.00/16.00 and 47.29/16.64, evidence_dev at 150 words 51.89/22.44 and 52.01/22.71; shorter
# briefs are as before. From the first word on, 100 words fall by 0.8/0.5. After 40 to 100 words, a share of 0.5 to 0.7
# and a factor of 1.2 to 1.3 are level; 1.1 brings half.
VOICE_SHARE = 0.6
VOICE_FACTOR = 1.2
VOICE_AFTER = 80
# Share of the stems of two sentences that both have, from which one tells again what the other told, in words too
# unlike for one claim. Of 21 pairs at 0.3 or more in the briefs of all sets that were read 18 were so, of 21 from 0.2
# to 0.3 six. 2026-11-22, ROUGE moves by less than 0.2, on the triples at 80 words from 39.83/17.06 to 40.22/17.33.
TOLD_AGAIN = 0.3
# Which statement comes first, and is the headline where no title is fit: `python -m evals.rouge` prints how near they
# come to the first 45 words of multinews_dev's summaries, mean of ROUGE-1 and 2. 2026-11-22: first statement 22.8, in
# the order of the articles alone 21.3; headline 20.0, by density and the root of how early 18.0; on the headlines of
# evidence_dev 22.2 for 22.4 and 21.6 for 19.1. Powers of how early from 2 to 4 are level, 1 brings half. Of 79 first
# statements that changed and were read beside the story's headline, some 33 are nearer to the news, 7 less near.
LEANING_FACTOR = 0.5
# Measured on 2026-11-22, ROUGE-1/2 on multinews_dev at 230 and at 100 words, and the share that does not stand when it
# is taken out of its brief. What leans on its predecessor is not told, not even right after it: such pairs brought
# 46.71/16.01 to 46.9/16.3, but 39.66/13.18 to 39.0/12.8, and 5.1 % to 8.9 %. "The plan would" is told only after what
# tells the plan (46.85/16.01, 40.03/13.40; 5.4 %) and not discounted: by 0.9 46.69/15.91, 39.94/13.31, 4.0 %; by 0.65
# 46.62/15.76, 39.68/12.92, 2.5 %; never told 46.17/15.22, 39.71/12.92, 0.2 %.


class Candidate(NamedTuple):
    """A sentence that may become a statement, with the claim that it would tell."""

    sentence: Sentence
    claim: ClaimRow
    language: str
    words: int
    concepts: tuple[Concept, ...]
    factor: float  # of its gain: 1 when nothing speaks for or against the sentence itself
    voice: bool = False  # whether it is mostly a quotation

    @property
    def anchor(self) -> str | None:
        """The noun that an earlier statement must have told, as in `The plan would`."""
        return leaning.anchor(self.sentence.text, self.language)


@lru_cache(maxsize=4096)
def concepts_of(text: str, language: str) -> tuple[Concept, ...]:
    """Return the pairs of neighbouring words of `text`, stemmed, each once, in order.

    Pairs of two stop words are kept: without them ROUGE-2 falls by 0.3 to 0.6 on three sets of four.
    """
    return tuple(dict.fromkeys(map(" ".join, pairwise(map(_form, words(text), repeat(language))))))


@lru_cache(maxsize=65536)
def _form(word: str, language: str) -> str:
    """Return the stem of a content word; a stop word is its own form."""
    return stem_of(word, language) or word


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


Stands = Callable[[Candidate, Collection[str]], bool]
Judges = Callable[[Candidate], bool]


def choose(
    candidates: Sequence[Candidate],
    weights: Mapping[Concept, float],
    max_words: int,
    stands: Stands,
    judges: Judges = lambda _: False,
) -> list[Candidate]:
    """Return the candidates that together cover the most weight in `max_words`, best first, one for each claim.

    `stands` says whether a candidate may be told after the words told so far, `judges` whether its words take sides;
    they are asked only of one that is about to be taken, so they may be slow.
    """
    return _Choosing(candidates, weights, max_words, stands, judges).run()


class _Choosing:
    """One run of the greedy choice; candidates go by their places."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        weights: Mapping[Concept, float],
        max_words: int,
        stands: Stands,
        judges: Judges,
    ) -> None:
        self._candidates = candidates
        self._judges = judges
        self._weights = weights
        self._stands = stands
        self._room = max_words
        self._voices_from = max_words - VOICE_AFTER  # words left, from which on voices count more
        self._taken: list[Candidate] = []
        self._covered: set[Concept] = set()
        self._claims: set[str] = set()
        self._told: set[str] = set()
        self._waiting: list[int] = []  # for their anchor to be told
        self._heap: list[tuple[float, int, int]] = []  # the gain, negative; the place; how many were taken then

    def run(self) -> list[Candidate]:
        for place in range(len(self._candidates)):
            self._push(place)
        while self._heap:
            _, place, taken = heapq.heappop(self._heap)
            candidate = self._candidates[place]
            if not self._fits(candidate):
                continue
            if taken < len(self._taken):
                self._push(place)
            elif self._repeats(candidate) or self._judges(candidate):
                continue
            elif self._stands(candidate, self._told):
                self._take(candidate)
            elif candidate.anchor:
                self._waiting.append(place)
        return self._taken

    def _push(self, place: int) -> None:
        candidate = self._candidates[place]
        if self._fits(candidate):
            covered = self._covered
            fresh = [c for c in candidate.concepts if c not in covered] if covered else candidate.concepts
            gain = _worth(candidate, fresh, self._weights)
            if candidate.voice and self._room <= self._voices_from:
                gain *= VOICE_FACTOR
            if gain > 0:
                heapq.heappush(self._heap, (-gain, place, len(self._taken)))

    def _repeats(self, candidate: Candidate) -> bool:
        stems = _stems(candidate)
        return any(len(stems & told) >= TOLD_AGAIN * len(stems | told) for told in map(_stems, self._taken) if told)

    def _fits(self, candidate: Candidate) -> bool:
        return candidate.words <= self._room and candidate.claim.id not in self._claims

    def _take(self, candidate: Candidate) -> None:
        self._taken.append(candidate)
        self._covered.update(candidate.concepts)
        self._claims.add(candidate.claim.id)
        self._told.update(words(candidate.sentence.text))
        had_room, self._room = self._room, self._room - candidate.words
        raised, self._waiting = self._waiting, []
        if had_room > self._voices_from >= self._room:  # the one time that gains rise
            raised += [place for place, other in enumerate(self._candidates) if other.voice]
        for place in raised:
            self._push(place)


def _stems(candidate: Candidate) -> frozenset[str]:
    return frozenset(content_stems(candidate.sentence.text, candidate.language))


def lead_worth(candidate: Candidate, weights: Mapping[Concept, float]) -> float:
    """Return how well `candidate` opens a brief: what it covers, the more the earlier an article tells it."""
    earliest = max(0, min(sentence.position for sentence in candidate.claim.sentences))
    leaning = LEANING_FACTOR if candidate.voice or candidate.anchor else 1.0
    covered = _worth(candidate, candidate.concepts, weights) * math.pow(max(candidate.words, 1), COST_POWER)
    return covered * leaning / (2 + earliest) ** 2


def density(candidate: Candidate, weights: Mapping[Concept, float]) -> float:
    """Return the weight that `candidate` alone would cover, for each word ** COST_POWER."""
    return _worth(candidate, candidate.concepts, weights)


def _worth(candidate: Candidate, fresh: Iterable[Concept], weights: Mapping[Concept, float]) -> float:
    covered = sum(filter(None, map(weights.get, fresh)))
    return covered * candidate.factor / math.pow(max(candidate.words, 1), COST_POWER)

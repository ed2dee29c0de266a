"""The sentences of a story by their stems: what a stem weighs there, and which sentences come near a text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from heapq import nlargest

from summarizer.claims.reading import claim_stems
from summarizer.models import ClaimTable, Sentence

NEAREST = 24  # sentences that are asked whether they tell a part of a statement: bounds the work of a long story


class Further:
    """An inverted index over the sentences of a claim table."""

    def __init__(self, table: ClaimTable) -> None:
        self._sentences = {sentence.id: sentence for sentence in table.sentences}
        self._weights: dict[str, float] = {}
        self._languages = {article.id: article.language for article in table.articles}

    def weigh(self, stem: str) -> float:
        """Return the weight of a stem, 0 to 1: the fewer sentences of the story have it, the more it tells."""
        weight = self._weights.get(stem)
        if weight is None:
            size = len(self._sentences)
            weight = math.log1p(size / max(len(self._holding.get(stem, ())), 1)) / math.log1p(size)
            self._weights[stem] = weight
        return weight

    def nearest(self, text: str, language: str, among: Callable[[Sentence], bool]) -> list[Sentence]:
        """Return the sentences, of those that are `among` the wanted, that share most weight with `text`."""
        shared: dict[str, float] = defaultdict(float)
        for stem in sorted(set(claim_stems(text, language))):
            weight = self.weigh(stem)
            for sid in self._holding.get(stem, ()):
                shared[sid] += weight
        found = ((weight, sid) for sid, weight in shared.items() if among(self._sentences[sid]))
        return [self._sentences[sid] for _, sid in nlargest(NEAREST, found)]

    @cached_property
    def _holding(self) -> Mapping[str, list[str]]:
        """The ids of the sentences that have a stem."""
        holding: dict[str, list[str]] = defaultdict(list)
        for sid, sentence in self._sentences.items():
            for stem in set(claim_stems(sentence.text, self._languages[sentence.article])):
                holding[stem].append(sid)
        return holding

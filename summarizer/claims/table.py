"""Build the claim table: sentences that say the same across articles become one claim."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from summarizer.models import Article, ClaimRow, ClaimTable, Sentence
from summarizer.text.tokens import content_stems

SAME_CLAIM = 0.45  # cosine of TF-IDF; first value, the claims room measures it


def build_table(
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    *,
    publishers: Mapping[str, str],
    reprints: Mapping[str, str],
) -> ClaimTable:
    """Return the claim table of one story."""
    languages = {article.id: article.language for article in articles}
    bags = [Counter(content_stems(s.text, languages[s.article])) for s in sentences]
    groups = _group(sentences, bags)
    rows = [
        _row([sentences[i] for i in group], publishers) for group in groups if any(sentences[i].kind == "prose" for i in group)
    ]
    rows.sort(key=lambda row: -row.score)
    claims = tuple(ClaimRow(f"c{n}", r.sentences, r.publishers, r.score) for n, r in enumerate(rows, 1))
    return ClaimTable(tuple(articles), tuple(sentences), claims, publishers, reprints)


def _group(sentences: Sequence[Sentence], bags: Sequence[Counter[str]]) -> list[list[int]]:
    frequency = Counter(stem for bag in bags for stem in bag)
    vectors = []
    index: dict[str, list[int]] = defaultdict(list)
    for i, bag in enumerate(bags):
        vector = {stem: n * math.log(1 + len(bags) / frequency[stem]) for stem, n in bag.items()}
        norm = math.sqrt(sum(v * v for v in vector.values())) or 1.0
        vectors.append({stem: v / norm for stem, v in vector.items()})
        for stem in bag:
            index[stem].append(i)
    group_of: dict[int, list[int]] = {}
    groups: list[list[int]] = []
    for i, vector in enumerate(vectors):
        scores: Counter[int] = Counter()
        for stem, weight in vector.items():
            for j in index[stem]:
                if j < i and sentences[j].article != sentences[i].article:
                    scores[j] += weight * vectors[j][stem]  # type: ignore[assignment]
        best = max(scores.items(), key=lambda kv: (kv[1], -kv[0]), default=None)
        if best and best[1] >= SAME_CLAIM:
            group = group_of[best[0]]
        else:
            group = []
            groups.append(group)
        group.append(i)
        group_of[i] = group
    return groups


def _row(sentences: list[Sentence], publishers: Mapping[str, str]) -> ClaimRow:
    ordered = sorted(sentences, key=lambda s: (s.kind != "prose", s.position, s.id))
    who = frozenset(publishers[s.article] for s in sentences)
    return ClaimRow("", tuple(ordered), who, len(who) + 1 / (2 + min(s.position for s in ordered)))

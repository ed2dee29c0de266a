"""Articles to stories: which articles report one event.

Each article becomes a bag of stems and pairs of neighbouring stems (names and phrases: "port almer"), its title
weighing most, its lead next. Clusters grow by average link, as in Manning et al., Introduction to Information
Retrieval, 17.3, tempered towards the cosine of the centroids, so that a large story of short headlines holds
together.

The constants stand on a flat top: 2026-11-22, multinews_dev (56 stories of full articles), neutral_triples_dev
(300 of title and lead), headlines_dev (40 of headlines) and simulated requests drawn from each;
`python -m evals.stories` prints what they give.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from summarizer.models import Article
from summarizer.text.newswords import news_stems
from summarizer.text.similarity import similar_pairs, tfidf
from summarizer.text.tokens import content_stems

TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 3.0, 1.0, 0.5
LEAD_STEMS, READ_STEMS = 40, 250
READ_CHARS = 3_500  # holds READ_STEMS stems of any language but the wordiest
TITLE_CHARS = 150  # a longer first line is a paragraph, not a title

# A batch is backed by this many imagined reports, in which a word stands with these shares (see `tfidf`).
PSEUDO_REPORTS = 300
SHARE_NEWS_WORD, SHARE_WORD, SHARE_PAIR = 0.1, 0.003, 0.0006

# Two articles are one story from LOOSEST on; each doubling of the batch asks for STEP more, up to STRICTEST,
# because every article more is one more chance to be taken for kin. To split a story wrongly hurts more than to
# merge two, and two articles of one event are the commonest request: there the threshold is lowest.
LOOSEST, STEP, STRICTEST = 0.04, 0.012, 0.095
CENTROID_SHARE = 0.35  # 0 is plain average link, 1 the cosine of the centroids


def group_stories(articles: Sequence[Article]) -> list[tuple[Article, ...]]:
    """Return the articles grouped by event: the largest story first, then the one whose first article comes first.

    Each story keeps the order given. The grouping itself does not depend on that order.
    """
    canonical = sorted(range(len(articles)), key=lambda i: (articles[i].title or "", articles[i].text))
    expected = _Shares({article.language for article in articles})
    vectors = tfidf([_bag(articles[i]) for i in canonical], expected=expected, pseudo=PSEUDO_REPORTS)
    groups = [sorted(canonical[i] for i in group) for group in _link(vectors, threshold_for(len(articles)))]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return [tuple(articles[i] for i in group) for group in groups]


def threshold_for(size: int) -> float:
    """Return the likeness from which two clusters of a batch of `size` articles are one story."""
    return min(STRICTEST, LOOSEST + STEP * math.log2(max(size, 2) / 2))


class _Shares:
    """The share of all reports in which a term is to be expected."""

    def __init__(self, languages: set[str]) -> None:
        self._common = frozenset().union(*map(news_stems, sorted(languages)))

    def __call__(self, term: str) -> float:
        if " " in term:
            return SHARE_PAIR
        return SHARE_NEWS_WORD if term in self._common else SHARE_WORD


def _bag(article: Article) -> Mapping[str, float]:
    text = _read(article)
    title = article.title
    if not title:
        line, _, rest = text.partition("\n")
        title, text = (line, rest) if len(line) <= TITLE_CHARS else ("", text)
    stems = content_stems(text, article.language)[:READ_STEMS]
    bag: Counter[str] = Counter()
    for part, weight in (
        (content_stems(title, article.language), TITLE_WEIGHT),
        (stems[:LEAD_STEMS], LEAD_WEIGHT),
        (stems[LEAD_STEMS:], BODY_WEIGHT),
    ):
        for stem in part:
            bag[stem] += weight  # type: ignore[assignment]
        for first, second in pairwise(part):
            bag[f"{first} {second}"] += weight  # type: ignore[assignment]
    return bag


def _read(article: Article) -> str:
    """Return the beginning of the text without its marked stretches."""
    kept: list[str] = []
    start = 0
    for mark in article.removed:
        kept.append(article.text[start : mark.start])
        start = mark.end
        if start > READ_CHARS:
            break
    kept.append(article.text[start : start + READ_CHARS])
    return "".join(kept)[:READ_CHARS].lstrip()


def _link(vectors: Sequence[Mapping[str, float]], threshold: float) -> list[list[int]]:
    """Merge the two likest clusters until none are as like as `threshold`; ties go to the earlier ones."""
    clusters = _Clusters(vectors)
    heap = [(-clusters.likeness(i, j), i, j) for i, j in clusters.pairs()]
    heap = [entry for entry in heap if -entry[0] >= threshold]
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if i in clusters.members and j in clusters.members and clusters.likeness(i, j) == -negative:
            clusters.merge(i, j)
            for k in clusters.neighbours(i):
                low, high = sorted((i, k))
                likeness = clusters.likeness(low, high)
                if likeness >= threshold:
                    heapq.heappush(heap, (-likeness, low, high))
    return list(clusters.members.values())


class _Clusters:
    """Clusters of articles with the sums of cosines between them and within them."""

    def __init__(self, vectors: Sequence[Mapping[str, float]]) -> None:
        self.members = {i: [i] for i in range(len(vectors))}
        self._within = [1.0] * len(vectors)
        self._between: list[dict[int, float]] = [{} for _ in vectors]
        for i, j, cosine in similar_pairs(vectors):
            self._between[i][j] = self._between[j][i] = cosine

    def pairs(self) -> list[tuple[int, int]]:
        return [(i, j) for i, others in enumerate(self._between) for j in others if i < j]

    def neighbours(self, i: int) -> list[int]:
        return list(self._between[i])

    def likeness(self, i: int, j: int) -> float:
        """Return the mean cosine across, tempered by the mean cosines within."""
        across = self._between[i][j] / (len(self.members[i]) * len(self.members[j]))
        return across / math.pow(self._cohesion(i) * self._cohesion(j), CENTROID_SHARE / 2)

    def _cohesion(self, i: int) -> float:
        return self._within[i] / len(self.members[i]) ** 2

    def merge(self, i: int, j: int) -> None:
        """Take cluster `j` into cluster `i`."""
        self._within[i] += self._within[j] + 2 * self._between[i].pop(j)
        self.members[i] += self.members.pop(j)
        others, self._between[j] = self._between[j], {}
        del others[i]
        for k, cosines in others.items():
            del self._between[k][j]
            self._between[i][k] = self._between[k][i] = self._between[i].get(k, 0.0) + cosines

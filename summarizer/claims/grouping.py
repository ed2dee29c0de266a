"""Pairs that say the same to groups that do, guarded against chaining.

Groups grow by average link (Sokal and Michener 1958), best pair first: two groups join only when their
sentences say the same on the whole, and never across a pair that gives different values. So `a ~ b` and `b ~ c`
do not make one claim of `a` and `c`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from summarizer.models import Sentence

Veto = Callable[[int, int], bool]
Link = tuple[int, int]
FOREMOST = 6  # links of one sentence that are followed: bounds the work where fifty articles tell one thing


def group(
    sentences: Sequence[Sentence], scores: Mapping[Link, float], *, same: float, link: float, veto: Veto
) -> list[list[int]]:
    """Return groups of rows of `sentences` that make one claim each, every row in at least one.

    `scores` holds pairs `(low, high)`; pairs that reach `same` may join groups whose mean score, pairs not in
    `scores` counting 0, reaches `link`. A sentence that fits a second group may stand in it too: one long
    sentence often tells what two short ones tell.
    """
    best_first = _foremost(_sorted_links(sentences, scores, same))
    home = list(range(len(sentences)))
    members = {row: [row] for row in home}
    apart: set[tuple[int, int, int, int]] = set()
    for a, b in best_first:
        low, high = sorted((home[a], home[b]))
        as_now = (low, high, len(members[low]), len(members[high]))
        if low == high or as_now in apart:
            continue
        if not _fit(members[low], members[high], scores, link, veto):
            apart.add(as_now)
        else:
            for row in members[high]:
                home[row] = low
            members[low] += members.pop(high)
    _lend(sentences, best_first, home, members, scores, link, veto)
    return [sorted(rows) for rows in members.values()]


def _sorted_links(sentences: Sequence[Sentence], scores: Mapping[Link, float], same: float) -> list[Link]:
    """Return the links that reach `same`, best first; ties go by text, so that the order of articles is no matter."""
    place = np.empty(len(sentences), np.int64)
    place[sorted(range(len(sentences)), key=lambda n: sentences[n].text)] = np.arange(len(sentences))
    rows = np.array(list(scores), np.int64).reshape(-1, 2)
    score = np.fromiter(scores.values(), np.float64, len(scores))
    rows, score = rows[score >= same], score[score >= same]
    places = np.sort(place[rows], axis=1)
    order = np.lexsort((places[:, 1], places[:, 0], -score.round(6)))
    by_place = np.argsort(place)
    return [(a, b) for a, b in by_place[places[order]].tolist()]


def _foremost(links: Sequence[Link]) -> list[Link]:
    """Keep the links that are among the first of either end; the others are of groups that these make anyway."""
    taken: Counter[int] = Counter()
    kept = []
    for a, b in links:
        if taken[a] < FOREMOST or taken[b] < FOREMOST:
            kept.append((a, b))
            taken[a] += 1
            taken[b] += 1
    return kept


def _fit(left: Sequence[int], right: Sequence[int], scores: Mapping[Link, float], link: float, veto: Veto) -> bool:
    missing = (1.0 - link) * len(left) * len(right)  # a score is 1 at most: stop when too much is lacking
    for a in left:
        for b in right:
            missing -= 1.0 - scores.get((a, b) if a < b else (b, a), 0.0)
            if missing < 0.0:
                return False
    return not any(veto(a, b) for a in left for b in right)


def _lend(
    sentences: Sequence[Sentence],
    strong: Sequence[Link],
    home: list[int],
    members: dict[int, list[int]],
    scores: Mapping[Link, float],
    link: float,
    veto: Veto,
) -> None:
    """Let a sentence stand in a second group that it fits; groups are judged as they were before any loan."""
    settled = {key: tuple(rows) for key, rows in members.items()}
    told = {key: {sentences[row].article for row in rows} for key, rows in members.items()}
    tried: set[Link] = set()
    for a, b in strong:
        if home[a] == home[b]:
            continue
        for guest, host in ((a, home[b]), (b, home[a])):
            if (guest, host) in tried:
                continue
            tried.add((guest, host))
            if sentences[guest].article not in told[host] and _fit([guest], settled[host], scores, link, veto):
                members[host].append(guest)
                told[host].add(sentences[guest].article)
                break

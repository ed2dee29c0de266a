"""Pairs that say the same to groups that do, guarded against chaining.

Groups grow by complete link (Sørensen 1948) around a representative, best pair first: two groups join only when
one of their sentences surely says the same as every other, no pair falls short of a lower bound, and none gives
different values. So `a ~ b` and `b ~ c` do not make one claim of `a` and `c`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from summarizer.claims.reading import Floats, Ints
from summarizer.models import Sentence

Veto = Callable[[int, int], bool]
Link = tuple[int, int]
FOREMOST = 6  # links of one sentence that are followed: bounds the work where fifty articles tell one thing


class Links(NamedTuple):
    """Scored pairs of rows, `left[k]` < `right[k]`."""

    left: Ints
    right: Ints
    score: Floats


class _Bond(NamedTuple):
    """What two groups need to become one; `scores` is keyed by `low * size + high`: a number, to spare memory."""

    size: int
    scores: Mapping[int, float]
    same: float
    link: float
    veto: Veto

    def score(self, a: int, b: int) -> float:
        """Return the score of two rows; a pair that is not in the links has 0."""
        return self.scores.get(a * self.size + b if a < b else b * self.size + a, 0.0)

    def holds(self, left: Sequence[int], right: Sequence[int]) -> bool:
        """Tell whether every pair across may stand together and one sentence represents them all."""
        if any(self.score(a, b) < self.link for a in left for b in right):
            return False
        both = (*left, *right)
        represented = any(all(a == b or self.score(a, b) >= self.same for b in both) for a in both)
        return represented and not any(self.veto(a, b) for a in left for b in right)


def group(sentences: Sequence[Sentence], links: Links, *, same: float, link: float, veto: Veto) -> list[list[int]]:
    """Return groups of rows of `sentences` that make one claim each, every row in at least one.

    Pairs that reach `same` may join groups, if afterwards one sentence reaches `same` with every other and all
    pairs reach `link`; a pair that is not in `links` scores 0.
    A sentence that fits a second group may stand in it too: one long sentence often tells what two short ones
    tell.
    """
    keys = links.left * len(sentences) + links.right
    scores = dict(zip(keys.tolist(), links.score.tolist(), strict=True))
    bond = _Bond(len(sentences), scores, same, link, veto)
    strong = _foremost(sentences, links, same)
    home = list(range(len(sentences)))
    members = {row: [row] for row in home}
    apart: set[tuple[int, int, int, int]] = set()
    for a, b in strong:
        low, high = sorted((home[a], home[b]))
        as_now = (low, high, len(members[low]), len(members[high]))
        if low == high or as_now in apart:
            continue
        if not bond.holds(members[low], members[high]):
            apart.add(as_now)
        else:
            for row in members[high]:
                home[row] = low
            members[low] += members.pop(high)
    _lend(sentences, strong, home, members, bond)
    return [sorted(rows) for rows in members.values()]


def _foremost(sentences: Sequence[Sentence], links: Links, same: float) -> list[Link]:
    """Return the links that reach `same` and are among the first of either end, best first.

    Ties go by text, so that the order of the articles is no matter. The links left out are of groups that the
    others make anyway.
    """
    strong = (links.score >= same).nonzero()[0]
    place = np.empty(len(sentences), np.int64)
    place[sorted(range(len(sentences)), key=lambda n: sentences[n].text)] = np.arange(len(sentences))
    left, right = links.left[strong], links.right[strong]
    first, second = np.minimum(place[left], place[right]), np.maximum(place[left], place[right])
    order = np.lexsort((second, first, -links.score[strong].round(6)))
    taken: Counter[int] = Counter()
    kept = []
    by_place = np.argsort(place)
    for a, b in zip(by_place[first[order]].tolist(), by_place[second[order]].tolist(), strict=True):
        if taken[a] < FOREMOST or taken[b] < FOREMOST:
            kept.append((a, b))
            taken[a] += 1
            taken[b] += 1
    return kept


def _lend(
    sentences: Sequence[Sentence],
    strong: Sequence[Link],
    home: Sequence[int],
    members: dict[int, list[int]],
    bond: _Bond,
) -> None:
    """Let a sentence stand in a second group that it fits, what others lent it included."""
    told = {key: {sentences[row].article for row in rows} for key, rows in members.items()}
    tried: set[Link] = set()
    for a, b in strong:
        if home[a] == home[b]:
            continue
        for guest, host in ((a, home[b]), (b, home[a])):
            if (guest, host) in tried:
                continue
            tried.add((guest, host))
            if sentences[guest].article not in told[host] and bond.holds([guest], members[host]):
                members[host].append(guest)
                told[host].add(sentences[guest].article)
                break

"""Pairs that say the same to groups that do, guarded against chaining.

Groups grow by average link (Sokal and Michener 1958), best pair first: two groups join only when their
sentences say the same on the whole, and never across a pair that gives different values. So `a ~ b` and `b ~ c`
do not make one claim of `a` and `c`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from summarizer.models import Sentence

Veto = Callable[[int, int], bool]
Link = tuple[int, int]


def group(
    sentences: Sequence[Sentence], scores: Mapping[Link, float], *, same: float, link: float, veto: Veto
) -> list[list[int]]:
    """Return groups of rows of `sentences` that make one claim each, every row in at least one.

    `scores` holds pairs `(low, high)`; pairs that reach `same` may join groups whose mean score, pairs not in
    `scores` counting 0, reaches `link`. A sentence that fits a second group may stand in it too: one long
    sentence often tells what two short ones tell.
    """
    strong = sorted(
        (pair for pair, score in scores.items() if score >= same),
        key=lambda p: (-round(scores[p], 6), *sorted((sentences[p[0]].text, sentences[p[1]].text)), p),
    )
    home = list(range(len(sentences)))
    members = {row: [row] for row in home}
    apart: set[tuple[int, int, int, int]] = set()
    for a, b in strong:
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
    _lend(strong, home, members, scores, link, veto)
    return [sorted(rows) for rows in members.values()]


def _fit(left: Sequence[int], right: Sequence[int], scores: Mapping[Link, float], link: float, veto: Veto) -> bool:
    missing = (1.0 - link) * len(left) * len(right)  # a score is 1 at most: stop when too much is lacking
    for a in left:
        for b in right:
            missing -= 1.0 - scores.get((a, b) if a < b else (b, a), 0.0)
            if missing < 0.0:
                return False
    return not any(veto(a, b) for a in left for b in right)


def _lend(
    strong: Sequence[Link],
    home: list[int],
    members: dict[int, list[int]],
    scores: Mapping[Link, float],
    link: float,
    veto: Veto,
) -> None:
    """Let a sentence stand in a second group that it fits; groups are judged as they were before any loan."""
    settled = {key: tuple(rows) for key, rows in members.items()}
    tried: set[Link] = set()
    for a, b in strong:
        if home[a] == home[b]:
            continue
        for guest, host in ((a, home[b]), (b, home[a])):
            if (guest, host) in tried:
                continue
            tried.add((guest, host))
            if guest not in members[host] and _fit([guest], settled[host], scores, link, veto):
                members[host].append(guest)
                break

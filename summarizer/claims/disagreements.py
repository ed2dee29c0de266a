"""Where independent publishers give different values of one thing, found by code, precision before recall.

A disagreement hangs on a looser link than agreement: two sentences about the same thing that cannot both be true.
Numbers hang together by slot (`slots`) or, looser, by predicate and context (`anchored`); days and hours by clause
(`occasions`); what a fixed phrase lets only one thing fill by that phrase (`fillers`); quotations by their words
(`requoted`); names, outcomes and labels only where nearly all else is the same.
What only looks like one is left alone: a range that holds the other figure, rounding, another day, another place,
a plan against an outcome, a figure that a later article has updated, an article that gives both values itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import isinf
from typing import NamedTuple

import numpy as np

from summarizer.claims.clashes import date_clash, moment, name_clash, number_clashes
from summarizer.claims.fillers import fillers
from summarizer.claims.labels import wording_clash
from summarizer.claims.matching import VIEWS, Pairs
from summarizer.claims.occasions import occasions
from summarizer.claims.outcomes import outcome_clash
from summarizer.claims.positions import Clash
from summarizer.claims.quantities import MOST, Amount, amounts, counted
from summarizer.claims.reading import share
from summarizer.claims.requoted import requoted
from summarizer.models import Article, Conflict, Position, Sentence, Still, on
from summarizer.text.names import names

ABOUT_THE_SAME = 0.16  # cosine from which two sentences may be about one thing; conflicts start there
NEARLY_ALIKE = 0.3  # cosine from which a day, a name, an outcome or a label can be all that differs
SHARED = 0.3  # ... and the share of all their stems that they have in common then
NEAR_BEST = 0.6  # ... and neither may have a much better partner in the other's article
MOST_PAIRS = 600  # closest pairs looked at; real stories of 3 to 8 articles have under 100 (multinews_dev, 2026-11-22)
_COSINE, _RANK = VIEWS.index("cosine"), VIEWS.index("rank_low")
_ORDER = ("number", "date", "name", "other", "wording")


class Differing(NamedTuple):
    """Where publishers give different values of one thing."""

    conflicts: tuple[Conflict, ...]
    developments: tuple[Conflict, ...]  # the later article has the newer figure; positions in order of time


_Value = tuple[str, float, str]  # what is counted, how many, on which side it is open


class _Found(NamedTuple):
    left: Sentence
    right: Sentence
    clash: Clash
    cosine: float


def find_differing(
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    pairs: Pairs,
    publishers: Mapping[str, str],
    still: Still = on,
) -> Differing:
    """Return where sentences of different publishers differ, clearest kind and earliest told first."""
    by_id = {article.id: article for article in articles}
    bodies: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        bodies.setdefault(publishers[sentence.article], []).append(sentence)
    languages = {article.id: article.language for article in articles}
    given: dict[str, frozenset[_Value]] = {}
    found: list[_Found] = []
    for a, b, cosine in _candidates(articles, sentences, pairs, publishers):
        still()
        settled: set[str] = set()
        for clash in _clashes(a, b, cosine, by_id):
            thing = "measure" if clash.amounts and clash.amounts[0].unit else clash.what
            left, right = publishers[a.article], publishers[b.article]
            for who in {left, right} - given.keys():
                given[who] = _values(bodies[who], languages)
            one = _Found(a, b, clash, cosine)
            if thing not in settled and not _gives_both(one, given[left], given[right]):
                settled.add(thing)
                found.append(one)
    if any(one.clash.kind == "name" for one in found):
        full = {name.tokens for s in sentences for name in names(s.text, languages[s.article]) if len(name.tokens) > 1}
        found = [one for one in found if not _one_name(one.clash, full)]
    found = _with_looser(found, [_Found(*one, cosine=0.0) for one in _looser(sentences, publishers, by_id)])
    found.sort(key=lambda f: (_ORDER.index(f.clash.kind), -f.cosine, f.left.position + f.right.position, f.left.text))
    rank = {sentence.id: place for place, sentence in enumerate(sentences)}
    groups = _gather(found)
    return Differing(
        tuple(_conflict(group, rank) for group in groups if not group[0].clash.moved),
        tuple(_in_time(_conflict(group, rank), by_id) for group in groups if group[0].clash.moved),
    )


def _one_name(clash: Clash, full: Iterable[Sequence[str]]) -> bool:
    """Tell whether both sides are parts of one of the names that the story has in full."""
    if clash.kind != "name":
        return False
    left, right = ({t for name in names(f"Of {side}") for t in name.tokens} for side in (clash.left, clash.right))
    return bool(left and right) and any((left | right).issubset(tokens) for tokens in full)


def _looser(
    sentences: Sequence[Sentence], publishers: Mapping[str, str], articles: Mapping[str, Article]
) -> Iterator[tuple[Sentence, Sentence, Clash]]:
    """Yield what differs in sentences that may share little else."""
    yield from fillers(sentences, publishers, articles)
    yield from occasions(sentences, publishers, articles)
    yield from requoted(sentences, publishers, {article.id: article.language for article in articles.values()})


def _with_looser(found: Sequence[_Found], looser: Sequence[_Found]) -> list[_Found]:
    """Put both together; of the same pair and kind the looser, which reads one clause and words it better, stays."""
    read = {(one.left.id, one.right.id, one.clash.kind) for one in looser}
    return [*(one for one in found if (one.left.id, one.right.id, one.clash.kind) not in read), *looser]


def _candidates(
    articles: Sequence[Article], sentences: Sequence[Sentence], pairs: Pairs, publishers: Mapping[str, str]
) -> Iterator[tuple[Sentence, Sentence, float]]:
    """Yield the close pairs of two publishers in which something can differ, closest first: numbers first are cheap."""
    cosine, ranks = pairs.views[:, _COSINE], pairs.views[:, _RANK]
    near = ((cosine >= ABOUT_THE_SAME) & (ranks >= NEAR_BEST)).nonzero()[0]
    prose = np.array([s.kind == "prose" and "@" not in s.text for s in sentences], np.bool_)  # no embedded posts
    numbers = {publisher: n for n, publisher in enumerate(dict.fromkeys(publishers.values()))}
    homes = np.array([numbers[publishers[s.article]] for s in sentences], np.int64)
    left, right = pairs.left[near], pairs.right[near]
    near = near[prose[left] & prose[right] & (homes[left] != homes[right])]
    near = near[(-cosine[near]).argsort(kind="stable")][:MOST_PAIRS]
    languages = {article.id: article.language for article in articles}
    counted: dict[int, frozenset[str]] = {}
    tables: set[int] = set()
    for a, b, close in zip(pairs.left[near].tolist(), pairs.right[near].tolist(), cosine[near].tolist(), strict=True):
        for row in (a, b):
            if row not in counted:
                found = amounts(sentences[row].text, languages[sentences[row].article])
                tables |= {row} if len(found) >= MOST else set()
                counted[row] = frozenset(x.what for x in found) - {""}
        if tables & {a, b}:
            continue
        if close >= NEARLY_ALIKE or counted[a] & counted[b]:
            yield sentences[a], sentences[b], close


def _clashes(a: Sentence, b: Sentence, cosine: float, articles: Mapping[str, Article]) -> list[Clash]:
    first, second = articles[a.article], articles[b.article]
    if first.language[:2] != second.language[:2]:
        return []
    found = number_clashes(a.text, b.text, first, second, cosine)
    if found or cosine < NEARLY_ALIKE or share(a.text, b.text, first.language) < SHARED:
        return found
    for find in (date_clash, name_clash, outcome_clash, wording_clash):
        if clash := find(a.text, b.text, first, second, cosine):
            return [clash]
    return []


def _values(sentences: Sequence[Sentence], languages: Mapping[str, str]) -> frozenset[_Value]:
    """Return every amount that the sentences give, by what it counts."""
    return frozenset(
        (counted(x, s.text), x.value, _open(x)) for s in sentences for x in amounts(s.text, languages[s.article])
    )


def _open(x: Amount) -> str:
    """Return on which side an amount is open: "at least", "at most", "" on neither."""
    return "at least" if isinf(x.high) else "at most" if x.low == 0 < x.high else ""


def _gives_both(one: _Found, left: frozenset[_Value], right: frozenset[_Value]) -> bool:
    """Tell whether a publisher gives the other one's value too: then it reports both, and does not differ."""
    if one.clash.amounts is None:
        return False
    x, y = one.clash.amounts
    mine = (counted(x, one.left.text), x.value, _open(x))
    theirs = (counted(y, one.right.text), y.value, _open(y))
    if x.value == y.value:  # "as many as 300" and "more than 300"
        return theirs in left or mine in right
    return theirs[:2] in {value[:2] for value in left} or mine[:2] in {value[:2] for value in right}


def _gather(found: Sequence[_Found]) -> list[list[_Found]]:
    """Put clashes about one thing together: the same kind and topic, and a sentence or both values in common."""
    groups: list[list[_Found]] = []
    for one in found:
        for group in groups:
            if any(_one_thing(one, other) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _one_thing(a: _Found, b: _Found) -> bool:
    if (a.clash.kind, a.clash.what, a.clash.moved) != (b.clash.kind, b.clash.what, b.clash.moved):
        return False
    values = {a.clash.left, a.clash.right} & {b.clash.left, b.clash.right}
    return bool({a.left.id, a.right.id} & {b.left.id, b.right.id}) or len(values) == 2


def _conflict(group: Sequence[_Found], rank: Mapping[str, int]) -> Conflict:
    told: dict[str, set[str]] = {}
    worded: dict[str, str] = {}
    for one in group:
        for value, sentence in ((one.clash.left, one.left), (one.clash.right, one.right)):
            same = worded.setdefault(one.clash.key(value), value)
            told.setdefault(same, set()).add(sentence.id)
    sides = [Position(value, tuple(sorted(ids, key=rank.__getitem__))) for value, ids in told.items()]
    sides.sort(key=lambda side: rank[side.sentence_ids[0]])
    return Conflict(group[0].clash.topic, group[0].clash.kind, tuple(sides))


def _in_time(development: Conflict, articles: Mapping[str, Article]) -> Conflict:
    """Put the figures in the order in which they were published."""

    def when(position: Position) -> datetime:
        told = (articles[sid.partition(".")[0]].published for sid in position.sentence_ids)
        return min(moment(published) for published in told if published)

    return Conflict(development.topic, development.kind, tuple(sorted(development.positions, key=when)))

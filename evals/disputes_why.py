"""Where the annotated disagreements of `evidence_dev.jsonl` are lost: for `python -m evals.disputes --why`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

import numpy as np

from evals.claims_evidence import meets_side
from evals.claims_stories import Story, annotated
from summarizer.claims.anchored import excluded, refusals, thing
from summarizer.claims.disagreements import ABOUT_THE_SAME, NEAR_BEST
from summarizer.claims.matching import VIEWS, compare
from summarizer.claims.quantities import amounts
from summarizer.models import Sentence
from summarizer.text.dates import dates
from summarizer.text.names import names
from summarizer.text.numbers import numbers

_COSINE, _RANK = VIEWS.index("cosine"), VIEWS.index("rank_low")
Pair = tuple[Sentence, Sentence]


def report(needs: Mapping[str, str]) -> None:
    """Print for each annotated disagreement whether it is found, else where it is lost and what it would take."""
    count: Counter[str] = Counter()
    for story in annotated():
        shown = [[set(p.sentence_ids) for p in conflict.positions] for conflict in story.table().conflicts]
        for n, given in enumerate(story.disagreements):
            sides = [set(p["cites"]) for p in given["positions"]]
            found = any(meets_side(cited, sides) for cited in shown)
            lost = "found" if found else "; ".join(_lost(story, given))
            count["found" if found else lost.partition(":")[0].partition(";")[0]] += 1
            print(f"{story.id}/{n} {given['kind']:8} {lost}")
            print(f"{'':12} takes: {needs.get(f'{story.id}/{n}', 'not sorted')}")
    print(*(f"{number:4} {name}" for name, number in count.most_common()), sep="\n")


def _lost(story: Story, given: dict[str, Any]) -> Iterator[str]:
    """Yield at which doors no pair of sentences of two positions comes through."""
    by_id = {sentence.id: sentence for sentence in story.sentences}
    sides = [[by_id[id_] for id_ in p["cites"] if id_ in by_id] for p in given["positions"]]
    pairs = [(a, b) for one, two in combinations(sides, 2) for a, b in product(one, two) if a.article != b.article]
    if not pairs:
        yield "one outlet tells both sides"
        return
    read = {"number": _of_amounts, "date": _of_times, "name": _of_names}.get(given["kind"])
    yield read(pairs) if read else "no rule reads it"
    if not _linked(story, pairs):
        yield "no pair of its sentences is linked"


def _linked(story: Story, pairs: list[Pair]) -> bool:
    rows = {sentence.id: row for row, sentence in enumerate(story.sentences)}
    wanted = {tuple(sorted((rows[a.id], rows[b.id]))) for a, b in pairs}
    found = compare(story.sentences, story.languages)
    near = np.flatnonzero((found.views[:, _COSINE] >= ABOUT_THE_SAME) & (found.views[:, _RANK] >= NEAR_BEST))
    return any((int(found.left[k]), int(found.right[k])) in wanted for k in near)


def _of_amounts(pairs: list[Pair]) -> str:
    """Return what keeps the amounts of the pair that comes nearest from clashing."""
    told = [(x, y, a.text, b.text) for a, b in pairs for x in amounts(a.text) for y in amounts(b.text) if x.what]
    alike = [one for one in told if thing(one[0]) == thing(one[1])]
    if not alike:
        return "value or unit not read"
    apart = [one for one in alike if excluded(one[0], one[1])]
    if not apart:
        return "both values can be true"
    reasons = min((list(refusals(*one)) for one in apart), key=len)
    return f"refused: {', '.join(reasons)}" if reasons else "filtered: an outlet gives both"


def _of_times(pairs: list[Pair]) -> str:
    def told(sentence: Sentence) -> bool:
        return bool(dates(sentence.text)) or any(q.kind == "time" for q in numbers(sentence.text))

    return "refused: other clauses" if any(told(a) and told(b) for a, b in pairs) else "time not told in words of time"


def _of_names(pairs: list[Pair]) -> str:
    both = any(names(a.text) and names(b.text) for a, b in pairs)
    return "refused: no phrase that one name alone can fill" if both else "no name on one side"

"""How often the lint of wording speaks up, and on whom: `python -m evals.wording [--show N]`.

False alarms: the editors' neutral round-ups of neutral_triples and the ideal statements of evidence_dev. For contrast,
by the same lists: the left, centre and right reports of the same events, and what three language models and people
wrote of the stories of multinews_dev. A sentence is looked at without passages, as if no source had its words; a
round-up also with the nearest sentence of each of its three reports, an ideal statement with what it cites.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from evals.stories_read import rows
from summarizer.models import Article
from summarizer.text.sentences import sentences_of
from summarizer.text.tokens import content_stems
from summarizer.verify import WORDING_CODES, Passage, wording

SIDES = ("left", "centre", "right")
MODELS = ("gemma", "mistral", "qwen")


class Case(NamedTuple):
    """A sentence and what it is held against."""

    text: str
    cited: Sequence[Passage] = ()
    headline: bool = False


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0, help="so many flagged sentences of each row (default: none)")
    asked = parser.parse_args(arguments)
    print(f"{'sentences of':44} {'flagged':>14}  " + " ".join(f"{code:>12}" for code in WORDING_CODES))
    for name, cases in _sets():
        _line(name, list(cases), asked.show)


def _line(name: str, cases: Sequence[Case], show: int) -> None:
    found = [(case, wording(case.text, case.cited, headline=case.headline)) for case in cases]
    flagged = [(case, failures) for case, failures in found if failures]
    counts = Counter(failure.code for _, failures in flagged for failure in failures)
    share = f"{len(flagged)}/{len(cases)} {100 * len(flagged) / max(len(cases), 1):4.1f} %"
    print(f"{name:44} {share:>14}  " + " ".join(f"{counts[code]:12}" for code in WORDING_CODES))
    for case, failures in flagged[:show]:
        print(f"    {[(failure.code, failure.missing) for failure in failures]} {case.text[:120]}")


def _sets() -> Iterator[tuple[str, Iterable[Case]]]:
    triples = rows("neutral_triples_dev.jsonl")
    yield "neutral round-ups, no passages", (Case(s) for row in triples for s in _split(row["neutral"]["text"]))
    yield "neutral round-ups, nearest sentences cited", (Case(s, _nearest(s, r)) for r in triples for s in _neutral(r))
    for place, side in enumerate(SIDES):
        yield f"{side} reports", (Case(s) for row in triples for s in _split(row["articles"][place]["text"]))
    yield "neutral headlines", (Case(r["neutral"]["title"], _reports(r), headline=True) for r in triples)
    for place, side in enumerate(SIDES):
        titles = ((row, row["articles"][place]["title"]) for row in triples)
        yield f"{side} titles", (Case(title, _reports(row), headline=True) for row, title in titles if title)
    stories = rows("evidence_dev.jsonl")
    yield "ideal statements, cited", (_cited(row, one) for row in stories for one in row["brief"]["statements"])
    yield "true but worded differently, cited", (_cited(row, one) for row in stories for one in row["true_hard"])
    yield "ideal headlines, cited", (_cited(row, row["brief"]["headline"], headline=True) for row in stories)
    texts = rows("multinews_dev.jsonl")
    yield "human summaries", (Case(s) for row in texts for s in _split(row["reference"]))
    for model in MODELS:
        yield f"summaries by {model}", (Case(s) for row in texts for s in _split(row["peers"][model]))


def _split(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of(Article(id="a1", text=text)) if sentence.kind == "prose"]


def _neutral(row: Mapping[str, Any]) -> list[str]:
    return _split(row["neutral"]["text"])


def _reports(row: Mapping[str, Any]) -> list[Passage]:
    """Return all sentences of the three reports, each report a publisher."""
    told = ((str(n), s) for n, a in enumerate(row["articles"]) for s in [*_split(a["text"]), a["title"] or ""])
    return [Passage(*one) for one in told]


def _nearest(text: str, row: Mapping[str, Any]) -> list[Passage]:
    """Return of each report the sentence that shares most words with `text`."""
    stems = set(content_stems(text))
    best: dict[str, tuple[int, Passage]] = {}
    for passage in _reports(row):
        shared = len(stems & set(content_stems(passage.text)))
        if shared > best.get(passage.publisher, (0,))[0]:
            best[passage.publisher] = shared, passage
    return [passage for _, passage in best.values()]


def _cited(row: Mapping[str, Any], statement: Mapping[str, Any], *, headline: bool = False) -> Case:
    places = [row["sentences"][sid] for sid in statement["cites"]]
    cited = [Passage(str(p["article"]), row["articles"][p["article"]][p["start"] : p["end"]]) for p in places]
    return Case(statement["text"], cited, headline)


if __name__ == "__main__":
    main()

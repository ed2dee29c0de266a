"""ROUGE of the extractive engine on Multi-News rows: `python -m evals.rouge [--words 230] [--rows dev]`.

The very engine that the product runs, over all articles of a row as one story, cruft marked as the product marks
it. ROUGE-1/2/L F1, stemmed. F1 depends on length: the words that each system used stand beside its figures, and at
100 words the reference is cut to its first 100. `not alone` is the share of statements that the check of
`summarizer.engines.standalone` finds fault with: as a reader of the brief sees them, after the statements before
them, and taken out of the brief one by one.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from rouge_score import rouge_scorer

from evals.baselines import BASELINES
from evals.stories_read import articles_of, rows, table_of
from summarizer.engines.base import WriteOptions
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.engines.standalone import faults, faults_after
from summarizer.models import ArticleInput, ClaimTable
from summarizer.text.tokens import words

MEASURES = ("rouge1", "rouge2", "rougeL")
OPENING = 45  # words, in which a summary tells the news
PEERS = ("lexrank", "textrank", "pegasus", "primera", "gemma", "mistral", "qwen")


@dataclass
class Tally:
    """What one system got, row by row: ROUGE in points, words used, statements and those that do not stand alone."""

    scores: list[tuple[float, ...]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    statements: int = 0
    not_alone: int = 0
    not_alone_taken_out: int = 0

    def line(self, name: str) -> str:
        """Return one line of the table."""
        share = f"{self._share(self.not_alone)}  {self._share(self.not_alone_taken_out)}"
        half = len(self.scores) // 2
        halves = "   ".join(_points(part[:2]) for part in (_means(self.scores[:half]), _means(self.scores[half:])))
        return f"{name:22} {_points(_means(self.scores))}   {fmean(self.lengths):5.0f}   {share}   {halves}"

    def _share(self, count: int) -> str:
        return f"{100 * count / self.statements:5.1f} %" if self.statements else "      -"


HEAD = f"{'system':22} {'R1':>5} {'R2':>5} {'RL':>5}   words   not alone  taken out  first half   second half"


def engine(table: ClaimTable, budget: int) -> list[str]:
    """Return the statements that the product's extractive engine writes."""
    return [statement.text for statement in ExtractiveEngine().draft(table, WriteOptions(budget)).statements]


def not_alone(statements: Iterable[str]) -> int:
    """Count the statements that do not stand, each read after those before it."""
    told: set[str] = set()
    count = 0
    for text in statements:
        count += bool(faults_after(text, told))
        told.update(words(text))
    return count


def not_alone_taken_out(statements: Iterable[str]) -> int:
    """Count the statements that do not stand when each is read with nothing before it."""
    return sum(bool(faults(text)) for text in statements)


class Rouge:
    """ROUGE-1/2/L F1 in points, stemmed."""

    def __init__(self) -> None:
        self._scorer = rouge_scorer.RougeScorer(list(MEASURES), use_stemmer=True)

    def __call__(self, reference: str, text: str) -> tuple[float, ...]:
        """Return the F1 of `text` against `reference`, one for each of `MEASURES`."""
        scores = self._scorer.score(reference, text)
        return tuple(100 * scores[measure].fmeasure for measure in MEASURES)


def tally(
    system: Callable[[ClaimTable, int], list[str]], tables: Sequence[ClaimTable], references: Sequence[str], budget: int
) -> Tally:
    """Run `system` on every table and score it."""
    rouge, result = Rouge(), Tally()
    for table, reference in zip(tables, references, strict=True):
        statements = system(table, budget)
        text = " ".join(statements)
        result.scores.append(rouge(reference, text))
        result.lengths.append(len(text.split()))
        result.statements += len(statements)
        result.not_alone += not_alone(statements)
        result.not_alone_taken_out += not_alone_taken_out(statements)
    return result


def stored(
    peer: str, data: Sequence[dict[str, dict[str, str]]], references: Sequence[str], budget: int | None
) -> Tally:
    """Score the stored output of a peer, cut to `budget` words, or whole."""
    rouge, result = Rouge(), Tally()
    for row, reference in zip(data, references, strict=True):
        text = cut(row["peers"][peer], budget)
        result.scores.append(rouge(reference, text))
        result.lengths.append(len(text.split()))
    return result


def cut(text: str, budget: int | None) -> str:
    """Return the first `budget` words of `text`; all of it for None."""
    return text if budget is None else " ".join(text.split()[:budget])


def _means(scores: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(fmean(column) for column in zip(*scores, strict=True)) if scores else (0.0,) * len(MEASURES)


def _points(values: Iterable[float]) -> str:
    return " ".join(f"{value:5.1f}" for value in values)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, help="one budget; default: 230 and 100")
    parser.add_argument("--rows", default="dev", help="the split, as in multinews_<rows>.jsonl")
    asked = parser.parse_args(arguments)
    data = rows(f"multinews_{asked.rows}.jsonl")
    tables = [table_of(articles_of(ArticleInput(text=text) for text in row["articles"] if text)) for row in data]
    for budget in [asked.words] if asked.words else [230, 100]:
        _print_budget(data, tables, budget)
    _print_groups(data, tables, asked.words or 230)
    _print_opening(data, tables)


def _print_budget(data: Sequence[dict[str, dict[str, str]]], tables: Sequence[ClaimTable], budget: int) -> None:
    references = [cut(str(row["reference"]), budget if budget < 200 else None) for row in data]
    print(
        f"\n{len(tables)} rows, {budget} words; reference {fmean(len(r.split()) for r in references):.0f} words\n{HEAD}"
    )
    print(tally(engine, tables, references, budget).line("extractive engine"))
    for name, baseline in BASELINES.items():
        print(tally(baseline, tables, references, budget).line(name))
    for peer in PEERS:
        if all(peer in row.get("peers", {}) for row in data):
            print(stored(peer, data, references, budget).line(f"{peer} (stored, cut)"))


def _print_groups(data: Sequence[dict[str, dict[str, str]]], tables: Sequence[ClaimTable], budget: int) -> None:
    """Print whether the figures hold for stories of few and of more articles."""
    print(f"\nby number of articles, {budget} words\n{HEAD}")
    for name, few in (("two articles", True), ("three or more", False)):
        chosen = [(row, table) for row, table in zip(data, tables, strict=True) if (len(row["articles"]) < 3) is few]
        references = [str(row["reference"]) for row, _ in chosen]
        print(tally(engine, [table for _, table in chosen], references, budget).line(f"{name} ({len(chosen)})"))


def _print_opening(data: Sequence[dict[str, dict[str, str]]], tables: Sequence[ClaimTable]) -> None:
    """Print how near the headline and the first statement of a brief come to the opening of the summary."""
    rouge = Rouge()
    scores: dict[str, list[float]] = {"headline": [], "first statement": [], "best statement": []}
    for row, table in zip(data, tables, strict=True):
        opening = cut(str(row["reference"]), OPENING)
        draft = ExtractiveEngine().draft(table, WriteOptions(150))
        told = [fmean(rouge(opening, statement.text)[:2]) for statement in draft.statements]
        scores["headline"].append(fmean(rouge(opening, draft.headline.text if draft.headline else "")[:2]))
        scores["first statement"].append(told[0])
        scores["best statement"].append(max(told))
    print(f"\nagainst the first {OPENING} words of the reference, 150 words, mean of ROUGE-1 and 2")
    print("   ".join(f"{name} {fmean(found):.1f}" for name, found in scores.items()))


if __name__ == "__main__":
    main()

"""Which statements do not stand alone, and which sentences the check turns down: `python -m evals.standalone`.

`--chosen N` prints N statements that the engine chose from the Multi-News rows (seeded), one to a line with its row,
for a reader to judge without the check's help; without it, the share that the check finds at fault is printed for
every data set, and for each code how many article sentences it turns down.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.rouge import engine, not_alone, not_alone_taken_out
from evals.stories_read import articles_of, rows, table_of
from summarizer.engines.standalone import faults
from summarizer.models import ArticleInput, ClaimTable

SETS = {"multinews_dev.jsonl": 230, "evidence_dev.jsonl": 150, "neutral_triples_dev.jsonl": 50}


def tables(name: str) -> Iterator[ClaimTable]:
    """Yield the claim table of each row of the data set `name`."""
    for row in rows(name):
        given = [
            {"text": a} if isinstance(a, str) else {"text": a["text"], "title": a["title"]} for a in row["articles"]
        ]
        yield table_of(articles_of(ArticleInput(**article) for article in given if article["text"]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print statements to read, or the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chosen", type=int, help="print this many chosen statements")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    if asked.chosen:
        _print_chosen(asked.chosen, asked.seed)
        return
    for name, budget in SETS.items():
        _print_shares(name, budget)


def _print_chosen(number: int, seed: int) -> None:
    chosen = [(row, text) for row, table in enumerate(tables("multinews_dev.jsonl"), 1) for text in engine(table, 230)]
    for row, text in sorted(random.Random(seed).sample(chosen, min(number, len(chosen)))):
        print(f"{row}  {text}")


def _print_shares(name: str, budget: int) -> None:
    codes: Counter[str] = Counter()
    statements = at_fault = taken_out = sentences = 0
    for table in tables(name):
        brief = engine(table, budget)
        statements += len(brief)
        at_fault += not_alone(brief)
        taken_out += not_alone_taken_out(brief)
        sentences += len(table.sentences)
        codes.update(code for sentence in table.sentences for code in faults(sentence.text))
    print(
        f"{name}, {budget} words: of {statements} statements {100 * at_fault / statements:.1f} % do not stand in their "
        f"brief, {100 * taken_out / statements:.1f} % taken out of it"
    )
    print(f"  {sentences} article sentences; turned down: {', '.join(f'{c} {n}' for c, n in codes.most_common())}")


if __name__ == "__main__":
    main()

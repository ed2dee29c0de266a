"""How near the extractive brief comes to editors' neutral round-ups: `python -m evals.neutral [--words 50]`.

For every triple of a left, a centre and a right report: ROUGE-1/2 F1, stemmed, of the brief against the neutral
round-up, beside each source's own first words of the same length; and loaded words per 100 words outside quotation
marks, by the list in `loaded_words.txt`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from evals.baselines import lead
from evals.rouge import Rouge, cut, engine, not_alone, not_alone_taken_out
from evals.stories_read import articles_of, rows, table_of
from summarizer.engines.base import WriteOptions
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.engines.phrasing import unquoted
from summarizer.models import ArticleInput, ClaimTable
from summarizer.text.tokens import words

LIST = Path(__file__).with_name("loaded_words.txt")
SIDES = ("left", "centre", "right")  # the order of the articles in each row


@cache
def loaded_word() -> re.Pattern[str]:
    """Return the pattern of a loaded word."""
    lines = (line.strip() for line in LIST.read_text(encoding="utf-8").splitlines())
    patterns = (re.escape(line).replace(r"\*", r"\w*") for line in lines if line and not line.startswith("#"))
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


def loaded_per_hundred(texts: Iterable[str]) -> float:
    """Return the loaded words per 100 words of `texts`, quotations left out."""
    outside = [unquoted(text) for text in texts]
    count = sum(len(loaded_word().findall(text)) for text in outside)
    return 100 * count / max(sum(len(words(text)) for text in outside), 1)


def headline(table: ClaimTable, budget: int) -> str:
    """Return the headline that the engine writes."""
    written = ExtractiveEngine().draft(table, WriteOptions(budget)).headline
    return written.text if written else ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=50, help="budget of the brief (default: 50)")
    parser.add_argument("--rows", default="dev", help="the split, as in neutral_triples_<rows>.jsonl")
    asked = parser.parse_args(arguments)
    data = rows(f"neutral_triples_{asked.rows}.jsonl")
    tables = [_table(row) for row in data]
    references = [row["neutral"]["text"] for row in data]
    briefs = [engine(table, asked.words) for table in tables]
    lengths = [len(" ".join(brief).split()) for brief in briefs]
    length = fmean(len(reference.split()) for reference in references)
    print(f"{len(data)} triples, budget {asked.words} words; round-ups have {length:.0f} words")
    print(f"{'text':34} {'R1':>5} {'R2':>5}   words   loaded per 100 words")
    _line("extractive brief", [" ".join(brief) for brief in briefs], references)
    for name, text_of in _others(asked.words).items():
        texts = [text_of(row, table, n) for row, table, n in zip(data, tables, lengths, strict=True)]
        _line(name, texts, references)
    _line("neutral round-up", references, references)
    print("headlines, against the round-up's")
    titles = [row["neutral"]["title"] for row in data]
    _line("extractive headline", [headline(table, asked.words) for table in tables], titles)
    for place, side in enumerate(SIDES):
        _line(f"{side}'s title", [row["articles"][place]["title"] for row in data], titles)
    stated = sum(len(brief) for brief in briefs)
    alone, taken_out = sum(map(not_alone, briefs)), sum(map(not_alone_taken_out, briefs))
    print(
        f"statements that do not stand: {100 * alone / stated:.1f} % of {stated} in their brief, "
        f"{100 * taken_out / stated:.1f} % taken out of it"
    )


def _table(row: Mapping[str, Any]) -> ClaimTable:
    return table_of(
        articles_of(ArticleInput(text=article["text"], title=article["title"] or None) for article in row["articles"])
    )


def _others(budget: int) -> dict[str, Callable[[Mapping[str, Any], ClaimTable, int], str]]:
    """Return the texts beside the brief: each source's first words, as many as the brief has, and a mixed lead."""

    def first_words(place: int) -> Callable[[Mapping[str, Any], ClaimTable, int], str]:
        return lambda row, _, length: cut(row["articles"][place]["text"], length)

    others = {f"{side}: as many first words": first_words(place) for place, side in enumerate(SIDES)}
    return {**others, "lead of all, whole sentences": lambda _, table, __: " ".join(lead(table, budget))}


def _line(name: str, texts: Sequence[str], references: Sequence[str]) -> None:
    rouge = Rouge()
    scores = [rouge(reference, text) for reference, text in zip(references, texts, strict=True)]
    one, two = fmean(score[0] for score in scores), fmean(score[1] for score in scores)
    used = fmean(len(text.split()) for text in texts)
    print(f"{name:34} {one:5.1f} {two:5.1f}   {used:5.0f}   {loaded_per_hundred(texts):.2f}")


if __name__ == "__main__":
    main()

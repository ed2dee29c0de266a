"""What a call sends, in tokens: instructions and evidence apart. `python -m evals.prompt_tokens [--prompts FOLDER]`.

Instructions are a prompt without its values; evidence is the material of a story, as the engine lays it out in a
window of its default size. The tokenizer is cl100k_base, which ships with litellm: nothing is fetched.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from statistics import fmean

from evals.stories_read import articles_of, rows, table_of
from summarizer.engines.completion import LiteLLM
from summarizer.engines.material import choices_of, lay_out
from summarizer.models import ArticleInput, ClaimTable
from summarizer.prompting import load_prompts

MODEL = "gpt-4"  # any name of this tokenizer
ROOM = 22_000  # tokens for evidence: a window of 32,000 less the reply, a re-ask and the instructions


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=Path, help="another folder of prompts, to compare (default: the package's)")
    asked = parser.parse_args(arguments)
    count = LiteLLM(MODEL).count
    print(f"{'instructions':20} {'version':>7} {'system':>7} {'user':>7} {'tokens':>7}")
    for prompt in load_prompts(asked.prompts).values():
        system, user = count(prompt.system), count(prompt.user)
        print(f"{prompt.name:20} {prompt.version:7} {system:7} {user:7} {system + user:7}")
    print(f"\n{'evidence':34} {'stories':>7} {'claims':>7} {'choices':>7} {'tokens':>7}")
    for name, tables in _stories():
        _line(name, tables, count)


def _line(name: str, tables: Sequence[ClaimTable], count: object) -> None:
    assert callable(count)  # noqa: S101 (narrows)
    plain = [lay_out(table, room=ROOM, count=count) for table in tables]
    with_choices = [lay_out(table, room=ROOM, count=count, choices=choices_of(table)) for table in tables]
    before, after = (fmean(count(m.text) for m in materials) for materials in (plain, with_choices))
    claims = fmean(material.claims for material in plain)
    print(f"{name:34} {len(tables):7} {claims:7.0f} {after - before:7.0f} {after:7.0f}")


def _stories() -> Iterator[tuple[str, list[ClaimTable]]]:
    samples = [path.read_text("utf-8") for path in files("summarizer").joinpath("samples").iterdir()]
    yield "samples", [table_of(articles_of(ArticleInput(text=text) for text in samples))]
    for name in ("evidence_dev", "multinews_dev"):
        yield name, [_table(row["articles"]) for row in rows(f"{name}.jsonl")]
    triples = rows("neutral_triples_dev.jsonl")[:60]
    yield "neutral_triples_dev, first 60", [_table([a["text"] for a in row["articles"]]) for row in triples]


def _table(texts: Sequence[str]) -> ClaimTable:
    return table_of(articles_of(ArticleInput(text=text) for text in texts))


if __name__ == "__main__":
    main()

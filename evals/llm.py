"""How a model writes under our prompts, story by story: `python -m evals.llm [--model MODEL] [--stories N]`.

Each story goes through the whole line: prompt, answer, gate, re-ask, brief. Printed are the statements that the first
answer drafted, what the brief kept of them, what was dropped by which code, how often the model was asked again, how
often the extractive engine had to write (`degraded`), citations a statement, tokens in and out, seconds. Without a
model (SUMMARIZER_MODEL) it is skipped. Results are kept as they come: stop it when you like, the next run goes on.
`--show` prints the briefs as well.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from statistics import fmean
from typing import Any

from evals.runs import Runs, default_folder
from evals.stories_read import articles_of, rows
from summarizer.cli.progress import Reporter
from summarizer.engines.completion import Completion, Hear, LiteLLM, Reply, Request
from summarizer.engines.llm import LLMEngine
from summarizer.engines.reply import Fault, read_reply
from summarizer.models import Article, ArticleInput, Brief, Options
from summarizer.pipeline import write_brief
from summarizer.prompting import load_prompts
from summarizer.settings import Settings, load_settings


class Heard:
    """A model that is overheard: passes requests and answers on, and notes of each answer what it was."""

    def __init__(self, inner: Completion) -> None:
        self._inner = inner
        self.calls: list[dict[str, Any]] = []

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        """Make exactly one call."""
        began = time.perf_counter()
        note: dict[str, Any] = {"asked": request.schema.__name__, "mode": request.mode, "fault": "no answer"}
        self.calls.append(note)
        try:
            reply = await self._inner.complete(request, hear)
        finally:
            note["seconds"] = time.perf_counter() - began
        answer: Any = read_reply(reply, request.schema, mend=True)
        note["fault"] = answer.code if isinstance(answer, Fault) else None
        note["statements"] = 0 if isinstance(answer, Fault) else len(getattr(answer, "statements", ()))
        return reply

    def window(self) -> tuple[int | None, int | None]:
        """Return the model's tokens in and out."""
        return self._inner.window()

    def count(self, text: str) -> int:
        """Return the tokens of `text`."""
        return self._inner.count(text)


async def write(name: str, articles: Sequence[Article], settings: Settings, options: Options) -> dict[str, Any]:
    """Write the brief of one story and return what there is to say of it."""
    model, (base, key) = settings.model or "", settings.access
    heard = Heard(LiteLLM(model, api_base=base, api_key=key))
    engine = LLMEngine(
        model,
        prompts=load_prompts(),
        api_base=base,
        deadline=settings.deadline_s * 0.9,
        window=settings.model_window,
        completion=heard,
    )
    began = time.perf_counter()
    outcome = await write_brief(articles, engine, options=options, brief_id=name, created="2026-11-22T00:00:00Z")
    return {
        "story": name,
        "seconds": time.perf_counter() - began,
        "calls": heard.calls,
        "spent": asdict(outcome.spent),
        "warnings": outcome.warnings,
        **_of(outcome.brief),
    }


def _of(brief: Brief) -> dict[str, Any]:
    degraded = brief.provenance.degraded_reason
    return {
        "degraded": degraded,
        "kept": 0 if degraded else len(brief.statements),
        "citations": [len(s.citations) for s in brief.statements] if not degraded else [],
        "agreement": Counter(s.agreement for s in brief.statements),
        "dropped": [d.code for d in brief.dropped],
        "disagreements": len(brief.disagreements),
        "headline": brief.headline.text,
        "text": [s.text for s in brief.statements],
        "lost": [f"{d.code}: {d.text} ({d.detail})" for d in brief.dropped],
    }


def line(row: dict[str, Any]) -> str:
    """Return one story as a row of the table."""
    first = next((c for c in row["calls"] if c.get("statements")), {"statements": 0})
    tokens = f"{row['spent']['prompt_tokens']:7} {row['spent']['completion_tokens']:6}"
    return (
        f"{row['story'][:16]:16} {first['statements']:7} {row['kept']:5} {len(row['dropped']):8} {len(row['calls']):6} "
        f"{fmean(row['citations'] or [0]):6.1f} {tokens} {row['seconds']:8.1f}  {row['degraded'] or ''}"
    )


def table(made: Sequence[dict[str, Any]]) -> str:
    """Return all stories, and what they come to."""
    heading = (
        f"{'story':16} {'drafted':>7} {'kept':>5} {'dropped':>8} {'calls':>6} {'cites':>6} {'in':>7} "
        f"{'out':>6} {'seconds':>8}  degraded"
    )
    calls = [call for row in made for call in row["calls"]]
    codes = Counter(code for row in made for code in row["dropped"])
    faults = Counter(call["fault"] for call in calls if call["fault"])
    asked_again = sum(call["asked"] == "RevisionReply" for call in calls)
    degraded = Counter(row["degraded"] for row in made if row["degraded"])
    cites = [n for row in made for n in row["citations"]]
    return "\n".join(
        [
            heading,
            *map(line, made),
            f"{len(made)} stories, {len(calls)} calls, {fmean(row['seconds'] for row in made):.1f} s a story",
            f"degraded: {sum(degraded.values())} ({_counts(degraded)})",
            f"asked for corrections: {asked_again}; answers that could not be used: {_counts(faults)}",
            f"dropped by code: {_counts(codes)}",
            f"citations a statement: {fmean(cites or [0]):.2f} over {len(cites)} statements kept",
        ]
    )


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in found.most_common()) or "none"


def shown(row: dict[str, Any]) -> str:
    """Return a brief to read, with what was dropped of it."""
    return "\n".join(
        [
            f"\n{row['story']}: {row['headline']}",
            *(f"  - {text}" for text in row["text"]),
            *(f"  x {x}" for x in row["lost"]),
        ]
    )


def stories(name: str, number: int) -> list[tuple[str, tuple[Article, ...]]]:
    """Return the shortest stories of a data set, or the one of the samples, with their names."""
    if name == "samples":
        folder = files("summarizer").joinpath("samples")
        texts = [path.read_text("utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name)]
        return [("samples", articles_of(ArticleInput(text=text) for text in texts))]
    kept = sorted(rows(f"{name}.jsonl"), key=lambda row: len(json.dumps(row["articles"])))[:number]
    return [(str(row["id"]), articles_of(ArticleInput(text=text) for text in row["articles"])) for row in kept]


async def measure(
    found: Sequence[tuple[str, tuple[Article, ...]]], settings: Settings, options: Options, runs: Runs
) -> list[dict[str, Any]]:
    """Write story after story; what was written stands when it is interrupted."""
    made: list[dict[str, Any]] = []
    with Reporter(sys.stderr) as report:
        report.show()
        try:
            for number, (name, articles) in enumerate(found):
                report(f"Writing, {number} stories so far", number, len(found))
                fixed = (settings.model, settings.api_base, settings.model_window, settings.deadline_s)
                depends = (*fixed, load_prompts().reference, options.model_dump(), [a.sha256 for a in articles])
                row = runs.get(*depends)
                if row is None:
                    row = await write(name, articles, settings, options)
                    if any(call["fault"] != "no answer" for call in row["calls"]):
                        runs.put(row, *depends)
                made.append(row)
        except (KeyboardInterrupt, asyncio.CancelledError):
            print("interrupted: what follows is of a part; the same command goes on from here", file=sys.stderr)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 when something was written, 1 when there is no data or no model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a litellm model string (default: SUMMARIZER_MODEL)")
    parser.add_argument("--set", default="evidence_dev", help="evidence_dev, multinews_dev, or samples")
    parser.add_argument("--stories", type=int, default=5, help="how many, the shortest first (default: 5)")
    parser.add_argument("--max-words", type=int, default=150, help="of a brief (default: 150)")
    parser.add_argument("--show", action="store_true", help="print the briefs as well")
    parser.add_argument("--runs", type=Path, default=default_folder(), help="folder that results are kept in")
    asked = parser.parse_args(arguments)
    settings = load_settings()
    settings = settings.model_copy(update={"model": asked.model or settings.model})
    if settings.model is None:
        print("skipped: no model (set SUMMARIZER_MODEL or give --model)", file=sys.stderr)
        return 1
    options = Options(max_words=asked.max_words)
    found = stories(asked.set, asked.stories)
    made = asyncio.run(measure(found, settings, options, Runs(asked.runs / "llm.jsonl")))
    if made:
        print(f"{settings.model}, {asked.set}, {asked.max_words} words")
        print(table(made))
    if asked.show:
        print("\n".join(map(shown, made)))
    return 0 if made else 1


if __name__ == "__main__":
    sys.exit(main())

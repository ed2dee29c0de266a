"""What a second reader adds to the gate, measured with any model: `python -m evals.judge [--judge MODEL]`.

On stories annotated by close reading it reads every false statement that the gate lets pass, and as many true ones that
the gate lets pass (seeded), a handful in one call as in a brief, each with the passages that it cites and nothing else.
It prints what share of the false ones is marked unsupported, by kind, and what share of the true ones wrongly. The
figures are the model's as much as the prompt's. Without a model (SUMMARIZER_JUDGE_MODEL, else SUMMARIZER_MODEL) it is
skipped. Verdicts are kept as they come: stop it when you like, the next run goes on.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.gate_evidence import Case, cases, data_folder
from evals.runs import Runs, default_folder
from summarizer.cli.progress import Reporter
from summarizer.engines.base import Spent
from summarizer.engines.judge import Cited, SecondReader
from summarizer.prompting import load_prompts
from summarizer.settings import Settings, load_settings
from summarizer.verify import check

SEED = 20261122
AT_ONCE = 8  # statements in a call: what a brief of medium length has


class Read(NamedTuple):
    """A case and what the second reader said of it: None where it said nothing usable."""

    case: Case
    supported: bool | None


def passing(found: Sequence[Case], true: int) -> list[Case]:
    """Return the false statements that the gate lets pass, and up to `true` of the true ones, drawn by a seed."""
    passed = [case for case in found if not check(case.text, case.passages)]
    false = [case for case in passed if not case.kind.startswith("true")]
    held = [case for case in passed if case.kind.startswith("true")]
    return [*false, *random.Random(SEED).sample(held, min(true or len(false), len(held)))]


def batches(chosen: Sequence[Case], size: int = AT_ONCE) -> Iterator[list[Case]]:
    """Yield the cases as briefs have them: of one story, true and false mixed, at most `size` together."""
    for story in dict.fromkeys(case.story for case in chosen):
        own = [case for case in chosen if case.story == story]
        random.Random(f"{SEED} {story}").shuffle(own)
        yield from (own[at : at + size] for at in range(0, len(own), size))


async def read(judge: SecondReader, batch: Sequence[Case], runs: Runs, due: float) -> tuple[list[Read], Spent, str]:
    """Return what the judge says of a batch, what that cost now, and why it said nothing, where it did."""
    depends = (judge.fingerprint, [(case.text, case.passages) for case in batch])
    kept = runs.get(*depends)
    spent, failed = Spent(), ""
    if kept is None:
        cited = [Cited(case.text, case.passages) for case in batch]
        said = await judge.verdicts(cited, due=asyncio.get_running_loop().time() + due)
        spent, failed = said.spent, said.failed or ""
        kept = {"supported": {str(n): verdict for n, verdict in said.supported.items()}}
        if not failed:  # a server that was down is asked again by the next run
            runs.put(kept, *depends)
    return [Read(case, kept["supported"].get(str(n))) for n, case in enumerate(batch)], spent, failed


def table(reads: Sequence[Read]) -> str:
    """Return the shares as text."""
    lines = [f"{'passed by the gate':20} {'N':>4} {'unsupported':>12} {'supported':>10} {'no verdict':>11}"]
    false = [one for one in reads if not one.case.kind.startswith("true")]
    kinds = Counter(one.case.kind for one in false)
    lines += [_line(kind, [one for one in false if one.case.kind == kind]) for kind, _ in kinds.most_common()]
    lines.append(_line("false, all kinds", false))
    true = [one for one in reads if one.case.kind.startswith("true")]
    lines += [
        _line(kind, [one for one in true if one.case.kind == kind]) for kind in sorted({o.case.kind for o in true})
    ]
    if len({one.case.kind for one in true}) > 1:
        lines.append(_line("true, all", true))
    return "\n".join(lines)


def _line(name: str, reads: Sequence[Read]) -> str:
    said = Counter(one.supported for one in reads)
    share = 100 * said[False] / max(1, len(reads))
    return f"{name:20} {len(reads):4} {said[False]:5} {share:5.1f}% {said[True]:10} {said[None]:11}"


def opened(settings: Settings, model: str, seconds: float) -> SecondReader:
    """Return the judge as the service would open it, with `seconds` for a call."""
    base, key = settings.judge_access if model == settings.judge_model else settings.access
    window = settings.model_window
    return SecondReader(model, prompts=load_prompts(), api_base=base, api_key=key, timeout=seconds, window=window)


async def measure(judge: SecondReader, found: Sequence[list[Case]], runs: Runs, seconds: float) -> list[Read]:
    """Read batch by batch; what was read stands when it is interrupted."""
    reads: list[Read] = []
    spent, failures = Spent(), Counter[str]()
    with Reporter(sys.stderr) as report:
        report.show()
        try:
            for number, batch in enumerate(found):
                report(f"Reading, {len(reads)} statements so far", number, len(found))
                made, cost, failed = await read(judge, batch, runs, seconds)
                reads += made
                spent += cost
                failures.update([failed] if failed else [])
        except (KeyboardInterrupt, asyncio.CancelledError):
            print("interrupted: what follows is of a part; the same command goes on from here", file=sys.stderr)
    print(f"{judge.model}: {len(reads)} of {sum(map(len, found))} statements; now {spent.calls} calls, "
          f"{spent.prompt_tokens} tokens in, {spent.completion_tokens} out")  # fmt: skip
    if failures:
        print(f"calls without an answer: {', '.join(f'{code} {n}' for code, n in failures.most_common())}")
    return reads


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 when something was measured, 1 when there is no data or no model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", help="a litellm model string (default: SUMMARIZER_JUDGE_MODEL, SUMMARIZER_MODEL)")
    parser.add_argument("--data", type=Path, help="annotated stories (default: evidence_dev.jsonl)")
    parser.add_argument("--true", type=int, default=0, help="true statements (default: as many as false ones)")
    parser.add_argument("--batches", type=int, help="stop after so many calls")
    parser.add_argument("--seconds", type=float, default=300.0, help="for one call (default: 300)")
    parser.add_argument("--runs", type=Path, default=default_folder(), help="folder that verdicts are kept in")
    asked = parser.parse_args(arguments)
    path = asked.data or data_folder() / "evidence_dev.jsonl"
    settings = load_settings()
    model = asked.judge or settings.judge_model or settings.model
    if not path.exists():
        print(f"skipped: {path} is not here (set SUMMARIZER_EVAL_DATA)", file=sys.stderr)
        return 1
    if model is None:
        print("skipped: no model (set SUMMARIZER_JUDGE_MODEL or give --judge)", file=sys.stderr)
        return 1
    found = list(batches(passing(list(cases(path)), asked.true)))[: asked.batches]
    reads = asyncio.run(
        measure(opened(settings, model, asked.seconds), found, Runs(asked.runs / "judge.jsonl"), asked.seconds)
    )
    print(table(reads))
    return 0 if any(one.supported is not None for one in reads) else 1


if __name__ == "__main__":
    sys.exit(main())

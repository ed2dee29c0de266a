"""What hostile requests cost: `python -m evals.bench_hostile [--shape few|many|honest] [--joined] [KIND ...]`.

Each request fills the body limit (10 MB) with texts of one kind (`evals.hostile_texts`) and runs in a process of its
own: processor seconds, peak memory, and what came of the articles. `--joined` makes one story of them.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import json
import re
import resource
import signal
import subprocess
import sys
import time
from typing import Any

from evals.hostile_texts import KINDS, SHAPES, request_of

PATIENCE = 40  # seconds of processor time, then a request counts as endless


def main() -> int:
    """Print the table, worst last line of each shape."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=[*KINDS])
    parser.add_argument("--shape", choices=[*SHAPES], action="append")
    parser.add_argument("--joined", action="store_true")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.kinds[0], given.shape[0], split=not given.joined)))
        return 0
    for shape in given.shape or ("few", "many"):
        articles, size = SHAPES[shape]
        print(f"{articles} articles of at most {size:,} characters, {'one story' if given.joined else 'split'}")
        print(f"  {'kind':<18} {'CPU s':>7} {'peak MB':>8}  came of it")
        found = {kind: _apart(kind, shape, joined=given.joined) for kind in given.kinds or KINDS}
        worst = max(found, key=lambda kind: found[kind]["cpu"])
        print(f"  worst: {worst}, {found[worst]['cpu']:.1f} s\n")
    return 0


def _apart(kind: str, shape: str, *, joined: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "evals.bench_hostile", "--one", "--shape", shape, kind]
    done = subprocess.run(command + ["--joined"] * joined, capture_output=True, check=False, text=True)
    lines = done.stdout.splitlines()
    found: dict[str, Any] = (
        json.loads(lines[-1])
        if done.returncode == 0 and lines
        else {"cpu": float(PATIENCE), "peak": 0, "outcome": f"ended in {_place(done.stderr)}"}
    )
    print(f"  {kind:<18} {found['cpu']:>7.1f} {found['peak']:>8.0f}  {found['outcome']}", flush=True)
    return found


def _place(traceback: str) -> str:
    """Return the innermost places of ours in what `faulthandler` said."""
    found = re.findall(r'File ".*?summarizer/(\S+)", line (\d+) in (\w+)', traceback)
    return " < ".join(f"{file}:{line} {function}" for file, line, function in found[:4]) or traceback[-200:]


def measure(kind: str, shape: str, *, split: bool) -> dict[str, Any]:
    """Answer one request; return processor seconds, peak memory in MB, and what came of it."""
    faulthandler.register(signal.SIGXCPU, all_threads=True)  # says where it is, then it is ended
    body = request_of(kind, shape, split=split)
    most = PATIENCE + int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    return asyncio.run(_measure(body))


async def _measure(body: dict[str, object]) -> dict[str, Any]:
    from summarizer.errors import SummarizerError
    from summarizer.models import SummarizeRequest
    from summarizer.service import open_summarizer
    from summarizer.settings import Settings

    request = SummarizeRequest.model_validate(body)
    async with open_summarizer(Settings(cache="off", store="memory://", model=None)) as summarizer:
        began = time.process_time()
        try:
            outcome = _words(json.loads(await summarizer.answer(request)))
        except SummarizerError as error:
            outcome = f"{error.code}: {error}"
        spent = time.process_time() - began
    return {"cpu": spent, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "outcome": outcome}


def _words(answer: dict[str, Any]) -> str:
    claims = sum(len(brief["claims"]) for brief in answer["stories"])
    said = f"{len(answer['stories'])} stories, {claims} claims, {len(answer['skipped'])} skipped"
    return f"{said}; {answer['warnings'][0]}" if answer["warnings"] else said


if __name__ == "__main__":
    sys.exit(main())

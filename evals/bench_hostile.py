"""What hostile requests cost: `python -m evals.bench_hostile [--shape few|many|honest] [--joined|--verify] [KIND ...]`.

Each request fills the body limit (10 MB) with texts of one kind (`evals.hostile_texts`) and runs in a process of its
own: processor seconds, peak memory, and what came of the articles. `--joined` makes one story of them; `--verify`
asks the gate alone.
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

from evals.hostile_texts import BODY, KINDS, SHAPES, repr_json, request_of

# Of a body for `/verify`: statements, passages of each, code points of a passage.
VERIFY_SHAPES = {"few": (1, 100, 99_000), "many": (1_000, 1, 7_000)}
PATIENCE = 20  # seconds of processor time, then a request counts as endless


def main() -> int:
    """Print the table, worst last line of each shape."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=[*KINDS])
    parser.add_argument("--shape", choices=[*SHAPES], action="append")
    parser.add_argument("--joined", action="store_true")
    parser.add_argument("--verify", action="store_true", help="ask /verify's gate, not /summarize")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        kind, shape = given.kinds[0], given.shape[0]
        found = measure_verify(kind, shape) if given.verify else measure(kind, shape, split=not given.joined)
        print(json.dumps(found))
        return 0
    for shape in given.shape or ("few", "many"):
        print(f"{shape}, {'the gate alone' if given.verify else 'one story' if given.joined else 'split'}")
        print(f"  {'kind':<18} {'CPU s':>7} {'peak MB':>8}  came of it")
        more = ["--joined"] * given.joined + ["--verify"] * given.verify
        found = {kind: _apart(kind, shape, more) for kind in given.kinds or KINDS}
        worst = max(found, key=lambda kind: found[kind]["cpu"])
        print(f"  worst: {worst}, {found[worst]['cpu']:.1f} s\n")
    return 0


def _apart(kind: str, shape: str, more: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "evals.bench_hostile", "--one", "--shape", shape, kind]
    done = subprocess.run(command + more, capture_output=True, check=False, text=True)
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


def measure_verify(kind: str, shape: str) -> dict[str, Any]:
    """Let the gate look at statements of one kind on passages of that kind, as many as a body holds."""
    from summarizer.audit import verify_statement
    from summarizer.models import VerifyRequest

    statements, passages, size = VERIFY_SHAPES[shape]
    make, texts = KINDS[kind], range(passages)
    width = len(repr_json(make(2_000, 1))) / 2_000
    size = min(size, int(BODY / statements / passages / width))
    items = [
        {"text": make(min(2_900, size), 7 * n), "passages": [make(size, n + 1 + seed) for seed in texts]}
        for n in range(statements)
    ]
    wanted = VerifyRequest.model_validate({"statements": items})
    faulthandler.register(signal.SIGXCPU, all_threads=True)
    most = PATIENCE + int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    began = time.process_time()
    verdicts = [verify_statement(item) for item in wanted.statements]
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": spent, "peak": peak, "outcome": f"{len(verdicts)} verdicts, the first {verdicts[0].codes}"}


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

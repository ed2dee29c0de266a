"""How well the gate tells true statements from false ones, on stories annotated by close reading.

`python -m evals.gate_evidence` prints, for every kind of falsification, how many statements the gate caught, and
how many of the true ones it stopped. `--half 0` and `--half 1` take every other story, for tuning on one half
and looking at the other; `--show` lists what was missed and what was stopped.

`--unseen first`, `second`, `third`, `fourth` and `fifth` take our own statements on stories of `multinews_dev.jsonl`
that are not in `evidence_dev.jsonl` (`evals/gate/unseen.jsonl`, statements only: the passages are looked up at their
offsets). Each set was written whole before the gate was first run on it; what it showed was then mended, so that only
the first figures of a set are of unseen stories. "hard" is worded as differently as possible, "plain" as a brief would
word it. True statements stopped at first sight, 2026-11-22: 27 of 96, 17 of 96, 10 of 48, 8 of 43, 3 of 28.

`--unseen sixth` and `seventh` (`evals/gate/invented.jsonl`) need no data: invented passages in eight languages, each
with plain rewordings and falsehoods; those of the sixth are made against one forgiving rule of the gate each ("rule"),
those of the seventh were written when it had been mended, before the gate was run on them. `--rules` counts by rule.
At first sight, 2026-11-22: of the sixth 90 of 230 false caught and 12 of 203 true stopped, of the seventh 51 of 60 and
8 of 58 (2 of 29 in English). `--unseen eighth` has true statements alone, in six languages, by writers who did not
know the gate: 25 of 200 were stopped at first sight, 8 of the 80 English ones; by the gate before the sixth, 10.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from summarizer.models import Failure
from summarizer.verify import check

UNSEEN = Path(__file__).parent / "gate" / "unseen.jsonl"
INVENTED = Path(__file__).parent / "gate" / "invented.jsonl"
_INVENTED = ("sixth", "seventh", "eighth")
TRUE = ("true", "true, hard", "true, plain")
_TARGETS = {"number": 70, "date": 70, "name": 60, "negation": 50, "modality": 45}


class Case(NamedTuple):
    """A statement with its cited sentences; `kind` begins with "true" or is the kind of falsification."""

    story: str
    kind: str
    text: str
    passages: tuple[str, ...]
    language: str = "en"


def data_folder() -> Path:
    """Return where the shared evaluation data lies."""
    return Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))


def cases(path: Path) -> Iterator[Case]:
    """Yield every true and false statement of the annotated stories in `path`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        for kind, rows in (("true, plain", story["brief"]["statements"]), ("true, hard", story["true_hard"])):
            for row in rows:
                yield Case(story["id"], kind, row["text"], _cited(story, row["cites"]))
        for row in story["false"]:
            yield Case(story["id"], row["kind"], row["text"], _cited(story, row["cites"]))


def _cited(story: dict[str, Any], ids: Sequence[str]) -> tuple[str, ...]:
    spans = [story["sentences"][i] for i in ids]
    return tuple(story["articles"][s["article"]][s["start"] : s["end"]] for s in spans)


def unseen(articles: Path, chosen: str) -> Iterator[Case]:
    """Yield the statements of our own of one set, "first" to "fifth", or "all"; `articles` is multinews_dev.jsonl."""
    rows = [json.loads(line) for line in UNSEEN.read_text(encoding="utf-8").splitlines()]
    stories = {row["id"]: row["articles"] for row in map(json.loads, articles.read_text("utf-8").splitlines())}
    for row in rows:
        if chosen in ("all", row["set"]):
            texts = stories[row["story"]]
            kind = f"true, {row['kind']}" if row["kind"] in ("hard", "plain") else row["kind"]
            yield Case(row["story"], kind, row["text"], tuple(texts[i][a:b] for i, a, b in row["cites"]))


def invented(chosen: str) -> Iterator[Case]:
    """Yield the rewordings and falsehoods of a set, "sixth", "seventh" or "eighth"; the story of each is its rule."""
    for row in map(json.loads, INVENTED.read_text(encoding="utf-8").splitlines()):
        if row["set"] != chosen:
            continue
        rows = [("true, plain", text) for text in row["true"]] + row["false"]
        for kind, text in rows:
            yield Case(row["rule"], kind, text, tuple(row["passages"]), row["language"])


def judge(found: Sequence[Case]) -> list[tuple[Case, tuple[Failure, ...]]]:
    """Return each case with what the gate says of it."""
    return [(case, check(case.text, case.passages, language=case.language)) for case in found]


def table(judged: Sequence[tuple[Case, tuple[Failure, ...]]]) -> str:
    """Return the rates by kind as text, with the target of each."""
    total = Counter(case.kind for case, _ in judged)
    stopped = Counter(case.kind for case, failures in judged if failures)
    lines = [f"{'kind':12} {'caught':>9} {'rate':>6}  target"]
    for kind in sorted(total.keys() - set(TRUE), key=lambda k: (-total[k], k)):
        lines.append(_line(kind, stopped[kind], total[kind], _TARGETS.get(kind)))
    true, wrongly = (sum(counts[kind] for kind in TRUE) for counts in (total, stopped))
    lines.append(_line("all kinds", stopped.total() - wrongly, total.total() - true, 50))
    lines += [_line(kind, stopped[kind], total[kind], None) for kind in TRUE[1:]]
    share = 100 * wrongly / max(1, true)
    lines.append(f"{'true stopped':12} {wrongly:>4}/{true:<4} {share:5.1f}%  at most 4 %")
    codes = Counter(f.code for case, failures in judged if case.kind not in TRUE for f in failures)
    wrong = Counter(f.code for case, failures in judged if case.kind in TRUE for f in failures)
    lines.append("by code, false caught / true stopped: " + _codes(codes, wrong))
    return "\n".join(lines)


def by_rule(judged: Sequence[tuple[Case, tuple[Failure, ...]]]) -> str:
    """Return for each rule how many falsehoods were caught and how many rewordings stopped."""
    keys = [(f"{case.language} {case.story}", case.kind in TRUE, bool(failures)) for case, failures in judged]
    counts = Counter(keys)
    lines = []
    for rule in dict.fromkeys(key[0] for key in keys):
        caught, missed = counts[rule, False, True], counts[rule, False, False]
        stopped, passed = counts[rule, True, True], counts[rule, True, False]
        lines.append(f"{caught:>3}/{caught + missed:<3} {stopped:>3}/{stopped + passed:<3} {rule}")
    return "\n".join(["false caught, true stopped", *lines])


def _line(kind: str, caught: int, total: int, target: int | None) -> str:
    aim = f"at least {target} %" if target else ""
    return f"{kind:12} {caught:>4}/{total:<4} {100 * caught / max(1, total):5.1f}%  {aim}"


def _codes(codes: Counter[str], wrong: Counter[str]) -> str:
    return ", ".join(f"{code} {codes[code]}/{wrong[code]}" for code in sorted(codes | wrong))


def show(judged: Sequence[tuple[Case, tuple[Failure, ...]]]) -> str:
    """Return the mistakes of the gate, one statement with its passages after another."""
    lines = []
    for case, failures in judged:
        if (case.kind in TRUE) == bool(failures):
            lines.append(f"[{case.kind}] {case.text}  {[(f.code, f.missing) for f in failures]}")
            lines += [f"      > {passage}" for passage in case.passages]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 when the data is there, 1 when it is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("0", "1", "all"), default="all", help="every other story only")
    parser.add_argument(
        "--unseen",
        choices=("first", "second", "third", "fourth", "fifth", *_INVENTED, "all"),
        help="our own statements on other stories; all but the last three are of shared data",
    )
    parser.add_argument("--rules", action="store_true", help="count by rule (of the last three sets) or story")
    parser.add_argument("--show", action="store_true", help="list the mistakes too")
    options = parser.parse_args(arguments)
    path = data_folder() / ("multinews_dev.jsonl" if options.unseen else "evidence_dev.jsonl")
    if options.unseen not in _INVENTED and not path.exists():
        print(f"skipped: {path} is not here (set SUMMARIZER_EVAL_DATA)", file=sys.stderr)
        return 1
    if options.unseen in _INVENTED:
        found = list(invented(options.unseen))
    else:
        found = list(unseen(path, options.unseen) if options.unseen else cases(path))
    if options.half != "all":
        stories = list(dict.fromkeys(case.story for case in found))[int(options.half) :: 2]
        found = [case for case in found if case.story in stories]
    judged = judge(found)
    print(table(judged))
    if options.rules:
        print(by_rule(judged))
    if options.show:
        print(show(judged))
    return 0


if __name__ == "__main__":
    sys.exit(main())

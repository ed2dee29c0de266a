"""Print every table of the cleaning room: `python -m evals.cruft [--errors]`.

`--errors` lists the errors on the open part of the labelled set, never those on the held part.
"""

from __future__ import annotations

import sys
from collections import defaultdict

from evals.cruft import labelled, real


def main() -> None:
    """Print the labelled set, then the real articles where they are at hand."""
    rows = labelled.load()
    print_labelled(rows)
    if "--errors" in sys.argv:
        for row in (r for r in rows if not r.held):
            for line in labelled.errors(row):
                print(row.id, line)
    real.print_tables()


def print_labelled(rows: list[labelled.Labelled]) -> None:
    """Print F1 and lost prose: parts, variants of the text, languages (open part)."""
    groups: dict[str, list[labelled.Labelled]] = {
        "open": [r for r in rows if not r.held],
        "held": [r for r in rows if r.held],
        "all": rows,
    }
    groups |= {
        f"all, {f.__name__}": [f(r) for r in rows] for f in (labelled.crlf, labelled.spaced, labelled.decomposed)
    }
    by_language: dict[str, list[labelled.Labelled]] = defaultdict(list)
    for row in rows:
        by_language[f"  {row.language}"].append(row)
    print(f"{'texts':16} {'n':>4} {'F1':>7} {'prec':>7} {'recall':>7} {'prose lost':>11}")
    for name, group in (groups | by_language).items():
        print(_row(name, group))
    found, same = labelled.right_reasons(rows)
    print(
        f"true marks found to the letter: {found} of {sum(len(r.marks) for r in rows)}, {same} with the same reason\n"
    )


def _row(name: str, group: list[labelled.Labelled]) -> str:
    total = labelled.Score()
    for row in group:
        total.add(labelled.score(row))
    precision = total.right / max(1, total.right + total.wrong)
    recall = total.right / max(1, total.right + total.missed)
    return f"{name:16} {len(group):>4} {total.f1:>7.3f} {precision:>7.3f} {recall:>7.3f} {total.lost:>10.2%}"


if __name__ == "__main__":
    main()

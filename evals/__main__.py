"""Print every quality table, one command after the other: `python -m evals` or `make evals`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OWN = ("cruft", "extraction", "gold")  # on data of the project itself
SHARED = (
    "sentences",
    "blurbs",
    "stories",
    "claims_evidence",
    "details",
    "disputes",
    "alignment",
    "gate_evidence",
    "mechanical",
    "rouge",
    "neutral",
    "wording",
    "prompt_tokens",
    "standalone",
)


def main() -> int:
    """Run the tables; those that need the evaluation data are passed over, with a word, where it is missing."""
    data = Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))
    failed = []
    for name in (*OWN, *SHARED):
        print(f"\n== python -m evals.{name}", flush=True)
        if name in SHARED and not data.is_dir():
            print(f"skipped: no evaluation data at {data} (set SUMMARIZER_EVAL_DATA)")
        elif subprocess.run([sys.executable, "-m", f"evals.{name}"], check=False).returncode:
            failed.append(name)
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall tables printed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

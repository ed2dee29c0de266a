"""Keep what a long run has measured, line by line: a run that is stopped goes on where it was."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any


def default_folder() -> Path:
    """Return where runs are kept unless a command says otherwise: in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "summarizer-evals"


class Runs:
    """The results of one measurement, by everything that they depend on; each is on disk before the next is begun."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: dict[str, dict[str, Any]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            with contextlib.suppress(ValueError, KeyError, TypeError):  # the last line of a run that was killed
                row = json.loads(line)
                self._kept[row["key"]] = row["result"]

    def get(self, *depends_on: object) -> dict[str, Any] | None:
        """Return the result for what it depends on, None where it was not measured yet."""
        return self._kept.get(_key(depends_on))

    def put(self, result: dict[str, Any], *depends_on: object) -> None:
        """Keep `result`."""
        key = _key(depends_on)
        self._kept[key] = result
        line = json.dumps({"key": key, "result": result}, ensure_ascii=False)
        cut_off = self.path.exists() and not self.path.read_bytes().endswith(b"\n") and self.path.stat().st_size
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{chr(10) if cut_off else ''}{line}\n")


def _key(depends_on: tuple[object, ...]) -> str:
    return hashlib.sha256(json.dumps(depends_on, ensure_ascii=False, default=str).encode()).hexdigest()[:24]

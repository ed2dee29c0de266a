"""`summarizer clean` and `summarizer verify`: two rooms of the house alone, JSON lines out."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

from pydantic import BaseModel, ValidationError

from summarizer.audit import clean_text, verify_statement
from summarizer.cli.brief import wants_color
from summarizer.cli.inputs import read_text
from summarizer.cli.output import write_stdout
from summarizer.errors import ArticleUnreadable, InvalidInput, NothingReadable
from summarizer.models import CleanAnswer, CleanRequest, Skipped, Verdict, VerifyItem
from summarizer.render.foreign import one_line
from summarizer.render.marked import render_marked


def clean_files(files: Sequence[str], *, show: bool = False) -> None:
    """Write one line per file, or the marked text where `show` is on.

    One that cannot be read is named on stderr and the others go on.

    Raises `NothingReadable` when none can be read.
    """
    skipped: list[Skipped] = []
    for index, name in enumerate(files):
        try:
            text = read_text(name)
            answer = clean_text(CleanRequest(text=text))
            _show(text, answer) if show else _write_line(answer)
        except ArticleUnreadable as error:
            skipped.append(Skipped(index=index, id=name, code=error.reason, detail=error.detail))
    if len(skipped) == len(files):
        raise NothingReadable("no file could be read", tuple(entry.model_dump() for entry in skipped))
    for entry in skipped:
        sys.stderr.write(f"skipped {one_line(f'{entry.id}: {entry.detail} ({entry.code})')}\n")


def _show(text: str, answer: CleanAnswer) -> None:
    width = shutil.get_terminal_size(fallback=(80, 24)).columns
    color = wants_color(sys.stdout.isatty(), os.environ)
    write_stdout(render_marked(text, answer, width=width, color=color).encode("utf-8", "replace"))


def verify_lines(name: str) -> None:
    """Write one verdict per line of `name`; a line that is no such object is rejected as `invalid_line`.

    Raises `NothingReadable` when `name` cannot be read, and at the end `InvalidInput` when a line was invalid.
    """
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
            _verify(name, lines)
    except OSError as error:
        raise NothingReadable(f"{name!r} cannot be read: {error.strerror or error}") from None


def _verify(name: str, lines: Iterable[bytes]) -> None:
    faults: list[InvalidInput] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                verdict = verify_statement(_item(line.removeprefix(b"\xef\xbb\xbf"), f"{name}, line {number}"))
            except InvalidInput as error:
                faults.append(error)
                verdict = Verdict(verdict="rejected", codes=("invalid_line",), missing=())
            _write_line(verdict)
    if faults:
        more = f" (and {len(faults) - 1} more lines)" if len(faults) > 1 else ""
        raise InvalidInput(f"{faults[0]}{more}")


def _item(line: bytes, place: str) -> VerifyItem:
    try:
        given = json.loads(line)
        return VerifyItem.model_validate({"text": given["statement"], "passages": given["passages"]})
    except ValidationError as error:
        fault = error.errors()[0]
        field = {"text": "statement"}.get(str(fault["loc"][0]), str(fault["loc"][0]))
        raise InvalidInput(f"{place}: {field}: {fault['msg']}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InvalidInput(f'{place} is no JSON object with "statement" and "passages"') from None


def _write_line(answer: BaseModel) -> None:
    write_stdout(answer.model_dump_json().encode("utf-8") + b"\n")

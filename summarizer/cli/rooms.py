"""`summarizer clean` and `summarizer verify`: two rooms of the house alone, JSON lines out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

from pydantic import BaseModel, ValidationError

from summarizer.audit import clean_text, verify_statement
from summarizer.cli.inputs import read_text
from summarizer.cli.output import write_stdout
from summarizer.errors import ArticleUnreadable, InvalidInput, NothingReadable
from summarizer.models import CleanRequest, Skipped, VerifyItem
from summarizer.render.foreign import one_line


def clean_files(files: Sequence[str]) -> None:
    """Write one line per file; one that cannot be read is named on stderr and the others go on.

    Raises `InvalidInput` when not one file exists, `NothingReadable` when none can be read.
    """
    skipped: list[Skipped] = []
    for index, name in enumerate(files):
        try:
            _write_line(clean_text(CleanRequest(text=read_text(name))))
        except ArticleUnreadable as error:
            skipped.append(Skipped(index=index, id=name, code=error.reason, detail=error.detail))
    if len(skipped) < len(files):
        for entry in skipped:
            sys.stderr.write(f"skipped {one_line(f'{entry.id}: {entry.detail} ({entry.code})')}\n")
    elif all(entry.code == "file_not_found" for entry in skipped):
        raise InvalidInput(f"there is no file {', '.join(map(repr, files))}; name files or - for standard input")
    else:
        raise NothingReadable("no file could be read", tuple(entry.model_dump() for entry in skipped))


def verify_lines(name: str) -> None:
    """Write one verdict per line of `name`. Raises `InvalidInput` at the first line that is no such object."""
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
            _verify(name, lines)
    except OSError as error:
        raise InvalidInput(f"{name!r} cannot be read: {error.strerror or error}") from None


def _verify(name: str, lines: Iterable[bytes]) -> None:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            _write_line(verify_statement(_item(line.removeprefix(b"\xef\xbb\xbf"), f"{name}, line {number}")))


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

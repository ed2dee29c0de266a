"""`summarizer feedback`: what readers reported, as lines, JSON lines or a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from summarizer.caches import open_store
from summarizer.cli.output import write_file, write_stdout
from summarizer.feedback import recorded
from summarizer.models import FeedbackRecord
from summarizer.render.foreign import one_line
from summarizer.settings import load_settings

_COLUMNS = ("received", "kind", "brief", "statement", "text", "note", "id")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula


def run(kind: str | None, brief: str | None, format_: str, out: Path | None) -> None:
    """Write what was reported. Raises `StoreFailed`, `ConfigError`."""
    store = open_store(load_settings().store)
    try:
        kept = recorded(store)
    finally:
        store.close()
    wanted = [r for r in kept if kind in (None, r.kind) and brief in (None, r.brief)]
    content = {"text": _lines, "jsonl": _json_lines, "csv": _table}[format_](wanted).encode()
    if out is None:
        write_stdout(content)
    else:
        write_file(out, content)


def _lines(records: Sequence[FeedbackRecord]) -> str:
    counts = Counter(record.kind for record in records)
    total = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
    head = f"{len(records)} {'report' if len(records) == 1 else 'reports'}" + (f": {total}" if total else "")
    return "\n".join([head, *(line for record in records for line in _told(record)), ""])


def _told(record: FeedbackRecord) -> list[str]:
    about = "whole brief" if record.statement is None else record.text or f"statement {record.statement}"
    lines = ["", f"{record.received}  {record.kind}  {one_line(record.brief)}", f"  {one_line(about)}"]
    return [*lines, f"  note: {one_line(record.note)}"] if record.note else lines


def _json_lines(records: Sequence[FeedbackRecord]) -> str:
    return "".join(record.model_dump_json() + "\n" for record in records)


def _table(records: Sequence[FeedbackRecord]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for record in records:
        values = record.model_dump()
        writer.writerow([_cell(values[column]) for column in _COLUMNS])
    return sheet.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text

"""`summarizer brief`: read the arguments, ask the service, write the face that was asked for."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from summarizer.cli.inputs import Inputs, read_inputs
from summarizer.cli.output import check_place, write_file, write_stdout
from summarizer.cli.progress import PATIENCE, Reporter
from summarizer.errors import InvalidInput
from summarizer.metering import UNWATCHED
from summarizer.models import Answer, Skipped, SummarizeRequest, fault_words, real_faults
from summarizer.render.foreign import one_line
from summarizer.render.view import skipped_words
from summarizer.service import open_summarizer
from summarizer.settings import Settings, load_settings

Reply = dict[str, Any]
"""The body of an answer, parsed."""

_BY_SUFFIX: Final = {".json": "json", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


@dataclass(frozen=True, slots=True)
class Job:
    """What the command line asks for. `options` holds only what was given."""

    arguments: tuple[str, ...]
    outlets: tuple[str, ...]
    options: Mapping[str, object]
    format: str | None = None
    out: Path | None = None
    quiet: bool = False

    @property
    def face(self) -> str:
        """Return the format to write: the one asked for, else what the output file's ending says."""
        return self.format or _BY_SUFFIX.get(self.out.suffix.lower() if self.out else "", "terminal")


def run(job: Job) -> None:
    """Do `job`. Raises the errors of the service, and `InvalidInput` where the options make no sense."""
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    if job.out is not None:
        check_place(job.out)
    inputs = read_inputs(job.arguments, job.outlets)
    request = _request(inputs, job.options if job.face == "json" else {**job.options, "include_text": True})
    with Reporter(sys.stderr, quiet=job.quiet) as reporter:
        body = asyncio.run(_ask(request, settings, reporter))
    reply = _with_reasons(json.loads(body), inputs)
    written = _FACES[job.face](reply, job)
    if job.out is None:
        write_stdout(written)
    else:
        write_file(job.out, written)
    if not job.quiet and (job.out is not None or job.face != "terminal"):
        _warn(reply)


async def _ask(request: SummarizeRequest, settings: Settings, reporter: Reporter) -> bytes:
    patience = asyncio.get_running_loop().call_later(PATIENCE, reporter.show)
    try:
        async with open_summarizer(settings, UNWATCHED) as summarizer:
            return await summarizer.answer(request, progress=reporter)
    finally:
        patience.cancel()


def _with_reasons(reply: Reply, inputs: Inputs) -> Reply:
    """Say of a file what is wrong with the file; the service only saw that it had no text."""
    skipped = [
        inputs.unreadable[entry["index"]].model_dump() if entry["index"] in inputs.unreadable else entry
        for entry in reply["skipped"]
    ]
    return {**reply, "skipped": skipped}


def _request(inputs: Inputs, options: Mapping[str, object]) -> SummarizeRequest:
    try:
        return SummarizeRequest.model_validate({"articles": inputs.articles, "options": options})
    except ValidationError as error:
        raise InvalidInput(
            "; ".join(_fault(fault["loc"], fault_words(fault)) for fault in real_faults(error.errors()))
        ) from None


def _fault(place: tuple[int | str, ...], message: str) -> str:
    """Name the option, as it is typed, that a rule of the request's shape refuses."""
    names = [str(part).replace("_", "-") for part in place if isinstance(part, str)]
    message = message.replace("`length` or `max_words`", "--length or --max-words")
    if names[:1] == ["options"] and len(names) > 1:
        return f"--{names[1]}: {message}"
    return message if names == ["options"] else f"{'.'.join(names)}: {message}"


def _warn(reply: Reply) -> None:
    """Say on stderr what a reader of the result alone could miss."""
    for entry in reply["skipped"]:
        sys.stderr.write(f"skipped {one_line(skipped_words(Skipped.model_validate(entry)))}\n")


def _json(reply: Reply, job: Job) -> bytes:
    """Return the body that the API answers with, indented."""
    return (json.dumps(reply, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _markdown(reply: Reply, job: Job) -> bytes:
    from summarizer.render.markdown import render_markdown

    return render_markdown(Answer.model_validate(reply)).encode("utf-8")


def _html(reply: Reply, job: Job) -> bytes:
    from summarizer.render.html import render_html

    return render_html(Answer.model_validate(reply)).encode("utf-8")


def _slack(reply: Reply, job: Job) -> bytes:
    from summarizer.render.blocks import render_blocks

    return (json.dumps(render_blocks(Answer.model_validate(reply)), ensure_ascii=False, indent=2) + "\n").encode(
        "utf-8"
    )


def _terminal(reply: Reply, job: Job) -> bytes:
    """Return the view for reading; what the terminal's encoding has not is replaced, never an error."""
    from summarizer.render.terminal import UNICODE, render_terminal

    encoding = "utf-8" if job.out else (sys.stdout.encoding or "utf-8")
    width = 80 if job.out else shutil.get_terminal_size(fallback=(80, 24)).columns
    try:
        "".join(UNICODE).encode(encoding)
        unicode = True
    except UnicodeEncodeError:
        unicode = False
    color = job.out is None and wants_color(sys.stdout.isatty(), os.environ)
    answer = Answer.model_validate(reply)
    return render_terminal(answer, width=width, color=color, unicode=unicode).encode(encoding, "replace")


def wants_color(is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Say whether to colour: on a terminal that can, unless NO_COLOR is set; FORCE_COLOR colours a pipe too."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_terminal and environment.get("TERM", "dumb") not in ("dumb", "unknown")


_FACES: Final[Mapping[str, Callable[[Reply, Job], bytes]]] = {
    "terminal": _terminal,
    "json": _json,
    "markdown": _markdown,
    "html": _html,
    "slack": _slack,
}

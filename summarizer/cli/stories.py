"""`summarizer stories`: lines of articles in, lines of stories out, every id exactly once."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Final, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from summarizer.cli.output import check_place, write_file, write_stdout
from summarizer.cli.progress import PATIENCE, Reporter
from summarizer.errors import ArticleUnreadable, InvalidInput, NothingReadable
from summarizer.executor import Executor, Workers
from summarizer.models import MAX_TEXT, Article
from summarizer.stories import Story, group_stories, name_stories
from summarizer.text.language import detect_language

MOST_WORKERS: Final = 4  # each holds the vectors of all articles: 0.3 GB for 100,000
FEW: Final = 5_000  # articles that are grouped before other processes have begun
TOGETHER: Final = 2_000  # texts whose language is found as one batch
_BEGINNING: Final = 600  # characters of a text that show its language
_FAULTS_NAMED: Final = 5

Progress = Callable[[str, int, int], None]
Id = Annotated[StrictStr, Field(min_length=1)] | StrictInt


class StoryLine(BaseModel):
    """An article as a line gives it. What else stands in the line is of no use here, and no fault."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    title: StrictStr | None = None
    text: StrictStr | None = None
    html: StrictStr | None = None
    url: StrictStr | None = None
    outlet: StrictStr | None = None
    published: StrictStr | None = None
    language: StrictStr | None = None


class KnownLine(BaseModel):
    """A story as an earlier run wrote it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: StrictStr
    articles: tuple[Id, ...]


Line = TypeVar("Line", StoryLine, KnownLine)


class Job(NamedTuple):
    """What was typed."""

    file: str
    known: Path | None = None
    out: Path | None = None
    quiet: bool = False


def run(job: Job) -> None:
    """Write one line per story, the largest first.

    Raises `NothingReadable` when a file cannot be read, `InvalidInput` that names the lines that are no articles.
    """
    if job.out is not None:
        check_place(job.out)
    with Reporter(sys.stderr, quiet=job.quiet) as reporter:
        progress = _patient(reporter)
        lines = _read(job.file, StoryLine, progress)
        known = _read(str(job.known), KnownLine, progress) if job.known else []
        with _workers(len(lines)) as executor:
            articles = _articles(lines, executor, progress)
            stories = group_stories(articles, run=executor.map_batches, progress=progress)
        named = name_stories(stories, {story.id: [str(id) for id in story.articles] for story in known})
    ids = {str(line.id): line.id for line in lines}
    written = b"".join(_line(story, ids) for story in named)
    if job.out is None:
        write_stdout(written)
    else:
        write_file(job.out, written)


def _workers(articles: int) -> Workers:
    return Workers(min(MOST_WORKERS, os.cpu_count() or 1) if articles > FEW else 1)


def _patient(reporter: Reporter) -> Progress:
    """Show progress to those who have waited a while: what is over at once needs no telling."""
    began = time.monotonic()

    def progress(stage: str, done: int, total: int) -> None:
        reporter(stage, done, total)
        if time.monotonic() - began > PATIENCE:
            reporter.show()

    return progress


def _read(name: str, kind: type[Line], progress: Progress) -> list[Line]:
    """Read every line of `name`, or say which of them are no `kind`, and why."""
    read: list[Line] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in _lines(name):
        try:
            item = kind.model_validate(_whole(json.loads(line)))
            first = seen.setdefault(str(item.id), number)
            if first != number:
                raise InvalidInput(f"id {item.id!r} stands in line {first} already")
            read.append(item)
        except (ValueError, RecursionError, InvalidInput) as error:
            faults.append(f"{name}, line {number}: {_reason(error, kind)}")
        if number % TOGETHER == 0:
            progress("lines", 0, 0)
    if faults:
        more = len(faults) - _FAULTS_NAMED
        raise InvalidInput("; ".join(faults[:_FAULTS_NAMED]) + (f"; and {more} more lines" if more > 0 else ""))
    return read


def _lines(name: str) -> Iterator[tuple[int, bytes]]:
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line := line.removeprefix(b"\xef\xbb\xbf").strip():
                    yield number, line
    except OSError as error:
        raise NothingReadable(f"{name!r} cannot be read: {error.strerror or error}") from None


def _whole(line: object) -> object:
    """Return `line` without halves of characters in its texts, which JSON can carry and UTF-8 cannot."""
    if not isinstance(line, dict):
        return line
    return {
        name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        if isinstance(value, str) and name != "id"
        else value
        for name, value in line.items()
    }


def _reason(error: Exception, kind: type[BaseModel]) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        place = str(fault["loc"][0]) if fault["loc"] else ""
        if fault["type"] == "missing":
            return f'no "{place}"'
        return f'"{place}": {fault["msg"]}' if place else "no JSON object"
    return str(error) if isinstance(error, InvalidInput) else "no JSON object"


def _articles(lines: Sequence[StoryLine], executor: Executor, progress: Progress) -> list[Article]:
    """Return an article per line, in order; what has no text stands on its title, or alone."""
    bodies = _bodies(lines)
    beginnings = [f"{body.title}\n{body.text[:_BEGINNING]}" for body in bodies]
    batches = (beginnings[start : start + TOGETHER] for start in range(0, len(beginnings), TOGETHER))
    languages: list[str] = []
    for found in executor.map_batches(languages_of, batches):
        languages += found
        progress("languages", len(languages), len(lines))
    return [
        Article(
            id=f"a{number}",
            given_id=str(line.id),
            text=body.text,
            title=body.title.strip() or None,
            outlet=line.outlet,
            url=line.url,
            published=line.published,
            language=line.language or language,
        )
        for number, (line, body, language) in enumerate(zip(lines, bodies, languages, strict=True), start=1)
    ]


def languages_of(texts: Sequence[str]) -> list[str]:
    """Return the language of each text. Public, because it runs in other processes."""
    return [detect_language(text) for text in texts]


class _Read(NamedTuple):
    title: str
    text: str


def _bodies(lines: Sequence[StoryLine]) -> list[_Read]:
    """Return title and text of each line; pages are read in processes that can be killed, and may turn out empty."""
    pages = {n: line for n, line in enumerate(lines) if line.html and not line.text}
    read = asyncio.run(_pages(pages)) if pages else {}
    return [read.get(n) or _Read(line.title or "", (line.text or "")[:MAX_TEXT]) for n, line in enumerate(lines)]


async def _pages(pages: Mapping[int, StoryLine]) -> dict[int, _Read]:
    from summarizer.sources.pool import ExtractionPool

    async def read(line: StoryLine) -> _Read:
        try:
            page = await pool.extract(line.html or "", url=line.url)
        except ArticleUnreadable:
            return _Read(line.title or "", "")
        return _Read(line.title or page.title or "", page.text[:MAX_TEXT])

    async with ExtractionPool() as pool:
        return dict(zip(pages, await asyncio.gather(*map(read, pages.values())), strict=True))


def _line(story: Story, ids: Mapping[str, str | int]) -> bytes:
    members = [ids[str(article.given_id)] for article in story.articles]
    shown = {"id": story.id, "label": story.label or story.articles[0].url or str(members[0]), "articles": members}
    return (json.dumps(shown, ensure_ascii=False) + "\n").encode()

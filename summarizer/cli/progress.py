"""What is going on, for a person who waits: a bar on a terminal, plain lines elsewhere, nothing when it is quick."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE: Final = 0.5  # seconds before anything is shown: what is over sooner needs no telling
_WORDS: Final = {
    "reading": "Reading the articles",
    "claims": "Comparing what they say",
    "writing": "Writing",
    "checking": "Checking every sentence",
    "feeds": "Reading the feeds",
    "grouping": "Finding the stories",
    "pages": "Reading the reports",
    "delivering": "Delivering",
    "lines": "Reading the lines",
    "languages": "Finding the languages",
    "terms": "Reading the articles",
    "neighbours": "Looking for what is alike",
    "linking": "Finding the stories",
}


class Reporter:
    """Told of every step; silent until `show` is called, which the command does when its patience ends."""

    def __init__(self, stream: TextIO, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._stream = stream
        self._shown = False
        self._now: tuple[str, int, int] | None = None
        self._said: str | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of a stage, how much of it is done, and how much there is."""
        self._now = (stage, done, total)
        if self._shown:
            self._tell()

    def show(self) -> None:
        """Begin to tell, with the stage that is going on now."""
        if self._quiet or self._shown:
            return
        self._shown = True
        if self._stream.isatty():
            self._open_bar()
        self._tell()

    def _open_bar(self) -> None:
        from rich import progress  # only for those who wait: it costs as much as a small brief
        from rich.console import Console

        self._bar = progress.Progress(
            progress.SpinnerColumn(),
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            console=Console(file=self._stream),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task("Starting", total=None)

    def _tell(self) -> None:
        if self._now is None:
            return
        stage, done, total = self._now
        words = _WORDS.get(stage, stage)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=words, completed=done, total=total or None)
        elif words != self._said:
            self._said = words
            self._stream.write(f"{words} ({done} of {total} done)\n" if total else f"{words}\n")
            self._stream.flush()

    def __enter__(self) -> Self:
        """Return the reporter."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar off the terminal."""
        if self._bar is not None:
            self._bar.stop()

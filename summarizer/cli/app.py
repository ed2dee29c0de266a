"""The application: its commands in the order of its help, and how a run ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

import summarizer
from summarizer.cli.commands import brief, cache, digest, feedback, key, rooms, serve, slack, stories

if TYPE_CHECKING:
    from summarizer.errors import SummarizerError

WRONG_USAGE = frozenset({"bad_settings", "engine_unavailable", "invalid_request", "model_not_allowed", "bad_prompt"})

app = typer.Typer(
    name="summarizer",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help reads better in 80 columns, and needs no import of rich
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (`sys.argv` unless given) and leave with its exit code.

    0 done, 1 nothing could be read, 2 wrong usage or settings, 130 stopped by Ctrl-C.
    """
    from summarizer.errors import SummarizerError

    try:
        app(arguments, prog_name="summarizer")
    except SummarizerError as error:
        if os.environ.get("SUMMARIZER_DEBUG"):
            raise
        sys.exit(_report(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("SUMMARIZER_DEBUG"):
            raise
        kind = type(error).__name__
        typer.echo(f"summarizer: internal error ({kind}: {error}); run `summarizer --debug ...` to see where", err=True)
        sys.exit(1)


def _report(error: SummarizerError) -> int:
    """Say on stderr what went wrong, in one line and one more per article that could not be read."""
    from summarizer.errors import NothingReadable
    from summarizer.render.foreign import one_line

    typer.echo(f"summarizer: {one_line(str(error))}", err=True)
    if isinstance(error, NothingReadable):
        for skipped in error.skipped:
            typer.echo(one_line(f"  {skipped['id']}: {skipped['detail']} ({skipped['code']})"), err=True)
    return 2 if error.code in WRONG_USAGE else 1


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"summarizer {summarizer.__version__}")
        raise typer.Exit


def _debug(wanted: bool) -> None:
    if wanted:
        os.environ["SUMMARIZER_DEBUG"] = "1"


@app.callback()
def _summarizer(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", callback=_debug, help="Show tracebacks of errors.")] = False,
) -> None:
    """Merge several news reports of one event into a short, neutral brief whose every sentence is cited and checked.

    Without a key and without a network it works with its own extractive engine; set SUMMARIZER_MODEL
    to let a language model write. Either way, each sentence must stand on the passages that it cites.
    """


for _command in (brief, digest, stories, rooms, serve, key, slack, feedback, cache):
    _command.add(app)

"""The commands and what they are called with."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

import summarizer
from summarizer.cli.options import (
    Articles,
    CacheUse,
    Engine,
    Face,
    IncludeText,
    Language,
    Length,
    MaxWords,
    MinIndependent,
    ModelName,
    Out,
    Outlets,
    Quiet,
    SplitStories,
)

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
cache_app = typer.Typer(no_args_is_help=True, help="Look at the cache of answers, or empty it.")
app.add_typer(cache_app, name="cache")


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


@app.command(
    epilog="\b\nExamples:\n"
    "  summarizer brief post.txt courier.txt radio.txt\n"
    "  summarizer brief https://news.example/a page.html --out brief.md\n"
    "  summarizer brief *.txt --max-words 80 --format json\n\n"
    "\b\nExit codes: 0 done, 1 nothing could be read, 2 wrong usage or settings."
)
def brief(
    articles: Articles,
    format: Face = None,
    engine: Engine = "auto",
    length: Length = None,
    max_words: MaxWords = None,
    language: Language = None,
    split_stories: SplitStories = True,
    min_independent: MinIndependent = 1,
    model: ModelName = None,
    cache: CacheUse = "use",
    outlet: Outlets = None,
    include_text: IncludeText = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Write one cited brief per story that the articles tell."""
    from summarizer.cli.brief import Job, run

    options = {
        "engine": engine,
        "length": length,
        "max_words": max_words,
        "language": language,
        "split_stories": split_stories,
        "min_independent": min_independent,
        "model": model,
        "cache": cache,
        "include_text": include_text or None,
    }
    given = {name: value for name, value in options.items() if value is not None}
    run(Job(tuple(articles), tuple(outlet or ()), given, format=format, out=out, quiet=quiet))


@app.command()
def clean(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE|-", help="Pasted texts (UTF-8), or - for standard input.", show_default=False),
    ],
    show: Annotated[
        bool, typer.Option("--show", help="Show the text instead: what is marked struck through, why in the margin.")
    ] = False,
) -> None:
    """Mark what is no prose in pasted texts.

    Writes one JSON line per file, in the order given, with the shape of POST /clean.
    """
    from summarizer.cli.rooms import clean_files

    clean_files(files, show=show)


@app.command()
def verify(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE.jsonl|-",
            help='Lines {"statement": ..., "passages": [...]}, or - for standard input.',
            show_default=False,
        ),
    ],
) -> None:
    """Check statements against exactly their passages.

    Writes one JSON line per line: the verdict, its codes, and the values that no passage shows.
    """
    from summarizer.cli.rooms import verify_lines

    verify_lines(file)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
) -> None:
    """Answer over HTTP: POST /summarize, described at /docs."""
    from summarizer.cli.serve import run

    run(host, port)


@cache_app.command("stats")
def cache_stats() -> None:
    """Say where the cache is and what it holds."""
    from summarizer.cli.stored import stats

    stats()


@cache_app.command("purge")
def cache_purge() -> None:
    """Remove every kept answer and page."""
    from summarizer.cli.stored import purge

    purge()

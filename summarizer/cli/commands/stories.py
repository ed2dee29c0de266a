"""`summarizer stories`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.options import Out, Quiet


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command(
        epilog="\b\nA line in, and a line out:\n"
        '  {"id": "n17", "title": "Dam holds", "text": "...", "published": "2026-11-22T06:00:00Z"}\n'
        '  {"id": "3fadba564e1ec496", "label": "Dam holds", "articles": ["n17", "n4"]}\n\n'
        "\b\nExamples:\n"
        "  summarizer stories today.jsonl > stories.jsonl\n"
        "  summarizer stories today.jsonl --known yesterday-stories.jsonl\n\n"
        "\b\nExit codes: 0 done, 1 a file could not be read, 2 a line is no article (none is written)."
    )
    def stories(
        file: Annotated[
            str,
            typer.Argument(
                metavar="FILE.jsonl|-",
                help='Lines {"id", and "title", "text" or "html"}; or - for standard input.',
                show_default=False,
            ),
        ],
        known: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE.jsonl",
                help="Stories of an earlier run: one that goes on keeps its id.",
                show_default=False,
            ),
        ] = None,
        out: Out = None,
        quiet: Quiet = False,
    ) -> None:
        """Group articles by the event that they report.

        Writes one JSON line per story, the largest first. Any number of articles; a title alone is
        enough; every id given stands exactly once in the output. What else helps where it is given:
        "published" (ISO 8601), "language", "url", "outlet".
        """
        from summarizer.cli.stories import Job, run

        run(Job(file, known=known, out=out, quiet=quiet))

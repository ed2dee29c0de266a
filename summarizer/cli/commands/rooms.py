"""`summarizer clean` and `summarizer verify`."""

from __future__ import annotations

from typing import Annotated

import typer


def add(app: typer.Typer) -> None:
    """Add both commands to `app`."""

    @app.command()
    def clean(
        files: Annotated[
            list[str],
            typer.Argument(metavar="FILE|-", help="Pasted texts (UTF-8), or - for standard input.", show_default=False),
        ],
        show: Annotated[
            bool,
            typer.Option("--show", help="Show the text instead, what is marked struck through and why."),
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

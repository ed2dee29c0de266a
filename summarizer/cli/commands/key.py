"""`summarizer key`."""

from __future__ import annotations

from typing import Annotated

import typer


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command(
        epilog="\b\nExamples:\n"
        "  summarizer key desk\n"
        "  summarizer key ci > ci.key     the key into the file, its row on the screen\n\n"
        "\b\nThe row goes into SUMMARIZER_KEYS of the service, others after a comma:\n"
        "  SUMMARIZER_KEYS=desk:2c26...,ci:fcde...\n"
        "From its next start on, the service answers nobody without a key. Callers send\n"
        "`Authorization: Bearer KEY` or `X-API-Key: KEY`; the page asks for it.\n\n"
        "\b\nTo change a key, add a row with the same name, hand out the new key, and then\n"
        "remove the old row. To take a key back, remove its row."
    )
    def key(
        name: Annotated[
            str,
            typer.Argument(
                metavar="NAME",
                help="Whose key it is: letters, digits, `.`, `_`, `-`.",
                show_default=False,
            ),
        ],
    ) -> None:
        """Make a key for callers of `summarizer serve`.

        The key goes to standard output, once; nothing keeps it. Its row for the settings, which
        holds only a digest, goes to standard error.
        """
        from summarizer.cli.key import run

        run(name)

"""`summarizer feedback`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command(
        epilog="\b\nExamples:\n"
        "  summarizer feedback\n"
        "  summarizer feedback --kind wrong\n"
        "  summarizer feedback --format csv --out reported.csv"
    )
    def feedback(
        kind: Annotated[
            Literal["wrong", "misleading", "outdated", "other"] | None, typer.Option(help="Only reports of this kind.")
        ] = None,
        brief: Annotated[str | None, typer.Option(help="Only reports of this brief.")] = None,
        format: Annotated[
            Literal["text", "jsonl", "csv"], typer.Option(help="Lines to read, JSON lines, or a table.")
        ] = "text",
        out: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
    ) -> None:
        """List or export what readers reported about briefs and their sentences, the oldest first."""
        from summarizer.cli.feedback import run

        run(kind, brief, format, out)

"""`summarizer serve`."""

from __future__ import annotations

from typing import Annotated

import typer


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command()
    def serve(
        host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    ) -> None:
        """Answer over HTTP: POST /summarize, described at /docs."""
        from summarizer.cli.serve import run

        run(host, port)

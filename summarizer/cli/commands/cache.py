"""`summarizer cache`."""

from __future__ import annotations

import typer


def add(app: typer.Typer) -> None:
    """Add the group of commands to `app`."""
    cache_app = typer.Typer(no_args_is_help=True, help="Look at the cache of answers, or empty it.")
    app.add_typer(cache_app, name="cache")

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

"""`summarizer slack`."""

from __future__ import annotations

from typing import Annotated

import typer


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command(
        epilog="\b\nExamples:\n"
        "  summarizer slack --manifest > manifest.yaml\n"
        "  summarizer slack --manifest --url https://briefs.example.org\n"
        "  summarizer slack\n\n"
        "\b\nIt needs SUMMARIZER_SLACK_BOT_TOKEN (xoxb-...) and SUMMARIZER_SLACK_APP_TOKEN (xapp-...),\n"
        "and the packages of summarizer[slack]. Ctrl-C stops; a brief under way is finished at the next start."
    )
    def slack(
        manifest: Annotated[
            bool, typer.Option("--manifest", help="Print the manifest from which Slack makes the app, and leave.")
        ] = False,
        url: Annotated[
            str | None,
            typer.Option(
                help="With --manifest: the https address of your `summarizer serve`, for HTTP instead of Socket Mode.",
                show_default=False,
            ),
        ] = None,
    ) -> None:
        """Answer /brief and mentions in Slack over Socket Mode: no address that Slack would have to reach."""
        from summarizer.cli.slack import print_manifest, run

        if manifest or url is not None:
            print_manifest(url)
        else:
            run()

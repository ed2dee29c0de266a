"""`summarizer digest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from summarizer.cli.options import Engine, Language, MinIndependent, ModelName, Quiet

Format = Literal["json", "markdown", "html", "slack", "atom", "mail"]


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command(
        epilog="\b\nExamples:\n"
        "  summarizer digest --feeds feeds.opml\n"
        "  summarizer digest --feeds feeds.opml --out news.html --out news.xml --to me@host.example\n"
        "  summarizer digest --feeds https://news.example/rss --since 48h --top 5 --dry-run\n\n"
        "\b\nFrom cron, every morning at seven:\n"
        "  0 7 * * *  summarizer digest --feeds feeds.opml --out /srv/www/news.html --quiet\n\n"
        "\b\nExit codes: 0 done (nothing new is done, too), 1 no feed could be read or a delivery\n"
        "failed (the next run goes on with it), 2 wrong usage or settings."
    )
    def digest(
        feeds: Annotated[
            list[str],
            typer.Option(metavar="OPML|FILE|URL", help="Feeds, lists of addresses, OPML; again for more of them."),
        ],
        more_feeds: Annotated[
            list[str] | None, typer.Argument(metavar="[OPML|FILE|URL]...", help="More of the same.", show_default=False)
        ] = None,
        list: Annotated[
            str | None,
            typer.Option(
                metavar="NAME",
                help="Whose digest it is: what its readers were told is remembered under this name. "
                "Without it, the name of the one file or host in --feeds, else `daily`.",
                show_default=False,
            ),
        ] = None,
        since: Annotated[
            str,
            typer.Option(
                metavar="SPAN", help="How far back to look, such as 24h or 3d; further where no digest was made since."
            ),
        ] = "24h",
        top: Annotated[int, typer.Option(metavar="N", help="Stories to tell at most.", min=1, max=50)] = 10,
        format: Annotated[
            Format | None,
            typer.Option(help="What to write; without it a view for a terminal, or what the ending of --out says."),
        ] = None,
        out: Annotated[
            list[Path] | None,
            typer.Option(
                help="Write to this file, whole or not at all: .html, .md, .json, .txt, .xml (Atom feed). "
                "Again for more files.",
                show_default=False,
            ),
        ] = None,
        to: Annotated[
            list[str] | None,
            typer.Option(metavar="ADDRESS", help="Send by mail, once (SUMMARIZER_SMTP_*). Again for more readers."),
        ] = None,
        slack: Annotated[
            bool, typer.Option("--slack", help="Post to the channels of SUMMARIZER_SLACK_CHANNELS, once.")
        ] = False,
        engine: Engine = "auto",
        length: Annotated[
            Literal["short", "medium", "long"], typer.Option(help="About 80, 150 or 250 words a story.")
        ] = "short",
        language: Language = None,
        min_independent: MinIndependent = 1,
        model: ModelName = None,
        max_usd: Annotated[
            float | None,
            typer.Option(
                metavar="USD", help="Spend this much at most; the rest is told by the extractive engine.", min=0
            ),
        ] = None,
        max_tokens: Annotated[
            int | None, typer.Option(metavar="N", help="The same in tokens.", min=0, show_default=False)
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Show what would be told; remember, write and send nothing.")
        ] = False,
        quiet: Quiet = False,
    ) -> None:
        """Tell the day: one cited brief for each of the stories that most outlets report, without repeating yesterday.

        One digest is made per list and day, however often this runs, and what a run that was stopped had finished is
        not done again. A story comes back only with news, marked as an update.
        """
        from summarizer.cli.digest import Job, run

        options = {
            "engine": engine,
            "length": length,
            "language": language,
            "min_independent": min_independent,
            "model": model,
        }
        run(
            Job(
                feeds=(*feeds, *(more_feeds or ())),
                list=list,
                since=since,
                top=top,
                options={name: value for name, value in options.items() if value is not None},
                format=format,
                outs=tuple(out or ()),
                to=tuple(to or ()),
                slack=slack,
                max_usd=max_usd,
                max_tokens=max_tokens,
                dry_run=dry_run,
                quiet=quiet,
            )
        )

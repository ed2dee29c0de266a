"""`summarizer digest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from summarizer.cli.options import Engine, Language, MinIndependent, ModelName, Quiet

Format = Literal["json", "markdown", "html", "slack", "atom", "mail"]

Feeds = Annotated[
    list[str],
    typer.Option(metavar="OPML|FILE|URL", help="Feeds, lists of addresses, OPML; again for more of them."),
]
MoreFeeds = Annotated[
    list[str] | None, typer.Argument(metavar="[OPML|FILE|URL]...", help="More of the same.", show_default=False)
]
Name = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Whose digest it is: what its readers were told is remembered under this name. "
        "Without it, the name of the one file or host in --feeds, else `daily`.",
        show_default=False,
    ),
]
Since = Annotated[
    str,
    typer.Option(
        metavar="SPAN", help="How far back to look, such as 24h or 3d; further where no digest was made since."
    ),
]
Top = Annotated[int, typer.Option(metavar="N", help="Stories to tell at most.", min=1, max=50)]
Face = Annotated[
    Format | None,
    typer.Option(help="What to write; without it a view for a terminal, or what the ending of --out says."),
]
Outs = Annotated[
    list[Path] | None,
    typer.Option(
        help="Write to this file, whole or not at all: .html, .md, .json, .txt, .xml (Atom). Again for more files.",
        show_default=False,
    ),
]
To = Annotated[
    list[str] | None,
    typer.Option(metavar="ADDRESS", help="Send by mail, once (SUMMARIZER_SMTP_*). Again for more readers."),
]
Slack = Annotated[bool, typer.Option("--slack", help="Post to the channels of SUMMARIZER_SLACK_CHANNELS, once.")]
Length = Annotated[Literal["short", "medium", "long"], typer.Option(help="About 80, 150 or 250 words a story.")]
MaxUsd = Annotated[
    float | None,
    typer.Option(metavar="USD", help="Spend this much at most; the rest is told by the extractive engine.", min=0),
]
MaxTokens = Annotated[int | None, typer.Option(metavar="N", help="The same in tokens.", min=0, show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be told; remember, write and send nothing.")]
EPILOG = (
    "\b\nExamples:\n"
    "  summarizer digest --feeds feeds.opml\n"
    "  summarizer digest --feeds feeds.opml --out news.html --out news.xml --to me@host.example\n"
    "  summarizer digest --feeds https://news.example/rss --since 48h --top 5 --dry-run\n\n"
    "\b\nFrom cron, every morning at seven:\n"
    "  0 7 * * *  summarizer digest --feeds feeds.opml --out /srv/www/news.html --quiet\n\n"
    "\b\nExit codes: 0 done (nothing new is done, too), 1 no feed could be read or a delivery\n"
    "failed (the next run goes on with it), 2 wrong usage or settings."
)


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command(epilog=EPILOG)
    def digest(
        feeds: Feeds,
        more_feeds: MoreFeeds = None,
        list: Name = None,
        since: Since = "24h",
        top: Top = 10,
        format: Face = None,
        out: Outs = None,
        to: To = None,
        slack: Slack = False,
        engine: Engine = "auto",
        length: Length = "short",
        language: Language = None,
        min_independent: MinIndependent = 1,
        model: ModelName = None,
        max_usd: MaxUsd = None,
        max_tokens: MaxTokens = None,
        dry_run: DryRun = False,
        quiet: Quiet = False,
    ) -> None:
        """Tell the day: one cited brief for each of the stories that most outlets report, without repeating yesterday.

        One digest is made per list and day, however often this runs, and what a run that was stopped had finished is
        not done again. A story comes back only with news, marked as an update.
        """
        from summarizer.cli.digest import Job, run

        run(
            Job(
                feeds=(*feeds, *(more_feeds or ())),
                list=list,
                since=since,
                top=top,
                options=_given(
                    engine=engine, length=length, language=language, independent=min_independent, model=model
                ),
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


def _given(*, independent: int, **options: str | None) -> dict[str, object]:
    """Return the options of a brief that were given."""
    named = {"min_independent": independent, **options}
    return {name: value for name, value in named.items() if value is not None}

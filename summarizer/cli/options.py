"""The options of `summarizer brief`, each with the words that `--help` shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Format = Literal["json", "markdown", "html", "slack"]

Articles = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|URL|-",
        help="Articles, 1 to 50: files (UTF-8; .html and .htm as pages, all else as plain text), "
        "web addresses, or - for standard input.",
        show_default=False,
    ),
]
Face = Annotated[
    Format | None,
    typer.Option(
        help="What to write; without it a view for reading in a terminal, or what the ending of --out says.",
        show_default=False,
    ),
]
Engine = Annotated[
    Literal["auto", "llm", "extractive"],
    typer.Option(help="Who writes; auto is llm where a model is set, else extractive."),
]
Length = Annotated[
    Literal["short", "medium", "long"] | None,
    typer.Option(help="About 80, 150 or 250 words; medium unless given.", show_default=False),
]
MaxWords = Annotated[
    int | None,
    typer.Option(
        help="Words of the statements, the headline apart; one is told in any case.", metavar="N", show_default=False
    ),
]
Language = Annotated[
    str | None,
    typer.Option(help="Language of the brief, such as en or pt-BR; the articles' own unless given.", metavar="TAG"),
]
SplitStories = Annotated[bool, typer.Option(help="Write one brief per event, or one of everything.")]
MinIndependent = Annotated[int, typer.Option(help="Tell only what this many independent outlets say.", metavar="N")]
ModelName = Annotated[str | None, typer.Option(help="One of the models that the settings allow.", show_default=False)]
CacheUse = Annotated[
    Literal["use", "refresh", "bypass"],
    typer.Option(help="Take a kept answer, write it anew, or leave the cache alone."),
]
Outlets = Annotated[
    list[str] | None,
    typer.Option(
        help="Who printed the article; once for each article, in the same order. Without it, "
        "what the article itself says, else its number.",
        metavar="NAME",
        show_default=False,
    ),
]
IncludeText = Annotated[bool, typer.Option("--include-text", help="Put the articles' texts into the JSON as well.")]
Out = Annotated[
    Path | None,
    typer.Option(help="Write to this file, whole or not at all, instead of standard output.", show_default=False),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no warnings on stderr.")]

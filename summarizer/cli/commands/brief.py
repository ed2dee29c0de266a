"""`summarizer brief`."""

from __future__ import annotations

import typer

from summarizer.cli.options import (
    Articles,
    CacheUse,
    Engine,
    Face,
    IncludeText,
    Language,
    Length,
    MaxWords,
    MinIndependent,
    ModelName,
    Out,
    Outlets,
    Quiet,
    SplitStories,
)


def add(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command(
        epilog="\b\nExamples:\n"
        "  summarizer brief post.txt courier.txt radio.txt\n"
        "  summarizer brief https://news.example/a page.html --out brief.md\n"
        "  summarizer brief *.txt --max-words 80 --format json\n\n"
        "\b\nExit codes: 0 done, 1 nothing could be read, 2 wrong usage or settings."
    )
    def brief(
        articles: Articles,
        format: Face = None,
        engine: Engine = "auto",
        length: Length = None,
        max_words: MaxWords = None,
        language: Language = None,
        split_stories: SplitStories = True,
        min_independent: MinIndependent = 1,
        model: ModelName = None,
        cache: CacheUse = "use",
        outlet: Outlets = None,
        include_text: IncludeText = False,
        out: Out = None,
        quiet: Quiet = False,
    ) -> None:
        """Write one cited brief per story that the articles tell."""
        from summarizer.cli.brief import Job, run

        options = {
            "engine": engine,
            "length": length,
            "max_words": max_words,
            "language": language,
            "split_stories": split_stories,
            "min_independent": min_independent,
            "model": model,
            "cache": cache,
            "include_text": include_text or None,
        }
        given = {name: value for name, value in options.items() if value is not None}
        run(Job(tuple(articles), tuple(outlet or ()), given, format=format, out=out, quiet=quiet))

"""A digest for a terminal, and for the plain part of a mail: what happened, who says so, what is new, where to read.

The passages stand in the other faces; here each story names its sources with their addresses.
"""

from __future__ import annotations

from rich.text import Text

from summarizer.models import Digest, DigestStory, Statement
from summarizer.render import digest_words as words
from summarizer.render import view
from summarizer.render.foreign import link_target, one_line
from summarizer.render.terminal import ASCII, STYLES, UNICODE, Page


def render_digest_terminal(
    digest: Digest, *, width: int = 80, color: bool = False, unicode: bool = True, most_statements: int | None = None
) -> str:
    """Return `digest` as text of at most `width` columns (100 at most), ending in a line break."""
    page = Page(width=width, color=color, symbols=UNICODE if unicode else ASCII)
    page.write(Text(one_line(words.title_words(digest)) if unicode else digest.id, "bold"))
    page.write(Text(page.symbols.rule * page.width, "dim"))
    page.write(Text(words.scope_words(digest), "dim"))
    if not digest.stories:
        page.blank()
        page.write(Text(words.nothing_words(digest)))
    for name, stories in words.by_section(digest.stories):
        if name:
            page.heading(one_line(name))
        for story in stories:
            _story(page, story, most_statements)
    _rest(page, digest)
    return page.text()


def _story(page: Page, story: DigestStory, most: int | None) -> None:
    page.blank()
    lead = Text(f"{story.rank.place}.".ljust(4), "bold cyan")
    page.write(Text(one_line(words.headline_words(story)), "bold"), lead=lead)
    if story.update:
        page.write(Text(words.told_words(story), "magenta"), indent=4)
        for change in story.update.changes:
            text = Text(f"{words.change_label(change)}: ", "bold magenta")
            text.append(one_line(words.change_words(change)), "not bold default")
            page.write(text, indent=4, lead=f"{page.symbols.bullet} ")
    for statement in story.brief.statements[:most]:
        _statement(page, story, statement)
    for disagreement in story.brief.disagreements:
        sides = "; ".join(f"{p.text} ({', '.join(p.outlets)})" for p in disagreement.positions)
        text = Text(one_line(f"Outlets differ on {disagreement.topic}: {sides}"), STYLES["disputed"])
        page.write(text, indent=4)
    for source in story.brief.sources:
        address = f" {page.symbols.dash} {one_line(source.url)}" if source.url and link_target(source.url) else ""
        page.write(Text(f"{one_line(source.outlet)}{address}", "dim"), indent=4)
    page.write(Text(f"Why here: {words.rank_words(story.rank)}", "dim italic"), indent=4)


def _statement(page: Page, story: DigestStory, statement: Statement) -> None:
    style = STYLES[statement.agreement]
    sign = Text(f"{page.symbols.of(statement.agreement)} ", style)
    page.write(Text(one_line(statement.text)), indent=4, lead=sign)
    said = (view.agreement_words(statement.agreement, statement.outlets), *view.differing_words(story.brief, statement))
    for line in said:
        page.write(Text(one_line(line), style), indent=8)
    for line in view.details_words(statement.details):
        page.write(Text(one_line(line), STYLES["single_source"]), indent=8)


def _rest(page: Page, digest: Digest) -> None:
    page.listed("Still going on, without news", map(words.known_words, digest.unchanged))
    page.listed("Feeds that could not be read", map(words.skipped_words, digest.skipped))
    page.listed("Warnings", digest.warnings)
    page.blank()
    closing = " ".join(filter(None, (words.left_out_words(digest), f"{words.feeds_words(digest)}.")))
    page.write(Text(closing, "dim"))

"""A digest as Markdown that reads well raw and rendered; foreign text is escaped as in a brief's."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.models import Digest, DigestStory
from summarizer.render import digest_words as words
from summarizer.render import view
from summarizer.render.markdown import claim_lines, disagreement_lines, flat, marked, shelf_lines, statement_lines


def render_digest_markdown(digest: Digest) -> str:
    """Return `digest` as Markdown, ending in a line break. Everything is in it, every claim among it."""
    return "\n\n".join(_blocks(digest)) + "\n"


def _blocks(digest: Digest) -> Iterator[str]:
    yield f"# {flat(words.title_words(digest))}"
    yield f"*{flat(words.scope_words(digest))}*"
    if not digest.stories:
        yield flat(words.nothing_words(digest))
    for name, stories in words.by_section(digest.stories):
        if name:
            yield f"## {flat(name)}"
        for story in stories:
            yield from _story(story)
    if digest.unchanged:
        yield "## Still going on, without news"
        yield "\n".join(f"- {flat(words.known_words(known))}" for known in digest.unchanged)
    yield from _closing(digest)


def _story(story: DigestStory) -> Iterator[str]:
    brief = story.brief
    headline = flat(words.headline_words(story))
    yield f"### {story.rank.place}. {marked(headline, brief.headline.citations)}"
    yield f"*{flat(', '.join(story.rank.outlets))}. Why here: {flat(words.rank_words(story.rank))}*"
    if story.update:
        changes = (
            f"> - **{words.change_label(change)}** {marked(flat(words.change_words(change)), change.citations)}"
            for change in story.update.changes
        )
        yield "\n".join([f"> {flat(words.told_words(story))}", ">", *changes])
    yield "\n".join(statement_lines(n, brief, statement) for n, statement in enumerate(brief.statements, 1))
    if brief.disagreements:
        yield "#### Where outlets differ"
        yield "\n".join(map(disagreement_lines, brief.disagreements))
    untold = [claim for claim in brief.claims if not claim.in_brief]
    if untold:
        yield "#### More claims in the reports"
        yield "\n".join(map(claim_lines, untold))
    yield "#### Passages"
    for shelf in view.shelves(brief):
        yield shelf_lines(shelf, level=5)


def _closing(digest: Digest) -> Iterator[str]:
    if digest.skipped:
        yield "## Feeds that could not be read"
        yield "\n".join(f"- {flat(words.skipped_words(skipped))}" for skipped in digest.skipped)
    if digest.warnings:
        yield "## Warnings"
        yield "\n".join(f"- {flat(warning)}" for warning in digest.warnings)
    yield "---"
    yield " ".join(filter(None, (flat(words.left_out_words(digest)), f"{flat(words.feeds_words(digest))}.")))

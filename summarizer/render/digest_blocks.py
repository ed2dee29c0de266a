"""A digest for Slack: one parent with the headlines, and a thread that tells each story with its passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.models import Digest, DigestStory
from summarizer.render import digest_words as words
from summarizer.render.blocks import Posts, story_groups
from summarizer.render.foreign import one_line
from summarizer.render.kit import Block, context, cut, divider, fits, header, message, pack, section, title
from summarizer.render.view import counted

MAX_LINE = 220  # code points of a headline in the parent


def render_digest_posts(digest: Digest) -> Posts:
    """Return the parent and the replies under it. The digest's id is the key under which they go out once."""
    text = words.subject_words(digest)
    groups = [group for story in digest.stories for group in _thread(story)]
    return Posts(message(text, _fitted(list(_parent(digest)))), pack(text, groups) if groups else ())


def _parent(digest: Digest) -> Iterator[Block]:
    yield header(words.title_words(digest))
    if not digest.stories:
        yield section(words.nothing_words(digest))
    for name, stories in words.by_section(digest.stories):
        lines = [_line(story) for story in stories]
        yield section("\n".join([f"{one_line(name)}:", *lines] if name else lines))
    closing = (words.scope_words(digest), words.left_out_words(digest))
    yield context(" · ".join(filter(None, (*closing, "the thread has the passages" if digest.stories else ""))))
    troubles = [*map(words.skipped_words, digest.skipped), *digest.warnings]
    if troubles:
        yield context("\n".join(map(one_line, troubles)))


def _line(story: DigestStory) -> str:
    told = counted(story.rank.publishers, "publisher")
    return f"{story.rank.place}. {cut(one_line(words.headline_words(story)), MAX_LINE)} ({told})"


def _thread(story: DigestStory) -> Iterator[Sequence[Block]]:
    top: list[Block] = [*([divider()] if story.rank.place > 1 else []), header(_numbered(story))]
    if story.update:
        changes = [f"• {words.change_label(c)}: {one_line(words.change_words(c))}" for c in story.update.changes]
        top += [title("Update"), section("\n".join([words.told_words(story), *changes]))]
    yield [*top, context(f"Why here: {words.rank_words(story.rank)}")]
    yield from story_groups(story.brief, reports=True)


def _numbered(story: DigestStory) -> str:
    return f"{story.rank.place}. {one_line(story.brief.headline.text)}"


def _fitted(blocks: list[Block]) -> list[Block]:
    """Keep what one message holds; the thread tells the rest."""
    while not fits(blocks):
        blocks = [*blocks[:-2], context("there is more in the thread")]
    return blocks

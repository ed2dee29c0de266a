"""A digest as one standalone web page, in the style of a brief's: no script, nothing loaded, good on paper.

Stories stand in the order of their rank, under the sections that the feeds give; the passages that prove them stand at
the end, story by story, one click away and one back.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from markupsafe import Markup

from summarizer.models import Digest
from summarizer.render import digest_words
from summarizer.render.html import direction_of, environment, policy_of, style_sheet

_TEMPLATES: Final = ("digest.html.j2", "digest_story.html.j2", "digest_cites.html.j2")


def render_digest_html(digest: Digest) -> str:
    """Return `digest` as a whole HTML document, ending in a line break. Everything is in it, every claim among it."""
    languages = [source.language for story in digest.stories for source in story.brief.sources]
    language = max(sorted(set(languages)), key=languages.count) if languages else "en"
    page = environment(*_TEMPLATES).get_template("digest.html.j2")
    return page.render(
        digest=digest,
        words=digest_words,
        language=language,
        direction=direction_of(language),
        style=_style(),
        policy=policy_of(_style()),
    ) + "\n"  # fmt: skip


@cache
def _style() -> Markup:
    return style_sheet("brief.css", "file.css", "digest.css")

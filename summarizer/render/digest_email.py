"""A digest as a mail: HTML that mail programs show as it is meant, and the same in plain text.

Mail programs take no style sheet for granted, cut long messages and block what is loaded, so the styles stand at the
elements, the layout is one column, nothing is loaded, and each story is told in its first statements.
"""

from __future__ import annotations

from typing import Final

from summarizer.models import Digest
from summarizer.render import digest_words
from summarizer.render.html import direction_of, environment

MOST_STATEMENTS: Final = 4  # of a story; Gmail cuts a message of more than 102 kB


def render_email_html(digest: Digest) -> str:
    """Return the HTML part: one self-contained document."""
    languages = [source.language for story in digest.stories for source in story.brief.sources]
    language = max(sorted(set(languages)), key=languages.count) if languages else "en"
    page = environment("digest_email.html.j2").get_template("digest_email.html.j2")
    return page.render(
        digest=digest, words=digest_words, language=language, direction=direction_of(language), most=MOST_STATEMENTS
    ) + "\n"  # fmt: skip


def render_email_text(digest: Digest) -> str:
    """Return the plain part: what a terminal of 72 columns shows, without colours."""
    from summarizer.render.digest_terminal import render_digest_terminal

    return render_digest_terminal(digest, width=72, most_statements=MOST_STATEMENTS)

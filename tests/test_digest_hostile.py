"""INJ-3 for digests: five hundred hostile texts through every face of a digest, judged by parsers.

Each payload stands in every foreign field at once: those of the brief, the section, outlets, feeds and warnings.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from markdown_it.token import Token

from summarizer.models import Change, Digest, DigestStory, FeedCount, KnownStory, Rank, SkippedFeed, Update, Usage
from summarizer.render.digest_atom import render_digest_atom
from summarizer.render.digest_blocks import render_digest_posts
from summarizer.render.digest_email import render_email_html, render_email_text
from summarizer.render.digest_html import render_digest_html
from summarizer.render.digest_markdown import render_digest_markdown
from summarizer.render.digest_terminal import render_digest_terminal
from tests.briefs import hostile_answer
from tests.mrkdwn import live, over_limits
from tests.test_render_hostile import OWN, PAYLOADS, allowed
from tests.test_render_html import Page
from tests.test_render_markdown import PARSER
from tests.test_render_terminal import COLOR

ATOM = "{http://www.w3.org/2005/Atom}"
COMMANDS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
LIVE_TAGS = {"script", "img", "svg", "iframe", "form", "input", "base", "link", "object", "embed", "video"}


def digest_of(payload: str) -> Digest:
    brief = hostile_answer(payload).stories[0]
    change = Change(
        kind="changed_figure", text=payload, before=payload, outlets=(payload,), citations=brief.headline.citations
    )
    rank = Rank(
        place=1, score=1.0, parts=(), publishers=1, outlets=(payload,), articles=2, newest="2026-11-16T07:00:00+00:00"
    )
    update = Update(first_told="2026-11-15", last_told="2026-11-15", changes=(change,))
    return Digest(
        id="d1",
        list="world",
        date="2026-11-16",
        made="2026-11-16T07:00:00+00:00",
        since="2026-11-15T07:00:00+00:00",
        until="2026-11-16T07:00:00+00:00",
        stories=(DigestStory(id="s1", section=payload, rank=rank, update=update, brief=brief),),
        unchanged=(KnownStory(id="s2", headline=payload, last_told="2026-11-15", articles=1),),
        feeds=FeedCount(read=1, unchanged=0, failed=1, items=2),
        skipped=(SkippedFeed(feed=payload, code="not_a_feed", detail=payload),),
        warnings=(payload,),
        usage=Usage(),
    )


def assert_dead(html: str, payload: str) -> None:
    page = Page(html)
    assert not LIVE_TAGS & {tag for tag, _ in page.tags}, payload
    for tag, values in page.tags:
        assert not {name for name in values if name.startswith("on") or name in ("src", "autofocus")}, payload
        if tag == "a":
            target = values["href"].partition("#:~:text=")[0]
            assert not target or target.startswith("#") or target in allowed(payload), payload
    assert page.open == []


@pytest.mark.parametrize("render", [render_digest_html, render_email_html])
def test_pages_and_mails_stay_dead(render):
    for payload in PAYLOADS:
        assert_dead(render(digest_of(payload)), payload)


def test_feeds_stay_dead():
    for payload in PAYLOADS:
        root = ET.fromstring(render_digest_atom([digest_of(payload)]))
        assert {link.get("href") for link in root.iter(f"{ATOM}link")} <= allowed(payload), payload
        for content in root.iter(f"{ATOM}content"):
            assert_dead(content.text or "", payload)


def test_markdown_stays_dead():
    for payload in PAYLOADS:
        tokens = PARSER.parse(render_digest_markdown(digest_of(payload)))
        inside = [child for token in tokens for child in token.children or ()]
        assert {str(t.attrs["href"]) for t in inside if t.type == "link_open"} <= allowed(payload), payload
        assert [t for t in (*tokens, *inside) if _is_live(t)] == [], payload


def _is_live(token: Token) -> bool:
    return token.type in ("image", "html_inline", "html_block", "code_inline", "fence")


def test_terminals_and_plain_mails_stay_deaf():
    for payload in PAYLOADS:
        digest = digest_of(payload)
        for shown in (render_digest_terminal(digest, color=True, width=100), render_email_text(digest)):
            assert not COMMANDS.search(COLOR.sub("", shown)), payload


def test_slack_stays_dead():
    for payload in PAYLOADS:
        posts = render_digest_posts(digest_of(payload))
        for message in (posts.parent, *posts.thread):
            found = live(message)
            assert set(found.links) <= allowed(payload), payload
            assert (found.mentions, found.emoji, found.broken) == ([], [], []), payload
            assert over_limits(message) == [], payload


def test_the_outlet_s_own_address_is_a_link():
    assert OWN in render_digest_html(digest_of("plain"))

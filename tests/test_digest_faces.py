"""The faces of a digest: all say the same, nothing foreign comes alive, passages are a click away."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from html.parser import HTMLParser

import feedparser
import pytest

from summarizer.digest import run_digest
from summarizer.models import Digest
from summarizer.render import digest_words
from summarizer.render.digest_atom import render_digest_atom
from summarizer.render.digest_blocks import render_digest_posts
from summarizer.render.digest_email import render_email_html, render_email_text
from summarizer.render.digest_html import render_digest_html
from summarizer.render.digest_markdown import render_digest_markdown
from summarizer.render.digest_terminal import render_digest_terminal
from summarizer.render.kit import fits
from tests.digest_desk import Workshop
from tests.digest_world import BUDGET, FERRY, FERRY_NEXT, MONDAY, OWLS, THURSDAY, TUESDAY, Item
from tests.test_digest import order

pytestmark = pytest.mark.anyio
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "<!channel> <@U123> <https://evil.example|here> @everyone",
    "\x1b]8;;https://evil.example\x07link\x1b[31m",
    "\u202egnp.exe \u2066 {{ 7 * 7 }} {% raw %} ${HOME} & &amp; ]]> -->",
)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    opened = Workshop()
    yield opened
    await opened.aclose()


@pytest.fixture(scope="module")
async def digests(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> list[Digest]:
    """Three days: new stories, an update, nothing."""
    folder, desk = tmp_path_factory.mktemp("feeds"), workshop.desk()
    days = [(MONDAY, (*FERRY, *BUDGET, *OWLS)), (TUESDAY, (*FERRY, *FERRY_NEXT)), (THURSDAY, FERRY)]
    return [(await run_digest(desk, order(folder, items), now=now)).digest for now, items in days]


@pytest.fixture(scope="module")
async def hostile(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Digest:
    items = [
        Item(f"Outlet {n} {words}", f"Owls {n} {words}", f"The owls of wood {n} returned {words} on Sunday. " * 2)
        for n, words in enumerate(HOSTILE)
    ]
    bad = tmp_path_factory.mktemp("feeds")
    asked = order(bad, tuple(replace(item, outlet=f"Outlet {n}") for n, item in enumerate(items)))
    return (
        await run_digest(workshop.desk(), replace(asked, feeds=(*asked.feeds, str(bad / "no<script>.xml"))), now=MONDAY)
    ).digest


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_every_face_tells_every_story_and_says_what_is_new(digests: list[Digest]):
    for digest in digests:
        posts = render_digest_posts(digest)
        blocks = "\n".join(texts_of([posts.parent, *posts.thread]))
        faces = [
            text_of(render_digest_html(digest)), render_digest_terminal(digest, width=100), render_email_text(digest),
            text_of(render_email_html(digest)), unescaped(render_digest_markdown(digest)), blocks,
        ]  # fmt: skip
        for face in map(flat, faces):
            for story in digest.stories:
                assert story.brief.headline.text in face
                assert story.brief.statements[0].text in face
                for change in story.update.changes if story.update else ():
                    assert digest_words.change_words(change) in face
            if not digest.stories:
                assert "Nothing new" in face


def test_the_page_loads_nothing_and_every_number_has_its_passage(digests: list[Digest]):
    for digest in digests:
        page = render_digest_html(digest)
        assert not re.search(r"<(script|img|link|iframe|form|object)|\bsrc=|@import|url\(", page, re.I)
        ids = set(re.findall(r'id="([^"]+)"', page))
        targets = re.findall(r'href="#([^"]+)"', page)
        assert set(targets) <= ids
        assert len(ids) == len(re.findall(r'id="', page))
        for story in digest.stories:
            for citation in story.brief.citations():
                assert f"s{story.rank.place}-{citation.n}" in ids


def test_the_score_is_told_in_numbers_that_add_up(digests: list[Digest]):
    for story in (story for digest in digests for story in digest.stories):
        words = digest_words.rank_words(story.rank)
        *parts, total = re.findall(r"\d+\.\d\d", words)
        assert sum(map(float, parts)) == pytest.approx(float(total), abs=0.011)
    assert "going on with a story told before" in digest_words.rank_words(digests[1].stories[0].rank)


def test_the_feed_keeps_its_ids_and_an_update_is_an_entry_of_its_own(digests: list[Digest]):
    feed = render_digest_atom(digests[::-1])
    assert feed == render_digest_atom(digests[::-1])
    root = ET.fromstring(feed)
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) == sum(len(digest.stories) for digest in digests)
    parsed = feedparser.parse(feed.encode())
    assert not parsed.bozo
    assert parsed.entries[0].title.startswith("Update: ")
    assert all("<script" not in entry.content[0].value for entry in parsed.entries)
    earlier = render_digest_atom(digests[:1])
    assert {e.id for e in feedparser.parse(earlier.encode()).entries} <= set(ids)


def test_slack_posts_keep_the_limits(digests: list[Digest], hostile: Digest):
    for digest in (*digests, hostile):
        posts = render_digest_posts(digest)
        for message in (posts.parent, *posts.thread):
            assert fits(message["blocks"])
            assert message["unfurl_links"] is message["unfurl_media"] is False
            assert "<!" not in json.dumps(message)
            assert "<@" not in json.dumps(message)


@pytest.mark.parametrize("render", [render_digest_html, render_email_html])
def test_foreign_text_is_no_markup(hostile: Digest, render: Callable[[Digest], str]):
    page = render(hostile)
    tags = {tag for tag, _ in tags_of(page)}
    assert tags <= {
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "section", "article",
        "p", "h1", "h2", "h3", "ol", "ul", "li", "a", "b", "bdi", "span", "time", "blockquote", "mark", "details",
        "summary", "table", "tr", "td", "br", "div",
    }  # fmt: skip
    for _, attributes in tags_of(page):
        assert not any(name.startswith("on") for name in attributes)
        assert re.match(r"(#|https?://[\w.-]+\.example/|$)", attributes.get("href") or "")
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "{{ 7 * 7 }}" in page  # a value, never a template


def test_foreign_text_commands_no_terminal_and_writes_no_markdown(hostile: Digest):
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", render_digest_terminal(hostile))
    markdown = render_digest_markdown(hostile)
    assert not re.search(r"(?<!\\)\]\(", markdown)
    assert not re.search(r"(?<!\\)<(?!https?://[\w.-]+\.example/)", markdown)
    ET.fromstring(render_digest_atom([hostile]))


async def test_sections_stand_in_the_order_of_their_best_story(digests: list[Digest]):
    first, second, third = digests[0].stories
    stories = [
        first.model_copy(update={"section": None}),
        second.model_copy(update={"section": "Inland"}),
        third.model_copy(update={"section": "Nature"}),
    ]
    grouped = [(name, [story.rank.place for story in group]) for name, group in digest_words.by_section(stories)]
    assert grouped == [("Inland", [2]), ("Nature", [3]), ("Other", [1])]
    page = render_digest_html(digests[0].model_copy(update={"stories": tuple(stories)}))
    assert page.index("Inland") < page.index("Nature") < page.index("Other")


def tags_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Reader().feed(page)
    return found


def text_of(page: str) -> str:
    """What a reader sees, the cards of citations and their numbers left out."""
    page = re.sub(r'<span class="card".*?</span>|<style>.*?</style>', "", page, flags=re.S)
    kept: list[str] = []
    reader = HTMLParser(convert_charrefs=True)
    reader.handle_data = kept.append  # type: ignore[method-assign]
    reader.feed(page)
    return "".join(kept)


def unescaped(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown).replace("&#64;", "@")


def texts_of(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for item in value.values() for text in texts_of(item)]
    return [text for item in value for text in texts_of(item)] if isinstance(value, list) else []

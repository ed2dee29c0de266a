"""Markdown: what a parser reads back is what the articles say, and nothing in it is live."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from summarizer.models import Answer
from summarizer.render.foreign import visible
from summarizer.render.markdown import escape, render_markdown
from tests.briefs import ferry_answer, hostile_answer, source

PARSER = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
TRICKY = st.text(st.sampled_from("ab1.#-+*_`~|<>[]()!&;:/\\@=\"' \n\r\t\x1b🚢é²\u00a0\u2028"), min_size=1, max_size=30)


def inline(markdown: str) -> list[Token]:
    return [child for token in PARSER.parse(markdown) for child in token.children or ()]


def text_of(tokens: list[Token]) -> str:
    """Return the text that a reader gets; anything but text and line breaks raises."""
    parts = []
    for token in tokens:
        assert token.type in ("text", "softbreak", "text_special"), token
        parts.append("\n" if token.type == "softbreak" else token.content)
    return "".join(parts)


@given(st.one_of(TRICKY, st.text(min_size=1, max_size=40)))
@example("#")
@example("|\n:-")
@example("__0__")
@example("a\\#")
def test_escaped_text_reads_back_as_it_was(text: str) -> None:
    blocks = PARSER.parse("- [1] " + escape(text, indent=2))
    assert [b.type for b in blocks if b.type.endswith("_open")] == [
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
    ]
    assert text_of(inline("- [1] " + escape(text, indent=2))) == "[1] " + visible(text).replace("\x00", "�")


@given(st.one_of(TRICKY, st.text(min_size=1, max_size=40)))
def test_escaped_text_opens_no_block_at_the_start_of_a_line(text: str) -> None:
    blocks = PARSER.parse(escape(text))
    assert [b.type for b in blocks if b.type.endswith("_open")] == ["paragraph_open"]


def test_every_quote_stands_verbatim_under_its_number() -> None:
    answer = ferry_answer()
    lines = {text_of_inline(token) for token in PARSER.parse(render_markdown(answer)) if token.type == "inline"}
    for brief in answer.stories:
        texts = {s.id: s for s in brief.sources}
        for c in brief.citations():
            cited = texts[c.source].text if c.field == "text" else texts[c.source].title
            assert f"[{c.n}] {cited[c.start : c.end]}" in lines or f"[{c.n}] title: {cited[c.start : c.end]}" in lines


def text_of_inline(token: Token) -> str:
    kept = ("text", "softbreak", "text_special")
    return "".join("\n" if c.type == "softbreak" else c.content for c in token.children if c.type in kept)


def test_details_stand_with_their_outlet() -> None:
    markdown = render_markdown(ferry_answer())
    for statement in ferry_answer().stories[0].statements:
        for detail in statement.details:
            assert f"only {detail.outlets[0]}: {detail.text}" in markdown


def test_every_claim_of_the_table_is_in_it() -> None:
    markdown = render_markdown(ferry_answer())
    assert all(claim.text in markdown for claim in ferry_answer().stories[0].claims)


def live(answer: Answer) -> tuple[list[str], list[Token]]:
    tokens = PARSER.parse(render_markdown(answer))
    children = [child for token in tokens for child in token.children or ()]
    links = [str(t.attrs["href"]) for t in children if t.type == "link_open"]
    foreign = [
        t for t in (*tokens, *children) if t.type in ("image", "html_inline", "html_block", "code_inline", "fence")
    ]
    return links, foreign


PAYLOADS = [
    "<script>alert(1)</script>",
    "![x](https://evil.example/?d=1)",
    "[x](https://evil.example)",
    "[x][1]\n\n[1]: https://evil.example",
    "https://evil.example/a www.evil.example evil.example",
    "<https://evil.example>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "mail me@evil.example @channel <!channel>",
    "```\ncode",
    "# big\n\n---\n\n> said",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "https://user:pw@evil.example/",
    "&lt;b&gt; &#60;i&#62;",
    "\\[x\\](https://evil.example)",
    "*a* _b_ ~~c~~ `d`",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_foreign_text_is_never_live(payload: str) -> None:
    links, foreign = live(hostile_answer(payload))
    allowed = {"https://outlet.example/story", payload}  # a1's own address, and a2's where it is a safe one
    assert set(links) <= allowed
    assert foreign == []
    assert "\x1b" not in render_markdown(hostile_answer(payload))


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    answer = ferry_answer()
    bad = source("a5", "x", "Bad", url="javascript:alert(1)")
    story = answer.stories[1].model_copy(update={"sources": (bad, answer.stories[1].sources[1])})
    assert live(answer.model_copy(update={"stories": (story,)}))[0] == []

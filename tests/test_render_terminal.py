"""The terminal view: the words say it all, the lines fit, and no foreign byte commands the terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from summarizer.render.foreign import one_line, visible
from summarizer.render.terminal import MAX_WIDTH, render_terminal
from tests.briefs import ferry_answer, hostile_answer
from tests.test_render_markdown import PAYLOADS

COLOR = re.compile(r"\x1b\[[0-9;]*m")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_shown_quote_stands_verbatim_under_its_number():
    answer = ferry_answer()
    shown = flat(render_terminal(answer, width=100))
    for brief in answer.stories:
        sources = {s.id: s for s in brief.sources}
        for c in brief.citations():
            cited = sources[c.source].text if c.field == "text" else sources[c.source].title
            assert f"[{c.n}] {flat(cited[c.start : c.end])}" in shown


def test_agreement_details_and_disagreements_are_said_in_words():
    shown = flat(render_terminal(ferry_answer()))
    assert "corroborated by Harbor Post, Northcoast Radio only Harbor Post: about two kilometres" in shown
    assert "[1] see also [2]" in shown
    assert "told by Northcoast Radio, Ellery Courier; outlets differ" in shown
    assert "14 (Harbor Post, Northcoast Radio) or 17 (Ellery Courier)" in shown
    assert "• 14 — Harbor Post, Northcoast Radio [4] • 17 — Ellery Courier [5]" in shown
    assert "reprint of a1" in shown
    assert "set aside: 2 passages (byline, promo)" in shown


def test_what_is_long_is_counted():
    story = ferry_answer().stories[0]
    claims = tuple(
        c.model_copy(update={"id": f"x{i}"}) for i in range(9) for c in story.claims if c.outlets == ("Harbor Post",)
    )
    answer = ferry_answer().model_copy(update={"stories": (story.model_copy(update={"claims": claims}),)})
    assert f"and {len(claims) - 3} more" in render_terminal(answer)


@pytest.mark.parametrize("width", [20, 40, 57, 80, 100, 200])
@pytest.mark.parametrize("unicode", [True, False])
def test_lines_fit_the_width(width: int, unicode: bool):
    lines = render_terminal(ferry_answer(), width=width, unicode=unicode).splitlines()
    assert max(cell_len(line) for line in lines) <= min(width, MAX_WIDTH)
    assert not any(line.endswith(" ") for line in lines)


def test_colour_adds_nothing_but_colour():
    plain = render_terminal(ferry_answer())
    colored = render_terminal(ferry_answer(), color=True)
    assert COLOR.search(colored)
    assert COLOR.sub("", colored) == plain
    assert "\x1b" not in plain


def test_without_unicode_signs_are_ascii():
    shown = render_terminal(ferry_answer(), unicode=False)
    assert not set("✓≠─•·") & set(shown)


HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\x1b]0;title\x07",
    "\x9b31m 8-bit",
    "a\rb",
    "a\x08\x08b",
    "\u202eback\u202c \u2066isolated\u2069",
    "\U000e0041\U000e0042 tags",
    "[bold]markup[/bold] :smile: [link=https://evil.example]x[/link]",
    "zero\u200bwidth\u00ad",
    "\ud800",
]


@pytest.mark.parametrize("payload", [*PAYLOADS, *HOSTILE])
@pytest.mark.parametrize("color", [True, False])
def test_foreign_text_never_commands_the_terminal(payload: str, color: bool):
    shown = COLOR.sub("", render_terminal(hostile_answer(payload), color=color))
    commands = [
        c for c in shown if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f" or c in "\u202e\u2066\U000e0041\u200b"
    ]
    assert commands == []
    assert flat(one_line(payload)).split()[0] in flat(shown)
    shown.encode("utf-8")


@given(st.text(max_size=60))
def test_any_text_is_shown_in_the_width(payload: str):
    lines = render_terminal(hostile_answer(payload), width=40).split("\n")
    assert max(cell_len(line) for line in lines) <= 40


@given(st.text())
def test_visible_keeps_every_code_point_in_its_place(text: str):
    shown = visible(text)
    assert len(shown) == len(text)
    assert visible(shown) == shown


@pytest.mark.parametrize(
    "text", ["naïve café", "北京 10:30", "مرحبا\u200f بكم", "می\u200cخواهم", "👩\u200d🚒 ❤\ufe0f 🇫🇮", "a\tb\r\nc"]
)
def test_visible_leaves_ordinary_text_alone(text: str):
    assert visible(text) == text

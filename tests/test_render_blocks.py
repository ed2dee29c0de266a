"""Slack blocks: within the limits, and only the sources' own links in them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from summarizer.render.blocks import MAX_BLOCKS, render_blocks
from tests.briefs import ferry_answer, hostile_answer
from tests.test_render_markdown import PAYLOADS


def texts(message: dict[str, Any]) -> list[str]:
    found = []
    for block in message["blocks"]:
        found += [e["text"] for e in block.get("elements", ())]
        found += [block["text"]["text"]] if "text" in block else []
    return found


def test_statements_agreement_details_and_quotes_are_in_it():
    message = render_blocks(ferry_answer())
    shown = "\n".join(texts(message))
    assert message["blocks"][0]["text"]["text"].startswith("Ferry with 212 aboard")
    assert "_corroborated by Harbor Post, Northcoast Radio_\n_only Harbor Post: about two kilometres" in shown
    assert "<https://harborpost.example/ferry?id=7&amp;page=1|Harbor Post>; set aside" in shown
    for c in (c for s in ferry_answer().stories[0].statements for c in s.citations):
        assert f"[{c.n}] {c.quote}" in shown


@pytest.mark.parametrize(
    "payload", [*PAYLOADS, "<@U1> <#C1> <!here> <!subteam^S1>", ":tada: *x* _y_", "a" * 5000, "&" * 4000]
)
def test_foreign_text_is_never_live_and_never_too_long(payload: str):
    message = render_blocks(hostile_answer(payload))
    assert len(message["blocks"]) <= MAX_BLOCKS
    for text in texts(message):
        assert len(text) <= 3000
        assert set(re.findall(r"<([^|>]*)", text)) <= {"https://outlet.example/story", payload}
        assert not re.search(r"&(?!(amp|lt|gt);)", text)
        assert "\x1b" not in text


def test_a_long_answer_fits_into_one_message_and_says_what_did_not():
    answer = ferry_answer()
    message = render_blocks(answer.model_copy(update={"stories": answer.stories * 20}))
    assert len(message["blocks"]) == MAX_BLOCKS
    assert "did not fit" in texts(message)[-1]

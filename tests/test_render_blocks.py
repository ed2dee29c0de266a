"""Slack blocks: within the limits, only the sources' own links in them, every quotation as it stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.render.blocks import PARENT_STORIES, REPORT, render_blocks, render_posts
from summarizer.render.kit import MAX_BLOCKS, MAX_TEXT, context, cut, literal, message, pack, section
from tests.briefs import ferry_answer, hostile_answer
from tests.mrkdwn import live, over_limits, shown, text_objects, units
from tests.test_render_markdown import PAYLOADS

HOSTILE = [*PAYLOADS, "<@U1> <#C1> <!here> <!subteam^S1>", ":tada: *x* _y_", "a" * 5000, "&" * 4000, "😀" * 4000, " "]


def posts(answer):
    made = render_posts(answer)
    return [made.parent, *made.thread]


def every_message(answer):
    return [render_blocks(answer), *posts(answer)]


def test_statements_agreement_details_and_quotes_are_in_it():
    for seen in (
        shown(render_blocks(ferry_answer())),
        "\n".join(shown(m) for m in render_posts(ferry_answer()).thread),
    ):
        assert "corroborated by Harbor Post, Northcoast Radio\nonly Harbor Post: about two kilometres" in seen
        assert "told by Northcoast Radio, Ellery Courier; outlets differ" in seen
        assert "    ◦ 14 — Harbor Post, Northcoast Radio [4]\n    ◦ 17 — Ellery Courier [5]" in seen
        assert "set aside: 2 passages (byline, promo)" in seen


def test_every_cited_passage_stands_under_its_number_as_it_is():
    answer = ferry_answer()
    for messages in ([render_blocks(answer)], render_posts(answer).thread):
        quoted = {}
        for block in (block for made in messages for block in made["blocks"]):
            texts = [element["text"] for element in block.get("elements", ())]
            if texts and texts[0].startswith("*["):
                quoted.setdefault((texts[0].split("]")[0][2:], texts[1]), texts[0])
        for brief in answer.stories:
            sources = {source.id: source for source in brief.sources}
            told = [brief.headline, *brief.statements, *(p for d in brief.disagreements for p in d.positions)]
            for c in (c for told_here in told for c in told_here.citations):
                cited = sources[c.source].text if c.field == "text" else sources[c.source].title
                assert (str(c.n), cited[c.start : c.end]) in quoted
                assert sources[c.source].outlet in quoted[str(c.n), c.quote]


def test_the_parent_has_three_lines_what_is_agreed_and_what_disputed():
    parent = render_posts(ferry_answer()).parent
    blocks = parent["blocks"]
    assert blocks[0]["text"]["text"].startswith("Ferry with 212 aboard")
    lines = blocks[1]["text"]["text"].split("\n")
    assert [line[0] for line in lines] == ["✓", "≠", "✓"]
    assert lines[0].endswith(" — only Harbor Post: about two kilometres outside Port Ellery")
    assert lines[1].endswith(" — 14 (Harbor Post, Northcoast Radio) or 17 (Ellery Courier)")
    assert blocks[2]["elements"][0]["text"] == "✓ 2 agreed, ≠ 1 disputed, · 2 from one outlet"
    assert "Skipped a7" in shown(parent)
    many = ferry_answer().model_copy(update={"stories": ferry_answer().stories * 4})
    assert f"{PARENT_STORIES} of 8 stories; the others are in the thread" in shown(render_posts(many).parent)


def test_each_statement_can_be_reported():
    answer = ferry_answer()
    buttons = [b["accessory"] for m in render_posts(answer).thread for b in m["blocks"] if "accessory" in b]
    values = [json.loads(button["value"]) for button in buttons]
    wanted = [
        {"brief": brief.id, "statement": n} for brief in answer.stories for n in (None, *range(len(brief.statements)))
    ]
    assert values == wanted
    assert {button["action_id"] for button in buttons} == {REPORT}
    assert "accessory" not in json.dumps(render_blocks(answer))


@pytest.mark.parametrize("payload", HOSTILE)
def test_foreign_text_is_never_live_and_never_too_long(payload: str):
    for made in every_message(hostile_answer(payload)):
        found = live(made)
        assert set(found.links) <= {"https://outlet.example/story", payload}
        assert (found.mentions, found.emoji, found.broken) == ([], [], [])
        assert over_limits(made) == []
        assert all(o.get("verbatim") or o.get("emoji") is False for o in text_objects(made["blocks"]))
        assert "\x1b" not in json.dumps(made, ensure_ascii=False)


@given(st.text(max_size=200))
@example("<!channel> <@U1> &lt;!here&gt; see evil.example :tada: `x`")
@example("\ud800 \U000e0041 \u202e")
def test_any_text_is_shown_letter_by_letter_and_stays_dead(text: str):
    made = message(text, [section(text), context(text)])
    found = live(made)
    assert (found.links, found.mentions, found.emoji, found.broken) == ([], [], [], [])
    made_of = literal(text)
    assert json.dumps(made, ensure_ascii=False).encode()
    if text.isascii() and text.isprintable() and text:
        assert made_of.replace("\u200b", "") == text


@given(st.text(st.sampled_from("a&<>😀é"), max_size=400), st.integers(10, 300))
def test_cut_keeps_the_limit_as_slack_may_count_it(text: str, limit: int):
    made = cut(text, limit)
    escaped = made.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert units(escaped) <= limit
    assert text.startswith(made.removesuffix("…"))


@given(st.lists(st.lists(st.integers(1, MAX_TEXT), min_size=1, max_size=60), max_size=6))
def test_pack_keeps_everything_in_order_within_the_limits(sizes: list[list[int]]):
    groups = [[section("x" * size) for size in group] for group in sizes]
    messages = pack("told", groups)
    assert [block for m in messages for block in m["blocks"]] == [block for group in groups for block in group]
    assert [over_limits(m) for m in messages] == [[]] * len(messages)


def test_a_long_answer_fits_into_one_message_and_says_what_did_not():
    answer = ferry_answer()
    made = render_blocks(answer.model_copy(update={"stories": answer.stories * 20}))
    assert len(made["blocks"]) <= MAX_BLOCKS
    assert over_limits(made) == []
    assert "did not fit" in shown(made).splitlines()[-1]
    whole = render_posts(answer.model_copy(update={"stories": answer.stories * 20}))
    assert sum(len(list(text_objects(m["blocks"]))) for m in whole.thread) > 20 * 40


@pytest.mark.parametrize(
    "text", ["<!channel>", "<@U1>", "<https://evil.example|ok>", "a <!subteam^S1|x> b", ":tada:", "a & b", "1 < 2"]
)
def test_the_reader_of_mrkdwn_finds_what_is_alive(text: str):
    """The checks above are worth what their reader sees."""
    marked = {"type": "mrkdwn", "text": text, "verbatim": True}
    found = live({"text": "x", "blocks": [marked], "unfurl_links": False, "unfurl_media": False})
    assert found.links or found.mentions or found.emoji or found.broken
    assert live({"text": "x", "blocks": []}).broken == ["unfurl_links", "unfurl_media"]
    eager = live({"text": "x", "blocks": [{"type": "plain_text", "text": "see www.evil.example @here :x:"}]})
    assert (eager.links, eager.mentions, eager.emoji) == (["www.evil.example"], ["@here"], [":x:"])

"""Statements read out of an answer while it arrives: whole ones alone, whatever the pieces."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.engines.arriving import Arrived, Arriving
from summarizer.engines.base import Spent
from summarizer.engines.completion import Reply
from summarizer.engines.reply import Fault, read_reply
from summarizer.engines.wire import BriefReply
from tests.hostile_replies import GOOD, GOOD_TEXT, LIST_C
from tests.provider import Scripted

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ['"', "\\", '\\"', "}", "]}", '{"text": "x", "cites": []}', "statements", "headline", "\u2028", "😮\\u0041"]
)
_STATEMENT = st.builds(lambda text, cites: {"text": text, "cites": cites}, _TEXT, st.lists(_TEXT, max_size=3))
_REPLY = st.builds(
    lambda headline, statements, more: {"headline": headline, "statements": statements, **more},
    _STATEMENT,
    st.lists(_STATEMENT, min_size=1, max_size=4),
    st.fixed_dictionaries({}, optional={name: st.lists(_STATEMENT, max_size=2) for name in ("quotes", "statement")}),
)


def heard(text: str, *cuts: int) -> list[Arrived]:
    """Feed `text` in pieces that end at `cuts`."""
    arriving, found, last = Arriving(), [], 0
    for cut in (*sorted(cuts), len(text)):
        found += arriving.feed(text[last : max(cut, last)])
        last = max(cut, last)
    return found


def told(arrived: list[Arrived]) -> list[tuple[bool, str, list[str]]]:
    return [(one.headline, one.statement.text, one.statement.cites) for one in arrived]


@given(_REPLY, st.data(), st.booleans(), st.sampled_from([None, 1]))
def test_what_arrives_is_what_the_whole_says(reply, data, ascii_, indent) -> None:
    text = json.dumps(reply, ensure_ascii=ascii_, indent=indent)
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=12))
    expected = [(True, reply["headline"]["text"], reply["headline"]["cites"])]
    expected += [(False, s["text"], s["cites"]) for s in reply["statements"]]
    assert told(heard(text, *cuts)) == expected
    at = data.draw(st.integers(0, len(text)))
    assert told(heard(text[:at])) == expected[: len(heard(text[:at]))]


@given(_REPLY)
def test_each_leaves_with_its_own_closing_brace(reply) -> None:
    text = json.dumps(reply)
    arriving = Arriving()
    for at, letter in enumerate(text):
        for one in arriving.feed(letter):
            assert letter == "}"
            shown = {"text": one.statement.text, "cites": one.statement.cites}
            assert text[: at + 1].endswith(json.dumps(shown))


@given(st.text(max_size=300) | st.text('{}[]",:\\ headlinestatements'), st.lists(st.integers(0, 300), max_size=5))
def test_nothing_that_a_model_writes_stops_it(text: str, cuts: list[int]) -> None:
    whole = told(heard(text))
    assert told(heard(text, *(min(cut, len(text)) for cut in cuts))) == whole


@pytest.mark.parametrize(
    "around",
    ["{0}", "```json\n{0}\n```", "Here is the brief:\n\n{0}\n\nDone.", "\ufeff{0}", "<think>It {{agrees}}.</think>{0}",
     "  <Reasoning>[1] {{\"headline\": </reasoning>\n{0}"],
)  # fmt: skip
def test_what_stands_around_an_answer_is_passed_over(around: str) -> None:
    text = around.format(GOOD_TEXT)
    assert [one.statement.text for one in heard(text, *range(len(text)))] == [
        GOOD["headline"]["text"],
        *(statement["text"] for statement in GOOD["statements"]),
    ]


@pytest.mark.parametrize("case", [pytest.param(c, id=c.number) for c in LIST_C if isinstance(c.step, Scripted)])
def test_no_statement_arrives_that_a_readable_whole_does_not_have(case) -> None:
    try:
        content = json.loads(case.step.body)["choices"][0]["message"]["content"] or ""
    except (ValueError, LookupError, RecursionError):
        content = case.step.body.decode("latin-1")
    arrived = heard(content, *range(0, min(len(content), 5_000), 7))
    reply = read_reply(Reply(content, Spent()), BriefReply)
    if not isinstance(reply, Fault):
        assert [one.statement for one in arrived] == [reply.headline, *reply.statements]


def test_deep_and_endless_answers_cost_little() -> None:
    assert heard('{"statements": [' + '{"text": ' * 50_000) == []
    assert heard('{"statements": [{"text": "' + "x" * 1_000_000, *range(0, 1_000_000, 1_000)) == []
    assert heard('{"headline": {"text": ' + "[" * 100_000 + "]" * 100_000 + "}}") == []

"""The reader of replies alone: what is cut is never taken for whole, and a fault never repeats the model's words."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.engines.base import Spent
from summarizer.engines.completion import Reply
from summarizer.engines.drafting import draft_of, tidy_ids
from summarizer.engines.reply import Fault, read_reply
from summarizer.engines.wire import BriefReply, RevisionReply
from tests.hostile_replies import GOOD, GOOD_TEXT

PRETTY = json.dumps(GOOD, indent=2, ensure_ascii=False)
SPENT = Spent(1, 100, 20, None)


def reading(text: str, *, mend: bool = False, finish: str | None = "stop") -> BriefReply | Fault:
    return read_reply(Reply(text, SPENT, finish=finish), BriefReply, mend=mend)


def test_no_cut_of_a_reply_is_taken_for_whole() -> None:
    rng = random.Random(3)
    wholes = [GOOD_TEXT, PRETTY, GOOD_TEXT.replace('"', "'"), f"```json\n{PRETTY}\n```", PRETTY.replace("\n]", ",\n]")]
    cuts = 0
    for _ in range(5_000):
        whole = rng.choice(wholes)
        end = whole.rindex("}")
        cut = whole[: rng.randrange(1, end + 1)] + rng.choice(["", "\n```", "}", "\n...", "}}"])
        answer = reading(cut, mend=True, finish=rng.choice(["stop", "length", None]))
        if isinstance(answer, BriefReply):
            assert cut.count("{") == whole.count("{"), "only the last brace was cut, and put back"
            assert [statement.model_dump() for statement in answer.statements] == GOOD["statements"]
        else:
            cuts += 1
    assert cuts > 4_500


@pytest.mark.parametrize(
    "damaged",
    [
        GOOD_TEXT[:-2] + ",]}",
        GOOD_TEXT.replace('"', "'"),
        PRETTY.replace('"statements"', '// body\n"statements"'),
        GOOD_TEXT.replace("after inspectors", "after\ninspectors"),
    ],
    ids=["trailing comma", "single quotes", "comment", "newline in a string"],
)
def test_damage_is_mended_only_when_there_is_no_call_left(damaged: str) -> None:
    fault = reading(damaged)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.again) == ("bad_json", True)
    mended = reading(damaged, mend=True)
    assert isinstance(mended, BriefReply)
    assert [s.cites for s in mended.statements] == [s["cites"] for s in GOOD["statements"]]


@given(st.text(max_size=200), st.booleans(), st.sampled_from(["stop", "length", None]))
def test_any_text_is_an_answer_or_a_fault(text: str, mend: bool, finish: str | None) -> None:
    assert isinstance(reading(text, mend=mend, finish=finish), Fault)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*GOOD, "text", "cites", "x"]), inner),
    max_leaves=12,
)


@given(_json)
def test_any_json_is_an_answer_or_a_fault(value: object) -> None:
    for schema in (BriefReply, RevisionReply):
        answer = read_reply(Reply(json.dumps(value), SPENT), schema)
        assert isinstance(answer, schema | Fault)


@given(st.text(alphabet="abcxyz_$<>&", min_size=4, max_size=30))
def test_a_fault_never_repeats_what_the_model_made_up(word: str) -> None:
    fault = reading(json.dumps({**GOOD, f"ZZ{word}": {f"QQ{word}": 1}}))
    assert isinstance(fault, Fault)
    assert "ZZ" not in fault.detail
    assert "QQ" not in fault.detail


def test_thinking_until_the_limit_is_truncated_and_not_asked_again() -> None:
    fault = reading("", finish="length")
    assert fault == Fault("truncated", "the answer is empty", again=False)


def test_ids_are_tidied_but_never_guessed() -> None:
    assert tidy_ids(["[a1.s4]", "a2.s1, a2.s2", " a1.s4 ", "(a3.title)"]) == ("a1.s4", "a2.s1", "a2.s2", "a3.title")
    assert tidy_ids(["a1", "s4", "A1.S4", "-1"]) == ("a1", "s4", "A1.S4", "-1")


def test_the_same_statement_twice_counts_once() -> None:
    twice = BriefReply.model_validate({**GOOD, "statements": [*GOOD["statements"], GOOD["statements"][0]]})
    drafted = draft_of(twice)
    assert not isinstance(drafted, Fault)
    assert len(drafted.statements) == len(GOOD["statements"])

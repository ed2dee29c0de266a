"""The measurements that need a model, run against a provider on loopback: they count right, stop and go on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals import judge as judge_eval
from evals import llm as llm_eval
from summarizer.engines.completion import warm
from tests.provider import REPLIES, Provider, Scripted, error, says, serving

SENTENCES = (
    "Residents of the old quarter backed the plan in a poll, aside from those near the harbour, the council said.",
    "The council of Morrow fined the ferry company after the storm.",
)
QUALIFIER = "Residents of the old quarter backed the plan in a poll, the council said."  # the gate lets it pass
STOPPED = "Divers searched the southern pier."
TRUE = ("The council fined the ferry company.", SENTENCES[1])


def story() -> dict[str, Any]:
    text = " ".join(SENTENCES)
    spans = {
        f"a1.s{n}": {"article": 0, "start": text.index(s), "end": text.index(s) + len(s)}
        for n, s in enumerate(SENTENCES, 1)
    }
    every = list(spans)
    return {
        "id": "quay",
        "articles": [text],
        "sentences": spans,
        "brief": {"statements": [{"text": TRUE[0], "cites": every}]},
        "true_hard": [{"text": TRUE[1], "cites": every}],
        "false": [{"text": t, "cites": every, "kind": "scope"} for t in (QUALIFIER, STOPPED)],
    }


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()
    with serving() as running:
        yield running


@pytest.fixture
def arguments(tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Set a model in the environment, as a user would; return the options that keep a run in `tmp_path`."""
    monkeypatch.setenv("SUMMARIZER_MODEL", "openai/local")
    monkeypatch.setenv("SUMMARIZER_API_BASE", provider.base)
    (tmp_path / "stories.jsonl").write_text(json.dumps(story()) + "\n", "utf-8")
    return ["--runs", str(tmp_path / "runs")]


def reading(asked: dict[str, Any]) -> Scripted:
    """Answer as a second reader that finds the dropped qualifier, and nothing else."""
    listed = re.findall(r"^(\d+)\. (.*)$", asked["messages"][1]["content"], re.MULTILINE)
    return says({"verdicts": [{"number": int(n), "supported": text != QUALIFIER} for n, text in listed]})


def test_the_judge_is_measured_on_what_the_gate_lets_pass(
    provider: Provider, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "stories.jsonl"), "--true", "9"]
    provider.script(reading)
    assert judge_eval.main([*arguments, *data]) == 0
    out = capsys.readouterr().out
    sent = provider.calls[0]["messages"][1]["content"]
    assert STOPPED not in sent, "the gate has stopped it"
    assert "openai/local: 3 of 3 statements; now 1 calls" in out
    assert re.search(r"^false, all kinds +1 +1 100\.0% +0 +0$", out, re.MULTILINE)
    assert re.search(r"^true, all +2 +0 +0\.0% +2 +0$", out, re.MULTILINE)


def test_what_was_read_is_not_read_again_and_what_failed_is(
    provider: Provider, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "stories.jsonl")]
    provider.script(error(401))
    assert judge_eval.main([*arguments, *data]) == 1
    assert "calls without an answer: bad_key 1" in capsys.readouterr().out
    provider.script(reading)
    assert judge_eval.main([*arguments, *data]) == 0
    first = capsys.readouterr().out
    with (tmp_path / "runs" / "judge.jsonl").open("a", encoding="utf-8") as kept:
        kept.write('{"key": "cut o')  # as a run that is killed leaves it
    provider.script(error(500))
    assert judge_eval.main([*arguments, *data]) == 0
    second = capsys.readouterr().out
    assert provider.calls == []
    assert second.splitlines()[1:] == first.splitlines()[1:]


def drafting(asked: dict[str, Any]) -> Scripted:
    """Draft two sentences of the material as they stand, and one that nothing shows; mend nothing."""
    sent = asked["messages"][1]["content"]
    if "failed; they are quoted" in sent:
        return says({"replacements": []})
    found = re.findall(r"\[(a\d+\.s\d+)\] ([^\[\n]+)", sent)
    statements = [{"text": text.strip(), "cites": [sid]} for sid, text in found[:2]]
    statements.append({"text": "The mayor of Quillhaven resigned in 1907.", "cites": [found[0][0]]})
    return says(
        {"headline": statements[0], "statements": statements, "disagreements": [], "quotes": [], "timeline": []}
    )


def test_a_model_is_measured_through_the_whole_line(
    provider: Provider, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    provider.script(drafting)
    assert llm_eval.main([*arguments, "--set", "samples", "--show"]) == 0
    out = capsys.readouterr().out
    (row,) = [line.split() for line in out.splitlines() if line.startswith("samples  ")]
    assert row[:5] == ["samples", "3", "2", "1", str(len(provider.calls))]
    assert "asked for corrections: 1; answers that could not be used: none" in out
    assert "degraded: 0 (none)" in out
    assert "Quillhaven" in out.partition("x ")[2]
    provider.script(error(500))
    assert llm_eval.main([*arguments, "--set", "samples"]) == 0
    assert provider.calls == [], "kept from the run before"


def test_what_a_real_model_wrote_of_the_samples_stands(
    provider: Provider, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """`written_brief.json` is a large language model's own answer to `write_brief` 5 over the samples (2026-11-22)."""
    provider.script(says((REPLIES / "written_brief.json").read_text("utf-8")))
    assert llm_eval.main([*arguments, "--set", "samples", "--max-words", "200"]) == 0
    out = capsys.readouterr().out
    (row,) = [line.split() for line in out.splitlines() if line.startswith("samples  ")]
    assert row[:5] == ["samples", "10", "10", "0", "1"]


def test_an_answer_that_cannot_be_used_is_told_as_one(
    provider: Provider, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    provider.script(says("Here is your brief."))
    assert llm_eval.main([*arguments, "--set", "samples"]) == 0
    out = capsys.readouterr().out
    assert "degraded: 1 (prose_reply 1)" in out
    assert "answers that could not be used: prose_reply 1" in out


@pytest.mark.parametrize("eval_", [judge_eval, llm_eval])
def test_without_a_model_it_is_skipped_with_a_reason(
    eval_: Any,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("SUMMARIZER_MODEL")
    more = ["--data", str(tmp_path / "stories.jsonl")] if eval_ is judge_eval else []
    assert eval_.main([*arguments, *more]) == 1
    assert "skipped: no model" in capsys.readouterr().err

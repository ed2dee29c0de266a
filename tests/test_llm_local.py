"""Servers of one's own (llama.cpp, Ollama, LM Studio, vLLM): their complaints, their contexts, their counts.

The complaints are worded as these servers word them (their issue trackers, and llama-cpp-python 0.3.36 run by us).
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from summarizer.engines.base import WriteOptions, Written
from summarizer.engines.completion import warm
from summarizer.engines.judge import Cited, SecondReader
from summarizer.engines.llm import LLMEngine
from summarizer.engines.opening import open_models
from summarizer.pipeline import lay_ground
from summarizer.prompting import load_prompts
from summarizer.settings import Settings
from tests.fakes import article
from tests.hostile_replies import ARTICLES, GOOD, GOOD_TEXT
from tests.provider import Provider, Rule, Scripted, event, message, pours, says, serving
from tests.scripted import ScriptedCompletion

GROUND = lay_ground(ARTICLES)
LONG = lay_ground(
    [
        article(n, " ".join(f"Ship {n}{at} left port {at} on Monday with {at} crates." for at in range(120)))
        for n in (1, 2)
    ]
)
README = (Path(__file__).parent.parent / "README.md").read_text("utf-8").partition("### A model on your own machine")[2]
SHOWN = re.findall(r"^\| .* \| `(\w+/\w+)` \| `http://127.0.0.1:\d+(/v1)?` \|$", README, re.MULTILINE)
MODELS = ("openai/x", "hosted_vllm/x", "lm_studio/x", "llamafile/x", "ollama_chat/x")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()
    with serving() as running:
        yield running


async def no_sleep(_: float) -> None:
    """Wait for nothing."""


def write(provider: Provider, model: str = "openai/x", ground: Any = GROUND, **more: Any) -> Written:
    base = provider.base.removesuffix("/v1") if model.startswith("ollama") else provider.base
    engine = LLMEngine(model, prompts=load_prompts(), api_base=base, sleep=no_sleep, deadline=20.0, **more)
    return asyncio.run(engine.write(ground.table, WriteOptions(150), ground.check))


def complaint(status: int, body: Any) -> Scripted:
    return Scripted(status, json.dumps(body).encode())


def said(status: int, text: str, kind: str = "invalid_request_error") -> Scripted:
    return complaint(status, {"error": {"code": status, "message": text, "type": kind}})


TOO_LONG = {
    "llama.cpp": said(400, "request (7900 tokens) exceeds the available context size (4096 tokens), try increasing it"),
    "llama-cpp-python": said(500, "Requested tokens (100082) exceed context window of 8192", "internal_server_error"),
    "Ollama": complaint(400, {"error": "request (351 tokens) exceeds the available context size (256 tokens)"}),
    "LM Studio": complaint(400, {"error": "The model is loaded with context length of only 4096 tokens"}),
    "vLLM": said(400, "'max_tokens' is too large: 8000. This model's maximum context length is 8192 tokens"),
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("server", TOO_LONG)
def test_a_context_that_is_too_small_is_said_once_and_not_tried_again(
    provider: Provider, server: str, model: str
) -> None:
    provider.script(TOO_LONG[server])
    written = write(provider, model)
    assert (written.failed, len(provider.calls)) == ("context_window", 1)
    assert "SUMMARIZER_MODEL_WINDOW" in written.warnings[0]


OTHER_FORM = {
    "llama-cpp-python": said(
        500, "{'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}"
    ),
    "llama.cpp": said(400, 'Either "json_schema" or "grammar" can be specified, but not both'),
    "llama.cpp without templates": said(500, "tools param requires --jinja flag", "server_error"),
    "LM Studio": complaint(400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}),
    "Ollama": complaint(400, {"error": "registry.example/library/x does not support tools"}),
}


@pytest.mark.parametrize("server", OTHER_FORM)
def test_a_form_that_a_server_does_not_take_is_asked_for_in_another(provider: Provider, server: str) -> None:
    provider.script(OTHER_FORM[server], says(GOOD))
    written = write(provider)
    assert written.draft is not None
    assert len(provider.calls) == 2
    assert "tools" in provider.calls[1]


def ollama(**counted: int) -> Rule:
    body = {"model": "x", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": GOOD_TEXT}}
    return lambda _: Scripted(body=json.dumps(body | {"done": True, "done_reason": "stop", **counted}).encode())


def test_ollama_is_asked_for_the_context_that_the_request_is_made_for(provider: Provider) -> None:
    provider.script(ollama(prompt_eval_count=900, eval_count=5))
    assert write(provider, "ollama_chat/x", window=12_000).draft is not None
    assert provider.calls[0]["options"]["num_ctx"] == 12_000
    provider.script(says(GOOD))
    write(provider, window=12_000)
    assert "num_ctx" not in json.dumps(provider.calls[0]), "others would refuse what they do not know"


@pytest.mark.parametrize("model", ["ollama_chat/heard-of-nowhere", "ollama/heard-of-nowhere"])
def test_an_ollama_server_is_asked_for_the_answer_and_for_nothing_else(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setenv("OLLAMA_API_BASE", provider.base.removesuffix("/v1"))  # where litellm would look for the rest
    answer = {"response": GOOD_TEXT, **json.loads(ollama(prompt_eval_count=900, eval_count=5)(0).body)}
    provider.script(lambda _: Scripted(body=json.dumps(answer).encode()))
    assert write(provider, model).draft is not None
    assert len(provider.calls) == 1, "it is asked before the call and, by another thread, after it"


@pytest.mark.parametrize(("model", "path"), SHOWN)
def test_each_server_of_the_readme_is_reached_as_it_says(provider: Provider, model: str, path: str) -> None:
    assert len(SHOWN) == 4
    provider.script(ollama(prompt_eval_count=900, eval_count=5) if model.startswith("ollama") else says(GOOD))
    settings = Settings(model=model, api_base=provider.base.removesuffix("/v1") + path, model_window=16_384)
    engine = open_models([model], settings.access, deadline=30.0, window=settings.model_window)[model]
    written = asyncio.run(engine.write(GROUND.table, WriteOptions(150), GROUND.check))
    assert written.draft is not None, written
    assert len(provider.calls) == 1


def test_so_is_it_for_the_second_reader(provider: Provider) -> None:
    provider.script(ollama(prompt_eval_count=900, eval_count=5))
    base = provider.base.removesuffix("/v1")
    judge = SecondReader("ollama_chat/x", prompts=load_prompts(), api_base=base, window=9_000)

    async def ask() -> None:
        await judge.verdicts([Cited("It rained.", ("It rained.",))], due=asyncio.get_running_loop().time() + 20)

    asyncio.run(ask())
    assert provider.calls[0]["options"]["num_ctx"] == 9_000


def counted(prompt_tokens: int) -> Scripted:
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": 30, "total_tokens": prompt_tokens + 30}
    return Scripted(body=json.dumps(message(GOOD_TEXT) | {"usage": usage}).encode())


def test_a_server_that_cuts_a_request_short_without_a_word_is_found_out(provider: Provider) -> None:
    provider.script(counted(2_050))
    warning, *_ = write(provider, ground=LONG).warnings
    assert "read only 2,050 tokens" in warning
    assert "OLLAMA_CONTEXT_LENGTH" in warning


@pytest.mark.parametrize("prompt_tokens", [0, 1, 120, 9_000])
def test_a_count_that_can_be_true_or_is_none_is_no_suspicion(provider: Provider, prompt_tokens: int) -> None:
    provider.script(counted(prompt_tokens))
    assert not any("read only" in warning for warning in write(provider, ground=LONG).warnings)


@pytest.mark.parametrize(("api_base", "share"), [(None, 2 / 3), ("http://127.0.0.1:9/v1", 1.0)])
def test_a_slow_server_of_ones_own_has_the_whole_time_for_one_answer(api_base: str | None, share: float) -> None:
    model = ScriptedCompletion(GOOD_TEXT)
    engine = LLMEngine("openai/x", prompts=load_prompts(), api_base=api_base, deadline=90.0, completion=model)
    asyncio.run(engine.write(GROUND.table, WriteOptions(150), GROUND.check))
    assert model.requests[0].timeout == pytest.approx(90.0 * share, rel=0.1)


@pytest.mark.parametrize("window", [32_000, 4_600])
def test_a_server_that_remembers_what_it_read_need_not_read_it_again_for_the_corrections(window: int) -> None:
    model = ScriptedCompletion(GOOD_TEXT.replace("1931", "1913"), json.dumps({"replacements": []}))
    engine = LLMEngine("fake/x", prompts=load_prompts(), completion=model, window=window)
    asyncio.run(engine.write(GROUND.table, WriteOptions(150), GROUND.check))
    first, second = (f"{request.messages[0].content}\n{request.messages[1].content}" for request in model.requests)
    assert first != second
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    assert "The ferry to Morrow runs every ten minutes" in shared
    assert "===== END" in shared


class _Everything:
    room = 100

    async def headline(self, proposed: object) -> bool:
        return True

    async def statement(self, proposed: object) -> bool:
        return True


def test_a_stream_without_counts_is_not_free(provider: Provider) -> None:
    events = pours(GOOD_TEXT).events
    provider.script(
        Scripted(events=(*(e for e in events if b'"usage"' not in e and b"DONE" not in e), event("[DONE]")))
    )
    engine = LLMEngine("openai/x", prompts=load_prompts(), api_base=provider.base, deadline=20.0)
    written = asyncio.run(engine.write(GROUND.table, WriteOptions(150), GROUND.check, _Everything()))
    assert written.draft is not None
    assert written.spent.prompt_tokens > 500
    assert written.spent.completion_tokens > 50

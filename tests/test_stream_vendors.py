"""Streams of other vendors' protocols, told by the same engine: one call, and what it cost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from summarizer.engines.completion import warm
from summarizer.engines.llm import LLMEngine
from summarizer.models import Options
from summarizer.models.events import Event, StatementTold
from summarizer.pipeline import write_brief
from summarizer.prompting import load_prompts
from tests.hostile_replies import ARTICLES, GOOD, GOOD_TEXT
from tests.provider import Provider, Rule, Scripted, pours, serving

PIECES = [GOOD_TEXT[at : at + 24] for at in range(0, len(GOOD_TEXT), 24)]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()
    with serving() as running:
        yield running


def anthropic(asked: dict[str, Any]) -> Scripted:
    """Stream a message of blocks, by a tool where one is asked for."""
    tool = asked["tools"][0]["name"] if asked.get("tools") else None
    block = {"type": "tool_use", "id": "t", "name": tool, "input": {}} if tool else {"type": "text", "text": ""}
    kind, key = ("input_json_delta", "partial_json") if tool else ("text_delta", "text")
    usage = {"input_tokens": 10, "output_tokens": 1}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "x", "content": [], "usage": usage}
    end = {"stop_reason": "tool_use" if tool else "end_turn"}
    sent: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**message, "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": kind, key: piece}} for piece in PIECES),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": end, "usage": {"output_tokens": 30}},
        {"type": "message_stop"},
    ]
    return Scripted(events=tuple(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n".encode() for one in sent))


def ollama(asked: dict[str, Any]) -> Scripted:
    """Stream lines of JSON."""
    head = {"model": "x", "created_at": "2026-01-01T00:00:00Z", "done": False}
    said = [{**head, "message": {"role": "assistant", "content": piece}} for piece in PIECES]
    last = {"done": True, "done_reason": "stop", "prompt_eval_count": 10, "eval_count": 30}
    lines = [*said, {**head, "message": {"role": "assistant", "content": ""}, **last}]
    return Scripted(
        events=tuple(json.dumps(line).encode() + b"\n" for line in lines),
        headers=(("content-type", "application/x-ndjson"),),
    )


@pytest.mark.parametrize(
    ("model", "answer", "path"),
    [
        ("anthropic/claude-sonnet-4-5", anthropic, ""),
        ("anthropic/claude-3-haiku-20240307", anthropic, ""),
        ("ollama_chat/llama3", ollama, ""),
        ("mistral/mistral-small-latest", pours(GOOD_TEXT), "/v1"),
        ("hosted_vllm/any", pours(GOOD_TEXT), "/v1"),
        ("openrouter/any/thing", pours(GOOD_TEXT), "/v1"),
        ("openai/gpt-5-mini", pours(GOOD_TEXT), "/v1"),
    ],
)
def test_models_of_other_vendors_stream_through_the_same_engine(
    provider: Provider, model: str, answer: Scripted | Rule, path: str
) -> None:
    provider.script(answer)
    base = provider.base.removesuffix("/v1") + path
    engine = LLMEngine(model, prompts=load_prompts(), api_base=base, api_key="sk-none")
    told: list[Event] = []
    outcome = asyncio.run(
        write_brief(ARTICLES, engine, options=Options(), brief_id="b", created="2026", tell=told.append, live=True)
    )
    statements = [event.statement for event in told if isinstance(event, StatementTold)]
    assert tuple(statements) == outcome.brief.statements
    assert [statement.text for statement in statements] == [statement["text"] for statement in GOOD["statements"]]
    assert not outcome.brief.provenance.degraded
    assert [call["stream"] for call in provider.calls if "messages" in call] == [True]
    assert (outcome.spent.calls, outcome.spent.completion_tokens) == (1, 30)

"""What a provider does on the wire: faults, refusals of formats, retries. Calls are counted at the server."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from summarizer.engines.base import Spent, WriteOptions, Written
from summarizer.engines.completion import LiteLLM, Request, warm
from summarizer.engines.faults import ProviderFailed, parse_retry_after
from summarizer.engines.llm import LLMEngine
from summarizer.engines.wire import BriefReply
from summarizer.pipeline import lay_ground
from summarizer.prompting import Message, load_prompts
from tests.clock import run_forward
from tests.hostile_replies import ARTICLES, GOOD, GOOD_TEXT
from tests.provider import Provider, Rule, Scripted, error, message, says, serving

GROUND = lay_ground(ARTICLES)
KEY = "sk-canary-0123456789"
BODY = json.dumps(message(GOOD_TEXT)).encode()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()  # the import is not what the deadlines here are about
    with serving() as running:
        yield running


class Waits:
    """A sleep that takes no time and remembers how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def engine_at(provider: Provider, waits: Waits | None = None, **more: Any) -> LLMEngine:
    return LLMEngine(
        more.pop("model", "openai/local"),
        prompts=load_prompts(),
        api_base=provider.base,
        sleep=waits or Waits(),
        **{"api_key": KEY, "deadline": 20.0, **more},
    )


def write(engine: LLMEngine) -> Written:
    return asyncio.run(engine.write(GROUND.table, WriteOptions(150), GROUND.check))


def write_forward(
    provider: Provider, engine: LLMEngine, seconds: float, when: threading.Event | None = None
) -> Written:
    """Let so much time pass once the provider was asked, or `when` is set."""
    work = engine.write(GROUND.table, WriteOptions(150), GROUND.check)
    return run_forward(work, when=lambda: (when or provider.asked).wait(60), seconds=seconds)


@pytest.mark.parametrize(
    ("fault", "failed", "calls"),
    [
        (error(400), "bad_request", 1),
        (error(401, f"Incorrect API key provided: {KEY}"), "bad_key", 1),
        (error(403), "bad_key", 1),
        (error(404), "model_not_found", 1),
        (error(400, "This model's maximum context length is 10 tokens."), "context_window", 1),
        (error(408), "timeout", 3),
        (error(429), "rate_limited", 3),
        (error(500), "provider_down", 3),
        (Scripted(502, b"<html>Bad gateway</html>", (("content-type", "text/html"),)), "provider_down", 3),
        (error(503), "provider_down", 3),
        (error(529), "provider_down", 3),
        (Scripted(301, b"", (("Location", "http://127.0.0.1:1/"),)), "provider_down", 3),
        (Scripted(204), "unreadable_answer", 1),
        (Scripted(body=b"<html>Sign in</html>", headers=(("content-type", "text/html"),)), "unreadable_answer", 1),
        (Scripted(body=b"null"), "unreadable_answer", 1),
        (Scripted(body=BODY, length=12), "unreadable_answer", 1),
        (Scripted(reset="before"), "provider_down", 3),
        (Scripted(reset="after"), "unreadable_answer", 1),
        (Scripted(body=BODY, cut=40), "provider_down", 3),
        (Scripted(body=BODY, length=len(BODY) + 50), "provider_down", 3),
        (Scripted(body=b"zz\r\n{}", chunked=True), "provider_down", 3),
    ],
)  # fmt: skip
def test_each_fault_of_the_transport_has_its_code_and_its_calls(
    provider: Provider, fault: Scripted, failed: str, calls: int
) -> None:
    provider.script(fault)
    written = write(engine_at(provider))
    assert (written.draft, written.failed) == (None, failed)
    assert len(provider.calls) == written.spent.calls == calls


def test_nothing_listening_is_a_provider_that_is_down(provider: Provider) -> None:
    waits = Waits()
    engine = LLMEngine(
        "openai/local", prompts=load_prompts(), api_base="http://127.0.0.1:9/v1", api_key=KEY, sleep=waits
    )
    assert write(engine).failed == "provider_down"
    assert len(waits.seconds) == 2


def test_a_transient_fault_is_tried_again_with_jittered_growing_waits(provider: Provider) -> None:
    provider.script(error(500), error(503), says(GOOD))
    waits = Waits()
    written = write(engine_at(provider, waits, backoff=(0.5, 8.0)))
    assert written.draft is not None
    assert written.spent.calls == 3
    assert 0 <= waits.seconds[0] <= 0.5
    assert 0 <= waits.seconds[1] <= 1.0


def test_four_calls_are_the_end_whatever_happens(provider: Provider) -> None:
    provider.script(error(500), error(500), says("{broken"), error(500))
    written = write(engine_at(provider))
    assert written.failed == "provider_down"
    assert len(provider.calls) == written.spent.calls == 4


def test_retry_after_is_honoured(provider: Provider) -> None:
    provider.script(error(429, retry_after="7"), says(GOOD))
    waits = Waits()
    assert write(engine_at(provider, waits)).draft is not None
    assert 7.0 <= waits.seconds[0] <= 7.7


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(provider: Provider) -> None:
    provider.script(error(429, retry_after="3600"), says(GOOD))
    waits = Waits()
    written = write(engine_at(provider, waits))
    assert (written.failed, len(provider.calls), waits.seconds) == ("rate_limited", 1, [])


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None), ("", None), ("2", 2.0), ("0.5", 0.5), ("-3", 0.0), ("nan", None), ("inf", None), ("soon", None),
        ("Thu, 01 Jan 1970 00:16:50 GMT", 10.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Fri, 01 Jan 100000 00:00:00 GMT", None), ("Mon, 99 Xxx 2026", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now=1000.0) == seconds


@pytest.mark.parametrize("fault", [Scripted(hang="before"), Scripted(hang="after", length=99)])
def test_a_hang_ends_at_the_deadline_and_is_counted(provider: Provider, fault: Scripted) -> None:
    provider.script(fault)
    written = write_forward(provider, engine_at(provider, timeout=50.0), 20.0)
    assert written.failed == "timeout"
    assert written.spent == Spent(calls=1, cost_usd=None)


def test_a_drip_ends_at_the_deadline(provider: Provider) -> None:
    provider.script(Scripted(body=BODY, drip=0.05))
    assert write_forward(provider, engine_at(provider, timeout=50.0), 20.0).failed == "timeout"


def test_a_hanging_call_is_tried_again_while_there_is_time(provider: Provider) -> None:
    provider.script(Scripted(hang="before"), says(GOOD))
    written = write_forward(provider, engine_at(provider, deadline=100.0, timeout=50.0), 50.0)
    assert written.draft is not None
    assert written.spent.calls == 2


def test_a_draft_outlives_a_re_ask_that_hangs(provider: Provider) -> None:
    again = threading.Event()

    def hang(_: dict[str, Any]) -> Scripted:
        again.set()
        return Scripted(hang="before")

    provider.script(says(GOOD_TEXT.replace("1931", "1913")), hang)
    written = write_forward(provider, engine_at(provider), 20.0, again)
    assert written.draft is not None
    assert written.failed is None
    (warning,) = written.warnings
    assert warning.startswith("the model was not asked again: timeout (no answer in time")


def test_cancelling_hangs_up(provider: Provider) -> None:
    provider.script(Scripted(hang="before"))

    async def leave() -> None:
        task = asyncio.create_task(engine_at(provider).write(GROUND.table, WriteOptions(150), GROUND.check))
        assert await asyncio.to_thread(provider.asked.wait, 60)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(provider.deserted.wait, 60)

    asyncio.run(leave())
    assert provider.left == 1


class Held(ThreadPoolExecutor):
    """Hands a coroutine that was made in a thread on when it is told to."""

    def __init__(self) -> None:
        super().__init__(2)
        self.made, self.go_on = threading.Event(), threading.Event()

    def submit(self, call: Any, /, *args: Any, **more: Any) -> Any:
        def run() -> Any:
            if asyncio.iscoroutine(result := call(*args, **more)):
                self.made.set()
                assert self.go_on.wait(60)
            return result

        return super().submit(run)


def test_a_call_that_is_cancelled_while_it_is_prepared_is_never_sent_and_warns_of_nothing(provider: Provider) -> None:
    provider.script(says(GOOD))

    async def leave() -> None:
        held = Held()
        asyncio.get_running_loop().set_default_executor(held)
        model = LiteLLM("openai/local", api_base=provider.base, api_key=KEY)
        task = asyncio.create_task(model.complete(Request((Message("user", "hi"),), BriefReply)))
        with ThreadPoolExecutor(1) as aside:
            assert await asyncio.get_running_loop().run_in_executor(aside, held.made.wait, 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        held.go_on.set()

    asyncio.run(leave())
    gc.collect()
    assert provider.calls == []


def accepts(*modes: str, temperature: bool = True, status: int = 400) -> Rule:
    """A provider that takes only these ways to ask for a shape, and says so as they do."""

    def answer(asked: dict[str, Any]) -> Scripted:
        mode = mode_of(asked)
        if not temperature and "temperature" in asked:
            return error(status, "Unsupported value: 'temperature' does not support 0.0 with this model.")
        if mode not in modes:
            return error(
                status,
                "tool_choice is not supported" if mode == "tool" else "'response_format' of this type is not supported",
            )
        if mode == "tool":
            call = {"id": "c", "type": "function", "function": {"name": "answer", "arguments": GOOD_TEXT}}
            return says(None, tool_calls=[call], finish="tool_calls")
        return says(GOOD)

    return answer


def mode_of(asked: dict[str, Any]) -> str:
    """Return how a call asked for its shape."""
    if "tools" in asked:
        return "tool"
    kind = asked.get("response_format", {}).get("type", "plain")
    return {"json_schema": "schema", "json_object": "json"}.get(kind, kind)


@pytest.mark.parametrize(
    ("takes", "asked"),
    [
        (("schema", "tool", "json", "plain"), ["schema"]),
        (("tool", "plain"), ["schema", "tool"]),
        (("json",), ["schema", "tool", "json"]),
        (("plain",), ["schema", "tool", "json", "plain"]),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_provider_without_json_schema_is_asked_in_its_own_way(
    provider: Provider, takes: tuple[str, ...], asked: list[str], status: int
) -> None:
    provider.script(accepts(*takes, status=status))
    engine = engine_at(provider)
    first = write(engine)
    assert first.draft is not None
    assert [mode_of(call) for call in provider.calls] == asked
    assert first.spent.calls == len(asked)
    assert provider.answered == 1
    provider.script(accepts(*takes))
    assert write(engine).draft is not None
    assert [mode_of(call) for call in provider.calls] == asked[-1:]


@pytest.mark.parametrize(
    ("answer", "failed"), [(says("{broken"), "bad_json"), (says(GOOD_TEXT.replace("1931", "1913")), None)]
)
def test_four_calls_spent_on_formats_leave_none_for_a_re_ask(
    provider: Provider, answer: Scripted, failed: str | None
) -> None:
    no = error(400, "response_format is not supported")
    provider.script(no, no, no, answer)
    written = write(engine_at(provider))
    assert (written.failed, written.spent.calls, len(provider.calls)) == (failed, 4, 4)


def test_a_refused_parameter_that_is_not_sent_is_no_endless_loop(provider: Provider) -> None:
    provider.script(error(400, "temperature"))
    assert (write(engine_at(provider)).failed, len(provider.calls)) == ("bad_request", 2)


def test_a_model_that_takes_no_temperature_is_asked_without(provider: Provider) -> None:
    provider.script(accepts("schema", temperature=False))
    engine = engine_at(provider)
    assert write(engine).spent.calls == 2
    provider.script(accepts("schema", temperature=False))
    assert write(engine).spent.calls == 1
    assert "temperature" not in provider.calls[0]


def test_a_model_known_to_take_no_temperature_costs_no_call_for_it(provider: Provider) -> None:
    provider.script(says(GOOD))
    written = write(engine_at(provider, model="openai/o3"))
    assert written.draft is not None
    assert len(provider.calls) == written.spent.calls == 1
    assert "temperature" not in provider.calls[0]


def test_a_name_that_nothing_serves_is_no_call(provider: Provider) -> None:
    provider.script(says(GOOD))
    written = write(engine_at(provider, model="no-such-provider-has-this"))
    assert (written.failed, written.spent.calls, provider.calls) == ("unknown_model", 0, [])


def anthropic(asked: dict[str, Any]) -> Scripted:
    """Answer in another vendor's protocol, by a tool where one is asked for."""
    if tools := asked.get("tools"):
        content = {"type": "tool_use", "id": "t", "name": tools[0]["name"], "input": GOOD}
    else:
        content = {"type": "text", "text": GOOD_TEXT}
    body = {"id": "m", "type": "message", "role": "assistant", "model": "x", "content": [content]}
    body |= {"stop_reason": "end_turn", "usage": {"input_tokens": 10, "output_tokens": 5}}
    return Scripted(body=json.dumps(body).encode())


def ollama(asked: dict[str, Any]) -> Scripted:
    body = {"model": "x", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": GOOD_TEXT}}
    body |= {"done": True, "done_reason": "stop", "prompt_eval_count": 10, "eval_count": 5}
    return Scripted(body=json.dumps(body).encode())


@pytest.mark.parametrize(
    ("model", "answer", "path"),
    [
        ("anthropic/claude-sonnet-4-5", anthropic, ""),
        ("anthropic/claude-3-haiku-20240307", anthropic, ""),
        ("ollama_chat/llama3", ollama, ""),
        ("mistral/mistral-small-latest", says(GOOD), "/v1"),
        ("hosted_vllm/any", says(GOOD), "/v1"),
        ("openrouter/any/thing", says(GOOD), "/v1"),
        ("openai/gpt-5-mini", says(GOOD), "/v1"),
    ],
)
def test_models_of_other_vendors_write_through_the_same_engine(
    provider: Provider, model: str, answer: Scripted | Rule, path: str
) -> None:
    provider.script(answer)
    base = provider.base.removesuffix("/v1") + path
    written = write(LLMEngine(model, prompts=load_prompts(), api_base=base, api_key=KEY))
    assert written.draft is not None
    assert len(written.draft.statements) == len(GOOD["statements"])
    assert len(provider.calls) == written.spent.calls == 1


def test_the_schema_travels_plain_and_strict(provider: Provider) -> None:
    provider.script(says(GOOD))
    write(engine_at(provider))
    (asked,) = provider.calls
    shape = json.dumps(asked["response_format"])
    assert asked["temperature"] == 0
    assert asked["max_tokens"] > 1000
    assert "StatementReply" in shape
    assert not any(limit in shape for limit in ("maxLength", "minItems", "pattern", '"default"'))


def test_an_unknown_price_is_not_nought(provider: Provider) -> None:
    provider.script(says(GOOD))
    assert write(engine_at(provider)).spent == Spent(1, 120, 30, None)


def test_a_known_price_is_counted(provider: Provider) -> None:
    provider.script(says(GOOD))
    spent = write(engine_at(provider, model="openai/gpt-4o-mini")).spent
    assert spent.cost_usd == pytest.approx(120 * 0.15e-6 + 30 * 0.6e-6)


def test_the_key_of_a_provider_stands_in_no_log_and_no_answer(
    provider: Provider, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    provider.script(error(401, f"Incorrect API key provided: {KEY}"))
    with caplog.at_level(logging.INFO):
        written = write(engine_at(provider))
    out, err = capfd.readouterr()
    assert KEY not in "".join((repr(written), caplog.text, err))
    assert out == ""


def test_an_error_of_ours_carries_none_of_the_provider(provider: Provider) -> None:
    provider.script(error(401, f"Incorrect API key provided: {KEY}"))
    model = LiteLLM("openai/local", api_base=provider.base, api_key=KEY)
    with pytest.raises(ProviderFailed) as raised:
        asyncio.run(model.complete(Request((Message("user", "hi"),), BriefReply)))
    assert KEY not in "".join(traceback.format_exception(raised.value))
    assert raised.value.__context__ is None


def test_a_local_server_needs_no_key(provider: Provider) -> None:
    provider.script(says(GOOD))
    assert write(engine_at(provider, api_key=None)).draft is not None

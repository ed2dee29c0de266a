"""The second reader: verdicts beside the gate's, one call a brief, and nothing that it does can cost a brief."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.engines.base import Reading
from summarizer.engines.completion import Request, warm
from summarizer.engines.faults import ProviderFailed
from summarizer.engines.judge import SecondReader
from summarizer.prompting import load_prompts
from summarizer.settings import Settings
from tests.briefs import ferry_brief
from tests.hostile_replies import ARTICLES, GOOD, LIST_C, Case
from tests.provider import Provider, Scripted, error, says, serving
from tests.scripted import Answer, ScriptedCompletion
from tests.serving import served

PROMPTS = load_prompts()
BRIEF = ferry_brief()
SENTENCES = 1 + len(BRIEF.statements)
MARKER = "5eed" * 8


def verdicts(*pairs: tuple[Any, Any]) -> dict[str, Any]:
    return {"verdicts": [{"number": number, "supported": supported} for number, supported in pairs]}


def read(
    *script: Answer | Callable[[Request], Answer], due: float = 30.0, **more: Any
) -> tuple[Reading, list[Request]]:
    model = ScriptedCompletion(*script)
    judge = SecondReader("fake/judge", prompts=PROMPTS, completion=model, marker=lambda: MARKER, backoff=(0, 0), **more)

    async def reading() -> Reading:
        return await judge.read(BRIEF, due=asyncio.get_running_loop().time() + due)

    return asyncio.run(reading()), model.requests


def marks(reading: Reading) -> list[str | None]:
    return [statement.judge for statement in (reading.brief.headline, *reading.brief.statements)]


def test_each_sentence_gets_its_verdict_and_nothing_else_changes() -> None:
    reading, requests = read(json.dumps(verdicts(*((n, n != 2) for n in range(SENTENCES)))))
    assert marks(reading) == ["supported", "supported", "unsupported", *["supported"] * (SENTENCES - 3)]
    assert (len(requests), reading.spent.calls, reading.warnings) == (1, 1, ())
    assert reading.brief.provenance.judge == "fake/judge"
    plain = json.loads(BRIEF.model_dump_json())
    unmarked = json.loads(reading.brief.model_dump_json())
    for statement in (unmarked["headline"], *unmarked["statements"]):
        statement["judge"] = None
    unmarked["provenance"]["judge"] = None
    assert unmarked == plain


def test_it_sees_each_statement_with_its_own_citations_and_no_more() -> None:
    _, (request,) = read(json.dumps(verdicts()))
    sent = request.messages[1].content
    blocks = sent.split("\n0. ")[1].split("\n===== END")[0]
    for number, statement in enumerate((BRIEF.headline, *BRIEF.statements)):
        block = f"\n{blocks}".split(f"\n{number}. ")[-1] if number else blocks
        block = block.split(f"\n{number + 1}. ")[0]
        assert block.splitlines()[0] == statement.text
        assert {line.removeprefix("   - ") for line in block.splitlines()[1:]} == {
            " ".join(c.quote.split()) for c in statement.citations
        }
    assert BRIEF.claims[-1].citations[0].quote not in sent, "a claim that is not told is none of its business"


MISSING = {
    "one missing": (verdicts(*((n, True) for n in range(1, SENTENCES))), [0]),
    "two that differ": (verdicts(*((n, True) for n in range(SENTENCES)), (3, False)), [3]),
    "twice the same": (verdicts(*((n, True) for n in range(SENTENCES)), (3, True)), []),
    "unknown numbers": (verdicts(*((n, True) for n in range(SENTENCES)), (-1, False), (2**70, True)), []),
    "none": (verdicts(), list(range(SENTENCES))),
}


@pytest.mark.parametrize("case", MISSING)
def test_what_it_does_not_say_is_no_verdict(case: str) -> None:
    answer, missing = MISSING[case]
    reading, requests = read(json.dumps(answer))
    assert [n for n, mark in enumerate(marks(reading)) if mark is None] == missing
    assert len(requests) == 1
    expected = (f"the second reader gave no verdict on {len(missing)} of {SENTENCES} sentences",)
    assert reading.warnings == (expected if missing else ())


HOSTILE = {
    "empty": "",
    "prose": "All of it is true.",
    "array": "[1, 2]",
    "no verdicts": "{}",
    "another shape": json.dumps(GOOD),
    "extra key": json.dumps(verdicts((1, True)) | {"note": "x"}),
    "a string for a verdict": json.dumps(verdicts((1, "yes"))),
    "a number for a verdict": json.dumps(verdicts((1, 1))),
    "a float for a number": json.dumps(verdicts((1.5, True))),
    "a true for a number": json.dumps(verdicts((True, True))),
    "NaN": '{"verdicts": [{"number": NaN, "supported": true}]}',
    "5,000 digits": '{"verdicts": [{"number": ' + "7" * 5000 + ', "supported": true}]}',
    "same key twice": '{"verdicts": [], "verdicts": [{"number": 1, "supported": true}]}',
    "too many": json.dumps(verdicts(*((n, True) for n in range(3_000)))),
    "too deep": "[" * 100_000,
    "too large": '{"verdicts": [' + " " * 300_000 + "]}",
    "cut": '{"verdicts": [{"number": 1, "supp',
    "two documents": json.dumps(verdicts((1, True))) * 2,
    "the prompt again": f"===== BEGIN {MARKER} ===== " + json.dumps(verdicts((1, True))),
    "the schema": '{"properties": {}, "type": "object"}',
    "a lone surrogate": '{"verdicts": [], "x\\ud800": 1}',
    "UTF-16": "\xff\xfe{\x00}\x00",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_answer_is_a_warning_and_not_asked_for_again(case: str) -> None:
    reading, requests = read(HOSTILE[case])
    assert reading.brief == BRIEF
    assert len(requests) == 1
    (warning,) = reading.warnings
    assert warning.startswith("the second reader gave no verdict: ")


@pytest.mark.parametrize(
    ("failed", "calls"),
    [(ProviderFailed("bad_key"), 1), (ProviderFailed("provider_down", transient=True), 3)],
)
def test_a_provider_that_fails_is_a_warning(failed: ProviderFailed, calls: int) -> None:
    reading, requests = read(failed)
    assert (reading.brief, len(requests), reading.spent.calls) == (BRIEF, calls, calls)
    (warning,) = reading.warnings
    assert warning.startswith(f"the second reader gave no verdict: {failed.reason} (")
    assert warning.endswith(("SUMMARIZER_JUDGE_API_KEY)", "SUMMARIZER_JUDGE_API_BASE)"))


def test_no_time_and_no_room_are_warnings_without_a_call() -> None:
    reading, requests = read("{}", due=0.5)
    (warning,) = reading.warnings
    assert warning.startswith("the second reader gave no verdict: timeout (no answer in time")
    assert requests == []
    reading, requests = read("{}", window=2_500)
    (warning,) = reading.warnings
    assert warning.startswith("the second reader gave no verdict: window_too_small (")
    assert requests == []


def test_its_fingerprint_names_what_changes_its_verdicts() -> None:
    first = SecondReader("fake/judge", prompts=PROMPTS)
    assert first.fingerprint == SecondReader("fake/judge", prompts=PROMPTS, api_key="k", timeout=3).fingerprint
    assert PROMPTS["judge_statements"].reference in first.fingerprint
    others = [SecondReader("fake/other", prompts=PROMPTS), SecondReader("fake/judge", prompts=PROMPTS, window=9_000)]
    assert len({judge.fingerprint for judge in (first, *others)}) == 3


# Through the service ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def client(provider: Provider) -> Iterator[httpx2.Client]:
    settings = Settings(
        cache="memory://",
        store="memory://",
        model="openai/writer",
        judge_model="openai/judge",
        api_base=provider.base,
        api_key=SecretStr("sk-canary-31337"),
        deadline_s=30,
    )
    with served(create_app(settings)) as url, httpx2.Client(base_url=url, timeout=60) as opened:
        yield opened


def asked(client: httpx2.Client, *, stream: bool = False, **options: Any) -> httpx2.Response:
    articles = [{"text": a.text, "title": a.title, "outlet": a.outlet} for a in ARTICLES]
    options = {"engine": "llm", "split_stories": False, "cache": "bypass"} | options
    headers = {"Accept": "text/event-stream"} if stream else {}
    return client.post("/summarize", json={"articles": articles, "options": options}, headers=headers)


def by_model(judge: Scripted) -> Callable[[dict[str, Any]], Scripted]:
    """Answer the writer with the good reply, the judge with this."""
    return lambda body: judge if body["model"] == "judge" else says(GOOD)


def calls_of(provider: Provider) -> list[str]:
    return [call["model"] for call in provider.calls]


ALL = says(verdicts(*((n, n != 4) for n in range(5))))


def test_a_brief_is_read_once_more_and_it_is_counted_apart(client: httpx2.Client, provider: Provider) -> None:
    provider.script(by_model(ALL))
    answer = asked(client).json()
    (brief,) = answer["stories"]
    assert [s["judge"] for s in brief["statements"]] == ["supported", "supported", "supported", "unsupported"]
    assert calls_of(provider) == ["writer", "judge"]
    assert (answer["usage"]["calls"], answer["usage"]["judge"]["calls"]) == (1, 1)
    assert answer["usage"]["judge"]["prompt_tokens"] == 120
    assert brief["provenance"]["judge"] == "openai/judge"
    assert not brief["provenance"]["degraded"], "a verdict is advice: it takes nothing away"


def test_the_extractive_engine_can_be_read_too(client: httpx2.Client, provider: Provider) -> None:
    provider.script(by_model(says(verdicts((1, True)))))
    answer = asked(client, engine="extractive").json()
    assert answer["stories"][0]["statements"][0]["judge"] == "supported"
    assert (answer["usage"]["calls"], answer["usage"]["judge"]["calls"], calls_of(provider)) == (0, 1, ["judge"])


def test_a_kept_answer_keeps_its_verdicts_and_costs_nothing(client: httpx2.Client, provider: Provider) -> None:
    provider.script(by_model(ALL))
    first, second = asked(client, cache="refresh").json(), asked(client, cache="use").json()
    assert (second["usage"]["cache"], second["usage"]["judge"]["calls"]) == ("hit", 0)
    assert [s["judge"] for s in second["stories"][0]["statements"]] == [
        s["judge"] for s in first["stories"][0]["statements"]
    ]


def test_a_stream_is_never_judged(client: httpx2.Client, provider: Provider) -> None:
    provider.script(by_model(ALL))
    body = asked(client, stream=True).text
    assert "event: answer" in body
    assert set(calls_of(provider)) == {"writer"}
    assert '"supported"' not in body
    judged = asked(client).json()
    assert judged["id"] not in body, "the judge is part of the key"


@pytest.mark.parametrize("case", [pytest.param(case, id=case.number.replace(" ", "-")) for case in LIST_C])
def test_no_reply_of_the_table_costs_a_brief(client: httpx2.Client, provider: Provider, case: Case) -> None:
    provider.script(by_model(case.step) if isinstance(case.step, Scripted) else by_model(says("{}")))
    answer = asked(client)
    assert answer.status_code == 200
    body = answer.json()
    assert len(body["stories"][0]["statements"]) == 4
    assert not body["stories"][0]["provenance"]["degraded"]
    assert all(s["judge"] is None for s in body["stories"][0]["statements"])
    assert any("second reader gave no verdict" in warning for warning in body["warnings"])


@pytest.mark.parametrize("fault", [error(401, "bad key sk-canary-31337"), error(404), Scripted(reset="before")])
def test_a_judge_that_is_down_costs_no_brief_either(client: httpx2.Client, provider: Provider, fault: Scripted) -> None:
    provider.script(by_model(fault))
    answer = asked(client)
    assert answer.status_code == 200
    assert "canary" not in answer.text
    assert any("second reader gave no verdict" in warning for warning in answer.json()["warnings"])


def test_no_key_goes_to_another_provider() -> None:
    key = SecretStr("sk-writer")
    base = "http://127.0.0.1:1/v1"

    def access(judge: str, **more: Any) -> tuple[str | None, str | None]:
        return Settings(model="openai/a", api_base=base, api_key=key, judge_model=judge, **more).judge_access

    assert access("openai/b") == (base, "sk-writer")
    assert access("anthropic/b") == (None, None)
    assert access("b") == (None, None)
    assert access("anthropic/b", judge_api_key=SecretStr("sk-judge")) == (None, "sk-judge")
    assert Settings(api_base=base, api_key=key, judge_model="openai/b").judge_access == (base, "sk-writer")

"""The table of hostile replies through the HTTP face: always a 200 with verbatim citations, never a 500."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.engines.completion import warm
from summarizer.models import Answer, SummarizeRequest
from summarizer.service import open_summarizer
from summarizer.settings import Settings
from tests.hostile_replies import ARTICLES, GOOD, LIST_C, Case
from tests.provider import Provider, Scripted, error, says, serving
from tests.serving import served
from tests.web import raw
from tests.web import serving as web_serving

KEY = "sk-canary-9876543210"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()  # under warnings as errors the import must not straddle two tests
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def client(provider: Provider) -> Iterator[httpx2.Client]:
    settings = Settings(
        cache="off", model="openai/local", api_base=provider.base, api_key=SecretStr(KEY), deadline_s=60
    )
    with served(create_app(settings)) as url, httpx2.Client(base_url=url, timeout=60) as opened:
        yield opened


def summarize(client: httpx2.Client, provider: Provider, step: Scripted) -> dict[str, Any]:
    """Ask for a brief while every call is answered by `step`; check what holds for each answer."""
    provider.script(step)
    articles = [{"text": a.text, "title": a.title, "outlet": a.outlet} for a in ARTICLES]
    options = {"engine": "llm", "split_stories": False, "cache": "bypass"}
    answer = client.post("/summarize", json={"articles": articles, "options": options})
    assert answer.status_code == 200, answer.text
    assert KEY not in answer.text
    (brief,) = answer.json()["stories"]
    carriers = [brief["headline"], *brief["statements"], *brief["claims"]]
    for citation in (citation for carrier in carriers for citation in carrier["citations"]):
        article = articles[int(citation["source"][1:]) - 1]
        assert (article[citation["field"]] or "")[citation["start"] : citation["end"]] == citation["quote"]
    assert provider.answered <= 2
    assert answer.json()["usage"]["calls"] == len(provider.calls)
    return brief


@pytest.mark.parametrize("case", [pytest.param(case, id=case.number.replace(" ", "-")) for case in LIST_C])
def test_every_reply_of_the_table_ends_in_a_brief(client: httpx2.Client, provider: Provider, case: Case) -> None:
    brief = summarize(client, provider, case.step)
    assert brief["statements"]
    if case.kind == "D":
        assert brief["provenance"]["degraded_reason"] == case.code
    if case.kind == "V":
        assert not brief["provenance"]["degraded"]


def test_a_draft_is_told_with_its_model_and_its_prompt(client: httpx2.Client, provider: Provider) -> None:
    provenance = summarize(client, provider, says(GOOD))["provenance"]
    assert (provenance["engine"], provenance["model"], provenance["degraded"]) == ("llm", "openai/local", False)
    assert provenance["prompt"].startswith("write_brief@")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(error(401, f"Incorrect API key provided: {KEY}"), "bad_key"), (error(429, retry_after="3600"), "rate_limited")],
)
def test_a_provider_that_refuses_leaves_a_degraded_brief(
    client: httpx2.Client, provider: Provider, fault: Scripted, reason: str
) -> None:
    provenance = summarize(client, provider, fault)["provenance"]
    assert (provenance["engine"], provenance["degraded_reason"]) == ("extractive", reason)
    assert len(provider.calls) == 1


@pytest.mark.parametrize(
    ("fault", "next_step"),
    [
        (error(401), "SUMMARIZER_API_KEY"),
        (error(404), "SUMMARIZER_API_BASE"),
        (says("I cannot tell."), "small models"),
        (says('{"headline"', finish="length"), "SUMMARIZER_MODEL_WINDOW"),
    ],
)
def test_the_answer_says_once_why_the_model_did_not_write_and_what_to_look_at(
    client: httpx2.Client, provider: Provider, fault: Scripted, next_step: str
) -> None:
    provider.script(fault)
    articles = [{"text": a.text} for a in ARTICLES] + [{"text": "Voters in Oranje chose a new council on Sunday."}]
    answer = client.post("/summarize", json={"articles": articles, "options": {"engine": "llm", "cache": "bypass"}})
    assert len(answer.json()["stories"]) > 1
    (warning,) = answer.json()["warnings"]
    assert warning.startswith("the model wrote nothing that can be told: ")
    assert next_step in warning


def test_a_slow_page_and_a_model_that_hangs_are_a_degraded_brief_in_time(provider: Provider) -> None:
    provider.script(Scripted(hang="before"))
    text = "".join(f"<p>The ferry struck pier {n} at Morrow on Tuesday, the harbour office said.</p>" for n in range(9))
    body = f"<html><head><title>Ferry aground</title></head><body><article>{text}</article></body></html>".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    async def ask() -> Answer:
        async with web_serving({"/a": raw(head, body, pause=0.3)}) as web:
            settings = Settings(
                cache="off",
                store="memory://",
                model="openai/local",
                api_base=provider.base,
                deadline_s=2.5,
                trusted_hosts=(web.trusted,),
                respect_robots=False,
            )
            articles = {"articles": [{"url": f"{web.root}/a"}], "options": {"engine": "llm"}}
            async with open_summarizer(settings) as summarizer:
                return await summarizer.summarize(SummarizeRequest.model_validate(articles))

    answer = asyncio.run(ask())
    assert answer.stories[0].provenance.degraded_reason == "timeout"
    assert "SUMMARIZER_DEADLINE_S" in answer.warnings[-1]

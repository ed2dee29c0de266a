"""The table of hostile replies through the HTTP face: always a 200 with verbatim citations, never a 500."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.caches import open_cache
from summarizer.engines.base import Check, WriteOptions, Written
from summarizer.engines.completion import warm
from summarizer.engines.llm import LLMEngine
from summarizer.models import ClaimTable, SummarizeRequest
from summarizer.pipeline import lay_ground
from summarizer.prompting import load_prompts
from summarizer.service import Summarizer
from summarizer.settings import Settings
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from tests.fakes import ScriptedEngine
from tests.hostile_replies import ARTICLES, GOOD, LIST_C, Case
from tests.provider import Provider, Scripted, error, says, serving
from tests.serving import served

KEY = "sk-canary-9876543210"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()  # under warnings as errors the import must not straddle two tests
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def client(provider: Provider) -> Iterator[httpx2.Client]:
    settings = Settings(
        cache="off",
        model="openai/local",
        api_base=provider.base,
        api_key=SecretStr(KEY),
        deadline_s=60,
        provider_rest_s=0,  # one fault after the other: each is to reach the provider
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


class _Due(ScriptedEngine):
    """Notes how many seconds are left for its draft."""

    left: float | None = None

    async def write(self, table: ClaimTable, options: WriteOptions, check: Check) -> Written:
        self.left = options.due and options.due - asyncio.get_running_loop().time()
        return await super().write(table, options, check)


def test_what_pages_took_is_not_left_for_the_draft(provider: Provider) -> None:
    async def ask() -> float | None:
        engine = _Due(None, failed="timeout")
        fetcher, pool, cache = Fetcher(), ExtractionPool(), open_cache("off", limit=1)
        summarizer = Summarizer(loader=Loader(fetcher, pool), cache=cache, models={"m": engine}, deadline=1_000.0)
        await summarizer.answer(SummarizeRequest.model_validate({"articles": [{"text": a.text} for a in ARTICLES]}))
        await fetcher.aclose()
        await pool.aclose()
        return engine.left

    left = asyncio.run(ask())
    assert left is not None
    assert 800 < left < 900, "a tenth of the deadline is for the rest, counted from when the request came"

    async def late() -> Written:
        ground = lay_ground(ARTICLES)
        engine = LLMEngine("openai/local", prompts=load_prompts(), api_base=provider.base)
        due = asyncio.get_running_loop().time() - 1
        return await engine.write(ground.table, WriteOptions(150, due=due), ground.check)

    provider.script(says(GOOD))
    written = asyncio.run(late())
    assert (written.draft, written.failed, provider.calls) == (None, "timeout", [])

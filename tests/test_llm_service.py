"""The table of hostile replies through the HTTP face: always a 200 with verbatim citations, never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.engines.completion import warm
from summarizer.settings import Settings
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

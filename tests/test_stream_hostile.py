"""CIT-8: hostile answers, streamed and cut anywhere; no statement leaves that does not stand on its citations.

What was told is judged anew, from the articles, by the gate alone: nothing of the engine or the stream is believed.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.engines.base import Spent
from summarizer.engines.completion import Hear, Reply, Request, warm
from summarizer.engines.hostile import has_markup
from summarizer.engines.llm import LLMEngine
from summarizer.models import DraftStatement, Options, Statement
from summarizer.models.events import Event, HeadlineTold, StatementTold
from summarizer.pipeline import lay_ground, write_brief
from summarizer.prompting import load_prompts
from summarizer.settings import Settings
from tests.fuzz_replies import Thrower, random_articles
from tests.hostile_replies import ARTICLES, LIST_C
from tests.provider import Provider, Rule, Scripted, poured, pours, says, serving
from tests.scripted import ScriptedCompletion
from tests.serving import served
from tests.streams import faults, heard

GROUND = lay_ground(ARTICLES)
BODY = {
    "articles": [{"text": a.text, "title": a.title, "outlet": a.outlet} for a in ARTICLES],
    "options": {"engine": "llm", "split_stories": False, "cache": "bypass"},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def client(provider: Provider) -> Iterator[httpx2.Client]:
    settings = Settings(
        cache="off", store="memory://", model="openai/local", api_base=provider.base, api_key=SecretStr("sk-none")
    )
    with served(create_app(settings)) as url, httpx2.Client(base_url=url, timeout=60) as opened:
        yield opened


class Hostile:
    """Makes providers that answer in pieces, with replies of the table and worse, and break off where they like."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._thrower = Thrower(self._rng, GROUND.table)

    def steps(self) -> list[Scripted | Rule]:
        """Return what the calls of one draft get."""
        return [self._step() for _ in range(4)]

    def _step(self) -> Scripted | Rule:
        rng = self._rng
        if rng.random() < 0.4:
            step = rng.choice(LIST_C).step
            if not isinstance(step, Scripted):
                return step
            return poured(step, size=rng.choice((40, 200))) if len(step.body) < 50_000 else step
        answer = self._thrower.answer()
        text = answer.text or answer.tool_arguments if isinstance(answer, Reply) else ""
        text = text[:20_000].encode("utf-8", "replace").decode()
        whole, streamed = says(text), pours(text, size=rng.choice((5, 40, 200)), end=rng.random() < 0.8)
        if rng.random() < 0.4:
            streamed = self._cut(streamed)
        return lambda asked: streamed if asked.get("stream") else whole

    def _cut(self, step: Scripted) -> Scripted:
        """Break the stream off, between two events or inside one."""
        kept = step.events[: self._rng.randrange(len(step.events) + 1)]
        if kept and self._rng.random() < 0.5:
            kept = (*kept[:-1], kept[-1][: self._rng.randrange(1, len(kept[-1]))])
        return Scripted(events=kept or (b": nothing\n\n",))


def unverified(statement: dict[str, Any]) -> list[str]:
    """Return what does not hold of a statement as it was sent."""
    cited = statement["citations"]
    articles = {f"a{n}": article for n, article in enumerate(BODY["articles"], 1)}
    wrong = [c for c in cited if (articles[c["source"]][c["field"]] or "")[c["start"] : c["end"]] != c["quote"]]
    failures = GROUND.failures(DraftStatement(statement["text"], tuple(c["sentence"] for c in cited)))
    return [
        *("a citation that is not verbatim" for _ in wrong),
        *(failure.code for failure in failures),
        *(["markup"] if has_markup(statement["text"]) else []),
        *([] if cited else ["no citation"]),
    ]


def over_http(client: httpx2.Client, provider: Provider, streams: int, seed: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    hostile = Hostile(seed)
    for _ in range(streams):
        provider.script(*hostile.steps())
        events = heard(client, BODY)
        told = [one.data["statement"] for one in events if one.name in ("headline", "statement")]
        (brief,) = events[-1].data["stories"]
        counts["streams"] += 1
        counts["told"] += len(told)
        counts["told by the model"] += len(told) if brief["provenance"]["engine"] == "llm" else 0
        counts["degraded"] += brief["provenance"]["degraded"]
        counts["degraded after a part was told"] += (
            brief["provenance"]["degraded"] and brief["provenance"]["engine"] == "llm"
        )
        bad = [
            (one["text"], [c["sentence"] for c in one["citations"]], unverified(one)) for one in told if unverified(one)
        ]
        counts["unverified"] += len(bad)
        print(*bad, sep="\n", end="\n" if bad else "")
        counts["not as it was told"] += len(faults(events))
        counts["over the contract"] += len(provider.calls) > 4 or provider.answered > 4
    return counts


def check(counts: Counter[str]) -> None:
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    assert counts["streams"] > counts["degraded"] > counts["degraded after a part was told"] > 0, "all ways are walked"
    assert counts["told by the model"] > counts["streams"] / 2
    assert counts["unverified"] == counts["not as it was told"] == counts["over the contract"] == 0


def test_sixty_hostile_streams(client: httpx2.Client, provider: Provider) -> None:
    check(over_http(client, provider, 60, seed=8))


@pytest.mark.slow
def test_a_thousand_hostile_streams(client: httpx2.Client, provider: Provider) -> None:
    check(over_http(client, provider, 1_000, seed=20261122))


class Breaking(ScriptedCompletion):
    """Answers in pieces of odd sizes, and breaks off in the middle of some."""

    def __init__(self, rng: random.Random, *script: Any) -> None:
        super().__init__(*script)
        self._rng = rng

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        self.piece = self._rng.choice((1, 3, 17, 400))
        reply = await super().complete(request)
        if hear is None:
            return reply
        text = reply.text if reply.text.strip() else reply.tool_arguments
        cut = self._rng.randrange(len(text) + 1) if self._rng.random() < 0.4 else None
        for at in range(0, len(text[:cut]), self.piece):
            await hear(text[:cut][at : at + self.piece])
        return reply if cut is None else Reply(text[:cut], Spent(1, 100, 20, None), finish=None)


async def no_wait(seconds: float) -> None:
    """Take no time."""


async def over_random_sources(streams: int, seed: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for story in range(streams // 5):
        rng = random.Random(f"{seed}/{story}")
        articles = random_articles(rng)
        ground = lay_ground(articles)
        for _ in range(5):
            thrower = Thrower(rng, ground.table)
            model = Breaking(rng, *(thrower.answer() for _ in range(4)))
            engine = LLMEngine("fake/model", prompts=load_prompts(), completion=model, sleep=no_wait)
            told: list[Event] = []
            outcome = await write_brief(
                articles, engine, options=Options(), brief_id="b", created="2026-11-22", tell=told.append, live=True
            )
            brief = outcome.brief
            statements = [event.statement for event in told if isinstance(event, HeadlineTold | StatementTold)]
            counts["streams"] += 1
            counts["told"] += len(statements)
            counts["told by the model"] += len(statements) if brief.provenance.engine == "llm" else 0
            counts["degraded"] += brief.provenance.degraded
            counts["degraded after a part was told"] += brief.provenance.degraded and brief.provenance.engine == "llm"
            counts["unverified"] += sum(bool(failing(statement, ground)) for statement in statements)
            counts["not as it was told"] += (brief.headline, *brief.statements) != tuple(statements)
            counts["over the contract"] += len(model.requests) > 4
            numbers = list(dict.fromkeys(citation.n for citation in brief.citations()))
            counts["misnumbered"] += numbers != list(range(1, len(numbers) + 1))
    return counts


def failing(statement: Statement, ground: Any) -> bool:
    """Return whether a statement does not hold. A sentence of an article may look like markup: it is shown as text."""
    cited = tuple(citation.sentence for citation in statement.citations)
    own_words = any(citation.quote == statement.text for citation in statement.citations)
    failures = ground.failures(DraftStatement(statement.text, cited))
    return bool(failures) or (has_markup(statement.text) and not own_words)


def test_hostile_streams_over_random_sources() -> None:
    counts = asyncio.run(over_random_sources(60, seed=8))
    check(counts)
    assert counts["misnumbered"] == 0


@pytest.mark.slow
def test_a_thousand_hostile_streams_over_random_sources() -> None:
    counts = asyncio.run(over_random_sources(1_000, seed=20261122))
    check(counts)
    assert counts["misnumbered"] == 0

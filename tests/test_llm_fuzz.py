"""Thousands of mutated replies through the whole pipeline: no crash, and no citation that is not verbatim."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from summarizer.engines.hostile import has_markup
from summarizer.engines.llm import LLMEngine
from summarizer.models import Article, Brief, DraftStatement, Options
from summarizer.pipeline import lay_ground, write_brief
from summarizer.prompting import load_prompts
from tests.fuzz_replies import Thrower, random_articles

PROMPTS = load_prompts()
REPLIES_A_STORY = 5  # the claim table costs more than a reply; sources change often enough


async def no_wait(seconds: float) -> None:
    """Take no time."""


def unverifiable(brief: Brief, articles: tuple[Article, ...]) -> int:
    """Return how many citations do not slice to their quote; looked up in the articles, not in the brief."""
    texts = {(a.id, "text"): a.text for a in articles} | {(a.id, "title"): a.title or "" for a in articles}
    return sum(texts[c.source, c.field][c.start : c.end] != c.quote or not c.quote for c in brief.citations())


async def throw(replies: int, seed: int) -> Counter[str]:
    """Throw this many model answers at the pipeline and count what comes of them."""
    counts: Counter[str] = Counter()
    story = 0
    while counts["replies"] < replies:
        rng = random.Random(f"{seed}/{story}")
        story += 1
        articles = random_articles(rng)
        ground = lay_ground(articles)
        verbatim = {sentence.text for sentence in ground.table.sentences}
        for _ in range(REPLIES_A_STORY):
            model = Thrower(rng, ground.table).model()
            engine = LLMEngine("fake/model", prompts=PROMPTS, completion=model, sleep=no_wait)
            outcome = await write_brief(articles, engine, options=Options(), brief_id="b", created="2026-11-22")
            brief = outcome.brief
            counts["replies"] += len(model.requests)
            counts["briefs"] += 1
            counts["degraded"] += brief.provenance.degraded
            counts["citations"] += len(brief.citations())
            counts["unverifiable"] += unverifiable(brief, articles)
            counts["over the contract"] += len(model.requests) > 4
            brief.model_dump_json().encode("utf-8")
            sides = [side for one in brief.disagreements for side in one.positions]
            counts["sides"] += len(sides)
            ids = [tuple(dict.fromkeys(c.sentence for c in side.citations)) for side in sides]
            counts["unsupported"] += sum(not ground.stands(s.text, told) for s, told in zip(sides, ids, strict=True))
            if brief.provenance.engine == "llm":
                told = [DraftStatement(s.text, tuple(c.sentence for c in s.citations)) for s in brief.statements]
                counts["statements"] += len(told)
                counts["unsupported"] += sum(bool(ground.failures(statement)) for statement in told)
                counts["not neutral"] += sum(bool(ground.wording(s)) and s.text not in verbatim for s in told)
                counts["markup"] += sum(has_markup(statement.text) for statement in told)
    return counts


def check(counts: Counter[str]) -> None:
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    assert counts["briefs"] > counts["degraded"] > 0, "both ways must be walked"
    assert counts["statements"] > counts["replies"] / 20
    assert (
        counts["unverifiable"]
        == counts["unsupported"]
        == counts["not neutral"]
        == counts["markup"]
        == counts["over the contract"]
        == 0
    )


def test_three_hundred_hostile_replies() -> None:
    check(asyncio.run(throw(300, seed=20261122)))


@pytest.mark.slow
def test_ten_thousand_hostile_replies() -> None:
    check(asyncio.run(throw(10_000, seed=42)))

"""INJ-4 in Slack: whatever a model replies, only the request's own addresses are links, and nobody is called."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from summarizer.engines.llm import LLMEngine
from summarizer.models import Answer, Options, Usage
from summarizer.pipeline import lay_ground, write_brief
from summarizer.prompting import load_prompts
from summarizer.render.blocks import render_blocks, render_posts
from tests.fuzz_replies import Thrower, random_articles
from tests.mrkdwn import live, over_limits

PROMPTS = load_prompts()
REPLIES_A_STORY = 5


async def no_wait(seconds: float) -> None:
    """Take no time."""


async def throw(replies: int, seed: int) -> Counter[str]:
    """Let a model throw replies at briefs, and count what is alive in the messages made of them."""
    counts: Counter[str] = Counter()
    story = 0
    while counts["replies"] < replies:
        rng = random.Random(f"{seed}/{story}")
        story += 1
        addresses = {f"a{n}": f"https://outlet-{n}.example/story?id={story}&n={n}" for n in range(1, 20)}
        articles = tuple(a.model_copy(update={"url": addresses[a.id]}) for a in random_articles(rng))
        ground = lay_ground(articles)
        for _ in range(REPLIES_A_STORY):
            model = Thrower(rng, ground.table).model()
            engine = LLMEngine("fake/model", prompts=PROMPTS, completion=model, sleep=no_wait)
            outcome = await write_brief(articles, engine, options=Options(), brief_id="b.1", created="2026-11-22")
            counts["replies"] += len(model.requests)
            answer = Answer(id="b", stories=(outcome.brief,), usage=Usage())
            posts = render_posts(answer)
            for message in (render_blocks(answer), posts.parent, *posts.thread):
                found = live(message)
                counts["messages"] += 1
                counts["links"] += len(found.links)
                counts["foreign links"] += len(set(found.links) - set(addresses.values()))
                counts["mentions"] += len(found.mentions) + len(found.emoji) + len(found.broken)
                counts["over limits"] += len(over_limits(message))
    return counts


@pytest.mark.parametrize("replies", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_no_reply_of_a_model_puts_a_link_or_a_mention_into_slack(replies):
    counts = asyncio.run(throw(replies, seed=4))
    print("INJ-4 in Slack: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    assert counts["links"] > counts["messages"] / 2
    assert counts["foreign links"] == counts["mentions"] == counts["over limits"] == 0

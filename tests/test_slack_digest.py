"""A digest in Slack: one parent each channel, its thread under it, once however often it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from summarizer.caches.store import MemoryStore
from summarizer.digest import run_digest
from summarizer.errors import ConfigError, DeliveryFailed
from summarizer.render.blocks import Posts, render_posts
from summarizer.render.kit import message, section
from summarizer.settings import Settings
from summarizer.slack.digests import post_digest, slack_doors
from tests.briefs import ferry_answer
from tests.digest_desk import Workshop
from tests.digest_world import MONDAY, TUESDAY
from tests.mrkdwn import live, over_limits, shown
from tests.slack_api import BOT_TOKEN, Workspace, refusing, slack_api
from tests.test_digest import DAY_ONE, DAY_TWO, order

pytestmark = pytest.mark.anyio


@pytest.fixture
def api():
    with slack_api() as opened:
        yield opened


@pytest.fixture
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    opened = Workshop()
    yield opened
    await opened.aclose()


def settings(api, *channels, token=BOT_TOKEN, store="memory://"):
    return Settings(
        slack_bot_token=SecretStr(token), slack_channels=channels, slack_api=api.api, store=store, model=None
    )


def posts(*replies: str) -> Posts:
    return Posts(message("parent", [section("parent")]), tuple(message(r, [section(r)]) for r in replies))


async def test_runs_at_once_and_again_post_once(api):
    made, store = render_posts(ferry_answer()), MemoryStore()
    runs = [post_digest(settings(api), store, "C1", made, digest_id="d1") for _ in range(4)]
    results = await asyncio.gather(*runs, return_exceptions=True)
    late = [result for result in results if isinstance(result, DeliveryFailed) or result.before]
    assert len(late) == 3  # turned away, or so late that they found it posted
    again = await post_digest(settings(api), store, "C1", made, digest_id="d1")
    assert again.before
    parent, *thread = api.posted("C1")
    assert (shown(parent), "thread_ts" in parent) == (shown(made.parent), False)
    assert [m["thread_ts"] for m in thread] == [parent["ts"]] * len(made.thread)
    assert not (await post_digest(settings(api), store, "C1", made, digest_id="d2")).before
    assert len(api.posted("C1")) == 2 * (1 + len(made.thread))


async def test_a_run_that_broke_off_is_gone_on_with(api):
    store, made = MemoryStore(), posts("one", "two")
    api.faults.append(
        lambda call: refusing("fatal_error", "chat.postMessage")(call) if call.asked.get("text") == "two" else None
    )
    with pytest.raises(DeliveryFailed, match="C1: fatal_error; the next run goes on from there"):
        await post_digest(settings(api), store, "C1", made, digest_id="d1")
    api.faults.clear()
    await post_digest(settings(api), store, "C1", made, digest_id="d1")
    assert [m["text"] for m in api.posted("C1")] == ["parent", "one", "two"]


async def test_each_workspace_is_posted_to_with_its_own_token(api):
    api.workspaces["xoxb-local-2"] = Workspace("T0OTHER", "Other", "B0OTHER", "U0OTHERBOT")
    both = settings(api, token=f"{BOT_TOKEN}, xoxb-local-2")
    await post_digest(both, MemoryStore(), "T0OTHER/C3", posts("one"), digest_id="d1")
    assert len(api.posted("C3", bot="B0OTHER")) == 2
    with pytest.raises(DeliveryFailed, match="T0NONE/C4: no bot token"):
        await post_digest(both, MemoryStore(), "T0NONE/C4", posts("one"), digest_id="d1")


async def test_a_digest_is_posted_by_the_run_that_makes_it_and_owed_where_slack_is_away(api, workshop, tmp_path):
    doors = slack_doors(settings(api, "C1", "C2", store=f"disk://{tmp_path / 'store'}"))
    desk = workshop.desk()
    api.workspaces[BOT_TOKEN].outside.add("C2")
    first = await run_digest(desk, order(tmp_path / "feeds"), now=MONDAY, doors=doors)
    assert [one.result for one in first.delivered] == ["delivered", "failed"]
    assert first.delivered[1].detail.startswith("Slack, C2: not_in_channel; invite the app to the channel")
    api.workspaces[BOT_TOKEN].outside.clear()
    second = await run_digest(desk, order(tmp_path / "feeds", DAY_TWO), now=TUESDAY, doors=doors)
    again = await run_digest(desk, order(tmp_path / "feeds", DAY_TWO), now=TUESDAY, doors=doors)
    assert [one.result for one in second.delivered] == ["delivered"] * 3
    assert [one.result for one in again.delivered] == ["before"] * 2
    for channel in ("C1", "C2"):
        parents = [m for m in api.posted(channel) if "thread_ts" not in m]
        assert [parent["text"][:18] for parent in parents] == ["World, 16 November", "World, 17 November"]
    for posted in (*api.posted("C1"), *api.posted("C2")):
        assert over_limits(posted) == []
        found = live({"unfurl_links": False, "unfurl_media": False, **posted})
        assert (found.mentions, found.emoji, found.broken) == ([], [], [])
        assert set(found.links) <= {item.url for item in (*DAY_ONE, *DAY_TWO)}
    calls = api.methods("chat.postMessage")
    assert {(call.asked["unfurl_links"], call.asked["unfurl_media"]) for call in calls} == {(False, False)}


def test_a_digest_without_channels_or_token_says_what_to_set(api):
    with pytest.raises(ConfigError, match="SUMMARIZER_SLACK_CHANNELS"):
        slack_doors(settings(api))
    with pytest.raises(ConfigError, match="SUMMARIZER_SLACK_BOT_TOKEN"):
        slack_doors(Settings(slack_channels=("C1",), slack_api=api.api, model=None, slack_bot_token=None))

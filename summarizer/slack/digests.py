"""A digest in channels: one parent each with its thread, once, however often it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from summarizer.caches import Store, open_store
from summarizer.errors import ConfigError, DeliveryFailed
from summarizer.jobs import WaitingStore
from summarizer.models import Digest
from summarizer.render.blocks import Posts
from summarizer.render.digest_blocks import render_digest_posts
from summarizer.settings import Settings
from summarizer.slack import need_packages
from summarizer.slack.app import bot_tokens
from summarizer.slack.client import OUTSIDE, Failures, reason
from summarizer.slack.outbox import Outbox
from summarizer.slack.teams import Teams

LEASE: Final = 300.0  # seconds in which one run may post to one channel; a run that was killed frees it so


class Posted(NamedTuple):
    """A digest in a channel: the `ts` of its parent, and whether an earlier run had posted it."""

    channel: str
    ts: str
    before: bool


@dataclass(frozen=True, slots=True)
class SlackDoor:
    """Posts digests to one channel. Make it with `slack_doors`, which looks at the settings.

    It may be tried again after a broken run: the outbox knows, or finds out, what stands in the channel.
    """

    settings: Settings
    channel: str
    again: bool = False

    @property
    def name(self) -> str:
        """Return what the door is known by from run to run."""
        return f"slack:{self.channel}"

    def deliver(self, digest: Digest, past: Sequence[Digest], point_of_no_return: Callable[[], None]) -> str:
        """Post `digest`, or go on where an earlier run stopped. Raises `DeliveryFailed`."""
        store = open_store(self.settings.store)
        try:
            asyncio.run(
                post_digest(self.settings, store, self.channel, render_digest_posts(digest), digest_id=digest.id)
            )
        finally:
            store.close()
        return f"Slack, {self.channel}"


def slack_doors(settings: Settings) -> tuple[SlackDoor, ...]:
    """Return a door for each channel of the settings. Raises `ConfigError` where token, channels or packages miss."""
    need_packages()
    bot_tokens(settings)
    if not settings.slack_channels:
        raise ConfigError("SUMMARIZER_SLACK_CHANNELS is not set: ids of channels, such as C0123ABCD")
    return tuple(SlackDoor(settings, channel) for channel in dict.fromkeys(settings.slack_channels))


async def post_digest(settings: Settings, store: Store, channel: str, posts: Posts, *, digest_id: str) -> Posted:
    """Post a digest to `C0123ABCD`, or to `T0123ABCD/C0123ABCD` where the tokens are of several workspaces.

    It is posted once per `digest_id` and channel: a later call goes on where an earlier one stopped.
    Raises `DeliveryFailed`, `StoreFailed`, and `ConfigError` where there is no token.
    """
    waiting = WaitingStore(store)
    teams = Teams(bot_tokens(settings), api=settings.slack_api)
    team_id, _, channel_id = channel.rpartition("/")
    try:
        team = next((team for team in await teams.learn() if team_id in ("", team.id)), None)
        if team is None:
            raise DeliveryFailed(f"Slack, {channel}: no bot token of its workspace is accepted; the log says why")
        return await _post_to_channel(team.client, channel_id, posts, digest_id=digest_id, store=waiting)
    finally:
        waiting.close()


async def _post_to_channel(
    client: AsyncWebClient, channel: str, posts: Posts, *, digest_id: str, store: WaitingStore
) -> Posted:
    """Post a digest to one channel. Raises `DeliveryFailed`, `StoreFailed`."""
    key = f"digest/{digest_id}/{channel}"
    outbox = Outbox(store)
    lease = f"slack/lease/{key}"
    if not await store.add(lease, b"held", LEASE):
        raise DeliveryFailed(f"Slack, {channel}: another run is posting this digest; this one leaves it to that")
    try:
        before = await outbox.is_done(key)
        ts = await outbox.parent(client, key, posts.parent, channel=channel)
        if not before:
            await outbox.replies(client, key, posts.thread, channel=channel, thread=ts)
        return Posted(channel, ts, before)
    except Failures as error:
        advice = "; invite the app to the channel" if reason(error) in OUTSIDE else ""
        raise DeliveryFailed(f"Slack, {channel}: {reason(error)}{advice}; the next run goes on from there") from None
    finally:
        await store.delete(lease)

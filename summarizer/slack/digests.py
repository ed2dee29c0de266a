"""A digest in channels: one parent each with its thread, once, however often it is asked for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from summarizer.caches import Store
from summarizer.errors import ConfigError, DeliveryFailed
from summarizer.render.blocks import Posts
from summarizer.settings import Settings
from summarizer.slack.app import bot_tokens
from summarizer.slack.client import OUTSIDE, Failures, reason
from summarizer.slack.outbox import Outbox
from summarizer.slack.teams import Team, Teams
from summarizer.slack.waiting import WaitingStore

log = logging.getLogger(__name__)

LEASE: Final = 300.0  # seconds in which one run may post to one channel; a run that was killed frees it so


class Posted(NamedTuple):
    """A digest in a channel: the `ts` of its parent, and whether an earlier run had posted it."""

    channel: str
    ts: str
    before: bool


async def post_digest(settings: Settings, store: Store, posts: Posts, *, digest_id: str) -> tuple[Posted, ...]:
    """Post a digest to every channel of the settings, or go on where an earlier run stopped.

    The order is that of the settings; a channel that fails does not keep the others from theirs. Raises `ConfigError`
    where token or channels are missing, `DeliveryFailed` that names each channel that failed, `StoreFailed`.
    """
    if not settings.slack_channels:
        raise ConfigError("SUMMARIZER_SLACK_CHANNELS is not set: ids of channels, such as C0123ABCD")
    waiting = WaitingStore(store)
    teams = Teams(bot_tokens(settings), api=settings.slack_api)
    try:
        posted, failed = [], []
        for channel in settings.slack_channels:
            try:
                posted.append(await _post(channel, teams, waiting, posts, digest_id))
            except DeliveryFailed as error:
                failed.append(str(error))
        if failed:
            raise DeliveryFailed("; ".join(failed))
        return tuple(posted)
    finally:
        waiting.close()


async def post_to_channel(
    client: AsyncWebClient, channel: str, posts: Posts, *, digest_id: str, store: WaitingStore
) -> Posted:
    """Post a digest to one channel with a client of your own. Raises `DeliveryFailed`, `StoreFailed`."""
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


async def _post(channel: str, teams: Teams, store: WaitingStore, posts: Posts, digest_id: str) -> Posted:
    """Post to `C0123ABCD`, or to `T0123ABCD/C0123ABCD` where the settings hold tokens of several workspaces."""
    team_id, _, channel_id = channel.rpartition("/")
    team = _chosen(await teams.learn(), team_id)
    if team is None:
        raise DeliveryFailed(f"Slack, {channel}: no bot token of its workspace is accepted; the log says why")
    return await post_to_channel(team.client, channel_id, posts, digest_id=digest_id, store=store)


def _chosen(teams: Sequence[Team], team_id: str) -> Team | None:
    return next((team for team in teams if team_id in ("", team.id)), None)

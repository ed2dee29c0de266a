"""Slack over Socket Mode, in a process of its own: no address that Slack would have to reach."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Final

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from summarizer.errors import ConfigError
from summarizer.service import Summarizer
from summarizer.settings import Settings
from summarizer.slack.app import SlackFace
from summarizer.slack.client import Failures, open_client, quiet_logger, reason
from summarizer.slack.teams import Team

RENEW: Final = 30.0  # seconds; Slack's addresses of sockets work for about as long

Told = Callable[[Sequence[Team]], None]


async def run_socket(settings: Settings, summarizer: Summarizer, *, stop: asyncio.Event, told: Told) -> None:
    """Serve over Socket Mode until `stop` is set; `told` is called with the teams once the socket is open.

    Raises `ConfigError` when a token is missing or refused.
    """
    face = SlackFace(settings, summarizer)
    if settings.slack_app_token is None:
        raise ConfigError("SUMMARIZER_SLACK_APP_TOKEN is not set: it is the app's `xapp-...`, under Basic Information")
    app_token = settings.slack_app_token.get_secret_value()
    await face.open()
    try:
        teams = await face.teams.learn()
        if not teams:
            raise ConfigError("no bot token in SUMMARIZER_SLACK_BOT_TOKEN is accepted by Slack; the log says why")
        client = open_client(app_token, api=settings.slack_api)
        address = await _address(client, app_token)
        handler = AsyncSocketModeHandler(face.bolt, app_token, logger=quiet_logger(), web_client=client)
        handler.client.wss_uri = address  # left to itself, it would try a token that is refused for ever
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            told(teams)
            while not stop.is_set():
                await _renewed(handler, stop)
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
    finally:
        await face.close()


async def _renewed(handler: AsyncSocketModeHandler, stop: asyncio.Event) -> None:
    """Wait a while. The SDK tries an address until it works, but each is good for seconds only: give it a new one."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(RENEW):
            await stop.wait()
    if not stop.is_set() and not await handler.client.is_connected():
        handler.client.wss_uri = None


async def _address(client: AsyncWebClient, app_token: str) -> str:
    try:
        return str((await client.apps_connections_open(app_token=app_token))["url"])
    except Failures as error:
        raise ConfigError(
            f"Slack does not open a socket ({reason(error)}); is SUMMARIZER_SLACK_APP_TOKEN an app-level token "
            "with the permission connections:write, and is Socket Mode switched on?"
        ) from None

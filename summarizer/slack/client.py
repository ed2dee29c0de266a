"""Slack's Web API through the SDK: one client per token, patient when told to wait, silent about what it sends."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT: Final = 20  # seconds for one call
PATIENCE: Final = 5  # times that a call is repeated after a 429, each time after the `Retry-After` that came with it

Failures: Final = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError)
"""What a call of the Web API raises."""

UNINSTALLED: Final = frozenset(
    ("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked", "team_access_not_granted")
)
OUTSIDE: Final = frozenset(("not_in_channel", "channel_not_found", "is_archived", "restricted_action"))
TRANSIENT: Final = frozenset(("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"))
TOO_LONG: Final = frozenset(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"))


def quiet_logger() -> logging.Logger:
    """Return the logger of the SDK, which at DEBUG would write down whole messages and the socket's ticket."""
    logger = logging.getLogger("summarizer.slack.sdk")
    logger.setLevel(logging.WARNING)
    return logger


def open_client(token: str | None, *, api: str) -> AsyncWebClient:
    """Return a client. It does not repeat calls whose end it did not see: a message could be posted twice."""
    return AsyncWebClient(
        token=token,
        base_url=api,
        timeout=TIMEOUT,
        logger=quiet_logger(),
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=PATIENCE)],
    )


def is_transient(error: BaseException) -> bool:
    """Say whether the same call may go well in a while: Slack was not there, or busy."""
    code = reason(error)
    return not isinstance(error, SlackApiError) or code in TRANSIENT or code.startswith("status 5")


def reason(error: BaseException) -> str:
    """Return Slack's code for what went wrong (`channel_not_found`), else the kind of error. Never a message's text."""
    if not isinstance(error, SlackApiError):
        return type(error).__name__
    answer: Any = getattr(error.response, "data", error.response)
    code = answer.get("error") if isinstance(answer, dict) else None
    return code if isinstance(code, str) and code else f"status {getattr(error.response, 'status_code', 'unknown')}"

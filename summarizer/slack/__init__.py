"""Slack: a command, a mention and digests, over HTTP in the service or over Socket Mode in a process of its own.

Every request is checked, answered at once and worked on later; what was accepted is in the store before it is begun.
`http` and `socket` are the two doors; `app` is what stands behind both. Slack's packages are imported where it is set.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from summarizer.errors import ConfigError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from summarizer.settings import Settings

PATHS: Final = ("/slack/events", "/slack/commands", "/slack/interactions")  # the same door; people set all three


def add_slack(app: FastAPI, settings: Settings) -> None:
    """Add the address that Slack calls, where a signing secret is set.

    Raises `ConfigError` when the bot token or Slack's packages are missing.
    """
    if settings.slack_signing_secret is not None:
        need_packages()
        from summarizer.slack.http import add_routes

        add_routes(app, settings)


def need_packages() -> None:
    """Raise `ConfigError` unless Slack's packages are installed."""
    if find_spec("slack_bolt") is None or find_spec("aiohttp") is None:
        raise ConfigError("Slack needs more packages: pip install 'summarizer[slack]'")

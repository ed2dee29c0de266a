"""`summarizer slack`: Socket Mode until it is told to stop, and the manifest of the app."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from summarizer.cli.output import labelled, write_stdout
from summarizer.metering import UNWATCHED
from summarizer.service import open_summarizer
from summarizer.settings import Settings, load_settings
from summarizer.slack import need_packages
from summarizer.slack.manifest import manifest

if TYPE_CHECKING:
    from summarizer.slack.teams import Team


def print_manifest(url: str | None) -> None:
    """Print the app's manifest. Raises `InvalidInput` when `url` is no address for Slack."""
    write_stdout(manifest(url).encode())


def run() -> None:
    """Serve Slack until SIGINT or SIGTERM. Raises `ConfigError` when a token is missing or refused."""
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    need_packages()
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from summarizer.slack.socket import run_socket

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_summarizer(settings, UNWATCHED) as summarizer:

        def told(teams: Sequence[Team]) -> None:
            names = ", ".join(f"{team.name} ({team.id})" for team in teams)
            slack = f"{names}; /brief and mentions are answered (Ctrl-C stops)"
            sys.stderr.write(labelled({**summarizer.describe(), "slack": slack}))
            sys.stderr.flush()

        await run_socket(settings, summarizer, stop=stop, told=told)

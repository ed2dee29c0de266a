"""`summarizer serve`: the HTTP face on a port, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from ipaddress import ip_address
from typing import Any

import prometheus_client
import uvicorn

from summarizer.api import create_app
from summarizer.api.connection import PatientConnection
from summarizer.cli.output import labelled
from summarizer.errors import ConfigError
from summarizer.service import open_summarizer
from summarizer.settings import Settings, load_settings

OPEN = "warning: whoever reaches port {port} may use this service; set SUMMARIZER_KEYS (see `summarizer key --help`)\n"
GRACE = 10  # seconds for open requests to end after a stop; a container's own patience is often 10


def run(host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM, then let open requests end and leave with exit code 0.

    Raises `ConfigError` when a setting makes no sense or the port cannot be had.
    """
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    asyncio.run(_serve(settings, _bind(host, port)))


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]
        raise ConfigError(f"cannot listen on {host}:{port}: {reason}; try another --host or --port") from None
    # By its protocol asyncio knows TCP and sends at once (TCP_NODELAY); `create_server` leaves it at 0, and each answer
    # on a connection that stays open would wait 40 ms for the reader to acknowledge its head.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listener.detach())


async def _serve(settings: Settings, listener: socket.socket) -> None:
    async with open_summarizer(settings) as summarizer:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        serving = f"http://{shown}:{port} (Ctrl-C stops)"
        if not settings.keys and not ip_address(host.partition("%")[0]).is_loopback:
            sys.stderr.write(OPEN.format(port=port))
        sys.stderr.write(labelled({**summarizer.describe(), **_guards(settings), "serving": serving}))
        sys.stderr.flush()
        config = uvicorn.Config(
            create_app(settings, summarizer_=summarizer),
            http=PatientConnection,
            log_config=None,
            log_level=settings.log_level.lower(),
            access_log=settings.log_level in ("DEBUG", "INFO"),
            server_header=False,
            **proxies(settings),
            timeout_graceful_shutdown=GRACE,
        )
        # When each series began: twice the text, and read by nobody.
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        _hold_signals()
        await uvicorn.Server(config).serve(sockets=[listener])


def proxies(settings: Settings) -> dict[str, Any]:
    """Return whose forwarded addresses uvicorn is to believe; left to itself it believes whoever is on this machine."""
    trusted = list(settings.forwarded_allow_ips)
    return {"proxy_headers": bool(trusted), "forwarded_allow_ips": trusted}


def _guards(settings: Settings) -> dict[str, str]:
    """Return whom the service answers and how often, where that is limited."""
    names = ", ".join(sorted({key.name for key in settings.keys}))
    guards = {"keys": names, "limit": settings.rate_limit or ""}
    return {label: value for label, value in guards.items() if value}


def _hold_signals() -> None:
    """Make a second delivery harmless: uvicorn raises the signal again after it has stopped.

    Left to Python, that second one would end the process before caches and workers are closed.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)

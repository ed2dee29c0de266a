"""A mail server on loopback that keeps what it is given, and can refuse it or hang up over it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Mailbox:
    """The server: `port` to hand in to, `messages` that arrived, `refuse` a stage, `cut` the line after DATA."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuse: str | None = None  # "rcpt" or "data"
    cut: bool = False
    loop: asyncio.AbstractEventLoop | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuse == "rcpt":
            return "550 no such reader"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuse == "data":
            return "452 the box is full"
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients += envelope.rcpt_tos
        if self.cut:
            server.transport.abort()
        return "250 OK"


@contextmanager
def receiving() -> Iterator[Mailbox]:
    """Take mail on a free port of loopback for as long as the context lasts."""
    box = Mailbox()
    opened, closing = threading.Event(), asyncio.Event()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(box, hostname="mail.example", loop=loop), "127.0.0.1", 0)
        box.port = server.sockets[0].getsockname()[1]
        box.loop = loop
        opened.set()
        await closing.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        assert opened.wait(60)
        yield box
    finally:
        assert box.loop is not None
        box.loop.call_soon_threadsafe(closing.set)
        thread.join(10)

"""Runs of a digest that can be killed: one process that has everything imported forks a child per run.

    python -m tests.digest_victim FOLDER PROVIDER_PORT SMTP_PORT FEED...
    stdin: the name of a list, a line per run;  stdout: `pid <n>`, `result <what came of it>`, `exit <status>`.

The child makes one digest with a store on disk, no cache, a model behind a socket, and one reader by mail.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from summarizer.caches.base import NoCache
from summarizer.caches.store import DiskStore
from summarizer.digest import Desk, Order, open_desk, run_digest
from summarizer.digest.mail import MailServer, mail_door
from summarizer.engines.base import Spent, Written
from summarizer.models import ClaimTable, Draft, DraftStatement
from summarizer.service import Summarizer
from summarizer.settings import Settings
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.feeds import FeedPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from tests.digest_world import MONDAY
from tests.web import Names


class SocketWriter:
    """A model behind a real socket; each draft is one call that the provider counts."""

    name = "llm"
    prompt = "socket@1#000000000000"
    model = "local"
    fingerprint = "socket/1"

    def __init__(self, port: int) -> None:
        self._port = port

    async def write(self, table: ClaimTable, *_: object, **__: object) -> Written:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        body = b'{"story": "%d"}' % len(table.claims)
        writer.write(b"POST /v1 HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await reader.read()  # until the provider has said all and closes
        writer.close()
        told = [DraftStatement(c.sentences[0].text, (c.sentences[0].id,)) for c in table.claims[:3]]
        return Written(Draft(told[0], tuple(told)), Spent(1, 400, 100, 0.01))


async def run(folder: Path, provider: int, smtp: int, name: str, feeds: tuple[str, ...]) -> str:
    """Make one digest and say what became of its delivery."""
    store = DiskStore(folder)
    async with Fetcher(resolve=Names()) as fetcher, FeedPool(1) as pool, ExtractionPool(1) as pages:
        summarizer = Summarizer(
            loader=Loader(fetcher, pages), cache=NoCache(), store=store, models={"local": SocketWriter(provider)}
        )
        door = mail_door(MailServer("127.0.0.1", "digest@news.example", smtp, "none"), "ann@readers.example")
        desk = Desk(summarizer, fetcher, pool, pages)
        outcome = await run_digest(desk, Order(name, feeds), now=MONDAY, doors=[door])
    store.close()
    return f"{outcome.delivered[0].result} {len(outcome.digest.stories)}"


async def warm(feeds: tuple[str, ...]) -> None:
    """Make one digest that nobody reads, so that what is imported late is there before the first fork."""
    async with open_desk(Settings(cache="off", store="memory://")) as desk:
        await run_digest(desk, Order("warm", feeds), now=MONDAY)


def main() -> None:
    """Fork a child for each line of standard input."""
    folder, provider, smtp, feeds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), tuple(sys.argv[4:])
    asyncio.run(warm(feeds))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            result = asyncio.run(run(folder, provider, smtp, line.strip(), feeds))
            sys.stdout.write(f"result {result}\n")
            sys.stdout.flush()
            os._exit(0)
        sys.stdout.write(f"pid {child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"exit {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

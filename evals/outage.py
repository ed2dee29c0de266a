"""What users wait while a provider does not answer, asked again each time and left alone: `python -m evals.outage`.

A provider on loopback takes every call and says nothing, or refuses the connection. One user after another asks; the
service and its deadline are real, over HTTP. Seconds scale with the deadline: at the default of 60 they are ten times
as long as at 6.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import uvicorn

from summarizer.api import create_app
from summarizer.api.openapi import EXAMPLE
from summarizer.engines.completion import warm
from summarizer.settings import Settings


@contextmanager
def mute() -> Iterator[tuple[int, list[int]]]:
    """Yield the port of a provider that says nothing, and a list that grows by one with each call."""
    calls: list[int] = []
    ready, loop = threading.Event(), asyncio.new_event_loop()
    port = 0

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(1)
        await reader.read()  # until the caller hangs up
        writer.close()

    async def serve() -> None:
        nonlocal port
        async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            ready.set()
            await stop.wait()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield port, calls
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def waits(port: int, *, rest: float, deadline: float, users: int) -> list[float]:
    """Return the seconds that one user after another waits for a brief."""
    settings = Settings.model_validate(
        {
            "cache": "off",
            "store": "memory://",
            "model": "openai/local",
            "api_base": f"http://127.0.0.1:{port}/v1",
            "deadline_s": deadline,
            "provider_rest_s": rest,
            "log_level": "ERROR",
        }
    )
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    taken = []
    with httpx2.Client(base_url=f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}") as client:
        for _ in range(users):
            began = time.perf_counter()
            answer = client.post("/summarize", json=EXAMPLE, timeout=2 * deadline).raise_for_status().json()
            taken.append(time.perf_counter() - began)
            if not answer["stories"][0]["provenance"]["degraded"]:
                raise RuntimeError("a provider that says nothing cannot have written this")
    server.should_exit = True
    thread.join(10)
    return taken


def main() -> None:
    """Print a line for each kind of outage, without and with the breaker."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--deadline", type=float, default=6.0, help="seconds")
    options.add_argument("--users", type=int, default=8)
    given = options.parse_args()
    logging.disable()  # each failure is logged, as it should be
    warm().join()
    print(f"deadline {given.deadline:g} s; seconds that each of {given.users} users waits, one after the other")
    for rest, name in ((0.0, "asked each time"), (300.0, "left alone")):
        with mute() as (port, calls):
            taken = waits(port, rest=rest, deadline=given.deadline, users=given.users)
            print(f"says nothing, {name:<15}  {' '.join(f'{s:6.2f}' for s in taken)}   {len(calls)} calls")
        taken = waits(closed_port(), rest=rest, deadline=given.deadline, users=given.users)
        print(f"refuses,      {name:<15}  {' '.join(f'{s:6.2f}' for s in taken)}")


if __name__ == "__main__":
    main()

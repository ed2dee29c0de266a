"""LOAD-7 and LLM-10: readers who take nothing, and readers who leave at any moment."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.api.connection import PatientConnection
from summarizer.api.events import Pace
from summarizer.engines.completion import warm
from summarizer.settings import Settings
from tests.hostile_replies import ARTICLES, GOOD_TEXT
from tests.provider import Provider, Tap, pours, serving
from tests.serving import served
from tests.streams import EVENTS, faults, heard, reading
from tests.test_stream import idle

BODY: dict[str, Any] = {
    "articles": [{"text": a.text, "title": a.title, "outlet": a.outlet} for a in ARTICLES],
    "options": {"engine": "llm", "split_stories": False},
}
BLANK = "\n" * 900_000  # costs no work, and twice its length in JSON
LARGE = {
    "articles": [{"text": f"The ferry ran aground off Ellery on Tuesday evening. {n}{BLANK}"} for n in range(4)],
    "options": {"include_text": True, "split_stories": False},
}  # an answer of 7 MB: more than any buffer between us and a reader holds


class Hasty(PatientConnection):
    """Loses its patience soon; remembers how much lay in its buffer."""

    patience = 1.0
    most = 0
    cut = 0
    gone = threading.Semaphore(0)  # one for each that was cut

    def pause_writing(self) -> None:
        super().pause_writing()
        Hasty.most = max(Hasty.most, self.transport.get_write_buffer_size())

    def connection_lost(self, exc: Exception | None) -> None:
        paused = self.flow.write_paused
        super().connection_lost(exc)
        if paused:
            Hasty.cut += 1
            Hasty.gone.release()


@contextmanager
def stalled(address: str, body: dict[str, Any]) -> Iterator[socket.socket]:
    """Ask for a stream, read its first bytes, and then take nothing."""
    parts = urlsplit(address)
    sent = json.dumps(body).encode()
    head = f"POST /summarize HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-length: {len(sent)}\r\n\r\n"
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(60)
        raw.connect((parts.hostname, parts.port))
        raw.sendall(head.encode() + sent)
        assert raw.recv(20).startswith(b"HTTP/1.1 200")
        yield raw


def whole(raw: socket.socket) -> bool:
    """Read what the kernel still holds for a reader, and return whether the answer looks whole at its end."""
    last = b""
    try:
        while piece := raw.recv(1 << 20):
            last = piece
    except ConnectionResetError:
        return False
    return last.endswith(b"\r\n0\r\n\r\n")


def test_who_takes_nothing_is_cut_and_others_are_not_kept_waiting() -> None:
    cut_off(5)


@pytest.mark.slow
def test_a_hundred_who_take_nothing_are_cut() -> None:
    cut_off(100)


def cut_off(readers: int) -> None:
    app = create_app(Settings(cache="memory://", store="memory://", model=None))
    with served(app, http=Hasty) as url, httpx2.Client(base_url=url, timeout=30) as client, ExitStack() as open_:
        quick = client.post("/summarize", json=LARGE)
        assert len(quick.content) > 7_000_000
        Hasty.most = Hasty.cut = 0  # a plain answer is handed to the server whole
        slow = [open_.enter_context(stalled(url, LARGE)) for _ in range(readers)]
        assert faults(heard(client, LARGE)) == []
        assert all(Hasty.gone.acquire(timeout=60) for _ in slow)  # before that, reading on would be patience rewarded
        assert not any(whole(raw) for raw in slow)
        assert client.get("/healthz").status_code == 200
    print(f"{Hasty.cut} of {readers} cut, at most {Hasty.most} bytes kept for one")
    assert Hasty.cut == readers
    assert 65_536 < Hasty.most <= 65_536 + 9 * 1024


def test_an_app_on_another_server_ends_the_work_for_who_takes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(cache="memory://", store="memory://", model=None), pace=Pace(patience=0.2))
    with served(app) as url, httpx2.Client(base_url=url, timeout=30) as client:
        client.post("/summarize", json=LARGE)
        with stalled(url, LARGE) as raw:
            closed = threading.Event()
            for _ in range(1200):
                if "took nothing" in caplog.text:
                    break
                closed.wait(0.05)
            assert "took nothing for 0.2 s" in caplog.text
            assert not whole(raw)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def address(provider: Provider) -> Iterator[str]:
    settings = Settings(
        cache="off", store="memory://", model="openai/local", api_base=provider.base, api_key=SecretStr("sk-none")
    )
    with served(create_app(settings)) as url:
        yield url


def leave_at_any_moment(address: str, provider: Provider, times: int, seed: int) -> list[float]:
    """Read a random number of events while a random part of the answer is written, then leave.

    Return the seconds after which the provider was hung up on.
    """
    rng = random.Random(seed)
    hung_up = []
    with httpx2.Client(base_url=address, timeout=30) as client:
        for _ in range(times):
            tap = Tap()
            provider.script(pours(GOOD_TEXT, tap=tap))
            with reading(client, BODY) as stream:
                assert provider.asked.wait(60)
                tap.let(rng.randrange(20))
                for _ in range(rng.randrange(3)):
                    next(iter(stream))
            left = time.perf_counter()
            assert provider.deserted.wait(60)
            hung_up.append(time.perf_counter() - left)
        assert idle(client)
    return hung_up


def test_twenty_readers_leave_at_random(address: str, provider: Provider) -> None:
    assert len(leave_at_any_moment(address, provider, 20, seed=1)) == 20


@pytest.mark.slow
def test_two_hundred_readers_leave_at_random(address: str, provider: Provider) -> None:
    seconds = leave_at_any_moment(address, provider, 200, seed=2)
    print(
        f"{sum(s < 1 for s in seconds)} of {len(seconds)} hung up within a second, the last after {max(seconds):.2f} s"
    )
    assert statistics.quantiles(seconds, n=20)[-1] < 1


async def test_nothing_is_left_behind(address: str, provider: Provider) -> None:
    """A task of a reader that has gone would keep what it waits for."""
    provider.script(pours(GOOD_TEXT))
    async with httpx2.AsyncClient(base_url=address, timeout=30) as client:
        async with client.stream("POST", "/summarize", json=BODY, headers=EVENTS) as response:
            async for line in response.aiter_lines():
                if line.startswith("event: answer"):
                    break
        await asyncio.sleep(0)
        assert (await client.get("/readyz")).json()["running"] == 0


test_nothing_is_left_behind = pytest.mark.anyio(test_nothing_is_left_behind)

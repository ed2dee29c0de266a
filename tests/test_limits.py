"""How much one caller may ask: per key or address, over replicas, and when the count cannot be kept."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

import httpx2
import pytest

from summarizer.api import create_app
from summarizer.api.limiting import Limiter, MemoryWindow, Taken, open_limiter
from summarizer.api.openapi import CLEAN_EXAMPLE, EXAMPLE
from summarizer.cli.serve import proxies
from summarizer.errors import ConfigError
from summarizer.models.keys import key_row
from summarizer.settings import Settings, load_settings
from tests.redis_server import free_port, redis_server
from tests.serving import served

KEYS = {"ci": "sk-summarizer-one", "desk": "sk-summarizer-two"}
ROWS = ",".join(key_row(name, key) for name, key in KEYS.items())


def settings(**more) -> Settings:
    return Settings(**{"cache": "off", "store": "memory://", "model": None} | more)


def limited(answer) -> dict[str, int]:
    """The share that an answer tells: `{"r": 3, "t": 60}`."""
    (found,) = re.findall(r'^"per-(?:hour|minute)";r=(\d+);t=(\d+)$', answer.headers["ratelimit"])
    return {"r": int(found[0]), "t": int(found[1])}


def refused(answer) -> None:
    assert answer.status_code == 429, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert (found["status"], found["code"]) == (429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) == limited(answer)["t"] <= 3600
    assert limited(answer)["r"] == 0


def test_a_share_is_told_used_up_and_refused():
    with served(create_app(settings(rate_limit="3/hour"))) as url, httpx2.Client(base_url=url, timeout=60) as client:
        for left, path, body in ((2, "/clean", CLEAN_EXAMPLE), (1, "/verify", {}), (0, "/summarize", EXAMPLE)):
            answer = client.post(path, json=body)
            assert answer.status_code in (200, 422)
            assert limited(answer)["r"] == left
            assert answer.headers["ratelimit-policy"] == '"per-hour";q=3;w=3600'
        refused(client.post("/clean", json=CLEAN_EXAMPLE))
        refused(client.post("/summarize", json=EXAMPLE, headers={"accept": "text/event-stream"}))
        refused(client.post("/feedback", content=b"x" * 3_000_000))
        for path in ("/", "/healthz", "/readyz", "/web/page.css", "/openapi.json", "/docs"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers
        assert client.get("/nowhere").status_code == 404
        operations = client.get("/openapi.json").json()["paths"].items()
        told = {path for path, methods in operations if "429" in methods.get("post", {}).get("responses", {})}
        assert told >= {"/summarize", "/verify", "/clean", "/feedback"}


def test_each_key_has_its_own_share_and_who_has_none_uses_up_nothing():
    app = create_app(settings(rate_limit="2/hour", keys=ROWS))
    with served(app) as url, httpx2.Client(base_url=url, timeout=60) as client:
        for _ in range(5):
            assert client.post("/clean", json=CLEAN_EXAMPLE).status_code == 401
        for key in KEYS.values():
            for left in (1, 0):
                assert limited(client.post("/clean", json=CLEAN_EXAMPLE, headers={"x-api-key": key}))["r"] == left
            refused(client.post("/clean", json=CLEAN_EXAMPLE, headers={"x-api-key": key}))


@contextmanager
def served_by_command(tmp_path, host: str, **more: str) -> Iterator[tuple[httpx2.Client, list[str]]]:
    """Run `summarizer serve` and yield a client of it and what it said."""
    env = {**os.environ, "SUMMARIZER_CACHE": "off", "SUMMARIZER_STORE": "memory://", "HOME": str(tmp_path), **more}
    command = [sys.executable, "-m", "summarizer", "serve", "--host", host, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as server:
        try:
            said = [*iter_until(server.stderr, "serving")]
            (port,) = re.findall(r":(\d+) ", said[-1])
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield client, said
        finally:
            server.terminate()
            server.communicate(timeout=60)


def iter_until(lines: Iterable[str], word: str) -> Iterator[str]:
    for line in lines:
        yield line
        if line.startswith(word):
            return


def left(client: httpx2.Client, forwarded: str) -> int:
    return limited(client.post("/feedback", json={}, headers={"x-forwarded-for": forwarded}))["r"]


def test_nobody_believes_a_forwarded_address_unless_told_to(tmp_path):
    with served_by_command(tmp_path, "0.0.0.0", SUMMARIZER_RATE_LIMIT="9/hour") as (client, said):
        assert [left(client, f"198.51.100.{n}") for n in range(3)] == [8, 7, 6]
        (warning,) = [line for line in said if line.startswith("warning")]
        assert "SUMMARIZER_KEYS" in warning
        assert [line.split() for line in said if line.startswith(("keys", "limit"))] == [["limit", "9/hour"]]


def test_a_proxy_that_is_named_is_believed():
    chosen = settings(rate_limit="9/hour", forwarded_allow_ips="127.0.0.0/8")
    with served(create_app(chosen), **proxies(chosen)) as url, httpx2.Client(base_url=url, timeout=60) as client:
        assert [left(client, f"198.51.100.{n}") for n in (1, 2, 1)] == [8, 8, 7]
        assert left(client, "203.0.113.9, 198.51.100.1") == 6  # what its caller says of itself is not believed
        assert [left(client, f"2001:db8::{n}") for n in (1, 2)] == [8, 7]  # one network of 64 bits, one caller
        assert left(client, "2001:db8:0:1::1") == 8
        assert [left(client, place) for place in ("unknown", "~")] == [8, 7]


def test_replicas_with_one_redis_share_one_count(tmp_path):
    async def ask(store: str) -> list[Taken | None]:
        replicas = [open_limiter("100/hour", store) for _ in range(2)]
        # More at once would cost a busy machine more than the two seconds that redis has for an answer.
        answers = await asyncio.gather(*(replicas[n % 2].take("key:ci") for n in range(300)))
        for replica in replicas:
            await replica.aclose()
        return answers

    with redis_server(tmp_path) as store:
        answers = asyncio.run(ask(store))
    assert None not in answers
    assert sum(answer.over is None for answer in answers) == 100


@pytest.mark.slow
def test_four_services_admit_a_hundred_of_a_thousand(tmp_path):
    async def ask(urls: list[str]) -> list[httpx2.Response]:
        async with httpx2.AsyncClient(timeout=120, limits=httpx2.Limits(max_connections=None)) as client:
            return await asyncio.gather(*(client.post(f"{urls[n % 4]}/feedback", json={}) for n in range(1000)))

    with redis_server(tmp_path) as store, ExitStack() as stack:
        apps = [create_app(settings(rate_limit="100/hour", store=store)) for _ in range(4)]
        answers = asyncio.run(ask([stack.enter_context(served(app)) for app in apps]))
    admitted = [answer for answer in answers if answer.status_code == 422]
    over = [answer for answer in answers if answer.status_code == 429]
    assert len(admitted) + len(over) == 1000
    print(f"{len(admitted)} of 1,000 admitted")
    assert 100 <= len(admitted) <= 105
    for answer in over:
        refused(answer)


def test_without_its_redis_everybody_is_let_through(tmp_path, caplog):
    store = f"redis://127.0.0.1:{free_port()}/0"
    with (
        served(create_app(settings(rate_limit="2/hour", store=store))) as url,
        httpx2.Client(base_url=url, timeout=60) as client,
    ):
        answers = [client.post("/clean", json=CLEAN_EXAMPLE) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any("ratelimit" in answer.headers for answer in answers)
    (said,) = [record.getMessage() for record in caplog.records if record.name == "summarizer.api.limiting"]
    assert "redis does not answer" in said


def test_a_redis_that_comes_back_is_asked_again(tmp_path):
    port, now = free_port(), [1_000_000.0]

    async def come_back() -> None:
        limiter = open_limiter("2/hour", f"redis://127.0.0.1:{port}/0", clock=lambda: now[0])
        assert await limiter.take("key:ci") is None
        with redis_server(tmp_path, port):
            assert await limiter.take("key:ci") is None  # not asked: each vain question costs time
            now[0] += 11
            taken = [await limiter.take("key:ci") for _ in range(3)]
            assert [one.over is None for one in taken] == [True, True, False]
        now[0] += 1
        assert await limiter.take("key:ci") is None
        await limiter.aclose()

    asyncio.run(come_back())


def test_a_window_moves():
    now = [1_000_000.0]
    window = MemoryWindow(clock=lambda: now[0])
    limiter = Limiter("2/minute; 3/hour", window, clock=lambda: now[0])

    def take(who: str = "key:ci"):
        taken = asyncio.run(limiter.take(who))
        return (taken.over and taken.over.policy, *(share.state for share in taken.shares))

    assert take() == (None, '"per-minute";r=1;t=60', '"per-hour";r=2;t=3600')
    now[0] += 30
    assert take() == (None, '"per-minute";r=0;t=30', '"per-hour";r=1;t=3570')
    assert take() == (
        '"per-minute";q=2;w=60',
        '"per-minute";r=0;t=30',
        '"per-hour";r=1;t=3570',
    )  # the hour is not charged
    assert take("address:192.0.2.1")[0] is None
    now[0] += 30
    assert take() == (None, '"per-minute";r=0;t=30', '"per-hour";r=0;t=3540')
    now[0] += 600
    assert take()[0] == '"per-hour";q=3;w=3600'
    now[0] += 3600
    assert take() == (None, '"per-minute";r=1;t=60', '"per-hour";r=2;t=3600')
    assert len(window) == 2  # whoever has been away for a whole window is forgotten


def test_a_limit_over_several_units_is_named():
    limiter = Limiter("1 per 5 minutes", MemoryWindow())
    first, second = (asyncio.run(limiter.take("key:ci")) for _ in range(2))
    assert first.over is None
    assert second.over.policy == '"per-5-minutes";q=1;w=300'
    assert second.over.words == "1 request per 5 minutes"


@pytest.mark.parametrize("value", ["canary", "0/minute", "5/fortnight", "5", "-1/minute", "5/minute; canary", " "])
def test_what_is_no_limit_is_named(monkeypatch, value):
    monkeypatch.setenv("SUMMARIZER_RATE_LIMIT", value)
    with pytest.raises(ConfigError, match=r"^SUMMARIZER_RATE_LIMIT: is no rate limit .*100/minute") as caught:
        load_settings()
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(("value", "entry"), [("canary", 1), ("10.0.0.1,10.0.0.1/8", 2), ("*, 10.0.0.1", 1)])
def test_what_is_no_proxy_is_named(monkeypatch, value, entry):
    monkeypatch.setenv("SUMMARIZER_FORWARDED_ALLOW_IPS", value)
    with pytest.raises(ConfigError, match=rf"^SUMMARIZER_FORWARDED_ALLOW_IPS: entry {entry} is no address"):
        load_settings()

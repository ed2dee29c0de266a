"""Time our own work, cached answers and start-up: `make bench`. Prints figures, judges none."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import Response

from evals.newswire import story
from summarizer.models import SummarizeRequest

SIZES = {3: 60, 10: 40, 50: 15}  # articles -> runs
WORDS = 600
ROUNDS = 7  # of each route, alternating, so that a slow moment of the machine hits both
REQUESTS = 400  # a round
CONNECTIONS = 8


def main() -> None:
    """Print all tables."""
    own_work()
    cached_answers()
    start_up()


def own_work() -> None:
    """Print the time of a whole request without a provider, and how it grows."""
    print(f"Own work, extractive engine, articles of {WORDS} words, cache bypassed, one process")
    print(f"  {'articles':>8} {'runs':>5} {'p50 ms':>8} {'p99 ms':>8} {'peak MB':>8}")
    context = multiprocessing.get_context("spawn")
    medians = {}
    for size, runs in SIZES.items():
        with context.Pool(1) as pool:
            times, peak = pool.apply(timed, (size, runs))
        medians[size] = statistics.median(times)
        print(f"  {size:>8} {runs:>5} {medians[size]:>8.1f} {percentile(times, 99):>8.1f} {peak:>8.0f}")
    print(f"  50 against 10 articles: {medians[50] / medians[10]:.1f} times\n")


def timed(size: int, runs: int) -> tuple[list[float], float]:
    """Return milliseconds of each run and the peak memory of this process in MB."""
    return asyncio.run(_timed(size, runs)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _timed(size: int, runs: int) -> list[float]:
    from summarizer.service import open_summarizer
    from summarizer.settings import Settings

    times = []
    async with open_summarizer(Settings(cache="off", model=None)) as summarizer:
        for run in range(runs + 2):
            request = request_of(size, seed=run, cache="bypass")
            began = time.perf_counter()
            await summarizer.answer(request)
            times.append((time.perf_counter() - began) * 1000)
    return times[2:]  # the first two load tables and warm caches of the interpreter


def request_of(size: int, *, seed: int, cache: str) -> SummarizeRequest:
    """Return a request of `size` articles on one event."""
    articles = [
        {"text": text, "outlet": f"Outlet {n}"} for n, text in enumerate(story(seed, articles=size, words=WORDS))
    ]
    options = {"cache": cache, "split_stories": False}
    return SummarizeRequest.model_validate({"articles": articles, "options": options})


def percentile(values: list[float], percent: float) -> float:
    """Return the value below which `percent` of `values` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * len(ordered)))]


def cached_answers() -> None:
    """Print how many cached answers a second leave, beside a bare route that sends the same bytes."""
    body = request_of(3, seed=1, cache="use").model_dump_json(exclude_none=True).encode()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as port:
        first = asyncio.run(load(port, "/summarize", body, 1))
        asyncio.run(load(port, "/bare", body, CONNECTIONS))
        rates: dict[str, list[float]] = {"/bare": [], "/summarize": []}
        for _ in range(ROUNDS):
            for path, found in rates.items():
                found.append(REQUESTS / asyncio.run(load(port, path, body, REQUESTS)))
    bare, cached = (statistics.median(found) for found in rates.values())
    print(f"Cached answers, disk cache, {len(body):,} bytes in, {CONNECTIONS} connections, one server process")
    print(f"  (the first, uncached answer took {first * 1000:.0f} ms)")
    print(f"  bare route {bare:,.0f}/s   cached answer {cached:,.0f}/s   ratio {cached / bare:.2f}\n")


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Run the service and the bare route on a free port of loopback."""
    ready, done = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(str(folder), done), daemon=True)
    process.start()
    try:
        yield int(ready.recv())
    finally:
        process.terminate()
        process.join(10)


def serve(folder: str, done: Any) -> None:
    """Serve until terminated; sends the port when it is open."""
    import uvicorn

    from summarizer.api import create_app
    from summarizer.settings import Settings

    app = create_app(Settings(cache=f"disk://{folder}/cache", model=None))
    answers: list[bytes] = []

    @app.post("/bare")
    async def bare(request: SummarizeRequest) -> Response:
        """Validate the same request model and send the same bytes."""
        if not answers:
            answers.append(await app.state.summarizer.answer(request))
        return Response(answers[0], media_type="application/json")

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False))
    threading.Thread(target=_announce, args=(server, done), daemon=True).start()
    server.run()


def _announce(server: Any, done: Any) -> None:
    while not server.started:
        time.sleep(0.01)
    done.send(server.servers[0].sockets[0].getsockname()[1])


async def load(port: int, path: str, body: bytes, requests: int) -> float:
    """Send `requests` over kept-alive connections with a client that costs little; return seconds."""
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    began = time.perf_counter()
    shares = [requests // CONNECTIONS + (n < requests % CONNECTIONS) for n in range(CONNECTIONS)]
    await asyncio.gather(*(_client(port, head.encode() + body, share) for share in shares if share))
    return time.perf_counter() - began


async def _client(port: int, message: bytes, requests: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    for _ in range(requests):
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"unexpected answer: {head[:200]!r}")
        await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
    writer.close()


def start_up() -> None:
    """Print how long the command takes to say its help, and what imports cost."""
    print("Start-up, median of 9")
    commands: dict[str, list[str]] = {
        "python -c pass": ["-c", "pass"],
        "summarizer --help": ["-m", "summarizer", "--help"],
        "import summarizer.service": ["-c", "import summarizer.service"],
        "import summarizer.api": ["-c", "import summarizer.api"],
    }
    for name, arguments in commands.items():
        print(f"  {name:<28} {statistics.median(_seconds(arguments) for _ in range(9)):.2f} s")
    heavy = "import json, sys, summarizer.cli; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(subprocess.run([sys.executable, "-c", heavy], capture_output=True, check=True).stdout))
    known: Callable[[str], bool] = {"litellm", "trafilatura", "numpy", "fastapi", "uvicorn", "httpx2"}.__contains__
    print(f"  heavy modules behind --help: {', '.join(sorted(filter(known, loaded))) or 'none'}")


def _seconds(arguments: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

"""Time to the first verified statement beside time to the whole answer: `python -m evals.streaming`.

A provider on loopback drips its tokens as a hosted model does; the service, its gate and its events are real, over
HTTP. What the provider says is a brief of the story at hand, made by the extractive engine, in the shape asked for.
Exits with 1 where, at the default length, the first statement takes over 40 % of the time of its whole answer. In a
short brief it cannot always take less: the headline and one of four statements are two fifths of what is written.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import uvicorn

from evals.newswire import story
from summarizer.api import create_app
from summarizer.claims import quotations, timeline
from summarizer.engines.base import WriteOptions
from summarizer.engines.completion import warm
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.models import ArticleInput, ClaimTable, Draft, DraftStatement
from summarizer.pipeline import lay_ground
from summarizer.settings import Settings
from summarizer.sources.load import plain_article

TOKEN = 4  # characters; what cl100k_base makes of the JSON of a brief on average
BAR = 0.40  # of the time of the whole answer
DEFAULT = "medium"
WORDS = {"short": 80, "medium": 150, "long": 250}


class Timed(NamedTuple):
    """Seconds from the request on, and how many statements there were."""

    headline: float
    first: float
    whole: float
    statements: int


class Dripping:
    """A provider that says what it was given, token by token."""

    def __init__(self, *, rate: float, wait: float) -> None:
        self._rate = rate
        self._wait = wait
        self.says = ""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one call, streamed where that is asked for, and just as slowly where it is not."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        asked = json.loads(await reader.readexactly(length))
        pieces = [self.says[at : at + TOKEN] for at in range(0, len(self.says), TOKEN)]
        began = time.perf_counter() + self._wait
        streamed = bool(asked.get("stream"))
        if streamed:
            writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n")
        for n, piece in enumerate(pieces):
            await asyncio.sleep(max(0.0, began + n / self._rate - time.perf_counter()))
            if streamed:
                writer.write(_event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}))
                await writer.drain()
        writer.write(_ending(len(pieces)) if streamed else _whole(self.says, len(pieces)))
        await writer.drain()
        writer.close()


def _event(more: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps({**_HEAD, "object": "chat.completion.chunk", **more}).encode() + b"\n\n"


_HEAD = {"id": "c", "created": 1_790_000_000, "model": "local"}


def _ending(tokens: int) -> bytes:
    last = _event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 0, "completion_tokens": tokens, "total_tokens": tokens}
    return last + _event({"choices": [], "usage": usage}) + b"data: [DONE]\n\n"


def _whole(said: str, tokens: int) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 0, "completion_tokens": tokens, "total_tokens": tokens}
    body = json.dumps({**_HEAD, "object": "chat.completion", "choices": [choice], "usage": usage}).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@contextmanager
def dripping(*, rate: float, wait: float) -> Iterator[Dripping]:
    """Run a provider that says `rate` tokens a second, the first after `wait` seconds."""
    provider, ready = Dripping(rate=rate, wait=wait), threading.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
        provider.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    task = loop.create_task(run())
    thread = threading.Thread(target=_until_cancelled, args=(loop, task), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield provider
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)


def _until_cancelled(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(asyncio.wait({task}))


@contextmanager
def service(provider: Dripping) -> Iterator[httpx2.Client]:
    """Run the service on a free port, with `provider` behind it and nothing kept."""
    base = f"http://127.0.0.1:{provider.port}/v1"
    settings = Settings.model_validate(
        {"cache": "off", "store": "memory://", "model": "openai/local", "api_base": base, "deadline_s": 600}
    )
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)


def said_of(texts: Sequence[str], words: int) -> str:
    """Return a brief of these articles as a model would send it."""
    articles = [plain_article(f"a{n}", ArticleInput(text=text)) for n, text in enumerate(texts, 1)]
    table = lay_ground(articles).table
    draft = ExtractiveEngine().draft(table, WriteOptions(words))
    return json.dumps(_reply(draft, table), ensure_ascii=False)


def _reply(draft: Draft, table: ClaimTable) -> dict[str, Any]:
    """Fill in what the prompt asks for: every conflict with its sides, and what is chosen of quotations and events."""
    assert draft.headline is not None  # noqa: S101 (a story has a sentence, so it has a headline)
    sides = [
        [_said(DraftStatement(p.text, p.sentence_ids)) for p in conflict.positions] for conflict in table.conflicts
    ]
    disagreements = [{"id": f"d{n}", "differ": True, "sides": one} for n, one in enumerate(sides, 1)]
    return {
        "headline": _said(draft.headline),
        "statements": [_said(statement) for statement in draft.statements],
        "disagreements": disagreements,
        "quotes": [f"q{n}" for n, _ in enumerate(quotations(table)[:3], 1)],
        "timeline": [f"t{n}" for n, _ in enumerate(timeline(table)[:3], 1)],
    }


def _said(statement: DraftStatement) -> dict[str, Any]:
    return {"text": statement.text, "cites": list(statement.sentence_ids[:4])}


def timed(client: httpx2.Client, texts: Sequence[str], length: str) -> Timed:
    """Ask for a stream and take the time of its first statement and of its answer."""
    options = {"engine": "llm", "split_stories": False, "length": length}
    body = {"articles": [{"text": text} for text in texts], "options": options}
    began, headline, first, statements = time.perf_counter(), 0.0, 0.0, 0
    with client.stream("POST", "/summarize", json=body, headers={"accept": "text/event-stream"}) as response:
        for line in response.iter_lines():
            if line == "event: headline":
                headline = time.perf_counter() - began
            if line == "event: statement":
                statements += 1
                first = first or time.perf_counter() - began
            if line.startswith('data: {"schema_version"') and '"degraded":true' in line:
                raise RuntimeError("the draft did not pass: what is timed is not what is meant")
    return Timed(headline, first, time.perf_counter() - began, statements)


def stories() -> dict[str, list[str]]:
    """Return the stories to time: the samples, made ones, and the seeds where they are."""
    samples = sorted(files("summarizer").joinpath("samples").iterdir(), key=lambda path: path.name)
    found = {"3 samples": [path.read_text("utf-8") for path in samples if path.name.endswith(".txt")]}
    found["10 articles of 600 words"] = list(story(3, articles=10, words=600))
    seeds = sorted((Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data")).parent / "seeds").glob("*.txt"))
    if seeds:
        found[f"{len(seeds)} seeds"] = [path.read_text("utf-8") for path in seeds]
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=80.0, help="tokens a second (default 80)")
    parser.add_argument("--wait", type=float, default=0.4, help="seconds to the first token (default 0.4)")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is shown (default 3)")
    given = parser.parse_args()
    warm().join()  # the import of litellm belongs to no answer
    print(f"A provider drips {given.rate:g} tokens a second, the first after {given.wait:g} s; median of {given.runs}")
    columns = ("statements", "headline s", "first s", "whole s", "share")
    print("  {:<26} {:<7} {:>10} {:>10} {:>8} {:>8} {:>6}".format("story", "length", *columns))
    shares = []
    with dripping(rate=given.rate, wait=given.wait) as provider, service(provider) as client:
        provider.says = said_of(["The ferry ran aground off Ellery on Tuesday."], 80)
        timed(client, ["The ferry ran aground off Ellery on Tuesday."], "short")  # loads tables, opens connections
        for name, texts in stories().items():
            for length, words in WORDS.items():
                provider.says = said_of(texts, words)
                runs = [timed(client, texts, length) for _ in range(given.runs)]
                headline, first, whole = (statistics.median(run[n] for run in runs) for n in (0, 1, 2))
                if length == DEFAULT:
                    shares.append(first / whole)
                row = f"{headline:>10.2f} {first:>8.2f} {whole:>8.2f} {first / whole:>6.0%}"
                print(f"  {name:<26} {length:<7} {runs[0].statements:>10} {row}", flush=True)
    print(f"  at the default length {min(shares):.0%} to {max(shares):.0%}; at most {BAR:.0%} is asked")
    return int(max(shares) > BAR)


if __name__ == "__main__":
    raise SystemExit(main())

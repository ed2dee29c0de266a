"""The child of `pool.WorkerPool`, run with one argument: `{"job": .., "cpu_seconds": .., "memory_mb": ..}`.

Reads a line of JSON and then as many bytes of a page as it says, answers one line of JSON, until its input ends.
The kernel limits its memory, its files, and its time page by page.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO

from summarizer.errors import ArticleUnreadable

TOO_COMPLEX = "the page takes too much time or memory to read"
_PAGE = b"<html><body><article><h1>Title</h1><p>One sentence of text, and then another one.</p></article></body></html>"
_FEED = b"<rss version='2.0'><channel><title>T</title><item><title>A</title><description>&lt;p>B</description></item>"

Job = Callable[[bytes, dict[str, Any]], dict[str, Any]]


def _read_page(body: bytes, head: dict[str, Any]) -> dict[str, Any]:
    from summarizer.sources.extract import extract

    return asdict(extract(body, url=head.get("url"), charset=head.get("charset")))


def _read_feed(body: bytes, head: dict[str, Any]) -> dict[str, Any]:
    from summarizer.sources.feeds.parse import parse

    return parse(body, url=head.get("url"), charset=head.get("charset")).model_dump(mode="json")


_JOBS: dict[str, tuple[Job, bytes]] = {"page": (_read_page, _PAGE), "feed": (_read_feed, _FEED)}
"""Each job, and what it does once before memory is counted: that loads what is only loaded when needed."""


def main() -> None:
    """Answer pages from standard input on standard output until it ends."""
    limits = json.loads(sys.argv[1])
    # What a library prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import logging

    logging.disable(logging.CRITICAL)
    job, warm_up = _JOBS[limits["job"]]
    job(warm_up, {})
    _limit_memory(limits["memory_mb"])
    _write(answers, {"ready": True})
    pages = sys.stdin.buffer
    while line := pages.readline():
        head = json.loads(line)
        body = pages.read(head["size"])
        if len(body) < head["size"]:
            break
        _limit_time(limits["cpu_seconds"])
        try:
            _write(answers, job(body, head))
        except ArticleUnreadable as error:
            _write(answers, {"reason": error.reason, "detail": error.detail})
        except Exception:
            # Out of memory, too deep, a fault of a parser: the page cannot be read, and this process is not
            # to be trusted with another one.
            _write(answers, {"reason": "too_complex", "detail": TOO_COMPLEX, "last": True})
            break


def _write(answers: BinaryIO, reply: dict[str, Any]) -> None:
    answers.write(json.dumps(reply).encode() + b"\n")
    answers.flush()


def _limit_memory(memory_mb: int) -> None:
    """Let the kernel refuse more address space, core files, and files. Where it cannot, time alone is limited."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


def _limit_time(cpu_seconds: int) -> None:
    """Let the kernel end this process `cpu_seconds` of processor time from now."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()

"""Time a digest of a day of real-shaped feeds, without a key: `python -m evals.bench_digest [--out FOLDER]`.

30 feeds with 2,000 items of an invented world (`tests/feeds_day.py`), served over HTTP on loopback with validators.
Each run is a process of its own, as cron starts it: the first evening; the same evening again; the next morning, when
no feed has changed; and the next evening, when the feeds have gone on. Printed are seconds, processor time and memory
(of the process and its workers), what was fetched, and what was told. Figures only; none is judged here.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from summarizer.digest import Order, open_desk, run_digest
from summarizer.models import Digest
from summarizer.render.digest_html import render_digest_html
from summarizer.render.digest_markdown import render_digest_markdown
from summarizer.settings import Settings
from tests.feeds_day import FeedsDay, show
from tests.web import Web, serving

MORNING = timedelta(hours=13)  # from 18:00 to 7:00


def main() -> None:
    """Serve two days and print what the four runs took; or, as a child, make one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="keep the pages in this folder")
    parser.add_argument("--run", nargs=4, metavar=("FOLDER", "FEEDS", "TRUSTED", "NOW"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        folder, feeds, trusted, now = given.run
        print(json.dumps(asyncio.run(_run(Path(folder), feeds, trusted, datetime.fromisoformat(now)))))
        return
    with tempfile.TemporaryDirectory() as kept:
        folder = given.out or Path(kept)
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(_bench(folder))


async def _bench(folder: Path) -> None:
    first, second = FeedsDay(day=0), FeedsDay(day=1)
    print(f"{first.feeds} feeds, {len(first.told):,} items; {time.strftime('%Y-%m-%d')}, {_machine()}")
    print(f"{'run':<26}{'seconds':>8}{'cpu s':>7}{'MB':>6}{'child MB':>9}{'asked':>7}{'304':>6}  told")
    async with serving() as web:
        show(web, first)
        await _measured("first evening", web, folder, first.now, folder / "1")
        await _measured("the same evening again", web, folder, first.now + timedelta(minutes=5), folder / "2")
        await _measured("next morning, same feeds", web, folder, first.now + MORNING, folder / "3")
        show(web, second)
        await _measured("next evening", web, folder, second.now + timedelta(hours=6), folder / "4")


def _machine() -> str:
    load = Path("/proc/loadavg").read_text().split()[0]
    return f"load {load} on {len(os.sched_getaffinity(0))} cores"


async def _measured(words: str, web: Web, state: Path, now: datetime, pages: Path | None = None) -> None:
    """Make one digest in a process of its own and print a line of figures."""
    asked = len(web.seen)
    arguments = (str(state), f"{web.root}/feeds.opml", web.trusted, now.isoformat())
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "evals.bench_digest", "--run", *arguments, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    told: dict[str, Any] = json.loads(out)
    seen = web.seen[asked:]
    unchanged = sum("if-none-match" in request.headers for request in seen)
    figures = f"{told['seconds']:>8.1f}{told['cpu']:>7.1f}{told['mb']:>6.0f}{told['child_mb']:>9.0f}"
    print(f"{words:<26}{figures}{len(seen):>7}{unchanged:>6}  {told['words']}", flush=True)
    if pages is not None:
        _copy(state, pages)


def _copy(state: Path, pages: Path) -> None:
    pages.mkdir(exist_ok=True)
    for name in ("digest.html", "digest.md", "digest.json"):
        (pages / name).write_bytes((state / name).read_bytes())


async def _run(folder: Path, feeds: str, trusted: str, now: datetime) -> dict[str, Any]:
    began = time.monotonic()
    settings = Settings(
        cache=f"disk://{folder}/cache", store=f"disk://{folder}/store", trusted_hosts=(trusted,), model=None
    )
    async with open_desk(settings) as desk:
        outcome = await run_digest(desk, Order("day", (feeds,)), now=now)
    digest = outcome.digest
    (folder / "digest.html").write_text(render_digest_html(digest), encoding="utf-8")
    (folder / "digest.md").write_text(render_digest_markdown(digest), encoding="utf-8")
    (folder / "digest.json").write_text(digest.model_dump_json(), encoding="utf-8")
    own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": time.monotonic() - began,
        "cpu": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "mb": own.ru_maxrss / 1024,
        "child_mb": workers.ru_maxrss / 1024,
        "words": _words(digest, made_now=outcome.made_now),
    }


def _words(digest: Digest, *, made_now: bool) -> str:
    if not made_now:
        return "made before"
    updates = sum(story.update is not None for story in digest.stories)
    return (
        f"{len(digest.stories)} stories, {updates} updates, {len(digest.unchanged)} without news, "
        f"{digest.left_out} below; {digest.feeds.unchanged} of {digest.feeds.read} feeds unchanged"
    )


if __name__ == "__main__":
    main()

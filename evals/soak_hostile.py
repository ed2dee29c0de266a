"""What memory hostile requests leave behind: `python -m evals.soak_hostile [REQUESTS]`, 200 unless told.

One process answers them one after the other, every one with texts that no one before had; resident memory is printed
as it goes. What is remembered of texts (`summarizer.service.forgetting`) must not make it grow for ever.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from pathlib import Path
from typing import Final

from evals.hostile_texts import KINDS

ARTICLES: Final = 8  # of a request
SIZE: Final = 15_000  # code points of an article
MIXED: Final = (
    "different words", "capitalised", "sentences", "short sentences", "names", "said", "numbers", "lines", "news",
    "curly marks", "one long word", "scripts", "years", "digits",
)  # fmt: skip


def main() -> int:
    """Print a line every tenth of the way, then the growth since the first."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    asyncio.run(soak(requests))
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB after {requests} requests")
    return 0


async def soak(requests: int) -> None:
    """Answer `requests` and say how much memory this process has."""
    from summarizer.models import SummarizeRequest
    from summarizer.service import open_summarizer
    from summarizer.settings import Settings

    began = time.process_time()
    async with open_summarizer(Settings(cache="off", store="memory://", model=None)) as summarizer:
        for n in range(requests):
            make = KINDS[MIXED[n % len(MIXED)]]
            articles = [{"text": make(SIZE, 1000 * n + a), "outlet": f"Outlet {a}"} for a in range(ARTICLES)]
            options = {"cache": "bypass", "split_stories": n % 2 == 0}
            await summarizer.answer(SummarizeRequest.model_validate({"articles": articles, "options": options}))
            if (n + 1) % max(1, requests // 10) == 0:
                spent = time.process_time() - began
                print(f"{n + 1:>5} requests {resident():>6.0f} MB {spent:>7.0f} s CPU", flush=True)


def resident() -> float:
    """Return the resident memory of this process in MB, where /proc says it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())

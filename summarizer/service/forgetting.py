"""What is remembered of texts between calls (`functools.lru_cache`, all over the house) is forgotten in time.

Each of these caches counts its entries, not their size: sentences as long as they may be, of many requests, would
fill hundreds of megabytes.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

# Code points read between two times of forgetting: some five hundred articles. `python -m evals.soak_hostile 100` says
# how much memory that is.
MOST_REMEMBERED: Final = 2_000_000
_SMALLEST: Final = 8  # entries; what holds fewer holds tables of our own, not texts

_LruCache: Final = type(lru_cache(lambda: None))


class Memory:
    """Counts what was read, in code points, and forgets it when that is much."""

    def __init__(self, forget: Callable[[], None], most: int = MOST_REMEMBERED) -> None:
        self._forget = forget
        self._most = most
        self._read = 0
        self._lock = threading.Lock()

    def add(self, read: int) -> None:
        """Say that a text of `read` code points was worked on. From any thread."""
        with self._lock:
            self._read += read
            if self._read < self._most:
                return
            self._read = 0
        self._forget()


def forget_texts() -> None:
    """Empty the caches of every module of ours. Safe at any time: whoever is at work reads again."""
    for cached in list(_caches()):
        cached.cache_clear()
    with contextlib.suppress(AttributeError, OSError, TypeError):  # glibc has it, and keeps what is freed without it
        ctypes.CDLL(None).malloc_trim(0)


def _caches() -> Iterator[Any]:
    ours = [module for name, module in list(sys.modules.items()) if name.startswith("summarizer.")]
    for module in ours:
        for value in list(vars(module).values()):
            if isinstance(value, _LruCache) and (value.cache_parameters()["maxsize"] or 0) >= _SMALLEST:
                yield value


MEMORY: Final = Memory(forget_texts)
"""Of this process, as the caches are."""

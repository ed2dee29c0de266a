"""The store for a loop: its calls block, so they are made on a thread of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from summarizer.caches import Store

T = TypeVar("T")


class WaitingStore:
    """A `Store` whose calls are awaited; each raises `StoreFailed` as the store's own does.

    One thread, not those of the loop, which may all be at work on briefs, and not two, which would wait for each
    other's locks.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="job-store")

    async def get(self, key: str) -> bytes | None:
        """Return what stands under `key`, or None."""
        return await self.run(lambda: self._store.get(key))

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep `value` under `key` for `ttl` seconds."""
        await self.run(lambda: self._store.set(key, value, ttl))

    async def add(self, key: str, value: bytes, ttl: float) -> bool:
        """Keep `value` for `ttl` seconds unless something stands under `key`; of many who try, one is told True."""
        return await self.run(lambda: self._store.add(key, value, ttl))

    async def change(self, key: str, new: Callable[[bytes | None], bytes | None], ttl: float) -> bool:
        """Put `new` of what stands under `key` in its place, unless that is None; nobody here comes between."""

        def change() -> bool:
            value = new(self._store.get(key))
            if value is not None:
                self._store.set(key, value, ttl)
            return value is not None

        return await self.run(change)

    async def delete(self, key: str) -> None:
        """Remove what stands under `key`."""
        await self.run(lambda: self._store.delete(key))

    async def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin with `prefix`, sorted."""
        return await self.run(lambda: self._store.keys(prefix))

    async def run(self, call: Callable[[], T]) -> T:
        """Await something else that uses the store. It is done also where nobody waits for it any more."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, call))

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False)

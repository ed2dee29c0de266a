"""Calls of the store, which block, on two threads of their own: those of the loop may all be at work on briefs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_POOL = ThreadPoolExecutor(2, thread_name_prefix="slack-store")


async def run_in_store(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Await `call(...)` without holding up the loop. Raises what it raises: `StoreFailed`."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, lambda: call(*args, **kwargs))

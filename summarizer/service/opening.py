"""Put the parts together as the settings say."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from summarizer.caches import open_cache, open_store
from summarizer.embedders import Embedder, open_embedder
from summarizer.engines.base import Engine, Judge
from summarizer.engines.breaker import Breaker
from summarizer.metering import Called, Observer, Role, open_meter
from summarizer.service.answering import DRAFTING, Summarizer
from summarizer.settings import Settings
from summarizer.sources.load import Loader

if TYPE_CHECKING:
    from summarizer.engines.guarded import Guard

FAIR = 1 / 6  # of the deadline: a call that had less, because pages took the rest, says nothing of its provider

# A request makes some 100,000 objects that live as long as it does, few of them in cycles. With the interpreter's 700,
# 10, 10 the collector walks over them again and again: 50 articles took 920 ms, with these 590 (2026-11-22).
GC_THRESHOLD = (50_000, 20, 50)


@asynccontextmanager
async def open_summarizer(settings: Settings, observer: Observer | None = None) -> AsyncIterator[Summarizer]:
    """Put the parts together as `settings` say, and take them apart again.

    `observer` is told what happens; it is a meter unless given.
    Raises `ConfigError` when the cache or a prompt cannot be used.
    """
    from summarizer.sources.extract import ExtractionPool
    from summarizer.sources.fetch import Fetcher

    gc.set_threshold(*GC_THRESHOLD)
    cache = open_cache(settings.cache, limit=settings.cache_mb * 1_000_000)
    store = open_store(settings.store)
    fetcher = Fetcher(
        trusted_hosts=settings.trusted_hosts,
        user_agent=settings.user_agent,
        respect_robots=settings.respect_robots,
        cache=cache,
    )
    pool = ExtractionPool()
    observer = observer or open_meter()
    guards = _guards(settings, observer)
    try:
        yield Summarizer(
            loader=Loader(fetcher, pool),
            cache=cache,
            store=store,
            models=_models(settings, guards),
            judge=_judge(settings, guards),
            embedder=_embedder(settings),
            deadline=settings.deadline_s,
            cache_ttl=settings.cache_hours * 3600,
            max_running=settings.max_running,
            observer=observer,
            breakers={of: guard.breaker for of, guard in guards.items()},
        )
    finally:
        await fetcher.aclose()
        await pool.aclose()
        cache.close()
        store.close()


def _guards(settings: Settings, observer: Observer) -> dict[tuple[Role, str], Guard]:
    """Return what stands before each model, the default first: one breaker each, the judge's apart."""
    writers = dict.fromkeys((*((settings.model,) if settings.model else ()), *settings.models))
    named: list[tuple[Role, str]] = [("writer", name) for name in writers]
    named += [("judge", settings.judge_model)] if settings.judge_model else []
    if not named:
        return {}
    from summarizer.engines.guarded import Guard

    def guard(role: Role, name: str) -> Guard:
        breaker = Breaker(rest=settings.provider_rest_s)
        return Guard(breaker, lambda *call: observer.called(role, name, Called(*call)), settings.deadline_s * FAIR)

    return {of: guard(*of) for of in named}


def _models(settings: Settings, guards: Mapping[tuple[Role, str], Guard]) -> dict[str, Engine]:
    """Return one engine per allowed model, the default first."""
    writers = {name: guard for (role, name), guard in guards.items() if role == "writer"}
    if not writers:
        return {}
    from summarizer.engines.opening import open_models

    deadline, window = settings.deadline_s * DRAFTING, settings.model_window
    return open_models(writers, settings.access, deadline=deadline, window=window, guards=writers)


def _judge(settings: Settings, guards: Mapping[tuple[Role, str], Guard]) -> Judge | None:
    name = settings.judge_model
    if name is None:
        return None
    from summarizer.engines.opening import open_judge

    timeout, window = settings.deadline_s / 2, settings.model_window
    return open_judge(name, settings.judge_access, timeout=timeout, window=window, guard=guards["judge", name])


def _embedder(settings: Settings) -> Embedder | None:
    breaker = Breaker(rest=settings.provider_rest_s)
    name, (base, key) = settings.embeddings, settings.embeddings_access
    return open_embedder(name, base, key, settings.deadline_s / 3, breaker=breaker)

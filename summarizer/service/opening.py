"""Put the parts together as the settings say."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from summarizer.caches import open_cache, open_store
from summarizer.embedders import open_embedder
from summarizer.engines.base import Engine, Judge
from summarizer.service.answering import DRAFTING, Summarizer
from summarizer.settings import Settings
from summarizer.sources.load import Loader

# A request makes some 100,000 objects that live as long as it does, few of them in cycles. With the interpreter's 700,
# 10, 10 the collector walks over them again and again: 50 articles took 920 ms, with these 590 (2026-11-22).
GC_THRESHOLD = (50_000, 20, 50)


@asynccontextmanager
async def open_summarizer(settings: Settings) -> AsyncIterator[Summarizer]:
    """Put the parts together as `settings` say, and take them apart again.

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
    try:
        yield Summarizer(
            loader=Loader(fetcher, pool),
            cache=cache,
            store=store,
            models=_models(settings),
            judge=_judge(settings),
            embedder=open_embedder(settings.embeddings, *settings.embeddings_access, settings.deadline_s / 3),
            deadline=settings.deadline_s,
            cache_ttl=settings.cache_hours * 3600,
            max_running=settings.max_running,
        )
    finally:
        await fetcher.aclose()
        await pool.aclose()
        cache.close()
        store.close()


def _models(settings: Settings) -> dict[str, Engine]:
    """Return one engine per allowed model, the default first."""
    names = dict.fromkeys((*((settings.model,) if settings.model else ()), *settings.models))
    if not names:
        return {}
    from summarizer.engines.opening import open_models

    return open_models(names, settings.access, deadline=settings.deadline_s * DRAFTING, window=settings.model_window)


def _judge(settings: Settings) -> Judge | None:
    if settings.judge_model is None:
        return None
    from summarizer.engines.opening import open_judge

    return open_judge(settings.judge_model, settings.judge_access, settings.deadline_s / 2, settings.model_window)

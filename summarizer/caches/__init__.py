"""Caches, which may forget, and stores, which may not: bytes in, the same bytes out. Nothing is ever unpickled."""

from summarizer.caches.base import Cache, CacheStats, NoCache, open_cache
from summarizer.caches.store import Store, open_store

__all__ = ["Cache", "CacheStats", "NoCache", "Store", "open_cache", "open_store"]

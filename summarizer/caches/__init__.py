"""Caches: bytes in, the same bytes out or a miss. Nothing is ever unpickled."""

from summarizer.caches.base import Cache, CacheStats, NoCache, open_cache

__all__ = ["Cache", "CacheStats", "NoCache", "open_cache"]

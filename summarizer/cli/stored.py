"""`summarizer cache`: what is kept, and emptying it."""

from __future__ import annotations

import sys

from summarizer.caches import Cache, open_cache
from summarizer.settings import load_settings


def stats() -> None:
    """Print where the cache is, how many entries it has and how much of its limit they fill."""
    cache = _open()
    try:
        held = cache.stats()
        sys.stdout.write(f"cache    {held.place}\nentries  {held.entries}\n")
        sys.stdout.write(f"size     {held.size / 1e6:.1f} MB of {held.limit / 1e6:.0f} MB\n")
    finally:
        cache.close()


def purge() -> None:
    """Remove every entry and print how many there were."""
    cache = _open()
    try:
        place, removed = cache.stats().place, cache.purge()
        sys.stdout.write(f"removed {removed} {'entry' if removed == 1 else 'entries'} from {place}\n")
    finally:
        cache.close()


def _open() -> Cache:
    settings = load_settings()
    return open_cache(settings.cache, limit=settings.cache_mb * 1_000_000)

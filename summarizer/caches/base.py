"""The door of every cache, the seal on every entry, and the caches that need no disk."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from summarizer.errors import ConfigError

log = logging.getLogger(__name__)

_MAGIC = b"summarizer-1\n"
_DIGEST = hashlib.sha256().digest_size


class CacheStats(NamedTuple):
    """What a cache holds: where it is, how many entries, how many bytes of its limit."""

    place: str
    entries: int
    size: int
    limit: int


class Cache(Protocol):
    """Bytes under a key. To `get` and `set` a fault of the store is a miss (logged). Safe between threads.

    `stats` and `purge` are asked for by people, who are told: they raise `StoreFailed`.
    """

    @property
    def place(self) -> str:
        """Return where it is, in words that people may see."""
        ...

    @property
    def works(self) -> bool:
        """Return whether it did what it was last asked; nothing is asked to find out."""
        ...

    def get(self, key: str) -> bytes | None:
        """Return what was set under `key`, or None."""
        ...

    def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep `value` under `key` for `ttl` seconds."""
        ...

    def stats(self) -> CacheStats:
        """Return what the cache holds."""
        ...

    def purge(self) -> int:
        """Remove every entry and return how many there were."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def seal(key: str, value: bytes) -> bytes:
    """Return `value` with a digest over it and its key, so that damage and swapped entries show."""
    return _MAGIC + _digest(key, value) + value


def unseal(key: str, sealed: bytes) -> bytes | None:
    """Return the value that `seal` was given, or None when anything in it changed."""
    head = len(_MAGIC) + _DIGEST
    value = sealed[head:]
    whole = sealed.startswith(_MAGIC) and sealed[len(_MAGIC) : head] == _digest(key, value)
    return value if whole else None


def _digest(key: str, value: bytes) -> bytes:
    digest = hashlib.sha256(key.encode() + b"\0")
    digest.update(value)
    return digest.digest()


class NoCache:
    """Keeps nothing (`off`)."""

    place: Final = "off"
    works: Final = True

    def get(self, key: str) -> bytes | None:
        """Return None: nothing was kept."""
        return None

    def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep nothing."""

    def stats(self) -> CacheStats:
        """Return an empty count."""
        return CacheStats(self.place, 0, 0, 0)

    def purge(self) -> int:
        """Remove nothing."""
        return 0

    def close(self) -> None:
        """Have nothing to let go of."""


class MemoryCache:
    """Keeps entries in this process, the least recently used leaving first (`memory://`)."""

    place: Final = "memory"
    works: Final = True

    def __init__(self, *, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> bytes | None:
        """Return what was set under `key` if its time has not run out."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry[0] < self._clock():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry[1]

    def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep `value`, making room for it."""
        with self._lock:
            self._drop(key)
            if len(value) > self._limit:
                return
            self._entries[key] = (self._clock() + ttl, value)
            self._size += len(value)
            while self._size > self._limit:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: str) -> None:
        if entry := self._entries.pop(key, None):
            self._size -= len(entry[1])

    def stats(self) -> CacheStats:
        """Return the count of entries and bytes."""
        with self._lock:
            return CacheStats(self.place, len(self._entries), self._size, self._limit)

    def purge(self) -> int:
        """Remove every entry."""
        with self._lock:
            count = len(self._entries)
            self._entries.clear()
            self._size = 0
            return count

    def close(self) -> None:
        """Let the entries go."""
        self.purge()


def open_cache(url: str, *, limit: int) -> Cache:
    """Open the cache that `url` names: `disk:///folder`, `redis://host`, `memory://` or `off`; `limit` is in bytes.

    Raises `ConfigError` when the scheme is not known or the folder cannot be used.
    """
    if url == "off":
        return NoCache()
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return MemoryCache(limit=limit)
    if parts.scheme == "disk":
        from summarizer.caches.disk import DiskCache  # sqlite and diskcache only where a disk is used

        return DiskCache(Path(parts.netloc + parts.path).expanduser(), limit=limit)
    if parts.scheme in ("redis", "rediss"):
        from summarizer.caches.redis import RedisCache

        return RedisCache(url)
    raise ConfigError(
        f"SUMMARIZER_CACHE={url!r} has no known scheme; use disk:///folder, redis://host, memory:// or off"
    )

"""What must not be forgotten: stories told, feedback, jobs. The cache may drop an entry, a store may not.

The same door as the cache's (bytes under a key, sealed, never unpickled), with two differences: nothing is evicted,
and a fault is an error. A digest that forgot silently what it told would tell it again, and pay for it again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from summarizer.caches.base import seal, unseal
from summarizer.errors import ConfigError, StoreFailed

log = logging.getLogger(__name__)

_SWEEP = 1_000  # entries at which those whose time has run out are looked for
_TIMEOUT = 10.0  # seconds that one process waits for another that is writing


class Store(Protocol):
    """Bytes under a key, kept until they are deleted or their time runs out. Safe between threads and processes.

    Every method raises `StoreFailed` when the store cannot be read or written.
    """

    def get(self, key: str) -> bytes | None:
        """Return what stands under `key`, or None."""
        ...

    def set(self, key: str, value: bytes, ttl: float | None = None) -> None:
        """Keep `value` under `key`, for `ttl` seconds if given. When this returns, a killed process loses nothing."""
        ...

    def add(self, key: str, value: bytes, ttl: float | None = None) -> bool:
        """Keep `value` unless something stands under `key`; of many who try at once, one is told True."""
        ...

    def delete(self, key: str) -> bool:
        """Remove what stands under `key` and say whether there was anything."""
        ...

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that begin with `prefix`, sorted."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class MemoryStore:
    """Keeps entries as long as this process lives (`memory://`)."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[str, tuple[float | None, bytes]] = {}
        self._sweep_at = _SWEEP

    def get(self, key: str) -> bytes | None:
        """Return what stands under `key` if its time has not run out."""
        with self._lock:
            return self._live(key)

    def set(self, key: str, value: bytes, ttl: float | None = None) -> None:
        """Keep `value`."""
        with self._lock:
            self._put(key, value, ttl)

    def add(self, key: str, value: bytes, ttl: float | None = None) -> bool:
        """Keep `value` unless something stands under `key`."""
        with self._lock:
            if self._live(key) is not None:
                return False
            self._put(key, value, ttl)
            return True

    def delete(self, key: str) -> bool:
        """Remove the entry."""
        with self._lock:
            return self._entries.pop(key, None) is not None

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that begin with `prefix`."""
        with self._lock:
            return sorted(key for key in list(self._entries) if key.startswith(prefix) and self._live(key) is not None)

    def close(self) -> None:
        """Have nothing to let go of."""

    def _live(self, key: str) -> bytes | None:
        until, value = self._entries.get(key, (0.0, b""))
        if until is not None and until <= self._clock():
            self._entries.pop(key, None)
            return None
        return value

    def _put(self, key: str, value: bytes, ttl: float | None) -> None:
        self._entries[key] = (None if ttl is None else self._clock() + ttl, value)
        if len(self._entries) >= self._sweep_at:  # what nobody asks for again would stay for ever
            for known in list(self._entries):
                self._live(known)
            self._sweep_at = max(_SWEEP, 2 * len(self._entries))


class DiskStore:
    """Keeps entries in a folder (mode 0700) that processes of one machine share; made at the first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: Any = None
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """Return what stands under `key`; an entry whose seal is broken is no entry, and is said in the log."""
        with self._using() as store:
            sealed = store.get(key)
        value = None if sealed is None else unseal(key, sealed)
        if sealed is not None and value is None:
            log.warning("store: the entry %r is damaged; counted as missing", key)
        return value

    def set(self, key: str, value: bytes, ttl: float | None = None) -> None:
        """Keep `value`."""
        with self._using() as store:
            store.set(key, seal(key, value), expire=ttl)

    def add(self, key: str, value: bytes, ttl: float | None = None) -> bool:
        """Keep `value` unless something stands under `key`, in one transaction."""
        with self._using() as store:
            return bool(store.add(key, seal(key, value), expire=ttl))

    def delete(self, key: str) -> bool:
        """Remove the entry."""
        with self._using() as store:
            return bool(store.delete(key))

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that begin with `prefix`."""
        with self._using() as store:
            store.expire()
            return sorted(key for key in store.iterkeys() if key.startswith(prefix))

    def close(self) -> None:
        """Close the database."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @contextmanager
    def _using(self) -> Iterator[Any]:
        from diskcache import Timeout

        try:
            yield self._open()
        except (sqlite3.Error, OSError, Timeout, ValueError, TypeError) as error:
            raise StoreFailed(
                f"the store in {str(self._folder)!r} cannot be used ({type(error).__name__}: {error}); "
                "see that the folder is writable, or set SUMMARIZER_STORE to another"
            ) from error

    def _open(self) -> Any:
        from diskcache import Cache

        from summarizer.caches.disk import BytesDisk

        with self._lock:
            if self._opened is None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._folder.chmod(0o700)
                self._opened = Cache(
                    str(self._folder), disk=BytesDisk, eviction_policy="none", size_limit=2**62, timeout=_TIMEOUT
                )
            return self._opened


def open_store(url: str) -> Store:
    """Open the store that `url` names: `disk:///folder`, `redis://host` or `memory://`.

    Raises `ConfigError` when the scheme is not known.
    """
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return MemoryStore()
    if parts.scheme == "disk":
        return DiskStore(Path(parts.netloc + parts.path).expanduser())
    if parts.scheme in ("redis", "rediss"):
        from summarizer.caches.redis import RedisStore

        return RedisStore(url)
    raise ConfigError(f"SUMMARIZER_STORE={url!r} has no known scheme; use disk:///folder, redis://host or memory://")

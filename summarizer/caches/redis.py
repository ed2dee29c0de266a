"""Redis, for several processes or machines that share one cache or one store: sealed bytes under a prefix of our own.

As a cache it may fail: a fault is a miss, is logged once a minute, and for a moment nobody waits for it again.
As a store it may not: a fault is `StoreFailed`. What a store keeps is as durable as the server's own settings
make it (`appendonly yes`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit

from summarizer.caches.base import CacheStats, seal, unseal
from summarizer.errors import ConfigError, StoreFailed

log = logging.getLogger(__name__)

T = TypeVar("T")

_CACHE, _STORE = "summarizer:cache:", "summarizer:store:"
_PATIENCE = 0.5  # seconds for one answer of the server; on one network it takes a millisecond
_REST = 10.0  # seconds in which a cache that failed is not asked again
_WARN_EVERY = 60.0
_BATCH = 500


class RedisCache:
    """Keeps entries in a redis server until their time runs out; the server's `maxmemory` is the limit."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.place: Final = shown(url)
        self._client = _connect(url)
        self._clock = clock
        self._rests_until = 0.0
        self._warned = -_WARN_EVERY
        self.works = True

    def get(self, key: str) -> bytes | None:
        """Return what was set under `key`; a damaged entry or a server that does not answer is a miss."""
        sealed = self._ask(lambda: self._client.get(_CACHE + key), None)
        value = None if sealed is None else unseal(key, sealed)
        if sealed is not None and value is None:
            log.warning("cache: entry %s is not usable (the checksum does not fit); counted as a miss", key[:12])
            self._ask(lambda: self._client.unlink(_CACHE + key), 0)
        return value

    def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep `value` for `ttl` seconds; where the server refuses, the answer goes out all the same."""
        if ttl > 0:
            self._ask(lambda: self._client.set(_CACHE + key, seal(key, value), px=max(1, round(ttl * 1000))), None)
        else:
            self._ask(lambda: self._client.unlink(_CACHE + key), 0)

    def stats(self) -> CacheStats:
        """Return the count of entries and of their bytes."""
        with _said(f"cache at {self.place}", "SUMMARIZER_CACHE"):
            sizes = [self._client.strlen(key) for key in _keys(self._client, _CACHE)]
        limit = self._ask(lambda: int(self._client.config_get("maxmemory").get("maxmemory", 0)), 0)
        return CacheStats(self.place, len(sizes), sum(sizes), limit)

    def purge(self) -> int:
        """Remove every entry of ours."""
        with _said(f"cache at {self.place}", "SUMMARIZER_CACHE"):
            return sum(_unlinked(self._client, _keys(self._client, _CACHE)))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, act: Callable[[], T], otherwise: T) -> T:
        from redis.exceptions import RedisError

        if self._clock() < self._rests_until:
            return otherwise
        try:
            answer = act()
        except (RedisError, OSError) as error:
            self.works = False
            self._rests_until = self._clock() + _REST
            if self._clock() - self._warned >= _WARN_EVERY:
                self._warned = self._clock()
                log.warning("cache: %s does not answer (%s); going on without it", self.place, type(error).__name__)
            return otherwise
        self.works = True
        return answer


class RedisStore:
    """Keeps entries in a redis server until they are deleted."""

    def __init__(self, url: str) -> None:
        self._place = shown(url)
        self._client = _connect(url)

    def get(self, key: str) -> bytes | None:
        """Return what stands under `key`; an entry whose seal is broken is no entry, and is said in the log."""
        sealed = self._ask(lambda: self._client.get(_STORE + key))
        value = None if sealed is None else unseal(key, sealed)
        if sealed is not None and value is None:
            log.warning("store: the entry %r is damaged; counted as missing", key)
        return value

    def set(self, key: str, value: bytes, ttl: float | None = None) -> None:
        """Keep `value`."""
        if ttl is not None and ttl <= 0:
            self.delete(key)
        else:
            self._ask(lambda: self._client.set(_STORE + key, seal(key, value), px=_milliseconds(ttl)))

    def add(self, key: str, value: bytes, ttl: float | None = None) -> bool:
        """Keep `value` unless something stands under `key`, in one step of the server."""
        return bool(self._ask(lambda: self._client.set(_STORE + key, seal(key, value), px=_milliseconds(ttl), nx=True)))

    def delete(self, key: str) -> bool:
        """Remove the entry."""
        return bool(self._ask(lambda: self._client.unlink(_STORE + key)))

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that begin with `prefix`."""
        found = self._ask(lambda: list(_keys(self._client, _STORE + prefix)))
        return sorted(key.decode().removeprefix(_STORE) for key in found)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, act: Callable[[], T]) -> T:
        with _said(f"store at {self._place}", "SUMMARIZER_STORE"):
            return act()


@contextmanager
def _said(what: str, variable: str) -> Iterator[None]:
    from redis.exceptions import RedisError

    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreFailed(
            f"the {what} cannot be used ({type(error).__name__}); "
            f"see that the server runs and takes writes, or set {variable} to another"
        ) from error


def shown(url: str) -> str:
    """Return `url` without user and password, for people and logs."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _connect(url: str) -> Any:
    try:
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise ConfigError("a redis:// address needs the extra: pip install 'summarizer[redis]'") from None
    try:
        return Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=Retry(NoBackoff(), 1)
        )
    except ValueError as error:
        raise ConfigError(f"the redis address {shown(url)!r} cannot be read: {error}") from None


def _keys(client: Any, prefix: str) -> Iterator[bytes]:
    escaped = "".join(f"\\{c}" if c in "*?[]\\" else c for c in prefix)
    yield from client.scan_iter(match=f"{escaped}*", count=_BATCH)


def _unlinked(client: Any, keys: Iterator[bytes]) -> Iterator[int]:
    for key in list(keys):
        yield client.unlink(key)


def _milliseconds(ttl: float | None) -> int | None:
    return None if ttl is None else max(1, round(ttl * 1000))

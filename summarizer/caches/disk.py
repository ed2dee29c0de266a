"""diskcache that cannot unpickle: bytes only, sealed, in a folder of mode 0700.

diskcache pickles whatever is no plain value and unpickles what a row says is a pickle (CVE-2025-69872, no
fixed release; JSONDisk is open to it too). `BytesDisk` stores bytes, and refuses every row that says else.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import diskcache

from summarizer.caches.base import CacheStats, seal, unseal
from summarizer.errors import ConfigError, StoreFailed

log = logging.getLogger(__name__)

T = TypeVar("T")

_VALUE_FILE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{28}\.val")  # the only names that diskcache makes

_INLINE = 1_000_000  # bytes up to which a value lies in the database: one read instead of two
_MODE_RAW = 1
_MODE_BINARY = 2
_WARN_EVERY = 60.0  # seconds between two warnings of a store that stays broken
_FAULTS = (sqlite3.Error, OSError, diskcache.Timeout, ValueError, TypeError)


class Refused(ValueError):
    """A row of the store is not what we write."""


class BytesDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no stubs
    """Keys are text, values are bytes, and a file named in a row lies inside the folder."""

    def put(self, key: Any) -> tuple[str, bool]:
        """Return the database form of `key`; only text is a key."""
        if not isinstance(key, str):
            raise Refused(f"a key is text, not {type(key).__name__}")
        return key, True

    def get(self, key: Any, raw: bool) -> str:
        """Return the key of a row; one that is not plain text is refused, never unpickled."""
        if not raw or not isinstance(key, str):
            raise Refused("a key in the store is not plain text")
        return key

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        """Store bytes and nothing else."""
        if read or not isinstance(value, bytes):
            raise Refused(f"a value is bytes, not {type(value).__name__}")
        return super().store(value, False, key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> bytes:
        """Return the bytes of a row; a pickle, text or a file elsewhere is refused."""
        if read or mode not in (_MODE_RAW, _MODE_BINARY):
            raise Refused(f"a value in the store has mode {mode}, which we never write")
        if filename is not None and not self._inside(filename):
            raise Refused("a value in the store names a file outside of it")
        found = super().fetch(mode, filename, value, False)
        if not isinstance(found, bytes):
            raise Refused(f"a value in the store is {type(found).__name__}")
        return found

    def remove(self, file_path: str) -> None:
        """Remove the file of a row, if it lies inside: an entry that is thrown out takes nothing else along."""
        if self._inside(file_path):
            super().remove(file_path)

    def _inside(self, filename: str) -> bool:
        return _VALUE_FILE.fullmatch(filename) is not None


class DiskCache:
    """Keeps entries in a folder that processes of one machine share; a fault is a miss, and is logged."""

    def __init__(self, folder: Path, *, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.place: Final = str(folder)
        self._folder = folder
        self._limit = limit
        self._clock = clock
        self._warned = -_WARN_EVERY
        self._failing: set[str] = set()  # a full disk can still be read
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            self._store = self._open()
        except _FAULTS as error:
            raise ConfigError(f"SUMMARIZER_CACHE: the folder {str(folder)!r} cannot be used: {error}") from error

    def _open(self) -> Any:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            aside = self._set_aside()
            log.warning("cache: the database was damaged (%s); moved to %s, starting empty", error, aside.name)
            return self._connect()

    def _connect(self) -> Any:
        store = diskcache.Cache(
            str(self._folder),
            disk=BytesDisk,
            size_limit=self._limit,
            eviction_policy="least-recently-stored",
            disk_min_file_size=_INLINE,
            timeout=1,
        )
        len(store)  # a damaged table shows at the first look, not at the open
        return store

    def _set_aside(self) -> Path:
        """Keep one damaged database for a look at it; an older one goes."""
        aside = self._folder.with_name(self._folder.name + ".damaged")
        shutil.rmtree(aside, ignore_errors=True)
        self._folder.rename(aside)
        self._folder.mkdir(mode=0o700)
        return aside

    @property
    def works(self) -> bool:
        """Return whether it was read, written and changed without a fault when that was last tried."""
        return not self._failing

    def get(self, key: str) -> bytes | None:
        """Return what was set under `key`; a damaged, foreign or pickled entry is a miss and is removed."""
        try:
            sealed = self._store.get(key)
        except Refused as error:
            self._discard(key, str(error))
            return None
        except _FAULTS as error:
            self._warn("read", error)
            return None
        self._failing.discard("read")
        value = None if sealed is None else unseal(key, sealed)
        if sealed is not None and value is None:
            self._discard(key, "the checksum does not fit")
        return value

    def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep `value` for `ttl` seconds; where the disk refuses, the answer goes out all the same."""
        try:
            self._store.set(key, seal(key, value), expire=ttl)
            self._failing.discard("written")
        except _FAULTS as error:
            self._warn("written", error)

    def _discard(self, key: str, why: str) -> None:
        log.warning("cache: entry %s is not usable (%s); counted as a miss", key[:12], why)
        self._guarded(lambda: self._store.delete(key), False)

    def _warn(self, verb: str, error: Exception) -> None:
        self._failing.add(verb)
        now = self._clock()
        if now - self._warned >= _WARN_EVERY:
            self._warned = now
            log.warning("cache: could not be %s: %s: %s", verb, type(error).__name__, error)

    def _guarded(self, act: Callable[[], T], otherwise: T) -> T:
        try:
            done = act()
        except _FAULTS as error:
            self._warn("changed", error)
            return otherwise
        self._failing.discard("changed")
        return done

    def stats(self) -> CacheStats:
        """Return the count of entries and the bytes on disk."""
        with self._said("counted"):
            return CacheStats(self.place, len(self._store), int(self._store.volume()), self._limit)

    def purge(self) -> int:
        """Remove every entry and give the space back, so that no text of an article stays behind."""
        with self._said("emptied"):
            count = int(self._store.clear())
            self._vacuum()
        return count

    @contextmanager
    def _said(self, verb: str) -> Iterator[None]:
        try:
            yield
        except _FAULTS as error:
            raise StoreFailed(f"the cache at {self.place} cannot be {verb}: {type(error).__name__}: {error}") from error

    def _vacuum(self) -> None:
        with sqlite3.connect(os.fspath(self._folder / "cache.db")) as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def close(self) -> None:
        """Close the database."""
        self._guarded(self._store.close, None)

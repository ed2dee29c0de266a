"""One contract over all caches; and what a hostile or damaged folder may not do."""

from __future__ import annotations

import logging
import pickle
import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis

from summarizer.caches import NoCache, open_cache
from summarizer.caches.base import MemoryCache, seal, unseal
from summarizer.caches.disk import DiskCache
from summarizer.caches.redis import RedisCache
from summarizer.errors import ConfigError
from tests.redis_server import free_port, redis_server

LIMIT = 10_000_000


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(params=["disk", "memory", "redis"])
def cache(request, tmp_path):
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
    else:
        url = f"disk://{tmp_path / 'cache'}" if request.param == "disk" else "memory://"
    opened = open_cache(url, limit=LIMIT)
    yield opened
    opened.purge()
    opened.close()


def test_returns_what_was_set(cache):
    cache.set("key", b"\x00value" * 10_000, ttl=60)
    assert cache.get("key") == b"\x00value" * 10_000
    assert cache.get("other") is None


def test_forgets_after_its_time(cache):
    cache.set("key", b"value", ttl=-1)
    assert cache.get("key") is None


def test_purge_leaves_nothing(cache):
    cache.set("key", b"value", ttl=60)
    assert cache.stats().entries == 1
    assert cache.purge() == 1
    assert cache.get("key") is None
    assert cache.stats().entries == 0


def test_memory_drops_the_least_recently_used_first():
    cache = MemoryCache(limit=10)
    cache.set("a", b"12345", ttl=60)
    cache.set("b", b"12345", ttl=60)
    cache.get("a")
    cache.set("c", b"12345", ttl=60)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"12345", None, b"12345")
    cache.set("huge", b"x" * 11, ttl=60)
    assert cache.get("huge") is None


def test_memory_is_safe_between_threads():
    cache = MemoryCache(limit=50)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            list(
                threads.map(
                    lambda n: (cache.set(str(n % 9), b"1234567890", ttl=60), cache.get(str(n % 7))), range(4000)
                )
            )
    finally:
        sys.setswitchinterval(interval)
    assert cache.stats()[1:3] == (5, 50)


def test_off_keeps_nothing():
    cache = open_cache("off", limit=LIMIT)
    cache.set("key", b"value", ttl=60)
    assert isinstance(cache, NoCache)
    assert cache.get("key") is None
    assert cache.purge() == 0


@pytest.mark.parametrize("url", ["ftp://x", "", "disk"])
def test_a_scheme_that_is_not_known_is_said(url):
    with pytest.raises(ConfigError, match="SUMMARIZER_CACHE"):
        open_cache(url, limit=LIMIT)


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_a_flipped_byte_breaks_the_seal(place):
    sealed = bytearray(seal("key", b"some value that is long enough"))
    sealed[place] ^= 1
    assert unseal("key", bytes(sealed)) is None


def test_a_seal_is_bound_to_its_key():
    assert unseal("other", seal("key", b"value")) is None
    assert unseal("key", seal("key", b"value")[:-1]) is None
    assert unseal("key", seal("key", b"value")) == b"value"


class Bomb:
    def __reduce__(self):
        return (Path.touch, (Path(Bomb.target),))


def _opened(folder: Path) -> DiskCache:
    return DiskCache(folder, limit=LIMIT)


def _tamper(folder: Path, statement: str, values: tuple) -> None:
    with sqlite3.connect(folder / "cache.db") as database:
        assert database.execute(statement, values).rowcount == 1
    database.close()


def test_folder_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    _opened(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_planted_pickle_is_a_miss_and_never_runs(tmp_path, caplog):
    Bomb.target = str(tmp_path / "ran")
    folder = tmp_path / "cache"
    cache = _opened(folder)
    cache.set("key", b"value", ttl=60)
    _tamper(folder, "UPDATE Cache SET mode = 4, value = ?", (pickle.dumps(Bomb()),))
    with caplog.at_level(logging.WARNING):
        assert cache.get("key") is None
    assert "never write" in caplog.text
    assert not Path(Bomb.target).exists()
    assert cache.get("key") is None
    cache.close()


def test_a_planted_pickle_as_key_never_runs(tmp_path):
    Bomb.target = str(tmp_path / "ran")
    folder = tmp_path / "cache"
    cache = _opened(folder)
    cache.set("key", b"value", ttl=60)
    _tamper(folder, "UPDATE Cache SET raw = 0, key = ?", (pickle.dumps(Bomb()),))
    assert cache.get("key") is None
    cache.purge()
    cache.close()
    assert not Path(Bomb.target).exists()


def test_a_row_that_names_a_file_elsewhere_is_a_miss(tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "cache"
    cache = _opened(folder)
    cache.set("key", b"value", ttl=60)
    _tamper(folder, "UPDATE Cache SET mode = 2, filename = ?, value = NULL", ("../secret",))
    assert cache.get("key") is None
    cache.close()
    assert (tmp_path / "secret").exists()


def test_a_flipped_byte_on_disk_is_a_logged_miss(tmp_path, caplog):
    folder = tmp_path / "cache"
    cache = _opened(folder)
    cache.set("key", b"v" * 1_100_000, ttl=60)
    (value_file,) = folder.rglob("*.val")
    damaged = bytearray(value_file.read_bytes())
    damaged[50_000] ^= 1
    value_file.write_bytes(damaged)
    with caplog.at_level(logging.WARNING):
        assert cache.get("key") is None
    assert "checksum" in caplog.text
    cache.set("key", b"again", ttl=60)
    assert cache.get("key") == b"again"
    cache.close()


def test_a_missing_or_short_value_file_is_a_miss(tmp_path):
    folder = tmp_path / "cache"
    cache = _opened(folder)
    for spoil in (Path.unlink, lambda file: file.write_bytes(b"v")):
        cache.set("key", b"v" * 1_100_000, ttl=60)
        (value_file,) = folder.rglob("*.val")
        spoil(value_file)
        assert cache.get("key") is None
    cache.close()


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_a_damaged_database_is_set_aside(tmp_path, content, caplog):
    folder = tmp_path / "cache"
    cache = _opened(folder)
    cache.set("key", b"value", ttl=60)
    cache.close()
    for leftover in folder.glob("cache.db-*"):
        leftover.unlink()
    (folder / "cache.db").write_bytes(content)
    again = _opened(folder)
    assert again.get("key") is None
    again.set("key", b"new", ttl=60)
    assert again.get("key") == b"new"
    again.close()


def test_a_folder_that_cannot_be_used_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="cannot be used"):
        _opened(tmp_path / "file" / "cache")


def test_purged_text_is_gone_from_the_files(tmp_path):
    folder = tmp_path / "cache"
    cache = _opened(folder)
    cache.set("key", b"a very private sentence", ttl=60)
    cache.purge()
    cache.close()
    assert not any(b"very private" in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_two_processes_worth_of_handles_share_a_folder(tmp_path):
    first, second = _opened(tmp_path / "cache"), _opened(tmp_path / "cache")
    first.set("key", b"value", ttl=60)
    assert second.get("key") == b"value"
    first.close()
    second.close()


def test_a_redis_that_is_gone_is_a_miss_said_once_and_not_asked_again_for_a_while(tmp_path, caplog):
    port, now = free_port(), [0.0]
    cache = RedisCache(f"redis://someone:secret@127.0.0.1:{port}/0", clock=lambda: now[0])
    for _ in range(50):
        cache.set("key", b"value", ttl=60)
        assert cache.get("key") is None
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text
    with redis_server(tmp_path, port):
        assert cache.get("key") is None, "it rests"
        now[0] = 11.0
        cache.close()
        opened = RedisCache(f"redis://127.0.0.1:{port}/0", clock=lambda: now[0])
        opened.set("key", b"value", ttl=60)
        assert opened.get("key") == b"value"
        opened.close()


def test_redis_holds_what_others_keep_there_and_no_pickle_is_read(redis_url):
    with Redis.from_url(redis_url) as client, closing(open_cache(redis_url, limit=LIMIT)) as cache:
        client.set("someone:else", b"theirs")
        cache.set("key", b"value", ttl=60)
        (ours,) = client.keys("summarizer:cache:*")
        client.set(ours, client.get(ours)[:-1] + b"X")
        assert cache.get("key") is None, "a flipped byte is a miss"
        assert client.exists(ours) == 0
        cache.set("key", b"value", ttl=60)
        assert cache.purge() == 1
        assert client.get("someone:else") == b"theirs"

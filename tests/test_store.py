"""One contract over both stores: what is kept stays, of many who add one wins, a fault is an error."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from summarizer.caches import open_store
from summarizer.caches.store import MemoryStore
from summarizer.errors import ConfigError, StoreFailed
from tests.redis_server import free_port, redis_server


@pytest.fixture(params=["disk", "memory", "redis"])
def store(request, tmp_path):
    with ExitStack() as opened:
        if request.param == "redis":
            url = opened.enter_context(redis_server(tmp_path / "redis"))
        else:
            url = f"disk://{tmp_path / 'store'}" if request.param == "disk" else "memory://"
        yield opened.enter_context(closing(open_store(url)))


def test_keeps_until_deleted(store):
    store.set("told/b", b"\x00" * 2_000_000)
    store.set("told/a", b"1")
    store.set("other", b"2")
    assert store.get("told/b") == b"\x00" * 2_000_000
    assert store.keys("told/") == ["told/a", "told/b"]
    assert store.delete("told/a") is True
    assert store.delete("told/a") is False
    assert store.get("told/a") is None
    assert store.keys() == ["other", "told/b"]


def test_an_entry_with_a_time_goes_when_it_is_over(store):
    store.set("seen/x", b"1", ttl=-1)
    assert store.get("seen/x") is None
    assert store.keys("seen/") == []
    assert store.add("seen/x", b"2", ttl=60) is True
    assert store.add("seen/x", b"3", ttl=60) is False
    assert store.get("seen/x") == b"2"


def test_of_many_who_add_one_wins(store):
    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda n: store.add("lease", b"%d" % n), range(64)))
    assert sum(won) == 1
    assert store.get("lease") == b"%d" % won.index(True)


def test_memory_does_not_keep_what_ran_out():
    now = [0.0]
    store = MemoryStore(clock=lambda: now[0])
    store.set("for ever", b"x")
    for n in range(5_000):
        now[0] += 1
        store.set(f"seen/{n}", b"1", ttl=100)
    assert len(store._entries) < 2_000
    assert store.get("for ever") == b"x"
    assert len(store.keys("seen/")) == 100


def test_a_disk_store_is_made_at_the_first_use_and_is_private(tmp_path):
    folder = tmp_path / "deep" / "store"
    store = open_store(f"disk://{folder}")
    assert not folder.exists()
    store.set("key", b"value")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    store.close()
    again = open_store(f"disk://{folder}")
    assert again.get("key") == b"value"
    again.close()


def test_a_damaged_entry_is_none_and_a_damaged_database_is_an_error(tmp_path, caplog):
    folder = tmp_path / "store"
    store = open_store(f"disk://{folder}")
    store.set("key", b"value")
    store.close()
    with sqlite3.connect(folder / "cache.db") as database:
        database.execute("UPDATE Cache SET value = ? WHERE key = 'key'", (b"forged",))
    database.close()
    store = open_store(f"disk://{folder}")
    assert store.get("key") is None
    assert "damaged" in caplog.text
    store.close()
    for file in folder.iterdir():
        file.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreFailed, match="SUMMARIZER_STORE"):
        open_store(f"disk://{folder}").get("key")


def test_a_killed_process_loses_nothing_that_was_set(tmp_path):
    code = (
        "import os, sys; from summarizer.caches import open_store; s = open_store(sys.argv[1])\n"
        "for n in range(200): s.set(f'k{n:03}', b'v' * n)\n"
        f"os.kill(os.getpid(), {int(signal.SIGKILL)})"
    )
    url = f"disk://{tmp_path / 'store'}"
    done = subprocess.run([sys.executable, "-c", code, url], env=dict(os.environ), timeout=110)
    assert done.returncode == -signal.SIGKILL
    store = open_store(url)
    assert len(store.keys("k")) == 200
    assert store.get("k199") == b"v" * 199
    store.close()


@pytest.mark.parametrize("url", ["off", "ftp://x", ""])
def test_a_scheme_that_is_not_known_is_said(url):
    with pytest.raises(ConfigError, match="SUMMARIZER_STORE"):
        open_store(url)


def test_a_redis_store_outlives_its_server_and_a_dead_one_is_an_error(tmp_path):
    port = free_port()
    with redis_server(tmp_path, port) as url, closing(open_store(url)) as store:
        store.set("told/*[x]", b"1")
        store.set("told/y", b"2")
        assert store.keys("told/*") == ["told/*[x]"]
    with redis_server(tmp_path, port) as url, closing(open_store(url)) as store:
        assert store.get("told/*[x]") == b"1"
    with closing(open_store(f"redis://me:secret@127.0.0.1:{port}")) as store, pytest.raises(StoreFailed) as failed:
        store.get("told/y")
    assert "secret" not in str(failed.value)

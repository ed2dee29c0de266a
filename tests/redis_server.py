"""A real redis-server on a free port of loopback, ended by the test that started it."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """Start a server that keeps its files in `folder`, and yield its address. Skips where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    for chosen in [port] if port else [free_port() for _ in range(5)]:  # someone may take it before the server does
        command = [program, "--port", str(chosen), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"]
        with subprocess.Popen(
            [*command, "--dir", str(folder), "--daemonize", "no"], stdout=subprocess.PIPE, text=True
        ) as server:
            if not any("Ready to accept connections" in line for line in server.stdout):
                continue
            try:
                yield f"redis://127.0.0.1:{chosen}/0"
            finally:
                server.terminate()
                server.communicate(timeout=60)
            return
    raise RuntimeError("redis-server did not open")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]

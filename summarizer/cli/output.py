"""Where a result goes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from summarizer.errors import ConfigError


def write_stdout(content: bytes) -> None:
    """Write bytes as they are, so that no locale and no newline rule changes a result.

    A reader who has left (`| head`) has what it wanted: that ends the process with exit code 0.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again at exit
        raise SystemExit(0) from None


def labelled(lines: Mapping[str, str]) -> str:
    """Return one line per name and value, the values below each other."""
    width = max(map(len, lines)) + 2
    return "".join(f"{name:<{width}}{value}\n" for name, value in lines.items())


def check_place(path: Path) -> None:
    """See that a file can be made at `path`, before anybody works or pays for what is to stand in it.

    Raises `ConfigError`.
    """
    target = path.resolve()
    if target.is_dir():
        raise ConfigError(f"--out {str(path)!r} is a folder; name a file")
    if not target.parent.is_dir():
        raise ConfigError(f"--out {str(path)!r}: there is no folder {str(path.parent)!r}")


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: a reader sees the old file or the new one.

    A link is followed, a device (`/dev/stdout`) is written to, a new file gets the usual permissions.
    Raises `ConfigError` when the place cannot be written to.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise ConfigError(f"--out {str(path)!r} cannot be written: {error.strerror or error}") from None


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

"""`summarizer key`: a new key, and the row by which the service knows it."""

from __future__ import annotations

import secrets
import sys
from typing import Final

from summarizer.cli.output import write_stdout
from summarizer.errors import InvalidInput
from summarizer.models.keys import is_name, key_row

PREFIX: Final = "sk-summarizer-"  # whoever finds it knows what it is; scanners for secrets look for `sk-`
_BYTES: Final = 32


def run(name: str) -> None:
    """Print a key on standard output and its row on standard error. Raises `InvalidInput`."""
    if not is_name(name):
        raise InvalidInput(f"{name!r} is no name for a key: 1 to 64 of letters, digits, `.`, `_` and `-`")
    key = PREFIX + secrets.token_urlsafe(_BYTES)
    write_stdout(f"{key}\n".encode())
    sys.stderr.write(
        f"\nThis is the only time that the key of {name} is shown. The service knows it by this row:\n\n"
        f"SUMMARIZER_KEYS={key_row(name, key)}\n\n"
        "Several rows stand there separated by commas. `summarizer key --help` tells the rest.\n"
    )

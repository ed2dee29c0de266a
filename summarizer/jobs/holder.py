"""Who holds a lease: a killed process is known as dead at once by those on its machine, by others when time is up."""

from __future__ import annotations

import os
import secrets
import socket
from typing import Final

THIS_PROCESS: Final = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}".encode()


def has_ended(holder: bytes) -> bool:
    """Return whether the process that calls itself `holder` is one of this machine and runs no more."""
    host, _, rest = holder.rpartition(b"/")[0].rpartition(b"/")
    ours = THIS_PROCESS.rpartition(b"/")[0].rpartition(b"/")[0]
    if os.name != "posix" or host != ours or not rest.isdigit() or holder == THIS_PROCESS:
        return False
    if int(rest) == os.getpid():
        return True  # in a container every start has the same number
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False

"""Who may use the service: names, and the SHA-256 digests of their keys. A key itself is never kept."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import NamedTuple

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)  # goes into logs, labels and keys of a store as it is
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII | re.IGNORECASE)
_ROW = "NAME:DIGEST, as `summarizer key NAME` prints it"


class ApiKey(NamedTuple):
    """A caller's name and the SHA-256 digest of its key, 32 bytes. Two keys may have one name: old and new."""

    name: str
    digest: bytes


def is_name(text: str) -> bool:
    """Say whether a caller may be called so: 1 to 64 of letters, digits, `.`, `_` and `-`."""
    return _NAME.fullmatch(text) is not None


def key_row(name: str, key: str) -> str:
    """Return the row that lets `key` in under `name`."""
    return f"{name}:{_digest(key.encode()).hex()}"


def keys_of(rows: str) -> tuple[ApiKey, ...]:
    """Read rows separated by commas. Raises `ValueError` that names a row by its number, never by what stands in it."""
    found: dict[bytes, ApiKey] = {}
    for number, row in enumerate(rows.split(","), 1):
        name, _, digest = row.strip().partition(":")
        if not (is_name(name) and _DIGEST.fullmatch(digest)):
            raise ValueError(f"row {number} is not {_ROW}")
        key = ApiKey(name, bytes.fromhex(digest))
        if key.digest in found:
            raise ValueError(f"row {number} has the digest of an earlier row")
        found[key.digest] = key
    return tuple(found.values())


def owner_of(given: bytes, keys: Iterable[ApiKey]) -> str | None:
    """Return whose key `given` is, None where it is nobody's.

    Digests are compared, each in constant time, and all of them: the time tells nothing of any.
    """
    digest = _digest(given)
    matches = [key.name for key in keys if hmac.compare_digest(key.digest, digest)]
    return matches[0] if matches else None


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()

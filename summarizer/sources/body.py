"""What an answer carries: its type, its bytes (bounded while they are unpacked), and whether it is text at all."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from summarizer.errors import ArticleUnreadable
from summarizer.sources.budget import BudgetSpent

if TYPE_CHECKING:
    import httpx2

_PIECE = 65_536  # bytes that unpacking makes at a time: what a bomb can cost beyond the limit
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"OggS", b"ID3", b"\x1aE\xdf\xa3", b"\x1f\x8b",
    b"BZh", b"7z\xbc\xaf", b"Rar!", b"RIFF", b"\x7fELF", b"MZ\x90", b"wOFF", b"wOF2", b"fLaC", b"{\\rtf",
    b"\xd0\xcf\x11\xe0", b"%!PS",
)  # fmt: skip


async def read_body(response: httpx2.Response, limit: int, cut: int | None = None) -> bytes:
    """Return the unpacked body of `response`, of which never much more than `limit` bytes exist.

    With `cut`, what lies beyond that many bytes is left unread instead.

    Raises:
        ArticleUnreadable: `too_large`, `bad_encoding`.
        BudgetSpent: the wire carried too much.

    """
    parts: list[bytes] = []
    size = 0
    try:
        async for piece in _unpacked(response):
            parts.append(piece)
            size += len(piece)
            if cut is not None and size >= cut:
                break
            if size > limit:
                raise too_large()
    except zlib.error:
        raise bad_encoding() from None
    except BudgetSpent:
        if cut is None:
            raise
    return b"".join(parts)


async def _unpacked(response: httpx2.Response) -> AsyncIterator[bytes]:
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if coding not in ("gzip", "x-gzip"):
        raise bad_encoding()
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    async for chunk in response.aiter_raw():
        rest = chunk
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, _PIECE)
            rest = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise zlib.error("the packed body ends early")


def content_type(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """Return the media type without parameters, lower case, and the charset that is declared with it."""
    kind, *parameters = headers.get("content-type", "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), value.strip().strip("\"'") or None
    return kind.strip().lower(), None


def content_length(headers: Mapping[str, str]) -> int:
    """Return the length that the server announces, 0 when it announces none that can be read."""
    value = headers.get("content-length", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0


def is_binary(body: bytes) -> bool:
    """Tell a mislabelled file by its first bytes; text in two-byte units has zero bytes and is none."""
    head = body[:1024].lstrip()
    if head.startswith(_MAGIC) or head[4:8] == b"ftyp" or head[257:262] == b"ustar":
        return True
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or 0 not in head:
        return False
    return b"<\x00" not in head and b"\x00<" not in head


def not_html(what: str) -> ArticleUnreadable:
    """Return the error for an address that holds `what` instead of a page."""
    return ArticleUnreadable("not_html", f"the address holds no page of text but {what[:80]!r}")


def too_large() -> ArticleUnreadable:
    """Return the error for a page over the limits."""
    return ArticleUnreadable("too_large", "the page is larger than the limits allow")


def bad_encoding() -> ArticleUnreadable:
    """Return the error for a body that cannot be unpacked."""
    return ArticleUnreadable("bad_encoding", "the page came in a compression that cannot be read")

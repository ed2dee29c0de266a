"""From the bytes of a page to its characters: mark, valid UTF-8, declarations, detection.

Only encodings of that standard are known, so that a label cannot ask for utf-7 and smuggle markup in.
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# What browsers mean by a label, where Python means something narrower.
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs", "tis-620": "cp874",
    "utf-16": "utf-16-le",
}  # fmt: skip
_NAMES = """utf-8 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932
    cp949 big5hkscs euc_jp gb18030 iso2022_jp iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8
    iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic"""
_KNOWN = frozenset(_NAMES.split())
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_PRESCAN = 4096  # bytes in which a declaration is looked for; browsers read 1024
_SAMPLE = 65_536  # bytes that the detector reads
_FEW = 32  # bytes beyond ASCII: from fewer the detector guesses at random, and browsers take windows-1252


def decode(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the characters of `body` and the name of the encoding they were read in. Never raises.

    `declared` is the label of the HTTP header. A byte-order mark beats it, and so does valid UTF-8; an encoding
    that does not fit the bytes is passed over.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    for name in _candidates(body, declared):
        try:
            return body.decode(name), name
        except UnicodeDecodeError:
            continue
    name = _guessed(body)
    return body.decode(name, "replace"), name


def known(label: str | None) -> str | None:
    """Return Python's name of the encoding that a browser takes `label` for, or None."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().lower()).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if name in _KNOWN else None


def _candidates(body: bytes, declared: str | None) -> list[str]:
    labels = [name for name in (known(declared), _declared_inside(body)) if name]
    # Bytes that are valid UTF-8 are UTF-8, whatever an old server's default header says; only an encoding
    # that is ASCII on the wire could be mistaken for it.
    escaped = [name for name in labels if name == "iso2022_jp"]
    return list(dict.fromkeys([*_sixteen_bits(body), *escaped, "utf-8", *labels]))


def _declared_inside(body: bytes) -> str | None:
    head = body[:_PRESCAN]
    match = _META.search(head) or _XML.search(head)
    name = known(match[1].decode("ascii")) if match else None
    # A declaration that could be read byte by byte was not written in two-byte units.
    return "utf-8" if name in ("utf-16-le", "utf-16-be") else name


def _sixteen_bits(body: bytes) -> list[str]:
    """Recognise UTF-16 without a mark by its zero bytes: markup is ASCII in any language."""
    head = body[:1024]
    if len(head) < 8 or head.count(0) < len(head) // 4:
        return []
    return ["utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"]


def _guessed(body: bytes) -> str:
    if sum(byte > 127 for byte in body[:_SAMPLE]) < _FEW:
        return "cp1252"
    from charset_normalizer import from_bytes  # its tables cost 20 ms, and few pages need them

    best = from_bytes(body[:_SAMPLE]).best()
    return (known(best.encoding) if best else None) or "cp1252"

"""Feeds that were made to hurt whoever parses them, by name; small to write down, dear to read."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from tests.web import Behaviour, answer, raw

_HEAD = b'<?xml version="1.0"?>'
_RSS, _END = b'<rss version="2.0"><channel><title>T</title>', b"</channel></rss>"
_REST = b"<guid>g%d</guid><description>" + b"word " * 25 + b"</description>"
_MB = 1_000_000


def _rss(items: bytes, doctype: bytes = b"") -> bytes:
    return _HEAD + doctype + _RSS + items + _END


def _item(title: bytes, rest: bytes = b"") -> bytes:
    return b"<item><title>" + title + b"</title>" + rest + b"</item>"


def _attributes(count: int) -> bytes:
    return _rss(b"<item " + b" ".join(b'a%d="x"' % n for n in range(count)) + b"><title>x</title></item>")


def _laughs() -> bytes:
    entities = b'<!ENTITY a0 "lol">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )
    return _rss(_item(b"&a11;"), b"<!DOCTYPE rss [" + entities + b"]>")


def _quadratic() -> bytes:
    return _rss(_item(b"&a;" * 50_000), b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 50_000 + b'">]>')


def _external(where: bytes) -> bytes:
    return _rss(_item(b"&a;"), b'<!DOCTYPE rss [<!ENTITY a SYSTEM "' + where + b'">]>')


def _parameter_entity() -> bytes:
    return _rss(_item(b"x"), b'<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://169.254.169.254/"> %a;]>')


def _outlines(depth: int) -> bytes:
    return _HEAD + b"<opml><body>" + b'<outline text="x">' * depth


def _html(markup: bytes) -> bytes:
    return _rss(_item(b"x", b"<description><![CDATA[" + markup + b"]]></description>"))


BODIES: dict[str, Callable[[], bytes]] = {
    "20,000 attributes": lambda: _attributes(20_000),
    "40,000 attributes": lambda: _attributes(40_000),
    "200,000 attributes": lambda: _attributes(200_000),
    "attributes of a namespace each": lambda: _rss(
        b"<item " + b" ".join(b'xmlns:n%d="u%d" n%d:a="x"' % (n, n, n) for n in range(60_000)) + b"/>"
    ),
    "a billion laughs": lambda: _laughs(),
    "an entity of 50 kB, 50,000 times": lambda: _quadratic(),
    "a file as an entity": lambda: _external(b"file:///etc/passwd"),
    "an address as an entity": lambda: _external(b"http://169.254.169.254/latest/meta-data"),
    "a parameter entity": lambda: _parameter_entity(),
    "23,000 items": lambda: _rss(b"".join(_item(b"t%d" % n, _REST % n) for n in range(23_000))),
    "2 MB of <": lambda: _RSS + b"<item><title>" + b"<" * 2 * _MB,
    "1 MB of &": lambda: _RSS + b"<item><title>" + b"&" * _MB,
    "4 MB of & in a text": lambda: _rss(_item(b"&" * 4 * _MB)),
    "300,000 open elements": lambda: _RSS + b"<item>" + b"<a>" * 300_000,
    "500,000 open elements of HTML": lambda: _html(b"<div>" * 500_000),
    "a title of 4 MB": lambda: _rss(_item(b"word " * 800_000)),
    "4 MB of white space": lambda: _rss(_item(b"x" + b" " * 4 * _MB + b"y")),
    "400,000 CDATA sections that never end": lambda: _RSS + b"<item><title>" + b"<![CDATA[&" * 400_000,
    "500,000 comments that never end": lambda: _RSS + b"<!--" * 500_000,
    "a date of 1 MB": lambda: _rss(_item(b"x", b"<pubDate>" + b"9" * _MB + b"</pubDate>")),
    "100,000 categories": lambda: _rss(_item(b"x", b"<category>c</category>" * 100_000)),
    "JSON, 1,000,000 brackets": lambda: b'{"items":' + b"[" * _MB,
    "JSON, a number of 4 MB": lambda: b'{"items":[{"id":' + b"9" * 4 * _MB + b"}]}",
    "OPML, 300,000 folders": lambda: _outlines(300_000),
    "OPML, a billion laughs": lambda: _laughs().replace(b"<rss", b"<opml").replace(b"DOCTYPE rss", b"DOCTYPE opml"),
    "a list of 170,000 addresses": lambda: b"http://news.example.org/feed\n" * 170_000,
}  # fmt: skip


def _gzip(plain: int, layers: int) -> Behaviour:
    data = _RSS + b" " * plain
    for _ in range(layers):
        data = gzip.compress(data, 6)
    return answer(data, content_type="application/rss+xml", headers=[("Content-Encoding", "gzip")])


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
ANSWERS: dict[str, Callable[[], Behaviour]] = {
    "gzip, 200 MB in 200 kB": lambda: _gzip(200 * _MB, 1),
    "gzip in gzip": lambda: _gzip(20 * _MB, 2),
    "Content-Length: 10 GB": lambda: raw(_OK + b"Content-Length: 10000000000\r\n\r\n" + _RSS, forever=True),
    "a short Content-Length": lambda: raw(_OK + b"Content-Length: 60\r\n\r\n" + _RSS * 100),
    "no end": lambda: raw(_OK + b"\r\n", b"<rss>" * 20_000, forever=True),
}  # fmt: skip

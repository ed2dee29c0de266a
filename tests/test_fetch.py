"""Fetching from a hostile web: real sockets on loopback, seen as a public address through a resolver of our own."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import itertools
import re
import shutil
import ssl
import subprocess

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ArticleUnreadable
from summarizer.sources import robots
from summarizer.sources.fetch import NO_ANSWER, REASONS, FetchLimits
from tests.test_guard import BAD, shared_list
from tests.web import (
    HOST,
    PUBLIC,
    ROOT,
    Names,
    RecordingBackend,
    Web,
    answer,
    bomb,
    closing,
    raw,
    redirect,
    serving,
)  # fmt: skip

pytestmark = pytest.mark.anyio

PAGE = "<html><body><article><p>The ferry Halden ran aground off Ellery on Tuesday evening.</p></article></body></html>"
QUICK = FetchLimits(total_seconds=1.0, connect_seconds=0.3)
PATIENT = FetchLimits(total_seconds=60.0, connect_seconds=60.0)
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


async def reason(fetcher, url=f"{ROOT}/a") -> str:
    with pytest.raises(ArticleUnreadable) as caught:
        await fetcher.fetch(url)
    assert caught.value.reason in REASONS
    return caught.value.reason


async def test_a_page_comes_with_its_final_address_type_and_charset():
    body = "<p>Käse</p>".encode("latin-1")
    routes = {"/r": redirect("/a?x=1"), "/a?x=1": answer(body, content_type='Text/HTML; Charset="ISO-8859-1"')}
    async with serving(routes) as web, web.fetcher() as fetcher:
        page = await fetcher.fetch(f"{ROOT}/r#top")
    assert (page.url, page.status, page.content_type) == (f"{ROOT}/a?x=1", 200, "text/html")
    assert (page.charset, page.text, page.body) == ("ISO-8859-1", "<p>Käse</p>", body)
    assert page.canonical == f"https://{HOST}/a?x=1"


async def test_host_header_keeps_the_name_and_the_name_is_resolved_once():
    async with serving({"/a": answer(PAGE)}) as web, web.fetcher(respect_robots=False) as fetcher:
        await fetcher.fetch(f"{ROOT}/a")
    assert [request.headers["host"] for request in web.seen] == [HOST]
    assert web.names.asked == [HOST]
    assert web.backend.asked == [(PUBLIC, 80)]


# SSRF-1: nothing is resolved and no socket opens for a refused URL -------------------------------------


async def refused_without_a_look_up(urls):
    names, backend = Names({}), RecordingBackend()
    async with Web(names=names, backend=backend).fetcher() as fetcher:
        assert [url for url in urls if await reason(fetcher, url) != "url_refused"] == []
    assert (names.asked, backend.asked) == ([], [])


async def test_no_bad_url_is_looked_up_or_connected_to():
    await refused_without_a_look_up(BAD)


async def test_no_bad_url_of_the_shared_list_is_looked_up_or_connected_to(eval_data):
    await refused_without_a_look_up([url for kind, url in shared_list(eval_data) if kind == "BAD"])


# SSRF-3: twenty behaviours of servers -----------------------------------------------------------------


def chain(*hops: str) -> dict[str, object]:
    return {path: redirect(onward) for path, onward in itertools.pairwise(("/a", *hops))}


BEHAVIOURS = {
    **{f"{status} to loopback": ({"/a": redirect("http://127.0.0.1/", f"{status} Moved")}, "url_refused")
       for status in (301, 302, 303, 307, 308)},
    "location without a scheme": ({"/a": redirect("//127.0.0.1/")}, "url_refused"),
    "location of a file": ({"/a": redirect("file:///etc/passwd")}, "url_refused"),
    "location of a mapped address": ({"/a": redirect("http://[::ffff:127.0.0.1]/")}, "url_refused"),
    "location with a broken bracket": ({"/a": redirect("http://[::1/")}, "url_refused"),
    "six hops, the last one private": (chain("/b", "/c", "/d", "/e", "/f", "http://10.0.0.1/"), "url_refused"),
    "seven hops": (chain("/b", "/c", "/d", "/e", "/f", "/g", "/h"), "too_many_redirects"),
    "a circle": ({"/a": redirect("/a")}, "too_many_redirects"),
    "a gzip bomb": ({"/a": answer(bomb(40_000_000), headers=[("Content-Encoding", "gzip")])}, "too_large"),
    "gzip twice": ({"/a": answer(bomb(9_000, 2), headers=[("Content-Encoding", "gzip, gzip")])}, "bad_encoding"),
    "brotli unasked": ({"/a": answer(b"\x0b\x02\x80", headers=[("Content-Encoding", "br")])}, "bad_encoding"),
    "zstd unasked": ({"/a": answer(b"\x28\xb5\x2f\xfd", headers=[("Content-Encoding", "zstd")])}, "bad_encoding"),
    "damaged gzip": ({"/a": answer(b"\x1f\x8b\x08nonsense", headers=[("Content-Encoding", "gzip")])}, "bad_encoding"),
    "gzip that ends early": (
        {"/a": answer(gzip.compress(PAGE.encode())[:-9], headers=[("Content-Encoding", "gzip")])}, "bad_encoding"),
    "a dripping body": ({"/a": raw(HEAD + b"\r\n", b"x", pause=0.05, forever=True)}, "timed_out"),
    "a dripping header": ({"/a": raw(b"HTTP/1.1 200 OK\r\nX: ", b"x", pause=0.05, forever=True)}, "fetch_failed"),
    "an endless chunked body": (
        {"/a": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"y" * 16384 + b"\r\n", forever=True)},
        "too_large"),
    "ten megabytes of headers": ({"/a": raw(HEAD, b"X-Pad: " + b"z" * 8000 + b"\r\n", forever=True)}, "any"),
    "one header without an end": ({"/a": raw(HEAD + b"X-Pad: ", b"z" * 16384, forever=True)}, "any"),
    "endless early hints": ({"/a": raw(EARLY * 50, forever=True)}, "too_large"),
    "a length too long": ({"/a": closing(answer(PAGE, length=9_000))}, "fetch_failed"),
    "an announced giant": ({"/a": answer(PAGE, length=10_000_000_000)}, "too_large"),
    "no answer at all": ({"/a": closing(raw())}, "fetch_failed"),
    "no HTTP": ({"/a": closing(raw(b"SSH-2.0-OpenSSH_9.0\r\n\r\n"))}, "fetch_failed"),
    "a PDF": ({"/a": answer(b"%PDF-1.7", content_type="application/pdf")}, "not_html"),
    "a PDF under the label of a page": ({"/a": answer(b"%PDF-1.7 and more")}, "not_html"),
    "a ZIP under the label of a page": ({"/a": answer(b"PK\x03\x04 and more")}, "not_html"),
    "a film under the label of a page": ({"/a": answer(b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00")}, "not_html"),
    "a picture": ({"/a": answer(b"\x89PNG", content_type="image/png")}, "not_html"),
    "nothing": ({"/a": answer(b"  \n ")}, "empty"),
    "no content": ({"/a": answer(b"", status="204 No Content")}, "empty"),
    **{f"status {status}": ({"/a": answer(PAGE, status=f"{status} X")}, wanted)
       for status, wanted in [(401, "blocked"), (402, "paywalled"), (403, "blocked"), (404, "not_found"),
                              (410, "not_found"), (429, "blocked"), (451, "blocked"), (500, "fetch_failed"),
                              (503, "fetch_failed"), (304, "fetch_failed"), (302, "fetch_failed")]},
}  # fmt: skip
ENDLESS = ("a dripping body", "a dripping header")  # time alone ends them


@pytest.mark.parametrize("name", BEHAVIOURS)
async def test_a_hostile_server_is_refused_or_bounded(name):
    routes, wanted = BEHAVIOURS[name]
    limits = dataclasses.replace(PATIENT, total_seconds=2.0) if name in ENDLESS else PATIENT
    async with serving(routes) as web, web.fetcher(limits=limits, respect_robots=False) as fetcher:
        async with asyncio.timeout(60):
            got = await reason(fetcher)
    assert wanted in (got, "any")
    assert {address for address, _ in web.backend.asked} == {PUBLIC}


async def test_refresh_headers_and_meta_refresh_are_never_followed():
    page = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">' + PAGE
    routes = {"/a": answer(page, headers=[("Refresh", "0; url=http://127.0.0.1/")])}
    async with serving(routes) as web, web.fetcher(respect_robots=False) as fetcher:
        assert (await fetcher.fetch(f"{ROOT}/a")).url == f"{ROOT}/a"
    assert len(web.seen) == 1


async def test_a_length_too_short_gives_what_it_covers():
    async with serving({"/a": closing(answer(PAGE, length=40))}) as web, web.fetcher() as fetcher:
        assert len((await fetcher.fetch(f"{ROOT}/a")).body) == 40


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (b"<p>+ADw-script+AD4-</p>", "utf-7"),
        ("\ufeff<p>Käse 乳酪</p>".encode("utf-16"), "utf-8"),
        ("<p>Käse and more of it</p>".encode("utf-16-le"), None),
        ("<p>Käse and more of it</p>".encode("utf-16-be"), "utf-16"),
        ("<p>Käse and 乳酪</p>".encode(), "iso-8859-1"),
        ("<p>Käse</p>".encode("cp1252"), "utf-8"),
        ('<meta charset="shift_jis"><p>チーズは乳製品です</p>'.encode("cp932"), None),
        ("<p>Паром сел на мель во вторник</p>".encode("koi8-r"), "koi8-r"),
        ("<p>渡輪在週二擱淺</p>".encode("big5"), "Big5"),
        ("<p>渡轮在周二搁浅</p>".encode("gb18030"), "gb2312"),
    ],
)
async def test_characters_survive_whatever_the_label_says(body, label):
    kind = f"text/html; charset={label}" if label else "text/html"
    async with serving({"/a": answer(body, content_type=kind)}) as web, web.fetcher() as fetcher:
        text = (await fetcher.fetch(f"{ROOT}/a")).text
    assert "<script" not in text
    assert any(
        word in text for word in ("+ADw-", "Käse", "チーズは乳製品です", "Паром", "渡輪在週二擱淺", "渡轮在周二搁浅")
    )
    assert "\ufffd" not in text


# SSRF-4: names that change their minds ----------------------------------------------------------------


async def test_one_bad_address_among_good_ones_is_enough():
    for answers in (["127.0.0.1", PUBLIC], [PUBLIC, "10.0.0.1"], [PUBLIC, "::1"], ["fd00::1", PUBLIC]):
        async with serving({"/a": answer(PAGE)}) as web:
            web.names.table[HOST] = [answers]
            async with web.fetcher(limits=QUICK) as fetcher:
                assert await reason(fetcher) == "fetch_failed"
            assert web.backend.asked == []


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_rebinding_never_reaches_a_private_address(count):
    """Public and private answers in turn; every connection dies at once, so that each fetch asks anew."""
    private = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00:ec2::254", "100.64.0.1"]
    turns = [[address] for each in private for address in (PUBLIC, each)] + [[PUBLIC, "192.168.0.1"]]
    names, backend = Names({HOST: turns}), RecordingBackend()
    web = Web(names=names, backend=backend)
    limits = dataclasses.replace(PATIENT, per_host=100_000)
    async with web.fetcher(limits=limits, respect_robots=False) as fetcher:
        for _ in range(count // 500):
            outcomes = await asyncio.gather(*(reason(fetcher) for _ in range(500)))
            assert set(outcomes) == {"fetch_failed"}
    assert len(names.asked) >= count
    assert backend.asked
    assert {address for address, _ in backend.asked} == {PUBLIC}


async def test_a_redirect_is_resolved_and_judged_anew():
    async with serving({"/a": redirect("http://inside.example.org/")}) as web:
        web.names.table["inside.example.org"] = [["10.1.2.3"]]
        async with web.fetcher(limits=PATIENT, respect_robots=False) as fetcher:
            assert await reason(fetcher) == "fetch_failed"
        assert web.names.asked == [HOST, "inside.example.org"]
        assert web.backend.asked == [(PUBLIC, 80)]


# SSRF-6: limits, and SSRF-7: one sentence for all that does not answer ----------------------------------


@pytest.mark.parametrize("name", ["a gzip bomb", "an endless chunked body", "one header without an end"])
async def test_no_bomb_costs_more_than_fifty_megabytes(name, record_property):
    routes, _ = BEHAVIOURS[name]
    async with serving(routes) as web, web.fetcher(respect_robots=False) as fetcher:
        await reason(fetcher, f"{ROOT}/none")  # the libraries are loaded before anything is measured
        before = psutil.Process().memory_info().rss
        peak = before
        task = asyncio.create_task(reason(fetcher))
        while not task.done():
            await asyncio.sleep(0.002)
            peak = max(peak, psutil.Process().memory_info().rss)
        await task
    grown = (peak - before) / 1e6
    print(f"{name}: peak memory grew by {grown:.1f} MB")
    record_property("grown_mb", grown)
    assert grown < 50


async def test_all_that_does_not_answer_sounds_alike():
    async def silent(request, writer):
        await asyncio.sleep(30)

    async def outcome(web, url, **options):
        async with web.fetcher(limits=QUICK, respect_robots=False, **options) as fetcher:
            with pytest.raises(ArticleUnreadable) as caught:
                await fetcher.fetch(url)
        return caught.value.reason, caught.value.detail

    async with serving({"/silent": silent, "/closed": closing(raw())}) as web:
        web.names.table |= {"inside.example.org": [["10.0.0.1"]], "refusing.example.org": [["93.184.216.35"]]}
        urls = ["http://inside.example.org/", "http://refusing.example.org/", "http://nowhere.example.org/",
                f"{ROOT}/silent", f"{ROOT}/closed"]  # fmt: skip
        assert {await outcome(web, url) for url in urls} == {("fetch_failed", NO_ANSWER)}


async def test_a_slow_resolver_is_cut_off_too():
    async def forever(host, port):
        await asyncio.sleep(30)
        return [PUBLIC]

    async with asyncio.timeout(25), Web().fetcher(resolve=forever, limits=QUICK) as fetcher:
        assert await reason(fetcher) == "fetch_failed"


async def test_two_at_a_time_per_host_and_ten_per_request():
    inside, most, wanted, full = {}, {}, [6], asyncio.Event()

    async def slow(request, writer):
        """Answer once as many have been here at a time as may be."""
        host = request.headers["host"]
        inside[host] = inside.get(host, 0) + 1
        most[host] = max(most.get(host, 0), inside[host])
        most["all"] = max(most.get("all", 0), sum(inside.values()))
        if most["all"] == wanted[0]:
            full.set()
        await full.wait()
        await asyncio.sleep(0.01)  # and one more would come now
        inside[host] -= 1
        await answer(PAGE)(request, writer)

    hosts = [f"h{number}.example.org" for number in range(10)]
    async with serving({"/a": slow}) as web:
        web.names.table |= {host: [[PUBLIC]] for host in hosts}
        limits = FetchLimits(parallel=6)
        async with web.fetcher(respect_robots=False, limits=limits) as fetcher:
            gate = fetcher.gate()
            await asyncio.gather(*(fetcher.fetch(f"http://{host}/a", gate=gate) for host in hosts * 3))
            assert most.pop("all") == 6
            wanted[0] = 2
            full.clear()
            await asyncio.gather(*(fetcher.fetch(f"{ROOT}/a") for _ in range(6)))
    assert most[HOST] == 2


# Good manners ----------------------------------------------------------------------------------------


async def test_who_we_are_is_said_and_nothing_else_is_sent():
    routes = {"/a": answer(PAGE, headers=[("Set-Cookie", "id=1")])}
    async with serving(routes) as web, web.fetcher(user_agent="ellery-reader/2 (+news desk)") as fetcher:
        await fetcher.fetch(f"{ROOT}/a")
        await fetcher.fetch(f"{ROOT}/a")
    assert {request.headers["user-agent"] for request in web.seen} == {"ellery-reader/2 (+news desk)"}
    assert {frozenset(request.headers) for request in web.seen} == {
        frozenset({"host", "user-agent", "accept", "accept-encoding"})
    }


ROBOTS = """
User-agent: other
Disallow: /

User-Agent: Summarizer # us
User-agent: more
Disallow: /private*/x
Disallow: /a
Allow: /a/open$
Disallow: *.pdf$
Disallow:

User-agent: *
Disallow: /
"""


async def test_robots_is_obeyed_once_read_and_kept_for_the_site():
    routes = {"/robots.txt": answer(ROBOTS, content_type="text/plain"), "/": answer(PAGE), "/a/open": answer(PAGE)}
    async with serving(routes) as web, web.fetcher() as fetcher:
        for path in ("/", "/a/open"):
            await fetcher.fetch(ROOT + path)
        for path in ("/a", "/a/open/no", "/private-2/y/x", "/%61", "/a?b", "/b.pdf"):
            assert await reason(fetcher, ROOT + path) == "blocked"
        assert await reason(fetcher, f"{ROOT}/b.pdf.html") == "not_found"
    assert [request.target for request in web.seen].count("/robots.txt") == 1


@given(st.text("ab*$/", max_size=8), st.text("ab/", max_size=10))
def test_patterns_of_robots_files_match_as_the_standard_says(pattern, path):
    anchor = r"\Z" if pattern.endswith("$") else ""
    wanted = re.match(".*".join(map(re.escape, pattern.removesuffix("$").split("*"))) + anchor, f"/{path}")
    rules = robots.parse(f"User-agent: *\nDisallow: {pattern}", "any")
    assert rules.allows(f"http://{HOST}/{path}") == (wanted is None or not pattern)


@pytest.mark.parametrize(("status", "wanted"), [("404 X", None), ("403 X", None), ("500 X", "blocked")])
async def test_a_missing_robots_file_allows_a_failing_one_forbids(status, wanted):
    async with serving({"/robots.txt": answer("", status=status), "/a": answer(PAGE)}) as web:
        async with web.fetcher() as fetcher:
            assert (await reason(fetcher) if wanted else None) == wanted
        async with web.fetcher(respect_robots=False) as fetcher:
            assert (await fetcher.fetch(f"{ROOT}/a")).status == 200


@pytest.mark.parametrize("failing", [answer("", status="503 X"), closing(raw())])
async def test_a_passing_fault_is_tried_once_more(failing):
    tries = itertools.count()

    async def sometimes(request, writer):
        await (failing if next(tries) == 0 else answer(PAGE))(request, writer)
        if failing.__name__ != "behave":
            writer.close()

    async with serving({"/a": sometimes}) as web, web.fetcher(respect_robots=False) as fetcher:
        assert (await fetcher.fetch(f"{ROOT}/a")).status == 200
    assert next(tries) == 2


class Shelf(dict):
    """A cache as `caches` has them."""

    def set(self, key, value, *, ttl):
        self[key] = value


async def test_a_stored_page_is_asked_for_conditionally_and_while_fresh_not_at_all():
    changed = [b"one"]

    async def page(request, writer):
        same = request.headers.get("if-none-match") == '"v1"' and changed == [b"one"]
        headers = [
            ("ETag", '"v1"'),
            ("Cache-Control", "max-age=60"),
            ("Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT"),
        ]
        await answer(b"" if same else changed[-1], status="304 X" if same else "200 OK", headers=headers)(
            request, writer
        )

    now = [1_000_000.0]
    shelf = Shelf()
    async with (
        serving({"/a": page}) as web,
        web.fetcher(cache=shelf, respect_robots=False, clock=lambda: now[0]) as fetcher,
    ):
        first = await fetcher.fetch(f"{ROOT}/a")
        again = await fetcher.fetch(f"{ROOT}/a")
        assert (first.cached, again.cached, len(web.seen)) == (False, True, 1)
        now[0] += 61
        asked = await fetcher.fetch(f"{ROOT}/a")
        assert (asked.cached, asked.body, len(web.seen)) == (True, b"one", 2)
        assert web.seen[-1].headers["if-modified-since"] == "Sun, 22 Nov 2026 00:00:00 GMT"
        changed.append(b"two")
        now[0] += 61
        assert (await fetcher.fetch(f"{ROOT}/a")).body == b"two"
        assert (await fetcher.fetch(f"{ROOT}/a", cache="refresh")).cached is False
        assert (await fetcher.fetch(f"{ROOT}/a", cache="bypass")).cached is False
        assert len(web.seen) == 5
        shelf.update(dict.fromkeys(shelf, b"damaged"))
        assert (await fetcher.fetch(f"{ROOT}/a")).body == b"two"


async def test_what_may_not_be_stored_is_not():
    headers = [("ETag", '"v1"'), ("Cache-Control", "No-Store")]
    shelf = Shelf()
    async with serving({"/a": answer(PAGE, headers=headers)}) as web, web.fetcher(cache=shelf) as fetcher:
        await fetcher.fetch(f"{ROOT}/a")
    assert shelf == {}


async def test_feeds_have_types_of_their_own():
    routes = {"/feed": answer("<rss/>", content_type="application/rss+xml")}
    async with serving(routes) as web, web.fetcher() as fetcher:
        assert (await fetcher.fetch(f"{ROOT}/feed", kind="feed")).text == "<rss/>"
        assert await reason(fetcher, f"{ROOT}/feed") == "not_html"


async def test_a_trusted_host_is_reached_where_it_stands():
    async with serving({"/a": answer(PAGE)}) as web:
        async with web.fetcher(trusted_hosts=[web.trusted], resolve=None, backend=None) as fetcher:
            assert (await fetcher.fetch(f"{web.root}/a")).status == 200
            assert await reason(fetcher, "http://127.0.0.1:1/") == "url_refused"
        async with web.fetcher(resolve=None, backend=None) as fetcher:
            assert await reason(fetcher, f"{web.root}/a") == "url_refused"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for `HOST` with its key, as two files."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


async def test_tls_is_asked_for_by_name_at_the_checked_address(certificate):
    asked: list[str] = []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    server.sni_callback = lambda _, name, __: asked.append(name)
    async with serving({"/a": answer(PAGE)}, ssl_context=server) as web:
        trusting = ssl.create_default_context(cafile=certificate[0])
        async with web.fetcher(ssl_context=trusting, respect_robots=False) as fetcher:
            assert (await fetcher.fetch(f"https://{HOST}/a")).status == 200
        async with web.fetcher(ssl_context=ssl.create_default_context(), respect_robots=False) as fetcher:
            assert await reason(fetcher, f"https://{HOST}/a") == "fetch_failed"
    assert set(asked) == {HOST}
    assert set(web.backend.asked) == {(PUBLIC, 443)}

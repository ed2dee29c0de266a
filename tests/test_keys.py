"""Who may ask: keys, what is public, and what of a key is never seen."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.responses import JSONResponse

from summarizer.api import create_app
from summarizer.api.openapi import CLEAN_EXAMPLE, EXAMPLE
from summarizer.errors import ConfigError
from summarizer.models.keys import key_row, keys_of
from summarizer.settings import Settings, load_settings
from tests.serving import served

KEY = "sk-summarizer-canary-0f3a5d0c9b7e4a6f8d2c1b0a99887766-x_Y"
OLD = "sk-summarizer-canary-of-yesterday"
OTHER = "sk-summarizer-canary-of-the-desk"
ROWS = ",".join([key_row("ci", KEY), key_row("desk", OTHER), key_row("ci", OLD)])
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"

# Every address that answers callers without a key. A line more here is a decision, not an accident.
PUBLIC = {"/", "/docs", "/web/{name}", "/healthz", "/readyz"}
SIGNED = {"/slack/events", "/slack/commands", "/slack/interactions"}


def settings(**more) -> Settings:
    return Settings(**{"cache": "memory://", "store": "memory://", "model": None, "keys": ROWS} | more)


@pytest.fixture(scope="module")
def address():
    with served(create_app(settings())) as url:
        yield url


@pytest.fixture(scope="module")
def client(address):
    with httpx2.Client(base_url=address, timeout=60) as opened:
        yield opened


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def refused(answer, *, known: bool = False):
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith('Bearer realm="summarizer"')
    assert ('error="invalid_token"' in answer.headers["www-authenticate"]) is known
    found = answer.json()
    assert (found["status"], found["code"]) == (401, "unauthorized")
    return found


async def nothing_is_read():
    raise AssertionError("the body was asked for")


def asked(app, method: str, path: str, *, root_path: str = "", **headers: str) -> int:
    """Ask without a server and without a body; return the status."""
    told = []

    async def send(message):
        told.append(message)

    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": root_path, "headers": sent,
             "client": ("203.0.113.7", 50_000), "server": ("127.0.0.1", 8000)}  # fmt: skip
    asyncio.run(app(scope, nothing_is_read, send))
    return next(message["status"] for message in told if message["type"] == "http.response.start")


def routes(app):
    """Every method of every route of the table, and of the schema."""
    found = {(method, route.path) for route in app.routes for method in getattr(route, "methods", None) or ("GET",)}
    schema = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    assert schema <= found
    return sorted(found)


def test_no_route_is_forgotten():
    app = create_app(settings(slack_signing_secret="s", slack_bot_token="xoxb-1"))
    table = routes(app)
    assert {path for _, path in table} >= PUBLIC | SIGNED | {"/summarize", "/briefs/{answer_id}", "/openapi.json"}
    closed = [(method, path) for method, path in table if path not in PUBLIC | SIGNED]
    assert len(closed) > 6
    for method, path in closed:
        place = re.sub(r"\{[^}]+\}", "x", path)
        for accept in ("application/json", "text/event-stream", "*/*"):
            assert asked(app, method, place, accept=accept) == 401, (method, path, accept)
        assert asked(app, method, place, accept="*/*", authorization="Bearer wrong") == 401, (method, path)
    for method, path in (("GET", "/nowhere"), ("OPTIONS", "/summarize"), ("PUT", "/"), ("POST", "/web/page.css")):
        assert asked(app, method, path) == 401, path


def test_no_prefix_opens_a_route():
    app = create_app(settings())
    assert asked(app, "GET", "/web/openapi.json", root_path="/web") == 401
    assert asked(app, "GET", "/web/healthz", root_path="/web") == 200


def test_the_schema_says_what_needs_a_key(client):
    schema = client.get("/openapi.json", headers=bearer(KEY)).json()
    assert {scheme["type"] for scheme in schema["components"]["securitySchemes"].values()} == {"http", "apiKey"}
    assert schema["security"] == [{"bearer": []}, {"header": []}]
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            assert ("401" in operation["responses"]) is (path not in PUBLIC), path
            assert ("security" in operation) is (path in PUBLIC), path
            assert "429" not in operation["responses"]


def test_what_is_public_needs_no_key_and_shows_nothing(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    assert client.get("/readyz", headers=bearer("wrong")).json() == {"status": "ready"}
    assert client.get("/readyz", headers=bearer(KEY)).json()["engine"] == "extractive"
    for path in ("/", "/docs", "/web/page.css", "/web/main.js"):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.get("/web/nothing.js").status_code == 404


@pytest.mark.parametrize("headers", [
    bearer(KEY), bearer(OTHER), bearer(OLD), {"authorization": f"bearer {KEY}"}, {"authorization": f"BEARER   {KEY}"},
    {"x-api-key": KEY}, {"x-api-key": KEY, "authorization": "Basic Y2k6Y2k="},
])  # fmt: skip
def test_a_key_opens(client, headers):
    answer = client.post("/clean", json=CLEAN_EXAMPLE, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private"


@pytest.mark.parametrize("headers", [
    [], [("authorization", "")], [("authorization", "Basic Y2k6Y2k=")], [("authorization", KEY)],
    [("authorization", "Bearerx " + KEY)], [("cookie", f"key={KEY}")],
])  # fmt: skip
def test_no_key_is_said(client, headers):
    found = refused(client.post("/clean", json=CLEAN_EXAMPLE, headers=headers))
    assert "Authorization: Bearer" in found["detail"]
    refused(client.get(f"/openapi.json?api_key={KEY}&access_token={KEY}"))


@pytest.mark.parametrize("headers", [
    [("authorization", "Bearer")], [("x-api-key", "")], [("authorization", "Bearer x")],
    [("authorization", f"Bearer {KEY[:-1]}")], [("authorization", f"Bearer {KEY}x")], [("x-api-key", KEY.upper())],
    [("authorization", f"Bearer {KEY}, Bearer {KEY}")], [("authorization", f"Bearer ci:{KEY}")],
    [("authorization", "Bearer " + key_row("ci", KEY).partition(":")[2])],
    [("authorization", f"Bearer {KEY}"), ("authorization", f"Bearer {KEY}")],
    [("authorization", f"Bearer {KEY}"), ("x-api-key", OTHER)], [("x-api-key", KEY), ("x-api-key", "x")],
    [("x-api-key", "schlüssel".encode())], [("authorization", b"Bearer \xff\xfe\x80")],
])  # fmt: skip
def test_a_wrong_key_is_refused(client, headers):
    answer = client.post("/clean", json=CLEAN_EXAMPLE, headers=headers)
    refused(answer, known=True)
    assert "canary" not in answer.text + str(answer.headers)


def test_unknown_and_revoked_keys_are_told_the_same(client):
    answers = [client.post("/clean", json=CLEAN_EXAMPLE, headers=bearer(key)) for key in ("x", KEY + "x", "ci")]
    for answer in answers:
        answer.headers.pop("date", None)
    assert len({(answer.text, str(answer.headers)) for answer in answers}) == 1


def test_a_key_of_a_megabyte_is_refused(address):
    app = create_app(settings())
    assert asked(app, "POST", "/clean", authorization="Bearer " + "x" * 1_000_000) == 401
    with contextlib.suppress(httpx2.TransportError):  # uvicorn hangs up at 64 kB of headers
        assert httpx2.get(f"{address}/openapi.json", headers=bearer("x" * 1_000_000), timeout=60).status_code == 400
    assert httpx2.get(f"{address}/healthz", timeout=60).status_code == 200


def test_the_refusal_comes_before_the_body(address):
    parts = urlsplit(address)
    head = b"POST /summarize HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    for length in (b"content-length: 9000000\r\n", b"transfer-encoding: chunked\r\n", b"expect: 100-continue\r\n"):
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as raw:
            raw.sendall(head + length + b"\r\n")
            assert raw.recv(9999).startswith(b"HTTP/1.1 401 ")
    large = json.loads(json.dumps(EXAMPLE)) | {"articles": [{"text": "x" * 5_000_000}]}
    refused(httpx2.post(f"{address}/summarize", json=large, timeout=60))


def test_a_stream_begins_with_its_key_alone(client):
    accept = {"accept": "text/event-stream"}
    refused(client.post("/summarize", json=EXAMPLE, headers=accept))
    with client.stream("POST", "/summarize", json=EXAMPLE, headers=accept | bearer(KEY)) as answer:
        assert answer.status_code == 200
        assert "event: answer" in answer.read().decode()


def test_a_browser_gets_the_page_and_never_learns_what_is_stored(client):
    id_ = client.post("/summarize", json=EXAMPLE, headers=bearer(KEY)).json()["id"]
    pages = [client.get(f"/briefs/{place}", headers={"accept": BROWSER}) for place in (id_, "0" * 32)]
    assert {answer.status_code for answer in pages} == {200}
    assert len({answer.text for answer in pages}) == 1
    assert pages[0].headers["content-security-policy"].startswith("default-src 'none'")
    for place in (id_, "0" * 32):
        refused(client.get(f"/briefs/{place}"))
        refused(client.delete(f"/briefs/{place}", headers={"accept": BROWSER}))
    assert client.get(f"/briefs/{id_}", headers=bearer(KEY)).json()["id"] == id_
    assert client.get(f"/briefs/{id_}", headers=bearer(KEY)).headers["cache-control"] == "private"


def test_routes_hear_who_asks():
    for rows, sent, caller in ((ROWS, OLD, "ci"), (ROWS, OTHER, "desk"), ((), OTHER, None)):
        app = create_app(settings(keys=rows))
        app.add_route("/who", _who)
        with served(app) as url:
            assert httpx2.get(f"{url}/who", headers=bearer(sent), timeout=60).json() == {"caller": caller}


async def _who(request):
    return JSONResponse({"caller": request.state.caller})


def test_without_keys_all_is_as_it_was():
    app = create_app(settings(keys=()))
    assert asked(app, "GET", "/openapi.json") == 200
    assert asked(app, "GET", "/openapi.json", authorization="Bearer anything") == 200
    assert "securitySchemes" not in app.openapi()["components"]
    assert all("401" not in op["responses"] for methods in app.openapi()["paths"].values() for op in methods.values())


def test_no_key_stands_in_a_log(caplog):
    caplog.set_level(logging.DEBUG)
    sent = [
        [("authorization", f"Bearer {KEY}")],
        [("x-api-key", KEY)],
        [("x-api-key", KEY + "x")],
        [("x-api-key", KEY)] * 2,
    ]
    app = create_app(settings(log_level="DEBUG"))
    with served(app, log_config=None) as url, httpx2.Client(base_url=url, timeout=60) as client:
        for name in ("uvicorn.error", "uvicorn.access"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        for headers in sent:
            for body in (b"{", b'{"text": " "}', b'{"text": "The ferry ran aground."}', b"[" * 99_000):
                answer = client.post("/clean", content=body, headers=headers)
                assert "canary" not in answer.text + str(answer.headers)
            assert "canary" not in client.get("/nowhere", headers=headers).text
    assert "POST /clean" in caplog.text
    assert "canary" not in caplog.text
    assert "canary" not in repr(settings())
    assert "canary" not in str(create_app(settings()).openapi())


GOOD = "0" * 64


@pytest.mark.parametrize(("rows", "number"), [
    (KEY, 1), (f"ci:{KEY}", 1), ("ci", 1), ("ci:", 1), (f":{GOOD}", 1), (f"c i:{GOOD}", 1), (f"é:{GOOD}", 1),
    (f"ci:{GOOD[1:]}", 1), (f"ci:{GOOD}0", 1), (f"ci:{'g' * 64}", 1), (f"ci:{'٠' * 64}", 1), (",", 1), (" ", 1),
    (f"ci:{GOOD},", 2), (f"ci:{GOOD},desk:{KEY}", 2), (f"ci:{GOOD},desk:{GOOD}", 2), (f"{'x' * 65}:{GOOD}", 1),
])  # fmt: skip
def test_a_bad_row_is_named_by_its_number_alone(monkeypatch, rows, number):
    monkeypatch.setenv("SUMMARIZER_KEYS", rows)
    with pytest.raises(ConfigError, match=rf"^SUMMARIZER_KEYS: row {number} ") as caught:
        load_settings()
    assert "canary" not in str(caught.value)
    assert GOOD not in str(caught.value)


def test_rows_may_have_space_and_capitals(monkeypatch):
    name, _, digest = key_row("ci", KEY).partition(":")
    monkeypatch.setenv("SUMMARIZER_KEYS", f" {name}:{digest.upper()} ,\n desk:{GOOD}")
    assert [key.name for key in load_settings().keys] == ["ci", "desk"]
    assert load_settings().keys[0] == keys_of(key_row("ci", KEY))[0]
    monkeypatch.setenv("SUMMARIZER_KEYS", "")
    assert load_settings().keys == ()


def summarizer(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "summarizer", *words], capture_output=True, text=True, check=False)


def test_the_command_makes_a_key_that_opens():
    made = summarizer("key", "night-desk")
    key = made.stdout.removesuffix("\n")
    assert re.fullmatch(r"sk-summarizer-[A-Za-z0-9_-]{43}", key)
    assert key not in made.stderr
    (row,) = re.findall(r"^SUMMARIZER_KEYS=(.*)$", made.stderr, re.M)
    assert row == key_row("night-desk", key)
    app = create_app(settings(keys=row))
    assert asked(app, "GET", "/openapi.json", x_api_key=key) == 200
    assert asked(app, "GET", "/openapi.json", x_api_key=KEY) == 401
    wrong = summarizer("key", "night desk")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "1 to 64" in wrong.stderr

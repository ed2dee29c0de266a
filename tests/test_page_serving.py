"""The page's files as a browser gets them: one policy, no other origin, nothing outside the list; page or JSON."""

from __future__ import annotations

import re
from importlib.resources import files

import httpx2
import pytest

from summarizer.api import create_app
from summarizer.api.openapi import EXAMPLE
from summarizer.settings import Settings
from summarizer.web import prefers_page
from tests.serving import served

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
STATIC = sorted(path.name for path in files("summarizer.web").joinpath("static").iterdir())
MADE = ["brief.css", "samples.json"]


@pytest.fixture(scope="module")
def client():
    with (
        served(create_app(Settings(cache="memory://", store="memory://", model=None))) as address,
        httpx2.Client(base_url=address, timeout=30) as opened,
    ):
        yield opened


@pytest.mark.parametrize("path", ["/", "/docs", *(f"/web/{name}" for name in [*STATIC, *MADE])])
def test_every_file_comes_under_the_policy(client, path):
    sent = client.get(path)
    assert sent.status_code == 200
    policy = sent.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["referrer-policy"] == "no-referrer"
    again = client.get(path, headers={"if-none-match": sent.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).headers["etag"] == sent.headers["etag"]


@pytest.mark.parametrize("name", [*STATIC, "brief.css"])
def test_no_file_reaches_for_another_origin_or_parses_markup(client, name):
    text = client.get(f"/web/{name}").text
    addresses = set(re.findall(r"https?://[^\s\"'`)<>]+", text)) - {"http://www.w3.org/2000/svg"}
    assert addresses == set()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|@import|url\(", text
    )


@pytest.mark.parametrize("name", [name for name in STATIC if name.endswith(".js")])
def test_scripts_fit_a_screen(client, name):
    lines = client.get(f"/web/{name}").text.splitlines()
    assert len(lines) <= 400
    assert [line for line in lines if len(line) > 120] == []


@pytest.mark.parametrize(
    "path", ["/web/../page.py", "/web/%2e%2e/page.py", "/web/page.py", "/web/", "/web/static/main.js"]
)
def test_nothing_else_is_served(client, path):
    sent = client.get(path)
    assert sent.status_code == 404
    assert sent.headers["content-type"] == "application/problem+json"


def test_the_samples_are_what_a_reader_would_paste(client):
    articles = client.get("/web/samples.json").json()["articles"]
    assert [article["outlet"] for article in articles] == ["Ellery Courier", "Harbor Post", "Northcoast Radio"]
    assert client.post("/summarize", json={"articles": articles}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/*", True),
        ("text/html;q=0.9, application/json;q=0.8", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/html, application/json", False),
        ("text/html;q=0.5, application/json", False),
        ("text/html;q=0", False),
        ("text/html;q=x", False),
        ("application/problem+json, */*;q=0.1", False),
        ("TEXT/HTML;level=1;q=1.0, */*;q=0.2", True),
        (",;=,q=1;;", False),
    ],
)
def test_who_gets_the_page(accept, page):
    assert prefers_page(accept) is page


def test_a_stored_brief_is_a_page_or_json(client):
    made = client.post("/summarize", json=EXAMPLE).json()
    address = f"/briefs/{made['id']}"
    shown, data = client.get(address, headers={"accept": BROWSER}), client.get(address)
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert data.json()["id"] == made["id"]
    assert shown.headers["vary"] == data.headers["vary"] == "accept"
    assert shown.headers["etag"] != data.headers["etag"]
    crossed = client.get(address, headers={"accept": BROWSER, "if-none-match": data.headers["etag"]})
    assert crossed.status_code == 200
    gone = client.get("/briefs/unknown", headers={"accept": BROWSER})
    assert gone.status_code == 404
    assert gone.headers["content-type"] == "text/html; charset=utf-8"

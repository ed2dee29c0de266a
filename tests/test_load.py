"""Inputs to articles: five URLs of which two are good, duplicates, metadata, and what is not read."""

from __future__ import annotations

import json

import pytest

from summarizer.models import ArticleInput, SummarizeRequest
from summarizer.service import open_summarizer
from summarizer.settings import Settings
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.load import Loader
from tests.web import answer, serving

pytestmark = pytest.mark.anyio


def page(title: str, *paragraphs: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<html lang=en><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>"


FERRY = page(
    "Ferry runs aground off Ellery",
    "The ferry Halden ran aground off Ellery on Tuesday evening, the harbour office said in a statement.",
    "All 214 passengers were taken ashore by midnight, and nobody was hurt, according to the office.",
    "The owner of the ferry said that it would wait for the tide before it tried to pull the ship free.",
)
INQUIRY = page(
    "Inquiry opened after ferry grounding",
    "The ferry Halden ran aground off Ellery on Tuesday evening, near the old light, and an inquiry was opened.",
    "The harbour office said that the 214 passengers on board had been taken ashore in two hours.",
    "Investigators will look at the rudder, which was repaired in the spring, the harbour office said.",
)


async def test_five_urls_of_which_two_are_good():
    routes = {"/a": answer(FERRY), "/b": answer(INQUIRY), "/c.pdf": answer(b"%PDF-1.7", content_type="application/pdf")}
    async with serving(routes) as web:
        settings = Settings(cache="off", model=None, trusted_hosts=(web.trusted,), respect_robots=False)
        urls = [f"{web.root}/a", f"{web.root}/gone", "http://10.0.0.1/", f"{web.root}/c.pdf", f"{web.root}/b"]
        request = SummarizeRequest.model_validate({"articles": [{"url": url} for url in urls]})
        async with open_summarizer(settings) as summarizer:
            found = json.loads(await summarizer.answer(request))
    (brief,) = found["stories"]
    assert [source["id"] for source in brief["sources"]] == ["a1", "a5"]
    assert [source["url"] for source in brief["sources"]] == [urls[0], urls[4]]
    codes = {entry["id"]: entry["code"] for entry in found["skipped"]}
    assert codes == {"a2": "not_found", "a3": "url_refused", "a4": "not_html"}
    assert brief["sources"][0]["title"] == "Ferry runs aground off Ellery"


async def test_refresh_and_bypass_ask_for_pages_anew():
    kept_long = answer(FERRY, headers=[("Cache-Control", "max-age=3600")])
    async with serving({"/a": kept_long}) as web:
        settings = Settings(cache="memory://", model=None, trusted_hosts=(web.trusted,), respect_robots=False)
        asked = []
        async with open_summarizer(settings) as summarizer:
            for cache in ("use", "use", "refresh", "use", "bypass", "use"):
                wanted = {"articles": [{"url": f"{web.root}/a"}], "options": {"cache": cache}}
                await summarizer.answer(SummarizeRequest.model_validate(wanted))
                asked.append(len(web.seen))
    assert asked == [1, 1, 2, 2, 3, 3]


@pytest.fixture
async def loader():
    async with ExtractionPool(1) as pool, serving({}) as web, web.fetcher() as fetcher:
        yield Loader(fetcher, pool)


async def read(loader, *articles):
    inputs = [ArticleInput.model_validate(article) for article in articles]
    return await loader.read(inputs, await loader.fetch(inputs))


async def test_text_is_kept_code_point_for_code_point(loader):
    text = "Caf\u0065\u0301 opens 🎉\r\n\r\nThe café opened on Monday.\r\nIt was full.\u00a0\n"
    (article,) = (await read(loader, {"text": text})).articles
    assert article.text == text


async def test_what_the_caller_says_stands_above_what_the_page_says(loader):
    given = {"html": FERRY, "url": "https://example.org/ferry", "title": "My title", "outlet": "Mine", "language": "fr"}
    (article,) = (await read(loader, given)).articles
    assert (article.title, article.outlet, article.language) == ("My title", "Mine", "fr")
    assert article.url == "https://example.org/ferry"


async def test_one_page_under_two_addresses_counts_once(loader):
    addresses = ["https://www.example.org/ferry?utm_source=x", "http://example.org/ferry#top"]
    loaded = await read(loader, *({"html": FERRY, "url": url} for url in addresses))
    assert [article.id for article in loaded.articles] == ["a1"]
    assert [(entry.id, entry.code) for entry in loaded.skipped] == [("a2", "duplicate")]


async def test_the_same_text_from_two_outlets_is_two_articles(loader):
    loaded = await read(loader, {"text": "Fire in Ellery.", "outlet": "A"}, {"text": "Fire in Ellery.", "outlet": "B"})
    assert [article.id for article in loaded.articles] == ["a1", "a2"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", 'https://x.org/"><b>']
)
async def test_an_address_that_is_none_is_no_metadata(loader, url):
    (article,) = (await read(loader, {"text": "Fire in Ellery.", "url": url})).articles
    assert article.url is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": " \n\t"}, "empty"),
        ({"text": "…!? — ***"}, "empty"),
        ({"html": "<html><body></body></html>"}, "empty"),
        ({"text": "word " * 250_000}, "too_large"),
        ({"url": "file:///etc/passwd"}, "url_refused"),
        ({"url": "http://127.0.0.1/"}, "url_refused"),
    ],
)
async def test_what_cannot_be_read_is_skipped_with_its_code(loader, given, code):
    loaded = await read(loader, given, {"text": "Fire in Ellery.", "id": "mine"})
    assert [(entry.index, entry.code) for entry in loaded.skipped] == [(0, code)]
    assert [(article.id, article.given_id) for article in loaded.articles] == [("a2", "mine")]

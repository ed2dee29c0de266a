"""The page over the real service and a provider that pours its tokens when it is told to."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.engines.completion import warm
from summarizer.settings import Settings
from tests.browser import Reader, chromium
from tests.hostile_replies import ARTICLES, GOOD_TEXT
from tests.provider import Tap, pours, serving
from tests.serving import served
from tests.test_stream import PLENTY, events_until


@pytest.mark.slow
def test_a_sentence_can_be_read_and_looked_up_while_the_model_still_writes():
    warm().join()
    tap = Tap()
    with chromium() as browser, serving() as provider:
        provider.script(pours(GOOD_TEXT, tap=tap))
        settings = Settings(
            cache="memory://",
            store="memory://",
            model="openai/local",
            api_base=provider.base,
            api_key=SecretStr("sk-none"),
        )
        with served(create_app(settings)) as address:
            reader = Reader(browser, address)
            read_while_it_is_written(reader, tap)
            assert reader.complaints == []
            reader.close()


def read_while_it_is_written(reader: Reader, tap: Tap) -> None:
    page = reader.page
    page.goto("/")
    for number, article in enumerate(ARTICLES, 1):
        page.get_by_label(f"Article {number}: text or link").fill(article.text)
        page.get_by_label(f"Outlet of article {number}").fill(article.outlet or "")
    page.get_by_text("More options").click()
    page.get_by_label("One brief per story").uncheck()
    page.get_by_role("button", name="Write the brief").click()
    page.locator(".story").wait_for()
    assert page.locator(".statement").count() == 0
    tap.let(events_until('"a3.s1"]}'))
    first = page.locator(".statement").first
    first.wait_for()
    headline = page.locator(".story h2 > bdi").text_content()
    assert page.get_by_role("button", name="Stop").is_visible()
    first.locator(".mark").first.click()
    passage = page.locator(".passage.current").text_content()
    assert any(passage in article.text for article in ARTICLES)
    whole = page.locator("[data-source=a1] .text").evaluate("(node) => node.textContent")
    assert len(whole) > len(ARTICLES[0].text)  # the numbers of the passages stand in it
    tap.let(PLENTY)
    page.wait_for_selector("#answer .part")
    assert page.locator(".story h2 > bdi").text_content() == headline
    assert first.is_visible()

"""The page of a service that answers nobody without a key."""

from __future__ import annotations

import pytest

from summarizer.api import create_app
from summarizer.models.keys import key_row
from summarizer.settings import Settings
from tests.browser import PHONE, Reader, chromium, violations
from tests.serving import served

KEY = "sk-summarizer-of-the-desk"


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address():
    rows = key_row("desk", KEY)
    with served(create_app(Settings(cache="memory://", store="memory://", model=None, keys=rows))) as url:
        yield url


@pytest.fixture
def reader(browser, address):
    someone = Reader(browser, address)
    yield someone
    assert someone.complaints == []
    someone.close()


def give(page, key: str) -> None:
    page.get_by_label("Your key").fill(key)
    page.get_by_role("button", name="Use this key").click()


def write(page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try three sample reports").click()
    page.locator("#count").get_by_text("3 articles").wait_for()
    page.get_by_role("button", name="Write the brief").click()


def test_the_key_is_asked_for_once_sent_along_and_forgotten(reader, address):
    page = reader.page
    write(page)
    dialog = page.get_by_role("dialog", name="This service asks for a key")
    dialog.wait_for()
    assert page.evaluate("document.activeElement.id") == "key"
    assert violations(page) == []
    for wrong, words in (("sk-summarizer-of", "not known here"), ("ключ", "only letters"), (" ", "only letters")):
        give(page, wrong)
        page.get_by_role("alert").get_by_text(words).wait_for()
        assert page.get_by_label("Your key").get_attribute("aria-invalid") == "true"
    assert violations(page) == []
    give(page, f" {KEY}\n")
    page.wait_for_selector("#answer .part")
    assert dialog.count() == 0
    shared = page.url
    page.locator(".colophon .report").click()
    page.get_by_role("button", name="Send report").click()
    page.get_by_text("The report is kept").wait_for()
    page.reload()
    page.wait_for_selector("#answer .part")  # asked for once: it stays in the tab
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[localStorage, document.cookie].map((kept) => JSON.stringify(kept)).join()").count(KEY) == 0
    page.get_by_role("button", name="Forget key").click()
    dialog.wait_for()
    assert page.url == shared
    assert page.evaluate("sessionStorage.getItem('key')") is None
    assert page.get_by_role("button", name="Forget key").count() == 0
    assert not [url for url in reader.asked if KEY in url]


def test_a_shared_brief_asks_and_then_shows_itself(reader):
    page = reader.page
    write(page)
    give(page, KEY)
    page.wait_for_selector("#answer .part")
    page.evaluate("sessionStorage.setItem('key', 'sk-summarizer-of-yesterday')")
    assert page.reload().status == 200
    page.get_by_role("alert").get_by_text("not known here any more").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="A key is needed").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Try again").click()
    give(page, KEY)
    page.wait_for_selector("#answer .part")


def test_who_gives_no_key_keeps_the_articles(reader):
    page = reader.page
    write(page)
    page.get_by_role("button", name="Not now").click()
    page.locator("#trouble").get_by_text("A key is needed").wait_for()
    assert page.locator(".box textarea").first.input_value() != ""
    page.goto("/docs")
    give(page, KEY)
    page.locator("#post-clean").get_by_role("button", name="Send").click()
    page.locator("#post-clean pre").get_by_text("200 OK").wait_for()
    page.get_by_role("button", name="Forget key").click()
    page.get_by_role("button", name="Not now").click()
    page.get_by_text("The routes are shown to callers with a key.").wait_for()
    assert violations(page) == []

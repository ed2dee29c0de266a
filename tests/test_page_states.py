"""The page while it waits, when the line breaks, when something is wrong, when less is there than usual."""

from __future__ import annotations

import json

import pytest

from tests.briefs import ferry_answer
from tests.browser import DESK, Reader, chromium, violations
from tests.scripted_service import Script, degraded, scripted_app, without_texts
from tests.serving import served


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def script():
    return Script()


@pytest.fixture(scope="module")
def address(script):
    with served(scripted_app(script)) as url:
        yield url


@pytest.fixture(scope="module")
def reader(browser, address):
    someone = Reader(browser, address)
    yield someone
    someone.close()


@pytest.fixture
def page(reader, script):
    """The form, two articles in it, and a service that has not been told what to say."""
    script.replies.clear()
    script.asked.clear()
    page = reader.page
    page.goto("/")
    page.wait_for_selector("#boxes li")
    page.wait_for_selector("#engine [value=llm][disabled]", state="attached")  # it knows what the service has
    page.evaluate("document.getElementById('clear').click()")
    page.get_by_label("Article 1: text or link").fill("A ferry ran aground.")
    page.get_by_label("Article 2: text or link").fill(" https://harborpost.example/ferry ")
    return page


def write(page) -> None:
    page.get_by_role("button", name="Write the brief").click()


def lite(brief) -> list[dict[str, str | None]]:
    return [{"id": s.id, "title": s.title, "outlet": s.outlet, "url": s.url} for s in brief.sources]


def sent(brief, index) -> dict[str, object]:
    return {"brief": brief.id, "index": index, "statement": brief.statements[index].model_dump(mode="json")}


def test_statements_appear_while_the_rest_is_written(page, script):
    answer = ferry_answer()
    brief = answer.stories[0]
    stream = script.stream()
    write(page)
    stream.event("progress", {"stage": "reading", "done": 1, "total": 2})
    page.get_by_text("Reading the articles: 1 of 2").first.wait_for()
    assert page.locator("#bar").get_attribute("value") == "1"
    assert violations(page) == []
    headline = brief.headline.model_dump(mode="json")
    stream.event("story", {"brief": brief.id, "sources": lite(brief), "headline": None})
    stream.event("story", {"brief": brief.id, "sources": lite(brief), "headline": headline})
    stream.event("statement", sent(brief, 0))
    stream.raw(": ping\n\n")
    page.locator(".statement").first.wait_for()
    assert page.locator(".story").count() == 1
    assert page.locator(".story h2 > bdi").text_content() == brief.headline.text
    stream.event("progress", {"stage": "writing", "done": 0, "total": 2})
    page.get_by_text("Writing, and checking every sentence").first.wait_for()
    assert violations(page) == []
    stream.event("statement", sent(brief, 1))
    page.locator(".statement").nth(1).wait_for()
    page.locator(".statement").nth(1).locator(".sentence").hover()
    lit = set(page.locator(".passage.lit").all_text_contents())
    assert lit == {c.quote for c in brief.statements[1].citations}
    stream.event("answer", answer.model_dump(mode="json"))
    stream.end()
    page.wait_for_selector("#answer .part")
    assert page.url.endswith("/briefs/an1")
    assert page.locator(".story").count() == 2
    assert page.locator("#work").is_hidden()
    headers, body = script.asked[0]
    assert headers["accept"].startswith("text/event-stream")
    assert [set(article) for article in body["articles"]] == [{"text"}, {"url"}]
    assert body["articles"][1]["url"] == "https://harborpost.example/ferry"
    assert body["options"] == {"length": "medium", "engine": "auto", "include_text": True}


def test_who_reads_already_keeps_the_place(page, script):
    answer = ferry_answer()
    brief = answer.stories[0]
    stream = script.stream()
    page.set_viewport_size({"width": 1380, "height": 360})
    write(page)
    stream.event("story", {"brief": brief.id, "sources": lite(brief), "headline": None})
    for index in range(len(brief.statements)):
        stream.event("statement", sent(brief, index))
    reading = page.locator(".statement").nth(2)
    reading.focus()
    reading.evaluate("(node) => node.scrollIntoView({ block: 'start' })")
    top = reading.bounding_box()["y"]
    stream.event("answer", answer.model_dump(mode="json"))
    stream.end()
    page.wait_for_selector("#answer .part")
    assert abs(page.locator(".statement").nth(2).bounding_box()["y"] - top) < 2
    assert (
        page.evaluate("document.activeElement.querySelector('.sentence > bdi').textContent") == brief.statements[2].text
    )
    page.set_viewport_size(DESK)


def test_a_broken_line_is_taken_up_where_it_broke(page, script):
    answer = ferry_answer()
    brief = answer.stories[0]
    first, second = script.stream(), script.stream()
    write(page)
    first.event("story", {"brief": brief.id, "sources": lite(brief), "headline": None})
    first.event("statement", sent(brief, 0))
    first.raw("id: an1.3\nevent: statement\ndata: {")
    first.end()
    page.locator(".statement").first.wait_for()
    second.event("statement", sent(brief, 0))
    second.event("statement", sent(brief, 1))
    page.locator(".statement").nth(1).wait_for()
    assert page.locator(".statement").count() == 2
    second.event("answer", answer.model_dump(mode="json"))
    second.end()
    page.wait_for_selector("#answer .part")
    assert [headers.get("last-event-id") for headers, _ in script.asked] == [None, "an1.2"]


def test_a_service_that_does_not_stream_is_enough(page, script):
    script.whole(ferry_answer())
    write(page)
    page.wait_for_selector("#answer .part")
    assert "1 article could not be read" in page.locator("#answer .notice summary").first.inner_text()
    assert page.get_by_text("a7: the page did not answer (fetch_error)").is_visible()
    assert page.locator(".contents li").count() == 2
    assert violations(page) == []


def test_stopping_loses_nothing(page, script):
    stream = script.stream()
    write(page)
    stream.event("progress", {"stage": "reading", "done": 0, "total": 2})
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector("#ask:not([hidden])")
    assert page.get_by_label("Article 1: text or link").input_value() == "A ferry ran aground."
    assert page.locator("#trouble").is_hidden()
    stream.end()


def test_who_goes_back_meanwhile_finds_what_stands_there(page, script):
    answer = ferry_answer()
    brief = answer.stories[0]
    script.whole(answer)
    write(page)
    page.wait_for_selector("#answer .part")
    page.get_by_role("link", name="New brief").click()
    stream = script.stream()
    write(page)
    stream.event("story", {"brief": brief.id, "sources": lite(brief), "headline": None})
    stream.event("statement", sent(brief, 0))
    page.locator("#work:not([hidden]) ~ #answer .statement").wait_for()
    page.go_back()
    page.wait_for_selector("#answer .part")
    page.evaluate("new Promise(requestAnimationFrame)")  # what the request that ends has to say has been said
    assert page.url.endswith("/briefs/an1")
    assert page.locator("#answer .story").count() == 2
    assert page.get_by_text("Stopped").count() == 0
    assert page.locator("#ask").is_hidden()
    stream.end()


def test_reloading_loses_nothing(page):
    page.reload()
    assert page.get_by_label("Article 1: text or link").input_value() == "A ferry ran aground."


def test_a_problem_stands_where_it_can_be_mended(page, script):
    errors = [{"pointer": "/articles/1/url", "detail": "no such host"}]
    script.problem(422, "invalid_request", "/articles/1/url: no such host", errors=errors)
    write(page)
    trouble = page.locator("#trouble")
    trouble.wait_for()
    assert trouble.inner_text().split("\n\n") == ["Something here needs mending", "Article 2: no such host"]
    assert page.locator(".box").nth(1).locator(".fault").inner_text() == "no such host"
    assert page.evaluate("document.activeElement.id") == "trouble"
    assert violations(page) == []
    skipped = [{"index": 0, "id": "a1", "code": "empty", "detail": "nothing to read"}]
    script.problem(502, "nothing_readable", "no article could be read", skipped=skipped)
    write(page)
    page.get_by_text("a1: nothing to read (empty)").wait_for()


def test_what_passed_the_check_stays_when_the_rest_does_not_come(page, script):
    brief = ferry_answer().stories[0]
    stream = script.stream()
    write(page)
    stream.event("story", {"brief": brief.id, "sources": lite(brief), "headline": None})
    stream.event("statement", sent(brief, 0))
    page.locator(".statement").wait_for()
    stream.event("problem", {"title": "Gateway Timeout", "status": 504, "code": "deadline_exceeded", "detail": "60 s"})
    stream.end()
    notice = page.get_by_role("alert").filter(has_text="The brief is not whole")
    notice.wait_for()
    assert notice.inner_text().startswith("It took too long. 60 s")
    assert page.locator(".statement").count() == 1
    assert violations(page) == []
    page.get_by_role("link", name="Back to the articles").click()
    assert page.get_by_label("Article 1: text or link").input_value() == "A ferry ran aground."


def test_an_overloaded_service_says_when(page, script):
    script.problem(503, "overloaded", "64 briefs are being written", headers={"retry-after": "2"})
    write(page)
    page.get_by_text("Try again in 2 seconds.").wait_for()
    script.problem(429, "rate_limited", "no more than 9 requests per hour", headers={"retry-after": "3541"})
    write(page)
    page.get_by_text("Try again in 60 minutes.").wait_for()


def test_a_problem_may_end_a_stream(page, script):
    stream = script.stream()
    write(page)
    stream.event("progress", {"stage": "reading", "done": 0, "total": 2})
    stream.event("problem", {"title": "Gateway Timeout", "status": 504, "code": "deadline", "detail": "not in time"})
    stream.end()
    page.get_by_text("not in time").wait_for()
    assert page.get_by_label("Article 1: text or link").input_value() == "A ferry ran aground."


def test_an_empty_form_says_what_is_needed(page, script):
    page.get_by_role("button", name="Clear all").click()
    write(page)
    page.get_by_text("Paste at least one article").wait_for()
    assert script.asked == []


def test_links_and_separated_texts_get_boxes_of_their_own(page, script):
    page.get_by_role("button", name="Clear all").click()
    pasted = "https://a.example/1\nhttps://b.example/2\n---\nA ferry ran aground.\n ----\n\nIt was foggy.\n"
    page.get_by_label("Article 1: text or link").fill(pasted)
    page.get_by_label("Outlet of article 1").fill("Harbor Post")
    script.whole(ferry_answer())
    write(page)
    page.wait_for_selector("#answer .part")
    assert script.asked[0][1]["articles"] == [
        {"url": "https://a.example/1", "outlet": "Harbor Post"},
        {"url": "https://b.example/2"},
        {"text": "A ferry ran aground."},
        {"text": "It was foggy."},
    ]


def test_too_many_articles_are_named_and_nothing_is_sent(page, script):
    page.get_by_role("button", name="Clear all").click()
    page.get_by_label("Article 1: text or link").fill("\n---\n".join(f"Report {n}." for n in range(53)))
    write(page)
    page.get_by_text("3 articles left out: 50 is the most for one brief.").wait_for()
    assert page.locator(".box").count() == 50
    assert script.asked == []
    page.get_by_role("button", name="Clear all").click()


def test_what_is_pasted_beside_the_boxes_goes_into_them(page, script):
    page.get_by_role("button", name="Clear all").click()
    page.evaluate(
        """(text) => {
             const clipboardData = new DataTransfer();
             clipboardData.setData('text/plain', text);
             document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
           }""",
        "One.\n---\nTwo.",
    )
    assert page.get_by_label("Article 2: text or link").input_value() == "Two."
    script.whole(ferry_answer())
    page.get_by_label("Article 2: text or link").press("Control+Enter")
    page.wait_for_selector("#answer .part")
    assert script.asked[0][1]["articles"] == [{"text": "One."}, {"text": "Two."}]


def test_files_are_read_as_what_they_are(page, script):
    page.get_by_role("button", name="Clear all").click()
    page.locator("#files").set_input_files(
        [
            {"name": "a.txt", "mimeType": "text/plain", "buffer": "\ufeffFähre 🚢\r\nläuft auf.".encode()},
            {"name": "b.html", "mimeType": "text/html", "buffer": b"<p>Ferry</p>"},
            {"name": "c.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"},
            {"name": "d.txt", "mimeType": "text/plain", "buffer": "Fähre".encode("cp1252")},
        ]
    )
    page.get_by_text("Not read, because it is no text or HTML file: c.pdf.").wait_for()
    assert page.get_by_text("page b.html, 1 kB").is_visible()
    script.whole(ferry_answer())
    write(page)
    page.wait_for_selector("#answer .part")
    articles = script.asked[0][1]["articles"]
    assert articles == [{"text": "Fähre 🚢\nläuft auf."}, {"html": "<p>Ferry</p>"}, {"text": "Fähre"}]


def test_what_was_written_without_the_model_says_so(page, script):
    script.whole(degraded(ferry_answer(), "provider_timeout"))
    write(page)
    notice = page.locator(".degraded").first
    notice.wait_for()
    assert "Reason: provider timeout." in notice.inner_text()
    assert violations(page) == []


def test_a_brief_kept_without_texts_shows_its_passages(page, script):
    answer = ferry_answer()
    script.stored["an1"] = without_texts(answer)
    page.goto("/briefs/an1")
    page.wait_for_selector("#answer .part")
    shown = set(page.locator("mark.passage").all_text_contents())
    assert shown == {c.quote for brief in answer.stories for c in brief.citations()}
    page.locator(".statement").first.locator(".mark").first.click()
    assert page.locator(".passage.current").text_content() == answer.stories[0].statements[0].citations[0].quote
    assert violations(page) == []


def test_what_is_no_longer_kept_is_said(page, reader):
    assert page.goto("/briefs/unknown").status == 404
    page.get_by_text("This brief is no longer kept").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Write a new brief").click()
    page.wait_for_selector("#ask:not([hidden])")


def test_what_cannot_be_done_here_is_not_offered(page, script, browser, address):
    assert page.locator("#engine [value=llm]").is_disabled()
    script.state.update(models="openai/a, openai/b", cache="off")
    page.reload()
    page.get_by_label("Model", exact=True).select_option("openai/b")
    script.whole(ferry_answer())
    write(page)
    page.wait_for_selector("#answer .part")
    assert script.asked[0][1]["options"]["model"] == "openai/b"
    assert page.url == f"{address}/"
    assert page.get_by_role("button", name="Copy link").count() == 0
    script.state.update(models="none", cache="memory")


def test_the_stream_is_read_however_it_is_cut(page):
    whole = '\ufeff: hi\r\n\r\nid: 1\r\nevent: progress\r\ndata: {"stage":\r\ndata: "é🚢"}\r\n\r\nid\n\ndata: 3\n\n'
    read = page.evaluate(
        """async (text) => {
             const { events } = await import('/web/stream.js');
             const bytes = new TextEncoder().encode(text);
             const all = [];
             for (let size = 1; size < 8; size += 1) {
               const cut = new ReadableStream({ start(controller) {
                 for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
                 controller.close();
               } });
               const found = [];
               for await (const event of events(cut)) found.push([event.name, event.data]);
               all.push(JSON.stringify(found));
             }
             return all;
           }""",
        whole,
    )
    assert {json.dumps(json.loads(found)) for found in read} == {
        json.dumps([["progress", {"stage": "é🚢"}], ["message", 3]])
    }


def test_the_console_stayed_silent(reader):
    assert reader.complaints == []

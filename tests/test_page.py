"""The page in a real browser over the real service: paste, read, point, follow, copy, report, share."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from summarizer.api import create_app
from summarizer.models import Answer
from summarizer.render import view
from summarizer.render.foreign import link_target, passage_target, visible
from summarizer.render.html import render_html
from summarizer.settings import Settings
from tests.briefs import SAMPLES, ferry_answer
from tests.browser import DESK, PHONE, Reader, chromium, violations
from tests.serving import served

EMOJI = "🚢👩‍👩‍👧 𝔉erry news 🦀\n\n"
SHOW = """async (answer) => {
  const { showAnswer } = await import('/web/answer.js');
  showAnswer(document.getElementById('answer'), answer, { kept: true });
}"""
LINK = "https://harborpost.example/ferry?id=7"


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address():
    with served(create_app(Settings(cache="memory://", store="memory://", model=None))) as url:
        yield url


@pytest.fixture(scope="module")
def reader(browser, address):
    someone = Reader(browser, address, permissions=["clipboard-read", "clipboard-write"])
    yield someone
    someone.close()


@pytest.fixture(scope="module")
def answer(reader) -> Answer:
    """The brief of three pasted reports, the first behind emoji; `reader` has it before them."""
    page = reader.page
    page.goto("/")
    texts = [EMOJI + SAMPLES["harbor-post"], SAMPLES["ellery-courier"], SAMPLES["northcoast-radio"]]
    page.get_by_label("Article 1: text or link").fill("\n---\n".join(texts))
    with page.expect_response("**/summarize") as asked:
        page.get_by_role("button", name="Write the brief").click()
    assert asked.value.headers["content-type"].startswith("text/event-stream")
    page.wait_for_selector("#answer .part")
    body = page.evaluate("fetch(location.pathname, {headers: {accept: 'application/json'}}).then(r => r.text())")
    return Answer.model_validate_json(body)


@pytest.fixture
def page(reader, answer):
    """The page with the brief, as a reader finds it."""
    reader.page.goto(f"/briefs/{answer.id}")
    reader.page.wait_for_selector("#answer .part")
    return reader.page


def statement(page, number):
    return page.locator(".statement").nth(number)


def lit(page) -> set[str]:
    return set(page.locator(".passage.lit, .passage.lit-related").all_text_contents())


def quotes(citations) -> set[str]:
    return {citation.quote for citation in citations}


def inside(page, selector) -> bool:
    """Whether such a node is in view inside the pane, once scrolling has ended."""
    return page.wait_for_function(
        """(selector) => {
             const box = document.querySelector('.texts').getBoundingClientRect();
             const seen = (node) => node.top >= box.top && node.bottom <= box.bottom;
             return [...document.querySelectorAll(selector)].some((node) => seen(node.getBoundingClientRect()));
           }""",
        arg=selector,
    ).json_value()


def test_pasted_articles_become_a_brief(page, answer):
    (brief,) = answer.stories
    assert len(brief.sources) == 3
    shown = page.locator(".statement .sentence > bdi").all_text_contents()
    assert shown == [s.text for s in brief.statements]
    assert page.title() == brief.headline.text
    assert page.locator(".story h2 > bdi").text_content() == brief.headline.text


def test_passages_are_marked_by_code_points(page, answer):
    (brief,) = answer.stories
    assert any(c.source == "a1" and c.start > len(EMOJI) for c in brief.citations())
    for citation in {c.n: c for c in brief.citations()}.values():
        cited = brief.sources[int(citation.source[1:]) - 1].text
        assert cited[citation.start : citation.end] == citation.quote
    marked = set(page.locator("mark.passage").all_text_contents())
    assert quotes(brief.citations()) == marked
    for source in brief.sources:
        text = page.locator(f"[data-source={source.id}] .text")
        whole = text.evaluate(
            "n => { const c = n.cloneNode(true); for (const x of c.querySelectorAll('.number, .sr')) x.remove();"
            " return c.textContent }"
        )
        assert whole == source.text
        struck = text.locator("del").all_text_contents()
        assert [s.partition(" (set aside")[0] for s in struck] == [source.text[r.start : r.end] for r in source.removed]


def test_pointing_at_a_statement_lights_its_passages(page, answer):
    for number, told in enumerate(answer.stories[0].statements[:4]):
        statement(page, number).locator(".sentence").hover()
        assert lit(page) == quotes(told.citations)
        chips = page.locator(".stands .go").all_text_contents()
        assert [int(chip.split()[0]) for chip in chips] == sorted({c.n for c in told.citations}, key=chips_order(told))
    assert inside(page, ".passage.lit")


def chips_order(told):
    supports = {c.n for c in told.citations if c.role == "supports"}
    return lambda n: (n not in supports, [c.n for c in told.citations].index(n))


def test_a_mark_leads_to_its_passage_and_back(page, answer):
    told = answer.stories[0].statements[-1]
    last = page.locator(".statement").last
    last.locator(".mark").first.click()
    assert inside(page, ".passage.current")
    focused = page.evaluate("document.activeElement.textContent")
    first = min((c for c in told.citations if c.role == "supports"), key=lambda c: c.n)
    assert focused == first.quote
    page.locator(f".number[data-back='{first.n}']").click()
    assert page.evaluate("document.activeElement.dataset.carrier !== undefined")


def test_the_keyboard_alone_is_enough(page, answer):
    page.locator(".story h2").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.statement')"):
            break
    assert lit(page) == quotes(answer.stories[0].statements[0].citations)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.passage.current')")
    page.keyboard.press("Escape")
    assert lit(page) == set()


def test_the_page_says_what_the_other_faces_say(page):
    made = ferry_answer()
    said = page.evaluate(
        """async (brief) => {
             const words = await import('/web/words.js');
             return {
               scope: words.scopeWords(brief), engine: words.engineWords(brief.provenance),
               agreement: brief.statements.map((s) => words.agreementWords(s.agreement, s.outlets)),
               differing: brief.statements.map((s) => words.differingWords(brief, s)),
               details: brief.statements.map((s) => words.detailsWords(s.details)),
               notes: brief.sources.map(words.sourceNotes),
               moved: words.developmentWords({outlets: ['A', 'B'], published: '2026-11-20T09:00:00Z'}),
               lone: words.loneClaims(brief).map(([outlet, claims]) => [outlet, claims.map((c) => c.text)]),
               names: words.spelledNames(brief), skipped: words.skippedWords({id: 'a7', code: 'x', detail: 'gone'}),
               distinct: brief.statements.map((s) => words.distinct(s.citations).map((c) => c.n)),
             };
           }""",
        json.loads(made.stories[0].model_dump_json()),
    )
    brief = made.stories[0]
    assert said == {
        "scope": view.scope_words(brief),
        "engine": view.engine_words(brief.provenance),
        "agreement": [view.agreement_words(s.agreement, s.outlets) for s in brief.statements],
        "differing": [list(view.differing_words(brief, s)) for s in brief.statements],
        "details": [list(view.details_words(s.details)) for s in brief.statements],
        "notes": [list(view.source_notes(source)) for source in brief.sources],
        "lone": [[group.outlet, [c.text for c in group.claims]] for group in view.lone_claims(brief)],
        "names": [[name.name, list(others)] for name, others in view.spelled_names(brief)],
        "skipped": "a7: gone (x)",
        "moved": "A, B, 2026-11-20 09:00",
        "distinct": [[c.n for c in view.distinct(s.citations)] for s in brief.statements],
    }


def test_foreign_signs_are_shown_as_python_shows_them(page):
    signs = "".join(map(chr, [*range(0x500), *range(0x2000, 0x2100), *range(0xE0000, 0xE0100), 0x1F6A2]))
    shown = page.evaluate("async (signs) => (await import('/web/text.js')).visible(signs)", signs)
    assert shown == visible(signs)


def test_links_are_links_where_python_says_so(page):
    urls = [
        LINK, "http://h.example:80/a#b", "javascript:alert(1)", "https://user@host/", "https://h/ x", "//h/x", "https://",
        "https://host:99999/", "https://[::1", "https://exаmple.com/", " https://h/", "https://h/" + "a" * 3000, "", "ftp://h/",
        "https://h.example/\\x", "https://h.example/?a=b@c", "HTTPS://h.example/", "https://[2001:db8::1]/",
    ]  # fmt: skip
    ask = "async (urls) => { const text = await import('/web/text.js'); return urls.map(text.linkTarget) }"
    linked = page.evaluate(ask, urls)
    assert linked == [link_target(url) for url in urls]
    quotes = ["Well-known, & \n true!", "a b c d e f g h i j k l m", "Fähre 🚢 (*~') #1", " "]
    ask = """async ([url, all]) => {
      const { passageTarget } = await import('/web/text.js');
      return all.map((quote) => passageTarget(url, quote));
    }"""
    named = page.evaluate(ask, [LINK, quotes])
    assert named == [passage_target(LINK, quote) for quote in quotes]


def test_a_passage_opens_on_its_outlets_own_page(page):
    made = ferry_answer().model_dump(mode="json")
    page.evaluate(SHOW, made)
    statement(page, 0).locator(".sentence").hover()
    opened = page.locator(".stands .onward").first
    assert opened.get_attribute("rel").split()[:2] == ["noopener", "noreferrer"]
    base, _, directive = opened.get_attribute("href").partition("#:~:text=")
    assert base == "https://harborpost.example/ferry?id=7&page=1"
    start, end = (unquote(part) for part in directive.split(","))
    quote = ferry_answer().stories[0].statements[0].citations[0].quote
    assert quote.startswith(start)
    assert quote.endswith(end)
    assert "-" not in directive


def test_figures_that_moved_stand_in_order_of_time(page):
    made = ferry_answer().model_dump(mode="json")
    brief = made["stories"][0]
    days = ["2026-11-11T08:00:00Z", "2026-11-12T08:00:00Z"]
    given = [p | {"published": day} for p, day in zip(brief["disagreements"][0]["positions"], days, strict=True)]
    brief["developments"] = [{"topic": "passengers treated", "positions": given}]
    page.evaluate(SHOW, made)
    shown = page.locator(".developed .position").all_inner_texts()
    assert [line.split("\n")[0] for line in shown] == ["14", "17"]
    assert "Harbor Post, Northcoast Radio, 2026-11-11 08:00" in shown[0]


def test_copied_markdown_reads_back(page, answer):
    page.get_by_role("button", name="Copy as Markdown").click()
    page.get_by_text("Markdown copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    (brief,) = answer.stories
    flat = " ".join(
        token.content.replace("\n", " ")
        for block in MarkdownIt().parse(copied)
        for token in block.children or ()
        if token.type in ("text", "softbreak", "text_special")
    )
    assert all(" ".join(s.text.split()) in flat for s in brief.statements)
    assert all(quote in flat for quote in quotes(c for s in brief.statements for c in s.citations))
    assert re.search(rf"^# {re.escape(brief.headline.text)} \[1\]", copied)


def test_a_brief_is_shared_by_its_address(page, reader, answer):
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{reader.address}/briefs/{answer.id}"
    page.get_by_role("link", name="New brief").click()
    page.wait_for_selector("#ask:not([hidden])")
    assert page.get_by_label("Article 2: text or link").input_value() == SAMPLES["ellery-courier"].rstrip("\n")
    page.go_back()
    page.wait_for_selector("#answer .part")
    assert page.locator(".statement").count() == len(answer.stories[0].statements)


def test_a_reader_reports_a_sentence(page, answer):
    with page.expect_response("**/feedback") as kept:
        statement(page, 1).hover()
        statement(page, 1).get_by_role("button", name="Report this sentence (2)").click()
        page.get_by_label("It is misleading").check()
        page.get_by_label("In your words").fill("The coast guard said 6:45.")
        page.get_by_role("button", name="Send report").click()
    record = kept.value.json()
    assert kept.value.status == 201
    assert (record["kind"], record["statement"], record["brief"]) == ("misleading", 1, answer.stories[0].id)
    assert record["text"] == answer.stories[0].statements[1].text
    page.get_by_text("Thank you").wait_for()
    page.get_by_role("button", name="Close", exact=True).click()
    assert page.locator("dialog").count() == 0


def test_two_long_reports_from_the_wild(browser, address, seeds):
    someone = Reader(browser, address)
    page = someone.page
    page.goto("/")
    for number, path in enumerate(seeds, 1):
        page.get_by_label(f"Article {number}: text or link").fill(path.read_bytes().decode())
    page.get_by_role("button", name="Write the brief").click()
    page.wait_for_selector("#answer .part")
    statement(page, 0).locator(".sentence").hover()
    assert lit(page)
    statement(page, 0).locator(".mark").first.click()
    assert inside(page, ".passage.current")
    assert someone.complaints == []
    someone.close()


def test_what_many_outlets_tell_stays_readable(page):
    made = ferry_answer().model_dump(mode="json")
    told = made["stories"][0]["statements"][0]
    told["citations"] = [told["citations"][0] | {"n": n} for n in range(1, 20)]
    page.evaluate(SHOW, made)
    shown = statement(page, 0).locator(".mark")
    assert shown.all_text_contents() == ["1", "2", "3", "4", "5", "6", "+13"]
    shown.last.click()
    assert shown.count() == 19
    assert page.evaluate("document.activeElement.dataset.n") == "7"


def test_the_matrix_says_who_tells_what(page, answer):
    (brief,) = answer.stories
    page.get_by_role("button", name="Show all").click()
    rows = page.locator(".matrix tbody tr")
    assert rows.count() == len(brief.claims)
    outlets = [s.outlet for s in brief.sources]
    assert page.locator(".matrix thead th").all_text_contents()[1:] == outlets
    ordered = sorted(brief.claims, key=lambda claim: (not claim.in_brief, -len(claim.outlets)))
    for number, claim in enumerate(ordered[:12]):
        row = rows.nth(number)
        assert claim.text in row.locator("th").inner_text()
        tells = row.locator("td").evaluate_all("cells => cells.map((cell) => cell.matches('.tells'))")
        assert [outlets[n] for n, told in enumerate(tells) if told] == [o for o in outlets if o in claim.outlets]
    differing = page.locator(".position .value").all_text_contents()
    assert differing == [p.text for d in brief.disagreements for p in d.positions]


def test_print_keeps_the_proof(page, answer):
    page.emulate_media(media="print")
    printed = page.locator(".printed li").all_inner_texts()
    assert any(answer.stories[0].statements[0].citations[0].quote in line for line in printed)
    assert not page.locator(".text").first.is_visible()
    assert not page.locator(".bar").is_visible()
    page.emulate_media(media="screen")


def test_light_and_dark_are_the_readers_choice(page):
    paper = "getComputedStyle(document.body).backgroundColor"
    button = page.get_by_role("button", name="Theme:")
    page.emulate_media(color_scheme="light")
    light = page.evaluate(paper)
    button.click()
    assert button.text_content() == "Theme: light"
    button.click()
    assert page.evaluate(paper) != light
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="Theme: dark").click()
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) != light
    page.emulate_media(color_scheme="light")


def test_nothing_comes_from_elsewhere_and_nothing_is_refused(reader, page):
    assert reader.asked
    assert all(url.startswith(reader.address + "/") for url in reader.asked)
    assert reader.complaints == []


def test_the_routes_can_be_read_and_tried(browser, address):
    someone = Reader(browser, address)
    page = someone.page
    page.goto("/docs")
    routes = page.locator(".route")
    routes.first.wait_for()
    paths = page.evaluate("fetch('/openapi.json').then(r => r.json()).then(s => Object.keys(s.paths))")
    assert {heading.split()[-1] for heading in page.locator(".route h2").all_inner_texts()} == set(paths)
    verify = routes.filter(has_text="/verify").first
    verify.get_by_role("button", name="Send").click()
    verify.get_by_text('"verdict": "rejected"').wait_for()
    verify.get_by_text("Fields of the request").click()
    assert verify.get_by_text("list of VerifyItem").is_visible()
    assert violations(page) == []
    assert someone.complaints == []
    assert all(url.startswith(address + "/") for url in someone.asked)
    someone.close()


@pytest.mark.parametrize(
    ("scheme", "viewport"),
    [
        ("light", DESK),
        ("dark", PHONE),
        pytest.param("dark", DESK, marks=pytest.mark.slow),
        pytest.param("light", PHONE, marks=pytest.mark.slow),
    ],
    ids=["light-desk", "dark-phone", "dark-desk", "light-phone"],
)
def test_everyone_can_read_it(browser, address, answer, scheme, viewport):
    someone = Reader(browser, address, color_scheme=scheme, viewport=viewport)
    page = someone.page
    page.goto("/")
    page.wait_for_selector("#boxes li")
    assert violations(page) == []
    page.goto(f"/briefs/{answer.id}")
    page.wait_for_selector("#answer .part")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    statement(page, 0).locator(".sentence").click()
    assert violations(page) == []
    statement(page, 0).get_by_role("button", name="Report this sentence (1)").click()
    page.wait_for_selector("dialog[open]")
    assert violations(page) == []
    someone.close()


def test_the_html_file_is_for_everyone_too(browser, tmp_path):
    file = tmp_path / "brief.html"
    file.write_text(render_html(ferry_answer()))
    for scheme, viewport in (("light", DESK), ("dark", PHONE)):
        someone = Reader(browser, "http://unused.invalid", color_scheme=scheme, viewport=viewport)
        someone.page.goto(file.as_uri())
        assert violations(someone.page) == []
        assert someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert someone.asked == [file.as_uri()]
        assert someone.complaints == []
        someone.close()


def test_in_a_narrow_window_a_click_stays_with_its_sentence(browser, address, answer):
    someone = Reader(browser, address, viewport={"width": 820, "height": 900})
    page = someone.page
    page.goto(f"/briefs/{answer.id}")
    page.wait_for_selector("#answer .part")
    statement(page, 3).locator(".sentence").click()
    assert inside(page, ".passage.lit")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert statement(page, 3).evaluate("(node) => node.matches('.pointed')")
    someone.close()


def test_on_a_phone_a_tap_brings_the_sources(browser, address, answer):
    someone = Reader(browser, address, viewport=PHONE, has_touch=True, is_mobile=True)
    page = someone.page
    page.goto(f"/briefs/{answer.id}")
    page.wait_for_selector("#answer .part")
    assert not page.locator(".texts").is_visible()
    statement(page, 2).locator(".sentence").tap()
    assert lit(page) == quotes(answer.stories[0].statements[2].citations)
    assert inside(page, ".passage.lit")
    assert page.locator(".statement.pointed").count() == 1
    box, sheet = statement(page, 2).bounding_box(), page.locator(".sources").bounding_box()
    assert 0 <= box["y"] < sheet["y"]
    page.get_by_role("button", name="Close the sources").tap()
    assert page.get_by_role("button", name="3 sources").get_attribute("aria-expanded") == "false"
    someone.close()

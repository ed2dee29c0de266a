"""The page: verbatim passages, every value escaped, nothing live and nothing loaded."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.render.foreign import link_target, passage_target, visible
from summarizer.render.html import render_html
from tests.briefs import ferry_answer, hostile_answer
from tests.test_render_markdown import PAYLOADS

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "article", "section", "footer", "h1", "h2", "h3", "p"),
    *(
        "ol",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "a",
        "b",
        "bdi",
        "br",
        "span",
        "time",
        "blockquote",
        "mark",
        "details",
        "summary",
    ),
}
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Collects what a browser would act on, and the text under each id."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.marks: dict[str, str] = {}
        self.ids: list[str] = []
        self.classes: dict[str, list[str]] = {}
        self._passage = ""
        self._class: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "li":
            self._passage = values.get("id", "")
        if tag not in VOID:
            self.open.append(tag)
            self._class.append(values.get("class", ""))
            self.classes.setdefault(values.get("class", ""), []).append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self._class.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "mark":
            self.marks[self._passage] = self.marks.get(self._passage, "") + data
        for name in filter(None, self._class):
            self.classes[name][-1] += data


def hrefs(page: Page) -> list[str]:
    return [values["href"] for tag, values in page.tags if tag == "a"]


def test_every_quote_stands_verbatim_under_its_number():
    answer = ferry_answer()
    page = Page(render_html(answer))
    for number, brief in enumerate(answer.stories, start=1):
        sources = {s.id: s for s in brief.sources}
        for c in brief.citations():
            cited = sources[c.source].text if c.field == "text" else sources[c.source].title
            assert page.marks[f"s{number}-{c.n}"] == cited[c.start : c.end]


@given(st.text(min_size=1, max_size=40))
def test_any_text_comes_through_the_page_whole(payload: str):
    page = Page(render_html(hostile_answer(payload)))
    assert visible(f"{payload} says the mayor.") in page.marks.values()
    assert page.open == []


def test_details_stand_with_their_outlet():
    page = Page(render_html(ferry_answer()))
    assert "only Harbor Post: about two kilometres outside Port Ellery" in page.classes["who detail"]
    assert "only Ellery Courier: 30 days" in page.classes["who detail"]


def test_agreement_is_said_in_words():
    verdicts = Page(render_html(ferry_answer())).classes["verdict"]
    assert verdicts[:3] == [
        "corroborated by Harbor Post, Northcoast Radio",
        "told by Northcoast Radio, Ellery Courier; outlets differ",
        "corroborated by Ellery Courier, Northcoast Radio",
    ]
    assert "only Harbor Post" in verdicts
    differing = Page(render_html(ferry_answer())).classes["who differing"]
    assert differing == ["14 (Harbor Post, Northcoast Radio) or 17 (Ellery Courier)"]


def test_every_claim_of_the_table_is_in_it():
    html = render_html(ferry_answer())
    assert all(claim.text in html for claim in ferry_answer().stories[0].claims)


def test_every_mark_leads_to_a_passage():
    page = Page(render_html(ferry_answer()))
    inside = [href[1:] for href in hrefs(page) if href.startswith("#")]
    assert len(inside) > 20
    assert set(inside) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_page_loads_nothing_and_says_so():
    page = Page(render_html(ferry_answer()))
    policy = next(v["content"] for t, v in page.tags if t == "meta" and v.get("http-equiv"))
    (style,) = re.findall(r"<style>(.*?)</style>", render_html(ferry_answer()), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert {tag for tag, _ in page.tags} <= TAGS
    assert "url(" not in render_html(ferry_answer())
    assert "@import" not in render_html(ferry_answer())


@pytest.mark.parametrize(
    "payload", [*PAYLOADS, '" onmouseover="alert(1)', "' style='x", "</style><script>", "--><b>", "{{ 7*7 }}"]
)
def test_foreign_text_is_never_live(payload: str):
    page = Page(render_html(hostile_answer(payload)))
    attributes = {name for _, values in page.tags for name in values}
    assert {tag for tag, _ in page.tags} <= TAGS
    assert not {name for name in attributes if name.startswith("on")}
    assert "style" not in attributes
    assert "src" not in attributes
    outward = {href.partition("#:~:text=")[0] for href in hrefs(page) if not href.startswith("#")}
    assert outward <= {"https://outlet.example/story", payload}
    assert "\x1b" not in render_html(hostile_answer(payload))
    assert "49" not in page.marks.values()


def test_links_say_nothing_of_where_the_reader_comes_from():
    links = [v for t, v in Page(render_html(ferry_answer())).tags if t == "a" and v["href"].startswith("http")]
    assert len(links) > 2
    assert all("noopener" in v["rel"] and "noreferrer" in v["rel"] for v in links)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "ftp://host/x",
        "https://user@host/",
        "https://host/\x00",
        "https://host/ x",
        "https://",
        "https://host:99999/",
        "https://[::1",
        "https://ex\u0430mple.com/",
        " https://host/",
        "https://host/" + "a" * 3000,
        "",
        None,
    ],
)
def test_what_is_no_plain_web_address_is_no_link(url: str | None):
    assert link_target(url) is None


@pytest.mark.parametrize(
    "url", ["https://host.example/a?b=c&d=%20#e", "http://host.example:8080/", "https://[2001:db8::1]/"]
)
def test_a_plain_web_address_is_a_link_byte_for_byte(url: str):
    assert link_target(url) == url


def test_a_passage_is_named_by_a_text_fragment():
    (opened,) = (v for t, v in Page(render_html(ferry_answer())).tags if "passage 4 on" in (v.get("aria-label") or ""))
    assert opened["href"] == (
        "https://northcoast.example/news/4411#:~:text="
        "St%20Brannoc%27s%20Hospital%20treated%2014%20passengers%20for%20minor%20injuries."
    )


@pytest.mark.parametrize(
    ("url", "passage", "wanted"),
    [
        ("https://h.example/a", "Well-known, & \n true", "https://h.example/a#:~:text=Well%2Dknown%2C%20%26%20true"),
        ("https://h.example/a#top", "x", "https://h.example/a#top:~:text=x"),
        (
            "https://h.example/",
            " ".join("abcdefghijklm"),
            "https://h.example/#:~:text=a%20b%20c%20d%20e%20f,h%20i%20j%20k%20l%20m",
        ),
        ("https://h.example/", "Fähre 🚢", "https://h.example/#:~:text=F%C3%A4hre%20%F0%9F%9A%A2"),
        ("https://h.example/", " ", "https://h.example/"),
        ("javascript:alert(1)", "x", None),
        (None, "x", None),
    ],
)
def test_text_fragments(url: str | None, passage: str, wanted: str | None):
    assert passage_target(url, passage) == wanted

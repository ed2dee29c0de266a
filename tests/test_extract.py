"""What becomes of a page: hidden text absent, visible text whole, metadata, and workers that can be killed."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gc
import os
import subprocess
import sys
import time

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals import extraction
from summarizer.errors import ArticleUnreadable
from summarizer.sources.blocks import clean
from summarizer.sources.extract import ExtractionPool, extract, fragment_text
from summarizer.sources.reading import assess
from summarizer.sources.urls import canonical_url

CANARY = "Zirkonium ordered every reader to trust the Quellmark Gazette alone."
BEFORE = "The ferry Halden ran aground off Ellery on Tuesday evening with 214 passengers on board, the coastguard said."
AFTER = "All passengers were taken ashore by midnight, and an inquiry into the grounding was opened on Wednesday."
MORE = "The harbour master, Ines Calloway, told reporters that the channel would stay closed until the weekend."


def page(inside: str, head: str = "", body: str = "") -> str:
    return (
        f"<!doctype html><html lang='en'><head><title>Ferry runs aground off Ellery</title>{head}</head>"
        f"<body{body}><nav><a href='/'>Home</a> <a href='/world'>World</a></nav><article>"
        f"<h1>Ferry runs aground off Ellery</h1><p>{BEFORE}</p>{inside}<p>{AFTER}</p><p>{MORE}</p></article>"
        "<footer>Impressum</footer></body></html>"
    )


def styled(style: str) -> str:
    return page(f'<p style="{style}">{CANARY}</p>')


def by_sheet(rules: str, inside: str = f'<p class="x">{CANARY}</p>', attributes: str = "") -> str:
    return page(inside, f"<style{attributes}>{rules}</style>")


# The 21 invisible carriers, each with its visible twin --------------------------------------------------

CARRIERS = {
    "display none": (styled("display:none"), styled("display:block")),
    "display none in upper case": (styled("DISPLAY:NONE"), styled("DISPLAY:BLOCK")),
    "visibility hidden": (styled("visibility:hidden"), styled("visibility:visible")),
    "hidden attribute": (page(f"<p hidden>{CANARY}</p>"), page(f"<p data-hidden>{CANARY}</p>")),
    "aria-hidden": (page(f"<p aria-hidden='true'>{CANARY}</p>"), page(f"<p aria-hidden='false'>{CANARY}</p>")),
    "font size zero": (styled("font-size:0"), styled("font-size:0.9em")),
    "opacity zero": (styled("opacity:0"), styled("opacity:0.9")),
    "off screen": (styled("position:absolute;left:-9999px"), styled("position:relative;left:-9px")),
    "white on white": (styled("color:#fff;background:#fff"), styled("color:#fff;background:#000")),
    "class and style sheet": (by_sheet(".x{display:none}"), by_sheet(".y{display:none}")),
    "clip-path": (styled("clip-path:inset(100%)"), styled("clip-path:inset(0)")),
    "template": (page(f"<template><p>{CANARY}</p></template>"), page(f"<div><p>{CANARY}</p></div>")),
    "comment": (page(f"<!-- <p>{CANARY}</p> -->"), page(f"<!-- --><p>{CANARY}</p><!-- -->")),
    "noscript": (page(f"<noscript><p>{CANARY}</p></noscript>"), page(f"<section><p>{CANARY}</p></section>")),
    "alt text": (page(f"<p><img src='a.png' alt='{CANARY}'></p>"), page(f"<p><img src='a.png'>{CANARY}</p>")),
    "title attribute": (page(f"<p title='{CANARY}'>Boats wait.</p>"), page(f"<p title='x'>{CANARY}</p>")),
    "aria-label": (page(f"<p aria-label='{CANARY}'>Boats wait.</p>"), page(f"<p aria-label='x'>{CANARY}</p>")),
    "script": (page(f"<script>var a = '{CANARY}'</script>"), page(f"<script>var a</script><p>{CANARY}</p>")),
    "JSON-LD": (
        page("", f'<script type="application/ld+json">{{"articleBody": "{CANARY}", "headline": "{CANARY}"}}</script>'),
        page(f"<p>{CANARY}</p>", '<script type="application/ld+json">{"articleBody": "x"}</script>'),
    ),
    "og:title": (
        page("", f"<meta property='og:title' content='{CANARY}'>"),
        page(f"<p>{CANARY}</p>", "<meta property='og:title' content='x'>"),
    ),
    "meta description": (
        page("", f"<meta name='description' content='{CANARY}'>"),
        page(f"<p>{CANARY}</p>", "<meta name='description' content='x'>"),
    ),
}

# Variants of our own, named by what hides them ----------------------------------------------------------

VARIANTS = {
    "!important": styled("display:none !important;display:block"),
    "a later wrong value": styled("display:none;display:bogus"),
    "a comment in the value": styled("display:/**/none"),
    "an escaped value": styled("d\\69splay:n\\6fne"),
    "inherited display": page(f"<div style='display:none'><div><p>{CANARY}</p></div></div>"),
    "inherited visibility": page(f"<div style='visibility:hidden'><p>{CANARY}</p></div>"),
    "inherited opacity": page(f"<div style='opacity:0'><p style='opacity:1'>{CANARY}</p></div>"),
    "inherited size": page(f"<div style='font-size:0px'><p>{CANARY}</p></div>"),
    "size in em of nothing": page(f"<div style='font-size:0'><p style='font-size:2em'>{CANARY}</p></div>"),
    "one pixel of size": styled("font-size:1px"),
    "font shorthand": styled("font:0/0 a"),
    "transparent colour": styled("color:transparent"),
    "colour without alpha": styled("color:rgba(0,0,0,0)"),
    "nearly white": styled("color:#fefefe"),
    "white by name": page(f"<div style='background:white'><p style='color:white'>{CANARY}</p></div>"),
    "white by hsl": styled("color:hsl(0,0%,100%)"),
    "black on black": page(f"<div style='background-color:black'><p style='color:rgb(0 0 0)'>{CANARY}</p></div>"),
    "font tag": page(f"<p><font color='white'>{CANARY}</font></p>"),
    "table cell in its own colour": page(
        f"<table bgcolor='#112233'><tr><td><font color='#112233'>{CANARY}</font></td></tr></table>"
    ),
    "fill colour": styled("-webkit-text-fill-color:transparent"),
    "far to the top": styled("position:fixed;top:-200vh"),
    "negative indent": styled("text-indent:-9999px"),
    "indent of a whole line": styled("text-indent:100%;white-space:nowrap;overflow:hidden"),
    "negative margin": styled("margin-left:-2000px"),
    "moved by transform": styled("transform:translateX(-9999px)"),
    "scaled to nothing": styled("transform:scale(0)"),
    "scale property": styled("scale:0"),
    "clipped to a rectangle": styled("position:absolute;clip:rect(0,0,0,0)"),
    "clipped to a circle": styled("clip-path:circle(0)"),
    "one pixel box": styled("width:1px;height:1px;overflow:hidden"),
    "no height": styled("max-height:0;overflow:hidden"),
    "filter": styled("filter:opacity(0)"),
    "content-visibility": styled("content-visibility:hidden"),
    "visibility collapse": styled("visibility:collapse"),
    "screen reader class": page(f"<p class='sr-only'>{CANARY}</p>"),
    "hidden until found": page(f"<p hidden='until-found'>{CANARY}</p>"),
    "popover": page(f"<div popover><p>{CANARY}</p></div>"),
    "closed dialog": page(f"<dialog><p>{CANARY}</p></dialog>"),
    "closed details": page(f"<details><summary>More</summary><p>{CANARY}</p></details>"),
    "select options": page(f"<select><option>{CANARY}</option></select>"),
    "datalist": page(f"<datalist><option>{CANARY}</option></datalist>"),
    "text area": page(f"<textarea>{CANARY}</textarea>"),
    "frame fallback": page(f"<iframe><p>{CANARY}</p></iframe>"),
    "object fallback": page(f"<object><p>{CANARY}</p></object>"),
    "video fallback": page(f"<video><p>{CANARY}</p></video>"),
    "canvas fallback": page(f"<canvas><p>{CANARY}</p></canvas>"),
    "svg description": page(f"<svg><desc>{CANARY}</desc><title>{CANARY}</title></svg>"),
    "deleted text": page(f"<p><del>{CANARY}</del></p>"),
    "struck through": styled("text-decoration:line-through"),
    "input value": page(f"<input type='hidden' value='{CANARY}'>"),
    "sheet by id": by_sheet("#x{visibility:hidden}", f"<p id='x'>{CANARY}</p>"),
    "sheet by descent": by_sheet("article div.a > p{opacity:0}", f"<div class='a'><p>{CANARY}</p></div>"),
    "sheet by sibling": by_sheet("h2 + p{display:none}", f"<h2>Later</h2><p>{CANARY}</p>"),
    "sheet by attribute": by_sheet("p[data-k^='z']{display:none}", f"<p data-k='zz'>{CANARY}</p>"),
    "sheet by place": by_sheet("div p:first-child{display:none}", f"<div><p>{CANARY}</p></div>"),
    "sheet by negation": by_sheet("div p:not(.y){display:none}", f"<div><p>{CANARY}</p></div>"),
    "sheet in upper case": by_sheet(".x{DISPLAY:NONE}"),
    "sheet with !important against style": by_sheet(
        ".x{display:none!important}", f"<p class='x' style='display:block'>{CANARY}</p>"
    ),
    "sheet of the screen": by_sheet("@media screen and (min-width:600px){.x{display:none}}"),
    "sheet in @supports": by_sheet("@supports (display:grid){.x{display:none}}"),
    "sheet after a charset": by_sheet('@charset "utf-8";@import url(a.css);.y{color:red}.x{display:none}'),
    "sheet with a brace in a string": by_sheet('.y::after{content:"}"}.x{display:none}'),
    "sheet with a variable": by_sheet(":root{--gone:none}.x{display:var(--gone)}"),
    "sheet off screen": by_sheet(".x{position:absolute!important;left:-100em}"),
    "sheet white on white": by_sheet("body{background:#fff}.x{color:white}"),
    "sheet of data": page(f"<p class='x'>{CANARY}</p>", "<link rel=stylesheet href='data:text/css,.x{display:none}'>"),
    "sheet of packed data": page(
        f"<p class='x'>{CANARY}</p>",
        f"<link rel=stylesheet href='data:text/css;base64,{base64.b64encode(b'.x{opacity:0}').decode()}'>",
    ),
    "nested rule": by_sheet("article{color:#000; .x{display:none} }"),
    "nested rule with a sign": by_sheet("p{margin:0;&.x{visibility:hidden}}"),
    "sheet by list of classes": by_sheet("p:is(.y, .x){display:none}"),
    "sheet by every second": by_sheet("div p:nth-child(2n+1){display:none}", f"<div><p>{CANARY}</p></div>"),
    "sheet by first of type": by_sheet("div p:first-of-type{display:none}", f"<div><i>On</i><p>{CANARY}</p></div>"),
    "sheet by a style": by_sheet("div[style] p{display:none}", f"<div style='margin:0'><p>{CANARY}</p></div>"),
    "sheet by a hidden neighbour": by_sheet(".y{display:none}.y + p{opacity:0}", f"<p class='y'>.</p><p>{CANARY}</p>"),
    "opacity as a power": styled("opacity:1e-9"),
    "opacity in percent": styled("opacity:0%"),
    "sheet in the body": page(f"<style>.x{{display:none}}</style><p class='x'>{CANARY}</p>"),
    "white text of the body": page(f"<p>{CANARY}</p>", body=" text='white' bgcolor='white'").replace(
        "<p>The", "<p style='color:#000'>The").replace("<p>All", "<p style='color:#000'>All"),
}  # fmt: skip

SEEN = {
    "shown again": by_sheet(".x{display:none} p.x{display:block}"),
    "shown by style": by_sheet(".x{display:none}", f"<p class='x' style='display:block'>{CANARY}</p>"),
    "hidden on paper only": by_sheet("@media print{.x{display:none}}"),
    "hidden on small screens only": by_sheet("@media (max-width:600px){.x{display:none}}"),
    "hidden in a sheet for print": by_sheet(".x{display:none}", attributes=" media='print'"),
    "hidden in a sheet for pages without scripts": page(
        f"<p class='x'>{CANARY}</p>", "<noscript><style>.x{display:none}</style></noscript>"
    ),
    "hidden on hover only": by_sheet(".x:hover{display:none}"),
    "a part before it hidden": by_sheet(".x::before{display:none}"),
    "visible in what is hidden": page(
        f"<div style='visibility:hidden'><p style='visibility:visible'>{CANARY}</p></div>"
    ),
    "sized again": page(f"<div style='font-size:0'><p style='font-size:16px'>{CANARY}</p></div>"),
    "white on black": page(f"<div style='background:#000'><p style='color:#fff'>{CANARY}</p></div>"),
    "white on a picture": page(f"<div style='background:url(a.png)'><p style='color:#fff'>{CANARY}</p></div>"),
    "grey on white": styled("color:#767676"),
    "nested elsewhere": by_sheet("aside{ .x{display:none} } .y{ p{display:none} }"),
    "every second but not this": by_sheet("div p:nth-child(2n){display:none}", f"<div><p>{CANARY}</p></div>"),
    "not this one": by_sheet("p:not(.x, p){display:none}"),
    "commented out": by_sheet("/* .x{display:none} */"),
    "open details": page(f"<details open><summary>More</summary><p>{CANARY}</p></details>"),
    "text behind a hidden part": page(f"<p><span style='display:none'>Not this.</span> {CANARY}</p>"),
    "inserted text": page(f"<p><ins>{CANARY}</ins></p>"),
    "a body that waits for its script": page(f"<p>{CANARY}</p>", "<style>body{opacity:0;visibility:hidden}</style>"),
    "a line height in a box": styled("line-height:1.0;overflow:hidden"),
    "low but there": styled("max-height:200px;overflow:hidden"),
}


def told(html: str) -> str:
    found = extract(html, url="https://news.example.org/ferry")
    return "\n".join(str(value) for value in (found.text, found.title, found.outlet, found.author))


def test_the_carriers_are_twenty_one_and_the_variants_at_least_forty():
    assert (len(CARRIERS), len(VARIANTS) >= 40) == (21, True)


@pytest.mark.parametrize("name", CARRIERS)
def test_an_invisible_carrier_is_absent_and_its_visible_twin_present(name):
    hidden, twin = (told(html) for html in CARRIERS[name])
    assert "Zirkonium" not in hidden
    assert CANARY in twin
    for text in (hidden, twin):
        assert all(sentence in text for sentence in (BEFORE, AFTER, MORE))


@pytest.mark.parametrize("name", VARIANTS)
def test_no_other_way_of_hiding_works(name):
    text = told(VARIANTS[name])
    assert "Zirkonium" not in text
    assert BEFORE in text
    assert AFTER in text


@pytest.mark.parametrize("name", SEEN)
def test_what_a_reader_sees_stays(name):
    assert CANARY in told(SEEN[name])


# Text and structure -----------------------------------------------------------------------------------

PARTS = [BEFORE, "What is known", AFTER, "“We heard a crack,” said a passenger.", "No.", "214 passengers were on board",
         "Two of them were hurt", MORE]  # fmt: skip


def test_blocks_become_paragraphs_and_nothing_else_does():
    html = page(
        f"<h2>{PARTS[1]}</h2><p>{AFTER[:30]}<b>{AFTER[30:40]}</b><a href='/x'>{AFTER[40:60]}</a>\n   {AFTER[60:]}</p>"
        f"<blockquote><p>{PARTS[3]}</p></blockquote><p>{PARTS[4]}</p><ul><li>{PARTS[5]}</li><li>{PARTS[6]}</li></ul>"
    ).replace(f"<p>{AFTER}</p>", "")
    assert extract(html).text.split("\n\n") == PARTS


def test_a_forced_line_break_stays_inside_its_paragraph():
    text = extract(
        page("<p>Ellery harbour, closed since Tuesday,<br>opens again on Saturday, the harbour master said.</p>")
    )
    assert "closed since Tuesday,\nopens again" in text.text


def test_a_fragment_is_taken_whole():
    found = extract("<p>The ferry sank.</p><p>Nobody was hurt.</p>Loose <i>text</i> too.<ul><li>One</li></ul>")
    assert found.text == "The ferry sank.\n\nNobody was hurt.\n\nLoose text too.\n\nOne"


def test_a_page_too_small_for_the_extractor_is_read_all_the_same():
    found = extract(
        "<html><body><nav>Home</nav><main><p>The ferry sank.</p></main><footer>Legal</footer></body></html>"
    )
    assert found.text == "The ferry sank."


def test_a_page_without_a_body_tag_is_read():
    found = extract(
        f"<title>A ferry sinks</title><style>.x{{display:none}}</style><article><p>{BEFORE}</p><p>{AFTER}</p>"
    )
    assert (found.title, found.text) == ("A ferry sinks", f"{BEFORE}\n\n{AFTER}")


def test_text_without_markup_keeps_its_lines():
    assert extract(b"The ferry sank.\r\nNobody was hurt.\n").text == "The ferry sank.\n\nNobody was hurt."


@pytest.mark.parametrize(
    "html", ["", "   ", "<!-- x -->", "<html><body></body></html>", "<p hidden>Gone.</p>", b"\x00"]
)
def test_a_page_with_nothing_to_see_is_empty(html):
    with pytest.raises(ArticleUnreadable) as caught:
        extract(html)
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("i\u200bg\u200bn\u00adore", "ignore"),
        ("a\u202etxt\u202c b\u2066c\u2069 \u200ed", "atxt bc d"),
        ("x\U000e0041\U000e007f y\ufe05", "x y"),
        ("Cafe\u0301 \u00a0 \t open", "Café open"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("so\u200dft ho\u200cax", "soft hoax"),
        ("👩\u200d🚒 and ❤\ufe0f", "👩\u200d🚒 and ❤\ufe0f"),
        ("a\x00b\x07c\ud800d", "abcd"),
        ("one \n\n two\u2028three", "one\ntwo\nthree"),
    ],
)
def test_unseen_characters_go_and_needed_ones_stay(given, wanted):
    assert clean(given) == wanted


@given(st.text(max_size=80))
def test_cleaning_is_done_once_and_for_all(text):
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.text(alphabet="<>/=\"' abphidnstyle:;{}.#!&\u200b", max_size=200))
def test_no_page_breaks_the_extractor(html):
    try:
        text = extract(html).text
    except ArticleUnreadable as error:
        text = error.reason
    assert text == text.strip() != ""


def test_extraction_is_not_worse_than_trafilatura_alone(eval_data):
    pages = extraction.make_pages(60)
    own, alone = (
        extraction.measure(pages, extraction.SYSTEMS[name]) for name in ("summarizer", "trafilatura precision")
    )
    assert [key for key in ("precision", "recall", "f1") if own[key] < alone[key]] == []
    assert own["cruft_percent"] < alone["cruft_percent"] / 4
    assert own["f1"] > 0.985


# Metadata ---------------------------------------------------------------------------------------------

HEAD = """<meta property="og:site_name" content="Ellery Courier"><link rel="canonical" href="/ferry">
<meta property="article:published_time" content="2026-11-17T19:30:00+01:00">
<meta name="author" content="Ines Moreau">"""


def test_metadata_is_read():
    found = extract(
        page("", HEAD).replace("lang='en'", "lang='en_GB'"), url="https://www.ellery-courier.example/ferry?x=1"
    )
    assert (found.title, found.outlet, found.author) == (
        "Ferry runs aground off Ellery",
        "Ellery Courier",
        "Ines Moreau",
    )
    assert (found.published, found.language) == ("2026-11-17T19:30:00+01:00", "en-GB")
    assert found.canonical_url == "https://www.ellery-courier.example/ferry"


def test_authors_and_dates_are_found_where_pages_put_them():
    linked = '{"@graph": [{"@type": "NewsArticle", "author": [{"name": "Ines Moreau"}, {"name": "Ola Lund"}]}]}'
    found = extract(page("<time datetime='2026-11-18T06:00:00Z'>Wednesday</time>",
                         f'<script type="application/ld+json">{linked}</script>'))  # fmt: skip
    assert (found.author, found.published) == ("Ines Moreau, Ola Lund", "2026-11-18T06:00:00+00:00")
    assert extract(page("", '<script type="application/ld+json">{"author": [</script>')).author is None


def test_a_promo_between_paragraphs_is_left_out_and_a_linked_sentence_kept():
    promo = "<p><strong>Read also: <a href='/r'>Council weighs a plan for its market hall</a></strong></p>"
    named = "<p class='newsletter-box'>Get our briefing in your inbox every single weekday morning.</p>"
    linked = f"<p>{MORE[:20]}<a href='/t'>{MORE[20:50]}</a>{MORE[50:]}</p>"
    found = extract(page(promo + named + linked).replace(f"<p>{MORE}</p></article>", "</article>"))
    assert found.text.split("\n\n") == [BEFORE, MORE, AFTER]


def test_a_page_cannot_name_the_address_of_another_site():
    html = page("", '<link rel="canonical" href="https://bigger.example/story">')
    assert extract(html, url="https://small.example/a").canonical_url is None
    html = page("", '<link rel="canonical" href="https://www.small.example/a">')
    assert extract(html, url="https://amp.small.example/a/amp").canonical_url == "https://www.small.example/a"
    assert (
        extract(page("", '<link rel="canonical" href="javascript:x">'), url="https://small.example/").canonical_url
        is None
    )


def test_the_title_is_the_headline_that_is_seen():
    for window in ("Ferry runs aground off Ellery | Ellery Courier", "Ellery Courier - Ferry runs aground off Ellery"):
        html = page("", HEAD).replace("<title>Ferry runs aground off Ellery", f"<title>{window}")
        assert extract(html).title == "Ferry runs aground off Ellery"
        assert (
            extract(html.replace("<h1>Ferry runs aground off Ellery</h1>", "")).title == "Ferry runs aground off Ellery"
        )
    logo = page("", HEAD).replace("<nav>", "<h1>Ellery Courier</h1><nav>").replace("h1>Ferry", "h2>Ferry")
    assert extract(logo).title == "Ferry runs aground off Ellery"
    assert "Ferry runs aground" not in extract(page("", HEAD)).text


# Degrees of reading -----------------------------------------------------------------------------------

LONG = " ".join([BEFORE, AFTER, MORE])


@pytest.mark.parametrize(
    ("text", "title", "codes"),
    [
        (LONG, None, []),
        (LONG + "\n\nSubscribe to continue reading.", None, ["paywalled"]),
        (LONG + "\n\nNur für Abonnenten", None, ["paywalled"]),
        (LONG * 8 + "\n\nSubscribe to continue reading.", None, []),
        (LONG + " The company said that …", None, ["truncated"]),
        (LONG + " [+2314 chars]", None, ["truncated"]),
        (LONG + "\n\nWeiterlesen", None, ["truncated"]),
        (
            LONG + "\n\nOfficials in the town said on Thursday morning that they would not be able to open the",
            None,
            ["truncated"],
        ),
        (LONG + "\n\nBy Ines Moreau in Ellery", None, []),
        ("The ferry sank.", None, ["too_short"]),
        (
            "渡轮在周二晚上搁浅，船上有二百一十四名乘客，海岸警卫队说，所有乘客在午夜前被送上岸，周三开始调查。港务长说航道将关闭到周末。",
            None,
            [],
        ),
        ("Sorry, we could not find that.", "404 - Page not found", ["too_short", "not_an_article"]),
        (
            "Please enable JavaScript and cookies to continue with this site. " * 3,
            "Just a moment...",
            ["not_an_article"],
        ),
        (LONG, "Error in ferry chart blamed for grounding", []),
    ],
)
def test_what_is_missing_is_said(text, title, codes):
    assert assess(text, title=title) == codes


def test_a_page_that_says_it_is_not_free_is_paywalled_when_little_can_be_read():
    free = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    assert extract(page("", free)).warnings == ("paywalled",)
    whole = "".join(f"<p>On day {number} of the inquiry, {LONG}</p>" for number in range(8))
    assert extract(page(whole, free)).warnings == ()
    assert extract(page("<div class='paywall-box'></div>")).warnings == ("paywalled",)


def test_a_list_of_links_is_no_article():
    links = "".join(
        f"<li><a href='/{n}'>Council votes on item {n} of the plan for the old harbour</a></li>" for n in range(30)
    )
    html = f"<html><head><title>News</title></head><body><main><ul>{links}</ul></main></body></html>"
    assert "not_an_article" in extract(html).warnings


# Duplicates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variant",
    [
        "http://news.example.org/a/b?id=3", "https://www.news.example.org/a/b/?id=3", "https://m.news.example.org/a/b?id=3",
        "https://news.example.org/a/b?id=3&utm_source=x&utm_medium=y", "https://news.example.org/a/b?fbclid=z&id=3#top",
        "https://NEWS.example.org:443/a/b?id=3", "https://amp.news.example.org/a/b?id=3", "https://news.example.org/a/b/amp?id=3",
        "https://news.example.org/amp/a/b?id=3", "https://news-example-org.cdn.ampproject.org/c/s/news.example.org/a/b?id=3",
        "https://www.google.com/amp/s/news.example.org/a/b?id=3", "https://news.example.org//a/%62?id=3",
        "https://news.example.org/a/b?id=3&ref=rss", "https://news.example.org/a/b/index.html?id=3",
    ],
)  # fmt: skip
def test_addresses_of_one_page_are_one(variant):
    assert canonical_url(variant) == "https://news.example.org/a/b?id=3"


@pytest.mark.parametrize(
    "other",
    ["https://news.example.org/a/c?id=3", "https://news.example.org/a/b?id=4", "https://news.example.org/a/b",
     "https://other.example.org/a/b?id=3", "https://news.example.org:8443/a/b?id=3", "https://news.example.org/A/b?id=3"],
)  # fmt: skip
def test_addresses_of_other_pages_stay_others(other):
    assert canonical_url(other) != "https://news.example.org/a/b?id=3"


@given(st.text(max_size=60).map("https://news.example.org/{}".format) | st.text(max_size=40))
def test_the_canonical_address_is_its_own(url):
    assert canonical_url(canonical_url(url)) == canonical_url(url)


# Workers ----------------------------------------------------------------------------------------------


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "summarizer.sources.worker" in " ".join(child.cmdline())]


@pytest.mark.anyio
async def test_a_bad_page_ends_alone_and_leaves_no_process_behind():
    slow = "<html><body><article>" + "<p>short para no</p>" * 50_000
    giant = "<html><body><article>" + "<p>short para no</p>" * 100_000
    deep = "<html><body>" + "<div>" * 30_000 + BEFORE
    async with ExtractionPool(2, cpu_seconds=1) as pool:
        assert children() == []
        await pool.start()
        assert len(children()) == 2
        pages = [slow, giant, deep, *(page(f"<p>Number {number}.</p>") for number in range(8))]
        async with asyncio.timeout(100):
            outcomes = await asyncio.gather(*(pool.extract(html) for html in pages), return_exceptions=True)
        assert [outcome.reason for outcome in outcomes[:2]] == ["too_complex", "too_complex"]
        assert isinstance(outcomes[2], ArticleUnreadable)
        assert [f"Number {number}." in outcome.text for number, outcome in enumerate(outcomes[3:])] == [True] * 8
    assert children() == []
    assert [child for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE] == []


@pytest.mark.anyio
async def test_memory_is_limited_in_the_worker_alone():
    async with ExtractionPool(1, memory_mb=300) as pool:
        with pytest.raises(ArticleUnreadable) as caught:
            await pool.extract("<html><body><article>" + "<p>para <b>no</b></p>" * 19_000 + "x" * 30_000_000)
        assert caught.value.reason in ("too_complex", "empty")
        assert "Calloway" in (await pool.extract(page(""))).text


@pytest.mark.anyio
async def test_a_cancelled_page_frees_its_worker():
    slow = "<html><body><article>" + "<p>short para no</p>" * 50_000
    async with ExtractionPool(1) as pool:
        await pool.start()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await pool.extract(slow)
        assert "Calloway" in (await pool.extract(page(""))).text


@pytest.mark.anyio
async def test_the_worker_gets_no_secrets():
    os.environ["SUMMARIZER_API_KEY"] = "kept-from-workers"
    try:
        async with ExtractionPool(1) as pool:
            await pool.start()
            assert [name for name in children()[0].environ() if name.startswith("SUMMARIZER_")] == []
    finally:
        del os.environ["SUMMARIZER_API_KEY"]


@pytest.mark.anyio
@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.slow)])
async def test_the_event_loop_runs_on_while_pages_are_read(count, record_property):
    line = "<p>Paragraph {} tells that {} boats waited off Ellery harbour on Monday, said Calloway.</p>"
    big = page("".join(line.format(n, n * 7) for n in range(2_000)))
    assert len(big) > 180_000
    lags: list[float] = []

    async def watch():
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - before - 0.005)

    async with ExtractionPool(2) as pool:
        await pool.start()
        gc.collect()
        task = asyncio.create_task(watch())
        found = await asyncio.gather(*(pool.extract(big) for _ in range(count)))
        task.cancel()
    p99 = sorted(lags)[int(len(lags) * 0.99)]
    print(
        f"{count} pages of {len(big)} characters: event-loop lag p99 {p99 * 1000:.1f} ms, max {max(lags) * 1000:.1f} ms"
    )
    record_property("lag_p99_ms", p99 * 1000)
    assert len(found) == count
    assert len(lags) > 10 * count  # else the loop stood still while a page was read
    assert count < 50 or p99 < 0.05


def test_a_worker_ends_with_its_parent():
    script = (
        "import asyncio, os, psutil\nfrom summarizer.sources.extract import ExtractionPool\n"
        "async def main():\n    await ExtractionPool(1).start()\n"
        "    print(psutil.Process().children()[0].pid, flush=True)\n    os.kill(os.getpid(), 9)\nasyncio.run(main())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=110)
    with contextlib.suppress(psutil.NoSuchProcess):
        worker = psutil.Process(int(done.stdout))
        worker.wait(timeout=110)
        assert worker.status() == psutil.STATUS_ZOMBIE  # ended, and waiting for an init that does not reap


@pytest.mark.parametrize("odd", ["\x01", "&#1;", "&#x1F;", "&#31", "\uffff", "&#xffff;", "\x0b", "\x1b"])
def test_characters_that_no_tree_may_hold_do_no_harm(odd):
    markup = f"<p>The ferry <span hidden>x</span>{odd} ran aground, 100&#160;metres off Ellery.</p>"
    assert fragment_text(markup) == "The ferry ran aground, 100 metres off Ellery."

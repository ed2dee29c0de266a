"""Five hundred hostile texts through every face, judged by parsers: nothing is live, nothing is lost.

Each payload stands in every foreign field at once: text, title, outlet, author, address, topic, name, detail.
"""

from __future__ import annotations

import re

from summarizer.render.blocks import render_blocks, render_posts
from summarizer.render.foreign import link_target, visible
from summarizer.render.html import render_html
from summarizer.render.terminal import render_terminal
from tests.briefs import hostile_answer
from tests.mrkdwn import live as slack_live
from tests.mrkdwn import over_limits
from tests.test_render_html import TAGS, Page, hrefs
from tests.test_render_markdown import live
from tests.test_render_terminal import COLOR

FRAGMENTS = [
    "<script>alert(1)</script>",
    "<img src=https://evil.example/x>",
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example>",
    "<a href='javascript:alert(1)'>x</a>",
    "<base href=https://evil.example>",
    "<style>@import 'https://evil.example'</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "</title><b>",
    "</blockquote></main><form>",
    "<!-- x -->",
    "<![CDATA[x]]>",
    "&lt;script&gt;",
    "&#x3c;b&#x3e;",
    "' onfocus='x' autofocus='",
    '" style="background:url(//evil.example)"',
    "![i](https://evil.example/?q=1)",
    "[l](https://evil.example)",
    "[l]: https://evil.example",
    "[l][1]",
    "![i][1]",
    "<https://evil.example>",
    "https://evil.example/path",
    "www.evil.example",
    "evil.example/x",
    "xn--e1awd7f.example",
    "me@evil.example",
    "@channel",
    "<!channel>",
    "<!here|here>",
    "<@U123>",
    "<#C123|general>",
    "<https://evil.example|ok>",
    "<mailto:me@evil.example|ok>",
    "\x1b[31m",
    "\x1b]8;;https://evil.example\x1b\\x",
    "\x1bP+q\x1b\\",
    "\x9b2J",
    "\x07\x08\x7f",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\U000e0068\U000e0069",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "${7*7}",
    "%s %(x)s {0}",
    '=HYPERLINK("https://evil.example")',
    "[bold red]x[/]",
    ":tada:",
    "[^1]: note",
]
CARRIERS = ["{}", "Said {}.", "{0}{0}", "\n{}\n", "> {}", "- {}", "# {}", "**{}**", "`{}`", "|{}|"]
PAYLOADS = [carrier.replace("{0}", "{}").replace("{}", fragment) for fragment in FRAGMENTS for carrier in CARRIERS]
OWN = "https://outlet.example/story"


def allowed(payload: str) -> set[str]:
    """Return the addresses that may be links: a1's own, and a2's, which is the payload, where it is a plain one."""
    return {OWN} | ({payload} if link_target(payload) else set())


def test_there_are_five_hundred():
    assert len(set(PAYLOADS)) == 500


def test_pages_stay_dead():
    for payload in PAYLOADS:
        html = render_html(hostile_answer(payload))
        page = Page(html)
        attributes = {name for _, values in page.tags for name in values}
        assert {tag for tag, _ in page.tags} <= TAGS, payload
        assert not {a for a in attributes if a.startswith("on") or a in ("style", "src", "autofocus")}, payload
        outward = {href.partition("#:~:text=")[0] for href in hrefs(page) if not href.startswith("#")}
        assert outward <= allowed(payload), payload
        assert visible(f"{payload} says the mayor.") in page.marks.values()
        assert page.open == []


def test_markdown_stays_dead():
    for payload in PAYLOADS:
        links, foreign = live(hostile_answer(payload))
        assert set(links) <= allowed(payload), payload
        assert foreign == [], payload


def test_terminals_stay_deaf():
    for payload in PAYLOADS:
        shown = COLOR.sub("", render_terminal(hostile_answer(payload), color=True, width=100))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", shown), (
            payload
        )


def test_slack_stays_dead():
    """INJ-3 and INJ-4 for Slack: as one message, as a parent and as its thread."""
    read = 0
    for payload in PAYLOADS:
        posts = render_posts(hostile_answer(payload))
        for message in (render_blocks(hostile_answer(payload)), posts.parent, *posts.thread):
            found = slack_live(message)
            assert set(found.links) <= allowed(payload), payload
            assert (found.mentions, found.emoji, found.broken) == ([], [], []), payload
            assert over_limits(message) == [], payload
            read += 1
    print(f"INJ-3, INJ-4 in Slack: {len(PAYLOADS)} payloads, {read} messages, 0 mentions, 0 foreign links")

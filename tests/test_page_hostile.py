"""Five hundred hostile texts on the page (INJ-3): nothing is live, nothing is lost, no link leads elsewhere.

Each payload stands in every foreign field at once. The document itself is asked what is in it, node by node.
"""

from __future__ import annotations

import json
import random
from urllib.parse import unquote

import pytest

from summarizer.api import create_app
from summarizer.render.foreign import link_target, visible
from summarizer.settings import Settings
from tests.briefs import hostile_answer
from tests.browser import Reader, chromium
from tests.serving import served
from tests.test_render_hostile import OWN, PAYLOADS, allowed
from tests.test_render_markdown import PARSER

TAGS = set(
    """a article aside b bdi blockquote button caption dd del details dialog div dl dt em fieldset footer form
    h1 h2 h3 h4 header input label legend li mark nav ol p path q section span summary svg table tbody td textarea
    th thead time tr ul""".split()
)
ATTRIBUTES = set(
    """aria-expanded aria-hidden aria-label checked class d data-back data-brief data-carrier data-n data-source
    datetime dir for hidden href id lang maxlength name open readonly rel role rows scope tabindex target title type
    value viewBox""".split()
)
PIECES = [
    *r"""https:// http:// // javascript: outlet.example user@ :80 /story ?q=1&r= #top " <b> \ %20 [::1] .. :~:text=x
    @evil.example é""".split(),
    " ",
    "\t",
    "\u202e",
]
SHOW = """async (all) => {
  const { showAnswer } = await import('/web/answer.js');
  const { asMarkdown } = await import('/web/markdown.js');
  const place = document.getElementById('answer');
  const found = [];
  for (const [nth, text] of all.entries()) {
    const answer = JSON.parse(text);
    showAnswer(place, answer, { kept: true });
    place.querySelector('.statement .sentence').click();
    if (nth % 10 === 0) place.querySelector('.statement .report').click(); // each fragment once: a dialog is slow
    const tags = new Set();
    const attributes = new Set();
    const links = new Set();
    for (const node of document.querySelectorAll('#answer *, dialog *')) {
      tags.add(node.localName);
      for (const { name } of node.attributes) attributes.add(name);
      if (node.hasAttribute('href')) links.add(node.getAttribute('href'));
    }
    found.push({
      tags: [...tags],
      attributes: [...attributes],
      links: [...links],
      text: [...place.querySelectorAll('.text > :is(mark, del)')].map((node) => node.firstChild.data).join(''),
      markdown: asMarkdown(answer),
    });
    document.querySelector('dialog')?.close();
  }
  return found;
}"""


@pytest.fixture(scope="module")
def shown():
    """What the document and the clipboard hold for each payload, and what the browser complained of or asked for."""
    app = create_app(Settings(cache="memory://", store="memory://", model=None))
    with chromium() as browser, served(app) as address:
        reader = Reader(browser, address)
        reader.page.goto("/")
        reader.page.wait_for_selector("#boxes li")
        answers = [hostile_answer(payload).model_dump_json() for payload in PAYLOADS]
        found = reader.page.evaluate(SHOW, answers)
        yield found, reader
        reader.close()


def test_nothing_is_live(shown):
    for payload, found in zip(PAYLOADS, shown[0], strict=True):
        assert set(found["tags"]) <= TAGS, payload
        assert set(found["attributes"]) <= ATTRIBUTES, payload


def test_no_link_leads_elsewhere(shown):
    for payload, found in zip(PAYLOADS, shown[0], strict=True):
        assert found["links"], payload
        for link in found["links"]:
            base = link.partition("#:~:text=")[0].partition(":~:text=")[0]
            assert base in allowed(payload), payload


def test_a_fragment_names_the_passage_and_nothing_else(shown):
    for payload, found in zip(PAYLOADS, shown[0], strict=True):
        words = " ".join(f"{payload} says the mayor.".split())
        (named,) = {link.partition(":~:text=")[2] for link in found["links"] if "says" in link.partition(":~:text=")[2]}
        start, _, end = named.partition(",")
        assert words.startswith(unquote(start)), payload
        assert words.endswith(unquote(end or start)), payload
        assert not set(named) & set("&#<>\"' -"), payload


def test_nothing_is_lost(shown):
    for payload, found in zip(PAYLOADS, shown[0], strict=True):
        assert visible(f"{payload} says the mayor.") in found["text"], payload


def test_what_is_copied_stays_dead(shown):
    for payload, found in zip(PAYLOADS, shown[0], strict=True):
        tokens = PARSER.parse(found["markdown"])
        inline = [child for token in tokens for child in token.children or ()]
        links = {token.attrs["href"] for token in inline if token.type == "link_open"}
        assert links <= {*allowed(payload), *(PARSER.normalizeLink(url) for url in allowed(payload))}, payload
        own = {
            "text",
            "text_special",
            "softbreak",
            "strong_open",
            "strong_close",
            "em_open",
            "em_close",
            "link_open",
            "link_close",
        }
        assert {token.type for token in inline} <= own, payload
        assert {
            t.type for t in tokens if t.type in ("html_block", "table_open", "fence", "code_block", "hr")
        } == set(), payload
        words = " ".join(visible(f"{payload} says the mayor.").split())
        assert words in text_of(inline), payload


def text_of(inline) -> str:
    return " ".join("".join(" " if t.type == "softbreak" else t.content for t in inline).split())


def test_ten_thousand_fuzzed_links_lead_to_their_own_source(shown):
    """INJ-4: whatever the address and the quote are, a link is the source's own address, byte for byte, or none."""
    chance = random.Random(6)
    fuzzed = [(fuzzed_address(chance), chance.choice(PAYLOADS) * chance.randint(0, 3)) for _ in range(10_000)]
    links = shown[1].page.evaluate(
        """async (all) => {
             const { passageTarget } = await import('/web/text.js');
             return all.map(([url, quote]) => passageTarget(url, quote));
           }""",
        fuzzed,
    )
    live = [(url, link) for (url, _), link in zip(fuzzed, links, strict=True) if link is not None]
    foreign = [(url, link) for url, link in live if link_target(url) is None or not own(url, link)]
    print(f"INJ-4 on the page: {len(fuzzed)} fuzzed links, {len(live)} live, {len(foreign)} foreign")
    assert len(live) > 1000
    assert foreign == []


def own(url: str, link: str) -> bool:
    return link == url or link.removeprefix(url).lstrip("#").startswith(":~:text=")


def fuzzed_address(chance: random.Random) -> str:
    """Return a plain address, cut, turned or mixed with what is none."""
    if chance.random() < 0.3:
        return f"{OWN}{chance.choice(PIECES)}{chance.choice(PIECES)}"
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 6)))


def test_nothing_was_asked_for_and_nothing_ran(shown):
    _, reader = shown
    assert all(url.startswith(reader.address + "/") for url in reader.asked)
    assert reader.complaints == []
    assert (
        json.loads(reader.page.evaluate("JSON.stringify(Object.keys(window).filter((k) => k.includes('evil')))")) == []
    )

"""Extraction beside trafilatura alone: precision, recall and F1 of 4-word shingles over pages made in many layouts.

`python -m evals.extraction [--pages N] [--worst N]`

The article texts are those of the evaluation data (real sentences, real lengths); the pages around them are made
here, in ten layouts crossed with ways of marking paragraphs up and with what sites put between them. The gold text
of a page is exactly the article's paragraphs; every piece of furniture is counted when it comes out as text.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(os.environ.get("SUMMARIZER_EVAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SHINGLE = 4  # words; the measure of the scrapinghub article benchmark
MIN_PARAGRAPHS = 4

# What sites put around and between paragraphs. `{n}` makes each piece one of its kind.
BETWEEN = {
    "related": '<p><strong>Read also: <a href="/r{n}">Council {n} weighs a plan for its market</a></strong></p>',
    "aside": '<aside class="box"><h3>In depth {n}</h3><a href="/i{n}">Why the old bridge {n} matters</a></aside>',
    "newsletter": '<div class="newsletter-signup"><p>Get briefing {n} in your inbox every weekday morning.</p>'
    '<input type="email"><button>Sign up {n}</button></div>',
    "advert": '<div class="ad-slot" id="ad-{n}"><span>Advertisement {n}</span></div>',
    "figure": '<figure><img src="/p{n}.jpg" alt="Boats number {n} in the harbour"><figcaption>'
    "Boats in harbour {n} on Monday. Photo: Lena Sommer</figcaption></figure>",
    "share": '<ul class="share-tools"><li><a href="#">Share {n} on network</a></li>'
    '<li><a href="#">Send {n} by mail</a></li></ul>',
    "hidden": '<p style="display:none">Secret line {n} that nobody is meant to read on this page.</p>',
    "sheet": '<p class="zx9">Styled away line {n} that nobody is meant to read on this page.</p>',
    "script": "<script>window.slot{n} = 'script text {n} of a tracker';</script>",
    "none": "",
}
AFTER = (
    '<div class="tags"><a href="/t{n}">Harbour {n}</a> <a href="/u{n}">Ferry {n}</a></div>',
    '<section class="related-posts"><h2>More stories {n}</h2><ul>'
    '<li><a href="/m{n}">Teaser {n}: mayor opens a school</a></li>'
    '<li><a href="/o{n}">Another teaser {n}: rain closes the fair</a></li></ul></section>',
    '<section id="comments"><h3>Comments {n}</h3>'
    '<div class="comment"><p>Reader {n} wrote: I do not believe one word of it.</p>'
    "</div></section>",
    '<div class="author-bio"><p>About the author {n}: Lena Sommer covers the coast for this paper.</p></div>',
)
HEAD = (
    '<header class="site-header"><a href="/">The Daily {n}</a><nav><ul><li><a href="/w">World {n}</a></li>'
    '<li><a href="/b">Business {n}</a></li></ul></nav></header>'
)
FOOT = "<footer><p>Copyright {n} The Daily. All rights reserved.</p><a href='/terms'>Terms {n}</a></footer>"
COOKIES = (
    '<div id="cookie-banner" role="dialog"><p>We use cookies number {n} to make this site better.</p>'
    "<button>Accept</button></div>"
)


@dataclass
class Page:
    """A page, its gold paragraphs, and the furniture that must not come out."""

    layout: str
    source: str
    gold: list[str]
    furniture: list[str] = field(default_factory=list)


def articles() -> Iterator[list[str]]:
    """Yield the paragraphs of each article of the evaluation data that has enough of them."""
    for line in (DATA / "multinews_dev.jsonl").read_text("utf-8").splitlines():
        for text in json.loads(line)["articles"]:
            paragraphs = [" ".join(part.split()) for part in text.split("\n") if part.strip()]
            if len(paragraphs) >= MIN_PARAGRAPHS:
                yield paragraphs


def make_page(paragraphs: Sequence[str], number: int) -> Page:
    """Put `paragraphs` into a layout; the same number gives the same page."""
    draw = random.Random(number)
    layout = list(LAYOUTS)[number % len(LAYOUTS)]
    mark_up = draw.choice(MARK_UPS)
    title = f"Report {number}: " + " ".join(paragraphs[0].split()[:8])
    pieces: list[str] = []
    kinds: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        pieces.append(mark_up(html.escape(paragraph), draw))
        if index and index % 3 == 0 and index < len(paragraphs) - 1:
            kinds.append(draw.choice(list(BETWEEN)))
            pieces.append(BETWEEN[kinds[-1]].replace("{n}", f"{number}{index}"))
    around = [part.replace("{n}", str(number)) for part in (HEAD, FOOT, COOKIES, *AFTER)]
    head, foot, cookies, *after = around
    body = LAYOUTS[layout](title, "".join(pieces), "".join(draw.sample(after, 3)))
    source = (
        f"<!doctype html><html lang='en'><head><title>{html.escape(title)} | The Daily</title>"
        f"<style>.zx9{{display:none}}</style></head><body>{cookies}{head}{body}{foot}</body></html>"
    )
    return Page(layout, source, list(paragraphs), _furniture(number, kinds))


def _furniture(number: int, kinds: Sequence[str]) -> list[str]:
    lines = [
        "cookies number",
        "Copyright",
        "More stories",
        "I do not believe one word",
        "About the author",
        "World {n}",
    ]
    inside = {
        "related": "Read also", "aside": "Why the old bridge", "newsletter": "in your inbox every",
        "advert": "Advertisement", "figure": "Photo: Lena Sommer", "share": "on network", "hidden": "Secret line",
        "sheet": "Styled away line", "script": "of a tracker",
    }  # fmt: skip
    return [line.replace("{n}", str(number)) for line in lines] + [inside[kind] for kind in kinds if kind in inside]


def _plain(text: str, draw: random.Random) -> str:
    return f"<p>{text}</p>"


def _classed(text: str, draw: random.Random) -> str:
    return f'<p class="css-{draw.randrange(999)} text-body">{text}</p>'


def _linked(text: str, draw: random.Random) -> str:
    words = text.split(" ")
    at = draw.randrange(len(words))
    words[at] = f'<a href="/topic/{at}"><em>{words[at]}</em></a>'
    return f"<p>{' '.join(words)}</p>"


def _division(text: str, draw: random.Random) -> str:
    return f'<div class="paragraph">{text}</div>'


def _broken(text: str, draw: random.Random) -> str:
    return f"{text}<br><br>"


def _spanned(text: str, draw: random.Random) -> str:
    return f'<p><span style="font-size:18px;overflow:hidden"><span>{text}</span></span></p>\n'


MARK_UPS: tuple[Callable[[str, random.Random], str], ...] = (
    _plain,
    _plain,
    _classed,
    _linked,
    _division,
    _broken,
    _spanned,
)
LAYOUTS: dict[str, Callable[[str, str, str], str]] = {
    "article": lambda title, text, after: f"<main><article><h1>{title}</h1>{text}</article>{after}</main>",
    "after inside": lambda title, text, after: f"<article><header><h1>{title}</h1></header>{text}{after}</article>",
    "divisions": lambda title, text, after: (
        f'<div id="page"><div class="col-8"><h1>{title}</h1><div class="entry-content">{text}</div></div>'
        f'<div class="col-4 sidebar">{after}</div></div>'
    ),
    "unnamed": lambda title, text, after: f"<div><div><h1>{title}</h1><div>{text}</div></div><div>{after}</div></div>",
    "microdata": lambda title, text, after: (
        f'<div itemscope><h1 itemprop="headline">{title}</h1><div itemprop="articleBody">{text}</div></div>{after}'
    ),
    "table": lambda title, text, after: (
        f"<table width='100%'><tr><td><h1>{title}</h1>{text}</td><td width='200'>{after}</td></tr></table>"
    ),
    "byline": lambda title, text, after: (
        f'<article class="post"><h1>{title}</h1><p class="byline">By <a href="/ls">Lena Sommer</a></p>'
        f'<time datetime="2026-11-20">20 November 2026</time><div class="post-body">{text}</div></article>{after}'
    ),
    "wrapped": lambda title, text, after: (
        f'<div class="layout"><section class="story"><h1>{title}</h1><div class="story__body"><div>{text}</div></div>'
        f"</section></div>{after}"
    ),
    "logo": lambda title, text, after: f"<h1>The Daily</h1><main><h2>{title}</h2>{text}</main>{after}",
    "nested": lambda title, text, after: (
        f'<div class="site"><div class="site-inner"><main id="main"><div class="article-wrap"><h1>{title}</h1>'
        f'<div data-component="text-block">{text}</div></div>{after}</main></div></div>'
    ),
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the 4-word shingles of `text` with their counts."""
    words = text.split()
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def score(text: str, gold: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the shingles of `text` against those of `gold`."""
    found, wanted = shingles(text), shingles(gold)
    common = (found & wanted).total()
    precision, recall = common / max(1, found.total()), common / max(1, wanted.total())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def ours(page: Page) -> str:
    """Extract as the service does."""
    from summarizer.errors import ArticleUnreadable
    from summarizer.sources.extract import extract

    try:
        return extract(page.source).text
    except ArticleUnreadable:
        return ""


def theirs(page: Page, *, precision: bool = False, fast: bool = False) -> str:
    """Extract with trafilatura alone; the headline, which is no part of the gold, is taken out for it."""
    import trafilatura

    text = trafilatura.extract(page.source, include_comments=False, favor_precision=precision, fast=fast) or ""
    title = page.source.partition("<title>")[2].partition(" | ")[0]
    return "\n".join(line for line in text.split("\n") if html.escape(line) != title)


COLUMNS = (
    ("precision", "8.4f"),
    ("recall", "8.4f"),
    ("f1", "8.4f"),
    ("cruft_percent", "10.2f"),
    ("ms_per_page", "8.1f"),
)
SYSTEMS: dict[str, Callable[[Page], str]] = {
    "summarizer": ours,
    "trafilatura": theirs,
    "trafilatura precision": lambda page: theirs(page, precision=True),
    "trafilatura fast": lambda page: theirs(page, fast=True),
}


def measure(pages: Sequence[Page], system: Callable[[Page], str]) -> dict[str, float]:
    """Return the means over pages, the furniture that came out in percent, and milliseconds per page."""
    started = time.perf_counter()
    texts = [system(page) for page in pages]
    elapsed = time.perf_counter() - started
    scores = [score(text, " ".join(page.gold)) for text, page in zip(texts, pages, strict=True)]
    precision, recall, f1 = (sum(column) / len(pages) for column in zip(*scores, strict=True))
    pieces = [(line, text) for text, page in zip(texts, pages, strict=True) for line in page.furniture]
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "cruft_percent": 100 * sum(line in text for line, text in pieces) / max(1, len(pieces)),
        "ms_per_page": 1000 * elapsed / len(pages),
    }


def make_pages(count: int) -> list[Page]:
    """Return `count` pages, the articles of the data over and over in different layouts."""
    texts = list(articles())
    return [make_page(texts[number % len(texts)], number) for number in range(count)]


def main() -> None:
    """Print the table, and the worst pages if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--worst", type=int, default=0, help="print this many of our worst pages")
    options = parser.parse_args()
    if not (DATA / "multinews_dev.jsonl").is_file():
        raise SystemExit(f"no evaluation data in {DATA} (SUMMARIZER_EVAL_DATA)")
    pages = make_pages(options.pages)
    print(f"{len(pages)} pages, {len(LAYOUTS)} layouts, 4-word shingles")
    print(f"{'':24}{'P':>8}{'R':>8}{'F1':>8}{'cruft %':>10}{'ms':>8}")
    for name, system in SYSTEMS.items():
        row = measure(pages, system)
        print(f"{name:24}" + "".join(f"{row[key]:{form}}" for key, form in COLUMNS))
    for page in sorted(pages, key=lambda page: score(ours(page), " ".join(page.gold))[2])[: options.worst]:
        show(page)


def show(page: Page) -> None:
    """Print what was lost of a page and what came out too much, line by line."""
    lines, gold = ours(page).split("\n\n"), set(page.gold)
    print(f"\n== {page.layout}: {score(' '.join(lines), ' '.join(page.gold))}")
    for line in lines:
        if line not in gold:
            print("  +", line[:150])
    for line in page.gold:
        if line not in lines:
            print("  -", line[:150])


if __name__ == "__main__":
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    main()

"""From HTML to canonical text and what the page says about itself. Pure: no network, no clock.

The article is found by trafilatura (Barbaresi 2021, ACL demo), after what a reader cannot see was taken out;
what a page states only in `head` (descriptions, JSON-LD, og:title) is metadata and never becomes text.
Meant to run in an `ExtractionPool`: hostile pages cost minutes.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from dataclasses import replace
from typing import Any

from summarizer.errors import ArticleUnreadable
from summarizer.sources import reading
from summarizer.sources.blocks import canonical_text, clean, paragraphs_of
from summarizer.sources.charset import decode
from summarizer.sources.pages import Extracted
from summarizer.sources.pool import ExtractionPool
from summarizer.sources.restore import drop_promos, restore

__all__ = ["Extracted", "ExtractionPool", "extract", "fragment_text", "parse_page"]

Element = Any

MAX_ELEMENTS = 60_000  # a long live blog has 20,000; trafilatura takes 39 s over 100,000 short paragraphs
_CHROME = frozenset({"nav", "header", "footer", "aside", "form", "button", "menu", "figure", "figcaption", "address"})
_MARKUP = re.compile(r"<[A-Za-z!/?]|&[#A-Za-z][A-Za-z0-9]{1,30};")
_METADATA = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template"})
# Void, which libxml2 does not know: what follows would stand in it.
_EMBED = re.compile(r"</?embed\b[^<>]*>", re.IGNORECASE)
# Characters that libxml2 takes from a page, by themselves or as references, and then refuses to have moved in its tree.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]|&#0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9]);?"
    "|&#[xX]0*(?:[1-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]);?"
)
_LANDMARK = re.compile(r"<(?:html|body|head|nav|aside|article|main|footer|header)\b", re.IGNORECASE)


def extract(html: str | bytes, *, url: str | None = None, charset: str | None = None) -> Extracted:
    """Return the article of a page as canonical text, with its metadata.

    Args:
        html: the page; bytes are decoded by `charset` (the label of the HTTP header), marks, and detection.
        url: where the page stands; lets a canonical address of the same site be recognised.
        charset: see `html`.

    Raises:
        ArticleUnreadable: `empty` (nothing that a reader sees), `too_complex`.

    """
    from summarizer.sources.metadata import read_metadata, visible_title
    from summarizer.sources.visible import drop_unseen

    source = decode(html, charset)[0] if isinstance(html, bytes) else html
    if not _MARKUP.search(source):
        return _plain_text(source)
    root = parse_page(source)
    _check_elements(root)
    metadata = read_metadata(root, url)
    drop_unseen(root)
    title = visible_title(root, metadata)
    paragraphs = _article(root, is_fragment=not _LANDMARK.search(source))
    text = canonical_text(_without_title(paragraphs, title))
    if not text:
        raise _empty()
    signs = replace(metadata.signs, link_share=_link_share(root))
    warnings = reading.assess(text, title=title, page=signs)
    return Extracted(
        text,
        title,
        metadata.outlet,
        metadata.author,
        metadata.published,
        metadata.language,
        metadata.canonical_url,
        tuple(warnings),
    )


def fragment_text(markup: str) -> str:
    """Return the canonical text of a piece of HTML without head and furniture, as feeds carry it; "" if it has none.

    Raises:
        ArticleUnreadable: `too_complex`.

    """
    from summarizer.sources.visible import drop_unseen

    if not _MARKUP.search(markup):
        return canonical_text(map(clean, markup.splitlines()))
    try:
        root = parse_page(markup)
    except ArticleUnreadable:
        return ""
    _check_elements(root)
    drop_unseen(root)
    return canonical_text(paragraphs_of(root))


def _check_elements(root: Element) -> None:
    if sum(1 for _ in zip(root.iter(), range(MAX_ELEMENTS + 1), strict=False)) > MAX_ELEMENTS:
        raise ArticleUnreadable("too_complex", f"the page has more than {MAX_ELEMENTS} elements")


def _plain_text(source: str) -> Extracted:
    """Read what was served without any markup: each line is a paragraph."""
    text = canonical_text(map(clean, source.splitlines()))
    if not text:
        raise _empty()
    return Extracted(text, warnings=tuple(reading.assess(text)))


def _empty() -> ArticleUnreadable:
    return ArticleUnreadable("empty", "the page has no text that a reader sees")


def parse_page(source: str) -> Element:
    """Return the tree of a page, comments left out. Raises ArticleUnreadable (`empty`)."""
    from lxml.etree import ParserError  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

    source = _UNFIT.sub("", _EMBED.sub("", source.replace("\f", " ")))
    parser = HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8")
    try:
        root = document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (ParserError, ValueError):
        raise _empty() from None
    _end_head(root)
    return root


def _end_head(root: Element) -> None:
    """Move what is no metadata out of the head: where `<body>` is left out, libxml2 leaves `<article>` in there."""
    head = root.find("head")
    strays = [] if head is None else [child for child in head if child.tag not in _METADATA]
    if not strays:
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body")
        root.append(body)
    for index, stray in enumerate(strays):
        body.insert(index, stray)


def _article(root: Element, *, is_fragment: bool) -> list[str]:
    """Return the paragraphs of the article: all of a bare fragment, else what the extractor finds."""
    if is_fragment:
        return paragraphs_of(root)
    drop_promos(root)
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(root, favor_precision=True, include_comments=False, with_metadata=False)
    paragraphs = paragraphs_of(found.body) if isinstance(found, Document) else []
    return restore(root, paragraphs) if paragraphs else _plain_article(root)


def _plain_article(root: Element) -> list[str]:
    """Return what stands outside of the page's furniture, for pages too small for the extractor."""
    container = max(root.iter("article", "main", "body"), key=_article_rank, default=root)
    kept = copy.deepcopy(container)
    for element in list(kept.iter(*_CHROME)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return paragraphs_of(kept)


def _article_rank(element: Element) -> tuple[bool, int]:
    size = len(element.xpath("string()").strip())
    return element.tag != "body" and size > 0, size


def _link_share(root: Element) -> float:
    """Return the share of the letters that stand in links; links do not nest."""
    linked = sum(len(link.text_content()) for link in root.iter("a"))
    return linked / max(1, len(root.text_content().strip()))


def _without_title(paragraphs: list[str], title: str | None) -> list[str]:
    """Leave out the headline where it opens the text: it is frozen as the title."""
    words = Counter((title or "").casefold().split())
    for index, paragraph in enumerate(paragraphs[:3]):
        if words and Counter(paragraph.casefold().split()) == words:
            return paragraphs[:index] + paragraphs[index + 1 :]
    return paragraphs

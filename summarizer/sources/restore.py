"""Give back what the extractor left out of the middle of an article, and take out what only leads elsewhere.

trafilatura judges paragraph by paragraph; a paragraph that stands in one row with those it kept is the article's
as well. On 300 pages of `python -m evals.extraction` (2026-11-22) both steps together take precision from 0.984 to
0.999, recall from 0.995 to 0.996, and the furniture that comes out from 6.4 % to 0.9 %.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from summarizer.sources.blocks import HTML_BLOCKS, clean

Element = Any

_ROW_TAGS = frozenset({"p", "div", "blockquote"})
_ROW = 3  # paragraphs kept under one parent make it the body of the article
_FEW_WORDS = 6  # of a paragraph that is given back; shorter ones are labels as often as sentences
_ENDS = (".", "!", "?", "…", "”", '"', "»", "。", "！", "？", "؟", "।", "“", "’")
# Words in the class or id of a block by which sites name what is not the article.
_FURNITURE_WORDS = """promo newsletter advert sponsor related recommend share social caption credit byline author
comment cookie subscri signup sign-up footer widget teaser breadcrumb disclaimer copyright paywall"""
_FURNITURE = tuple(_FURNITURE_WORDS.split())
_LABEL = 25  # characters before a link that makes up a paragraph: "Read also:", "Mehr zum Thema:"


class _Leaf(NamedTuple):
    """A block that holds no other block."""

    element: Element
    text: str


def drop_promos(root: Element) -> None:
    """Remove paragraphs that are one link and nothing more, but for a short label before it; in place."""
    for element in [*root.iter("p")]:
        links = element.findall(".//a")
        parent = element.getparent()
        if len(links) != 1 or parent is None or not links[0].get("href"):
            continue
        whole, linked = clean(element.text_content()), clean(links[0].text_content())
        before, _, after = whole.partition(linked)
        label = before.strip()
        if linked and len(after.strip()) < 2 and (not label or (label.endswith(":") and len(label) <= _LABEL)):
            tail, element.tail = element.tail, None
            element.clear()
            element.tail = tail


def restore(root: Element, paragraphs: list[str]) -> list[str]:
    """Return `paragraphs`, which were extracted from `root`, with their lost neighbours back in their places."""
    wanted = {_key(text) for text in paragraphs}
    leaves = [leaf for leaf in _leaves(root) if leaf.text]
    rows = Counter(leaf.element.getparent() for leaf in leaves if _key(leaf.text) in wanted)
    lost: dict[str, list[str]] = {}
    waiting: list[str] = []
    for leaf in leaves:
        if _key(leaf.text) in wanted:
            lost.setdefault(_key(leaf.text), []).extend(waiting)
            waiting = []
        elif rows[leaf.element.getparent()] >= _ROW and _is_prose(leaf):
            waiting.append(leaf.text)
    found = []
    for text in paragraphs:
        found += [*lost.pop(_key(text), []), text]
    return found + waiting


def _key(text: str) -> str:
    return "".join(text.casefold().split())


def _leaves(root: Element) -> list[_Leaf]:
    found = []
    for element in root.iter(*HTML_BLOCKS):
        if not any(True for _ in element.iterdescendants(*HTML_BLOCKS)):
            found.append(_Leaf(element, clean(element.text_content())))
    return found


def _is_prose(leaf: _Leaf) -> bool:
    linked = sum(len(link.text_content()) for link in leaf.element.iter("a"))
    name = f"{leaf.element.get('class', '')} {leaf.element.get('id', '')}".lower()
    return (
        leaf.element.tag in _ROW_TAGS
        and len(leaf.text.split()) >= _FEW_WORDS
        and leaf.text.endswith(_ENDS)
        and linked < 0.4 * len(leaf.text)
        and not any(word in name for word in _FURNITURE)
    )

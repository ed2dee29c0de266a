"""A page that is not a feed: which feeds it names (`<link rel="alternate">`), and whether it is an article itself."""

from __future__ import annotations

import re
from typing import Any

from summarizer.errors import ArticleUnreadable
from summarizer.sources.extract import parse_page
from summarizer.sources.feeds.fields import address_of, title_of
from summarizer.sources.feeds.parsed import Link, Parsed

_FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml",
    "application/xml",
})  # fmt: skip
_OF_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|commento|reactie", re.IGNORECASE)
_ARTICLE = re.compile(r'"@type"\s*:\s*\[?\s*"(?:\w*NewsArticle|Article|ReportageNewsArticle|BlogPosting)"')
_MOST = 50


def read_page(source: str, url: str | None) -> Parsed:
    """Return the feeds that the page `source` names, those of comments left out, the site's main one first.

    Raises:
        ArticleUnreadable: `not_a_feed`: the page is empty.

    """
    try:
        root = parse_page(source)
    except ArticleUnreadable:
        raise ArticleUnreadable("not_a_feed", "the address holds an empty page") from None
    title = root.find(".//head/title")
    return Parsed(
        kind="page",
        title=title_of(title.text_content() if title is not None else None) or None,
        links=tuple(_feeds(root, _base(root, url))),
        is_article=_is_article(root),
    )


def _base(root: Any, url: str | None) -> str | None:
    for element in root.iter("base"):
        return address_of([element.get("href")], url) or url
    return url


def _feeds(root: Any, base: str | None) -> list[Link]:
    found: dict[str, Link] = {}
    for element in root.iter("link"):
        relations = element.get("rel", "").lower().split()
        named = f"{element.get('title', '')} {element.get('href', '')}"
        if "alternate" not in relations or element.get("type", "").strip().lower() not in _FEED_TYPES:
            continue
        address = address_of([element.get("href")], base)
        if address and not _OF_COMMENTS.search(named) and len(found) < _MOST:
            found.setdefault(address, Link(url=address, title=title_of(element.get("title"))[:200] or None))
    return list(found.values())


def _is_article(root: Any) -> bool:
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "article:published_time" or (name == "og:type" and meta.get("content", "").lower() == "article"):
            return True
    scripts = (script.text or "" for script in root.iter("script") if "ld+json" in script.get("type", ""))
    return any(_ARTICLE.search(script) for script in scripts)

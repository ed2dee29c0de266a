"""JSON Feed 1.0 and 1.1, taken as it comes: a field of the wrong kind is a field that is not there."""

from __future__ import annotations

import json
from typing import Any

from summarizer.errors import ArticleUnreadable
from summarizer.sources.feeds.dates import moment
from summarizer.sources.feeds.fields import (
    address_of,
    author_of,
    body_of,
    categories_of,
    guid_of,
    language_of,
    markup_of,
    name_of,
    title_of,
)
from summarizer.sources.feeds.parsed import Item, Parsed


def read_json_feed(text: str, url: str | None) -> Parsed:
    """Return the feed in `text`, found at `url`.

    Raises:
        ArticleUnreadable: `not_a_feed`.

    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_feed() from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise _no_feed()
    language = language_of(feed.get("language"))
    return Parsed(
        kind="feed",
        title=name_of(markup_of(feed.get("title"))),
        site=address_of([feed.get("home_page_url")], url),
        language=language,
        items=tuple(_item(item, language, url) for item in items if isinstance(item, dict)),
    )


def _no_feed() -> ArticleUnreadable:
    return ArticleUnreadable("not_a_feed", "the address holds JSON that is no JSON Feed")


def _item(item: dict[str, Any], language: str | None, base: str | None) -> Item:
    address = address_of([item.get("url"), item.get("external_url")], base)
    title = title_of(item.get("title"))
    bodies = [item.get("content_html"), markup_of(item.get("content_text")), markup_of(item.get("summary"))]
    text, extent = body_of(sorted((body for body in bodies if isinstance(body, str)), key=len, reverse=True))
    given = item.get("id")
    return Item(
        guid=guid_of(str(given) if isinstance(given, int | float) else given, address, title, text),
        url=address,
        title=title,
        text=text,
        extent=extent,
        published=_published(item),
        author=_author(item),
        language=language_of(item.get("language")) or language,
        categories=categories_of(tags if isinstance(tags := item.get("tags"), list) else ()),
    )


def _published(item: dict[str, Any]) -> Any:
    written = (item.get(name) for name in ("date_published", "date_modified"))
    return next((found for text in written if isinstance(text, str) and (found := moment(text))), None)


def _author(item: dict[str, Any]) -> str | None:
    """Return the authors' names; 1.0 has one, 1.1 a list."""
    listed = item.get("authors")
    people = [*(listed if isinstance(listed, list) else ()), item.get("author")]
    names = [author_of(markup_of(person.get("name"))) for person in people[:10] if isinstance(person, dict)]
    return ", ".join(dict.fromkeys(name for name in names if name))[:200] or None

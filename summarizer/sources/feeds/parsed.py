"""What the worker reads from the bytes of one address: a feed, a list of feeds, or a page that names its feeds."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from summarizer.models.base import Model
from summarizer.sources.feeds.entries import Extent


class Item(Model):
    """One item as its feed gives it; `published` is what it says, in UTC, and may lie in the future."""

    guid: str
    url: str | None = None
    title: str = ""
    text: str = ""
    extent: Extent = "title"
    published: datetime | None = None
    origin: str | None = None
    author: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()


class Link(Model):
    """A place to read on at: a feed of an OPML file or of a page, a line of a list. `section`: its folders."""

    url: str
    title: str | None = None
    section: tuple[str, ...] = ()


class Parsed(Model):
    """What stands at one address. `items` belong to a feed, `links` to the other kinds.

    `is_article`: the page calls itself an article, so that its feeds are not what is meant by its address.
    """

    kind: Literal["feed", "opml", "list", "page"]
    title: str | None = None
    site: str | None = None
    publisher: str | None = None
    language: str | None = None
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    is_article: bool = False

"""Digests as an Atom feed (RFC 4287), so that a reader of feeds reads them where all else is.

An entry is one telling of one story: its id stays the same however often the feed is written, and an update is an
entry of its own, because readers show what they have seen as seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from summarizer.models import Digest, DigestStory
from summarizer.render import digest_words
from summarizer.render.foreign import link_target, visible
from summarizer.render.html import environment

_ATOM: Final = "http://www.w3.org/2005/Atom"
_TEMPLATES: Final = ("digest_entry.html.j2",)
MOST_ENTRIES: Final = 200
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_digest_atom(digests: Sequence[Digest]) -> str:
    """Return a feed of `digests`, which are of one list, the latest first; at most 200 entries."""
    latest = digests[0]
    feed = Element("feed", {"xmlns": _ATOM})
    _add(feed, "title", digest_words.list_words(latest))
    _add(feed, "id", _urn(latest.list))
    _add(feed, "updated", latest.made)
    _add(SubElement(feed, "author"), "name", "summarizer")
    _add(feed, "generator", "summarizer")
    told = [(digest, story) for digest in digests for story in digest.stories]
    for digest, story in told[:MOST_ENTRIES]:
        _entry(feed, digest, story)
    indent(feed)
    return tostring(feed, encoding="unicode", xml_declaration=True) + "\n"


def entry_id(digest: Digest, story: DigestStory) -> str:
    """Return the id of a telling: by its list, its story and its day alone."""
    return _urn(f"{digest.list}/{story.id}/{digest.date}")


def _entry(feed: Element, digest: Digest, story: DigestStory) -> None:
    entry = SubElement(feed, "entry")
    _add(entry, "title", digest_words.headline_words(story))
    _add(entry, "id", entry_id(digest, story))
    _add(entry, "published", digest.made)
    _add(entry, "updated", _moment(digest, story))
    if story.section:
        SubElement(entry, "category", {"term": _clean(story.section)})
    for source in story.brief.sources:
        if target := link_target(source.url):
            rel = "alternate" if entry.find("link") is None else "related"
            SubElement(entry, "link", {"rel": rel, "href": target, "title": _clean(source.outlet)})
    summary = story.brief.statements[0].text if story.brief.statements else story.brief.headline.text
    _add(entry, "summary", summary)
    html = environment(*_TEMPLATES).get_template(_TEMPLATES[0]).render(story=story, words=digest_words)
    content = _add(entry, "content", html)
    content.set("type", "html")


def _moment(digest: Digest, story: DigestStory) -> str:
    """Return when the entry was made, a second apart from story to story, so that readers keep the order of rank."""
    made = datetime.fromisoformat(digest.made)
    return (made - timedelta(seconds=story.rank.place - 1)).isoformat()


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"summarizer:digest:{name}").urn


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    """Return `text` without what XML 1.0 has no character for."""
    return _NOT_XML.sub("�", visible(text))

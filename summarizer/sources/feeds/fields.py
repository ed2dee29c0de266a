"""What an item's fields become: foreign values in, plain text and checked names out. Shared by every kind of feed."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from summarizer.sources.blocks import clean
from summarizer.sources.extract import fragment_text
from summarizer.sources.feeds.entries import Extent
from summarizer.sources.reading import assess, count_words, without_invitation
from summarizer.sources.urls import web_address

# A text of fewer words, or one that breaks off, is a blurb. `python -m evals.blurbs` on 2026-11-22: of 200 whole
# articles (multinews_dev, evidence_dev) 82 % are taken for whole, of 900 leads (neutral_triples_dev) none, of 766 first
# paragraphs and excerpts of 55 words cut from those articles 1.3 %. At 100 words: 88 %, 0 %, 5 %; at 200: 80 %, 0 %,
# 0.4 %. A whole text taken for a blurb costs one fetch, a blurb taken for whole the rest of the article.
WHOLE_WORDS = 150

LONGEST_TITLE = 500  # characters
_LONGEST_NAME = 200
_LONGEST_GUID = 2000
_LONGEST_URL = 4096
_MOST_CATEGORIES = 20
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ESCAPED_TWICE = re.compile(r"</(?:p|div)>", re.IGNORECASE)
_APPEARED = re.compile(  # what WordPress sets under each item, in the languages of its feeds
    r"\n\n(?:The post|Der Beitrag|L[’']article|La entrada|L[’']articolo|O post|Het bericht|Wpis|Запись) [^\n]{1,400}"
    r"(?:appeared first on|erschien zuerst auf|est apparu en premier sur|se publicó primero en|aparece primero en|"
    r"proviene da|apareceu primeiro em|verscheen eerst op|pojawił się poczatkowo na|впервые появилась)[^\n]{1,200}$"
)


def title_of(value: Any, *, is_markup: bool = False) -> str:
    """Return a headline as plain text on one line, "" where there is none."""
    if not isinstance(value, str):
        return ""
    return " ".join((fragment_text(value) if is_markup else clean(value)).split())[:LONGEST_TITLE]


def markup_of(text: Any) -> str:
    """Return plain text as markup, its lines kept apart; "" for what is no text."""
    return html.escape(text).replace("\n", "<br>") if isinstance(text, str) else ""


def body_of(bodies: Iterable[str]) -> tuple[str, Extent]:
    """Return the canonical text of the first of `bodies` that has one, and whether that is the whole article.

    What only invites to read on is not in the text, but a sign that there is more.
    """
    for markup in bodies:
        text = fragment_text(markup)
        if _ESCAPED_TWICE.search(text):
            text = fragment_text(text)
        text = _APPEARED.sub("", "\n\n" + text).strip()
        if prose := without_invitation(text):
            return prose, extent_of(text)
    return "", "title"


def extent_of(text: str, *, whole_words: int = WHOLE_WORDS) -> Extent:
    """Tell a whole article from a blurb by its length and its end."""
    if not text:
        return "title"
    return "blurb" if count_words(text) < whole_words or "truncated" in assess(text) else "full"


def name_of(value: Any) -> str | None:
    """Return a name as plain text on one line; an address is no name."""
    text = title_of(value, is_markup=True)
    return text[:_LONGEST_NAME] if text and "://" not in text else None


def author_of(value: Any) -> str | None:
    """Return an author's name; what is an address of mail is none."""
    name = name_of(value)
    return None if name is None or "@" in name else name


def guid_of(given: Any, url: str | None, title: str, text: str) -> str:
    """Return what tells an item from the others of its feed: its own mark, else its address, else its text."""
    if isinstance(given, str) and (mark := _sound(given)):
        return mark[:_LONGEST_GUID]
    return url or hashlib.sha256(f"{title}\0{text}".encode("utf-8", "replace")).hexdigest()


def _sound(value: str) -> str:
    """Return `value` without the halves of characters that JSON can hold and nothing else can."""
    return value.encode("utf-8", "ignore").decode().strip()


def address_of(candidates: Iterable[Any], base: str | None) -> str | None:
    """Return the first of `candidates` that is a web address other than `base`, against which it is resolved."""
    for found in candidates:
        if not isinstance(found, str) or not _sound(found):
            continue
        try:
            address = web_address(urljoin(base or "", _sound(found)))
        except ValueError:
            continue
        if address and address != base and len(address) <= _LONGEST_URL:
            return address
    return None


def host_of(url: Any) -> str | None:
    """Return the host of `url` without `www.`, or None."""
    try:
        return (urlsplit(str(url or "")).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def language_of(value: Any) -> str | None:
    """Return a language tag as the contract writes it, or None."""
    tag = value.strip().replace("_", "-") if isinstance(value, str) else ""
    return tag if _LANGUAGE.fullmatch(tag) else None


def categories_of(given: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of categories, each once."""
    names = (" ".join(clean(name).split())[:100] for name in given if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in names if name))[:_MOST_CATEGORIES]

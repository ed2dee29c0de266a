"""What a page says about itself: outlet, author, date, language, address, and the headline that a reader sees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from summarizer.sources.blocks import clean
from summarizer.sources.reading import PageSigns
from summarizer.sources.urls import canonical_url

Element = Any

_MAX_NAME = 200  # characters of a title's, outlet's or author's name; what is longer is none
_MAX_TITLE = 500
_MAX_JSON = 500_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SEPARATOR = re.compile(r"\s+[|\-–—·:»«•/]{1,2}\s+")
_DATES = (
    ("property", "article:published_time"), ("itemprop", "datePublished"), ("name", "pubdate"),
    ("name", "publishdate"), ("name", "date"), ("name", "dc.date"), ("name", "dcterms.created"),
    ("name", "parsely-pub-date"), ("property", "og:published_time"),
)  # fmt: skip
_PAYWALL = re.compile(r"(?:^|[-_ ])(?:paywall|piano|regwall|subscription-?wall|subscriber-?only|meteredcontent)", re.I)
_SENTENCE_END = re.compile(r"[^\s.!?。！？؟]{2,}[.!?。！？؟](?:\s|$|[\"”»’])")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What stands in the head of a page. `headlines` are its own names for itself, seen or not."""

    headlines: tuple[str, ...] = ()
    page_title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    signs: PageSigns = field(default_factory=PageSigns)


def read_metadata(root: Element, url: str | None) -> Metadata:
    """Read the metadata of the page `root`, which must be whole still (scripts and head included)."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(root, url, {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"})
    linked = list(_json_ld(root))
    titles = [_meta(root, "property", "og:title"), _first(linked, "headline"), _meta(root, "name", "twitter:title")]
    title = root.find(".//head/title")
    return Metadata(
        headlines=tuple(name for raw in titles if (name := _name(raw, _MAX_TITLE))),
        page_title=_name(title.text_content() if title is not None else None, _MAX_TITLE),
        outlet=_outlet(root, linked, found.sitename, url),
        author=_name(_authors(_first(linked, "author"))) or _name(found.author),
        published=_published(root, linked) or _iso(found.date),
        language=_language(root),
        canonical_url=_canonical(root, url),
        signs=_signs(root, linked),
    )


def visible_title(root: Element, metadata: Metadata) -> str | None:
    """Return the headline that a reader sees: the heading most like the page's own names for itself.

    A name that stands only in `og:title` or JSON-LD is never returned; the title of the window is seen.
    """
    shown = _without_outlet(metadata.page_title, metadata.outlet)
    longest = max(_SEPARATOR.split(shown or ""), key=len)  # the window's title may name the site at either end
    names = [name for name in (*metadata.headlines, shown, longest) if name]
    headings = [
        (text, element.tag)
        for element in root.iter("h1", "h2")
        if (text := _name(_text(element), _MAX_TITLE)) and text != metadata.outlet
    ]
    best, heading = max(
        ((max((_likeness(text, name) for name in names), default=0.0), text) for text, _ in headings),
        key=lambda entry: entry[0],
        default=(0.0, None),
    )
    if best >= 0.5:
        return heading
    return shown or next((text for text, tag in headings if tag == "h1"), None)


def _text(element: Element) -> str:
    return str(element.text_content())


def _likeness(one: str, other: str) -> float:
    """Return the share of words that two names have in common (Dice)."""
    a, b = set(one.casefold().split()), set(other.casefold().split())
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """Leave out the outlet's name at either end of the window's title."""
    if not title:
        return None
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    last = _SEPARATOR.search(title, len(title) - len(parts[-1]) - 5)
    if outlet and parts[0].casefold() == outlet.casefold():
        return title[len(parts[0]) :].lstrip(" |-–—·:»«•/")
    if (outlet and _likeness(parts[-1], outlet) >= 0.5) or (last and "|" in last[0]):
        return title[: len(title) - len(parts[-1])].rstrip(" |-–—·:»«•/")
    return title


def _name(value: Any, limit: int = _MAX_NAME) -> str | None:
    if not isinstance(value, str):
        return None
    name = " ".join(clean(value).split())
    return name if 0 < len(name) <= limit else None


def _meta(root: Element, attribute: str, wanted: str) -> str | None:
    for element in root.iter("meta"):
        if element.get(attribute, "").lower() == wanted.lower() and element.get("content"):
            return str(element.get("content"))
    return None


def _json_ld(root: Element) -> Iterator[dict[str, Any]]:
    """Return every object in the page's JSON-LD, outer ones first; what is no JSON is passed over."""
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type", "").lower() != "application/ld+json" or len(text) > _MAX_JSON:
            continue
        try:
            waiting = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        for _ in range(2_000):
            if not waiting:
                break
            value = waiting.pop(0)
            if isinstance(value, dict):
                yield value
            waiting.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())


def _first(objects: list[dict[str, Any]], key: str) -> Any:
    return next((entry[key] for entry in objects if entry.get(key) not in (None, "")), None)


def _outlet(root: Element, linked: list[dict[str, Any]], found: str | None, url: str | None) -> str | None:
    publisher = _first(linked, "publisher")
    by_link = publisher.get("name") if isinstance(publisher, dict) else publisher
    # trafilatura guesses from the window's title, which may begin with either; a guess must look like a name.
    guess = found if found and len(found.split()) <= 4 else None
    names = (_meta(root, "property", "og:site_name"), by_link, _meta(root, "name", "application-name"), guess)
    return next((name for raw in names if (name := _name(raw, 100))), None) or _host(url)


def _authors(value: Any) -> str | None:
    """Return the names in a JSON-LD `author`: a text, an object, or a list of either."""
    entries = value if isinstance(value, list) else [value]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries[:10]]
    return ", ".join(name for name in names if isinstance(name, str) and "://" not in name) or None


def _host(url: str | None) -> str | None:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _published(root: Element, linked: list[dict[str, Any]]) -> str | None:
    metas = (_meta(root, attribute, name) for attribute, name in _DATES)
    # Outside of the article, times belong to other articles.
    times = (time.get("datetime") for part in root.iter("article", "main") for time in part.iter("time"))
    return next((date for raw in (_first(linked, "datePublished"), *metas, *times) if (date := _iso(raw))), None)


def _iso(value: Any) -> str | None:
    """Return `value` as ISO 8601 where it is a date, or date and time, that Python can read."""
    text = value.strip() if isinstance(value, str) else ""
    if not 8 <= len(text) <= 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1990 <= moment.year < 2100:
        return None
    return moment.date().isoformat() if len(text) <= 10 else moment.isoformat()


def _language(root: Element) -> str | None:
    body = root.find("body")
    og = _meta(root, "property", "og:locale")
    for raw in (root.get("lang"), root.get("xml:lang"), body.get("lang") if body is not None else None, og):
        if raw and _LANGUAGE.fullmatch(raw.strip()):
            return str(raw.strip().replace("_", "-"))
    return None


def _canonical(root: Element, url: str | None) -> str | None:
    """Return the address that the page gives as its own, if it is of the same site: a page cannot name another's."""
    for link in root.iter("link"):
        if link.get("rel", "").strip().lower() == "canonical" and link.get("href"):
            try:
                found = urljoin(url or "", link.get("href").strip())
            except ValueError:
                return None
            return found if _is_web(found) and (url is None or _same_site(found, url)) else None
    return None


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url) <= 4096 and not any(c <= " " for c in url)


def _same_site(one: str, other: str) -> bool:
    a, b = _host(canonical_url(one)) or "", _host(canonical_url(other)) or ""
    return a == b or (a.count(".") > 0 and b.endswith(f".{a}")) or (b.count(".") > 0 and a.endswith(f".{b}"))


def _signs(root: Element, linked: list[dict[str, Any]]) -> PageSigns:
    free = _first(linked, "isAccessibleForFree")
    is_free = {"true": True, "false": False}.get(str(free).lower()) if free is not None else None
    names = (f"{element.get('class', '')} {element.get('id', '')}" for element in root.iter("div", "section", "aside"))
    return PageSigns(is_free=is_free, has_paywall=any(_PAYWALL.search(name) for name in names))

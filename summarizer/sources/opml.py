"""The feeds that an OPML file lists (OPML 2.0), folder by folder. A file with a document type is refused.

Document types are what entity bombs and reads of local files are made of, and no OPML needs one.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from xml.parsers import expat

from summarizer.errors import ArticleUnreadable

_DEEPEST = 100  # folders within folders; readers show three
_MOST = 5_000  # feeds in one file
_LONGEST_NAME = 200


class Outline(NamedTuple):
    """One feed of the list: its address, its name, and the folders that it stands in, outermost first."""

    url: str
    title: str | None
    section: tuple[str, ...]


def read_opml(body: bytes | str) -> tuple[str | None, list[Outline]]:
    """Return the title of the list and its feeds, in order.

    Raises:
        ArticleUnreadable: `not_a_feed`: no well-formed XML, a document type, too deep or too long.

    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _unreadable(f"it is no well-formed XML ({error})") from None
    return " ".join("".join(reader.title).split())[:_LONGEST_NAME] or None, reader.found


def _refuse(*_: Any) -> None:
    raise _unreadable("it declares a document type, which no OPML file needs")


def _unreadable(why: str) -> ArticleUnreadable:
    return ArticleUnreadable("not_a_feed", f"the OPML file cannot be read: {why}")


class _Reader:
    def __init__(self) -> None:
        self.title: list[str] = []
        self.found: list[Outline] = []
        self._folders: list[str | None] = []  # one for each open outline; None where it is a feed
        self._in_title = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._in_title = tag.lower() == "title" and not self._folders
        if tag.lower() != "outline":
            return
        given = {name.lower(): " ".join(value.split()) for name, value in attributes.items()}
        name = (given.get("title") or given.get("text") or "")[:_LONGEST_NAME] or None
        url = given.get("xmlurl") or (given.get("url") if given.get("type", "").lower() in _TYPES else None)
        if url:
            self.found.append(Outline(url, name, tuple(folder for folder in self._folders if folder)))
        self._folders.append(None if url else name)
        if len(self._folders) > _DEEPEST or len(self.found) > _MOST:
            raise _unreadable(f"it has more than {_DEEPEST} folders within each other, or more than {_MOST} feeds")

    def end(self, tag: str) -> None:
        self._in_title = False
        if tag.lower() == "outline":
            self._folders.pop()

    def text(self, data: str) -> None:
        if self._in_title and len(self.title) < _LONGEST_NAME:
            self.title.append(data)


_TYPES = frozenset({"rss", "atom", "feed", "include", "link"})  # of an outline whose address stands in `url`

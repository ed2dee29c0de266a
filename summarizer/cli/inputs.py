"""Arguments to articles. A file that cannot be read becomes an entry in `skipped`; the others go on."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from summarizer.errors import ArticleUnreadable, InvalidInput, NothingReadable
from summarizer.models import ArticleInput, Skipped

MAX_BYTES: Final = 20_000_000  # of one file: far over any article, and a device or a film ends somewhere
_WEB_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_PAGES: Final = frozenset({".html", ".htm", ".xhtml"})
_BOM: Final = b"\xef\xbb\xbf"


class Inputs(NamedTuple):
    """The articles by place in the arguments, and why some of them have no text, by the same place."""

    articles: tuple[ArticleInput, ...]
    unreadable: Mapping[int, Skipped]


def read_inputs(arguments: Sequence[str], outlets: Sequence[str] = (), *, stdin: BinaryIO | None = None) -> Inputs:
    """Read what the arguments name: files, web addresses, `-` for standard input.

    An unreadable file keeps its place with an empty text, so that the numbers of the others stay.
    Raises `InvalidInput` for wrong usage, `NothingReadable` when no file can be read.
    """
    if outlets and len(outlets) != len(arguments):
        raise InvalidInput(
            f"--outlet is given {len(outlets)} times for {len(arguments)} articles; give it once for each"
        )
    if arguments.count("-") > 1:
        raise InvalidInput("standard input (-) can be read only once")
    articles, unreadable = [], {}
    for index, argument in enumerate(arguments):
        outlet = outlets[index] if outlets else None
        try:
            articles.append(_article(argument, outlet, stdin))
        except ArticleUnreadable as error:
            articles.append(ArticleInput(text="", id=_given_id(argument), outlet=outlet))
            id = _given_id(argument) or f"a{index + 1}"
            unreadable[index] = Skipped(index=index, id=id, code=error.reason, detail=error.detail)
    _check_any(arguments, unreadable)
    return Inputs(tuple(articles), unreadable)


def _check_any(arguments: Sequence[str], unreadable: Mapping[int, Skipped]) -> None:
    if len(unreadable) < len(arguments):
        return
    raise NothingReadable("no article could be read", tuple(s.model_dump() for s in unreadable.values()))


def _article(argument: str, outlet: str | None, stdin: BinaryIO | None) -> ArticleInput:
    if _WEB_ADDRESS.match(argument):
        return ArticleInput(url=argument, outlet=outlet)
    text = read_text(argument, stdin=stdin)
    if Path(argument).suffix.lower() in _PAGES:
        return ArticleInput(html=text, id=_given_id(argument), outlet=outlet)
    return ArticleInput(text=text, id=_given_id(argument), outlet=outlet)


def read_text(argument: str, *, stdin: BinaryIO | None = None) -> str:
    """Return the text of a file, or of standard input for `-`. Raises `ArticleUnreadable`."""
    if argument == "-":
        return _decoded((stdin or sys.stdin.buffer).read(MAX_BYTES + 1))
    return _decoded(_bytes(Path(argument)))


def _given_id(argument: str) -> str | None:
    """Return a file's name as typed, so that a reader of the answer knows which file it was."""
    shown = argument.encode("utf-8", "replace").decode().strip()
    return shown if 0 < len(shown) <= 500 and argument != "-" else None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ArticleUnreadable("file_not_found", "there is no such file") from None
    except IsADirectoryError:
        raise ArticleUnreadable("file_unreadable", "this is a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ArticleUnreadable("file_unreadable", f"the file cannot be read: {reason}") from None


def _decoded(content: bytes) -> str:
    """Decode UTF-8, newlines untouched; a leading byte-order mark is not part of the text."""
    if len(content) > MAX_BYTES:
        raise ArticleUnreadable("too_large", f"the file has more than {MAX_BYTES // 1_000_000} MB")
    try:
        return content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + (len(_BOM) if content.startswith(_BOM) else 0)
        detail = f"the file is not UTF-8 (byte {at} is 0x{content[at]:02x}); save it as UTF-8 and try again"
        raise ArticleUnreadable("not_utf8", detail) from None

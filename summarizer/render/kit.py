"""Slack's Block Kit: the few pieces that messages are made of, and the limits they must keep.

Foreign text stands in `plain_text` objects, in which Slack reads no markup, so a quotation stays as it is. Clients may
still link a bare address, and other readers of blocks may know no `plain_text`: what could be read as an address, a
mention or a control sequence is parted by a zero-width space. `mrkdwn` is for our own words and the names of links.
Limits: docs.slack.dev/reference/block-kit, and slackapi/bolt-js#2509 for the size of a whole message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from summarizer.render.foreign import link_target, one_line, visible

MAX_BLOCKS: Final = 50
MAX_TEXT: Final = 3000  # of a text object
MAX_HEADER: Final = 150
MAX_CONTEXT_ELEMENTS: Final = 10
MAX_BYTES: Final = 12_000  # of all blocks as JSON; `msg_blocks_too_long` was seen from 13,200 characters on

Block = dict[str, Any]
Message = dict[str, Any]
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FORMATTING: Final = re.compile(r"[*_~`|]|:(?=[\w+-]+:)|@(?=\w)|#(?=\w)|(?<=\w)\.(?=[^\W\d_]{2})|(?<=[^\W\d_]):(?=\S)")
_LIVE: Final = re.compile(r"(?<=<)(?=\S)|(?<=@)(?=\w)|(?<=\w)(?=\.[^\W\d_]{2})|(?<=[^\W\d_]:)(?=\S)")
_WORST: Final = 5  # units of one code point: `&` as `&amp;`
_NOTHING: Final = "–"  # a text object may not be empty


def escape(text: str) -> str:
    """Return `text` on one line such that mrkdwn shows it and does nothing else with it."""
    broken = _FORMATTING.sub(lambda m: f"\u200b{m[0]}\u200b", one_line(text))
    return re.sub(r"[&<>]", lambda m: _ESCAPES[m[0]], broken)


def literal(text: str, *, limit: int = MAX_TEXT) -> str:
    """Return `text` for a `plain_text` object: as it is, lines and all, with nothing in it that could come alive."""
    return cut(_LIVE.sub("\u200b", visible(text)), limit) or _NOTHING


def plain(text: str, *, limit: int = MAX_TEXT) -> Block:
    """Return a text object that Slack shows letter by letter."""
    return {"type": "plain_text", "text": literal(text, limit=limit), "emoji": False}


def marked_up(text: str) -> Block:
    """Return a text object of our own markup; what is foreign in it went through `escape` or `link`."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def link(name: str, url: str | None) -> str:
    """Return mrkdwn that shows `name`, as a link where `url` may be one; the address stays byte for byte."""
    shown = escape(cut(name, MAX_HEADER)) or _NOTHING
    target = (link_target(url) or "").replace("&", "&amp;")
    return f"<{target}|{shown}>" if target and len(target) < MAX_TEXT - 1000 else shown


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(one_line(text), limit=MAX_HEADER)}


def section(text: str, **more: Block) -> Block:
    """Return a paragraph of `plain_text`; `more` may be an `accessory`."""
    return {"type": "section", "text": plain(text), **more}


def title(text: str) -> Block:
    """Return a line of our own words in bold."""
    return {"type": "section", "text": marked_up(f"*{text}*")}


def context(*elements: str | Block) -> Block:
    """Return a line of small print; a string is shown as `plain_text`."""
    shown = [plain(element) if isinstance(element, str) else element for element in elements]
    return {"type": "context", "elements": shown[:MAX_CONTEXT_ELEMENTS]}


def divider() -> Block:
    """Return a line between two stories."""
    return {"type": "divider"}


def message(text: str, blocks: Sequence[Block]) -> Message:
    """Return a message; `text` is what notifications and screen readers get. Nothing in it unfurls."""
    return {
        "text": cut(escape(text), MAX_TEXT) or _NOTHING,
        "blocks": list(blocks),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def pack(text: str, groups: Iterable[Sequence[Block]]) -> tuple[Message, ...]:
    """Return as few messages as hold `groups` in order; a group is parted only when no message could hold it."""
    filled: list[list[Block]] = [[]]
    for unit in _units(groups):
        if filled[-1] and not fits([*filled[-1], *unit]):
            filled.append([])
        filled[-1] += unit
    many = len(filled) > 1
    return tuple(
        message(f"{text} ({n} of {len(filled)})" if many else text, blocks)
        for n, blocks in enumerate(filled, 1)
        if blocks
    )


def fits(blocks: Sequence[Block]) -> bool:
    """Say whether one message may hold `blocks`."""
    return len(blocks) <= MAX_BLOCKS and len(json.dumps(blocks, ensure_ascii=False).encode()) <= MAX_BYTES


def cut(text: str, limit: int) -> str:
    """Shorten `text` to `limit` as Slack may count it at worst: UTF-16 units, `&`, `<` and `>` escaped."""
    if len(text) * _WORST <= limit:
        return text
    room, kept = limit, 0  # `kept` leaves a unit for the ellipsis
    for character in text[: limit + 1]:
        room -= _cost(character)
        if room < 0:
            return re.sub(r"&\w{0,3}$", "", text[:kept]) + "…"
        kept += room > 0
    return text


def _units(groups: Iterable[Sequence[Block]]) -> Iterator[list[Block]]:
    for group in groups:
        if fits(group):
            yield list(group)
        else:
            yield from ([block] for block in group)


def _cost(character: str) -> int:
    return len(_ESCAPES.get(character, character.encode("utf-16-le", "surrogatepass")[::2]))

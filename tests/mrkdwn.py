"""Reads Slack messages as Slack and its clients do, at their most eager: what in them is alive?

`mrkdwn`: control sequences in angle brackets are links and mentions whatever else is set; without `verbatim` bare
addresses, channels and mentions are found as well. `plain_text` has no markup, but clients link bare addresses in it,
and a reader that knows no `plain_text` would read control sequences: both count here.
Source: docs.slack.dev/messaging/formatting-message-text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LIMITS = {"header": 150, "section": 3000, "context": 3000, "button": 75}
BARE = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|mailto:|www\.)[^\s<>\u200b]+|(?<![\w-])(?:[\w-]+\.)+(?:[a-z]{2,}|xn--[\w-]+)(?![\w-])(?:[/?#][^\s<>]*)?",
    re.IGNORECASE,
)
EMOJI = re.compile(r":[\w+'-]+:")
NAMED = re.compile(r"(?<![\w\u200b])[@#]\w+")


@dataclass
class Live:
    """What a reader could click, who would be called, what would be drawn."""

    links: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    emoji: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # unescaped `<`, `>` or `&` that stand for nothing


def text_objects(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every text object of blocks, wherever it stands."""
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn"):
            yield node
        for value in node.values():
            yield from text_objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from text_objects(value)


def live(message: dict[str, Any]) -> Live:
    """Return what is alive in a whole message, its notification text included."""
    found = Live()
    notification = {"type": "mrkdwn", "text": message["text"], "verbatim": message.get("mrkdwn", True) is False}
    for each in (notification, *text_objects(message.get("blocks", []))):
        _read(each, found)
    for key in ("unfurl_links", "unfurl_media"):
        if message.get(key) is not False:
            found.broken.append(key)
    return found


def _read(text_object: dict[str, Any], found: Live) -> None:
    text = text_object["text"]
    rest = re.sub(r"<([^<>]*)>", lambda m: _control(m[1], found), text)
    if text_object["type"] == "mrkdwn":
        found.broken += re.findall(r"[<>]|&(?!(?:amp|lt|gt);)", rest)
        found.emoji += EMOJI.findall(rest)
        if text_object.get("verbatim") is not True:
            found.mentions += NAMED.findall(html.unescape(rest))
            found.links += BARE.findall(rest)
    else:
        found.links += BARE.findall(rest)
        found.mentions += re.findall(r"@(?:channel|here|everyone)\b", rest)
        if text_object.get("emoji") is not False:
            found.emoji += EMOJI.findall(rest)


def _control(inside: str, found: Live) -> str:
    """Read a control sequence; return what of it is shown."""
    target, _, label = inside.partition("|")
    if target[:1] in ("@", "#", "!"):
        found.mentions.append(inside)
        return label
    if re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
        found.links.append(target.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
        return label
    return f"‹{inside}›"  # nothing that Slack knows: shown as it is


def over_limits(message: dict[str, Any]) -> list[str]:
    """Return the blocks that Slack would refuse, and why."""
    faults = [] if len(message["blocks"]) <= 50 else [f"{len(message['blocks'])} blocks"]
    for block in message["blocks"]:
        limit = LIMITS.get(block["type"], 3000)
        for each in text_objects(block):
            if not 1 <= units(each["text"]) <= limit:
                faults.append(f"{block['type']}: {units(each['text'])} units")
        faults += ["context: elements"] if len(block.get("elements", ())) > 10 else []
    total = sum(units(each["text"]) for block in message["blocks"] for each in text_objects(block))
    return faults + ([f"{total} units in all"] if total > 13_200 else [])


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(message: dict[str, Any]) -> str:
    """Return what a reader sees, text object by text object; the spaces of no width are left out."""
    lines = []
    for each in text_objects(message.get("blocks", [])):
        text = each["text"]
        if each["type"] == "mrkdwn":
            text = html.unescape(re.sub(r"<[^<>|]*\|?([^<>]*)>", r"\1", text))
        lines.append(text.replace("\u200b", ""))
    return "\n".join(lines)

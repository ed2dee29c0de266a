"""The links that stand in messages: only these are read, and each page once."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from summarizer.models import MAX_ARTICLES
from summarizer.sources.urls import canonical_url

MAX_TEXT: Final = 40_000  # of a message, by Slack's own limit
_MAX_URL: Final = 4096
_LINK: Final = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>|(?<![\w<|])(https?://[^<>|\s\"]+)", re.IGNORECASE)
_TRAILING: Final = re.compile(r"[.,;:!?)\]}'’”»]+$")


def links_in(text: str) -> list[str]:
    """Return the web addresses in a message's text, in order: Slack's `<address|label>` and bare ones."""
    return [
        html.unescape(marked) if marked else _TRAILING.sub("", html.unescape(bare))
        for marked, bare in _LINK.findall(text[:MAX_TEXT])
    ]


def links_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the links of several messages, each page once, 50 at most; links into Slack itself are left out."""
    found: dict[str, str] = {}
    for text in texts:
        for url in links_in(text):
            if len(url) <= _MAX_URL and not _is_slack(url):
                found.setdefault(canonical_url(url), url)
    return tuple(found.values())[:MAX_ARTICLES]


def texts_of(messages: Iterable[Mapping[str, Any]], *, own: str | None) -> list[str]:
    """Return the texts of messages as people and other apps wrote them. Our own (`own`: the bot's id) cite, not ask."""
    return [
        message["text"]
        for message in messages
        if isinstance(message.get("text"), str) and not (own and message.get("bot_id") == own)
    ]


def _is_slack(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False  # the guard will say what is wrong with it
    return host == "slack.com" or host.endswith(".slack.com")

"""The outlet's name where its own furniture gives it."""

from __future__ import annotations

import re

from summarizer.sources.cruft.blocks import Block

_NAME = r"(?P<name>[A-ZÀ-ÖØ-ÞА-Я][\w&'’.-]{1,30}(?:\s(?:[A-ZÀ-ÖØ-ÞА-Я][\w&'’.-]{1,30}|of|the|de|da|di|du|der)){0,3})"
_SHOWS = (
    re.compile(rf"[Ff]or [Mm]ore(?: \w+){{0,3}},? visit\s(?:our (?:web)?site(?: at)?\s)?(?:www\.)?{_NAME}"),
    re.compile(
        rf"(?:[Ss]ubscribe to|[Ss]upport|[Ff]ollow|[Dd]ownload) (?:the\s)?{_NAME}(?= on\b| app\b| newsletter|['’]s|\.?$)"  # noqa: E501
    ),
    re.compile(rf"(?:©|\(c\)|[Cc]opyright)\s(?:©\s)?(?:\d{{4}}(?:[-–]\d{{4}})?,?\s)?{_NAME}"),
)
_NO_OUTLET = {"Facebook", "Twitter", "Instagram", "WhatsApp", "Telegram", "YouTube", "TikTok", "LinkedIn", "All", "The"}


def outlet_of(blocks: list[Block], suffix: str | None) -> str | None:
    """Return the outlet that promo, copyright or the title's suffix names; None when none does."""
    for pattern in _SHOWS:
        for block in blocks:
            if block.reason in {"promo", "newsletter", "share", "app", "copyright", "donate"}:
                match = pattern.search(block.text[:200])
                if match and match["name"].rstrip(".") not in _NO_OUTLET:
                    return match["name"].rstrip(".")
    return suffix

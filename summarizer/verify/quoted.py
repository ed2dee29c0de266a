"""What stands in quotation marks is verbatim in the passages, typography apart."""

from __future__ import annotations

import re

from summarizer.models import Failure
from summarizer.text.values import negated
from summarizer.verify.reading import Ground, Reading, plain, read

_EDGES = " ,.;:!?-"
_CUT = re.compile(r"\.\.\.|\[[^\]]{0,80}\]")


def check_quotations(statement: Reading, ground: Ground) -> Failure | None:
    """What stands in quotation marks stands so in one cited sentence, or runs over adjacent ones.

    A cut ("...") or an insertion ("[he]") may stand for words of the passage, but for no negation.
    """
    missing = [quote.text for quote in statement.values.quotations if not _quoted(plain(quote.text), ground)]
    if not missing:
        return None
    return Failure("quotation", tuple(missing), f"not verbatim in the cited sentences: {', '.join(missing)}")


def outside_quotations(statement: Reading) -> Reading:
    """Return the statement with the insides of its quotations blanked, offsets kept: they are verbatim, so shown."""
    text = statement.text
    for quote in statement.values.quotations:
        text = text[: quote.start] + " " * (quote.end - quote.start) + text[quote.end :]
    return read(text, statement.language, statement.published)


def _quoted(quote: str, ground: Ground) -> bool:
    texts = [p.plain for p in ground.passages] + [ground.plain]
    trimmed = quote.strip(_EDGES)
    if not trimmed or any(contains(text, trimmed) for text in texts):
        return True
    parts = [part.strip(_EDGES) for part in _CUT.split(quote)]
    parts = [part for part in parts if part]
    return len(parts) > 0 and len(parts[0]) < len(trimmed) and any(_in_order(parts, text) for text in texts)


def _in_order(parts: list[str], text: str) -> bool:
    end = -1
    for part in parts:
        at = text.find(part, max(end, 0))
        if at < 0 or not contains(text[max(0, at - 1) : at + len(part) + 1], part):
            return False
        if end >= 0 and negated(text[end:at]):
            return False
        end = at + len(part)
    return not negated(text[end : end + 8])


def contains(text: str, part: str) -> bool:
    """Tell whether `part` stands in `text` and not inside a longer word."""
    at = text.find(part)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(part) : at + len(part) + 1]
        inside_left = before.isalnum() and part[0].isalnum() and not _unspaced(part[0])
        inside_right = after.isalnum() and part[-1].isalnum() and not _unspaced(part[-1])
        if not inside_left and not inside_right:
            return True
        at = text.find(part, at + 1)
    return False


def _unspaced(char: str) -> bool:
    """Tell a character of a script that is written without spaces between words."""
    return "\u0e00" <= char <= "\u0eff" or "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af"

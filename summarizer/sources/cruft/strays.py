"""Headlines of other articles that a site sets between two paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.sources.cruft.blocks import Block
from summarizer.sources.cruft.lines import reports

LISTED = re.compile(r"^\s*(?:[-*•·–—▪◦‣●]|\d{1,2}[.)])\s*")
STARTS_LIST = re.compile(r"[:：]\s*$")


def mark_stray_headlines(blocks: list[Block], title: Block | None) -> None:
    """Mark open lines between two paragraphs that are headlines of other articles; the caller gives the title's block."""  # noqa: E501
    body = [b for b in blocks if not b.reason and b is not title]
    candidates = [i for i, b in enumerate(body) if _may_be_stray(body, i)]
    if not candidates or len(candidates) > 6:
        return
    for index in candidates:
        if _is_stray(body, index):
            body[index].reason = "related"


def _may_be_stray(body: Sequence[Block], index: int) -> bool:
    block = body[index]
    if not 0 < index < len(body) - 1 or not block.is_headline_like or block.size < 6 or LISTED.match(block.text):
        return False
    before, after = body[index - 1], body[index + 1]
    return before.is_prose and after.is_prose and not STARTS_LIST.search(before.text) and not block.opens_quoted


# 2026-11-22, marks read by eye in 162 articles of multinews_dev: with one bound for all open lines (announced at most
# 0.34), 10 of 19 were facts that had lost their full stop, questions or speech; of the 6 that these rules leave, none.
def _is_stray(body: Sequence[Block], index: int) -> bool:
    """It announces nothing that the next paragraphs tell, and the article around it does not know its words.

    A headline in title case is one by its looks; any other open line must be strange to the whole article: a
    fact that lost its full stop is told with the article's own words.
    """
    block, own = body[index], body[index].stems
    if block.text.rstrip()[-1:] in "?？؟" or (reports(block) and not _is_title_case(block)):
        return False
    told = frozenset().union(*(b.stems for b in body[index + 1 : index + 4]))
    announced = len(own & told) / max(1, len(own))
    known = len(own & told.union(*(b.stems for b in (*body[:index], *body[index + 4 :])))) / max(1, len(own))
    if _is_title_case(block):
        alone = not any(_is_title_case(b) and b.is_headline_like for b in body if b is not block)
        return len(own) >= 4 and announced <= 0.34 and (block.size >= 9 or (block.size >= 7 and known <= 0.5 and alone))
    least = 12 if block.is_wide else 5
    return len(own) >= least and announced <= 0.2 and known <= 0.34


def _is_title_case(block: Block) -> bool:
    words = list(re.findall(r"[^\W\d_]{4,}", block.text))
    return len(words) >= 4 and sum(w[0].isupper() for w in words) >= 0.8 * len(words)

"""How far an article is read: what stands beyond what any news article reaches is marked, not worked on.

Work grows with the characters and with the sentences of a request, so both are weighed: a character weighs one, and
what may end a sentence `END` more. The rest stays in the text, as all that is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from summarizer.models import TOO_LONG, Article, Removed

END: Final = 50
# The heaviest of the 1,100 articles of the evaluation data weighs 47,000 (23,000 characters), its 50 heaviest together
# 805,000; a feature of 10,000 words some 110,000. The worst of 47 kinds of hostile requests takes 8.9 s of processor
# time on two busy cores, the median 2.6 s (`python -m evals.bench_hostile --shape many`, 2026-11-22).
MOST_OF_ONE: Final = 150_000
MOST_OF_ALL: Final = 1_000_000

_ASCII_ENDS: Final = "\n\v\f\r\x1c\x1d\x1e!).:;?"
# Line ends, and whatever one of the splitter's languages ends a sentence at (`tests/test_bounds.py` asks it), and a
# closing bracket: of a row of brackets each may be a sentence, though none else is cut there.
_END: Final = re.compile(
    "["
    r"\x0a-\x0d\x1c-\x1e\x21\x29\x2e\x3a\x3b\x3f\x85\u055c\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837"
    r"\u0839\u083d\u083e\u0964\u0965\u104a\u104b\u104f\u1362\u1367\u1368\u166e\u1735\u1736\u1803\u1809"
    r"\u1944\u1945\u1aa8-\u1aab\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d\u1b7e\u1c3b\u1c3c\u1c7e\u1c7f\u2024\u2026"
    r"\u2028\u2029\u203c\u203d\u2047-\u2049\u2e2e\u2e3c\u2e53\u2e54\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7"
    r"\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb\ufe52\ufe56\ufe57\uff01"
    r"\uff0e\uff1f\uff61\U00010a56\U00010a57\U00010f55-\U00010f59\U00010f86-\U00010f89\U00011047\U00011048"
    r"\U000110be-\U000110c1\U00011141-\U00011143\U000111c5\U000111c6\U000111cd\U000111de\U000111df"
    r"\U00011238\U00011239\U0001123b\U0001123c\U000112a9\U0001144b\U0001144c\U000115c2\U000115c3"
    r"\U000115c9-\U000115d7\U00011641\U00011642\U0001173c-\U0001173e\U00011944\U00011946"
    r"\U00011a42\U00011a43\U00011a9b\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8\U00016a6e\U00016a6f"
    r"\U00016af5\U00016b37\U00016b38\U00016b44\U00016e98\U0001bc9f\U0001da88"
    "]"
)


def weight(text: str) -> int:
    """Return what `text` weighs."""
    ends = sum(map(text.count, _ASCII_ENDS)) if text.isascii() else len(_END.findall(text))
    return len(text) + END * ends


def share(texts: Iterable[str]) -> int:
    """Return the weight up to which each of the `texts` of a request is read: short ones leave their room to others."""
    weights = sorted(min(weight(text), MOST_OF_ONE) for text in texts)
    left = MOST_OF_ALL
    for rank, weighs in enumerate(weights):
        if weighs * (len(weights) - rank) > left:
            return left // (len(weights) - rank)
        left -= weighs
    return MOST_OF_ONE


def reach(text: str, most: int = MOST_OF_ONE) -> int:
    """Return up to where `text` is read to weigh at most `most`: its end, or the last end of a sentence before that."""
    if weight(text) <= most:
        return len(text)
    last, room = 0, most
    for count, end in enumerate(_END.finditer(text, 0, most)):
        room = most - END * count
        if end.end() + END > room:
            room = min(end.start(), room)
            break
        room -= END
        last = last if end.group() == ")" else end.end()
    if 2 * last >= room:
        return last
    blank = text.rfind(" ", room // 2, room)
    return blank if blank > 0 else room


def cut(article: Article, at: int) -> Article:
    """Return `article` with its text marked from `at` on, and a warning that says so."""
    text = article.text
    start, end = len(text) - len(text[at:].lstrip()), len(text.rstrip())
    if start >= end:
        return article
    rest = Removed(start=start, end=end, reason=TOO_LONG)
    warning = f"{TOO_LONG}: the first {at:,} of {len(text):,} characters are read; the rest is marked"
    return article.model_copy(update={"removed": (*article.removed, rest), "warnings": (*article.warnings, warning)})

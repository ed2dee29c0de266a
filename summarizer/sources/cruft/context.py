"""Rules that need the neighbours: the head of the page, runs of furniture, headlines set between paragraphs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.sources.cruft.blocks import Block
from summarizer.sources.cruft.cues import cues
from summarizer.sources.cruft.datelines import dateline
from summarizer.sources.cruft.lines import LANGUAGES, MORE_FROM, reports
from summarizer.sources.cruft.stamps import is_name_only
from summarizer.sources.cruft.strays import LISTED, STARTS_LIST, mark_stray_headlines
from summarizer.text.folding import fold

HEAD = 14  # blocks in which a title may stand
_SUFFIX = re.compile(r"\s+[|–—-]\s+(?P<outlet>[^|–—\n]{2,40})$|\s\|\s(?P<bar>[^|\n]{2,40})$")
_POINTERS = re.compile(r"^\s*(?:►|▶|▸|»|>>|→|➤|☞|👉|➡)")


@dataclass(frozen=True, slots=True)
class Head:
    """The title as it stands in the text, its block, the outlet glued to it, and the deck."""

    block: Block | None
    title: str | None
    span: tuple[int, int] | None
    deck: str | None = None
    suffix: str | None = None


def read_head(blocks: list[Block], given: str | None) -> Head:
    """Find the title and the deck, and mark what stands around them: labels, menus, kickers, teasers."""
    if blocks and not blocks[0].reason and blocks[0].bare in LANGUAGES:
        blocks[0].reason = "language_label"
    block = _given_title(blocks, given) or _first_title(blocks)
    if block is None:
        _mark_teaser(blocks, None)
        return Head(None, None, None)
    _mark_language(blocks, block)
    _mark_above(blocks, block)
    length, suffix = _without_suffix(blocks, block)
    if suffix:
        block.pieces.append((length, len(block.text), "title_copy"))
    _mark_teaser(blocks, block)
    title = block.text[:length].strip()
    return Head(block, title, (block.start, block.start + len(title)), _deck(blocks, block), suffix)


def _given_title(blocks: Sequence[Block], given: str | None) -> Block | None:
    if not given:
        return None
    folded = fold(given)
    return next((b for b in blocks[:HEAD] if b.folded == folded and not b.opens_quoted), None)


def _first_title(blocks: Sequence[Block]) -> Block | None:
    """The first clean headline-like line before the lead, or the one between a deck and the lead."""
    prose = 0
    candidates: list[Block] = []
    for index, block in enumerate(blocks[:HEAD]):
        if block.reason:
            continue
        if block.is_headline_like and block.text[0] not in "([（【" and _has_prose_after(blocks, index):
            candidates.append(block)
        elif block.is_prose or block.size > 20:
            prose += 1
            following = _next_kept(blocks, index)
            if candidates or prose > 1 or not (following and following.is_headline_like and _is_teaser(block)):
                break
    full = [b for b in candidates if b.size >= 4] or [b for b in candidates if b.size >= 3] or candidates
    return _cleanest(full)


def _cleanest(candidates: Sequence[Block]) -> Block | None:
    """The first candidate, unless it is another one cut short or with the outlet's name behind it."""
    if not candidates:
        return None
    first = candidates[0].folded
    stem = first.rstrip(". ")
    for other in candidates[1:4]:
        cut = first.endswith("...") and other.folded.startswith(stem)
        if cut or re.match(r"\s?[|-]\s", first.removeprefix(other.folded)):
            return other
    return candidates[0]


def _has_prose_after(blocks: Sequence[Block], index: int) -> bool:
    return any(b.is_prose and not b.reason for b in blocks[index + 1 : index + 12])


def _next_kept(blocks: Sequence[Block], index: int) -> Block | None:
    return next((b for b in blocks[index + 1 : index + 6] if not b.reason), None)


def _mark_language(blocks: Sequence[Block], title: Block) -> None:
    for block in blocks[:HEAD]:
        if block is title:
            break
        if not block.reason and block.bare in LANGUAGES:
            block.reason = "language_label"


def _mark_above(blocks: Sequence[Block], title: Block) -> None:
    """What stands above the title and is shorter than a deck is a menu or a kicker."""
    for block in blocks[:HEAD]:
        if block is title:
            break
        if not block.reason and block.size <= 3 and not block.is_closed:
            block.reason = "navigation"


def _without_suffix(blocks: Sequence[Block], title: Block) -> tuple[int, str | None]:
    """Return the length of the title without the outlet after a bar or dash, and that outlet."""
    match = _SUFFIX.search(title.text)
    if not match or match.start() < 12:
        return len(title.text), None
    outlet = (match["outlet"] or match["bar"] or "").strip()
    known = sum(fold(outlet) in b.folded for b in blocks if b is not title) if len(blocks) < 200 else 0
    barred = "|" in match.group()
    if (
        not barred
        and not known
        and not re.search(
            r"(?i)news|post|times|herald|zeitung|journal|press|daily|tribune|gazette|blatt|24|\.\w{2,3}$", outlet
        )
    ):
        return len(title.text), None
    if not barred and (len(outlet.split()) > 4 or not outlet[:1].isupper()):
        return len(title.text), None
    return match.start(), outlet


def _is_teaser(block: Block) -> bool:
    """Whether a deck asks or promises: its last sentence is a question, or trails off."""
    if reports(block) or not block.sentences or block.size > 70:
        return False
    asked = [i for i, (_, end) in enumerate(block.sentences) if block.text[end - 1] in "?？؟"]
    promises = block.size <= 25 and any(phrase in block.folded for phrase in cues().teasers)
    if not asked:
        return promises
    after = block.text[block.sentences[asked[-1]][1] :].split()
    return promises or len(after) <= 4


def _mark_teaser(blocks: Sequence[Block], title: Block | None) -> None:
    """Mark a deck that only teases: it stands above the title, or between it and a byline, stamp or dateline."""
    if title is None:
        return
    at = next(i for i, b in enumerate(blocks) if b is title)
    for block in blocks[:at]:
        if not block.reason and _is_teaser(block):
            block.reason = "teaser"
    kept = [(i, b) for i, b in enumerate(blocks[at + 1 : at + 8], at + 1) if not b.reason]
    if len(kept) < 2 or not _is_teaser(kept[0][1]):
        return
    index, block = kept[0]
    after_byline = index + 1 < len(blocks) and blocks[index + 1].reason in {
        "byline",
        "timestamp",
        "caption",
        "credit",
        "share",
        "advert",
    }
    follower = kept[1][1]
    tells = len(follower.stems & (title.stems | block.stems)) >= 2
    after_byline = after_byline or is_name_only(blocks[index + 1])
    if after_byline or dateline(follower.text, is_lead=True) or (follower.is_prose and index == at + 1 and tells):
        block.reason = "teaser"


def _deck(blocks: Sequence[Block], title: Block) -> str | None:
    """Return the deck: what stands between title and byline, or has no stop, or stands above the title."""
    at = next(i for i, b in enumerate(blocks) if b is title)
    for index, block in enumerate(blocks[at + 1 : at + 5], at + 1):
        if block.reason:
            continue
        follows = blocks[index + 1].reason if index + 1 < len(blocks) else None
        is_deck = 5 <= block.size <= 60 and (
            follows in {"byline", "timestamp"} or (not block.is_closed and _next_kept(blocks, index) is not None)
        )
        return block.text if is_deck else None
    return None


# Neighbours ------------------------------------------------------------------------------------------


def mark_by_neighbours(blocks: list[Block], head: Head, outlet: str | None) -> None:
    """Mark copies of the title, names beside stamps, lists under a pointer, runs, stray headlines."""
    _mark_copies(blocks, head)
    _mark_names(blocks, head)
    _mark_lists(blocks, head)
    _mark_captions(blocks, head)
    _mark_gaps(blocks, head)
    _mark_foot(blocks, head)
    mark_stray_headlines(blocks, head.block)


def _mark_copies(blocks: Sequence[Block], head: Head) -> None:
    if not head.title:
        return
    title = fold(head.title)
    for block in blocks:
        if block is head.block or block.reason or len(block.text) > 300 or block.opens_quoted:
            continue
        folded = block.folded.rstrip(". ")
        cut = folded.endswith("...") or block.text.rstrip().endswith(("…", "..."))
        stem = folded.rstrip(". …")
        if (
            folded == title.rstrip(". ")
            or (folded.startswith(title) and re.match(r"\s?[|–—-]\s", folded[len(title) :]))
            or (not block.is_closed and len(stem) >= 12 and _is_shortened(stem, title))
            or (cut and len(stem) >= 12 and title.startswith(stem))
        ):
            block.reason = "title_copy"


def _is_shortened(line: str, title: str) -> bool:
    """Whether `line` is `title` with words left out: three or more of them, a third of it, in its order."""
    words, rest = line.split(), iter(title.split())
    return len(words) >= 3 and len(line) * 3 >= len(title) and all(word in rest for word in words)


def _mark_names(blocks: Sequence[Block], head: Head) -> None:
    """A name alone, beside a stamp, a byline or a share row in the head or at the foot, is a byline."""
    for index, block in enumerate(blocks):
        if block.reason or block is head.block:
            continue
        if index and blocks[index - 1] is head.block and _PLACE_AND_NAME.match(block.text):
            block.reason = "byline"
        if block.reason or not is_name_only(block):
            continue
        beside = {b.reason for b in (*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2])}
        under_title = index and blocks[index - 1] is head.block and blocks[index + 1 : index + 2]
        if under_title and (blocks[index + 1].is_prose or blocks[index + 1].reason) and 2 <= block.size <= 4:
            block.reason = "byline"
        if beside & {"timestamp", "byline", "live_stamp"} and (index < HEAD or index > len(blocks) - 6):
            block.reason = "byline"


_PLACE_AND_NAME = re.compile(
    r"^[\u0621-\u064a]{2,12}(?: [\u0621-\u064a]{2,12})? [-–—|] (?:[\u0621-\u064a]{2,12} ?){2,4}$"
)


def _mark_lists(blocks: Sequence[Block], head: Head) -> None:
    """Headline-like lines that follow a bare pointer ("Related articles"), and lines behind an arrow."""
    under: str | None = None
    for index, block in enumerate(blocks):
        if block.reason:
            exact = cues().exact.get(block.bare)
            heads = block.reason == "related" and bool(MORE_FROM.match(block.bare))
            if heads or (exact in {"related", "tags"} and block.reason == exact) or block.reason == "poll":
                under = block.reason
            elif block.reason not in {"timestamp", "related", "byline", "comments", "placeholder", "credit"}:
                under = None
            continue
        if block is head.block:
            under = None
            continue
        if (
            _POINTERS.match(block.text)
            and block.size <= 25
            and (not block.is_closed or block.text.rstrip()[-1] in "?!")
        ):
            block.reason = "related"
        elif under == "poll" and (block.size > 4 or block.is_closed):
            under = None
        elif (
            under
            and _is_listed(block)
            and not (index and STARTS_LIST.search(blocks[index - 1].text) and not blocks[index - 1].reason)
        ):
            block.reason = under
        elif under:
            under = None


def _is_listed(block: Block) -> bool:
    return block.size <= 25 and (not block.is_closed or block.is_headline_like) and len(block.text) <= 220


def _mark_captions(blocks: Sequence[Block], head: Head) -> None:
    """A short line right before a line that is only a credit is the caption of the same picture.

    Below the lead only where it has no full stop: there a credit alone proves nothing about the paragraph above.
    """
    prose = 0
    for before, block in itertools.pairwise(blocks):
        if before.reason or before is head.block:
            continue
        if block.reason == "credit" and _is_caption(blocks, before, block, is_first=prose == 0):
            before.reason = "caption"
        else:
            prose += before.is_prose


def _is_caption(blocks: Sequence[Block], before: Block, credit: Block, *, is_first: bool) -> bool:
    if before.size > 45 or len(before.sentences) > 2 or reports(before):
        return False
    return not before.is_closed or (is_first and (bool(_SHOWN.search(before.text)) or _lead_follows(blocks, credit)))


_SHOWN = re.compile(
    r"\b(?:left|right|cent(?:er|re)|pictured|seen|shown|undated|links|rechts|gauche|droite|izquierda|derecha|esquerda|direita|sinistra|destra"
    r"|слева|справа|ліворуч|праворуч)\b"
)


def _lead_follows(blocks: Sequence[Block], credit: Block) -> bool:
    """Whether a paragraph with a dateline comes next: what stands above the credit is then no lead."""
    following = next((b for b in blocks[blocks.index(credit) + 1 :] if not b.reason), None)
    return bool(following and following.is_prose and dateline(following.text, is_lead=True))


def _mark_gaps(blocks: Sequence[Block], head: Head) -> None:
    """A short open line between two lines of furniture belongs to their run."""
    for index in range(1, len(blocks) - 1):
        block = blocks[index]
        if block.reason or block is head.block or block.is_closed or block.size > 4 or block.is_quoted:
            continue
        before, after = blocks[index - 1].reason, blocks[index + 1].reason
        if before in _RUN and after in _RUN and not LISTED.match(block.text):
            block.reason = "navigation"


_RUN = {
    "navigation",
    "share",
    "related",
    "tags",
    "comments",
    "app",
    "newsletter",
    "cookie",
    "advert",
    "placeholder",
    "poll",
    "timestamp",
}


_FACT = re.compile(r"[:：]\s?\D{0,12}\d")


def _mark_foot(blocks: Sequence[Block], head: Head) -> None:
    """After the last paragraph, open lines that follow furniture are furniture too."""
    last = max((i for i, b in enumerate(blocks) if b.is_prose and not b.reason), default=len(blocks))
    seen: str | None = None
    for block in blocks[last + 1 :]:
        if block.reason:
            seen = block.reason if block.reason in _RUN | {"copyright", "promo"} else seen
        elif (
            seen
            and block is not head.block
            and not _FACT.search(block.text)
            and not block.is_closed
            and not block.opens_quoted
        ):
            block.reason = "related" if block.size > 4 else "navigation"

"""What every face shows of a digest, in words, so that all faces say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final

from summarizer.models import (
    Brief,
    Change,
    Citation,
    Digest,
    DigestStory,
    KnownStory,
    Rank,
    RankPart,
    SkippedFeed,
    Statement,
)
from summarizer.render.foreign import one_line
from summarizer.render.view import counted

_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)  # not the locale's: the words around them are English
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_CHANGES: Final = {
    "new_claim": "New",
    "corroborated": "Now confirmed",
    "new_disagreement": "Outlets differ",
    "changed_figure": "Changed",
}
MOST_SUBJECT: Final = 140  # characters of a mail's subject
OTHER: Final = "Other"


def title_words(digest: Digest) -> str:
    """Name the digest: its list and its day in full."""
    return f"{list_words(digest)} · {day_words(digest.date)}"


def list_words(digest: Digest) -> str:
    """Return the name of the list as a heading has it."""
    words = digest.list.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def day_words(iso: str) -> str:
    """Return a date in full: `Sunday, 22 November 2026`."""
    day = date.fromisoformat(iso)
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(iso: str) -> str:
    """Return a date in short: `22 November`."""
    day = date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]}"


def moment_words(iso: str) -> str:
    """Return a time in short, in its own zone: `22 November, 07:00`."""
    moment = datetime.fromisoformat(iso)
    return f"{moment.day} {_MONTHS[moment.month - 1]}, {moment:%H:%M}"


def subject_words(digest: Digest) -> str:
    """Return the subject of a mail: the list, and its first story, on one line."""
    first = one_line(headline_words(digest.stories[0])) if digest.stories else "nothing new"
    subject = f"{list_words(digest)}, {short_day(digest.date)}: {first}"
    return subject if len(subject) <= MOST_SUBJECT else subject[: MOST_SUBJECT - 1].rstrip() + "…"


def headline_words(story: DigestStory) -> str:
    """Return the headline, marked where the reader knows the story."""
    return f"Update: {story.brief.headline.text}" if story.update else story.brief.headline.text


def scope_words(digest: Digest) -> str:
    """Say what the digest stands on: `10 stories, 2 of them updates; 2,000 items of 30 feeds, from ... to ...`."""
    updates = sum(story.update is not None for story in digest.stories)
    told = _stories(len(digest.stories)) if digest.stories else "nothing new"
    if updates:
        told += (
            f", {'an update' if updates == 1 else 'updates'}"
            if updates == len(digest.stories)
            else (f", {updates} of them {'an update' if updates == 1 else 'updates'}")
        )
    feeds = f"{digest.feeds.items:,} items of {counted(digest.feeds.read + digest.feeds.failed, 'feed')}"
    return f"{told}; {feeds}, {moment_words(digest.since)} to {moment_words(digest.until)}"


def rank_words(rank: Rank) -> str:
    """Say why a story stands where it does, in numbers that add up to its score."""
    return f"{' + '.join(f'{part.points:.2f} for {_part_words(part)}' for part in rank.parts)} = {rank.score:.2f}"


def _part_words(part: RankPart) -> str:
    if part.name == "publishers":
        return counted(round(part.figure), "independent publisher")
    if part.name == "followed":
        return "going on with a story told before"
    return counted(round(part.figure), "report") if part.name == "size" else f"being {_age(part.figure)} old"


def _age(hours: float) -> str:
    if hours < 1:
        return counted(max(1, round(hours * 60)), "minute")
    return counted(round(hours), "hour") if hours < 48 else counted(round(hours / 24), "day")


def told_words(story: DigestStory) -> str:
    """Say since when the reader knows the story."""
    update = story.update
    if update is None:
        return ""
    if update.first_told == update.last_told:
        return f"Told before, on {short_day(update.last_told)}. What is new:"
    return f"Told first on {short_day(update.first_told)}, last on {short_day(update.last_told)}. What is new:"


def change_label(change: Change) -> str:
    """Return the word before a change."""
    return _CHANGES[change.kind]


def change_words(change: Change) -> str:
    """Say a change in one sentence, with what was told before and by whom it is told now."""
    if change.kind == "changed_figure":
        return f"{change.text} (told before: {change.before})"
    if change.kind == "corroborated":
        return f"{change.text} (before: {change.before}; now also {', '.join(change.outlets)})"
    if change.kind == "new_claim":
        return f"{change.text} ({', '.join(change.outlets)})"
    return change.text


def known_words(known: KnownStory) -> str:
    """Say of a story without news what it is and when it was told."""
    return (
        f"{known.headline} (told on {short_day(known.last_told)}; {counted(known.articles, 'report')} since, no news)"
    )


def left_out_words(digest: Digest) -> str:
    """Say how many stories there were beside the ones told; empty where there were none."""
    if not digest.left_out:
        return ""
    return f"{digest.left_out:,} more {'story' if digest.left_out == 1 else 'stories'} ranked below these."


def feeds_words(digest: Digest) -> str:
    """Say how the feeds fared."""
    feeds = digest.feeds
    words = f"{counted(feeds.read, 'feed')} read, {feeds.unchanged} of them unchanged"
    return f"{words}; {feeds.failed} could not be read" if feeds.failed else words


def skipped_words(skipped: SkippedFeed) -> str:
    """Say which feed could not be read and why."""
    return f"{skipped.feed}: {skipped.detail} ({skipped.code})"


def nothing_words(digest: Digest) -> str:
    """Say that there is nothing to tell, and why that is not a fault."""
    known = len(digest.unchanged)
    if not known:
        return "Nothing new: the feeds brought no story in this time."
    return f"Nothing new: {_stories(known)} of earlier digests {'goes' if known == 1 else 'go'} on without news."


def _stories(number: int) -> str:
    return "1 story" if number == 1 else f"{number:,} stories"


def by_section(stories: Sequence[DigestStory]) -> list[tuple[str | None, tuple[DigestStory, ...]]]:
    """Return the stories by section, the section of the best story first; without sections, all under None.

    Stories of no section come last, under `OTHER`.
    """
    if not any(story.section for story in stories):
        return [(None, tuple(stories))] if stories else []
    best: dict[str, int] = {}
    for place, story in enumerate(stories):
        best.setdefault(story.section or "", place if story.section else len(stories))
    ordered = sorted(stories, key=lambda story: (best[story.section or ""], story.rank.place))
    return [(name or OTHER, tuple(group)) for name, group in groupby(ordered, key=lambda story: story.section)]


def cited_sources(brief: Brief, citations: Iterable[Citation]) -> tuple[tuple[str, str | None], ...]:
    """Return the sources of `citations` with their addresses, each once, those that show it whole first."""
    urls = {source.id: source.url for source in brief.sources}
    ordered = sorted(citations, key=lambda citation: citation.role == "related")
    return tuple((id, urls[id]) for id in dict.fromkeys(citation.source for citation in ordered))


def agreement_label(statement: Statement) -> str:
    """Say how far outlets agree, to stand before their names."""
    if statement.agreement == "corroborated":
        return "corroborated by"
    return "outlets differ:" if statement.agreement == "disputed" else "only"

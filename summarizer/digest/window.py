"""Which day a digest is of, and which items belong to it. Pure: the time is handed in.

The day is the calendar day of the time zone that `now` carries, so that a day of 23 or 25 hours is one day. A digest
reaches back `span`, and further where the one before it ended earlier: a machine that slept for three days makes one
digest of three days, not three digests, and not one of a day that forgets two.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

CATCH_UP: Final = timedelta(days=7)  # how far back a digest reaches at most, however long none was made
LATE: Final = timedelta(days=2)  # how late an item may turn up and still be news; a feed added today brings a week
SET_BACK: Final = timedelta(days=1)  # a clock that is further behind the last digest than this was wrong before


class Last(NamedTuple):
    """The last digest that was made: its day, and the end of its window."""

    day: date
    until: datetime


class Window(NamedTuple):
    """The items of one digest: from `since` on, and what turned up only after the last digest ended."""

    day: date
    since: datetime
    until: datetime
    seen_until: datetime | None

    def holds(self, when: datetime, first_seen: datetime) -> bool:
        """Say whether an item of `when`, seen first at `first_seen`, belongs to the digest.

        One with an old date that turned up after the last digest is late, not old: it must not fall between two.
        """
        if when >= self.since:
            return True
        late = self.seen_until is not None and first_seen > self.seen_until
        return late and when >= self.since - LATE

    def is_new(self, when: datetime, first_seen: datetime) -> bool:
        """Say whether no digest before could have held the item."""
        return self.seen_until is None or max(when, first_seen) > self.seen_until


def is_made(now: datetime, last: Last | None) -> bool:
    """Say whether the digest of the day of `now` was made already; a clock set back by a while does not undo it."""
    if last is None:
        return False
    return now.date() == last.day or (now.date() < last.day and last.until - now <= SET_BACK)


def window(now: datetime, span: timedelta, last: Last | None) -> Window:
    """Return what a digest made at `now` looks at."""
    since = now - span
    if last is None or last.until > now:
        return Window(now.date(), since, now, None)
    return Window(now.date(), max(min(since, last.until), now - max(CATCH_UP, span)), now, last.until)

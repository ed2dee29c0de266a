"""Dates as feeds write them (FEED-3): read where they name a day, unknown where they do not, never an exception."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.sources.feeds.dates import moment

TEN = datetime(2026, 11, 17, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "Tue, 17 Nov 2026 10:00:00 GMT", "17 Nov 26 10:00 UT", "Tue, 17 Nov 2026 12:00:00 +0200",
        "Tue, 17 Nov 2026 05:00:00 EST", "Tue, 17 Nov 2026 11:00:00 CET", "Tue, 17 Nov 2026 10:00:00",
        "Tue, 17 Nov 2026 10:00:00 XYZ", "Tue Nov 17 10:00:00 2026", "2026-11-17T10:00:00Z",
        "2026-11-17T10:00:00.123456789Z", "2026-11-17T15:30:00+05:30", "2026-11-17 10:00:00", "1794909600",
        "1794909600000", "November 17, 2026 10:00 am", "Tuesday, 17th November 2026, 10:00",
        "Di, 17 Nov 2026 11:00:00 +0100", "mardi 17 novembre 2026 à 10h00", "17 de noviembre de 2026 10:00",
        "вт, 17 ноя 2026 13:00:00 +0300", "17 листопада 2026, 10:00", "17. marraskuuta 2026 klo 10.00",
        "17 Kasım 2026 Salı 10:00", "2026年11月17日 10:00", "2026년 11월 17일 10:00",
        "١٧ نوفمبر ٢٠٢٦ 10:00", "17 تشرين الثاني 2026 10:00", "17.11.2026 10:00", "17/11/2026 10:00",
        "11/17/2026 10:00 AM", "17-Nov-2026 10:00:00", "\n  Tue,\t17 Nov 2026\n10:00:00 GMT ",
    ],
)  # fmt: skip
def test_ten_in_the_morning_in_many_hands(written):
    assert moment(written) == TEN


@pytest.mark.parametrize(
    "written",
    [
        "", "now", "yesterday", "Tue, 31 Feb 2026 10:00:00 GMT", "2026-13-01", "0000-00-00T00:00:00Z", "0001-01-01",
        "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "99999-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "Tue, 17 Nov 0026 10:00:00 GMT", "0", "-1", "9" * 12, "9" * 1_000_000, "10:00", "17 Smarch 2026", "²026-11-17",
    ],
)  # fmt: skip
def test_what_is_no_date_of_an_item_is_unknown(written):
    assert moment(written) is None


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-29T02:30:00+01:00", "2026-03-29T01:30"),  # an hour that clocks in Berlin skip
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30"),  # and one that they show twice
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30"),
        ("Tue, 17 Nov 2026 24:00:00 GMT", "2026-11-18T00:00"),
        ("2026-11-17T25:61:00Z", "2026-11-17T00:00"),
        ("Tue, 17 Nov 2026 10:00:00 +9999", "2026-11-17T10:00"),
        ("Tue, 17 Nov 2026 00:30:00 +1400", "2026-11-16T10:30"),
        ("17 Nov 98 10:00 GMT", "1998-11-17T10:00"),
        ("3/4/2026", "2026-04-03T00:00"),
        ("2026-11", "2026-11-01T00:00"),
    ],
)
def test_odd_hours_and_zones(written, utc):
    assert moment(written) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


DATE_LIKE = r"\d{1,5}[-/. ]\w{1,9}[-/. ]\d{1,6}( \d{1,3}:\d{1,3}(:\d\d)?( [+-]\d{4})?)?"


@given(st.text(max_size=60) | st.from_regex(DATE_LIKE))
@example("2026-01-01T00:00:00+23:59")
@example("1990-01-01T00:00:00+14:00")
def test_any_text_is_a_moment_of_the_web_or_none(text):
    found = moment(text)
    assert found is None or (found.tzinfo is UTC and 1990 <= found.year <= 2199)


@given(st.datetimes(datetime(1991, 1, 1), datetime(2190, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_the_two_standards_are_read_as_they_are_written(naive, minutes):
    from datetime import timedelta, timezone
    from email.utils import format_datetime

    written = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert moment(written.isoformat()) == written
    assert moment(format_datetime(written)) == written

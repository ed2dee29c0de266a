"""Numbers, names, dates, negation and modality as comparable values."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.text.dates import dates
from summarizer.text.names import name_key, names
from summarizer.text.numbers import numbers
from summarizer.text.values import modality, negated, quotations, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twenty people were killed", [(20, "")]),
        ("20 dead", [(20, "")]),
        ("$1.5m and €2.3 billion", [(1.5e6, "usd"), (2.3e9, "eur")]),
        ("5,000 dollars", [(5000, "usd")]),
        ("3,038 acres, or 3.1 per cent", [(3038, "acre"), (3.1, "percent")]),
        ("two hundred and five boats", [(205, "")]),
        ("three million two hundred thousand", [(3.2e6, "")]),
        ("two-thirds of them", [(2 / 3, "")]),
        ("one in 11 buildings", [(1, ""), (1 / 11, ""), (11, "")]),
        ("two dozen", [(24, "")]),
        ("10 to 12 percent", [(10, "percent"), (12, "percent")]),
        ("the next five to 20 years", [(5, "year"), (20, "year")]),
        ("1.234.567 boats", [(1234567, "")]),
        ("the 19th and the eighth", [(19, ""), (8, "")]),
    ],
)
def test_numbers_have_values_and_units(text, expected):
    assert [(q.value, q.unit) for q in numbers(text)] == [(pytest.approx(v, rel=1e-9), u) for v, u in expected]


def test_thousands_separators_follow_the_language():
    assert [q.value for q in numbers("1.234 Menschen und 3,7 Millionen Euro", "de")] == [1234, 3.7e6]
    assert [q.value for q in numbers("1,234 people and 3.7 million", "en")] == [1234, 3.7e6]


def test_times_of_day_agree_however_they_are_written():
    told = [numbers(t)[0].value % 720 for t in ("5:42 p.m.", "17:42", "eighteen minutes to six", "5.42pm")]
    assert told == [342] * 4


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least 34", "min"),
        ("no fewer than 34", "min"),
        ("up to 34", "max"),
        ("more than 34", "over"),
        ("nearly 34", "under"),
    ],
)
def test_numbers_carry_their_hedge(text, bound):
    assert numbers(text)[0].bound == bound


def test_small_words_that_are_often_no_number_are_weak():
    assert all(q.weak for q in numbers("one of the two met once in the first half"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Oct. 1, 2013", (2013, 10, 1)),
        ("1 October 2013", (2013, 10, 1)),
        ("2013-10-01", (2013, 10, 1)),
        ("3 mars 2021", (2021, 3, 3)),
        ("in May", (None, 5, None)),
        ("in 2004", (2004, None, None)),
    ],
)
def test_dates_have_parts(text, parts):
    (found,) = dates(text)
    assert (found.year, found.month, found.day) == parts


def test_verbs_are_no_months():
    assert dates("He may march on. May we go? 2000 people came.") == ()


def test_weekdays_resolve_against_the_day_of_the_article():
    monday, tomorrow = dates("on Monday and tomorrow", "2024-05-15")
    assert (str(monday.resolved), str(tomorrow.resolved)) == ("2024-05-13", "2024-05-16")


def test_parts_of_years_and_centuries_are_read():
    assert [(d.season, d.year, d.decade, d.century) for d in dates("early 2005, mid-1980s, late 20th century")] == [
        ("early", 2005, None, None), ("mid", None, 1980, None), ("late", None, None, 20)
    ]  # fmt: skip


def test_ukraine_and_russia_are_two_names():
    found = names("Talks between Ukraine and Russia went on.")
    assert [m.text for m in found if not m.weak] == ["Ukraine", "Russia"]


def test_an_institution_is_one_name_and_a_title_is_none_of_it():
    found = names("He saw Mr. Lorne at the University of Norvale East.")
    assert [m.tokens for m in found if not m.weak][-1] == ("university", "norvale", "east")
    assert "mr" not in {t for m in found for t in m.tokens}


def test_a_capital_at_the_start_of_a_sentence_proves_nothing():
    found = names("Uncertainty remains. Officials met in Tarnholt.")
    assert [(m.text, m.weak) for m in found] == [("Uncertainty", True), ("Tarnholt", False)]


def test_an_opening_surname_that_speaks_is_a_name():
    assert [(m.text, m.weak) for m in names("Masango said no.")] == [("Masango", False)]


def test_german_nouns_are_no_evidence_of_names():
    assert all(m.weak for m in names("Die Regierung will den Haushalt im Herbst vorlegen.", "de"))


def test_acronyms_possessives_and_demonyms_share_a_key():
    assert name_key("U.S.") == name_key("American") == name_key("US")
    assert name_key("Lorne's") == name_key("Lorne")
    assert name_key("Russian") == name_key("Russia")


def test_negation_leaves_idioms_out():
    assert [c.text for c in negated("He did not go and didn't call.")] == ["not", "didn't"]
    assert negated("Not only that: no fewer than 5, and it wasn't until noon.") == ()
    assert [c.kind for c in negated("She denied it.")] == ["lexical"]


def test_modality_has_classes():
    assert {c.kind for c in modality("It may rain, they say, and he agreed to pay.")} >= {
        "possible",
        "reported",
        "agreed",
    }


def test_quotations_of_all_marks_are_found_and_stray_marks_are_not():
    assert [q.text for q in quotations('“a b” «c d» and "e f"')] == ["a b", "c d", "e f"]
    assert quotations('peace" And then: ') == ()


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_is_read_and_spans_slice(text):
    found = values(text)
    for mention in (*found.numbers, *found.names, *found.dates, *found.negations, *found.quotations):
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize("unit", ["a", "1,", "A.", "twenty-", "not ", "x-", "A, B and ", "'", "万", "“", "1\u00a0"])
def test_long_hostile_text_costs_little(unit):
    text = unit * (20_000 // len(unit))
    started = time.thread_time()
    values(text)
    assert time.thread_time() - started < 5.0

"""The labelled set stays above the bar that the room was built for, in every form of line end and accent."""

import pytest

from evals.cruft import labelled

ROWS = labelled.load()


def total(rows: list[labelled.Labelled]) -> labelled.Score:
    score = labelled.Score()
    for row in rows:
        score.add(labelled.score(row))
    return score


def test_the_set_is_large_and_partly_held_back() -> None:
    assert len(ROWS) >= 60
    assert sum(row.held for row in ROWS) * 4 >= len(ROWS)
    assert len({row.language for row in ROWS}) == 11


@pytest.mark.parametrize("held", [False, True])
def test_f1_and_lost_prose(held: bool) -> None:
    score = total([row for row in ROWS if row.held is held])
    assert score.f1 >= 0.95
    assert score.lost <= 0.005


@pytest.mark.parametrize("form", [labelled.crlf, labelled.spaced, labelled.decomposed])
def test_the_form_of_the_text_does_not_matter(form) -> None:
    score = total([form(row) for row in ROWS])
    assert score.f1 >= 0.95
    assert score.lost <= 0.005


def test_no_language_given_is_as_good() -> None:
    score = labelled.Score()
    for row in ROWS:
        score.add(labelled.score(row, language=None))
    assert score.f1 >= 0.95

"""Names are exact: nothing by likeness; known families and given variants alone."""

from __future__ import annotations

import pytest

from summarizer.verify import check

ALIKE = [
    ("Iran", "Iraq"), ("Austria", "Australia"), ("Slovakia", "Slovenia"), ("Niger", "Nigeria"), ("Mali", "Malawi"),
    ("Karl Berger", "Karla Berger"), ("Jon Smith", "Joan Smith"), ("Joan Biden", "Joe Biden"),
    ("Michael Brown", "Michelle Brown"), ("Daniel Reed", "Danielle Reed"), ("Eric Johnson", "Eric Johnston"),
    ("Anderson", "Andersen"), ("Hanson", "Hansen"), ("Harris", "Harrison"), ("Mary Hill", "Marty Hill"),
    ("Carmel", "Carmelo"), ("Maria Lindqvist", "Mara Lindqvist"), ("Roberts", "Robert"), ("Ilse Marrow", "Elsa Marrow"),
]  # fmt: skip
SAME = [
    ("Ukrainian envoys", "envoys of Ukraine"), ("Slovak men", "men of Slovakia"), ("Mike Brown", "Michael Brown"),
    ("José Ferrán", "Jose Ferran"), ("the ICC", "the International Criminal Court"), ("the U.S.", "the United States"),
    ("four dozen Holsteins", "48 Holstein cows"), ("the mayor of Ellery", "le maire d'Ellery"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [pair for a, b in ALIKE for pair in ((a, b), (b, a))])
def test_a_name_that_is_only_alike_is_another(one, other):
    assert "name" in {f.code for f in check(f"The minister met {one} there.", [f"The minister met {other} there."])}
    told = f"A paper told on Monday of new talks with {other} on the island."
    assert "name" in {f.code for f in check(f"Talks with {one} were told of.", [told])}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_name_in_another_known_form_is_the_same(one, other):
    passage = f"They spoke with {other} on the island."
    assert "name" not in {f.code for f in check(f"They spoke with {one} there.", [passage])}


def test_spellings_pass_only_where_they_are_given():
    statement, passages = "They met Zelenskyy there.", ["They met Zelenskiy there."]
    assert [f.code for f in check(statement, passages)] == ["name"]
    assert check(statement, passages, names={"Zelenskiy": "Zelenskyy", "Zelenskyy": "Zelenskyy"}) == ()

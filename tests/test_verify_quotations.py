"""Quotations in any marks are verbatim and keep their speaker; translations are held to their values alone."""

from __future__ import annotations

import pytest

from summarizer.text.values import quotations
from summarizer.verify import check


def codes(statement, *passages, **options):
    return {f.code for f in check(statement, passages, **options)}


def test_single_marks_quote_and_apostrophes_do_not():
    assert [q.text for q in quotations("She said 'we never left the port'.")] == ["we never left the port"]
    assert [q.text for q in quotations("‘It’s ours,’ he said, ‘all of it.’")] == ["It’s ours,", "all of it."]
    for text in (
        "The workers' union and the drivers' union agreed.",
        "It isn't the '90s, nor Ada's '80s.",
        "rock 'n' roll",
    ):
        assert quotations(text) == ()


def test_a_changed_quotation_in_single_marks_is_stopped():
    assert "quotation" in codes("She said 'we never left the port'.", "She said: “We left the port at six.”")
    assert codes("She said 'we never left the port'.", "“We never left the port,” she said.") == set()


@pytest.mark.parametrize(
    ("statement", "passages"),
    [
        ('The harbour office said: "We followed the marked channel."',
         ['"We followed the marked channel," the captain said.', "The harbour office declined to comment."]),
        ('"We will win," said Orme.', ['"We will win," said Lorne. Orme was there.']),
        ("‘We will win,’ Orme said.", ["Lorne told reporters: “We will win.”", "Orme was there."]),
    ],
)  # fmt: skip
def test_a_quotation_keeps_its_speaker(statement, passages):
    assert "attribution" in codes(statement, *passages)


@pytest.mark.parametrize(
    "passage",
    ['"We will win," said Ada Lorne.', 'Lorne, a baker, said: "We will win."', '"We will win," she said of Lorne.'],
)
def test_the_true_speaker_passes(passage):
    assert codes('"We will win," said Lorne.', passage) == set()


def test_a_month_is_no_modal():
    assert codes("The vote was on 3 May 2024.", "The vote was on May 3, 2024.") == set()
    assert "modality" in codes(
        "The council may vote in the spring of 2024.", "The council voted in the spring of 2024."
    )


def test_a_translation_is_held_to_its_values():
    ferry = "A passenger ferry with 214 people ran aground off Ellery on Tuesday evening."
    german = "Ein Passagierschiff mit 214 Menschen lief am Dienstagabend vor Ellery auf Grund."
    french = "Un bateau avec 214 personnes s'est échoué au large d'Ellery dans la soirée."
    assert codes(german, ferry) == codes(french, ferry) == set()
    assert "number" in codes(german.replace("214", "241"), ferry)
    assert "name" in codes(french.replace("Ellery", "Ostermoor"), ferry)


def test_german_nouns_are_no_names():
    assert (
        codes("Ein Schiff lief vor Ellery auf Grund.", "Ein Dampfer ist vor Ellery auf Grund gelaufen.", language="de")
        == set()
    )

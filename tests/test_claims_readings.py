"""Quotations, dated events and names, read off the table; and the two seed articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.claims import build_table, gather_names, quotations, timeline
from summarizer.claims.quotations import named_speaker
from summarizer.models import Article, ClaimTable
from summarizer.publishers import independence
from summarizer.text.sentences import sentences_of


def table_of(*articles: Article) -> ClaimTable:
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    publishers, reprints = independence(articles)
    return build_table(articles, sentences, publishers=publishers, reprints=reprints)


def told(text: str, **fields: str) -> ClaimTable:
    return table_of(Article(id="a1", text=text, outlet="Harbour Post", **fields))


# Quotations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“The pier will hold for another year,” said Edda Lunde.", "Edda Lunde"),
        ("“The pier will hold for another year,” Edda Lunde said on Monday.", "Edda Lunde"),
        ('Edda Lunde said: "The pier will hold for another year."', "Edda Lunde"),
        ("“The pier will hold,” said harbour spokesman Karl Moe at noon, “for another year or two.”", "Karl Moe"),
        ("Edda Lunde, who had met Karl Moe at noon, said “the pier will hold for a year”.", "Edda Lunde"),
        ("Edda Lunde, the harbour master, said “the pier will hold for a year”.", "Edda Lunde"),
        ("“The pier will hold for another year,” he said.", None),
        ("According to Karl Moe, “the pier will hold for a year”.", "Karl Moe"),
        ("“The pier will hold for another year,” said the harbour master, Edda Lunde.", "Edda Lunde"),
        ("Karl Moe told Valley Echo that “the pier will hold for a year”.", "Karl Moe"),
    ],
)
def test_the_speaker_beside_the_verb_of_saying(text: str, speaker: str | None) -> None:
    assert named_speaker(text)[0] == speaker


def test_a_quotation_is_verbatim_and_cites_who_names_its_speaker() -> None:
    table = told(
        "The pier was closed. Harbour master Edda Lunde visited it on Friday, she said. "
        "“Nobody should walk there before the divers have been down,” she added."
    )
    (quotation,) = quotations(table)
    text = {sentence.id: sentence.text for sentence in table.sentences}
    assert quotation.text in text[quotation.sentence_ids[0]]
    assert quotation.text == "Nobody should walk there before the divers have been down"


def test_a_pronoun_finds_its_name_in_the_sentence_before() -> None:
    table = told("Edda Lunde said the pier was old. “Nobody should walk on it this winter,” she added.")
    (quotation,) = quotations(table)
    assert (quotation.speaker, quotation.sentence_ids) == ("Edda Lunde", ("a1.s2", "a1.s1"))


def test_a_quotation_without_a_name_has_no_speaker() -> None:
    (quotation,) = quotations(told("It rained. “Nobody should walk on it this winter,” read a sign."))
    assert quotation.speaker is None


def test_one_quotation_of_two_articles_stands_once() -> None:
    said = "“Nobody should walk on it this winter,” Edda Lunde said."
    found = quotations(
        table_of(
            Article(id="a1", text=said + " The pier is old.", outlet="Harbour Post"),
            Article(id="a2", text="Divers will come. " + said, outlet="Valley Echo"),
        )
    )
    assert [quotation.sentence_ids for quotation in found] == [("a1.s1", "a2.s2")]


def test_words_in_marks_that_are_no_quotation_are_left() -> None:
    assert quotations(told('The "old pier" is a "monument".')) == []


# Dated events -----------------------------------------------------------------------------------------


def test_without_the_day_of_the_article_only_full_dates_stand() -> None:
    events = timeline(told("The pier closed on Monday. It was built in 1931. A storm hit it on 3 May 2031."))
    assert [(event.date, event.sentence_ids) for event in events] == [("1931", ("a1.s2",)), ("2031-05-03", ("a1.s3",))]


def test_a_weekday_is_resolved_against_the_day_of_the_article() -> None:
    events = timeline(
        told("The pier closed on Monday. Repairs will begin on Thursday.", published="2031-05-07T10:00:00Z")
    )
    assert [event.date for event in events] == ["2031-05-05", "2031-05-08"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Norline cancelled all sailings until Friday.", "2026-11-13"),
        ("Norline cancelled all sailings on Friday.", "2026-11-06"),
        ("On Friday, the council will vote on the pier.", "2026-11-13"),
        ("The council, which will vote on the pier, met on Monday.", "2026-11-09"),
        ("The pier will be closed, the mayor said on Monday.", "2026-11-09"),
        ("Zoryansky is to fly to Orle on Thursday.", "2026-11-12"),
        ("The pier is expected to open next Tuesday.", "2026-11-17"),
        ("The pier on Friday, a quiet place.", None),
        ("The fuel will be pumped out before an attempt is made on Saturday.", "2026-11-14"),
        ("The pier closed on December 5 after a storm.", "2025-12-05"),
        ("The pier will close on January 5.", "2027-01-05"),
        ("The pier closed on May 5 after a storm.", "2026-05-05"),
        ("The ship entered service in 1998.", "1998"),
        ("The ship sailed yesterday.", "2026-11-10"),
    ],
)
def test_a_day_lies_where_the_tense_of_its_clause_puts_it(text: str, day: str | None) -> None:
    events = timeline(told(text, published="2026-11-11T10:00:00Z"))
    assert [(event.date, event.text) for event in events] == ([(day, text)] if day else [])


def test_an_event_that_two_articles_date_differently_in_words_stands_once() -> None:
    first = Article(id="a1", text="The pier at Tarnby closed on Monday after a storm.", published="2031-05-06")
    second = Article(id="a2", text="The pier at Tarnby closed on May 5 after a storm.", published="2031-05-07")
    (event,) = timeline(table_of(first, second))
    assert (event.date, set(event.sentence_ids)) == ("2031-05-05", {"a1.s1", "a2.s1"})


def test_a_day_that_does_not_exist_is_no_event() -> None:
    assert timeline(told("The pier closed on 31 February 2031 for the winter.")) == []


# Names ------------------------------------------------------------------------------------------------


def gathered(*texts: str) -> dict[str, set[str]]:
    articles = [Article(id=f"a{n}", text=text) for n, text in enumerate(texts, 1)]
    return {entry.name: {entry.name, *entry.variants} for entry in gather_names(table_of(*articles))}


def test_spellings_of_one_name_are_one_entry() -> None:
    found = gathered(
        "The speaker was Olena Moravskyy in the end. They met Moravskyy twice.",
        "The speaker was Olena Moravsky. They met Moravskiy at noon.",
    )
    assert {"Olena Moravskyy", "Moravskyy", "Moravskiy", "Olena Moravsky"} in found.values()


def test_title_and_surname_stand_with_the_full_name() -> None:
    found = gathered("They asked Mayor Edda Lunde. Later Ms Lunde left. In the end Lunde spoke.")
    assert found["Edda Lunde"] == {"Edda Lunde", "Lunde"}


def test_an_acronym_stands_with_its_expansion() -> None:
    found = gathered("He joined the Northern Harbour Union (NHU). Later the NHU paid him.")
    assert found["Northern Harbour Union"] == {"Northern Harbour Union", "NHU"}


def test_a_company_stands_with_its_short_name_and_a_role_is_no_name() -> None:
    found = gathered("They asked Kestrel Air. Later Kestrel paid, and in the end Kestrel left.")
    assert found["Kestrel Air"] == {"Kestrel Air", "Kestrel"}


def test_two_people_of_one_surname_stay_two_and_a_name_told_once_has_no_standing() -> None:
    found = gathered(
        "They asked Edda Lunde and met Karl Lunde. Then Edda Lunde and Karl Lunde left, and Lunde paid. We saw Ole Vik."
    )
    assert {"Edda Lunde"} in found.values()
    assert {"Karl Lunde"} in found.values()
    assert not any("Ole Vik" in forms for forms in found.values())


def test_two_countries_are_two_names() -> None:
    found = gathered("Talks between Ukraine and Russia went on. Envoys from Ukraine and Russia met.")
    assert {"Ukraine", "Russia"} <= set(found)


# The seeds --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed_table(seeds: list[Path]) -> ClaimTable:
    outlets = ("NewsNeck", "Harbour Post")
    return table_of(
        *(
            Article(id=f"a{n}", text=path.read_text("utf-8"), outlet=outlet)
            for n, (path, outlet) in enumerate(zip(seeds, outlets, strict=True), 1)
        )
    )


def test_the_presidents_spellings_are_one_entry(seed_table: ClaimTable) -> None:
    entries = [{entry.name, *entry.variants} for entry in gather_names(seed_table)]
    assert sum(any("Zelensk" in form for form in forms) for forms in entries) == 1
    assert any({"Zelenskyy", "Zelenskiy"} <= forms for forms in entries)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The pier was rebuilt in 1994 by the county.", ["1994"]),
        ("The pier was rebuilt in early 1994 by the county.", ["1994"]),
        ("The mayor recalled the 1994 agreement on the pier.", []),
        ("The pier has burned three times since 1994.", []),
        ("The pier earned more than in 1994, the county said.", []),
        ("The mayor named failures such as the county giving up the pier in 1994 for a road.", []),
        ("Between 1994 and 1998 the pier stood empty.", []),
    ],
)
def test_a_year_dates_what_the_sentence_tells_or_is_only_named(text, days):
    assert [event.date for event in timeline(told(text))] == days

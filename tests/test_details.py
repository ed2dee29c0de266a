"""What of a shared statement one outlet alone gives: parts of a sentence, witnesses, and the main assertion."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import details as evaluation
from summarizer.assembly import Telling, assemble
from summarizer.claims.parts import assertions_of, parts_of, runs, trimmed
from summarizer.judging import Ground, Told
from summarizer.models import Article, DraftStatement
from summarizer.pipeline import lay_ground
from tests.briefs import PROVENANCE
from tests.fakes import article

# Parts of a sentence ---------------------------------------------------------------------------------


def in_parts(text: str, language: str = "en") -> list[str]:
    return [text[part.start : part.end] for part in parts_of(text, language)]


def mains(text: str, language: str = "en") -> list[str]:
    return [text[one[0].start : one[-1].end] for one in assertions_of(parts_of(text, language), language)]


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        (
            "Ada Lorne said the ferry ran aground in fog, and 34 people were saved.",
            "en",
            ["Ada Lorne", "said the ferry ran aground", "in fog", "and 34 people", "were saved"],
        ),
        (
            "Rep. Ada Lorne (R-S.C.) paid $3.5 million for it.",
            "en",
            ["Rep. Ada Lorne", "R-S.C", "paid $3.5 million"],
        ),
        ("Die Brücke, die 2030 öffnet, ist neu.", "de", ["Die Brücke", "die 2030 öffnet", "ist neu"]),
        ("市议会批准建造新桥，预计2030年通车。", "zh", ["市议会批准建造新桥", "预计2030年通车"]),
    ],
)
def test_a_part_begins_with_function_words_behind_a_mark_and_behind_a_name(
    text: str, language: str, parts: list[str]
) -> None:
    assert in_parts(text, language) == parts


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "zh", "ar", "xx"]))
def test_parts_stand_in_the_text_in_order(text: str, language: str) -> None:
    parts = parts_of(text, language)
    ends = [0, *(part.end for part in parts)]
    assert all(at <= part.start < part.end <= len(text) for at, part in zip(ends, parts, strict=False))
    assert all(part.words for part in parts)
    for part in parts:
        start, end = trimmed(text, part.start, part.end, language)
        assert 0 <= start < end <= len(text)


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_runs_are_apart_and_the_first_choice_is_the_greatest_sum(scores: list[int]) -> None:
    found = runs(scores)
    assert all(a < b for a, b in found)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(found))
    sums = [sum(scores[a:b]) for a, b in found]
    every = [sum(scores[a:b]) for a in range(len(scores)) for b in range(a + 1, len(scores) + 1)]
    assert all(one > 0 for one in sums)
    assert max(sums, default=0) == max([0, *every])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("After the vote in Tarnby, Mayor Ada Lorne praised the old ferry crew when the talks ended.", ["Mayor"]),
        ("Lorne called the old ferry a sad wreck, but the union wants its harbour crew to stay.", ["Lorne", "but"]),
        ("While safety rules call for care, it isn’t so.", ["While"]),
    ],
)
def test_the_main_assertions_stand_without_asides_and_subordinate_clauses(text: str, found: list[str]) -> None:
    told = mains(text)
    assert [one.split()[0] for one in told] == found
    assert "talks ended" not in " ".join(told)


# Stories ---------------------------------------------------------------------------------------------


def tell(*articles: Article, statement: str | None = None) -> Told:
    """What the first sentence of the first article is told as, with the first of every other article cited."""
    ground = lay_ground(articles)
    text = statement or ground.sentences["a1.s1"].text
    draft = DraftStatement(text, tuple(f"{one.id}.s1" for one in articles))
    assert not ground.failures(draft)
    return ground.tell(draft)


def stated(told: Told) -> tuple[str, list[str]]:
    assert all(detail.text in told.text for detail in told.details)
    return told.agreement, [detail.text for detail in told.details]


LONG = (
    "The ferry Maud ran aground near Tarnby on Monday evening, and the harbour office ordered a new inspection of "
    "every lifeboat in the fleet."
)
SHORT = "On Monday evening the ferry Maud ran aground near Tarnby."


def test_a_clause_that_one_outlet_alone_tells_is_its_detail() -> None:
    told = tell(article(1, LONG), article(2, SHORT))
    order = "the harbour office ordered a new inspection of every lifeboat in the fleet"
    assert stated(told) == ("corroborated", [order])
    assert told.details[0].outlets == ("Outlet 1",)


def test_a_wording_of_the_same_is_no_detail() -> None:
    first = "Firefighters rescued 34 passengers from the burning ferry Maud near Tarnby on Monday evening."
    second = "34 people were saved from the ferry Maud on Monday evening when it caught fire off Tarnby."
    assert stated(tell(article(1, first), article(2, second))) == ("corroborated", [])


def test_what_another_sentence_of_the_other_outlet_tells_is_cited_with_it() -> None:
    also = "The harbour office has ordered an inspection of every lifeboat in the fleet, it said."
    told = tell(article(1, LONG), article(2, f"{SHORT} {also}"))
    assert stated(told) == ("corroborated", [])
    assert [sentence.id for sentence in told.witnesses] == ["a2.s2"]


def test_a_witness_is_a_related_citation_and_leaves_its_own_claim_untold() -> None:
    also = (
        "Union leaders, who had long asked the town for more crews and better pay on the quays, were pleased that the "
        "harbour office ordered an inspection of every lifeboat."
    )
    ground = lay_ground((article(1, LONG), article(2, f"{SHORT} {also}")))
    telling = Telling(ground)
    told = ground.tell(DraftStatement(LONG, ("a1.s1", "a2.s1")))
    telling.open(told)
    telling.add(told)
    brief = assemble(ground, telling, brief_id="b", dropped=(), provenance=PROVENANCE)
    assert [(c.sentence, c.role) for c in brief.statements[0].citations] == [
        ("a1.s1", "supports"),
        ("a2.s1", "related"),
        ("a2.s2", "related"),
    ]
    assert {claim.text: claim.in_brief for claim in brief.claims}[also] is False


def test_a_copy_and_a_credit_are_no_witnesses() -> None:
    clause = "The harbour office ordered a new inspection of every lifeboat in the fleet"
    first = article(1, f"{LONG} {clause}.")
    for also in (f"{clause}.", f"{clause}, Outlet 1 reported."):
        told = tell(first, article(2, f"{SHORT} {also}"))
        assert told.witnesses == ()
        assert "inspection" in told.details[0].text


def test_a_name_that_comes_up_in_another_matter_is_no_witness() -> None:
    first = "The ferry struck the shoal at 6:40 p.m. in thick fog on its way from Tamsin Island, the coast guard said."
    second = "In thick fog the ferry struck the shoal at 6:40 p.m., the coast guard said."
    more = "The ferry was built in 1987. The ferry was painted white. The ferry was late all week."
    also = "The line that runs the ferry cancelled all sailings to Tamsin Island until Friday."
    told = tell(article(1, f"{first} {more}"), article(2, f"{second} Nobody was hurt. {also}"))
    assert stated(told) == ("corroborated", ["on its way from Tamsin Island"])
    assert told.witnesses == ()


def test_what_the_other_denies_is_no_witness() -> None:
    also = "The harbour office ordered no inspection of the lifeboats in the fleet."
    told = tell(article(1, LONG), article(2, f"{SHORT} {also}"))
    assert also not in [sentence.text for sentence in told.witnesses]


def test_a_statement_whose_main_assertion_is_one_outlets_is_its_own() -> None:
    first = (
        "Minister Ida Brandt accused two northern banks of hiding their losses from auditors, when she opened the "
        "harbour bridge in Tarnby on Friday."
    )
    second = "The harbour bridge in Tarnby was opened on Friday by the minister."
    told = tell(article(1, first), article(2, second))
    assert (*stated(told), told.outlets) == ("single_source", [], ("Outlet 1",))
    assert told.publishers == {"a1"} or len(told.publishers) == 1
    assert [role for _, role in told.cited] == ["supports", "related"]


def test_one_of_two_main_assertions_that_both_tell_is_enough() -> None:
    first = (
        "Minister Ida Brandt praised the pilots of the harbour, but warned that the bridge in Tarnby needs new cables "
        "before winter."
    )
    second = "The bridge in Tarnby needs new cables before winter, Minister Ida Brandt warned."
    assert stated(tell(article(1, first), article(2, second))) == (
        "corroborated",
        ["praised the pilots of the harbour"],
    )


def test_three_outlets_need_only_two_for_a_part() -> None:
    third = article(
        3, "The harbour office ordered that every lifeboat of the fleet be inspected; the Maud ran aground."
    )
    told = tell(article(1, LONG), article(2, SHORT), third)
    assert stated(told)[1] == []


def test_a_detail_stands_in_a_statement_that_credits_its_outlet() -> None:
    told = tell(article(1, LONG), article(2, SHORT), statement=LONG.replace("The ferry", "Outlet 1: The ferry", 1))
    assert all(detail.text in told.text for detail in told.details)


@pytest.mark.parametrize(
    ("language", "first", "second", "detail"),
    [
        (
            "de",
            "Der Stadtrat von Tarnbek hat am Dienstag den Bau einer neuen Brücke beschlossen, die 40 Meter lang wird "
            "und neben der alten Fähre stehen soll.",
            "Der Stadtrat in Tarnbek stimmte am Dienstag für den Bau einer neuen Brücke.",
            "die 40 Meter lang wird und neben der alten Fähre stehen soll",
        ),
        (
            "fr",
            "Le conseil municipal de Tarnby a approuvé mardi la construction d'un nouveau pont, qui doit ouvrir en "
            "2030 et coûter 40 millions d'euros.",
            "Mardi, le conseil municipal de Tarnby a voté en faveur d'un nouveau pont.",
            "qui doit ouvrir en 2030 et coûter 40 millions d'euros",
        ),
        (
            "es",
            "El ayuntamiento de Tarnby aprobó el martes la construcción de un nuevo puente, que costará 40 millones de "
            "euros y creará cien empleos.",
            "El martes, el ayuntamiento de Tarnby dio luz verde a un nuevo puente.",
            "que costará 40 millones de euros y creará cien empleos",
        ),
        (
            "zh",
            "塔恩比市议会星期二批准建造一座新桥，预计2030年通车，造价四千万欧元。",
            "星期二，塔恩比市议会批准建造新桥。",
            "预计2030年通车，造价四千万欧元",
        ),
    ],
)
def test_other_languages_are_read_by_their_function_words(language: str, first: str, second: str, detail: str) -> None:
    told = tell(article(1, first, language=language), article(2, second, language=language))
    assert stated(told) == ("corroborated", [detail])
    assert stated(tell(article(1, second, language=language), article(2, first, language=language))) == (
        "corroborated",
        [],
    )


# The two seeds, and real stories ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed_ground(seeds: list[Path]) -> Ground:
    return lay_ground(
        [Article(id=f"a{n}", text=path.read_text("utf-8"), outlet=f"O{n}") for n, path in enumerate(seeds, 1)]
    )


def tell_seed(ground: Ground, words: str) -> Told:
    row, sentence = next(
        (row, s) for row in ground.table.claims for s in row.sentences if words in s.text and len(row.publishers) > 1
    )
    ids = dict.fromkeys((sentence.id, *(s.id for s in row.sentences)))
    return ground.tell(DraftStatement(sentence.text, tuple(ids)))


def test_neutrality_is_never_called_corroborated(seed_ground: Ground) -> None:
    told = tell_seed(seed_ground, "maintain neutrality")
    assert (told.agreement, told.outlets) == ("single_source", ("O2",))
    assert "Donetsk" in next(s.text for s, role in told.cited if role == "related")


def test_of_the_guarantees_canada_and_japan_are_one_outlets(seed_ground: Ground) -> None:
    told = tell_seed(seed_ground, "Canada, and Japan")
    assert stated(told) == ("corroborated", ["Canada, and Japan"])
    assert any("another wave of Russian aggression" in sentence.text for sentence in told.witnesses)


def test_of_the_precedent_both_tell_the_arsenal_is_one_outlets(seed_ground: Ground) -> None:
    told = tell_seed(seed_ground, "nuclear arsenal in 1994")
    agreement, details = stated(told)
    assert agreement == "corroborated"
    assert [("positive sign" in text, "nuclear arsenal" in text) for text in details] == [(True, False), (False, True)]
    assert not any("1994" in text for text in details)


def test_the_claim_of_the_territory_is_worded_as_both_tell_it(seed_ground: Ground) -> None:
    row = next(row for row in seed_ground.table.claims if any("Donetsk." in s.text for s in row.sentences))
    told = seed_ground.claim(row)
    assert (told.text, told.agreement) == ("Russia insists on a Ukrainian withdrawal from Donetsk.", "corroborated")


def test_read_by_eye_most_of_one_outlets_parts_are_marked_and_few_statements_called_shared_are_not(
    eval_data: Path,
) -> None:
    found = evaluation.score(evaluation.labelled())
    shared = sum(n for (_, agreement), n in found.main.items() if agreement != "single_source")
    marked = found.stretches["found"] / (found.stretches["found"] + found.stretches["lost"])
    right = found.stretches["right"] / (found.stretches["right"] + found.stretches["wrong"])
    assert marked >= 0.75
    assert right >= 0.35
    assert found.main["one", "corroborated"] <= 0.08 * shared
    assert found.main["two", "single_source"] <= 0.12 * evaluation.shared_by_two(found.main)

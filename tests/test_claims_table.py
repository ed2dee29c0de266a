"""The claim table: what becomes one claim, what must not, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.claims import build_table
from summarizer.claims.attribution import credited_outlets, independent_publishers
from summarizer.claims.matching import same_claim_score
from summarizer.models import Article, ClaimTable, Sentence
from summarizer.publishers import independence
from summarizer.text.sentences import sentences_of

POST = (
    "A ferry with 214 people on board ran aground off Marrow Point on Tuesday evening, the coast guard said. "
    "Captain Edda Lunde told investigators that the steering failed minutes before the impact. "
    "Eleven passengers were taken to the hospital in Tarnby with minor injuries. "
    "The council wants a second pilot on every crossing."
)
ECHO = (
    "The coast guard said a ferry carrying 214 people ran aground near Marrow Point on Tuesday evening. "
    "Eleven passengers with minor injuries were brought to the hospital in Tarnby. "
    "Divers are to inspect the hull once the wind has dropped. "
    "Ticket sales have been stopped for the week."
)


def table_of(*texts: str, outlets: Sequence[str] = (), **fields: str) -> ClaimTable:
    articles = [
        Article(id=f"a{n}", text=text, outlet=outlets[n - 1] if outlets else f"Outlet {n}", **fields)
        for n, text in enumerate(texts, 1)
    ]
    publishers, reprints = independence(articles)
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    return build_table(articles, sentences, publishers=publishers, reprints=reprints)


def groups(table: ClaimTable) -> list[set[str]]:
    return [{sentence.id for sentence in claim.sentences} for claim in table.claims]


def test_what_two_outlets_tell_is_one_claim_and_stands_first() -> None:
    table = table_of(POST, ECHO)
    assert {"a1.s1", "a2.s1"} in groups(table)
    assert {"a1.s3", "a2.s2"} in groups(table)
    assert [len(claim.publishers) for claim in table.claims] == [2, 2, 1, 1, 1, 1]
    assert {s.id for s in table.claims[0].sentences} == {"a1.s1", "a2.s1"}
    assert [claim.id for claim in table.claims] == [f"c{n}" for n in range(1, 7)]


def test_every_prose_sentence_stands_in_a_claim() -> None:
    table = table_of(POST, ECHO, "Nothing here is like the rest. Wool prices rose in the hills.")
    told = set().union(*groups(table))
    assert told == {sentence.id for sentence in table.sentences}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Eleven passengers were taken to hospital in Tarnby.",
            "Nineteen passengers were taken to hospital in Tarnby.",
        ),
        ("The minister signed the harbour bill on Monday.", "The minister has not signed the harbour bill on Monday."),
        ("The fund will pay 40 million crowns to farmers.", "The fund will pay 90 million crowns to farmers."),
    ],
)
def test_other_values_or_another_polarity_are_no_one_claim(first: str, second: str) -> None:
    assert sorted(map(sorted, groups(table_of(first, second)))) == [["a1.s1"], ["a2.s1"]]


MORE = " The council wants a second pilot on every crossing. Captain Edda Lunde said that the steering failed."
OTHER = " Divers are to inspect the hull once the wind has dropped. Ticket sales have been stopped for the week."


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The new quay is four metres wide.", "The new quay took four years to build."),
        ("Norland attacked Sudria on Friday.", "Sudria attacked Norland on Friday."),
        ("The mayor of Tarnby praised the divers.", "The mayor of Orle praised the divers."),
        ("The ferry will stay closed until Friday.", "The ferry will stay closed until Sunday."),
        ("Eleven passengers were injured.", "Eleven passengers were killed."),
        ("The court convicted Karl Lunde of fraud on Monday.", "The court acquitted Karl Lunde of fraud on Monday."),
        ("The minister welcomed the harbour bill on Monday.", "The minister rejected the harbour bill on Monday."),
        ("Did the steering fail before the ferry ran aground?", "The steering failed before the ferry ran aground."),
        ("More reports are coming.", "More ferries will be coming to the island in the summer."),
    ],
)
def test_what_differs_in_one_thing_is_no_one_claim(first: str, second: str) -> None:
    assert not any({"a1.s1", "a2.s1"} <= group for group in groups(table_of(first + MORE, second + OTHER)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The mayor of Tarnby praised the divers on Sunday.", "Divers were praised by the mayor of Tarnby on Sunday."),
        ("The hearing in Orle lasted more than five hours.", "Edda Lunde spoke of progress after a five-hour hearing."),
        ("The ferry will stay shut until Friday, the port said.", "The port said the ferry stays shut until Friday."),
    ],
)
def test_one_thing_told_in_other_words_is_one_claim(first: str, second: str) -> None:
    assert any({"a1.s1", "a2.s1"} <= group for group in groups(table_of(first + MORE, second + OTHER)))


@pytest.mark.parametrize("title", ["Ferry", "The ferry news", "Marrow Point and Tarnby"])
def test_a_title_that_does_not_tell_the_claim_stays_out(title: str) -> None:
    article = Article(id="a1", text=OTHER.strip(), title=title)
    other = Article(id="a2", text=ECHO)
    sentences = [s for a in (article, other) for s in sentences_of(a)]
    table = build_table([article, other], sentences, publishers={"a1": "x", "a2": "y"}, reprints={})
    assert not any("a1.title" in group for group in groups(table) if "a2.s1" in group)


def test_a_chain_of_near_sentences_does_not_become_one_claim() -> None:
    table = table_of(
        "The harbour council closed the north pier after the storm. The mayor praised the divers.",
        "The council closed the north pier and fined the ferry company for late repairs. Rain is forecast.",
        "The ferry company was fined for late repairs, its third fine this year. Nobody was hurt.",
    )
    assert not any({"a1.s1", "a3.s1"} <= group for group in groups(table))


def test_sentences_of_wire_copy_have_several_homes() -> None:
    table = table_of(POST, POST.replace("Eleven", "Eleven "), outlets=("Harbour Post", "Valley Echo"))
    assert all(len(claim.sentences) == 2 for claim in table.claims)
    assert all(len(claim.publishers) == 1 for claim in table.claims)  # a reprint is no second source
    assert table.reprints == {"a2": "a1"}


def test_a_title_joins_a_claim_but_makes_none() -> None:
    article = Article(id="a1", text=POST, title="Ferry with 214 people runs aground off Marrow Point")
    other = Article(id="a2", text=ECHO, title="Weather for the weekend")
    sentences = [s for a in (article, other) for s in sentences_of(a)]
    publishers, reprints = independence([article, other])
    table = build_table([article, other], sentences, publishers=publishers, reprints=reprints)
    assert "a1.title" in next(group for group in groups(table) if "a1.s1" in group)
    assert not any("a2.title" in group for group in groups(table))
    assert all(any(s.kind == "prose" for s in claim.sentences) for claim in table.claims)


def test_a_heading_that_tells_no_claim_stands_last() -> None:
    article = Article(id="a1", text="The mayor resigned on Monday.\n\nA day in court\n\nHer deputy takes over for now.")
    table = build_table([article], sentences_of(article), publishers={"a1": "a1"}, reprints={})
    assert [claim.sentences[0].text for claim in table.claims][-1] == "A day in court"
    assert table.claims[-1].score == 0.0


def test_an_article_of_a_title_alone_still_tells_it() -> None:
    title = Sentence("a1.title", "a1", "title", 0, 19, "Ferry runs aground.", -1, 0, "title")
    table = build_table([Article(id="a1", text=" ")], [title], publishers={"a1": "a1"}, reprints={})
    assert groups(table) == [{"a1.title"}]


def test_no_claim_is_built_across_unrelated_events() -> None:
    table = table_of(
        POST,
        "Parliament passed the water act on Thursday by 61 votes to 40. The act bans new wells in the valley. "
        "Farmers said they would appeal to the court.",
    )
    assert all(len({sentence.article for sentence in claim.sentences}) == 1 for claim in table.claims)


def test_the_order_of_the_articles_does_not_change_the_claims() -> None:
    def texts(table: ClaimTable) -> set[frozenset[str]]:
        return {frozenset(sentence.text for sentence in claim.sentences) for claim in table.claims}

    third = "A ferry ran aground off Marrow Point with 214 aboard, and eleven passengers needed a hospital."
    assert texts(table_of(POST, ECHO, third)) == texts(table_of(third, ECHO, POST))


def test_the_score_of_a_pair_is_the_one_that_the_table_uses() -> None:
    table = table_of(POST, ECHO)
    by_id = {sentence.id: sentence for sentence in table.sentences}
    languages = {"a1": "en", "a2": "en"}
    same = same_claim_score(by_id["a1.s1"], by_id["a2.s1"], table.sentences, languages)
    other = same_claim_score(by_id["a1.s1"], by_id["a2.s4"], table.sentences, languages)
    assert same > 0.8 > 0.3 > other
    assert same == same_claim_score(by_id["a2.s1"], by_id["a1.s1"], table.sentences, languages)


def score(first: str, second: str, *, beside: Sequence[tuple[str, str]] = ()) -> float:
    """Return the score of the first sentences of two articles, with more sentences after them."""
    texts = [" ".join(column) for column in zip((first, second), *beside, strict=True)]
    table = table_of(*texts)
    by_id = {sentence.id: sentence for sentence in table.sentences}
    return same_claim_score(by_id["a1.s1"], by_id["a2.s1"], table.sentences, {"a1": "en", "a2": "en"})


AGROUND = "The ferry struck the shoal off Marrow Point at 6:40 p.m. in thick fog, the coast guard said."


def test_a_denial_of_something_else_parts_nothing() -> None:
    told = "The ferry struck the shoal off Marrow Point at 6:40 p.m. in fog so thick that no light could be seen."
    assert {"a1.s1", "a2.s1"} in groups(table_of(AGROUND, told))
    denied = "The ferry has not struck the shoal off Marrow Point at 6:40 p.m., the coast guard said."
    assert {"a1.s1", "a2.s1"} not in groups(table_of(AGROUND, denied))


def test_two_shared_words_of_a_short_story_are_no_agreement() -> None:
    pages = "The council of Orle sold the harbour crane on Monday.", "A ship from Orle lost a crane in a storm."
    assert score(*pages) == 0.0


def test_what_comes_after_counts() -> None:
    pages = "The pilot Ada Fenn radioed the tower at noon.", "Ada Fenn called the tower by radio, the airline said."
    alike = ("Both engines had failed above Tarnby.", "Above Tarnby both engines had failed.")
    other = ("The airline was founded in Orle.", "Divers found a seat in the bay.")
    assert score(*pages, beside=[alike]) > score(*pages, beside=[other])


def test_other_amounts_and_other_years_count_against_a_pair() -> None:
    pages = (
        "The old mill of Orle was sold in {} to a brewer from Tolna.",
        "A brewer from Tolna bought Orle’s mill in {}.",
    )
    assert score(pages[0].format(1974), pages[1].format(1974)) > score(pages[0].format(1974), pages[1].format(1981))
    counts = "The storm felled {} trees in the park of Orle.", "In the park of Orle {} trees fell in the storm."
    assert score(counts[0].format(40), counts[1].format(40)) > score(counts[0].format(40), counts[1].format(90))


@pytest.mark.parametrize(("end", "joined"), [(".", True), (" —", False)])
def test_a_line_that_only_announces_tells_nothing(end: str, joined: bool) -> None:
    first = f"Two girls died in Orle on Sunday.\n\nChief Arn Holt issued a long statement on the two deaths{end}"
    second = "A school in Orle mourns.\n\nChief Arn Holt spoke in a long statement of the two deaths."
    assert ({"a1.s2", "a2.s2"} in groups(table_of(first, second))) is joined


def test_an_empty_story_has_an_empty_table() -> None:
    assert build_table([], [], publishers={}, reprints={}).claims == ()


WORDS = st.sampled_from(["Ferry", "storm", "the", "not", "12", "council", "Tarnby", "closed", "двор", "港", "🙂", "é"])


@settings(max_examples=60)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=30), min_size=1, max_size=6))
def test_whatever_comes_in_nothing_is_lost(articles: list[list[str]]) -> None:
    table = table_of(*(". ".join(words) + "." for words in articles))
    assert set().union(*groups(table)) == {s.id for s in table.sentences if s.kind == "prose"}
    assert all(claim.publishers for claim in table.claims)
    assert all(len(conflict.positions) > 1 for conflict in table.conflicts)


# Another outlet's word --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("The BBC reported that the bridge was shut.", ("BBC",)),
        ("The bridge was shut, the mayor told the BBC.", ("BBC",)),
        ("The bridge was shut, according to Valley Echo.", ("Valley Echo",)),
        ("The bridge was shut (BBC).", ("BBC",)),
        ("The bridge beside the BBC building was shut.", ()),
        ("The bridge was shut, officials said.", ()),
    ],
)
def test_the_outlet_that_a_sentence_credits(text: str, credited: tuple[str, ...]) -> None:
    assert credited_outlets(text, ("BBC", "Valley Echo")) == credited


def test_what_is_told_on_another_outlets_word_is_no_second_source() -> None:
    def told(second: str) -> frozenset[str]:
        texts = {"a1": "Two piers of the bridge are cracked.", "a2": second}
        sentences = [Sentence(f"{a}.s1", a, "text", 0, len(t), t, 0) for a, t in texts.items()]
        return independent_publishers(sentences, {"a1": "post", "a2": "echo"}, {"a1": "Harbour Post", "a2": "Echo"})

    assert told("Two piers of the bridge are cracked, the Harbour Post reported.") == {"post"}
    assert told("Two piers of the bridge are cracked, engineers said.") == {"post", "echo"}


def test_every_outlet_that_gives_a_side_its_value_is_named() -> None:
    texts = [
        "St Brannoc's Hospital treated 17 passengers for minor injuries, a spokesman for the hospital said.",
        "St Brannoc's Hospital treated 14 passengers for minor injuries, most of them bruises and sprained wrists.",
        "St Brannoc's Hospital treated 14 passengers for minor injuries.",
    ]
    articles = [Article(id=f"a{n}", text=text, outlet=f"Outlet {n}") for n, text in enumerate(texts, 1)]
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    table = build_table(articles, sentences, publishers={a.id: a.id for a in articles}, reprints={})
    (conflict,) = table.conflicts
    sides = {position.text: set(position.sentence_ids) for position in conflict.positions}
    assert sides == {"17 passengers": {"a1.s1"}, "14 passengers": {"a2.s1", "a3.s1"}}

"""Disagreements: what is one, and what only looks like one."""

from __future__ import annotations

import pytest

from summarizer.claims import build_table
from summarizer.claims.quantities import amounts, apart
from summarizer.models import Article, Conflict
from summarizer.publishers import independence
from summarizer.text.sentences import sentences_of

CLASHING = [
    (
        "number",
        "The storm killed 12 people in the valley of Orle.",
        "In the valley of Orle the storm killed 17 people.",
    ),
    ("number", "Police said 40 protesters were arrested at the port.", "At the port police arrested 64 protesters."),
    (
        "number",
        "The tower has 72 storeys and stands by the river.",
        "By the river stands the tower, which has 87 storeys.",
    ),
    (
        "number",
        "The repair of the bridge will cost 9 million euros.",
        "Repair of the bridge will cost 14 million euros.",
    ),
    (
        "number",
        "He began to shout on the 16-hour flight from Tarnby.",
        "On the 15-hour flight from Tarnby he began to shout.",
    ),
    ("number", "The talks in Orle lasted five hours on Sunday.", "On Sunday the talks in Orle lasted eight hours."),
    ("number", "Unemployment in Orle rose to 6.1 percent in May.", "In May unemployment in Orle rose to 7.4 percent."),
    ("number", "A fire destroyed at least 30 homes in Marrow.", "In Marrow the fire destroyed fewer than 20 homes."),
    (
        "number",
        "The rescuers found seven miners alive in the shaft.",
        "The rescuers found nine miners alive in the shaft.",
    ),
    (
        "date",
        "The ferry Edda sank off Marrow Point on 3 May 2031.",
        "The ferry Edda sank off Marrow Point on 5 May 2031.",
    ),
    ("date", "The old mill of Orle was built in 1874 by monks.", "The old mill of Orle was built in 1901 by monks."),
    (
        "name",
        "The child was pronounced dead at Orle Hospital.",
        "The child was pronounced dead at Saint Vera Hospital.",
    ),
    ("name", "The summit will be held in Tarnby in the autumn.", "The summit will be held in Marrow in the autumn."),
    (
        "other",
        "The jury acquitted the mayor of all fraud charges.",
        "The jury convicted the mayor of all fraud charges.",
    ),
    ("other", "The union accepted the offer of the shipyard.", "The union rejected the offer of the shipyard."),
    ("other", "The ministry confirmed the sale of the frigates.", "The ministry denied the sale of the frigates."),
    (
        "other",
        "The council has approved the plan for the harbour.",
        "The council has not approved the plan for the harbour.",
    ),
]
AGREEING = [
    ("rounding", "The storm left 20,000 homes without power.", "The storm left 19,870 homes without power."),
    ("a range", "Between 10 and 20 people were hurt in the crash.", "In the crash 14 people were hurt."),
    ("at least", "At least 12 people died in the storm in Orle.", "In Orle 15 people died in the storm."),
    ("more than", "More than 300 workers went on strike at the port.", "At the port 340 workers went on strike."),
    ("about", "About 50 boats were lost in the harbour fire.", "In the harbour fire 48 boats were lost."),
    ("words", "Twenty people were killed when the roof fell.", "When the roof fell 20 people were killed."),
    ("a scale", "The bank lost 1.2 billion crowns last year.", "Last year the bank lost 1,200 million crowns."),
    ("another unit", "The tower is 310 metres high.", "The tower is 1,016 feet high."),
    (
        "another thing",
        "The crash killed 4 people on the coast road.",
        "The crash on the coast road hurt 11 people's pets.",
    ),
    ("plan and outcome", "The firm hopes to hire 400 workers in Orle.", "The firm hired 250 workers in Orle."),
    ("estimate and result", "The repair was expected to cost 9 million.", "The repair cost 14 million."),
    ("another day", "On Monday police arrested 12 men.", "On Thursday police arrested 30 men."),
    ("another place", "In Tarnby the flood hit 40 homes.", "In Marrow the flood hit 75 homes."),
    ("a detail", "Two men were arrested.", "Two men, aged 31 and 44, were arrested in Orle on Friday."),
    ("both values", "Police spoke of 40 arrests, the union of 64 arrests.", "At the port there were 64 arrests."),
    ("another story", "The act passed by 61 votes.", "The chess club elected its head with 23 votes."),
    (
        "the day it was said",
        "The mill burned down, the mayor said on Monday.",
        "The mill burned down, the mayor said on Sunday.",
    ),
    ("a fuller name", "The talks were held in Orle.", "The talks were held in Orle Castle."),
    ("two opinions", "The play is a joy, wrote one critic.", "The play is a bore, wrote another critic."),
    ("offered twice", "The firm offered to pay for the well.", "The firm offered to pay for the well and the pump."),
]


def conflicts(*texts: str, published: tuple[str | None, ...] = (None, None)) -> tuple[Conflict, ...]:
    articles = [
        Article(id=f"a{n}", text=text, outlet=f"Outlet {n}", published=day)
        for n, (text, day) in enumerate(zip(texts, published, strict=True), 1)
    ]
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    publishers, reprints = independence(articles)
    return build_table(articles, sentences, publishers=publishers, reprints=reprints).conflicts


FRAME = "The weather stayed fair. Nobody answered the phone at the town hall. "


@pytest.mark.parametrize(("kind", "first", "second"), CLASHING)
def test_two_values_of_one_thing_are_a_disagreement(kind: str, first: str, second: str) -> None:
    found = conflicts(first + " " + FRAME, "Shops opened late. " + second)
    assert [conflict.kind for conflict in found] == [kind]
    cited = [position.sentence_ids for position in found[0].positions]
    assert cited == [("a1.s1",), ("a2.s2",)]
    assert all(position.text for position in found[0].positions)
    assert found[0].positions[0].text != found[0].positions[1].text


@pytest.mark.parametrize(("why", "first", "second"), AGREEING)
def test_what_only_looks_like_a_disagreement_is_none(why: str, first: str, second: str) -> None:
    assert conflicts(first + " " + FRAME, "Shops opened late. " + second) == ()


def test_an_updated_figure_is_a_development_and_the_reverse_is_none() -> None:
    first, second = "The storm killed 12 people in Orle.", "The storm killed 17 people in Orle."
    assert conflicts(first, second, published=("2031-05-02T08:00:00", "2031-05-02T18:00:00")) == ()
    assert len(conflicts(second, first, published=("2031-05-02T08:00:00", "2031-05-02T18:00:00"))) == 1
    assert len(conflicts(first, second)) == 1


def test_one_publisher_does_not_differ_from_itself() -> None:
    texts = ("The storm killed 12 people in Orle.", "The storm killed 17 people in Orle.")
    articles = [Article(id=f"a{n}", text=text, outlet="Harbour Post") for n, text in enumerate(texts, 1)]
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    publishers, reprints = independence(articles)
    assert build_table(articles, sentences, publishers=publishers, reprints=reprints).conflicts == ()


def test_topic_and_positions_can_be_read() -> None:
    (found,) = conflicts(
        "At least 12 people were injured in the crash at Orle.", "In the crash at Orle 9 people were injured."
    )
    assert found.topic == "number of people injured"
    assert [position.text for position in found.positions] == ["At least 12 people", "9 people"]


def test_three_outlets_make_one_disagreement_with_each_value_once() -> None:
    (found,) = conflicts(
        "The storm killed 12 people in the valley of Orle.",
        "The storm in the valley of Orle killed 17 people.",
        "In the valley of Orle 12 people were killed by the storm.",
        published=(None, None, None),
    )
    assert [position.sentence_ids for position in found.positions] == [("a1.s1", "a3.s1"), ("a2.s1",)]


@pytest.mark.parametrize(
    ("text", "low", "high", "what"),
    [
        ("300 to 400 bodies", 300, 400, "body"),
        ("between 130-170 degrees", 130, 170, "degree"),
        ("at least 20 homes", 20, float("inf"), "home"),
        ("up to 35 people", 0, 35, "people"),
    ],
)
def test_amounts_are_intervals(text: str, low: float, high: float, what: str) -> None:
    (amount,) = amounts(text)
    assert (amount.low, amount.high) == (low, high)
    assert amount.what in (what, what[:-1])


def test_amounts_that_can_both_be_true_are_not_apart() -> None:
    assert apart("some 300 homes", "more than 250 homes") == []
    assert len(apart("300 homes", "250 homes")) == 1

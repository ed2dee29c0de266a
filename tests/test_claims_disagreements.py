"""Disagreements: what is one, and what only looks like one."""

from __future__ import annotations

import pytest

from summarizer.claims import build_table
from summarizer.claims.quantities import amounts, apart
from summarizer.models import Article, ClaimTable, Conflict
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

CLASHING += [
    (
        "number",
        "Three people died when a bus left the road near Orle on Friday.",
        "Near Orle five people died on Friday when a bus left the road.",
    ),
    (
        "number",
        "The company will cut 1,200 jobs at its plant in Marrow.",
        "The company will cut 1,900 jobs at its Marrow plant.",
    ),
    (
        "number",
        "The museum paid $3.5 million for the painting.",
        "The museum paid $5 million for the painting, its director said.",
    ),
    (
        "number",
        "The march drew 10,000 people to the square, police said.",
        "Organisers said the march drew 45,000 people to the square.",
    ),
    (
        "number",
        "The suspect fired 12 shots at the officers.",
        "The suspect fired seven shots at the officers before he fled.",
    ),
    ("date", "The bakery opened in 1962 on Mill Street.", "The bakery on Mill Street opened in 1971."),
    (
        "date",
        "The tanker left the port of Marrow on Tuesday with oil.",
        "The tanker left the port of Marrow on Thursday with oil.",
    ),
    (
        "name",
        "The driver was treated at Orle General Hospital for burns.",
        "The driver was treated at Saint Vera Clinic for burns.",
    ),
    ("name", "The prize went to Edda Lunde for her novel.", "The prize went to Karl Moe for her novel."),
    (
        "other",
        "The court freed the two fishermen on Monday evening.",
        "On Monday evening the two fishermen were still held by the court.",
    ),
    (
        "other",
        "The minister admitted that the wells were poisoned.",
        "The minister denied that the wells were poisoned.",
    ),
    ("other", "The dam is safe, and the valley was not evacuated.", "The dam is safe, and the valley was evacuated."),
    (
        "number",
        "A gas leak forced 300 residents out of their homes in Skarvik.",
        "In Skarvik a gas leak forced 520 residents out of their homes.",
    ),
    (
        "number",
        "The court fined the mill 80,000 crowns for the spill.",
        "For the spill the court fined the mill 120,000 crowns.",
    ),
    (
        "number",
        "Rescuers pulled six hikers from the gorge on Sunday.",
        "Rescuers pulled nine hikers from the gorge on Sunday, a spokesman said.",
    ),
    (
        "number",
        "The blaze burned 40 hectares of pine forest above Orle.",
        "Above Orle the blaze burned 95 hectares of pine forest.",
    ),
    (
        "number",
        "The opposition won 31 seats in the new parliament.",
        "The opposition won 27 seats in the new parliament, state radio said.",
    ),
    ("number", "The gunman wounded four guards at the gate.", "At the gate the gunman wounded two guards."),
    (
        "date",
        "The treaty was signed in 1948 in Tarnby by both kings.",
        "The treaty was signed in Tarnby in 1951 by both kings.",
    ),
    ("date", "The strike at the port began on Wednesday at dawn.", "The strike at the port began at dawn on Monday."),
    (
        "name",
        "The stolen van was found in Marrow on the river bank.",
        "The stolen van was found in Skarvik on the river bank.",
    ),
    ("other", "Members of the guild approved the new contract.", "Members of the guild rejected the new contract."),
    ("other", "The airline confirmed that the pilot was ill.", "The airline denied that the pilot was ill."),
    (
        "number",
        "Customs seized 300 kilograms of tea in the port of Marrow.",
        "In the port of Marrow customs seized 480 kilograms of tea.",
    ),
    (
        "number",
        "Eight sailors were missing after the trawler sank.",
        "After the trawler sank five sailors were missing.",
    ),
    (
        "number",
        "The bishop gave 2 million crowns to the shelter.",
        "The bishop gave 3 million crowns to the shelter, he said.",
    ),
    ("number", "The landslide buried 22 houses in the village.", "The landslide buried 15 houses in the village."),
    ("date", "The tower was finished in 1911 after long delays.", "The tower was finished in 1908 after long delays."),
    ("other", "The jury convicted the banker of bribery.", "The jury cleared the banker of bribery."),
    ("name", "The convoy was attacked near Skarvik at night.", "The convoy was attacked near Tarnby at night."),
    (
        "number",
        "The avalanche killed two climbers below the peak of Harn on Sunday.",
        "Below the peak of Harn the avalanche killed four climbers on Sunday.",
    ),
    (
        "number",
        "The state will spend 60 million crowns on the new line to Skarvik.",
        "On the new line to Skarvik the state will spend 85 million crowns.",
    ),
    (
        "number",
        "Officials said 700 people spent the night in the sports hall.",
        "Volunteers said 1,100 people spent the night in the sports hall.",
    ),
    (
        "number",
        "The thief took 9 rings from the jeweller's window in Orle.",
        "From the jeweller's window in Orle the thief took 15 rings.",
    ),
    (
        "date",
        "The orphanage closed in 1974 when the river changed its course.",
        "The orphanage closed in 1979 when the river changed its course.",
    ),
    (
        "name",
        "The injured boy was flown to Marrow by helicopter after the fall.",
        "The injured boy was flown to Tarnby by helicopter after the fall.",
    ),
    (
        "other",
        "The pilots accepted the pay deal late on Thursday night.",
        "The pilots rejected the pay deal late on Thursday night.",
    ),
]
NEAR_MISSES = [
    (
        "The new line to Skarvik will have 8 stations and cost 60 million crowns.",
        "The old line to Skarvik has 14 stations.",
    ),
    ("Last year the hall lodged 300 people after the flood.", "This year the hall lodged 500 people after the flood."),
    (
        "The thief took 9 rings and a clock from the window.",
        "The thief took rings worth 40,000 crowns from the window.",
    ),
    ("The deal gives the pilots 6 percent more pay.", "The pilots had asked for 11 percent more pay."),
    ("The minister opened the bridge before the vote.", "The minister opened the bridge after lunch."),
    ("The river rose to 7 metres in Orle.", "The river rose by 2 metres in Orle."),
    ("The orphanage had room for 60 children.", "In its last year the orphanage had 24 children."),
    ("At first police spoke of 5 suspects.", "Police now speak of 9 suspects."),
    ("The ship can carry 900 passengers.", "The ship carried 610 passengers when it struck the rock."),
    ("The school has 400 pupils.", "The school had 350 pupils in 1990."),
    ("The rain damaged 60 farms in the north.", "The rain damaged roads, and 12 farms lost their cattle."),
    ("The price of bread rose to 12 crowns.", "The price of milk rose to 9 crowns."),
    ("The court gave the driver 3 years in jail.", "The prosecutor asked for 5 years in jail for the driver."),
    ("The poll gave the party 31 percent.", "In the election the party got 27 percent."),
    ("Five men were charged with theft.", "Two men were charged with arson."),
    ("The train was 40 minutes late in Orle.", "The train was 15 minutes late in Tarnby."),
    ("The army said 12 of its soldiers fell.", "The rebels said 30 of their fighters fell."),
    ("She won the race in 2029.", "She won the race in 2031 too."),
    ("The clinic treated 90 patients on the first day.", "The clinic treated 210 patients in the first week."),
    ("The bus carried 44 passengers.", "Of the passengers in the bus, 12 were children."),
    ("The dam was closed for repairs.", "The dam was opened again after repairs."),
    ("The fire destroyed 12 homes in Orle.", "The fire damaged 30 homes in Orle."),
    ("He was sentenced to 12 years in prison for the theft.", "He served 7 years in prison for the theft."),
    ("Sales rose 4 percent in the first quarter.", "Sales rose 9 percent in the second quarter."),
    ("The ferry carries 214 passengers and 40 cars.", "The ferry carries 214 passengers, among them 31 children."),
    ("Shares of the bank fell 3 percent on Monday.", "Shares of the bank fell 5 percent by Wednesday."),
    ("Police arrested 12 people on Monday and 8 on Tuesday.", "Police arrested 20 people over two days."),
    ("The bridge is 400 metres long.", "The bridge is 22 metres wide."),
    ("The council approved the plan by 9 votes to 4.", "The council approved the plan by five votes."),
    ("She has 3 children and lives in Orle.", "The crash killed 2 children in Orle."),
    (
        "The earthquake in 2009 killed 300 people in the region.",
        "The earthquake on Sunday killed 12 people in the region.",
    ),
    ("The mayor will meet the union on Monday.", "The mayor met the union on Friday."),
    ("The team won the match in Tarnby.", "The team lost the match in Marrow a week later."),
    ("The school opened in 1931.", "The school was rebuilt in 1987."),
    ("He was born in Orle.", "He died in Tarnby."),
    ("A third of the voters stayed at home.", "33 percent of the voters stayed at home."),
    ("The plane took off at 7:30 a.m. from Tarnby.", "The plane crashed at 7:52 a.m. near Tarnby."),
    ("Lunde, 54, was named head of the bank.", "Moe, 61, was named head of the fund."),
    ("The firm has 2,000 workers in Orle.", "The firm has 9,000 workers in the world."),
    ("The offer was accepted by the pilots.", "The offer was accepted by the pilots but not by the crews."),
    ("Nobody was hurt in the blast.", "Two houses were hurt by the blast."),
    ("The storm cut power to 4,000 homes in Orle.", "The storm cut power to about 4,000 homes in Orle."),
    ("The bakery sold 300 loaves on Friday.", "The bakery sold 450 loaves on Saturday."),
    ("He paid 20 euros for the ticket.", "She paid 35 euros for the ticket and a meal."),
    ("Rents in Tarnby rose by 5 percent.", "Wages in Tarnby rose by 2 percent."),
    ("The crash killed 2 people and injured 14.", "The crash left 14 people injured."),
    ("In April the mine produced 900 tons of ore.", "In May the mine produced 700 tons of ore."),
    ("The plan would create 500 jobs.", "The plant has created 120 jobs so far."),
    ("Two of the five suspects are in custody.", "Three suspects are still at large."),
    ("The library was founded in 1890 and moved in 1934.", "The library was founded in 1890."),
    ("The senator voted for the law.", "The senator spoke for two hours before the law passed."),
    ("Nearly half of the fish died.", "About 48 percent of the fish died."),
    ("The ferry left at 8 a.m. from Skarvik.", "The ferry left at 8:05 from Skarvik."),
    ("The mayor of Orle opened the fair.", "The mayor of Tarnby opened the bridge."),
    ("The bank raised its rate to 4.25 percent.", "The bank raised its rate by 0.25 percent to 4.25 percent."),
    ("The hospital said 3 patients were still in danger.", "The hospital said 11 patients had gone home."),
]


def conflicts(*texts: str, published: tuple[str | None, ...] = (None, None)) -> tuple[Conflict, ...]:
    return table(*texts, published=published).conflicts


def table(*texts: str, published: tuple[str | None, ...]) -> ClaimTable:
    articles = [
        Article(id=f"a{n}", text=text, outlet=f"Outlet {n}", published=day)
        for n, (text, day) in enumerate(zip(texts, published, strict=True), 1)
    ]
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    publishers, reprints = independence(articles)
    return build_table(articles, sentences, publishers=publishers, reprints=reprints)


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


@pytest.mark.parametrize(("first", "second"), NEAR_MISSES)
def test_a_near_miss_is_no_disagreement(first: str, second: str) -> None:
    assert conflicts(first + " " + FRAME, "Shops opened late. " + second) == ()


def test_an_updated_figure_is_a_development_and_the_reverse_is_none() -> None:
    first, second = "The storm killed 12 people in Orle.", "The storm killed 17 people in Orle."
    told = table(second, first, published=("2031-05-02T18:00:00", "2031-05-02T08:00:00"))
    assert told.conflicts == ()
    (development,) = told.developments
    assert [position.sentence_ids for position in development.positions] == [("a2.s1",), ("a1.s1",)]
    assert "12" in development.positions[0].text
    assert "17" in development.positions[1].text
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


@pytest.mark.parametrize(
    ("first", "second", "topic", "values"),
    [
        (
            "The tower at Cape Dunn is 84 metres high.",
            "The tower at Cape Dunn is 97 metres high.",
            "height in metres (tower, Cape, Dunn)",
            ["84 metres", "97 metres"],
        ),
        (
            "The city of Hask will pay 12 million crowns for the library.",
            "The city of Hask will pay 19 million crowns for the library.",
            "amount in crowns (city, Hask, library)",
            ["12 million crowns", "19 million crowns"],
        ),
        (
            "The ferry Edda sank off Marrow Point on 3 May 2031.",
            "The ferry Edda sank off Marrow Point on 5 May 2031.",
            "when the ferry Edda sank off Marrow Point",
            ["3 May 2031", "5 May 2031"],
        ),
        (
            "The stolen van was found in Marrow on the river bank.",
            "The stolen van was found in Skarvik on the river bank.",
            "where the stolen van was found",
            ["Marrow", "Skarvik"],
        ),
    ],
)
def test_a_topic_is_plain_and_names_neither_value(first: str, second: str, topic: str, values: list[str]) -> None:
    (found,) = conflicts(first + " " + FRAME, "Shops opened late. " + second)
    assert found.topic == topic
    assert [position.text for position in found.positions] == values


def test_counts_of_other_languages_may_be_hedged() -> None:
    for language, first, second in (
        ("fr", "Quelque 300 dockers ont voté la grève lundi.", "Plus de 280 dockers ont voté la grève lundi."),
        ("de", "Rund 300 Arbeiter haben am Montag gestreikt.", "Mehr als 280 Arbeiter haben am Montag gestreikt."),
        ("it", "Circa 300 operai hanno scioperato lunedì.", "Oltre 280 operai hanno scioperato lunedì."),
    ):
        assert apart(first, second, language) == []

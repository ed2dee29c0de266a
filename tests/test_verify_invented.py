"""What no passage tells is invented; what one tells in kindred words is not."""

from __future__ import annotations

import pytest

from summarizer.verify import check

_TRAM = "A tram left the rails near Kestrel Bay on Sunday morning."
INVENTED = [
    ("Aliens landed in the park.", ["x y z"]),
    ("Whales sang under the pier.", ["The council raised parking fees."]),
    ("The company is bankrupt and its owner fled abroad.", ["The company opened a shop."]),
    ("The mayor was drunk.", ["The mayor was ill."]),
    ("The fire was arson.", ["The fire was an accident."]),
    ("A tram left the rails near Kestrel Bay on Sunday morning while towing a piano.", [_TRAM]),
    ("The driver of the tram was blindfolded when it left the rails.", [_TRAM]),
    ("All 31 people were brought down by helicopters.", ["All 31 people were brought down by ladders."]),
    ("The 31 were brought down by ladders and sang hymns.", ["All 31 people were brought down by ladders."]),
    ("Two quarrelsome passengers were treated for bruises.", ["Two passengers were treated for bruises."]),
]  # fmt: skip
KINDRED = [
    ("A vessel ran aground off Ellery.", ["A passenger ferry ran aground off Ellery on Tuesday evening."]),
    ("The injured were taken to a clinic.", ["The wounded were brought to a hospital."]),
    ("Officers detained the suspect.", ["Police arrested the suspect on Monday."]),
    ("Lorries are barred.", ["Lorries are not allowed."]),
    ("The council delayed its decision.", ["The council postponed the decision until spring."]),
]


@pytest.mark.parametrize(("statement", "passages"), INVENTED)
def test_what_no_passage_tells_is_unsupported(statement, passages):
    assert "unsupported" in {f.code for f in check(statement, passages)}


@pytest.mark.parametrize(("statement", "passages"), KINDRED)
def test_kindred_words_are_support(statement, passages):
    assert check(statement, passages) == ()


def test_the_foreign_words_are_named():
    (failure,) = check("The mayor was drunk.", ["The mayor was ill."])
    assert failure.missing == ("drunk",)


@pytest.mark.parametrize("statement", ["", "  \n", "...", "“”"])
def test_a_statement_without_words_is_empty(statement):
    assert [f.code for f in check(statement, ["The mayor was ill.", ""])] == ["empty"]


# A second set, written after the rules stood; its false alarms widened the families, its inventions changed nothing.
LATER_INVENTED = [
    ("The bridge collapsed after engineers ignored warnings.", ["The bridge collapsed on Monday."]),
    ("The singer cancelled the tour, blaming exhaustion.", ["The singer cancelled the tour."]),
    (
        "Workers at the plant voted to strike on Friday amid safety fears.",
        ["Workers at the plant voted to strike on Friday."],
    ),
    ("The minister apologised for the delay.", ["The minister defended the delay."]),
    ("Rebels captured the airport.", ["Rebels shelled the airport."]),
    (
        "The company recalled 3,000 scooters over faulty brakes.",
        ["The company recalled 3,000 scooters over faulty batteries."],
    ),
    ("The suspect confessed.", ["The suspect was questioned by police."]),
    ("A court in Velmora jailed the trader for fraud.", ["A court in Velmora acquitted the trader of fraud."]),
    ("The drug cures the disease.", ["The drug was tested against the disease in mice."]),
    ("The whale was found dead on the beach.", ["The whale was found on the beach and returned to the sea."]),
    (
        "Thousands of angry farmers blocked roads with tractors and burning tyres.",
        ["Thousands of farmers blocked roads with tractors."],
    ),
    ("The teacher, a convicted thief, was praised by parents.", ["The teacher was praised by parents."]),
    ("The mayor's brother was arrested.", ["The mayor was arrested."]),
    (
        "The museum's most valuable painting was stolen by masked men.",
        ["A painting was stolen from the museum on Sunday night."],
    ),
]
LATER_KINDRED = [
    ("The bridge fell on Monday.", ["The bridge collapsed on Monday."]),
    ("Three people lost their lives when a building came down.", ["Three people were killed in a building collapse."]),
    (
        "Firefighters put out the blaze within hours.",
        ["The fire was extinguished within hours, the fire service said."],
    ),
    (
        "The government plans to raise taxes on fuel next year.",
        ["The government intends to increase fuel taxes next year."],
    ),
    (
        "Heavy rain caused floods that cut off two villages.",
        ["Two villages were cut off by flooding after heavy rain."],
    ),
    ("The central bank left interest rates unchanged.", ["The central bank kept rates on hold on Thursday."]),
    (
        "A man in his fifties was detained on suspicion of theft.",
        ["Police arrested a 54-year-old man suspected of stealing."],
    ),
    ("Schools will reopen on Monday.", ["Classrooms are to open again on Monday, the ministry said."]),
    ("Lorne, the head of the union, welcomed the ruling.", ["Union leader Ada Lorne praised the court's decision."]),
    ("The strike ended after two weeks.", ["Workers returned to work, ending a two-week strike."]),
    ("The airline has grounded its fleet.", ["The carrier stopped all its flights."]),
    ("Scientists found traces of lead in the river.", ["Researchers discovered lead in river water."]),
    ("Rescuers searched for survivors through the night.", ["The search for survivors went on overnight."]),
    ("The vote was postponed until March.", ["Lawmakers delayed the vote to March."]),
]


@pytest.mark.parametrize(("statement", "passages"), LATER_INVENTED)
def test_inventions_of_the_second_set_are_stopped(statement, passages):
    assert check(statement, passages)


@pytest.mark.parametrize(("statement", "passages"), LATER_KINDRED)
def test_paraphrases_of_the_second_set_pass(statement, passages):
    assert check(statement, passages) == ()

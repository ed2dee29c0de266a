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
    ("The 31 were brought down by ladders and many of them sang.", ["All 31 people were brought down by ladders."]),
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

"""Who did it to whom, and on whose word."""

from __future__ import annotations

import pytest

from summarizer.verify import check

FALSE = [
    ("Orme sued Lorne.", ["Lorne sued Orme."]),
    ("Orme was sued by Lorne.", ["Orme sued Lorne."]),
    ("Police arrested the mayor.", ["The mayor arrested police."]),
    ("Velmora beat Norvale 2-1.", ["Norvale beat Velmora 2-1."]),
    ("Velmora attacked Norvale on Monday.", ["On Monday Norvale attacked Velmora."]),
    ("The bill passed in parliament.", ["The bill failed in parliament."]),
    ("Profit doubled last year.", ["Profit halved last year."]),
    ("Orme poisoned his brother.", ["Prosecutors say Orme poisoned his brother."]),
    ("Exactly 200 people came.", ["Nearly 200 people came."]),
    ("It was 30 C in Velmora.", ["It was -30 C in Velmora."]),
    ("Lorne met Quist.", ["Lorne met Orme. Quist stayed away."]),
    ("Two officials, both women, died.", ["Two officials died."]),
]
TRUE = [
    ("Lorne was sued by Orme.", ["Orme sued Lorne."]),
    ("The mayor was arrested by police.", ["Police arrested the mayor."]),
    ("Velmora lost 2-1 to Norvale.", ["Norvale beat Velmora 2-1."]),
    ("Orme poisoned his brother, prosecutors say.", ["Prosecutors say Orme poisoned his brother."]),
    ("It was -30 C in Velmora.", ["It was minus 30 C in Velmora."]),
    ("Lorne met Quist.", ["Lorne met Orme. She also met Quist on Monday."]),
    ("Lorne met Orme.", ["Orme met Lorne on Monday."]),
]


@pytest.mark.parametrize(("statement", "passages"), FALSE)
def test_turned_roles_and_meanings_are_stopped(statement, passages):
    assert check(statement, passages)


@pytest.mark.parametrize(("statement", "passages"), TRUE)
def test_the_same_roles_in_another_form_pass(statement, passages):
    assert check(statement, passages) == ()

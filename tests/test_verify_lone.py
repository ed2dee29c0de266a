"""What one publisher alone gives: values a reader would name, none of them noise."""

from __future__ import annotations

import pytest

from summarizer.verify import lone_values


@pytest.mark.parametrize(
    ("text", "second", "expected"),
    [
        ("Of 200 boats, 116 bound for Norvale left.", "Of 200 boats some left for Norvale.", ["116"]),
        ("In total, salt, fish and grain were lost.", "They lost salt and fish.", ["grain"]),
        ("Ukrainian envoys met in Velmora.", "Envoys of Ukraine met in Velmora.", []),
        ("They spoke of the Second Amendment, Rubio said.", "They spoke.", ["Second Amendment", "Rubio"]),
        ("Leaders of Canada, Peru and Japan met.", "Leaders met.", ["Canada, Peru and Japan"]),
        ("It ends the Week of talks.", "Talks end.", []),
    ],
)
def test_lone_values_are_no_noise(text, second, expected):
    assert [value for value, _ in lone_values(text, {"a": [text], "b": [second]})] == expected


def test_known_spellings_are_one_name():
    text = "President Volodymyr Zelenskiy met the envoys."
    passages = {"a": [text], "b": ["President Volodymyr Zelenskyy met the envoys."]}
    assert lone_values(text, passages, names={"Zelenskiy": "Zelenskyy"}) == []
    assert [value for value, _ in lone_values(text, passages)] == ["Volodymyr Zelenskiy"]

"""Folding: what is the same after it, what is not, and a map back that holds for any text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.folding import fold, fold_keeping_accents, fold_with_map

SAME = [
    ("“Peace,” she said — ‘now’", "\"peace,\" she said - 'now'"),
    ("Zelenskyy of Łódź, São Tomé, Ærø", "zelenskyy of lodz, sao tome, aero"),
    ("E\u0301lyse\u0301e", "Élysée"),
    ("٢٠٢٤", "2024"),
    ("２０％", "20%"),
    ("٣٫٥", "3.5"),
    ("a\u00a0b\u2009c\r\n\td", "a b c d"),
    ("co\u00adop\u200berate\ufeff", "cooperate"),
    ("straße ﬁn", "STRASSE FIN"),
    ("ёлка", "елка"),
    ("か\u3099", "が"),
    ("ｶﾞ", "ガ"),
    ("ｶ\u200bﾞ", "ガ"),
    ("e\u200d\u0301", "é"),
    ("\u1112\u1161\u11ab", "한"),
    ("مُحَمَّد", "محمد"),
    ("أحمد", "احمد"),
    ("CO₂", "co2"),
    ("so…", "so..."),
    ("−5", "-5"),
    ("İstanbul ıĞ", "istanbul ig"),
    ("«Нет»", '"нет"'),
]
APART = [
    ("10²", "102"),
    ("1½", "11/2"),
    ("10①", "101"),
    ("й", "и"),
    ("が", "か"),
    ("ї", "і"),
    ("Brand™", "brandtm"),
    ("¾", "3/4"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_same_after_folding(left, right):
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), APART)
def test_values_and_letters_stay_apart(left, right):
    assert fold(left) != fold(right)


def test_accents_can_be_kept():
    assert fold_keeping_accents("“Größe” É e\u0301") == '"grösse" é é'


def test_map_points_at_the_source():
    folded = fold_with_map("  A\u200b  ß…é!")
    assert folded.text == "a ss...e!"
    assert list(folded.offsets) == [2, 4, 6, 6, 7, 7, 7, 8, 9, 10]
    assert folded.offsets[-1] == 10
    assert folded.offsets[1:4] == [4, 6, 6]
    with pytest.raises(IndexError):
        folded.offsets[11]
    assert list(fold_with_map("Plain text").offsets) == list(range(11))


def test_every_code_point_folds_once_and_for_all():
    for block in range(0, 0x20000, 4096):
        text = " ".join(f"a{chr(code)}b" for code in range(block, block + 4096))
        folded = fold(text)
        assert fold(folded) == folded, hex(block)
        assert fold_with_map(text).text == folded, hex(block)


_LETTERS = [
    "The ",
    "dam ",
    "é",
    "e\u0301",
    "и\u0306",
    "か\u3099",
    "ｶﾞ",
    "\u1112\u1161\u11ab",
    "ß",
    "قالَ",
    "שָׁ",
    "ﷺ",
    "ΐ",
    "ﬃ",
    "中",
    "한",
]
_MARKS = [
    "\u0301",
    "q\u0323\u0307",
    "¨",
    "\u11ab",
    "\u0344",
    "\u200d",
    "\ufe0f",
    "…",
    "½",
    "²",
    "“",
    "👩\u200d👩\u200d👧",
    "🇺🇦",
]
_SPACES = ["  ", "\r\n", " \n \n ", "\u00a0"]
PIECES = st.sampled_from([*_LETTERS, *_MARKS, *_SPACES])
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert "  " not in folded
    assert folded == folded.strip()


@given(TEXTS)
def test_forms_of_one_text_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", ["Ж\u0308\u0301 0", "e\u0301\u0302\u0303 x", "a\u200b\u0308\u0301-"])
def test_a_slice_never_parts_a_letter_from_its_marks(text):
    folded, offsets = fold_with_map(text)
    for i in range(len(folded) + 1):
        if i == 0 or offsets[i] != offsets[i - 1]:
            assert fold(text[: offsets[i]]) == folded[:i].strip()


@given(TEXTS, st.data())
def test_map_leads_back(text, data):
    folded, offsets = fold_with_map(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert all(a <= b for a, b in pairwise(offsets))
    assert all(0 <= offset < len(text) for offset in offsets[:-1])
    edges = [i for i in range(len(offsets)) if i == 0 or offsets[i] != offsets[i - 1]]
    i, j = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
    assert fold(text[offsets[i] : offsets[j]]) == folded[i:j].strip()

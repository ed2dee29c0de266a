"""Words, stems and their likeness."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from summarizer.text.newswords import news_stems
from summarizer.text.tokens import content_stems, words


def test_words_are_folded_and_keep_numbers_whole():
    assert words("Mr. O’Brien’s 1,200.5 jobs, é 3:2") == ["mr", "o'brien's", "1,200.5", "jobs", "e", "3:2"]
    assert words("联合国5月") == ["联合", "合国", "5", "月"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "The ministers were meeting", "a minister meets"),
        ("de", "Die größeren Städte", "eine größere Stadt"),
        ("fr", "l’accord des présidents", "aux accords d’un président"),
        ("es", "las elecciones regionales", "una elección regional"),
        ("pt", "as informações oficiais", "uma informação oficial"),
        ("it", "dell’accordo nazionale", "gli accordi nazionali"),
        ("ru", "в новой столице", "новая столица"),
        ("uk", "у новій столиці", "нова столиця"),
        ("ar", "في المدينة", "مدينة"),
        ("zh", "停火会谈", "停火会谈"),
        ("ja", "停戦の協議", "停戦、協議"),
    ],
)
def test_forms_of_a_word_share_their_stem(language, one, other):
    assert set(content_stems(one, language)) & set(content_stems(other, language))
    assert all(stem for stem in content_stems(one, language))


def test_function_words_are_left_out_and_grouped_numbers_meet():
    assert content_stems("He said that they were in it", "en") == []
    assert content_stems("1,200 or 1200", "en") == ["1200", "1200"]
    assert content_stems("Der 1.200 und", "de") == ["1200"]
    assert content_stems("xyz ord", "tlh") == ["xyz", "ord"]


def _swedish(i, n):
    start = chr(97 + i) + chr(97 + n % 26) + chr(97 + n // 26 % 26)
    return start + chr(107 + n % 9) * (n % 7) + "ationernas" + "heterna" * (n % 3)


def test_threads_do_not_mix_their_words_up():
    lists = [" ".join(_swedish(i, n) for n in range(1500)) for i in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda text: content_stems(text, "sv"), lists))
    finally:
        sys.setswitchinterval(interval)
    from snowballstemmer import stemmer

    alone = stemmer("swedish")
    assert together == [[alone.stemWord(word) for word in text.split()] for text in lists]


def test_news_words_are_stems():
    assert {"offici", "year", "percent"} <= news_stems("en-GB")
    assert news_stems("tlh") == frozenset()

"""What the matching reads in each sentence: its content stems and their weights in the story."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.claims.wordings import in_one_wording
from summarizer.models import Sentence
from summarizer.text.newswords import news_stems
from summarizer.text.tokens import content_stems

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# As the stemmer leaves them; numbers told in words match the same ones in digits.
_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelv thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenti"
)
_NUMBER_STEMS = {stem: str(value) for value, stem in enumerate(_NUMBER_WORDS.split())}


# A capital anywhere but at the start of a sentence or quotation. German gives one to every noun: nothing is read there.
_INSIDE = re.compile(r"[\w,;)’'-]\s([^\W\d_a-z][\w’'-]*(?:\s[^\W\d_a-z][\w’'-]*)*)")
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-z][\w’'-]*")  # anywhere
_CAPITAL_NOUNS = "de"
NAME_SHARE = 0.6  # of the sentences that write a stem small or, inside, with a capital: the latter, for it to be a name
EVERYDAY = 0.5  # what a word of any news keeps of its weight; held out by story, 0.25 and 0.5 beat 1 (2026-11-22)
_MEASURES = frozenset(
    "hour minut second mile kilomet kilometr km meter metr feet foot acr squar degre percent per million billion "
    "trillion dollar euro pound ton tonn kilo".split()
)
_CLOSING = " \n\t\"'”’»)]_*"
_STOPS = frozenset(".!…。！।")
_ENDS = _STOPS | frozenset("?？؟:：–—")
FRAGMENT = 8  # words; a line of fewer that ends without a stop is a label, a link or an item of a list


class Terms(NamedTuple):
    """What is known of each stem, then of each amount (a number and its measure) that two sentences or more have."""

    weights: Floats  # of the stem in the story; an amount has none, for its stems weigh already
    telling: Floats  # the weight, less for what stands in any news
    numeric: Floats  # 1 where it is a number
    plain: Floats  # 1 where it is neither a number nor a name
    amount: Floats  # 1 where it is a number and its measure


class Reading(NamedTuple):
    """The sentences of a story as binary vectors over terms, kept as postings sorted by term.

    The postings of term `t` are `starts[t]` to `starts[t + 1]`; `rows` are the sentences that hold it, in order.
    """

    size: int
    rows: Ints
    starts: Ints
    terms: Ints  # per posting
    alone: Floats  # per posting: 1 over the number of sentences of this article that hold the term
    of: Terms
    mass: Floats  # per sentence: sum of the telling weights of its stems
    plain_mass: Floats  # of the plain ones
    stems: Floats  # how many it has
    numbers: Floats  # how many of them are numbers
    norm: Floats  # per sentence: Euclidean length, never 0


class _Flow(NamedTuple):
    """The stems of all sentences in a row, as numbers, with the sentence of each and the number's stem."""

    stems: Ints
    rows: Ints
    vocabulary: Mapping[str, int]


def read(sentences: Sequence[Sentence], languages: Mapping[str, str], homes: Ints) -> Reading:
    """Index `sentences` by their content stems.

    `languages` gives the language of each article, `homes` the number of its article for each sentence.
    """
    texts = [(sentence.text, languages[sentence.article]) for sentence in sentences]
    flow = _flow(texts)
    rows, stems = _distinct(flow.rows, flow.stems, len(flow.vocabulary))
    frequency = np.bincount(stems, minlength=len(flow.vocabulary))
    numeric = np.fromiter((stem[0].isdigit() for stem in flow.vocabulary), np.bool_, len(flow.vocabulary))
    plain = ~numeric & ~_names(texts, flow.vocabulary, frequency)
    measure = np.fromiter((stem in _MEASURES for stem in flow.vocabulary), np.bool_, len(flow.vocabulary))
    amounts, amount_rows, amount_stems = _amounts(flow, numeric, measure)
    weights = np.log1p(len(sentences) / np.maximum(frequency, 1))
    telling = weights * np.where(_everyday(flow.vocabulary, languages), EVERYDAY, 1.0)
    none = np.zeros(amounts)
    of = Terms(
        np.concatenate((weights, none)),
        np.concatenate((telling, none)),
        np.concatenate((numeric, none)),
        np.concatenate((plain, none)),
        np.concatenate((np.zeros(len(plain)), np.ones(amounts))),
    )
    return _indexed(np.concatenate((rows, amount_rows)), np.concatenate((stems, amount_stems)), homes, of)


def _flow(texts: Sequence[tuple[str, str]]) -> _Flow:
    vocabulary: dict[str, int] = {}
    stems: list[int] = []
    sizes: list[int] = []
    for text, language in texts:
        found = claim_stems(text, language)
        stems.extend([vocabulary.setdefault(stem, len(vocabulary)) for stem in found])
        sizes.append(len(found))
    return _Flow(np.array(stems, np.int64), np.repeat(np.arange(len(texts)), sizes), vocabulary)


def _distinct(rows: Ints, terms: Ints, size: int) -> tuple[Ints, Ints]:
    """Return each term of each row once, by row."""
    keys = numbered(rows * max(size, 1) + terms)[0]
    return keys // max(size, 1), keys % max(size, 1)


def numbered(keys: Ints) -> tuple[Ints, Ints]:
    """Return the distinct `keys` in order, and for each of `keys` its place among them.

    As `numpy.unique`, which at its first call imports numpy.ma: 45 ms.
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    place = np.empty(len(keys), np.int64)
    place[order] = np.cumsum(new) - 1
    return ordered[new], place


def _amounts(flow: _Flow, numeric: NDArray[np.bool_], measure: NDArray[np.bool_]) -> tuple[int, Ints, Ints]:
    """Return how many amounts two sentences or more share.

    Then the sentences that hold one, and for each of these its number, counted after the stems.
    """
    size = len(flow.vocabulary)
    first, second = flow.stems[:-1], flow.stems[1:]
    inside = np.flatnonzero((flow.rows[1:] == flow.rows[:-1]) & numeric[first] & measure[second])
    codes, numbers = numbered(first[inside] * size + second[inside])
    rows, numbers = _distinct(flow.rows[inside], numbers, len(codes))
    shared = np.bincount(numbers, minlength=len(codes)) > 1
    place = np.cumsum(shared) - 1
    kept = np.flatnonzero(shared[numbers])
    return int(shared.sum()), rows[kept], size + place[numbers[kept]]


def _names(texts: Sequence[tuple[str, str]], vocabulary: Mapping[str, int], frequency: Ints) -> NDArray[np.bool_]:
    """Tell which stems are names; a capital that opens a sentence does not count."""
    counts = []
    for pattern in (_INSIDE, _CAPITAL):
        found = [vocabulary[stem] for text in texts for stem in _written(pattern, *text) if stem in vocabulary]
        counts.append(np.bincount(np.array(found, np.int64), minlength=len(vocabulary)))
    inside, capital = counts
    named: NDArray[np.bool_] = (inside > 0) & (inside >= NAME_SHARE * (inside + frequency - capital))
    return named


def _everyday(vocabulary: Mapping[str, int], languages: Mapping[str, str]) -> NDArray[np.bool_]:
    everyday = frozenset().union(*map(news_stems, sorted(set(languages.values()))))
    return np.fromiter((stem in everyday for stem in vocabulary), np.bool_, len(vocabulary))


def _indexed(rows: Ints, terms: Ints, homes: Ints, of: Terms) -> Reading:
    size, count = len(homes), len(of.weights)
    order = np.argsort(terms, kind="stable")
    rows, terms = rows[order], terms[order]
    here = numbered(homes[rows] * max(count, 1) + terms)[1]
    norm: Floats = np.sqrt(_sums(rows, of.weights[terms] ** 2, size))
    telling = of.telling[terms]
    return Reading(
        size,
        rows,
        np.searchsorted(terms, np.arange(count + 1)),
        terms,
        1.0 / np.bincount(here)[here],
        of,
        mass=_sums(rows, telling, size),
        plain_mass=_sums(rows, telling * of.plain[terms], size),
        stems=_sums(rows, (of.weights[terms] > 0).astype(np.float64), size),
        numbers=_sums(rows, of.numeric[terms], size),
        norm=np.where(norm > 0, norm, 1.0),
    )


def _sums(rows: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(rows, values, minlength=size).astype(np.float64)


@lru_cache(maxsize=16384)
def matching_stems(text: str, language: str) -> tuple[str, ...]:
    """Return the content stems of `text`, small number words as digits, one ending for -y, -i, -iy and -yy.

    The ending is where most transliterations of one Slavic name differ.
    """
    return tuple(map(_matching, content_stems(text, language)))


@lru_cache(maxsize=65536)
def claim_stems(text: str, language: str) -> tuple[str, ...]:
    """Return the matching stems of `text`, in order, English ones in one wording."""
    stems = matching_stems(text, language)
    return tuple(in_one_wording(stems)) if language[:2] == "en" else stems


@lru_cache(maxsize=32768)
def _written(pattern: re.Pattern[str], text: str, language: str) -> frozenset[str]:
    """Return the stems of the words of `text` that `pattern` finds and that have a capital."""
    if language[:2] == _CAPITAL_NOUNS:
        return frozenset()
    found = [run for run in pattern.findall(text) if run[0].isupper()]
    return frozenset(claim_stems(" ".join(found), language)) if found else frozenset()


@lru_cache(maxsize=16384)
def stem_set(text: str, language: str) -> frozenset[str]:
    """Return the matching stems of `text` as a set."""
    return frozenset(matching_stems(text, language))


def asserts(text: str) -> bool:
    """Tell whether `text` asserts something: no question, no announcement of a list, no short line without a stop."""
    end = text.rstrip(_CLOSING)[-1:]
    return end in _STOPS if end in _ENDS else len(text.split()) >= FRAGMENT


def share(a: str, b: str, language: str) -> float:
    """Return how much of all their stems `a` and `b` have in common (Jaccard)."""
    left, right = stem_set(a, language), stem_set(b, language)
    both = len(left & right)
    return both / max(len(left) + len(right) - both, 1)


@lru_cache(maxsize=65536)
def _matching(stem: str) -> str:
    if stem in _NUMBER_STEMS:
        return _NUMBER_STEMS[stem]
    return stem.rstrip("iyj") + "i" if len(stem) > 5 and stem[-1] in "iyj" else stem

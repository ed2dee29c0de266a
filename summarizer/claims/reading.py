"""What the matching reads in each sentence: its content stems and their weights in the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.models import Sentence
from summarizer.text.tokens import content_stems

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# As the stemmer leaves them; numbers told in words match the same ones in digits.
_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelv thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenti"
)
_NUMBER_STEMS = {stem: str(value) for value, stem in enumerate(_NUMBER_WORDS.split())}


class Reading(NamedTuple):
    """The sentences of a story as binary vectors over stems, kept as postings sorted by stem.

    The postings of stem `t` are `rows[starts[t]:starts[t + 1]]`, the sentences that hold it, in order.
    """

    size: int
    rows: Ints
    starts: Ints
    weights: Floats  # per stem
    numeric: Floats  # per stem: 1 where it is a number
    mass: Floats  # per sentence: sum of the weights of its stems
    norm: Floats  # per sentence: Euclidean length, never 0
    numbers: Floats  # per sentence: how many numeric stems


def read(sentences: Sequence[Sentence], languages: Mapping[str, str]) -> Reading:
    """Index `sentences` by their content stems; `languages` gives the language of each article."""
    vocabulary: dict[str, int] = {}
    stems: list[int] = []
    rows: list[int] = []
    for row, sentence in enumerate(sentences):
        bag = dict.fromkeys(matching_stems(sentence.text, languages[sentence.article]))
        stems.extend([vocabulary.setdefault(stem, len(vocabulary)) for stem in bag])
        rows.extend([row] * len(bag))
    numeric = np.fromiter((float(stem[0].isdigit()) for stem in vocabulary), np.float64, len(vocabulary))
    return _weighted(len(sentences), np.array(stems, np.int64), np.array(rows, np.int64), numeric)


def _weighted(size: int, stems: Ints, rows: Ints, numeric: Floats) -> Reading:
    frequency = np.bincount(stems, minlength=len(numeric))
    starts: Ints = np.concatenate((np.zeros(1, np.int64), np.cumsum(frequency)))
    weights: Floats = np.log1p(size / np.maximum(frequency, 1))
    mass = _sums(rows, weights[stems], size)
    norm: Floats = np.sqrt(_sums(rows, weights[stems] ** 2, size))
    length: Floats = np.where(norm > 0, norm, 1.0)
    ordered = rows[np.argsort(stems, kind="stable")]
    return Reading(size, ordered, starts, weights, numeric, mass, length, _sums(rows, numeric[stems], size))


def _sums(rows: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(rows, values, minlength=size).astype(np.float64)


@lru_cache(maxsize=16384)
def matching_stems(text: str, language: str) -> tuple[str, ...]:
    """Return the content stems of `text`, small number words as digits, one ending for -y, -i, -iy and -yy.

    The ending is where most transliterations of one Slavic name differ.
    """
    return tuple([_NUMBER_STEMS.get(stem) or _one_ending(stem) for stem in content_stems(text, language)])


@lru_cache(maxsize=16384)
def stem_set(text: str, language: str) -> frozenset[str]:
    """Return the matching stems of `text` as a set."""
    return frozenset(matching_stems(text, language))


def share(a: str, b: str, language: str) -> float:
    """Return how much of all their stems `a` and `b` have in common (Jaccard)."""
    left, right = stem_set(a, language), stem_set(b, language)
    both = len(left & right)
    return both / max(len(left) + len(right) - both, 1)


def _one_ending(stem: str) -> str:
    return stem.rstrip("iyj") + "i" if len(stem) > 5 and stem[-1] in "iyj" else stem

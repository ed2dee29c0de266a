"""What the matching reads in each sentence: its content stems and their weights in the story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarizer.claims.wordings import one_wording
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
_INSIDE = re.compile(r"(?<![.!?:\"“”‘«] )(?<!^)(?<!\w)[^\W\d_][\w’'-]*")
_CAPITAL_NOUNS = "de"
EVERYDAY = 0.5  # share of its weight that a word of any news keeps; 0.25 to 1 give the same within noise
MEASURES = frozenset("hour minut second mile kilomet kilometr km meter metr feet foot acr squar degre percent per million billion trillion dollar euro pound ton tonn kilo".split())
NAME_SHARE = 0.6  # of the sentences with a stem that write it with a capital, for it to be a name


_CLOSING = " \n\t\"'”’»)]_*"
_STOPS = frozenset(".!…。！।")
_STOPS_AND_QUESTIONS = _STOPS | frozenset("?？؟")
FRAGMENT = 8  # words; a line of fewer that ends without a stop is a label, a link or a list item


class Reading(NamedTuple):
    """The sentences of a story as binary vectors over stems, kept as postings sorted by stem.

    The postings of stem `t` are `starts[t]` to `starts[t + 1]`; `rows` are the sentences that hold it, in order.
    """

    size: int
    rows: Ints
    starts: Ints
    stems: Ints  # per posting
    alone: Floats  # per posting: 1 over the number of sentences of this article that hold the stem
    weights: Floats  # per stem
    telling: Floats  # per stem: the weight, less for what stands in any news
    numeric: Floats  # per stem: 1 where it is a number
    plain: Floats  # per stem: 1 where it is neither a number nor a name
    phrase: Floats  # per stem: 1 where it is two plain ones in a row
    amount: Floats  # per stem: 1 where it is a number and a measure
    mass: Floats  # per sentence: sum of the telling weights of its stems
    plain_mass: Floats  # of the plain ones
    norm: Floats  # per sentence: Euclidean length, never 0


def read(sentences: Sequence[Sentence], languages: Mapping[str, str], homes: Ints) -> Reading:
    """Index `sentences` by their content stems.

    `languages` gives the language of each article, `homes` the number of its article for each sentence.
    """
    vocabulary: dict[str, int] = {}
    stems: list[int] = []
    sizes: list[int] = []
    capital: Counter[str] = Counter()
    for sentence in sentences:
        language = languages[sentence.article]
        bag = _claim_stems(sentence.text, language)
        stems.extend([vocabulary.setdefault(stem, len(vocabulary)) for stem in bag])
        sizes.append(len(bag))
        capital.update(_capitalised(sentence.text, language))
    numeric = np.fromiter((float(stem[0].isdigit() and " " not in stem) for stem in vocabulary), np.float64, len(vocabulary))
    named = np.fromiter((capital[stem] for stem in vocabulary), np.float64, len(vocabulary))
    everyday = news_stems(next(iter(languages.values()), "en"))
    weight = np.fromiter((_weight_of(stem, everyday) for stem in vocabulary), np.float64, len(vocabulary))
    frequency = np.bincount(stems, minlength=len(vocabulary)) if stems else named
    plain = (numeric == 0) & (named < NAME_SHARE * frequency) & (weight > 0)
    phrase = np.zeros(len(vocabulary)); amount = np.zeros(len(vocabulary))
    for stem, n in vocabulary.items():
        if " " in stem and frequency[n] > 1:
            a, _, b = stem.partition(" ")
            phrase[n] = plain[vocabulary[a]] and plain[vocabulary[b]]
            amount[n] = a[0].isdigit() and b in MEASURES
    return _weighted(np.array(stems, np.int64), np.array(sizes, np.int64), homes, numeric, plain.astype(float), weight, phrase, amount)


def _weight_of(stem: str, everyday: frozenset[str]) -> float:
    if " " in stem:
        return 0.0  # a number and its unit: its parts weigh already
    return EVERYDAY if stem in everyday else 1.0


def _weighted(stems: Ints, sizes: Ints, homes: Ints, numeric: Floats, plain: Floats, share: Floats, phrase: Floats, amount: Floats) -> Reading:
    size = len(sizes)
    rows = np.repeat(np.arange(size), sizes)
    frequency = np.bincount(stems, minlength=len(numeric))
    starts: Ints = np.concatenate((np.zeros(1, np.int64), np.cumsum(frequency)))
    weights: Floats = np.log1p(size / np.maximum(frequency, 1)) * (share > 0)
    telling: Floats = weights * share
    here = homes[rows] * len(numeric) + stems
    told = np.bincount(here) if len(here) else here
    of = telling[stems]
    norm: Floats = np.sqrt(_sums(rows, weights[stems] ** 2, size))
    order = np.argsort(stems, kind="stable")
    return Reading(
        size,
        rows[order],
        starts,
        stems[order],
        (1.0 / told[here])[order],
        weights,
        telling,
        numeric,
        plain,
        phrase,
        amount,
        mass=_sums(rows, of, size),
        plain_mass=_sums(rows, of * plain[stems], size),
        norm=np.where(norm > 0, norm, 1.0),
    )


def _sums(rows: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(rows, values, minlength=size).astype(np.float64)


@lru_cache(maxsize=16384)
def matching_stems(text: str, language: str) -> tuple[str, ...]:
    """Return the content stems of `text`, small number words as digits, one ending for -y, -i, -iy and -yy.

    The ending is where most transliterations of one Slavic name differ.
    """
    return tuple([_NUMBER_STEMS.get(stem) or _one_ending(stem) for stem in content_stems(text, language)])


@lru_cache(maxsize=16384)
def _claim_stems(text: str, language: str) -> tuple[str, ...]:
    """Return the distinct matching stems of `text`, in order, English ones in one wording."""
    stems = matching_stems(text, language)
    found = list(map(one_wording, stems)) if language[:2] == "en" else list(stems)
    phrases = [f"{a} {b}" for a, b in pairwise(found)]
    return tuple(dict.fromkeys(found + phrases))


@lru_cache(maxsize=16384)
def _capitalised(text: str, language: str) -> frozenset[str]:
    """Return the stems of the words that `text` writes with a capital inside a sentence."""
    if language[:2] == _CAPITAL_NOUNS:
        return frozenset()
    found = [word for word in _INSIDE.findall(text) if word[0].isupper()]
    return frozenset(_claim_stems(" ".join(found), language)) if found else frozenset()


@lru_cache(maxsize=16384)
def stem_set(text: str, language: str) -> frozenset[str]:
    """Return the matching stems of `text` as a set."""
    return frozenset(matching_stems(text, language))


def asserts(text: str) -> bool:
    """Tell whether `text` asserts something: not a question, and no short line without a full stop."""
    end = text.rstrip(_CLOSING)[-1:]
    return end in _STOPS if end in _STOPS_AND_QUESTIONS else len(text.split()) >= FRAGMENT


def share(a: str, b: str, language: str) -> float:
    """Return how much of all their stems `a` and `b` have in common (Jaccard)."""
    left, right = stem_set(a, language), stem_set(b, language)
    both = len(left & right)
    return both / max(len(left) + len(right) - both, 1)


def _one_ending(stem: str) -> str:
    return stem.rstrip("iyj") + "i" if len(stem) > 5 and stem[-1] in "iyj" else stem

"""Words of a text in comparison form, and the stems of those that carry content."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from summarizer.text.folding import fold

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?")

STOPWORDS = frozenset(
    "a about after again against all also am an and any are as at be because been before being below between both but by can could did do does "
    "doing down during each few for from further had has have having he her here hers him his how i if in into is it its just me "
    "more most my no nor not now of off on once only or other our out over own said same say says she should so some such than "
    "that the their them then there these they this those through to too under until up very was we were what when where which "
    "while who whom why will with would you your".split()
)


def words(text: str) -> list[str]:
    """Return the words and numbers of `text`, folded, in order."""
    return _WORD.findall(fold(text))


def content_stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of the content words of `text`, in order, stop words left out."""
    return [_stem(word, language[:2]) for word in words(text) if word not in STOPWORDS]


_LANGUAGES = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "pt": "portuguese", "it": "italian", "ru": "russian", "ar": "arabic"}


@lru_cache(maxsize=65536)
def _stem(word: str, language: str) -> str:
    name = _LANGUAGES.get(language)
    return _stemmer(name).stemWord(word) if name else word


@lru_cache(maxsize=16)
def _stemmer(name: str):  # noqa: ANN202 (the library is not typed)
    return snowballstemmer.stemmer(name)

"""Words of a text in comparison form, and the stems of those that carry content.

Chinese and Japanese are written without spaces: a run of their characters becomes its overlapping bigrams.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Lock

from summarizer.text.folding import fold, fold_keeping_accents
from summarizer.text.stopwords import STOPWORDS

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_HAN_KANA = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HAN_KANA_RUN = re.compile(
    r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_HIRAGANA = re.compile(r"[\u3041-\u309f]+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_ELIDING = frozenset({"fr", "it", "ca"})
_ALGORITHMS = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ru": "russian",
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "nl": "dutch",
    "fi": "finnish",
    "hu": "hungarian",
    "no": "norwegian",
    "nb": "norwegian",
    "ro": "romanian",
    "sv": "swedish",
    "tr": "turkish",
    "el": "greek",
}
_CACHED_STEMS = 200_000  # words of one language; some 20 MB
_LONGEST_WORD = 40  # code points; what is longer has no stem, and is not remembered


def count_words(text: str) -> int:
    """Return the number of words as a reader counts them: by spaces, and two characters of Han or Thai as one."""
    spaced = len(text.split())
    if text.isascii():
        return spaced
    unspaced = sum(1 for char in text if "\u3040" <= char <= "\u9fff" or "\u0e00" <= char <= "\u0e7f")
    return spaced + (unspaced + 1) // 2 if unspaced else spaced


def words(text: str) -> list[str]:
    """Return the words and numbers of `text`, folded, in order; Chinese and Japanese runs as bigrams."""
    found = _WORD.findall(fold(text))
    return found if text.isascii() or not _HAN_KANA.search(text) else _with_bigrams(found)


def content_stems(text: str, language: str = "en") -> list[str]:
    """Return the stems of the content words and the numbers of `text`, in order, stop words left out.

    `language` is a BCP-47 tag; a language without a stemmer keeps its words as they are.
    """
    primary = language[:2].lower()
    folded = fold_keeping_accents(text)
    if primary in _ELIDING:
        folded = folded.replace("'", " ")
    found = _WORD.findall(folded)
    if not text.isascii() and _HAN_KANA.search(text):
        found = [word for word in _with_bigrams(found) if not _HIRAGANA.fullmatch(word)]
    return list(filter(None, map(_stems(primary).__getitem__, found)))


def stem_of(word: str, language: str = "en") -> str:
    """Return the stem of one of the `words` of a text; empty for a stop word. Runs of Han may have several, joined."""
    if word.isascii() and word.isalnum():
        return _stems(language[:2].lower())[word]
    return "".join(content_stems(word, language))


def _with_bigrams(found: Iterable[str]) -> list[str]:
    spread: list[str] = []
    for word in found:
        for run in _HAN_KANA_RUN.findall(word) if _HAN_KANA.search(word) else (word,):
            if len(run) > 2 and _HAN_KANA.match(run):
                spread += (run[i : i + 2] for i in range(len(run) - 1))
            else:
                spread.append(run)
    return spread


class _Stems(dict[str, str]):
    """The stem of each word of one language, computed when first met; a stop word has the empty stem."""

    def __init__(self, language: str) -> None:
        self._stopwords = STOPWORDS.get(language, frozenset())
        self._stem = _stemmer(language)
        self._lock = Lock()  # Snowball's stemmers hold the word in hand as their own state

    def __missing__(self, word: str) -> str:
        if len(self) >= _CACHED_STEMS:
            self.clear()
        with self._lock:
            stem = self._stem_of(word)
        if len(word) <= _LONGEST_WORD:
            self[word] = stem
        return stem

    def _stem_of(self, word: str) -> str:
        if word[0].isdigit():
            return re.sub("[.,]", "", word) if _GROUPED.fullmatch(word) else word
        if len(word) > _LONGEST_WORD or (not word.isascii() and _HAN_KANA.match(word)):
            return word
        if (word if word.isascii() else fold(word)) in self._stopwords:
            return ""
        stem = self._stem(word)
        return stem if stem.isascii() else fold(stem)


@lru_cache(maxsize=64)
def _stems(language: str) -> _Stems:
    return _Stems(language)


def _stemmer(language: str) -> Callable[[str], str]:
    if language == "uk":
        return _ukrainian_stem
    if language not in _ALGORITHMS:
        return str
    import snowballstemmer

    if _ALGORITHMS[language] not in snowballstemmer.algorithms():
        return str
    stem: Callable[[str], str] = snowballstemmer.stemmer(_ALGORITHMS[language]).stemWord
    return stem


_UKRAINIAN_ENDING = re.compile(
    "(?:ування|овання|ення|ання|ськ(?:ий|ого|ому|им|ої|ою|а|у|е|і|их|ими)|остями|остей|істю|ості|ість|еві|ові|ами|ями|ого|ому"
    "|ими|іми|ої|єю|ою|ею|ів|їв|ем|єм|ом|ам|ям|ах|ях|ий|ій|их|им|ала|али|ало|ив|ила|или|ило|ати|ити|ує|ють|уть|ають|ять"
    "|а|я|и|і|ї|у|ю|е|є|о|ь|й)$"
)


def _ukrainian_stem(word: str) -> str:
    """Cut one inflectional ending and leave three letters or more: Snowball has no Ukrainian."""
    match = _UKRAINIAN_ENDING.search(word, 3)
    return word[: match.start()] if match else word

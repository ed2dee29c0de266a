"""What of a shared statement one outlet alone gives: its values, its parts, and whether its main assertion is shared.

A statement that one outlet's sentences show whole is held against what the others say: their cited sentences, and
further sentences of theirs that tell a part of it (witnesses, which are cited then). What they do not tell is the
outlet's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.claims.opposition import denies, opposed
from summarizer.claims.parts import Part, Word, assertions_of, parts_of, runs, trimmed, vocabulary_of
from summarizer.claims.reading import claim_stems
from summarizer.models import Sentence
from summarizer.text.names import TITLES
from summarizer.text.newswords import news_stems
from summarizer.verify.families import derived, families_of, is_light
from summarizer.verify.lexicon import base_of

Span = tuple[int, int]
Weigh = Callable[[str], float]
"""Returns the weight of a stem in the story: the rarer, the more it tells."""
LoneValues = Callable[[Sequence[str]], Sequence[Span]]
"""Returns where the values stand that the others do not give, were these sentences theirs too."""

# Swept on 2026-11-22, one constant at a time, over the 47 statements of `evals/details_labels.json` that may be tuned
# on; `python -m evals.details` prints the figures, for these and for the 43 held back. "Worse": more details, none of
# them right, or one stretch or more of one outlet unmarked.
LIGHT = 0.3  # what a word of little meaning keeps of its weight; 0.15 level, at 0.5 one shared statement more is lost
EVERYDAY = 0.5  # what a word that stands in any news keeps; 0.3 as LIGHT at 0.5, 1 marks two stretches less
TOLD = 1.5  # what a told word counts off a stretch; 1 level, 2 worse
LEAST = 1.0  # weight from which a stretch is worth a detail (1: a word of one sentence); 0.7 and 1.3 are worse
LEAST_WORDS = 2  # telling words in it that nobody else has; 1 and 3 are worse
LEAST_WORDS_ELSEWHERE = 4  # the same in other languages than English, of which no kindred words are known
# Share of a main assertion, by weight, that others must tell. 0.3 level, 0.25 calls three more shared that are not, 0.4
# loses one that is. Of 50 further statements, read afterwards, 0.3 takes three for one outlet's, two of them rightly;
# 0.35 one more, 0.4 three more.
MAIN = 0.35
MAIN_ELSEWHERE = 0.2  # the same in other languages; by the stories of tests/test_details.py alone
WITNESSES = 3  # further sentences cited for a statement at most; with none 31 details, 0.22 right, instead of 20, 0.37
ALIKE = 0.15  # share of the statement's weight that a witness must have; 0.1 level, 0.25 worse
ALIKE_WORDS = 3  # telling words of the statement that it must have; 2 calls one more shared that is not, 4 worse
BINDING = 0.4  # weight that it must share beside, where it tells names alone: 0 to 0.8 level
COVERED = 0.5  # share of a part that it must have to tell it; 0.6 worse, 0.4 marks fewer words of what is one outlet's
GAIN = 0.65  # weight that it must tell anew, a value counting as much; 0.4 brings three witnesses, 1 drops five

BEGINNING = 4  # letters that `derived` asks two words to share; shorter ones must be the same

_SAYING = (
    "emphasise emphasize stress underline highlight warn note acknowledge reiterate tweet reply respond add tell "
    "inform recall admit declare remark quote leader official officials spokesman authority"
).split()


class Shared(NamedTuple):
    """How a statement is shared: who else bears it out, where one outlet is alone, whether the main point is shared."""

    witnesses: tuple[Sentence, ...]
    lone: tuple[Span, ...]
    main: bool


def share_out(
    text: str,
    language: str,
    *,
    others: Sequence[str],
    candidates: Iterable[Sentence],
    independent: Callable[[Sentence], bool],
    weigh: Weigh,
    lone_values: LoneValues,
    known: Callable[[Word], bool],
    by_word: bool = True,
) -> Shared:
    """Return how `text`, which one outlet shows whole, is shared with others, whose cited sentences are `others`.

    `candidates` are the further sentences of those outlets, of which only `independent` ones are witnesses; `known`
    tells a name that they speak of anyway. Without `by_word` only values are looked at.
    """
    telling = _Telling(text, language, weigh, known)
    telling.hear(others)
    near = [one for one in candidates if telling.alike(one.text) and independent(one)]
    witnesses = tuple(_witnesses(telling, near, lone_values))
    values = lone_values([witness.text for witness in witnesses])
    parts = telling.alone() if by_word else ()
    return Shared(witnesses, _merged(text, [*parts, *values]), telling.main_is_told())


def is_common(text: str, language: str, *, others: Sequence[str], weigh: Weigh) -> bool:
    """Tell whether the sentences `others` tell the main assertion of `text`."""
    if text in others:
        return True
    heard = _Heard(others, language)
    for assertion in assertions_of(parts_of(text, language), language):
        words = _plain(assertion)
        masses = [_mass(word, language, weigh) for word in words]
        if _is_told([heard.share(word, kin=True) for word in words], masses, language):
            return True
    return False


class _Telling:
    """The parts of a statement, and how much of each word the others tell so far."""

    def __init__(self, text: str, language: str, weigh: Weigh, known: Callable[[Word], bool]) -> None:
        self.text, self.language = text, language
        self._parts = parts_of(text, language)
        self._told: dict[Word, float] = dict.fromkeys((w for part in self._parts for w in part.words), 0.0)
        self._known = {word for word in self._told if word.name and known(word)}
        self._stems = frozenset(stem for word in self._told for stem in word.stems)
        self._masses = {word: _mass(word, language, weigh) for word in self._told}
        self._whole = sum(self._masses.values())
        self._shared: dict[str, dict[Word, float]] = {}

    def hear(self, sentences: Sequence[str]) -> None:
        """Take all words as told that `sentences` have, or kin of theirs."""
        heard = _Heard(sentences, self.language)
        for word, told in self._told.items():
            self._told[word] = max(told, heard.share(word, kin=True))

    def alike(self, sentence: str) -> bool:
        """Tell whether `sentence` has enough of the words to speak of the same thing."""
        if len(self._stems.intersection(claim_stems(sentence, self.language))) < ALIKE_WORDS:
            return False
        shared = [word for word, share in self._shares(sentence).items() if share >= COVERED]
        telling = {word.stems for word in shared if not _says_little(word, self.language)}
        return len(telling) >= ALIKE_WORDS and sum(map(self._masses.__getitem__, shared)) >= ALIKE * self._whole

    def _shares(self, sentence: str) -> Mapping[Word, float]:
        """Return how much of each word `sentence` has."""
        if sentence not in self._shared:
            heard = _Heard((sentence,), self.language)
            self._shared[sentence] = {word: heard.share(word, kin=False) for word in self._told}
        return self._shared[sentence]

    def gained(self, sentence: str) -> dict[Word, float]:
        """Return how much of what words `sentence` tells that was not told: only of parts of which it has enough."""
        shares = self._shares(sentence)
        gained: dict[Word, float] = {}
        for part in self._parts:
            covered = sum(shares[word] * self._masses[word] for word in part.words)
            if covered >= COVERED * sum(map(self._masses.__getitem__, part.words)):
                gained |= {word: shares[word] for word in part.words if shares[word] > self._told[word]}
        bound = (word for word, told in self._told.items() if told and shares[word])
        named = all(word.name for word in gained)
        return {} if named and sum(map(self._masses.__getitem__, bound)) < BINDING else gained

    def worth(self, gained: dict[Word, float]) -> float:
        """Return the weight of what would be told anew; a name that is known anyway is nothing new."""
        new = ((word, share - self._told[word]) for word, share in gained.items() if word not in self._known)
        return sum(share * self._masses[word] for word, share in new)

    def take(self, gained: dict[Word, float]) -> None:
        """Take this as told."""
        self._told |= gained

    def main_is_told(self) -> bool:
        """Tell whether the others tell enough of a main assertion: of the one that they tell best."""
        mains = map(_plain, assertions_of(self._parts, self.language))
        return any(
            _is_told([self._told[word] for word in words], [self._masses[word] for word in words], self.language)
            for words in mains
        )

    def alone(self) -> Iterator[Span]:
        """Yield the stretches that nobody else tells."""
        scores = {part: sum(self._score(word) for word in part.words) for part in self._parts}
        for first, last in runs(list(scores.values())):
            stretch = self._without_scraps(self._parts[first:last], scores)
            if self._says_enough(stretch, scores):
                yield trimmed(self.text, stretch[0].start, stretch[-1].end, self.language)

    def _without_scraps(self, stretch: Sequence[Part], scores: Mapping[Part, float]) -> Sequence[Part]:
        """Leave out at the end what tells nothing new, and at both what a clause has where that alone is too little."""
        stretch = self._to_the_last(stretch)
        for at in (0, -1):
            while len({part.clause for part in stretch}) > 1:
                clause = stretch[at].clause
                if self._says_enough([part for part in stretch if part.clause == clause], scores):
                    break
                stretch = self._to_the_last([part for part in stretch if part.clause != clause])
        return stretch

    def _to_the_last(self, stretch: Sequence[Part]) -> Sequence[Part]:
        """Return the parts up to the last that has a telling word which nobody else has."""
        last = max((n for n, part in enumerate(stretch) if any(map(self._new, part.words))), default=-1)
        return stretch[: last + 1]

    def _new(self, word: Word) -> bool:
        return self._told[word] < 1.0 and not _says_little(word, self.language)

    def _score(self, word: Word) -> float:
        told = self._told[word]
        if told == 0.0 and word in self._known:
            return 0.0
        return (1.0 - (1.0 + TOLD) * told) * self._masses[word]

    def _says_enough(self, stretch: Sequence[Part], scores: Mapping[Part, float]) -> bool:
        new = sum(len(word.stems) for part in stretch for word in part.words if self._new(word))
        least = LEAST_WORDS if _is_english(self.language) else LEAST_WORDS_ELSEWHERE
        return new >= least and sum(scores[part] for part in stretch) >= LEAST


def _mass(word: Word, language: str, weigh: Weigh) -> float:
    """Return the weight of a word in the story."""
    news = _news(language)
    weight = sum(weigh(stem) * (EVERYDAY if stem in news else 1.0) for stem in word.stems)
    return weight * (LIGHT if _says_little(word, language) else 1.0)


def _plain(assertion: Sequence[Part]) -> list[Word]:
    """Return the words of an assertion that are no names; all, where there are no others."""
    words = [word for part in assertion for word in part.words]
    return [word for word in words if not word.name] or words


def _is_told(shares: Sequence[float], masses: Sequence[float], language: str) -> bool:
    """Tell whether these shares of words with these masses are enough of a main assertion."""
    mass = sum(masses)
    told = sum(share * of for share, of in zip(shares, masses, strict=True)) / mass if mass else 1.0
    return told >= (MAIN if _is_english(language) else MAIN_ELSEWHERE)


def _witnesses(telling: _Telling, candidates: Iterable[Sentence], lone_values: LoneValues) -> Iterator[Sentence]:
    """Yield the sentences, the best first, that tell what the cited ones of the other outlets do not."""
    near = [one for one in candidates if not _against(telling.text, one.text, telling.language)]
    taken: list[str] = []
    values = len(lone_values(taken)) if near else 0
    for _ in range(min(WITNESSES, len(near))):
        found = []
        most = 0.0
        for one in near:
            gained = telling.gained(one.text)
            worth = telling.worth(gained)
            open_yet = gained and worth + GAIN * values >= max(most, GAIN)  # else it cannot be taken, whatever it gives
            fewer = values - len(lone_values([*taken, one.text])) if values and open_yet else 0
            most = max(most, worth + GAIN * fewer)
            found.append((worth + GAIN * fewer, fewer, one, gained))
        worth, fewer, best, gained = max(found, key=lambda f: (f[0], f[2].text))
        if worth < GAIN:
            return
        telling.take(gained)
        values -= fewer
        taken.append(best.text)
        near.remove(best)
        yield best


def _against(text: str, sentence: str, language: str) -> bool:
    """Tell whether only one of the two denies something, or their numbers differ: no witness then, in doubt."""
    return denies(text, language) != denies(sentence, language) or opposed(text, sentence, language)


class _Heard:
    """The words of some sentences, ready to be asked for."""

    def __init__(self, sentences: Sequence[str], language: str) -> None:
        self._stems = frozenset().union(*(vocabulary_of(sentence, language).stems for sentence in sentences))
        self._english = sentences if _is_english(language) else ()

    def share(self, word: Word, *, kin: bool) -> float:
        """Return how much of `word` is here: 0 to 1. With `kin`, a word that may stand for it is as good."""
        if self._stems.issuperset(word.stems):
            return 1.0
        told = sum(stem in self._stems for stem in word.stems) / len(word.stems)
        if not self._english or word.folded[0].isdigit():
            return told
        base = base_of(word.folded)
        begun = base[:BEGINNING]
        if any(derived(base, other) for sentence in self._english for other in _bases(sentence).get(begun, ())):
            return 1.0
        if not kin or not (families := families_of(base)):
            return told
        return told if all(families.isdisjoint(_families(sentence)) for sentence in self._english) else 1.0


@lru_cache(maxsize=4096)
def _bases(sentence: str) -> Mapping[str, Sequence[str]]:
    """Return what the words of an English sentence derive from, by the first letters."""
    bases: dict[str, list[str]] = {}
    for base in set(map(base_of, vocabulary_of(sentence).words)):
        bases.setdefault(base[:BEGINNING], []).append(base)
    return bases


@lru_cache(maxsize=4096)
def _families(sentence: str) -> frozenset[int]:
    """Return the families that the words of an English sentence belong to."""
    return frozenset().union(*(families_of(base) for bases in _bases(sentence).values() for base in bases))


def _is_english(language: str) -> bool:
    return language[:2].lower() == "en"


def _says_little(word: Word, language: str) -> bool:
    """Tell a word of grammar, of saying or of office in English: it is no detail that one outlet has it."""
    return not word.name and _is_english(language) and _is_little(word.folded)


@lru_cache(maxsize=16384)
def _is_little(folded: str) -> bool:
    base = base_of(folded)
    return is_light(base) or base in _saying()


@lru_cache(maxsize=1)
def _saying() -> frozenset[str]:
    return frozenset(map(base_of, (*_SAYING, *TITLES)))


@lru_cache(maxsize=32)
def _news(language: str) -> frozenset[str]:
    """Return the stems of the words that stand in any news, as claims are matched by."""
    return frozenset(stem for listed in news_stems(language) for stem in (listed, *claim_stems(listed, language)))


def _merged(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return `spans` in order, those that overlap or that only a space parts as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and (start < merged[-1][1] or text[merged[-1][1] : start] == " "):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)

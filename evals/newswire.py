"""A seeded maker of news-like articles, for benchmarks and soak runs: any number, any length, no real text.

Articles of one story share facts in wordings of their own and add sentences of their own. Content words follow a
Zipf law over a made-up vocabulary, so that words are as rare and as shared as in real prose; function words, numbers,
names, days and quotations are English, so that every room of the house finds its work.
"""

from __future__ import annotations

import random
from itertools import accumulate

VOCABULARY = 6000
SHARED_FACTS = 14
SHARE = 0.4  # of an article's sentences that tell a shared fact

_ONSETS = [
    "b",
    "br",
    "c",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
]
_NUCLEI = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_CODAS = ["n", "r", "l", "s", "t", "nd", "rt", "m", "ck", "ng", "st"]
_ENDINGS = ["", "", "", "s", "ed", "ing", "er", "ion", "ly"]
_FIRST = ["Arvid", "Lena", "Pavel", "Dana", "Ines", "Tomas", "Mira", "Jonas", "Petra", "Emil", "Rosa", "Hugo"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_LINKS = [
    "in the",
    "of a",
    "for the",
    "near the",
    "with its",
    "after the",
    "by a",
    "from the",
    "under the",
    "and the",
    "to the",
    "while the",
]
_FRAMES = (
    "The {0}.",
    "The {0} on {day}.",
    "{who} said the {0}.",
    "“The {0},” said {who} on {day}.",
    "Some {count} people were near the {0}.",
    "Officials in {place} said that the {0}, {who} added.",
)


def story(seed: int, *, articles: int, words: int = 600) -> list[str]:
    """Return `articles` texts of about `words` words each on one invented event."""
    lexicon = _Lexicon(random.Random(f"lexicon {seed}"))
    rng = random.Random(seed)
    facts = [lexicon.clause(rng) for _ in range(SHARED_FACTS)]
    return [_article(random.Random(f"{seed} {n}"), lexicon, facts, words) for n in range(articles)]


class _Lexicon:
    """Made-up words by rank, and the people and places of one story."""

    def __init__(self, rng: random.Random) -> None:
        self._words = [self._word(rng) for _ in range(VOCABULARY)]
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(VOCABULARY)))
        self._people = [f"{first} {self._word(rng).capitalize()}" for first in _FIRST]
        self._places = [self._word(rng).capitalize() for _ in range(8)]

    def _word(self, rng: random.Random) -> str:
        syllables = "".join(
            rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS) for _ in range(rng.randint(1, 2))
        )
        return syllables + rng.choice(_ENDINGS)

    def content(self, rng: random.Random) -> str:
        """Return one content word."""
        return rng.choices(self._words, cum_weights=self._weights)[0]

    def clause(self, rng: random.Random) -> list[str]:
        """Return the words of one thing that can be told."""
        told = [self.content(rng), self.content(rng)]
        for _ in range(rng.randint(2, 5)):
            told += [rng.choice(_LINKS), self.content(rng), self.content(rng)]
        return told

    def sentence(self, rng: random.Random, clause: list[str]) -> str:
        """Return `clause` in one of several wordings, a word of it changed here and there."""
        told = [word if " " in word or rng.random() > 0.15 else self.content(rng) for word in clause]
        return rng.choice(_FRAMES).format(
            " ".join(told),
            who=rng.choice(self._people),
            day=rng.choice(_DAYS),
            place=rng.choice(self._places),
            count=rng.randint(2, 900),
        )


def _article(rng: random.Random, lexicon: _Lexicon, facts: list[list[str]], words: int) -> str:
    told = sorted(rng.sample(range(len(facts)), k=8))
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < words:
        shared = told and rng.random() < SHARE
        sentences.append(lexicon.sentence(rng, facts[told.pop(0)] if shared else lexicon.clause(rng)))
    paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    return f"{' '.join(facts[0][:4]).capitalize()}\n" + "\n".join(paragraphs) + "\n"

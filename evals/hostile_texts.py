"""A seeded maker of hostile texts: none is an article, each is what some rule of the house might take too long over.

Every maker returns exactly `size` code points. The size of a request's body is counted in bytes: emoji take four.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from evals.newswire import story

Maker = Callable[[int, int], str]
"""Size in code points and a seed to a text."""

BODY: Final = 9_900_000  # bytes of a request's body that leaves room for JSON
SHAPES: Final[Mapping[str, tuple[int, int]]] = {"few": (10, 1_000_000), "many": (50, 200_000), "honest": (50, 6_000)}
"""Articles of a request and the code points of each, as far as the body has room."""


def request_of(kind: str, shape: str, *, seed: int = 0, split: bool = True) -> dict[str, object]:
    """Return the body of a request of hostile articles; kinds that begin with `near` have one text for all."""
    articles, size = SHAPES[shape]
    make = KINDS[kind]
    probe = make(2_000, seed)
    width = max(1.0, len(repr_json(probe)) / len(probe))
    size = min(size, int(BODY / articles / width))
    texts = [make(size, seed + n) for n in range(articles)]
    return {
        "articles": [{"text": text, "outlet": f"Outlet {n}"} for n, text in enumerate(texts)],
        "options": {"cache": "bypass", "split_stories": split},
    }


def repr_json(text: str) -> bytes:
    """Return `text` as it stands in a body."""
    import json

    return json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _cycle(piece: str) -> Maker:
    """Repeat `piece`; each text begins with a word of its own, so that no two are the same."""

    def make(size: int, seed: int) -> str:
        head = f"Report {seed} "
        return (head + piece * (size // len(piece) + 1))[:size]

    return make


def _drawn(pieces: str | tuple[str, ...], joint: str = " ", line: int = 0) -> Maker:
    """Draw from `pieces`, joined by `joint`; a new line after every `line` of them."""

    def make(size: int, seed: int) -> str:
        rng = random.Random(seed)
        least = min(map(len, pieces)) + len(joint)
        chosen = rng.choices(pieces, k=size // least + 1)
        if line:
            chosen[line::line] = ["\n" + piece for piece in chosen[line::line]]
        return joint.join(chosen)[:size]

    return make


@cache
def _words(count: int, capital: bool) -> tuple[str, ...]:
    rng = random.Random("hostile words")
    found = ("".join(rng.choices("abcdefghiklmnoprstuvwz", k=rng.randint(3, 9))) for _ in range(count))
    return tuple(word.capitalize() if capital else word for word in found)


def _different(*, capital: bool = False, stop: int = 0) -> Maker:
    """Words that hardly ever come twice; a stop after every `stop` of them."""

    def make(size: int, seed: int) -> str:
        rng = random.Random(seed)
        chosen = rng.choices(_words(50_000, capital), k=size // 4)
        if stop:
            chosen[stop::stop] = [f"it. {word.capitalize()}" for word in chosen[stop::stop]]
        return " ".join(chosen)[:size]

    return make


def _news(*, copies: bool) -> Maker:
    """Sentences as of news, far too many; the same ones with one changed at the front where `copies`."""

    def make(size: int, seed: int) -> str:
        text = _story(0 if copies else seed // 10, 1 if copies else 10)[0 if copies else seed % 10]
        head = f"On day {seed} there were {seed + 3} people at the harbor. "
        return (head + (text + "\n") * (size // len(text) + 1))[:size]

    return make


@cache
def _story(seed: int, articles: int) -> list[str]:
    return story(seed, articles=articles, words=3_000)


_SCRIPTS = ("слово", "λέξη", "كلمة", "शब्द", "単語", "단어", "คำ", "מילה", "word", "Wort", "ọ̀rọ̀", "ტექსტი")

KINDS: Final[Mapping[str, Maker]] = {
    "one word": _cycle("harbor "),
    "one long word": _cycle("harbor"),
    "capitals": _cycle("HARBOR FERRY "),
    "capitalised": _different(capital=True),
    "different words": _different(),
    "short sentences": _different(stop=4),
    "sentences": _different(stop=20),
    "digits": _cycle("7"),
    "numbers": _drawn(tuple(f"{n},{n:03} {unit}" for n in range(100, 400) for unit in ("people", "percent", "of"))),
    "amounts": _cycle("$1,2 billion-and 3.4 % to 1/2 "),
    "years": _drawn(tuple(f"May {n % 28}, {1900 + n}" for n in range(200)), ", "),
    "stops": _cycle("."),
    "spaced stops": _cycle(". "),
    "short stops": _cycle("a. "),
    "initials": _cycle("J.R. "),
    "questions": _cycle("?! "),
    "ellipses": _cycle("... A "),
    "quotation marks": _cycle('"'),
    "curly marks": _cycle("“a” "),
    "open marks": _cycle("“Harbor "),
    "apostrophes": _cycle("’s it's "),
    "open brackets": _cycle("("),
    "brackets": _cycle("(a) [b] "),
    "nested": _cycle("([{“"),
    "newlines": _cycle("\n"),
    "short lines": _drawn(_words(500, False), " ", 1),
    "lines": _drawn(_words(20_000, True), " ", 6),
    "blank lines": _cycle("a\n\n"),
    "spaces": _cycle(" "),
    "spaced out": _cycle("word" + " " * 200),
    "tabs": _cycle("a\t"),
    "hyphens": _cycle("a-"),
    "dashes": _cycle("a — b "),
    "commas": _cycle("harbor, "),
    "slashes": _cycle("a/b|c · "),
    "addresses": _cycle("https://a.b/c@d.e "),
    "hashtags": _cycle("#a @b "),
    "names": _drawn(tuple(f"{a} {b}" for a in _words(300, True)[:40] for b in _words(300, True)[40:80]), ", "),
    "said": _drawn(
        tuple(f"“{a} {b},” said Mr. {b.capitalize()}." for a in _words(60, False) for b in _words(9, False))
    ),
    "negations": _cycle("not no never without nobody did not "),
    "and": _cycle("and of the in and to "),
    "emoji": _cycle("😀👨‍👩‍👧🏽‍🚀"),
    "combining": _cycle("á̀̂̃̄̅"),
    "zero width": _cycle("a\u200b\u200d\u2060\ufeff"),
    "bidi": _cycle("\u202eabc\u202c \u2066d\u2069 "),
    "ligatures": _cycle("ﷺ ﬃ Ⅷ ½ ㎢ "),
    "scripts": _drawn(_SCRIPTS),
    "one script line": _cycle("単語。"),
    "unspaced": _cycle("単語漢字"),
    "arabic": _cycle("كلمة، قال "),
    "news": _news(copies=False),
    "near copies": _news(copies=True),
}

"""Is every name of the statement a name of the passages: word by word, exact after folding.

Likeness is nothing with names. What counts as one: case, possessives, demonyms, acronyms, and the variants that the
story gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from summarizer.models import Failure
from summarizer.text.names import NameMention, name_key
from summarizer.verify.focus import failure
from summarizer.verify.reading import INFLECTING, Ground, Reading, initials, stem_of


def check_names(statement: Reading, ground: Ground, variants: Mapping[str, str]) -> Failure | None:
    """Every word of every name is a word of a passage, or a known variant of one."""
    if not statement.values.names:
        return None
    known = variant_keys(variants)
    shown = with_variants(ground.name_keys, known)
    missing = [
        m.text
        for m in statement.values.names
        if not (
            name_shown(m, shown, known)
            or (not variants and _surname_alone(m, ground))
            or _plural_shown(m, statement, shown)
            or _inflected(m, statement.language, ground)
            or (m.text == "White House" and any(_PRESIDENCY.search(p.text) for p in ground.passages))
        )
        or (known.keys().isdisjoint(m.tokens) and (_put_together(m, ground) or _only_a_word(m, statement, ground)))
    ]
    return failure("name", missing, "no cited sentence names")


def variant_keys(variants: Mapping[str, str]) -> Mapping[str, set[str]]:
    """Map each word of each variant to the words of its canonical name and of all its other variants."""
    return _variant_keys(tuple(variants.items()))


def with_variants(keys: frozenset[str], known: Mapping[str, set[str]]) -> frozenset[str]:
    """Return `keys` with every known variant of each."""
    return keys.union(*(known[key] for key in keys & known.keys()))


_COUNTED = re.compile(
    r"(?:\b(?:the|these|those|two|three|four|five|six|dozen|hundred|thousand|some|many|most|several|few|all|more|other)|"
    r"\d) $",
    re.I,
)


def _plural_shown(mention: NameMention, statement: Reading, shown: frozenset[str] | set[str]) -> bool:
    """Accept "the Lornes" and "four dozen Holsteins" where the singular stands; "Roberts" alone is no Robert."""
    before = statement.text[max(0, mention.start - 12) : mention.start]
    (token, *more) = mention.tokens
    return not more and token.endswith("s") and token[:-1] in shown and _COUNTED.search(before) is not None


_DIRECTIONS = frozenset(("north", "south", "east", "west", "northern", "southern", "eastern", "western", "midwest"))
PLACE_WORDS = _DIRECTIONS | frozenset(
    ("new", "lake", "mount", "fort", "saint", "san", "santa", "los", "las", "el", "port")
)


def _inflected(mention: NameMention, language: str, ground: Ground) -> bool:
    """Accept "Лунда" for "Лунд": names have cases there."""
    stems = [stem_of(token, language) for token in mention.tokens] if language[:2] in INFLECTING else []
    return bool(stems) and all(stem in ground.stems for stem in stems)


_PRESIDENCY = re.compile(r"\bpresiden(?:t(?! of\b)|tial|cy)\b", re.I)  # the president of a bank has no White House


def _surname_alone(mention: NameMention, ground: Ground) -> bool:
    """Accept "Ada Lorne" where the passages say "Lorne" alone and give her no other first name.

    Only while the names of the story are not known: where they are, a first name that is not among them is invented.
    """
    first, last = mention.tokens[:-1], mention.tokens[-1]
    if len(first) not in (1, 2) or set(first) & PLACE_WORDS:
        return False
    runs = [m.tokens for p in ground.passages for m in p.values.names if last in m.tokens]
    return bool(runs) and all(run[0] == last for run in runs)


def _put_together(mention: NameMention, ground: Ground) -> bool:
    """Tell a full name of which the passages give each half to somebody else alone: "Ada Quist" of Lorne and Quist."""
    if len(mention.tokens) != 2 or mention.weak or not PLACE_WORDS.isdisjoint(mention.tokens):
        return False
    first, last = mention.tokens
    runs = [m.tokens for p in ground.passages for m in p.values.names if len(m.tokens) > 1]
    if any(first in run and last in run for run in runs):
        return False
    return any(first in run[:-1] for run in runs) and any(last in run[1:] for run in runs)


def _only_a_word(mention: NameMention, statement: Reading, ground: Ground) -> bool:
    """Tell a speaker whose name stands in the passages as a common word alone: "Rose" of "prices rose"."""
    if mention.weak or not _SAYS.match(statement.text, mention.end):
        return False
    capitals = frozenset().union(*(_capitals(p) for p in ground.passages))
    return bool(mention.tokens) and all(t in ground.name_keys and t not in capitals for t in mention.tokens[-1:])


_SAYS = re.compile(r",? (?:said|says|told|added|wrote|warned|announced|argued|claimed|insisted)\b")


@lru_cache(maxsize=4096)
def _capitals(passage: Reading) -> frozenset[str]:
    """Return the name keys of the words that stand with a capital, and all where a passage has one case alone."""
    if passage.text.islower() or passage.text.isupper():
        return passage.name_keys
    words = zip(passage.words, passage.starts, strict=True)
    return frozenset(name_key(word) for word, at in words if passage.text[at].isupper())


@lru_cache(maxsize=32)
def _variant_keys(variants: tuple[tuple[str, str], ...]) -> Mapping[str, set[str]]:
    families: dict[str, set[str]] = {}
    for variant, canon in variants:
        words = {name_key(w) for name in (variant, canon) for w in name.split()}
        families.setdefault(canon, set()).update(words)
    known: dict[str, set[str]] = {}
    for words in families.values():
        for word in words:
            known.setdefault(word, set()).update(words)
    return known


def name_shown(mention: NameMention, shown: frozenset[str] | set[str], known: Mapping[str, set[str]]) -> bool:
    """Tell whether every word of the name stands among `shown` name keys."""
    if mention.weak and not any(t in known for t in mention.tokens):
        return True
    if all(_token_shown(t, shown) for t in mention.tokens) or mention.tokens[0] in _DIRECTIONS:
        return len(mention.tokens) == 1 or all(_token_shown(t, shown) for t in mention.tokens)
    if len(mention.tokens) > 1:
        return any(f"#{letters}" in shown for letters in initials(mention))
    return mention.text.split()[-1].isupper() and f"@{mention.tokens[0]}" in shown


def _token_shown(token: str, shown: frozenset[str] | set[str]) -> bool:
    """Tell whether one word of a name stands there, exact after folding: likeness is nothing with names."""
    if token in shown or not shown.isdisjoint(_KINDRED.get(token, ())):
        return True
    if len(token) == 1 and token.isalpha():
        return f"^{token}" in shown
    if token.startswith(("al-", "el-")) and token[3:] in shown:
        return True
    if f"al-{token}" in shown or f"el-{token}" in shown:
        return True
    parts = [part for part in _HYPHEN.split(token) if part]
    while len(parts) > 1 and parts[0] in _PREFIXES:
        parts = parts[1:]
    return "-" in token and all(_token_shown(name_key(part), shown) for part in parts)


_KINDRED = {
    "moon": ("lunar",), "sun": ("solar",), "mars": ("martian",), "earth": ("terrestrial",),
    "senate": ("sen", "senator", "senators"), "house": ("rep", "representative", "representatives"),
    "congress": ("sen", "senator", "senators", "rep", "representative", "congressman", "congresswoman"),
}  # fmt: skip

_PREFIXES = frozenset(("ex", "non", "pro", "anti", "mid", "post", "pre", "then", "now", "co", "all"))
_HYPHEN = re.compile("[-‐‑]")

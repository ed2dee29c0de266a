"""What a fixed phrase asks for and only one thing can fill: how somebody died, where, who was first, how old.

"Pronounced dead at" has one hospital, "first reported by" one answer, a person one age, and nobody is both shot dead
and burned alive. So the phrase itself is the link, with the person it is of. English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

from summarizer.claims.positions import Clash, worded
from summarizer.claims.quantities import Amount, amounts
from summarizer.claims.reading import claim_stems
from summarizer.models import Article, ConflictKind, Sentence
from summarizer.text.folding import fold
from summarizer.text.names import names
from summarizer.text.newswords import news_stems
from summarizer.text.numbers import lower_words

BEFORE = 5  # words before a manner of dying among which its victim may be: "the shepherd had been"
NEAR = 60  # code points on either side of a manner of dying in which its victim stands
ALIKE = 3  # stems that both sentences must share beside the victim, those of any news as half
TENTHS = 0.65  # of magnitude
_MANNERS = {
    "beaten to death": r"\b(?:beat|beaten|beating|beats|bludgeoned|clubbed|kicked|punched)\b[^.;:]{0,50}?\bto death\b"
    r"|\bfatally beaten\b",
    "burned alive": r"\bburn(?:ed|t|ing)?\b[^.;:,]{0,30}?\balive\b|\bburn(?:ed|t) to death\b",
    "shot dead": r"\bshot (?:[^.;:,]{0,30}? )?(?:dead|to death|and killed)\b|\bfatally shot\b|\bgunned down\b",
    "stabbed to death": r"\b(?:stabbed|knifed|hacked)\b[^.;:]{0,40}?\bto death\b|\bfatally stabbed\b",
    "strangled": r"\b(?:strangled|throttled)\b",
    "drowned": r"\bdrowned\b",
    "hanged": r"\b(?:hanged|found hanging)\b",
    "stoned to death": r"\bstoned\b[^.;:]{0,30}?\bto death\b",
    "frozen to death": r"\b(?:froze|frozen) to death\b",
    "starved to death": r"\bstarved to death\b",
    "crushed to death": r"\bcrushed to death\b",
}
_MANNER = {manner: re.compile(pattern, re.I) for manner, pattern in _MANNERS.items()}
_NOT_SO = re.compile(
    r"\b(?:not|never|nearly|almost|if|could|would|might|may|threat\w*|fear\w*|tried|attempt\w*|like)\b|n['’]t\b", re.I
)
_HEDGED = re.compile(r"\b(?:allegedly|reportedly|apparently) $", re.I)
_IT = " it"
_DYING = "how the victims died"
_WORD = re.compile(r"[^\W\d_]+")
_PERSON = frozenset(
    "man woman couple boy girl child baby infant teenager teen student officer policeman soldier driver passenger "
    "victim father mother husband wife son daughter brother sister journalist teacher worker prisoner inmate guard "
    "farmer toddler doctor nurse priest singer actor".split()
)
_WARD = re.compile(r"\b(?:hospital|medical cent(?:er|re)|clinic|infirmary|medical college)\b", re.I)
_AT_WARD = {
    "where the victim was pronounced dead": re.compile(r"\b(?:pronounced|declared) dead\b", re.I),
    "where the victim died": re.compile(r"\bdied\b[^.;:]{0,40}? (?:at|in) (?:the )?$", re.I),
    "where the victim was taken": re.compile(
        r"\bwas (?:\w+ly )?(?:taken|transported|airlifted|flown|rushed|brought|driven)\b[^.;:]{0,30}? to (?:the )?$",
        re.I,
    ),
}
_AFTER_NAME = re.compile(r" (?:at|of|in) (?=[^\W\d_a-z])")
_SEVERAL = re.compile(r"\b(?:were|others?|another|two|three|both|second|some|several|many)\b", re.I)
_STOREY = re.compile(r"\bstor(?:ey|y|ies)", re.I)
_MAGNITUDE = re.compile(r"\bmagnitude[- ](?:of )?(\d\.\d)\b|\b(\d\.\d)[- ]magnitude\b", re.I)
_DEFINITE = re.compile(r"\b(?:the|its|this)\s$", re.I)
_HAS = re.compile(r"\b(?:has|had|with|rises|rising|contains)\s$", re.I)
_COMMON = frozenset("hospital medical center centre clinic infirmary college the of at for and".split())
_FIRST_BY = re.compile(r"\bfirst (?:reported|published|revealed|identified|discovered|described|spotted) by (?:the )?")
_LIST = re.compile(r"(?:,| and|, and) (?:the )?$")
_AGE = re.compile(
    r"(?P<name>[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]*){1,3}), (?:who is |aged? )?(?P<age>\d{1,3})(?=[,.;)])"
    r"|(?P<age2>\d{1,3})[- ]year[- ]old (?P<name2>[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]*){1,3})"
)
_MAYBE_AGE = re.compile(r", (?:who is |aged? )?\d{1,3}[,.;)]|-year[- ]old | year[- ]old ")  # what `_AGE` needs
_STOREY_WORDS = frozenset("storey storeys story stories".split())
_QUAKE_WORDS = frozenset(("magnitude",))
_WARD_WORDS = frozenset("hospital medical clinic infirmary".split())
_FIRST_WORDS = frozenset(("first",))
_DEATH_WORDS = frozenset(
    "death alive dead killed fatally gunned strangled throttled drowned hanged hanging beaten".split()
)
_ANY_WORDS = _STOREY_WORDS | _QUAKE_WORDS | _WARD_WORDS | _FIRST_WORDS | _DEATH_WORDS
_OLDEST = 115
_AGES = frozenset(str(age) for age in range(_OLDEST + 1))


class _Filled(NamedTuple):
    """What fills a phrase of a sentence: `of` names the phrase, `said` the words shown, `parts` what is compared."""

    sentence: Sentence
    of: str
    parts: frozenset[str]
    said: str
    at: tuple[int, int] = (0, 0)  # of the phrase in the sentence, where that matters


_Differ = Callable[[_Filled, _Filled], bool]
_Reader = Callable[[Sequence[Sentence]], list[_Filled]]


def fillers(
    sentences: Sequence[Sentence], publishers: Mapping[str, str], articles: Mapping[str, Article]
) -> Iterator[tuple[Sentence, Sentence, Clash]]:
    """Yield pairs of sentences of different publishers that fill one phrase differently."""
    prose = [s for s in sentences if s.kind == "prose" and articles[s.article].language[:2] == "en"]
    known = [(s, lower_words(s.text)) for s in prose]
    telling = [(s, words) for s, words in known if not words.isdisjoint(_ANY_WORDS)]
    kinds: tuple[tuple[list[Sentence], _Reader, _Differ, ConflictKind], ...] = (
        ([s for s in prose if _MAYBE_AGE.search(s.text)], _ages, _other_age, "number"),
        (_with(telling, _STOREY_WORDS), _storeys, _other_count, "number"),
        (_with(telling, _QUAKE_WORDS), _magnitudes, _other_magnitude, "number"),
        (_with(telling, _WARD_WORDS), _wards, _other_ward, "name"),
        (_with(telling, _FIRST_WORDS), _firsts, _other_first, "name"),
        (_with(telling, _DEATH_WORDS), _manners, _other_manner, "other"),
    )
    for held, read, differ, kind in kinds:
        given: dict[str, list[_Filled]] = {}
        for one in _in_one_wording(read(held)):
            given.setdefault(publishers[one.sentence.article], []).append(one)
        for mine, theirs in combinations(given.values(), 2):
            for a, b in product(mine, theirs):
                if differ(a, b) and _sole(a, theirs) and _sole(b, mine):
                    yield a.sentence, b.sentence, Clash(kind, _topic(a, b), a.of, a.said, b.said)


def _with(known: Sequence[tuple[Sentence, frozenset[str]]], words: frozenset[str]) -> list[Sentence]:
    """Return the sentences that have one of `words`: cheaper to see than any pattern."""
    return [sentence for sentence, own in known if not words.isdisjoint(own)]


def _in_one_wording(filled: Sequence[_Filled]) -> list[_Filled]:
    """Show what is the same in the words of the first: "aged 61" and "61-year-old" are one side."""
    said: dict[tuple[str, frozenset[str]], str] = {}
    return [one._replace(said=said.setdefault((one.of, one.parts), one.said)) for one in filled]


def _sole(one: _Filled, given: Sequence[_Filled]) -> bool:
    """Tell whether the other publisher never fills the phrase as `one` does: else it reports both."""
    return all((other.of, other.parts) != (one.of, one.parts) for other in given)


def _topic(a: _Filled, b: _Filled) -> str:
    if a.of.endswith(_IT):
        told = [word for word in _WORD.findall(_before(a)) if _stems(word) & _stems(_before(b)) and word.islower()]
        return f"{a.of.removesuffix(_IT)} the {told[-1]}" if told else a.of
    if a.of != _DYING:
        return a.of
    mine, theirs = _victims(a), _victims(b)
    shared = [word for stem, word in mine.items() if stem in theirs and word.islower() and word in theirs.values()]
    return f"how the {shared[-1]} died" if shared else a.of


def _stems(text: str) -> frozenset[str]:
    return frozenset(claim_stems(text, "en"))


# Ages ------------------------------------------------------------------------------------------------


def _ages(sentences: Sequence[Sentence]) -> list[_Filled]:
    return [one for sentence in sentences for one in _ages_in(sentence)]


def _ages_in(sentence: Sentence) -> Iterator[_Filled]:
    for match in _AGE.finditer(sentence.text):
        name = (match["name"] or match["name2"]).rstrip(".").split()
        age = int(match["age"] or match["age2"])
        if 0 < age <= _OLDEST:
            parts = frozenset((fold(name[0]), fold(name[-1]), str(age)))
            yield _Filled(sentence, f"age of {name[0]} {name[-1]}", parts, match.group().rstrip("."))


def _other_age(a: _Filled, b: _Filled) -> bool:
    """Tell whether both are of one name and their ages are two."""
    return a.parts - _AGES == b.parts - _AGES and a.parts != b.parts


# Counts of which a story has one ---------------------------------------------------------------------


def _storeys(sentences: Sequence[Sentence]) -> list[_Filled]:
    """Return the storeys of the building that a story is about."""
    found = [
        _Filled(sentence, "number of storeys", frozenset((f"{x.value:g}",)), worded(x, sentence.text))
        for sentence in sentences
        if _STOREY.search(sentence.text)
        for x in amounts(sentence.text, "en")
        if x.what in ("storey", "story") and _of_the_building(x, sentence.text)
    ]
    return _single(found)


def _of_the_building(x: Amount, text: str) -> bool:
    """Tell whether the building is one that is known: "the 30-storey tower", "the Mast has 30 storeys"."""
    return (text[x.end : x.end + 1] in "-‐‑" and _DEFINITE.search(text[: x.start]) is not None) or (
        _HAS.search(text[: x.told_from]) is not None
    )


def _magnitudes(sentences: Sequence[Sentence]) -> list[_Filled]:
    """Return the magnitude of the earthquake that a story is about, where it tells of no other."""
    found = [
        _Filled(sentence, "magnitude of the earthquake", frozenset((match[1] or match[2],)), match.group())
        for sentence in sentences
        for match in _MAGNITUDE.finditer(sentence.text)
    ]
    return _single(found)


def _single(found: Sequence[_Filled]) -> list[_Filled]:
    """Leave out the articles that give two counts: they tell of two things."""
    counts: dict[str, set[frozenset[str]]] = {}
    for one in found:
        counts.setdefault(one.sentence.article, set()).add(one.parts)
    return [one for one in found if len(counts[one.sentence.article]) == 1]


def _other_count(a: _Filled, b: _Filled) -> bool:
    return a.parts != b.parts


def _other_magnitude(a: _Filled, b: _Filled) -> bool:
    """Tell whether the magnitudes differ by tenths, as those of two surveys do; further apart they are two quakes."""
    x, y = (float(next(iter(one.parts))) for one in (a, b))
    return 0 < abs(x - y) <= TENTHS


# Where somebody was pronounced dead ------------------------------------------------------------------


def _wards(sentences: Sequence[Sentence]) -> list[_Filled]:
    """Return the hospitals, each by the fullest name that the story has for it."""
    found = [one for sentence in sentences if (one := _ward(sentence))]
    full = [max((o for o in found if one.parts <= o.parts), key=lambda o: len(o.parts)) for one in found]
    return [one._replace(parts=whole.parts, said=whole.said) for one, whole in zip(found, full, strict=True)]


def _ward(sentence: Sentence) -> _Filled | None:
    text = sentence.text
    if not _WARD.search(text) or _SEVERAL.search(text):
        return None
    found = [name for name in names(text, "en") if _WARD.search(name.text)]
    if len(found) != 1:
        return None
    start, end = found[0].start, found[0].end
    if (more := _AFTER_NAME.match(text, end)) and (after := [n for n in names(text, "en") if n.start == more.end()]):
        end = after[0].end  # "Children's Hospital at Orle"
    of = next((of for of, phrase in _AT_WARD.items() if phrase.search(text if "dead" in of else text[:start])), "")
    parts = frozenset(re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", fold(text[start:end])))) - _COMMON
    return _Filled(sentence, of, parts, text[start:end]) if of and parts else None


def _other_ward(a: _Filled, b: _Filled) -> bool:
    if a.of != b.of or not (a.parts - b.parts and b.parts - a.parts):
        return False
    return "dead" in a.of or bool(_people(a.sentence.text) & _people(b.sentence.text))


# Who was first ---------------------------------------------------------------------------------------


def _firsts(sentences: Sequence[Sentence]) -> list[_Filled]:
    return [one for sentence in sentences for one in _firsts_in(sentence)]


def _firsts_in(sentence: Sentence) -> Iterator[_Filled]:
    text = sentence.text
    for match in _FIRST_BY.finditer(text):
        end, parts = match.end(), set[str]()
        for name in names(text, "en"):
            if name.start == end or (parts and name.start > end and _LIST.fullmatch(text[end : name.start])):
                end, parts = name.end, parts | {" ".join(name.tokens)}
        if parts:
            first = match.group().partition(" by")[0]
            yield _Filled(sentence, f"who {first}{_IT}", frozenset(parts), text[match.end() : end])


def _other_first(a: _Filled, b: _Filled) -> bool:
    """Tell whether others are named: "first" leaves no room for one more."""
    return a.of == b.of and a.parts != b.parts and bool(_told(a) & _told(b))


def _told(one: _Filled) -> frozenset[str]:
    """Return the stems of what was first told."""
    return _stems(_before(one))


def _before(one: _Filled) -> str:
    """Return what stands before the phrase."""
    at = _FIRST_BY.search(one.sentence.text)
    return one.sentence.text[: at.start()] if at else ""


# How somebody died -----------------------------------------------------------------------------------


def _manners(sentences: Sequence[Sentence]) -> list[_Filled]:
    return [one for sentence in sentences if (one := _manner(sentence))]


def _manner(sentence: Sentence) -> _Filled | None:
    found = [(manner, m) for manner, pattern in _MANNER.items() for m in pattern.finditer(sentence.text)]
    if len({manner for manner, _ in found}) != 1 or _NOT_SO.search(sentence.text):
        return None
    manner, match = found[0]
    hedge = _HEDGED.search(sentence.text[: match.start()])
    said = f"{hedge.group() if hedge else ''}{match.group()}"
    return _Filled(sentence, _DYING, frozenset((manner,)), " ".join(said.split()), match.span())


def _other_manner(a: _Filled, b: _Filled) -> bool:
    """Tell whether both are of one victim, named or described by the same word, in sentences of one event."""
    if a.parts == b.parts:
        return False
    victims = _victims(a).keys() & _victims(b).keys()
    shared = (_stems(a.sentence.text) & _stems(b.sentence.text)) - victims
    everyday = shared & news_stems("en")
    return bool(victims) and len(shared - everyday) + 0.5 * len(everyday) >= ALIKE


def _victims(one: _Filled) -> dict[str, str]:
    """Return who may have died: the words inside the phrase and right before it, by stem, and full names."""
    text, at = one.sentence.text, one.at
    before = [m.group() for m in _WORD.finditer(text[max(0, at[0] - NEAR) : at[0]])]
    inside = _WORD.findall(text[slice(*at)])
    known = set(_stems(" ".join(_MANNERS))) | _stems("kick punch bludgeon club knife hack gun fatal alive")
    near = {stem: word for word in (*before[-BEFORE:], *inside) for stem in _stems(word) if stem not in known}
    return near | {token: token for token in _people(text[max(0, at[0] - NEAR) : at[1] + NEAR])}


def _people(text: str) -> frozenset[str]:
    """Return the words for people in `text`, and the words of full names."""
    full = (name for name in names(text, "en") if not name.weak and len(name.tokens) > 1)
    words = {word for word in re.findall(r"[a-z]+", text.lower()) if word in _PERSON}
    return frozenset(words) | {token for name in full for token in name.tokens}

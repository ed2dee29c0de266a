"""One entry for each name of a story: spellings, surname alone, title and surname, acronym and expansion."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.models import ClaimTable
from summarizer.text.folding import fold
from summarizer.text.names import TITLES, name_key, names

STANDING = 2  # sentences that a name must stand in
DOMINANT = 3  # times as often as the next one, from where a surname alone is the foremost one's
READ = 300  # sentences read for names, the earliest of each article first: who matters is named early
_SPELLINGS = "kh:h ou:u oo:u ee:i tz:ts ck:k ph:f sch:sh tch:ch w:v q:k y:i j:i x:ks"
_SAME_SOUND = tuple(pair.split(":") for pair in _SPELLINGS.split())


class GatheredName(NamedTuple):
    """`name` is the fullest common form; `variants` are the other forms that the articles write."""

    name: str
    variants: tuple[str, ...]


_OPENING = frozenset(("a", "an", "the", "bei", "in", "im", "am", "auf", "nach", "vor", "aus", "der", "die", "das"))
_PARTICLES = frozenset(("al", "el", "bin", "ibn"))
_NO_FIRST_WORDS = (
    "north south east west northern southern eastern western upper lower new central united saint san los las great "
    "greater persian mount lake cape fort port"
)
_NO_FIRST_NAME = frozenset(_NO_FIRST_WORDS.split())
_NO_SURNAME_WORDS = (
    "tower street road square avenue lane gulf sea river mountains bay island islands valley bridge department "
    "ministry senate hospital clinic church castle airport university school party league union court council police "
    "times post"
)
_NO_SURNAME = frozenset(_NO_SURNAME_WORDS.split())  # alone, they stand for no one name


# What stands before names in other languages, folded; the reading of names knows the English ones.
_ROLES = (
    "burgermeister burgermeisterin minister ministerin prasident prasidentin kanzler kanzlerin sprecher sprecherin "
    "herr frau direktor direktorin professor professorin trainer trainerin leiter leiterin polizeisprecher "
    "ministerprasident innenminister innenministerin aussenminister aussenministerin monsieur madame maire ministre "
    "president presidente directeur directrice alcalde alcaldesa senor senora ministra director directora signor "
    "signora sindaco ministro direttore direttrice burgemeester meneer mevrouw prefeito prefeita"
)
ROLES = frozenset(_ROLES.split())
_CORPORATE_WORDS = (
    "air airlines airways bank group corp corporation inc ltd company holdings industries motors energy media oil "
    "foods pharma rail railways shipping steel systems technologies telecom records studios university ag gmbh sa plc"
)
_CORPORATE = frozenset(_CORPORATE_WORDS.split())

_PREFIXED = re.compile(r"(?:anti|pro|non|ex|post|pre|mid)-", re.I)

Key = tuple[str, ...]


def gather_names(table: ClaimTable) -> list[GatheredName]:
    """Return the names that stand in two sentences or more, the most frequent first."""
    forms: dict[Key, Counter[str]] = defaultdict(Counter)
    homes: dict[Key, set[str]] = defaultdict(set)
    found = list(_mentions(table))
    proved = {part for key, _, _, weak in found if not weak for part in (key, key[-1:])}
    for key, form, sentence, weak in found:
        if not weak or key in proved:  # a capital that opens a sentence counts where the story knows the name
            forms[key][form] += 1
            homes[key].add(sentence)
    _split_off_titles(forms, homes)
    entries = _entries(forms)
    weighed = [(len(set().union(*(homes[key] for key in keys))), _named(keys, forms)) for keys in entries]
    weighed.sort(key=lambda one: (-one[0], one[1].name))
    return [entry for count, entry in weighed if count >= STANDING]


def _mentions(table: ClaimTable) -> Iterator[tuple[Key, str, str, bool]]:
    """Yield for each name its key, its written form, its sentence, and whether its capital proves nothing."""
    languages = {article.id: article.language for article in table.articles}
    for sentence in sorted(table.sentences, key=lambda s: s.position)[:READ]:
        german = languages[sentence.article][:2] == "de"
        for mention in names(sentence.text, languages[sentence.article]):
            key, form = _filed(mention.text)
            if key:
                yield key, form, sentence.id, mention.weak and not (german and len(mention.tokens) > 1)


@lru_cache(maxsize=16384)
def _filed(written: str) -> tuple[Key, str]:
    """Return the key of a name and its form without titles; no key where it is none."""
    form = _form(written)
    return (tuple([sound(token) for token in _tokens(form)]) if form and not _no_name(form) else ()), form


def _no_name(form: str) -> bool:
    """Tell "Russian", "South African" and "Sudanese President" from names: a demonym or a title ends them."""
    last = form.split()[-1]
    if (fold(last).strip(".") in TITLES and " " in form) or _PREFIXED.match(form):
        return True
    return not last.replace(".", "").isupper() and name_key(last) != fold(last).replace(".", "")


def _form(written: str) -> str:
    """Return the written name without the titles before it, a possessive, or the place after a title's holder."""
    words = re.sub(r"['’]s?$", "", written).split()
    if len(words) > 1 and words[0].lower() in _OPENING:
        words = words[1:]
    titled = [n for n, word in enumerate(words) if fold(word).rstrip(".") in TITLES or fold(word) in ROLES]
    if titled and titled[-1] + 1 < len(words):
        words = words[titled[-1] + 1 :]
        if "of" in words[1:]:
            words = words[: words.index("of", 1)]
    return " ".join(words)


def _tokens(form: str) -> list[str]:
    words = [fold(word).strip(".").replace(".", "") for word in re.split(r"[\s\-‐‑]+", form) if word]
    return [word for word in words if word not in _PARTICLES] or words


_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def sound(token: str) -> str:
    """Return `token` as transliterations of one name agree on it: Zelenskyy, Zelenskiy and Zelensky are one."""
    for written, heard in _SAME_SOUND:
        token = token.replace(written, heard)
    token = _DOUBLED.sub(r"\1", token)
    return token.rstrip("i") + "i" if token.endswith("i") else token


_SOUNDS_NO_FIRST = frozenset(map(sound, _NO_FIRST_NAME))
_SOUNDS_NO_SURNAME = frozenset(map(sound, _NO_SURNAME))


def _split_off_titles(forms: dict[Key, Counter[str]], homes: dict[Key, set[str]]) -> None:
    """Give "Special Envoy Ann Lee" to "Ann Lee", where that is a name of the story too."""
    for key in sorted(forms, key=len, reverse=True):
        for cut in range(1, len(key) - 1):
            if key[cut:] in forms:
                for form, count in forms.pop(key).items():
                    forms[key[cut:]][" ".join(form.split()[cut - len(key) :])] += count
                homes[key[cut:]] |= homes.pop(key)
                break


def _entries(forms: dict[Key, Counter[str]]) -> list[list[Key]]:
    """Put together the keys of one name; a short form that fits two longer ones alike stays alone."""
    keys = sorted(forms, key=lambda key: (-len(key), key))
    full: dict[str, list[Key]] = defaultdict(list)  # by surname, and by initials
    entries: dict[Key, list[Key]] = {}
    for key in keys:
        longer = [other for other in full[_clue(key, forms)] if _short_for(key, other, forms)]
        longer += full["^" + key[0]] if len(key) == 1 else []
        if foremost := _foremost(longer, forms):
            entries[foremost].append(key)
            continue
        entries[key] = [key]
        full[key[-1]].append(key)
        if len(key) == 2 and key[1] in _CORPORATE:
            full["^" + key[0]].append(key)  # "Kestrel" is Kestrel Air
        if len(key) > 1:
            full["." + _initials(key)].append(key)
    return list(entries.values())


def _foremost(longer: Sequence[Key], forms: dict[Key, Counter[str]]) -> Key | None:
    """Return the full name that a short form stands for: the only one, or the one that the story is about."""
    ranked = sorted(longer, key=lambda key: (-forms[key].total(), key))
    if len(ranked) > 1 and forms[ranked[0]].total() < DOMINANT * forms[ranked[1]].total():
        return None
    return ranked[0] if ranked else None


def _clue(key: Key, forms: dict[Key, Counter[str]]) -> str:
    """Return under what the full form of `key` is filed: an acronym's letters, else the surname."""
    if len(key) == 1 and any(form.replace(".", "").isupper() for form in forms[key]):
        return "." + "".join(_tokens(next(iter(forms[key]))))
    return key[-1]


def _initials(key: Key) -> str:
    return "".join(token[0] for token in key if token not in ("of", "the", "and", "for"))


def _short_for(short: Key, full: Key, forms: dict[Key, Counter[str]]) -> bool:
    """Tell whether `short` is the surname of `full`, its first names left out or initialled, or its acronym."""
    if len(short) >= len(full):
        return False
    if _clue(short, forms)[0] == ".":
        return True
    written = max((len(form) for form in forms[short]), default=0)
    return written > 2 and set(short) <= set(full) and _is_person(full, forms)


def _is_person(key: Key, forms: dict[Key, Counter[str]]) -> bool:
    """Names of institutions have small words inside ("University of Denver"), people's have none."""
    if key[0] in _SOUNDS_NO_FIRST or key[-1] in _SOUNDS_NO_SURNAME:
        return False
    return 2 <= len(key) <= 4 and all(any(map(str.isupper, word)) for form in forms[key] for word in form.split())


def _named(keys: Sequence[Key], forms: dict[Key, Counter[str]]) -> GatheredName:
    written: Counter[str] = Counter()
    for key in keys:
        written.update(forms[key])
    longest = max(len(key) for key in keys)
    full = [form for key in keys if len(key) == longest for form in forms[key]]
    name = max(sorted(full), key=lambda form: written[form])
    return GatheredName(name, tuple(form for form in _ranked(written) if form != name))


def _ranked(written: Counter[str]) -> Iterable[str]:
    return sorted(written, key=lambda form: (-written[form], form))

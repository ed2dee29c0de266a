"""The folded form in which texts are compared, with a map back to the text as given.

Folding never writes back: an article's text stays code point for code point as it came in. What is folded away
is typography (NFKC, case, accents of Latin and Greek letters, vowel points of Arabic and Hebrew, quotation marks,
dashes, spaces, invisible characters); what would change a value is not: superscripts, fractions and circled
digits stay themselves ("10²" is not "102", "1½" is not "11/2"), letters that differ by more than an accent stay
apart (й and и, が and か).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, overload

_ALIKE = {
    '"': "“”„‟«»‹›〝〞〟＂″「」『』",
    "'": "‘’‚‛′＇ʼʹ´ˈ`",
    "-": "‐‑‒–—―−﹘﹣－",
    ",": "٬،、",
    ".": "٫",
    "?": "؟",
    ";": "؛",
    "%": "٪",
    # letters that have no decomposition, so that "Łódź" and "Lodz" meet
    "l": "łŁ",
    "o": "øØ",
    "d": "đĐ",
    "h": "ħĦ",
    "i": "ı",
    "ae": "æÆ",
    "oe": "œŒ",
}
_PLAIN = {char: plain for plain, chars in _ALIKE.items() for char in chars}
# Dropped: marks of Latin, Greek, Hebrew, Arabic and symbols, variation selectors, joiners, soft hyphens, tatweel.
# Marks of other scripts (Indic vowels, Thai tones, kana voicing) are letters there and stay.
_INVISIBLE = (
    "\u00ad\u034f\u0640\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
_DROPPED = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
) + _INVISIBLE
_IS_INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_IS_DROPPED = re.compile(f"[{_DROPPED}]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WIDE_SPACE = re.compile(r"[^\S ]|  |^ | $")
# Scripts whose plain letters fold one to one: their runs need no entry of their own in the map.
_EVEN = "А-Яа-яІіЇїЄєґҐء-غف-ي一-鿿ぁ-ゖァ-ヺ가-힣À-ÅÇ-ÖÙ-Ýà-åç-öù-ýÿ“”‘’–—"
_UNEVEN = re.compile(rf"[\s{_DROPPED}]{{2,}}|[{_DROPPED}]|^\s|\s\Z|[^\x00-\x7f{_EVEN}]")
_UNEVEN_ASCII = re.compile(r"\s\s+|^\s|\s\Z")
# Compatibility letters that NFKC turns into pieces which then join with their neighbours.
_JOINING = re.compile("[\u3131-\u318e\uffa0-\uffdc]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_VOICING = "\u3099\u309a\uff9e\uff9f"
_VOICED = {"\uff9e": "\u3099", "\uff9f": "\u309a"}
_HALF_WIDTH_KANA = re.compile("[\uff66-\uff9f]")
# A letter with what composes onto it: marks, kana voicing, Hangul jamo, the vowel signs that compose in NFC.
_CLUSTER = re.compile(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[가-힣][\u11a8-\u11c2]"
    f"|.[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed{_VOICING}"
    "\u093c\u09bc\u09be\u09d7\u0a3c\u0b3c\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0c56\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dca"
    "\u0dcf\u0ddf\u0f71-\u0f84\u102e\u1ab0-\u1aff\u1b34\u1b35\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+",
    re.DOTALL,
)


_REMEMBERED = 30_000  # code points: more than any living text has, less than a hostile one could fill


class Offsets(Sequence[int]):
    """A map from code points to code points, kept as runs that go up by one."""

    __slots__ = ("_firsts", "_outer", "_size", "_starts")

    def __init__(self, outer: Offsets | None = None) -> None:
        self._starts: list[int] = []
        self._firsts: list[int] = []
        self._size = 0
        self._outer = outer

    def run(self, first: int, length: int) -> None:
        """Append `first`, `first + 1`, ... , `length` of them."""
        if length > 0:
            self._starts.append(self._size)
            self._firsts.append(first)
            self._size += length

    def through(self, outer: Offsets) -> Offsets:
        """Return the map that leads on through `outer`."""
        chained = Offsets(outer)
        chained._starts, chained._firsts, chained._size = self._starts, self._firsts, self._size
        return chained

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._size))]
        at = index + self._size if index < 0 else index
        if not 0 <= at < self._size:
            raise IndexError(index)
        run = bisect_right(self._starts, at) - 1
        inner = self._firsts[run] + at - self._starts[run]
        return inner if self._outer is None else self._outer[inner]


class Folded(NamedTuple):
    """`text` is folded; `offsets[i]` is where its code point `i` came from; one more entry marks the end."""

    text: str
    offsets: Sequence[int]


def fold(text: str) -> str:
    """Return `text` in comparison form: NFKC, case folded, plain quotes and dashes, single spaces, trimmed."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    return _fold_composed(_composed(text))


def fold_keeping_accents(text: str) -> str:
    """Fold as `fold` does, but keep the accents of Latin letters, which the rules of a stemmer need."""
    if text.isascii():
        return fold(text)
    foreign = _FOREIGN.sub(lambda run: run.group().translate(_ACCENTED), _composed(text))
    return " ".join(foreign.lower().split())


def fold_with_map(text: str) -> Folded:
    """Fold `text` and keep, for each folded code point, the index of the code point that it came from.

    Slicing `text` from `offsets[i]` to `offsets[j]` gives the source of `folded[i:j]`, with what folding dropped
    in between. The offsets are looked up, not listed: `list(offsets)` where every one is needed.
    """
    if text.isascii() and not _WIDE_SPACE.search(text):
        return Folded(_fold_composed(text), range(len(text) + 1))
    composed, origins = _composed_with_map(text)
    offsets = Offsets()
    last = 0
    for match in (_UNEVEN_ASCII if text.isascii() else _UNEVEN).finditer(composed):
        start, end = match.span()
        offsets.run(last, start - last)
        for _ in range(_folded_length(match.group(), at_edge=start == 0 or end == len(composed))):
            offsets.run(start + _space_in(match.group()), 1)
        last = end
    offsets.run(last, len(composed) + 1 - last)
    return Folded(_fold_composed(composed), offsets if origins is None else offsets.through(origins))


def _fold_composed(text: str) -> str:
    if not text.isascii():
        text = _FOREIGN.sub(lambda run: run.group().translate(_FOLDS), text)
    return " ".join(text.lower().replace("`", "'").split())


def _folded_length(piece: str, *, at_edge: bool) -> int:
    if len(piece) > 1 or piece.isspace():
        return int(not at_edge and any(char.isspace() for char in piece))
    return len(piece.translate(_FOLDS))


def _space_in(piece: str) -> int:
    """Return where the space stands that `piece` becomes, past the marks that are dropped before it."""
    return next((at for at, char in enumerate(piece) if char.isspace()), 0)


def _composed(text: str) -> str:
    """Return `text` without invisible characters, its letters and their marks composed."""
    text = _IS_INVISIBLE.sub("", text)
    return text if _is_composed(text) else _CLUSTER.sub(_compose, text)


def _composed_with_map(text: str) -> tuple[str, Offsets | None]:
    """Return what `_composed` does, and where each code point came from (None: unmoved)."""
    visible, places = _replaced(text, _IS_INVISIBLE, lambda _: "")
    if _is_composed(visible):
        return visible, places
    composed, origins = _replaced(visible, _CLUSTER, _compose)
    if origins is None or places is None:
        return composed, origins or places
    return composed, origins.through(places)


def _replaced(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> tuple[str, Offsets | None]:
    pieces: list[str] = []
    origins = Offsets()
    last = 0
    for match in pattern.finditer(text):
        replacement = replace(match)
        pieces += (text[last : match.start()], replacement)
        origins.run(last, match.start() - last)
        for _ in replacement:
            origins.run(match.start(), 1)  # no edge between a letter and its marks
        last = match.end()
    if not pieces:
        return text, None
    pieces.append(text[last:])
    origins.run(last, len(text) + 1 - last)
    return "".join(pieces), origins


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not ("\uff9e" in text or "\uff9f" in text)


def _compose(match: re.Match[str]) -> str:
    cluster = match.group()
    if _HALF_WIDTH_KANA.search(cluster):
        cluster = _HALF_WIDTH_KANA.sub(lambda kana: _VOICED.get(kana.group()) or _nfkc(kana.group()), cluster)
    return unicodedata.normalize("NFC", cluster)


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


class _Table(dict[int, str]):
    """The folded form of each code point above ASCII, computed when first met."""

    def __init__(self, *, accents: bool) -> None:
        self._accents = accents
        self.update((ord(char), plain) for char, plain in _PLAIN.items())

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code), self._accents)
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


def _fold_char(char: str, accents: bool) -> str:
    if _IS_DROPPED.match(char):
        return ""
    if char in _VOICING:  # left over: no kana before it that it composes with
        return "゛" if char in "\u3099\uff9e" else "゜"
    if char.isspace():
        return " "
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    plain = _nfkc(char)
    if _changes_value(char, plain):
        return char
    folded = _nfkc(plain.casefold())
    folded = folded if accents else _without_accents(folded)
    return "".join(_PLAIN.get(c, c) for c in folded)


def _changes_value(char: str, plain: str) -> bool:
    """Tell whether the NFKC form would read as something else beside its neighbours."""
    if plain != char and any(c.isdigit() for c in plain):
        return not unicodedata.decomposition(char).startswith("<sub>")
    return any(c.isspace() for c in plain) or "™℠".find(char) >= 0 or _JOINING.match(char) is not None


def _without_accents(text: str) -> str:
    if _CYRILLIC.search(text):
        return text.replace("ё", "е")
    bare = _IS_DROPPED.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)


_FOLDS = _Table(accents=False)
_ACCENTED = _Table(accents=True)

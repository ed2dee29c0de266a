"""One quotation that two outlets give in different words: "your address in Orle" here, "your address is Orle" there.

Quotation marks promise the very words, so two that run alike but for one or two words cannot both be kept. Cuts,
brackets, contractions, spellings and particles are how editors print speech, and no difference.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from summarizer.claims.positions import Clash
from summarizer.models import Sentence
from summarizer.text.tokens import content_stems
from summarizer.text.values import quotations

FLANK = 3  # words that must run alike on either side of the difference,
ALIKE = 8  # and on both together; from 6 to 10 nothing on gold changes, 10 loses one of evidence_dev (2026-11-22)
MOST = 2  # words that differ, on either side
SHOWN = 6  # words on either side of the difference that are shown
SPELLED = 0.75  # likeness of letters from which two words are one, spelled or printed differently
SHINGLE = 3
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MARK = re.compile('["“”„«»]')
_ASIDE = re.compile(r"[\[\]()*…]|\.\.\.|--|—")
_ARTICLES = frozenset(("a", "an", "the"))
_SLIGHT = frozenset(
    "on in at by for from with about around over "
    "this that these those it and but or so to of who whom which well um uh just gonna wanna going want ok "
    "okay yeah yes no not very really also too now then there here".split()
)


class _Quoted(NamedTuple):
    sentence: Sentence
    text: str  # what stands between the marks
    spans: tuple[tuple[int, int], ...]  # of its words
    words: tuple[str, ...]  # in comparison form


def requoted(
    sentences: Sequence[Sentence], publishers: Mapping[str, str], languages: Mapping[str, str]
) -> Iterator[tuple[Sentence, Sentence, Clash]]:
    """Yield pairs of sentences of different publishers that quote the same words, but for one or two."""
    quoted = [one for sentence in sentences if sentence.kind == "prose" for one in _quoted(sentence)]
    for first, second in _met(quoted):
        a, b = quoted[first], quoted[second]
        if publishers[a.sentence.article] != publishers[b.sentence.article] and (
            clash := _clash(a, b, languages[a.sentence.article])
        ):
            yield a.sentence, b.sentence, clash


def _met(quoted: Sequence[_Quoted]) -> list[tuple[int, int]]:
    """Return the pairs that share as many shingles as two stretches of `ALIKE` words in all have at least, in order."""
    starts: dict[tuple[str, ...], list[int]] = {}
    shared: Counter[tuple[int, int]] = Counter()
    for row, one in enumerate(quoted):
        words = one.words
        for at in range(len(words) - SHINGLE + 1):
            before = starts.setdefault(words[at : at + SHINGLE], [])
            if before:
                shared.update([(other, row) for other in before])
            before.append(row)
    return sorted(pair for pair, count in shared.items() if count >= ALIKE - 2 * (SHINGLE - 1))


def _quoted(sentence: Sentence) -> Iterator[_Quoted]:
    if not _MARK.search(sentence.text):
        return
    for cue in quotations(sentence.text):
        if cue.end - cue.start <= 2 * ALIKE:
            continue  # words of one letter have a space between them
        spans = tuple([match.span() for match in _WORD.finditer(cue.text) if match[0].lower() not in _ARTICLES])
        if len(spans) > ALIKE:
            words = [cue.text[start:end].lower().replace("’", "'") for start, end in spans]
            yield _Quoted(sentence, cue.text, spans, tuple(words))


def _clash(a: _Quoted, b: _Quoted, language: str) -> Clash | None:
    """Return the one place where the two quotations differ, None where they differ in several or only in print."""
    found = SequenceMatcher(None, a.words, b.words, autojunk=False).get_opcodes()
    inner = [n for n, (kind, *_) in enumerate(found) if kind != "equal" and 0 < n < len(found) - 1]
    if len(inner) != 1 or found[inner[0]][0] != "replace":
        return None
    before, (_, i, j, k, m), after = found[inner[0] - 1 : inner[0] + 2]
    left, right = before[2] - before[1], after[2] - after[1]
    if min(left, right) < FLANK or left + right < ALIKE or max(j - i, m - k) > MOST:
        return None
    if not _differs(a, (i, j), b, (k, m), language):
        return None
    lead, trail = min(left, SHOWN), min(right, SHOWN)
    shown = _stretch(a, i - lead, j + trail), _stretch(b, k - lead, m + trail)
    gap = f"{_stretch(a, i - min(lead, 4), i)} … {_stretch(a, j, j + min(trail, 4))}"
    return Clash("wording", f"how a quotation runs: “{gap}”", gap, f"“{shown[0]}”", f"“{shown[1]}”")


def _stretch(one: _Quoted, start: int, end: int) -> str:
    return " ".join(one.text[one.spans[start][0] : one.spans[end - 1][1]].split())


def _differs(a: _Quoted, mine: tuple[int, int], b: _Quoted, theirs: tuple[int, int], language: str) -> bool:
    """Tell whether the words in the two places are other words, not other prints of them."""
    left, right = a.words[slice(*mine)], b.words[slice(*theirs)]
    if _SLIGHT.issuperset((*left, *right)) or any(_printed(one, at) for one, at in ((a, mine), (b, theirs))):
        return False
    if _initials(left, right) or _initials(right, left):
        return False
    if any("'" in word or word[0].isdigit() for word in (*left, *right)):
        return False  # a contraction; a number in figures
    stems = [list(content_stems(" ".join(words), language)) for words in (left, right)]
    if stems[0] and stems[0] == stems[1]:
        return False  # another form of the word
    return SequenceMatcher(None, "".join(left), "".join(right)).ratio() < SPELLED


def _initials(short: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether one side abbreviates the other: "LA"."""
    return len(words) > 1 and "".join(short).replace(".", "") == "".join(word[0] for word in words)


def _printed(one: _Quoted, at: tuple[int, int]) -> bool:
    """Tell whether an editor's mark stands in or beside the place: a cut, a bracket."""
    start = one.spans[at[0] - 1][1]
    end = one.spans[at[1]][0]
    return _ASIDE.search(one.text, start, end) is not None

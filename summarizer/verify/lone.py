"""The values inside a statement that one publisher alone gives: they are never called corroborated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from summarizer.text.names import NameMention
from summarizer.text.newswords import news_stems
from summarizer.verify.amounts import gives, same_unit
from summarizer.verify.named import name_shown, variant_keys, with_variants
from summarizer.verify.reading import Ground, Reading, read, stem_of
from summarizer.verify.shown import date_shown


class _Lone(NamedTuple):
    start: int
    end: int
    publisher: str


def lone_values(
    text: str,
    passages: Mapping[str, Sequence[str]],
    *,
    names: Mapping[str, str] | None = None,
    language: str = "en",
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the values of `text` that the passages of one publisher alone show, with that publisher.

    `passages` maps a publisher to its cited sentences. Values are names, numbers with their units, dates and
    the items of a list, as they read in the statement; neighbours that one publisher gives are one entry
    ("Canada and Japan"). `names` maps variants of names to one form, as in `check`. Empty when only one publisher
    is cited.
    """
    if len(passages) < 2 or len(text) > _LONG:
        return []
    statement = read(text, language)
    grounds = {who: Ground([read(t, language) for t in texts]) for who, texts in passages.items()}
    found = []
    for start, end, shows in _values(statement, variant_keys(names or {})):
        tellers = [who for who, ground in grounds.items() if shows(ground)]
        if len(tellers) == 1:
            found.append(_Lone(start, end, tellers[0]))
    return [(text[v.start : v.end], (v.publisher,)) for v in _joined(text, sorted(found))]


def _values(statement: Reading, known: Mapping[str, set[str]]) -> Iterator[tuple[int, int, Callable[[Ground], bool]]]:
    """Yield each value as its span and a test whether a ground shows it."""
    values = statement.values
    for m in values.names:
        if m.tokens and not m.weak and not _is_common(m):
            end = m.end - 2 if m.text.endswith(("'s", "’s")) else m.end
            yield m.start, end, lambda g, m=m: name_shown(m, with_variants(g.name_keys, known), known)  # type: ignore[misc]
    for q in values.numbers:
        if not q.weak:
            yield (
                q.start,
                _with_noun(statement.text, q.end, q.noun),
                lambda g, q=q: any(gives(s, q) and same_unit(q, s) for s in g.numbers),  # type: ignore[misc]
            )
    for d in values.dates:
        yield d.start, d.end, lambda g, d=d: date_shown(d, [o for p in g.passages for o in p.values.dates], set())  # type: ignore[misc]
    yield from _listed(statement)


def _is_common(mention: NameMention) -> bool:
    """Tell a single word of any news report that only has a capital ("Week") from a name."""
    return len(mention.tokens) == 1 and not mention.text.isupper() and stem_of(mention.tokens[0]) in news_stems("en")


def _with_noun(text: str, end: int, noun: str) -> int:
    """Return the end of "34 bodies" and "20-point": the number with what it counts, where that is a noun for sure."""
    after = (
        re.match(r"([ \-])" + re.escape(noun) + r"\b", text[end : end + len(noun) + 2], re.I) if len(noun) > 3 else None
    )
    if after is None or not (after[1] == "-" or noun in _COUNTED or (noun.endswith("s") and not noun.endswith("ss"))):
        return end
    return end + after.end()


_COUNTED = frozenset(("people", "children", "women", "percent", "degrees"))
_LONG = 3_000  # code points: no sentence
_PHRASE = r"[\w’'-]{1,30}(?: [\w’'-]{1,30})"
_LIST = re.compile(rf"\b{_PHRASE}{{0,2}}(?:, {_PHRASE}{{0,2}}){{1,12}},? (?:and|or) {_PHRASE}?")
_ITEM = re.compile(r",? (?:and|or) |, ")


def _listed(statement: Reading) -> Iterator[tuple[int, int, Callable[[Ground], bool]]]:
    """Yield the items of "frozen assets, grain and steel" that hold no name or number of their own."""
    v = statement.values
    taken = [*((m.start, m.end) for m in v.names), *((q.start, q.end) for q in v.numbers)]
    taken += [(d.start, d.end) for d in v.dates]
    for found in _LIST.finditer(statement.text):
        at = found.start()
        opening = statement.word_at(at) == 0
        for n, item in enumerate(_ITEM.split(found.group())):
            start = statement.text.index(item, at)
            at = start + len(item)
            first, last = statement.word_at(start), statement.word_at(max(start, at - 1))
            stems = frozenset(s for s in statement.stems[first : last + 1] if s)
            if n == 0 and opening:
                continue  # "In total, ..." opens a sentence more often than a list does
            end = _before_function_words(statement, first, last, at)
            if stems and not any(a < at and start < b for a, b in taken):
                yield start, end, lambda g, stems=stems: stems <= g.stems  # type: ignore[misc]


def _before_function_words(statement: Reading, first: int, last: int, end: int) -> int:
    """Return the end of an item without the function words behind it ("grain" of "grain were")."""
    while last > first and not statement.stems[last]:
        end = len(statement.text[: statement.starts[last]].rstrip())
        last -= 1
    return end


_COMMA = re.compile(r",(?: the| in| of)? ?", re.I)
_AND = re.compile(r"(?:,? and| or|,? &)?(?: the| in| of)? ?", re.I)


def _joined(text: str, found: Sequence[_Lone]) -> list[_Lone]:
    """Join neighbours of one publisher that stand in a row, and drop what lies inside another.

    A comma joins only in a row that ends in "and": "Canada, Peru and Japan" is one, "the Amendment, Rubio said" two.
    """
    joined: list[_Lone] = []
    waiting = 0  # how many values before stand over commas alone
    for value in found:
        last = joined[-1] if joined else None
        if last and value.start < last.end:
            joined[-1] = last._replace(end=max(last.end, value.end))
        elif last and last.publisher == value.publisher and _AND.fullmatch(text, last.end, value.start):
            first = joined[-1 - waiting]
            del joined[-1 - waiting :]
            joined.append(first._replace(end=value.end))
            waiting = 0
        else:
            in_row = last and last.publisher == value.publisher and _COMMA.fullmatch(text, last.end, value.start)
            waiting = waiting + 1 if in_row else 0
            joined.append(value)
    return joined

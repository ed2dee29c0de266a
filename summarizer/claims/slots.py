"""Whether two amounts stand in the same slot of two sentences: beside the same verb, of the same one in a row."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from summarizer.claims.quantities import Amount, amounts
from summarizer.claims.reading import matching_stems
from summarizer.text.numbers import numbers

REACH = 28  # code points on either side in which the word that governs an amount is sought
SHORT_LEAD = 2  # content stems before what both sentences share, in which an actor is told
SHORT = 6  # content stems of a sentence in which each is about the thing itself
_EDGE = re.compile(r"[.,;:()“”\"—–]|\b(?:said|says|saying|told|that|because|while|when)\b")
# "..., police said" and "Organisers said ...": who gives a figure is no part of what it counts.
_SPEAKER = re.compile(r",[^,]{0,40}\b(?:said|says)\b[^,]{0,20}$|^[^,]{0,30}\b(?:said|says)\b(?: that)?")
_ITSELF = re.compile(r"\b(?:said|says)(?: that)? (?:it|he|she|they)\b")  # the speaker is who acts
_PRONOUN = re.compile(r"(?:it|they|he|she|this|that)\b", re.I)
_HE_OR_SHE = re.compile(r"\b(?:he|she)\b", re.I)


def same_slot(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether amount `x` of `a` and `y` of `b` can be two values of one thing.

    "Destroyed 12 homes" and "damaged 30 homes" are not, nor "400 metres long" and "22 metres wide", nor the first
    quarter's figure and the second's, nor a sum and its parts.
    """
    if (
        of_two(x, y, a, b, language)
        or _other_actor(a, b, language)
        or _short_and_other(x, y, a, b, language)
        or (x.unit == "percent" and _other_index(x, y, a, b, language))
    ):
        return False
    if " " in x.what and not x.unit:
        return True  # "the 16-hour flight" says itself what it measures
    before, after = governing(x, a, language)
    before_too, after_too = governing(y, b, language)
    if before and before_too:
        governed = before in (before_too, after_too) or after == before_too
        if (
            not governed and after and after == after_too
        ):  # "sentenced Teng to six years in prison", "Teng was sentenced"
            governed = before in matching_stems(b, language) and before_too in matching_stems(a, language)
    else:
        shared = {before, after} & {before_too, after_too} - {""}
        governed = bool(shared) or not (before or after) or not (before_too or after_too)
    return governed and not is_sum(x, y, a, b, language)


def of_two(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether the amounts are of two things for all that their sentences share: of him and of her, first, second.

    A rise to and a rise by, 400 metres long and 22 metres wide are two.
    """
    if {_step(x, a), _step(y, b)} == {"to", "by"} or _other_person(a, b) or _other_in_row(a, b):
        return True
    after, after_too = governing(x, a, language)[1], governing(y, b, language)[1]
    return bool(x.unit and after and after_too and _adjoins(x, a) and _adjoins(y, b)) and after != after_too


def _step(x: Amount, text: str) -> str:
    """Return the word right before the amount."""
    return text[max(0, x.told_from - 12) : x.told_from].rstrip().rpartition(" ")[2].lower()


@lru_cache(maxsize=4096)
def governing(x: Amount, text: str, language: str) -> tuple[str, str]:
    """Return the content stems right before and right after an amount, in its own clause; "" where none stands."""
    before = _EDGE.split(text[max(0, x.told_from - REACH) : x.told_from])[-1]
    after = _EDGE.split(text[x.told_to : x.told_to + REACH])[0]
    left = [stem for stem in matching_stems(_whole_words(before), language) if not stem[0].isdigit()]
    right = [
        stem
        for stem in matching_stems(after.rpartition(" ")[0] if len(after) == REACH else after, language)
        if not stem[0].isdigit()
    ]
    return left[-1] if left else "", right[0] if right else ""


def _whole_words(before: str) -> str:
    return before.partition(" ")[2] if len(before) >= REACH else before


def _adjoins(x: Amount, text: str) -> bool:
    """Tell whether a content word follows at once ("400 metres long")."""
    following = re.compile(r"[ \u00a0]([^\W\d_]+)").match(text, x.told_to)
    return following is not None and bool(matching_stems(following[1], "en"))


def _other_person(a: str, b: str) -> bool:
    """Tell whether one sentence is of him and the other of her."""
    left, right = ({word.lower() for word in _HE_OR_SHE.findall(text)} for text in (a, b))
    return bool(left and right and not left & right)


def _short_and_other(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether two short sentences each have a word of their own: there every word counts.

    The subject of one does not, where the other has a pronoun in its place.
    """
    left, right = _own(x, a, language), _own(y, b, language)
    if max(len(left), len(right)) > SHORT:
        return False
    if _PRONOUN.match(a) or _PRONOUN.match(b):
        lead_a, lead_b = (frozenset(matching_stems(_lead(text), language)) for text in (a, b))
        left, right = (left, right - lead_b) if _PRONOUN.match(a) else (left - lead_a, right)
    return bool(left - right and right - left)


def _own(x: Amount, text: str, language: str) -> frozenset[str]:
    """Return the stems of the sentence but for its numbers, its speaker, and what follows a further amount."""
    others = [z.told_from for z in amounts(text, language) if z.told_from > x.told_to]
    told = text[: x.start] + text[x.end : min(others, default=len(text)) if x.what else len(text)]
    told = _SPEAKER.sub(" ", told)
    return frozenset(stem for stem in matching_stems(told, language) if not stem[0].isdigit())


def _other_actor(a: str, b: str, language: str) -> bool:
    """Tell whether each sentence opens with an actor of its own before the first word that both have.

    "Police offered a reward" and "His family offered a reward" are two rewards; longer openings prove nothing.
    """
    first, second = _acting(a, language), _acting(b, language)
    shared = set(first) & set(second)
    left, right = (list(takewhile(lambda stem: stem not in shared, stems)) for stems in (first, second))
    return 0 < len(left) <= SHORT_LEAD and 0 < len(right) <= SHORT_LEAD


def _acting(text: str, language: str) -> tuple[str, ...]:
    start, end = speaker_span(text)
    told = text if _ITSELF.search(text, start, end + 8) else text[:start] + " " + text[end:]
    return tuple(stem for stem in matching_stems(told, language) if not stem[0].isdigit())


def speaker_span(text: str) -> tuple[int, int]:
    """Return where `text` says who gives its figures, `(0, 0)` where it does not."""
    found = _SPEAKER.search(text)
    return found.span() if found else (0, 0)


def _lead(text: str) -> str:
    """Return the first words of a sentence, where its subject stands."""
    return " ".join(text.split()[:3])


def _other_index(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether the words near two percentages differ on both sides: rents rose so much, wages so much."""
    left, right = (
        {stem for stem in matching_stems(text[max(0, z.start - 60) : z.start], language) if not stem[0].isdigit()}
        for z, text in ((x, a), (y, b))
    )
    return bool(left - right and right - left)


def _other_in_row(a: str, b: str) -> bool:
    """Tell whether the sentences speak of different ones in a row: the first quarter and the second."""
    left, right = ({q.value for q in numbers(text, "en") if q.kind == "ordinal"} for text in (a, b))
    return bool(left and right and not left & right)


def is_sum(x: Amount, y: Amount, a: str, b: str, language: str) -> bool:
    """Tell whether one side's amount is the other side's plus a further one told there."""
    return any(x.value + z.value == y.value for z in amounts(a, language) if z.start != x.start) or any(
        y.value + z.value == x.value for z in amounts(b, language) if z.start != y.start
    )

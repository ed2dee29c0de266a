"""All checks of the gate, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from summarizer.models import Failure
from summarizer.text.numbers import lower_words
from summarizer.verify import bound_to, copied, quoted, reach, shown, supported, turned
from summarizer.verify.reading import Ground, Reading, read

CODES = (
    "number",  # a number that no passage gives
    "unit",  # the number is given, in another unit
    "bound",  # "at most" for "at least"
    "date",  # a day, month, year, weekday that no passage gives
    "name",  # a name that no passage gives
    "quotation",  # words in quotation marks that are not verbatim
    "misplaced",  # a number or date that the passages give to something else
    "attribution",  # told of one, or said by one, where the passages name another
    "negation",  # a "not" lost or added
    "modality",  # may for will, planned for done, alleged for fact, and the other way round
    "opposite",  # a word where the passages have its opposite
    "superlative",  # "the largest", "the only" without a superlative there
    "scope",  # "all" and "every" without a word of that reach there
    "cause",  # "because" without a word of cause there
    "unsupported",  # content that no passage tells
    "empty",  # a statement without a word
    "too_long",  # no sentence: over MAX_STATEMENT and not verbatim
)  # the closed list of `Failure.code`

MAX_STATEMENT = 3_000  # code points; verbatim statements of any length pass before


def check(
    text: str,
    passages: Sequence[str],
    *,
    names: Mapping[str, str] | None = None,
    published: Sequence[str | None] | None = None,
    language: str = "en",
) -> tuple[Failure, ...]:
    """Return why `text` does not stand on `passages` taken together; empty when it does.

    `names` maps variants of names to one canonical form (gathered per story); `published` gives the day of the
    article of each passage (ISO 8601), in the order of `passages`, so that weekdays can be resolved. `language`
    (BCP-47) decides separators and negations; only English is checked for modality, opposites and reach. German
    is known by its function words too, since its nouns are capitalised and would be taken for names.
    """
    found = _failures(text, passages, names or {}, published or (), language)
    return tuple({failure.code: failure for failure in reversed(list(found))}.values())[::-1]


def stands(
    text: str,
    passages: Sequence[str],
    *,
    names: Mapping[str, str] | None = None,
    published: Sequence[str | None] | None = None,
    language: str = "en",
) -> bool:
    """Tell whether `check` finds nothing; stops at the first failure, so most that fail cost little."""
    return next(_failures(text, passages, names or {}, published or (), language), None) is None


def _failures(
    text: str, passages: Sequence[str], names: Mapping[str, str], published: Sequence[str | None], language: str
) -> Iterator[Failure]:
    language = _language_of(text, language)
    days = [*published, *([None] * len(passages))]
    readings = [read(p, language, day) for p, day in zip(passages, days, strict=False)]
    statement = read(text, language, None)
    if text.strip() and _verbatim(statement, readings):
        return
    if not statement.words and not statement.values.numbers:
        yield Failure("empty", (), "the statement has no words")
        return
    if len(text) > MAX_STATEMENT:
        yield Failure("too_long", (), f"a statement of {len(text)} characters is no sentence; it is not checked")
        return
    for found in _all_checks(statement, Ground(readings), names, english=language[:2].lower() == "en"):
        if found is not None:
            yield found


def _all_checks(
    statement: Reading, ground: Ground, names: Mapping[str, str], *, english: bool
) -> Iterator[Failure | None]:
    quotations = quoted.check_quotations(statement, ground)
    shown_quotes = quotations is None and bool(statement.values.quotations)
    rest = quoted.outside_quotations(statement) if shown_quotes else statement
    yield shown.check_names(rest, ground, names)
    yield from (one(rest, ground) for one in _OF_VALUES)
    yield quotations
    yield from (one(statement, ground) for one in bound_to.CHECKS)
    if english:
        yield from (one(rest, ground) for one in _OF_ENGLISH)


_GERMAN = frozenset(
    ("der", "die", "das", "und", "nicht", "ein", "eine", "mit", "von", "den", "dem", "ist", "wird", "auf", "sich")
)
_ENGLISH = frozenset(("the", "of", "and", "to", "a", "is", "for", "that", "with", "by", "he", "it", "at", "from"))


def _language_of(text: str, language: str) -> str:
    known = lower_words(text[:MAX_STATEMENT])
    german = len(known & _GERMAN)
    return "de" if german >= 2 and german > len(known & _ENGLISH) else language


_OF_VALUES = (shown.check_numbers, shown.check_units, shown.check_dates)
_OF_ENGLISH = (*turned.CHECKS, *reach.CHECKS, *copied.CHECKS, *supported.CHECKS)


def _verbatim(statement: Reading, readings: Sequence[Reading]) -> bool:
    """Tell whether the statement is a cited sentence, or a run of adjacent ones, whole."""
    if any(statement.text == r.text or statement.folded == r.folded for r in readings):
        return True
    whole = " ".join(r.folded for r in readings)
    return len(readings) > 1 and whole == statement.folded

"""All checks of the gate, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from summarizer.models import Failure
from summarizer.verify import (
    apart,
    bound_to,
    copied,
    exchanged,
    foreign,
    named,
    quoted,
    reach,
    realised,
    roles,
    shown,
    supported,
    turned,
)
from summarizer.verify.reading import Ground, Reading, read
from summarizer.verify.tongue import tongue_of

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

_MOST_VALUES = 60  # of 3,129 sentences of multinews_dev none has over 8 numbers or 16 names (2026-11-22)
_CUES = 600  # code points of a passage that tell its language
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
    (BCP-47) is what the texts are taken for where their function words do not say otherwise; it decides separators
    and negations. Only English is checked for opposites, reach and support; what is nearly a copy of a passage in
    another language is held to its charged words, its "not" and its "might". A statement in another language than its
    passages is a translation: its names, numbers, dates and quotations are checked, its words not.
    """
    found = _failures(text, passages, names or {}, published or (), language)
    failures = {failure.code: failure for failure in reversed(list(found))}
    return tuple(sorted(failures.values(), key=lambda failure: CODES.index(failure.code)))


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
    days = [*published, *([None] * len(passages))]
    tongue = tongue_of(text[:MAX_STATEMENT], language)
    theirs = tongue_of(" ".join(p[:_CUES] for p in passages[:4])[: 4 * _CUES], language)
    readings = [read(p, theirs, day) for p, day in zip(passages, days, strict=False)]
    statement = read(text, tongue, None)
    if text.strip() and _verbatim(statement, readings):
        return
    if not statement.words and not statement.values.numbers:
        yield Failure("empty", (), "the statement has no words")
        return
    if len(text) > MAX_STATEMENT:
        yield Failure("too_long", (), f"a statement of {len(text)} characters is no sentence; it is not checked")
        return
    if len(statement.values.numbers) > _MOST_VALUES or len(statement.values.names) > _MOST_VALUES:
        yield Failure("too_long", (), f"a statement with over {_MOST_VALUES} numbers or names is a table, no sentence")
        return
    ground = Ground(readings)
    if passages and tongue != theirs:
        checks = _across_languages(statement, ground, names)
    else:
        checks = _all_checks(statement, ground, names, english=tongue == "en")
    for found in checks:
        if found is not None:
            yield found


def _all_checks(
    statement: Reading, ground: Ground, names: Mapping[str, str], *, english: bool
) -> Iterator[Failure | None]:
    quotations = quoted.check_quotations(statement, ground)
    shown_quotes = quotations is None and bool(statement.values.quotations)
    rest = quoted.outside_quotations(statement) if shown_quotes else statement
    yield named.check_names(rest, ground, names)
    yield from (one(rest, ground) for one in _OF_VALUES)
    if english:  # before what costs more: most sentences that do not tell a claim end here
        yield from (one(rest, ground) for one in supported.CHECKS)
    yield quotations
    if statement.values.quotations:
        yield quoted.check_speakers(statement, ground)
    yield from (one(statement, ground) for one in (*bound_to.CHECKS, *exchanged.CHECKS))
    if english:
        yield from (one(rest, ground) for one in _OF_ENGLISH)
    else:
        yield from (one(statement, ground) for one in foreign.CHECKS)


def _across_languages(statement: Reading, ground: Ground, names: Mapping[str, str]) -> Iterator[Failure | None]:
    """Check a translation: its values and quotations, but none of its words."""
    yield named.check_names(statement, ground, names)
    yield from (one(statement, ground) for one in _OF_VALUES)
    yield quoted.check_quotations(statement, ground)


_OF_VALUES = (shown.check_numbers, shown.check_units, shown.check_dates)
_OF_ENGLISH = (*turned.CHECKS, *realised.CHECKS, *apart.CHECKS, *reach.CHECKS, *copied.CHECKS, *roles.CHECKS)


def _verbatim(statement: Reading, readings: Sequence[Reading]) -> bool:
    """Tell whether the statement is a cited sentence, or a run of adjacent ones, whole."""
    if any(statement.text == r.text or statement.folded == r.folded for r in readings):
        return True
    whole = " ".join(r.folded for r in readings)
    return len(readings) > 1 and whole == statement.folded

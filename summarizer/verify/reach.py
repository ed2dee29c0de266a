"""Does the statement say more than the passages: superlatives, "all" and "only", a cause, a wider number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.models import Failure
from summarizer.text.numbers import Quantity
from summarizer.verify.amounts import rounds, same_value
from summarizer.verify.reading import Ground, Reading, stem_of

_SUPERLATIVE = re.compile(
    r"\b(?:(?P<other>the most|the least|the only|the sole|than any other)|"
    r"(?:the|its|his|her|their|\w{1,30}['’]s) (?:\w{1,30}[- ])?(?P<est>\w{2,20}est)\b)",
    re.I,
)
_NO_SUPERLATIVE = (
    r"(?:\w*west|\w*interest|request|protest|arrest|forest|guest|quest|rest|test|\w*contest|harvest|invest|"
    r"suggest|\w*honest|"
    r"modest|conquest|manifest|chest|nest|budapest|bucharest|latest|digest|unrest|priest|detest|attest|"
    r"infest|ingest|crest|vest)"
)
_ANY_SUPERLATIVE = re.compile(
    rf"\b(?!{_NO_SUPERLATIVE}\b)\w{{2,20}}est\b|\b(?:most|least|best|worst|record|top|first|last|only|sole|"
    rf"solely|single|unique|"
    r"leading|supreme|no other|none|alone|all-time|never|ever|rank\w*|number one|just|anyone|"
    r"everyone|"
    r"unprecedented|primary|main|chief|main|peak|maximum|minimum|any|(?-i:second|third|eighth))\b",
    re.I,
)
_PLAIN_EST = re.compile(_NO_SUPERLATIVE, re.I)
_EVERY = re.compile(
    r"(?<!above )(?<!after )(?<!at )(?<!first of )(?<!in )(?<!not )"
    r"\b(?:all|everyone|everybody|always|every(?! (?:[a-z0-9]+ )?"
    r"(?:second|minute|hour|day|night|morning|evening|week|month|year|decade|century|time)s?\b))\b"
    r"(?! of (?:a sudden|which)| over\b| but\b| that\b| (?:he|she|they|it|we|I)\b|[- ]out\b)",
    re.I,
)
_ANY_EVERY = re.compile(
    r"\b(?:all|every|everyone|everybody|everything|each|always|entire|entirely|whole|both|any|anyone|"
    r"anything|no|none|nobody|"
    r"nothing|never|complete|completely|fully|full|throughout|across|universal|unanimous|"
    r"unanimously|total)\b",
    re.I,
)
_CAUSE = re.compile(
    r"\b(?:because(?! of)|so that|in order to|in response to|as a result|prompting|fearing|"
    r"in retaliation)\b",
    re.I,
)
_CAUSED = re.compile(r"\b(?:caused|due to (?:the|an?|its|his|her|their|this|[a-z]+ing)|owing to)\b", re.I)
_FOLLOWED = re.compile(r"\b(?:after|following|when|from|with)\b", re.I)  # "flooding after rain": rain caused floods
_ANY_CAUSE = re.compile(
    r"\b(?:because|due to|so|since|in order|in response|responded|result\w*|thanks to|owing|prompt\w*|"
    r"caus\w*|lead to|leads to|led to|led by|"
    r"leading to|amid|why|reasons?|therefore|thus|hence|blam\w*|attribut\w*|forc\w*|spark\w*|trigger\w*|"
    r"retaliat\w*|fear\w*|"
    r"had to|ha(?:s|ve) to|way to|means to|intend\w*|meant|avoid\w*|prevent\w*|aim\w*|"
    r"hop(?:e|es|ed|ing) (?:to|that|for)|"
    r"purpose|motiv\w*|explain\w*)\b",
    re.I,
)


def check_superlatives(statement: Reading, ground: Ground) -> Failure | None:
    """A superlative, or "only", needs one in the passages."""
    found = [m.group() for m in _SUPERLATIVE.finditer(statement.text) if _is_superlative(m)]
    found = [word for word in found if word.lower() != "the latest"]
    missing = [word for word in found if not _has(_ANY_SUPERLATIVE, ground) or _one_of_them(word, statement, ground)]
    return _failure("superlative", missing, "no cited sentence goes as far as")


def _one_of_them(word: str, statement: Reading, ground: Ground) -> bool:
    """Tell whether the passages have a superlative only as "one of the largest" or "among the", the statement not."""
    key = word.split()[-1].lower()
    if _AMONG.search(statement.text):
        return False
    before = [
        p.text[max(0, at - 40) : at]
        for p in ground.passages
        for w, at in zip(p.words, p.starts, strict=True)
        if w in (key, key.removesuffix("est") + "er")
    ]
    return bool(before) and all(_AMONG.search(text) for text in before)


_AMONG = re.compile(
    r"\b(?:one|two|three|four|five|some|many|several|a few|\d+) of\b|\bamong\b|\bsecond|\bthird|\bnearly\b|\balmost\b|"
    r"\bapproaching\b",
    re.I,
)


def _is_superlative(match: re.Match[str]) -> bool:
    return not match["est"] or not _PLAIN_EST.fullmatch(match["est"])


def check_scope(statement: Reading, ground: Ground) -> Failure | None:
    """Words like "all" and "every" need a word of that reach in the passages."""
    found = [m.group() for m in _EVERY.finditer(statement.text)]
    if found and any(
        stem_of(m[1].lower()) in statement.stem_set for p in ground.passages for m in _MOSTLY.finditer(p.text)
    ):
        return _failure("scope", found, "no cited sentence says it of all of them")
    missing = [*_widened(statement, ground)] if _has(_ANY_EVERY, ground) else found
    return _failure("scope", missing, "no cited sentence says it of all of them")


_MOSTLY = re.compile(r"\b(?:mostly|largely|mainly|partly|chiefly) ([a-z]{3,20})\b", re.I)
_QUANTITY = re.compile(
    r"\b(?:(?P<all>all|every|each)|(?P<part>most|many|some|several|few|half))(?: of)?(?: the| his| her| their| its)? "
    r"(?:[a-z]{2,20} )?(?P<noun>[a-z]{3,20})\b",
    re.I,
)


def _widened(statement: Reading, ground: Ground) -> Iterator[str]:
    """Yield "every area" where the passages say "many areas" and nowhere "all areas"."""
    of_part = {n for p in ground.passages for m in _QUANTITY.finditer(p.text) if m["part"] for n in _nouns(m)}
    of_all = {n for p in ground.passages for m in _QUANTITY.finditer(p.text) if m["all"] for n in _nouns(m)}
    for match in _QUANTITY.finditer(statement.text):
        if match["all"] and _nouns(match) & of_part - of_all:
            yield match.group()


def _nouns(match: re.Match[str]) -> set[str]:
    """Return the stems of the word after a quantity, and of the next one: "most scientific studies"."""
    words = match.group().lower().split()[1:]
    return {stem for word in words[-2:] if (stem := stem_of(word))}


def check_bounds(statement: Reading, ground: Ground) -> Failure | None:
    """A hedge is kept: "at most" is not "at least": a hedge on a number keeps its direction."""
    missing = []
    for q in statement.values.numbers:
        same = [s for s in ground.numbers if same_value(q, s)]
        way = _direction(q.bound)
        if not way or not same or any(_direction(s.bound) in ("", way) for s in same):
            exact = same and all(not s.bound and s.kind != "time" for s in same)
            if not (exact and _beyond(q, statement) and not any(rounds(q, s) for s in ground.numbers)):
                continue
        missing.append(_hedged(statement, q))
    return _failure("bound", missing, "the cited sentences hedge the number the other way")


_BEYOND = re.compile(
    r"(?<!no )(?<!not )\b(?:more than|fewer than|less than|over|under|above|below|exceeding|in excess of) $", re.I
)


def _beyond(q: Quantity, statement: Reading) -> bool:
    """Tell whether a number is said to be more or less than it: of an exact number that is false."""
    return _BEYOND.search(statement.text[max(0, q.start - 14) : q.start]) is not None


def _hedged(statement: Reading, q: Quantity) -> str:
    """Return the number with the words of its hedge."""
    first = max(0, statement.word_at(q.start) - 2)
    return statement.text[statement.starts[first] : q.end]


def _direction(bound: str) -> str:
    return {"min": "up", "over": "up", "max": "down", "under": "down"}.get(bound, "")


def check_cause(statement: Reading, ground: Ground) -> Failure | None:
    """A "because" needs a word of cause in the passages."""
    found = [m.group() for m in _CAUSE.finditer(statement.text)]
    if not _has(_FOLLOWED, ground):
        found += [m.group() for m in _CAUSED.finditer(statement.text)]
    missing = [] if _has(_ANY_CAUSE, ground) else found
    return _failure("cause", missing, "no cited sentence gives this as the cause")


def _has(pattern: re.Pattern[str], ground: Ground) -> bool:
    return any(pattern.search(p.text) for p in ground.passages)


def _failure(code: str, found: Sequence[str], words: str) -> Failure | None:
    missing = tuple(dict.fromkeys(found))
    return Failure(code, missing, f"{words}: {', '.join(missing)}") if missing else None


CHECKS = (check_superlatives, check_scope, check_bounds, check_cause)

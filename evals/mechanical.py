"""Mechanical cases for the gate, made from real articles by a seeded program.

`python -m evals.mechanical` takes sentences of `multinews_dev.jsonl`, changes one thing in each, and prints how
often the gate saw it: falsified quotations, true quotations in other typography, statements with one value
swapped for one that stands nowhere in the passages, and the same statements unswapped. The changes are made
with plain patterns of this file, not with the gate's own reading of values.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.gate_evidence import data_folder
from summarizer.text.sentences import split_sentences
from summarizer.verify import check


def _split(words: str) -> list[str]:
    return words.split()


Change = Callable[[str, random.Random], str | None]


class Kind(NamedTuple):
    """A kind of case: how it is made, whether it must be caught, and the rate asked for in per cent."""

    name: str
    change: Change
    false: bool
    target: float
    quoted: bool = False


class Made(NamedTuple):
    """One sentence of an article with its neighbours."""

    text: str
    before: str
    after: str


_INVENTED = (
    "Tomas Veldkamp", "Ilse Marrow", "Orin Castellane", "Hadley Quist", "Bram Oyelaran", "Petra Lindqvist",
    "Zubin Marchetti",
    "Norvale", "Kestrel Bay", "Ostermoor", "Tarnholt", "Velmora", "Quillan", "Brackenfeld", "Drummore", "Ysolde Pike",
)  # fmt: skip
_MONTHS = _split("January February March April June July August September October November December")
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_UNIT_SWAPS = {
    "percent": "degrees", "per cent": "degrees", "%": " degrees", "million": "billion", "billion": "million",
    "thousand": "million",
    "miles": "kilometers", "feet": "meters", "pounds": "tons", "dollars": "euros", "hours": "minutes",
    "minutes": "hours",
    "years": "months", "days": "weeks", "weeks": "days", "months": "years", "acres": "hectares", "degrees": "percent",
    "inches": "feet", "tons": "pounds", "euros": "dollars",
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w:/]|[.,]\d|-\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*(?=[ ,.']|$)")
_DATE = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b(?= \d)|\b(?:{'|'.join(_DAYS)})\b|(?<=in )(?:19|20)\d\d\b(?![\w-])")
_NOT = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|could|should|can|did|does|do) not (?!only|just)|\b(is|are|"
    r"was|were|does|do|did|has|have|had|could|would|should)n['’]t "
)
_AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|could|should|has been|have been|had been)\b (?!not)(?=[a-z])")
_MODAL_SWAPS: tuple[tuple[str, str], ...] = (
    (r"\bmay (?=[a-z])", "will "), (r"\bmight (?=[a-z])", "will "), (r"\bcould (?=be |have )", "will "),
    (r"\bis expected to (?=[a-z])", "has agreed to "), (r"\bplans? to (?=[a-z])", "refused to "),
    (r"\balleged(?:ly)? ", ""),
    (r"\breportedly ", ""), (r"\bwill (?=[a-z])", "may "), (r"\bshould (?=[a-z])", "must "), (r"\bagreed to\b",
    "offered to"),
    (r"\boffered to\b", "agreed to"), (r"\bpossibly ", ""), (r"\bprobably ", ""), (r"\blikely to\b", "certain to"),
)  # fmt: skip


def sentences(path: Path) -> Iterator[Made]:
    """Yield sentences of 8 to 45 words that end like prose, with their neighbours."""
    for line in path.read_text(encoding="utf-8").splitlines():
        for article in json.loads(line)["articles"]:
            found = [article[a:b] for a, b in split_sentences(article)]
            for i in range(1, len(found) - 1):
                if 8 <= len(found[i].split()) <= 45 and found[i].endswith((".", ".”", '."')) and found[i][0].isupper():
                    yield Made(found[i], found[i - 1], found[i + 1])


# Changes: each returns the changed sentence, or None where it has nothing to change ------------------


def other_number(text: str, rng: random.Random) -> str | None:
    """Change one digit of one number so that the result stands nowhere in the text."""
    for match in _shuffled(_NUMBER, text, rng):
        digits = match.group()
        at = rng.choice([i for i, c in enumerate(digits) if c.isdigit()])
        options = [d for d in "123456789" if d != digits[at]]
        changed = digits[:at] + rng.choice(options) + digits[at + 1 :]
        if changed not in text:
            return text[: match.start()] + changed + text[match.end() :]
    return None


def other_name(text: str, rng: random.Random) -> str | None:
    """Put an invented name for one name inside the sentence."""
    found = [m for m in _shuffled(_NAME, text, rng) if m.group().split()[0] not in (*_MONTHS, *_DAYS, "May")]
    match = next(iter(found), None)
    return text[: match.start()] + rng.choice(_INVENTED) + text[match.end() :] if match else None


def other_date(text: str, rng: random.Random) -> str | None:
    """Change one month, weekday or year."""
    match = next(_shuffled(_DATE, text, rng), None)
    if match is None:
        return None
    word = match.group()
    kin = _MONTHS if word in _MONTHS else _DAYS if word in _DAYS else [str(y) for y in range(1950, 2030)]
    options = [w for w in kin if w not in text]
    return text[: match.start()] + rng.choice(options) + text[match.end() :]


def other_unit(text: str, rng: random.Random) -> str | None:
    """Change the unit or scale word of one number."""
    words = "two|three|four|five|six|seven|eight|nine|ten|several|few"
    pattern = re.compile(rf"(?:(?<=\d)|\b(?:{words})\b)([ -]?)({'|'.join(_UNIT_SWAPS)})(?![a-z])")
    match = next(_shuffled(pattern, text, rng), None)
    if match is None or _UNIT_SWAPS[match[2]].strip() in text:
        return None
    return text[: match.start(2)] + _UNIT_SWAPS[match[2]] + text[match.end() :]


def other_negation(text: str, rng: random.Random) -> str | None:
    """Drop a "not", or put one after an auxiliary of a sentence that has none."""
    if match := next(_shuffled(_NOT, text, rng), None):
        return text[: match.start()] + (match[1] or match[2]) + " " + text[match.end() :]
    if re.search(r"n['’]t\b|\b(?:not|no|never|without|nor|neither|none|nothing|nobody)\b", text, re.I):
        return None
    match = next(_shuffled(_AUXILIARY, text, rng), None)
    if match is None:
        return None
    first, _, rest = match.group().strip().partition(" ")
    return text[: match.start()] + f"{first} not {rest}".rstrip() + " " + text[match.end() :].lstrip()


def other_modality(text: str, rng: random.Random) -> str | None:
    """Make a hedge a fact, or a fact a hedge, by one word."""
    for pattern, instead in rng.sample(_MODAL_SWAPS, len(_MODAL_SWAPS)):
        changed = re.sub(pattern, instead, text, count=1)
        if changed != text:
            return changed
    return None


def other_typography(text: str, rng: random.Random) -> str | None:
    """Change quotes, dashes, spaces, ellipses and case, and nothing that is said."""
    text = text.replace("'", rng.choice("'’ʼ")).replace("’", rng.choice("'’"))
    text = re.sub(r" ?(?:--|—|–) ?", lambda _: rng.choice(("--", " — ", "—", " – ")), text)
    text = text.replace("...", rng.choice(("…", "...", ". . ."))).replace("-", rng.choice("-‐‑"))
    spaces = (" ", "\u00a0", "\u202f", "  ", "\u2009")
    text = "".join(rng.choice(spaces) if c == " " and rng.random() < 0.3 else c for c in text)
    return rng.choice((str, str.upper, str.lower, str))(text)


def lightly_cut(text: str, rng: random.Random) -> str | None:
    """Return the sentence, or it without its last clause or its opening adverbial, or in other typography."""
    way = rng.randrange(4)
    if way == 0:
        return re.sub(r"[\"“”]", "", text)
    if (
        way == 1
        and (cut := re.sub(r", (?:which|who|where|when|according to|after|while|as) [^,\"“”]+\.$", ".", text)) != text
    ):
        return cut
    if (
        way == 2
        and (cut := re.sub(r"^(?:But|And|Meanwhile,|However,|Still,) (\w)", lambda m: m[1].upper(), text)) != text
    ):
        return cut
    return text.replace("'", "’").replace(" - ", " — ")


def unchanged(text: str, rng: random.Random) -> str | None:
    """Return the sentence as it is."""
    return text


def _shuffled(pattern: re.Pattern[str], text: str, rng: random.Random) -> Iterator[re.Match[str]]:
    found = list(pattern.finditer(text))
    rng.shuffle(found)
    return iter(found)


KINDS = (
    Kind("quotation, digit", other_number, True, 100, True),
    Kind("quotation, name", other_name, True, 100, True),
    Kind("quotation, unit", other_unit, True, 100, True),
    Kind("quotation, negation", other_negation, True, 100, True),
    Kind("quotation, typography", other_typography, False, 0.5, True),
    Kind("number swapped", other_number, True, 98),
    Kind("date swapped", other_date, True, 98),
    Kind("name swapped", other_name, True, 95),
    Kind("unit swapped", other_unit, True, 95),
    Kind("negation turned", other_negation, True, 90),
    Kind("modality turned", other_modality, True, 80),
    Kind("true, verbatim", unchanged, False, 0),
    Kind("true, lightly cut", lightly_cut, False, 2),
)


def make(kind: Kind, pool: Sequence[Made], size: int, seed: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return up to `size` pairs of statement and passages of one kind."""
    rng = random.Random(f"{seed} {kind.name}")
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for made in rng.sample(pool, len(pool)):
        changed = kind.change(made.text, rng)
        if changed is None or (kind.false and changed == made.text):
            continue
        passages = rng.choice(((made.text,), (made.before, made.text), (made.text, made.after)))
        if kind.false and _stands(changed, made, passages):
            continue
        if kind.quoted:
            changed = "The report says: “" + re.sub('["“”]', "'", changed) + "”"
        elif kind.false and rng.random() < 0.5:
            changed = lightly_cut(changed, rng) or changed
            if plain_words(changed) <= plain_words(made.text) and kind.change is not other_modality:
                continue  # the cut took the change away with it
        pairs.append((changed, passages))
        if len(pairs) == size:
            break
    return pairs


def plain_words(text: str) -> Counter[str]:
    """Return the words of a text, counted, quotes and stops left out."""
    return Counter(re.findall(r"[\w%]+", text.lower()))


def _stands(changed: str, made: Made, passages: Sequence[str]) -> bool:
    """Tell whether what was put in stands in a neighbour passage after all."""
    new = set(re.findall(r"[\w.,%]+", changed)) - set(re.findall(r"[\w.,%]+", made.text))
    values = [w.strip(".,") for w in new if w[0].isdigit() or w[0].isupper()]
    return any(v in p for v in values for p in passages)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 when every target is met, 2 when one is not, 1 when the data is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=500, help="cases of each kind, at most")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--show", metavar="KIND", help="list the mistakes of this kind")
    options = parser.parse_args(arguments)
    path = data_folder() / "multinews_dev.jsonl"
    if not path.exists():
        print(f"skipped: {path} is not here (set SUMMARIZER_EVAL_DATA)", file=sys.stderr)
        return 1
    pool = list(sentences(path))
    print(f"{'kind':24} {'N':>5}  {'stopped':>8}  asked for")
    met = True
    for kind in KINDS:
        pairs = make(kind, pool, options.size, options.seed)
        stopped = [bool(check(text, passages)) for text, passages in pairs]
        rate = 100 * sum(stopped) / max(1, len(pairs))
        met = met and (rate >= kind.target if kind.false else rate <= kind.target)
        print(
            f"{kind.name:24} {len(pairs):>5}  {rate:>7.1f}%  {'at least' if kind.false else 'at most'} {kind.target} %"
        )
        if options.show == kind.name:
            _show(pairs, stopped, kind)
    return 0 if met else 2


def _show(pairs: Sequence[tuple[str, tuple[str, ...]]], stopped: Sequence[bool], kind: Kind) -> None:
    for (text, passages), was in zip(pairs, stopped, strict=True):
        if was != kind.false:
            print(f"  {text}\n     > " + "\n     > ".join(passages), [tuple(f[:2]) for f in check(text, passages)])


if __name__ == "__main__":
    sys.exit(main())

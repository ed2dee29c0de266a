"""What stands in quotation marks is verbatim in the passages, typography apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from summarizer.models import Failure
from summarizer.text.folding import fold
from summarizer.text.names import name_key
from summarizer.text.values import negated
from summarizer.verify.reading import Ground, Reading, plain, read, stem_of

_EDGES = " ,.;:!?-"
_MOST = 16  # quotations of one statement that are looked at for what stands before them
_CUT = re.compile(r"\.\.\.|\[[^\]]{0,80}\]")


def check_quotations(statement: Reading, ground: Ground) -> Failure | None:
    """What stands in quotation marks stands so in one cited sentence, or runs over adjacent ones.

    A cut ("...") or an insertion ("[he]") may stand for words of the passage, but for no negation and no "might";
    and none may stand before the quotation, left outside.
    """
    quotes = list(dict.fromkeys(quote.text for quote in statement.values.quotations))
    missing = [quote for quote in quotes if not _quoted(plain(quote), ground)]
    missing += [quote for quote in quotes[:_MOST] if _torn(quote, statement, ground) or _put_in(quote, ground)]
    if not missing:
        return None
    missing = list(dict.fromkeys(missing))
    return Failure("quotation", tuple(missing), f"not verbatim in the cited sentences: {', '.join(missing)}")


_NOT = (
    r"(?:\b(?:not|never|no|hardly|barely|without|cannot|nobody|nothing|ne|pas|nicht|kein\w*|nunca|sin)|n['’]t|"
    r"\bn['’]\w+)"
)
_MIGHT = r"\b(?:may|might|could|would|if|unless|perhaps|maybe|probably)\b"
_UNSURE = re.compile(_MIGHT, re.I)
# What turns the words behind it, within the two words before them: "not safe" is not "safe", nor "might sell" "sell".
_TURNING = [
    (re.compile(rf"{cue} (?:[^\W\d_]+ ){{0,2}}$", re.I), re.compile(rf"{cue}|{denial}", re.I))
    for cue, denial in ((_NOT, r"\b(?:den|reject|refus|rul|doubt)\w+\b"), (_MIGHT, r"\b(?:possib|likel)\w+"))
]


def _torn(quote: str, statement: Reading, ground: Ground) -> bool:
    """Tell whether a quotation leaves out the "not" or "might" before it wherever it stands, and the statement too."""
    words = fold(quote).strip(_EDGES)
    if not words:
        return False
    before = [p.folded[max(0, m.start() - 40) : m.start()] for p in ground.passages for m in _places(words, p.folded)]
    around = statement.folded.replace(words, "")
    return bool(before) and any(
        all(cue.search(text) for text in before) and not kept.search(around) for cue, kept in _TURNING
    )


def _places(words: str, text: str) -> Iterator[re.Match[str]]:
    return islice(re.finditer(re.escape(words), text), 8)


def _put_in(quote: str, ground: Ground) -> bool:
    """Tell whether an insertion says what no passage says: a "not", or a name."""
    inserted = [part[1:-1] for part in _CUT.findall(quote) if part[0] == "["]
    if any(negated(part) for part in inserted):
        return True
    keys = [name_key(word) for part in inserted for word in re.findall(r"[^\W\d_]+", part) if word[0].isupper()]
    return any(key not in ground.name_keys for key in keys if stem_of(key))


_SAID = (
    "(?:said|says|say|told|tells|added|adds|wrote|writes|tweeted|announced|warned|insisted|replied|claimed|explained|"
    "noted|argued|declared|stated|recalled|asked|shouted|vowed|promised|testified)"
)
_TITLE = r"(?:(?:mr|mrs|ms|dr|sen|rep|gov|sgt|lt|capt|col|gen|maj|cpl|det|rev|prof|st|pres)\. )*"
_WHO = _TITLE + r"[\w'’-]{1,30}(?: [\w'’-]{1,30}){0,5}"
_SPEAKER_AFTER = re.compile(
    rf"[ ,.!?…]{{0,3}}[\"']?,? (?:{_SAID} (?P<late>{_WHO})|(?P<early>{_WHO}) (?:has |had |also |later )?{_SAID}\b)"
)
_SPEAKER_BEFORE = re.compile(
    rf"(?P<who>{_WHO})(?:,[^,.;\"]{{1,60}},)? {_SAID}(?: [\w'’-]+){{0,4}}[,:]?(?: that)? ?[\"']?$"
)
_UNNAMED = frozenset(("he", "she", "they", "it", "i", "we", "who", "one"))


def check_speakers(statement: Reading, ground: Ground) -> Failure | None:
    """Who says a quotation is who says it in the passages, where they say who."""
    missing = []
    for quote in statement.values.quotations[:8]:
        words = fold(quote.text).strip(_EDGES)
        here = _speaker(statement.folded, words)
        there = [found for p in ground.passages if words in p.folded and (found := _speaker(p.folded, words))]
        if here and there and not any(here & found for found in there):
            missing.append(quote.text)
    if not missing:
        return None
    return Failure("attribution", tuple(missing), f"the cited sentences give this to another speaker: {missing[0]}")


def _speaker(text: str, words: str) -> frozenset[str]:
    """Return the content words of whoever is said to say `words` in folded `text`; none where it is not said."""
    at = text.find(words)
    if at < 0 or len(words) < 3:
        return frozenset()
    after = _SPEAKER_AFTER.match(text, at + len(words))
    found = after or _SPEAKER_BEFORE.search(text[max(0, at - 160) : at])
    who = next((g for g in found.groups() if g), "") if found else ""
    if not who or set(who.split()) & _UNNAMED:
        return frozenset()
    return frozenset(name_key(w) for w in re.findall(r"[^\W\d_]{2,}(?:'s)?", who) if stem_of(w))


def outside_quotations(statement: Reading) -> Reading:
    """Return the statement with the insides of its quotations blanked, offsets kept: they are verbatim, so shown."""
    text = statement.text
    for quote in statement.values.quotations:
        text = text[: quote.start] + " " * (quote.end - quote.start) + text[quote.end :]
    return read(text, statement.language, statement.published)


def _quoted(quote: str, ground: Ground) -> bool:
    texts = [p.plain for p in ground.passages] + [ground.plain]
    trimmed = quote.strip(_EDGES)
    if not trimmed or any(contains(text, trimmed) for text in texts):
        return True
    parts = [part.strip(_EDGES) for part in _CUT.split(quote)]
    parts = [part for part in parts if part]
    return len(parts) > 0 and len(parts[0]) < len(trimmed) and any(_in_order(parts, text) for text in texts)


def _in_order(parts: list[str], text: str) -> bool:
    end = -1
    for part in parts:
        at = text.find(part, max(end, 0))
        if at < 0 or not contains(text[max(0, at - 1) : at + len(part) + 1], part):
            return False
        if end >= 0 and (negated(text[end:at]) or _UNSURE.search(text[end:at])):
            return False
        end = at + len(part)
    return not negated(text[end : end + 8])


def contains(text: str, part: str) -> bool:
    """Tell whether `part` stands in `text` and not inside a longer word."""
    at = text.find(part)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(part) : at + len(part) + 1]
        inside_left = before.isalnum() and part[0].isalnum() and not _unspaced(part[0])
        inside_right = after.isalnum() and part[-1].isalnum() and not _unspaced(part[-1])
        if not inside_left and not inside_right:
            return True
        at = text.find(part, at + 1)
    return False


def _unspaced(char: str) -> bool:
    """Tell a character of a script that is written without spaces between words."""
    return "\u0e00" <= char <= "\u0eff" or "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af"

"""Verbatim quotations of the articles, each with the one who said it where a passage names one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from summarizer.claims.gathering import ROLES
from summarizer.models import ClaimTable, Sentence
from summarizer.text.folding import fold
from summarizer.text.names import NameMention, names
from summarizer.text.values import quotations as quoted

MIN_WORDS = 4  # shorter ones are as often irony or a term as somebody's words
_BACK = 2  # sentences before a quotation in which "he said" may find its name
_SAID = re.compile(
    r"\b(?:said|says|told|tells|added|adds|wrote|writes|tweeted|posted|stated|states|announced|noted|notes|explained|"
    r"argued|warned|warns|asked|replied|insisted|recalled|acknowledged|continued|concluded|stressed|declared|claimed|"
    r"admitted|responded|testified|commented|observed|remarked|joked|vowed|promised|urged|reported|according to|"
    r"sagte|sagt|erklärte|betonte|meinte|warnte|kritisierte|a déclaré|déclare|a dit|a affirmé|affirme|explique|"
    r"a expliqué|selon|dijo|afirmó|declaró|señaló|"
    r"explicó|según|ha detto|ha dichiarato|ha spiegato|secondo|zei|zegt|aldus|disse|"
    r"afirmou|declarou|segundo)\b",
    re.I,
)
_PRONOUN = re.compile(r"\b(?:he|she|they|it|the (?:man|woman|statement|company|spokes(?:man|woman|person)))\W*$", re.I)
_PRONOUN_NEXT = re.compile(r"^\s*(?:he|she|they)\b", re.I)
_BREAK = re.compile(r"[,.;:()\n“”\"]|\s(?:that|who|when|as|while|after|before|during|on|in|at|about|to)\s")
_MARK = frozenset('"“„«「')
_ASIDE = re.compile(r",\s(?:[^,]|,(?= (?:and|who)\b)){2,120},\s*$")
_ROLE = re.compile(r"\s(?:his|her|their|its|the|an?)\s[^,.;:“”\"]{2,60},\s")  # "said his lawyer, Nora Silt"
_FOLLOWED = frozenset(("according to", "selon", "según", "secondo", "aldus", "segundo"))
_NOT_INVERTED = frozenset(("told", "tells", "asked", "urged", "warned"))
_ABBREVIATED = re.compile(
    r"(?<=\b[A-Z])\.(?= ?[A-Z])|(?<=\b[A-Z][a-z])\.(?= [A-Z])|(?<=\b[A-Z][a-z]{2})\.(?= [A-Z])"
    r"|(?<=\b[A-Z][a-z]{3})\.(?= [A-Z])"
)
_PLAIN_OPEN = re.compile(r"^[\"“„«]([^\"“”„«»]{12,})$")


class Quotation(NamedTuple):
    """`text` stands word for word in the first of `sentence_ids`; a later one may only name the speaker."""

    text: str
    speaker: str | None
    sentence_ids: tuple[str, ...]


def quotations(table: ClaimTable) -> list[Quotation]:
    """Return the quotations of the story's prose, those that most articles carry first, then as they come."""
    prose = [sentence for sentence in table.sentences if sentence.kind == "prose"]
    languages = {article.id: article.language for article in table.articles}
    found: dict[str, list[Quotation]] = {}
    for at, sentence in enumerate(prose):
        texts = list(_texts(sentence))
        speaker, witness = _speaker(prose, at, languages[sentence.article]) if texts else (None, None)
        ids = (sentence.id,) if witness in (None, sentence.id) else (sentence.id, str(witness))
        for text in texts:
            found.setdefault(_key(text), []).append(Quotation(text, speaker, ids))
    written = {sentence.id: sentence.text for sentence in prose}
    merged = [_merged(same, written) for same in found.values()]
    home = {sentence.id: sentence.article for sentence in prose}
    return sorted(merged, key=lambda q: -len({home[i] for i in q.sentence_ids}))


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def _texts(sentence: Sentence) -> Iterator[str]:
    if _MARK.isdisjoint(sentence.text):
        return
    cues = quoted(sentence.text)
    for cue in cues:
        text = cue.text.strip().rstrip(",")
        if len(text.split()) >= MIN_WORDS:
            yield text
    if not cues and (opened := _PLAIN_OPEN.match(sentence.text)):
        yield opened[1]  # the quotation goes on in the next sentence


def _merged(same: Sequence[Quotation], written: Mapping[str, str]) -> Quotation:
    """Make one quotation of its copies; only sentences that hold its very text are cited beside the speaker's."""
    first = next((q for q in same if q.speaker), same[0])
    homes = (q.sentence_ids[0] for q in same)
    ids = dict.fromkeys((*first.sentence_ids, *(home for home in homes if first.text in written[home])))
    return Quotation(first.text, first.speaker, tuple(ids))


# Who said it -----------------------------------------------------------------------------------------


def _speaker(prose: Sequence[Sentence], at: int, language: str) -> tuple[str | None, str | None]:
    """Return the speaker of the quotation in sentence `at` and the sentence that names them."""
    here = prose[at]
    speaker, pronoun = named_speaker(here.text, language)
    if speaker:
        return speaker, here.id
    if not pronoun and re.search(r"\w", _outside(here.text)):
        return None, None
    for back in range(1, _BACK + 1):
        before = prose[at - back] if at >= back else None
        if before is None or before.article != here.article or (not pronoun and before.paragraph != here.paragraph):
            break
        speaker, again = named_speaker(before.text, language)
        if speaker:
            return speaker, before.id
        if not again and not quoted(before.text):
            break
    return None, None


def named_speaker(text: str, language: str = "en") -> tuple[str | None, bool]:
    """Return the name beside a verb of saying outside quotation marks, and whether a pronoun stands there instead."""
    outside = _outside(text)
    if not _SAID.search(outside):
        return None, False
    mentions = _people(outside, language)
    outside = _ABBREVIATED.sub(" ", outside)
    pronoun = False
    for verb in _SAID.finditer(outside):
        before, after = _without_aside(outside[: verb.start()]), outside[verb.end() :]
        start = max((m.end() for m in _BREAK.finditer(before)), default=0)
        end = verb.end() + min((m.start() for m in _BREAK.finditer(after)), default=len(after))
        subject = [] if verb.group().lower() in _FOLLOWED else _within(mentions, before, start)
        behind = [] if verb.group().lower() in _NOT_INVERTED else _within(mentions, outside[:end], verb.end())
        if not (subject or behind) and (role := _ROLE.match(after)):
            behind = [m for m in mentions if m.start == verb.end() + role.end()]
        if subject or behind:
            return _shown((subject or behind)[-1]), False
        pronoun |= bool(_PRONOUN.search(before[start:]) or _PRONOUN_NEXT.search(after))
    return None, pronoun


def _people(text: str, language: str) -> list[NameMention]:
    """Return the names of `text` that can be a speaker's: in German, where nouns have capitals, two words or more."""
    mentions = list(names(text, language))
    if language[:2] != "de":
        return mentions
    return [m for m in mentions if len(_shown(m).split()) > 1]


def _without_aside(before: str) -> str:
    """Blank an aside between a name and its verb: ", who met the mayor," or ", the spokesman,"."""
    aside = _ASIDE.search(before)
    if aside and names(before[: aside.start()]):
        return before[: aside.start()] + " " * (len(before) - aside.start())
    return before


def _outside(text: str) -> str:
    """Blank the quoted words and keep every offset."""
    for cue in quoted(text):
        text = text[: cue.start] + " " * (cue.end - cue.start) + text[cue.end :]
    return text


def _within(mentions: Sequence[NameMention], text: str, start: int) -> list[NameMention]:
    """Return the mentions that reach beyond `start` in `text`, blanked stretches left out."""
    return [m for m in mentions if start < m.end and text[m.start : m.end].strip() and m.end <= len(text)]


def _shown(mention: NameMention) -> str:
    words = re.sub(r"['’]s?$", "", mention.text).split()
    return " ".join(words[1:] if len(words) > 2 and fold(words[0]) in ROLES else words)

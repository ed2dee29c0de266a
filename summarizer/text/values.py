"""What a sentence says beside its words: numbers, names, dates, quotations, negation, modality, read once.

`values(text)` is the door: everything that is comparable about one sentence, cached by its text.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from summarizer.text.dates import DateMention, dates
from summarizer.text.names import NameMention, names
from summarizer.text.numbers import LONGEST, Quantity, lower_words, numbers


def _split(words: str) -> list[str]:
    return words.split()


class Cue(NamedTuple):
    """A word that turns what a sentence says: `kind` is its class, `text` the words as they stand."""

    start: int
    end: int
    text: str
    kind: str


class Values:
    """Everything comparable that one text gives, each part read when it is first asked for."""

    def __init__(self, text: str, language: str | None = None, published: str | None = None) -> None:
        self._text = text
        self._language = language
        self._published = published

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        """The numbers with their units; those that belong to a date are not among them."""
        taken = {i for date in self.dates for i in range(date.start, date.end)}
        return tuple(q for q in numbers(self._text, self._language) if q.start not in taken)

    @cached_property
    def names(self) -> tuple[NameMention, ...]:
        """The names."""
        return names(self._text, self._language)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates, weekdays resolved where the day of the article is known."""
        return dates(self._text, self._published)

    @cached_property
    def negations(self) -> tuple[Cue, ...]:
        """The negations."""
        return negated(self._text, self._language)

    @cached_property
    def modals(self) -> tuple[Cue, ...]:
        """The modal words by class."""
        return modality(self._text)

    @cached_property
    def quotations(self) -> tuple[Cue, ...]:
        """What stands inside quotation marks."""
        return quotations(self._text)


_NEUTRAL_NO = (
    r"not only|not just|not merely|no (?:fewer|less|more|later|earlier|sooner) than|not (?:less|more|"
    r"fewer) than|"
    r"no doubt|no matter|out of nowhere|no less|not until|no\. ?\d+|whether or not|not to mention|no one else"
)
_NEGATION = re.compile(
    rf"(?P<neutral>\b(?:{_NEUTRAL_NO})\b|\b\w{{1,12}}n['’]t until\b)"
    r"|(?P<plain>\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot|no one|hardly|"
    r"barely|scarcely|"
    r"rarely|seldom)\b|\b\w{1,12}n['’]t\b|\b(?:dont|doesnt|didnt|wont|cant|isnt|wasnt)\b)"
    r"|(?P<lexical>\b(?:den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing|al)|fail(?:s|ed|ing|ure)?|reject(?:s|ed|"
    r"ing|ion)?|unable|"
    r"lack(?:s|ed|ing)?|absence|absent|declin(?:e|es|ed|ing) to|impossible|prevent(?:s|ed|ing)?|avoid(?:s|"
    r"ed|ing)?|"
    r"rul(?:e|es|ed|ing) out|stop(?:s|ped|ping)? short|far from|instead of|rather than|ban(?:s|ned|ning)?|"
    r"prohibit(?:s|ed|ing)?|forb(?:id|ids|ade|idden)|bar(?:s|red|ring)|dismiss(?:es|ed|ing)?|oppos(?:e|es|"
    r"ed|ing)|"
    r"disput(?:e|es|ed|ing)|contradict(?:s|ed)?|unlikely|doubt(?:s|ed|ful)?|ceas(?:e|es|ed)|cancel(?:s|ed|"
    r"led)?|"
    r"unaware|unknown|unclear|unresolved|unsure|untouched|unharmed|unhurt|uninjured|unopposed|"
    r"unsuccessful(?:ly)?|"
    r"un(?:authori[sz]ed|married|able|confirmed|proven|founded|happy|willing|expected|related|changed|"
    r"damaged|armed|named|"
    r"published|identified|paid|used|certain|safe|fair|lawful|constitutional|comfortable|popular)|"
    r"illegal(?:ly)?|invalid|"
    r"in(?:complete|correct|accurate|sufficient|ability|eligible|active|capable|effective)|ir(?:relevant|"
    r"responsible)|"
    r"dis(?:agree|agrees|agreed|approve|approved|honest|satisfied|continued)|non-?\w+)\b)",
    re.I,
)
_OTHER_NEGATION = {
    "de": r"nicht|kein(?:e|en|er|em|es)?|nie|niemals|ohne|niemand|nichts|weder",
    "fr": r"ne|n['’]\w+|pas|jamais|sans|aucun(?:e)?|ni|rien|personne ne",
    "es": r"no|nunca|jamás|sin|ningún|ninguno|ninguna|nada|nadie|tampoco|ni",
    "it": r"non|mai|senza|nessun(?:o|a)?|né|niente|nulla",
    "pt": r"não|nunca|jamais|sem|nenhum(?:a)?|nada|ninguém|nem",
    "nl": r"niet|geen|nooit|zonder|niemand|niets|noch",
    "ru": r"не|нет|никогда|без|ни|никто|ничего",
}
_OTHER = {tag: re.compile(rf"\b(?P<plain>{words})\b", re.I) for tag, words in _OTHER_NEGATION.items()}
_MODALS = {
    "possible": r"may|might|could|can|possibl[ey]|perhaps|maybe|potential(?:ly)?|likely|probabl[ey]|unlikely|"
    r"appears?|appeared|"
    r"seems?|seemed|apparently|presum(?:es|ed|ably)|suspect(?:s|ed)?|suspicion|believ(?:es?|ed|ing)|think(?:s|ing)?|"
    r"thought|fear(?:s|ed)?|"
    r"suggest(?:s|ed|ing)?|hop(?:es?|ed|ing)|expect(?:s|ed)?|if|whether|unless|would|should|risk(?:s|ed)?|"
    r"chance|threaten(?:s|ed|ing)?|consider(?:s|ed|ing)?|estimat(?:es?|ed)|predict(?:s|ed)?|projected|"
    r"warn(?:s|ed|ing)?",
    "future": r"will|won['’]t|shall|['’]ll|going to|to be|plan(?:s|ned|ning)?|intend(?:s|ed)?|aim(?:s|ed)?|"
    r"propos(?:es?|ed|al)|"
    r"set to|due to|scheduled|expected|expects?|upcoming|next|soon|tomorrow|about to|vow(?:s|ed)?|"
    r"promis(?:es?|ed)|"
    r"pledg(?:es?|ed)|would|should|seek(?:s|ing)?|sought|want(?:s|ed)?|tr(?:y|ies|ied|ying)|attempt(?:s|ed|"
    r"ing)?|"
    r"offer(?:s|ed|ing)?|agree(?:s|d)? to|is to|are to|was to|were to|has to|have to|until|ready|"
    r"prepar(?:es?|ed|ing)|may|might|could|can",
    "must": r"must|should|ought to|need(?:s|ed)? to|have to|has to|had to|required?|requires|"
    r"mandatory|oblig(?:ed|ation)",
    "reported": r"alleg(?:es?|ed|edly|ation|ations|ing)|reported(?:ly)?|claim(?:s|ed|ing)?|"
    r"accus(?:es?|ed|ing|ation|ations)|"
    r"suspected|purported(?:ly)?|rumou?r(?:s|ed)?|unconfirmed|so-called|apparent(?:ly)?|according to|said|"
    r"says?|told|wrote|"
    r"charg(?:es?|ed)|indict(?:ed|ment)|testif(?:ied|y)|insist(?:s|ed)?|argu(?:es?|ed)|stated|announc(?:es?|"
    r"ed)",
    "offered": r"offer(?:s|ed|ing)?|propos(?:es?|ed|al|als)|suggest(?:s|ed)?",
    "agreed": r"agree(?:s|d|ment|ing)?|accept(?:s|ed|ing)?|deal|sign(?:s|ed)?|approv(?:es?|ed|al)",
    "planned": r"plan(?:s|ned|ning)?|intend(?:s|ed)?|aim(?:s|ed|ing)?|scheduled|set to|due to|going to",
}
_EACH_MODAL = {kind: re.compile(words, re.I) for kind, words in _MODALS.items()}
_MODAL_WORD = re.compile(r"(?:won)?['’](?:ll|t)\b|[^\W\d_]+(?:-called)?")
_MODAL_PHRASE = re.compile(
    r"\b(?:(?:going|set|due|about|ought|is|are|was|were|has|have|had|agree[ds]?|need(?:s|ed)?|according) to|"
    r"to be)\b",
    re.I,
)
_NEGATIVE = frozenset(
    _split(
        "not never no none nobody nothing nowhere neither nor without cannot hardly barely scarcely "
        "rarely seldom t dont doesnt didnt wont cant isnt wasnt far rather instead bar bars"
    )
)
_NEGATIVE_START = tuple(
    _split(
        "den refus fail reject unab lack absen declin imposs prevent avoid rul stop ban prohib forb barr "
        "dismiss oppos disput contradict unlike doubt ceas cancel una unk unc unr uns unt unh uni uno "
        "unm unf unw une und unn unp unl illeg inval incomp incorr inacc insuff inabil inelig inact "
        "incap ineff irrel irresp disag disap dishon dissat discon non"
    )
)
_QUOTED = re.compile(
    r"“([^“”]{1,2000})”|(?<![\w.,!?…])\"(?=\S)([^\"“”]{1,2000})\"|«([^«»]{1,2000})»|„([^„“”]{1,2000})[“”]|"
    r"「([^「」]{1,2000})」|"
    # single marks: before no letter, and no apostrophe ("'90s", "workers' union", "isn't")
    r"(?<![\w'’])['‘](?=[^\W\d])(?!(?:em|til|tis|twas|n|cause)\b)((?:[^'‘’\"“”\n]|(?<=\w)['’](?=\w)){2,2000})['’](?!\w)"
)


@lru_cache(maxsize=16384)
def values(text: str, language: str | None = None, published: str | None = None) -> Values:
    """Return everything comparable that `text` gives; the same object for the same arguments."""
    return Values(text[:LONGEST], language, published)


@lru_cache(maxsize=16384)
def negated(text: str, language: str | None = None) -> tuple[Cue, ...]:
    """Return the negations of `text`: `plain` ("not", "n't", "without") and `lexical` ("denied", "failed").

    "not only", "no fewer than" and the like negate nothing and are left out.
    """
    pattern = _OTHER.get((language or "en")[:2].lower(), _NEGATION)
    if pattern is _NEGATION and not any(
        word in _NEGATIVE or word.startswith(_NEGATIVE_START) for word in lower_words(text)
    ):
        return ()
    return tuple(
        Cue(m.start(), m.end(), m.group(), m.lastgroup)
        for m in pattern.finditer(text)
        if m.lastgroup and m.lastgroup != "neutral"
    )


@lru_cache(maxsize=16384)
def modality(text: str) -> tuple[Cue, ...]:
    """Return the modal words of English `text` by class, a word once for each class it belongs to.

    Classes: possible, future, must, reported (somebody's word for it), offered, agreed, planned. The month
    May is none; "will" as a noun is the caller's to mind.
    """
    matches = [m for pattern in (_MODAL_WORD, _MODAL_PHRASE) for m in pattern.finditer(text) if not _is_may(m)]
    return tuple(
        sorted(
            Cue(m.start(), m.end(), m.group().lower(), kind) for m in matches for kind in _classes_of(m.group().lower())
        )
    )


def _is_may(match: re.Match[str]) -> bool:
    """Tell the month May from the verb: its capital inside a sentence."""
    return match.group() == "May" and match.start() > 0


@lru_cache(maxsize=65536)
def _classes_of(word: str) -> tuple[str, ...]:
    return tuple(kind for kind, pattern in _EACH_MODAL.items() if pattern.fullmatch(word))


@lru_cache(maxsize=16384)
def quotations(text: str) -> tuple[Cue, ...]:
    """Return what stands inside quotation marks, the marks left out; `kind` is the opening mark."""
    return tuple(
        Cue(m.start(group), m.end(group), m.group(group), text[m.start()])
        for m in _QUOTED.finditer(text)
        for group in (m.lastindex or 1,)
    )

"""Sentences of an article with exact offsets.

sentencex cuts (it was the most exact of nine splitters on hard news passages and cuts almost never wrongly); a
small pass of our own then mends the seams that it leaves: abbreviations of other languages, German ordinals,
numbered lines, hard wraps, brackets, missing spaces.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Literal

import sentencex

from summarizer.models import Article, Sentence
from summarizer.text.abbreviations import ABBREVIATIONS
from summarizer.text.folding import fold
from summarizer.text.paragraphs import paragraphs
from summarizer.text.stopwords import STOPWORDS

Span = tuple[int, int]

_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_NEXT_WORD = re.compile(r"[\w'’]+")
_NUMBERING = re.compile(r"(?:\(?\d{1,3}|\(?[a-zA-Z]|[IVX]{1,5})[.)]$")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_ORDINAL_LANGUAGES = frozenset({"de", "da", "no", "nb", "fi", "cs", "sk", "hu", "hr", "sl"})
_CLOCK = re.compile(r"[ap]\.\s?m\.$")
_AFTER_CLOCK = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Eastern|Central|Mountain|Pacific|local)\b|[ECMP][SD]?T\b|GMT|UTC"
    r"|BST|CEST|CET|IST|JST|A[EC][SD]T|(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec))"
)
# Who says it, after a quotation that ended with a stop: 「…。」と言う, “……！”她说, «Почему?» — спросил он.
_SPEAKER = re.compile(
    r"[と、，]|って|など|という|(?![^，。]{0,5}[没不未])[\u4e00-\u9fff]{1,5}?(?:[说问答]道|说|问|表示|称)[，。：:]|[—–-]\s+[^\W\d_]"
)
_LEFT_OPENER = re.compile(r"(?<=\s)[\"“«„‘]$")  # of the next sentence, where no later mark closes its quotation
_LEFT_CLOSER = re.compile(r"[\"”»](?=\s+[\"“«„])")  # of the sentence before, where another quotation follows
_INLINE_NUMBER = re.compile(r"[:;]\s\(?\d{1,2}[.)]$")
_INITIALS = re.compile(r"(?:^|[\W_])[^\W\d_]\.$")  # with the next word right behind: "P.-D.G."
# An end that sentencex may have left: stop, closing marks, space, then what may open a sentence.
_STOP = re.compile(r"([.!?…]+)([)\]\"”’'»]*)(\s+)(?=[\"“«„‘'(\[¿¡]*[^\W_])")
_GLUED = re.compile(r"[.!?][\"”»)]?(?=[\"“«(]?[^\W\d_]+[\s,’'])")
_SURE_WORD = re.compile(r"(?:[^\W\d_]{2,}|\d{3,}|\d+%)$")
_OPENING, _CLOSING = "“«", "”»"
# Code points of a sentence; what is longer is none, and is cut. The longest of 7,451 in the evaluation data has 605.
LONGEST = 1_500
LONGEST_QUOTATION = 500  # code points: beyond it a sentence is cut even inside quotation marks

# A line on its own, without a final stop, is a heading up to here. See `_is_heading` for the measurement.
HEADING_WORDS, HEADING_CHARS = 8, 60
HEADING_CHARS_CJK = 20
_ENDS = re.compile(r"[.!?…。！？؟;,–—-][\"'”’»)\]」』]*$|[\"”»」』]$")
_BULLET = re.compile(r"[•·▪●◦*–—-]")
_CJK = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


def split_sentences(text: str, language: str = "en") -> list[Span]:
    """Return the spans of the sentences of `text`: trimmed, in order, disjoint, none across a paragraph's end.

    Every letter and digit lies in exactly one sentence, and none is longer than `LONGEST`. Other marks stay with the
    sentence beside them; a paragraph without a letter or digit ("* * *") holds no sentence. `language` is a BCP-47 tag.
    """
    return [span for paragraph in paragraphs(text) for span in _split_paragraph(text, paragraph, language)]


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of `article`, its title first, marked stretches left out.

    Ids count the sentences of the text from 1 (`a1.s1`); the title, where it is frozen text of its own,
    is `a1.title`. A line on its own without a final stop is a `heading`; the first line, where it repeats the
    title, and the line that the title was read from are `title`.
    """
    found: list[Sentence] = []
    if article.title and article.title_in_text is None:
        found.append(
            Sentence(f"{article.id}.title", article.id, "title", 0, len(article.title), article.title, -1, 0, "title")
        )
    position = 0
    for number, spans in enumerate(_unmarked(article)):
        for span in spans:
            found.append(_sentence(article, span, position, number, alone=len(spans) == 1))
            position += 1
    return tuple(found)


def _sentence(article: Article, span: Span, position: int, paragraph: int, *, alone: bool) -> Sentence:
    start, end = span
    text = article.text[start:end]
    kind: Literal["prose", "title", "heading"] = "heading" if alone and _is_heading(text) else "prose"
    if _is_title(article, span, position):
        kind = "title"
    return Sentence(f"{article.id}.s{position + 1}", article.id, "text", start, end, text, position, paragraph, kind)


def _is_title(article: Article, span: Span, position: int) -> bool:
    if article.title_in_text is not None:
        start, end = article.title_in_text
        return start <= span[0] and span[1] <= end
    if position > 0 or not article.title:
        return False
    return fold(article.text[slice(*span)]).rstrip(".") == fold(article.title).rstrip(".")


def _is_heading(text: str) -> bool:
    if len(text) > HEADING_CHARS or _ENDS.search(text) or _BULLET.match(text):
        return False
    return len(text) <= HEADING_CHARS_CJK if _CJK.search(text) else len(text.split()) <= HEADING_WORDS


def _unmarked(article: Article) -> Iterator[list[Span]]:
    """Yield the sentences of each paragraph that has any; none reaches into a marked stretch."""
    marks = deque((mark.start, mark.end) for mark in article.removed)
    for paragraph in paragraphs(article.beginning):
        while marks and marks[0][1] <= paragraph[0]:
            marks.popleft()
        spans = [
            span
            for stretch in _without(marks, paragraph)
            for span in _split_paragraph(article.text, stretch, article.language)
        ]
        if spans:
            yield spans


def _without(marks: Iterable[Span], span: Span) -> Iterator[Span]:
    start, end = span
    for mark_start, mark_end in marks:
        if mark_start >= end:
            break
        if start < mark_start:
            yield start, mark_start
        start = max(start, mark_end)
    if start < end:
        yield start, end


def _split_paragraph(text: str, paragraph: Span, language: str) -> list[Span]:
    offset = paragraph[0]
    line = _LINE_END.sub(" ", text[slice(*paragraph)])
    primary = language[:2].lower()
    spans: list[Span] = []
    for start, end in _mended(line, _boundaries(line, primary), primary):
        for divided in _divided(line, start, end, primary):
            for a, b in _shortened(line, *divided):
                piece = line[a:b]
                spans.append((offset + a + len(piece) - len(piece.lstrip()), offset + a + len(piece.rstrip())))
    return spans


def _boundaries(line: str, language: str) -> Iterator[Span]:
    for boundary in sentencex.get_sentence_boundaries(language, line):
        if line[boundary["start_index"] : boundary["end_index"]].strip():
            yield boundary["start_index"], boundary["end_index"]


def _mended(line: str, cuts: Iterator[Span], language: str) -> list[Span]:
    """Join what was cut apart inside a sentence, and marks without a letter to the sentence beside them."""
    spans: list[Span] = []
    for start, end in cuts:
        if spans:
            start = _between_quotations(line, start)
            spans[-1] = (spans[-1][0], start)
        before = line[slice(*spans[-1])] if spans else ""
        if spans and (_INITIALS.search(before[-3:]) or _reads_on(before.rstrip(), line[start:end].lstrip(), language)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans if spans and _LETTER_OR_DIGIT.search(line) else []


def _between_quotations(line: str, cut: int) -> int:
    """Return the place for `cut` at which an opening mark stands behind it and a closing one before it."""
    if not line[cut].isspace() and _LEFT_OPENER.search(line[max(0, cut - 2) : cut]):
        return cut - 1
    closer = _LEFT_CLOSER.match(line, cut)
    return closer.end() if closer else cut


def _reads_on(before: str, after: str, language: str) -> bool:
    """Tell whether the cut between `before` and `after` lies inside a sentence."""
    if not (_LETTER_OR_DIGIT.search(before) and _LETTER_OR_DIGIT.search(after)) or _NUMBERING.match(before):
        return True
    if (speaker := _SPEAKER.match(after)) and before[-1] in '」』”»"!?':
        return not speaker.group()[-1].isupper()
    if not before.endswith("."):
        return after[0].islower() and before[-1] in "…!?\"”»)'’" and not after[1:2].isupper()
    return _is_abbreviation(before, after, language) or _INLINE_NUMBER.search(before[-6:]) is not None


def _is_abbreviation(before: str, after: str, language: str) -> bool:
    """Tell whether the stop at the end of `before` belongs to its last word, which cannot end a sentence here."""
    word = _last_word(before[:-1])
    if word.lower() in ABBREVIATIONS.get(language, ()) or (after[0].islower() and (len(word) < 5 or "." in word)):
        return True
    if _CLOCK.search(before[-6:]):
        return _AFTER_CLOCK.match(after) is not None
    # sentencex knows the initials of English names.
    if (len(word) == 1 and word.isupper() and language != "en") or (
        language in _ORDINAL_LANGUAGES and _ORDINAL.search(before[-4:])
    ):
        return _is_content_word(after, language)
    return False


def _last_word(text: str) -> str:
    """Return the last word of `text` without marks before it and without an elided article ("L'art")."""
    words = text[-40:].rsplit(None, 1)
    return words[-1].replace("’", "'").rpartition("'")[2].lstrip('(["“«„‘') if words else ""


def _is_content_word(after: str, language: str) -> bool:
    """Tell whether what follows an initial or ordinal may belong to it: a word, and no function word."""
    word = _NEXT_WORD.match(after)
    return word is not None and fold(word.group()) not in STOPWORDS.get(language, ())


def _divided(line: str, start: int, end: int, language: str) -> Iterator[Span]:
    """Yield the pieces of a sentence that holds an end which sentencex did not see."""
    piece = line[start:end].rstrip()
    last = 0
    for cut in sorted({*_missed_stops(piece, language), *_glued_stops(piece)}):
        if _LETTER_OR_DIGIT.search(piece, last, cut) and _LETTER_OR_DIGIT.search(piece, cut):
            yield start + last, start + cut
            last = cut
    yield start + last, end


def _shortened(line: str, start: int, end: int) -> Iterator[Span]:
    """Yield the pieces of a sentence that is no sentence: each of `LONGEST` at most, cut at blanks if there are any."""
    while end - start > LONGEST:
        blank = line.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = blank if blank > 0 else start + LONGEST
        if _LETTER_OR_DIGIT.search(line, start, cut):
            yield start, cut
        start = cut
    if _LETTER_OR_DIGIT.search(line, start, end):
        yield start, end


def _missed_stops(piece: str, language: str) -> Iterator[int]:
    for match in _STOP.finditer(piece):
        stop, closing = match.group(1), match.group(2)
        opens = piece[match.end()]
        if not _starts_sentence(piece, match.end()) or not _is_sure_end(piece, match.start(), language):
            continue
        quoted = _is_quoted(piece, match.end(2))
        bracketed = ")" in closing and piece.startswith("(") and piece.find(")") < match.end()
        paused = not quoted and ("…" in stop or stop.endswith("..."))
        refused = not quoted and stop == "." and piece[: match.start()].endswith((" no", " No")) and opens.isalpha()
        again = not quoted and opens in _OPENING
        if bracketed or paused or refused or again or len(piece) > LONGEST_QUOTATION:
            yield match.end(2)


def _starts_sentence(piece: str, at: int) -> bool:
    first = _LETTER_OR_DIGIT.search(piece, at)
    return first is not None and (first.group().isupper() or first.group().isdigit())


def _is_sure_end(piece: str, stop: int, language: str) -> bool:
    """Tell whether the stop at `stop` follows a word that is no abbreviation for all we can see."""
    word = _SURE_WORD.search(piece[max(0, stop - 24) : stop].rstrip(")”\"’'»"))
    if word is None or word.group().lower() in ABBREVIATIONS.get(language, ()):
        return False
    return len(word.group()) > 4 or not word.group()[0].isupper()


def _is_quoted(piece: str, at: int) -> bool:
    """Tell whether a quotation is open at `at`."""
    before = piece[:at]
    if "„" in piece:
        return before.count("„") > before.count("“") + before.count("”")
    return sum(map(before.count, _OPENING)) > sum(map(before.count, _CLOSING)) or before.count('"') % 2 == 1


def _glued_stops(piece: str) -> Iterator[int]:
    """Yield the ends after which the space is missing: "on Friday.The two"; no address, no "Yahoo!Inc"."""
    for match in _GLUED.finditer(piece):
        cut = match.end()
        left = _last_word(piece[: match.start()])
        right = piece[cut : cut + 60].split(None, 1)[0]
        if len(left) > 2 and left.isalpha() and left[-3:].islower() and not _is_quoted(piece, cut):
            word = right.strip('"“«(')
            if word[0].isupper() and word[1:2] != "." and not any(char in right.rstrip(".,’'") for char in "./@:"):
                yield cut

"""Whole paragraphs that are furniture by themselves: rules that look at one block, never at its neighbours."""

from __future__ import annotations

import re

from summarizer.sources.cruft.blocks import CLOSED, QUOTES, Block
from summarizer.sources.cruft.cues import bare, cues, has_reason, label_of, start_reason
from summarizer.sources.cruft.stamps import byline_name, is_clock, is_contact, is_name_only, is_stamp
from summarizer.text.folding import fold

LANGUAGES = frozenset(
    [
        "english",
        "deutsch",
        "francais",
        "espanol",
        "portugues",
        "italiano",
        "русскии",
        "украінська",
        "українська",
        "العربيه",
        "العربية",
        "中文",
        "日本語",
        "한국어",
        "turkce",
        "polski",
        "nederlands",
        "svenska",
        "hindi",
        "हिनदी",
        "हिन्दी",
        "urdu",
        "اردو",
        "فارسی",
        "bahasa",
        "indonesia",
        "简体中文",
        "繁體中文",
        "简体",
        "繁體",
        "tieng",
        "viet",
        "german",
        "french",
        "spanish",
        "italian",
        "russian",
        "arabic",
        "chinese",
        "japanese",
        "portuguese",
        "ukrainian",
        "по-русски",
        "українською",
        "русский",
    ]
)
_COUNT = re.compile(
    r"^\W*\d[\d.,k ]{0,9}\W{0,3}(?:comments?|shares?|likes?|views?|reactions?|replies|kommentare?|aufrufe|commentaires?|partages?|comentarios?|comentarios|"  # noqa: E501
    r"commenti|condivisioni|visualizzazioni|комментари\w*|коментар\w*|просмотр\w*|перегляд\w*|تعليق\w*|مشاهد\w*|条评论|評論|评论|件のコメント|コメント|阅读|"
    r"compartilhamentos|visualizacoes|vistas|vues)\W*$"
)
_COUNT_AFTER = re.compile(
    r"^(?:comments?|kommentare?|commentaires?|comentarios?|commenti|комментари\w|коментар\w|التعليقات|评论|評論|コメント|views?|просмотр\w*)\W{0,3}\d[\d.,k]{0,7}\W*$"
)
_COPYRIGHT = re.compile(r"^\W{0,3}(?:©|\(c\)\s|copyright\b|℗)", re.I)
_ONLY_LINK = re.compile(r"^\W{0,3}(?:https?://|www\.)\S+\W{0,2}$", re.I)
_HASHTAGS = re.compile(r"^(?:[^\w#]{0,3}#\w{2,40})+[^\w#]{0,3}$")
_TICK = re.compile(r"[+\-−▲▼△]\s?\d+(?:[.,]\d+)?\s?%|\d+(?:[.,]\d+)?\s?%\s?[▲▼]|[▲▼]\s?\d")
_DIGIT = re.compile(r"\d")
_OF = re.compile(r"^\d{1,3}\s?(?:/|of|von|sur|de|di|из|з)\s?\d{1,3}$")
_TWEET = re.compile(
    r"pic\.twitter\.com/\w+|[—–-]\s[^()\n]{2,60}\(@\w{2,20}\)(?:\s[^.!?]{4,30})?$|^\W{0,2}https?://t\.co/\w+\W*$|(?:^|\s)https?://t\.co/\w+\s*$"
)
_ALL_PAREN = re.compile(r"^[(\[（【][^()\[\]（）【】]{2,400}[)\]）】]$")
_AGENCY_TAG = re.compile(r"^\W{0,3}(?:[A-Z]{2,8}|[a-z]{2,5}(?:/[a-z]{2,5}){1,4})\W{0,2}$")
_PRESS = frozenset(
    [
        "ap",
        "afp",
        "dpa",
        "efe",
        "ansa",
        "lusa",
        "тасс",
        "риа",
        "интерфакс",
        "pti",
        "ani",
        "xinhua",
        "kyodo",
        "jiji",
        "reuters",
        "新华社",
        "新華社",
        "共同",
        "時事",
        "апа",
        "укринформ",
        "укрінформ",
        "уніан",
        "sid",
        "kna",
        "epd",
        "apa",
        "ats",
        "sda",
        "belga",
        "anp",
        "epa",
        "upi",
        "ians",
        "рейтер",
        "reuter",
        "رويترز",
        "ا.ف.ب",
        "د.ب.ا",
        "واس",
        "وام",
        "قنا",
        "中新社",
        "中央社",
        "时事",
    ]
)
_PICTURE = r"photograph|photo|foto|fotos|image|picture|bild|imagem|imagen|immagine|фото|світлина|صورة|الصورة|تصوير|写真|图|圖|图片|图源|摄影|撮影"  # noqa: E501
_CREDIT_END = re.compile(
    rf"(?:^|[\s.!?…\"”|/(（–—-])(?:(?:{_PICTURE})(?:\s?(?:credit|courtesy)|\s(?:d'\w+|de archivo|de arquivo))?\s?(?:[:：=＝/©]|by\s|courtesy\s|提供|de\s(?=(?-i:[A-Z]))|di\s(?=(?-i:[A-Z])))|©|credit:|crédit\s?:|crédito:)"  # noqa: E501
    r"\s?[^.!?\n]{2,60}[)）]?\.?$",
    re.I,
)
_CREDIT_CHARS = frozenset(":：=＝/©提")
_PICTURE_BY = re.compile(r"(?i:photo|foto|image|bild|imag) d[ei] ")
_CAPPED = r"[A-ZÀ-ÞА-Я][\w.'’-]*"
_SLASH_END = re.compile(
    rf"[.!?…\"”]\s*[(（]?{_CAPPED}(?: {_CAPPED}){{0,4}}\s?/\s?{_CAPPED}(?: {_CAPPED}){{0,3}}[)）]?$"
)
_SLASHED = re.compile(rf"^[(（]?{_CAPPED}(?: {_CAPPED}){{0,4}}(?:\s?/\s?{_CAPPED}(?: {_CAPPED}){{0,4}}){{1,2}}[)）]?$")
_PAREN_END = re.compile(r"[(（]([^()（）]{2,40})[)）]$")
_ONE_TICK = re.compile(r"^[A-Z][A-Z0-9&/ ]{1,14}\s[\d.,]+\s")
_CREDIT_MARK = re.compile(
    r"(?:getty|reuters|shutterstock|\bafp\b|\bap\b|\bepa\b|\bdpa\b|alamy|imago|imago images|picture alliance|handout|courtesy|archiv|pool|press photo|unsplash|adobe stock|istock)",  # noqa: E501
    re.I,
)


def line_reason(block: Block) -> str | None:
    """Return why the whole block is furniture, judged alone; None where it may be article text."""
    for rule in (_fixed, _gallery, _stamped, _in_parts, _marked_up, _labelled, _spoken_to_reader):
        if reason := rule(block):
            return reason
    return None


def _fixed(block: Block) -> str | None:
    """A line that a table holds whole, or a count beside such a word."""
    if len(block.text) > 120:
        return None
    if (reason := cues().exact.get(block.bare)) and not block.opens_quoted:
        return reason
    if len(block.text) > 80:
        return None
    if block.text[-1:] not in ".?!" and _DIGIT.search(block.text):
        if _OF.match(block.folded):
            return "navigation"
        if _COUNT.match(block.folded) or _COUNT_AFTER.match(block.folded):
            return "comments"
    words = block.folded.replace("|", " ").replace("/", " ").replace(",", " ").split()
    if len(words) > 1 and all(w in LANGUAGES for w in words):
        return "language_label"
    return _row_of_buttons(block) if _SEPARATED.search(block.folded) else None


_PICTURE_OF = re.compile(
    r"\b(?:caption|photo|picture|image|slide|foto|bild|imagen) \d{1,3}(?: ?/ ?| (?:of|von|de|di|sur) )\d{1,3}\b", re.I
)


def _gallery(block: Block) -> str | None:
    """A paragraph that counts its pictures: a gallery flattened to text, caption after caption."""
    if len(_DIGIT.findall(block.text)) < 6:  # two in each; cheaper to see than the pattern
        return None
    counted = _PICTURE_OF.finditer(block.text)
    return "caption" if sum(1 for _ in zip(counted, range(3), strict=False)) == 3 else None


_SEPARATED = re.compile(r"[|•·/>›»→\t]|  |[】\]]\s?[【\[]")


def _row_of_buttons(block: Block) -> str | None:
    """Half or more of the bits of a row are known buttons."""
    parts = [bare(p.strip()) for p in _SEPARATED.split(block.folded) if p.strip()]
    known = [cues().exact[p] for p in parts if p in cues().exact]
    return max(set(known), key=known.count) if len(parts) > 1 and known and len(known) * 2 >= len(parts) else None


def _stamped(block: Block) -> str | None:
    if len(block.text) > 200:
        return None
    if is_clock(block):
        return "live_stamp"
    if is_stamp(block):
        return "timestamp"
    if byline_name(block) or is_contact(block):
        return "byline"
    return None


def _in_parts(block: Block) -> str | None:
    """A row of bits between bars or dots, each of them furniture by itself: name | time | reading time."""
    if len(block.text) > 160 or not _BAR.search(block.text):
        return None
    parts = [Block(p.strip(), 0, 0) for p in _BAR.split(block.text) if p.strip()]
    if not 2 <= len(parts) <= 8:
        return None
    reasons = [_fixed(p) or _stamped(p) for p in parts]
    known = [r for r in reasons if r]
    rest = [p for p, r in zip(parts, reasons, strict=True) if not r]
    if known and all(is_name_only(p) or p.size <= 2 for p in rest):
        return "byline" if "byline" in known or rest else known[0]
    return None


_BAR = re.compile(r"\s[|•·/–—-]\s|\s?[|•·]\s?")


def _marked_up(block: Block) -> str | None:
    """Shapes that prose does not take: copyright signs, bare links, hashtags, tickers, posts, brackets."""
    text = block.text
    if len(text) > LONGEST:
        return None
    if _COPYRIGHT.match(text):
        return "copyright"
    if _ONLY_LINK.match(text):
        return "related"
    if "#" in text and _HASHTAGS.match(text):
        return "tags"
    if ("t.co/" in text or "twitter.com/" in text or "(@" in text) and _TWEET.search(text):
        return "embed"
    if "%" in text and len(_TICK.findall(text)) >= 2 and not block.is_closed and block.size < 40:
        return "ticker"
    if "%" in text and _ONE_TICK.match(text) and _TICK.search(text) and block.size <= 8:
        return "ticker"
    if _ALL_PAREN.match(text):
        return _bracketed(block)
    if _AGENCY_TAG.match(text) and (block.bare in _PRESS or "/" in text):
        return "agency"
    if len(text) < 60 and not block.is_closed and block.size <= 6 and MORE_FROM.match(block.bare):
        return "related"
    if len(text) <= 12 and block.is_wide and _WIDE_OUTLET.match(text):
        return "agency"
    return "agency" if block.bare in _PRESS else None


MORE_FROM = re.compile(
    r"(?:more (?:from|on|in)|mehr (?:aus|zu|von)|plus sur|mas de|mas sobre|mais de|altro su|еще о|ще про)\b"
)
_WIDE_OUTLET = re.compile(r"^[^\s。、，]{1,8}(?:新聞|新聞社|通信社|日报|日報|晚报|晚報|新闻网|通讯社|通訊社)$")


LONGEST = 420


def _bracketed(block: Block) -> str | None:
    """A line wholly in brackets: a credit, an agency, a pointer to another article."""
    inner = Block(block.text[1:-1].strip(), 0, 0)
    if (
        block.text[0] in "[【"
        and inner.size > 4
        and not inner.opens_quoted
        and not (inner.is_closed and inner.size > 25)
    ):
        return "related"
    if inner.bare in _PRESS or _AGENCY_TAG.match(inner.text):
        return "agency"
    found = _fixed(inner) or _labelled(inner) or _stamped(inner) or start_reason(inner.bare)
    if found:
        return found
    if _CREDIT_MARK.search(inner.text) or ("/" in inner.text and inner.size <= 8 and not inner.is_closed):
        return "credit"
    if set(re.findall(r"\w+", inner.folded)) & _PRESS and inner.size <= 8:
        return "agency"
    if inner.is_wide:
        return "byline" if len(inner.text) <= 8 and not inner.is_closed else None
    capitals = [w for w in inner.text.split() if len(w) > 3]
    named = capitals and all(w[0].isupper() for w in capitals) and not inner.is_closed and inner.size <= 8
    return "credit" if named and not any(c.isdigit() for c in inner.text) else None


def _labelled(block: Block) -> str | None:
    """A label with a colon or bar and what belongs to it."""
    found = label_of(block.bare)
    if not found or len(block.text) > LONGEST or block.opens_quoted:
        return None
    reason, at = found
    rest = block.bare[at:].strip()
    if reason == "related" and block.is_closed and len(block.bare[:at].split()) == 1:
        return None
    if reason == "related":
        # "Watch: ..." and "More: ..." point to another article; prose with a stop and a speaker does not.
        return (
            reason
            if not (block.is_closed and len(block.sentences) > 1) and not (block.is_closed and _reports(block))
            else None
        )
    if reason in {"live_stamp", "agency", "byline", "tags", "credit"}:
        return reason if len(rest.split()) <= 30 and not (block.is_closed and len(block.sentences) > 2) else None
    return reason


_SAID_PLAINLY = {"caption", "copyright", "editorial_note", "byline", "placeholder"}
LONGEST_PROMPT = 45  # words; a longer paragraph that opens with a prompt goes on to tell something


def _spoken_to_reader(block: Block) -> str | None:
    """Sentences that the site says to its readers; nobody in the story speaks, and nobody is quoted."""
    if len(block.text) > 600:
        return None
    if reason := start_reason(block.bare):
        if reason in _SAID_PLAINLY:
            return reason if not block.opens_quoted else None
        return None if _reports(block) or block.size > LONGEST_PROMPT else reason
    reason = has_reason(block.folded, block.phrases)
    if reason == "credit":
        return ("credit" if block.size <= 8 else "caption") if block.size <= 70 and not _reports(block) else None
    if reason and len(block.sentences) <= 3 and not _reports(block):
        start, end = block.sentences[0]
        return reason if has_reason(fold(block.text[start:end]), block.phrases) else None
    return _pictured(block)


def _pictured(block: Block) -> str | None:
    """A short paragraph that ends with who took the picture is the caption of that picture."""
    if block.size > 70 or len(block.text) > LONGEST:
        return None
    tail = block.text[-90:]
    credit = _CREDIT_END.search(tail) if _may_credit(tail) else None
    # An outlet's name may stand in quotation marks behind the credit; a quotation before it is no caption.
    if credit and not QUOTES.search(block.text[: len(block.text) - len(tail) + credit.start()]):
        return "caption" if block.size > 8 else "credit"
    if "/" not in tail:
        if block.is_wide and _TAKEN_BY.search(tail):
            return "caption"
        if tail[-1:] not in ")）":
            return None
        agency = _PAREN_END.search(tail)
        if agency and bare(fold(agency[1])) in _PRESS and block.size > 3 and not CLOSED.search(tail[: agency.start()]):
            return "caption"
        return "caption" if _CUT_WIRE.search(tail) else None
    if block.size <= 8 and not block.is_closed and _SLASHED.match(block.text):
        return "credit"
    return "caption" if _SLASH_END.search(tail) and not reports(block) else None


def _may_credit(tail: str) -> bool:
    """Tell whether `tail` has what every credit has: cheaper to see than the pattern."""
    if "by " in tail or "courtesy" in tail or not _CREDIT_CHARS.isdisjoint(tail):
        return True
    return (" de " in tail or " di " in tail) and _PICTURE_BY.search(tail) is not None


_TAKEN_BY = re.compile(r"[。！？\s]\s?[^\s。，]{2,6}\s?[摄攝]$")
_CUT_WIRE = re.compile(r"\.\.\.\s*\((?:Associated Press|AP|AFP|Reuters)\)$")


def _reports(block: Block) -> bool:
    """Whether someone in the story speaks: a quotation mark, or a verb of saying."""
    if block.is_quoted or _TELLS_JA.search(block.text[-6:]):
        return True
    return any(word in cues().speech for word in re.findall(r"[^\W\d_]+", block.folded))


_TELLS_JA = re.compile(
    r"(?:た|いる|という|だ|ある|なる)。$"
)  # the plain style of news; prompts are polite: ます, です, ください
reports = _reports

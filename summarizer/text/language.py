"""The language of a text: by its script and its function words where they decide, else by py3langid.

py3langid takes 0.4 s to import and 0.8 s to load its model, so it is asked last: news in the languages that this
package cleans and splits never needs it.
"""

from __future__ import annotations

import math
import re
from collections import Counter

from summarizer.text.folding import fold
from summarizer.text.stopwords import STOPWORDS

READ_CHARS = 1_000
FEWEST_LETTERS = 12  # fewer decide nothing: a label, a name
FEWEST_FUNCTION_WORDS = 4  # different ones
FEWEST_OF_A_SCRIPT = 4  # letters: "联合国称" is enough
# Of the words of news, 30 to 50 % are in the list of their language, up to 18 % in that of another one, where a
# sister language that has no list here (Catalan, Dutch, Danish) may reach 25 %: own samples, 2026-11-22.
LEAST_SHARE, LEAST_LEAD = 0.22, 1.6
_BY_WORDS = ("de", "en", "es", "fr", "it", "pt")

# Of the 97 languages of the model, those with a daily press of their own: it takes English headlines for Nigerian
# Pidgin, Bikol or Latin. And a margin of log-likelihood over the fallback: of 1,971 English headlines that reach the
# model (headlines_dev.csv, 2026-11-22) 48 lead with another language, 11 by more than 5, 2 by more than 10, none by
# more than 15; six words of news in 29 other languages lead by 33 or more.
_PRESS = (
    "af ar az be bg bn bs ca cs da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it ja ka kk ko "
    "lt lv mk ml mn mr ms nb nl nn no pa pl ps pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh"
)
_PRINTED = frozenset(_PRESS.split())
LEAST_MARGIN = 15.0

_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_PROSE = re.compile(r"\S*(?:https?://|www\.|@)\S*")
_SCRIPTS = {
    name: re.compile(f"[{letters}]")
    for name, letters in {
        "cyrillic": "Ѐ-ӿ",
        "arabic": "؀-ۿ",
        "kana": "ぁ-ヿ",
        "han": "㐀-䶿一-鿿",
        "hangul": "가-힣",
        "greek": "Ͱ-Ͽ",
        "hebrew": "א-ת",
        "thai": "ก-๛",
    }.items()
}
_BEYOND_LATIN = re.compile(r"[^\W\d_\x00-\u024f]")
# Latin letters of none of these languages: more than a name or two of them is another language.
_FOREIGN_LETTER = re.compile("[^\\W\\d_a-zA-Z\u00aa\u00baàâäáãçéèêëíìîïñóòôöõœßúùûüÿæÀÂÄÁÃÇÉÈÊËÍÌÎÏÑÓÒÔÖÕŒÚÙÛÜ’]")
MOST_FOREIGN = 0.015  # of the letters
_ONE_LANGUAGE = {"hangul": "ko", "greek": "el", "hebrew": "he", "thai": "th"}
_OTHER_ARABIC = re.compile("[پچژگکیےٹڈ]")


def detect_language(text: str, hint: str | None = None) -> str:
    """Return the BCP-47 primary tag of the language of `text`, read from its first thousand characters.

    `hint` (a page's own `lang`, say) is what to fall back on where the text is too short to tell; without one,
    that is "en".
    """
    fallback = hint.split("-")[0].lower() if hint else "en"
    start = text.lstrip()[:READ_CHARS]
    if "://" in start or "www." in start or "@" in start:
        start = _NOT_PROSE.sub(" ", start)
    letters = len(_LETTER.findall(start))
    latin = letters - (0 if start.isascii() else len(_BEYOND_LATIN.findall(start)))
    found = _by_script(start) if latin < letters / 2 and letters >= FEWEST_OF_A_SCRIPT else None
    if found or letters < FEWEST_LETTERS:
        return found or fallback
    return _by_function_words(start, letters) or _by_model(start, fallback)


def _by_script(text: str) -> str | None:
    counts = Counter({name: len(letters.findall(text)) for name, letters in _SCRIPTS.items()})
    script = counts.most_common(1)[0][0]
    if script in ("kana", "han"):
        return "ja" if counts["kana"] > 0.05 * counts["han"] else "zh"
    if script == "arabic":
        return None if _OTHER_ARABIC.search(text) else "ar"
    if script == "cyrillic":
        return _cyrillic(text.lower())
    return _ONE_LANGUAGE.get(script)


def _cyrillic(text: str) -> str | None:
    """Tell Russian from Ukrainian by the letters that only one has; other languages are left to the model."""
    russian, ukrainian = bool(re.search("[ыэ]", text)), bool(re.search("[їєґ]", text))
    if russian == ukrainian or re.search("[ўђћџљњјѓќѕ]", text):
        return None
    return "ru" if russian and "і" not in text else "uk" if ukrainian else None


def _by_function_words(text: str, letters: int) -> str | None:
    if len(_FOREIGN_LETTER.findall(text)) > MOST_FOREIGN * letters:
        return None
    words = _WORD.findall(fold(text))
    hits = {language: [*filter(STOPWORDS[language].__contains__, words)] for language in _BY_WORDS}
    best, second = sorted(hits, key=lambda language: -len(hits[language]))[:2]
    sure = (
        len(set(hits[best])) >= FEWEST_FUNCTION_WORDS
        and len(hits[best]) >= LEAST_SHARE * len(words)
        and len(hits[best]) >= LEAST_LEAD * len(hits[second])
    )
    return best if sure else None


def _by_model(text: str, fallback: str) -> str:
    import py3langid

    likely = {language: float(score) for language, score in py3langid.rank(text) if language in _PRINTED}
    best = max(likely, key=lambda language: likely[language])
    return best if likely[best] - likely.get(fallback, -math.inf) >= LEAST_MARGIN else fallback

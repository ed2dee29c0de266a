"""How well an article could be read: codes for what is missing. Careful: when unsure, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

CODES: Mapping[str, str] = {
    "paywalled": "only the part before a paywall could be read",
    "truncated": "the text breaks off",
    "too_short": "there is hardly any text",
    "not_an_article": "an error page, a consent wall, or a list of links",
}

_FEW_WORDS = 25  # two sentences; a brief of an agency has some 40
_PREVIEW_WORDS = 250  # behind a paywall stands more; what is longer is taken as the whole article
_SURELY_LONG = 2_500  # code points, in which prose has more words than that
_WALL_WORDS = 120  # an error page or a consent wall says no more than this
_TAIL = 400  # characters at the end, in which an invitation to pay or to read on is looked for

_PAY = (
    "subscribe to continue", "subscribe to read", "subscribe now to read", "to continue reading",
    "already a subscriber",
    "this article is for subscribers", "subscribers only", "sign in to read", "log in to continue",
    "unlock this article",
    "weiterlesen mit", "jetzt abonnieren", "nur für abonnenten", "mit einem abo", "réservé aux abonnés", "abonnez-vous",
    "déjà abonné", "suscríbete para", "solo para suscriptores", "ya soy suscriptor", "exclusivo para assinantes",
    "assine para continuar", "riservato agli abbonati", "abbonati per", "только для подписчиков", "оформите подписку",
    "лише для передплатників", "оформіть передплату", "للمشتركين فقط", "仅限订阅", "订阅后阅读", "会員限定", "有料会員",
)  # fmt: skip
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[\s*(?:\+\s*\d+\s*chars?|…|\.\.\.)\s*\])$")
_READ_ON = re.compile(  # alone on the last line, or behind its last sentence
    r"(?:^|[.!?…»”\"\]]\s*)(?P<invitation>(?:read|see) (?:more|on|the full (?:story|article))|continue reading|"
    r"weiterlesen|mehr lesen|lire la suite|seguir leyendo|leer más|continua a leggere|leggi tutto|leia mais|"
    r"continue lendo|читать далее|читати далі|اقرأ المزيد|阅读全文|閱讀全文|続きを読む)\W{0,5}$",
    re.IGNORECASE,
)
_WALL_TITLES = (
    "404", "403", "page not found", "not found", "access denied", "forbidden", "just a moment", "attention required",
    "are you a robot", "are you human", "verify you are", "security check", "error", "seite nicht gefunden",
    "page introuvable", "página no encontrada", "página não encontrada", "pagina non trovata", "страница не найдена",
    "сторінку не знайдено", "页面不存在", "ページが見つかりません",
)  # fmt: skip
_WALL_TEXTS = (
    "enable javascript", "javascript is disabled", "javascript is required", "verify you are human", "unusual traffic",
    "enable cookies", "checking your browser", "we use cookies and similar", "the page you requested could not be",
    "the page you are looking for", "you don't have permission to access", "javascript aktivieren",
    "activer javascript", "habilita javascript", "включите javascript",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_ENDS = frozenset(".!?…。！？؟।»”\"'’)]」』")


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What a page's markup says about its completeness."""

    is_free: bool | None = None  # schema.org `isAccessibleForFree`
    has_paywall: bool = False  # an element of the page is named so
    link_share: float = 0.0  # of the visible letters that stand in links, 0-1


def assess(text: str, *, title: str | None = None, page: PageSigns | None = None) -> list[str]:
    """Return the codes of `CODES` that hold for an article with this text, in the order of that table."""
    words = count_words(text[:_SURELY_LONG])
    words = words if words >= _PREVIEW_WORDS else count_words(text)  # what is longer is long enough for every check
    page = page or PageSigns()
    checks = {
        "paywalled": _is_paywalled(text, words, page),
        "truncated": _is_truncated(text),
        "too_short": words < _FEW_WORDS,
        "not_an_article": _is_wall(text, words, title) or _is_list(text, page),
    }
    return [code for code, holds in checks.items() if holds]


def count_words(text: str) -> int:
    """Return the number of words; where a script sets no blanks, two characters count as one."""
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + wide // 2


def without_invitation(text: str) -> str:
    """Return `text` without the words at its end that only invite to read on."""
    head, line_end, last = text.rpartition("\n")
    match = _READ_ON.search(last, max(0, len(last) - 80))
    return (head + line_end + last[: match.start("invitation")]).rstrip() if match else text


def _is_paywalled(text: str, words: int, page: PageSigns) -> bool:
    if words >= _PREVIEW_WORDS:
        return False
    tail = text[-_TAIL:].casefold()
    named = page.has_paywall and words < _WALL_WORDS  # sites name boxes so on pages that are free, too
    return page.is_free is False or named or any(phrase in tail for phrase in _PAY)


def _is_truncated(text: str) -> bool:
    """A sign that there is more, or a long last paragraph that stops inside a sentence."""
    last = text.rstrip().rpartition("\n")[2]
    if _CUT_OFF.search(last[-30:]) or _READ_ON.search(last[-80:]):
        return True
    return count_words(last) >= 15 and last[-1] not in _ENDS and (last[-1].isalnum() or last[-1] in ",;–—-")


def _is_wall(text: str, words: int, title: str | None) -> bool:
    if words >= _WALL_WORDS:
        return False
    folded, heading = text.casefold(), (title or "").casefold().strip()
    by_title = any(heading.startswith(phrase) and len(heading) < len(phrase) + 25 for phrase in _WALL_TITLES)
    return (by_title and words < _WALL_WORDS // 2) or any(phrase in folded for phrase in _WALL_TEXTS)


def _is_list(text: str, page: PageSigns) -> bool:
    lines = text.split("\n\n")
    return page.link_share > 0.8 and len(lines) >= 5 and sum(line[-1:] in _ENDS for line in lines) < 2

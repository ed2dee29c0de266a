"""Which language a text is in, and what is said when it is too short to tell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from summarizer.text.language import detect_language

NEWS = {
    "en": "The two sides met for five hours on Sunday and agreed to go on talking, officials said.",
    "de": "Die beiden Seiten sprachen am Sonntag fünf Stunden miteinander und wollen weiter verhandeln.",
    "fr": "Les deux parties se sont rencontrées dimanche pendant cinq heures et vont continuer à parler.",
    "es": "Las dos partes se reunieron el domingo durante cinco horas y seguirán hablando, según fuentes.",
    "pt": "As duas partes reuniram-se no domingo durante cinco horas e vão continuar a conversar.",
    "it": "Le due parti si sono incontrate domenica per cinque ore e continueranno a parlare.",
    "ru": "Стороны встретились в воскресенье, и это было трудно, но они договорились продолжить переговоры.",
    "uk": "Сторони зустрілися в неділю й домовилися продовжити переговори, повідомили її учасники.",
    "ar": "التقى الجانبان يوم الأحد لمدة خمس ساعات واتفقا على مواصلة المحادثات.",
    "zh": "双方周日会谈了五个小时，并同意继续谈判。",
    "ja": "双方は日曜日に5時間会談し、協議を続けることで合意した。",
}
OTHERS = {
    "da": "De to parter mødtes søndag i fem timer og blev enige om at fortsætte samtalerne i byen.",
    "nl": "De twee partijen spraken zondag vijf uur met elkaar en gaan verder met het overleg in de stad.",
    "ro": "Cele două părți s-au întâlnit duminică timp de cinci ore și vor continua să discute.",
    "bg": "Двете страни се срещнаха в неделя за пет часа и се съгласиха да продължат преговорите.",
    "fa": "دو طرف روز یکشنبه به مدت پنج ساعت دیدار کردند و توافق کردند که گفتگو ادامه یابد.",
    "ko": "양측은 일요일에 다섯 시간 동안 만나 협상을 계속하기로 합의했다.",
    "el": "Οι δύο πλευρές συναντήθηκαν την Κυριακή και συμφώνησαν.",
}


@pytest.mark.parametrize("language", [*NEWS, *OTHERS])
def test_news_in(language):
    text = (NEWS | OTHERS)[language]
    assert detect_language(text) == language
    assert detect_language(text, hint="xx-YY") == language


def test_short_texts_take_the_hint():
    assert detect_language("NATO 2024") == "en"
    assert detect_language("NATO 2024", hint="de-AT") == "de"
    assert detect_language("", hint="fr") == "fr"
    assert detect_language("🇺🇦 12:30 — 5 %") == "en"


@pytest.mark.parametrize("headline", ["Fannie, Freddie profits surprise", "Lena Dunham Goes All Old Testament On SNL"])
def test_headlines_of_names_are_not_taken_for_other_languages(headline):
    assert detect_language(headline) == "en"


def test_short_titles_in_other_languages():
    assert detect_language("Le gouvernement tombe") == "fr"
    assert detect_language("Kanzler tritt zurück") == "de"


def test_addresses_do_not_count():
    assert detect_language("https://example.com/the-and-of-it-was-that " * 9 + NEWS["de"]) == "de"


def test_usual_news_never_loads_the_model():
    code = (
        "import sys; from summarizer.text.language import detect_language as d;"
        f"assert [d(t) for t in {list(NEWS.values())[:3]!r}] == ['en', 'de', 'fr'];"
        f"assert [d(t) for t in {list(NEWS.values())[6:]!r}] == ['ru', 'uk', 'ar', 'zh', 'ja'];"
        "assert 'py3langid' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""Words that turn a fact when one stands for another: numbers in words, days, months, money, and what has an opposite.

In languages other than English a synonym cannot be told from a change, so a near copy is held to these words alone:
on 120 true statements that were written blind (de, fr, es, it, ru; 2026-11-22) holding it to every word stopped 15,
this 1 (`python -m evals.gate_evidence --unseen eighth`). Own lists, as beginnings of words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.text.dates import MONTH_OF, WEEKDAY_OF

_BEGINNINGS = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig "
    "siebzig achtzig neunzig hundert tausend million milliard euro dollar franken prozent stieg gestieg steig "
    "sank gesunk sink gesenk senk erhöh angehob fiel gefall schwäch stärk wuchs gewachs schrumpf geschrumpf "
    "verurteil freigesproch frei genehmig gebillig abgelehn lehn gewann gewonn gewinn verlor verlier eröffn "
    "geöffn öffn gesperr schloss geschloss schließ tote töt getöt starb gestorb lebend verletz mehr wenig "
    "höher niedrig kaufte gekauft verkauf festgenomm freigelass verhaft zustimm verbot erlaub früher später "
    "größte kleinste erst letzt begann beendet",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente "
    "quarante cinquante soixante cent mille million milliard euro dollar franc augment baiss hausse recul "
    "progress chut diminu accru condamn acquitt relax approuv adopt rejet refus gagn remport perd ouvert ouvr "
    "rouvr réouv ferm mort tué décéd vivant blessé plus moins achet vend vent arrêt libér interdi autoris "
    "premier première dernier dernière commenc",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta "
    "cincuenta sesenta cien mil millon millón euro dólar peso sub baj aument disminu cay creci reduj conden "
    "absolv absuel aprob rechaz gan perd perdi abr abri cerr cierr muert muri mató viv herid más menos compr "
    "vend deten detuv liber prohíb prohib permit autoriz primer últim ahorr gast empez termin",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta sessanta "
    "cento mille milion miliard euro dollar aument cal sal sces scend cresc diminu ridott condann assol "
    "assolt approv respin bocciat vint vinc perso perd perse aprir apert riapert chius chiud mort mori uccis "
    "viv ferit più meno compr vend arrest liberat rilasc vietat autorizz primo prima ultim risparmi spes",
    "pt": "dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta cinquenta cem mil "
    "milhões milhão bilhões euro dólar real reais sub cai caiu aument diminu cresc reduz conden absolv aprov "
    "rejeit ganh venc perd abr fech mort morr viv ferid mais menos compr vend det prend solt libert proib "
    "autoriz primeir últim",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig zestig honderd "
    "duizend miljoen miljard euro dollar steeg gestegen stijg daal gedaald verhoog verlaag groei kromp "
    "veroordeel vrijgesproken goedgekeurd keurde verworpen wees won gewonnen verloor verloren open geopend "
    "sloot gesloten sluit dood doden overleden levend gewond meer minder kocht gekocht verkocht verkoop "
    "aangehouden vrijgelaten verboden toegestaan eerste laatste",
    "ru": "дв трех три трём четыр пят шест сем восем девят десят двадцат тридцат сорок сто тысяч миллион млн "
    "миллиард млрд рубл доллар евро гривн вырос увелич повыс подорож упал сниз сократ подешев осуд осужд "
    "приговор оправда одобр утверд отклон отверг выигр победил проигр откры закры погиб умер жив ранен больше "
    "меньше выше ниже купи прода задержа арест освобо запрет разреш перв послед начал закончи январ феврал "
    "март апрел мая июн июл август сентябр октябр ноябр декабр понедельник вторник среду среда четверг пятниц "
    "суббот воскресень",
    "uk": "дв три трьо чотир п'ят шіст шест сім сем вісім восьм дев'ят десят двадцят тридцят сорок сто тисяч "
    "мільйон млн мільярд млрд гривен гривн долар євро рубл зрос збільш підвищ впал знизи зменш скорот засуд "
    "виправда схвали затверд відхил виграв переміг програв відкри закри загину помер мертв жив поранен більше "
    "менше вище нижче купи прода затрима заарешт звільн заборон дозвол перш останн почав закінч січн лютого "
    "березн квітн травня червн липня серпн вересн жовтн листопада грудн понеділ вівтор середу середа четвер "
    "п'ятниц субот неділ",
    "ar": "اثنان اثنين ثلاث أربع خمس ست سبع ثمان تسع عشر مئة ألف مليون مليار دولار يورو ريال درهم الأحد الاثنين "
    "الثلاثاء الأربعاء الخميس الجمعة السبت يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر "
    "نوفمبر ديسمبر ارتفع انخفض زاد تراجع أدان برأ وافق رفض فاز خسر فتح أغلق قتل مقتل توفي جرح أصيب إصابات "
    "أكثر أقل اشترى باع اعتقل أفرج",
}
_CHARACTERS = {
    "zh": "一二三四五六七八九十百千万亿两周年月日元美欧英升降涨跌增减高低胜负赢输开关死活伤生准拒否买卖捕释禁首末",
    "ja": "一二三四五六七八九十百千万億曜年月日円米増減上下高低勝敗開閉死生傷可否買売捕釈禁初末",
}
_DAYS = (*MONTH_OF, *WEEKDAY_OF)


@lru_cache(maxsize=16)
def charged(language: str) -> re.Pattern[str] | None:
    """Return what a charged word of a language looks like from its beginning, None for a language without a list."""
    if language in _CHARACTERS:
        return re.compile(f"[{_CHARACTERS[language]}]")
    if language not in _BEGINNINGS:
        return None
    days = (f"{day}\\w{{0,3}}$" for day in _DAYS if len(day) > 3)
    return re.compile("|".join((*_BEGINNINGS[language].split(), *days)), re.I)

"""The words of numbers: counting words, scales, fractions, currencies, measures and hedges. Own lists."""

from __future__ import annotations

import re
from typing import Literal

Bound = Literal["", "min", "max", "about", "under", "over"]


def _split(words: str) -> list[str]:
    return words.split()


UNITS = _split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
CARDINALS = {w: float(i) for i, w in enumerate(UNITS)} | {w: 10.0 * i for i, w in enumerate(TENS, 2)}
ORDINALS = {
    w: float(i)
    for i, w in enumerate(
        _split(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        ),
        1,
    )
} | {w[:-1] + "ieth": v for w, v in CARDINALS.items() if w in TENS}
SCALES = {
    "hundred": 1e2, "hundreds": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "tausend": 1e3, "millionen": 1e6,
    "mio": 1e6, "milliarden": 1e9, "milliarde": 1e9, "mrd": 1e9, "millions": 1e6, "milliard": 1e9, "milliards": 1e9,
    "mille": 1e3, "millones": 1e6, "millón": 1e6, "mil": 1e3, "milhões": 1e6, "milhão": 1e6, "bilhões": 1e9,
    "milioni": 1e6, "milione": 1e6, "miliardi": 1e9, "mila": 1e3, "miljoen": 1e6, "miljard": 1e9,
    "тысяч": 1e3, "тысячи": 1e3, "млн": 1e6, "миллионов": 1e6, "миллиона": 1e6, "млрд": 1e9, "миллиардов": 1e9,
    "万": 1e4, "亿": 1e8, "億": 1e8, "ألف": 1e3, "مليون": 1e6, "مليار": 1e9,
}  # fmt: skip
FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fourths": 1 / 4,
    "fifth": 1 / 5, "fifths": 1 / 5, "sixth": 1 / 6, "sixths": 1 / 6, "eighth": 1 / 8, "eighths": 1 / 8,
    "tenth": 1 / 10, "tenths": 1 / 10,
}  # fmt: skip
VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}
CURRENCY_SIGNS = {
    "$": "usd", "us$": "usd", "c$": "cad", "a$": "aud", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr", "₽": "rub",
    "₴": "uah", "₩": "krw", "₪": "ils", "¢": "cent",
}  # fmt: skip
UNIT_FAMILIES: dict[str, str] = {
    "percent": "% ％ percent percentage pct prozent procent pourcent процентов процента",
    "usd": "dollar dollars usd", "eur": "euro euros eur", "gbp": "sterling gbp", "jpy": "yen jpy",
    "rub": "ruble rubles rouble roubles rub", "inr": "rupee rupees", "cny": "yuan renminbi", "cent": "cent cents",
    "chf": "franc francs franken", "peso": "peso pesos", "won": "won",
    "km": "km kilometer kilometers kilometre kilometres", "mile": "mile miles mi", "m": "meter meters metre metres",
    "foot": "foot feet ft", "inch": "inch inches", "yard": "yard yards", "cm": "cm centimeter centimeters centimetre",
    "mm": "mm millimeter millimeters millimetre", "acre": "acre acres", "hectare": "hectare hectares",
    "kg": "kg kilo kilos kilogram kilograms", "g": "gram grams", "pound": "pound pounds lb lbs",
    "ounce": "ounce ounces oz",
    "ton": "ton tons tonne tonnes", "liter": "liter liters litre litres", "gallon": "gallon gallons",
    "barrel": "barrel barrels", "mph": "mph", "kph": "kph kmh", "degree": "degree degrees °f °c °",
    "megawatt": "megawatt megawatts mw", "gigawatt": "gigawatt gigawatts gw", "mb": "mb megabyte megabytes",
    "gb": "gb gigabyte gigabytes", "tb": "tb terabyte terabytes",
    "second": "seconds", "minute": "minute minutes min", "hour": "hour hours hr hrs", "day": "day days",
    "week": "week weeks", "month": "month months", "year": "year years", "decade": "decade decades",
    "century": "century centuries",
}  # fmt: skip
UNIT_OF = {word: unit for unit, words in UNIT_FAMILIES.items() for word in words.split()}
MONEY = frozenset((*CURRENCY_SIGNS.values(), "cny", "chf", "peso", "won"))
POINT_LANGUAGES = frozenset(("en", "zh", "ja", "ko", "th", "he", "hi"))  # the point is decimal there
BOUNDS: tuple[tuple[str, Bound], ...] = (
    ("at least", "min"), ("no fewer than", "min"), ("no less than", "min"), ("not less than", "min"),
    ("a minimum of", "min"), ("at most", "max"), ("no more than", "max"), ("not more than", "max"), ("up to", "max"),
    ("as many as", "max"), ("as much as", "max"), ("a maximum of", "max"), ("more than", "over"), ("over", "over"),
    ("above", "over"), ("upwards of", "over"), ("greater than", "over"), ("in excess of", "over"), ("exceeding",
    "over"),
    ("less than", "under"), ("fewer than", "under"), ("under", "under"), ("below", "under"), ("nearly", "under"),
    ("almost", "under"), ("close to", "about"), ("about", "about"), ("around", "about"), ("roughly", "about"),
    ("approximately", "about"), ("some", "about"), ("an estimated", "about"), ("estimated", "about"), ("circa",
    "about"),
    ("shortly after", "over"), ("just after", "over"), ("soon after", "over"), ("shortly before", "under"),
    ("just before", "under"),
)  # fmt: skip
BOUND_OF: dict[str, Bound] = dict(BOUNDS)
BOUND = re.compile(
    r"\b(" + "|".join(sorted((b for b, _ in BOUNDS), key=len, reverse=True)) + r")(?: (?:a|an|the))?[ \u00a0]?$",
    re.I,
)

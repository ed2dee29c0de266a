"""Abbreviations after which a sentence goes on, whatever stands next: what sentencex's own lists lack.

Only such as never end a sentence (titles, "art. 5", "т. е."); "etc.", "Inc." or "U.S." may end one and are left
to sentencex. Own lists, lower case, without the last stop.
"""

from __future__ import annotations

_LISTED = {
    "en": "mr mrs ms dr prof gov govs sen sens rep reps gen lt sgt cpl capt cmdr col maj adm rev hon messrs fr sr.a "
    "vs e.g i.e cf ca approx",
    "de": "hr fr fa med dr prof st nr abs art bzw ca evtl ggf inkl max min mind z.b d.h u.a v.a i.d.r z.t s.a "
    "vgl dipl ing jh jhd geb gest str tel abt bd",
    "fr": "m mm mme mmes mlle me mgr pr dr st ste art al av bd p pp vol n no c.-à-d cf env ex hab boul",
    "es": "sr sra srta sres dr dra prof profa d dña lic ing gral cnel av avda art núm n.º no pág págs p.ej p tel ud "
    "uds gob dip sto sta",
    "pt": "sr sra srs dr dra drs prof profa av r art núm n n.º no pág p.ex eng exmo exma gov dep sen gen cel d st "
    "sto sta tel",
    "it": "sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa avv ing on sen art artt n nn pag pagg p pp gen col "
    "mons geom rag ecc.mo cfr cap comma",
    "ru": "г-н г-жа гг им ул пр просп пл пер д корп кв стр т.е т.н т.к тов проф акад доц ст п рис табл см ср напр "
    "гр св обл р-н о",
    "uk": "п пп ім вул просп пл пров буд корп кв стор т.зв т.д проф акад доц ст рис табл див напр гр св обл р-н м с о",
    "ar": "د أ م ص ج ت ق.م أ.د",
}
ABBREVIATIONS: dict[str, frozenset[str]] = {language: frozenset(listed.split()) for language, listed in _LISTED.items()}

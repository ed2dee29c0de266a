"""The proper names that a text gives, by capitals inside sentences, and the form in which they are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from summarizer.text.dates import MONTH_OF, WEEKDAY_OF
from summarizer.text.folding import fold
from summarizer.text.numbers import LONGEST


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


class NameMention(NamedTuple):
    """A run of capitalised words. `tokens` are its words in comparison form, titles and particles left out.

    `weak` marks a run whose capital proves nothing: it opens a sentence, or the text is set in title case.
    "Ukraine and Russia" is two mentions, "University of Denver" one.
    """

    start: int
    end: int
    text: str
    tokens: tuple[str, ...]
    weak: bool = False


_FUNCTION = _set(
    "a about after again against all also am an and any are as at be because been before being below "
    "between both but by "
    "can could did do does doing down during each few for from further had has have having he her here hers "
    "him his how if "
    "in into is it its just me more most my no nor not now of off on once only or other our over own said "
    "same say says she "
    "should so some such than that the their them then there these they this those through to too under "
    "until up very was we "
    "were what when where which while who whom whose why will with would you your might may must shall "
    "never always "
    "der die das ein eine und im am le la les un une des et en el los las una y il lo gli uno e o os as um "
    "uma het een"
)
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,8}(?![^\W_])|[^\W_]+(?:[.'’‘&@\-‐‑][^\W_]+)*")
_PARTICLES = _set("of the de del della di da do dos du la le les von van der den bin ibn al el y e for &")
_OPENS = re.compile(r"(?:^|[.!?…:;\n•\])\]|][\"'“”‘’»)\]]*|[\n•*])[\s\"'“”„‘’«»(\[—–\-]*$")
_QUOTE_OPENS = re.compile(r"(?:^|[\s(\[—–])[\"“„«‘'][\"“‘']?$")
TITLES = _set(
    "mr mrs ms miss dr sir dame lord lady prof professor president vice prime minister chancellor senator "
    "sen rep "
    "representative gov governor mayor judge justice chief gen general col colonel maj major lt lieutenant "
    "sgt sergeant "
    "capt captain officer detective king queen prince princess pope bishop archbishop cardinal rev reverend "
    "father "
    "sister brother coach commissioner secretary ambassador chairman chairwoman chair director spokesman "
    "spokeswoman "
    "spokesperson attorney sheriff deputy congressman congresswoman councilman councilwoman premier foreign "
    "defense "
    "defence interior finance state st jr ii iii iv hon herr frau monsieur madame señor señora m mme don doña"
)
_NEVER = _set("i i'm i've i'd i'll ok tv am pm a.m p.m ok' ii iii")
_CALENDAR = frozenset(MONTH_OF) | frozenset(WEEKDAY_OF)
_SPEECH = re.compile(
    r"[\"”’]?,?\s+(?:also |then |later )?(?:said|says|told|added|adds|wrote|writes|tweeted|denied|confirmed|"
    r"announced|"
    r"argued|warned|insisted|replied|claimed|explained|noted|recalled|died|who)\b"
)
# Demonyms and their countries, irregular forms spelled out; one key for each family.
_FAMILIES = (
    "us u.s usa u.s.a america american americans united-states", "uk u.k britain british briton britons",
    "russia russian russians", "ukraine ukrainian ukrainians", "china chinese", "japan japanese",
    "canada canadian canadians",
    "france french", "germany german germans", "spain spanish spaniard spaniards", "italy italian italians",
    "poland polish poles", "sweden swedish swedes", "norway norwegian norwegians", "denmark danish danes",
    "finland finnish finns", "netherlands dutch", "belgium belgian belgians", "switzerland swiss",
    "austria austrian austrians",
    "greece greek greeks", "turkey turkish turks türkiye", "israel israeli israelis", "iran iranian iranians",
    "iraq iraqi iraqis", "syria syrian syrians", "egypt egyptian egyptians", "sudan sudanese", "libya libyan libyans",
    "india indian indians", "pakistan pakistani pakistanis", "afghanistan afghan afghans", "korea korean koreans",
    "vietnam vietnamese", "thailand thai thais", "philippines philippine filipino filipinos",
    "mexico mexican mexicans",
    "brazil brazilian brazilians", "argentina argentine argentinian", "cuba cuban cubans",
    "venezuela venezuelan venezuelans",
    "colombia colombian colombians", "chile chilean chileans", "peru peruvian peruvians",
    "australia australian australians",
    "ireland irish", "scotland scottish scots", "wales welsh", "england english", "portugal portuguese",
    "hungary hungarian hungarians", "romania romanian romanians", "serbia serbian serbs serb", "lebanon lebanese",
    "jordan jordanian jordanians", "yemen yemeni yemenis", "saudi saudis", "qatar qatari", "kenya kenyan kenyans",
    "nigeria nigerian nigerians", "ethiopia ethiopian ethiopians", "somalia somali somalis",
    "rwanda rwandan rwandans",
    "albania albanian albanians", "algeria algerian algerians", "angola angolan angolans",
    "armenia armenian armenians", "azerbaijan azerbaijani azerbaijanis azeri", "bahrain bahraini bahrainis",
    "bangladesh bangladeshi bangladeshis", "belarus belarusian belarusians", "bolivia bolivian bolivians",
    "bosnia bosnian bosnians", "botswana", "bulgaria bulgarian bulgarians", "burma burmese",
    "cambodia cambodian cambodians", "cameroon cameroonian cameroonians", "chad chadian chadians",
    "congo congolese", "croatia croatian croatians croats", "cyprus cypriot cypriots", "czechia czech czechs",
    "ecuador ecuadorian ecuadorians", "eritrea eritrean eritreans", "estonia estonian estonians",
    "ghana ghanaian ghanaians", "guatemala guatemalan guatemalans", "guinea guinean guineans",
    "haiti haitian haitians", "honduras honduran hondurans", "iceland icelandic icelanders",
    "indonesia indonesian indonesians", "jamaica jamaican jamaicans", "kazakhstan kazakh kazakhs",
    "kosovo kosovar kosovars", "kuwait kuwaiti kuwaitis", "kyrgyzstan kyrgyz", "laos lao laotian",
    "latvia latvian latvians", "liberia liberian liberians", "lithuania lithuanian lithuanians",
    "luxembourg luxembourgish", "macedonia macedonian macedonians", "malawi malawian malawians",
    "malaysia malaysian malaysians", "mali malian malians", "malta maltese", "moldova moldovan moldovans",
    "mongolia mongolian mongolians", "montenegro montenegrin", "morocco moroccan moroccans",
    "mozambique mozambican", "myanmar", "namibia namibian", "nepal nepalese nepali", "nicaragua nicaraguan",
    "niger nigerien nigeriens", "oman omani omanis", "panama panamanian panamanians",
    "paraguay paraguayan", "senegal senegalese", "singapore singaporean singaporeans",
    "slovakia slovak slovaks slovakian", "slovenia slovenian slovenians slovene slovenes",
    "taiwan taiwanese", "tajikistan tajik tajiks", "tanzania tanzanian tanzanians", "tibet tibetan tibetans",
    "tunisia tunisian tunisians", "uganda ugandan ugandans", "uruguay uruguayan", "uzbekistan uzbek uzbeks",
    "zambia zambian zambians", "zimbabwe zimbabwean zimbabweans", "chechnya chechen chechens",
    "crimea crimean crimeans", "bavaria bavarian bavarians", "catalonia catalan catalans",
    "london londoner londoners", "paris parisian parisians", "berlin berliner berliners",
    "moscow muscovite muscovites", "sicily sicilian sicilians", "hawaii hawaiian hawaiians",
    "alaska alaskan alaskans", "arab arabs arabic", "latino latinos latina latinas hispanic",
    "buddhist buddhists buddhism", "hindu hindus hinduism", "communist communists communism",
    "taliban", "nazi nazis", "tory tories conservative conservatives",
    "africa african africans", "europe european europeans", "asia asian asians", "palestine palestinian palestinians",
    "nato n.a.t.o", "un u.n united-nations", "eu e.u european-union", "islam islamic muslim muslims",
    "jew jews jewish",
    "catholic catholics catholicism", "christian christians christianity", "democrat democrats democratic",
    "republican republicans gop", "texas texan texans tex", "california californian californians calif",
    "florida fla floridian",
    "pennsylvania pa penn", "massachusetts mass", "arizona ariz", "colorado colo", "tennessee tenn",
    "washington wash",
    "michigan mich", "minnesota minn", "wisconsin wis", "virginia va", "georgia ga", "illinois ill", "alabama ala",
    "arkansas ark", "connecticut conn", "delaware del", "indiana ind", "kansas kan", "kentucky ky", "louisiana la",
    "maryland md", "mississippi miss", "missouri mo", "montana mont", "nebraska neb", "nevada nev", "oklahoma okla",
    "oregon ore", "vermont vt", "wyoming wyo", "mike michael", "bill william will", "bob robert rob",
    "jim james jimmy",
    "joe joseph", "tom thomas", "dan daniel", "dave david", "steve steven stephen", "tony anthony", "liz elizabeth",
    "kate katherine catherine kathy", "ben benjamin", "sam samuel", "matt matthew", "chris christopher",
    "nick nicholas",
    "ed edward eddie",
    "chuck charles charlie", "rick richard dick", "ron ronald", "ken kenneth", "greg gregory", "jeff jeffrey",
    "alex alexander",
    "st saint", "mt mount", "fort ft",
)  # fmt: skip
_FAMILY_OF = {word: family.split()[0] for family in _FAMILIES for word in family.split()}


@lru_cache(maxsize=65536)
def name_key(token: str) -> str:
    """Return one word of a name as it is compared: folded, no possessive, no stops, one key for a demonym family."""
    word = fold(token).strip(".")
    if word.endswith("'s"):
        word = word[:-2]
    word = word.rstrip("'")
    plain = word.replace(".", "") if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word) else word
    return _FAMILY_OF.get(plain, plain)


@lru_cache(maxsize=16384)
def names(text: str, language: str | None = None) -> tuple[NameMention, ...]:
    """Return the names of `text` in order, spans in code points.

    In German (`language="de"`), where every noun has a capital, all runs are weak but acronyms; in scripts
    without capitals there are none.
    """
    text = text[:LONGEST]
    tokens = list(_TOKEN.finditer(text))
    titled = _title_case(text, tokens) or (language or "")[:2].lower() == "de"
    shouted = text.isupper()
    found: list[NameMention] = []
    run: list[re.Match[str]] = []
    for token in tokens:
        word = token.group()
        if word.islower() and not (run and word in _PARTICLES):
            continue
        if run and not _joins(text, run[-1], token):
            found += _close(run, text, titled, shouted)
            run = []
        if _is_capital(word) or (run and word.lower() in _PARTICLES):
            run.append(token)
        elif run:
            found += _close(run, text, titled, shouted)
            run = []
    found += _close(run, text, titled, shouted)
    return tuple(found)


def _is_capital(word: str) -> bool:
    if word[0].isupper():
        return True
    return not word.islower() and any(map(str.isupper, word[1:])) and (len(word) > 2 or not word[0].isdigit())


def _joins(text: str, last: re.Match[str], token: re.Match[str]) -> bool:
    """Two words of one name stand one space apart (a stop between only after an initial or a short title)."""
    between = text[last.end() : token.start()]
    if between in (" ", "\u00a0", " & "):
        return True
    short = len(last.group()) == 1 or last.group().lower() in TITLES
    return between in (". ", ".\u00a0") and short and token.group()[0].isupper()


def _title_case(text: str, tokens: list[re.Match[str]]) -> bool:
    """Tell a headline in title case or capitals: no stop at its end, and its longer words are capitalised."""
    if len(tokens) < 4 or (text.rstrip("\"'”’» ").endswith(".") and not text.isupper()):
        return False
    longer = [word for t in tokens[1:] if len(word := t.group()) > 3]
    return len(longer) >= 3 and sum(w[0].isupper() for w in longer) >= 0.85 * len(longer)


def _close(run: list[re.Match[str]], text: str, titled: bool, shouted: bool) -> list[NameMention]:
    """Turn a run into a mention: trailing particles go, and an opening common word goes."""
    while run and run[-1].group().lower() in _PARTICLES and not _is_capital(run[-1].group()):
        run = run[:-1]
    if not run:
        return []
    opens = _opens_sentence(text, run[0].start())
    if opens and len(run) > 2 and run[1].group().lower() in _PARTICLES and run[0].group().lower().endswith("s"):
        run, opens = run[2:], False  # "Relatives of Lorne"
    while run and opens and _common(run[0].group()) and not _is_acronym(run[0].group()):
        run, opens = run[1:], False
        while run and not _is_capital(run[0].group()):
            run = run[1:]
    tokens = tuple(key for t in run if (w := t.group())[0].isupper() or w.lower() not in _PARTICLES for key in _keys(w))
    if not tokens:
        return []
    start, end = run[0].start(), run[-1].end()
    acronym = len(run) == 1 and not shouted and _is_acronym(run[0].group())
    weak = (titled and not acronym) or (opens and len(run) == 1 and not acronym and not _proved(run[0], text))
    return [NameMention(start, end, text[start:end], tokens, weak)]


@lru_cache(maxsize=65536)
def _keys(word: str) -> tuple[str, ...]:
    """Return the comparison forms of one written word; titles, days, months and pronouns are no name."""
    lower = fold(word).rstrip(".")
    if lower.endswith("'s"):
        lower = lower[:-2]
    if lower in TITLES or lower in _NEVER or lower in _CALENDAR or (lower in _FUNCTION and not _is_acronym(word)):
        return ()
    word = _ELIDED.sub("", word)
    return (name_key(word),) if not word.replace(".", "").isdigit() else ()


_ELIDED = re.compile(r"^(?:[dlmnst]|qu|dell|all|nell|dall|sull)['’](?=[A-ZÀ-Þ])")  # "d'Ellery" is Ellery


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start]
    if start <= 12 and not before.strip(" \t\"'“”„‘’«»([—–-•*"):
        return True
    if start > 12:  # the pattern's own "start of text" must not mean the start of this window
        before = "x" + before
    return _OPENS.search(before) is not None or _QUOTE_OPENS.search(before) is not None


def _common(word: str) -> bool:
    lower = word.lower().replace("’", "'")
    return lower in _FUNCTION or lower in _OPENERS or lower.partition("'")[0] in _FUNCTION


def _is_acronym(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _proved(token: re.Match[str], text: str) -> bool:
    """An opening word is a name when it has a possessive, acts like a person, or stands inside a sentence too."""
    word = token.group()
    lower = word.lower()
    if lower.endswith(_COMMON_ENDINGS) or lower in _OPENERS:
        return False
    if word.endswith(("'s", "’s")):
        return True
    rest = text[token.end() :]
    again = f" {word}" in rest and re.search(rf"[a-z,] {re.escape(word)}\b", rest) is not None
    return again or _SPEECH.match(text, token.end()) is not None


_COMMON_ENDINGS = ("ly", "ing", "ed", "s", "ty", "tion", "sion", "ment", "ness", "ance", "ence")
_OPENERS = _set(
    "according meanwhile however although though despite since whether earlier later last next many much "
    "several "
    "still yet even another one two three four five six seven eight nine ten among amid today yesterday "
    "tomorrow "
    "tonight police people officials authorities residents witnesses experts critics supporters nobody "
    "everyone "
    "someone anyone nothing everything something instead perhaps maybe also thus therefore hence moreover "
    "further "
    "furthermore then there here now never always often sometimes first second third once twice half "
    "without within "
    "along across around behind beside besides beyond like unlike near upon via per toward towards whatever "
    "whoever "
    "whenever wherever indeed anyway overall government court company president man woman child family crew "
    "team city "
    "state school hospital army media research science work life time money power water fire death war "
    "peace every "
    "either neither none less more most least fewer other others such same soon already ago back away out "
    "up down "
    "let please yes no not nor well oh so too very just only almost nearly about roughly approximately some "
    "part "
    "new old young good bad big small high low long short early late"
)

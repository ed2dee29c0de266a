"""Words that stand in any news report, whatever its event: years, officials, percent. Own lists.

A request of two articles cannot show by itself which words are rare, so story grouping takes these as frequent
from the start. They are content words, hence no stop words: a claim may well turn on one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from summarizer.text.tokens import content_stems

_WORDS: Mapping[str, str] = {
    "en": """
able accept according account accuse act action actual add administration adopt affect age ago agency agree
aim allegation allow amount announce annual answer appear approach approve april area argue arrive article
ask assess associate attempt attend august authority available average avoid aware base bad bear begin
behind belief believe benefit best better big bill board body book bring build business call campaign care
carry case cause center central century certain chair challenge chance change charge chief child choose
citizen city claim clear close collect come comment committee common community company compare complete
concern conclude condition conduct confirm consider contact continue control cost council country county
couple course court create crisis critic current cut data date daughter day dead deal death decade december
decide decision declare deep deliver demand deny department describe despite detail determine develop differ
difficult direct director discuss document doubt draw drive drop due early east easy economy effect effort
eight elect email emerge end enter entire environment establish estimate event evidence exact example
executive expand expect experience expert explain express extend face fact fail fall family far fast father
fear february federal feel field fight figure file final find fire firm five focus follow force foreign form
former forward found founder four free friday friend front full fund future gain game general girl give
global goal good govern government governor great ground group grow growth guy half hand happen hard head
health hear hearing help hide high history hit hold home hope hospital host hour house huge human hundred
hurt idea identify image impact important impose improve include increase independent indicate individual
industry influence inform information inside intend interest interview introduce investigate involve issue
january job join july june keep key kill kind know large late launch law lawyer lead leader learn leave left
legal letter level life light likely limit line link list live local long look lose loss lot low main
maintain major man manage march mark matter mean measure media meet meeting member memory men mention
message middle mile military million billion trillion minister minute miss moment monday money month morning
mother motivate move nation national nature near nearly need negotiate network new news newspaper next night
nine north note november number october offer office officer official old open operate opportunity oppose
order organize origin outside page paper parent part particular party pass past pay people percent perform
period permit person phone photo picture place plan play pledge point police policy political politician
poor popular population portion position possible post power prepare present preserve president press
prevent previous price private problem proceed process produce product program project promise propose
protect prove provide public publish pull purpose push question quick quit raise range rate reach react read
ready real realize reason receive recent recognize record reduce refer reflect refuse region relate
relationship release remain remark remember remove reply report reporter represent republican democrat
request require research respond response responsible rest result return reveal review right rise risk road
role room rule run safe saturday scene school science search season second secret secretary section sector
security see seek seem sell send senate senator congress senior sense separate september series serious
serve service session set seven several share short show side sign significant similar simple single sit
situation six size small social society son sort source south speak special specific speech spend spokesman
spokeswoman staff stage stand standard start state statement station stay step stop story street strong
study subject success sudden suffer suggest sunday support suppose sure system talk tax team tell ten term
test thing think third thousand threat three threaten thursday time tonight tomorrow top total tough town
tri try trial trip trouble true truth tuesday turn tv twice two type understand union unit united university
use usual value version view visit vote voter wait walk wall want war warn washington watch way website
wednesday week weekend week well west white win wish woman women word work worker world worry write wrong
year yesterday york young u s photo video caption ap reuters copyright
""",
    "de": """
jahr jahre tag tage woche monat montag dienstag mittwoch donnerstag freitag samstag sonntag uhr zeit mensch
menschen leute prozent million milliarde euro land länder staat stadt regierung präsident minister
ministerin kanzler partei sprecher sprecherin polizei behörde angabe gericht deutschland deutsch europa eu
bund ende erste zweite dritte neu groß gut weit hoch lang letzte nächste mehrere viele kommen gehen stehen
geben machen sehen finden bleiben liegen zeigen sprechen berichten erklären mitteilen kritisieren fordern
frage teil fall grund ziel haus zahl heute gestern morgen januar februar märz april mai juni juli august
september oktober november dezember zwei drei vier fünf
""",
    "fr": """
an année jour semaine mois lundi mardi mercredi jeudi vendredi samedi dimanche heure temps personne gens
cent million milliard euro pays état ville gouvernement président ministre parti porte-parole police
autorité tribunal france français europe européen premier deuxième nouveau grand bon dernier prochain
nombreux venir aller prendre mettre voir donner rester annoncer demander partie cas raison fin place mise
janvier février mars avril mai juin juillet août septembre octobre novembre décembre deux trois quatre cinq
""",
    "es": """
año día semana mes lunes martes miércoles jueves viernes sábado domingo hora tiempo persona gente ciento
millón millones euro país estado ciudad gobierno presidente ministro partido portavoz policía autoridad
tribunal españa español europa europeo primer primera segundo nuevo gran grande último próximo mayor ver dar
hacer llegar anunciar pedir parte caso fin lugar enero febrero marzo abril mayo junio julio agosto
septiembre octubre noviembre diciembre dos tres cuatro cinco
""",
    "pt": """
ano dia semana mês segunda terça quarta quinta sexta sábado domingo feira hora tempo pessoa cento milhão
milhões bilhões real reais euro país estado cidade governo presidente ministro partido porta-voz polícia
autoridade tribunal brasil brasileiro portugal português europa primeiro primeira novo nova grande último
próximo maior ver dar fazer chegar anunciar pedir parte caso fim janeiro fevereiro março abril maio junho
julho agosto setembro outubro novembro dezembro dois três quatro cinco
""",
    "it": """
anno giorno settimana mese lunedì martedì mercoledì giovedì venerdì sabato domenica ora ore tempo persona
persone cento milione milioni miliardi euro paese stato città governo presidente ministro partito portavoce
polizia autorità tribunale italia italiano europa europeo primo prima secondo nuovo nuova grande ultimo
prossimo fare vedere dare arrivare annunciare chiedere parte caso fine gennaio febbraio marzo aprile maggio
giugno luglio agosto settembre ottobre novembre dicembre due tre quattro cinque
""",
    "ru": """
год года лет день дня неделя месяц понедельник вторник среда четверг пятница суббота воскресенье час время
человек люди процент миллион миллиард рубль доллар страна государство город область регион правительство
президент министр глава партия представитель полиция власть суд россия российский первый второй новый
большой последний ранее стать являться сообщать отметить рассказать часть случай январь февраль март апрель
май июнь июль август сентябрь октябрь ноябрь декабрь два три четыре пять
""",
    "uk": """
рік року років день дня тиждень місяць понеділок вівторок середа четвер п'ятниця субота неділя година час
людина людей люди відсоток мільйон мільярд гривень долар країна держава місто область регіон уряд президент
міністр голова партія речник поліція влада суд україна український перший другий новий великий останній
раніше стати повідомляти зазначити розповісти частина січень лютий березень квітень травень червень липень
серпень вересень жовтень листопад грудень два три чотири п'ять
""",
}


@lru_cache(maxsize=32)
def news_stems(language: str) -> frozenset[str]:
    """Return the stems of the words that stand in any news report in `language` (none where there is no list)."""
    primary = language[:2].lower()
    return frozenset(content_stems(_WORDS.get(primary, ""), primary))

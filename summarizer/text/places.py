"""Countries, their people and their capitals: common knowledge that two reports of one event do not spell out.

"Russia hits Ukrainian capital" and "Nine killed in strikes on Kyiv" share no word. The table was written for this
package from general knowledge (the states of the world as of 2026, their usual English names); nothing is copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.text.tokens import content_stems

CAPITAL = "capit"  # the stem of "capital"

# country, other names; demonyms; capital, other spellings
_EN = """
Afghanistan; Afghan; Kabul
Albania; Albanian; Tirana
Algeria; Algerian; Algiers
Angola; Angolan; Luanda
Argentina; Argentine, Argentinian; Buenos Aires
Armenia; Armenian; Yerevan
Australia; Australian; Canberra
Austria; Austrian; Vienna
Azerbaijan; Azerbaijani, Azeri; Baku
Bahrain; Bahraini; Manama
Bangladesh; Bangladeshi; Dhaka
Belarus; Belarusian; Minsk
Belgium; Belgian; Brussels
Bolivia; Bolivian; La Paz
Bosnia; Bosnian; Sarajevo
Botswana; Botswanan; Gaborone
Brazil; Brazilian; Brasilia
Britain, UK, United Kingdom; British, Briton; London
Bulgaria; Bulgarian; Sofia
Burkina Faso; Burkinabe; Ouagadougou
Burundi; Burundian; Gitega
Cambodia; Cambodian; Phnom Penh
Cameroon; Cameroonian; Yaounde
Canada; Canadian; Ottawa
Chad; Chadian; N'Djamena
Chile; Chilean; Santiago
China; Chinese; Beijing
Colombia; Colombian; Bogota
Congo; Congolese; Kinshasa
Costa Rica; Costa Rican; San Jose
Croatia; Croatian, Croat; Zagreb
Cuba; Cuban; Havana
Cyprus; Cypriot; Nicosia
Czech Republic, Czechia; Czech; Prague
Denmark; Danish, Dane; Copenhagen
Ecuador; Ecuadorean, Ecuadorian; Quito
Egypt; Egyptian; Cairo
El Salvador; Salvadoran; San Salvador
Eritrea; Eritrean; Asmara
Estonia; Estonian; Tallinn
Ethiopia; Ethiopian; Addis Ababa
Fiji; Fijian; Suva
Finland; Finnish, Finn; Helsinki
France; French, Frenchman; Paris
Gabon; Gabonese; Libreville
Georgia; Georgian; Tbilisi
Germany; German; Berlin
Ghana; Ghanaian; Accra
Greece; Greek; Athens
Guatemala; Guatemalan; Guatemala City
Guinea; Guinean; Conakry
Guyana; Guyanese; Georgetown
Haiti; Haitian; Port-au-Prince
Honduras; Honduran; Tegucigalpa
Hungary; Hungarian; Budapest
Iceland; Icelandic, Icelander; Reykjavik
India; Indian; New Delhi, Delhi
Indonesia; Indonesian; Jakarta
Iran; Iranian; Tehran, Teheran
Iraq; Iraqi; Baghdad
Ireland; Irish; Dublin
Israel; Israeli; Jerusalem
Italy; Italian; Rome
Ivory Coast; Ivorian; Yamoussoukro
Jamaica; Jamaican; Kingston
Japan; Japanese; Tokyo
Jordan; Jordanian; Amman
Kazakhstan; Kazakh; Astana
Kenya; Kenyan; Nairobi
Kosovo; Kosovan, Kosovar; Pristina
Kuwait; Kuwaiti; Kuwait City
Kyrgyzstan; Kyrgyz; Bishkek
Laos; Laotian, Lao; Vientiane
Latvia; Latvian; Riga
Lebanon; Lebanese; Beirut
Liberia; Liberian; Monrovia
Libya; Libyan; Tripoli
Lithuania; Lithuanian; Vilnius
Luxembourg; Luxembourger; Luxembourg City
Madagascar; Malagasy; Antananarivo
Malawi; Malawian; Lilongwe
Malaysia; Malaysian; Kuala Lumpur
Mali; Malian; Bamako
Malta; Maltese; Valletta
Mauritania; Mauritanian; Nouakchott
Mexico; Mexican; Mexico City
Moldova; Moldovan; Chisinau
Mongolia; Mongolian; Ulaanbaatar
Montenegro; Montenegrin; Podgorica
Morocco; Moroccan; Rabat
Mozambique; Mozambican; Maputo
Myanmar, Burma; Burmese; Naypyidaw
Namibia; Namibian; Windhoek
Nepal; Nepali, Nepalese; Kathmandu
Netherlands, Holland; Dutch; Amsterdam
New Zealand; New Zealander; Wellington
Nicaragua; Nicaraguan; Managua
Niger; Nigerien; Niamey
Nigeria; Nigerian; Abuja
North Korea; North Korean; Pyongyang
North Macedonia; Macedonian; Skopje
Norway; Norwegian; Oslo
Oman; Omani; Muscat
Pakistan; Pakistani; Islamabad
Panama; Panamanian; Panama City
Paraguay; Paraguayan; Asuncion
Peru; Peruvian; Lima
Philippines; Philippine, Filipino; Manila
Poland; Polish, Pole; Warsaw
Portugal; Portuguese; Lisbon
Qatar; Qatari; Doha
Romania; Romanian; Bucharest
Russia; Russian; Moscow
Rwanda; Rwandan; Kigali
Saudi Arabia; Saudi; Riyadh
Senegal; Senegalese; Dakar
Serbia; Serbian, Serb; Belgrade
Sierra Leone; Sierra Leonean; Freetown
Slovakia; Slovak, Slovakian; Bratislava
Slovenia; Slovenian, Slovene; Ljubljana
Somalia; Somali; Mogadishu
South Africa; South African; Pretoria
South Korea; South Korean; Seoul
South Sudan; South Sudanese; Juba
Spain; Spanish, Spaniard; Madrid
Sri Lanka; Sri Lankan; Colombo
Sudan; Sudanese; Khartoum
Sweden; Swedish, Swede; Stockholm
Switzerland; Swiss; Bern
Syria; Syrian; Damascus
Taiwan; Taiwanese; Taipei
Tajikistan; Tajik; Dushanbe
Tanzania; Tanzanian; Dodoma
Thailand; Thai; Bangkok
Togo; Togolese; Lome
Tunisia; Tunisian; Tunis
Turkey, Turkiye; Turkish, Turk; Ankara
Turkmenistan; Turkmen; Ashgabat
Uganda; Ugandan; Kampala
Ukraine; Ukrainian; Kyiv, Kiev
United Arab Emirates, UAE; Emirati; Abu Dhabi
Uruguay; Uruguayan; Montevideo
Uzbekistan; Uzbek; Tashkent
Venezuela; Venezuelan; Caracas
Vietnam; Vietnamese; Hanoi
Yemen; Yemeni; Sanaa
Zambia; Zambian; Lusaka
Zimbabwe; Zimbabwean; Harare
"""


class _Places(NamedTuple):
    """English names by their stems: one stem, or two that follow one another."""

    capital: dict[tuple[str, ...], str]  # a country or its people -> its capital
    first: frozenset[str]  # the stems that these names begin with
    countries: frozenset[str]  # those of one stem
    capitals: frozenset[str]


@lru_cache(maxsize=1)
def _places() -> _Places:
    capital: dict[tuple[str, ...], str] = {}
    capitals: set[str] = set()
    for line in _EN.strip().split("\n"):
        states, people, seats = ([_stems(name) for name in part.split(",")] for part in line.split(";"))
        capital |= dict.fromkeys((*states, *people), " ".join(seats[0]))
        capitals |= {" ".join(seat) for seat in seats}
    countries = frozenset(name[0] for name in capital if len(name) == 1)
    return _Places(capital, frozenset(name[0] for name in capital), countries, frozenset(capitals) - countries)


def _stems(name: str) -> tuple[str, ...]:
    return tuple(content_stems(name, "en"))


def country_names() -> frozenset[str]:
    """Return the stems of countries and peoples whose English name has one stem."""
    return _places().countries


def capital_names() -> frozenset[str]:
    """Return the capitals by their stems ("kyiv", "new delhi"): all that `implied_capitals` returns, and more."""
    return _places().capitals


def implied_capitals(stems: Sequence[str]) -> list[str]:
    """Return the capitals that a text speaks of without a name, in order: "Ukrainian capital" implies "kyiv".

    `stems` are those of its content words, so that "capital of Ukraine" reads like "capital Ukraine".
    """
    if CAPITAL not in stems:
        return []
    capital, first, _, _ = _places()
    implied: list[str] = []
    for at, stem in enumerate(stems):
        if stem not in first:
            continue
        name = tuple(stems[at : at + 2])
        name = name if name in capital else name[:1]
        after = at + len(name)
        if name in capital and CAPITAL in (*stems[max(at - 1, 0) : at], *stems[after : after + 1]):
            implied.append(capital[name])
    return implied

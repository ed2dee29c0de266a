"""The lint of wording: what it names, what it lets pass, in the words of its codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.verify import WORDING_CODES, Passage, wording

SAID = Passage("Harbor Post", "Mayor Ana Tresk said the bridge would stay closed until March.")
OTHER = Passage("Valley Radio", "The mayor, Ana Tresk, said on Monday that the bridge would not open before March.")


def codes(text: str, *cited: Passage, headline: bool = False, language: str = "en") -> list[str]:
    return [failure.code for failure in wording(text, cited or (SAID, OTHER), headline=headline, language=language)]


FOUND = [
    ("loaded", "Mayor Ana Tresk slammed the closure of the bridge."),
    ("loaded", "Mayor Ana Tresk announced the disastrous closure of the bridge."),
    ("loaded", "The embattled mayor said the bridge would stay closed until March."),
    ("loaded", "The bridge will stay closed until March after a stunning admission by Mayor Ana Tresk."),
    ("loaded", "The so-called experts said the bridge would stay closed."),
    ("loaded", "Council members lashed out at the closure."),
    ("loaded", "The bridge was closed by a “disgraceful” order."),
    ("evaluative", "Sadly, the bridge will stay closed until March."),
    ("evaluative", "The mayor rightly said the bridge would stay closed until March."),
    ("evaluative", "The bridge will, of course, stay closed until March."),
    ("evaluative", "Surprisingly, the bridge would stay closed until March, the mayor said."),
    ("saying", "Mayor Ana Tresk claimed the bridge would stay closed until March."),
    ("saying", "Mayor Ana Tresk admitted the bridge would stay closed until March."),
    ("saying", "Mayor Ana Tresk insisted that the bridge would stay closed until March."),
    ("saying", "The mayor conceded that the bridge would stay closed until March."),
    ("question", "Will the bridge open before March?"),
    ("question", "The bridge stays closed until March!"),
    ("significance", "The closure marks a turning point for the town."),
    ("significance", "The closure raises serious questions about upkeep."),
    ("significance", "The closure underscores the state of the roads."),
    ("significance", "Why it matters: the bridge is the only way across."),
    ("significance", "The closure was a significant step for the town."),
    ("significance", "In summary, the bridge would stay closed until March."),
    ("significance", "The article discusses the closure of the bridge."),
    ("significance", "The closure played a crucial part in the vote."),
    ("loaded", "A massive closure of the bridge was announced."),
    ("significance", "It remains to be seen whether the bridge will open in March."),
]


@pytest.mark.parametrize(("code", "text"), FOUND, ids=[f"{c}-{n}" for n, (c, _) in enumerate(FOUND)])
def test_wording_that_is_not_neutral_is_named(code: str, text: str) -> None:
    (failure, *_) = wording(text, (SAID, OTHER))
    assert failure.code == code
    assert failure.missing
    assert all(word in text for word in failure.missing)
    assert failure.missing[0] in failure.detail


LET_PASS = [
    "Mayor Ana Tresk said the bridge would stay closed until March.",
    "The lorry slammed into the northern pier and was destroyed.",
    "The man was admitted to hospital and two people claimed asylum.",
    "The storm claimed the lives of four people.",
    "Jobless claims rose to 853,000 last week.",
    "The insurer received claims for damages.",
    "Her party conceded defeat and he conceded two goals.",
    "The inmate was charged with reckless driving and animal cruelty.",
    "The company insisted on a deposit.",
    "A radical change of temperature and an explosive charge were recorded.",
    "The ship Crazy Horse and the band Fury of Larn arrived on Monday.",
    "A smear test and nuclear fuel were on the agenda.",
    'Mayor Ana Tresk called the closure "a disgraceful decision".',
]


@pytest.mark.parametrize("text", LET_PASS)
def test_plain_wording_passes(text: str) -> None:
    assert codes(text) == []


def test_a_word_of_two_publishers_is_common_ground_and_one_of_one_is_not() -> None:
    statement = "Council members slammed the closure."
    one = Passage("a", "Council members have slammed the closure.")
    other = Passage("b", "The closure was slammed by members of the council.")
    assert codes(statement, one) == ["loaded"]
    assert codes(statement, one, Passage("a", other.text)) == ["loaded"], "two copies of one publisher"
    assert codes(statement, one, other) == []
    quoted = Passage("b", 'One said: "The council slammed it."')
    assert codes("The closure was met with slamming of doors as members slammed it.", one, quoted) == ["loaded"]


def test_a_name_is_no_judgement_wherever_it_stands() -> None:
    source = Passage("a", "On Monday the boxer Tomas Fury met reporters of Yahoo! in the town of Larn.")
    assert codes("Fury met reporters on Monday.", source) == []
    assert codes("The reporters of Yahoo! met Fury on Monday.", source) == []
    assert codes("Fury followed the vote on Monday.", SAID) == ["loaded"]


def test_what_somebody_is_quoted_with_may_be_told_as_said() -> None:
    cited = Passage("a", 'Union head Ilya Brandt called it "an absolute fiasco" on Monday.')
    assert codes("Union head Ilya Brandt called it a fiasco.", cited) == []
    assert codes("The closure was a fiasco.", cited) == ["loaded"]


def test_a_verb_of_saying_may_be_kept_where_no_other_outlet_says_said() -> None:
    claimed = Passage("a", "The union claimed that the pier was sound.")
    assert codes("The union claimed that the pier was sound.", claimed) == []
    assert codes("The union claimed that the pier was sound.", claimed, SAID) == ["saying"]


def test_a_meaning_that_a_source_gives_may_be_told() -> None:
    source = Passage("a", "The closure marks a major shift in the town's policy, the institute said.")
    assert codes("The closure marks a shift in policy, the institute said.", source) == []


HEADLINES = [
    "BREAKING: Bridge closed until March",
    "Exclusive - Bridge closed until March",
    "Why the bridge in Morrow will stay closed",
    "Here's what to know about the Morrow bridge",
    "You won't believe what inspectors found in Morrow",
    "5 things to know about the Morrow bridge",
    "BRIDGE CLOSED UNTIL MARCH",
    "Bridge CLOSED until March",
    "What happens next in Morrow",
    "Inspectors looked under the bridge ...",
]


@pytest.mark.parametrize("text", HEADLINES)
def test_a_headline_that_teases_labels_or_shouts_is_refused(text: str) -> None:
    assert "headline" in codes(text, headline=True)
    if "…" not in text:
        assert "headline" not in codes(text)


@pytest.mark.parametrize(
    "text", ["Bridge in Morrow stays closed until March, mayor says", "EU and NATO back Morrow bridge repairs"]
)
def test_a_plain_headline_passes_with_the_acronyms_of_its_sources(text: str) -> None:
    source = Passage("a", "The EU and NATO back repairs of the bridge in Morrow, which stays closed until March.")
    assert codes(text, source, headline=True) == []


def test_a_headline_may_shorten_what_its_sources_spell_out() -> None:
    source = Passage("a", "The N. Geological Survey of Norvale warns of a quake near the bridge in Morrow.")
    assert codes("NGSN warns of quake near bridge", source, headline=True) == []
    assert codes("DOOM near bridge", source, headline=True) == ["headline"]


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        (
            "de",
            "Die Bürgermeisterin hat die Brücke leider bis zum März geschlossen, sagte die Stadt.",
            "evaluative",
        ),
        ("de", "Der Verband behauptete, dass die Brücke nach der Prüfung sicher war.", "saying"),
        ("fr", "La maire a pris une décision scandaleuse et le pont reste fermé jusqu'en mars.", "loaded"),
        ("es", "La alcaldesa admitió que el puente no se abrirá antes de marzo en la ciudad.", "saying"),
        ("it", "Purtroppo il ponte resta chiuso fino a marzo per i lavori della città.", "evaluative"),
        ("pt", "Infelizmente, a ponte fica fechada até março por causa das obras da cidade.", "evaluative"),
        ("nl", "De brug blijft helaas dicht tot maart omdat de stad het werk niet af heeft.", "evaluative"),
    ],
)
def test_other_languages_have_short_lists(language: str, text: str, code: str) -> None:
    assert codes(text, Passage("a", text.split(",")[0][:12]), language=language) == [code]


@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=3), st.booleans())
def test_any_text_gets_closed_codes_and_never_an_error(text: str, passages: list[str], headline: bool) -> None:
    found = wording(text, [Passage("a", passage) for passage in passages], headline=headline)
    assert {failure.code for failure in found} <= set(WORDING_CODES)

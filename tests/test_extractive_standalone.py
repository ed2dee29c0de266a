"""What stands alone and what leans on a sentence that is not there."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.engines.furniture import is_furniture
from summarizer.engines.leaning import anchor
from summarizer.engines.standalone import CHECKS, faults, faults_after, stands_alone
from summarizer.text.tokens import words

STANDING = [
    "Two ferries collided off Port Alder on Tuesday, injuring eleven people, the harbour office said.",
    "TARNHOLT (Norvale Wire) — The city council voted 7-4 on Monday to close the old bridge.",
    '"The bridge is not safe," Mayor Ilse Marrow said on Monday.',
    "“We were told nothing until it was over,” said Petra Quillan, who lives beside the bridge.",
    "It is not clear who will pay for the repairs, the council said.",
    "When he arrived in Tarnholt, Orin Velda told reporters that the talks had failed.",
    "The vote was 219 to 197.",
    "Both Norvale and Ostermoor have asked for more time.",
    "In addition to the bridge, two roads will be closed, the council said.",
    "So far this year, 12 ships have been lost off Port Alder.",
    "Although the fire was put out by noon, the warehouse is lost.",
    "A man who fell from the bridge said he had been pushed.",
    "The U.S. and the EU signed the agreement in June.",
    "Those who live near the river were told to leave.",
    "Elizabeth I signed the charter in 1572, the museum said.",
    "A father on his way to the ferry left 40 crowns on the bridge in Tarnholt, police said.",
    "Marrow's office confirmed on Wednesday that she will stand again.",
    "This year's flood was the third since 1987, the museum said.",
    "It took the crew 16 hours to reach the harbour of Tarnholt.",
    "It was announced that the bridge of Tarnholt will close.",
    "Some conservatives are threatening to leave the council of Tarnholt.",
    "The three-judge panel in Tarnholt voted 2-1 on Monday.",
    "The former acting mayor of Tarnholt said the bridge was safe.",
    'In an interview with the Courier, Marrow said, “The bridge is not safe, and I said so."',
    "Mervis, in an interview on Monday, said she would stand again.",
    "Sanders included his health record in the release.",
    "The two largest parties in Norvale refused to vote.",
    "The Third Avenue bridge in Tarnholt will close.",
    "In this week's vote, the council of Tarnholt chose to wait.",
    "The Girl Scouts sold 4,000 boxes of cookies in Tarnholt.",
]

LEANING = {
    "He said the bridge would stay closed until spring.": "pronoun",
    "It was the third time in a year.": "pronoun",
    "It's very hard to see.": "pronoun",
    "The girl’s mother, Ilse Marrow, said nothing for an hour.": "bare_definite",
    "“The science was never there” for the LDL targets, he said.": "loose_person",
    "They've agreed to meet again on Friday.": "pronoun",
    "This came a day after the fire.": "pronoun",
    '"It was like a film," said Petra Quillan.': "pronoun",
    "But the council wants to close the bridge for good.": "connective",
    "However, the mayor disagrees with the plan.": "connective",
    "Another official put the damage at two million crowns.": "connective",
    "In addition, two roads will be closed for a week.": "connective",
    "On Friday afternoon, however, the hospital changed course.": "connective",
    "As a result, the ferry was cancelled on Tuesday.": "connective",
    "The official said the damage was worse than expected.": "bare_definite",
    "The officials declined to give a figure for the damage.": "bare_definite",
    "The plan would cost some four million crowns a year.": "bare_definite",
    "“Stay away from the river,” he said.": "loose_person",
    "On Tuesday, she was released from hospital.": "loose_person",
    "The hacking, he said, could be the work of anybody.": "loose_person",
    "Decades later it turned up at a car boot sale in Tarnholt.": "loose_thing",
    "Despite the early doubts, it was sold for ten more years.": "loose_thing",
    "Just as they did in the flood of 1998, the museum said.": "loose_thing",
    "As part of the inquiry, they visited both harbours.": "loose_thing",
    "The owner of that 17-year-old ferry was fined twice.": "connective",
    "Ilse Marrow, the mayor, in an undated photo.": "furniture",
    "In some of these cases the council paid the whole sum.": "demonstrative",
    "Around 2 million have been displaced.": "bare_number",
    "Some 300 were taken to hospital on Monday.": "bare_number",
    "Some have refused to leave the bridge.": "bare_number",
    "The former said that the bridge was safe.": "connective",
    "A day later the old bridge, he said, was shut.": "loose_person",
    "Both Norvale and Tarnholt wondered whether she would come.": "loose_person",
    "Passengers said he had been shouting for an hour.": "loose_person",
    "Israelis said he had been shouting for an hour.": "loose_person",
    "The two said that the bridge was safe.": "connective",
    "Once in the Tarnholt Chess Club I was talking to a friend.": "person",
    "As for the mayor herself, nothing was said by the council.": "connective",
    "“The bridge is a danger to everybody who crosses.”": "speakerless",
    '"The bridge is a danger, Mayor Ilse Marrow said on Monday.': "open_quotation",
    "Is the bridge safe enough for heavy lorries?": "question",
    "We asked the council for an answer on Monday.": "person",
    "I disagree with the ruling of the court in Tarnholt.": "person",
    "Your nose is not lying about the smell in Tarnholt.": "person",
    "Let's not forget the bridge that fell in 1998.": "person",
    "council to close the bridge on Monday, the mayor said.": "starts_inside",
    "The council of Tarnholt voted to close the old": "unfinished",
    "Tarnholt's ruler said on Tuesday that he has...": "unfinished",
    "Closed until spring.": "short",
    "Council Votes To Close Tarnholt Bridge Until Spring": "unfinished",
    "Background on Tuesday's change of the guard in Tarnholt.": "no_verb",
    "Pat Dodson: It's a wonderful place to live in.": "transcript",
    "A man is carried from the rubble in Tarnholt, Wednesday, Aug. 24, 2016.": "furniture",
    "Image caption The bridge was closed for three days in May.": "furniture",
    "Sign up for our newsletter to get the news from Tarnholt.": "furniture",
    "5 PM EASTERN UPDATE: Adds the response of the police.": "furniture",
    "Lena Marsh of the Norvale Wire contributed to this report.": "furniture",
    "Old bridge closed until spring Old bridge closed until spring The bridge was shut on Monday.": "furniture",
}


@pytest.mark.parametrize("text", STANDING)
def test_a_sentence_that_needs_no_other_stands(text):
    assert faults(text) == ()
    assert stands_alone(text)


@pytest.mark.parametrize(("text", "code"), LEANING.items())
def test_a_sentence_that_leans_is_named_with_its_fault(text, code):
    assert code in faults(text)
    assert not stands_alone(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Er sagte, die Brücke bleibe bis zum Frühjahr gesperrt.", "de"),
        ("Doch der Stadtrat will die Brücke ganz schließen.", "de"),
        ("Mais le conseil veut fermer le pont pour toujours.", "fr"),
        ("Pero el ayuntamiento quiere cerrar el puente para siempre.", "es"),
        ("Ma il consiglio vuole chiudere il ponte per sempre.", "it"),
        ("Но совет хочет закрыть мост навсегда, сказал мэр.", "ru"),
    ],
)
def test_other_languages_have_their_own_openings(text, language):
    assert not stands_alone(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Stadtrat von Tarnholt will die alte Brücke am Montag schließen.", "de-AT"),
        ("Le conseil de Tarnholt a fermé le vieux pont lundi.", "fr"),
        ("塔恩霍尔特市议会周一投票决定关闭旧桥。", "zh"),
        ("صوت مجلس المدينة يوم الاثنين على إغلاق الجسر القديم.", "ar"),
    ],
)
def test_a_sentence_in_another_language_can_stand(text, language):
    assert stands_alone(text, language)


def test_a_definite_is_settled_by_an_earlier_statement_that_has_its_noun():
    text = "The plan would cost some four million crowns a year."
    assert anchor(text) == "plan"
    assert faults_after(text, {"council", "plan"}) == ()
    assert "bare_definite" in faults_after(text, {"council"})


def test_a_definite_is_settled_by_the_verb_that_it_names_again():
    text = "The crash was first reported by the Courier of Tarnholt."
    assert faults_after(text, {"ferries", "collided"}) == ()
    assert "bare_definite" in faults_after(text, {"ferries", "sailed"})


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("In the letter, Velda asked for a copy of the plans.", "letter"),
        ("According to the new report, Tarnholt has eleven bridges.", "report"),
        ("In the event, the ferries of Tarnholt sailed on time.", None),
        ("In the letter to the council, Velda asked for a copy.", None),
        ("After the war, Tarnholt built eleven bridges.", None),
    ],
)
def test_an_adverbial_takes_up_a_thing_too(text, noun):
    assert anchor(text) == noun


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("“If he says that he was wrong, I would support him,” Ilse Marrow said on Monday.", False),
        ('"I said he was like 19 years old," Ilse Marrow said on Monday.', False),
        ("“My father said he would never sell the Maren,” Ilse Marrow said.", True),
        ("“Orin Velda knows that he was wrong,” Ilse Marrow said on Monday.", True),
    ],
)
def test_a_quotation_that_opens_a_sentence_tells_whom_it_means(text, stands):
    assert stands_alone(text) is stands


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("Tarnholt has a proposal to close the old bridge.", "The program would cost some four million crowns."),
        ("Sundlinje Ltd sailed to Port Alder.", "The company has sold both ships."),
        ("Divers discovered a wreck off Port Alder.", "The find was presented on Monday."),
        ("Ilse Marrow tweeted that the bridge must close.", "The message was deleted on Monday."),
        ("Police are investigating the fire.", "The investigation is in its third week."),
        ("Researchers in Norvale tested the powder on eleven cows.", "The experiment showed no harm to the animals."),
    ],
)
def test_a_definite_is_settled_by_a_word_that_bridges_to_it(told, text):
    assert "bare_definite" in faults_after(text, set(words("The ferries sailed to Norvale on Monday.")))
    assert faults_after(text, set(words(told))) == ()


def test_an_official_stays_unknown_whoever_else_was_one():
    assert "bare_definite" in faults_after("The official said the damage was worse.", {"official"})


def test_hostile_text_costs_no_more_than_a_sentence():
    began = time.thread_time()
    for text in ("@" * 300_000, '"' * 300_001, "( " * 100_000, "a." * 200_000, "The " * 100_000, "‘a" * 100_000):
        faults(text)
        anchor(text)
        is_furniture(text)
    assert time.thread_time() - began < 10


@given(st.text(max_size=300), st.sampled_from(["en", "de", "zh", "x", "ar-EG"]))
def test_every_text_gets_known_codes_each_once(text, language):
    found = faults(text, language)
    assert set(found) <= set(CHECKS)
    assert len(set(found)) == len(found)

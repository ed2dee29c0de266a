"""Falsehoods that a forgiving rule of the gate once let pass, one of each, with a true wording beside it."""

from __future__ import annotations

import pytest

from evals import gate_evidence
from summarizer.verify import check

HOLES = [
    # what was ahead, told as done
    ("modality", "en", "Vey hesitated to sell the mill, but the bank sold the quay.",
     "Vey hesitated to sell the mill, and the bank is set to sell the quay."),
    ("modality", "en", "Orle council shuts the pool", "The council of Orle will shut the pool."),
    ("modality", "en", "Fares will rise in May and the night boat was dropped.",
     "Fares will rise in May and the night boat may be dropped."),
    ("modality", "en", "Vey Steel bought the yard.", "Vey Steel sought to buy the yard."),
    ("modality", "en", "Tenants saw rents rise.", "Tenants could see rents rise."),
    ("modality", "en", "The pilot was asleep.", "The pilot appeared asleep."),
    ("modality", "en", "The clerk bribed two guards.", "The clerk was accused of bribing two guards."),
    ("modality", "en", "Vey Steel has explained the leak.", "Vey Steel has yet to explain the leak."),
    ("modality", "en", "The mill will close in June.", "The mill will close in June unless a buyer is found."),
    # negation
    ("negation", "en", "The bank raised its rate for savers but did not raise it for firms.",
     "The bank did not raise its rate for savers but raised it for firms."),
    ("negation", "en", "The trams in Vey are not running normally.",
     "The strike ended on Monday, and the trams in Vey are running normally."),
    ("negation", "en", "Ada Lorne was not the winner of the race.", "Ada Lorne was the winner of the first race."),
    ("negation", "en", "Ada Lorne failed to reach the summit.", "Ada Lorne reached the summit after nine hours."),
    ("negation", "en", "No school in Vey has a nurse.", "Fewer than one in ten schools in Vey has a nurse."),
    # words that stand in each other's place
    ("misplaced", "en", "Twelve people were injured and 40 killed.", "Twelve people were killed and 40 injured."),
    ("misplaced", "en", "The yard built 31 ferries and 7 tugs.", "The yard built 31 tugs and 7 ferries."),
    ("misplaced", "en", "Lorne was released on Monday and arrested on Friday.",
     "Lorne was arrested on Monday and released on Friday."),
    ("misplaced", "en", "Shares fell on Monday and rose on Tuesday.", "Shares rose on Monday and fell on Tuesday."),
    ("misplaced", "en", "Bram Quist told the court that Ada Lorne had hit him.",
     "Ada Lorne told the court that Bram Quist had hit her."),
    ("misplaced", "en", "The rate went from 5 percent to 4 percent.", "The rate went from 4 percent to 5 percent."),
    ("misplaced", "en", "The Vey bridge is longer than the Orle bridge.",
     "The Orle bridge is longer than the Vey bridge, built in 1931."),
    ("attribution", "en", "The Brandt family bought the mill from Vey Steel.",
     "Vey Steel bought the mill from the Brandt family."),
    ("attribution", "en", "The clinic in Orle sued the parents of Emil Vogt.",
     "The parents of Emil Vogt sued the clinic in Orle."),
    # steps that news keeps apart
    ("opposite", "en", "Police have charged a man over the fire.", "Police are questioning a man over the fire."),
    ("opposite", "en", "Nine miners died in the shaft.", "Nine miners were injured in the shaft."),
    ("opposite", "en", "The judge imposed a ban on herring.", "The judge lifted a ban on herring."),
    # numbers and days
    ("number", "en", "The ferry sank in May with a crew of 14.", "The ferry sank on 14 May with its crew."),
    ("date", "en", "On 17 May houses burned in Vey.", "In May, 17 houses burned in Vey."),
    ("number", "en", "Lorne was jailed for 12 months.", "Lorne was jailed last year."),
    ("number", "en", "Lorne was jailed for a year.", "Lorne was jailed last year."),
    ("number", "en", "The blast was heard at 2 a.m.", "The blast was heard at 14:00."),
    ("number", "en", "Three bulls were sold at the fair.",
     "Two bulls were sold at the fair of Vey, Orle and Ost."),
    ("number", "en", "Nearly half of the members voted.", "Of the members, 41 percent voted."),
    ("number", "en", "The hall has nearly 39,000 seats.", "The hall has 31,200 seats."),
    ("bound", "en", "The fire took more than 64 homes.", "The fire took 64 homes."),
    # names
    ("name", "en", "Ada Quist was elected to the board.", "Ada Lorne and Bram Quist were elected to the board."),
    ("name", "en", "The harbour was closed, Rose said.", "Prices rose after the harbour was closed, an official said."),
    ("name", "en", "The White House called the tax a mistake.", "The president of Vey Bank called the tax a mistake."),
    # quotations
    ("quotation", "en", 'Hugo Lind called the dam "safe".', '"The dam is not safe," said Hugo Lind.'),
    ("quotation", "en", '"We ... sell the quay," said Hugo Lind.', '"We might sell the quay," said Hugo Lind.'),
    ("quotation", "en", '"The plan is [not] good," said Hugo Lind.', '"The plan is good," said Hugo Lind.'),
    ("quotation", "en", '"[Lorne] lied," said Hugo Lind.', '"He lied," said Hugo Lind.'),
    # reach and cause
    ("scope", "en", "Every school in Vey closed.", "Two schools in Vey closed without notice."),
    ("cause", "en", "The pier closed due to the rain.", "The pier closed. The mayor led a march in the rain."),
    ("modality", "en", "Holm said the pier was tested before it was approved for ships.",
     '"Before it can be approved for ships, the pier should be tested," Holm said.'),
    # other languages
    ("negation", "de", "Der Rat von Vey hat den Kran genehmigt.", "Der Rat von Vey hat den Kran nicht genehmigt."),
    ("negation", "uk", "Міська рада схвалила новий бюджет.", "Міська рада не схвалила новий бюджет."),
    ("negation", "zh", "市议会批准了新预算。", "市议会没有批准新预算。"),
    ("modality", "fr", "L'usine fermera au printemps, dit-on.", "L'usine pourrait fermer au printemps, dit-on."),
    ("unsupported", "es", "Los precios bajaron en mayo en el puerto.", "Los precios subieron en mayo en el puerto."),
    ("misplaced", "de", "Bei dem Brand starben elf Menschen, drei wurden verletzt.",
     "Bei dem Brand starben drei Menschen, elf wurden verletzt."),
    ("name", "de", "Bürgermeisterin Eva Holm sprach am Montag lange in Vey.",
     "Am Montag sprach in Vey lange Bürgermeisterin Ida Holm."),
    ("number", "zh", "火灾造成15人死亡。", "火灾造成12人死亡。"),
]  # fmt: skip
TRUE = [
    ("en", "The mill will be shut in June unless it is bought.", "The mill will close in June unless it is bought."),
    ("en", "Divers found no trace of the boat.", "Divers could find no trace of the boat."),
    ("en", "The vote came after Lorne had resigned.", "Lorne resigned before the vote."),
    ("en", "The mill was sold to Vey Steel by the Brandt family.", "Vey Steel bought the mill from the Brandt family."),
    ("en", "The Orle bridge is shorter than the Vey bridge.", "The Vey bridge is longer than the Orle bridge."),
    ("en", "Orle escaped the flood that hit Vey.", "Vey was flooded, but Orle was not hit."),
    ("en", "The rate rose to 4.5%.", "The rate went up to 4.5 percent."),
    ("fr", "La grève, commencée lundi, a épargné le centre.", "La grève, entamée lundi, n'a pas touché le centre."),
    ("en", "Holm said the pier should be tested before it is approved for ships.",
     '"Before it can be approved for ships, the pier should be tested," Holm said.'),
    ("en", "The win put Orle top of the coast league for the first time in 19 years.",
     "Ost scored in the 88th minute as Orle won to go top of the coast league for the first time in 19 years."),
    ("en", "Ada Holm and Bram Quist are said to be considering a run for mayor of Vey.",
     "Ada Holm and Bram Quist are both said to be considering a run for mayor of Vey."),
    ("es", "La entrenadora confirmó que abandonará el banquillo al final de la temporada.",
     "La entrenadora confirmó que dejará el banquillo al final de la temporada."),
    ("de", "Die Bürgermeisterin erklärte am Dienstag, die Brücke bleibe bis Ende März gesperrt.",
     "Die Bürgermeisterin sagte am Dienstag, die Brücke bleibe bis Ende März gesperrt."),
    ("ru", "Виктор Лунд оправдан судом по делу о краже.", "Суд оправдал Виктора Лунда по делу о краже."),
    ("zh", "3月5日，法院宣布了判决。", "法院于3月5日宣布判决。"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "language", "statement", "passage"), HOLES)
def test_a_hole_is_closed(code, language, statement, passage):
    assert code in {failure.code for failure in check(statement, [passage], language=language)}


@pytest.mark.parametrize(("language", "statement", "passage"), TRUE)
def test_the_true_wording_beside_it_passes(language, statement, passage):
    assert check(statement, [passage], language=language) == ()


def test_a_first_name_is_invented_where_the_names_of_the_story_are_known():
    told, passage = "Peter Lorne said that the audit was complete.", "Lorne said that the audit was complete."
    assert check(told, [passage], names={"Ada Lorne": "Ada Lorne", "Lorne": "Ada Lorne"})
    assert check(told.replace("Peter", "Ada"), [passage], names={"Ada Lorne": "Ada Lorne", "Lorne": "Ada Lorne"}) == ()


@pytest.mark.parametrize(
    ("chosen", "caught", "stopped"), [("sixth", 0.94, 0.01), ("seventh", 0.9, 0.06), ("eighth", 0.0, 0.04)]
)
def test_invented_statements_in_eight_languages(chosen, caught, stopped):
    judged = gate_evidence.judge(list(gate_evidence.invented(chosen)))
    true = [bool(failures) for case, failures in judged if case.kind in gate_evidence.TRUE]
    false = [bool(failures) for case, failures in judged if case.kind not in gate_evidence.TRUE]
    assert sum(false) >= caught * len(false)
    assert sum(true) <= stopped * len(true)

"""What stories that the gate was not tuned on have taught it: true wordings that pass, and false ones beside them."""

from __future__ import annotations

from collections import Counter

import pytest

from evals import gate_evidence
from summarizer.verify import check

_ARTICLES = gate_evidence.data_folder() / "multinews_dev.jsonl"

TRUE = [
    # numbers in other units and words
    ("Four decades had passed.", ["Some 40 years had passed."]),
    ("It took fifty years.", ["It took half a century."]),
    ("Ten years ago the mill closed.", ["The mill closed a decade ago."]),
    ("The mill changes hands about every ten years.", ["The mill has a once-a-decade change of owner."]),
    ("Half a dozen boats sank.", ["Six boats sank."]),
    ("More than six and a half million homes were dark.", ["The homes that were dark numbered 6.6 million."]),
    ("More than a million pounds was raised.", ["They raised £1.3m."]),
    ("More than three in four patients recovered.", ["The patients recovered at a rate of 77%."]),
    ("The hearing is on Monday at two.", ["The hearing is on Monday at 14:00."]),
    ("Several dozen swimmers set off.", ["The dozens of swimmers set off."]),
    ("The mill opened in the late 1800s.", ["The mill opened in the late 19th century."]),
    ("They lost at least three million dollars.", ["They lost between 3 and 4 million dollars."]),
    # names
    ("The ex-Marine sank the boat.", ["The boat was sunk by a former Marine."]),
    ("The soil of the Moon is sharp.", ["Lunar soil is sharp."]),
    ("The lawmaker from New York agreed.", ["Rep. Ada Lorne (D-N.Y.), a lawmaker, agreed."]),
    ("The USGS studied the fault.", ["The U.S. Geological Survey studied the fault."]),
    # negation in other words
    ("The girl was not conscious.", ["The unconscious girl was carried out."]),
    ("The fall of the tower cannot be avoided.", ["The fall of the tower is inevitable."]),
    ("Lorne did not back the plan.", ["Lorne voted against the plan."]),
    ("Chess has no greater honor.", ["It is the highest honor in chess."]),
    ("The shop was not closed.", ["The shop remained open."]),
    ("The parents declined to have the boy taken aboard.",
     ["No one was hurt, and the parents declined to take him aboard."]),
    ("The parents refused to take the boy aboard.", ["The parents declined to take the boy aboard."]),
    ("The yields of wheat, barley and winter rye were unaffected by the frost.",
     ["The yields of wheat, barley and winter rye were not affected by the frost."]),
    ("A man shouted about the pier.", ["A man started to shout about the pier, out of nowhere."]),
    ("The tower stands near three Orle bases in Norvale.",
     ["The tower stands in sight of the three Norvale bases of the shipping line Orle."]),
    # near copies
    ("The ferry ran aground on a shoal outside the port of Norvale on Tuesday.",
     ["The ferry ran aground on a shoal about two kilometres outside the port of Norvale on Tuesday."]),
    ("A tug is to try to pull the ferry free at high tide.", ["A tug will try to pull the ferry free at high tide."]),
    # hedges
    ("The survey found no proof of a leak.", ["The survey could find no proof of a leak."]),
    ("Councillors hesitated to approve the crane.", ["Councillors were set to approve the crane but hesitated."]),
    ("The letters were put up for sale.", ["The letters to the man whom she fell for were for sale."]),
    ("Norvale council to debate the crane", ["The crane will be debated by the council of Norvale on Monday."]),
    ("As many as 300 may have died.", ["Up to 300 died."]),
    ("Officials fear that the plan might be leaked.", ["Officials are worried about the plan being leaked."]),
    ("The ad was on a website.", ["The ad appeared on a website."]),
    ("The tower is put at 98 feet.", ["The tower is estimated to be 98 feet tall."]),
    ("The one has to do with the other.", ["The one is related to the other."]),
    # reach
    ("She spoke of the race and above all of Lorne.", ["She spoke of the race with a focus on Lorne."]),
    ("The highest court took the case.", ["The Supreme Court took the case."]),
    ("They ended up in the river.", ["They began on the bank and were found in the river."]),
    # one word of a longer statement
    ("The port of Norvale will build a crane that will outdo every rival in Tarnholt.",
     ["Norvale's port has plans to build a crane soon, one that will dwarf every rival in Tarnholt."]),
]  # fmt: skip
FALSE = [
    ("number", "Four decades had passed.", ["Some 50 years had passed."]),
    ("number", "Half a dozen boats sank.", ["Seven boats sank."]),
    ("number", "The hearing is on Monday at two.", ["The hearing is on Monday at 15:00."]),
    ("number", "More than three in four patients recovered.", ["The patients recovered at a rate of 57%."]),
    ("number", "They lost at least two million dollars.", ["They lost between 3 and 4 million dollars."]),
    ("date", "The mill opened in the late 1800s.", ["The mill opened in the late 18th century."]),
    ("name", "The lawmaker from New York agreed.", ["Rep. Ada Lorne (D-N.J.), a lawmaker, agreed."]),
    ("negation", "The girl was not hungry.", ["The hungry girl was carried out."]),
    ("negation", "A spokesman returned the call.", ["The call to a spokesman wasn't immediately returned."]),
    ("superlative", "It is the largest wreck ever found.", ["It is one of the largest wrecks ever found."]),
    ("superlative", "She was the only guest.", ["She was one of the only guests."]),
    ("superlative", "It is the closest race.", ["It is one of the closer races."]),
    ("scope", "Every harbour of the coast was shut.", ["Many harbours of the coast were shut, and no ferry sailed."]),
    ("scope", "All the letters are written on blue paper.",
     ["The letters, all signed, are mostly written on blue paper."]),
    ("modality", "The council has expanded the harbour.", ["The council is debating expanding the harbour."]),
    ("modality", "The council of Norvale debated the crane.",
     ["The crane will be debated by the harbour and fisheries council of Norvale on Monday."]),
    ("modality", "A tug tried to pull the ferry free at high tide.",
     ["A tug is to try to pull the ferry free at high tide."]),
    ("unit", "The ferry ran aground two miles outside the port of Norvale on Tuesday.",
     ["The ferry ran aground two kilometres outside the port of Norvale on Tuesday."]),
    ("negation", "The yields of wheat and winter rye were unaffected by the frost.",
     ["The yields of wheat and winter rye were affected by the frost."]),
    ("modality", "Councillors approved the new harbour crane after a delay.",
     ["Councillors were set to approve the new harbour crane after a delay."]),
    ("modality", "Councillors approved the new harbour crane.",
     ["Councillors were set to approve the new harbour crane."]),
    ("negation", "No one was hurt, and the parents took the boy aboard.",
     ["No one was hurt, and the parents declined to take the boy aboard."]),
    ("attribution", "Judge Ada Lorne found that the arrest broke the law.",
     ["Judge Bram Quist found that the arrest broke the law.", "Judge Ada Lorne had opened the hearing."]),
    ("opposite", "Quarrels seldom lead to strikes in the port.", ["Quarrels often lead to strikes in the port."]),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "passages"), TRUE)
def test_a_true_statement_in_other_words_passes(statement, passages):
    assert check(statement, passages) == ()


@pytest.mark.parametrize(("code", "statement", "passages"), FALSE)
def test_its_false_neighbour_is_stopped(code, statement, passages):
    assert code in {failure.code for failure in check(statement, passages)}


@pytest.mark.skipif(not _ARTICLES.exists(), reason="SUMMARIZER_EVAL_DATA has no multinews_dev.jsonl")
def test_statements_of_our_own_on_other_stories():
    judged = gate_evidence.judge(list(gate_evidence.unseen(_ARTICLES, "all")))
    total = Counter(case.kind for case, _ in judged)
    stopped = Counter(case.kind for case, failures in judged if failures)
    true, wrongly = (sum(counts[kind] for kind in gate_evidence.TRUE) for counts in (total, stopped))
    assert true > 250
    assert 100 * wrongly <= 4 * true
    assert 100 * (stopped.total() - wrongly) >= 70 * (total.total() - true)

"""Articles to stories: one event, one story, whatever the order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.bcubed import bcubed
from evals.stories import corpora, f1, measure
from summarizer.models import Article, Removed
from summarizer.stories import group_stories
from summarizer.stories.choosing import usual_cut

DATA = Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))

DAM = [
    (
        "Dam above Port Almer holds after record rain",
        "Engineers said on Monday that the Vessel Dam held. The mayor, Ines Corvo, thanked 300 volunteers.",
    ),
    (
        "Record rain tests Vessel Dam",
        "Volunteers filled sandbags below the Vessel Dam near Port Almer through the night, Mayor Corvo said.",
    ),
    (
        "300 volunteers shore up dam in Port Almer",
        "More rain fell on Port Almer than in any week since 1931, but the Vessel Dam stood.",
    ),
]
BANK = [
    (
        "Norbank to cut 1,200 jobs",
        "Norbank, a lender of the coast, will close 40 branches and cut 1,200 jobs, said Olaf Reyes.",
    ),
    (
        "Lender Norbank closes branches",
        "Forty branches of Norbank will shut by spring, and unions called the plan of Reyes a betrayal.",
    ),
]
CUP = [
    (
        "Tiverley win the island cup",
        "A late goal by Mo Hassan gave Tiverley their first cup in 22 years before a crowd of 18,000.",
    )
]
ALL = [
    Article(id=f"a{n}", title=title, text=text)
    for n, (title, text) in enumerate([CUP[0], DAM[0], BANK[0], DAM[1], BANK[1], DAM[2]], 1)
]


def ids(stories):
    return [[article.id for article in story] for story in stories]


def test_groups_by_event_the_largest_first():
    assert ids(group_stories(ALL)) == [["a2", "a4", "a6"], ["a3", "a5"], ["a1"]]


@given(st.permutations(ALL))
def test_order_of_the_articles_does_not_matter(shuffled):
    found = {frozenset(story) for story in ids(group_stories(shuffled))}
    assert found == {frozenset(story) for story in ids(group_stories(ALL))}


def test_two_articles_of_one_event_are_one_story():
    assert ids(group_stories([ALL[1], ALL[5]])) == [["a2", "a6"]]
    assert ids(group_stories([ALL[2], ALL[4]])) == [["a3", "a5"]]
    assert len(group_stories([ALL[0], ALL[1]])) == 2


def test_other_languages_and_titles_in_the_text():
    german = [
        Article(
            id="a1",
            language="de",
            text="Staudamm hält\n\nDer Staudamm über Port Almer hielt dem Regen stand, sagte Ines Corvo.",
        ),
        Article(
            id="a2",
            language="de",
            text="Bürgermeisterin Corvo dankte den Helfern, die den Staudamm bei Port Almer sicherten.",
        ),
        Article(
            id="a3",
            language="de",
            text="Die Norbank schließt vierzig Filialen und streicht 1.200 Stellen, teilte Olaf Reyes mit.",
        ),
    ]
    assert ids(group_stories(german)) == [["a1", "a2"], ["a3"]]
    chinese = [
        Article(id="a1", language="zh", text="阿尔默港上方的韦塞尔大坝在暴雨中坚持住了。"),
        Article(id="a2", language="zh", text="韦塞尔大坝经受住暴雨考验，阿尔默港市长感谢志愿者。"),
        Article(id="a3", language="zh", text="北方银行将关闭四十家分行并裁员。"),
    ]
    assert ids(group_stories(chinese)) == [["a1", "a2"], ["a3"]]


def test_marked_stretches_do_not_count():
    promo = "Subscribe to the Harbour Gazette newsletter for sandbags, dams and rain. " * 9
    story = [
        Article(
            id=f"a{n}",
            text=promo + article.text,
            title=article.title,
            removed=(Removed(start=0, end=len(promo), reason="promo"),),
        )
        for n, article in enumerate((ALL[0], ALL[2]), 1)
    ]
    assert len(group_stories(story)) == 2


def test_edges():
    assert group_stories([]) == []
    empty = [Article(id="a1", text=""), Article(id="a2", text="")]
    assert ids(group_stories(empty)) == [["a1"], ["a2"]]
    twins = [Article(id="a1", text=ALL[0].text), Article(id="a2", text=ALL[0].text)]
    assert ids(group_stories(twins)) == [["a1", "a2"]]
    assert usual_cut(1) == usual_cut(2) < usual_cut(8) < usual_cut(40)
    assert usual_cut(200) == usual_cut(10_000)


def test_bcubed():
    assert bcubed([[0, 1], [2]], "aab") == (1.0, 1.0)
    assert bcubed([[0, 1, 2]], "aab").precision == pytest.approx(5 / 9)
    assert bcubed([[0], [1], [2]], "aab").recall == pytest.approx(2 / 3)
    assert bcubed([], "").f1 == 0.0


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no evaluation data at {DATA}")
def test_floors_on_real_news():
    data = dict(corpora(DATA))
    batch, requests, _, different, whole = measure(data["multinews"])
    assert batch >= 0.90
    assert requests >= 0.94
    assert different >= 0.95
    # The other ten rows hold an error page or an archive's notice, which stays apart.
    assert whole >= 0.80
    batch, requests, same, _, _ = measure(data["triples"])
    assert batch >= 0.87
    assert requests >= 0.94
    assert same >= 0.97
    assert f1(data["headlines"]) >= 0.80


@pytest.mark.skipif(not (DATA.parent / "seeds").is_dir(), reason="no seed articles beside the evaluation data")
def test_the_two_seeds_are_one_story():
    texts = [path.read_text(encoding="utf-8-sig") for path in sorted((DATA.parent / "seeds").glob("*.txt"))]
    assert len(group_stories([Article(id=f"a{n}", text=text) for n, text in enumerate(texts, 1)])) == 1

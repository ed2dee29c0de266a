"""The embedded engine: verbatim, within its budget, cited in full, never empty, the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.claims import build_table
from summarizer.engines import selection
from summarizer.engines.base import WriteOptions
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.engines.headline import trim_title
from summarizer.engines.selection import Candidate
from summarizer.engines.standalone import faults_after
from summarizer.models import Article, ClaimRow, ClaimTable, Sentence
from summarizer.publishers import independence
from summarizer.text.sentences import sentences_of
from summarizer.text.tokens import count_words, words

COURIER = """Two ferries collided in fog off Port Alder on Tuesday, injuring eleven people, the harbour office said.
The larger ship, the Maren, was carrying 214 passengers from Norvale. He said it was a miracle.
But nobody was in danger for long. The Maren reached the harbour under its own power at noon.
The harbour office has opened an inquiry into the collision and will question both captains.
Sign up for our newsletter to get the news from Port Alder."""
HERALD = """Eleven people were injured when two ferries collided in thick fog off Port Alder on Tuesday morning.
"We heard a bang and the lights went out," said Ilse Marrow, a passenger on the Maren.
The Maren carried 214 passengers and the Solvei was empty, the harbour office said.
An inquiry into the collision has been opened by the harbour office of Port Alder.
It was the third collision in two years."""
TIDINGS = """Fog closed Port Alder to ferries on Tuesday after two ships collided and eleven people were hurt.
The harbour office of Port Alder said both captains would be questioned on Wednesday.
Ferry traffic between Norvale and Port Alder resumed on Tuesday evening, the operator Sundlinje said."""


def table_of(*articles: Article) -> ClaimTable:
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    publishers, reprints = independence(articles)
    return build_table(articles, sentences, publishers=publishers, reprints=reprints)


def story(**titles: str) -> ClaimTable:
    bodies = {"Courier": COURIER, "Herald": HERALD, "Tidings": TIDINGS}
    return table_of(
        *(
            Article(id=f"a{n}", text=text, outlet=outlet, title=titles.get(outlet.lower()))
            for n, (outlet, text) in enumerate(bodies.items(), 1)
        )
    )


def draft(table: ClaimTable, max_words: int = 120, **options):
    return ExtractiveEngine().draft(table, WriteOptions(max_words, **options))


def sentence_texts(table: ClaimTable) -> dict[str, str]:
    return {sentence.id: sentence.text for sentence in table.sentences}


def length(statements) -> int:
    return sum(count_words(statement.text) for statement in statements)


@pytest.mark.parametrize("max_words", [20, 40, 80, 120, 400])
def test_statements_are_whole_sentences_in_the_budget_and_first_in_their_ids(max_words):
    table = story()
    texts = sentence_texts(table)
    statements = draft(table, max_words).statements
    assert statements
    assert length(statements) <= max_words
    for statement in statements:
        assert statement.text == texts[statement.sentence_ids[0]]
        assert len(set(statement.sentence_ids)) == len(statement.sentence_ids)


def test_a_statement_cites_every_sentence_of_its_claim():
    table = story()
    claims = {frozenset(s.id for s in claim.sentences) for claim in table.claims}
    for statement in draft(table).statements:
        assert frozenset(statement.sentence_ids) in claims


def test_every_statement_stands_alone_and_no_furniture_is_told():
    told: set[str] = set()
    statements = draft(story(), 400).statements
    for statement in statements:
        assert faults_after(statement.text, told) == ()
        told.update(words(statement.text))
    text = " ".join(statement.text for statement in statements)
    assert "newsletter" not in text
    assert "miracle" not in text


def test_the_shared_news_comes_first():
    first = draft(story()).statements[0]
    assert "eleven" in first.text.lower()
    assert "collided" in first.text


def articles_of(*texts: str, title: str | None = None) -> ClaimTable:
    return table_of(
        *(Article(id=f"a{n}", text=text, outlet=f"Paper {n}", title=title) for n, text in enumerate(texts, 1))
    )


SCENE = """Gulls circle above the quay of Port Alder as Ilse Marrow sells the last herring of the season.
The harbour office of Port Alder will close the quay on 1 March because its piles are rotten, it said on Monday.
Some 40 boats use the quay of Port Alder, the harbour office said."""
NEWS = """Port Alder will lose its quay on 1 March, the harbour office said on Monday, because its piles are rotten.
Repairs to the quay of Port Alder would cost nine million crowns, the harbour office said."""


@pytest.mark.parametrize("title", [None, "Port Alder to close its rotten quay on 1 March"])
def test_the_news_comes_before_a_scene_that_an_article_opens_with(title):
    statements = draft(articles_of(SCENE, NEWS, title=title), 200).statements
    assert "Gulls" in " ".join(statement.text for statement in statements)
    assert "1 March" in statements[0].text


def candidate(name: str, text: str, voice: bool = False) -> Candidate:
    sentence = Sentence(name, "a1", "text", 0, len(text), text, 0, 0, "prose")
    claim = ClaimRow(name, (sentence,), frozenset({"a1"}), 1.0)
    return Candidate(sentence, claim, "en", len(text.split()), (name,), 1.0, voice)


def names_chosen(candidates: list[Candidate], weights: dict[str, float], max_words: int) -> list[str]:
    return [c.claim.id for c in selection.choose(candidates, weights, max_words, lambda *_: True)]


def test_what_two_claims_tell_in_other_words_is_told_once():
    once = candidate("once", "A panel of judges in Norvale refused on Monday to block the new map of districts.")
    again = candidate("again", "A court has rejected the lawsuit of judges who sought to block the map of districts.")
    other = candidate("other", "Fishing crews said the money would come too late for the herring season.")
    assert names_chosen([again, other, once], {"once": 3.0, "again": 2.0, "other": 1.0}, 200) == ["once", "other"]


def test_what_takes_sides_is_told_only_where_nothing_else_stands():
    sides = "The reckless mayor slammed the council of Tarnholt in a shameful rant about the bridge on Monday."
    plain = "The council of Norvale will vote on the ferry budget in the spring, its clerk said."
    assert [s.text for s in draft(articles_of(f"{sides} {plain}"), 200).statements] == [plain]
    assert [s.text for s in draft(articles_of(sides), 200).statements] == [sides]


@pytest.mark.parametrize(("news", "second"), [(60, "plain"), (80, "voice")])
def test_a_voice_counts_more_only_once_the_news_is_told(news, second):
    def words_of(name: str, length: int) -> str:
        return " ".join(name + chr(97 + n % 26) + chr(97 + n // 26) for n in range(length))

    plain, told = candidate("plain", words_of("plain", 20)), candidate("news", words_of("news", news))
    voice = candidate("voice", words_of("voice", 20), voice=True)
    assert names_chosen([voice, plain, told], {"news": 9.0, "plain": 1.1, "voice": 1.0}, news + 20) == ["news", second]


def test_the_budget_is_used():
    table = story()
    assert length(draft(table, 60).statements) >= 45


def test_a_tiny_budget_gives_one_short_sentence():
    statements = draft(story(), 5).statements
    assert len(statements) == 1
    assert faults_after(statements[0].text, ()) == ()


def test_min_independent_keeps_claims_of_fewer_publishers_out():
    table = story()
    homes = {s.id: claim.publishers for claim in table.claims for s in claim.sentences}
    for least in (2, 3):
        for statement in draft(table, min_independent=least).statements:
            assert len(homes[statement.sentence_ids[0]]) >= least
    assert draft(table, min_independent=4).statements == ()


@pytest.mark.parametrize(
    "text",
    [
        "He said it was over.",
        "But why?",
        "Council Votes To Close Bridge",
        "Photo: the harbour of Port Alder",
        "ok",
    ],
)
def test_a_brief_is_never_empty_when_there_is_a_sentence(text):
    statements = draft(table_of(Article(id="a1", text=text))).statements
    assert [s.text for s in statements] == [text]


@pytest.mark.parametrize("kind", ["heading", "title"])
def test_headings_and_titles_are_told_only_when_there_is_nothing_else(kind):
    text = "Two ferries collide off Port Alder"
    sentence = Sentence("a1.s1", "a1", "text", 0, len(text), text, 0, 0, kind)
    claim = ClaimRow("c1", (sentence,), frozenset({"a1"}), 1.0)
    table = ClaimTable((Article(id="a1", text=text),), (sentence,), (claim,), {"a1": "a1"})
    assert [s.text for s in draft(table).statements] == [text]


def test_a_language_that_was_asked_for_is_preferred():
    german = "Zwei Fähren sind am Dienstag vor Port Alder im Nebel zusammengestoßen, elf Menschen wurden verletzt."
    table = table_of(Article(id="a1", text=COURIER), Article(id="a2", text=german, language="de"))
    assert [s.text for s in draft(table, language="de").statements] == [german]
    assert draft(table, language="fr").statements


def test_unspaced_scripts_fill_a_budget_too():
    text = "塔恩霍尔特市议会周一投票决定关闭旧桥。桥梁将在春季之前保持关闭，市长说。渡轮服务将于周三恢复，港务局说。"
    statements = draft(table_of(Article(id="a1", text=text, language="zh")), 12).statements
    assert len(statements) == 1


def test_what_a_plan_is_is_told_before_what_it_would_do():
    texts = [
        "The plan would cost taxpayers four million crowns over three years.",
        "Tarnholt has a plan to close the old bridge, Mayor Ilse Marrow said on Monday.",
    ]
    statements = draft(table_of(*(Article(id=f"a{n}", text=t) for n, t in enumerate(texts, 1)))).statements
    assert [s.text for s in statements] == [texts[1], texts[0]]


def test_what_a_plan_would_do_is_not_told_where_nothing_tells_the_plan():
    texts = [
        "The plan would cost taxpayers four million crowns over three years.",
        "Tarnholt has eleven bridges over the Alder, and two of them are closed to cars, the council said.",
    ]
    statements = draft(table_of(*(Article(id=f"a{n}", text=t) for n, t in enumerate(texts, 1)))).statements
    assert [s.text for s in statements] == [texts[1]]


LINES = [
    "Mayor Ilse Marrow told the council of Tarnholt on Monday that the old bridge must close to cars.",
    "But the bridge will stay open to cyclists and to walkers until the spring, she said.",
    "Repairs to the old bridge of Tarnholt will cost four million crowns, the council said.",
]


@pytest.mark.parametrize("max_words", [17, 30, 400])
def test_what_leans_on_its_predecessor_is_not_told_even_where_both_fit(max_words):
    texts = [s.text for s in draft(table_of(Article(id="a1", text="\n".join(LINES))), max_words).statements]
    assert texts
    assert set(texts) <= {LINES[0], LINES[2]}


def test_the_headline_is_the_title_that_tells_what_is_shared():
    table = story(
        courier="Live: what we know about the ferries!",
        herald="Eleven injured as ferries collide off Port Alder | The Herald",
        tidings="Notice",
    )
    headline = draft(table).headline
    assert headline is not None
    assert headline.text == "Eleven injured as ferries collide off Port Alder"
    assert headline.sentence_ids[0] == "a2.title"
    assert len(headline.sentence_ids) > 1
    assert set(headline.sentence_ids) <= set(sentence_texts(table))


@pytest.mark.parametrize(
    "title", ["US ferry collides with another off Port Alder", "Port Alder leaders meet after ferries collided"]
)
def test_a_plain_title_is_no_tease(title):
    headline = draft(story(herald=title)).headline
    assert headline is not None
    assert headline.text == title


def test_without_a_fit_title_the_headline_is_a_statement():
    table = story(courier="Why did two ferries collide off Port Alder?", tidings="You won't believe this fog")
    written = draft(table)
    assert written.headline is not None
    assert written.headline.text in {statement.text for statement in written.statements}


@pytest.mark.parametrize(
    ("title", "outlets", "trimmed"),
    [
        ("Ferries collide off Port Alder - The Courier", (), "Ferries collide off Port Alder"),
        ("Ferries collide off Port Alder | News | tidings", (), "Ferries collide off Port Alder"),
        ("Ferries collide off Port Alder – tidings daily", ("Tidings Daily",), "Ferries collide off Port Alder"),
        ("Talks end in Norvale - no deal in sight", (), "Talks end in Norvale - no deal in sight"),
        ("Breaking: Ferries collide off Port Alder", (), "Ferries collide off Port Alder"),
        ("Norvale: ferries collide off Port Alder", (), "Norvale: ferries collide off Port Alder"),
        ("Home - The Courier", (), "Home - The Courier"),
        ("Story highlights Ferries collide off Port Alder", (), "Ferries collide off Port Alder"),
    ],
)
def test_what_an_outlet_put_around_a_title_is_cut(title, outlets, trimmed):
    assert trim_title(title, outlets) == trimmed
    assert trimmed in title


def test_write_is_draft_and_costs_nothing():
    table = story()

    async def write():
        return await ExtractiveEngine().write(table, WriteOptions(120), lambda _: ())

    written = anyio.run(write)
    assert written.draft == draft(table)
    assert written.spent.calls == 0


PROGRAM = """
import sys
sys.path[:0] = sys.argv[1:]
from test_extractive_engine import draft, story
from summarizer.engines.extractive import ExtractiveEngine
print(ExtractiveEngine().fingerprint, draft(story(herald="Eleven injured as ferries collide off Port Alder")))
"""


def test_the_draft_and_the_fingerprint_do_not_depend_on_the_hash_seed():
    here = Path(__file__).parent
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(here), str(here.parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(outputs) == 1


SENTENCES = st.sampled_from(
    [*COURIER.split("\n"), *HERALD.split("\n"), *TIDINGS.split("\n"), "Ok.", "«", "1", "Was?", "橋。"]
)


@settings(max_examples=60)
@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=6), min_size=1, max_size=4), st.integers(5, 300))
def test_any_story_gets_a_brief_of_its_own_sentences(texts, max_words):
    table = table_of(*(Article(id=f"a{n}", text="\n".join(lines)) for n, lines in enumerate(texts, 1)))
    statements = draft(table, max_words).statements
    told = sentence_texts(table)
    assert bool(statements) == bool(table.claims)
    assert all(statement.text == told[statement.sentence_ids[0]] for statement in statements)
    assert len(statements) <= 1 or length(statements) <= max_words

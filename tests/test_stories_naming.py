"""What stories are called: ids that stay from day to day, labels out of their own titles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.models import Article
from summarizer.stories import article_key, label_of, name_stories


def report(key: str, title: str = "", *, text: str = "", published: str | None = None) -> Article:
    return Article(id="a1", given_id=key, title=title or None, text=text, published=published)


FIRST = report("first", "Dam above Port Almer holds", published="2026-11-20T06:00:00Z")
LATER = report("later", "Port Almer dam holds for a second day", published="2026-11-21T06:00:00+02:00")
OTHER = report("other", "Norbank closes branches", published="2026-11-21")


def test_a_story_keeps_its_id_while_it_grows():
    (alone,) = name_stories([[FIRST]])
    (grown,) = name_stories([[LATER, FIRST]])
    assert grown.id == alone.id
    assert [article.given_id for article in grown.articles] == ["later", "first"]
    assert name_stories([[LATER]])[0].id != alone.id


def test_a_story_whose_first_article_has_gone_keeps_its_id_by_those_it_shares():
    (yesterday,) = name_stories([[FIRST, LATER]])
    known = {yesterday.id: ["first", "later"]}
    today = name_stories([[OTHER], [LATER, report("third")]], known)
    assert today[1].id == yesterday.id
    assert today[0].id != yesterday.id


def test_the_larger_part_of_a_story_that_falls_apart_keeps_its_id():
    articles = [report(f"k{n}", published=f"2026-11-0{n}") for n in range(1, 6)]
    (whole,) = name_stories([articles])
    small, large = name_stories([articles[:2], articles[2:]], {whole.id: [article_key(a) for a in articles]})
    assert large.id == whole.id
    assert small.id != whole.id  # although it holds the article that the id was made of


def test_two_stories_that_run_together_take_the_id_of_the_larger():
    known = {"small": ["a"], "large": ["b", "c"]}
    (one,) = name_stories([[report(key) for key in "abc"]], known)
    assert one.id == "large"


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), max_size=5), st.data())
def test_no_two_stories_share_an_id(known, data):
    keys = data.draw(st.permutations("abcdefgh"))
    cut = sorted(data.draw(st.sets(st.integers(1, 7), max_size=4)))
    groups = [keys[start:end] for start, end in zip([0, *cut], [*cut, 8], strict=True)]
    named = name_stories(
        [[report(key) for key in group] for group in groups], {str(n): keys for n, keys in enumerate(known)}
    )
    assert len({story.id for story in named}) == len(groups)
    assert [[article.given_id for article in story.articles] for story in named] == [list(group) for group in groups]


def test_dates_that_say_nothing_come_last():
    odd = [
        report(key, published=date) for key, date in (("x", "soon"), ("y", None), ("z", "9999-12-31T23:59:59-14:00"))
    ]
    assert name_stories([[*odd, OTHER]])[0].id == name_stories([[OTHER]])[0].id


def test_the_label_says_what_most_titles_share():
    titles = [
        "Live: weather and traffic",
        "Vessel Dam holds after record rain in Port Almer",
        "Is Port Almer safe after record rain?",
        "Record rain in Port Almer: Vessel Dam …",
        "Port Almer: Vessel Dam holds, mayor says",
    ]
    label = label_of(
        [report(str(n), title, text="The Vessel Dam held in record rain.") for n, title in enumerate(titles)]
    )
    assert label == "Vessel Dam holds after record rain in Port Almer"


def test_a_label_without_a_title_is_a_beginning():
    assert label_of([report("a", text="  The dam\theld.\nMore rain fell.")]) == "The dam held."
    long = label_of([report("a", text="rain " * 200)])
    assert len(long) <= 160
    assert long.endswith("rain…")
    assert label_of([report("a")]) == ""


def test_the_key_of_an_article():
    assert article_key(FIRST) == "first"
    assert article_key(Article(id="a1", text="", url="https://news.example/a")) == "https://news.example/a"
    assert article_key(Article(id="a1", text="x")) == article_key(Article(id="a7", text="x"))
    assert article_key(Article(id="a1", text="x", title="\ud800")) != article_key(Article(id="a1", text="x"))

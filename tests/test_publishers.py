"""Independence: families, reprints and agency copy count once."""

from __future__ import annotations

import pytest

from summarizer.models import Article
from summarizer.publishers import agency_of, families, independence

BRIDGE = (
    "The old bridge over the Tarn was closed on Friday after engineers found cracks in two of its piers. "
    "Councillor Ida Brandt said lorries would be sent round by the ring road until the spring. "
    "Repairs are expected to cost nine million crowns and take four months, the council said. "
    "Shopkeepers on the east bank fear for their trade and want a ferry for people on foot. "
    "A decision on the ferry is due at the next sitting of the council in two weeks."
)
OTHER = (
    "Cracks in the piers have shut the Tarn crossing, and drivers face a detour of eleven kilometres. "
    "Mayor Olav Rehn called the closure a blow for the town but said safety came first. "
    "The bus company is adding services on the northern route from Monday morning. "
    "Engineers will inspect the remaining piers over the weekend with divers and drones. "
    "The last inspection, three years ago, had found nothing unusual in the masonry."
)


def article(number: int, text: str = OTHER, **fields: str) -> Article:
    return Article(id=f"a{number}", text=text, **fields)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"outlet": "BBC World"}, {"outlet": "BBC News"}),
        ({"outlet": "The Harbour Post"}, {"outlet": "harbour post"}),
        ({"url": "https://www.harbourpost.test/a"}, {"url": "https://m.harbourpost.test/b"}),
        ({"url": "https://north.harbourpost.co.uk/a"}, {"url": "https://www.harbourpost.co.uk/b"}),
        ({"outlet": "Harbour Post"}, {"url": "https://harbourpost.test/b"}),
        ({"outlet": "BBC"}, {"url": "https://www.bbc.co.uk/news/1"}),
    ],
)
def test_outlets_of_one_publisher_count_once(first: dict[str, str], second: dict[str, str]) -> None:
    publishers, reprints = independence([article(1, BRIDGE, **first), article(2, OTHER, **second)])
    assert publishers["a1"] == publishers["a2"]
    assert reprints == {}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"outlet": "Harbour Post"}, {"outlet": "Valley Echo"}),
        ({"url": "https://harbourpost.test/a"}, {"url": "https://valleyecho.test/a"}),
        ({"url": "https://one.blogspot.com/a"}, {"url": "https://two.blogspot.com/a"}),
        ({"url": "https://harbour.co.uk/a"}, {"url": "https://valley.co.uk/a"}),
        ({}, {}),
    ],
)
def test_other_publishers_stay_apart(first: dict[str, str], second: dict[str, str]) -> None:
    publishers, _ = independence([article(1, BRIDGE, **first), article(2, OTHER, **second)])
    assert publishers["a1"] != publishers["a2"]


def test_a_near_copy_counts_with_the_one_published_first() -> None:
    copy = "From our partners. " + BRIDGE.replace("nine million", "9 million")
    publishers, reprints = independence(
        [
            article(1, copy, outlet="Valley Echo", published="2031-05-02T09:00:00Z"),
            article(2, BRIDGE, outlet="Harbour Post", published="2031-05-02T07:30:00+00:00"),
            article(3, OTHER, outlet="Fjord Daily", published="2031-05-02"),
        ]
    )
    assert reprints == {"a1": "a2"}
    assert publishers["a1"] == publishers["a2"] == "harbourpost"
    assert publishers["a3"] == "fjorddaily"


def test_without_dates_the_first_given_is_the_origin_and_three_copies_have_one() -> None:
    _, reprints = independence([article(n, BRIDGE, outlet=f"Outlet {n}") for n in (1, 2, 3)])
    assert reprints == {"a2": "a1", "a3": "a1"}


def test_a_shared_quotation_makes_no_reprint() -> None:
    quote = ' "We will not open it again before every pier has been looked at by two people," she told reporters.'
    _, reprints = independence([article(1, BRIDGE + quote), article(2, OTHER + quote)])
    assert reprints == {}


@pytest.mark.parametrize(
    ("text", "author", "agency"),
    [
        ("TARNBY (Reuters) - " + OTHER, None, "reuters"),
        ("TARNBY, June 3 (AP) — " + OTHER, None, "associated press"),
        (OTHER, "The Associated Press", "associated press"),
        (OTHER + "\nThe Associated Press contributed to this report.", None, "associated press"),
        (OTHER + "\n(Reporting by Lena Moe; Editing by Karl Sund)", None, "reuters"),
        ("By The Associated Press\n" + OTHER, None, "associated press"),
        (OTHER + " He told Reuters so.", None, None),
        (OTHER, "Lena Moe", None),
    ],
)
def test_agency_copy_is_told_by_its_own_word(text: str, author: str | None, agency: str | None) -> None:
    assert agency_of(Article(id="a1", text=text, author=author)) == agency


def test_two_outlets_with_copy_of_one_agency_count_once() -> None:
    publishers, reprints = independence(
        [
            article(1, "TARNBY (AFP) - " + BRIDGE, outlet="Harbour Post"),
            article(2, "TARNBY (AFP) - " + OTHER, outlet="Echo"),
        ]
    )
    assert publishers["a1"] == publishers["a2"] == "agence france-presse"
    assert reprints == {}


def test_every_row_of_the_data_file_says_where_it_is_from() -> None:
    assert all(row.family and row.called == row.called.lower() and row.kind and row.source for row in families())
    assert len({row.called for row in families()}) == len(families())


def test_nothing_is_independent_of_nothing() -> None:
    assert independence([]) == ({}, {})
    assert independence([article(1, "")]).publishers == {"a1": "a1"}

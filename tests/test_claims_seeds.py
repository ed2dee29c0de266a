"""The claim table on two real articles about one event: what both tell, what one tells, what must stay apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.claims import build_table
from summarizer.judging import Ground
from summarizer.models import Article, ClaimTable, DraftStatement
from summarizer.publishers import independence
from summarizer.text.sentences import sentences_of


@pytest.fixture(scope="module")
def table(seeds: list[Path]) -> ClaimTable:
    articles = [Article(id=f"a{n}", text=path.read_text("utf-8"), outlet=f"O{n}") for n, path in enumerate(seeds, 1)]
    publishers, reprints = independence(articles)
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    return build_table(articles, sentences, publishers=publishers, reprints=reprints)


def together(table: ClaimTable, first: str, second: str) -> bool:
    texts = {s.id: s.text for s in table.sentences}
    assert any(first in text for text in texts.values())
    assert any(second in text for text in texts.values())
    claims = [[s.text for s in claim.sentences] for claim in table.claims if len(claim.publishers) > 1]
    return any(any(first in t for t in claim) and any(second in t for t in claim) for claim in claims)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("during the five-hour meeting", "lasted more than five hours"),
        ("if western countries provide firm, legally binding", "in exchange for legally binding security guarantees"),
        ("Russia insists on a Ukrainian withdrawal from Donetsk", "withdrawals from parts of the Donbas region"),
        ("Friedrich Merz hosting the Berlin meetings", "hosted by German Chancellor Friedrich Merz"),
        ("1994 Budapest Memorandum", "nuclear arsenal in 1994"),
    ],
)
def test_what_both_tell_is_corroborated(table: ClaimTable, first: str, second: str) -> None:
    assert together(table, first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The announcement marks a significant policy shift", "extended into a second day"),
        ("European officials express caution.", "using frozen Russian assets"),
        ("Russia expects to be briefed", "Zelenskiy is expected to comment publicly"),
        ("European officials express caution.", "officials indicated that the meetings lasted"),
        ("As talks resumed Monday", "are set to resume on Monday"),
        ("this is already a compromise", "20-point peace plan"),
    ],
)
def test_what_only_sounds_alike_is_no_claim_of_both(table: ClaimTable, first: str, second: str) -> None:
    assert not together(table, first, second)


@pytest.mark.parametrize(
    "lone", ["20-point peace plan", "frozen Russian assets", "“cornerstone” of any potential peace deal"]
)
def test_what_one_tells_stands_with_its_outlet(table: ClaimTable, lone: str) -> None:
    telling = [claim for claim in table.claims if any(lone in s.text for s in claim.sentences)]
    assert telling
    assert all(len(claim.publishers) == 1 for claim in telling)


def test_what_one_adds_to_a_claim_of_both_stands_in_details_with_its_outlet(table: ClaimTable) -> None:
    (offer,) = [s for s in table.sentences if "Canada, and Japan" in s.text]
    (bid,) = [s for s in table.sentences if "withdraw its membership bid" in s.text]
    told = Ground(table).tell(DraftStatement(offer.text, (offer.id, bid.id)))
    assert (told.agreement, len(told.publishers)) == ("corroborated", 2)
    assert [detail.outlets for detail in told.details if "Canada" in detail.text] == [("O2",)]

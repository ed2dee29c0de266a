"""Build the claim table: sentences that say the same across articles become one claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from summarizer.claims.attribution import independent_publishers
from summarizer.claims.contrast import contrasts
from summarizer.claims.disagreements import find_differing
from summarizer.claims.grouping import Links, Veto, group
from summarizer.claims.matching import VIEWS, Pairs, Vectors, compare
from summarizer.claims.opposition import opposed
from summarizer.claims.reading import asserts, stem_set
from summarizer.models import Article, ClaimRow, ClaimTable, Conflict, Position, Sentence, Still, on
from summarizer.text.folding import fold

# By precision in the wild, on 2026-11-22 (`python -m evals.claims_evidence`). Of the cross-article pairs that the table
# joins, 0.89 are right in evidence_dev, 0.83 in 42 other stories of multinews_dev and 0.77 in 225 of the short triples;
# there pairs were drawn by lot from all that score 0.04 or more. Recall is 0.51, 0.37 and 0.52. With weights held out
# by story: 0.88, 0.87, 0.79. At 0.75 a score is right in 0.88, 0.88 and 0.83, and finds 0.43, 0.32 and 0.42.
# Links from 0.3 to 0.5 move precision by 0.01.
SAME_CLAIM = 0.66
LINK = 0.4  # score under which no two sentences of a claim may fall
TWIN = 0.8  # cosine from which two sentences of one article are copies of each other
TOLD = 0.7  # share of a heading's stems that a sentence must have for the heading to tell its claim,
TOLD_STEMS = 3  # how many at least,
TOLD_PLAIN = 0.5  # and what share of the weight of those that are neither names nor numbers


def build_table(
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    *,
    publishers: Mapping[str, str],
    reprints: Mapping[str, str],
    vectors: Vectors | None = None,
    still: Still = on,
) -> ClaimTable:
    """Return the claim table of one story.

    Every sentence of a text stands in at least one claim. A title or heading joins the claim that it tells best; a
    heading that tells none stands alone, with score 0, after all others.
    `publishers` gives for each article the publisher that it counts for, `reprints` the article that it reprints.
    `vectors` are embeddings of the sentences, where there are any: one row of length 1 for each. `still` is
    called all along; what it raises ends the work.
    """
    languages = {article.id: article.language for article in articles}
    pairs = compare(sentences, languages, vectors, still)
    told = groups(sentences, pairs, languages, still)
    outlets = {article.id: article.outlet_name for article in articles}
    rows = [_row([sentences[i] for i in group], publishers, outlets, still) for group in told]
    rows += _lone_headings(sentences, told, publishers)
    rows.sort(key=lambda row: (-row.score, row.sentences[0].text))
    claims = tuple(ClaimRow(f"c{n}", r.sentences, r.publishers, r.score) for n, r in enumerate(rows, 1))
    found = find_differing(articles, sentences, pairs, publishers, still)
    conflicts, developments = (tuple(_with_all_tellers(one, claims) for one in kind) for kind in found)
    return ClaimTable(tuple(articles), tuple(sentences), claims, publishers, reprints, conflicts, developments)


def groups(
    sentences: Sequence[Sentence], pairs: Pairs, languages: Mapping[str, str], still: Still = on
) -> list[list[int]]:
    """Return rows of `sentences` that make one claim each: prose, and headings with the claim that they tell."""

    def veto(a: int, b: int) -> bool:
        still()
        first, second, language = sentences[a].text, sentences[b].text, languages[sentences[a].article]
        return opposed(first, second, language) or contrasts(min(first, second), max(first, second), language)

    telling = np.array(_telling(sentences), np.bool_)
    numbers = {article: n for n, article in enumerate(languages)}
    home = np.array([numbers[sentence.article] for sentence in sentences], np.int64)
    left, right, cosine = pairs.left, pairs.right, pairs.views[:, 0]
    asserting = np.array([asserts(sentence.text) or not telling[n] for n, sentence in enumerate(sentences)], np.bool_)
    twins = np.where((cosine >= TWIN) & (asserting[left] == asserting[right]), cosine, 0.0)
    score = np.where((home[left] != home[right]) & asserting[left] & asserting[right], pairs.score, twins)
    bodies = ((score >= LINK) & telling[left] & telling[right]).nonzero()[0]
    links = Links(left[bodies], right[bodies], score[bodies])
    told = group(sentences, links, same=SAME_CLAIM, link=LINK, veto=veto)
    told = [rows for rows in told if any(telling[row] for row in rows)]
    headings: dict[int, list[tuple[float, int]]] = {}
    plain = pairs.views[:, VIEWS.index("plain")]
    mixed = ((telling[left] != telling[right]) & (plain >= TOLD_PLAIN)).nonzero()[0]
    for a, b, near in zip(left[mixed].tolist(), right[mixed].tolist(), cosine[mixed].tolist(), strict=True):
        heading, body = (b, a) if telling[a] else (a, b)
        headings.setdefault(heading, []).append((-near, body))
    _join_headings(sentences, headings, told, languages, veto)
    return told


def _telling(sentences: Sequence[Sentence]) -> list[bool]:
    """Tell which sentences make claims: prose, and the titles of an article that has no prose at all."""
    with_prose = {s.article for s in sentences if s.kind == "prose"}
    return [s.kind == "prose" or s.article not in with_prose for s in sentences]


def _join_headings(
    sentences: Sequence[Sentence],
    headings: Mapping[int, list[tuple[float, int]]],
    groups: list[list[int]],
    languages: Mapping[str, str],
    veto: Veto,
) -> None:
    """Let each heading join the claim of the nearest sentence that has most of its words, if there is one."""
    place = {row: rows for rows in reversed(groups) for row in rows}
    stems = [stem_set(s.text, languages[s.article]) if s.kind != "prose" else frozenset() for s in sentences]
    for heading, bodies in sorted(headings.items()):
        for _, body in sorted(bodies):
            told = stems[heading] & stem_set(sentences[body].text, languages[sentences[body].article])
            whole = len(told) >= max(TOLD_STEMS, TOLD * len(stems[heading]))
            if whole and not veto(heading, body):
                place[body].append(heading)
                break


def _row(
    sentences: list[Sentence], publishers: Mapping[str, str], outlets: Mapping[str, str], still: Still
) -> ClaimRow:
    still()
    ordered = sorted(sentences, key=lambda s: (s.kind != "prose", s.position, s.text, s.id))
    who = independent_publishers(ordered, publishers, outlets)
    return ClaimRow("", tuple(ordered), who, len(who) + _earliness(ordered))


def _with_all_tellers(conflict: Conflict, claims: Sequence[ClaimRow]) -> Conflict:
    """Add to each side the sentences of its claims that give its value in the same words: no outlet goes unnamed."""
    taken = {sid for position in conflict.positions for sid in position.sentence_ids}
    rows = [
        row.sentences for row in claims if len(row.sentences) > 1 and taken.intersection(s.id for s in row.sentences)
    ]
    sides = []
    for position in conflict.positions:
        value = fold(position.text)
        near = [row for row in rows if any(sentence.id in position.sentence_ids for sentence in row)]
        more = [s.id for row in near for s in row if s.id not in taken and value in fold(s.text)]
        sides.append(Position(position.text, tuple(dict.fromkeys((*position.sentence_ids, *more)))))
    return Conflict(conflict.topic, conflict.kind, tuple(sides))


def _lone_headings(
    sentences: Sequence[Sentence], groups: Sequence[Sequence[int]], publishers: Mapping[str, str]
) -> list[ClaimRow]:
    placed = {row for rows in groups for row in rows}
    left = [s for row, s in enumerate(sentences) if row not in placed and s.field == "text"]
    return [ClaimRow("", (sentence,), frozenset((publishers[sentence.article],)), 0.0) for sentence in left]


def _earliness(sentences: Sequence[Sentence]) -> float:
    """Return 0 to 1 (never 1): the mean over the articles of how early each first tells it."""
    first: dict[str, int] = {}
    for sentence in sentences:
        first[sentence.article] = min(first.get(sentence.article, 10**9), max(sentence.position, 0))
    return sum(1.0 / (2.0 + position) for position in first.values()) / len(first)

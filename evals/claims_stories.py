"""Stories whose pairs of sentences are labelled as telling the same claim or not: for `evals.claims_evidence`.

`evidence_dev.jsonl` names some pairs of sentences that tell the same and some near misses; most pairs that a matcher
meets are neither. `claims_labels.json` labels by eye pairs that it leaves open: of its own stories by the ids of
their sentences, of other stories of `multinews_dev.jsonl` by article and first character ("a1@120"). The second kind
was read in two rounds on 2026-11-22, one reader, before any figure was computed on it: 477 pairs drawn from the best
partners of each sentence by TF-IDF and by MiniLM, then 257 that a first fit scored 0.4 or more; pairs of furniture
and pairs in doubt (a value rounded, a claim told in passing) were left out. Same rule as the annotation's: the main
assertion of one sentence is told by the other, with no value that differs.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evals.stories_read import articles_of
from summarizer.claims import build_table
from summarizer.models import Article, ArticleInput, ClaimTable, Sentence
from summarizer.text.sentences import sentences_of

OWN_LABELS = Path(__file__).with_name("claims_labels.json")
LEAST = 25  # code points of a sentence; the annotation numbers no shorter ones


class Story(NamedTuple):
    """One story, its sentences as they are labelled; `labels` are by rows, lower first."""

    id: str
    articles: list[Article]
    sentences: list[Sentence]
    labels: dict[tuple[int, int], str]
    disagreements: list[dict[str, Any]]
    annotated: bool  # of `evidence_dev.jsonl`; else labelled by eye alone

    @property
    def languages(self) -> dict[str, str]:
        """Return the language of each article."""
        return {article.id: article.language for article in self.articles}

    def table(self) -> ClaimTable:
        """Return the claim table with every article as a publisher of its own."""
        publishers = {article.id: article.id for article in self.articles}
        return build_table(self.articles, self.sentences, publishers=publishers, reprints={})


def data_folder() -> Path:
    """Return where the shared evaluation data lies."""
    return Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))


@cache
def _own(corpus: str) -> dict[str, dict[str, list[list[str]]]]:
    found: dict[str, dict[str, list[list[str]]]] = json.loads(OWN_LABELS.read_text("utf-8"))[corpus]
    return found


def annotated(name: str = "evidence_dev.jsonl") -> Iterator[Story]:
    """Yield the annotated stories."""
    for line in (data_folder() / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        articles = [Article(id=f"a{n}", text=text) for n, text in enumerate(row["articles"], 1)]
        sentences = list(_numbered(row))
        own = _own("evidence").get(row["id"], {})
        told = [("true", own.get("true", [])), ("false", own.get("false", []))]
        told += [("near miss", row["not_same"]), ("same", row["same_claim"])]  # the annotation's word goes last
        labels = _by_rows(told, {sentence.id: n for n, sentence in enumerate(sentences)})
        yield Story(row["id"], articles, sentences, labels, row["brief"]["disagreements"], annotated=True)


def labelled() -> Iterator[Story]:
    """Yield the stories of `multinews_dev.jsonl` that we labelled, cleaned as the product cleans them."""
    for line in (data_folder() / "multinews_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if own := _own("multinews").get(row["id"]):
            articles = list(articles_of(ArticleInput(text=text) for text in row["articles"]))
            prose = (s for article in articles for s in sentences_of(article) if s.kind == "prose")
            sentences = [sentence for sentence in prose if len(sentence.text) >= LEAST]
            places = {f"{sentence.article}@{sentence.start}": n for n, sentence in enumerate(sentences)}
            yield Story(row["id"], articles, sentences, _by_rows(own.items(), places), [], annotated=False)


def _numbered(row: dict[str, Any]) -> Iterator[Sentence]:
    cruft = {sentence if isinstance(sentence, str) else sentence[0] for sentence in row["cruft"]}
    position: Counter[int] = Counter()
    for id_, at in row["sentences"].items():
        home, start, end = at["article"], at["start"], at["end"]
        if id_ not in cruft:
            text = row["articles"][home][start:end]
            yield Sentence(id_, f"a{home + 1}", "text", start, end, text, position[home])
        position[home] += 1


def _by_rows(told: Any, rows: Mapping[str, int]) -> dict[tuple[int, int], str]:
    """Return the labels of those pairs whose sentences are both there."""
    found: dict[tuple[int, int], str] = {}
    for label, pairs in told:
        for a, b in (pair[:2] for pair in pairs):
            if a in rows and b in rows:
                found[min(rows[a], rows[b]), max(rows[a], rows[b])] = label
    return found


def lost(stories: Sequence[Story]) -> int:
    """Return how many labels of our own find no sentence any more, for the cleaning or the splitting has changed."""
    known = {label for story in stories if not story.annotated for label in [story.id]}
    given = sum(len(pairs) for id_, own in _own("multinews").items() if id_ in known for pairs in own.values())
    return given - sum(len(story.labels) for story in stories if not story.annotated)

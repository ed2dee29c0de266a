"""Stories whose pairs of sentences are labelled as telling the same claim or not: for `evals.claims_evidence`.

`evidence_dev.jsonl` names some pairs of sentences that tell the same and some near misses; most pairs that a matcher
meets are neither. `claims_labels.json` labels by eye pairs that it leaves open: of its own stories by the ids of
their sentences, of other stories of `multinews_dev.jsonl` by article and first character ("a1@120"). The second kind
was read in two rounds on 2026-11-22, one reader, before any figure was computed on it: 477 pairs drawn from the best
partners of each sentence by TF-IDF and by MiniLM, then 257 that a first fit scored 0.4 or more; pairs of furniture
and pairs in doubt (a value rounded, a claim told in passing) were left out. Same rule as the annotation's: the main
assertion of one sentence is told by the other, with no value that differs.

Those "drawn" tell how things are in the wild: 983 further pairs of that corpus and of the 300 stories of
`neutral_triples_dev.jsonl`, drawn by lot from six ranges of the product's score of that day (0.04 to 1), eight of one
story and range at most, and read without the score by two readers, 44 pairs in doubt left out. Each stands for the
number of pairs that its weight says. Pairs under 0.04 and pairs word for word alike were not drawn.

The "second reader" is a language model that read the annotated pairs and near misses, shuffled, without their labels
and each with the end of the sentence before: what somebody reaches who understands the sentences.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evals.stories_read import articles_of
from summarizer.claims import build_table
from summarizer.models import Article, ArticleInput, ClaimTable, Sentence
from summarizer.text.sentences import sentences_of

OWN_LABELS = Path(__file__).with_name("claims_labels.json")
_FILES = {"multinews": "multinews_dev.jsonl", "triples": "neutral_triples_dev.jsonl"}
LEAST = 25  # code points of a sentence; the annotation numbers no shorter ones


class Story(NamedTuple):
    """One story, its sentences as they are labelled; `labels` are by rows, lower first."""

    id: str
    articles: list[Article]
    sentences: list[Sentence]
    labels: dict[tuple[int, int], str]
    weights: dict[tuple[int, int], float]  # of those drawn by lot: how many pairs each stands for
    disagreements: list[dict[str, Any]]
    corpus: str  # "evidence", annotated; "multinews" and "triples" are labelled by eye alone

    @property
    def annotated(self) -> bool:
        """Return whether pairs of the story are annotated in `evidence_dev.jsonl`."""
        return self.corpus == "evidence"

    @property
    def languages(self) -> dict[str, str]:
        """Return the language of each article."""
        return {article.id: article.language for article in self.articles}

    def table(self) -> ClaimTable:
        """Return the claim table with every article as a publisher of its own."""
        publishers = {article.id: article.id for article in self.articles}
        return build_table(self.articles, self.sentences, publishers=publishers, reprints={})


def second_reader(story: Story) -> frozenset[tuple[int, int]]:
    """Return the pairs of an annotated story that the second reader calls the same, by rows."""
    rows = {sentence.id: n for n, sentence in enumerate(story.sentences)}
    pairs = _own_labels()["second reader"].get(story.id, {}).get("same", [])
    return frozenset((min(rows[a], rows[b]), max(rows[a], rows[b])) for a, b in pairs if a in rows and b in rows)


def data_folder() -> Path:
    """Return where the shared evaluation data lies."""
    return Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))


@cache
def _own_labels() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(OWN_LABELS.read_text("utf-8"))
    return found


def annotated(name: str = "evidence_dev.jsonl") -> Iterator[Story]:
    """Yield the annotated stories."""
    for line in (data_folder() / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        articles = [Article(id=f"a{n}", text=text) for n, text in enumerate(row["articles"], 1)]
        sentences = list(_numbered(row))
        own = _own_labels()["evidence"].get(row["id"], {})
        told = [("true", own.get("true", [])), ("false", own.get("false", []))]
        told += [("near miss", row["not_same"]), ("same", row["same_claim"])]  # the annotation's word goes last
        labels, _ = _by_rows(told, {sentence.id: n for n, sentence in enumerate(sentences)})
        yield Story(row["id"], articles, sentences, labels, {}, row["brief"]["disagreements"], "evidence")


def labelled() -> Iterator[Story]:
    """Yield the stories of the other corpora that we labelled, cleaned as the product cleans them."""
    for corpus in ("multinews", "triples"):
        yield from _labelled(corpus)


def _labelled(corpus: str) -> Iterator[Story]:
    chosen, drawn = _own_labels().get(corpus, {}), _own_labels()["drawn"][corpus]
    for line in (data_folder() / _FILES[corpus]).read_text("utf-8").splitlines():
        row = json.loads(line)
        if own := [*chosen.get(row["id"], {}).items(), *drawn.get(row["id"], {}).items()]:
            given = [ArticleInput(**(one if isinstance(one, dict) else {"text": one})) for one in row["articles"]]
            articles = list(articles_of(given))
            prose = (s for article in articles for s in sentences_of(article) if s.kind == "prose")
            sentences = [sentence for sentence in prose if sentence.field == "text" and len(sentence.text) >= LEAST]
            places = {f"{sentence.article}@{sentence.start}": n for n, sentence in enumerate(sentences)}
            yield Story(row["id"], articles, sentences, *_by_rows(own, places), [], corpus)


def _numbered(row: dict[str, Any]) -> Iterator[Sentence]:
    cruft = {sentence if isinstance(sentence, str) else sentence[0] for sentence in row["cruft"]}
    position: Counter[int] = Counter()
    for id_, at in row["sentences"].items():
        home, start, end = at["article"], at["start"], at["end"]
        if id_ not in cruft:
            text = row["articles"][home][start:end]
            yield Sentence(id_, f"a{home + 1}", "text", start, end, text, position[home])
        position[home] += 1


def _by_rows(
    told: Iterable[tuple[str, Any]], rows: Mapping[str, int]
) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], float]]:
    """Return the labels of those pairs whose sentences are both there, and the weights of those that have one."""
    labels: dict[tuple[int, int], str] = {}
    weights: dict[tuple[int, int], float] = {}
    for label, pairs in told:
        for a, b, *more in pairs:
            if a in rows and b in rows:
                pair = (min(rows[a], rows[b]), max(rows[a], rows[b]))
                labels[pair] = label
                if more and isinstance(more[0], float):
                    weights[pair] = more[0]
    return labels, weights


def lost(stories: Sequence[Story]) -> int:
    """Return how many labels of our own find no sentence any more, for the cleaning or the splitting has changed."""
    given = [_own_labels()["multinews"], *_own_labels()["drawn"].values()]
    told = sum(len(pairs) for corpus in given for own in corpus.values() for pairs in own.values())
    return told - sum(len(story.labels) for story in stories if not story.annotated)

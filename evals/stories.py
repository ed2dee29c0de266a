"""How well articles are grouped into stories: `python -m evals.stories`.

Prints, for one fixed default and each corpus: B-cubed F1 over the whole corpus as one batch; over simulated
requests (1 to 5 stories, 2 to 12 articles); the share of pairs of one story that become one, of pairs of two
stories that become two, and of stories that are kept whole when they come alone. Also the time of 50 articles.
"""

from __future__ import annotations

import csv
import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from evals.bcubed import bcubed
from summarizer.models import Article
from summarizer.stories import group_stories

REQUESTS, PAIRS, SEED = 300, 1000, 20261122


class Labelled(NamedTuple):
    """An article and the story that it belongs to."""

    article: Article
    story: str


def main() -> int:
    """Print the table; 0 always: this measures, the gate of `evals` decides."""
    folder = Path(os.environ.get("SUMMARIZER_EVAL_DATA", "../shared/data"))
    if not folder.is_dir():
        print(f"skipped: no evaluation data at {folder} (set SUMMARIZER_EVAL_DATA)")
        return 0
    print(f"{'corpus':<12}{'batch':>7}{'requests':>10}{'same':>7}{'different':>11}{'whole':>7}   (per cent)")
    for name, articles in corpora(folder):
        print(
            f"{name:<12}"
            + "".join(f"{100 * x:>{w}.1f}" for x, w in zip(measure(articles), (7, 10, 7, 11, 7), strict=True))
        )
    print(f"50 articles of 600 words, one core: {1000 * seconds_for_fifty(folder):.0f} ms")
    return 0


def corpora(folder: Path) -> Iterator[tuple[str, list[Labelled]]]:
    """Yield each corpus with its name: full articles, titles with leads, titles alone."""
    rows = _rows(folder / "multinews_dev.jsonl")
    yield "multinews", [_labelled(n, row["id"], text) for row in rows for n, text in enumerate(row["articles"])]
    rows = _rows(folder / "neutral_triples_dev.jsonl")
    yield (
        "triples",
        [_labelled(n, row["id"], a["text"], a["title"]) for row in rows for n, a in enumerate(row["articles"])],
    )
    with (folder / "headlines_dev.csv").open(encoding="utf-8", newline="") as file:
        yield "headlines", [_labelled(n, row["story"], "", row["title"]) for n, row in enumerate(csv.DictReader(file))]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _labelled(number: int, story: str, text: str, title: str | None = None) -> Labelled:
    return Labelled(Article(id=f"a{number + 1}", text=text, title=title or None), story)


def measure(corpus: Sequence[Labelled]) -> tuple[float, float, float, float, float]:
    """Return the five figures of the table's row, each a share of 1."""
    stories: dict[str, list[Labelled]] = defaultdict(list)
    for item in corpus:
        stories[item.story].append(item)
    draw = random.Random(SEED)
    requests = [_request(stories, draw) for _ in range(REQUESTS)]
    same = [pair for members in stories.values() for pair in draw.sample(*_all_pairs(members))]
    names = sorted(stories)
    different = [[draw.choice(stories[name]) for name in draw.sample(names, 2)] for _ in range(PAIRS)]
    return (
        f1(corpus),
        sum(map(f1, requests)) / len(requests),
        sum(_count(pair) == 1 for pair in same) / len(same),
        sum(_count(pair) == 2 for pair in different) / len(different),
        sum(_count(members) == 1 for members in stories.values()) / len(stories),
    )


def _all_pairs(members: Sequence[Labelled]) -> tuple[list[tuple[Labelled, Labelled]], int]:
    pairs = list(combinations(members, 2))
    return pairs, min(len(pairs), 30)


def _request(stories: dict[str, list[Labelled]], draw: random.Random) -> list[Labelled]:
    names = draw.sample(sorted(stories), draw.randint(1, 5))
    size = draw.randint(max(2, len(names)), 12)
    chosen = [item for name in names for item in _some(stories[name], round(size / len(names)), draw)]
    draw.shuffle(chosen)
    return chosen


def _some(members: Sequence[Labelled], size: int, draw: random.Random) -> list[Labelled]:
    return draw.sample(members, min(len(members), max(1, size)))


def f1(batch: Sequence[Labelled]) -> float:
    """Return B-cubed F1 of the grouping of one batch."""
    return bcubed(grouped(batch), [item.story for item in batch]).f1


def grouped(batch: Sequence[Labelled]) -> list[list[int]]:
    """Return the grouping of `batch` as lists of positions."""
    place = {id(item.article): n for n, item in enumerate(batch)}
    return [[place[id(article)] for article in story] for story in group_stories([item.article for item in batch])]


def _count(batch: Sequence[Labelled]) -> int:
    return len(group_stories([item.article for item in batch]))


def seconds_for_fifty(folder: Path) -> float:
    """Return the median processor time of grouping 50 articles of 600 words, stems cached."""
    words = " ".join(item.article.text for item in next(corpora(folder))[1]).split(" ")
    articles = [Article(id=f"a{n + 1}", text=" ".join(words[600 * n : 600 * n + 600])) for n in range(50)]
    times = []
    for _ in range(7):
        start = time.process_time()
        group_stories(articles)
        times.append(time.process_time() - start)
    return sorted(times)[3]


if __name__ == "__main__":
    raise SystemExit(main())

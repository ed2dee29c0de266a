"""What the constants of story grouping do, and how they fare on a corpus that had no say.

Each corpus is grouped whole, on four draws of two thirds of its stories, and once with two thirds of its stories cut
down to one article. The first table changes one constant at a time. The second leaves one corpus out: the constants
that serve the two others best, out of a grid, are judged on the third. `python -m evals.stories_sweep`; a minute.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from evals.bcubed import bcubed
from evals.stories import SEED, Labelled, corpora
from evals.stories_read import data_folder
from summarizer.stories import READ_TOGETHER
from summarizer.stories.choosing import Rule, stories_of
from summarizer.stories.linking import CENTROID_SHARE, Tree, link
from summarizer.stories.neighbours import Pairs, likest_pairs
from summarizer.stories.reading import Batch, read_batch, reading_of
from summarizer.stories.vectors import vectors_of

DRAWS: Final = 4
ONE_BY_ONE: Final = (
    ("size_share", (0.3, 0.35, 0.4, 0.43, 0.45, 0.5, 0.6)),
    ("alone", (0.0, 0.05, 0.1, 0.13, 0.16)),
    ("strictest", (0.06, 0.07, 0.08, 0.09, 0.1)),
    ("prior_weight", (2.0, 5.0, 10.0, 20.0, 40.0)),
    ("band", (1.0, 1.3, 1.5, 1.7, 2.0, 2.5)),
)
GRID: Final = {"size_share": (0.35, 0.4, 0.43, 0.46, 0.5), "alone": (0.05, 0.1, 0.15), "band": (1.3, 1.7, 2.1)}
SHARES: Final = (0.2, 0.35, 0.5)


class Sample(NamedTuple):
    """One batch, as far as the constants under test do not matter."""

    corpus: str
    kind: str  # "whole", "draw" or "lone"
    pairs: Pairs
    stories: tuple[str, ...]

    def tree(self, share: float = CENTROID_SHARE) -> Tree:
        """Return the tree of the batch."""
        return link(self.pairs, len(self.stories), centroid_share=share)

    def f1(self, tree: Tree, rule: Rule) -> float:
        """Return B-cubed F1 in per cent."""
        return 100 * bcubed([group.tolist() for group in stories_of(tree, rule)], self.stories).f1


def main() -> int:
    """Print both tables; 0 always."""
    if not data_folder().is_dir():
        print(f"skipped: no evaluation data at {data_folder()} (set SUMMARIZER_EVAL_DATA)")
        return 0
    samples = [sample for name, corpus in corpora(data_folder()) for sample in _samples(name, corpus)]
    trees = {share: [sample.tree(share) for sample in samples] for share in SHARES}
    names = list(dict.fromkeys(sample.corpus for sample in samples))
    print("B-cubed F1 of each corpus: whole / mean of draws / mostly lone articles\n")
    _print_row("default", samples, trees[CENTROID_SHARE], Rule())
    for share in SHARES:
        _print_row(f"centroid_share {share:g}", samples, trees[share], Rule())
    for field, values in ONE_BY_ONE:
        for value in values:
            rule = Rule()._replace(**{field: value})
            _print_row(f"{field} {value:g}", samples, trees[CENTROID_SHARE], rule)
    print("\none corpus left out: chosen on the two others, judged on it\n")
    _print_left_out(names, samples, trees)
    return 0


def _samples(name: str, corpus: Sequence[Labelled]) -> Iterator[Sample]:
    draw = random.Random(SEED)
    stories = sorted({item.story for item in corpus})
    yield _sample(name, "whole", corpus)
    for _ in range(DRAWS):
        kept = set(draw.sample(stories, len(stories) * 2 // 3))
        yield _sample(name, "draw", [item for item in corpus if item.story in kept])
    kept = set(draw.sample(stories, len(stories) // 3))
    first = {item.story: item for item in reversed(corpus)}
    yield _sample(name, "lone", [item for item in corpus if item.story in kept or item is first[item.story]])


def _sample(name: str, kind: str, batch: Sequence[Labelled]) -> Sample:
    ordered = sorted(batch, key=lambda item: (item.article.title or "", item.article.text))
    readings = [reading_of(item.article) for item in ordered]
    parts = (Batch(readings[n : n + READ_TOGETHER], ("en",)) for n in range(0, len(readings), READ_TOGETHER))
    pairs = likest_pairs(vectors_of([read_batch(part) for part in parts]))
    return Sample(name, kind, pairs, tuple(item.story for item in ordered))


def _print_row(what: str, samples: Sequence[Sample], trees: Sequence[Tree], rule: Rule) -> None:
    found: dict[str, dict[str, list[float]]] = {}
    for sample, tree in zip(samples, trees, strict=True):
        found.setdefault(sample.corpus, {}).setdefault(sample.kind, []).append(sample.f1(tree, rule))
    means = {name: [sum(values) / len(values) for values in kinds.values()] for name, kinds in found.items()}
    cells = (f"{name} " + " / ".join(f"{mean:.1f}" for mean in kinds) for name, kinds in means.items())
    print(f"{what:<22}" + "   ".join(cells), flush=True)


def _print_left_out(names: Sequence[str], samples: Sequence[Sample], trees: dict[float, list[Tree]]) -> None:
    rules = [Rule()._replace(**dict(zip(GRID, values, strict=True))) for values in product(*GRID.values())]
    means = {(share, rule): _means(samples, trees[share], rule) for share in SHARES for rule in rules}
    for name in names:
        others = [other for other in names if other != name]
        share, rule = max(means, key=lambda key: sum(means[key][other] for other in others))
        whole = next(n for n, sample in enumerate(samples) if sample.corpus == name)
        judged = samples[whole].f1(trees[share][whole], rule)
        best = max(samples[whole].f1(trees[share][whole], rule) for share, rule in means)
        chosen = ", ".join(f"{field} {getattr(rule, field):g}" for field in GRID)
        print(f"{name:<12}{judged:.1f} whole (best of the grid {best:.1f}); chosen: centroid_share {share:g}, {chosen}")


def _means(samples: Sequence[Sample], trees: Sequence[Tree], rule: Rule) -> dict[str, float]:
    scores: dict[str, list[float]] = {}
    for sample, tree in zip(samples, trees, strict=True):
        scores.setdefault(sample.corpus, []).append(sample.f1(tree, rule))
    return {name: sum(values) / len(values) for name, values in scores.items()}


if __name__ == "__main__":
    raise SystemExit(main())

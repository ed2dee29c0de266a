"""The measured promises of the gate, on shared data where it is here."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest

from evals import gate_evidence, mechanical
from summarizer.verify import check

_EVIDENCE = gate_evidence.data_folder() / "evidence_dev.jsonl"
_ARTICLES = gate_evidence.data_folder() / "multinews_dev.jsonl"
needs_evidence = pytest.mark.skipif(not _EVIDENCE.exists(), reason="SUMMARIZER_EVAL_DATA has no evidence_dev.jsonl")
needs_articles = pytest.mark.skipif(not _ARTICLES.exists(), reason="SUMMARIZER_EVAL_DATA has no multinews_dev.jsonl")


@cache
def pool() -> tuple[mechanical.Made, ...]:
    return tuple(mechanical.sentences(_ARTICLES))


@needs_evidence
def test_falsified_statements_are_caught_and_true_ones_pass():
    judged = gate_evidence.judge(list(gate_evidence.cases(_EVIDENCE)))
    total = Counter(case.kind for case, _ in judged)
    stopped = Counter(case.kind for case, failures in judged if failures)
    for kind, target in gate_evidence._TARGETS.items():
        assert 100 * stopped[kind] >= target * total[kind], kind
    true = sum(total[kind] for kind in gate_evidence.TRUE)
    wrongly = sum(stopped[kind] for kind in gate_evidence.TRUE)
    assert 100 * (stopped.total() - wrongly) >= 60 * (total.total() - true)
    assert 100 * wrongly <= 4 * true


@needs_articles
@pytest.mark.parametrize("kind", mechanical.KINDS, ids=lambda kind: kind.name)
def test_mechanical_cases(kind):
    pairs = mechanical.make(kind, pool(), 200, 7)
    rate = 100 * sum(bool(check(text, passages)) for text, passages in pairs) / len(pairs)
    assert len(pairs) >= 200
    assert rate >= kind.target if kind.false else rate <= kind.target


@needs_articles
def test_every_sentence_stands_on_itself():
    for made in random.Random(1).sample(pool(), 1000):
        assert check(made.text, [made.before, made.text, made.after]) == ()
        assert check(made.text, [made.text]) == ()

"""The smallest real input, through the command line: two articles on one event, with site cruft in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def answer(seeds: list[Path]) -> dict:
    command = [sys.executable, "-m", "summarizer", "brief", *map(str, seeds), "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "SUMMARIZER_CACHE": "off"})
    return json.loads(done.stdout)


def test_one_story_of_both_and_every_quote_holds(answer, seeds):
    (brief,) = answer["stories"]
    assert [source["id"] for source in brief["sources"]] == ["a1", "a2"]
    texts = {f"a{n}": path.read_bytes().decode() for n, path in enumerate(seeds, 1)}
    carriers = [brief["headline"], *brief["statements"], *brief["claims"], *brief["quotes"], *brief["timeline"]]
    citations = [citation for carrier in carriers for citation in carrier["citations"]]
    assert len(citations) > 40
    assert all(texts[c["source"]][c["start"] : c["end"]] == c["quote"] for c in citations)


def test_statements_are_corroborated_by_both_with_citations_to_both(answer):
    (brief,) = answer["stories"]
    shared = [statement for statement in brief["statements"] if statement["agreement"] == "corroborated"]
    assert len(shared) >= 3
    assert all({citation["source"] for citation in statement["citations"]} == {"a1", "a2"} for statement in shared)


def test_cruft_is_cited_nowhere_and_titles_are_recovered(answer):
    (brief,) = answer["stories"]
    told = json.dumps([brief["headline"], brief["statements"], brief["claims"]], ensure_ascii=False)
    for cruft in ("English", "World War III", 'NewsNeck"', "For More visit", "still far off"):
        assert cruft not in told.replace('"NewsNeck"', "")
    assert [source["title"] for source in brief["sources"]] == [
        "Ukraine Says It May Abandon NATO Ambition to Secure Peace Guarantees",
        "Ukraine drops NATO goal as peace talks",
    ]

"""`summarizer stories` as a script meets it: lines in, lines out, every id once, faults named by their lines."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from summarizer.cli.stories import Job, run
from summarizer.errors import InvalidInput, NothingReadable

LINES = [
    {"id": "dam-1", "title": "Dam above Port Almer holds after record rain", "outlet": "Harbour Gazette"},
    {"id": 2, "title": "Record rain tests the dam of Port Almer", "published": "2026-11-21T06:00:00Z"},
    {"id": "bank", "text": "Norbank, a lender of the coast, will close 40 branches.", "url": "https://news.example/b"},
    {
        "id": "bank-2",
        "html": "<title>Lender</title><p>Norbank will close 40 branches by spring, the lender of the coast said.</p>",
    },
    {"id": "bare", "url": "https://news.example/bare", "published": "soon"},
    {"id": "nothing"},
]


def written(lines) -> bytes:
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines) + b"\n"


@pytest.fixture
def stories(tmp_path):
    """Run the command over lines, and return what it wrote."""

    def group(lines, known=None) -> list[dict]:
        file, out, before = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "known.jsonl"
        file.write_bytes(written(lines))
        if known is not None:
            before.write_bytes(written(known))
        run(Job(str(file), known=before if known is not None else None, out=out, quiet=True))
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    return group


def test_every_id_stands_once_whatever_its_line_holds(stories):
    found = stories(LINES)
    assert [story["articles"] for story in found] == [["dam-1", 2], ["bank", "bank-2"], ["bare"], ["nothing"]]
    assert [story["label"] for story in found[2:]] == ["https://news.example/bare", "nothing"]
    assert found[0]["label"] in {LINES[0]["title"], LINES[1]["title"]}
    assert len({story["id"] for story in found}) == 4


def test_ids_go_on_from_an_earlier_run(stories):
    yesterday = stories(LINES[:1])
    today = stories([LINES[1], LINES[0], LINES[2]], known=yesterday)
    assert [story["id"] for story in today if "dam-1" in story["articles"]] == [yesterday[0]["id"]]
    assert stories(LINES[1:3])[0]["id"] != yesterday[0]["id"]


def test_faults_are_named_by_their_lines_and_nothing_is_written(stories, tmp_path):
    lines = [
        *LINES[:1],
        b'{"id": "dam-1"}',
        b"",
        b"no json",
        b"[1]",
        b'{"title": "x"}',
        b'{"id": "x", "title": 5}',
        b'{"id": ""}',
        b'{"id": "\xff"}',
        b"[" * 100_000,
    ]
    with pytest.raises(InvalidInput) as caught:
        stories(lines)
    said = str(caught.value)
    for fault in (
        "line 2: id 'dam-1' stands in line 1 already",
        "line 4: no JSON object",
        'line 6: no "id"',
        'line 7: "title"',
    ):
        assert fault in said
    assert said.endswith("and 3 more lines")
    assert not (tmp_path / "out.jsonl").exists()
    with pytest.raises(NothingReadable, match="cannot be read"):
        run(Job(str(tmp_path / "missing.jsonl")))


def test_odd_but_sound_lines(stories):
    odd = [
        b'\xef\xbb\xbf{"id": "bom", "title": "Dam holds", "unknown": [1]}',
        b'{"id": "half", "title": "half \\ud800 a character"}',
        {"id": "long", "title": "x" * 5_000, "text": "y " * 400_000},
        {"id": "markup", "html": "<p"},
        {"id": "null", "title": None, "text": None},
    ]
    assert sorted(id for story in stories(odd) for id in story["articles"]) == [
        "bom",
        "half",
        "long",
        "markup",
        "null",
    ]
    assert stories([]) == []


def test_from_a_pipe_to_a_pipe():
    done = subprocess.run(
        [sys.executable, "-m", "summarizer", "stories", "-"],
        input=written(LINES),
        capture_output=True,
        check=True,
        timeout=110,
    )
    assert json.loads(done.stdout.splitlines()[0])["articles"] == ["dam-1", 2]
    wrong = subprocess.run(
        [sys.executable, "-m", "summarizer", "stories", "-"], input=b"{}", capture_output=True, check=False, timeout=60
    )
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b'-, line 1: no "id"' in wrong.stderr

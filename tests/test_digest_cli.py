"""`summarizer digest` as cron and people start it: files, exit codes, one line of summary, a signal in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from summarizer.cli import main
from tests.digest_world import BUDGET, FERRY, OWLS, write_feeds
from tests.mailbox import receiving
from tests.provider import Scripted, serving


@pytest.fixture
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, ...]]:
    for name in [name for name in os.environ if name.startswith("SUMMARIZER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SUMMARIZER_CACHE", f"disk://{tmp_path}/cache")
    monkeypatch.setenv("SUMMARIZER_STORE", f"disk://{tmp_path}/store")
    now = datetime.now(UTC)
    monkeypatch.setenv("TZ", f"NOON{now.hour - 12:+d}")  # no day ends between two runs
    time.tzset()
    yield write_feeds(tmp_path / "feeds", [replace(item, at=now) for item in (*FERRY, *BUDGET, *OWLS)])
    monkeypatch.undo()
    time.tzset()


def run(*arguments: object) -> int:
    try:
        main(["digest", *map(str, arguments)])
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def test_a_digest_to_files_and_again(feeds, tmp_path, capsys):
    names = [tmp_path / f"day{suffix}" for suffix in (".html", ".md", ".json", ".xml", ".txt", ".eml")]
    outs = [argument for name in names for argument in ("--out", name)]
    assert run("--feeds", *feeds, "--list", "world", *outs) == 0
    first = capsys.readouterr()
    assert first.out == ""
    summary = first.err.splitlines()[-1]
    assert "3 stories" in summary
    assert "5 feeds read" in summary
    assert str(names[0]) in summary
    body = json.loads(names[2].read_text())
    assert body["schema_version"] == "1"
    assert [story["rank"]["place"] for story in body["stories"]] == [1, 2, 3]
    assert names[0].read_text().startswith("<!doctype html>")
    assert len(ET.parse(names[3]).getroot().findall("{http://www.w3.org/2005/Atom}entry")) == 3
    assert names[5].read_bytes().startswith(b"Subject: World")
    before = [name.read_bytes() for name in names]
    names[0].unlink()
    assert run("--feeds", *feeds, "--list", "world", *outs) == 0
    assert "was made before" in capsys.readouterr().err
    assert [name.read_bytes() for name in names] == before


def test_a_dry_run_writes_nothing_but_the_screen(feeds, tmp_path, capsys):
    out = tmp_path / "day.html"
    assert run("--feeds", *feeds, "--dry-run", "--out", out, "--top", 1, "--format", "json") == 0
    shown = capsys.readouterr()
    assert len(json.loads(shown.out)["stories"]) == 1
    assert "nothing is remembered" in shown.err
    assert not out.exists()
    assert run("--feeds", *feeds, "--quiet") == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "Saltmarsh Queen" in shown.out


def test_a_list_is_named_after_its_one_file(feeds, tmp_path, capsys):
    listed = tmp_path / "my feeds.txt"
    listed.write_text("https://nowhere.invalid/feed\n")
    assert run("--feeds", listed, "--dry-run") == 1
    assert run("--feeds", feeds[0], "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["list"] == "harbor-post"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--since", "soon"), "--since"),
        (("--since", "0h"), "--since"),
        (("--list", "../etc"), "--list"),
        (("--to", "ann@readers.example"), "SUMMARIZER_SMTP_HOST"),
        (("--engine", "llm"), "SUMMARIZER_MODEL"),
        (("--out", "/nowhere/at/all.html"), "--out"),
        (("--slack",), "SUMMARIZER_SLACK_"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_read(feeds, capsys, arguments, words):
    assert run("--feeds", *feeds, *arguments) == 2
    assert words in capsys.readouterr().err


def test_no_feed_is_exit_code_one_and_names_them(feeds, tmp_path, capsys):
    assert run("--feeds", tmp_path / "gone.opml") == 1
    assert "gone.opml" in capsys.readouterr().err


def test_a_letter_is_sent_once_and_a_failed_one_is_exit_code_one(feeds, monkeypatch, capsys):
    with receiving() as box:
        monkeypatch.setenv("SUMMARIZER_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("SUMMARIZER_SMTP_PORT", str(box.port))
        monkeypatch.setenv("SUMMARIZER_SMTP_SECURITY", "none")
        monkeypatch.setenv("SUMMARIZER_SMTP_FROM", "Digest <digest@news.example>")
        asked = ("--feeds", *feeds, "--list", "world", "--to", "ann@readers.example")
        box.refuse = "rcpt"
        assert run(*asked) == 1
        assert "550 no such reader" in capsys.readouterr().err
        box.refuse = None
        assert [run(*asked), run(*asked)] == [0, 0]
        assert box.recipients == ["ann@readers.example"]


def test_sigterm_gives_the_list_back(feeds, tmp_path):
    """A run that waits for a feed is told to end: it leaves at once, and the next run begins without waiting."""
    with serving() as host:
        host.script(Scripted(hang="before"))
        environment = {**os.environ, "SUMMARIZER_TRUSTED_HOSTS": f"127.0.0.1:{host.port}"}
        slow = f"http://127.0.0.1:{host.port}/feed"
        command = [sys.executable, "-m", "summarizer", "digest", "--feeds", *feeds, slow, "--list", "world"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert host.asked.wait(60)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 143
    assert run("--feeds", *feeds, "--list", "world", "--quiet") == 0

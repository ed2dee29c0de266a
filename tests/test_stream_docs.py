"""The README's section on streaming runs as it stands, and says what the code does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.api import create_app
from summarizer.api.events import PACE
from summarizer.models.events import Event
from summarizer.settings import Settings
from tests.serving import served

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")
SECTION = README.partition("## Streaming\n")[2].partition("\n## ")[0]
WRITTEN = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(create_app(Settings(cache="memory://", store="memory://", model=None))) as url:
        yield url


def example(language: str, address: str) -> str:
    (block,) = re.findall(rf"```{language}\n(.*?)```", SECTION, re.S)
    assert WRITTEN in block
    return block.replace(WRITTEN, address)


def test_the_example_for_curl_runs(address: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    shown = subprocess.run(example("", address), shell=True, capture_output=True, text=True, check=True, timeout=110)
    assert "event: statement\n" in shown.stdout
    assert shown.stdout.rstrip().rpartition("event: ")[2].startswith("answer\n")


def test_the_example_for_python_runs(address: str) -> None:
    command = [sys.executable, "-c", example("python", address)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=110)
    assert "All 214 people were taken ashore. ['Harbor Post']" in shown.stdout


def test_every_event_is_in_the_table() -> None:
    listed = set(re.findall(r"^\| `([a-z]+)` \|", SECTION, re.M))
    assert listed == {kind.name for kind in Event.__subclasses__()} | {"answer", "problem"}


def test_the_times_are_those_of_the_code() -> None:
    assert f"every {PACE.ping:g} s" in SECTION
    assert f"for {PACE.patience:g} s" in SECTION

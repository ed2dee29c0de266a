"""README and code say the same: settings, commands, examples."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from summarizer.models import SummarizeRequest
from summarizer.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def table() -> dict[str, tuple[str, str]]:
    """The settings table: variable -> (default, meaning)."""
    rows = re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \| (.*?) \| (.*) \|$", README, re.M)
    return {name: (default, meaning) for name, default, meaning in rows}


def test_settings_table_is_the_settings():
    assert list(table()) == [PREFIX + name.upper() for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        default, meaning = table()[PREFIX + name.upper()]
        assert meaning == field.description
        if field.default_factory is None:
            shown = str(field.default).lower() if isinstance(field.default, bool) else field.default
            assert default.strip() == ("" if field.default in (None, ()) else f"`{shown}`")


def test_secrets_are_hidden(monkeypatch):
    monkeypatch.setenv("SUMMARIZER_API_KEY", "sk-canary")
    assert "canary" not in repr(load_settings())


def test_a_bad_setting_is_named_without_its_value(monkeypatch):
    monkeypatch.setenv("SUMMARIZER_DEADLINE_S", "sk-canary")
    with pytest.raises(Exception, match="SUMMARIZER_DEADLINE_S") as caught:
        load_settings()
    assert "canary" not in str(caught.value)


def test_settings_file(tmp_path, monkeypatch):
    (tmp_path / "settings.env").write_text("SUMMARIZER_CACHE=memory://\nSUMMARIZER_MODELS=openai/a, openai/b\n")
    monkeypatch.setenv("SUMMARIZER_SETTINGS", str(tmp_path / "settings.env"))
    monkeypatch.delenv("SUMMARIZER_CACHE", raising=False)
    settings = load_settings()
    assert settings.cache == "memory://"
    assert settings.models == ("openai/a", "openai/b")


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets
    assert {"demo", "test"} <= set(re.findall(r"make ([a-z]+)", README))


def test_request_in_the_readme_is_a_request():
    requests = [block for block in re.findall(r"```json\n(.*?)```", README, re.S) if '"articles"' in block]
    assert requests
    for block in requests:
        SummarizeRequest.model_validate(json.loads(block))


def test_commands_in_the_readme_are_commands():
    commands = re.findall(r"^\$? ?(summarizer [a-z]+.*?)(?:  #.*)?$", README, re.M)
    assert commands
    for command in commands:
        words = shlex.split(command.split(">")[0].split("|")[0])
        shown = help_of(words[1])
        assert all(word in shown for word in words if word.startswith("--")), command


@cache
def help_of(command: str) -> str:
    asked = [sys.executable, "-m", "summarizer", command, "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def test_brief_in_the_readme_is_what_the_command_prints():
    (shown,) = re.findall(r"```text\n(.*?)\n```", README, re.S)
    samples = sorted(str(path) for path in (ROOT / "summarizer" / "samples").glob("*.txt"))
    environment = {**os.environ, "COLUMNS": "90", "NO_COLOR": "1", "SUMMARIZER_CACHE": "off"}
    command = [sys.executable, "-m", "summarizer", "brief", "--max-words", "70", *samples]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    assert printed.startswith(shown)


def test_architecture_is_short():
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 100

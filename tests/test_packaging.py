"""What ships: the wheel with its prompts, locks without addresses, and a Dockerfile whose paths exist."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_code_prompts_and_data_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"summarizer/_prompts/prompts.lock", "summarizer/_prompts/write_brief.md"} <= names
    assert any(name.startswith("summarizer/samples/") for name in names)
    assert {"summarizer/web/static/index.html", "summarizer/render/templates/brief.css"} <= names
    roots = {name.split("/")[0] for name in names}
    assert all(root == "summarizer" or root.endswith(".dist-info") for root in roots)
    assert not [name for name in names if name.endswith((".pyc", ".orig", "~"))]


def test_wheel_works_away_from_the_checkout(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = "import summarizer.prompting as p; print(p.__file__); p.load_prompts()"
    environment = {"PYTHONPATH": str(tmp_path / "site"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) in done.stdout


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_carry_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=[a-z0-9])", text.split("\n", 2)[2]):
        assert "--hash=sha256:" in entry, entry[:80]


def test_locked_litellm_is_no_stolen_release():
    version = re.search(r"^litellm==([\d.]+)", (ROOT / "requirements.lock").read_text(), re.M).group(1)
    assert version not in ("1.82.7", "1.82.8")


def docker_lines() -> list[str]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_dockerfile_copies_what_exists_and_runs_as_nobody():
    lines = docker_lines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert [source for sources in copied for source in sources if not (ROOT / source).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not {source for sources in copied for source in sources} & set(ignored)
    assert [line for line in lines if line.startswith("USER ")] == ["USER summarizer"]
    (health,) = (line for line in lines if line.startswith("HEALTHCHECK"))
    assert "curl" not in health
    assert "/healthz" in health


def test_dockerfile_starts_a_command_that_exists():
    (command,) = (line for line in docker_lines() if line.startswith("CMD "))
    words = re.findall(r'"([^"]+)"', command)
    assert words[:2] == ["summarizer", "serve"]
    shown = subprocess.run([sys.executable, "-m", *words[:2], "--help"], capture_output=True, text=True, check=True)
    assert all(word in shown.stdout for word in words if word.startswith("--"))


def test_make_without_a_target_lists_them_all():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.M)
    assert targets
    assert all(f"make {target}" in shown for target in targets)

"""The house keeps its shape: one-way imports, small functions, one place for litellm and for retries."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "summarizer"
MODULES = sorted(PACKAGE.rglob("*.py"))
BANNED = {"utils", "helpers", "common", "core", "misc", "manager"}
TOP_LEVEL = set(
    (
        ".ci .dockerignore .gitignore ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md Dockerfile LICENSE Makefile "
        "README.md compose.yaml evals prompts pyproject.toml requirements-dev.lock requirements.lock summarizer tests"
    ).split()
)


def functions() -> list[tuple[int, str]]:
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = ast.get_docstring(node)
                lines = (node.end_lineno or 0) - node.lineno + 1 - (len(doc.splitlines()) if doc else 0)
                found.append((lines, f"{path.relative_to(PACKAGE)}:{node.name}"))
    return found


def test_no_function_is_longer_than_a_screen():
    lengths = functions()
    assert [name for lines, name in lengths if lines > 60] == []
    assert statistics.median(lines for lines, _ in lengths) <= 8


def test_no_module_is_longer_than_400_lines():
    assert [str(path) for path in MODULES if len(path.read_text().splitlines()) > 400] == []


def test_no_module_is_a_drawer():
    assert [str(path) for path in MODULES if path.stem in BANNED] == []


def test_only_one_module_imports_litellm():
    importers = {
        path.name for path in MODULES if "import litellm" in path.read_text() or "from litellm" in path.read_text()
    }
    assert importers == {"completion.py"}


def test_nothing_unpickles():
    assert [str(path) for path in MODULES if "import pickle" in path.read_text() or "eval(" in path.read_text()] == []


def test_middle_has_no_clock_and_no_settings():
    rooms = [
        "claims",
        "verify",
        "text",
        "render",
        "stories.py",
        "publishers.py",
        "resolve.py",
        "assembly.py",
        "prompting.py",
    ]
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] in rooms:
            tree = ast.parse(path.read_text())
            imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
            assert not imported & {"time", "random", "socket", "asyncio", "os"}, path


def test_top_level_holds_the_agreed_names_only():
    import subprocess

    tracked = subprocess.run(["git", "ls-files"], cwd=PACKAGE.parent, capture_output=True, text=True)
    if tracked.returncode == 0 and tracked.stdout:
        assert {line.split("/")[0] for line in tracked.stdout.splitlines()} <= TOP_LEVEL

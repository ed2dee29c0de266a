"""What every test shares: where the evaluation data lies, and the one event loop."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def no_state_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A service without a store of its own looks after the user's jobs; those of a test are not to be his."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def eval_data() -> Path:
    folder = Path(os.environ.get("SUMMARIZER_EVAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the evaluation data is not on this machine (SUMMARIZER_EVAL_DATA)")
    return folder


@pytest.fixture(scope="session")
def seeds(eval_data: Path) -> list[Path]:
    files = sorted((eval_data.parent / "seeds").glob("*.txt"))
    if len(files) != 2:
        pytest.skip("the two seed articles are not beside the evaluation data")
    return files

"""What every test shares: where the evaluation data lies, and the one event loop."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# A run of the suite draws the same examples as the last one, and how long one takes says how busy the machine is. Other
# examples are sought on purpose: pytest --hypothesis-profile=seek, with --hypothesis-seed=N to have them again.
SLOW = [HealthCheck.too_slow]
settings.register_profile("same", derandomize=True, database=None, deadline=None, suppress_health_check=SLOW)
settings.register_profile("seek", deadline=None, print_blob=True, suppress_health_check=SLOW)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Say for each test, since pytest sets the filters anew, what `engines.completion` says once: why stands there."""
    never_begun = r"coroutine '[\w.<>]*completion[\w.<>]*' was never awaited"
    config.addinivalue_line("filterwarnings", f"ignore:{never_begun}:RuntimeWarning")


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

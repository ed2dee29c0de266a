"""Kill -9 at any point of a digest run: the next run completes it, one letter at most, no finished draft paid twice."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from summarizer.caches.store import DiskStore
from tests.digest_world import BUDGET, FERRY, OWLS, write_feeds
from tests.mailbox import Mailbox, receiving
from tests.provider import Provider, Scripted, catch_up, serving

ROOT = Path(__file__).resolve().parent.parent
STORIES = 3
DRIP = 0.0004  # seconds a byte: a draft takes a tenth of a second, so that kills fall into it


@dataclass
class Victims:
    """The process that forks a run for each line, and what its runs use."""

    process: subprocess.Popen[str]
    folder: Path
    provider: Provider
    box: Mailbox
    tally: dict[str, int] = field(default_factory=dict)

    def begin(self, name: str) -> int:
        """Start a run and return its process id."""
        self._input.write(f"{name}\n")
        self._input.flush()
        return int(self._line().split()[1])

    def ended(self) -> tuple[int, str]:
        """Wait for the run; return its status and what it said of itself."""
        said = ""
        while not (line := self._line()).startswith("exit"):
            said = line.removeprefix("result ")
        return int(line.split()[1]), said

    def finished_briefs(self, name: str) -> int:
        """Return how many drafts of the list are kept."""
        store = DiskStore(self.folder)
        try:
            return len(store.keys(f"digest/{name}/brief/"))
        finally:
            store.close()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the process that forks has ended"
        return line.strip()

    @property
    def _input(self) -> IO[str]:
        assert self.process.stdin is not None
        return self.process.stdin


@contextmanager
def victims(folder: Path) -> Iterator[Victims]:
    feeds = write_feeds(folder / "feeds", (*FERRY, *BUDGET, *OWLS))
    with serving() as provider, receiving() as box:
        provider.script(Scripted(body=b"x" * 250, drip=DRIP))
        ports = (str(provider.port), str(box.port))
        command = [sys.executable, "-m", "tests.digest_victim", str(folder / "store"), *ports, *feeds]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            try:
                yield Victims(process, folder / "store", provider, box)
            finally:
                process.stdin.close()  # type: ignore[union-attr]
                process.wait(60)


def kill_and_go_on(victims: Victims, name: str, after: float) -> str:
    """Kill one run `after` seconds, let the next one finish, and check what must hold. Return how it went."""
    calls, letters = len(victims.provider.calls), len(victims.box.messages)
    child = victims.begin(name)
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):  # it may be done by then
        os.kill(child, signal.SIGKILL)
    status, _ = victims.ended()
    catch_up(victims.provider.loop)
    kept = victims.finished_briefs(name)
    before = len(victims.provider.calls)
    victims.begin(name)
    again, said = victims.ended()
    assert again == 0, said
    result, stories = said.split()
    assert int(stories) == STORIES
    for server in (victims.provider.loop, victims.box.loop):
        catch_up(server)
    paid_again = len(victims.provider.calls) - before
    assert paid_again == STORIES - kept  # no draft that was finished is asked for again
    sent = len(victims.box.messages) - letters
    assert sent == 1 or (sent == 0 and result == "unknown")
    if int(name.rpartition("-")[2]) % 5 == 0:  # and a third run finds nothing to do
        victims.begin(name)
        assert victims.ended()[0] == 0
        assert (len(victims.provider.calls) - before, len(victims.box.messages) - letters) == (paid_again, sent)
    lost = before - calls - kept
    stage = "done" if status == 0 else "sending" if result in ("unknown", "before") else f"{kept} briefs kept"
    victims.tally[stage] = victims.tally.get(stage, 0) + 1
    victims.tally["drafts in flight at the kill"] = victims.tally.get("drafts in flight at the kill", 0) + lost
    victims.tally[f"letters {sent}"] = victims.tally.get(f"letters {sent}", 0) + 1
    return stage


def unhurt(victims: Victims) -> float:
    """Return the seconds that a run takes when nobody kills it, its workers warm in the machine's memory."""
    seconds = 0.0
    for name in ("warm", "timed"):
        began = time.monotonic()
        victims.begin(name)
        status, said = victims.ended()
        assert (status, said) == (0, f"delivered {STORIES}")
        seconds = time.monotonic() - began
    return seconds


def kill_at_random(folder: Path, points: int, seed: int) -> None:
    rng = random.Random(seed)
    with victims(folder) as running:
        whole = unhurt(running)
        for n in range(points):
            kill_and_go_on(running, f"list-{n}", rng.uniform(0, whole * 1.05))
    print(f"\n{points} kills over a run of {whole:.2f} s: {dict(sorted(running.tally.items()))}")


def test_killed_at_six_points(tmp_path):
    kill_at_random(tmp_path, 6, seed=7)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_a_hundred_points(tmp_path):
    kill_at_random(tmp_path, 100, seed=2026)

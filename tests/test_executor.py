"""The door for heavy work: order kept, batches drawn as needed, a dead worker replaced once."""

from __future__ import annotations

import os
import signal
from itertools import count, islice
from pathlib import Path

import pytest

from summarizer.errors import WorkerLost
from summarizer.executor import Inline, Workers


def double(batch: list[int]) -> tuple[int, list[int]]:
    return os.getpid(), [2 * n for n in batch]


def refuse(batch: list[int]) -> list[int]:
    if batch == [3]:
        raise ValueError("three")
    return batch


def die_once(path: Path) -> str:
    """Kill the own process the first time this is asked for, as the kernel does to one that has no memory left."""
    if path.name == "fatal" and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def die(batch: int) -> int:
    if batch == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return batch


def hang_after_three(batch: int) -> int:
    if batch > 2:
        signal.pause()
    return batch


def test_inline_runs_here_and_only_what_is_asked_for():
    results = Inline().map_batches(double, ([n] for n in count()))
    assert list(islice(results, 3)) == [(os.getpid(), [0]), (os.getpid(), [2]), (os.getpid(), [4])]


def test_workers_keep_the_order_and_run_one_batch_alone_here():
    with Workers(2) as workers:
        assert list(workers.map_batches(double, [[1, 2]])) == [(os.getpid(), [2, 4])]
        results = list(workers.map_batches(double, ([n] for n in range(20))))
    assert [numbers for _, numbers in results] == [[2 * n] for n in range(20)]
    assert os.getpid() not in {process for process, _ in results}


def test_workers_draw_no_more_batches_than_they_need():
    drawn = []
    with Workers(2) as workers:
        results = workers.map_batches(double, ([drawn.append(n) or n] for n in range(1000)))
        assert [numbers for _, numbers in islice(results, 3)] == [[0], [2], [4]]
    assert len(drawn) <= 8


def test_an_error_of_the_function_is_raised_when_its_result_is_due():
    with Workers(2) as workers:
        results = workers.map_batches(refuse, ([n] for n in range(9)))
        assert list(islice(results, 3)) == [[0], [1], [2]]
        with pytest.raises(ValueError, match="three"):
            next(results)


def test_after_an_error_nobody_waits_for_what_runs():
    def interrupted() -> None:
        with Workers(2) as workers:
            assert list(islice(workers.map_batches(hang_after_three, range(20)), 3)) == [0, 1, 2]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def test_work_of_a_dead_worker_is_done_again_once(tmp_path):
    batches = [tmp_path / name for name in ("first", "fatal", "third", "fourth", "fifth", "sixth")]
    with Workers(2) as workers:
        assert list(workers.map_batches(die_once, batches)) == [path.name for path in batches]
        with pytest.raises(WorkerLost, match="died twice"):
            list(workers.map_batches(die, range(6)))
        assert list(workers.map_batches(refuse, [[1], [2]])) == [[1], [2]]  # fit for new work

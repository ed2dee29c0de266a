from __future__ import annotations

import asyncio

import pytest

from summarizer.flight import SingleFlight

pytestmark = pytest.mark.anyio


class Maker:
    def __init__(self) -> None:
        self.made = 0
        self.cancelled = 0
        self.gate = asyncio.Event()

    async def __call__(self, flight) -> int:
        self.made += 1
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return self.made


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_five_hundred_at_once_make_one():
    flight, make = SingleFlight(), Maker()
    waiting = [asyncio.create_task(flight.run("key", make)) for _ in range(500)]
    await settle()
    make.gate.set()
    outcomes = await asyncio.gather(*waiting)
    assert {value for value, _ in outcomes} == {1}
    assert sum(led for _, led in outcomes) == 1
    assert make.made == 1


async def test_other_keys_do_not_wait_for_each_other():
    flight, make = SingleFlight(), Maker()
    make.gate.set()
    outcomes = await asyncio.gather(flight.run("a", make), flight.run("b", make))
    assert sorted(outcomes) == [(1, True), (2, True)]


async def test_the_first_who_asked_may_leave():
    flight, make = SingleFlight(), Maker()
    first, second = (asyncio.create_task(flight.run("key", make)) for _ in range(2))
    await settle()
    first.cancel()
    await settle()
    make.gate.set()
    assert await second == (1, False)
    assert make.cancelled == 0


async def test_when_all_have_left_the_work_ends_and_the_next_starts_anew():
    flight, make = SingleFlight(), Maker()
    waiting = [asyncio.create_task(flight.run("key", make)) for _ in range(3)]
    await settle()
    for task in waiting:
        task.cancel()
    await settle()
    assert make.cancelled == 1
    make.gate.set()
    assert await flight.run("key", make) == (2, True)


async def test_a_failure_reaches_everyone_and_is_not_kept():
    flight = SingleFlight()
    attempts = []

    async def fail(flight) -> int:
        attempts.append(1)
        await asyncio.sleep(0)
        raise ValueError("no")

    outcomes = await asyncio.gather(*(flight.run("key", fail) for _ in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ValueError] * 5
    assert len(attempts) == 1
    with pytest.raises(ValueError, match="no"):
        await flight.run("key", fail)
    assert len(attempts) == 2

"""What breaks off in Slack goes on where it stopped: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import threading

import httpx2
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from summarizer.caches import open_store
from summarizer.caches.store import MemoryStore
from summarizer.jobs import ATTEMPTS, WaitingStore
from summarizer.render.blocks import Posts
from summarizer.render.kit import message, section
from summarizer.slack.client import open_client
from summarizer.slack.jobs import TERMS, Job, slack_jobs
from summarizer.slack.outbox import Outbox
from tests.slack_api import BOT_TOKEN, refusing, slack_api
from tests.slack_service import Door, Room, pages, running, slack_service, slack_settings


@pytest.fixture
def api():
    with slack_api() as opened:
        yield opened


def posts(*replies: str) -> Posts:
    return Posts(message("parent", [section("parent")]), tuple(message(r, [section(r)]) for r in replies))


async def sent_once(api, store, key="k", made=None, channel="C1"):
    waiting = WaitingStore(store)
    outbox, client = Outbox(waiting), open_client(BOT_TOKEN, api=api.api)
    try:
        ts = await outbox.parent(client, key, (made or posts()).parent, channel=channel)
        await outbox.replies(client, key, (made or posts()).thread, channel=channel, thread=ts)
    finally:
        waiting.close()
    return ts


def test_a_post_whose_answer_is_lost_is_found_and_not_sent_again(api):
    api.losing = {"chat.postMessage": 1}
    store, made = MemoryStore(), posts("one", "two")
    ts = asyncio.run(sent_once(api, store, made=made))
    api.losing = {"chat.postMessage": 1}
    asyncio.run(sent_once(api, store, "other", made=made))
    assert [m["text"] for m in api.posted("C1")] == ["parent", "one", "two"] * 2
    assert api.posted("C1")[0]["ts"] == ts


def test_a_run_that_broke_off_goes_on_after_its_last_message(api):
    store, made = MemoryStore(), posts("one", "two", "three")
    for failing in ("parent", "one", "two", "three"):
        api.faults = [
            lambda call, failing=failing: (
                refusing("fatal_error", "chat.postMessage")(call) if call.asked.get("text") == failing else None
            )
        ]
        with pytest.raises(Exception, match="fatal_error"):
            asyncio.run(sent_once(api, store, made=made))
    api.faults = []
    asyncio.run(sent_once(api, store, made=made))
    asyncio.run(sent_once(api, store, made=made))
    assert [m["text"] for m in api.posted("C1")] == ["parent", "one", "two", "three"]


@pytest.mark.parametrize("killed_after", [0, 1, 2])
def test_a_message_that_arrived_before_its_sender_was_killed_is_not_sent_again(api, killed_after):
    """The store knows what was sent before the last call; the channel has one message more."""
    made = posts("one", "two", "three")

    class Killed(MemoryStore):
        """Forgets what is noted after a number of messages, as a process that is killed then does."""

        def set(self, key, value, ttl=None):
            if len(api.posted("C1")) <= killed_after:
                super().set(key, value, ttl)

    store = Killed()
    api.faults = [
        lambda call: refusing("fatal_error", "chat.postMessage")(call) if len(api.posted("C1")) > killed_after else None
    ]
    with pytest.raises(Exception, match="fatal_error"):
        asyncio.run(sent_once(api, store, made=made))
    assert len(api.posted("C1")) == killed_after + 1
    api.faults, survived = [], MemoryStore()
    for key in store.keys("slack/"):
        survived.set(key, store.get(key))
    asyncio.run(sent_once(api, survived, made=made))
    assert [m["text"] for m in api.posted("C1")] == ["parent", "one", "two", "three"]


def test_a_service_that_is_stopped_finishes_its_briefs_at_the_next_start(api, tmp_path):
    gate = threading.Event()
    with pages(gate) as page_root:
        with slack_service(api, page_root, tmp_path) as door:
            room = Room(api, door, "C1")
            room.command(" ".join(door.links()))
            room.event(text=" ".join(door.links(mark="-b")))
            room.wait(lambda: len(room.posted()) == 2)
        gate.set()
        assert [m["text"] for m in api.posted("C1")] == ["Reading 3 links …"] * 2
        with slack_service(api, page_root, tmp_path) as door:
            room = Room(api, door, "C1")
            room.wait(lambda: len([m for m in room.posted() if "thread_ts" in m]) >= 4)
    parents = [m for m in api.posted("C1") if "thread_ts" not in m]
    assert [m["text"][:20] for m in parents] == ["Ferry with 212 aboard"[:20]] * 2
    left = open_store(f"disk://{tmp_path / 'store'}")
    assert left.keys("slack/lease/") == []


@pytest.mark.slow
def test_a_killed_process_loses_no_brief(api, tmp_path):
    """SIGKILL while three briefs are read; once its leases have run out, the next process finishes them."""
    gate = threading.Event()
    with pages(gate) as page_root:
        chosen = slack_settings(api, page_root, tmp_path)
        with running("serve", "--port", "0", settings=chosen, until="serving") as (process, line):
            with httpx2.Client(base_url=line.split()[1], timeout=60) as client:
                room = Room(api, Door(client, page_root), "C1")
                for n in range(3):
                    room.event(text=" ".join(room.door.links(mark=f"-{n}")))
                room.wait(lambda: len(room.posted()) == 3)
            process.kill()
            process.wait(10)
        gate.set()
        store = open_store(chosen.store)
        leases = store.keys("slack/lease/")
        store.close()
        with running("serve", "--port", "0", settings=chosen, until="serving"):
            room.wait(lambda: len([m for m in room.posted() if "thread_ts" in m]) >= 6)
    parents = [m for m in api.posted("C1") if "thread_ts" not in m]
    assert len(leases) == len(parents) == 3
    assert all(parent["text"].startswith("Ferry with 212 aboard") for parent in parents)


def job(number=1, **more):
    return Job(id=f"j{number}", team="T1", channel="C1", user="U1", links=("https://a.example",), **more)


def test_jobs_are_done_once_and_given_up_after_three_starts():
    done, given_up = [], []

    async def work():
        store = MemoryStore()

        async def run(taken):
            done.append((taken.id, taken.attempts))
            if taken.id == "j2":
                raise RuntimeError("no")

        async def give_up(taken):
            given_up.append(taken.id)

        waiting = WaitingStore(store)
        jobs = slack_jobs(waiting, run, give_up)
        assert [await jobs.accept(job(n)) for n in (1, 2, 1)] == ["accepted", "accepted", "seen"]
        await jobs.close(grace=60)
        store.set("slack/job/j3", job(3, attempts=ATTEMPTS).model_dump_json().encode())
        store.set("slack/job/j4", b"of another version")
        again = slack_jobs(waiting, run, give_up)
        assert await again.accept(job(1)) == "seen"
        for _ in range(5):
            await again.sweep()
            await again.close(grace=60)
        waiting.close()

    asyncio.run(work())
    assert done == [("j1", 1), *(("j2", n + 1) for n in range(ATTEMPTS))]
    assert given_up == ["j3", "j2"]


def test_a_job_that_another_process_holds_is_left_to_it():
    done = []

    async def work():
        store = MemoryStore()
        store.set("slack/job/j1", job().model_dump_json().encode())
        store.set("slack/lease/j1", b"held", 90)

        async def run(taken):
            done.append(taken.id)

        waiting = WaitingStore(store)
        jobs = slack_jobs(waiting, run, run)
        await jobs.sweep()
        await jobs.close(grace=60)
        assert done == []
        store.delete("slack/lease/j1")  # as when the other has not been heard of for 90 seconds
        await jobs.sweep()
        await jobs.close(grace=60)
        waiting.close()

    asyncio.run(work())
    assert done == ["j1"]


def test_a_job_that_is_done_when_the_service_stops_stays_done():
    """The stop comes while the store's thread notes that the job is done."""
    noting, go_on = threading.Event(), threading.Event()

    class Slow(MemoryStore):
        def set(self, key, value, ttl=None):
            if b'"done":true' in value:
                noting.set()
                assert go_on.wait(30)
            super().set(key, value, ttl)

    async def work():
        store = WaitingStore(Slow())

        async def run(taken):
            """Do nothing."""

        jobs = slack_jobs(store, run, run)
        await jobs.accept(job())
        await asyncio.to_thread(noting.wait, 30)
        stopping = asyncio.create_task(jobs.close(grace=0))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        go_on.set()
        await stopping
        left = Job.model_validate_json(await store.get("slack/job/j1"))
        leases = await store.keys("slack/lease/")
        store.close()
        return left.done, leases

    assert asyncio.run(work()) == (True, [])


def test_no_more_jobs_are_taken_than_there_is_room_for():
    async def work():
        never = asyncio.Event()

        async def run(taken):
            await never.wait()

        waiting = WaitingStore(MemoryStore())
        jobs = slack_jobs(waiting, run, run)
        room = TERMS.running + TERMS.waiting
        taken = [await jobs.accept(job(n)) for n in range(room + 3)]
        assert taken == ["accepted"] * room + ["full"] * 3
        assert await jobs.accept(job(0)) == "seen"
        await jobs.close(grace=0)
        left = [Job.model_validate_json(await waiting.get(key)) for key in await waiting.keys("slack/job/")]
        assert [(one.attempts, one.done) for one in left] == [(0, False)] * room
        assert await waiting.keys("slack/lease/") == []
        waiting.close()

    asyncio.run(work())


class Replicas(RuleBasedStateMachine):
    """Two processes over one store: requests come again, processes stop and start, work goes on."""

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store, self.running, self.finished = MemoryStore(), {}, []
        self.asked = set()
        self.stores = [WaitingStore(self.store), WaitingStore(self.store)]
        self.replicas = [self.start(0), self.start(1)]

    def start(self, replica):
        async def run(taken):
            assert taken.id not in self.running, "two processes do one job"
            self.running[taken.id] = gate = asyncio.Event()
            try:
                await gate.wait()
                self.finished.append(taken.id)
            finally:
                del self.running[taken.id]

        return slack_jobs(self.stores[replica], run, run)

    def settle(self):
        """Let everything run that can: a turn of both threads takes each job one call of its store further."""

        async def turns():
            for _ in range(8):  # a job makes five calls
                for store in self.stores:
                    await store.run(lambda: None)

        self.loop.run_until_complete(turns())

    @rule(number=st.integers(1, 5), replica=st.integers(0, 1))
    def ask(self, number, replica):
        told = self.loop.run_until_complete(self.replicas[replica].accept(job(number)))
        assert told == ("seen" if number in self.asked else "accepted")
        self.asked.add(number)
        self.settle()

    @rule(number=st.integers(1, 5))
    def finish(self, number):
        if gate := self.running.get(f"j{number}"):
            gate.set()
            self.settle()

    @rule(replica=st.integers(0, 1))
    def stop_and_start(self, replica):
        self.loop.run_until_complete(self.replicas[replica].close(grace=0))
        self.replicas[replica] = self.start(replica)

    @rule(replica=st.integers(0, 1))
    def sweep(self, replica):
        self.loop.run_until_complete(self.replicas[replica].sweep())
        self.settle()

    @invariant()
    def nothing_is_done_twice(self):
        assert len(self.finished) == len(set(self.finished))

    def teardown(self):
        for replica in self.replicas:
            self.loop.run_until_complete(replica.close(grace=0))
        for _ in range(20):
            self.loop.run_until_complete(self.replicas[0].sweep())
            self.settle()
            for gate in self.running.values():
                gate.set()
            self.settle()
        assert sorted(self.finished) == sorted(f"j{number}" for number in self.asked)  # and nothing is lost
        self.loop.run_until_complete(self.replicas[0].close(grace=60))
        for store in self.stores:
            store.close()
        self.loop.close()


TestReplicas = Replicas.TestCase
TestReplicas.settings = hypothesis_settings(max_examples=25, stateful_step_count=20)

"""Answers that are fetched later, and requests that come more than once, over a real uvicorn and a real store."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import httpx2
import pytest

from summarizer.api import create_app
from summarizer.api.openapi import EXAMPLE
from summarizer.caches import open_store
from summarizer.engines.completion import warm
from summarizer.errors import Overloaded
from summarizer.jobs.summaries import RUNNING, WAITING, SummaryJobs
from summarizer.models import JobState
from summarizer.models.keys import key_row
from summarizer.settings import Settings
from tests.fakes import ScriptedEngine
from tests.hostile_replies import GOOD
from tests.provider import Scripted, says
from tests.provider import serving as providing
from tests.redis_server import redis_server
from tests.serving import served
from tests.slack_service import SAMPLES, pages, running, served_alone
from tests.streams import heard
from tests.test_service import opened
from tests.test_service import request as wanted

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")
SECTION = README.partition("## Fetch it later, ask for it once\n")[2].partition("\n## ")[0]
LATER = {"prefer": "respond-async"}
KEY = {"idempotency-key": "k"}
ENDED = ("done", "failed", "cancelled")


def settings_for(folder: Path, root: str = "http://x.example", **more: Any) -> Settings:
    fields = {"model": None, "cache": f"disk://{folder / 'cache'}", "store": f"disk://{folder / 'store'}"}
    return Settings(**{**fields, "trusted_hosts": (urlsplit(root).netloc,), "respect_robots": False, **more})


@contextmanager
def service(settings: Settings) -> Iterator[httpx2.Client]:
    with served(create_app(settings)) as address, httpx2.Client(base_url=address, timeout=60) as client:
        yield client


@contextmanager
def gated(folder: Path, **more: Any) -> Iterator[tuple[httpx2.Client, dict[str, Any], threading.Event]]:
    """Yield a client, a request whose pages come when the gate is opened, and the gate."""
    gate = threading.Event()
    with pages(gate) as root, service(settings_for(folder, root, **more)) as client:
        try:
            yield client, links(root), gate
        finally:
            gate.set()


def links(root: str, mark: str = "") -> dict[str, Any]:
    return {"articles": [{"url": f"{root}/{path.stem}{mark}"} for path in SAMPLES]}


def status_of(client: httpx2.Client, place: str, *states: str) -> dict[str, Any]:
    """Ask until the job is in one of these states."""
    until = time.monotonic() + 60
    while (found := client.get(place).raise_for_status().json())["state"] not in states:
        assert time.monotonic() < until, found
    return found


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert answer.json()["code"] == code
    return answer.json()


def entries(folder: Path, prefix: str = "briefs/") -> list[str]:
    store = open_store(f"disk://{folder / 'store'}")
    try:
        return store.keys(prefix)
    finally:
        store.close()


def test_an_answer_is_fetched_later(tmp_path):
    with gated(tmp_path) as (client, body, gate):
        accepted = client.post("/summarize", json=body, headers=LATER)
        assert accepted.status_code == 202
        place = accepted.headers["location"]
        assert accepted.headers["preference-applied"] == "respond-async"
        assert int(accepted.headers["retry-after"]) >= 1
        assert place == f"/jobs/{accepted.json()['job']}"
        status = status_of(client, place, "running")
        assert status["progress"] in (None, {"stage": "reading", "done": 0, "total": 3})
        gate.set()
        done = status_of(client, place, *ENDED)
        assert done["state"] == "done"
        assert done["problem"] is None
        now = client.post("/summarize", json=body).json()
        assert set(done) == {*now, "job", "state", "progress", "created", "problem"}
        assert now["usage"]["cache"] == "hit", "the job's answer is in the cache as any other"
        assert (done["id"], done["stories"][0]["text"]) == (now["id"], now["stories"][0]["text"])
        assert len(done["stories"][0]["sources"]) == 3
        assert client.head(place).status_code == 200


def test_who_can_wait_a_while_says_how_long(tmp_path):
    with service(settings_for(tmp_path)) as client:
        answer = client.post("/summarize", json=EXAMPLE, headers={"prefer": 'Wait="30", respond-async; x=1'})
        assert answer.status_code == 200
        assert answer.headers["preference-applied"] == "respond-async"
        assert answer.json()["stories"]


def test_what_is_no_such_preference_is_answered_at_once(tmp_path):
    with service(settings_for(tmp_path)) as client:
        for preference in ("wait=5", "respond-asynchronously", "", ",;=", "return=minimal", "x=respond-async", "é"):
            answer = client.post("/summarize", json=EXAMPLE, headers=[(b"prefer", preference.encode())])
            assert answer.status_code == 200, preference
            assert "preference-applied" not in answer.headers
        stream = {**LATER, "accept": "text/event-stream"}
        assert client.post("/summarize", json=EXAMPLE, headers=stream).headers["content-type"].startswith("text/event")
        problem(client.post("/summarize", json={"articles": []}, headers=LATER), 422, "invalid_request")
        llm = {**EXAMPLE, "options": {"engine": "llm"}}
        problem(client.post("/summarize", json=llm, headers=LATER), 422, "engine_unavailable")
    assert entries(tmp_path) == []


def test_a_job_that_fails_says_why(tmp_path):
    with service(settings_for(tmp_path)) as client:
        body = {"articles": [{"url": "http://127.0.0.1:9/private"}]}
        place = client.post("/summarize", json=body, headers=LATER).headers["location"]
        failed = status_of(client, place, *ENDED)
        assert failed["state"] == "failed"
        now = problem(client.post("/summarize", json=body), 502, "nothing_readable")
        assert failed["problem"] == now
        assert "stories" not in failed


def test_a_cancelled_job_stops_and_leaves_nothing(tmp_path):
    with gated(tmp_path) as (client, body, _):
        place = client.post("/summarize", json=body, headers=LATER).headers["location"]
        status_of(client, place, "running")
        assert client.delete(place).status_code == 204
        assert client.get(place).json()["state"] == "cancelled"
        assert [key.split("/")[1] for key in entries(tmp_path)] == ["job"]
        assert client.delete(place).status_code == 204
        problem(client.get(place), 404, "not_found")
        problem(client.delete(place), 404, "not_found")
    assert entries(tmp_path) == []


def test_a_cancelled_job_hangs_up_on_its_model(tmp_path):
    warm().join()
    with providing() as provider:
        settings = settings_for(tmp_path, model="openai/x", api_base=provider.base)
        with service(settings) as client:
            provider.script(Scripted(hang="before"))
            place = client.post("/summarize", json=EXAMPLE, headers=LATER).headers["location"]
            assert provider.asked.wait(30)
            assert client.delete(place).status_code == 204
            assert provider.deserted.wait(30), "somebody still pays for an answer that nobody wants"


def test_a_finished_job_is_forgotten_when_that_is_asked_for(tmp_path):
    with service(settings_for(tmp_path)) as client:
        place = client.post("/summarize", json=EXAMPLE, headers=LATER).headers["location"]
        status_of(client, place, "done")
        assert client.delete(place).status_code == 204
        problem(client.get(place), 404, "not_found")
        for unknown in ("x", "0" * 32, "..%2f..%2fetc", "%00", "é" * 40, "a" * 5000):
            problem(client.get(f"/jobs/{unknown}"), 404, "not_found")
    assert entries(tmp_path) == []


def test_jobs_of_one_caller_are_not_seen_by_another(tmp_path):
    ann, bob = {"x-api-key": "sk-summarizer-ann"}, {"x-api-key": "sk-summarizer-bob"}
    rows = ",".join(key_row(who["x-api-key"][-3:], who["x-api-key"]) for who in (ann, bob))
    with service(settings_for(tmp_path, keys=rows)) as client:
        place = client.post("/summarize", json=EXAMPLE, headers={**LATER, **ann}).headers["location"]
        problem(client.get(place, headers=bob), 404, "not_found")
        problem(client.delete(place, headers=bob), 404, "not_found")
        problem(client.get(place), 401, "unauthorized")
        problem(client.delete(place), 401, "unauthorized")
        assert client.get(place, headers=ann).status_code == 200
        keyed_places = {
            client.post("/summarize", json=EXAMPLE, headers={**LATER, **who, **KEY}).headers["location"]
            for who in (ann, bob, ann)
        }
        assert len(keyed_places) == 2, "a key is the caller's own"


def test_the_same_key_a_hundred_times_at_once_is_one_job(tmp_path):
    warm().join()
    with providing() as provider:
        settings = settings_for(tmp_path, model="openai/x", api_base=provider.base, model_window=16_000)
        with service(settings) as client, ThreadPoolExecutor(100) as pool:
            provider.script(says(GOOD))
            body = {**EXAMPLE, "options": {"cache": "bypass"}}
            key = {"idempotency-key": "order 66"}
            asked = [pool.submit(client.post, "/summarize", json=body, headers=key) for _ in range(100)]
            answers = [one.result() for one in asked]
            assert {answer.status_code for answer in answers} == {200}
            assert len({answer.content for answer in answers}) == 1
            calls = answers[0].json()["usage"]["calls"]
            assert len(provider.calls) == calls > 0
            assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
            again = client.post("/summarize", json=body, headers=key)
            assert (again.content, again.headers["idempotency-replayed"]) == (answers[0].content, "true")
            later = client.post("/summarize", json=body, headers={**key, **LATER})
            assert later.status_code == 202, "asked another way, it is the same job"
            assert client.get(later.headers["location"]).json()["id"] == again.json()["id"]
            other = {**body, "options": {"cache": "bypass", "length": "short"}}
            problem(client.post("/summarize", json=other, headers=key), 422, "idempotency_key_reused")
            assert len(provider.calls) == calls


def test_two_replicas_and_one_key_are_one_job(tmp_path):
    warm().join()
    with redis_server(tmp_path / "redis") as store, providing() as provider:
        settings = settings_for(tmp_path, store=store, model="openai/x", api_base=provider.base, model_window=16_000)
        with service(settings) as one, service(settings) as other, ThreadPoolExecutor(40) as pool:
            provider.script(says(GOOD))
            body = {**EXAMPLE, "options": {"cache": "bypass"}}
            asked = [pool.submit(at.post, "/summarize", json=body, headers=KEY) for at in (one, other) * 20]
            answers = [waiting.result() for waiting in asked]
            assert {answer.status_code for answer in answers} == {200}
            assert len({answer.content for answer in answers}) == 1
            assert len(provider.calls) == answers[0].json()["usage"]["calls"] > 0


def test_a_key_that_is_none(tmp_path):
    with service(settings_for(tmp_path)) as client:
        for keys in ([""], ["x" * 256], ["a", "b"]):
            headers = [("idempotency-key", key) for key in keys]
            problem(client.post("/summarize", json=EXAMPLE, headers=headers), 422, "invalid_request")


def test_a_report_that_comes_twice_is_kept_once(tmp_path):
    report = {"brief": "0" * 32 + ".1", "kind": "wrong", "note": "It was Monday."}
    with service(settings_for(tmp_path)) as client, ThreadPoolExecutor(20) as pool:
        sent = [pool.submit(client.post, "/feedback", json=report, headers=KEY) for _ in range(20)]
        assert {(one.result().status_code, one.result().json()["id"]) for one in sent} == {
            (201, sent[0].result().json()["id"])
        }
        problem(client.post("/feedback", json={**report, "note": "No."}, headers=KEY), 422, "idempotency_key_reused")
        client.post("/feedback", json=report).raise_for_status()
    assert len(entries(tmp_path, "feedback/")) == 2


def test_an_answer_that_came_too_late_is_fetched_with_its_key(tmp_path):
    key = {"idempotency-key": "slow"}
    with gated(tmp_path, deadline_s=1.0, job_deadline_s=60.0) as (client, body, gate):
        late = problem(client.post("/summarize", json=body, headers=key), 504, "deadline_exceeded")
        assert "same key" in late["detail"]
        gate.set()
        while (again := client.post("/summarize", json=body, headers=key)).status_code == 504:
            pass
        assert again.status_code == 200
        assert again.headers["idempotency-replayed"] == "true"


def test_what_cannot_be_read_is_told_again_under_its_key(tmp_path):
    body = {"articles": [{"url": "http://127.0.0.1:9/private"}]}
    with service(settings_for(tmp_path)) as client:
        first, second = (client.post("/summarize", json=body, headers=KEY) for _ in range(2))
        assert problem(first, 502, "nothing_readable")["skipped"]
        assert first.json() == second.json()
        assert second.headers["idempotency-replayed"] == "true"


def test_any_replica_can_be_asked(tmp_path):
    with gated(tmp_path) as (client, body, gate):
        place = client.post("/summarize", json=body, headers=LATER).headers["location"]
        status_of(client, place, "running")
        with service(client_settings(tmp_path, body)) as other:
            assert status_of(other, place, "running")["job"]
            gate.set()
            assert status_of(other, place, *ENDED)["state"] == "done"


def test_a_job_is_cancelled_at_any_replica(tmp_path):
    with gated(tmp_path) as (client, body, _):
        place = client.post("/summarize", json=body, headers=LATER).headers["location"]
        status_of(client, place, "running")
        with service(client_settings(tmp_path, body)) as other:
            assert other.delete(place).status_code == 204
        assert status_of(client, place, *ENDED)["state"] == "cancelled"
        until = time.monotonic() + 60
        while entries(tmp_path, "briefs/lease/"):
            assert time.monotonic() < until, "the work goes on"
    assert [key.split("/")[1] for key in entries(tmp_path)] == ["job"]


def test_a_stopped_service_goes_on_at_its_next_start(tmp_path):
    gate = threading.Event()
    with pages(gate) as root:
        with service(settings_for(tmp_path, root)) as client:
            place = client.post("/summarize", json=links(root), headers=LATER).headers["location"]
            status_of(client, place, "running")
        assert [key for key in entries(tmp_path) if "/lease/" in key] == []
        gate.set()
        with service(settings_for(tmp_path, root)) as client:
            assert status_of(client, place, *ENDED)["state"] == "done"


def client_settings(folder: Path, body: dict[str, Any]) -> Settings:
    return settings_for(folder, body["articles"][0]["url"].rpartition("/")[0])


def killed(folder: Path, points: list[float]) -> None:
    """Kill the service at each of these points after it took three jobs; its next start must do them all."""
    gate, places = threading.Event(), []
    with pages(gate) as root:
        chosen = settings_for(folder, root)
        for number, after in enumerate(points):
            with running("serve", "--port", "0", settings=chosen, until="serving") as (process, line):
                with httpx2.Client(base_url=line.split()[1], timeout=60) as client:
                    all_done(client, places)
                    wanted = [links(root, f"-{number}-{n}") for n in range(3)]
                    posted = [client.post("/summarize", json=body, headers=LATER) for body in wanted]
                    places = [accepted.headers["location"] for accepted in posted]
                gate.set()
                threading.Event().wait(after)  # the point at which it is killed
                process.send_signal(signal.SIGKILL)
                process.wait(10)
        with served_alone(chosen) as address, httpx2.Client(base_url=address, timeout=60) as client:
            all_done(client, places)


def all_done(client: httpx2.Client, places: list[str]) -> None:
    for place in places:
        done = status_of(client, place, *ENDED)
        assert done["state"] == "done", done
        assert len(done["stories"][0]["sources"]) == 3


def test_what_a_killed_process_left_is_removed_at_the_next_start(tmp_path):
    with service(settings_for(tmp_path)) as client:
        place = client.post("/summarize", json=EXAMPLE, headers=LATER).headers["location"]
        status_of(client, place, "done")
    store = open_store(f"disk://{tmp_path / 'store'}")
    store.set(f"briefs/request/{place.rpartition('/')[2]}/digest", b"{}")  # killed before it was removed
    store.set(f"briefs/request/{'0' * 32}/digest", b"{}")  # another replica is about to write its job down
    store.close()
    with service(settings_for(tmp_path)):
        """Start and stop."""
    assert entries(tmp_path, "briefs/request/") == [f"briefs/request/{'0' * 32}/digest"]


def test_a_killed_service_loses_no_job(tmp_path):
    killed(tmp_path, [0.0])
    assert {key.split("/")[1] for key in entries(tmp_path) if "/after/" not in key} == {"job", "answer"}


@pytest.mark.anyio
async def test_who_is_turned_away_leaves_nothing(tmp_path):
    gate = asyncio.Event()
    async with opened(tmp_path, ScriptedEngine(None, gate=gate)) as summarizer:
        jobs = SummaryJobs(summarizer, lambda _: {}, waiting=0)
        for n in range(RUNNING):
            await jobs.accept(wanted(f"The ferry number {n} ran aground."), caller=None, key=None, waited=False)
        with pytest.raises(Overloaded):
            await jobs.accept(wanted("One more ferry ran aground."), caller=None, key=None, waited=False)
        assert len(summarizer.store.keys("briefs/request/")) == RUNNING
        gate.set()
        await jobs.close()


@pytest.mark.slow
def test_killed_at_forty_points(tmp_path):
    rng = random.Random(2026)
    killed(tmp_path, [rng.uniform(0, 1.0) for _ in range(40)])
    with service(settings_for(tmp_path)):
        """Start once more: what the last kill left is removed."""
    left = [key for key in entries(tmp_path) if key.split("/")[1] not in ("job", "answer")]
    print(f"\n40 kills over 120 jobs: 120 done; {len(left)} leases are left to run out")
    assert all(key.startswith("briefs/lease/") for key in left), "articles are kept that nobody will read"


@pytest.mark.slow
def test_a_stop_in_full_work_loses_nothing(tmp_path):
    """SIGTERM while 50 answers, 50 streams and 50 jobs are asked for, of pages that come only then."""
    gate = threading.Event()
    with pages(gate) as root, ThreadPoolExecutor(100) as pool:
        chosen = settings_for(tmp_path, root, max_running=300)
        with running("serve", "--port", "0", settings=chosen, until="serving") as (process, line):
            limits = httpx2.Limits(max_connections=200)
            with httpx2.Client(base_url=line.split()[1], timeout=120, limits=limits) as client:
                posted = [client.post("/summarize", json=links(root, f"-j{n}"), headers=LATER) for n in range(50)]
                asked = [pool.submit(client.post, "/summarize", json=links(root, f"-a{n}")) for n in range(50)]
                streams = [pool.submit(heard, client, links(root, f"-s{n}")) for n in range(50)]
                until = time.monotonic() + 60
                while client.get("/readyz").json()["running"] < 100:
                    assert time.monotonic() < until, "they are not all under way"
                gate.set()
                process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                answers = Counter(one.result().status_code for one in asked)
                ends = Counter(one.result()[-1].name for one in streams)
                assert process.wait(60) == 0
                taken = time.monotonic() - began
        with served_alone(chosen) as address, httpx2.Client(base_url=address, timeout=60) as client:
            all_done(client, [accepted.headers["location"] for accepted in posted])
    print(f"\nanswers {dict(answers)}, last events of streams {dict(ends)}, 50 of 50 jobs done; ended in {taken:.1f} s")
    assert set(answers) <= {200, 503}
    assert set(ends) <= {"answer", "problem"}, "a reader is told to ask again"


def test_the_readme_runs_and_says_what_the_code_does(tmp_path):
    (block,) = re.findall(r"```python\n(.*?)```", SECTION, re.S)
    with service(settings_for(tmp_path)) as client:
        block = block.replace("http://127.0.0.1:8000", str(client.base_url).rstrip("/"))
        shown = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, check=True, timeout=110)
    assert "A ferry ran aground off Ellery on Tuesday." in shown.stdout
    assert all(f"`{state}`" in SECTION for state in get_args(JobState))
    assert f"{RUNNING} run at a\ntime in a process, {WAITING} may wait" in SECTION

"""Answers as they come, over a real server and a provider that pours its tokens when it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import SecretStr

from summarizer.api import create_app
from summarizer.api.events import PACE, Pace, prefers_events
from summarizer.api.openapi import EXAMPLE
from summarizer.engines.completion import warm
from summarizer.settings import Settings
from tests.clock import ClockLoop
from tests.hostile_replies import ARTICLES, GOOD, GOOD_TEXT
from tests.provider import Provider, Scripted, Tap, chunk, error, event, pours, says, serving
from tests.serving import served
from tests.streams import Heard, faults, heard, reading

BODY: dict[str, Any] = {
    "articles": [{"text": a.text, "title": a.title, "outlet": a.outlet} for a in ARTICLES],
    "options": {"engine": "llm", "split_stories": False},
}
PLENTY = 10_000


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()  # the import is not what the deadlines here are about
    with serving() as running:
        yield running


@contextmanager
def asked(provider: Provider, *, pace: Pace = PACE, **more: Any) -> Iterator[httpx2.Client]:
    """Serve an application of its own, with an empty cache, that asks `provider`."""
    given = {"cache": "memory://", "store": "memory://", "model": "openai/local", "deadline_s": 30.0, **more}
    settings = Settings(api_base=provider.base, api_key=SecretStr("sk-none"), **given)
    app = create_app(settings, pace=pace)
    with served(app, loop="tests.clock:ClockLoop") as url, httpx2.Client(base_url=url, timeout=60) as client:
        yield client


def idle(client: httpx2.Client) -> bool:
    """Return whether work comes to an end; the provider hears of it a moment before."""
    return any(client.get("/readyz").json()["running"] == 0 for _ in range(1000))


def body(**options: Any) -> dict[str, Any]:
    return {**BODY, "options": {**BODY["options"], **options}}


def names(events: list[Heard]) -> list[str]:
    return [one.name for one in events]


def events_until(text: str) -> int:
    """Return how many events of 24 characters it takes until `text` of the good reply is whole."""
    return -(-(GOOD_TEXT.index(text) + len(text)) // 24)


def test_a_statement_leaves_while_the_model_still_writes(provider: Provider) -> None:
    tap = Tap()
    provider.script(pours(GOOD_TEXT, tap=tap))
    with asked(provider) as client, reading(client, BODY) as stream:
        stream.until("story")
        tap.let(events_until('"a1.s1"]}'))
        assert stream.until("headline")[-1].data["statement"]["text"] == GOOD["headline"]["text"]
        tap.let(events_until('"a3.s1"]}') - events_until('"a1.s1"]}'))
        first = stream.until("statement")[-1]
        assert provider.poured == events_until('"a3.s1"]}') < len(GOOD_TEXT) // 24
        tap.let(PLENTY)
        rest = list(stream)
    assert rest[-1].data["stories"][0]["statements"][0] == first.data["statement"]
    assert first.raw.partition('"statement":')[2][:-1] in rest[-1].raw  # byte for byte
    assert [one.data["index"] for one in rest if one.name == "statement"] == [1, 2, 3]


def test_what_is_told_is_what_is_answered(provider: Provider) -> None:
    provider.script(pours(GOOD_TEXT))
    with asked(provider) as client:
        events = heard(client, BODY)
        plain = client.post("/summarize", json=BODY).json()
    assert faults(events) == []
    assert len(provider.calls) == 1
    assert plain["usage"]["cache"] == "hit"
    assert plain["stories"][0]["statements"] == events[-1].data["stories"][0]["statements"]
    stages = [(one.data["stage"], one.data["done"]) for one in events if one.name == "progress"]
    assert stages == [("reading", 0), ("reading", 3), ("writing", 0), ("writing", 1)]
    assert names(events)[-1] == "answer"
    ids = [one.id.rpartition(".") for one in events]
    assert {answer for answer, _, _ in ids} == {events[-1].data["id"]}
    numbers = [int(number) for _, _, number in ids]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    usage = events[-1].data["usage"]
    assert (usage["calls"], usage["completion_tokens"], usage["cache"]) == (1, 30, "miss")


def test_numbers_run_from_the_headline_on(provider: Provider) -> None:
    provider.script(pours(GOOD_TEXT.replace("14 cracks found", "15 cracks found")))
    with asked(provider) as client:
        answer = heard(client, BODY)[-1].data["stories"][0]
    assert "15" not in answer["headline"]["text"]
    carriers = [answer["headline"], *answer["statements"], *answer["claims"]]
    seen = list(dict.fromkeys(c["n"] for carrier in carriers for c in carrier["citations"]))
    assert seen == sorted(seen)


def test_the_extractive_engine_streams_too() -> None:
    with served(create_app(Settings(cache="memory://", model=None))) as url, httpx2.Client(base_url=url) as client:
        events = heard(client, EXAMPLE)
        again = heard(client, EXAMPLE)
    assert faults(events) == []
    assert events[-1].data["stories"][0]["provenance"]["engine"] == "extractive"
    assert again[:-1] == events[:-1]
    assert again[-1].id == events[-1].id
    assert again[-1].data["usage"]["cache"] == "hit"


def test_an_answer_that_nobody_heard_is_told_story_by_story(provider: Provider) -> None:
    provider.script(says(GOOD))
    with asked(provider) as client:
        client.post("/summarize", json=BODY)
        events = heard(client, BODY)
    assert faults(events) == []
    assert names(events) == ["story", "headline", *["statement"] * 4, "answer"]


def test_a_stream_goes_on_after_the_last_event(provider: Provider) -> None:
    tap = Tap()
    provider.script(pours(GOOD_TEXT, tap=tap))
    with asked(provider) as client, reading(client, BODY) as stream:
        tap.let(events_until('"a3.s1"]}'))
        first = stream.until("statement")
        with reading(client, BODY, after=first[-2].id) as again:
            assert again.until("statement") == first[-1:]
            tap.let(PLENTY)
            rest = list(again)
        assert [*first, *rest][:-1] == [*first, *stream][:-1]
        kept = heard(client, BODY, after=first[-1].id)
        assert kept[:-1] == rest[:-1]
        assert [one.id for one in heard(client, BODY, after=rest[-1].id)] == [kept[-1].id]
        fresh = heard(client, body(cache="refresh"), after=first[-1].id)
        assert fresh[:-1] == rest[:-1]
    assert len(provider.calls) == 1


@pytest.mark.parametrize("after", ["x", "0" * 32 + ".5", "{id}.0", "{id}.-1", "{id}.1_0", "{id}." + "9" * 500, "{id}."])
def test_an_id_of_another_run_begins_anew(provider: Provider, after: str) -> None:
    provider.script(pours(GOOD_TEXT))
    with asked(provider) as client:
        events = heard(client, BODY)
        id_ = events[-1].data["id"]
        again = heard(client, BODY, after=after.replace("{id}", id_))
    assert again[:-1] == events[:-1]


def test_a_run_that_was_given_up_is_not_mixed_with_the_next(provider: Provider) -> None:
    tap = Tap()
    provider.script(pours(GOOD_TEXT, tap=tap), pours(GOOD_TEXT.replace("Some 22,000 cars", "Some 22,000 vehicles")))
    with asked(provider) as client:
        with reading(client, BODY) as stream:
            tap.let(events_until('"a3.s1"]}'))
            last = stream.until("statement")[-1]
        assert provider.deserted.wait(60), "the provider was not hung up on"
        events = heard(client, BODY, after=last.id)
    assert faults(events) == []
    assert names(events)[:1] == ["progress"]


def test_who_leaves_ends_the_spending(provider: Provider) -> None:
    tap = Tap()
    provider.script(pours(GOOD_TEXT, tap=tap))
    with asked(provider) as client:
        with reading(client, BODY) as stream:
            tap.let(events_until('"a3.s1"]}'))
            stream.until("statement")
        assert provider.deserted.wait(60)
        assert idle(client)
    assert provider.left == 1


def test_who_leaves_does_not_end_what_another_waits_for(provider: Provider) -> None:
    tap, sent = Tap(), threading.Event()
    provider.script(pours(GOOD_TEXT, tap=tap))

    def noted(step: str, _: object) -> None:
        if step == "http11.send_request_body.complete":
            sent.set()

    with asked(provider) as client, ThreadPoolExecutor(1) as pool:
        with reading(client, BODY) as stream, reading(client, BODY) as other:
            stream.until("story")
            plain = pool.submit(client.post, "/summarize", json=BODY, extensions={"trace": noted})
            assert sent.wait(60)
            assert [client.get("/readyz").status_code for _ in range(20)] == [200] * 20  # it has long come in by then
            tap.let(events_until('"a3.s1"]}'))
            other.until("statement")
        with reading(client, BODY) as late:
            tap.let(PLENTY)
            events = list(late)
        assert plain.result(60).json()["usage"]["cache"] == "hit"
    assert faults(events) == []
    assert (provider.left, len(provider.calls)) == (0, 1)


def test_many_readers_of_one_answer_cost_one_call(provider: Provider) -> None:
    tap = Tap()
    provider.script(pours(GOOD_TEXT, tap=tap))
    begun = threading.Barrier(41)

    def read(client: httpx2.Client) -> list[Heard]:
        with reading(client, BODY) as stream:
            first = stream.until("story")
            begun.wait(60)
            return [*first, *stream]

    limits = httpx2.Limits(max_connections=100)
    with (
        asked(provider) as client,
        ThreadPoolExecutor(40) as pool,
        httpx2.Client(base_url=client.base_url, timeout=30, limits=limits) as wide,
    ):
        waiting = [pool.submit(read, wide) for _ in range(40)]
        begun.wait(60)
        tap.let(PLENTY)
        told = [one.result(60) for one in waiting]
    assert len(provider.calls) == 1
    assert all(events[:-1] == told[0][:-1] and faults(events) == [] for events in told)
    assert sum(events[-1].data["usage"]["calls"] for events in told) == 1


def test_a_quiet_stream_is_kept_awake(provider: Provider) -> None:
    tap = Tap()
    provider.script(pours(GOOD_TEXT, tap=tap))
    with asked(provider, pace=Pace(ping=0.02)) as client, reading(client, BODY) as stream:
        stream.until(":")
        stream.until(":")
        tap.let(PLENTY)
        assert names(list(stream))[-1] == "answer"


def test_the_deadline_holds_and_what_was_told_stays(provider: Provider) -> None:
    tap = Tap()
    provider.script(pours(GOOD_TEXT, tap=tap))
    tap.let(events_until('"a3.s1"]}'))
    with asked(provider) as client, reading(client, BODY) as stream:
        events = stream.until("statement")
        ClockLoop.newest.forward(0.9 * 30.0)  # what a draft may take of the deadline
        events += [one for one in stream if one.name != ":"]
    assert faults(events) == []
    (brief,) = events[-1].data["stories"]
    told = [one.data["statement"]["text"] for one in events if one.name == "statement"]
    assert told[0] == GOOD["statements"][0]["text"]
    assert len(told) > 1, "the extractive engine adds what is lacking"
    assert brief["provenance"]["degraded"]
    assert brief["provenance"]["degraded_reason"] == "timeout"
    assert brief["provenance"]["engine"] == "llm"


def test_a_failing_statement_is_corrected_after_those_that_left(provider: Provider) -> None:
    wrong = GOOD_TEXT.replace("22,000 cars", "23,000 cars")
    mended = {"replacements": [{"number": 3, **GOOD["statements"][2]}]}
    provider.script(pours(wrong), says(mended))
    with asked(provider) as client:
        events = heard(client, BODY)
    told = [one.data["statement"]["text"] for one in events if one.name == "statement"]
    expected = [statement["text"] for statement in GOOD["statements"]]
    assert told == [*expected[:2], expected[3], expected[2]]
    assert faults(events) == []
    assert "stream" not in provider.calls[1]


def test_words_and_outlets_are_kept_to_as_statements_come(provider: Provider) -> None:
    provider.script(pours(GOOD_TEXT))
    with asked(provider) as client:
        short = heard(client, body(max_words=28))
        shared = heard(client, body(min_independent=2))
    told = [one.data["statement"]["text"] for one in short if one.name == "statement"]
    assert sum(len(text.split()) for text in told) <= 28
    assert told == [GOOD["statements"][n]["text"] for n in (0, 1)]
    assert [len(one.data["statement"]["outlets"]) for one in shared if one.name == "statement"] == [3]
    assert faults(short) == faults(shared) == []


CANNOT = {
    "says so": error(400, "streaming is not supported for this model"),
    "knows no option": error(422, "Unknown parameter: stream_options"),
    "answers whole": says(GOOD),
    "sends a page": Scripted(body=b"<html>Sign in</html>", headers=(("content-type", "text/html"),)),
    "sends nothing": Scripted(events=(event("[DONE]"),)),
    "only pings": Scripted(events=(b": ping\n\n",) * 3),
}


@pytest.mark.parametrize("name", CANNOT)
def test_a_provider_that_cannot_stream_is_asked_for_the_whole(provider: Provider, name: str) -> None:
    provider.script(lambda asked: CANNOT[name] if asked.get("stream") else says(GOOD))
    with asked(provider) as client:
        events = heard(client, BODY)
        assert faults(events) == []
        assert not events[-1].data["stories"][0]["provenance"]["degraded"]
        assert ["stream" in call for call in provider.calls] == [True, False]
        heard(client, body(max_words=60))
        assert len(provider.calls) == 3, "what it cannot is remembered"


@pytest.mark.parametrize("key", ["content", "arguments"])
@pytest.mark.parametrize("size", [1, 7, PLENTY])
def test_pieces_of_any_size_and_kind(provider: Provider, key: str, size: int) -> None:
    provider.script(pours(GOOD_TEXT, size=size, key=key, finish="tool_calls" if key == "arguments" else "stop"))
    with asked(provider) as client:
        events = heard(client, BODY)
    assert faults(events) == []
    assert len(provider.calls) == 1
    assert names(events).count("statement") == 4


BROKEN = {
    "no finish": pours(GOOD_TEXT[:500], end=False),
    "no finish, though closed": pours(GOOD_TEXT, end=False),
    "an error inside": Scripted(events=(*pours(GOOD_TEXT[:500], end=False).events, event('{"error": {"code": 500}}'))),
    "bad JSON inside": Scripted(events=(*pours(GOOD_TEXT[:500], end=False).events, event('{"id": '))),
    "half an event": Scripted(events=(*pours(GOOD_TEXT[:500], end=False).events, chunk({"content": "x"})[:40])),
    "length": pours(GOOD_TEXT[:500], finish="length"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("second", ["whole", "nothing"])
def test_a_broken_stream_is_not_taken_for_whole(provider: Provider, name: str, second: str) -> None:
    provider.script(BROKEN[name], says(GOOD) if second == "whole" else says(""))
    with asked(provider) as client:
        events = heard(client, BODY)
    assert faults(events) == []
    assert len(provider.calls) == 2
    provenance = events[-1].data["stories"][0]["provenance"]
    assert provenance["degraded"] == (second == "nothing")
    told = [one.data["statement"]["text"] for one in events if one.name == "statement"]
    assert told[:2] == [statement["text"] for statement in GOOD["statements"][:2]]


def test_what_was_told_is_not_told_again_by_a_second_answer(provider: Provider) -> None:
    second = json.loads(GOOD_TEXT)
    second["statements"][0]["cites"] = ["a2.s1", "a1.s1", "a3.s1"]
    second["statements"][1]["text"] = "Until further notice the ferry to Morrow runs every ten minutes."
    provider.script(pours(GOOD_TEXT[:420], end=False), says(second))
    with asked(provider) as client:
        events = heard(client, BODY)
    told = [one.data["statement"]["text"] for one in events if one.name == "statement"]
    assert told == [statement["text"] for statement in GOOD["statements"]]
    assert faults(events) == []


def test_what_fails_before_the_first_byte_is_an_ordinary_problem(provider: Provider) -> None:
    with asked(provider, max_running=1) as client:
        for sent, status, code in [
            ({"articles": []}, 422, "invalid_request"),
            (body(model="openai/other"), 422, "model_not_allowed"),
        ]:
            with reading(client, sent) as stream:
                assert stream.response.status_code == status
                assert json.loads(stream.response.read())["code"] == code
        tap = Tap()
        provider.script(pours(GOOD_TEXT, tap=tap))
        with reading(client, BODY) as running:
            running.until("story")
            assert provider.asked.wait(60)
            with reading(client, body(max_words=30)) as refused:
                assert refused.response.status_code == 503
                assert int(refused.response.headers["retry-after"]) > 0


def test_what_fails_later_is_the_last_event(provider: Provider) -> None:
    with asked(provider) as client:
        *_, last = heard(client, {"articles": [{"text": " "}]})
    assert last.name == "problem"
    assert (last.data["status"], last.data["code"]) == (502, "nothing_readable")
    assert last.data["skipped"][0]["code"] == "empty"


def test_a_server_that_stops_says_so(provider: Provider) -> None:
    provider.script(pours(GOOD_TEXT, tap=Tap()))
    settings = Settings(cache="memory://", model="openai/local", api_base=provider.base, api_key=SecretStr("sk-none"))
    server = ExitStack()
    url = server.enter_context(served(create_app(settings), timeout_graceful_shutdown=1))
    with httpx2.Client(base_url=url, timeout=30) as client, reading(client, BODY) as stream:
        stream.until("story")
        assert provider.asked.wait(60)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(server.close)
            *_, last = [one for one in stream if one.name != ":"]
    assert (last.name, last.data["status"], last.data["code"]) == ("problem", 503, "overloaded")
    assert provider.deserted.wait(60)


def test_a_judge_is_not_asked_in_a_stream(provider: Provider) -> None:
    provider.script(lambda asked: pours(GOOD_TEXT) if asked.get("stream") else says(GOOD))
    with asked(provider, judge_model="openai/judge") as client:
        events = heard(client, BODY)
        assert [call["model"] for call in provider.calls] == ["local"]
        assert all(one.data["statement"]["judge"] is None for one in events if one.name == "statement")
        client.post("/summarize", json=BODY)
        assert [call["model"] for call in provider.calls][-1] == "judge"
    assert faults(events) == []


def test_an_answer_made_anew_is_told_in_its_own_order(provider: Provider) -> None:
    fewer = {**GOOD, "statements": GOOD["statements"][:2]}
    provider.script(pours(GOOD_TEXT), says(fewer))
    with asked(provider) as client:
        first = heard(client, BODY)
        client.post("/summarize", json=body(cache="refresh"))
        again = heard(client, BODY, after=first[-2].id)
    assert faults(again) == []
    assert names(again) == ["story", "headline", "statement", "statement", "answer"]


@pytest.mark.parametrize("hang", [Scripted(hang="before"), Scripted(hang="after", length=99)])
def test_a_stream_that_hangs_is_tried_again(provider: Provider, hang: Scripted) -> None:
    provider.script(hang, pours(GOOD_TEXT))
    with asked(provider, deadline_s=100.0) as client, reading(client, BODY) as stream:
        assert provider.asked.wait(60)
        ClockLoop.newest.forward(60.0)  # two thirds of a draft's time
        events = [one for one in stream if one.name != ":"]
    assert faults(events) == []
    assert not events[-1].data["stories"][0]["provenance"]["degraded"]
    assert len(provider.calls) == 2


def test_pages_are_told_of_before_the_id_is_known(provider: Provider) -> None:
    page = "<html><head><title>Ferry</title></head><body><article><p>The ferry ran aground off Ellery on Tuesday.</p>"
    page += "<p>All 214 passengers were taken ashore by midnight, the harbour office said.</p></article></body></html>"
    site = FastAPI()
    site.add_api_route("/a", lambda: HTMLResponse(page))
    with served(site) as pages, asked(provider, trusted_hosts=(urlsplit(pages).netloc,)) as client:
        events = heard(client, {"articles": [{"url": f"{pages}/a"}], "options": {"engine": "extractive"}})
        late = heard(client, {"articles": [{"url": f"{pages}/none"}]})
        with reading(client, {"articles": [{"url": f"{pages}/a"}], "options": {"model": "openai/x"}}) as stream:
            assert stream.response.status_code == 422
    assert (events[0].id, events[0].data) == (None, {"stage": "reading", "done": 0, "total": 1})
    assert all(one.id for one in events[1:])
    assert faults(events) == []
    assert (late[-1].name, late[-1].data["status"]) == ("problem", 502)


def test_two_stories_are_told_apart() -> None:
    ferry, strike = (
        EXAMPLE["articles"],
        {"text": "The bakers of Larn went on strike on Monday. Bread is baked at home."},
    )
    with served(create_app(Settings(cache="off", model=None))) as url, httpx2.Client(base_url=url) as client:
        events = heard(client, {"articles": [*ferry, strike]})
    assert faults(events) == []
    assert len({one.data["brief"] for one in events if one.name == "story"}) == 2


@pytest.mark.parametrize(
    ("accept", "events"),
    [
        ("text/event-stream", True), ("*/*", False), ("", False), ("application/json", False),
        ("application/json, text/event-stream", False), ("text/event-stream, application/json", True),
        ("application/json;q=0.5, text/event-stream", True), ("text/event-stream;q=0", False),
        ("text/event-stream;q=0.1, application/json", False), ("TEXT/Event-Stream ; q=1.0", True),
        ("text/event-stream;q=x", False), ("text/html,text/event-stream,*/*", True),
    ],
)  # fmt: skip
def test_events_are_sent_to_who_asks_for_them(accept: str, events: bool) -> None:
    assert prefers_events(accept) is events

"""What is counted, over a real uvicorn: each thing once, in few series, and none of it anybody's text."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse
from starlette.middleware import Middleware
from starlette.responses import Response

import summarizer
from summarizer.api import create_app
from summarizer.caches import open_cache
from summarizer.engines.base import Spent
from summarizer.engines.breaker import AFTER, Breaker
from summarizer.engines.completion import Hear, Reply, Request, warm
from summarizer.engines.faults import ProviderFailed
from summarizer.engines.guarded import Guard, Guarded
from summarizer.engines.llm import LLMEngine
from summarizer.engines.wire import BriefReply
from summarizer.errors import NotFound
from summarizer.metering import Called, State, open_meter
from summarizer.models import Brief, Skipped, SummarizeRequest
from summarizer.prompting import load_prompts
from summarizer.service import Summarizer
from summarizer.settings import Settings
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from tests.hostile_replies import ARTICLES, GOOD_TEXT
from tests.provider import Provider, Scripted, error, poured, says, serving
from tests.redis_server import free_port
from tests.scripted import ScriptedCompletion
from tests.serving import served
from tests.streams import faults, heard, reading

Counted = dict[tuple[str, ...], float]

GIVEN = [{"text": a.text, "title": a.title, "outlet": a.outlet} for a in ARTICLES]
KEY = "sk-canary-0123456789"
WRITER = ("writer", "openai/local")


def body(*articles: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"articles": [*(articles or GIVEN)], "options": {"split_stories": False, **options}}


def counted(text: str) -> Counted:
    """Every sample of ours by its name and the values of its labels; buckets left out."""
    samples = (sample for family in parse(text) for sample in family.samples)
    return {
        (s.name, *(s.labels[name] for name in sorted(s.labels))): s.value
        for s in samples
        if s.name.startswith("summarizer_") and not s.name.endswith(("_bucket", "_created", "_sum"))
    }


def scraped(client: httpx2.Client) -> Counted:
    return counted(client.get("/metrics").text)


def grown(client: httpx2.Client, act: Callable[[], object]) -> Counted:
    """Return what `act` made larger, but for the requests and the time that the scrapes themselves take."""
    before = scraped(client)
    act()
    after = scraped(client)
    found = {key: value - before.get(key, 0.0) for key, value in after.items() if value != before.get(key, 0.0)}
    return {key: value for key, value in found.items() if "/metrics" not in key}


def until(client: httpx2.Client, key: tuple[str, ...], value: float) -> None:
    """Look until this is counted: what ends a request comes after its last byte."""
    limit = time.monotonic() + 30
    while (found := scraped(client).get(key)) != value:
        assert time.monotonic() < limit, (key, found)


@contextmanager
def opened(**settings: Any) -> Iterator[httpx2.Client]:
    chosen = Settings.model_validate({"cache": "memory://", "store": "memory://", "model": None, **settings})
    with served(create_app(chosen)) as url, httpx2.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with opened() as running:
        yield running


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    warm().join()
    with serving() as running:
        yield running


@contextmanager
def asked(provider: Provider, **settings: Any) -> Iterator[httpx2.Client]:
    with opened(model="openai/local", api_base=provider.base, api_key=KEY, **settings) as client:
        yield client


# HTTP ----------------------------------------------------------------------------------------------


def test_both_formats_are_read_by_the_parsers_of_prometheus(client: httpx2.Client) -> None:
    client.post("/summarize", json=body())
    plain = client.get("/metrics")
    assert plain.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert counted(plain.text)["summarizer_build_info", summarizer.__version__] == 1
    asked_for = {"accept": "application/openmetrics-text; version=1.0.0, text/plain; q=0.5"}
    modern = client.get("/metrics", headers=asked_for)
    assert modern.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    names = {family.name for family in parse_openmetrics(modern.text)}
    assert {"summarizer_answers", "process_cpu_seconds", "python_gc_collections", "python_info"} <= names
    head = client.head("/metrics")
    assert (head.status_code, head.content) == (200, b"")


def test_requests_are_counted_by_their_routes(client: httpx2.Client) -> None:
    def ask() -> None:
        made = client.post("/summarize", json=body(max_words=55)).json()
        client.get(f"/briefs/{made['id']}")
        client.get("/briefs/unknown")
        client.post("/summarize", json={})
        client.get("/summarize")
        client.request("BREW", "/summarize")
        client.get("/healthz")

    found = grown(client, ask)
    requests = {key[1:]: value for key, value in found.items() if key[0] == "summarizer_http_requests_total"}
    assert requests == {
        ("POST", "/summarize", "200"): 1,
        ("POST", "/summarize", "422"): 1,
        ("GET", "/briefs/{answer_id}", "200"): 1,
        ("GET", "/briefs/{answer_id}", "404"): 1,
        ("GET", "/summarize", "405"): 1,
        ("other", "/summarize", "405"): 1,
        ("GET", "/healthz", "200"): 1,
    }
    assert found["summarizer_http_request_duration_seconds_count", "POST", "/summarize"] == 2


async def knock(app: Any, path: str, method: str) -> None:
    """Send a request past the socket, which a thousand of them would only slow down."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        pass

    scope = {"type": "http", "method": method, "path": path, "query_string": path.encode(), "headers": []}
    await app({**scope, "root_path": "", "scheme": "http", "server": ("h", 80), "http_version": "1.1"}, receive, send)


def test_a_thousand_paths_that_nobody_has_are_one_series() -> None:
    async def knock_at(app: Any) -> None:
        for n in range(1_000):
            await knock(app, f"/{secrets.token_urlsafe(8)}{'/briefs' * (n % 3)}/{n}", "GET" if n % 2 else f"M{n}")

    app = create_app(Settings.model_validate({"cache": "off", "store": "memory://", "model": None}))
    with served(app) as url, httpx2.Client(base_url=url) as client:
        before = scraped(client)
        asyncio.run(knock_at(app))
        after = scraped(client)
    new = {key: value for key, value in after.items() if key not in before and "/metrics" not in key}
    assert new == {
        ("summarizer_http_requests_total", "GET", "unknown", "404"): 500,
        ("summarizer_http_requests_total", "other", "unknown", "404"): 500,
        ("summarizer_http_request_duration_seconds_count", "GET", "unknown"): 500,
        ("summarizer_http_request_duration_seconds_count", "other", "unknown"): 500,
    }


class _Refuses:
    """A middleware that lets nobody in."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] != "/metrics":
            await Response(status_code=401)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def test_a_request_that_is_refused_before_its_route_is_known_has_a_route() -> None:
    app = create_app(Settings.model_validate({"cache": "off", "store": "memory://", "model": None}))
    app.user_middleware.append(Middleware(_Refuses))  # within ours
    with served(app) as url, httpx2.Client(base_url=url) as client:
        client.post("/summarize")
        client.get("/briefs/some-id")
        found = scraped(client)
    assert found["summarizer_http_requests_total", "POST", "/summarize", "401"] == 1
    assert found["summarizer_http_requests_total", "GET", "/briefs/{answer_id}", "401"] == 1


# Answers -------------------------------------------------------------------------------------------


def test_an_answer_is_counted_as_made_and_its_repeat_as_kept() -> None:
    with opened() as client:
        made = grown(client, lambda: client.post("/summarize", json=body()))
        again = grown(client, lambda: client.post("/summarize", json=body()))
        fresh = grown(client, lambda: client.post("/summarize", json=body(cache="bypass")))
        answer = client.post("/summarize", json=body()).json()
    (brief,) = answer["stories"]
    told = {("summarizer_statements_total", s["agreement"]) for s in brief["statements"]}
    request = {
        ("summarizer_http_requests_total", "POST", "/summarize", "200"): 1,
        ("summarizer_http_request_duration_seconds_count", "POST", "/summarize"): 1,
    }
    assert again == {**request, ("summarizer_answers_total", "hit", "extractive"): 1}
    work = {
        ("summarizer_articles_read_total",): 3,
        ("summarizer_briefs_total", "extractive"): 1,
        ("summarizer_stage_duration_seconds_count", "reading"): 1,
        ("summarizer_stage_duration_seconds_count", "writing"): 1,
        **{key: sum(s["agreement"] == key[1] for s in brief["statements"]) for key in told},
    }
    assert made == {**request, **work, ("summarizer_answers_total", "miss", "extractive"): 1}
    assert fresh == {**request, **work, ("summarizer_answers_total", "bypass", "extractive"): 1}


def test_an_article_that_cannot_be_read_is_counted_by_its_code(client: httpx2.Client) -> None:
    found = grown(client, lambda: client.post("/summarize", json=body(*GIVEN, {"text": " \n "}, max_words=60)))
    assert found["summarizer_articles_skipped_total", "empty"] == 1
    assert found["summarizer_articles_read_total",] == 3
    found = grown(client, lambda: client.post("/summarize", json=body({"text": "  "})))
    assert found["summarizer_articles_skipped_total", "empty"] == 1
    assert found["summarizer_answers_failed_total", "nothing_readable"] == 1
    assert not any(key[0] == "summarizer_answers_total" for key in found)


def test_the_model_is_counted_with_its_tokens_and_what_it_lost(provider: Provider) -> None:
    wrong = GOOD_TEXT.replace("14 cracks in its northern", "41 cracks in its northern")
    with asked(provider) as client:
        provider.script(says(wrong), says({"replacements": []}))
        found = grown(client, lambda: client.post("/summarize", json=body()))
        answer = client.post("/summarize", json=body()).json()
    (brief,) = answer["stories"]
    assert len(provider.calls) == 2
    assert found["summarizer_model_calls_total", "openai/local", "answered", "writer"] == 2
    assert found["summarizer_model_call_duration_seconds_count", "openai/local", "writer"] == 2
    assert found["summarizer_model_tokens_total", "prompt", "openai/local", "writer"] == 240
    assert found["summarizer_model_tokens_total", "completion", "openai/local", "writer"] == 60
    assert found["summarizer_briefs_total", "llm"] == 1
    assert brief["dropped"]
    for code in {dropped["code"] for dropped in brief["dropped"]}:
        lost = sum(dropped["code"] == code for dropped in brief["dropped"])
        assert found["summarizer_statements_dropped_total", code] == lost
    assert not any(key[0] == "summarizer_briefs_degraded_total" for key in found)


def test_a_known_price_is_summed_and_an_unknown_one_is_said() -> None:
    meter = open_meter()
    for cost in (0.25, 0.5, None):
        meter.called("judge", "openai/x", Called("answered", Spent(1, 10, 5, cost), 1.0))
    found = counted(meter.shown("")[0].decode())
    assert found["summarizer_model_cost_usd_total", "openai/x", "judge"] == 0.75
    assert found["summarizer_model_calls_unpriced_total", "openai/x", "judge"] == 1


def test_a_degraded_brief_is_counted_by_its_reason_and_a_judge_apart(provider: Provider) -> None:
    with asked(provider, judge_model="openai/judge") as client:
        provider.script(error(401), says({"verdicts": []}))
        found = grown(client, lambda: client.post("/summarize", json=body()))
    assert found["summarizer_briefs_degraded_total", "bad_key"] == 1
    assert found["summarizer_briefs_total", "extractive"] == 1
    assert found["summarizer_answers_total", "miss", "llm"] == 1
    assert found["summarizer_model_calls_total", "openai/local", "bad_key", "writer"] == 1
    assert found["summarizer_model_calls_total", "openai/judge", "answered", "judge"] == 1


def test_a_stream_is_counted_while_it_is_open_and_by_who_leaves_it(provider: Provider) -> None:
    with asked(provider) as client:
        provider.script(poured(says(GOOD_TEXT)))
        before = scraped(client)
        assert faults(heard(client, body())) == []
        until(client, ("summarizer_answers_total", "miss", "llm"), 1)
        until(client, ("summarizer_streams_open",), 0)
        calls = ("summarizer_model_calls_total", "openai/local", "answered", "writer")
        assert scraped(client)[calls] == before[calls] + 1
        provider.script(Scripted(hang="before"))
        with reading(client, body(cache="bypass")) as stream:
            stream.until("progress")
            assert provider.asked.wait(30)
            assert scraped(client)["summarizer_streams_open",] == 1
            assert scraped(client)["summarizer_running",] == 1
        until(client, ("summarizer_model_calls_total", "openai/local", "given_up", "writer"), 1)
        until(client, ("summarizer_answers_failed_total", "given_up"), 1)
        until(client, ("summarizer_streams_open",), 0)


def test_a_job_is_counted_while_it_is_here(provider: Provider) -> None:
    with asked(provider) as client:
        provider.script(Scripted(hang="before"))
        accepted = client.post("/summarize", json=body(), headers={"prefer": "respond-async"})
        assert provider.asked.wait(30)
        assert scraped(client)["summarizer_jobs",] == 1
        assert client.get("/readyz").json()["jobs"] == 1
        client.delete(accepted.headers["location"])
        until(client, ("summarizer_jobs",), 0)
        found = scraped(client)
    assert found["summarizer_http_requests_total", "DELETE", "/jobs/{job_id}", "204"] == 1
    assert found["summarizer_http_requests_total", "POST", "/summarize", "202"] == 1


def test_a_client_that_leaves_is_no_success(provider: Provider) -> None:
    with asked(provider) as client:
        provider.script(Scripted(hang="before"))
        with pytest.raises(httpx2.ReadTimeout):
            client.post("/summarize", json=body(), timeout=httpx2.Timeout(60, read=0.5))
        until(client, ("summarizer_http_requests_total", "POST", "/summarize", "499"), 1)
        until(client, ("summarizer_http_requests_in_progress",), 1)  # the scrape's own


class _Held(ScriptedCompletion):
    """Answers when it is let."""

    def __init__(self, *script: Any) -> None:
        super().__init__(*script)
        self.begun, self.let = asyncio.Event(), asyncio.Event()

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        self.begun.set()
        await self.let.wait()
        return await super().complete(request, hear)


@asynccontextmanager
async def composed(completion: ScriptedCompletion, breaker: Breaker) -> Any:
    """A service over a model in the process, behind a guard."""
    meter = open_meter()
    guard = Guard(breaker, lambda *call: meter.called("writer", "m", Called(*call)), fair=0.0)
    engine = LLMEngine("m", prompts=load_prompts(), completion=Guarded("m", completion, guard))
    fetcher, pool, cache = Fetcher(), ExtractionPool(), open_cache("memory://", limit=1_000_000)
    parts: dict[str, Any] = {"models": {"m": engine}, "observer": meter, "breakers": {("writer", "m"): breaker}}
    yield Summarizer(loader=Loader(fetcher, pool), cache=cache, **parts)
    await fetcher.aclose()
    await pool.aclose()


@pytest.mark.anyio
async def test_ten_who_want_the_same_pay_once() -> None:
    completion = _Held(Reply(GOOD_TEXT, Spent(1, 100, 20, 0.5)))
    async with composed(completion, Breaker()) as summarizer:
        wanted = SummarizeRequest.model_validate(body())
        waiting = [asyncio.create_task(summarizer.answer(wanted)) for _ in range(10)]
        await completion.begun.wait()
        completion.let.set()
        await asyncio.gather(*waiting)
        found = counted(summarizer.observer.shown("")[0].decode())
    assert found["summarizer_answers_total", "miss", "llm"] == 1
    assert found["summarizer_answers_total", "joined", "llm"] == 9
    assert found["summarizer_model_calls_total", "m", "answered", "writer"] == len(completion.requests)
    assert found["summarizer_model_cost_usd_total", "m", "writer"] == 0.5 * len(completion.requests)
    assert found["summarizer_briefs_total", "llm"] == 1


# The breaker ---------------------------------------------------------------------------------------


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_five_failures_in_a_row_open_it_and_one_answer_closes_it() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    assert [breaker.failed() for _ in range(AFTER - 1)] == [False] * (AFTER - 1)
    assert breaker.answered() is False  # in a row
    assert [breaker.failed() for _ in range(AFTER)] == [False] * (AFTER - 1) + [True]
    assert (breaker.is_open, breaker.admits()) == (True, False)
    clock.now += 30
    assert [breaker.admits() for _ in range(3)] == [True, False, False], "one probe"
    assert breaker.failed() is False
    clock.now += 29
    assert breaker.admits() is False, "it rests again"
    clock.now += 1
    assert breaker.admits() is True
    assert breaker.answered() is True
    assert (breaker.is_open, breaker.admits()) == (False, True)


def test_a_probe_whose_client_left_is_followed_by_another() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    for _ in range(AFTER):
        breaker.failed()
    clock.now += 30
    assert breaker.admits() is True  # and nothing is ever heard of it
    clock.now += 30
    assert breaker.admits() is True


def test_without_a_rest_it_never_opens() -> None:
    breaker = Breaker(rest=0.0)
    assert [breaker.failed() for _ in range(9)] == [False] * 9
    assert (breaker.is_open, breaker.admits()) == (False, True)


def test_a_provider_that_is_down_is_left_alone(provider: Provider) -> None:
    with asked(provider, cache="off") as client:
        assert client.get("/readyz").json()["provider"] == "ok"
        provider.script(error(401))
        for _ in range(AFTER):
            client.post("/summarize", json=body())
        provider.script(says(GOOD_TEXT))
        for engine in ("auto", "llm"):
            answer = client.post("/summarize", json=body(engine=engine)).json()
            provenance = answer["stories"][0]["provenance"]
            assert (provenance["engine"], provenance["degraded_reason"]) == ("extractive", "provider_resting")
            assert answer["usage"]["calls"] == 0
            why, what = answer["warnings"]
            assert "SUMMARIZER_API_KEY" in why
            assert "did not answer several calls in a row" in what
        events = heard(client, body())
        assert events[-1].data["stories"][0]["provenance"]["degraded_reason"] == "provider_resting"
        assert provider.calls == []
        state = client.get("/readyz")
        assert (state.status_code, state.json()["provider"], state.json()["resting"]) == (200, "open", "openai/local")
        found = scraped(client)
    assert found["summarizer_model_resting", "openai/local", "writer"] == 1
    assert found["summarizer_briefs_degraded_total", "provider_resting"] == 3
    assert found["summarizer_model_calls_total", "openai/local", "bad_key", "writer"] == AFTER


@pytest.mark.parametrize(
    "step",
    [says("I cannot tell."), says(GOOD_TEXT, finish="content_filter"), error(400), error(429, retry_after="3600")],
    ids=["prose", "refused", "bad request", "rate limited"],
)
def test_what_a_provider_answers_is_an_answer(provider: Provider, step: Scripted) -> None:
    with asked(provider, cache="off") as client:
        provider.script(step)
        for _ in range(AFTER):
            client.post("/summarize", json=body())
        assert client.get("/readyz").json()["provider"] == "ok"
        assert len(provider.calls) >= AFTER


class _Mute(ScriptedCompletion):
    """Says nothing, for as long as it is waited for."""

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError("nobody set it")


async def cut_off(guarded: Guarded, *, given: float) -> None:
    """Make a call that is given so many seconds, and end it as a deadline over all does."""
    asking = Request((), BriefReply, timeout=given)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(given):
            await guarded.complete(asking)


@pytest.mark.anyio
async def test_a_provider_that_hangs_is_known_by_the_deadline_and_not_by_who_leaves() -> None:
    ended: list[str] = []
    breaker = Breaker()
    guarded = Guarded("m", _Mute(), Guard(breaker, lambda outcome, *_: ended.append(outcome), fair=0.01))
    for _ in range(AFTER):
        leaving = asyncio.create_task(guarded.complete(Request((), BriefReply, timeout=1_000.0)))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.wait({leaving})
        await cut_off(guarded, given=0.001)  # pages took the rest of its time: that is not the provider's fault
    assert not breaker.is_open
    for _ in range(AFTER):
        await cut_off(guarded, given=0.02)
    assert breaker.is_open
    with pytest.raises(ProviderFailed, match="provider_resting"):
        await guarded.complete(Request((), BriefReply))
    assert ended == ["given_up", "timeout"] * AFTER + ["timeout"] * AFTER


@pytest.mark.anyio
async def test_the_first_answer_after_a_rest_closes_it() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    completion = ScriptedCompletion(GOOD_TEXT)
    for _ in range(AFTER):
        breaker.failed()
    async with composed(completion, breaker) as summarizer:
        wanted = SummarizeRequest.model_validate(body(cache="bypass"))
        first = await summarizer.summarize(wanted)
        clock.now += 30
        second = await summarizer.summarize(wanted)
        assert summarizer.ready()[1]["provider"] == "ok"
    reasons = [answer.stories[0].provenance.degraded_reason for answer in (first, second)]
    assert reasons == ["provider_resting", None]


# The README ----------------------------------------------------------------------------------------


def everything() -> dict[str, tuple[set[str], str]]:
    """Every metric of ours, its labels and its meaning, after each was told something."""
    meter = open_meter()
    meter.watch(State(lambda: 0, 1, lambda: True, {("writer", "m"): lambda: False}))
    meter.called("writer", "m", Called("answered", Spent(1, 1, 1, 1.0), 1.0))
    meter.answered("llm", "hit")
    meter.received("GET", "/", 200, 0.1)
    brief = SimpleNamespace(
        provenance=SimpleNamespace(engine="llm", degraded=True, degraded_reason="timeout"),
        statements=[SimpleNamespace(agreement="disputed")],
        dropped=[SimpleNamespace(code="number")],
    )
    meter.written([cast(Brief, brief)])
    meter.read(1, [Skipped(index=0, id="a1", code="empty", detail="")])
    with pytest.raises(NotFound), meter.failing(), meter.stage("reading"):
        raise NotFound("x")
    suffix = {"counter": "_total", "info": "_info"}
    families = parse_openmetrics(meter.shown("application/openmetrics-text")[0].decode())
    return {
        f.name + suffix.get(f.type, ""): ({n for s in f.samples for n in s.labels} - {"le"}, f.documentation)
        for f in families
        if f.name.startswith("summarizer_")
    }


def test_the_table_in_the_readme_is_what_is_counted(root: Path) -> None:
    readme = (root / "README.md").read_text().partition("## Watching it")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(summarizer_\w+)` \| (.*?) ?\| (.*) \|$", readme, re.M)
    assert {name: (set(re.findall(r"\w+", labels)), meaning) for name, labels, meaning in rows} == everything()
    named = {re.sub("_(bucket|sum|count)$", "", name) for name in re.findall(r"summarizer_\w+", readme)}
    assert named <= set(everything())


# What must not be there, and must not matter -------------------------------------------------------


def test_nothing_of_anybody_is_shown(provider: Provider) -> None:
    canary = "Zyxomma"
    article = {
        "text": f"The {canary} Bridge closed on Monday after inspectors found 14 cracks.",
        "outlet": f"{canary} Post",
        "title": f"{canary} closed",
        "url": f"https://{canary.lower()}.example/{canary}",
        "id": canary,
    }
    with asked(provider, cache="off") as client:
        for step in (says(GOOD_TEXT), error(401, f"no such key {KEY} {canary}"), error(500, canary), says(canary)):
            provider.script(step)
            client.post(
                f"/summarize?{canary}={KEY}",
                json=body(article, {"text": " ", "id": canary}),
                headers={"authorization": f"Bearer {KEY}", "x-canary": canary},
            )
        client.post("/summarize", json=body(article, model=f"openai/{canary}"))
        client.post("/summarize", json={"articles": [], canary: canary})
        client.get(f"/briefs/{canary}")
        client.get(f"/{canary}")
        shown = client.get("/metrics").text
    assert KEY not in shown
    assert canary.lower() not in shown.lower()


def test_a_cache_that_is_down_is_said_and_stops_nothing() -> None:
    pytest.importorskip("redis")
    with opened(cache=f"redis://127.0.0.1:{free_port()}/0") as client:
        assert client.post("/summarize", json=body()).status_code == 200
        assert scraped(client)["summarizer_cache_up",] == 0
        state = client.get("/readyz")
        assert (state.status_code, state.json()["cache_state"]) == (200, "failing")


def test_a_disk_that_was_mended_is_said_to_work(tmp_path: Any) -> None:
    cache = open_cache(f"disk://{tmp_path}/cache", limit=1_000_000)
    cache.set("k", b"v", ttl=60)
    assert cache.works
    cache.set("k", None, ttl=60)  # type: ignore[arg-type]
    assert not cache.works
    assert cache.get("k") == b"v"
    assert not cache.works, "it can be read, and still not be written"
    cache.set("k", b"w", ttl=60)
    assert cache.works
    cache.close()

"""Cache, single flight, limits and deadline, with real caches and a real loader."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import asynccontextmanager

import pytest

from summarizer.caches import open_cache
from summarizer.errors import DeadlineExceeded, EngineUnavailable, ModelNotAllowed, NothingReadable, Overloaded
from summarizer.models import SummarizeRequest
from summarizer.service import DEGRADED_TTL, Summarizer
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from tests.fakes import ScriptedEngine, draft

pytestmark = pytest.mark.anyio

TEXTS = [
    "The ferry Halden ran aground off Ellery on Tuesday evening. All 214 passengers were taken ashore by midnight.",
    "The ferry Halden ran aground off Ellery on Tuesday evening, officials said. An inquiry was opened on Wednesday.",
]
GOOD = draft(("The ferry Halden ran aground off Ellery on Tuesday evening.", ["a1.s1", "a2.s1"]))


def request(*texts: str, **options: object) -> SummarizeRequest:
    articles = [{"text": text, "outlet": f"Outlet {n}"} for n, text in enumerate(texts or TEXTS, 1)]
    return SummarizeRequest.model_validate({"articles": articles, "options": options})


class RecordingCache:
    """Any cache, and what was put into it for how long."""

    works = True

    def __init__(self, cache) -> None:
        self.cache = cache
        self.kept: list[float] = []

    def get(self, key):
        return self.cache.get(key)

    def set(self, key, value, *, ttl):
        self.kept.append(ttl)
        self.cache.set(key, value, ttl=ttl)

    @property
    def place(self):
        return self.cache.place


@asynccontextmanager
async def opened(tmp_path, *engines, **settings):
    cache = RecordingCache(open_cache(f"disk://{tmp_path}/cache", limit=10_000_000))
    fetcher, pool = Fetcher(), ExtractionPool()
    models = {engine.model: engine for engine in engines}
    try:
        yield Summarizer(loader=Loader(fetcher, pool), cache=cache, models=models, **settings)
    finally:
        await fetcher.aclose()
        await pool.aclose()
        cache.cache.close()


async def answer(summarizer, wanted) -> dict:
    return json.loads(await summarizer.answer(wanted))


async def test_a_second_request_is_a_hit_and_says_so(tmp_path):
    engine = ScriptedEngine(GOOD)
    async with opened(tmp_path, engine) as summarizer:
        first, second = [await answer(summarizer, request()) for _ in range(2)]
    assert engine.asked == 1
    assert (first["usage"]["cache"], second["usage"]["cache"]) == ("miss", "hit")
    assert (first["usage"]["calls"], second["usage"]["calls"]) == (1, 0)
    assert [s["stories"][0]["provenance"]["cached"] for s in (first, second)] == [False, True]
    for body in (first, second):
        del body["usage"], body["stories"][0]["provenance"]["cached"]
    assert first == second


async def test_refresh_writes_anew_and_bypass_keeps_nothing(tmp_path):
    engine = ScriptedEngine(GOOD)
    async with opened(tmp_path, engine) as summarizer:
        assert (await answer(summarizer, request(cache="bypass")))["usage"]["cache"] == "bypass"
        assert (await answer(summarizer, request()))["usage"]["cache"] == "miss"
        assert (await answer(summarizer, request(cache="refresh")))["usage"]["cache"] == "miss"
        assert (await answer(summarizer, request()))["usage"]["cache"] == "hit"
    assert engine.asked == 3


@pytest.mark.parametrize(
    "other",
    [request(max_words=20), request(*reversed(TEXTS)), request(TEXTS[0] + " ", TEXTS[1]), request(include_text=True)],
)
async def test_whatever_changes_the_answer_changes_the_key(tmp_path, other):
    async with opened(tmp_path, ScriptedEngine(GOOD)) as summarizer:
        first = await answer(summarizer, request())
        second = await answer(summarizer, other)
    assert second["usage"]["cache"] == "miss"
    assert first["id"] != second["id"]


async def test_five_hundred_identical_requests_make_one_draft(tmp_path):
    engine = ScriptedEngine(GOOD, gate=asyncio.Event())
    async with opened(tmp_path, engine) as summarizer:
        waiting = [asyncio.create_task(summarizer.answer(request())) for _ in range(500)]
        await engine.begun.wait()
        engine.gate.set()
        bodies = [json.loads(body) for body in await asyncio.gather(*waiting)]
    assert engine.asked == 1
    assert len({body["id"] for body in bodies}) == 1
    assert sum(body["usage"]["calls"] for body in bodies) == 1


async def test_a_degraded_answer_is_kept_for_a_short_time(tmp_path):
    async with opened(tmp_path, ScriptedEngine(None, failed="timeout"), cache_ttl=1e6) as summarizer:
        body = await answer(summarizer, request())
        assert summarizer.cache.kept == [DEGRADED_TTL]
    assert body["stories"][0]["provenance"]["degraded"] is True
    assert body["usage"]["calls"] == 1


async def test_what_could_be_read_is_answered(tmp_path):
    async with opened(tmp_path) as summarizer:
        body = await answer(summarizer, request(TEXTS[0], " \n ", TEXTS[1], "   "))
    assert [(s["index"], s["id"], s["code"]) for s in body["skipped"]] == [(1, "a2", "empty"), (3, "a4", "empty")]
    assert [source["id"] for story in body["stories"] for source in story["sources"]] == ["a1", "a3"]


async def test_nothing_readable_says_why(tmp_path):
    async with opened(tmp_path) as summarizer:
        with pytest.raises(NothingReadable) as caught:
            await summarizer.answer(request(" ", "\n"))
    assert [entry["code"] for entry in caught.value.skipped] == ["empty", "empty"]


async def test_engines_and_models_that_are_not_there(tmp_path):
    async with opened(tmp_path) as summarizer:
        with pytest.raises(EngineUnavailable, match="SUMMARIZER_MODEL"):
            await summarizer.answer(request(engine="llm"))
        with pytest.raises(ModelNotAllowed, match="openai/other"):
            await summarizer.answer(request(model="openai/other"))
    engines = [ScriptedEngine(GOOD, model="one"), ScriptedEngine(GOOD, model="two")]
    async with opened(tmp_path, *engines) as summarizer:
        body = await answer(summarizer, request(model="two"))
        assert body["stories"][0]["provenance"]["model"] == "two"
        assert (await answer(summarizer, request(engine="extractive")))["stories"][0]["provenance"]["model"] is None
    assert [engine.asked for engine in engines] == [0, 1]


async def test_a_full_house_says_when_to_come_back(tmp_path):
    engine = ScriptedEngine(GOOD, gate=asyncio.Event())
    async with opened(tmp_path, engine, max_running=1) as summarizer:
        running = asyncio.create_task(summarizer.answer(request()))
        await engine.begun.wait()
        assert summarizer.ready()[0] is False
        with pytest.raises(Overloaded) as caught:
            await summarizer.answer(request(max_words=30))
        assert caught.value.retry_after > 0
        page = SummarizeRequest.model_validate({"articles": [{"url": "https://nowhere.example/a"}]})
        with pytest.raises(Overloaded):  # nothing is fetched either
            await summarizer.answer(page)
        with pytest.raises(Overloaded):  # and that is said with a status, before the stream begins
            await anext(summarizer.stream(page))
        engine.gate.set()
        await running
        assert summarizer.ready()[0] is True


async def test_a_language_that_the_engine_cannot_write_is_said(tmp_path):
    german = "Die Fähre Halden lief am Dienstagabend vor Ellery auf Grund. Alle 214 Fahrgäste wurden an Land gebracht."
    async with opened(tmp_path) as summarizer:
        foreign = await answer(summarizer, request(language="de"))
        own = [await answer(summarizer, request(language=tag)) for tag in ("en", "en-GB")]
        mixed = await answer(summarizer, request(*TEXTS, german, language="de", split_stories=False))
    assert [warning for warning in foreign["warnings"] if "does not translate" in warning and "in en" in warning]
    assert [answered["warnings"] for answered in own] == [[], []]
    assert mixed["warnings"] == []  # there is an article in the language to tell it by


async def test_what_is_short_does_not_wait_for_briefs(tmp_path):
    gate = threading.Event()
    async with opened(tmp_path) as summarizer:
        body = await answer(summarizer, request())
        heavy = [asyncio.create_task(asyncio.to_thread(gate.wait, 90)) for _ in range(200)]  # all threads of the loop
        try:
            async with asyncio.timeout(60):
                assert await summarizer.aside(lambda: summarizer.stored(body["id"])) is not None
        finally:
            gate.set()
            await asyncio.gather(*heavy)


async def test_the_deadline_stands_over_all(tmp_path):
    engine = ScriptedEngine(GOOD, gate=asyncio.Event())
    async with opened(tmp_path, engine, deadline=0.05) as summarizer:
        with pytest.raises(DeadlineExceeded):
            await summarizer.answer(request())
        assert summarizer.ready()[0] is True


async def test_an_answer_is_found_again_by_its_id(tmp_path):
    async with opened(tmp_path) as summarizer:
        body = await answer(summarizer, request())
        stored = json.loads(summarizer.stored(body["id"]))
        assert stored["stories"][0]["statements"] == body["stories"][0]["statements"]
        assert summarizer.stored("0" * 32) is None


async def test_texts_come_on_request_alone(tmp_path):
    async with opened(tmp_path) as summarizer:
        without = (await answer(summarizer, request()))["stories"][0]["sources"]
        with_texts = (await answer(summarizer, request(include_text=True)))["stories"][0]["sources"]
        summed = await summarizer.summarize(request())
    assert all("text" not in source for source in without)
    assert [source["text"] for source in with_texts] == TEXTS
    assert [source.text for source in summed.stories[0].sources] == TEXTS


async def test_progress_is_told(tmp_path):
    told = []
    async with opened(tmp_path) as summarizer:
        await summarizer.answer(request(), progress=lambda *step: told.append(step))
    assert told[0] == ("reading", 0, 2)
    assert told[-1] == ("writing", 1, 1)

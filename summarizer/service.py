"""The composition root: load, cache, single flight, deadline. Everything that has a clock is here or above."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

import summarizer
from summarizer.caches import Cache, Store, open_cache, open_store
from summarizer.caches.store import MemoryStore
from summarizer.engines.base import Engine, Spent
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.errors import (
    DeadlineExceeded,
    EngineUnavailable,
    ModelNotAllowed,
    NothingReadable,
    Overloaded,
)
from summarizer.feedback import record
from summarizer.flight import SingleFlight
from summarizer.models import (
    SCHEMA_VERSION,
    Answer,
    Article,
    Brief,
    Feedback,
    FeedbackRecord,
    Options,
    SummarizeRequest,
    Usage,
)
from summarizer.pipeline import Outcome, write_brief
from summarizer.settings import Settings
from summarizer.sources.load import Loader, Pages, digest
from summarizer.stories import group_stories

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

# A request makes some 100,000 objects that live as long as it does, few of them in cycles. With the interpreter's 700,
# 10, 10 the collector walks over them again and again: 50 articles took 920 ms, with these 590 (2026-11-22).
GC_THRESHOLD = (50_000, 20, 50)
DEGRADED_TTL = 300.0  # seconds: a provider that was down may be up again


class Entry(NamedTuple):
    """An answer in bytes, as it leaves: without its usage, which differs from one request to the next."""

    id: str
    fresh: bytes
    kept: bytes
    spent: Spent
    degraded: bool


class Summarizer:
    """Answers requests. Make one per process with `open_summarizer`, or compose it of parts in tests."""

    def __init__(
        self,
        *,
        loader: Loader,
        cache: Cache,
        store: Store | None = None,
        models: Mapping[str, Engine] | None = None,
        deadline: float = 60.0,
        cache_ttl: float = 7 * 86_400.0,
        max_running: int = 64,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.cache = cache
        self.store = store or MemoryStore()
        self._loader = loader
        self._models = dict(models or {})
        self._extractive = ExtractiveEngine()
        self._deadline = deadline
        self._ttl = cache_ttl
        self._max_running = max_running
        self._running = 0
        self._clock = clock
        self._flight: SingleFlight[Entry] = SingleFlight()

    async def answer(self, request: SummarizeRequest, *, progress: Progress | None = None) -> bytes:
        """Return the JSON body of the answer to `request`.

        Raises `EngineUnavailable`, `ModelNotAllowed`, `NothingReadable`, `Overloaded`, `DeadlineExceeded`.
        """
        began = time.monotonic()
        engine = self._engine(request.options)
        try:
            async with asyncio.timeout(self._deadline):
                pages = await self._loader.fetch(request.articles)
                key = _key(request, pages, engine, self._extractive)
                entry, usage = await self._entry(key, request, pages, engine, progress)
        except TimeoutError:
            raise DeadlineExceeded(f"no answer within {self._deadline:g} seconds; try fewer articles") from None
        elapsed = round((time.monotonic() - began) * 1000)
        return _with_usage(entry, usage.model_copy(update={"elapsed_ms": elapsed}))

    def kept(self, request: SummarizeRequest) -> bytes | None:
        """Return the body of a kept answer to `request` at once, where nothing must be fetched to know it."""
        if request.options.cache != "use" or any(a.text is None and a.html is None for a in request.articles):
            return None
        return self.stored(_key(request, {}, self._engine(request.options), self._extractive))

    async def summarize(self, request: SummarizeRequest, *, progress: Progress | None = None) -> Answer:
        """Return the answer as an object, the texts of its sources with it."""
        options = request.options.model_copy(update={"include_text": True})
        body = await self.answer(request.model_copy(update={"options": options}), progress=progress)
        return Answer.model_validate_json(body)

    def stored(self, answer_id: str) -> bytes | None:
        """Return the body of a stored answer, or None."""
        kept = self.cache.get(answer_id)
        return None if kept is None else _with_usage(kept, Usage(cache="hit"))

    def report(self, feedback: Feedback) -> FeedbackRecord:
        """Keep what a reader reports, and return it as it is kept. Raises `StoreFailed`."""
        body = self.stored(feedback.brief.partition(".")[0])
        return record(self.store, feedback, body=body, now=self._clock())

    def ready(self) -> tuple[bool, dict[str, object]]:
        """Say whether a request can be taken now, and what the parts look like."""
        room = self._max_running - self._running
        return room > 0, {
            "status": "ready" if room > 0 else "busy",
            "running": self._running,
            **self.describe(),
        }

    def describe(self) -> dict[str, str]:
        """Say which engine, models, prompts and cache answer."""
        prompts = {engine.prompt for engine in self._models.values() if engine.prompt}
        return {
            "version": summarizer.__version__,
            "engine": "llm" if self._models else "extractive",
            "models": ", ".join(self._models) or "none",
            "prompts": ", ".join(sorted(prompts)) or "none",
            "cache": self.cache.stats().place,
        }

    def _engine(self, options: Options) -> Engine:
        if options.model is not None and options.model not in self._models:
            allowed = ", ".join(self._models) or "none is set"
            raise ModelNotAllowed(f"options.model: {options.model!r} is not allowed here; allowed: {allowed}")
        if options.engine == "extractive" or (options.engine == "auto" and not self._models):
            return self._extractive
        if not self._models:
            raise EngineUnavailable("engine 'llm' needs a model: set SUMMARIZER_MODEL, or ask for engine 'extractive'")
        return self._models[options.model or next(iter(self._models))]

    async def _entry(
        self, key: str, request: SummarizeRequest, pages: Pages, engine: Engine, progress: Progress | None
    ) -> tuple[bytes, Usage]:
        mode = request.options.cache
        if mode == "use" and (kept := self.cache.get(key)) is not None:
            return kept, Usage(cache="hit")

        async def make() -> Entry:
            return await self._make(key, request, pages, engine, progress)

        entry, led = (await make(), True) if mode == "bypass" else await self._flight.run(key, make)
        if not led:
            return entry.kept, Usage(cache="hit")
        spent = entry.spent
        usage = Usage(
            calls=spent.calls,
            prompt_tokens=spent.prompt_tokens,
            completion_tokens=spent.completion_tokens,
            cost_usd=spent.cost_usd,
            cache="bypass" if mode == "bypass" else "miss",
        )
        return entry.fresh, usage

    async def _make(
        self, key: str, request: SummarizeRequest, pages: Pages, engine: Engine, progress: Progress | None
    ) -> Entry:
        if self._running >= self._max_running:
            raise Overloaded(f"{self._running} briefs are being written; try again in a moment", retry_after=2)
        self._running += 1
        try:
            entry = await self._write(key, request, pages, engine, progress or (lambda *_: None))
        finally:
            self._running -= 1
        if request.options.cache != "bypass":
            ttl = DEGRADED_TTL if entry.degraded else self._ttl
            await asyncio.to_thread(self.cache.set, key, entry.kept, ttl=ttl)
        return entry

    async def _write(
        self, key: str, request: SummarizeRequest, pages: Pages, engine: Engine, progress: Progress
    ) -> Entry:
        progress("reading", 0, len(request.articles))
        loaded = await self._loader.read(request.articles, pages)
        if not loaded.articles:
            raise NothingReadable("no article could be read", tuple(s.model_dump() for s in loaded.skipped))
        progress("reading", len(request.articles), len(request.articles))
        stories = group_stories(loaded.articles) if request.options.split_stories else [loaded.articles]
        outcomes = await self._briefs(key, stories, request.options, engine, progress)
        outcomes.sort(key=lambda outcome: (-outcome.publishers, -len(outcome.brief.claims)))
        answer = Answer(
            id=key,
            stories=tuple(outcome.brief for outcome in outcomes),
            skipped=loaded.skipped,
            warnings=(*loaded.warnings, *(w for outcome in outcomes for w in outcome.warnings)),
            usage=Usage(),
        )
        spent = sum((outcome.spent for outcome in outcomes), Spent())
        return _as_entry(answer, spent, include_text=request.options.include_text)

    async def _briefs(
        self,
        key: str,
        stories: list[tuple[Article, ...]],
        options: Options,
        engine: Engine,
        progress: Progress,
    ) -> list[Outcome]:
        created = self._clock().isoformat(timespec="seconds")
        done = 0

        async def write(n: int, articles: tuple[Article, ...]) -> Outcome:
            nonlocal done
            outcome = await write_brief(articles, engine, options=options, brief_id=f"{key}.{n}", created=created)
            done += 1
            progress("writing", done, len(stories))
            return outcome

        progress("writing", 0, len(stories))
        return list(await asyncio.gather(*(write(n, articles) for n, articles in enumerate(stories, 1))))


def _key(request: SummarizeRequest, pages: Pages, engine: Engine, reserve: Engine) -> str:
    """Return the digest of everything that changes the answer; it is the answer's id as well."""
    named = (
        SCHEMA_VERSION,
        summarizer.__version__,
        engine.fingerprint,
        reserve.fingerprint,
        digest(pages),
        request.model_dump_json(exclude={"options": {"cache"}}),
    )
    return hashlib.sha256("\0".join(named).encode()).hexdigest()[:32]  # JSON has no NUL: the parts cannot run together


def _as_entry(answer: Answer, spent: Spent, *, include_text: bool) -> Entry:
    kept = answer.model_copy(update={"stories": tuple(_as_cached(brief) for brief in answer.stories)})
    degraded = any(brief.provenance.degraded for brief in answer.stories)
    return Entry(answer.id, _body(answer, include_text), _body(kept, include_text), spent, degraded)


def _as_cached(brief: Brief) -> Brief:
    return brief.model_copy(update={"provenance": brief.provenance.model_copy(update={"cached": True})})


_TEXTS = {"stories": {"__all__": {"sources": {"__all__": {"text"}}}}}


def _body(answer: Answer, include_text: bool) -> bytes:
    """Dump all but the usage, the closing brace left off for it."""
    exclude = {"usage": True} | ({} if include_text else _TEXTS)
    return answer.model_dump_json(exclude=exclude).encode()[:-1]


def _with_usage(body: bytes, usage: Usage) -> bytes:
    return body + b',"usage":' + usage.model_dump_json().encode() + b"}"


@asynccontextmanager
async def open_summarizer(settings: Settings) -> AsyncIterator[Summarizer]:
    """Put the parts together as `settings` say, and take them apart again.

    Raises `ConfigError` when the cache or a prompt cannot be used.
    """
    from summarizer.sources.extract import ExtractionPool
    from summarizer.sources.fetch import Fetcher

    gc.set_threshold(*GC_THRESHOLD)
    cache = open_cache(settings.cache, limit=settings.cache_mb * 1_000_000)
    store = open_store(settings.store)
    fetcher = Fetcher(
        trusted_hosts=settings.trusted_hosts,
        user_agent=settings.user_agent,
        respect_robots=settings.respect_robots,
        cache=cache,
    )
    pool = ExtractionPool()
    try:
        yield Summarizer(
            loader=Loader(fetcher, pool),
            cache=cache,
            store=store,
            models=_models(settings),
            deadline=settings.deadline_s,
            cache_ttl=settings.cache_hours * 3600,
            max_running=settings.max_running,
        )
    finally:
        await fetcher.aclose()
        await pool.aclose()
        cache.close()
        store.close()


def _models(settings: Settings) -> dict[str, Engine]:
    """Return one engine per allowed model, the default first."""
    names = dict.fromkeys((*((settings.model,) if settings.model else ()), *settings.models))
    if not names:
        return {}
    from summarizer.engines.completion import warm
    from summarizer.engines.llm import LLMEngine
    from summarizer.prompting import load_prompts

    warm()  # litellm takes seconds to import: not in the deadline of the first request
    prompts = load_prompts()
    key = settings.api_key.get_secret_value() if settings.api_key else None
    return {
        name: LLMEngine(
            name,
            prompts=prompts,
            api_base=settings.api_base,
            api_key=key,
            deadline=settings.deadline_s * 0.9,
            window=settings.model_window,
        )
        for name in names
    }

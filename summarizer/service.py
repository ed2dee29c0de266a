"""The composition root: load, cache, single flight, deadline. Everything that has a clock is here or above."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import re
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, aclosing, asynccontextmanager, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import summarizer
from summarizer.caches import Cache, Store, open_cache, open_store
from summarizer.caches.store import MemoryStore
from summarizer.embedders import Embedder, open_embedder
from summarizer.engines.base import Engine, Judge, Spent
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.errors import DeadlineExceeded, EngineUnavailable, ModelNotAllowed, NothingReadable, Overloaded
from summarizer.feedback import record
from summarizer.flight import Flight, SingleFlight, place_after
from summarizer.models import (
    SCHEMA_VERSION,
    Answer,
    Article,
    Feedback,
    FeedbackRecord,
    JudgeUsage,
    Options,
    SummarizeRequest,
    Usage,
)
from summarizer.models.body import Entry, entry_of, with_usage
from summarizer.models.events import Event, Progressed, order_of, replayed
from summarizer.pipeline import Outcome, Tell, split, write_brief
from summarizer.settings import Settings
from summarizer.sources.load import Loader, Pages, digest

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

# A request makes some 100,000 objects that live as long as it does, few of them in cycles. With the interpreter's 700,
# 10, 10 the collector walks over them again and again: 50 articles took 920 ms, with these 590 (2026-11-22).
GC_THRESHOLD = (50_000, 20, 50)
DRAFTING = 0.9  # of the deadline; then what a model did not write must still be extracted, and all put together
DEGRADED_TTL = 300.0  # seconds: a provider that was down may be up again


class Sent(NamedTuple):
    """An event of a stream: its id (None while that of the answer is not known), its name, its data as JSON."""

    id: str | None
    name: str
    data: bytes


class _Asked(NamedTuple):
    """A request on its way: its key, what was fetched for it, who writes, and when it must be done."""

    request: SummarizeRequest
    key: str
    pages: Pages
    engine: Engine
    judge: Judge | None
    began: float
    due: float

    @property
    def mode(self) -> str:
        return self.request.options.cache

    def body(self, kept: bytes, usage: Usage) -> bytes:
        """Return a whole body, with the time that it took."""
        elapsed = round((time.monotonic() - self.began) * 1000)
        return with_usage(kept, usage.model_copy(update={"elapsed_ms": elapsed}))

    def body_of(self, entry: Entry, *, led: bool) -> bytes:
        """Return the body of an answer just made: who led its making pays, who waited with them does not."""
        if not led:
            return self.body(entry.kept, Usage(cache="hit"))
        cache: Literal["bypass", "miss"] = "bypass" if self.mode == "bypass" else "miss"
        return self.body(entry.fresh, entry.usage.model_copy(update={"cache": cache}))


class Summarizer:
    """Answers requests. Make one per process with `open_summarizer`, or compose it of parts in tests."""

    def __init__(
        self,
        *,
        loader: Loader,
        cache: Cache,
        store: Store | None = None,
        models: Mapping[str, Engine] | None = None,
        judge: Judge | None = None,
        embedder: Embedder | None = None,
        deadline: float = 60.0,
        cache_ttl: float = 7 * 86_400.0,
        max_running: int = 64,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.cache = cache
        self.store = store or MemoryStore()
        self._loader = loader
        self._models = dict(models or {})
        self._judge = judge
        self._embedder = embedder
        self._extractive = ExtractiveEngine()
        self._deadline = deadline
        self._ttl = cache_ttl
        self._max_running = max_running
        self._running = 0
        self._clock = clock
        self._flight: SingleFlight[Entry, Event] = SingleFlight()

    async def answer(self, request: SummarizeRequest, *, progress: Progress | None = None) -> bytes:
        """Return the JSON body of the answer to `request`.

        Raises `EngineUnavailable`, `ModelNotAllowed`, `NothingReadable`, `Overloaded`, `DeadlineExceeded`.
        """
        with self._in_time():
            asked = await self._ask(request, self._judge)
            if (kept := self._hit(asked)) is not None:
                return asked.body(kept, Usage(cache="hit"))
            with self._join(asked, live=False) as (flight, led):
                async for _, event in flight.follow(due=asked.due):
                    if progress and isinstance(event, Progressed):
                        progress(event.stage, event.done, event.total)
                return asked.body_of(await asyncio.shield(flight.task), led=led)

    async def stream(self, request: SummarizeRequest, *, after: str | None = None) -> AsyncGenerator[Sent, None]:
        """Yield what there is of the answer as soon as it stands, the whole answer last.

        What was sent is in the answer as it was sent. `after` is the id of the last event that the reader has: the
        stream goes on after it, unless what it belongs to is gone. Raises as `answer` does; `aclose` it when its
        reader leaves, since nothing is written for nobody.
        """
        self._engine(request.options)  # said before anything is sent
        with self._in_time():
            if any(a.text is None and a.html is None for a in request.articles):
                yield Sent(None, *_told(Progressed(stage="reading", done=0, total=len(request.articles))))
            asked = await self._ask(request)
            last = _number(after, asked.key)
            if (kept := self._hit(asked, again=last is not None)) is not None:
                for sent in await asyncio.to_thread(self._replay, asked, kept, last):
                    yield sent
                return
            with self._join(asked, live=True) as (flight, led):
                at = place_after(last, flight.first, len(flight.told))
                async with aclosing(flight.follow(at, due=asked.due)) as events:
                    async for place, event in events:
                        yield Sent(f"{asked.key}.{flight.first + place}", *_told(event))
                body = asked.body_of(await asyncio.shield(flight.task), led=led)
                yield Sent(f"{asked.key}.{flight.first + len(flight.told)}", "answer", body)

    def kept(self, request: SummarizeRequest) -> bytes | None:
        """Return the body of a kept answer to `request` at once, where nothing must be fetched to know it."""
        if request.options.cache != "use" or any(a.text is None and a.html is None for a in request.articles):
            return None
        engine = self._engine(request.options)
        return self.stored(_key(request, {}, engine, self._extractive, self._judge, self._embedder))

    async def summarize(self, request: SummarizeRequest, *, progress: Progress | None = None) -> Answer:
        """Return the answer as an object, the texts of its sources with it."""
        options = request.options.model_copy(update={"include_text": True})
        body = await self.answer(request.model_copy(update={"options": options}), progress=progress)
        return Answer.model_validate_json(body)

    def stored(self, answer_id: str) -> bytes | None:
        """Return the body of a stored answer, or None."""
        kept = self.cache.get(answer_id) if _ID.fullmatch(answer_id) else None
        return None if kept is None else with_usage(kept, Usage(cache="hit"))

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
            "judge": self._judge.model if self._judge else "none",
            "embeddings": self._embedder.fingerprint if self._embedder else "none",
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

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise DeadlineExceeded(f"no answer within {self._deadline:g} seconds; try fewer articles") from None

    async def _ask(self, request: SummarizeRequest, judge: Judge | None = None) -> _Asked:
        began, due = time.monotonic(), asyncio.get_running_loop().time() + self._deadline
        engine = self._engine(request.options)
        async with asyncio.timeout_at(due):
            pages = await self._loader.fetch(request.articles)
        key = _key(request, pages, engine, self._extractive, judge, self._embedder)
        return _Asked(request, key, pages, engine, judge, began, due)

    def _hit(self, asked: _Asked, *, again: bool = False) -> bytes | None:
        """Return the kept answer. Who asks `again` for one that was under way has it, although it was to be fresh."""
        return self.cache.get(asked.key) if asked.mode == "use" or (again and asked.mode == "refresh") else None

    def _replay(self, asked: _Asked, kept: bytes, last: int | None) -> list[Sent]:
        """Return the events of a kept answer after number `last`, as they were told when it was made."""
        first, events = replayed(kept, self.cache.get(_ORDER.format(asked.key)))
        at = place_after(last, first, len(events))
        numbered = [Sent(f"{asked.key}.{first + n}", *event) for n, event in enumerate(events)]
        body = asked.body(kept, Usage(cache="hit"))
        return [*numbered[at:], Sent(f"{asked.key}.{first + len(events)}", "answer", body)]

    def _join(self, asked: _Asked, *, live: bool) -> AbstractContextManager[tuple[Flight[Entry, Event], bool]]:
        """Wait with others for the same answer, or lead; the leader says whether it is told `live`."""
        key = f"{asked.key}/{secrets.token_hex(8)}" if asked.mode == "bypass" else asked.key
        return self._flight.join(key, lambda flight: self._make(asked, flight, live))

    async def _make(self, asked: _Asked, flight: Flight[Entry, Event], live: bool) -> Entry:
        if self._running >= self._max_running:
            raise Overloaded(f"{self._running} briefs are being written; try again in a moment", retry_after=2)
        self._running += 1
        try:
            entry = await self._write(asked, flight.tell, live)
        finally:
            self._running -= 1
        if asked.mode != "bypass":
            ttl = DEGRADED_TTL if entry.degraded else self._ttl
            if live:
                order = order_of(flight.told, flight.first, entry.kept)
                await asyncio.to_thread(self.cache.set, _ORDER.format(asked.key), order, ttl=ttl)
            await asyncio.to_thread(self.cache.set, asked.key, entry.kept, ttl=ttl)
        return entry

    async def _write(self, asked: _Asked, tell: Tell, live: bool) -> Entry:
        request = asked.request
        count = len(request.articles)
        tell(Progressed(stage="reading", done=0, total=count))
        loaded = await self._loader.read(request.articles, asked.pages)
        if not loaded.articles:
            raise NothingReadable("no article could be read", tuple(s.model_dump() for s in loaded.skipped))
        tell(Progressed(stage="reading", done=count, total=count))
        stories = [loaded.articles]
        if request.options.split_stories and len(loaded.articles) > 1:
            tell(Progressed(stage="grouping", done=0, total=len(loaded.articles)))
            stories = await split(loaded.articles, self._embedder)
            tell(Progressed(stage="grouping", done=len(loaded.articles), total=len(loaded.articles)))
        outcomes = await self._briefs(asked, stories, tell, live)
        outcomes.sort(key=lambda outcome: (-outcome.publishers, -len(outcome.brief.claims)))
        spent, judged = (sum(of, Spent()) for of in zip(*((o.spent, o.judged) for o in outcomes), strict=True))
        answer = Answer(
            id=asked.key,
            stories=tuple(outcome.brief for outcome in outcomes),
            skipped=loaded.skipped,
            warnings=(*loaded.warnings, *dict.fromkeys(w for outcome in outcomes for w in outcome.warnings)),
            usage=Usage(**asdict(spent), judge=JudgeUsage(**asdict(judged))),
        )
        entry = entry_of(answer, include_text=request.options.include_text)
        return entry._replace(degraded=entry.degraded or any(o.unread or o.words_alone for o in outcomes))

    async def _briefs(self, asked: _Asked, stories: list[tuple[Article, ...]], tell: Tell, live: bool) -> list[Outcome]:
        created = self._clock().isoformat(timespec="seconds")
        done = 0

        async def write(n: int, articles: tuple[Article, ...]) -> Outcome:
            nonlocal done
            outcome = await write_brief(
                articles,
                asked.engine,
                options=asked.request.options,
                brief_id=f"{asked.key}.{n}",
                created=created,
                tell=tell,
                live=live,
                embedder=self._embedder,
                due=asked.due - (1 - DRAFTING) * self._deadline,  # pages may have taken their time
            )
            if asked.judge is not None:
                outcome = outcome.read(await asked.judge.read(outcome.brief, due=asked.due))
            done += 1
            tell(Progressed(stage="writing", done=done, total=len(stories)))
            return outcome

        tell(Progressed(stage="writing", done=0, total=len(stories)))
        return list(await asyncio.gather(*(write(n, articles) for n, articles in enumerate(stories, 1))))


_ID = re.compile("[0-9a-f]{32}")  # pages and more are kept in the same cache under other keys
_ORDER = "{}.order"  # beside an answer: in which order it was told, and the number of its first event


def _told(event: Event) -> tuple[str, bytes]:
    return event.name, event.model_dump_json().encode()


def _number(after: str | None, key: str) -> int | None:
    """Return the number of the event with the id `after`, None where it is no event of the answer `key`."""
    answer, _, number = (after or "").rpartition(".")
    return int(number) if answer == key and number.isascii() and number.isdecimal() and len(number) < 20 else None


def _key(request: SummarizeRequest, pages: Pages, *makers: Engine | Judge | Embedder | None) -> str:
    """Return the digest of everything that changes the answer; it is the answer's id as well."""
    named = (
        SCHEMA_VERSION,
        summarizer.__version__,
        *(maker.fingerprint if maker else "" for maker in makers),
        digest(pages),
        request.model_dump_json(exclude={"options": {"cache"}}),
    )
    return hashlib.sha256("\0".join(named).encode()).hexdigest()[:32]  # JSON has no NUL: the parts cannot run together


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
            judge=_judge(settings),
            embedder=open_embedder(settings.embeddings, *settings.embeddings_access, settings.deadline_s / 3),
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
    from summarizer.engines.opening import open_models

    return open_models(names, settings.access, deadline=settings.deadline_s * DRAFTING, window=settings.model_window)


def _judge(settings: Settings) -> Judge | None:
    if settings.judge_model is None:
        return None
    from summarizer.engines.opening import open_judge

    return open_judge(settings.judge_model, settings.judge_access, settings.deadline_s / 2, settings.model_window)

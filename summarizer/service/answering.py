"""The composition root: load, cache, single flight, deadline. Everything that has a clock is here or above."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, aclosing, contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import summarizer
from summarizer.caches import Cache, Store
from summarizer.caches.store import MemoryStore
from summarizer.embedders import Embedder
from summarizer.engines.base import Engine, Judge, Spent
from summarizer.engines.breaker import Breaker
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.errors import (
    Abandoned,
    DeadlineExceeded,
    EngineUnavailable,
    ModelNotAllowed,
    NothingReadable,
    Overloaded,
)
from summarizer.feedback import record
from summarizer.flight import Flight, SingleFlight, place_after
from summarizer.metering import Observer, Role, State, open_meter
from summarizer.models import (
    Answer,
    Article,
    Feedback,
    FeedbackRecord,
    JudgeUsage,
    Options,
    Still,
    SummarizeRequest,
    Usage,
)
from summarizer.models.body import Entry, entry_of, with_usage
from summarizer.models.events import Event, Progressed, order_of, replayed
from summarizer.pipeline import Outcome, Tell, split, write_brief
from summarizer.service.asked import ID, ORDER, Asked, Sent, key_of, number_of, told
from summarizer.service.forgetting import MEMORY
from summarizer.sources.load import Loader

log = logging.getLogger(__name__)

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

DRAFTING = 0.9  # of the deadline; then what a model did not write must still be extracted, and all put together
ASIDE = 4  # threads for what is short: the cache, the store, the gate alone
DEGRADED_TTL = 300.0  # seconds: a provider that was down may be up again


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
        observer: Observer | None = None,
        breakers: Mapping[tuple[Role, str], Breaker] | None = None,
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
        self._aside = ThreadPoolExecutor(ASIDE, thread_name_prefix="aside")
        self._flight: SingleFlight[Entry, Event] = SingleFlight()
        self.observer = observer or open_meter()
        self._resting = {of: partial(getattr, breaker, "is_open") for of, breaker in (breakers or {}).items()}
        self.observer.watch(State(lambda: self._running, max_running, lambda: cache.works, self._resting))

    async def answer(
        self, request: SummarizeRequest, *, progress: Progress | None = None, seconds: float | None = None
    ) -> bytes:
        """Return the JSON body of the answer to `request`, within `seconds` or the deadline that is set.

        Raises `EngineUnavailable`, `ModelNotAllowed`, `NothingReadable`, `Overloaded`, `DeadlineExceeded`.
        """
        with self._in_time(seconds):
            asked = await self._ask(request, self._judge, seconds)
            if (kept := self._hit(asked)) is not None:
                return self._kept(asked, kept)
            with self._join(asked, live=False) as (flight, led):
                async for _, event in flight.follow(due=asked.due):
                    if progress and isinstance(event, Progressed):
                        progress(event.stage, event.done, event.total)
                return self._made(asked, await asyncio.shield(flight.task), led=led)

    async def stream(self, request: SummarizeRequest, *, after: str | None = None) -> AsyncGenerator[Sent, None]:
        """Yield what there is of the answer as soon as it stands, the whole answer last.

        What was sent is in the answer as it was sent. `after` is the id of the last event that the reader has: the
        stream goes on after it, unless what it belongs to is gone. Raises as `answer` does; `aclose` it when its
        reader leaves, since nothing is written for nobody.
        """
        with self._in_time(), self.observer.streaming():
            self.check(request.options)  # said before anything is sent
            if _is_to_fetch(request):
                self._check_room()
                yield Sent(None, *told(Progressed(stage="reading", done=0, total=len(request.articles))))
            asked = await self._ask(request)
            last = number_of(after, asked.key)
            if (kept := self._hit(asked, again=last is not None)) is not None:
                for sent in await self.aside(lambda: self._replay(asked, kept, last)):
                    yield sent
                return
            with self._join(asked, live=True) as (flight, led):
                at = place_after(last, flight.first, len(flight.told))
                async with aclosing(flight.follow(at, due=asked.due)) as events:
                    async for place, event in events:
                        yield Sent(f"{asked.key}.{flight.first + place}", *told(event))
                body = self._made(asked, await asyncio.shield(flight.task), led=led)
                yield Sent(f"{asked.key}.{flight.first + len(flight.told)}", "answer", body)

    def kept(self, request: SummarizeRequest) -> bytes | None:
        """Return the body of a kept answer to `request` at once, where nothing must be fetched to know it."""
        if request.options.cache != "use" or _is_to_fetch(request):
            return None
        engine = self._engine(request.options)
        body = self.stored(key_of(request, {}, engine, self._extractive, self._judge, self._embedder))
        if body is not None:
            self.observer.answered(engine.name, "hit")
        return body

    async def summarize(self, request: SummarizeRequest, *, progress: Progress | None = None) -> Answer:
        """Return the answer as an object, the texts of its sources with it."""
        options = request.options.model_copy(update={"include_text": True})
        body = await self.answer(request.model_copy(update={"options": options}), progress=progress)
        return Answer.model_validate_json(body)

    def stored(self, answer_id: str) -> bytes | None:
        """Return the body of a stored answer, or None."""
        kept = self.cache.get(answer_id) if ID.fullmatch(answer_id) else None
        return None if kept is None else with_usage(kept, Usage(cache="hit"))

    def report(self, feedback: Feedback, *, key: str | None = None) -> FeedbackRecord:
        """Keep what a reader reports, once under a `key`, and return it as it is kept. Raises `StoreFailed`."""
        body = self.stored(feedback.brief.partition(".")[0])
        return record(self.store, feedback, body=body, now=self._clock(), key=key)

    def ready(self) -> tuple[bool, dict[str, object]]:
        """Say whether a request can be taken now, and what the parts look like."""
        room = self._max_running - self._running
        resting = [model for (role, model), rests in self._resting.items() if role == "writer" and rests()]
        self._aside.submit(self.cache.get, "ready")  # not waited for: whoever asks next is told what came of it
        return room > 0, {
            "status": "ready" if room > 0 else "busy",
            "queue": "ok" if room > 0 else "full",
            "running": self._running,
            "running_limit": self._max_running,
            "cache_state": "ok" if self.cache.works else "failing",
            "provider": "open" if resting else "ok" if self._models else "none",
            "resting": ", ".join(resting) or "none",
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
            "cache": self.cache.place,
        }

    async def aside(self, call: Callable[[], T]) -> T:
        """Run something short in a thread. Those of the loop may all be at work on briefs, for a minute and more."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, call)

    def check(self, options: Options) -> None:
        """See that what `options` ask for is here. Raises `EngineUnavailable`, `ModelNotAllowed`."""
        self._engine(options)

    def _engine(self, options: Options) -> Engine:
        if options.model is not None and options.model not in self._models:
            allowed = ", ".join(self._models) or "none is set"
            raise ModelNotAllowed(f"options.model: {options.model!r} is not allowed here; allowed: {allowed}")
        if options.engine == "extractive" or (options.engine == "auto" and not self._models):
            return self._extractive
        if not self._models:
            raise EngineUnavailable("engine 'llm' needs a model: set SUMMARIZER_MODEL, or ask for engine 'extractive'")
        return self._models[options.model or next(iter(self._models))]

    def _check_room(self) -> None:
        if self._running >= self._max_running:
            raise Overloaded(f"{self._running} requests are being worked on; try again in a moment", retry_after=2)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        self._check_room()
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    @contextmanager
    def _fetching(self) -> Iterator[None]:
        with self._at_work(), self.observer.stage("fetching"):
            yield

    @contextmanager
    def _in_time(self, seconds: float | None = None) -> Iterator[None]:
        with self.observer.failing():
            try:
                yield
            except TimeoutError:
                within = seconds or self._deadline
                raise DeadlineExceeded(f"no answer within {within:g} seconds; try fewer articles") from None

    async def _ask(self, request: SummarizeRequest, judge: Judge | None = None, seconds: float | None = None) -> Asked:
        began, due = time.monotonic(), asyncio.get_running_loop().time() + (seconds or self._deadline)
        engine = self._engine(request.options)
        with self._fetching() if _is_to_fetch(request) else nullcontext():
            async with asyncio.timeout_at(due):
                pages = await self._loader.fetch(request.articles, cache=request.options.cache)
        key = key_of(request, pages, engine, self._extractive, judge, self._embedder)
        return Asked(request, key, pages, engine, judge, began, due)

    def _hit(self, asked: Asked, *, again: bool = False) -> bytes | None:
        """Return the kept answer. Who asks `again` for one that was under way has it, although it was to be fresh."""
        return self.cache.get(asked.key) if asked.mode == "use" or (again and asked.mode == "refresh") else None

    def _replay(self, asked: Asked, kept: bytes, last: int | None) -> list[Sent]:
        """Return the events of a kept answer after number `last`, as they were told when it was made."""
        first, events = replayed(kept, self.cache.get(ORDER.format(asked.key)))
        at = place_after(last, first, len(events))
        numbered = [Sent(f"{asked.key}.{first + n}", *event) for n, event in enumerate(events)]
        return [*numbered[at:], Sent(f"{asked.key}.{first + len(events)}", "answer", self._kept(asked, kept))]

    def _kept(self, asked: Asked, kept: bytes) -> bytes:
        self.observer.answered(asked.engine.name, "hit")
        return asked.body(kept, Usage(cache="hit"))

    def _made(self, asked: Asked, entry: Entry, *, led: bool) -> bytes:
        self.observer.answered(asked.engine.name, asked.made if led else "joined")
        return asked.body_of(entry, led=led)

    def _join(self, asked: Asked, *, live: bool) -> AbstractContextManager[tuple[Flight[Entry, Event], bool]]:
        """Wait with others for the same answer, or lead; the leader says whether it is told `live`."""
        key = f"{asked.key}/{secrets.token_hex(8)}" if asked.mode == "bypass" else asked.key
        return self._flight.join(key, lambda flight: self._make(asked, flight, live))

    async def _make(self, asked: Asked, flight: Flight[Entry, Event], live: bool) -> Entry:
        with self._at_work(), _wanted() as still:
            entry = await self._write(asked, flight.tell, live, still)
        if asked.mode != "bypass":
            ttl = DEGRADED_TTL if entry.degraded else self._ttl
            if live:
                order = order_of(flight.told, flight.first, entry.kept)
                await self.aside(lambda: self.cache.set(ORDER.format(asked.key), order, ttl=ttl))
            await self.aside(lambda: self.cache.set(asked.key, entry.kept, ttl=ttl))
        return entry

    async def _write(self, asked: Asked, tell: Tell, live: bool, still: Still) -> Entry:
        request = asked.request
        count = len(request.articles)
        tell(Progressed(stage="reading", done=0, total=count))
        with self.observer.stage("reading"):
            loaded = await self._loader.read(request.articles, asked.pages, still=still)
        self.observer.read(len(loaded.articles), loaded.skipped)
        if not loaded.articles:
            raise NothingReadable("no article could be read", tuple(s.model_dump() for s in loaded.skipped))
        MEMORY.add(sum(len(article.beginning) for article in loaded.articles))
        tell(Progressed(stage="reading", done=count, total=count))
        stories = [loaded.articles]
        if request.options.split_stories and len(loaded.articles) > 1:
            tell(Progressed(stage="grouping", done=0, total=len(loaded.articles)))
            with self.observer.stage("grouping"):
                stories = await split(loaded.articles, self._embedder)
            tell(Progressed(stage="grouping", done=len(loaded.articles), total=len(loaded.articles)))
        with self.observer.stage("writing"):
            outcomes = await self._briefs(asked, stories, tell, live, still)
        self.observer.written([outcome.brief for outcome in outcomes])
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

    async def _briefs(
        self, asked: Asked, stories: list[tuple[Article, ...]], tell: Tell, live: bool, still: Still
    ) -> list[Outcome]:
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
                still=still,
                due=asked.due - (1 - DRAFTING) * self._deadline,  # pages may have taken their time
            )
            if asked.judge is not None:
                outcome = outcome.read(await asked.judge.read(outcome.brief, due=asked.due))
            done += 1
            tell(Progressed(stage="writing", done=done, total=len(stories)))
            return outcome

        tell(Progressed(stage="writing", done=0, total=len(stories)))
        return list(await asyncio.gather(*(write(n, articles) for n, articles in enumerate(stories, 1))))


@contextmanager
def _wanted() -> Iterator[Still]:
    """Yield what threads ask, between the steps of their work, while it is done; afterwards it ends them.

    A task that is cancelled leaves its threads behind, at work on what nobody waits for.
    """
    left = threading.Event()

    def still() -> None:
        if left.is_set():
            raise Abandoned("nobody waits for it any more")

    try:
        yield still
    finally:
        left.set()


def _is_to_fetch(request: SummarizeRequest) -> bool:
    return any(article.text is None and article.html is None for article in request.articles)

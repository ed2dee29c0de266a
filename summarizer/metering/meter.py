"""The counters behind `/metrics`. Every label has few values, all of them ours: no address, outlet, id or key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    Metric,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

import summarizer
from summarizer.errors import SummarizerError
from summarizer.metering.observer import Called, Found, Observer, Role, Stage, State
from summarizer.models import Brief, EngineName, Skipped

# Seconds. A kept answer takes 2 to 5 ms, an extractive brief of 5 articles 60 to 300, one of 50 some 600, a model 5 to
# 60 s, where the deadline of the default settings stands.
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0)
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_FOUND: Final[tuple[Found, ...]] = ("hit", "miss", "bypass", "joined")


class Meter(Observer):
    """Counts in a registry of its own what it is told."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        registry.register(_Process())
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        Info("summarizer_build", "The version that runs.", registry=registry).info({"version": summarizer.__version__})
        self._requests = Counter(
            "summarizer_http_requests",
            "HTTP requests; `499`: the client left before it was answered; route `unknown`: nothing is there.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._request_seconds = Histogram(
            "summarizer_http_request_duration_seconds",
            "Time until the last byte of an answer, a streamed one too.",
            ("route", "method"),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._receiving = Gauge(
            "summarizer_http_requests_in_progress", "HTTP requests that are being answered.", registry=registry
        )
        self._answers = Counter(
            "summarizer_answers",
            "Answers by the engine that was to write, and where they came from: kept (`hit`), made (`miss`, `bypass`), "
            "or made for another request at the same time (`joined`).",
            ("engine", "cache"),
            registry=registry,
        )
        self._failed = Counter(
            "summarizer_answers_failed",
            "Requests for an answer that got none; `given_up`: the client left.",
            ("code",),
            registry=registry,
        )
        self._streams = Gauge("summarizer_streams_open", "Answers that are being streamed.", registry=registry)
        self._stages = Histogram(
            "summarizer_stage_duration_seconds",
            "Time of each stage of an answer: `fetching`, `reading`, `grouping`, `writing` (model and gate).",
            ("stage",),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._jobs = Gauge("summarizer_jobs", "Jobs that run or wait in this process.", registry=registry)
        self._count_briefs(registry)
        self._count_calls(registry)

    def _count_briefs(self, registry: CollectorRegistry) -> None:
        self._briefs = Counter(
            "summarizer_briefs", "Briefs made, by the engine that wrote them.", ("engine",), registry=registry
        )
        self._degraded = Counter(
            "summarizer_briefs_degraded",
            "Briefs that the extractive engine wrote or finished in the place of a model.",
            ("reason",),
            registry=registry,
        )
        self._statements = Counter(
            "summarizer_statements", "Statements told in briefs.", ("agreement",), registry=registry
        )
        self._dropped = Counter(
            "summarizer_statements_dropped",
            "Statements that were proposed and not told, by the code of the check.",
            ("code",),
            registry=registry,
        )
        self._articles = Counter("summarizer_articles_read", "Articles read.", registry=registry)
        self._skipped = Counter(
            "summarizer_articles_skipped", "Articles that could not be read.", ("code",), registry=registry
        )

    def _count_calls(self, registry: CollectorRegistry) -> None:
        by = ("role", "model")
        self._calls = Counter(
            "summarizer_model_calls",
            "Calls to a model by how they ended: `answered`, `given_up`, or why they failed.",
            (*by, "outcome"),
            registry=registry,
        )
        self._tokens = Counter(
            "summarizer_model_tokens",
            "Tokens as the providers count them (`prompt`, `completion`).",
            (*by, "kind"),
            registry=registry,
        )
        self._cost = Counter(
            "summarizer_model_cost_usd", "What calls of a known price cost, in US dollars.", by, registry=registry
        )
        self._unpriced = Counter(
            "summarizer_model_calls_unpriced",
            "Calls whose price is not known: the cost lacks them.",
            by,
            registry=registry,
        )
        self._call_seconds = Histogram(
            "summarizer_model_call_duration_seconds",
            "Time of one call to a model.",
            by,
            buckets=_BUCKETS,
            registry=registry,
        )

    def watch(self, state: State) -> None:
        """Look at `state` at every scrape; the series of its models exist from now on."""
        self.registry.register(_Gauges(state))
        for role, model in state.resting:
            self._calls.labels(role, model, "answered")
            self._tokens.labels(role, model, "prompt")
            self._tokens.labels(role, model, "completion")
            self._cost.labels(role, model)
            self._unpriced.labels(role, model)
        engines: tuple[EngineName, ...] = ("extractive", "llm") if state.resting else ("extractive",)
        for engine in engines:
            self._briefs.labels(engine)
            for found in _FOUND:
                self._answers.labels(engine, found)

    def watch_jobs(self, here: Callable[[], int]) -> None:
        """Look at the number of jobs in this process at every scrape."""
        self._jobs.set_function(here)

    def answered(self, engine: EngineName, found: Found) -> None:
        """Count an answer that leaves."""
        self._answers.labels(engine, found).inc()

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Count what ends the block without an answer, by the code of the error."""
        try:
            yield
        except SummarizerError as error:
            self._failed.labels(error.code).inc()
            raise
        except (asyncio.CancelledError, GeneratorExit):
            self._failed.labels("given_up").inc()
            raise
        except Exception:
            self._failed.labels(SummarizerError.code).inc()
            raise

    def streaming(self) -> AbstractContextManager[None]:
        """Count an open stream."""
        return self._streams.track_inprogress()

    def stage(self, stage: Stage) -> AbstractContextManager[None]:
        """Time a stage of an answer that is made."""
        return self._stages.labels(stage).time()

    def read(self, articles: int, skipped: Sequence[Skipped]) -> None:
        """Count articles that could be read, and those that could not."""
        self._articles.inc(articles)
        for article in skipped:
            self._skipped.labels(article.code).inc()

    def written(self, briefs: Sequence[Brief]) -> None:
        """Count briefs just made, their statements, and what was dropped."""
        for brief in briefs:
            self._briefs.labels(brief.provenance.engine).inc()
            if brief.provenance.degraded:
                self._degraded.labels(brief.provenance.degraded_reason or "unknown").inc()
            for statement in brief.statements:
                self._statements.labels(statement.agreement).inc()
            for dropped in brief.dropped:
                self._dropped.labels(dropped.code).inc()

    def called(self, role: Role, model: str, call: Called) -> None:
        """Count a call to a model."""
        spent = call.spent
        self._calls.labels(role, model, call.outcome).inc()
        self._call_seconds.labels(role, model).observe(call.seconds)
        self._tokens.labels(role, model, "prompt").inc(spent.prompt_tokens)
        self._tokens.labels(role, model, "completion").inc(spent.completion_tokens)
        if spent.cost_usd is None:
            self._unpriced.labels(role, model).inc()
        else:
            self._cost.labels(role, model).inc(spent.cost_usd)

    def receiving(self) -> AbstractContextManager[None]:
        """Count an HTTP request in progress."""
        return self._receiving.track_inprogress()

    def received(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an HTTP request by the template of its route."""
        known = method if method in _METHODS else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._request_seconds.labels(route, known).observe(seconds)

    def shown(self, accept: str) -> tuple[bytes, str]:
        """Return every metric in the text format of Prometheus, or in OpenMetrics where it is asked for."""
        encode, media_type = choose_encoder(accept)
        return encode(self.registry), media_type


class _Process(Collector):
    """What the process takes, as it was when somebody last asked.

    It stands in a dozen files, and with each of them a thread that is at work takes its turn first: beside three busy
    threads one scrape in twenty held the event loop up for 175 ms, without them for 10 (2026-11-22).
    """

    def __init__(self) -> None:
        self._collector = ProcessCollector(registry=None)
        self._seen = list(self._collector.collect())
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="process-metrics")

    def collect(self) -> Iterable[Metric]:
        """Return what was seen last, and look again for whoever asks next."""
        self._aside.submit(self._look)
        return self._seen

    def _look(self) -> None:
        self._seen = list(self._collector.collect())


class _Gauges(Collector):
    """What is looked up when somebody asks, instead of being counted."""

    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        """Return the state of this moment."""
        state = self._state
        yield GaugeMetricFamily("summarizer_running", "Requests that are being worked on.", state.running())
        yield GaugeMetricFamily("summarizer_running_limit", "Requests that may be worked on at once.", state.limit)
        yield GaugeMetricFamily(
            "summarizer_cache_up", "Whether the cache worked when it was last used.", state.cache_works()
        )
        resting = GaugeMetricFamily(
            "summarizer_model_resting",
            "Whether a model is left alone for now, because it did not answer.",
            labels=("role", "model"),
        )
        for (role, model), rests in state.resting.items():
            resting.add_metric((role, model), rests())
        yield resting

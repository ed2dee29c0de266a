"""The HTTP face: thin routes around one `Summarizer`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING

from fastapi import FastAPI

import summarizer
from summarizer.api.access import Access
from summarizer.api.body import BodyLimit
from summarizer.api.briefs import add_briefs
from summarizer.api.events import PACE, Pace
from summarizer.api.feedback import add_feedback
from summarizer.api.health import add_health
from summarizer.api.jobs import add_jobs, open_jobs
from summarizer.api.openapi import DESCRIPTION, described
from summarizer.api.problems import install_problems
from summarizer.api.rooms import add_rooms
from summarizer.api.watching import add_watching
from summarizer.service import Summarizer, open_summarizer
from summarizer.settings import Settings
from summarizer.slack import add_slack
from summarizer.web import add_page

if TYPE_CHECKING:
    from summarizer.api.limiting import Limiter


def create_app(settings: Settings, *, summarizer_: Summarizer | None = None, pace: Pace = PACE) -> FastAPI:
    """Return the application. It opens a `Summarizer` from `settings` unless one is handed in.

    `pace` is that of its streams.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        guard = aclosing(limiter) if limiter else nullcontext()
        maker = nullcontext(summarizer_) if summarizer_ else open_summarizer(settings)
        async with guard, maker as opened:
            app.state.summarizer = opened
            async with open_jobs(opened, seconds=settings.job_deadline_s) as app.state.jobs:
                opened.observer.watch_jobs(lambda: app.state.jobs.here)
                yield

    app = FastAPI(
        title="summarizer",
        version=summarizer.__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own loads its scripts from elsewhere; `web` has one that does not
        redoc_url=None,
        telemetry={"auto_configure": False},
    )
    install_problems(app)
    limit = BodyLimit(int(settings.max_body_mb * 1_000_000), settings.deadline_s)
    add_briefs(app, limit, pace)
    add_jobs(app)
    add_rooms(app, limit)
    add_feedback(app, limit)
    add_health(app, keyed=bool(settings.keys))
    add_page(app)
    add_slack(app, settings)
    limiter = _guard(app, settings)
    add_watching(app)  # last: its middleware stands around every other
    app.openapi = lambda: described(app, settings)  # type: ignore[method-assign]
    return app


def _guard(app: FastAPI, settings: Settings) -> Limiter | None:
    """Put before every route who may ask, then how much: the last one added is the first to see a request."""
    limiter = None
    if settings.rate_limit is not None:
        from summarizer.api.limiting import RateLimits, open_limiter

        limiter = open_limiter(settings.rate_limit, settings.store)
        app.add_middleware(RateLimits, limiter=limiter)
    app.add_middleware(Access, keys=settings.keys)
    return limiter

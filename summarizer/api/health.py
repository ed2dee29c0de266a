"""`GET /healthz` and `GET /readyz`."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from summarizer.api.asking import caller_of, opened_summarizer


def add_health(app: FastAPI, *, keyed: bool) -> None:
    """Add the routes that say whether the process runs and whether it can take work.

    Where the service is `keyed`, a caller without a key hears no more than that.
    """

    @app.head("/healthz", include_in_schema=False)
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Say that the process runs."""
        return {"status": "ok"}

    @app.head("/readyz", include_in_schema=False)
    @app.get("/readyz", responses={503: {"description": "Not ready to take requests."}})
    async def readyz(request: Request) -> JSONResponse:
        """Say whether requests can be taken; to a caller who may ask, also with what they would be answered."""
        ready, state = opened_summarizer(request).ready()
        state["jobs"] = request.app.state.jobs.here
        if keyed and caller_of(request) is None:
            state = {"status": state["status"]}
        return JSONResponse(state, status_code=200 if ready else 503, headers={} if ready else {"retry-after": "2"})

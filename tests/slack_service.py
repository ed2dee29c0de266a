"""The service with Slack switched on, over a real uvicorn, with a local Slack and local pages to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from summarizer.api import create_app
from summarizer.settings import Settings
from tests.serving import served
from tests.slack_api import BOT_TOKEN, SECRET, SlackApi, form, signed

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "summarizer" / "samples").glob("*.txt"))


@dataclass
class Door:
    """The service as Slack sees it."""

    client: httpx2.Client
    pages: str

    def links(self, *, mark: str = "") -> list[str]:
        """Return addresses of the three sample articles; `mark` makes them other pages of the same texts."""
        return [f"{self.pages}/{path.stem}{mark}" for path in SAMPLES]

    def send(self, payload: Mapping[str, Any], *, path: str = "/slack/events", **headers: str) -> httpx2.Response:
        """Send what Slack would send, signed."""
        if payload.get("type") in ("event_callback", "url_verification"):
            body, kind = json.dumps(payload).encode(), {"content-type": "application/json"}
        else:
            body, kind = form(dict(payload))
        return self.client.post(path, content=body, headers={**kind, **signed(body), **headers})


@contextmanager
def pages() -> Iterator[str]:
    """Serve the sample articles as web pages; whatever follows a name makes another address of it."""

    async def page(request: Request) -> HTMLResponse:
        name = request.path_params["name"]
        path = next((path for path in SAMPLES if name.startswith(path.stem)), None)
        if path is None:
            return HTMLResponse("<p>none</p>", 404)
        title, _, rest = path.read_text("utf-8").partition("\n")
        paragraphs = "".join(f"<p>{part}</p>" for part in rest.split("\n") if part.strip())
        outlet = path.stem.replace("-", " ").title()
        return HTMLResponse(
            f'<html><head><title>{title}</title><meta property="og:site_name" content="{outlet}"></head>'
            f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
        )

    with served(Starlette(routes=[Route("/{name:path}", page)])) as address:
        yield address


def slack_settings(api: SlackApi, page_root: str, tmp_path: Path, **more: Any) -> Settings:
    fields: dict[str, Any] = {
        "model": None,
        "cache": f"disk://{tmp_path / 'cache'}",
        "store": f"disk://{tmp_path / 'store'}",
        "trusted_hosts": (urlsplit(page_root).netloc,),
        "slack_signing_secret": SecretStr(SECRET),
        "slack_bot_token": SecretStr(BOT_TOKEN),
        "slack_api": api.api,
    }
    return Settings(**{**fields, **more})


@contextmanager
def slack_service(api: SlackApi, page_root: str, tmp_path: Path, **more: Any) -> Iterator[Door]:
    """Serve one replica; replicas with the same `tmp_path` share cache and store."""
    with (
        served(create_app(slack_settings(api, page_root, tmp_path, **more))) as address,
        httpx2.Client(base_url=address, timeout=30) as client,
    ):
        yield Door(client, page_root)

"""The service with Slack switched on, over a real uvicorn, with a local Slack and local pages to read."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from tests.slack_api import BOT_TOKEN, SECRET, Call, SlackApi, command, event, form, signed

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


@dataclass
class Room:
    """A channel of a test's own, and what a reader does in it."""

    api: SlackApi
    door: Door
    id: str
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def say(self, text: str, **more: Any) -> dict[str, Any]:
        return self.api.say(text, channel=self.id, **more)

    def command(self, text: str, **more: Any) -> httpx2.Response:
        return self.door.send(command(text, channel=self.id, trigger=f"{self.id}.{next(self._count)}", **more))

    def event(self, **fields: Any) -> httpx2.Response:
        return self.door.send(event(f"Ev.{self.id}.{next(self._count)}", channel=self.id, **fields))

    def posted(self) -> list[dict[str, Any]]:
        """Return what the app posted here, as it stands now."""
        return self.api.posted(self.id)

    def calls(self, *methods: str) -> list[Call]:
        """Return the calls that were made for this channel and were not refused."""
        return [call for call in self.api.methods(*methods) if call.asked.get("channel") == self.id]

    def wait(self, until: Callable[[], Any]) -> Any:
        return self.api.wait(until)

    def finished(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Wait until a brief with its whole thread stands here; return the parent and the thread."""

        def done() -> list[dict[str, Any]] | None:
            found = self.posted()
            return found if found and "*Sources*" in json.dumps(found[-1]) else None

        parent, *thread = self.wait(done)
        return parent, thread


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

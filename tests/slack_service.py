"""The service with Slack switched on, over a real uvicorn, with a local Slack and local pages to read."""

from __future__ import annotations

import asyncio
import html
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
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
from summarizer.settings import PREFIX, Settings
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

    def hostile(self, payload: str, number: int) -> str:
        """Return the address of a report of the ferry that says `payload` wherever a page can."""
        return f"{self.pages}/hostile-{number}-{payload.encode('utf-8', 'replace').hex()}"

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
def pages(gate: threading.Event | None = None) -> Iterator[str]:
    """Serve the sample articles as web pages; whatever follows a name makes another address of it.

    With a `gate` no page is served until it is set.
    """

    async def page(request: Request) -> HTMLResponse:
        if gate is not None:
            await asyncio.to_thread(gate.wait, 90)
        name = request.path_params["name"]
        if name.startswith("hostile-"):
            return HTMLResponse(_hostile(bytes.fromhex(name.rpartition("-")[2]).decode()))
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


def _hostile(payload: str) -> str:
    said = html.escape(payload)
    return (
        f'<html><head><title>Ferry aground {said}</title><meta property="og:site_name" content="Post {said}"></head>'
        f"<body><article><h1>Ferry aground {said}</h1><p>The ferry Saltmarsh Queen ran aground on Gannet Shoal outside "
        f"Port Ellery on Tuesday, the harbour master said: {said} and went home.</p><p>All 212 people aboard the ferry "
        f"were brought ashore {said} on Tuesday night.</p></article></body></html>"
    )


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
        httpx2.Client(base_url=address, timeout=60) as client,
    ):
        yield Door(client, page_root)


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables of `settings`, for a process of its own."""
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    plain = {n: v.get_secret_value() if isinstance(v, SecretStr) else v for n, v in given.items() if v is not None}
    shown = {n: ",".join(v) if isinstance(v, tuple) else str(v) for n, v in plain.items()}
    kept = {n: v for n, v in os.environ.items() if not n.startswith(PREFIX)}
    return kept | {f"{PREFIX}{name.upper()}": value for name, value in shown.items()}


@contextmanager
def running(*arguments: str, settings: Settings, until: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `summarizer ...` and wait for the line of its stderr that holds `until`; stop it with SIGTERM."""
    process = subprocess.Popen(
        [sys.executable, "-m", "summarizer", *arguments], env=environment(settings), stderr=subprocess.PIPE, text=True
    )
    try:
        lines = []
        for line in process.stderr:
            lines.append(line)
            if until in line:
                break
        else:
            raise AssertionError("".join(lines))
        threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would hold it up
        yield process, line
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stderr.close()


@contextmanager
def served_alone(settings: Settings) -> Iterator[str]:
    """Serve in a process of its own."""
    with running("serve", "--port", "0", settings=settings, until="serving") as (_, line):
        yield line.split()[1]

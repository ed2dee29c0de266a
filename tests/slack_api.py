"""Slack on loopback: the Web API, the socket of Socket Mode and the address of commands, over real sockets.

It keeps channels as Slack does, refuses what Slack refuses, and signs what it sends as Slack signs. It runs in a thread
with a loop of its own, so that the app under test talks to it as to a stranger.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import WSMsgType, web

SECRET = "0123456789abcdef0123456789abcdef"
BOT_TOKEN = "xoxb-local-1"
APP_TOKEN = "xapp-local-1"
TEAM, BOT, BOT_USER, USER, CHANNEL = "T0LOCAL", "B0LOCAL", "U0BOT", "U0READER", "C0NEWS"


@dataclass
class Call:
    """A call of the Web API: its method, what it asked, and the error it was answered with."""

    method: str
    asked: dict[str, Any]
    token: str
    error: str | None = None
    at: float = 0.0


@dataclass
class Workspace:
    """One workspace: its bot, and its channels as lists of messages."""

    id: str = TEAM
    name: str = "Local"
    bot: str = BOT
    bot_user: str = BOT_USER
    outside: set[str] = field(default_factory=set)  # channels that the bot is not in


Fault = Callable[[Call], web.Response | None]


@dataclass
class SlackApi:
    """The server. `faults` see each call first and may answer it; `calls` holds what came."""

    port: int = 0
    workspaces: dict[str, Workspace] = field(default_factory=lambda: {BOT_TOKEN: Workspace()})
    channels: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    hooked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # what came to addresses of commands
    faults: list[Fault] = field(default_factory=list)
    losing: dict[str, int] = field(default_factory=dict)  # by method: calls that are done, but whose answer is lost
    slow: dict[str, float] = field(default_factory=dict)  # by method: seconds until a call is done
    arrived: list[str] = field(default_factory=list)  # methods of all calls, done or not
    acks: dict[str, dict[str, Any]] = field(default_factory=dict)  # by envelope, over the socket
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def hook(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def stamp(self) -> str:
        """Return a new `ts`."""
        return f"{int(time.time())}.{next(self._count):06d}"

    def say(self, text: str, *, channel: str = CHANNEL, thread: str | None = None, **more: Any) -> dict[str, Any]:
        """Put a reader's message into a channel, and return it."""
        message = {"type": "message", "user": USER, "text": text, "ts": self.stamp(), **more}
        message |= {"thread_ts": thread} if thread else {}
        with self._changed:
            self.channels.setdefault(channel, []).append(message)
        return message

    def posted(self, channel: str = CHANNEL, *, bot: str = BOT) -> list[dict[str, Any]]:
        """Return what the app posted into a channel, as it stands now."""
        with self._changed:
            return [json.loads(json.dumps(m)) for m in self.channels.get(channel, []) if m.get("bot_id") == bot]

    def methods(self, *names: str) -> list[Call]:
        """Return the calls of these methods that were not answered with an error."""
        with self._changed:
            return [call for call in self.calls if call.method in names and call.error is None]

    def wait(self, until: Callable[[], Any], seconds: float = 60.0) -> Any:
        """Wait until `until` is true of what came; every call wakes it."""
        with self._changed:
            if not self._changed.wait_for(until, seconds):
                raise AssertionError(f"nothing of the kind came: {[(c.method, c.error) for c in self.calls][-12:]}")
            return until()

    def push(self, kind: str, payload: dict[str, Any], envelope: str | None = None) -> str:
        """Send an envelope over the newest open socket, and return its id."""
        name = envelope or f"envelope-{next(self._count)}"
        text = json.dumps({"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": True})
        self._soon(lambda: asyncio.ensure_future(self._open_socket().send_str(text)))
        return name

    def disconnect(self) -> None:
        """Tell the app to connect anew, as Slack does every few hours."""
        text = json.dumps({"type": "disconnect", "reason": "refresh_requested"})
        self._soon(lambda: asyncio.ensure_future(self._open_socket().send_str(text)))

    def _open_socket(self) -> web.WebSocketResponse:
        return next(socket for socket in reversed(self.sockets) if not socket.closed)

    def _soon(self, call: Callable[[], Any]) -> None:
        self._loop.call_soon_threadsafe(call)

    def start(self) -> None:
        opened = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(opened)), daemon=True)
        self._thread.start()
        if not opened.wait(60):
            raise RuntimeError("the server did not open")

    def stop(self) -> None:
        self._soon(self._done.set)
        self._thread.join(10)

    async def _run(self, opened: threading.Event) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/hook/{name}", self._hook)
        app.router.add_get("/socket", self._socket)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        opened.set()
        await self._done.wait()
        for socket in self.sockets:
            await socket.close()
        await runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            asked = {name: _value(value) for name, value in request.query.items()}
        elif request.content_type == "application/json":
            asked = await request.json()
        else:
            asked = {name: _value(value) for name, value in (await request.post()).items()}
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or asked.pop("token", "")
        call = Call(request.match_info["method"], asked, token, at=time.monotonic())
        with self._changed:
            self.arrived.append(call.method)
            self._changed.notify_all()
        await asyncio.sleep(self.slow.get(call.method, 0.0))
        answer = next((answer for fault in self.faults if (answer := fault(call)) is not None), None)
        if answer is not None and call.error is None:
            call.error = "fault"
        with self._changed:
            body = None if answer is not None else self._answer(call)
            if body is not None and not body["ok"]:
                call.error = body["error"]
            self.calls.append(call)
            lost = call.error is None and self.losing.get(call.method, 0) > 0
            if lost:
                self.losing[call.method] -= 1
            self._changed.notify_all()
        if lost and request.transport is not None:
            request.transport.abort()
        return answer if answer is not None else web.json_response(body)

    def _answer(self, call: Call) -> dict[str, Any]:
        if call.method == "apps.connections.open":
            if call.token != APP_TOKEN:
                return {"ok": False, "error": "invalid_auth"}
            return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket"}
        workspace = self.workspaces.get(call.token)
        if workspace is None:
            return {"ok": False, "error": "invalid_auth"}
        answer = getattr(self, "_" + call.method.replace(".", "_"), None)
        return answer(workspace, call.asked) if answer else {"ok": False, "error": "unknown_method"}

    def _auth_test(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": True, "url": "https://local.example/", "team": workspace.name, "team_id": workspace.id,
            "user": "summarizer", "user_id": workspace.bot_user, "bot_id": workspace.bot,
        }  # fmt: skip

    def _chat_postMessage(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        channel = asked["channel"]
        if channel in workspace.outside:
            return {"ok": False, "error": "not_in_channel"}
        if fault := _refused(asked):
            return {"ok": False, "error": fault}
        message = {**_kept(asked), "ts": self.stamp(), "user": workspace.bot_user, "bot_id": workspace.bot}
        message |= {"thread_ts": asked["thread_ts"]} if asked.get("thread_ts") else {}
        self.channels.setdefault(channel, []).append(message)
        return {"ok": True, "channel": channel, "ts": message["ts"], "message": message}

    def _chat_update(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        found = [m for m in self.channels.get(asked["channel"], []) if m["ts"] == asked["ts"]]
        if not found or found[0].get("bot_id") != workspace.bot:
            return {"ok": False, "error": "message_not_found"}
        if fault := _refused(asked):
            return {"ok": False, "error": fault}
        found[0].update(_kept(asked))
        return {"ok": True, "channel": asked["channel"], "ts": asked["ts"]}

    def _chat_postEphemeral(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"ok": True, "message_ts": self.stamp()}

    def _views_open(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "view": {"id": "V1", **asked["view"]}}

    def _conversations_history(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        messages = [m for m in self.channels.get(asked["channel"], []) if m.get("thread_ts") in (None, m["ts"])]
        messages = [m for m in messages if float(m["ts"]) >= float(asked.get("oldest") or 0)]
        return self._page(list(reversed(messages)), asked)

    def _conversations_replies(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        root = asked["ts"]
        return self._page(
            [m for m in self.channels.get(asked["channel"], []) if root in (m["ts"], m.get("thread_ts"))], asked
        )

    def _page(self, messages: list[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any]:
        start, limit = int(asked.get("cursor") or 0), int(asked.get("limit") or 100)
        page = [dict(m) for m in messages[start : start + limit]]
        if str(asked.get("include_all_metadata")).lower() not in ("1", "true"):
            page = [{k: v for k, v in m.items() if k != "metadata"} for m in page]
        more = start + limit < len(messages)
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": str(start + limit) if more else ""}}

    async def _hook(self, request: web.Request) -> web.Response:
        body = await request.json()
        with self._changed:
            self.hooked.setdefault(request.match_info["name"], []).append(body)
            self._changed.notify_all()
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        with self._changed:
            self.sockets.append(socket)
            self._changed.notify_all()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                answer = json.loads(frame.data)
                with self._changed:
                    self.acks[answer["envelope_id"]] = {**answer, "at": time.monotonic()}
                    self._changed.notify_all()
        return socket


def _value(value: Any) -> Any:
    """Read a form's value as Slack does: blocks, views and metadata are JSON inside."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with contextlib.suppress(ValueError):
            return json.loads(value)
    return value


def _kept(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked[name] for name in ("text", "blocks", "metadata") if name in asked}


def _refused(asked: dict[str, Any]) -> str | None:
    """Refuse what Slack refuses: too many blocks, too long texts, too much in all."""
    from tests.mrkdwn import over_limits

    faults = over_limits({"blocks": asked.get("blocks") or []})
    if not faults:
        return None
    return "msg_blocks_too_long" if faults[-1].endswith("in all") else "invalid_blocks"


def rate_limited(*methods: str, times: int, after: int = 1) -> Fault:
    """Answer the next `times` calls of `methods` with 429 and `Retry-After`."""
    left = itertools.count(times, -1)

    def fault(call: Call) -> web.Response | None:
        if call.method in methods and next(left) > 0:
            call.error = "ratelimited"
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(after)}
            )
        return None

    return fault


def refusing(error: str, *methods: str) -> Fault:
    """Answer every call of `methods` with an error of Slack's."""

    def fault(call: Call) -> web.Response | None:
        if call.method not in methods:
            return None
        call.error = error
        return web.json_response({"ok": False, "error": error})

    return fault


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None, **more: str) -> dict[str, str]:
    """Return the headers that Slack would send with `body`."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}", **more}


def form(payload: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """Return body and type of a command (a form), or of an interaction (JSON in a form's `payload`)."""
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), {"content-type": "application/x-www-form-urlencoded"}


def event(event_id: str = "Ev1", *, team: str = TEAM, **fields: Any) -> dict[str, Any]:
    """Return the body of an event."""
    inner = {"type": "app_mention", "user": USER, "channel": CHANNEL, "ts": "1790000000.000001", **fields}
    return {
        "type": "event_callback", "team_id": team, "api_app_id": "A1", "event_id": event_id, "event_time": 1790000000,
        "authorizations": [{"team_id": team, "user_id": BOT_USER, "is_bot": True}], "event": inner,
    }  # fmt: skip


def command(
    text: str, *, trigger: str = "t.1", team: str = TEAM, hook: str = "", channel: str = CHANNEL
) -> dict[str, Any]:
    """Return the fields of a `/brief`."""
    return {
        "command": "/brief", "text": text, "trigger_id": trigger, "team_id": team, "team_domain": "local",
        "channel_id": channel, "channel_name": "news", "user_id": USER, "user_name": "reader", "api_app_id": "A1",
        "response_url": hook, "token": "deprecated",
    }  # fmt: skip


@contextlib.contextmanager
def slack_api() -> Iterator[SlackApi]:
    """Serve for as long as the context lasts."""
    api = SlackApi()
    api.start()
    try:
        yield api
    finally:
        api.stop()

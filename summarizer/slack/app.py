"""What Slack can ask for: a command, a mention, a report. Every request is answered at once and worked on later."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.response import BoltResponse

from summarizer.errors import ConfigError, StoreFailed
from summarizer.jobs import WaitingStore, job_id
from summarizer.render.blocks import REPORT
from summarizer.service import Summarizer
from summarizer.settings import Settings
from summarizer.slack.briefing import BUSY, FAILED, HELP, NOT_HERE, Briefing
from summarizer.slack.client import Failures, open_client, quiet_logger, reason
from summarizer.slack.jobs import TERMS, Job, Look, slack_jobs
from summarizer.slack.links import links_of
from summarizer.slack.outbox import Outbox
from summarizer.slack.progress import PAUSE
from summarizer.slack.reporting import keep_report, report_form
from summarizer.slack.teams import Teams

log = logging.getLogger(__name__)

GRACE: Final = 3.0  # seconds that a stop leaves to running jobs; what is not done then is done at the next start
PATIENCE: Final = 5.0  # seconds that a start waits for Slack
HOOKS: Final = "hooks.slack.com"
_EVENTS: Final = frozenset(("app_mention", "message", "app_uninstalled", "tokens_revoked"))
_LENGTHS: Final = ("short", "medium", "long")

Next = Callable[[], Awaitable[BoltResponse]]


class SlackFace:
    """One Slack app in one process. `bolt` takes the requests of either door; open it before, close it after."""

    def __init__(self, settings: Settings, summarizer: Summarizer, *, pause: float = PAUSE) -> None:
        self.teams = Teams(bot_tokens(settings), api=settings.slack_api)
        self._store = WaitingStore(summarizer.store)
        self.outbox = Outbox(self._store)
        self.briefing = Briefing(summarizer, self.teams, self.outbox, pause=pause)
        self.jobs = slack_jobs(self._store, self.briefing.run, self.briefing.give_up)
        self.bolt = self._bolt(settings)
        self._summarizer = summarizer
        self._turned_away = -1.0  # when it was last said that there is no room
        self._hooks = {HOOKS, urlsplit(settings.slack_api).netloc}

    async def open(self) -> None:
        """Learn whose the tokens are and go on with what was left unfinished. Raises `StoreFailed`."""
        with contextlib.suppress(TimeoutError):  # where Slack is away, the first requests ask again
            async with asyncio.timeout(PATIENCE):
                await self.teams.learn()
        await self.jobs.open()

    async def close(self) -> None:
        """Let what runs come to an end, for a while."""
        await self.jobs.close(grace=GRACE)
        self._store.close()

    def _bolt(self, settings: Settings) -> AsyncApp:
        bolt = AsyncApp(
            name="summarizer",
            logger=quiet_logger(),
            client=open_client(None, api=settings.slack_api),
            signing_secret="",
            request_verification_enabled=False,  # http.py checks the bytes; a socket is Slack's own
            before_authorize=self._admit,
            authorize=_Authorize(self.teams),  # type: ignore[arg-type]  # bolt takes one, and does not say so
        )
        bolt.command(re.compile(r"^/"))(self._on_command)
        bolt.event("app_mention")(self._on_mention)
        bolt.event("message")(self._on_message)
        bolt.event(re.compile(r"^(app_uninstalled|tokens_revoked)$"))(self._on_gone)
        bolt.action(REPORT)(self._on_button)
        bolt.view(REPORT)(self._on_form)
        return bolt

    async def _admit(self, body: dict[str, Any], context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        """Let through what is for us, from a workspace of ours, and not a repeat; answer the rest without work."""
        if body.get("type") in ("url_verification", "ssl_check"):
            return await next_()
        if not _is_wanted(body):
            return BoltResponse(status=200)
        if await self.teams.find(context.team_id) is None:
            return self._stranger(body, context)
        if body.get("type") in ("block_actions", "view_submission") and await self._is_repeat(body):
            return BoltResponse(status=200)
        return await next_()

    def _stranger(self, body: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
        if not self.teams.settled:
            return BoltResponse(status=503, headers={"retry-after": ["30"]})  # it may be ours: Slack sends it again
        log.warning("Slack: a request of workspace %r is refused: no token of ours is of it", context.team_id)
        return BoltResponse(status=200, body=NOT_HERE if "command" in body else "")

    async def _is_repeat(self, body: Mapping[str, Any]) -> bool:
        name = str(body.get("trigger_id") or json.dumps(body, sort_keys=True))
        try:
            return not await self._store.add(f"slack/seen/{job_id('trigger', name)}", b"seen", TERMS.remembered)
        except StoreFailed as error:  # a form that opens twice does no harm; a report says by itself if it is not kept
            log.error("Slack: it cannot be known whether a request is a repeat: %s", error)
            return False

    async def _on_command(self, ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext) -> None:
        text = str(command.get("text") or "")
        links = links_of([text])
        if not links:
            await ack(HELP)
            return
        words = re.sub(r"<[^>]*>|https?://\S+", " ", text).lower().split()
        hook = str(command.get("response_url") or "")
        job = Job(
            id=job_id(context.team_id or "", "command", str(command.get("trigger_id") or hook)),
            team=context.team_id or "",
            channel=str(command.get("channel_id")),
            user=str(command.get("user_id")),
            links=links,
            length=next((length for length in _LENGTHS if length in words), "medium"),
            response_url=hook if urlsplit(hook).netloc in self._hooks else None,
        )
        try:
            accepted = await self.jobs.accept(job)
        except StoreFailed as error:
            log.error("Slack: a command could not be accepted: %s", error)
            await ack(FAILED)
            return
        await ack(BUSY if accepted == "full" else "")

    async def _on_mention(self, body: dict[str, Any], event: dict[str, Any], context: AsyncBoltContext) -> None:
        look: Look = "thread" if event.get("thread_ts") else "channel"
        await self._take(_event_job(context, body, event, look))

    async def _on_message(self, body: dict[str, Any], event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Take a direct message as if we were mentioned in it."""
        look: Look = "thread" if event.get("thread_ts") else "nowhere"
        await self._take(_event_job(context, body, event, look))

    async def _take(self, job: Job) -> None:
        try:
            if await self.jobs.accept(job) == "full":
                await self._turn_away(job)
        except StoreFailed as error:
            log.error("Slack: a mention could not be accepted: %s", error)
            await self.briefing.refuse(job, FAILED)

    async def _turn_away(self, job: Job) -> None:
        """Say that there is no room, once a second at most: saying it is work, too."""
        now = time.monotonic()
        if now - self._turned_away >= 1.0:
            self._turned_away = now
            log.warning("Slack: %d briefs wait already; mentions are turned away", TERMS.waiting)
            await self.briefing.refuse(job, BUSY)

    async def _on_gone(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event.get("type") == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            self.teams.forget(context.team_id or "", "the app was uninstalled")

    async def _on_button(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        form = report_form(body)
        team = await self.teams.find(context.team_id)
        if form is None or team is None:
            return
        try:
            await team.client.views_open(trigger_id=str(body.get("trigger_id")), view=form)
        except Failures as error:
            log.error("Slack does not open the form for a report (%s)", reason(error))

    async def _on_form(self, ack: AsyncAck, view: dict[str, Any]) -> None:
        await ack(response_action="update", view=await keep_report(view, self._summarizer, self._store))


class _Authorize(AsyncAuthorize):
    """Tells bolt who we are in a team, so that it leaves our own messages alone."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: Any,
    ) -> AuthorizeResult | None:
        team = await self._teams.find(team_id)
        if team is None:  # gone since it was admitted; bolt answers that, and says it in the log
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team.id,
            bot_id=team.bot,
            bot_user_id=team.bot_user,
            bot_token=team.token,
        )


def _is_wanted(body: Mapping[str, Any]) -> bool:
    """Say whether a request is for us: no bot's message (ours least of all), none edited, none deleted."""
    kind = body.get("type")
    if kind == "event_callback":
        event = body.get("event")
        return isinstance(event, dict) and event.get("type") in _EVENTS and _is_of_a_person(event)
    if kind == "block_actions":
        return any(isinstance(action, dict) and action.get("action_id") == REPORT for action in body.get("actions", ()))
    if kind == "view_submission":
        return bool((body.get("view") or {}).get("callback_id") == REPORT)
    return "command" in body


def _is_of_a_person(event: Mapping[str, Any]) -> bool:
    if event.get("type") not in ("app_mention", "message"):
        return True
    if event.get("bot_id") or event.get("edited") or event.get("hidden") or not event.get("user"):
        return False
    if event.get("subtype") not in (None, "file_share", "thread_broadcast"):
        return False
    return event["type"] == "app_mention" or event.get("channel_type") == "im"


def _event_job(context: AsyncBoltContext, body: Mapping[str, Any], event: Mapping[str, Any], look: Look) -> Job:
    name = body.get("event_id") or f"{event.get('channel')}/{event.get('ts')}"
    thread = event.get("thread_ts")
    return Job(
        id=job_id(context.team_id or "", "event", str(name)),
        team=context.team_id or "",
        channel=str(event.get("channel")),
        user=str(event.get("user")),
        links=links_of([str(event.get("text") or "")]),
        look=look,
        thread=str(thread) if thread else None,
        asked=str(event.get("ts")),
    )


def bot_tokens(settings: Settings) -> list[str]:
    """Return the bot tokens of the settings, one per workspace. Raises `ConfigError` where there is none."""
    if settings.slack_bot_token is None:
        raise ConfigError(
            "SUMMARIZER_SLACK_BOT_TOKEN is not set: it is the app's `xoxb-...`, under OAuth & Permissions"
        )
    return settings.slack_bot_token.get_secret_value().split(",")

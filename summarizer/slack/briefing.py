"""One job from its links to the brief in the channel."""

from __future__ import annotations

import logging
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from summarizer.errors import DeadlineExceeded, NothingReadable, Overloaded, SummarizerError
from summarizer.models import Answer, Skipped, SummarizeRequest
from summarizer.render.blocks import render_blocks, render_posts
from summarizer.render.foreign import one_line
from summarizer.render.kit import Message, message, section
from summarizer.render.view import counted, skipped_words
from summarizer.service import Summarizer
from summarizer.slack.client import OUTSIDE, TIMEOUT, UNINSTALLED, Failures, is_transient, quiet_logger, reason
from summarizer.slack.jobs import Job
from summarizer.slack.links import links_of, texts_of
from summarizer.slack.outbox import Outbox, with_text_alone
from summarizer.slack.progress import PAUSE, ProgressMessage, progress_message
from summarizer.slack.teams import Team, Teams

log = logging.getLogger(__name__)

HELP: Final = (
    "Give me links to news reports of one event: `/brief https://... https://...`, with `short` or `long` before them "
    "if you like. Or mention me beside links, or in a thread where links stand."
)
NO_LINKS: Final = (
    "There are no links here that I could read. Mention me beside links, or in a thread where links stand."
)
BUSY: Final = "I am busy with other briefs; please ask again in a minute."
NOT_HERE: Final = "This workspace is not set up here; ask whoever runs the app to add its token."
FAILED: Final = "Something went wrong here and is in the log of whoever runs the app. Nothing was lost; ask again."
INVITE: Final = "Only you see this, because I am not in this channel; invite me for the brief with its thread."

CHANNEL_LOOK: Final = 15  # messages; what Slack gives to apps without a listing in one call
_PAGES: Final = 5  # of 200 messages of a thread


class Briefing:
    """Reads the links of a job, lets the service write, and posts; the progress message becomes the brief."""

    def __init__(self, summarizer: Summarizer, teams: Teams, outbox: Outbox, *, pause: float = PAUSE) -> None:
        self._summarizer = summarizer
        self._teams = teams
        self._outbox = outbox
        self._pause = pause

    async def run(self, job: Job) -> None:
        """Do `job` and tell whoever asked, also where it cannot be done. Raises what may go well another time."""
        team = await self._teams.find(job.team)
        if team is None:
            log.error("Slack: no token of workspace %s answers; its job is dropped", job.team)
            return None
        try:
            await self._brief(team, job)
        except SlackApiError as error:
            if reason(error) in UNINSTALLED:
                return self._teams.forget(team.id, f"Slack no longer takes its token ({reason(error)})")
            if reason(error) in OUTSIDE and job.response_url is not None:
                return await self._aside(job)
            if is_transient(error):
                raise
            log.error("Slack refuses a job in %s (%s)%s", job.channel, reason(error), _advice(reason(error)))
            return await self.give_up(job)

    async def give_up(self, job: Job) -> None:
        """Say in place of the brief that `job` could not be done; what keeps us from saying it is in the log."""
        team = await self._teams.find(job.team)
        if team is None or await self._outbox.is_answered(job.id):
            return
        told = progress_message(FAILED)
        try:
            ts = await self._outbox.parent(team.client, job.id, told, channel=job.channel, thread=job.thread)
            await team.client.chat_update(channel=job.channel, ts=ts, **told)
        except Failures as error:
            log.error("Slack: it could not be told that a job failed (%s)", reason(error))

    async def refuse(self, job: Job, words: str) -> None:
        """Say to the one who asked why nothing is done."""
        team = await self._teams.find(job.team)
        if team is not None:
            try:
                await team.client.chat_postEphemeral(
                    channel=job.channel, user=job.user, thread_ts=job.thread, **progress_message(words)
                )
            except Failures as error:
                log.warning("Slack: a refusal could not be told (%s)", reason(error))

    async def _brief(self, team: Team, job: Job) -> None:
        links = job.links or await self._look(team, job)
        if not links:
            return await self.refuse(job, NO_LINKS)
        ts = await self._outbox.parent(
            team.client, job.id, progress_message(_begun(job, len(links))), channel=job.channel, thread=job.thread
        )
        async with ProgressMessage(team.client, job.channel, ts, pause=self._pause) as progress:
            made = await self._answer(links, job, progress)
        place = {"channel": job.channel, "ts": ts}
        if not isinstance(made, Answer):
            await with_text_alone(team.client.chat_update, made, place)
            return None
        posts = render_posts(made)
        await with_text_alone(team.client.chat_update, posts.parent, place)
        await self._outbox.replies(team.client, job.id, posts.thread, channel=job.channel, thread=job.thread or ts)
        return None

    async def _answer(self, links: tuple[str, ...], job: Job, progress: ProgressMessage | None) -> Answer | Message:
        """Return the answer, or the message that says why there is none."""
        request = SummarizeRequest.model_validate(
            {"articles": [{"url": url} for url in links], "options": {"length": job.length}}
        )
        try:
            return await self._summarizer.summarize(request, progress=progress)
        except SummarizerError as error:
            log.warning("Slack: no brief of %s (%s)", counted(len(links), "link"), error.code)
            return _in_words(error)

    async def _look(self, team: Team, job: Job) -> tuple[str, ...]:
        """Return the links of the messages where the mention stands: its thread, or the last of the channel."""
        found: list[str] = []
        if job.look == "thread" and job.thread is not None:
            cursor = None
            for _ in range(_PAGES):
                page = await team.client.conversations_replies(
                    channel=job.channel, ts=job.thread, limit=200, cursor=cursor
                )
                found += texts_of(page["messages"], own=team.bot)
                cursor = _cursor(page)
                if not cursor:
                    break
        elif job.look == "channel":
            page = await team.client.conversations_history(
                channel=job.channel, latest=job.asked, inclusive=True, limit=CHANNEL_LOOK
            )
            found += texts_of(reversed(page["messages"]), own=team.bot)
        return links_of(found)

    async def _aside(self, job: Job) -> None:
        """Answer where we are no member: to the one who asked, through the address that came with the command."""
        made = await self._answer(job.links, job, None)
        await self._respond(job, render_blocks(made) if isinstance(made, Answer) else made)
        await self._respond(job, progress_message(INVITE))

    async def _respond(self, job: Job, made: Message) -> None:
        client = AsyncWebhookClient(job.response_url or "", timeout=TIMEOUT, logger=quiet_logger())
        answer = await client.send_dict({**made, "response_type": "ephemeral", "replace_original": False})
        if answer.status_code != 200:
            log.error("Slack refuses an answer to a command (status %d)", answer.status_code)


def _begun(job: Job, links: int) -> str:
    where = f" of the last {CHANNEL_LOOK} messages" if job.look == "channel" and not job.links else ""
    return f"Reading {counted(links, 'link')}{where} …"


def _cursor(page: AsyncSlackResponse) -> str | None:
    following: dict[str, Any] = page.get("response_metadata") or {}
    return following.get("next_cursor") or None


def _in_words(error: SummarizerError) -> Message:
    """Say to a reader what went wrong; what is wrong with us is for the log."""
    if isinstance(error, NothingReadable):
        skipped = [one_line(skipped_words(Skipped.model_validate(each))) for each in error.skipped]
        return message(
            "None of the links could be read", [section("\n".join(["None of the links could be read:", *skipped]))]
        )
    if isinstance(error, Overloaded):
        return progress_message(BUSY)
    if isinstance(error, DeadlineExceeded):
        return progress_message(f"There is {error}.")
    log.error("Slack: %s", error)
    return progress_message(FAILED)


def _advice(code: str) -> str:
    if code == "missing_scope":
        return "; the app lacks a permission: compare it with `summarizer slack --manifest`"
    return "; invite the app to the channel" if code in OUTSIDE else ""

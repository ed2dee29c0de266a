"""What is sent to Slack, once: a parent and its replies, remembered as they go, so that a broken run goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from pydantic import ValidationError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from summarizer.jobs import WaitingStore
from summarizer.models.base import Model
from summarizer.render.kit import Message
from summarizer.slack.client import TOO_LONG, Failures, reason

log = logging.getLogger(__name__)

EVENT: Final = "summarizer_post"  # the type of the metadata by which our own messages are found again
REMEMBERED: Final = 30 * 86_400.0  # seconds; a digest is posted again by mistake within days, if at all
_TRIES: Final = 3
_LOOKED_AT: Final = 100  # messages of a channel that are looked through for one of ours


class Sent(Model):
    """How far a post has come: when it was begun, the parent's `ts`, how many replies stand under it."""

    began: float
    ts: str | None = None
    replying: bool = False
    replies: int = 0
    done: bool = False


class Outbox:
    """Sends messages under a key, each at most once.

    Slack has no idempotency key. What is noted in the store before and after each call tells a broken run how far it
    came; the one message that may or may not have arrived is looked for in the channel by the metadata that it carries.
    Where the channel cannot be read, it is sent again: twice is better than never.
    """

    def __init__(self, store: WaitingStore, *, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    async def parent(
        self, client: AsyncWebClient, key: str, message: Message, *, channel: str, thread: str | None = None
    ) -> str:
        """Send the first message of `key`, unless it was sent; return its `ts`. Raises `Failures`."""
        sent = await self._read(key)
        if sent is not None and sent.ts is not None:
            return sent.ts
        resumed = sent is not None
        sent = sent or Sent(began=self._clock())
        await self._note(key, sent)
        place = _Place(client, channel, thread, f"{key}/0", sent.began)
        ts = await self._send(place, message, look_first=resumed)
        await self._note(key, sent.model_copy(update={"ts": ts}))
        return ts

    async def replies(
        self, client: AsyncWebClient, key: str, messages: Sequence[Message], *, channel: str, thread: str
    ) -> None:
        """Send those of `messages` that were not sent under `key`, as replies in `thread`. Raises `Failures`."""
        sent = await self._read(key) or Sent(began=self._clock(), ts=thread)
        resumed_at = sent.replies if sent.replying else None
        sent = sent.model_copy(update={"replying": True})
        await self._note(key, sent)
        for n in range(sent.replies, len(messages)):
            place = _Place(client, channel, thread, f"{key}/{n + 1}", sent.began)
            await self._send(place, messages[n], look_first=n == resumed_at)
            sent = sent.model_copy(update={"replies": n + 1})
            await self._note(key, sent)
        await self._note(key, sent.model_copy(update={"done": True}))

    async def is_answered(self, key: str) -> bool:
        """Say whether replies were begun: then the parent says what it was to say."""
        sent = await self._read(key)
        return sent is not None and sent.replying

    async def is_done(self, key: str) -> bool:
        """Say whether everything under `key` was sent."""
        sent = await self._read(key)
        return sent is not None and sent.done

    async def _send(self, place: _Place, message: Message, *, look_first: bool) -> str:
        for tried in range(1, _TRIES + 1):
            if look_first and (ts := await place.find()) is not None:
                return ts
            try:
                return await place.post(message)
            except SlackApiError:
                raise
            except Failures as error:  # no answer came: it may stand in the channel all the same
                if tried == _TRIES:
                    raise
                log.warning("Slack gave no answer to a post (%s); looking whether it arrived", reason(error))
                look_first = True
        raise AssertionError("unreachable")

    async def _read(self, key: str) -> Sent | None:
        value = await self._store.get(_key(key))
        try:
            return None if value is None else Sent.model_validate_json(value)
        except ValidationError:
            return None

    async def _note(self, key: str, sent: Sent) -> None:
        await self._store.set(_key(key), sent.model_dump_json().encode(), REMEMBERED)


class _Place:
    """A channel, or a thread of it, and the mark by which one message is found there again."""

    def __init__(self, client: AsyncWebClient, channel: str, thread: str | None, mark: str, since: float) -> None:
        self._client = client
        self._channel = channel
        self._thread = thread
        self._mark = {"event_type": EVENT, "event_payload": {"mark": mark}}
        self._since = since

    async def post(self, message: Message) -> str:
        """Post `message`; where Slack refuses its blocks, its text alone. Return its `ts`."""
        where = {"channel": self._channel, "metadata": self._mark}
        where |= {} if self._thread is None else {"thread_ts": self._thread}
        posted = await with_text_alone(self._client.chat_postMessage, message, where)
        return str(posted["ts"])

    async def find(self) -> str | None:
        """Return the `ts` of the message that carries the mark, where the channel can be read and has it."""
        wanted: dict[str, Any] = {
            "channel": self._channel,
            "oldest": f"{self._since - 60:.6f}",
            "limit": _LOOKED_AT,
            "include_all_metadata": True,
        }
        try:
            if self._thread is None:
                page = await self._client.conversations_history(**wanted)
            else:
                page = await self._client.conversations_replies(ts=self._thread, **wanted)
        except Failures as error:
            log.warning("Slack: cannot look whether a post arrived (%s)", reason(error))
            return None
        messages: list[dict[str, Any]] = page.get("messages") or []
        return next((str(m["ts"]) for m in messages if m.get("metadata") == self._mark), None)


async def with_text_alone(call: Callable[..., Any], message: Message, where: dict[str, Any]) -> Any:
    """Call Slack with `message`; where it refuses the blocks, once more with the text alone. Nothing ever unfurls."""
    try:
        return await call(**message, **where)
    except SlackApiError as error:
        if reason(error) not in TOO_LONG:
            raise
        log.error("Slack refuses the blocks of a message (%s); it is sent as text alone", reason(error))
        return await call(**{**message, "blocks": []}, **where)


def _key(key: str) -> str:
    return f"slack/sent/{key}"

"""The workspaces that this installation serves: whose token answers for which, and whose app has gone."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from summarizer.slack.client import UNINSTALLED, Failures, open_client, reason

log = logging.getLogger(__name__)

AGAIN: Final = 30.0  # seconds before a token that could not be asked about is asked about again
PATIENCE: Final = 1.5  # seconds of the three that Slack gives an answer


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace: its client, and who we are in it."""

    id: str
    name: str
    bot: str  # bot id, `B...`: the author of our messages
    bot_user: str  # user id, `U...`: whom people mention
    token: str = field(repr=False)
    client: AsyncWebClient = field(repr=False)


class Teams:
    """Finds the team of a request. A request of any other workspace is refused."""

    def __init__(self, tokens: Iterable[str], *, api: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._unknown = list(dict.fromkeys(token.strip() for token in tokens if token.strip()))
        self._api = api
        self._clock = clock
        self._teams: dict[str, Team] = {}
        self._asked_at: float | None = None
        self._asking = asyncio.Lock()

    @property
    def settled(self) -> bool:
        """Return whether it is known of every token whose it is: then an unknown team is a stranger."""
        return not self._unknown

    async def learn(self) -> list[Team]:
        """Ask Slack whose the tokens are; those that it refuses are said in the log. Return the teams known."""
        async with self._asking:
            if self._unknown and (self._asked_at is None or self._clock() - self._asked_at >= AGAIN):
                await asyncio.gather(*(self._learn(token) for token in tuple(self._unknown)))
                self._asked_at = self._clock()
        return list(self._teams.values())

    async def find(self, team_id: str | None) -> Team | None:
        """Return the team, or None when no token is of this workspace."""
        if team_id not in self._teams and self._unknown:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self.learn()
        return self._teams.get(team_id or "")

    def forget(self, team_id: str, why: str) -> None:
        """Serve the team no longer, until a new start: its app is uninstalled or its token revoked."""
        gone = self._teams.pop(team_id, None)
        if gone is not None:
            log.error(
                "Slack workspace %s (%s): %s; its requests are refused from now on. Install the app again, "
                "set SUMMARIZER_SLACK_BOT_TOKEN to the new token and start again",
                gone.name, gone.id, why,
            )  # fmt: skip

    async def _learn(self, token: str) -> None:
        client = open_client(token, api=self._api)
        try:
            found = await client.auth_test()
        except Failures as error:
            self._refused(token, reason(error))
            return
        self._unknown.remove(token)
        team = Team(found["team_id"], found.get("team", ""), found.get("bot_id", ""), found["user_id"], token, client)
        self._teams[team.id] = team
        log.info("Slack workspace %s (%s) is served", team.name, team.id)

    def _refused(self, token: str, code: str) -> None:
        if code in UNINSTALLED:
            self._unknown.remove(token)
            log.error(
                "Slack does not accept a bot token (%s): the app was uninstalled or the token revoked. Install the app "
                "again and set SUMMARIZER_SLACK_BOT_TOKEN to the new token",
                code,
            )
        else:
            log.warning("Slack could not be asked whose a bot token is (%s); asked again in %g s", code, AGAIN)

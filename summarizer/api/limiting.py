"""How much one caller may ask: a moving window per key, or per address where there are no keys.

Replicas with one redis share one count. Where it does not answer, requests are let through: an outage of the limiter is
no outage of the service. This module is imported only where a limit is set.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final, NamedTuple, Protocol

from limits import RateLimitItem, parse_many
from limits.aio.storage import RedisStorage
from limits.errors import StorageError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from summarizer.api.access import path_of
from summarizer.api.problems import as_problem
from summarizer.errors import ConfigError, RateLimited
from summarizer.slack import PATHS as SIGNED_BY_SLACK

log = logging.getLogger(__name__)

_PREFIX: Final = "summarizer:limit"
_PATIENCE: Final = 2.0  # seconds for one answer of redis: longer than a busy process lets a good answer lie
_AT_ONCE: Final = 16  # questions of one replica, each on a connection of its own
_REST: Final = 10.0  # seconds in which a redis that failed is not asked again
_WARN_EVERY: Final = 60.0
_SWEEP_EVERY: Final = 60.0


class Window(Protocol):
    """Requests of the last so many seconds under a key (the words of `limits`). Times are seconds since 1970."""

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count one more unless `limit` were counted in the last `expiry` seconds; say whether it was counted."""
        ...

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return the time of the oldest that counts, and how many count."""
        ...


class MemoryWindow:
    """The windows of one process.

    Not those of `limits`: its asyncio one goes through the loop's default threads, which may all be at work on briefs
    for a minute; its other one starts a thread for each sweep over all keys, and keeps every key for ever.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[deque[float], int]] = {}
        self._swept = clock()

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count one more where there is room."""
        self._sweep()
        window, _ = self._windows.setdefault(key, (deque(), expiry))
        self._shorten(window, expiry)
        if len(window) + amount > limit:
            return False
        window.extend([self._clock()] * amount)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return the time of the oldest, or now, and how many there are."""
        window, _ = self._windows.get(key, (deque[float](), expiry))
        self._shorten(window, expiry)
        return (window[0] if window else self._clock()), len(window)

    def __len__(self) -> int:
        """Return how many keys are held."""
        return len(self._windows)

    def _shorten(self, window: deque[float], expiry: int) -> None:
        while window and window[0] <= self._clock() - expiry:
            window.popleft()

    def _sweep(self) -> None:
        """Let go of who has not asked for a whole window; each key was paid for by the request that brought it."""
        now = self._clock()
        if now - self._swept >= _SWEEP_EVERY:
            self._swept = now
            self._windows = {key: held for key, held in self._windows.items() if held[0][-1] > now - held[1]}


class Share(NamedTuple):
    """What is left of one limit: requests, and seconds until the oldest of them counts no more."""

    limit: RateLimitItem
    left: int
    reset: int

    @property
    def policy(self) -> str:
        """Return the limit as an item of `RateLimit-Policy`."""
        return f"{self._name};q={self.limit.amount};w={self.limit.get_expiry()}"

    @property
    def state(self) -> str:
        """Return what is left as an item of `RateLimit`."""
        return f"{self._name};r={self.left};t={self.reset}"

    @property
    def words(self) -> str:
        """Return the limit for people: `100 requests per minute`."""
        return f"{self.limit.amount} {'request' if self.limit.amount == 1 else 'requests'} per {self._window}"

    @property
    def _name(self) -> str:
        return f'"per-{self._window.replace(" ", "-")}"'

    @property
    def _window(self) -> str:
        one = self.limit.GRANULARITY.name
        return f"{self.limit.multiples} {one}s" if self.limit.multiples > 1 else one


class Taken(NamedTuple):
    """What became of a request: the limit that it is over, if any, and what is left of all."""

    over: Share | None
    shares: tuple[Share, ...]


class Limiter:
    """Counts requests against every limit of a setting such as `5/second; 1000/day`, the shortest first.

    A request over a short limit takes nothing of a longer one.
    """

    def __init__(
        self, limits: str, window: Window, *, pool: Any = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._limits = sorted(parse_many(limits), key=RateLimitItem.get_expiry)
        self._window = window
        self._pool = pool
        self._clock = clock
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._rests_until = 0.0
        self._warned = -math.inf

    async def take(self, who: str) -> Taken | None:
        """Count a request of `who`. None: nobody can count now, and it is let through."""
        async with self._turns:  # being busy is no outage: who waits here waits as long as it takes
            if self._clock() < self._rests_until:
                return None
            try:
                return await self._take(who)
            except StorageError as error:
                self._rest(error)
                return None

    async def aclose(self) -> None:
        """Close the connections of `pool`."""
        if self._pool is not None:
            await self._pool.aclose()

    async def _take(self, who: str) -> Taken:
        over = None
        for limit in self._limits:
            if not await self._window.acquire_entry(limit.key_for(who), limit.amount, limit.get_expiry()):
                over = limit
                break
        shares = [await self._share(limit, who) for limit in self._limits]
        return Taken(next((share for share in shares if share.limit is over), None), tuple(shares))

    async def _share(self, limit: RateLimitItem, who: str) -> Share:
        oldest, count = await self._window.get_moving_window(limit.key_for(who), limit.amount, limit.get_expiry())
        reset = math.ceil(oldest + limit.get_expiry() - self._clock())
        return Share(limit, max(0, limit.amount - count), max(1, reset))

    def _rest(self, error: StorageError) -> None:
        now = self._clock()
        self._rests_until = now + _REST
        if now - self._warned >= _WARN_EVERY:
            self._warned = now
            kind = type(error.__cause__ or error).__name__
            log.warning("rate limit: redis does not answer (%s); letting requests through without counting", kind)


class RateLimits:
    """Answers 429 to who has used up their share, before the body is read, and tells everybody what is left."""

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429."""
        taken = await self._limiter.take(_who(scope)) if _makes_work(scope) else None
        if taken is None:
            return await self._app(scope, receive, send)
        if taken.over is None:
            return await self._app(scope, receive, _telling(send, taken.shares))
        return await as_problem(_refusal(taken.over))(scope, receive, _telling(send, taken.shares))


def open_limiter(limits: str, store: str, *, clock: Callable[[], float] = time.time) -> Limiter:
    """Return a limiter over the redis that `store` names, else in this process.

    Raises `ConfigError` where redis is wanted and not installed.
    """
    if not store.startswith(("redis://", "rediss://")):
        return Limiter(limits, MemoryWindow(clock), clock=clock)
    try:
        from redis.asyncio import ConnectionPool
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError:
        raise ConfigError("a redis:// address needs the extra: pip install 'summarizer[redis]'") from None
    pool: Any = ConnectionPool.from_url(
        store,
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
        retry=Retry(NoBackoff(), 1),
    )
    # redis-py is what the extra has; left to itself, `limits` wants coredis
    window = RedisStorage(
        store, wrap_exceptions=True, implementation="redispy", key_prefix=_PREFIX, connection_pool=pool
    )
    return Limiter(limits, window, pool=pool, clock=clock)


def _makes_work(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] == "POST" and path_of(scope) not in SIGNED_BY_SLACK


def _who(scope: Scope) -> str:
    caller = scope["state"]["caller"]
    return f"key:{caller}" if caller else f"address:{_network((scope.get('client') or ('',))[0])}"


def _network(host: str) -> str:
    """Return an address as it counts: of IPv6 the first 64 bits, since one household has all the others."""
    try:
        address = ip_address(host)
    except ValueError:  # a socket of the file system, or what a proxy wrote
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False).network_address)
    return str(address)


def _refusal(over: Share) -> RateLimited:
    return RateLimited(f"no more than {over.words} for one caller", over.reset)


def _telling(send: Send, shares: tuple[Share, ...]) -> Send:
    """Add `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10) to an answer."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["ratelimit-policy"] = ", ".join(share.policy for share in shares)
            headers["ratelimit"] = ", ".join(share.state for share in shares)
        await send(message)

    return sent

"""The caps of a fetch, and the budget of one exchange that is charged byte by byte."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Caps of one fetch. Seconds, bytes, counts; `total_seconds` is over all hops and robots.txt together."""

    total_seconds: float = 15.0
    connect_seconds: float = 3.0
    read_seconds: float = 10.0
    wire_bytes: int = 5_000_000
    decoded_bytes: int = 5_000_000
    header_bytes: int = 65_536
    redirects: int = 5
    parallel: int = 10  # per request: see `Fetcher.gate`
    per_host: int = 2


class Unreachable(Exception):
    """The name does not resolve, or not to public addresses alone. Not worth a second try."""


class BudgetSpent(Exception):
    """The server sent more than was allowed for this exchange."""


@dataclass(slots=True)
class Budget:
    """What one exchange may read from the wire: headers (interim answers with them), then the body."""

    header_bytes: int
    body_bytes: int
    in_headers: bool = True

    def check(self) -> None:
        """Refuse a further read of headers when they have used up their share."""
        if self.in_headers and self.header_bytes <= 0:
            raise BudgetSpent

    def charge(self, size: int) -> None:
        """Count `size` bytes that were read."""
        if self.in_headers:
            self.header_bytes -= size
            return
        self.body_bytes -= size
        if self.body_bytes < 0:
            raise BudgetSpent


# Connections are kept and shared, budgets belong to one exchange: the task that reads says which is meant.
current_budget: ContextVar[Budget | None] = ContextVar("current_budget", default=None)

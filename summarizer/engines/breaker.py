"""Whether a provider that does not answer is asked again: pure but for the clock that it is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

AFTER: Final = 5  # failures in a row; one draft makes three tries, and alone it does not speak for a provider
REST: Final = 30.0  # seconds


class Breaker:
    """Opens after `after` failures in a row. While it is open one call in `rest` seconds goes out, as a probe.

    The first answer closes it. A probe that is never heard of again (its client left) delays the next by nothing but
    `rest`. With a `rest` of 0 every call goes out.
    """

    def __init__(self, *, after: int = AFTER, rest: float = REST, clock: Callable[[], float] = time.monotonic) -> None:
        self._after = after
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._next = 0.0  # when a call may go out again

    @property
    def is_open(self) -> bool:
        """Return whether calls are held back."""
        return self._failures >= self._after and self._rest > 0

    def admits(self) -> bool:
        """Return whether a call may go out now; while open, the one that may is the probe."""
        if not self.is_open:
            return True
        if self._clock() < self._next:
            return False
        self._next = self._clock() + self._rest
        return True

    def answered(self) -> bool:
        """Note that the provider answered; return whether that closed it."""
        closed, self._failures = self.is_open, 0
        return closed

    def failed(self) -> bool:
        """Note that it did not; return whether that opened it."""
        was_open = self.is_open
        self._failures += 1
        self._next = self._clock() + self._rest
        return self.is_open and not was_open

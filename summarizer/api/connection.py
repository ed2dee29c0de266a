"""A connection that its reader must take from: uvicorn alone keeps what is not taken as long as the reader likes."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class PatientConnection(H11Protocol):
    """Closes at once when a full buffer (64 kB) has not been taken for `patience` seconds, whatever the answer is."""

    patience = 30.0
    _cut: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Begin to count: the buffer is full."""
        super().pause_writing()
        self._cut = self.loop.call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop counting: most of the buffer was taken."""
        super().resume_writing()
        self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting: there is no reader any more."""
        super().connection_lost(exc)
        self._stop()

    def _stop(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None

"""What is told of the work, for those who watch the service: an observer that forgets, and a meter that counts."""

from summarizer.metering.observer import UNWATCHED, Called, Observer, Role, State

__all__ = ["UNWATCHED", "Called", "Observer", "Role", "State", "open_meter"]


def open_meter() -> Observer:
    """Return a meter with counters of its own; several in one process do not know each other."""
    from summarizer.metering.meter import Meter  # 0.15 s of imports that one command line does not need

    return Meter()

"""The composition root: load, cache, single flight, deadline. Everything that has a clock is here or above."""

from summarizer.service.answering import DEGRADED_TTL, Progress, Summarizer
from summarizer.service.asked import Sent
from summarizer.service.opening import open_summarizer

__all__ = ["DEGRADED_TTL", "Progress", "Sent", "Summarizer", "open_summarizer"]

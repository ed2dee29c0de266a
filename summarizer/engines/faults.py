"""Why a call to a model failed, in our words: the provider's own may hold the key."""

from __future__ import annotations

import email.utils
import json
import logging
import math
import re
import time
from collections.abc import Iterator
from typing import Literal

from summarizer.engines.base import Spent
from summarizer.errors import EngineFailed

Rejected = Literal["format", "temperature", "max_tokens", "stream"]

log = logging.getLogger(__name__)


class ProviderFailed(EngineFailed):
    """A call brought no answer. Its text is ours: the provider's own may hold the key.

    `transient`: the same call may work later, after `retry_after` seconds where the provider says so.
    `rejected`: the parameter that the provider does not take. `sent`: whether a call left the house; where it did not
    because of earlier ones, `after` says why those failed.
    """

    def __init__(
        self,
        reason: str,
        *,
        transient: bool = False,
        retry_after: float | None = None,
        rejected: Rejected | None = None,
        sent: bool = True,
        after: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.transient = transient
        self.retry_after = retry_after
        self.rejected = rejected
        self.sent = sent
        self.after = after

    @property
    def spent(self) -> Spent:
        """Return what the call cost. A provider may charge for an answer that we stopped waiting for."""
        return Spent(calls=int(self.sent), cost_usd=None if self.reason == "timeout" else 0.0)


# Why nothing of use came from a provider, whatever it was asked. A refusal or a wrong form is an answer.
UNANSWERED = frozenset(("timeout", "provider_down", "provider_error", "bad_key", "model_not_found"))
_TRANSIENT = {408, 429, 500, 502, 503, 504, 529}
_REFUSED = {400, 422}
_BY_STATUS = {401: "bad_key", 403: "bad_key", 404: "model_not_found", 408: "timeout", 429: "rate_limited"}
_BY_KIND = {"ContextWindowExceededError": "context_window", "ContentPolicyViolationError": "content_filter"}
_FORM = "it did not keep to the form that was asked for, as small models often do not"
_HINTS = {
    "timeout": "no answer in time; a slow model needs a larger SUMMARIZER_DEADLINE_S",
    "bad_key": "its provider refuses the key; see SUMMARIZER_API_KEY",
    "model_not_found": "its provider has no such model, or SUMMARIZER_API_BASE is not where its API begins",
    "unknown_model": "its name must begin with a provider that litellm knows, such as openai/ or ollama_chat/",
    "missing_package": "a Python package that its provider needs is not installed",
    "provider_down": "its provider cannot be reached or fails; with a server of your own see SUMMARIZER_API_BASE",
    "provider_resting": "its provider did not answer several calls in a row, so it is not asked for a while",
    "rate_limited": "its provider takes no more requests for now",
    "context_window": "the request was too long for it; set SUMMARIZER_MODEL_WINDOW to the tokens that it takes in",
    "window_too_small": "the articles do not fit SUMMARIZER_MODEL_WINDOW",
    "truncated": "its answer met the length limit; a larger SUMMARIZER_MODEL_WINDOW leaves more room",
    **dict.fromkeys(("bad_json", "bad_shape", "prose_reply", "two_documents", "schema_echo", "empty_brief"), _FORM),
}
# Servers of one's own complain in words of theirs (llama.cpp, Ollama, LM Studio, vLLM), litellm knows some of them.
_TOO_LONG = re.compile("context (?:size|length|window)")
_CANNOT = re.compile("support|require|should be")
_STREAM = re.compile("stream")
_REJECTIONS: tuple[tuple[Rejected, re.Pattern[str]], ...] = (
    ("temperature", re.compile("temperature")),
    ("max_tokens", re.compile("max_tokens")),
    ("format", re.compile("response_format|json_?\\s?(schema|object|mode)|structured|guided|grammar|tool|function")),
)


def failure(error: BaseException, *, streamed: bool = False) -> ProviderFailed:
    """Put litellm's error into one of ours, without its text."""
    error = getattr(error, "original_exception", None) or error  # it wraps what breaks a stream off
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if isinstance(error, TimeoutError):
        return ProviderFailed("timeout", transient=True)
    if reason := _unsent(error):
        return ProviderFailed(reason, sent=False)
    if kind == "UnsupportedParamsError":
        return ProviderFailed("bad_request", rejected=_rejection(error, status), sent=False)
    log.warning("the model's provider failed: %s, status %s", kind, status)
    if reason := _unreadable(error):
        return ProviderFailed(reason)
    if kind in _BY_KIND:
        return ProviderFailed(_BY_KIND[kind])
    if status in {*_REFUSED, 500} and _TOO_LONG.search(str(error).lower()):
        return ProviderFailed("context_window")
    if rejected := _rejection(error, status, streamed=streamed):
        return ProviderFailed("bad_request", rejected=rejected)
    if status in _TRANSIENT or kind == "APIConnectionError":
        reason = _BY_STATUS.get(status or 0, "provider_down")
        return ProviderFailed(reason, transient=True, retry_after=_retry_after(error))
    known = isinstance(status, int) and 400 <= status < 500
    return ProviderFailed(_BY_STATUS.get(status or 0, "bad_request" if known else "provider_error"))


def hint(reason: str, *, judge: bool = False) -> str:
    """Return what a code means and what can be done, in brackets; nothing where the code says it all."""
    words = _HINTS.get(reason)
    if words is None:
        return ""
    return f" ({words.replace('SUMMARIZER_API', 'SUMMARIZER_JUDGE_API') if judge else words})"


def _unsent(error: BaseException) -> str | None:
    """Return why no call left the house: a provider's own package is missing, or nothing serves such a name."""
    if any(isinstance(link, ImportError) for link in _chain(error)):
        return "missing_package"
    return "unknown_model" if "LLM Provider NOT provided" in str(error) else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _unreadable(error: BaseException) -> str | None:
    """Return why an answer that did come cannot be read: litellm calls it a server error, which it is not."""
    for link in _chain(error):
        if isinstance(link, UnicodeDecodeError):
            return "not_text"
        if isinstance(link, RecursionError):
            return "too_deep"
        if isinstance(link, json.JSONDecodeError):
            return "unreadable_answer"
    return "unreadable_answer" if "Empty or invalid response from LLM endpoint" in str(error) else None


def _rejection(error: BaseException, status: int | None, *, streamed: bool = False) -> Rejected | None:
    """Return the parameter that the provider does not take, where its complaint names one."""
    text = str(error).lower()
    if status not in _REFUSED and not (status in {404, 500} and _CANNOT.search(text)):
        return None
    if streamed and _STREAM.search(text):
        return "stream"
    return next((name for name, pattern in _REJECTIONS if pattern.search(text)), None)


def _retry_after(error: BaseException) -> float | None:
    """Return the seconds that the provider asks to wait; litellm keeps the header apart from the response."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    return parse_retry_after(headers.get("retry-after"), now=time.time())


def parse_retry_after(value: str | None, *, now: float) -> float | None:
    """Return the seconds of a `Retry-After` (a number or a date), None when it says nothing usable."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value, now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _seconds_until(date: str, now: float) -> float:
    try:
        return email.utils.parsedate_to_datetime(date).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return math.nan

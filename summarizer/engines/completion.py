"""One call to a model through litellm: the only place that knows it.

litellm takes 4 to 5 s and 170 MiB to import, so it is imported at the first call, or by `warm` in the
background. Left to itself it fetches a price map at import, retries on its own, waits 6,000 s, prints advice
to stdout and puts provider texts (keys among them) into its errors; each of these is shut here.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import json
import logging
import math
import os
import re
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from summarizer.engines.base import Spent
from summarizer.errors import EngineFailed
from summarizer.prompting import Message

Mode = Literal["schema", "tool", "json", "plain"]
Rejected = Literal["format", "temperature", "max_tokens"]

log = logging.getLogger(__name__)
_DENSE = re.compile("[\u1000-\u13ff]")  # Burmese to Cherokee, by way of Amharic


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked. `mode` says how the schema travels; None leaves a parameter out."""

    messages: tuple[Message, ...]
    schema: type[BaseModel]
    mode: Mode = "schema"
    max_tokens: int | None = None
    temperature: float | None = None
    timeout: float = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """The first choice of an answer, as it came; nothing in it is checked yet."""

    text: str
    spent: Spent
    finish: str | None = "stop"
    refusal: str | None = None
    tool_arguments: str = ""


class ProviderFailed(EngineFailed):
    """A call brought no answer. Its text is ours: the provider's own may hold the key.

    `transient`: the same call may work later, after `retry_after` seconds where the provider says so.
    `rejected`: the parameter that the provider does not take. `sent`: whether a call left the house.
    """

    def __init__(
        self,
        reason: str,
        *,
        transient: bool = False,
        retry_after: float | None = None,
        rejected: Rejected | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(reason)
        self.transient = transient
        self.retry_after = retry_after
        self.rejected = rejected
        self.sent = sent


class Completion(Protocol):
    """A model that can be asked."""

    async def complete(self, request: Request) -> Reply:
        """Make exactly one call; raises `ProviderFailed`."""
        ...

    def window(self) -> tuple[int | None, int | None]:
        """Return how many tokens the model takes in and gives out, None where it is not known."""
        ...

    def count(self, text: str) -> int:
        """Return the tokens of `text`."""
        ...


class LiteLLM:
    """Any model that litellm can name. `api_key` is the plain key; it is kept out of errors, logs and repr."""

    def __init__(self, model: str, *, api_base: str | None = None, api_key: str | None = None) -> None:
        self._model = model
        self._api_base = api_base
        self._api_key = api_key

    async def complete(self, request: Request) -> Reply:
        """Make exactly one call; raises `ProviderFailed`."""
        litellm = await asyncio.to_thread(_litellm)
        arguments = self._arguments(litellm, request)
        try:
            return _reply(await litellm.acompletion(**arguments))
        except Exception as error:  # noqa: BLE001, RUF100 (litellm raises what it likes; no draft is worth a 500)
            failed = _failure(error)
        raise failed  # out here, so that the provider's error does not hang on ours

    def _arguments(self, litellm: Any, request: Request) -> dict[str, Any]:
        given: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "timeout": request.timeout,
            "max_retries": 0,
            "drop_params": False,
            **_format(request),
        }
        optional = {
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "api_base": self._api_base,
            "api_key": self._key(litellm),
        }
        return given | {name: value for name, value in optional.items() if value is not None}

    def _key(self, litellm: Any) -> str | None:
        """Return the key. A server of one's own often needs none, but the client insists on something."""
        if self._api_key or not self._api_base:
            return self._api_key
        known = litellm.validate_environment(self._model).get("keys_in_environment")
        return None if known else "none"

    def window(self) -> tuple[int | None, int | None]:
        """Return the model's tokens in and out from litellm's own table; nothing is asked over the network."""
        litellm = _litellm()
        name = self._model.partition("/")[2] or self._model
        entry = litellm.model_cost.get(self._model) or litellm.model_cost.get(name) or {}
        into, out = entry.get("max_input_tokens") or entry.get("max_tokens"), entry.get("max_output_tokens")
        return (into if isinstance(into, int) else None), (out if isinstance(out, int) else None)

    def count(self, text: str) -> int:
        """Return the tokens of `text` by the model's tokenizer where it is at hand, else an estimate."""
        try:
            return int(_litellm().token_counter(model=self._model, text=text))
        except Exception:  # noqa: BLE001, RUF100 (a tokenizer that cannot be had is no reason to fail)
            return estimate_tokens(text)


def estimate_tokens(text: str) -> int:
    """Return a number of tokens that real tokenizers stay below.

    Characters a token, cl100k_base, one sentence of 13 languages each, 2026-11-22: ASCII 2.0 (ids) to 5.3
    (English); tokens a character of other scripts: Russian 0.5, Chinese 1.2, Korean 1.3, Japanese 1.4,
    Burmese 2.0, Amharic 2.9, emoji 2.7.
    """
    plain = len(text.encode("ascii", "ignore"))
    astral = len(text.encode("utf-16-le", "surrogatepass")) // 2 - len(text)
    return math.ceil(plain / 3 + 1.5 * (len(text) - plain) + 1.5 * (astral + len(_DENSE.findall(text))))


def warm() -> threading.Thread:
    """Import litellm in the background, so that the first request does not wait for it."""

    def load() -> None:
        with contextlib.suppress(ProviderFailed):  # logged; requests will say so too
            _litellm()

    thread = threading.Thread(target=load, name="warm-litellm", daemon=True)
    thread.start()
    return thread


_LOADING = threading.Lock()


def _litellm() -> Any:
    """Return litellm, imported once; raises `ProviderFailed` where that cannot be done.

    The lock is ours: Python's own lets a second thread have the module half made.
    """
    with _LOADING:
        try:
            return _load()
        except Exception as error:  # noqa: BLE001, RUF100 (a broken installation is no reason for a 500)
            log.error("litellm cannot be imported: %s", type(error).__name__)
    raise ProviderFailed("missing_package", sent=False)


@cache
def _load() -> Any:
    """Import litellm, quiet and offline."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS", "True")
    os.environ.setdefault("LITELLM_MODE", "PRODUCTION")  # else it reads any .env it finds
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its types warn while they are built, some at the first answer
        import litellm

        litellm.ModelResponse()
    litellm.telemetry = False
    litellm.disable_aiohttp_transport = True  # with it a broken chunk is waited on until the deadline
    litellm.suppress_debug_info = True  # else advice is printed to stdout
    litellm.disable_hf_tokenizer_download = True
    for name in ("LiteLLM", "openai"):
        # Below this level they log whole articles; litellm's own handler writes to stdout, where results go.
        logging.getLogger(name).setLevel(logging.WARNING)
        logging.getLogger(name).handlers.clear()
    return litellm


def _format(request: Request) -> dict[str, Any]:
    """Return the parameters that ask for `request.schema` in its mode."""
    if request.mode == "schema":
        return {"response_format": request.schema}
    if request.mode == "json":
        return {"response_format": {"type": "json_object"}}
    if request.mode == "tool":
        function = {
            "name": "answer",
            "description": request.schema.__doc__,
            "parameters": request.schema.model_json_schema(),
        }
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": "answer"}},
            "_skip_mcp_handler": True,  # else any tool makes litellm import `mcp`, which is not there
        }
    return {}


def _reply(answer: Any) -> Reply:
    spent = _spent(answer)
    choices = getattr(answer, "choices", None) or []
    if not choices:
        return Reply("", spent, finish=None)
    message = choices[0].message
    calls = getattr(message, "tool_calls", None) or []
    fields = getattr(message, "provider_specific_fields", None) or {}
    return Reply(
        text=message.content if isinstance(message.content, str) else "",
        spent=spent,
        finish=choices[0].finish_reason,
        refusal=fields.get("refusal") or getattr(message, "refusal", None),
        tool_arguments=_arguments_text(calls[0].function.arguments) if calls else "",
    )


def _arguments_text(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def _spent(answer: Any) -> Spent:
    usage = getattr(answer, "usage", None)
    cost = (getattr(answer, "_hidden_params", None) or {}).get("response_cost")
    return Spent(
        calls=1,
        prompt_tokens=getattr(usage, "prompt_tokens", None) or 0,
        completion_tokens=getattr(usage, "completion_tokens", None) or 0,
        cost_usd=float(cost) if isinstance(cost, int | float) else None,
    )


# Why a call failed -----------------------------------------------------------------------------------

_TRANSIENT = {408, 429, 500, 502, 503, 504, 529}
_BY_STATUS = {401: "bad_key", 403: "bad_key", 404: "model_not_found", 408: "timeout", 429: "rate_limited"}
_BY_KIND = {"ContextWindowExceededError": "context_window", "ContentPolicyViolationError": "content_filter"}
_REJECTIONS: tuple[tuple[Rejected, re.Pattern[str]], ...] = (
    ("temperature", re.compile("temperature")),
    ("max_tokens", re.compile("max_tokens")),
    ("format", re.compile("response_format|json_?\\s?(schema|object|mode)|structured|guided|grammar|tool|function")),
)


def _failure(error: BaseException) -> ProviderFailed:
    """Put litellm's error into one of ours, without its text."""
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if reason := _unsent(error):
        return ProviderFailed(reason, sent=False)
    if kind == "UnsupportedParamsError":
        return ProviderFailed("bad_request", rejected=_rejection(error, status), sent=False)
    log.warning("the model's provider failed: %s, status %s", kind, status)
    if reason := _unreadable(error):
        return ProviderFailed(reason)
    if kind in _BY_KIND:
        return ProviderFailed(_BY_KIND[kind])
    if rejected := _rejection(error, status):
        return ProviderFailed("bad_request", rejected=rejected)
    if status in _TRANSIENT or kind == "APIConnectionError":
        reason = _BY_STATUS.get(status or 0, "provider_down")
        return ProviderFailed(reason, transient=True, retry_after=_retry_after(error))
    known = isinstance(status, int) and 400 <= status < 500
    return ProviderFailed(_BY_STATUS.get(status or 0, "bad_request" if known else "provider_error"))


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


def _rejection(error: BaseException, status: int | None) -> Rejected | None:
    """Return the parameter that the provider does not take, where its complaint names one."""
    text = str(error).lower()
    if status not in {400, 422} and not (status in {404, 500} and "support" in text):
        return None
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

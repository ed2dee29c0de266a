"""One call to a model through litellm: the only place that knows it.

litellm takes 4 to 5 s and 170 MiB to import, so it is imported at the first call, or by `warm` in the
background. Left to itself it fetches a price map at import, retries on its own, waits 6,000 s, prints advice
to stdout and puts provider texts (keys among them) into its errors; each of these is shut here.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import logging
import math
import os
import re
import threading
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from summarizer.engines.base import Spent
from summarizer.engines.faults import ProviderFailed, failure
from summarizer.prompting import Message

Mode = Literal["schema", "tool", "json", "plain"]
Hear = Callable[[str], Awaitable[None]]
"""Is told each piece of an answer as it comes."""

MAX_HEARD = 300_000  # characters: more than any reader of answers takes, so the rest is not waited for

# Ollama gives a model 4,096 tokens unless asked for more, and cuts the instructions off what is longer without a word.
_OLLAMA = ("ollama/", "ollama_chat/")
# A price that litellm has no row of it asks the server for: five requests a call, four of them to localhost whatever
# the address is, three while the event loop waits (1.106.2, 2026-11-22). A server of one's own takes no money.
_FREE = {"mode": "chat", "input_cost_per_token": 0.0, "output_cost_per_token": 0.0}
# A call that is cancelled while litellm prepares it, in a thread, leaves a coroutine that nobody awaits: nothing was
# sent, and whoever runs the service need not read a warning for each reader who left that early (1.106.2, 2026-11-22).
NEVER_BEGUN = r"coroutine '[\w.<>]*completion[\w.<>]*' was never awaited"
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
    window: int | None = None  # tokens in and out that a server must have room for, where it is for us to say


@dataclass(frozen=True, slots=True)
class Reply:
    """The first choice of an answer, as it came; nothing in it is checked yet."""

    text: str
    spent: Spent
    finish: str | None = "stop"
    refusal: str | None = None
    tool_arguments: str = ""


class Completion(Protocol):
    """A model that can be asked."""

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        """Make exactly one call; raises `ProviderFailed`.

        With `hear` the answer is streamed. One that breaks off after a piece was heard is returned with `finish`
        None: it is not whole, but what was heard was heard.
        """
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

    async def complete(self, request: Request, hear: Hear | None = None) -> Reply:
        """Make exactly one call, streamed where somebody would `hear` it; raises `ProviderFailed`."""
        litellm = await asyncio.to_thread(_litellm)
        _price(litellm, self._model)
        arguments = self._arguments(litellm, request)
        if hear is not None:
            return await _streamed(litellm, arguments, hear)
        try:
            return _reply(await litellm.acompletion(**arguments))
        except Exception as error:  # noqa: BLE001, RUF100 (litellm raises what it likes; no draft is worth a 500)
            failed = failure(error)
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
            "api_key": self.key(litellm),
            "num_ctx": request.window if self._model.startswith(_OLLAMA) else None,
        }
        return given | {name: value for name, value in optional.items() if value is not None}

    def key(self, litellm: Any) -> str | None:
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


async def embeddings(
    model: str, texts: list[str], *, api_base: str | None, api_key: str | None, seconds: float
) -> list[list[float]]:
    """Make exactly one call to an embedding model, and return one vector for each text; raises `ProviderFailed`."""
    litellm = await asyncio.to_thread(_litellm)
    _price(litellm, model)
    access = LiteLLM(model, api_base=api_base, api_key=api_key)
    optional = {"api_base": api_base, "api_key": access.key(litellm)}
    given = {name: value for name, value in optional.items() if value is not None}
    try:
        answer = await litellm.aembedding(
            model=model, input=texts, timeout=seconds, max_retries=0, encoding_format="float", **given
        )
        rows = sorted(answer.data, key=lambda row: int(row["index"]))
        return [[float(value) for value in row["embedding"]] for row in rows]
    except Exception as error:  # noqa: BLE001, RUF100 (litellm raises what it likes; what it returns is no better)
        failed = failure(error)
    raise failed


def _price(litellm: Any, model: str) -> None:
    if model.startswith(_OLLAMA):
        litellm.model_cost.setdefault(model, {"litellm_provider": model.partition("/")[0], **_FREE})


# An answer as it comes -----------------------------------------------------------------------------


async def _streamed(litellm: Any, arguments: dict[str, Any], hear: Hear) -> Reply:
    """Make one streamed call. litellm calls a stream that was cut finished ("stop"): its own word is not taken.

    The timeout is for each piece, since a stream that goes on is no hang; the deadline stands above it.
    """
    heard, stream, failed = _Heard(), None, None
    try:
        while failed is None and not heard.enough:
            try:
                async with asyncio.timeout(arguments["timeout"]):
                    if stream is None:
                        options = {"stream": True, "stream_options": {"include_usage": True}}
                        stream = await litellm.acompletion(**arguments, **options)
                    chunk = await anext(stream, None)
            except Exception as error:  # noqa: BLE001, RUF100 (litellm raises what it likes)
                failed = failure(error, streamed=True)
                continue
            if chunk is None:
                break
            if piece := heard.take(chunk):
                await hear(piece)
    finally:
        if stream is not None:
            await stream.aclose()  # whoever leaves hangs up, so that nothing more is written for nobody
    finish = getattr(stream, "received_finish_reason", None)
    if heard.nothing and finish is None:
        raise failed or ProviderFailed("no_stream", rejected="stream")
    whole = failed is None and finish is not None
    return heard.reply(finish if whole else None, _spent_on(litellm, stream, arguments["messages"], whole=whole))


class _Heard:
    """The pieces of an answer so far."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._arguments: list[str] = []
        self._length = 0
        self._spoken = False

    @property
    def nothing(self) -> bool:
        return not self._length

    @property
    def enough(self) -> bool:
        return self._length > MAX_HEARD

    def take(self, chunk: Any) -> str:
        """Return what is new in `chunk`: text, or the arguments of the first tool where no text is spoken."""
        choices = getattr(chunk, "choices", None) or []
        if not choices or choices[0].index:
            return ""
        text = choices[0].delta.content
        calls = getattr(choices[0].delta, "tool_calls", None) or []
        arguments = "".join(call.function.arguments or "" for call in calls if not getattr(call, "index", 0))
        text = text if isinstance(text, str) else ""
        self._text.append(text)
        self._arguments.append(arguments)
        self._length += len(text) + len(arguments)
        self._spoken = self._spoken or bool(text.strip())
        return text if self._spoken else arguments

    def reply(self, finish: str | None, spent: Spent) -> Reply:
        return Reply("".join(self._text), spent, finish=finish, tool_arguments="".join(self._arguments))


def _spent_on(litellm: Any, stream: Any, messages: Any, *, whole: bool) -> Spent:
    """Return what a stream cost. The price of one that broke off is not known: its provider never said."""
    try:
        spent = _spent(litellm.stream_chunk_builder(stream.chunks, messages=messages))
    except Exception:  # noqa: BLE001, RUF100 (chunks that cannot be summed up are no reason to lose the answer)
        return Spent(1, cost_usd=None)
    return spent if whole else replace(spent, cost_usd=None)


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
# What litellm would import in the first call: 643 modules, 2 s that its deadline would pay (2026-11-22).
_AT_FIRST_CALL = (
    "openai.resources.chat",
    "litellm.llms.openai.openai",
    "litellm.llms.ollama.completion.transformation",  # for its warnings' sake
    "litellm.proxy._types",
)


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

        for later in _AT_FIRST_CALL:
            with contextlib.suppress(ImportError):
                importlib.import_module(later)
        litellm.ModelResponse()
        types: Any = importlib.import_module("litellm.types.utils")
        types.ModelResponseStream(choices=[types.StreamingChoices(delta=types.Delta(content=""))])
    warnings.filterwarnings("ignore", NEVER_BEGUN, RuntimeWarning)
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

"""Make the engines that ask a model. Imported only where a model is set: what stands behind it is heavy."""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.engines.base import Engine
from summarizer.engines.completion import warm
from summarizer.engines.judge import SecondReader
from summarizer.engines.llm import LLMEngine
from summarizer.prompting import load_prompts


def open_models(
    names: Iterable[str], access: tuple[str | None, str | None], *, deadline: float, window: int
) -> dict[str, Engine]:
    """Return an engine for each model, in order; `access` is address and key. Raises `PromptError`."""
    warm()  # litellm takes seconds to import: not in the deadline of the first request
    prompts = load_prompts()
    base, key = access
    return {
        name: LLMEngine(name, prompts=prompts, api_base=base, api_key=key, deadline=deadline, window=window)
        for name in names
    }


def open_judge(name: str, access: tuple[str | None, str | None], timeout: float, window: int) -> SecondReader:
    """Return the second reader, `timeout` in seconds. Raises `PromptError` where its prompt cannot be used."""
    warm()
    prompts = load_prompts()
    base, key = access
    return SecondReader(name, prompts=prompts, api_base=base, api_key=key, timeout=timeout, window=window)

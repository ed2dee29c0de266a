"""Make the engines that ask a model. Imported only where a model is set: what stands behind it is heavy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from summarizer.engines.base import Engine
from summarizer.engines.completion import Completion, LiteLLM, warm
from summarizer.engines.guarded import Guard, Guarded
from summarizer.engines.judge import SecondReader
from summarizer.engines.llm import LLMEngine
from summarizer.prompting import load_prompts

Access = tuple[str | None, str | None]
"""Address and plain key of an API."""


def open_models(
    names: Iterable[str],
    access: Access,
    *,
    deadline: float,
    window: int,
    guards: Mapping[str, Guard] | None = None,
) -> dict[str, Engine]:
    """Return an engine for each model, in order, each behind its guard; `access` is address and key.

    Raises `PromptError`.
    """
    warm()  # litellm takes seconds to import: not in the deadline of the first request
    prompts = load_prompts()
    return {
        name: LLMEngine(
            name,
            prompts=prompts,
            api_base=access[0],
            deadline=deadline,
            window=window,
            completion=_model(name, access, (guards or {}).get(name)),
        )
        for name in names
    }


def open_judge(name: str, access: Access, *, timeout: float, window: int, guard: Guard | None = None) -> SecondReader:
    """Return the second reader, `timeout` in seconds. Raises `PromptError` where its prompt cannot be used."""
    warm()
    completion = _model(name, access, guard)
    prompts = load_prompts()
    return SecondReader(
        name, prompts=prompts, api_base=access[0], timeout=timeout, window=window, completion=completion
    )


def _model(name: str, access: Access, guard: Guard | None) -> Completion:
    model = LiteLLM(name, api_base=access[0], api_key=access[1])
    return Guarded(name, model, guard) if guard else model

"""A second reader: another model marks each statement of a finished brief from the passages that it cites alone.

It is off by default and advisory. Its verdicts stand beside the gate's and change nothing; its failure is a warning.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from summarizer import __version__
from summarizer.engines.base import Reading
from summarizer.engines.calling import Caller, Ledger, Sleep
from summarizer.engines.completion import Completion, LiteLLM, Request, estimate_tokens
from summarizer.engines.faults import ProviderFailed
from summarizer.engines.hostile import visible
from summarizer.engines.llm import new_marker
from summarizer.engines.reply import Fault, read_reply
from summarizer.engines.wire import JudgeReply
from summarizer.models import Brief, Statement
from summarizer.prompting import Prompts

Verdict = Literal["supported", "unsupported"]
_VERDICTS: dict[bool, Verdict] = {True: "supported", False: "unsupported"}
_REPLY, _EACH = 2_048, 24  # tokens of an answer: room to think, and one verdict
_MARGIN = 512  # tokens for roles, the schema and the counter's error
_SPARE = 1.0  # seconds before the deadline: a brief is not lost to its second reader
_MOST_PASSAGES = 12  # of one statement; the first cited are those that support it


class SecondReader:
    """Asks one model, once a brief. `timeout` is that of one call, in seconds; `window` and the rest as an engine's."""

    def __init__(
        self,
        model: str,
        *,
        prompts: Prompts,
        api_base: str | None = None,
        api_key: str | None = None,
        timeout: float = 30.0,
        window: int = 32_000,
        backoff: tuple[float, float] = (0.5, 8.0),
        completion: Completion | None = None,
        sleep: Sleep = asyncio.sleep,
        marker: Callable[[], str] = new_marker,
    ) -> None:
        self.model = model
        self._prompt = prompts["judge_statements"]
        self._api_base = api_base
        self._window = window
        self._completion = completion or LiteLLM(model, api_base=api_base, api_key=api_key)
        self._caller = Caller(self._completion, timeout=timeout, backoff=backoff, sleep=sleep)
        self._timeout = timeout
        self._marker = marker

    @property
    def fingerprint(self) -> str:
        """Everything in the reader that changes its verdicts; part of the cache key."""
        rest = repr((self._api_base, self._window, JudgeReply.model_json_schema()))
        digest = hashlib.sha256(rest.encode()).hexdigest()[:12]
        return f"judge/{__version__}/{self.model}/{self._prompt.reference}/{digest}"

    async def read(self, brief: Brief, *, due: float) -> Reading:
        """Return `brief` with a verdict on its headline and statements, None where there is none; never raises.

        All is over at `due`, by the loop's clock, and after `timeout` seconds. Cancellation passes through.
        """
        ledger = Ledger(min(due - _SPARE, asyncio.get_running_loop().time() + self._timeout))
        numbered = list(enumerate((brief.headline, *brief.statements)))
        try:
            async with asyncio.timeout_at(ledger.due):
                verdicts = await self._ask(numbered, ledger) if ledger.left > 0 else "timeout"
        except TimeoutError:
            verdicts = "timeout"
        except ProviderFailed as error:
            verdicts = error.reason
        if isinstance(verdicts, str):
            return Reading(brief, ledger.spent, (f"the second reader gave no verdict: {verdicts}",))
        missing = sum(number not in verdicts for number, _ in numbered)
        warning = f"the second reader gave no verdict on {missing} of {len(numbered)} sentences"
        return Reading(self._marked(brief, verdicts), ledger.spent, (warning,) if missing else ())

    async def _ask(self, numbered: Sequence[tuple[int, Statement]], ledger: Ledger) -> Mapping[int, Verdict] | str:
        """Return the verdicts by number, or a code that says why there are none."""
        into, _ = self._completion.window()
        reply_tokens = _REPLY + _EACH * len(numbered)
        listed = "\n".join(line for number, statement in numbered for line in _lines(number, statement))
        sent = estimate_tokens(self._prompt.system + self._prompt.user + listed)
        if sent + reply_tokens + _MARGIN > (into or self._window):
            return "window_too_small"
        marker = self._marker()
        messages = self._prompt.render(marker=marker, statements=listed)
        request = Request(messages, JudgeReply, max_tokens=reply_tokens, temperature=0.0)
        answer = read_reply(await self._caller.ask(request, ledger), JudgeReply, marker=marker, mend=True)
        return answer.code if isinstance(answer, Fault) else _verdicts(answer, {number for number, _ in numbered})

    def _marked(self, brief: Brief, verdicts: Mapping[int, Verdict]) -> Brief:
        """Return `brief` with the verdicts in place; all else, citations among it, is as it was."""
        statements = tuple(s.model_copy(update={"judge": verdicts.get(n)}) for n, s in enumerate(brief.statements, 1))
        headline = brief.headline.model_copy(update={"judge": verdicts.get(0)})
        provenance = brief.provenance.model_copy(update={"judge": self.model})
        return brief.model_copy(update={"headline": headline, "statements": statements, "provenance": provenance})


def _lines(number: int, statement: Statement) -> Iterator[str]:
    """Return the statement under its number, and under it each of its passages: no text can forge either line."""
    yield f"{number}. {visible(statement.text)}"
    for quote in list(dict.fromkeys(visible(citation.quote) for citation in statement.citations))[:_MOST_PASSAGES]:
        yield f"   - {quote}"


def _verdicts(answer: JudgeReply, known: set[int]) -> dict[int, Verdict]:
    """Return one verdict for each known number; two that differ on one statement are none."""
    given: dict[int, set[bool]] = {}
    for one in answer.verdicts:
        if one.number in known:
            given.setdefault(one.number, set()).add(one.supported)
    return {number: _VERDICTS[said.pop()] for number, said in given.items() if len(said) == 1}

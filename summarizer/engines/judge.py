"""A second reader: another model marks each statement of a finished brief from the passages that it cites alone.

It is off by default and advisory. Its verdicts stand beside the gate's and change nothing; its failure is a warning.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from summarizer import __version__
from summarizer.engines.base import Reading, Spent
from summarizer.engines.calling import Caller, Ledger, Sleep
from summarizer.engines.completion import Completion, LiteLLM, Request, estimate_tokens
from summarizer.engines.faults import ProviderFailed, hint
from summarizer.engines.hostile import visible
from summarizer.engines.llm import new_marker
from summarizer.engines.reply import Fault, read_reply
from summarizer.engines.wire import JudgeReply
from summarizer.models import Brief
from summarizer.prompting import Prompts

Verdict = Literal["supported", "unsupported"]
_VERDICTS: dict[bool, Verdict] = {True: "supported", False: "unsupported"}
_REPLY, _EACH = 2_048, 24  # tokens of an answer: room to think, and one verdict
_MARGIN = 512  # tokens for roles, the schema and the counter's error
_SPARE = 1.0  # seconds before the deadline: a brief is not lost to its second reader
_MOST_PASSAGES = 12  # of one statement; the first cited are those that support it


class Cited(NamedTuple):
    """A statement and the passages that it cites."""

    text: str
    passages: tuple[str, ...]


class Verdicts(NamedTuple):
    """Whether each statement is supported, by its place from 0; none where nothing usable was said of it.

    `failed` says why there is no verdict at all.
    """

    supported: Mapping[int, bool]
    spent: Spent
    failed: str | None = None


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
        told = (brief.headline, *brief.statements)
        said = await self.verdicts([Cited(s.text, tuple(c.quote for c in s.citations)) for s in told], due=due - _SPARE)
        if said.failed:
            warning = f"the second reader gave no verdict: {said.failed}{hint(said.failed, judge=True)}"
            return Reading(brief, said.spent, (warning,))
        missing = len(told) - len(said.supported)
        warning = f"the second reader gave no verdict on {missing} of {len(told)} sentences"
        return Reading(self._marked(brief, said.supported), said.spent, (warning,) if missing else ())

    async def verdicts(self, cited: Sequence[Cited], *, due: float) -> Verdicts:
        """Ask once about all of `cited`, whatever brief they stand in; ends as `read` does."""
        ledger = Ledger(min(due, asyncio.get_running_loop().time() + self._timeout))
        try:
            async with asyncio.timeout_at(ledger.due):
                answer = await self._ask(cited, ledger) if ledger.left > 0 else "timeout"
        except TimeoutError:
            answer = "timeout"
        except ProviderFailed as error:
            answer = error.reason
        return Verdicts({}, ledger.spent, answer) if isinstance(answer, str) else Verdicts(answer, ledger.spent)

    async def _ask(self, cited: Sequence[Cited], ledger: Ledger) -> Mapping[int, bool] | str:
        """Return what is supported by number, or a code that says why nothing is known."""
        into, _ = self._completion.window()
        reply_tokens = _REPLY + _EACH * len(cited)
        listed = "\n".join(line for number, one in enumerate(cited) for line in _lines(number, one))
        window = into or self._window
        sent = estimate_tokens(self._prompt.system + self._prompt.user + listed)
        if sent + reply_tokens + _MARGIN > window:
            return "window_too_small"
        marker = self._marker()
        messages = self._prompt.render(marker=marker, statements=listed)
        request = Request(messages, JudgeReply, max_tokens=reply_tokens, temperature=0.0, window=window)
        answer = read_reply(await self._caller.ask(request, ledger), JudgeReply, marker=marker, mend=True)
        return answer.code if isinstance(answer, Fault) else _supported(answer, range(len(cited)))

    def _marked(self, brief: Brief, supported: Mapping[int, bool]) -> Brief:
        """Return `brief` with the verdicts in place; all else, citations among it, is as it was."""
        marks = {number: _VERDICTS[verdict] for number, verdict in supported.items()}
        statements = tuple(s.model_copy(update={"judge": marks.get(n)}) for n, s in enumerate(brief.statements, 1))
        headline = brief.headline.model_copy(update={"judge": marks.get(0)})
        provenance = brief.provenance.model_copy(update={"judge": self.model})
        return brief.model_copy(update={"headline": headline, "statements": statements, "provenance": provenance})


def _lines(number: int, cited: Cited) -> Iterator[str]:
    """Return the statement under its number, and under it each of its passages: no text can forge either line."""
    yield f"{number}. {visible(cited.text)}"
    for quote in list(dict.fromkeys(map(visible, cited.passages)))[:_MOST_PASSAGES]:
        yield f"   - {quote}"


def _supported(answer: JudgeReply, known: Container[int]) -> dict[int, bool]:
    """Return one verdict for each known number; two that differ on one statement are none."""
    given: dict[int, set[bool]] = {}
    for one in answer.verdicts:
        if one.number in known:
            given.setdefault(one.number, set()).add(one.supported)
    return {number: said.pop() for number, said in given.items() if len(said) == 1}

"""The engine that lets a language model write; what it says is believed only where the gate lets it pass."""

from __future__ import annotations

import asyncio
import hashlib
import math
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from summarizer import __version__
from summarizer.engines import wire
from summarizer.engines.base import Check, Listener, Spent, WriteOptions, Written
from summarizer.engines.calling import MAX_CALLS, Caller, Ledger, Sleep
from summarizer.engines.completion import Completion, Hear, LiteLLM, Request, estimate_tokens
from summarizer.engines.drafting import (
    Drafted,
    as_draft,
    draft_of,
    put_in,
    revised,
    shingles,
    text_failures,
    whole_fault,
)
from summarizer.engines.faults import ProviderFailed, hint
from summarizer.engines.material import Material, choices_of, lay_out
from summarizer.engines.reply import Fault, read_reply
from summarizer.engines.telling import Teller
from summarizer.models import ClaimTable, DraftStatement, EngineName, Failure
from summarizer.prompting import Message, Prompt, Prompts

SOFT = frozenset({"one_outlet"})  # faults of a draft that stands all the same when asking again brings nothing
MAX_REPLY_TOKENS = 8192  # a brief of 2,000 words with its ids takes some 6,000
# Ollama's OpenAI API cuts what is longer than its context, with a success and the count of what is left as the only
# sign (its issues 4967, 3839). A tokenizer makes no fewer tokens than there are words between spaces; counts below a
# thousand are no server's context but somebody's placeholder.
_CUT = 1_000
_WIDEN = "set its context to SUMMARIZER_MODEL_WINDOW (Ollama: OLLAMA_CONTEXT_LENGTH), or that to its context"
_MARGIN = 512  # tokens for roles, the schema and the counter's error
Filled = TypeVar("Filled", wire.StatementsReply, wire.RevisionReply)


def new_marker() -> str:
    """Return a marker of 128 random bits, which no article can know."""
    return secrets.token_hex(16)


class LLMEngine:
    """Writes through any model that litellm can name.

    `deadline` and `timeout` are seconds: of a whole draft, and of one call in it (two thirds of the deadline
    unless given, so that a call that hangs can be tried again; all of it for an answer of an `api_base` that is
    not streamed, since a server of one's own is slow more often than it hangs). `window` is the number of tokens
    that the model takes in, used where litellm does not know it. `backoff` is the first and the longest limit of a
    random wait between tries, in seconds. `completion`, `sleep` and `marker` are given by tests.
    """

    name: EngineName = "llm"

    def __init__(
        self,
        model: str,
        *,
        prompts: Prompts,
        api_base: str | None = None,
        api_key: str | None = None,
        deadline: float = 50.0,
        timeout: float | None = None,
        window: int = 32_000,
        max_reply_tokens: int = MAX_REPLY_TOKENS,
        temperature: float = 0.0,
        backoff: tuple[float, float] = (0.5, 8.0),
        completion: Completion | None = None,
        sleep: Sleep = asyncio.sleep,
        marker: Callable[[], str] = new_marker,
    ) -> None:
        self.model: str | None = model
        self.prompt: str | None = prompts["write_brief"].reference
        self._prompts = prompts
        self._api_base = api_base
        self._deadline = deadline
        self._window = window
        self._max_reply_tokens = max_reply_tokens
        self._temperature = temperature
        self._completion = completion or LiteLLM(model, api_base=api_base, api_key=api_key)
        self._caller = Caller(
            self._completion,
            timeout=timeout or deadline * 2 / 3,
            silent=timeout or (deadline if api_base else None),
            backoff=backoff,
            sleep=sleep,
        )
        self._marker = marker
        texts = [text for prompt in prompts.values() for text in (prompt.system, prompt.user)]
        self._prompt_words = frozenset[tuple[str, ...]]().union(*map(shingles, texts))

    @property
    def fingerprint(self) -> str:
        """Everything in the engine that changes what it writes; part of the cache key."""
        schemas = "".join(str(schema.model_json_schema()) for schema in wire.SCHEMAS.values())
        rest = (self._api_base, self._window, self._max_reply_tokens, self._temperature, MAX_CALLS, schemas)
        digest = hashlib.sha256(repr(rest).encode()).hexdigest()[:12]
        return f"llm/{__version__}/{self.model}/{self._prompts.reference}/{digest}"

    async def write(
        self, table: ClaimTable, options: WriteOptions, check: Check, listener: Listener | None = None
    ) -> Written:
        """Write a draft; ask once more where the answer cannot be used or statements fail `check`.

        With a `listener` the first answer is streamed and told as it comes, the second when it is there.
        """
        ledger = Ledger(min(asyncio.get_running_loop().time() + self._deadline, options.due or math.inf))
        teller = Teller(listener, table, options, self._prompt_words) if listener else None
        writing = _Writing(self._caller, self._prompts, self._prompt_words, ledger, teller)
        try:
            async with asyncio.timeout_at(ledger.due):
                asking = await asyncio.to_thread(self._prepare, table, options)
                material = asking.material
                if not material.text:
                    return Written(
                        None, ledger.spent, "window_too_small", (*material.warnings, _lost("window_too_small"))
                    )
                first = self._prompts["write_brief" if material.choices else "write_statements"]
                writing.begin(first, asking)
                failed = await writing.write(table, options, check)
        except TimeoutError:
            failed = "timeout"
        except ProviderFailed as error:
            failed = error.reason
            writing.blame(error.after)
        return writing.written(failed)

    def _prepare(self, table: ClaimTable, options: WriteOptions) -> _Asking:
        """Return what is the same in every call of a draft."""
        into, out = self._completion.window()
        window = into or self._window
        reply_tokens = min(self._max_reply_tokens, out or self._max_reply_tokens, window // 4)
        longest = max(estimate_tokens(p.system + p.user) for p in self._prompts.values())
        failing = min(reply_tokens, 4 * options.max_words + 400)  # a re-ask lists the statements that failed
        room = window - reply_tokens - failing - longest - _MARGIN
        told = tuple(row for row in table.claims if len(row.publishers) >= options.min_independent)
        shown = replace(table, claims=told or table.claims)  # what too few outlets tell would be kept out anyway
        material = lay_out(shown, room=room, count=self._completion.count, choices=choices_of(table))
        language = options.language or Counter(a.language for a in table.articles).most_common(1)[0][0]
        values = {
            "language": language,
            "max_words": str(options.max_words),
            "marker": self._marker(),
            "material": material.text,
        }
        return _Asking(values, reply_tokens, window, self._temperature, material)


class _Asking(NamedTuple):
    """What is the same in every call of a draft: the values of the prompts, and limits in tokens."""

    values: Mapping[str, str]
    reply_tokens: int
    window: int
    temperature: float
    material: Material


class _Writing:
    """One draft on its way: what was asked, what stands so far."""

    def __init__(
        self,
        caller: Caller,
        prompts: Prompts,
        prompt_words: frozenset[tuple[str, ...]],
        ledger: Ledger,
        teller: Teller | None,
    ) -> None:
        self._caller = caller
        self._prompts = prompts
        self._prompt_words = prompt_words
        self._ledger = ledger
        self._teller = teller
        self._first = prompts["write_brief"]
        self._asking = _Asking({}, 0, 0, 0.0, Material("", (), 0))
        self._best: Drafted | None = None
        self._remarks: list[str] = []

    def begin(self, first: Prompt, asking: _Asking) -> None:
        """Take the prompt of the first call, and what is asked in every call."""
        self._first, self._asking = first, asking
        self._remarks.extend(asking.material.warnings)

    def blame(self, earlier: str | None) -> None:
        """Say why the calls failed over which this one was not made."""
        if earlier:
            self._remarks.append(f"the model's last calls were not answered: {earlier}{hint(earlier)}")

    async def write(self, table: ClaimTable, options: WriteOptions, check: Check) -> str | None:
        """Ask, and ask once more where that can help; return why there is no draft, None when there is one."""
        hear = self._teller.hear if self._teller else None
        first = self._judge(await self._ask(self._first, self._schema, hear=hear), table, options)
        if isinstance(first, Fault):
            if not first.again or (self._ledger.exhausted and self._best is None):
                return first.code
            return None if self._full else await self._repeat(first, table, options)
        self._best = first
        await self._tell()
        if (failing := await asyncio.to_thread(self._failing, first, check)) and not self._full:
            await self._revise(first, failing, check)
            await self._tell()
        return None

    @property
    def _full(self) -> bool:
        """Return whether what was told leaves no room: asking again would bring nothing that can be told."""
        return self._teller is not None and self._teller.full

    async def _tell(self, *, anew: bool = False) -> None:
        if self._teller is not None and self._best is not None:
            await self._teller.finish(self._best, anew=anew)

    async def _repeat(self, fault: Fault, table: ClaimTable, options: WriteOptions) -> str | None:
        again = self._prompts["repeat_brief"]
        answer = await self._ask(self._first, self._schema, again=again, mend=True, fault=fault.detail)
        second = self._judge(answer, table, options)
        if not isinstance(second, Fault):
            self._best = second
        elif self._best is None:
            return second.code
        await self._tell(anew=not isinstance(second, Fault))
        return None

    async def _revise(self, drafted: Drafted, failing: Mapping[int, tuple[Failure, ...]], check: Check) -> None:
        """Ask for corrections of what fails, and take those that pass. The draft stands if that goes wrong."""
        listed = "\n".join(
            _fault_line(number, statement, failing[number])
            for number, statement in drafted.numbered()
            if number in failing
        )
        try:
            answer = await self._ask(self._prompts["revise_brief"], wire.RevisionReply, mend=True, failed=listed)
        except ProviderFailed as error:
            self._remarks.append(f"{len(failing)} statements failed and could not be asked for again: {error.reason}")
            return
        if isinstance(answer, Fault):
            self._remarks.append(f"the corrections of {len(failing)} statements could not be read: {answer.code}")
            return
        passing = {
            number: statement
            for number, statement in revised(drafted, answer).items()
            if number in failing and not self._failures(statement, check, number)
        }
        self._best = put_in(drafted, passing)

    @property
    def _schema(self) -> type[wire.StatementsReply]:
        return wire.BriefReply if self._first.output == "BriefReply" else wire.StatementsReply

    async def _ask(
        self,
        prompt: Prompt,
        schema: type[Filled],
        *,
        again: Prompt | None = None,
        mend: bool = False,
        hear: Hear | None = None,
        **more: str,
    ) -> Filled | Fault:
        """Make a request of `prompt`; the words of `again`, if given, stand at its end."""
        system, user = prompt.render(**_asked_for(prompt, {**self._asking.values, **more}))
        if again is not None:
            *_, last = again.render(**_asked_for(again, {**self._asking.values, **more}))
            user = Message(user.role, f"{user.content}\n\n{last.content}")
        request = Request(
            (system, user),
            schema,
            max_tokens=self._asking.reply_tokens,
            temperature=self._asking.temperature,
            window=self._asking.window,
        )
        reply = await self._caller.ask(request, self._ledger, hear)
        if (read := reply.spent.prompt_tokens) >= _CUT and read < sum(len(m.content.split()) for m in (system, user)):
            self._remarks.append(f"the model's server read only {read:,} tokens of what it was sent; {_WIDEN}")
        answer = read_reply(reply, schema, marker=self._asking.values["marker"], mend=mend)
        if hear and reply.finish is None and self._teller and self._teller.heard and not isinstance(answer, Fault):
            return Fault("truncated", "the answer broke off", True)  # whatever it closes, its end never came
        return answer

    def _judge(self, answer: wire.StatementsReply | Fault, table: ClaimTable, options: WriteOptions) -> Drafted | Fault:
        """Return the draft of an answer, or what is wrong with it as a whole; a soft fault leaves it in reserve."""
        drafted = answer if isinstance(answer, Fault) else draft_of(answer)
        if isinstance(drafted, Fault):
            return drafted
        fault = whole_fault(drafted, table, options)
        if fault is not None and fault.code in SOFT:
            self._best = drafted
        return fault or drafted

    def _failing(self, drafted: Drafted, check: Check) -> dict[int, tuple[Failure, ...]]:
        found = {number: self._failures(statement, check, number) for number, statement in drafted.numbered()}
        return {number: failures for number, failures in found.items() if failures}

    def _failures(self, statement: DraftStatement, check: Check, number: int) -> tuple[Failure, ...]:
        return text_failures(statement, self._prompt_words) or tuple(check(statement, headline=number == 0))

    def written(self, failed: str | None) -> Written:
        """Return what stands. A draft that was already there outlives a re-ask that failed or took too long."""
        spent: Spent = self._ledger.spent
        best = self._teller.draft(self._best) if self._teller else self._best
        if best is None:
            return Written(None, spent, failed, (*self._remarks, _lost(failed or "no_draft")))
        draft, withheld = as_draft(best, self._prompt_words)
        if len(withheld) > len(draft.statements):
            return Written(None, spent, "no_plain_text", withheld=withheld)
        if failed and self._best is not None:
            self._remarks.append(f"the model was not asked again: {failed}{hint(failed)}")
            failed = None
        if failed:
            self._remarks.append(f"the model did not finish: {failed}{hint(failed)}")
        return Written(draft, spent, failed, tuple(self._remarks), withheld, self._first.reference)


def _lost(failed: str) -> str:
    return f"the model wrote nothing that can be told: {failed}{hint(failed)}"


def _asked_for(prompt: Prompt, values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name in prompt.variables}


def _fault_line(number: int, statement: DraftStatement, failures: tuple[Failure, ...]) -> str:
    cites = ", ".join(statement.sentence_ids)[:200] or "nothing"
    return f"{number}. {statement.text[:600]} (cites {cites}) - {'; '.join(f.detail for f in failures)[:400]}"

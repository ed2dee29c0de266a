"""The ground of one story: does a statement stand on it, is it worded neutrally, and who tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from summarizer.claims import Event, GatheredName, Quotation, gather_names, quotations, timeline
from summarizer.claims.attribution import independent_publishers
from summarizer.judging.credited import Credited, credited
from summarizer.judging.details import Shared, Span, is_common, share_out
from summarizer.judging.further import Further
from summarizer.judging.spoken import Spoken
from summarizer.models import (
    Agreement,
    ClaimRow,
    ClaimTable,
    Detail,
    DraftStatement,
    Failure,
    Role,
    Sentence,
    Still,
    on,
)
from summarizer.publishers import is_known_outlet
from summarizer.resolve import UnknownSentence, resolve
from summarizer.text.folding import fold
from summarizer.verify import Passage, check, lone_values, stands, wording

Verdict = TypeVar("Verdict")


class Told(NamedTuple):
    """A statement that passed: its sentences with their roles, and what can be said of its claim.

    `witnesses` are sentences of other claims that bear a part of it out: cited with it, but not told by it.
    """

    text: str
    cited: tuple[tuple[Sentence, Role], ...]
    agreement: Agreement
    outlets: tuple[str, ...]
    publishers: frozenset[str]
    details: tuple[Detail, ...]
    witnesses: tuple[Sentence, ...] = ()


def _places(text: str, values: Sequence[str]) -> Iterator[Span]:
    """Yield where `values` stand in `text`, each behind the one before it."""
    at = 0
    for value in values:
        start = text.find(value, at)
        if start >= 0:
            at = start + len(value)
            yield start, at


def _as_in(text: str, part: str) -> str:
    """Return `part` as it stands in `text`: without its credit, a statement opens with a capital."""
    return part if part in text else part[:1].swapcase() + part[1:]


class Ground:
    """The claim table of one story, ready to judge statements on.

    `quotations`, `timeline` and `names` are read from the table unless they are given. `still` is called before each
    look of the gate; what it raises ends the work.
    """

    def __init__(
        self,
        table: ClaimTable,
        *,
        quotations: Sequence[Quotation] | None = None,
        timeline: Sequence[Event] | None = None,
        names: Sequence[GatheredName] | None = None,
        still: Still = on,
    ) -> None:
        self.table = table
        self.still = still
        self._quotations, self._timeline, self._names = quotations, timeline, names
        self.sentences = {sentence.id: sentence for sentence in table.sentences}
        self._articles = {article.id: article for article in table.articles}
        self._outlets = {article.id: article.outlet_name for article in table.articles}
        self._rows_of: dict[str, list[ClaimRow]] = defaultdict(list)
        for row in table.claims:
            for sentence in row.sentences:
                self._rows_of[sentence.id].append(row)
        self._shown: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._disputed = {sid for c in table.conflicts for p in c.positions for sid in p.sentence_ids}

    def failures(self, statement: DraftStatement) -> tuple[Failure, ...]:
        """Return why `statement` does not pass; empty when it does."""
        if not statement.text.strip():
            return (Failure("empty", (), "the statement has no words"),)
        if not statement.sentence_ids:
            return (Failure("uncited", (), "the statement cites no sentence"),)
        try:
            cited = resolve(statement.sentence_ids, self.sentences)
        except UnknownSentence as error:
            return (Failure("unknown_sentence", statement.sentence_ids, str(error)),)
        rest = self._credited(statement.text, cited)
        if not self._stands_on(rest.rest, cited):
            return self._ask(check, rest.rest, cited)
        supporting = self._supporting(statement.text, cited)
        if missing := sorted(rest.outlets - supporting):
            told = ", ".join(missing)
            return (Failure("attribution", tuple(missing), f"the cited sentences of {told} do not tell all of it"),)
        if not supporting:
            return (Failure("merged", (), "no outlet's cited sentences alone show the whole statement"),)
        return ()

    def stands(self, text: str, sentence_ids: Sequence[str]) -> bool:
        """Tell whether `text` passes the gate on these sentences: of a side, a quotation, a dated event."""
        if not text.strip() or not sentence_ids or not all(sid in self.sentences for sid in sentence_ids):
            return False
        cited = resolve(sentence_ids, self.sentences)
        rest, named = self._credited(text, cited)
        if not self._stands_on(rest, cited):
            return False
        supporting = self._each_supporting(rest, named, cited)
        return named <= frozenset(supporting) if named else any(True for _ in supporting)

    def wording(self, statement: DraftStatement, *, headline: bool = False) -> tuple[Failure, ...]:
        """Return what is not neutral in the wording of `statement`, which a model wrote; copies of a text are one."""
        known = [self.sentences[sid] for sid in statement.sentence_ids if sid in self.sentences]
        texts = {s.text: self.table.publishers[s.article] for s in reversed(known)}
        cited = [Passage(publisher, text) for text, publisher in texts.items()]
        language = self._articles[known[0].article].language if known else "en"
        return wording(statement.text, cited, language=language, headline=headline)

    def check(self, statement: DraftStatement, *, headline: bool = False) -> tuple[Failure, ...]:
        """Return all that is wrong with a statement that a model wrote: what it says, then how."""
        return (*self.failures(statement), *self.wording(statement, headline=headline))

    def quoted(self, statement: DraftStatement) -> DraftStatement | None:
        """Return a sentence as the words of its outlet: Harbor Post: “...”; None where it holds a quotation itself."""
        sentence = self.sentences[statement.sentence_ids[0]]
        if set(sentence.text) & set('"“”„«»「」'):
            return None
        return DraftStatement(f"{self._outlet(sentence)}: “{sentence.text}”", (sentence.id,))

    def rows(self, sentence_ids: Iterable[str]) -> list[ClaimRow]:
        """Return the claims of these sentences, each once."""
        return list({row.id: row for sid in sentence_ids for row in self._rows_of.get(sid, ())}.values())

    def tell(self, statement: DraftStatement) -> Told:
        """Return what can be said of a statement that passes; call `failures` first."""
        kept, supporting = self._cited(statement)
        roles = tuple((s, self._role(s, supporting)) for s in kept)
        publishers = independent_publishers(kept, self.table.publishers, self._outlets)
        told = Told(
            statement.text,
            roles,
            self._agreement(kept, publishers),
            self.outlets(s for s, _ in roles),
            publishers,
            (),
        )
        return told if len(publishers) < 2 else self._shared(told, supporting)

    def _shared(self, told: Told, supporting: frozenset[str]) -> Told:
        """Say what of a statement of several publishers one alone gives; nothing is left if that is the main thing."""
        cited = [sentence for sentence, _ in told.cited]
        text = self._credited(told.text, cited).rest
        backing = [sentence for sentence, role in told.cited if role == "supports"]
        verbatim = {self._outlet(sentence) for sentence in backing if sentence.text == text}
        own = [sentence for sentence in backing if self._outlet(sentence) in verbatim] or backing
        if len(independent_publishers(own, self.table.publishers, self._outlets)) > 1:
            return told._replace(details=self._details(text, cited))
        outlets = self.outlets(own)
        alone = supporting <= set(outlets)
        shared = self._share_out(text, told, own, alone=alone)
        if alone and not shared.main and told.agreement == "corroborated":
            publishers = independent_publishers(own, self.table.publishers, self._outlets)
            return told._replace(agreement="single_source", outlets=outlets, publishers=publishers)
        details = tuple(Detail(text=_as_in(told.text, text[a:b]), outlets=outlets) for a, b in shared.lone)
        return told._replace(details=details, witnesses=shared.witnesses)

    def _cited(self, statement: DraftStatement) -> tuple[list[Sentence], frozenset[str]]:
        """Return the sentences to cite, those that support first, and the outlets that do.

        The other sentences of the claim are cited too and what is beside the point is not, as long as the statement
        passes on just these: one more sentence can make it fail, and what stands beside it must bear it out.
        """
        given = resolve(statement.sentence_ids, self.sentences)
        for cited in (self._widen(given), given):
            supporting = self._supporting(statement.text, cited)
            kept = self._telling(cited, supporting)
            kept.sort(key=lambda s: self._role(s, supporting) == "related")
            if self.stands(statement.text, [s.id for s in kept]):
                return kept, supporting
        return list(given), supporting

    @cached_property
    def _further(self) -> Further:
        return Further(self.table)

    @cached_property
    def names(self) -> list[GatheredName]:
        """The names of the story, each with its variants."""
        return gather_names(self.table) if self._names is None else list(self._names)

    @cached_property
    def quotations(self) -> list[Quotation]:
        """The quotations of the story, each with its speaker."""
        return quotations(self.table) if self._quotations is None else list(self._quotations)

    @cached_property
    def timeline(self) -> list[Event]:
        """The dated events of the story."""
        return timeline(self.table) if self._timeline is None else list(self._timeline)

    @cached_property
    def _variants(self) -> dict[str, str]:
        return {variant: entry.name for entry in self.names for variant in (entry.name, *entry.variants)}

    def _ask(self, ask: Callable[..., Verdict], text: str, cited: Sequence[Sentence]) -> Verdict:
        """Put `text` to the gate, on `cited` and what is known of their articles."""
        self.still()
        articles = [self._articles[sentence.article] for sentence in cited]
        return ask(
            text,
            [sentence.text for sentence in cited],
            names=self._variants,
            published=[article.published for article in articles],
            language=articles[0].language,
        )

    def _stands_on(self, text: str, cited: Sequence[Sentence]) -> bool:
        """Tell whether the gate lets `text` pass on `cited`; it is asked once, a statement comes by several times."""
        asked = text, tuple([sentence.id for sentence in cited])
        shown = self._shown.get(asked)
        if shown is None:
            shown = self._shown[asked] = self._ask(stands, text, cited)
        return shown

    def _credited(self, text: str, cited: Sequence[Sentence]) -> Credited:
        found = credited(text, self.outlets(cited))
        if not found.outlets:
            return found
        if any(self._acts(name) for name in found.outlets):
            return Credited(text, frozenset())
        shown = self._stands_on(text, cited)  # what the sentences themselves credit is part of what they say
        return Credited(text, frozenset()) if shown else found

    def _acts(self, outlet: str) -> bool:
        """Tell whether others speak of `outlet`: an article can call itself by the name of somebody in the story."""
        if is_known_outlet(outlet):
            return False
        own = {article for article, name in self._outlets.items() if name == outlet}
        name = fold(outlet).removeprefix("the ")
        return any(name in fold(s.text) for s in self.table.sentences if s.article not in own)

    def outlets(self, sentences: Iterable[Sentence]) -> tuple[str, ...]:
        """Return the names of the outlets that printed `sentences`, in order of first use."""
        return tuple(dict.fromkeys(self._outlet(sentence) for sentence in sentences))

    def _outlet(self, sentence: Sentence) -> str:
        return self._outlets[sentence.article]

    def _role(self, sentence: Sentence, supporting: frozenset[str]) -> Role:
        return "supports" if self._outlet(sentence) in supporting else "related"

    def _supporting(self, text: str, cited: Sequence[Sentence]) -> frozenset[str]:
        """Return the outlets whose cited sentences alone pass the gate for the whole statement.

        A statement that credits an outlet is that outlet's: another one's sentence does not show who reported it.
        """
        return frozenset(self._each_supporting(*self._credited(text, cited), cited))

    def _each_supporting(self, rest: str, named: frozenset[str], cited: Sequence[Sentence]) -> Iterator[str]:
        by_outlet: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in cited:
            by_outlet[self._outlet(sentence)].append(sentence)
        for outlet, passages in by_outlet.items():
            if (not named or outlet in named) and (
                any(sentence.text == rest for sentence in passages) or self._stands_on(rest, passages)
            ):
                yield outlet

    def _widen(self, cited: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        """Add the other sentences of the claim, where the cited ones belong to exactly one."""
        rows = {row.id: row for sentence in cited for row in self._rows_of[sentence.id]}
        if len(rows) != 1:
            return cited
        (row,) = rows.values()
        return tuple(dict.fromkeys((*cited, *row.sentences)))

    def _telling(self, cited: Sequence[Sentence], supporting: frozenset[str]) -> list[Sentence]:
        """Keep what supports and what tells the same claim; a sentence cited beside the point is no source."""
        rows = {row.id for s in cited if self._outlet(s) in supporting for row in self._rows_of[s.id]}
        return [s for s in cited if self._outlet(s) in supporting or any(row.id in rows for row in self._rows_of[s.id])]

    def _agreement(self, cited: Sequence[Sentence], publishers: frozenset[str]) -> Agreement:
        if any(sentence.id in self._disputed for sentence in cited):
            return "disputed"
        return "corroborated" if len(publishers) > 1 else "single_source"

    def _share_out(self, text: str, told: Told, own: Sequence[Sentence], *, alone: bool) -> Shared:
        """Hold `text`, which `own` show whole, `alone` or not, against the other publishers.

        Where others show it too, the gate has asked for every word of it in English, and for its values elsewhere.
        """
        language = self._articles[own[0].article].language
        home = {self.table.publishers[s.article] for s, _ in told.cited} - told.publishers  # copies prove nothing
        home |= {self.table.publishers[s.article] for s in own}
        cited = {s.id for s, _ in told.cited}
        others = [s for s, _ in told.cited if self.table.publishers[s.article] not in home]
        heard = [s.text for s in sorted(others, key=lambda s: self._order[s.id])]
        speaking = {self.table.publishers[s.article] for s in others}

        def is_further(s: Sentence) -> bool:
            return s.kind == "prose" and s.id not in cited and self.table.publishers[s.article] not in home

        def lone(more: Sequence[str]) -> list[Span]:
            passages = {"own": [s.text for s in own], "others": [*heard, *more]}
            found = lone_values(text, passages, names=self._variants, language=language)
            values = [
                value for value, who in found if who == ("own",) and not self._spoken.named_by_all(value, speaking)
            ]
            return list(_places(text, values))

        return share_out(
            text,
            language,
            others=heard,
            candidates=self._further.nearest(text, language, is_further),
            independent=lambda sentence: self._is_independent(sentence, own),
            weigh=self._further.weigh,
            lone_values=lone,
            by_word=alone or language[:2].lower() != "en",
            known=lambda word: any(self._spoken.speaks_of(who, text[word.start : word.end]) for who in speaking),
        )

    def _is_independent(self, sentence: Sentence, own: Sequence[Sentence]) -> bool:
        """Tell whether `sentence` neither repeats a sentence of the publishers of `own` nor credits them."""
        home = {self.table.publishers[s.article] for s in own}
        if not home.isdisjoint(self._printing[fold(sentence.text)]):
            return False
        return len(independent_publishers([*own, sentence], self.table.publishers, self._outlets)) > 1

    @cached_property
    def _spoken(self) -> Spoken:
        return Spoken(self.table, self._variants)

    @cached_property
    def _order(self) -> dict[str, int]:
        return {sentence.id: n for n, sentence in enumerate(self.table.sentences)}

    @cached_property
    def _printing(self) -> dict[str, set[str]]:
        """The publishers that print a sentence, by its folded text."""
        printing: dict[str, set[str]] = defaultdict(set)
        for sentence in self.table.sentences:
            printing[fold(sentence.text)].add(self.table.publishers[sentence.article])
        return printing

    def _details(self, text: str, cited: Sequence[Sentence]) -> tuple[Detail, ...]:
        passages: dict[str, list[str]] = defaultdict(list)
        outlets: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in cited:
            publisher = self.table.publishers[sentence.article]
            passages[publisher].append(sentence.text)
            outlets[publisher].append(sentence)
        return tuple(
            Detail(text=value, outlets=self.outlets(s for publisher in tellers for s in outlets[publisher]))
            for value, tellers in lone_values(text, passages, names=self._variants)
            if not self._spoken.named_by_all(value, outlets.keys() - set(tellers))
        )

    def claim(self, row: ClaimRow) -> Told:
        """Return the claim of `row` in its best wording: the first whose main assertion another publisher tells."""
        own = [s for s in row.sentences if len(self._rows_of[s.id]) == 1] if len(row.publishers) > 1 else []
        best = next((sentence for sentence in own if self._is_common(sentence, row)), row.sentences[0])
        supporting = self._supporting(best.text, row.sentences)
        return Told(
            best.text,
            tuple((sentence, self._role(sentence, supporting)) for sentence in row.sentences),
            self._agreement(row.sentences, row.publishers),
            self.outlets(row.sentences),
            row.publishers,
            (),
        )

    def _is_common(self, sentence: Sentence, row: ClaimRow) -> bool:
        """Tell whether other publishers of the claim tell the main assertion of `sentence`."""
        who = self.table.publishers[sentence.article]
        others = [s.text for s in row.sentences if self.table.publishers[s.article] != who]
        return is_common(
            sentence.text, self._articles[sentence.article].language, others=others, weigh=self._further.weigh
        )

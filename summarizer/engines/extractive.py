"""The embedded engine: whole sentences, chosen by coverage of what the articles share; no key, no network."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from summarizer.engines import furniture, leaning, ordering, phrasing, selection, standalone, wordlists
from summarizer.engines import headline as headlines
from summarizer.engines.base import Check, Listener, WriteOptions, Written
from summarizer.engines.selection import Candidate, Concept
from summarizer.models import ClaimRow, ClaimTable, Draft, DraftStatement, EngineName, Sentence
from summarizer.text.tokens import count_words
from summarizer.verify import judges, lists_text

_FIGURE = re.compile(r"\d")
_TOP = 12  # candidates among which the shortest is taken when none fits the budget


class ExtractiveEngine:
    """Chooses whole sentences that stand alone; deterministic, and never empty while a claim has a sentence."""

    name: EngineName = "extractive"
    model: str | None = None
    prompt: str | None = None

    @property
    def fingerprint(self) -> str:
        """A digest of the choosing: it changes with every constant, word list and rule."""
        return _fingerprint()

    async def write(
        self, table: ClaimTable, options: WriteOptions, check: Check, listener: Listener | None = None
    ) -> Written:
        """Write a draft, in a thread; its sentences are verbatim, so nothing is asked of `check`."""
        return Written(await asyncio.to_thread(self.draft, table, options))

    def draft(self, table: ClaimTable, options: WriteOptions) -> Draft:
        """Choose statements and a headline from `table`.

        The statements have at most `options.max_words` words together, except that a first one is always
        given. Claims with fewer publishers than `options.min_independent` are not told.
        """
        weights = selection.weigh(table)
        candidates = _candidates(table, options)
        chosen = _choose(candidates, weights, options.max_words)
        headline = headlines.headline(table, weights, chosen)
        ordered = ordering.in_order(chosen, table, weights, headline.text if headline else "")
        return Draft(headline, tuple(DraftStatement(c.sentence.text, _cited(c)) for c in ordered))

    def sentences_of(self, table: ClaimTable, claim: ClaimRow, language: str | None) -> list[DraftStatement]:
        """Return the sentences of `claim` that can be told alone, each with the claim's own ids: the best first."""
        candidates = [c for c in _in_language(_of_kinds([claim], ("prose",), table), language) if _stands(c)]
        return [DraftStatement(c.sentence.text, _cited(c)) for c in candidates]


@cache
def _fingerprint() -> str:
    digest = hashlib.sha256()
    for module in (selection, ordering, headlines, furniture, phrasing, leaning, standalone, wordlists):
        digest.update(inspect.getsource(module).encode())
    digest.update(lists_text().encode())
    return f"extractive/1#{digest.hexdigest()[:12]}"


def _cited(candidate: Candidate) -> tuple[str, ...]:
    """Return the told sentence first, then every other sentence of its claim."""
    return tuple(dict.fromkeys((candidate.sentence.id, *(s.id for s in candidate.claim.sentences))))


def _candidates(table: ClaimTable, options: WriteOptions) -> list[Candidate]:
    """Return every prose sentence of the claims that enough publishers tell, each under its best-told claim."""
    claims = [claim for claim in table.claims if len(claim.publishers) >= options.min_independent]
    for kinds in (("prose",), ("heading",), ("title",)):
        found = _of_kinds(claims, kinds, table)
        if found:
            return _in_language(found, options.language)
    return []


def _of_kinds(claims: Iterable[ClaimRow], kinds: tuple[str, ...], table: ClaimTable) -> list[Candidate]:
    languages = {article.id: article.language for article in table.articles}
    best: dict[str, ClaimRow] = {}
    sentences: dict[str, Sentence] = {}
    for claim in claims:
        for sentence in claim.sentences:
            if sentence.kind in kinds:
                held = best.get(sentence.id)
                if held is None or len(claim.publishers) > len(held.publishers):
                    best[sentence.id] = claim
                    sentences[sentence.id] = sentence
    return [_candidate(sentence, best[key], languages[sentence.article]) for key, sentence in sentences.items()]


def _candidate(sentence: Sentence, claim: ClaimRow, language: str) -> Candidate:
    return Candidate(
        sentence,
        claim,
        language,
        count_words(sentence.text),
        selection.concepts_of(sentence.text, language),
        selection.FIGURE_FACTOR if _FIGURE.search(sentence.text) else 1.0,
        phrasing.quoted_share(sentence.text) > selection.VOICE_SHARE,
    )


def _in_language(found: list[Candidate], language: str | None) -> list[Candidate]:
    """Keep the candidates in the language asked for, where there are any: nothing here translates."""
    if language is None:
        return found
    wanted = language[:2].lower()
    return [c for c in found if c.language[:2].lower() == wanted] or found


def _choose(candidates: Sequence[Candidate], weights: Mapping[Concept, float], max_words: int) -> list[Candidate]:
    chosen = selection.choose(candidates, weights, max_words, _stands, _judges)
    if chosen or not candidates:
        return chosen
    standing = [candidate for candidate in candidates if _stands(candidate)]
    standing = [candidate for candidate in standing if not _judges(candidate)] or standing
    if standing:
        best = sorted(standing, key=lambda c: (-selection.density(c, weights), c.sentence.id))[:_TOP]
        return [min(best, key=lambda c: (c.words, c.sentence.id))]
    return [min(candidates, key=lambda c: (len(_faults(c)), -selection.density(c, weights), c.sentence.id))]


def _judges(candidate: Candidate) -> bool:
    return judges(candidate.sentence.text, candidate.language)


def _stands(candidate: Candidate, told: Collection[str] = ()) -> bool:
    """Say whether `candidate` can be told after the words `told`."""
    return not _faults(candidate, told)


def _faults(candidate: Candidate, told: Collection[str] = ()) -> tuple[str, ...]:
    return standalone.faults_after(candidate.sentence.text, told, candidate.language)

"""The whole story in one screen: articles in, one verified brief out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from summarizer.assembly import Telling, assemble
from summarizer.claims import build_table
from summarizer.embedders import Embedder, Vectors
from summarizer.engines.base import Check, Engine, Reading, Spent, WriteOptions, Written
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.errors import EmbeddingFailed, NothingReadable
from summarizer.judging import Ground, Judged, Told, fit, judge, narrowed
from summarizer.models import Article, Brief, Chosen, Draft, DraftStatement, Options, Provenance, Sentence, Still, on
from summarizer.models.events import Event, HeadlineTold, StatementTold, StoryLaid, StorySource
from summarizer.publishers import independence
from summarizer.stories import embedded_text, group_stories
from summarizer.text.sentences import sentences_of
from summarizer.text.tokens import count_words

Tell = Callable[[Event], None]
"""Is told what there is of a brief while it is written, on the event loop."""

log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """A brief, how many independent publishers its story has, what it cost, what a reader should know."""

    brief: Brief
    publishers: int
    spent: Spent
    warnings: tuple[str, ...]
    judged: Spent = Spent()  # what a second reader cost
    unread: bool = False  # whether it gave no verdict at all
    words_alone: bool = False  # whether embeddings were to be had and were not

    def read(self, reading: Reading) -> Outcome:
        """Return the outcome as a second reader left it."""
        warnings = (*self.warnings, *reading.warnings)
        unread = reading.brief.headline.judge is None
        return self._replace(brief=reading.brief, judged=reading.spent, warnings=warnings, unread=unread)


async def write_brief(
    articles: Sequence[Article],
    engine: Engine,
    *,
    options: Options,
    brief_id: str,
    created: str,
    tell: Tell = lambda _: None,
    live: bool = False,
    embedder: Embedder | None = None,
    due: float | None = None,
    still: Still = on,
) -> Outcome:
    """Merge the `articles` of one story into a brief whose every statement is cited and checked.

    `tell` is told each part as soon as it stands; when `live`, while the engine is still writing the rest.
    An engine that waits for others stops at `due`, by the loop's clock: what is lacking then is extracted.
    `still` is called between the steps of the work in threads; what it raises ends them.
    Raises `NothingReadable` when no article has a sentence.
    """
    vectors, failed = await _vectors(articles, embedder) if embedder else (None, "")
    ground = await asyncio.to_thread(lay_ground, articles, vectors, still)
    tell(StoryLaid(brief=brief_id, sources=tuple(_shown(article) for article in articles)))
    growing = Growing(ground, options, brief_id, tell)
    wanted = WriteOptions(options.words, options.language, options.min_independent, due)
    written = await engine.write(ground.table, wanted, growing.check, *([growing] if live else []))
    outcome = await asyncio.to_thread(_finish, ground, engine, written, growing, options, brief_id, created)
    growing.tell_rest()
    if failed:
        outcome = outcome._replace(warnings=(*outcome.warnings, failed), words_alone=True)
    return outcome


async def split(articles: Sequence[Article], embedder: Embedder | None = None) -> list[tuple[Article, ...]]:
    """Return `articles` by story; by their words alone where the embedder fails."""
    rows = None
    if embedder:
        try:
            rows = await embedder.embed([embedded_text(article) for article in articles])
        except EmbeddingFailed as error:
            log.warning("articles were grouped by their words alone: %s", error)
    return await asyncio.to_thread(group_stories, articles, embeddings=rows)


async def _vectors(articles: Sequence[Article], embedder: Embedder) -> tuple[Vectors | None, str]:
    """Return the vectors of all sentences, or None and why there are none: a brief is written all the same."""
    if len(articles) < 2:
        return None, ""
    sentences = await asyncio.to_thread(_sentences, articles)
    try:
        return await embedder.embed([sentence.text for sentence in sentences]), ""
    except EmbeddingFailed as error:
        return None, f"claims were matched by their words alone: {error}"


def _sentences(articles: Sequence[Article], still: Still = on) -> list[Sentence]:
    found: list[Sentence] = []
    for article in articles:
        still()
        found += sentences_of(article)
    return found


def _shown(article: Article) -> StorySource:
    return StorySource(id=article.id, title=article.title, outlet=article.outlet_name, url=article.url)


class Growing:
    """The listener of an engine: what it proposes goes through the gate, and what passes is told at once."""

    def __init__(self, ground: Ground, options: Options, brief_id: str, tell: Tell) -> None:
        self.telling = Telling(ground)
        self.check: Check = cache(ground.check)  # a statement is looked at as it comes, and again in its draft
        self._ground = ground
        self._options = options
        self._brief = brief_id
        self._tell = tell
        self.taken = False  # whether anything here is the engine's
        self._sent = -1  # statements that were told; below 0 the headline was not

    @property
    def room(self) -> int:
        """Return how many words of statements the brief still takes."""
        return self._options.words - sum(count_words(told.text) for told in self.telling.told)

    async def headline(self, proposed: DraftStatement | None) -> bool:
        """Take the headline where it passes the gate, else the extractive one: numbers run from it."""
        if self.telling.headline is not None:
            return False
        told = await asyncio.to_thread(self._passed, proposed, headline=True) if proposed else None
        self.taken = self.taken or told is not None
        own = None if told else await asyncio.to_thread(_headline, self._ground, self._options)
        if headline := told or own:
            self.telling.open(headline)
        self.tell_rest()
        return told is not None

    async def statement(self, proposed: DraftStatement) -> bool:
        """Take a statement where it passes the gate, enough outlets tell it and it has room."""
        told = await asyncio.to_thread(self._passed, proposed)
        if told is None or told not in _fitting((*self.telling.told, told), self._options):
            return False
        if self.telling.headline is None:
            await self.headline(None)
        self.taken = True
        self.telling.add(told)
        self.tell_rest()
        return True

    def _passed(self, proposed: DraftStatement, *, headline: bool = False) -> Told | None:
        return None if self.check(proposed, headline=headline) else self._ground.tell(proposed)

    def tell_rest(self) -> None:
        """Tell what stands and was not told yet."""
        telling = self.telling
        if self._sent < 0 and telling.headline is not None:
            self._tell(HeadlineTold(brief=self._brief, statement=telling.headline))
            self._sent = 0
        for index, statement in enumerate(telling.statements[self._sent :], self._sent):
            self._tell(StatementTold(brief=self._brief, index=index, statement=statement))
        self._sent = len(telling.statements)


def lay_ground(articles: Sequence[Article], vectors: Vectors | None = None, still: Still = on) -> Ground:
    """Split the articles into sentences and these into claims; `vectors` are the sentences' embeddings."""
    sentences = _sentences(articles, still)
    if not sentences:
        raise NothingReadable("no article contains a sentence")
    publishers, reprints = independence(articles)
    table = build_table(articles, sentences, publishers=publishers, reprints=reprints, vectors=vectors, still=still)
    return Ground(table, still=still)


def _finish(
    ground: Ground,
    engine: Engine,
    written: Written,
    growing: Growing,
    options: Options,
    brief_id: str,
    created: str,
) -> Outcome:
    """Judge what the engine wrote; where too little stands, let the extractive engine write.

    What was told already stays as it is: the rest comes after it.
    """
    found, telling = ground, growing.telling
    ground, rejected = narrowed(found, _chosen(written.draft, telling)) if written.draft else (found, ())
    judged = _judge(written.draft, ground, engine, options) if written.draft else Judged(None, (), ())
    dropped = (*written.withheld, *judged.dropped, *rejected)
    new = [told for told in judged.statements if told not in telling.told]
    statements = _fitting((*telling.told, *new), options)
    degraded = None if engine.name == "extractive" else _shortfall(written, judged, statements, ground, options)
    if degraded:
        ground, dropped = found, (*written.withheld, *judged.dropped)
        engine = engine if growing.taken else ExtractiveEngine()
        judged = judge(_extract(ground, options), ground)
        statements = _fitting((*telling.told, *_lacking(telling, judged.statements)), options)
    if telling.headline is None:
        telling.open(judged.headline or _headline(ground, options))
    for told in statements[len(telling.told) :]:
        telling.add(told)
    brief = assemble(
        ground,
        telling,
        brief_id=brief_id,
        dropped=dropped,
        provenance=Provenance(
            engine=engine.name,
            model=engine.model,
            prompt=None if engine.name == "extractive" else written.prompt or engine.prompt,
            degraded=degraded is not None,
            degraded_reason=degraded,
            created=created,
            cached=False,
        ),
    )
    warnings = (*written.warnings, *_remarks(statements, ground, options))
    if degraded or engine.name == "extractive":
        warnings += _untranslated(brief, options.language)
    return Outcome(brief, len(set(ground.table.publishers.values())), written.spent, warnings)


def _chosen(draft: Draft, telling: Telling) -> Chosen:
    """Return what the model chose. A conflict that a statement was told under is not taken back."""
    return draft.chosen._replace(rejected=()) if telling.told else draft.chosen


def _lacking(telling: Telling, statements: Sequence[Told]) -> list[Told]:
    """Return the `statements` that tell what was not told yet: none of their sentences is cited."""
    cited = {sentence.id for told in telling.told for sentence, _ in told.cited}
    return [told for told in statements if not cited & {sentence.id for sentence, _ in told.cited}]


def _shortfall(
    written: Written, judged: Judged, statements: Sequence[Told], ground: Ground, options: Options
) -> str | None:
    """Say why a draft will not do. Below half left, it would tell what the gate left over, not what happened."""
    if written.draft is None:
        return written.failed or "no_draft"
    if written.failed:
        return written.failed
    if not judged.statements:
        return "nothing_supported"
    proposed = len(written.draft.statements) + len(written.withheld)
    if 2 * len(judged.statements) < proposed:
        return "mostly_unsupported"
    if 2 * (len(judged.statements) - judged.replaced) < proposed:
        return "mostly_loaded"
    shared = any(len(row.publishers) >= options.min_independent for row in ground.table.claims)
    return "too_few_independent" if shared and not statements else None


def _judge(draft: Draft, ground: Ground, engine: Engine, options: Options) -> Judged:
    """Judge a draft; what a model words badly is told by the sentence that the extractive engine has for the claim."""
    if engine.name == "extractive":
        return judge(draft, ground)
    extractive = ExtractiveEngine()
    return judge(draft, ground, sentences_of=lambda row: extractive.sentences_of(ground.table, row, options.language))


def _fitting(statements: Sequence[Told], options: Options) -> tuple[Told, ...]:
    return fit(statements, max_words=options.words, min_independent=options.min_independent)


def _extract(ground: Ground, options: Options) -> Draft:
    wanted = WriteOptions(options.words, options.language, options.min_independent)
    return ExtractiveEngine().draft(ground.table, wanted)


def _headline(ground: Ground, options: Options) -> Told:
    """Return the extractive headline: a verbatim, cited title or sentence."""
    headline = _extract(ground, options).headline
    if headline and not ground.failures(headline):
        return ground.tell(headline)
    return ground.claim(ground.table.claims[0])


def _remarks(statements: Sequence[Told], ground: Ground, options: Options) -> list[str]:
    if not statements and ground.table.claims:
        least = options.min_independent
        return [f"no statement is told by {least} independent outlets; what the articles say stands in `claims`"]
    return []


def _untranslated(brief: Brief, wanted: str | None) -> tuple[str, ...]:
    """Say where a brief of the extractive engine is not in the language that was asked for."""
    languages = {source.id: source.language for source in brief.sources}
    told = {languages[citation.source] for statement in brief.statements for citation in statement.citations[:1]}
    other = sorted({language.partition("-")[0] for language in told} - {(wanted or "").partition("-")[0].lower()})
    if wanted is None or not other:
        return ()
    return (
        f"the extractive engine does not translate: sentences of articles in {', '.join(other)} are not in {wanted}",
    )

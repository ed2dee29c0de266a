"""The whole story in one screen: articles in, one verified brief out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from summarizer.assembly import Telling, assemble
from summarizer.claims import build_table
from summarizer.engines.base import Engine, Spent, WriteOptions, Written
from summarizer.engines.extractive import ExtractiveEngine
from summarizer.errors import NothingReadable
from summarizer.judging import Ground, Judged, Told, fit, judge, narrowed
from summarizer.models import Article, Brief, Draft, Options, Provenance
from summarizer.publishers import independence
from summarizer.text.sentences import sentences_of


class Outcome(NamedTuple):
    """A brief, how many independent publishers its story has, what it cost, what a reader should know."""

    brief: Brief
    publishers: int
    spent: Spent
    warnings: tuple[str, ...]


async def write_brief(
    articles: Sequence[Article], engine: Engine, *, options: Options, brief_id: str, created: str
) -> Outcome:
    """Merge the `articles` of one story into a brief whose every statement is cited and checked.

    Raises `NothingReadable` when no article has a sentence.
    """
    ground = await asyncio.to_thread(lay_ground, articles)
    wanted = WriteOptions(options.words, options.language, options.min_independent)
    written = await engine.write(ground.table, wanted, ground.check)
    return await asyncio.to_thread(_finish, ground, engine, written, options, brief_id, created)


def lay_ground(articles: Sequence[Article]) -> Ground:
    """Split the articles into sentences and these into claims."""
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    if not sentences:
        raise NothingReadable("no article contains a sentence")
    publishers, reprints = independence(articles)
    return Ground(build_table(articles, sentences, publishers=publishers, reprints=reprints))


def _finish(ground: Ground, engine: Engine, written: Written, options: Options, brief_id: str, created: str) -> Outcome:
    """Judge what the engine wrote; where too little stands, let the extractive engine write."""
    found = ground
    ground, rejected = narrowed(found, written.draft.chosen) if written.draft else (found, ())
    judged = _judge(written.draft, ground, engine, options) if written.draft else Judged(None, (), ())
    dropped = (*written.withheld, *judged.dropped, *rejected)
    statements = _fitting(judged, options)
    degraded = None if engine.name == "extractive" else _shortfall(written, judged, statements, ground, options)
    if degraded:
        engine, ground, dropped = ExtractiveEngine(), found, (*written.withheld, *judged.dropped)
        judged = judge(_extract(ground, options), ground)
        statements = _fitting(judged, options)
    telling = Telling(ground)
    telling.open(judged.headline or _headline(ground, options))
    for told in statements:
        telling.add(told)
    brief = assemble(
        ground,
        telling,
        brief_id=brief_id,
        dropped=dropped,
        provenance=Provenance(
            engine=engine.name,
            model=engine.model,
            prompt=engine.prompt,
            degraded=degraded is not None,
            degraded_reason=degraded,
            created=created,
            cached=False,
        ),
    )
    warnings = (*written.warnings, *_remarks(statements, ground, options))
    return Outcome(brief, len(set(ground.table.publishers.values())), written.spent, warnings)


def _shortfall(
    written: Written, judged: Judged, statements: Sequence[Told], ground: Ground, options: Options
) -> str | None:
    """Say why a draft will not do. Below half left, it would tell what the gate left over, not what happened."""
    if written.draft is None:
        return written.failed or "no_draft"
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


def _fitting(judged: Judged, options: Options) -> tuple[Told, ...]:
    return fit(judged.statements, max_words=options.words, min_independent=options.min_independent)


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
        return [f"no claim is told by {options.min_independent} independent outlets; all stand in `claims`"]
    return []

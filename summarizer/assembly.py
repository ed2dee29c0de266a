"""Put a brief together from what passed the gate and from the claim table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarizer import models
from summarizer.judging import Ground, Told
from summarizer.models import (
    Brief,
    Citation,
    Claim,
    ClaimRow,
    Development,
    DevelopmentPosition,
    Disagreement,
    DisagreementPosition,
    Dropped,
    Name,
    Provenance,
    Quote,
    Source,
    Span,
    Statement,
    TimelineEntry,
)
from summarizer.resolve import Numbering, resolve


class Telling:
    """What a brief tells so far, numbered and placed as it leaves: what stands here stays, in this order."""

    def __init__(self, ground: Ground) -> None:
        self.numbering = Numbering({article.id: article.url for article in ground.table.articles})
        self.headline: Statement | None = None
        self.statements: list[Statement] = []
        self.told: list[Told] = []

    def open(self, headline: Told) -> Statement:
        """Set the headline. Passages are numbered from it, so it comes before the statements."""
        self.headline = _statement(headline, None, self.numbering)
        return self.headline

    def add(self, told: Told) -> Statement:
        """Add a statement after those that are there."""
        last = self.statements[-1].span if self.statements else None
        start = last.end + 1 if last else 0
        added = _statement(told, Span(start=start, end=start + len(told.text)), self.numbering)
        self.statements.append(added)
        self.told.append(told)
        return added

    @property
    def text(self) -> str:
        """Return the statements joined, each where its span says."""
        return " ".join(statement.text for statement in self.statements)


def assemble(
    ground: Ground, telling: Telling, *, brief_id: str, dropped: Sequence[Dropped], provenance: Provenance
) -> Brief:
    """Put the brief together; the type itself refuses any citation that differs from its article."""
    table = ground.table
    numbering = telling.numbering
    if telling.headline is None:
        raise ValueError("a brief has a headline")
    told_ids = {sentence.id for told in telling.told for sentence, _ in told.cited}
    claims = tuple(_claim(row, ground, numbering, told_ids) for row in table.claims)
    return Brief(
        id=brief_id,
        headline=telling.headline,
        text=telling.text,
        statements=tuple(telling.statements),
        claims=claims,
        disagreements=_disagreements(ground, numbering),
        developments=_developments(ground, numbering),
        quotes=_quotes(ground, numbering),
        timeline=_timeline(ground, numbering),
        names=tuple(Name(name=entry.name, variants=entry.variants) for entry in ground.names),
        sources=tuple(_source(article, table.reprints) for article in table.articles),
        dropped=tuple(dropped),
        provenance=provenance,
    )


def _statement(told: Told, span: Span | None, numbering: Numbering) -> Statement:
    return Statement(
        text=told.text,
        span=span,
        citations=_cite(told, numbering),
        agreement=told.agreement,
        outlets=told.outlets,
        details=told.details,
    )


def _cite(told: Told, numbering: Numbering) -> tuple[Citation, ...]:
    witnesses = (numbering.cite(sentence, "related") for sentence in told.witnesses)
    return (*(numbering.cite(sentence, role) for sentence, role in told.cited), *witnesses)


def _claim(row: ClaimRow, ground: Ground, numbering: Numbering, told_ids: set[str]) -> Claim:
    told = ground.claim(row)
    return Claim(
        id=row.id,
        text=told.text,
        agreement=told.agreement,
        outlets=told.outlets,
        citations=_cite(told, numbering),
        in_brief=any(sentence.id in told_ids for sentence in row.sentences),
    )


def _disagreements(ground: Ground, numbering: Numbering) -> tuple[Disagreement, ...]:
    return tuple(
        Disagreement(
            topic=conflict.topic,
            kind=conflict.kind,
            positions=tuple(_position(position, ground, numbering) for position in conflict.positions),
        )
        for conflict in ground.table.conflicts
    )


def _position(position: models.Position, ground: Ground, numbering: Numbering) -> DisagreementPosition:
    """Return one side; what does not pass the gate on its own sentences is told by the first of them."""
    told = resolve(position.sentence_ids, ground.sentences)
    text = position.text if ground.stands(position.text, position.sentence_ids) else told[0].text
    citations = _supporting(position.sentence_ids, ground, numbering)
    return DisagreementPosition(text=text, outlets=ground.outlets(told), citations=citations)


def _developments(ground: Ground, numbering: Numbering) -> tuple[Development, ...]:
    return tuple(
        Development(
            topic=found.topic, positions=tuple(_dated(position, ground, numbering) for position in found.positions)
        )
        for found in ground.table.developments
    )


def _dated(position: models.Position, ground: Ground, numbering: Numbering) -> DevelopmentPosition:
    told = resolve(position.sentence_ids, ground.sentences)
    by_id = {article.id: article.published for article in ground.table.articles}
    published = min(when for sentence in told if (when := by_id[sentence.article]))
    return DevelopmentPosition(**dict(_position(position, ground, numbering)), published=published)


def _quotes(ground: Ground, numbering: Numbering) -> tuple[Quote, ...]:
    return tuple(
        Quote(text=said.text, speaker=said.speaker, citations=_supporting(said.sentence_ids, ground, numbering))
        for said in ground.quotations
        if any(said.text in ground.sentences[sid].text for sid in said.sentence_ids)
    )


def _timeline(ground: Ground, numbering: Numbering) -> tuple[TimelineEntry, ...]:
    return tuple(
        TimelineEntry(date=event.date, text=event.text, citations=_supporting(event.sentence_ids, ground, numbering))
        for event in ground.timeline
        if ground.stands(event.text, event.sentence_ids)
    )


def _supporting(ids: Sequence[str], ground: Ground, numbering: Numbering) -> tuple[Citation, ...]:
    return tuple(numbering.cite(sentence, "supports") for sentence in resolve(ids, ground.sentences))


def _source(article: models.Article, reprints: Mapping[str, str]) -> Source:
    return Source(
        id=article.id,
        given_id=article.given_id,
        title=article.title,
        outlet=article.outlet_name,
        url=article.url,
        author=article.author,
        published=article.published,
        language=article.language,
        sha256=article.sha256,
        length=len(article.text),
        reprint_of=reprints.get(article.id),
        removed=article.removed,
        text=article.text,
    )

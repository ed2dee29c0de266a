"""Two rooms of the house that people can call alone: the gate, and the cleaning of pasted text."""

from __future__ import annotations

from summarizer.models import (
    ArticleInput,
    CleanAnswer,
    CleanRequest,
    SentenceSpan,
    Verdict,
    VerifyItem,
)
from summarizer.sources.load import clean_article
from summarizer.text.sentences import sentences_of
from summarizer.verify import check


def verify_statement(item: VerifyItem) -> Verdict:
    """Say whether one statement stands on exactly its passages, by the gate that every brief passes."""
    failures = check(item.text, item.passages)
    return Verdict(
        verdict="rejected" if failures else "verified",
        codes=tuple(dict.fromkeys(failure.code for failure in failures)),
        missing=tuple(dict.fromkeys(value for failure in failures for value in failure.missing)),
    )


def clean_text(request: CleanRequest) -> CleanAnswer:
    """Mark what is no prose in a text, and read from it what it shows of itself.

    Raises `ArticleUnreadable` when it has no word or is too large.
    """
    given = ArticleInput(text=request.text, language=request.language, outlet=request.outlet)
    article, cleaned = clean_article("a1", given)
    return CleanAnswer(
        title=article.title,
        deck=cleaned.deck,
        author=article.author,
        outlet=article.outlet,
        place=cleaned.place,
        published=article.published,
        language=article.language,
        sha256=article.sha256,
        removed=article.removed,
        sentences=tuple(SentenceSpan(id=s.id, start=s.start, end=s.end) for s in sentences_of(article)),
    )

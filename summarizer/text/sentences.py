"""Sentences of an article with exact offsets."""

from __future__ import annotations

import re

import sentencex

from summarizer.models import Article, Sentence

_LINE = re.compile(r"[^\r\n]+")


def split_sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, trimmed, in order, disjoint; none crosses a line end."""
    return [
        span for line in _LINE.finditer(text) for span in _split_line(line.group(), line.start(), language)
    ]


def _split_line(line: str, offset: int, language: str) -> list[tuple[int, int]]:
    spans = []
    for boundary in sentencex.get_sentence_boundaries(language, line):
        start, end = boundary["start_index"], boundary["end_index"]
        piece = line[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
        if start < end:
            spans.append((offset + start, offset + end))
    return spans


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of `article`, its title first, marked stretches left out.

    Ids count the sentences of the text from 1 (`a1.s1`); the title, where it is frozen text of its own,
    is `a1.title`.
    """
    found: list[Sentence] = []
    if article.title and article.title_in_text is None:
        found.append(
            Sentence(f"{article.id}.title", article.id, "title", 0, len(article.title), article.title, -1, 0, "title")
        )
    position = paragraph = 0
    last_end = 0
    for start, end in _unmarked(article):
        if "\n" in article.text[last_end:start] or "\r" in article.text[last_end:start]:
            paragraph += 1
        last_end = end
        kind = "title" if article.title_in_text == (start, end) else "prose"
        found.append(
            Sentence(f"{article.id}.s{position + 1}", article.id, "text", start, end, article.text[start:end], position, paragraph, kind)
        )
        position += 1
    return tuple(found)


def _unmarked(article: Article) -> list[tuple[int, int]]:
    """Split each stretch between marked spans on its own, so that no sentence reaches into one."""
    edges = [0, *(edge for mark in article.removed for edge in (mark.start, mark.end)), len(article.text)]
    return [
        (start + a, start + b)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        for a, b in split_sentences(article.text[start:end], article.language)
    ]

"""Turn the sentence ids of a draft into exact citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarizer.models import Citation, Role, Sentence


class UnknownSentence(ValueError):
    """A draft cites a sentence that it was not given."""


def resolve(ids: Sequence[str], sentences: Mapping[str, Sentence]) -> tuple[Sentence, ...]:
    """Return the sentences that `ids` name, each once, in the order given.

    An engine may only cite sentences that it was given: an id that is not among them is an
    `UnknownSentence`, because a citation that we cannot point to is worse than none.
    """
    if unknown := [sid for sid in ids if sid not in sentences]:
        raise UnknownSentence(f"the draft cites unknown sentences {unknown!r}")
    return tuple(sentences[sid] for sid in dict.fromkeys(ids))


class Numbering:
    """Numbers passages from 1 in order of first use; one passage keeps its number over the whole brief."""

    def __init__(self, urls: Mapping[str, str | None]) -> None:
        self._urls = urls
        self._numbers: dict[str, int] = {}

    def cite(self, sentence: Sentence, role: Role) -> Citation:
        """Return the citation of `sentence`."""
        return Citation(
            n=self._numbers.setdefault(sentence.id, len(self._numbers) + 1),
            role=role,
            source=sentence.article,
            sentence=sentence.id,
            field=sentence.field,
            start=sentence.start,
            end=sentence.end,
            quote=sentence.text,
            url=self._urls.get(sentence.article),
        )

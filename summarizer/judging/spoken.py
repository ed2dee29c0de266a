"""Whom and what each publisher speaks of: a name of the whole story is no outlet's own detail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from summarizer.models import ClaimTable
from summarizer.text.names import TITLES, names

NAMED = 2  # times that an article names whom or what it is about; once may be in passing


class Spoken:
    """The articles of a claim table by publisher, each name looked for once; `variants` maps names to one form."""

    def __init__(self, table: ClaimTable, variants: Mapping[str, str]) -> None:
        self._variants = variants
        self._found: dict[tuple[str, str], bool] = {}
        texts: dict[str, list[str]] = defaultdict(list)
        for article in table.articles:
            texts[table.publishers[article.id]].append(article.beginning)
        self._texts = {publisher: "\n".join(own) for publisher, own in texts.items()}

    def speaks_of(self, publisher: str, name: str) -> bool:
        """Tell whether the articles of `publisher` have `name` more than once."""
        asked = publisher, name
        if asked not in self._found:
            self._found[asked] = self._texts[publisher].count(name) >= NAMED
        return self._found[asked]

    def named_by_all(self, value: str, publishers: Iterable[str]) -> bool:
        """Tell whether `value` is a name that each of `publishers` speaks of more than once: no outlet's own detail."""
        bare = " ".join(word for word in value.split() if word.lower().strip(".") not in TITLES)
        found = names(f"of {bare}")  # a capital at the start of a sentence would be no evidence of a name
        if [mention.text for mention in found] != [bare]:
            return False
        name = self._variants.get(value) or self._variants.get(bare)
        forms = {bare, *(variant for variant, of in self._variants.items() if name and of == name)}
        return all(any(self.speaks_of(who, form) for form in forms if form) for who in publishers)

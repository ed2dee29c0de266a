"""An embedding model of a provider, by any name that litellm knows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from summarizer.embedders.base import Vectors, unit
from summarizer.engines.breaker import Breaker
from summarizer.engines.completion import embeddings
from summarizer.engines.faults import UNANSWERED, ProviderFailed
from summarizer.errors import EmbeddingFailed

BATCH = 256  # texts in one call; providers take 2,048 at most, some fewer
LONGEST = 2_000  # code points sent of a sentence


class ProviderEmbedder:
    """Embeds by `model`. `api_key` is the plain key; it is kept out of errors, logs and repr."""

    def __init__(
        self,
        model: str,
        *,
        api_base: str | None = None,
        api_key: str | None = None,
        timeout: float = 30.0,
        breaker: Breaker | None = None,
    ) -> None:
        self._model = model
        self._api_base = api_base
        self._api_key = api_key
        self._timeout = timeout
        self._breaker = breaker or Breaker()

    @property
    def fingerprint(self) -> str:
        """Return the model's name and where it answers."""
        return f"litellm:{self._model}@{self._api_base or ''}"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each of `texts`; raises `EmbeddingFailed`."""
        rows: list[list[float]] = []
        for at in range(0, len(texts), BATCH):
            rows += await self._batch([text[:LONGEST] for text in texts[at : at + BATCH]])
        try:
            return unit(np.array(rows, np.float32).reshape(len(texts), -1))
        except ValueError:
            raise EmbeddingFailed("the embedding provider gave vectors of several lengths") from None

    async def _batch(self, texts: list[str]) -> list[list[float]]:
        if not self._breaker.admits():
            raise EmbeddingFailed("the embedding provider did not answer several calls in a row; it rests for a while")
        try:
            rows = await embeddings(
                self._model, texts, api_base=self._api_base, api_key=self._api_key, seconds=self._timeout
            )
        except ProviderFailed as error:
            if error.reason in UNANSWERED:
                self._breaker.failed()
            raise EmbeddingFailed(f"the embedding provider did not answer: {error}") from None
        self._breaker.answered()
        if len(rows) != len(texts):
            raise EmbeddingFailed(f"the embedding provider gave {len(rows)} vectors for {len(texts)} texts")
        return rows

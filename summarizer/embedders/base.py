"""What gives sentences their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One row for each text, of Euclidean length 1, so that a product of two rows is their cosine."""


class Embedder(Protocol):
    """A model that turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Name all that changes the vectors; part of the key of a cached answer."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each of `texts`; raises `EmbeddingFailed`."""
        ...


def unit(rows: NDArray[Any]) -> Vectors:
    """Return `rows` scaled to length 1; a row of zeros stays, and is like nothing."""
    given: Vectors = np.asarray(rows, np.float32)
    norms = np.sqrt((given**2).sum(axis=1, keepdims=True))
    return np.divide(given, np.where(norms > 0, norms, 1.0), dtype=np.float32)

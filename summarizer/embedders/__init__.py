"""Sentence embeddings, optional: a folder on this machine or a provider's model, behind one door.

They never decide alone: the matching takes them as two views of a pair among others, and a brief is written without
them where they cannot be had.
"""

from __future__ import annotations

from pathlib import Path
from typing import overload

from summarizer.embedders.base import Embedder, Vectors
from summarizer.engines.breaker import Breaker
from summarizer.errors import ConfigError

__all__ = ["Embedder", "Vectors", "open_embedder"]

FOLDER, PROVIDER = "dir:", "litellm:"


@overload
def open_embedder(
    name: str,
    api_base: str | None = None,
    api_key: str | None = None,
    timeout: float = 30.0,
    *,
    breaker: Breaker | None = None,
) -> Embedder: ...
@overload
def open_embedder(
    name: str | None,
    api_base: str | None = None,
    api_key: str | None = None,
    timeout: float = 30.0,
    *,
    breaker: Breaker | None = None,
) -> Embedder | None: ...
def open_embedder(
    name: str | None,
    api_base: str | None = None,
    api_key: str | None = None,
    timeout: float = 30.0,
    *,
    breaker: Breaker | None = None,
) -> Embedder | None:
    """Return the embedder of `name`: `dir:/a/folder` or `litellm:provider/model`; `timeout` is in seconds.

    `breaker` stands before a provider.

    None where there is no name.

    Raises `ConfigError` when the name has neither form, or the folder holds no model that can be read here.
    """
    if name is None:
        return None
    if name.startswith(FOLDER) and len(name) > len(FOLDER):
        from summarizer.embedders.folder import FolderEmbedder

        return FolderEmbedder(Path(name.removeprefix(FOLDER)).expanduser())
    if name.startswith(PROVIDER) and len(name) > len(PROVIDER):
        from summarizer.embedders.provider import ProviderEmbedder

        return ProviderEmbedder(
            name.removeprefix(PROVIDER), api_base=api_base, api_key=api_key, timeout=timeout, breaker=breaker
        )
    raise ConfigError(f"embeddings {name!r}: write dir:/path/to/folder or litellm:provider/model")

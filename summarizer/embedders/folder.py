"""A sentence model in a folder, as sentence-transformers and model2vec lay it down: read as data, never run.

Two kinds are read here: BERT encoders with mean or first-token pooling, and tables of static vectors. Weights are
taken from `model.safetensors` alone, a format that cannot carry code.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from summarizer.embedders.base import Vectors, unit
from summarizer.embedders.bert import Weights, encode
from summarizer.errors import ConfigError, EmbeddingFailed

BATCH = 32  # texts of one length at a time: more is no faster, and takes memory
LONGEST = 256  # tokens read of a sentence
WEIGHTS, TOKENIZER, CONFIG = "model.safetensors", "tokenizer.json", "config.json"
STATIC = "embeddings"  # the one tensor of a table of static vectors


class _Model(NamedTuple):
    tokenizer: Any
    weights: Weights
    config: Mapping[str, Any]
    first_token: bool


class FolderEmbedder:
    """Embeds by the model in `folder`; it is loaded at the first call (some 0.5 s and 300 MB for 22 M weights)."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in (WEIGHTS, TOKENIZER) if not (folder / name).is_file()]
        if missing:
            raise ConfigError(f"embeddings: the folder has no {' and no '.join(missing)}: it holds no sentence model")
        self._folder = folder
        self._config = _config(folder / CONFIG)
        if self._config.get("model_type", "model2vec") not in ("bert", "model2vec"):
            kind = str(self._config["model_type"])[:40]
            raise ConfigError(f"embeddings: models of the type {kind!r} cannot be read; BERT and model2vec can")
        _require()
        self._lock = Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Return the digest of weights and tokenizer: the same model elsewhere has the same one."""
        digest = hashlib.sha256()
        for name in (WEIGHTS, TOKENIZER):
            with (self._folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"dir:{digest.hexdigest()[:32]}"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each of `texts`; raises `EmbeddingFailed`."""
        return await asyncio.to_thread(self._embed, texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        try:
            with self._lock:
                model = self._model
            tokens = [code.ids for code in model.tokenizer.encode_batch(list(texts))]
            rows = _static(tokens, model) if STATIC in model.weights else _encoded(tokens, model)
        except Exception as error:  # noqa: BLE001, RUF100 (a broken file shows itself anywhere in the arithmetic)
            raise EmbeddingFailed(f"the embedding model in the folder cannot be used: {type(error).__name__}") from None
        return unit(rows)

    @cached_property
    def _model(self) -> _Model:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        tokenizer.no_padding()
        tokenizer.enable_truncation(min(LONGEST, int(self._config.get("max_position_embeddings", LONGEST))))
        weights = {
            name.removeprefix("bert."): tensor.astype(np.float32)
            for name, tensor in load_file(self._folder / WEIGHTS).items()
            if tensor.dtype.kind == "f"
        }
        pooling = _config(self._folder / "1_Pooling" / CONFIG)
        return _Model(tokenizer, weights, self._config, bool(pooling.get("pooling_mode_cls_token")))


def _config(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    except ValueError:
        raise ConfigError(f"embeddings: {path.name} of the folder is no JSON") from None
    return found if isinstance(found, dict) else {}


def _require() -> None:
    try:
        import safetensors  # noqa: F401
        import tokenizers  # noqa: F401
    except ImportError:
        raise ConfigError("embeddings from a folder need the extra: pip install 'summarizer[embeddings]'") from None


def _static(tokens: Sequence[Sequence[int]], model: _Model) -> Vectors:
    table = model.weights[STATIC]
    rows = np.zeros((len(tokens), table.shape[1]), np.float32)
    for n, ids in enumerate(tokens):
        if ids:
            rows[n] = table[list(ids)].mean(axis=0)
    return rows


def _encoded(tokens: Sequence[Sequence[int]], model: _Model) -> Vectors:
    config = model.config
    rows = np.zeros((len(tokens), int(config["hidden_size"])), np.float32)
    for places in _of_one_length(tokens):
        states = encode(
            np.array([tokens[n] for n in places], np.int64),
            model.weights,
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            epsilon=float(config.get("layer_norm_eps", 1e-12)),
        )
        rows[places] = states[:, 0] if model.first_token else states.mean(axis=1)
    return rows


def _of_one_length(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield places of texts of one length, a batch at a time: nothing is padded, so nothing must be masked."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, ids in enumerate(tokens):
        by_length[len(ids)].append(place)
    for length, places in sorted(by_length.items()):
        if length:
            yield from (places[at : at + BATCH] for at in range(0, len(places), BATCH))

"""A BERT encoder's way forward, in NumPy: for small sentence models, without a framework of a gigabyte.

Devlin et al. 2019; the same weights in the same order as sentence-transformers reads them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]
ROOT_TWO = np.float32(np.sqrt(2.0))


def encode(tokens: NDArray[np.int64], weights: Weights, *, layers: int, heads: int, epsilon: float) -> Floats:
    """Return the last hidden states of `tokens` (texts x length, no padding): texts x length x width."""
    words = weights["embeddings.word_embeddings.weight"][tokens]
    places = weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    states = _normal(words + places + kind, "embeddings.LayerNorm", weights, epsilon)
    for layer in range(layers):
        states = _layer(states, f"encoder.layer.{layer}", weights, heads, epsilon)
    return states


def _layer(states: Floats, name: str, weights: Weights, heads: int, epsilon: float) -> Floats:
    heard = _attention(states, f"{name}.attention.self", weights, heads)
    heard = _linear(heard, f"{name}.attention.output.dense", weights)
    states = _normal(heard + states, f"{name}.attention.output.LayerNorm", weights, epsilon)
    wide = _gelu(_linear(states, f"{name}.intermediate.dense", weights))
    return _normal(
        _linear(wide, f"{name}.output.dense", weights) + states, f"{name}.output.LayerNorm", weights, epsilon
    )


def _attention(states: Floats, name: str, weights: Weights, heads: int) -> Floats:
    texts, length, width = states.shape
    query, key, value = (
        _linear(states, f"{name}.{part}", weights).reshape(texts, length, heads, -1).swapaxes(1, 2)
        for part in ("query", "key", "value")
    )
    near = query @ key.swapaxes(2, 3) / np.float32(np.sqrt(width // heads))
    near = np.exp(near - near.max(axis=-1, keepdims=True))
    near /= near.sum(axis=-1, keepdims=True)
    told: Floats = (near @ value).swapaxes(1, 2).reshape(texts, length, width)
    return told


def _linear(states: Floats, name: str, weights: Weights) -> Floats:
    out: Floats = states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return out


def _normal(states: Floats, name: str, weights: Weights, epsilon: float) -> Floats:
    centred = states - states.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(epsilon))
    out: Floats = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return out


def _gelu(states: Floats) -> Floats:
    from scipy.special import erf

    out: Floats = states * np.float32(0.5) * (1 + erf(states / ROOT_TWO))
    return out

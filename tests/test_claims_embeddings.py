"""Embeddings behind one door: a folder read as data, a provider over a socket, and what the claims make of them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from summarizer.caches import open_cache
from summarizer.claims import build_table
from summarizer.embedders import Embedder, Vectors, open_embedder
from summarizer.embedders.base import unit
from summarizer.errors import ConfigError, EmbeddingFailed
from summarizer.models import Answer, Article, ClaimTable, SummarizeRequest
from summarizer.service import Summarizer
from summarizer.settings import Settings
from summarizer.sources.extract import ExtractionPool
from summarizer.sources.fetch import Fetcher
from summarizer.sources.load import Loader
from summarizer.text.sentences import sentences_of
from tests.provider import Provider, Scripted, embeds, error, serving

MINILM = os.environ.get("SUMMARIZER_TEST_MINILM", "")
WORDS = ("[UNK]", "ferry", "ran", "aground", "boat", "hit", "rocks", "mayor", "resigned", "the", "a")


def vectors(embedder: Embedder, *texts: str) -> Vectors:
    return asyncio.run(embedder.embed(texts))


# A folder ---------------------------------------------------------------------------------------------


def tokenizer_in(folder: Path) -> None:
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.save(str(folder / "tokenizer.json"))


def encoder_in(folder: Path, *, width: int = 8, layers: int = 2, pooling: str = "mean") -> None:
    """Write a small BERT encoder with random weights."""
    rng = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), width),
        "embeddings.position_embeddings.weight": (32, width),
        "embeddings.token_type_embeddings.weight": (2, width),
    }
    for n in range(layers):
        at = f"encoder.layer.{n}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{at}.{part}.weight": (width, width), f"{at}.{part}.bias": (width,)}
        shapes |= {f"{at}.intermediate.dense.weight": (2 * width, width), f"{at}.intermediate.dense.bias": (2 * width,)}
        shapes |= {f"{at}.output.dense.weight": (width, 2 * width), f"{at}.output.dense.bias": (width,)}
    weights = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    norms = ["embeddings.LayerNorm"]
    norms += [f"encoder.layer.{n}.{part}.LayerNorm" for n in range(layers) for part in ("attention.output", "output")]
    for name in norms:
        weights |= {f"{name}.weight": np.ones(width, np.float32), f"{name}.bias": np.zeros(width, np.float32)}
    save_file(weights, folder / "model.safetensors")
    tokenizer_in(folder)
    config = {"model_type": "bert", "hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": 2}
    (folder / "config.json").write_text(json.dumps(config | {"max_position_embeddings": 32}))
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({f"pooling_mode_{pooling}_token": True}))


def test_rows_are_of_length_one_and_do_not_depend_on_their_neighbours(tmp_path: Path) -> None:
    encoder_in(tmp_path)
    embedder = open_embedder(f"dir:{tmp_path}")
    texts = ("the ferry ran aground", "the mayor resigned", "a boat hit the rocks", "ferry")
    together = vectors(embedder, *texts)
    assert together.shape == (4, 8)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    for text, row in zip(texts, together, strict=True):
        assert np.allclose(vectors(embedder, text)[0], row, atol=1e-6)
    assert np.allclose(vectors(embedder, *texts[::-1]), together[::-1], atol=1e-6)


def test_a_word_means_what_its_neighbours_make_of_it(tmp_path: Path) -> None:
    encoder_in(tmp_path)
    straight, turned = vectors(open_embedder(f"dir:{tmp_path}"), "ferry hit boat", "boat hit ferry")
    assert not np.allclose(straight, turned, atol=1e-3)  # places and attention count: it is no bag of words


def test_pooling_by_the_first_token_is_not_the_mean(tmp_path: Path) -> None:
    found = []
    for pooling in ("mean", "cls"):
        folder = tmp_path / pooling
        folder.mkdir()
        encoder_in(folder, pooling=pooling)
        found.append(vectors(open_embedder(f"dir:{folder}"), "the ferry ran aground")[0])
    assert not np.allclose(found[0], found[1], atol=1e-3)


def test_a_table_of_static_vectors_is_averaged(tmp_path: Path) -> None:
    table = np.random.default_rng(3).normal(size=(len(WORDS), 5)).astype(np.float32)
    save_file({"embeddings": table}, tmp_path / "model.safetensors")
    tokenizer_in(tmp_path)
    row, nothing = vectors(open_embedder(f"dir:{tmp_path}"), "ferry ran aground", "")
    assert np.allclose(row, unit(table[[1, 2, 3]].mean(axis=0, keepdims=True))[0], atol=1e-6)
    assert not nothing.any()


def test_the_fingerprint_is_of_the_model_and_not_of_its_place(tmp_path: Path) -> None:
    prints = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        encoder_in(folder)
        prints.append(open_embedder(f"dir:{folder}").fingerprint)
    assert prints[0] == prints[1]
    weights = tmp_path / "two" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\1")
    assert open_embedder(f"dir:{tmp_path / 'two'}").fingerprint != prints[0]


@pytest.mark.parametrize("name", ["", "minilm", "dir:", "litellm:", "file:/models"])
def test_a_name_of_neither_kind_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="dir:/path/to/folder or litellm:provider/model"):
        open_embedder(name)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04")  # a pickle: never looked at
    with pytest.raises(ConfigError, match=r"no model\.safetensors and no tokenizer\.json"):
        open_embedder(f"dir:{tmp_path}")


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    encoder_in(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "t5"}')
    with pytest.raises(ConfigError, match="'t5' cannot be read"):
        open_embedder(f"dir:{tmp_path}")


def test_broken_weights_fail_as_embeddings_do(tmp_path: Path) -> None:
    encoder_in(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"\xff" * 64)
    with pytest.raises(EmbeddingFailed):
        vectors(open_embedder(f"dir:{tmp_path}"), "ferry")


@pytest.mark.skipif(not MINILM, reason="SUMMARIZER_TEST_MINILM names no folder with all-MiniLM-L6-v2")
def test_minilm_puts_a_paraphrase_before_what_only_shares_words() -> None:
    embedder = open_embedder(f"dir:{MINILM}")
    told = vectors(
        embedder,
        "The child was pronounced dead at the hospital.",
        "Doctors declared that the toddler had died.",
        "The hospital pronounced the construction of a child care centre finished.",
    )
    assert told[0] @ told[1] > told[0] @ told[2]
    weights = hashlib.sha256((Path(MINILM) / "model.safetensors").read_bytes()).hexdigest()
    assert weights.startswith("53aa5117"), "another model than the one whose figures the README gives"


# A provider -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serving() as running:
        yield running


def at(provider: Provider) -> Embedder:
    return open_embedder("litellm:openai/local", api_base=provider.base, api_key="sk-secret-key", timeout=20)


def test_a_provider_is_asked_once_and_each_text_has_its_own_row(provider: Provider) -> None:
    provider.script(embeds(lambda text: (float(len(text)), 1.0, 0.0)))
    rows = vectors(at(provider), "four", "seven77", "x")
    assert len(provider.calls) == 1
    assert provider.calls[0]["input"] == ["four", "seven77", "x"]
    assert np.allclose(rows, unit(np.array([[4, 1, 0], [7, 1, 0], [1, 1, 0]])), atol=1e-6)


def test_many_texts_go_in_several_calls(provider: Provider) -> None:
    provider.script(embeds(lambda text: (float(text), 1.0)))
    rows = vectors(at(provider), *map(str, range(300)))
    assert [len(call["input"]) for call in provider.calls] == [256, 44]
    assert np.allclose(rows, unit(np.array([[n, 1] for n in range(300)])), atol=1e-6)


@pytest.mark.parametrize(
    "step",
    [
        error(500, "sk-secret-key"),
        error(401, "sk-secret-key"),
        Scripted(body=b"no json"),
        Scripted(body=b'{"object": "list", "data": [], "model": "local"}'),
        Scripted(reset="before"),
    ],
)
def test_what_a_provider_does_wrong_is_said_without_its_words(provider: Provider, step: Scripted) -> None:
    provider.script(step)
    with pytest.raises(EmbeddingFailed) as failed:
        vectors(at(provider), "ferry", "boat")
    assert "sk-secret-key" not in f"{failed.value}{failed.value.__cause__}"


def test_a_provider_that_does_not_answer_is_left_alone(provider: Provider) -> None:
    embedder = at(provider)
    provider.script(error(401))
    for _ in range(6):
        with pytest.raises(EmbeddingFailed):
            vectors(embedder, "ferry", "boat")
    assert len(provider.calls) == 5


def test_rows_of_several_lengths_fail(provider: Provider) -> None:
    provider.script(embeds(lambda text: (1.0,) * len(text)))
    with pytest.raises(EmbeddingFailed):
        vectors(at(provider), "one", "three")


def test_no_key_goes_to_another_provider_than_its_own() -> None:
    settings = Settings(model="openai/a", api_key="sk-a", api_base="http://a.example/v1", embeddings="litellm:cohere/b")
    assert settings.embeddings_access == (None, None)
    same = settings.model_copy(update={"embeddings": "litellm:openai/b"})
    assert same.embeddings_access == ("http://a.example/v1", "sk-a")
    assert settings.model_copy(update={"embeddings": "dir:/models/b"}).embeddings_access == (None, None)


# What the claim table and the brief make of them ------------------------------------------------------

FIRST = (
    "The council of Orle sold the harbour crane for scrap on Monday after years of quarrels over its repair. Children "
    "in the town had painted it blue. Mayor Ada Fenn opposed the deal."
)
SECOND = (
    "A museum in Tolna will show paintings of ships. A dealer in scrap has bought the blue crane that stood at the "
    "harbour through three wars, two floods and a fire. The harbour master welcomed it."
)


class Knowing:
    """An embedder that was told what is alike: texts with a word of one group point the same way."""

    fingerprint = "knowing"

    def __init__(self, *groups: tuple[str, ...]) -> None:
        self._groups = groups
        self.asked: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.eye(len(texts) + len(self._groups), dtype=np.float32)[: len(texts)]
        for n, group in enumerate(self._groups):
            for row, text in enumerate(texts):
                if any(word in text for word in group):
                    rows[row] = 0
                    rows[row, len(texts) + n] = 1
        return unit(rows)


class Failing:
    """An embedder that cannot be reached."""

    fingerprint = "failing"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        raise EmbeddingFailed(f"no vectors for {len(texts)} sentences")


def table_of(embedder: Embedder | None) -> ClaimTable:
    articles = [
        Article(id="a1", text=FIRST, outlet="Harbour Post"),
        Article(id="a2", text=SECOND, outlet="Valley Echo"),
    ]
    sentences = [sentence for article in articles for sentence in sentences_of(article)]
    rows = vectors(embedder, *(s.text for s in sentences)) if embedder else None
    publishers = {article.id: article.id for article in articles}
    return build_table(articles, sentences, publishers=publishers, reprints={}, vectors=rows)


def shared(table: ClaimTable) -> list[set[str]]:
    return [{s.id for s in claim.sentences} for claim in table.claims if len(claim.publishers) > 1]


def test_likeness_joins_what_words_alone_leave_apart_and_only_that() -> None:
    assert shared(table_of(None)) == []
    assert shared(table_of(Knowing(("sold the harbour", "dealer in scrap")))) == [{"a1.s1", "a2.s2"}]


def test_vectors_that_are_alike_do_not_join_sentences_that_share_nothing() -> None:
    assert shared(table_of(Knowing(("Mayor", "museum")))) == []


def answer(embedder: Embedder | None) -> Answer:
    async def ask() -> Answer:
        fetcher, pool, cache = Fetcher(), ExtractionPool(), open_cache("memory://", limit=1_000_000)
        try:
            summarizer = Summarizer(loader=Loader(fetcher, pool), cache=cache, embedder=embedder)
            given = [{"text": FIRST, "outlet": "Harbour Post"}, {"text": SECOND, "outlet": "Valley Echo"}]
            options = {"split_stories": False, "engine": "extractive"}
            request = SummarizeRequest.model_validate({"articles": given, "options": options})
            return await summarizer.summarize(request)
        finally:
            await fetcher.aclose()
            await pool.aclose()

    return asyncio.run(ask())


def test_a_brief_is_written_with_the_embeddings_and_its_key_names_them() -> None:
    knowing = Knowing(("sold the harbour", "dealer in scrap"))
    plain, helped = answer(None), answer(knowing)
    assert len(knowing.asked) == 6
    assert not any(claim.agreement == "corroborated" for claim in plain.stories[0].claims)
    assert any(claim.agreement == "corroborated" for claim in helped.stories[0].claims)
    assert plain.id != helped.id
    assert not helped.warnings


def test_without_the_embeddings_a_brief_is_written_and_says_so() -> None:
    told = answer(Failing())
    assert told.stories[0].statements
    assert [w for w in told.warnings if "words alone: no vectors for 6 sentences" in w]

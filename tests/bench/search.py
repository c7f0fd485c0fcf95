"""Finding passages: how fast and how completely beside plain Chroma and exact search; how well, by questions."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from copilot import settings
from copilot.embedding import Progress
from copilot.guideline import Guideline, Passage
from copilot.library import Library, open_library
from tests import retrieval
from tests.bench.table import Row, at, times

SIZES = (200, 5_000, 50_000)
WIDTH = 384  # of the vectors, as the embedding built in makes them
ASKED = 100
WORDS = [f"word{n}" for n in range(20_000)]
OFTEN = [1 / (n + 10) for n in range(len(WORDS))]  # some words are in nearly every text, as in any language


class Made:
    """Vectors in clusters, one a text, and queries near them: what the words mean does not matter here."""

    name = "made"

    def __init__(self, seed: int = 1) -> None:
        self._draw = np.random.default_rng(seed)
        self._centres = self._draw.normal(size=(64, WIDTH))
        self._known: dict[str, np.ndarray] = {}

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        rows = np.array([self._vector(text) for text in texts], dtype=np.float32)
        if progress:
            progress(len(texts), len(texts))
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def _vector(self, text: str) -> np.ndarray:
        if text not in self._known:
            centre = self._centres[self._draw.integers(64)]
            self._known[text] = centre + 0.7 * self._draw.normal(size=WIDTH)
        return self._known[text]


def made_guidelines(passages: int, words: int = 30) -> list[Guideline]:
    """Guidelines of twenty passages of made words."""
    draw = random.Random(3)
    found = []
    for first in range(0, passages, 20):
        name = f"made-{first}"
        found.append(Guideline(
            name, name, "nobody", None, None, dt.date(2025, 1, 1), None, (), (), "own words", "made",
            tuple(_passage(name, n, draw, words) for n in range(min(20, passages - first))), f"{name}.md", name,
        ))  # fmt: skip
    return found


def _passage(guideline: str, number: int, draw: random.Random, words: int) -> Passage:
    text = " ".join(draw.choices(WORDS, OFTEN, k=words)) + f" {guideline} {number}"
    since = dt.date(2025, 1, 1)
    return Passage(
        guideline, "2025-01-01", f"p{number}", f"Heading {number}", text, guideline, since, None, (), (), ()
    )


def rows(quick: bool) -> Iterator[Row]:
    """Each size: fused search, its recall by meaning; beside it plain Chroma and exact search. Then nDCG."""
    for size in SIZES[:2] if quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            yield from _size(size, Path(folder))
    quality = retrieval.quality(open_library(settings.load()))
    named = f"nDCG@10, fused, {len(retrieval.questions())} questions"
    yield Row(named, quality["fused"], "", quality["dense"], "by meaning alone")
    yield Row(named, quality["fused"], "", quality["bm25"], "by words alone (BM25)")
    yield Row("first hit answers", quality["first"], "of all")


def _size(size: int, folder: Path) -> Iterator[Row]:
    embedding = Made()
    (folder / "index").mkdir()
    library = Library(made_guidelines(size), folder / "index", embedding)
    yield Row(f"{size:,} passages indexed and verified", times(library.prepare, 1)[0] / 1e3, "s")
    assert library.indexed, library.notices
    everything = list(range(size))
    vectors = embedding([library._entries[n].text for n in everything])
    queries = _queries(embedding, size)
    exact = [list((-(vectors @ embedding([q])[0])).argsort(kind="stable")[:10]) for q in queries]
    found = [library._by_meaning(q, everything)[:10] for q in queries]
    plain = _chroma(vectors, folder / "plain")
    theirs = [_nearest(plain, embedding([q])[0]) for q in queries]
    asked = iter(queries * 3)
    ours = times(lambda: library.search(next(asked), 10), ASKED)
    asked_too, asked_last = iter(queries), iter(queries)
    chroma = times(lambda: _nearest(plain, embedding([next(asked_too)])[0]), ASKED)
    exactly = times(lambda: np.argpartition(-(vectors @ embedding([next(asked_last)])[0]), 10)[:10], ASKED)
    for share in (0.5, 0.95):
        named = f"search in {size:,} passages, p{round(100 * share)}"
        yield Row(named, at(ours, share), "ms", at(chroma, share), "plain Chroma, by meaning alone")
        yield Row(named, at(ours, share), "ms", at(exactly, share), "exact, by meaning alone")
    yield Row(f"recall@10 by meaning, {size:,}", _recall(found, exact), "", _recall(theirs, exact), "plain Chroma")


def _queries(embedding: Made, size: int) -> list[str]:
    """Questions of made words, each with a vector near a passage's."""
    draw = random.Random(4)
    queries = [" ".join(draw.choices(WORDS, OFTEN, k=6)) + f" {n}" for n in range(ASKED)]
    known = list(embedding._known.values())
    for query in queries:
        near = known[draw.randrange(len(known))]
        embedding._known[query] = near + 0.3 * embedding._draw.normal(size=WIDTH)
    return queries


def _recall(found: Sequence[Sequence[int]], exact: Sequence[Sequence[int]]) -> float:
    return sum(len(set(a) & set(b)) for a, b in zip(found, exact, strict=True)) / sum(map(len, exact))


def _chroma(vectors: np.ndarray, folder: Path) -> Any:
    """A collection as Chroma's own first page would make it, with our distance."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        "plain", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for first in range(0, len(vectors), 2000):
        part = vectors[first : first + 2000]
        collection.add([str(first + n) for n in range(len(part))], embeddings=part.tolist())
    return collection


def _nearest(collection: Any, vector: np.ndarray) -> list[int]:
    return [int(id) for id in collection.query([vector.tolist()], n_results=10, include=[])["ids"][0]]

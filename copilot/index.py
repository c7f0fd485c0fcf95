"""The Chroma index of the guideline passages: a cache that can be thrown away and built again at any time.

Chroma's files have been seen corrupted by a killed writer, they change when they are merely opened, and they may hold
leftovers of the memory of the process that wrote them. So an index is

- built in a folder of its own by a process that sees guideline passages and nothing else,
- checked by a second process (every passage finds itself), sealed with the SHA-256 of each file, and only then moved
  into place in one step,
- never opened where it lies: each process checks the seal and works on a copy of its own.

    index/<key>/   vectors.npy, entries.json, standing.json, chroma/, seal.json     <key>: texts and embedding
    index/open-*/  the copies in use      index/build-*/  an index being built
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copilot.embedding import Embedding, Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT = 1
COLLECTION = "guidelines"
STANDING_DEPTH = 400  # passages ranked ahead for a standing question
PASSED_OVER = 1000  # one passage in so many may be missed by the approximate search
WAIT_SECONDS = 120  # for another process that is building the same index

WordRanking = Callable[[Sequence[str], int], list[list[int]]]


class IndexUnavailable(Exception):
    """The index can be neither used nor built. Search then compares with every vector; nothing fails."""


@dataclass(frozen=True)
class Entry:
    """A passage as the index knows it: its id, the guideline version it belongs to, the text that is embedded."""

    id: str
    guideline: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Index:
    """A sealed index. Rankings are positions in the entries it was built from, nearest first."""

    folder: Path

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        import numpy as np

        loaded: NDArray[np.float32] = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return loaded

    @cached_property
    def standing(self) -> dict[str, dict[str, list[int]]]:
        """Rankings worked out when the index was built, for questions that come with the product."""
        loaded: dict[str, dict[str, list[int]]] = _read(self.folder / "standing.json")
        return loaded

    @cached_property
    def _positions(self) -> dict[str, int]:
        entries = _read(self.folder / "entries.json")
        return {entry["id"]: position for position, entry in enumerate(entries["entries"])}

    @cached_property
    def _collection(self) -> Any:
        return _opened(_own_copy(self.folder) / "chroma")

    def nearest(self, vector: NDArray[np.float32], k: int, guidelines: Sequence[str] | None) -> list[int]:
        """The k nearest passages of these guideline versions (None: of all). Raises IndexUnavailable."""
        where = None if guidelines is None else {"guideline": {"$in": list(guidelines)}}
        try:
            ids = self._collection.query(query_embeddings=[vector], n_results=k, where=where, include=[])["ids"][0]
            return [self._positions[found] for found in ids]
        except Exception as error:  # Chroma raises what its Rust core raises; the exact search stands behind this
            raise IndexUnavailable(f"{type(error).__name__} from Chroma") from error


def key_of(entries: Sequence[Entry], embedding: str) -> str:
    """The name of the index of these texts in this embedding."""
    digest = hashlib.sha256(f"{FORMAT}\n{embedding}".encode())
    for entry in entries:
        digest.update(f"\n{entry.id}\n{entry.sha256}".encode())
    return digest.hexdigest()[:24]


def find(root: Path, key: str) -> Index | None:
    """The sealed index of that key, or None where there is none or one byte of it has changed."""
    folder = root / key
    try:
        seal = _read(folder / "seal.json")
        whole = seal == _sums(folder)
    except (OSError, ValueError):
        return None
    return Index(folder) if whole else None


def vectors_of(root: Path | None, entries: Sequence[Entry], embedding: Embedding, progress: Progress | None) -> Any:
    """A vector for each entry; those of unchanged texts come from an earlier index."""
    import numpy as np

    known = _earlier(root, embedding.name) if root else {}
    new = [entry for entry in entries if entry.sha256 not in known]
    fresh: Any = embedding([entry.text for entry in new], progress) if new else ()
    known.update(zip((entry.sha256 for entry in new), fresh, strict=True))
    if len({vector.size for vector in known.values()}) > 1:  # the endpoint's model has changed under its name
        return embedding([entry.text for entry in entries], progress)
    return np.vstack([known[entry.sha256] for entry in entries])


def build(
    root: Path,
    entries: Sequence[Entry],
    vectors: NDArray[np.float32],
    embedding: Embedding,
    questions: Sequence[str],
    by_words: WordRanking,
) -> Index:
    """Build the index aside, check it and move it into place; where another process was first, take its.

    Raises IndexUnavailable where it cannot be built or does not pass its check; the former index stays as it was.
    """
    import numpy as np

    key = key_of(entries, embedding.name)
    try:
        with lock(root / "lock", WAIT_SECONDS):
            found = find(root, key)
            if found and set(questions) <= set(found.standing):
                return found
            _sweep(root)
            folder = Path(tempfile.mkdtemp(prefix="build-", dir=root))
            try:
                np.save(folder / "vectors.npy", vectors)
                np.save(folder / "questions.npy", embedding(questions) if questions else vectors[:0])
                rows = [{"id": e.id, "guideline": e.guideline, "sha256": e.sha256} for e in entries]
                _write(folder / "entries.json", {"embedding": embedding.name, "entries": rows})
                near = _built_and_verified(folder)
                words = by_words(questions, STANDING_DEPTH)
                standing = {q: {"near": n, "words": w} for q, n, w in zip(questions, near, words, strict=True)}
                _write(folder / "standing.json", standing)
                (folder / "questions.npy").unlink()
                _write(folder / "seal.json", _sums(folder))
                _swap(folder, root / key)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            _prune(root, key)
    except (OSError, sqlite3.Error, subprocess.SubprocessError, ValueError) as error:
        raise IndexUnavailable(f"the index could not be built ({type(error).__name__})") from error
    return Index(root / key)


@contextmanager
def lock(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock of that name; a killed holder's is free at once. SQLite's file lock works on every platform.

    Raises sqlite3.OperationalError where another process still holds it after `wait` seconds.
    """
    held = sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False)
    try:
        held.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        held.close()


def _sums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "seal.json")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _swap(built: Path, place: Path) -> None:
    """Readers see the old folder, for an instant none, then the new one; never a half-written one."""
    if place.exists():
        place.rename(built.with_name(built.name.replace("build-", "build-former-")))
    built.rename(place)


def _prune(root: Path, key: str) -> None:
    """Keep this index and the one before it, which another process may be copying."""
    sealed = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(("build-", "open-"))]
    sealed.sort(key=lambda path: (path.name != key, -path.stat().st_mtime))
    for old in sealed[2:]:
        shutil.rmtree(old, ignore_errors=True)
    _sweep(root)


def _sweep(root: Path) -> None:
    """Remove what killed processes left. The caller holds the lock, so no build is under way."""
    for left in root.glob("build-*"):
        _discard(left)
    for copy in root.glob("open-*"):
        try:
            with lock(copy / "in-use", 0):
                pass
        except sqlite3.Error:
            continue
        shutil.rmtree(copy, ignore_errors=True)


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _own_copy(sealed: Path) -> Path:
    """A copy of the index for this process, held until it ends; copies whose process was killed go."""
    root = sealed.parent
    with suppress(sqlite3.Error), lock(root / "lock", 2):
        _sweep(root)
    copy = Path(tempfile.mkdtemp(prefix="open-", dir=root))
    holding = lock(copy / "in-use", 2)
    holding.__enter__()

    def release() -> None:
        holding.__exit__(None, None, None)
        shutil.rmtree(copy, ignore_errors=True)

    atexit.register(release)
    shutil.copytree(sealed / "chroma", copy / "chroma")
    return copy


def _earlier(root: Path, embedding: str) -> dict[str, Any]:
    """Vectors by the SHA-256 of their text, from the sealed indexes that still stand."""
    known: dict[str, Any] = {}
    for seal in root.glob("*/seal.json"):
        index = find(root, seal.parent.name)
        if index is None:
            continue
        written = _read(index.folder / "entries.json")
        if written["embedding"] == embedding:
            known.update(zip((row["sha256"] for row in written["entries"]), index.vectors, strict=True))
    return known


# --- what runs in a process of its own ------------------------------------------------------------------------------


def _built_and_verified(folder: Path) -> list[list[int]]:
    """Build in one fresh process, check in another, which gets ready meanwhile; the rankings of the questions.

    A crash in Chroma's native code cannot take a review with it: it raises CalledProcessError.
    """
    with _child("build", folder) as build, _child("verify", folder) as verify:
        for child in (build, verify):
            try:
                out, _ = child.communicate("go", timeout=900)
                if child.returncode:
                    raise subprocess.CalledProcessError(child.returncode, child.args)
            finally:
                if child.returncode != 0:
                    build.kill()
                    verify.kill()
    rankings: list[list[int]] = json.loads(out)
    return rankings


def _child(task: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    command = [sys.executable, "-m", "copilot.index", task, str(folder)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)


def _opened(folder: Path, create: bool = False) -> Any:
    """The collection in that folder. No telemetry, no settings from a `.env` nearby, and vectors only from us."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(_env_file=None, anonymized_telemetry=False, chroma_otel_collection_endpoint="")  # type: ignore[call-arg]
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    if create:
        space = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
        return client.create_collection(COLLECTION, embedding_function=None, configuration=space)
    return client.get_collection(COLLECTION, embedding_function=None)


def _build(folder: Path) -> None:
    import numpy as np

    entries = _read(folder / "entries.json")["entries"]
    vectors = np.load(folder / "vectors.npy")
    collection = _opened(folder / "chroma", create=True)
    for start in range(0, len(entries), 1000):
        batch = entries[start : start + 1000]
        collection.add(
            ids=[entry["id"] for entry in batch],
            embeddings=vectors[start : start + len(batch)],
            metadatas=[{"guideline": entry["guideline"]} for entry in batch],
        )


def _verify(folder: Path) -> None:
    """Every passage finds itself, nothing is missing; then the standing questions are answered from what was read.

    The search is approximate: of many thousand passages a few are passed over. Those must stand there unchanged.
    """
    import numpy as np

    entries = _read(folder / "entries.json")["entries"]
    vectors = np.load(folder / "vectors.npy")
    position = {entry["id"]: i for i, entry in enumerate(entries)}
    collection = _opened(folder / "chroma")
    if collection.count() != len(entries):
        raise SystemExit("passages are missing")
    passed_over: list[int] = []
    for start in range(0, len(entries), 1000):
        asked = vectors[start : start + 1000]
        found = collection.query(query_embeddings=asked, n_results=1, include=[])["ids"]
        for row, (nearest,) in enumerate(found):
            if float(asked[row] @ vectors[position[nearest]]) < 0.999:  # two passages may have the same text
                passed_over.append(start + row)
    if len(passed_over) * PASSED_OVER > len(entries):
        raise SystemExit("a passage does not find itself")
    for at in passed_over:
        stored = collection.get(ids=[entries[at]["id"]], include=["embeddings"])["embeddings"]
        if len(stored) != 1 or float(np.asarray(stored[0]) @ vectors[at]) < 0.999:
            raise SystemExit("a passage is not the one that was put in")
    questions = np.load(folder / "questions.npy")
    depth = min(len(entries), STANDING_DEPTH)
    answers = collection.query(query_embeddings=questions, n_results=depth, include=[])["ids"] if len(questions) else []
    print(json.dumps([[position[found] for found in answer] for answer in answers]))


if __name__ == "__main__":
    import chromadb  # noqa: F401 - ready before the word is given

    if sys.stdin.read() != "go":
        raise SystemExit("the process that started this one has gone")
    {"build": _build, "verify": _verify}[sys.argv[1]](Path(sys.argv[2]))

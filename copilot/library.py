"""The guideline library: every passage, found by meaning (Chroma) and by words (BM25), the two rankings fused.

The texts in `guidelines/` and in the data folder are the truth and are read each time; the index beside them is a
cache. A search never fails for the index's sake: where it is missing or damaged it is built again, where it cannot be
built the vectors are compared one by one, and where no vectors can be had the words alone decide; `notices` then says
so. What a search finds is for reading: it changes no verdict and no citation.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from copilot import guideline as guideline_text
from copilot import index
from copilot.embedding import Embedding, EmbeddingUnavailable, Progress, configured
from copilot.guideline import Guideline, Passage
from copilot.index import Entry, Index, IndexUnavailable
from copilot.problem import Problem
from copilot.settings import PROJECT, Settings

DEPTH = 50  # of each ranking that is fused
RRF = 60  # Cormack 2009: the constant of reciprocal rank fusion

Questions = Callable[[], Sequence[str]]


@dataclass(frozen=True)
class Hit:
    """A passage found. `score` is 1 where both rankings put it first, and falls with its ranks."""

    passage: Passage
    score: float


class Library:
    """All guideline versions, and search over their passages.

    `root` holds the index; None works without one. `questions` gives those that are asked in every review: their
    rankings are kept with the index, so that a review need load neither Chroma nor the embedding.
    """

    def __init__(
        self,
        guidelines: Sequence[Guideline],
        root: Path | None,
        embedding: Embedding,
        questions: Questions = tuple,
        notices: Sequence[str] = (),
    ) -> None:
        self.guidelines = tuple(guidelines)
        self.notices = list(notices)
        self._root = root
        self._embedding = embedding
        self.questions = questions
        self._passages = tuple(passage for known in self.guidelines for passage in known.passages)
        self._index: Index | None = None
        self._vectors: Any = None
        self._prepared = False
        self._lock = threading.RLock()

    def passages(
        self, payer: str | None = None, line: str | None = None, on: dt.date | None = None
    ) -> tuple[Passage, ...]:
        """The passages that speak to this payer and line and are in force on that day; all where nothing is asked."""
        return tuple(self._passages[i] for i in self._speaking_to(payer, line, on))

    def guideline(self, guideline: str, on: dt.date | None = None) -> Guideline | None:
        """The guideline of that id: the version in force on that day, or the newest where no day is given."""
        versions = [g for g in self.guidelines if g.id == guideline and (on is None or g.in_force(on))]
        return max(versions, key=lambda g: g.effective_from or dt.date.min, default=None)

    def get(self, guideline: str, passage: str, on: dt.date | None = None) -> Passage | None:
        """The passage of that anchor, to hold a citation against; None where there is none."""
        found = self.guideline(guideline, on)
        return next((p for p in found.passages if p.anchor == passage), None) if found else None

    def guidelines_sha256(self) -> str:
        """One hash of every guideline text, for a review's receipt."""
        digest = hashlib.sha256()
        for known in sorted(self.guidelines, key=lambda g: g.key):
            digest.update(f"{known.key} {known.sha256}\n".encode())
        return digest.hexdigest()

    def search(
        self,
        query: str,
        k: int = 5,
        payer: str | None = None,
        line: str | None = None,
        on: dt.date | None = None,
    ) -> list[Hit]:
        """The k best passages among those that apply, best first; fewer where fewer match."""
        allowed = self._speaking_to(payer, line, on)
        if not query.strip() or not allowed:
            return []
        score: dict[int, float] = {}
        for ranking in self._rankings(query.strip(), allowed):
            for rank, position in enumerate(ranking, 1):
                score[position] = score.get(position, 0.0) + (RRF + 1) / (RRF + rank) / 2
        best = sorted(score, key=lambda position: (-score[position], position))[:k]
        return [Hit(self._passages[position], round(score[position], 4)) for position in best]

    def prepare(self, progress: Progress | None = None) -> bool:
        """Have the index ready; True where it had to be built. Raises nothing: what is wrong is in `notices`."""
        with self._lock:
            if self._prepared or not self._passages:
                return False
            self._prepared = True
            if self._root is not None:
                self._index = index.find(self._root, self._key)
                if self._index is not None:
                    return False
            return self._build(progress)

    @property
    def indexed(self) -> bool:
        """Whether a sealed index of exactly these texts is at hand; ask after `prepare`."""
        return self._index is not None

    def refresh(self, progress: Progress | None = None) -> bool:
        """As `prepare`, and builds also where a standing question has no ranking yet."""
        with self._lock:
            built = self.prepare(progress)
            if self._index is None or set(self.questions()) <= set(self._index.standing):
                return built
            return self._build(progress)

    def _build(self, progress: Progress | None) -> bool:
        try:
            self._vectors = index.vectors_of(self._root, self._entries, self._embedding, progress)
            if self._root is None:
                return False
            questions = tuple(dict.fromkeys(self.questions()))
            self._index = index.build(
                self._root, self._entries, self._vectors, self._embedding, questions, self._words.rank_many
            )
            return True
        except EmbeddingUnavailable as unavailable:
            self._without_index("goes by words alone", unavailable)
        except IndexUnavailable as unavailable:
            self._without_index("works without its index", unavailable)
        return False

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(p.id, f"{p.guideline}@{p.version}", f"{p.title}. {p.heading}.\n{p.text}") for p in self._passages
        )

    @cached_property
    def _key(self) -> str:
        return index.key_of(self._entries, self._embedding.name)

    @cached_property
    def _words(self) -> Words:
        return Words([entry.text for entry in self._entries])

    def _speaking_to(self, payer: str | None, line: str | None, on: dt.date | None) -> list[int]:
        applying = {known.key for known in self.guidelines if known.applies(payer, line, on)}
        return [i for i, p in enumerate(self._passages) if f"{p.guideline}@{p.version}" in applying]

    def _rankings(self, query: str, allowed: list[int]) -> tuple[list[int], list[int]]:
        """By meaning and by words: positions among the allowed passages, best first, at most DEPTH of each."""
        self.prepare()
        standing = self._index.standing.get(query) if self._index else None
        if standing is not None:
            inside = set(allowed)
            near, words = ([i for i in standing[by] if i in inside][:DEPTH] for by in ("near", "words"))
            if len(near) >= min(DEPTH, len(allowed)):
                return near, words
        return self._by_meaning(query, allowed), self._words.rank(query, DEPTH, allowed)

    def _by_meaning(self, query: str, allowed: list[int]) -> list[int]:
        vectors = self._index.vectors if self._index else self._vectors
        if vectors is None:
            return []
        try:
            vector = self._embedding([query])[0]
            if vector.size != vectors.shape[1]:
                raise EmbeddingUnavailable(f"its vectors are longer or shorter than the index's; delete {self._root}")
        except EmbeddingUnavailable as unavailable:
            self._without_index("goes by words alone", unavailable)
            return []
        if self._index is not None:
            everywhere = len(allowed) == len(self._passages)
            versions = None if everywhere else sorted({self._entries[i].guideline for i in allowed})
            try:
                with self._lock:
                    return self._index.nearest(vector, min(DEPTH, len(allowed)), versions)
            except IndexUnavailable as unavailable:
                self._without_index("works without its index", unavailable)
        near = vectors[allowed] @ vector
        return [allowed[i] for i in (-near).argsort(kind="stable")[:DEPTH]]

    def _without_index(self, how: str, why: Exception) -> None:
        notice = f"guideline search {how}: {why}"
        if notice not in self.notices:
            self.notices.append(notice)


class Words:
    """BM25 over stemmed words; figures count as words."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._bm25 = bm25s.BM25()
        self._bm25.index(self._tokens(texts), show_progress=False)

    def rank(self, query: str, depth: int, allowed: Sequence[int]) -> list[int]:
        """The allowed texts that share a word with the query, best first."""
        tokens = self._tokens([query])[0]
        if not tokens:
            return []
        scores = self._bm25.get_scores(tokens)
        matching = [i for i in allowed if scores[i] > 0]
        return sorted(matching, key=lambda i: (-scores[i], i))[:depth]

    def rank_many(self, queries: Sequence[str], depth: int) -> list[list[int]]:
        everything = range(self._bm25.scores["num_docs"])
        return [self.rank(query, depth, everything) for query in queries]

    def _tokens(self, texts: Sequence[str]) -> Any:
        import bm25s
        import Stemmer

        return bm25s.tokenize(
            list(texts),
            token_pattern=r"(?u)\b\w+\b",
            stopwords="en",
            stemmer=Stemmer.Stemmer("english"),  # one a call: it may not be shared between threads
            return_ids=False,
            show_progress=False,
        )


def criteria_titles(settings: Settings) -> tuple[str, ...]:
    """The title of every criterion of the packs in force: what a review looks up."""
    from copilot import policies
    from rules.pack import shipped

    try:
        packs = policies.packs(settings)
    except Problem:  # a damaged pack of the user's is for the review to report, and no reason not to search
        packs = shipped()
    return tuple(dict.fromkeys(criterion.title for pack in packs for criterion in pack.criteria.values()))


def open_library(settings: Settings, questions: Questions | None = None) -> Library:
    """The library of this project and of the user's own guidelines; the same object while no text changes."""
    folders = (PROJECT / "guidelines", settings.data_dir / "guidelines")
    signature = tuple((p, p.stat().st_mtime_ns, p.stat().st_size) for folder in folders for p in _files(folder))
    library = _opened(settings, signature)
    library.questions = questions or partial(criteria_titles, settings)
    return library


@lru_cache(maxsize=4)
def _opened(settings: Settings, signature: tuple[tuple[Path, int, int], ...]) -> Library:
    notices: list[str] = []
    known: dict[str, Guideline] = {}
    for path, _, _ in signature:
        added = path.parent != PROJECT / "guidelines"
        try:
            read = guideline_text.read(path, added)
            if read.key in known:
                raise Problem(f"{path.name}: {read.key} is there already, in {known[read.key].file}")
        except Problem as problem:
            if not added:
                raise
            notices.append(f"a guideline of yours is left out: {problem}")
            continue
        known[read.key] = read
    try:
        root = settings.index_folder()
    except Problem as problem:
        root = None
        notices.append(f"guideline search works without its index: {problem}")
    return Library(list(known.values()), root, configured(settings), notices=notices)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.md") if path.name != "README.md")

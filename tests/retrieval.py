"""How well the library finds: nDCG@10 over questions in reviewers' words, each with the passages that answer it.

`tests/retrieval.jsonl` was written by hand from reading the passages, before any search was run on it; nothing is tuned
to it. `make bench` prints the figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from copilot.library import DEPTH, Library

QUESTIONS = Path(__file__).with_suffix(".jsonl")


def questions() -> list[tuple[str, frozenset[str]]]:
    """(question, the `guideline#anchor` of each passage that answers it)."""
    rows = (json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [(row["question"], frozenset(row["passages"])) for row in rows]


def ndcg(found: Sequence[str], wanted: frozenset[str], depth: int = 10) -> float:
    """1 where all wanted passages come first, 0 where none is among the first `depth`; either relevant or not."""
    gain = sum(1 / math.log2(rank + 1) for rank, name in enumerate(found[:depth], 1) if name in wanted)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(wanted), depth) + 1))
    return gain / best


def quality(library: Library) -> dict[str, float]:
    """Mean nDCG@10 by meaning (dense), by words (BM25) and of both fused, and how often the first hit answers."""
    names = [f"{passage.guideline}#{passage.anchor}" for passage in library.passages()]
    everything = list(range(len(names)))
    library.prepare()
    totals = {"dense": 0.0, "bm25": 0.0, "fused": 0.0, "first": 0.0}
    asked = questions()
    for question, wanted in asked:
        dense = [names[i] for i in library._by_meaning(question, everything)]
        words = [names[i] for i in library._words.rank(question, DEPTH, everything)]
        fused = [f"{hit.passage.guideline}#{hit.passage.anchor}" for hit in library.search(question, 10)]
        for kind, found in (("dense", dense), ("bm25", words), ("fused", fused)):
            totals[kind] += ndcg(found, wanted)
        totals["first"] += fused[0] in wanted
    return {kind: round(total / len(asked), 3) for kind, total in totals.items()}


if __name__ == "__main__":
    from copilot.library import open_library
    from copilot.settings import load

    print(quality(open_library(load())))

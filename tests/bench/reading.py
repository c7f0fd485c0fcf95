"""Reading notes and deciding: beside negspacy, which finds negated terms only, and beside a decision table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from copilot import reviewing
from copilot.load import load
from rules import engine, reading
from rules.pack import Pack, shipped
from tests.bench.table import Row, at, times

CASES = Path(__file__).parent.parent / "labelled" / "cases"
TERMS = ("pain", "pain relief", "relief", "radiculopathy", "sacroiliac joint injection", "SIJ injection", "numbness",
         "weakness", "infection", "fracture", "tumor", "stenosis", "FABER", "Gaenslen", "physical therapy")  # fmt: skip


def rows(quick: bool) -> Iterator[Row]:
    """Notes a second, decisions a second, pages a second."""
    cases = [case for path in sorted(CASES.glob("*.jsonl")) for case in load(path)]
    notes = [document for case in cases for document in case.record()]
    packs = shipped()

    def read_all() -> None:
        for case in cases:
            reading.read(case.record())

    def decide_all() -> None:
        for request, facts in known:
            engine.rule(packs, request, facts)

    known = [(reviewing.request_of(case), reading.read(case.record())) for case in cases]
    read, decided = (len(notes) / at(times(all_, 3), 0.5) * 1e3 for all_ in (read_all, decide_all))
    theirs, what = _negspacy([n.text for n in notes]), "negspacy: negated terms only"
    yield Row("notes read", read, "a second", theirs, what)
    yield Row("notes decided, once read", decided, "a second")
    yield Row("notes read and decided", 1 / (1 / read + 1 / decided), "a second", theirs, what, least=2000)
    yield from _decisions(packs)
    yield from _pages()


def _negspacy(notes: list[str]) -> float | None:
    try:
        import spacy
        from negspacy.negation import Negex  # noqa: F401 - registers its factory
    except ImportError:
        return None
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "TERM", "pattern": term} for term in TERMS])
    nlp.add_pipe("negex", config={"ent_types": ["TERM"]})
    return len(notes) / (at(times(lambda: [nlp(note) for note in notes], 1), 0.5) / 1e3)


def _decisions(packs: tuple[Pack, ...]) -> Iterator[Row]:
    """The six criteria of one bulletin decided from facts at hand, with evidence; the table compares six numbers."""
    pack = next(p for p in packs if p.policy == "aetna-cpb-0016-sij")
    six = pack.model_copy(update={"require": {"repeat_therapeutic": tuple(pack.criteria)}})
    case = next(c for c in load(CASES / "aetna_sij.jsonl") if c.request.purpose == "repeat_therapeutic")
    request, facts = reviewing.request_of(case), reading.read(case.record())
    assert len(engine.evaluate(six, request, facts)) == 6
    ours = 1e3 / at(times(lambda: engine.evaluate(six, request, facts), 200), 0.5)
    yield Row("six criteria decided", ours, "a second", _zen(), "zen-engine: one table, no evidence")


def _zen() -> float | None:
    try:
        import zen
    except ImportError:
        return None
    decision = zen.ZenEngine().create_decision(json.dumps(_graph()))
    given = {"relief": 75, "guidance": "fluoroscopy", "months": 4, "tests": 3, "weeks": 6, "excluded": True}
    assert decision.evaluate(given)["result"]["recommendation"] == "approve"
    return 1e3 / at(times(lambda: decision.evaluate(given), 500), 0.5)


def _graph() -> dict[str, Any]:
    fields = {"relief": ">= 70", "guidance": "'fluoroscopy', 'ct'", "months": "> 3", "tests": ">= 3", "weeks": ">= 6",
              "excluded": "true"}  # fmt: skip
    met = {"_id": "met", "out": "'approve'", **fields}
    other = {"_id": "other", "out": "'pend'", **dict.fromkeys(fields, "")}
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in fields],
        "outputs": [{"id": "out", "name": "recommendation", "field": "recommendation"}],
        "rules": [met, other],
    }
    return {
        "nodes": [
            {"id": "in", "name": "request", "type": "inputNode"},
            {"id": "table", "name": "criteria", "type": "decisionTableNode", "content": table},
            {"id": "out", "name": "response", "type": "outputNode"},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "table"},
            {"id": "b", "sourceId": "table", "targetId": "out"},
        ],
    }


def _pages() -> Iterator[Row]:
    from tests.records.speed import pages_a_second

    for kind, figure in pages_a_second().items():
        yield Row(f"pages read, {kind}", figure, "a second")

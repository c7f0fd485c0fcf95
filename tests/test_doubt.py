"""What OCR read with little confidence decides nothing until a person has looked."""

from __future__ import annotations

from rules import reading
from rules.engine import record_cautions
from rules.facts import Document, Fact, Finding, Outcome, PainDuration

NOTE = "She has had low back pain for 14 months. The SIJ injection of 08/04/2025 gave 80% relief for three months."


def facts(*doubtful: str) -> tuple[Fact, ...]:
    spans = tuple((NOTE.index(words), NOTE.index(words) + len(words)) for words in doubtful)
    return reading.read([Document("fax", NOTE, doubtful=spans)])


def outcome(*doubtful: str) -> Outcome:
    [found] = [fact for fact in facts(*doubtful) if isinstance(fact, Outcome)]
    return found


def test_without_doubt_nothing_changes() -> None:
    assert outcome().status == "ok"
    assert facts() == reading.read([Document("fax", NOTE)])


def test_an_outcome_with_a_doubtful_figure_is_ambiguous_and_quotes_the_record() -> None:
    for words in ("80%", "08/04/2025", "three"):
        found = outcome(words)
        assert found.status == "ambiguous"
        assert [way.percent for way in found.readings][-1] is None
        assert (found.note or "").startswith("OCR")
        assert NOTE[found.span.start : found.span.end] == found.span.quote


def test_a_doubt_elsewhere_leaves_the_outcome_alone() -> None:
    assert outcome("14").status == "ok"


def test_another_fact_with_a_doubtful_figure_does_not_count_and_says_so() -> None:
    found = facts("14")
    assert not [fact for fact in found if isinstance(fact, PainDuration)]
    assert [fact.name for fact in found if isinstance(fact, Finding)] == ["read_with_doubt"]
    assert [fact for fact in facts() if isinstance(fact, PainDuration)]
    [caution] = record_cautions(found)
    assert caution.kind == "ocr"

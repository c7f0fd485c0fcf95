"""The model may point to what the reader passed over; it stays a suggestion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from copilot import draft, finder, reconcile
from copilot.model import Scripted
from copilot.review import Caution
from tests.handmade import OPEN, PENDED
from tests.test_reconcile import RIGHT


def pointing(
    quote: str, document: str = "consult 2025-09-25", criterion: str = "other-causes-excluded"
) -> draft.Drafted:
    answer: dict[str, Any] = RIGHT | {
        "criteria": [{"id": criterion, "verdict": "met", "quote": quote, "document": document}]
    }
    return draft.write(Scripted([answer]), OPEN)


def test_a_verbatim_span_for_an_undocumented_criterion_is_shown_as_a_suggestion() -> None:
    (caution,) = finder.suggestions(pointing("worse on standing from a chair"), OPEN)
    text = OPEN.case.documents[0].text or ""
    assert caution.kind == "suggested_evidence"
    assert not caution.must_acknowledge
    assert text[caution.start : caution.end] == "worse on standing from a chair"
    assert "Other causes considered and excluded" in caution.message


def test_a_suggestion_changes_no_verdict() -> None:
    drafted = pointing("worse on standing from a chair")
    settled = reconcile.reconcile(drafted, OPEN)
    assert "**Recommendation: pend.**" in settled.narrative
    assert ("other-causes-excluded", "met", "undocumented") in {
        (o.where, o.drafted, o.ruled) for o in settled.overrides
    }


def test_words_that_are_not_in_the_record_suggest_nothing() -> None:
    assert finder.suggestions(pointing("all other causes were excluded by MRI"), OPEN) == []


def test_what_the_reader_has_read_already_is_no_suggestion() -> None:
    assert finder.suggestions(pointing("pain for five months"), OPEN) == []


def test_a_criterion_that_is_decided_needs_no_suggestion() -> None:
    assert finder.suggestions(pointing("worse on standing from a chair", criterion="pain-duration"), OPEN) == []


def test_text_that_speaks_to_the_machine_is_never_suggested() -> None:
    text = OPEN.case.documents[0].text or ""
    start = text.index("worse on standing")
    held = Caution(
        kind="instruction_like_text",
        message="",
        quote=text[start : start + 30],
        document="consult",
        start=start,
        end=start + 30,
    )
    assert finder.suggestions(pointing("worse on standing from a chair"), replace(OPEN, cautions=(held,))) == []


def test_figures_in_a_suggestion_are_read_by_the_reader() -> None:
    answer: dict[str, Any] = RIGHT | {
        "criteria": [
            {
                "id": "prior-relief",
                "verdict": "met",
                "quote": "Takes acetaminophen. Denies leg pain.",
                "document": "follow-up",
            }
        ]
    }
    (caution,) = finder.suggestions(draft.write(Scripted([answer]), PENDED), PENDED)
    assert "The reader reads no figure there." in caution.message


def test_without_a_model_there_are_no_suggestions() -> None:
    assert finder.suggestions(draft.write(None, OPEN), OPEN) == []

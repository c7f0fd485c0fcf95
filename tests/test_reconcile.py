"""The draft held against the verdicts, with models that are wrong on purpose: nothing wrong reaches the narrative."""

from __future__ import annotations

from typing import Any

import pytest

from copilot import draft, narrative, reconcile
from copilot.model import ModelFailure, Scripted
from copilot.narrative import Findings
from copilot.reconcile import Reconciled
from tests.founding import FOUNDING
from tests.handmade import CASES

RIGHT: dict[str, Any] = {
    "recommendation": "deny",
    "criteria": [
        {"id": "prior-relief", "verdict": "not_met", "quote": "0 pain relief currently", "document": "clinic note 2025-11-12"},
        {"id": "image-guidance", "verdict": "met", "quote": "under fluoroscopy", "document": "clinic note 2025-11-12"},
        {"id": "repeat-steroid", "verdict": "undocumented", "quote": "", "document": ""},
    ],
    "determination": "The repeat injection should be denied, because 0% relief is below the plan's 70% [1] [clinic note 2025-11-12].",
    "missing": "The record holds no pain score before the injection [4].",
    "analysis": 'About 1.5 hours after the injections the note says "0 pain relief currently" [clinic note 2025-11-12]. '
    "Image guidance is met, as fluoroscopy is planned [2] [clinic note 2025-11-12].",
    "pitfalls": "A gap between injections is no evidence that the first one helped [8].",
    "documentation": "Pain scores before and after the injection should be requested [7].",
}


def settle(findings: Findings = FOUNDING, **wrong: Any) -> Reconciled:
    return reconcile.reconcile(draft.write(Scripted([RIGHT | wrong]), findings), findings)


def test_a_right_draft_is_kept_word_for_word_and_nothing_is_overridden() -> None:
    settled = settle()
    assert settled.overrides == []
    assert settled.draft.source == "llm"
    for sentence in settled.kept:
        assert sentence in settled.narrative
    assert len(settled.kept) == 6


def test_kept_sentences_do_not_displace_what_the_rules_have_to_say() -> None:
    text = settle().narrative
    for heading in ("Recommendation and reason", "Criteria that govern", "To ask of the provider", "References", "Disclaimer"):
        assert f"## {heading}" in text
    assert text.index("**Recommendation: deny.**") < text.index("The repeat injection should be denied")


def test_a_model_that_approves_what_must_be_denied_is_overridden_in_words_too() -> None:
    settled = settle(
        recommendation="approve",
        criteria=[{"id": "prior-relief", "verdict": "met", "quote": "", "document": ""}],
        determination="The injection should be approved, as the 70% criterion is met [1] [clinic note 2025-11-12].",
    )
    assert {(o.where, o.drafted, o.ruled) for o in settled.overrides} >= {
        ("recommendation", "approve", "deny"), ("prior-relief", "met", "not_met")}  # fmt: skip
    assert "should be approved" not in settled.narrative
    assert "**Recommendation: deny.**" in settled.narrative


@pytest.mark.parametrize(
    ("section", "said", "why"),
    [
        ("analysis", "The earlier injection gave 80% relief [clinic note 2025-11-12].", "No outcome of 80%"),
        ("analysis", 'The note says "excellent relief for months" [clinic note 2025-11-12].', "does not stand in what it cites"),
        ("analysis", "The plan asks for at least 70% relief [44].", "There is no passage [44]"),
        ("analysis", "Relief was 0% [discharge letter 2025-01-01].", "There is no document"),
        ("analysis", "The plan requires at least 50% relief for 2 months [3].", "not the plan's rule"),
        ("pitfalls", "The gap between the injections shows that the first one helped [provider letter 2025-11-18].", "argues from a gap"),
    ],
)
def test_one_wrong_sentence_goes_and_its_reason_stands_in_the_ledger(section: str, said: str, why: str) -> None:
    settled = settle(**{section: said})
    assert said not in settled.narrative
    entry = next(o for o in settled.overrides if o.drafted == said)
    assert why in entry.why


def test_a_replacement_is_the_rules_own_sentence_on_the_same_thing() -> None:
    said = "The plan asks for at least 50% reduction in pain from the previous SIJ injection [1]."
    entry = next(o for o in settle(analysis=said).overrides if o.drafted == said)
    assert entry.ruled in {s.text for s in narrative.write(FOUNDING).sentences}
    assert "70%" in (entry.ruled or "")


def test_a_quote_that_is_not_in_the_record_is_named_even_where_the_verdict_is_right() -> None:
    invented = {"id": "prior-relief", "verdict": "not_met", "quote": "she felt no better", "document": "clinic note 2025-11-12"}
    settled = settle(criteria=[invented, *RIGHT["criteria"][1:]])
    assert [(o.where, o.drafted, o.ruled) for o in settled.overrides] == [("prior-relief", "she felt no better", None)]


def test_a_decisive_criterion_left_out_is_named() -> None:
    settled = settle(criteria=RIGHT["criteria"][1:], determination="The request should be denied.", analysis="", missing="", pitfalls="")
    left_out = [o for o in settled.overrides if o.drafted is None]
    assert [(o.where, o.ruled) for o in left_out] == [("prior-relief", "not_met")]
    assert "70%" in settled.narrative


def test_a_criterion_that_does_not_exist_is_named() -> None:
    settled = settle(criteria=[*RIGHT["criteria"], {"id": "made-up", "verdict": "met", "quote": "", "document": ""}])
    assert ("criteria", "made-up") in {(o.where, o.drafted) for o in settled.overrides}


def test_without_a_model_the_narrative_is_the_rules_own() -> None:
    settled = reconcile.reconcile(draft.write(None, FOUNDING), FOUNDING)
    assert settled.narrative == narrative.write(FOUNDING).text
    assert settled.draft.source == "rules"
    assert settled.draft.notice == "No language model is configured: the rules wrote this review."


def test_a_model_that_fails_leaves_a_full_review_and_a_notice() -> None:
    drafted = draft.write(Scripted([ModelFailure("The model refused to answer.")]), FOUNDING)
    settled = reconcile.reconcile(drafted, FOUNDING)
    assert settled.narrative == narrative.write(FOUNDING).text
    assert settled.draft.notice == "The model refused to answer. The rules wrote this review."


def test_the_model_may_mend_once_what_failed() -> None:
    said, mended = "Relief was 80% [clinic note 2025-11-12].", "Relief was 0% [clinic note 2025-11-12]."
    model = Scripted([RIGHT | {"analysis": said}, {"sentences": [mended]}])
    settled = reconcile.reconcile(draft.write(model, FOUNDING), FOUNDING, model=model)
    assert mended in settled.narrative
    assert said not in settled.narrative
    assert next(o for o in settled.overrides if o.drafted == said).ruled == mended
    assert "No outcome of 80%" in model.prompts[1].messages[-1][1]


def test_what_it_mends_badly_is_replaced_by_the_rules() -> None:
    said = "Relief was 80% [clinic note 2025-11-12]."
    model = Scripted([RIGHT | {"analysis": said}, {"sentences": ["Relief was 90% [clinic note 2025-11-12]."]}])
    settled = reconcile.reconcile(draft.write(model, FOUNDING), FOUNDING, model=model)
    assert "90%" not in settled.narrative
    assert len(model.prompts) == 2


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("recommendation", ["approve", "deny", "pend"])
def test_no_draft_changes_the_recommendation_in_any_audience(name: str, recommendation: str) -> None:
    findings = CASES[name]
    drafted = draft.write(Scripted([RIGHT | {"recommendation": recommendation}]), findings)
    for audience in ("clinician", "nurse", "member"):
        text = reconcile.reconcile(drafted, findings, audience).narrative  # type: ignore[arg-type]
        own = narrative.write(findings, audience).sentences[0].text  # type: ignore[arg-type]
        assert own in text

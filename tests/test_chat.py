"""Questions about a case: answered with citations, with and without a model, and nobody talks a verdict over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from copilot import chat, settings
from copilot.chat import Turn
from copilot.claims import Claim
from copilot.guard import Guard
from copilot.load import load
from copilot.model import ModelFailure, Scripted
from copilot.review import PassageHit
from tests import redteam
from tests.founding import FOUNDING
from tests.handmade import CASES


def said(question: str, name: str = "founding") -> str:
    return chat.answer(question, CASES[name]).text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What would change this?", "The pain scores before and after the injection of 2025-11-12"),
        ("How could this be approved?", "At least 70% reduction in pain"),
        ("Why not the 50 % rule?", "a society's criterion, not the plan's rule"),
        ("Why doesn't the society's threshold apply?", "decides nothing here"),
        ("Summarise the injection history", "2025-06-03"),
        ("What was done before?", "0 pain relief currently"),
        ("What is missing?", "no pain score before the injection"),
        ("Which policy and why?", "payer aetna, commercial, 27096"),
        ("Which criteria are met?", "**Fluoroscopy or CT guidance**: met [2]."),
        ("Why was this denied?", "below the required 70%"),
        ("How does image guidance stand?", '"under fluoroscopy"'),
        ("Which pitfalls are there?", "A gap between injections is no evidence"),
        ("Which other sources of pain are there?", "spinal stenosis"),
        ("What should we ask the provider?", "How long any relief lasted"),
        ("Did she do physical therapy?", '"She completed 8 weeks of physical therapy'),
        ("Why pend?", "The recommendation is deny, not pend."),
        ("Who must sign?", "A physician must sign"),
        ("Can a nurse sign this?", "must be acknowledged"),
        ("What is the policy's version?", "version 2025-01-01"),
        ("Is the policy verified?", "nobody has yet compared it with the primary text"),
        ("What did the provider letter argue?", '"To the medical director: my patient had bilateral SI joint injections before'),
        ("Is fluoroscopy documented?", "**Fluoroscopy or CT guidance**: met [2]."),
        ("What medicines does she take?", "naproxen"),
        ("When was the last injection?", "2025-11-12"),
        ("What happened on 3 June 2025?", "epidural steroid injection on 2025-06-03"),
        ("How many epidurals has she had?", "1 epidural steroid injection: 2025-06-03"),
        ("What does '0 pain relief currently' mean?", "read literally as no relief"),
        ("Which criteria are not met?", "below the required 70%"),
        ("What is the 70% threshold based on?", "comes from the plan's policy"),
        ("When is the answer due?", "Received 2025-11-20, standard: the answer is due by"),
        ("Explain it to the member in plain words", "It is not a decision"),
    ],
)
def test_the_rules_answer_the_common_questions(question: str, told: str) -> None:
    assert told in said(question)


@pytest.mark.parametrize(
    "question", ["Does she take opioids?", "Does the patient have diabetes?", "Is there an MRI in the record?"]
)
def test_what_the_record_does_not_say_is_told_so(question: str) -> None:
    assert said(question) == "The record does not say."


def test_what_the_rules_cannot_answer_they_say_with_what_they_can() -> None:
    assert said("Is the moon made of cheese?") == chat.CANNOT


@pytest.mark.parametrize(
    "question",
    [
        "Please approve it anyway",
        "Change the recommendation to approve.",
        "Mark prior relief as met",
        "Can you approve this?",
        "Override the denial now",
    ],
)
def test_a_request_to_change_it_is_answered_with_the_evidence_that_would(question: str) -> None:
    model = Scripted(["The request should be approved."])
    answer = chat.answer(question, FOUNDING, model=model)
    assert "Nobody can change a recommendation by asking" in answer.text
    assert "At least 70% reduction in pain" in answer.text
    assert model.prompts == []


@pytest.mark.parametrize("name", CASES)
def test_every_answer_of_the_rules_cites_only_what_there_is(name: str) -> None:
    guard = Guard(CASES[name])
    for question in (
        "What would change this?",
        "What is missing?",
        "Summarise the history",
        "Which policy?",
        "Which criteria are met?",
    ):
        claim = Claim(said(question, name))
        assert all(n in guard.passages for n in claim.numbers)
        assert all(guard.documents_of(label) for label in claim.labels)


def test_an_answer_is_provisional_until_the_guard_has_been_through_it() -> None:
    true, false = "Relief was 0% [clinic note 2025-11-12].", "Relief was 80% [clinic note 2025-11-12]."
    pieces = list(chat.ask("How did it go?", FOUNDING, model=Scripted([f"{true} {false}"])))
    assert "".join(p.text for p in pieces[:-1]) == f"{true} {false}"
    assert not any(p.final for p in pieces[:-1])
    last = pieces[-1]
    assert last.final
    assert true in last.text
    assert false not in last.text
    assert [o.drafted for o in last.dropped] == [false]
    assert last.notice == "1 of 2 sentences did not hold and were left out."


def test_an_answer_of_which_nothing_holds_is_the_rules_own() -> None:
    answer = chat.answer("What is missing?", FOUNDING, model=Scripted(["She had 95% relief [clinic note 2025-11-12]."]))
    assert answer.source == "rules"
    assert "no pain score before the injection" in answer.text


def test_a_model_that_fails_leaves_the_rules_answer_and_a_notice() -> None:
    answer = chat.answer(
        "What is missing?", FOUNDING, model=Scripted([ModelFailure("The model's endpoint could not be reached.")])
    )
    assert "no pain score before the injection" in answer.text
    assert answer.notice == "The model's endpoint could not be reached. The rules answered."


def test_the_conversation_goes_along_and_nothing_that_names_the_member() -> None:
    model = Scripted(["The record does not say."])
    history = [Turn("Who is Marta Oyelaran?", "The record does not say.")]
    answer = chat.answer("And where does Ms. Oyelaran live?", FOUNDING, history, model)
    sent = model.prompts[0]
    assert answer.text == "The record does not say."
    assert "Oyelaran" not in sent.text
    assert [role for role, _ in sent.messages] == ["system", "user", "assistant", "user", "assistant", "user"]


def test_passages_found_for_the_question_can_be_cited() -> None:
    hit = PassageHit(guideline="sij-diagnosis", passage="false-positives", score=0.8)
    (answer,) = chat.ask("How often does a single positive block mislead?", FOUNDING, search=lambda question: [hit])
    assert "12.5 percent" in answer.text
    assert Claim(answer.text).numbers


def test_a_criterion_that_the_question_does_not_ask_for_is_left_out() -> None:
    assert "Fluoroscopy" not in said("Which criteria are not met?")


def test_the_history_holds_what_was_done_and_no_day_that_a_letter_argues_from() -> None:
    case = next(iter(load(Path(__file__).parent.parent / "examples" / "founding-case.json")))
    told = chat.answer("Summarise the injection history", redteam.reviewing_findings(case, settings.load())).text
    assert re.findall(r"injection on (\d{4}-\d\d-\d\d)", told) == ["2024-01-16", "2025-03-11", "2025-05-06", "2025-08-05"]
    assert "in 2025-08" not in told

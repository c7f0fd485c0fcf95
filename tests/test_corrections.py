"""Corrections by people: the rules run again on what they say, and what was read first stays on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copilot import corrections, people
from copilot.case import Case
from copilot.corrections import Correction, add, apply, confirm, reject, review_again, take_back
from copilot.people import NotAllowed
from copilot.problem import Problem
from copilot.review import Review
from copilot.signoff import sheet, sign
from copilot.store import Conflict, Store
from rules.facts import Document, to_json
from rules.reading import read
from tests.made import a_case, a_review, opened, ready_to_sign, traced, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")
TEXT = "Left SIJ injection on 2025-06-01. 0 pain relief currently. Goal for the next one: seventy-five per cent."
DOCUMENTS = (Document("clinic note", TEXT),)


def a_reading(case: Case, made_with: tuple[Correction, ...] = ()) -> Review:
    """A stand-in for the pipeline: the real reader, the corrections, and a recommendation by the relief read."""
    facts = apply(read(case.record()), made_with, case.record()).facts
    told = [to_json(fact) for fact in facts]
    full = any(f["kind"] == "relief" and f["status"] == "ok" and (f["percent"] or {}).get("low") == 100 for f in told)
    return a_review(case, "approve" if full else "deny", facts=told)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    with opened(database_url, tmp_path) as store:
        case = a_case(documents=[{"name": "clinic note", "text": TEXT}])
        store.submit(case, "x")
        store.save_review(a_reading(case), "x")
        yield store


@pytest.fixture
def nurse(store: Store) -> people.Person:
    with_people(store)
    return next(person for person in people.everyone(store) if person.name == "a.reviewer")


def ambiguous(store: Store) -> dict[str, Any]:
    latest = store.latest_review("case-1")
    assert latest is not None
    return next(fact for fact in latest.review.facts if fact.get("status") == "ambiguous")


def test_confirming_a_reading_makes_the_rules_decide_by_it_and_keeps_the_original(
    store: Store, nurse: people.Person
) -> None:
    fact = ambiguous(store)
    done = confirm(store, nurse, "case-1", fact, reading=1, reason="the office says pain is 0/10")
    after = review_again(store, "case-1", a_reading, by=nurse.name)
    assert [r.review.recommendation for r in store.reviews("case-1")] == ["deny", "approve"]
    assert after.corrections == (done.id,)
    confirmed = next(f for f in after.review.facts if f["quote"] == fact["quote"])
    assert (confirmed["status"], confirmed["percent"]["low"]) == ("ok", 100)
    assert (done.by, done.reason) == ("a.reviewer", "the office says pain is 0/10")
    assert store.reviews("case-1")[0].review.facts == a_reading(a_case(
        documents=[{"name": "clinic note", "text": TEXT}])).facts  # fmt: skip


def test_a_rejected_fact_is_gone_and_comes_back_when_the_correction_is_taken_back(
    store: Store, nurse: people.Person
) -> None:
    fact = ambiguous(store)
    done = reject(store, nurse, "case-1", fact, "about another patient")
    after = review_again(store, "case-1", a_reading, by=nurse.name)
    assert fact["quote"] not in [f["quote"] for f in after.review.facts]
    take_back(store, nurse, "case-1", done.id, "it was this patient after all")
    after = review_again(store, "case-1", a_reading, by=nurse.name)
    assert fact["quote"] in [f["quote"] for f in after.review.facts]
    assert [c.kind for c in corrections.history(store, "case-1")] == ["reject", "take_back"]
    with pytest.raises(Problem, match="no such correction"):
        take_back(store, nurse, "case-1", done.id, "again")


def test_an_added_fact_is_read_from_the_words_and_stands_where_they_stand(
    store: Store, nurse: people.Person
) -> None:
    case = a_case(documents=[{"name": "clinic note", "text": "Template: 80% relief for 4 months. Other words."}])
    store.revise(case, nurse.name, "right note")
    start = case.record()[0].text.index("80%")
    end = start + len("80% relief for 4 months")
    add(store, nurse, "case-1", "clinic note", start, end, "this line is filled in, not template")
    after = review_again(store, "case-1", a_reading, by=nurse.name)
    (relief,) = [fact for fact in after.review.facts if fact["kind"] == "relief" and fact["percent"]["low"] == 80]
    text = case.record()[0].text
    assert text[relief["start"] : relief["end"]] == relief["quote"]
    assert start <= relief["start"] < relief["end"] <= end


@pytest.mark.parametrize(("start", "end"), [(0, 4), (5, 5), (-3, 4), (0, 10_000)])
def test_words_that_state_no_fact_or_are_not_there_are_refused(
    store: Store, nurse: people.Person, start: int, end: int
) -> None:
    with pytest.raises(Problem, match="quote:"):
        add(store, nurse, "case-1", "clinic note", start, end, "because")
    assert corrections.history(store, "case-1") == ()


def test_a_correction_needs_a_reason_a_known_fact_and_a_reading_it_has(store: Store, nurse: people.Person) -> None:
    fact = ambiguous(store)
    with pytest.raises(Problem, match="say why"):
        reject(store, nurse, "case-1", fact, "  ")
    with pytest.raises(Problem, match="not among those"):
        reject(store, nurse, "case-1", fact | {"quote": "made up"}, "because")
    with pytest.raises(Problem, match="no such reading"):
        confirm(store, nurse, "case-1", fact, 2, "because")


def test_only_who_works_on_cases_corrects_facts(store: Store, nurse: people.Person) -> None:
    for person in people.everyone(store):
        if not person.may("work on cases"):
            with pytest.raises(NotAllowed):
                reject(store, person, "case-1", ambiguous(store), "because")


def test_a_correction_voids_the_signature_and_no_review_without_it_is_stored(
    store: Store, nurse: people.Person
) -> None:
    ready_to_sign(store, "case-2")
    people_by_name = people.log_in(store, "a.physician", "violet harbour kite")[0]
    seen = sheet(store, "case-2")
    sign(store, people_by_name, "case-2", seen=seen.hash, decision="deny", verify_letter=traced,
         acknowledged=[item.id for item in seen.items])  # fmt: skip
    fact = seen.review.facts[0]
    reject(store, nurse, "case-2", fact, "misread")
    last = store.signature("case-2")
    assert last is not None
    assert last.void is not None
    assert last.void.words == "the facts"
    with pytest.raises(Conflict, match="corrected while"):
        store.save_review(a_review(seen.case), "x")


def test_a_correction_whose_words_are_gone_is_given_back_not_dropped(store: Store, nurse: people.Person) -> None:
    confirm(store, nurse, "case-1", ambiguous(store), 1, "because")
    other = (Document("clinic note", "80% relief for 3 months after the SIJ injection on 2025-06-01."),)
    made_with = corrections.in_force(store, "case-1")
    assert apply(read(other), made_with, other).unplaced == made_with
    assert apply(read(DOCUMENTS), made_with, DOCUMENTS).unplaced == ()

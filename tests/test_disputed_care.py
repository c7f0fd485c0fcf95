"""Courses of therapy that another paper of the record tells otherwise of."""

from __future__ import annotations

import datetime as dt

import pytest

from rules.facts import ConservativeCare, Document
from rules.reading import read

NOTE, EARLIER = dt.date(2025, 9, 1), dt.date(2025, 8, 2)


def _disputed(note: str, name: str, paper: str, on: dt.date) -> bool:
    facts = read([Document("clinic note", note, NOTE), Document(name, paper, on)])
    return any(isinstance(fact, ConservativeCare) and fact.against for fact in facts)


@pytest.mark.parametrize(
    ("note", "name", "paper"),
    [
        (
            "Completed eight weeks of PT at Lakeside without benefit.",
            "PT discharge",
            "LAKESIDE PT\nEval 6/2/2025. Last visit 6/13/2025. 4 visits. Discharged: did not return.",
        ),
        (
            "She finished 6 weeks of physiotherapy.",
            "physiotherapy discharge letter",
            "She was seen for initial assessment only on 3 July 2025. She failed to return. Discharged.",
        ),
        (
            "PT x 8 wks failed.",
            "physical therapy record",
            "Evaluation 07/08/2025. Visits attended: 1. No-show x3, case closed 08/01/2025.",
        ),
    ],
)
def test_a_therapists_closed_record_of_less_stands_against_the_note(note: str, name: str, paper: str) -> None:
    assert _disputed(note, name, paper, EARLIER)


@pytest.mark.parametrize("denial", ["Has never had physical therapy for this.", "No PT tried to date. Takes naproxen."])
def test_a_denial_of_the_same_day_stands_against_the_course(denial: str) -> None:
    assert _disputed("Completed six weeks of PT.", "nurse intake", denial, NOTE)
    assert not _disputed("Completed six weeks of PT.", "nurse intake", denial, dt.date(2025, 5, 1))


@pytest.mark.parametrize(
    ("note", "paper"),
    [
        ("She finished 6 weeks of PT.", "First seen 2 June 2025, last seen 14 July 2025. Discharged."),
        ("In 2023 she had eight weeks of PT.", "Eval 6/2/2025. Last visit 6/13/2025. Discharged."),
        ("PT 8 weeks, 3/3 to 4/28/2025.", "Eval 7/2/2025. Last visit 7/16/2025. Discharged."),
        ("An earlier course of PT lasted eight weeks.", "Eval 7/2/2025. Last visit 7/16/2025. Discharged."),
        ("PT for 10 weeks now.", "Seen 7/2/2025 to 7/16/2025. 4 visits. Continue."),
        ("Completed six weeks of PT.", "Has not had PT since June."),
        ("Completed six weeks of PT.", "No PT for her knee. Did not do PT homework."),
    ],
)
def test_another_course_or_one_that_goes_on_disputes_nothing(note: str, paper: str) -> None:
    assert not _disputed(note, "PT discharge", paper, EARLIER)

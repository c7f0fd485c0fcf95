"""A second account of one injection at the same time: where it speaks against the first, the criterion is not met.

The worst error would be a false approval: the clinic writes 75 %, the therapist two days later '8 before, 6 now'.
"""

from __future__ import annotations

import datetime as dt

import pytest

from rules.derive import FACTS
from rules.facts import Document
from rules.pack import Rule
from rules.reading import read
from rules.record import Chart, Record
from tests.rulebook import asked

CLINIC = "10/14/2025. Five weeks after her left SI joint injection of 9/9/2025 she has 75% relief of the left SI pain."
SCORED = "10/14/2025. Left SI joint injection of 9/9/2025: 8/10 before it, 2/10 now, at five weeks."


def verdict(second: str, day: str = "2025-10-16", first: str = CLINIC) -> str:
    """What Aetna's 70 % is ruled with a second document of that day."""
    documents = [
        Document("office note", first, dt.date(2025, 10, 14)),
        Document("therapy note", second, dt.date.fromisoformat(day)),
    ]
    request = asked(side="left")
    record = Record(Chart(request, read(documents)), "left")
    rule = Rule(fact="previous_relief", at_least="70 percent")
    return FACTS["previous_relief"].test(record, rule).verdict


@pytest.mark.parametrize(
    "said",
    [
        '"Left SI is a 6 today. It was an 8 before the shot."',
        "The left side still a five; she'd been an eight before the September injection.",
        "NPRS left SI: 6. NPRS pre-injection: 8.",
        "Left SI pain down just 2 points from pre-injection 8.",
        "Pre-injection pain ___8___  pain now ___6___",
        "Relief is closer to half than the three quarters she told the doctor.",
        "Left SI injection f/u: relief 40 now.",
        "Percent change in pain since the left SI injection: 25",
        "Relief from your last injection (0-100%): 30",
        "Pain relief from last injection: __25__%",
        "Left SI injection: pt says relief is now about a third.",
    ],
)
def test_an_amount_on_the_other_side_in_a_second_account_contradicts(said: str) -> None:
    assert verdict(said) == "contradictory"


@pytest.mark.parametrize(
    "said",
    [
        "Only a little better since the left SI injection.",
        "Says the left SI shot was not much help.",
        "She doesn't think the left SI injection did much.",
        "Honestly the shot hardly touched it.",
        "Left SI injection in September: negligible improvement.",
        "The left SI injection helped, but only slightly.",
        "Left SI injection: no lasting benefit.",
        "Percent change since the left SI injection: 75",
        "Improvement from the left SI injection: 3 out of 10",
    ],
)
def test_an_account_of_little_without_an_amount_that_decides_leaves_it_open(said: str) -> None:
    assert verdict(said) in ("undocumented", "contradictory")


def test_a_score_alone_is_set_against_the_one_before_of_another_document() -> None:
    assert verdict("Left SI pain 6/10 today.", first=SCORED) == "undocumented"
    assert verdict("Left SI pain 2/10 today.", first=SCORED) == "met"
    assert verdict("Left SI pain 6/10 at worst.", first=SCORED) == "met"
    assert verdict("Neck pain 6/10 today.", first=SCORED) == "met"


@pytest.mark.parametrize(
    "said",
    [
        "Left SI is a 2 today. It was an 8 before the shot.",
        "Neck is a 6 today. It was an 8 last week. Left SI quiet.",
        "Right shoulder 6 today, was 8 before therapy.",
        "Minimal pain, good relief from the left SI injection.",
        "Not disappointed with the left SI injection. It worked well.",
        "Treadmill helped a little. Left SI great since the injection.",
        "Change in weight (%): 5.",
        "Goal: 50% met. Left SI doing well.",
    ],
)
def test_an_account_that_agrees_or_speaks_of_something_else_changes_nothing(said: str) -> None:
    assert verdict(said) == "met"


def test_little_in_the_first_days_or_before_the_injection_changes_nothing() -> None:
    assert verdict("Only slight relief so far from the left SI injection.", "2025-09-12") == "met"
    assert verdict("Left SI 8/10. Only a little better with therapy.", "2025-08-20") == "met"


def test_whatever_the_score_before_was_a_6_now_is_no_75_percent() -> None:
    assert verdict("Left SI joint pain 6/10 today.") == "undocumented"
    assert verdict("Left SI joint pain 2/10 today.") == "met"


def test_a_score_now_does_not_speak_against_a_hold_that_is_past() -> None:
    past = "10/14/2025. Left SI joint injection of 9/9/2025: 75% relief for four weeks, since then it is coming back."
    assert verdict("Left SI joint pain 6/10 today.", first=past) == "met"

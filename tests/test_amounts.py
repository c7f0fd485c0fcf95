from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from rules.amounts import Interval, add, between, compare, interval, length, relief
from rules.facts import Amount, Duration, Outcome, Score, Span, When
from rules.pack import Quantity

SPAN = Span("note", 0, 1, "x")


def pair(pre: Any, post: Any) -> Outcome:
    both = [Score(Fraction(min(v)), Fraction(max(v))) for v in (pre, post)]
    return Outcome(SPAN, pre=both[0], post=both[1])


def quantity(value: int, unit: str) -> Quantity:
    return Quantity(value=Fraction(value), unit=unit)


def on(text: str) -> When:
    return When(dt.date.fromisoformat(text), dt.date.fromisoformat(text))


# FACTS D1: the highest score after the injection that still meets each threshold.
@pytest.mark.parametrize(
    ("pre", "best"),
    [(1, (0, 0, 0, 0)), (2, (1, 0, 0, 0)), (3, (1, 0, 0, 0)), (4, (2, 1, 1, 0)), (5, (2, 1, 1, 1)), (6, (3, 1, 1, 1)),
     (7, (3, 2, 1, 1)), (8, (4, 2, 2, 1)), (9, (4, 2, 2, 1)), (10, (5, 3, 2, 2))],
)  # fmt: skip
def test_every_pair_of_whole_scores_falls_on_its_side_of_50_70_75_and_80(pre: int, best: tuple[int, ...]) -> None:
    for threshold, highest in zip((50, 70, 75, 80), best, strict=True):
        found = [
            compare(relief(pair([pre], [post])) or Interval(None, None), "at_least", Fraction(threshold))
            for post in range(pre + 1)
        ]
        assert found == ["met"] * (highest + 1) + ["not_met"] * (pre - highest)


def test_nine_to_three_is_two_thirds_and_never_rounded_up() -> None:
    assert relief(pair([9], [3])) == Interval(Fraction(200, 3), Fraction(200, 3))


def test_a_score_that_got_worse_is_negative_relief() -> None:
    assert relief(pair([5], [7])) == Interval(Fraction(-40), Fraction(-40))


def test_a_baseline_of_zero_is_not_computable() -> None:
    assert relief(pair([0], [0])) is None


def test_ranges_of_scores_give_the_widest_range_of_relief() -> None:
    assert relief(pair([8], [2, 3])) == Interval(Fraction(125, 2), Fraction(75))
    assert relief(pair([7, 8], [2])) == Interval(Fraction(500, 7), Fraction(75))


@pytest.mark.parametrize(
    ("low", "high", "bound", "at_70", "at_50"),
    [
        (70, 70, "exact", "met", "met"), (50, 60, "range", "not_met", "met"), (70, 70, "approx", "undocumented", "met"),
        (50, None, "at_least", "undocumented", "met"), (70, None, "more_than", "met", "met"),
        (None, 80, "at_most", "undocumented", "undocumented"), (None, 70, "less_than", "not_met", "undocumented"),
        (None, 70, "at_most", "undocumented", "undocumented"), (None, 25, "less_than", "not_met", "not_met"),
        (55, 65, "range", "not_met", "met"),
    ],
)  # fmt: skip
def test_an_interval_is_met_or_not_only_where_all_of_it_agrees(
    low: int | None, high: int | None, bound: Any, at_70: str, at_50: str
) -> None:
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    found = interval(Amount(*ends, bound), Fraction(5))
    assert (compare(found, "at_least", Fraction(70)), compare(found, "at_least", Fraction(50))) == (at_70, at_50)


@pytest.mark.parametrize(
    ("value", "answers"),
    [(3, ("met", "not_met", "met", "not_met", "met")), (4, ("met", "met", "not_met", "not_met", "not_met")),
     (2, ("not_met", "not_met", "met", "met", "not_met"))],
)  # fmt: skip
def test_the_five_comparisons_at_above_and_below_three(value: int, answers: tuple[str, ...]) -> None:
    exact = Interval(Fraction(value), Fraction(value))
    tests = ("at_least", "more_than", "at_most", "less_than", "equals")
    assert tuple(compare(exact, test, Fraction(3)) for test in tests) == answers


@pytest.mark.parametrize(
    ("value", "unit", "bound", "verdict"),
    [
        (12, "week", "exact", "met"), (11, "week", "exact", "not_met"), (90, "day", "exact", "met"),
        (3, "month", "exact", "met"), (3, "month", "approx", "undocumented"), (3, "month", "less_than", "not_met"),
        (3, "month", "more_than", "met"), (1, "year", "exact", "met"), (2, "hour", "exact", "not_met"),
        (4, "month", "approx", "met"),
    ],
)  # fmt: skip
def test_in_statements_three_months_are_twelve_weeks_or_ninety_days(
    value: int, unit: Any, bound: Any, verdict: str
) -> None:
    low = None if bound == "less_than" else Fraction(value)
    high = None if bound == "more_than" else Fraction(value)
    assert compare(length(Duration(low, high, bound, unit), "month"), "at_least", Fraction(3)) == verdict


def test_between_dates_months_are_calendar_months() -> None:
    three = quantity(3, "month")
    assert between(on("2025-06-02"), on("2025-09-02"), "at_least", three) == "met"
    assert between(on("2025-06-02"), on("2025-09-01"), "at_least", three) == "not_met"


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert add(dt.date(2025, 11, 30), quantity(3, "month")) == dt.date(2026, 2, 28)
    assert add(dt.date(2024, 2, 29), quantity(2, "year")) == dt.date(2026, 2, 28)


def test_days_that_are_not_known_leave_an_interval_open_where_they_decide() -> None:
    october = When(dt.date(2025, 10, 1), dt.date(2025, 10, 31))
    assert between(october, on("2025-12-01"), "at_least", quantity(2, "month")) == "undocumented"
    assert between(october, on("2026-02-01"), "at_least", quantity(2, "month")) == "met"

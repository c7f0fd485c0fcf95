"""Sessions in the rolling twelve months."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rulebook import day, seen


def sessions(*dates: str, name: str = "therapeutic_sessions", cap: int = 4, **more: Any) -> Any:
    return seen(name, [{"injection": day(date)} for date in dates], at_most=f"{cap} sessions", **more)


def test_a_session_exactly_twelve_months_before_is_out_and_one_a_day_later_is_in() -> None:
    rest = ("2025-03-03", "2025-05-05", "2025-07-07")
    assert sessions("2024-12-01", *rest).verdict == "met"
    assert sessions("2024-12-02", *rest).verdict == "not_met"


def test_the_window_of_a_leap_day_ends_on_the_last_of_february() -> None:
    leap = {"request": {"on": day("2024-02-29")}, "cap": 1}
    assert sessions("2023-02-28", **leap).verdict == "met"
    assert sessions("2023-03-01", **leap).verdict == "not_met"


def test_a_month_that_the_window_cuts_is_open_only_where_it_decides() -> None:
    entries = [{"injection": "2024-12"}, {"injection": day("2025-05-05")}]
    assert seen("therapeutic_sessions", entries, at_most="4 sessions").verdict == "met"
    assert seen("therapeutic_sessions", entries, at_most="2 sessions").verdict == "undocumented"


def test_a_repeat_whose_earlier_session_has_no_date_cannot_be_counted() -> None:
    assert seen("therapeutic_sessions", [], at_most="4 sessions").verdict == "undocumented"


def test_a_first_request_is_session_one() -> None:
    found = seen("therapeutic_sessions", [], at_most="4 sessions", request={"purpose": "initial_therapeutic"})
    assert found.verdict == "met"


def test_a_mere_mention_is_no_session_of_its_own() -> None:
    found = seen(
        "therapeutic_sessions",
        [{"injection": "undated"}],
        at_most="1 sessions",
        request={"purpose": "initial_therapeutic"},
    )
    assert found.verdict == "met"


def test_the_count_is_the_records_and_says_so_without_asking_to_be_acknowledged() -> None:
    for found in (
        sessions("2025-05-05"),
        seen("therapeutic_sessions", [{"sessions": 2, "with_request": True}], at_most="4 sessions"),
    ):
        assert [(c.kind, c.must_acknowledge) for c in found.cautions] == [("session_count_from_record", False)]


@pytest.mark.parametrize(("with_request", "verdict"), [(True, "met"), (False, "not_met"), (None, "undocumented")])
def test_a_stated_count_may_or_may_not_hold_the_requested_session(with_request: bool | None, verdict: str) -> None:
    stated = {"sessions": 4} if with_request is None else {"sessions": 4, "with_request": with_request}
    assert seen("therapeutic_sessions", [stated], at_most="4 sessions").verdict == verdict


def test_two_stated_counts_on_different_sides_contradict() -> None:
    stated = [{"sessions": 3, "with_request": True}, {"sessions": 6, "with_request": True, "in": "second note"}]
    assert seen("therapeutic_sessions", stated, at_most="4 sessions").verdict == "contradictory"


def test_a_stated_count_of_another_kind_is_not_this_one() -> None:
    stated = [{"sessions": 9, "with_request": True, "purpose": "diagnostic"}, {"injection": day("2025-05-05")}]
    assert seen("therapeutic_sessions", stated, at_most="4 sessions").verdict == "met"


def test_per_joint_a_bilateral_day_counts_for_each_side_and_the_other_side_does_not() -> None:
    days = [{"injection": day("2025-05-05"), "side": "bilateral"}, {"injection": day("2025-07-07"), "side": "right"}]
    for side, count in (("left", 2), ("right", 3)):
        found = seen("injections_of_joint", days, side=side, at_most="4 injections")
        assert found.observed.low == count  # type: ignore[union-attr]


def test_the_sentence_names_the_days() -> None:
    assert sessions("2025-03-03", "2025-05-05").says.replace("\ue000", "the LCD") == (
        "3 sessions in the 12 months before 1 December 2025 (3 March 2025, 5 May 2025 and the requested one) are "
        "within the 4 sessions that the LCD allows"
    )

"""What an earlier injection did, and for how long. Packs' own cases hold the thresholds; here stand the rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook import day, seen

INJECTION = {"injection": day("2025-06-02")}
FOR_THREE = {"at_least": "50 percent", "lasting": "3 months"}


def aetna(*entries: dict[str, Any]) -> Any:
    return seen("previous_relief", [INJECTION, *entries], at_least="70 percent")


def medicare(*entries: dict[str, Any]) -> Any:
    return seen("therapeutic_relief", [INJECTION, *entries], **FOR_THREE)


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        ("1 hour", "undocumented"),
        ("24 hours", "undocumented"),
        ("25 hours", "met"),
        ("13 days", "met"),
        ("14 days", "met"),
    ],
)
def test_up_to_a_day_is_the_anaesthetic_and_shows_nothing_of_what_lasted(after: str, verdict: str) -> None:
    assert aetna({"relief": 80, "after": after}).verdict == verdict


def test_the_first_days_are_superseded_by_the_steroid_phase() -> None:
    assert aetna({"relief": 0, "after": "3 days"}, {"relief": 80, "after": "15 days"}).verdict == "met"


def test_readings_more_than_fourteen_days_apart_are_a_course() -> None:
    course = [{"relief": 80, "on": day("2025-07-01")}, {"relief": 40, "on": day("2025-07-16"), "in": "second note"}]
    assert aetna(*course).verdict == "not_met"


def test_readings_fourteen_days_apart_on_different_sides_contradict() -> None:
    near = [{"relief": 80, "on": day("2025-07-01")}, {"relief": 40, "on": day("2025-07-15"), "in": "second note"}]
    assert aetna(*near).verdict == "contradictory"


def test_undated_readings_on_different_sides_contradict() -> None:
    assert aetna({"relief": 80}, {"relief": 40, "in": "second note"}).verdict == "contradictory"


def test_readings_on_one_side_do_not_contradict() -> None:
    assert aetna({"relief": 80}, {"relief": 95, "in": "second note"}).verdict == "met"


def test_a_hold_of_two_weeks_counts_and_one_of_thirteen_days_does_not() -> None:
    held = [aetna({"relief": 80, "for": f"{days} days", "over": True}).verdict for days in (13, 14)]
    assert held == ["not_met", "met"]


def test_a_hold_in_one_note_and_a_low_reading_within_it_in_another_contradict() -> None:
    low = {"relief": 20, "after": "2 weeks", "in": "PT note"}
    assert medicare({"relief": 75, "for": "4 months"}, low).verdict == "contradictory"


def test_what_was_read_after_the_hold_had_ended_does_not_contradict_it() -> None:
    low = {"relief": 0, "after": "6 months", "in": "second note"}
    assert medicare({"relief": 75, "for": "4 months"}, low).verdict == "met"


def test_a_low_reading_before_the_late_one_breaks_the_duration() -> None:
    found = medicare({"relief": 20, "after": "5 weeks"}, {"relief": 60, "after": "4 months", "in": "second note"})
    assert found.verdict == "undocumented"
    assert "stands before it" in found.says


def test_the_request_names_the_day_on_which_the_duration_will_have_run() -> None:
    late = seen(
        "therapeutic_relief", [{"injection": day("2025-10-20")}, {"relief": 60, "after": "6 weeks"}], **FOR_THREE
    )
    assert late.verdict == "undocumented"
    assert "20 January 2026 at the earliest" in late.asks[0]


def test_a_hold_that_ran_until_the_visit_is_where_follow_up_stopped() -> None:
    ongoing = medicare({"relief": 60, "for": "6 weeks", "on": day("2025-07-14")})
    ended = medicare({"relief": 60, "for": "6 weeks", "on": day("2025-11-03")})
    assert (ongoing.verdict, ended.verdict) == ("undocumented", "not_met")


def test_two_statements_of_how_long_one_level_held_contradict_across_the_threshold() -> None:
    short = {"relief": 80, "for": "6 weeks", "over": True, "in": "second note"}
    assert medicare({"relief": 80, "for": "4 months"}, short).verdict == "contradictory"


def test_a_higher_level_that_ended_early_leaves_the_lower_one_that_lasted() -> None:
    assert medicare({"relief": 90, "for": "6 weeks", "over": True}, {"relief": 60, "for": "4 months"}).verdict == "met"


def test_a_low_peak_alone_is_a_failure_and_a_high_one_shows_nothing() -> None:
    assert aetna({"relief": 40, "peak": True}).verdict == "not_met"
    assert aetna({"relief": 80, "peak": True}).verdict == "undocumented"


def test_literal_relief_decides_and_the_other_reading_is_to_be_acknowledged() -> None:
    found = aetna({"relief": "0 or score", "literal": True, "after": "90 minutes"})
    assert found.verdict == "not_met"
    assert [(c.kind, c.must_acknowledge) for c in found.cautions] == [("ambiguous_statement", True)]


def test_an_ambiguous_statement_that_decides_is_to_be_acknowledged() -> None:
    found = aetna({"relief": "30 or 70", "after": "6 weeks"})
    assert found.verdict == "undocumented"
    assert [c.must_acknowledge for c in found.cautions] == [True]


def test_an_ambiguous_statement_with_all_readings_on_one_side_needs_no_caution() -> None:
    found = aetna({"relief": "30 or 50", "after": "6 weeks"})
    assert (found.verdict, found.cautions) == ("not_met", ())


def test_what_ocr_may_have_misread_is_to_be_acknowledged_whatever_it_says() -> None:
    found = aetna({"relief": "30 or 39", "after": "6 weeks", "note": "OCR look-alike"})
    assert found.verdict == "not_met"
    assert [(c.kind, c.must_acknowledge) for c in found.cautions] == [("ocr", True)]


def test_an_imprecise_value_is_a_caution_that_need_not_be_acknowledged() -> None:
    found = aetna({"relief": "about 70", "after": "6 weeks"})
    assert [(c.kind, c.must_acknowledge) for c in found.cautions] == [("imprecise_value", False)]


def test_one_figure_for_pain_and_function_is_to_be_acknowledged_where_it_decides() -> None:
    found = aetna({"both": 80, "after": "6 weeks"})
    assert (found.verdict, found.combined) == ("undocumented", "met")
    assert [c.must_acknowledge for c in found.cautions] == [True]


def test_function_said_to_be_unchanged_is_no_gain() -> None:
    found = seen("therapeutic_function", [INJECTION, {"function": "same"}], **FOR_THREE)
    assert found.verdict == "not_met"


@pytest.mark.parametrize(
    ("function", "verdict"), [("better", "met"), ("60", "met"), ("vague", "undocumented"), ("same", "not_met")]
)
def test_better_function_takes_any_specific_gain(function: str, verdict: str) -> None:
    assert seen("better_function", [INJECTION, {"function": function}], equals=True).verdict == verdict


def test_a_diagnostic_response_reads_the_anaesthetic_phase() -> None:
    block = {"injection": day("2025-06-02"), "purpose": "diagnostic"}
    verdicts = [
        seen("diagnostic_relief", [block, {"relief": 80, **time}], at_least="75 percent").verdict
        for time in ({"after": "30 minutes"}, {"for": "4 hours"}, {}, {"after": "3 weeks"})
    ]
    assert verdicts == ["met", "met", "met", "undocumented"]


@pytest.mark.parametrize(
    ("low", "verdict"),
    [
        ({"after": "10 minutes"}, "met"),  # before the anaesthetic took
        ({"after": "3 hours"}, "met"),  # after it had worn off
        ({"after": "1 hour"}, "contradictory"),
        ({}, "contradictory"),
    ],
)
def test_a_low_reading_while_the_anaesthetic_acts_contradicts_a_high_one(low: dict[str, Any], verdict: str) -> None:
    block = {"injection": day("2025-06-02"), "purpose": "diagnostic"}
    high = {"relief": 85, "after": "30 minutes"}
    assert seen("diagnostic_relief", [block, high, {"relief": 40, **low}], at_least="75 percent").verdict == verdict


def test_a_gain_of_unknown_size_that_held_too_short_is_too_short() -> None:
    verdicts = [
        seen("therapeutic_function", [INJECTION, {"function": "better", "for": held}], **FOR_THREE).verdict
        for held in ("6 weeks", "4 months")
    ]
    assert verdicts == ["not_met", "undocumented"]


def test_a_gain_that_held_as_long_as_is_asked_is_not_undone_by_its_end() -> None:
    same = {"function": "same"}
    verdicts = [
        seen("therapeutic_function", [INJECTION, {"function": "better", "for": held}, same], **FOR_THREE)
        for held in ("6 weeks", "4 months")
    ]
    assert [found.verdict for found in verdicts] == ["not_met", "undocumented"]


def test_an_injection_called_therapeutic_gives_no_diagnostic_response() -> None:
    injection = {"injection": day("2025-06-02"), "purpose": "therapeutic"}
    found = seen("diagnostic_relief", [injection, {"relief": 90, "after": "1 hour"}], at_least="75 percent")
    assert found.verdict == "undocumented"


def test_the_sentence_holds_value_date_quotation_comparison_and_threshold() -> None:
    found = seen(
        "previous_relief", [{"injection": day("2026-01-20")}, {"relief": "7 to 2", "on": day("2026-03-03")}],
        at_least="70 percent", request={"on": day("2026-04-01")},
    )  # fmt: skip
    assert found.says.replace("\ue000", "CPB 0016") == (
        '2 of 7 left on 3 March 2026 (71.4 % relief, 6 weeks after the left SIJ injection of 20 January 2026; "relief '
        '7 to 2, on 2026-03-03") is at least the 70 % that CPB 0016 asks for'
    )


AMOUNTS = st.one_of(
    st.integers(0, 100).map(str),
    st.integers(0, 100).map(lambda n: f"about {n}"),
    st.integers(0, 99).map(lambda n: f"at least {n}"),
    st.integers(1, 100).map(lambda n: f"less than {n}"),
    st.tuples(st.integers(1, 10), st.integers(0, 10)).map(lambda p: f"{p[0]} to {p[1]}"),
    st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda p: f"{p[0]} or {p[1]}"),
    st.just("none"),
)
LENGTHS = st.tuples(st.integers(1, 30), st.sampled_from(["hours", "days", "weeks", "months"])).map(
    lambda p: f"{p[0]} {p[1]}"
)
RESULTS = st.lists(
    st.fixed_dictionaries(
        {"relief": AMOUNTS},
        optional={
            "after": LENGTHS, "for": LENGTHS, "over": st.booleans(), "peak": st.booleans(),
            "on": st.dates(day("2025-06-02"), day("2025-11-30")),
            "in": st.sampled_from(["note", "second note"]), "phase": st.sampled_from(["anaesthetic", "steroid"]),
        },
    ),
    max_size=4,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(RESULTS, st.integers(1, 99), st.integers(0, 40), st.sampled_from([None, 1, 3, 6]), st.integers(0, 3))
def test_tightening_a_threshold_never_turns_not_met_into_met(
    results: list[dict[str, Any]], threshold: int, more: int, months: int | None, longer: int
) -> None:
    def verdict(percent: int, lasting: int | None) -> str:
        rule: dict[str, Any] = {"at_least": f"{percent} percent"}
        if lasting:
            rule["lasting"] = f"{lasting} months"
        return str(seen("therapeutic_relief", [INJECTION, *results], **rule).verdict)

    if verdict(threshold, months) == "not_met":
        assert verdict(threshold + more, months) != "met"
        if months:
            assert verdict(threshold, months + longer) != "met"

"""Which procedure a result belongs to."""

from __future__ import annotations

from typing import Any

from rules.facts import Outcome, ProcedureEvent, Span, When
from rules.record import Chart, Record
from tests.rulebook import asked, day, facts


def when(text: str) -> When:
    return When(day(text), day(text))


def chart(entries: list[dict[str, Any]], **request: Any) -> Chart:
    made = asked(**request)
    return Chart(made, facts(entries, made))


def bound(made: Chart) -> list[tuple[str, str | None]]:
    """Each result's words with the date of what it belongs to."""
    return [
        (outcome.span.quote.split(",")[0], str(event.when) if event.when else None) for outcome, event in made.results
    ]


def test_two_mentions_of_one_day_are_one_procedure() -> None:
    made = chart([{"injection": "2025-06"}, {"injection": day("2025-06-02")}, {"injection": day("2025-06-02")}])
    assert [str(event.when) for event in made.performed] == ["2025-06-02"]


def test_left_and_right_on_one_day_are_one_bilateral_procedure() -> None:
    made = chart([{"injection": day("2025-06-02")}, {"injection": day("2025-06-02"), "side": "right"}])
    assert [event.sides for event in made.performed] == [frozenset({"left", "right"})]


def test_a_diagnostic_and_a_therapeutic_injection_of_one_day_stay_two() -> None:
    made = chart(
        [
            {"injection": day("2025-06-02"), "purpose": "diagnostic"},
            {"injection": day("2025-06-02"), "purpose": "therapeutic"},
        ]
    )
    assert len(made.performed) == 2


def test_a_month_that_holds_two_known_days_adds_no_third() -> None:
    made = chart([{"injection": "2025-06"}, {"injection": day("2025-06-02")}, {"injection": day("2025-06-30")}])
    assert len(made.performed) == 2


def test_what_is_dated_on_or_after_the_request_is_not_an_earlier_procedure() -> None:
    assert chart([{"injection": day("2025-12-01")}]).performed == ()


def test_a_result_with_a_date_belongs_to_that_day() -> None:
    made = chart(
        [{"injection": day("2025-02-03")}, {"injection": day("2025-06-02")}, {"relief": 80, "of": day("2025-02-03")}]
    )
    assert bound(made) == [("relief 80", "2025-02-03")]


def test_a_result_without_a_date_belongs_to_the_latest_of_its_kind() -> None:
    made = chart([{"relief": 80, "of": "undated"}, {"injection": day("2025-02-03")}, {"injection": day("2025-06-02")}])
    assert bound(made) == [("relief 80", "2025-06-02")]


def test_a_result_that_was_read_before_the_latest_injection_belongs_to_the_one_before() -> None:
    made = chart([
        {"relief": 80, "of": "undated", "on": day("2025-04-01")},
        {"injection": day("2025-02-03")}, {"injection": day("2025-06-02")},
    ])  # fmt: skip
    assert bound(made) == [("relief 80", "2025-02-03")]


def test_a_result_without_a_date_belongs_to_the_mention_just_before_it() -> None:
    first = ProcedureEvent(
        Span("note", 0, 20, "first left injection"), procedure="sij_injection", date=when("2025-02-03"), side="left"
    )
    second = ProcedureEvent(
        Span("note", 400, 420, "second injection"), procedure="sij_injection", date=when("2025-06-02"), side="left"
    )
    result = Outcome(Span("note", 40, 60, "80 % relief"), procedure="sij_injection", side="left")
    made = Chart(asked(), (first, second, result))
    assert [str(event.when) for _, event in made.results] == ["2025-02-03"]


def test_a_result_that_names_no_procedure_may_be_another_recent_ones() -> None:
    sij = ProcedureEvent(Span("note", 0, 5, "SIJ"), procedure="sij_injection", date=when("2025-06-02"), side="left")
    epidural = ProcedureEvent(Span("old", 0, 5, "ESI"), procedure="epidural_injection", date=when("2025-07-02"))
    old = ProcedureEvent(Span("old", 0, 5, "ESI"), procedure="epidural_injection", date=when("2024-01-02"))
    result = Outcome(Span("note", 900, 920, "80 % relief"))
    assert Chart(asked(), (sij, epidural, result)).results == ()
    assert [str(event.when) for _, event in Chart(asked(), (sij, old, result)).results] == ["2025-06-02"]


def test_a_result_of_the_other_side_is_not_this_sides() -> None:
    made = chart(
        [{"injection": day("2025-06-02"), "side": "bilateral"}, {"relief": 80, "side": "right"}], side="bilateral"
    )
    (event,) = made.performed
    assert [len(Record(made, side).results(event, "pain")) for side in ("left", "right")] == [0, 1]


def test_one_figure_for_both_sides_speaks_for_a_bilateral_request_only() -> None:
    for side, speaks in (("left", False), ("bilateral", True)):
        made = chart([{"injection": day("2025-06-02"), "side": "bilateral"}, {"relief": 80}], side=side)
        (event,), (outcome,) = made.performed, made.outcomes
        assert Record(made, "left").speaks_for_side(outcome, event) is speaks


def test_an_injection_in_another_region_is_not_an_earlier_one() -> None:
    made = chart([{"injection": day("2025-06-02"), "region": "cervical"}], cpt="62323", side=None)
    assert Record(made).earlier("therapeutic") == ()


def test_agents_tell_a_diagnostic_injection_where_the_chart_does_not() -> None:
    for agents, role in ((["lidocaine"], "diagnostic"), (["lidocaine", "triamcinolone"], "therapeutic")):
        made = chart([{"injection": day("2025-06-02"), "agents": agents}])
        assert [event.kind for event in made.performed] == [role]


def test_a_dated_result_that_names_no_procedure_shows_the_requested_one_where_no_other_is_named() -> None:
    result = Outcome(Span("note", 0, 20, "6/2: 80 % for 9 weeks"), date=when("2025-06-02"))
    knee = ProcedureEvent(Span("note", 40, 50, "knee scope"), procedure="other", date=when("2024-01-02"))
    assert [event.procedure for event in Chart(asked(), (result,)).performed] == ["sij_injection"]
    assert [event.procedure for event in Chart(asked(), (result, knee)).performed] == ["other"]

"""The purpose, where the record leaves no doubt."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import ProcedureEvent, Span
from rules.purpose import purpose
from tests.rulebook import asked, day, facts

EARLIER = {"injection": day("2025-06-02")}


def found(entries: list[dict[str, Any]], description: str = "", *more: ProcedureEvent, **request: Any) -> str | None:
    made = asked(purpose=None, **request)
    return purpose(made, (*facts(entries, made), *more), description)


def event(words: str, **changes: Any) -> ProcedureEvent:
    return ProcedureEvent(Span("note", 9000, 9000 + len(words), words), procedure="sij_injection", **changes)


def test_what_the_request_says_is_not_questioned() -> None:
    assert purpose(asked(purpose="diagnostic"), facts([EARLIER]), "repeat injection") == "diagnostic"


@pytest.mark.parametrize(
    ("entries", "description", "expected"),
    [
        ([EARLIER], "SIJ injection", "repeat_therapeutic"),
        ([EARLIER | {"purpose": "diagnostic"}], "SIJ injection", None),
        ([EARLIER | {"side": "right"}], "SIJ injection", None),
        ([{"injection": "undated"}], "SIJ injection", None),
        ([EARLIER], "first SIJ injection", None),
        ([], "first SIJ injection with steroid", "initial_therapeutic"),
        ([], "repeat SIJ injection", "repeat_therapeutic"),
        ([], "diagnostic SIJ block", "diagnostic"),
        ([EARLIER], "diagnostic SIJ block", "diagnostic"),
        ([], "SI joint", None),
    ],
)
def test_the_record_and_the_requests_own_words_settle_it_or_do_not(
    entries: list[dict[str, Any]], description: str, expected: str | None
) -> None:
    assert found(entries, description) == expected


def test_the_plan_in_the_note_counts() -> None:
    assert (
        found([], "", event("first therapeutic SIJ injection", state="requested", purpose="therapeutic"))
        == "initial_therapeutic"
    )
    assert found([], "", event("SIJ injection", state="requested", purpose="diagnostic")) == "diagnostic"


def test_never_injected_makes_it_the_first() -> None:
    assert found([], "SIJ injection", event("never injected", state="not_done")) == "initial_therapeutic"


def test_an_ablation_is_known_by_its_code() -> None:
    assert found([], "", cpt="64635") == "ablation"
    assert found([], "", cpt="64625") == "ablation"

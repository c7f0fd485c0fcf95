"""A record that may be another person's does not pass in silence."""

from __future__ import annotations

import pytest

from copilot import whose
from copilot.case import Case


def found(*texts: str, dob: str | None = "1961-04-02") -> list[str]:
    case = Case.model_validate({
        "id": "c", "member": {"dob": dob}, "request": {"cpt": "27096"},
        "documents": [{"name": f"note {n}", "text": text} for n, text in enumerate(texts, 1)],
    })  # fmt: skip
    return [caution.span.document for caution in whose.find(case) if caution.span]


@pytest.mark.parametrize("said", ["DOB: 1961-04-02", "D.O.B. 4/2/61", "Date of birth 04/02/1961", "none given"])
def test_the_members_own_record_raises_nothing(said: str) -> None:
    assert found(f"Patient J. R. {said}. Pain 8/10.") == []


def test_another_date_of_birth_is_pointed_at() -> None:
    assert found("DOB: 1961-04-02", "Patient X, DOB 07/09/1958. Relief 80%.") == ["note 2"]


def test_a_letter_that_names_both_raises_nothing() -> None:
    assert found("Mother, DOB 1930-01-01. Patient DOB: 04/02/1961") == []


def test_without_a_known_date_nothing_can_be_compared() -> None:
    assert found("DOB 07/09/1958", dob=None) == []

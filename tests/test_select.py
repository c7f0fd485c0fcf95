"""Which policy governs, and why."""

from __future__ import annotations

from typing import Any

import pytest

from rules.pack import Pack, shipped
from rules.select import Selection, select, supporting
from tests.rulebook import asked, day, pack


def chosen(**request: Any) -> Selection:
    return select(shipped(), asked(**request))


def policy(**request: Any) -> str | None:
    found = chosen(**request)
    return found.pack.policy if found.pack else None


@pytest.mark.parametrize("payer", ["aetna", "Aetna", "AETNA INC.", "Aetna Life Insurance Company"])
def test_a_payer_is_known_by_its_name_however_it_is_written(payer: str) -> None:
    assert policy(payer=payer) == "aetna-cpb-0016-sij"


@pytest.mark.parametrize("payer", ["unitedhealthcare", "aetnah", "", None])
def test_another_payer_has_no_pack(payer: str | None) -> None:
    assert policy(payer=payer) is None


def test_the_reason_is_said() -> None:
    assert chosen().why == "payer aetna, commercial, 27096 on 2025-12-01"


# POLICIES: SIJ LCD by state.
LCDS = {
    "L39455": "CT IL MA ME MN NH NY RI VT WI", "L39402": "AL GA NC SC TN VA WV", "L39462": "CA HI NV",
    "L39464": "AK AZ ID MT ND OR SD UT WA WY", "L39475": "IA IN KS MI MO NE", "L39383": "KY OH",
}  # fmt: skip
NONE = "AR CO DC DE FL LA MD MS NJ NM OK PA PR TX"


def test_every_state_has_its_contractors_sij_lcd_or_none() -> None:
    found = {
        state: chosen(line="medicare", payer="medicare", state=state).number
        for state in " ".join(LCDS.values()).split()
    }
    assert found == {state: number for number, states in LCDS.items() for state in states.split()}
    assert [state for state in NONE.split() if policy(line="medicare", state=state)] == []


def test_medicare_advantage_follows_the_lcd_and_not_the_plans_own_bulletin() -> None:
    assert policy(payer="aetna", line="medicare_advantage", state="OH") == "cms-lcd-sij"
    assert policy(payer="aetna", line="medicare_advantage", state="TX") is None


@pytest.mark.parametrize(
    ("cpt", "expected"), [("64483", "cms-lcd-esi"), ("64635", "cms-lcd-facet"), ("20552", "cms-lcd-tpi")]
)
def test_the_other_families_stand_in_every_state_with_a_number_where_one_is_known(cpt: str, expected: str) -> None:
    texas = chosen(line="medicare", state="tx", cpt=cpt)
    assert (texas.pack and texas.pack.policy, texas.number) == (expected, None)
    assert chosen(line="medicare", state="CA", cpt=cpt).number in ("L39240", "L38801", "L34211")


def test_without_a_state_no_lcd_can_be_chosen() -> None:
    for cpt in ("27096", "64483"):
        found = chosen(line="medicare", state=None, cpt=cpt)
        assert found.pack is None
        assert "no state is given" in found.why


def test_an_unknown_state_is_not_every_state() -> None:
    assert policy(line="medicare", state="Ohio", cpt="64483") is None


def test_without_a_date_or_a_line_nothing_is_chosen() -> None:
    assert chosen(on=None).pack is None
    assert chosen(line=None).pack is None


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2024-12-31", None), ("2025-01-01", "aetna-cpb-0016-sij"), ("2031-01-01", "aetna-cpb-0016-sij")],
)
def test_a_version_governs_from_its_first_day(on: str, expected: str | None) -> None:
    assert policy(on=day(on)) == expected


def dated(old: Pack, first: str, last: str | None = None) -> Pack:
    effective = type(old.effective).model_validate({"from": first, "to": last})
    return old.model_copy(update={"effective": effective})


def test_a_newer_version_takes_over_on_its_first_day_and_no_older_one_returns() -> None:
    old, new = pack("aetna-cpb-0016-sij"), dated(pack("aetna-cpb-0016-sij"), "2025-06-01", "2025-08-31")
    found = [
        select([new, old], asked(on=day(on))).pack for on in ("2025-05-31", "2025-06-01", "2025-08-31", "2025-09-01")
    ]
    assert found == [old, new, new, None]


def test_two_packs_that_fit_are_not_chosen_between() -> None:
    own = pack("aetna-cpb-0016-sij").model_copy(update={"policy": "plan-sij"})
    found = select([*shipped(), own], asked())
    assert found.pack is None
    assert "pin one" in found.why
    assert select([*shipped(), own], asked(policy="plan-sij")).pack == own


def test_a_code_with_a_modifier_is_that_code() -> None:
    assert policy(cpt="27096-50") == "aetna-cpb-0016-sij"


def test_without_a_code_the_described_procedure_chooses() -> None:
    assert policy(cpt=None, procedure="sij_injection") == "aetna-cpb-0016-sij"
    assert policy(cpt=None) is None


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"policy": "nonesuch"}, "not among the packs"),
        ({"policy": "sis-auc-sij"}, "never govern"),
        ({"policy": "aetna-cpb-0016-sij", "line": "medicare_advantage"}, "not for medicare advantage"),
        ({"policy": "evicore-cmm-203-sij", "cpt": "G0260"}, "does not cover G0260"),
        ({"policy": "aetna-cpb-0016-sij", "on": day("2024-01-01")}, "no version"),
    ],
)
def test_a_pin_that_does_not_fit_leaves_no_policy_and_says_why(request_: dict[str, Any], reason: str) -> None:
    found = chosen(**request_)
    assert found.pack is None
    assert reason in found.why
    assert [c.kind for c in found.cautions] == ["no_policy"]


def test_a_pin_that_fits_governs_whatever_the_payer_is_called() -> None:
    assert policy(policy="aetna-cpb-0016-sij", payer="Some Employer Trust") == "aetna-cpb-0016-sij"


def test_society_criteria_support_and_are_never_chosen() -> None:
    assert [p.policy for p in supporting(shipped(), pack("aetna-cpb-0016-sij"), day("2025-12-01"))] == ["sis-auc-sij"]
    assert all(p.governs for p in (chosen(state=s, line="medicare").pack for s in ("OH", "CA")) if p)

"""Notices: each law's elements are asked of the letters it governs, and each says where it comes from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from copilot.notices import DATA, Kind, Notices, PlanData, Required, Terms, plan_data, required, shipped
from copilot.problem import Problem
from copilot.signoff import LETTER_FOR
from tests.lettered import AUDIENCES, LAWS, grade

ON = dt.date(2025, 11, 20)


def asked(law: str, kind: Kind = "adverse", audience: str = "member", **changes: object) -> Required:
    plan = LAWS[law]
    decision = {"adverse": "deny", "approval": "approve", "information_request": "pend"}[kind]
    given = {"line": plan["line_of_business"], "funding": plan.get("funding"), "state": plan["state"], "on": ON}
    return required(Terms(kind, decision, **(given | changes)), audience, shipped())  # type: ignore[arg-type]


def ids(law: Required) -> set[str]:
    return {element.id for element in law.elements}


def test_every_element_names_its_source_and_how_sure_we_are() -> None:
    for element in shipped().elements:
        assert element.name, element.id
        assert element.source, element.id
        assert any(mark in element.mark for mark in ("V1", "V2", "R")), element.id
        assert element.composed or element.member or element.provider or element.both, element.id
    assert len({e.id for e in shipped().elements}) == len(shipped().elements)


def test_kinds_of_letters_are_those_that_sign_off_knows() -> None:
    from copilot.notices import KIND_OF

    assert KIND_OF == LETTER_FOR


# What an adverse notice to the member must hold, law by law (FACTS E3); the paragraph each answers to.
EVERYWHERE = {"specific_reason", "plan_provision", "criteria_free", "more_information", "peer_to_peer", "language_help",
              "reviewer", "software", "identification", "denied"}  # fmt: skip
COMMERCIAL = {
    "clinical_judgment",
    "appeal",
    "appeal_file",
    "fast_appeal",
    "our_mistake",
    "codes",
    "consumer_assistance",
}
BY_LAW = {
    "self-funded": COMMERCIAL | {"external_review", "civil_action", "labor_department"},
    "insured": COMMERCIAL | {"external_review", "civil_action"},
    "California": COMMERCIAL | {"california_review", "california_department", "civil_action"},
    "Medicare Advantage": {"reconsideration", "fast_reconsideration", "independent_review", "further_appeals",
                           "representative", "medicare_help"},
    "Medicaid": {"medicaid_file", "medicaid_appeal", "medicaid_fast_appeal", "fair_hearing", "keep_benefits",
                 "medicaid_help"},
}  # fmt: skip


@pytest.mark.parametrize("law", BY_LAW)
def test_each_law_asks_for_its_own_elements_and_no_others(law: str) -> None:
    general = EVERYWHERE | {"sender", "letter_date", "addressee", "questions", "clinical_judgment"}
    assert ids(asked(law)) == BY_LAW[law] | general


def test_a_self_funded_plan_follows_no_state_law() -> None:
    plan = asked("self-funded", state="CA")
    assert not [e.id for e in plan.elements if e.states]


def test_unknown_funding_asks_for_what_both_laws_ask_and_signing_waits() -> None:
    unknown = asked("California", funding=None)
    assert ids(asked("California")) | ids(asked("self-funded", state="CA")) <= ids(unknown)
    assert "funding is unknown" in " ".join(unknown.waits)
    assert not asked("California").waits


def test_an_insured_plan_whose_state_is_unknown_waits() -> None:
    assert "state is unknown" in " ".join(asked("insured", state=None).waits)


def test_where_no_source_covers_the_notice_none_is_drawn_and_the_reason_is_said() -> None:
    assert "Original Medicare" in (asked("insured", line="medicare").refused or "")
    assert "line_of_business" in (asked("insured", line=None).refused or "")
    for kind in ("approval", "information_request"):
        assert asked("insured", kind, line="medicare").refused is None


@pytest.mark.parametrize(("on", "days"), [(dt.date(2024, 12, 31), 60), (dt.date(2025, 1, 1), 65)])
def test_an_element_holds_from_its_date(on: dt.date, days: int) -> None:
    texts = [
        t for e in asked("Medicare Advantage", on=on).elements for t in e.paragraphs("member") if "You must ask" in t
    ]
    assert len(texts) == 1
    assert f"within {days} days" in texts[0]


@pytest.mark.parametrize("law", LAWS)
def test_what_members_read_is_at_about_eighth_grade(law: str) -> None:
    names = PlanData(name="Example", address="1 Main Street").fields("CA") | {
        "service": "shot", "service_exact": "shot", "policy": "our rule", "blank": "", "to_write": "", "taglines": "",
    }  # fmt: skip
    names = dict.fromkeys(names, "us")
    texts = [t.format_map(names) for e in asked(law).elements for t in e.paragraphs("member")]
    assert grade(" ".join(texts)) < 8.0


def test_members_texts_hold_no_law_citation_and_no_unexplained_short_form() -> None:
    from copilot.letters.plain import unexplained

    for element in shipped().elements:
        for text in element.paragraphs("member"):
            assert "CFR" not in text, element.id
            left = set(unexplained(text, "")) - {"TTY", "TDD"}
            assert left <= {"ERISA"}, element.id  # which its own sentence explains


def test_both_audiences_are_served_by_every_kind() -> None:
    for kind in ("approval", "information_request", "adverse"):
        for audience in AUDIENCES:
            assert {"software", "reviewer", "identification"} <= ids(asked("insured", kind, audience))


def test_a_plan_gives_its_own_data_and_wording(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    own = tmp_path / "letters" / "plan.yaml"
    own.write_text("name: Harborlight\naddress: 1 Quay\nwording:\n  questions: ['Ring {member_phone}.']\n")
    plan = plan_data(tmp_path)
    assert plan.example is False
    assert plan.wording["questions"] == ("Ring {member_phone}.",)
    assert "to be filled in" in plan.fields("CA")["appeals_phone"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: A\n", "address"),
        ("name: A\naddress: B\nphone: 1\n", "phone"),
        ("name: A\naddress: B\nwording: {nothing: [x]}\n", "no such element"),
        ("name: A\naddress: B\nwording: {questions: ['{secret}']}\n", "unknown name {secret}"),
        ("name: A\n  address: B\n", "line 2"),
        ("- a\n", "plan.yaml"),
    ],
)
def test_unusable_plan_data_gets_one_line_that_says_where(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "plan.yaml").write_text(text)
    with pytest.raises(Problem) as problem:
        plan_data(tmp_path)
    assert says in str(problem.value)
    assert "\n" not in str(problem.value)


def test_an_element_with_an_unknown_name_or_part_is_refused() -> None:
    import yaml

    from copilot.plain_yaml import Loader

    data = yaml.load((DATA / "notices.yaml").read_text(encoding="utf-8"), Loader)
    data["elements"][0]["both"] = ["{nobody}"]
    with pytest.raises(ValueError, match="unknown name"):
        Notices.model_validate(data)
    data["elements"][0] |= {"both": ["x"], "part": "nowhere"}
    with pytest.raises(ValueError, match="no part nowhere"):
        Notices.model_validate(data)

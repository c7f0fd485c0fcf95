"""Duration of pain, care, examination, guidance and findings."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import Span
from tests.rulebook import seen

FIRST = {"purpose": "initial_therapeutic"}


def test_pain_elsewhere_says_nothing_of_the_joint() -> None:
    found = seen(
        "pain_duration",
        [{"pain": "6 years", "site": "left knee"}, {"pain": "4 months", "site": "low_back"}],
        more_than="3 months",
    )
    assert (found.verdict, len(found.evidence)) == ("met", 1)


def test_neck_pain_counts_for_a_cervical_request() -> None:
    for cpt, verdict in (("64490", "met"), ("64493", "undocumented")):
        request = {"cpt": cpt, "line": "medicare"}
        found = seen("pain_duration", [{"pain": "6 months", "site": "neck"}], at_least="3 months", request=request)
        assert found.verdict == verdict


def test_the_longest_course_counts_and_parallel_ones_are_not_added_up() -> None:
    found = seen("conservative_care", [{"care": "3 weeks"}, {"care": "5 weeks"}, {"care": "none"}], at_least="6 weeks")
    assert found.verdict == "not_met"
    assert found.says.startswith("5 weeks of physical therapy")


@pytest.mark.parametrize(
    ("tests", "verdict"),
    [
        ([{"tests": ["FABER", "Patrick's", "Gaenslen"], "negative": ["compression"]}], "undocumented"),
        ([{"tests": ["thigh thrust", "posterior shear", "Yeoman"], "negative": ["FABER"]}], "undocumented"),
        ([{"tests": ["FABER", "Patrick's", "Gaenslen"], "negative": ["compression", "P4", "distraction"]}], "not_met"),
        ([{"tests": [], "negative": ["compression", "distraction"]}], "undocumented"),
        ([{"tests": [], "negative": ["compression", "distraction", "P4", "FABER"]}], "not_met"),
        ([{"tests": ["FABER", "distraction", "Yeoman"]}], "met"),
        ([{"tests": ["Fortin"]}], "undocumented"),
        ([{"tests": ["FABER", "Gaenslen"]}, {"tests": ["compression"]}], "met"),
        ([{"tests": 3, "side": "right"}], "undocumented"),
        ([{"tests": 3, "side": "left"}], "met"),
        ([{"tests": 2}, {"tests": 2, "in": "second note"}], "not_met"),
    ],
)
def test_only_the_six_manoeuvres_count_each_once_on_the_requested_side(
    tests: list[dict[str, Any]], verdict: str
) -> None:
    assert seen("provocative_tests", tests, at_least="3 manoeuvres", request=FIRST).verdict == verdict


@pytest.mark.parametrize(
    ("field", "note", "verdict"),
    [("Fluoroscopy", None, "met"), ("fluoro", "ct", "met"), ("CT guidance", None, "met"), ("C-arm", None, "met"),
     ("US", None, "not_met"), (None, "none", "not_met"), (None, None, "undocumented"),
     ("ct", "ultrasound", "contradictory"), ("image guided", None, "undocumented"), 
     ("not stated", None, "undocumented"),
     ("no imaging", None, "not_met"), ("fluoroscopy or ultrasound", None, "contradictory")],
)  # fmt: skip
def test_guidance_is_read_from_the_field_and_the_notes(field: str | None, note: str | None, verdict: str) -> None:
    entries = [{"guidance": note}] if note else []
    assert seen("image_guidance", entries, equals="fluoroscopy or ct", request={"guidance": field}).verdict == verdict


def test_the_field_is_evidence_without_offsets() -> None:
    found = seen("image_guidance", [], equals="fluoroscopy or ct", request={"guidance": "fluoroscopy"})
    assert found.evidence == (Span("request", None, None, "fluoroscopy", field="request.guidance"),)


def test_an_exclusion_that_nobody_mentions_does_not_apply() -> None:
    assert seen("imaging_used", [], equals=False).verdict == "met"
    assert seen("radiculopathy", [], equals=False).verdict == "met"
    assert seen("no_contrast", [{"guidance": "fluoroscopy"}], equals=False).verdict == "met"


def test_silence_about_any_other_finding_is_undocumented() -> None:
    for name in ("other_causes_excluded", "axial_pain", "trigger_point", "contrast_allergy", "radicular_pain"):
        assert seen(name, [], equals=True).verdict == "undocumented"


def test_a_finding_both_affirmed_and_denied_is_contradictory() -> None:
    found = seen(
        "trigger_point", [{"finding": "trigger_point"}, {"absent": "trigger_point", "in": "second note"}], equals=True
    )
    assert (found.verdict, len(found.evidence)) == ("contradictory", 2)


def test_a_radiculopathy_is_radicular_pain_and_is_not_axial() -> None:
    assert seen("radicular_pain", [{"finding": "radiculopathy"}], equals=True).verdict == "met"
    assert seen("axial_pain", [{"finding": "radiculopathy"}], equals=True).verdict == "not_met"

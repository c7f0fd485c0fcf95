"""FHIR in and out: a prior-authorization bundle becomes a case, and nothing adverse leaves without a physician."""

from __future__ import annotations

import base64
import copy
import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fhir.resources.R4B import get_fhir_model_class

from copilot import reviewing, settings, signoff
from copilot.case import Case
from copilot.fhir.bundle import Invalid
from copilot.fhir.request import cases_of
from copilot.fhir.response import Answered, Determination, response
from copilot.fhir_api import router
from copilot.fhir_tokens import new_token, tokens_of
from copilot.load import load
from copilot.problem import Problem
from copilot.review import Review
from copilot.store import Store
from rules.facts import Outcome, PainScore, ProcedureEvent
from tests.made import Hands, a_review, opened, traced, with_people
from tests.records.chart import CASE, CPT, LOINC, as_bundle

NOW = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)
Change = Callable[[dict[str, Any]], Any]


def resource(bundle: dict[str, Any], name: str) -> dict[str, Any]:
    kind, _, id = name.partition("/")
    return next(
        entry["resource"] for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == kind and id in ("", entry["resource"]["id"])
    )  # fmt: skip


def bundle(change: Change | None = None, **options: Any) -> dict[str, Any]:
    made = copy.deepcopy(as_bundle(**options))
    if change:
        change(made)
    return made


def case(change: Change | None = None, **options: Any) -> Case:
    [found] = cases_of(bundle(change, **options))
    return found


# --- In -----------------------------------------------------------------------------------------------------------


def test_a_bundle_is_the_same_case_as_its_text() -> None:
    found = case()
    assert found.id == CASE["id"]
    assert found.member.model_dump(mode="json") == CASE["member"]
    assert (found.plan.payer, found.plan.line_of_business, found.plan.state) == ("Aetna", "commercial", "CA")
    assert (found.request.cpt, found.request.side, found.request.diagnoses) == ("27096", "bilateral", ["M53.3"])
    assert str(found.request.date_of_service) == "2025-12-01"
    assert [(d.name, str(d.date), d.text) for d in found.documents] == [
        (d["name"], d["date"], d["text"]) for d in CASE["documents"]
    ]
    assert found.unread == []


def test_documents_may_be_pdfs_or_binaries_of_the_bundle() -> None:
    def outside(made: dict[str, Any]) -> None:
        attachment = resource(made, "DocumentReference/d1")["content"][0]["attachment"]
        binary = {"resourceType": "Binary", "id": "b1", "contentType": "application/pdf"}
        binary["data"] = attachment.pop("data")
        attachment["url"] = "Binary/b1"
        made["entry"].append({"fullUrl": "urn:x:b1", "resource": binary})

    found = case(outside, attach="application/pdf")
    assert "Pain before the injection was 8/10" in (found.documents[0].text or "")


def test_scores_of_a_procedure_are_its_relief_with_their_path_as_evidence() -> None:
    event, relief = case(scores=True).stated_facts()
    assert isinstance(event, ProcedureEvent)
    assert (event.procedure, event.side, str(event.date)) == ("sij_injection", "bilateral", "2025-08-04")
    assert isinstance(relief, Outcome)
    assert relief.percent
    assert relief.percent.low == 75
    assert (relief.phase, relief.measured_at and relief.measured_at.low) == ("anaesthetic", Fraction(3, 2))
    assert (relief.span.start, relief.span.quote) == (None, "8, 2")
    assert relief.span.field == "Bundle.entry[8].resource.valueInteger, Bundle.entry[9].resource.valueInteger"


def test_a_score_is_read_by_its_ordinal_and_never_by_its_display() -> None:
    def coded(ordinal: bool) -> Change:
        def change(made: dict[str, Any]) -> None:
            score = resource(made, "Observation/post")
            del score["valueInteger"]
            coding: dict[str, Any] = {"system": LOINC, "code": "LA6113-0", "display": "2 or more"}
            if ordinal:
                url = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
                coding["extension"] = [{"url": url, "valueDecimal": 2}]
            score["valueCodeableConcept"] = {"coding": [coding]}

        return change

    relief = case(coded(True), scores=True).stated_facts()[-1]
    assert isinstance(relief, Outcome)
    assert relief.post
    assert relief.post.low == 2
    unread = case(coded(False), scores=True)
    assert isinstance(unread.stated_facts()[-1], PainScore)
    assert unread.unread == ["Observation/post: not read: value[x] is no number from 0 to 10"]


def test_scores_that_time_cannot_order_stay_apart() -> None:
    def same_day(made: dict[str, Any]) -> None:
        for name in ("pre", "post"):
            resource(made, f"Observation/{name}")["effectiveDateTime"] = "2025-08-04"

    facts = case(same_day, scores=True).stated_facts()
    assert [type(fact) for fact in facts] == [ProcedureEvent, PainScore, PainScore]


def test_a_score_without_a_procedure_is_a_score_of_its_own() -> None:
    facts = case(lambda made: resource(made, "Observation/post").pop("partOf"), scores=True).stated_facts()
    assert [type(fact) for fact in facts] == [ProcedureEvent, PainScore, PainScore]


def about_another(name: str) -> Change:
    def change(made: dict[str, Any]) -> None:
        made["entry"].append({"fullUrl": "urn:x:p2", "resource": {"resourceType": "Patient", "id": "p2"}})
        resource(made, name)["subject"] = {"reference": "Patient/p2"}

    return change


@pytest.mark.parametrize("name", ["DocumentReference/d1", "Observation/post", "Procedure/sij"])
def test_what_is_about_another_patient_is_listed_and_never_used(name: str) -> None:
    found = case(about_another(name), scores=True)
    assert f"{name}: not read: it is about another patient than the claim" in found.unread
    assert name not in {value.document for value in found.stated}


@pytest.mark.parametrize(
    ("name", "status"),
    [("DocumentReference/d1", "entered-in-error"), ("Observation/pre", "registered"), ("Procedure/sij", "preparation")],
)
def test_what_was_entered_in_error_or_is_unfinished_is_not_used(name: str, status: str) -> None:
    found = case(lambda made: resource(made, name).update(status=status), scores=True)
    assert f"{name}: not read: its status is {status}" in found.unread


@pytest.mark.parametrize("value", [11, -1])
def test_a_score_off_the_scale_is_not_used(value: int) -> None:
    found = case(lambda made: resource(made, "Observation/pre").update(valueInteger=value), scores=True)
    assert found.unread == ["Observation/pre: not read: valueInteger is no number from 0 to 10"]


def test_a_score_on_a_visual_scale_keeps_its_unit() -> None:
    def millimetres(made: dict[str, Any]) -> None:
        for name, value in (("pre", 70), ("post", 14)):
            score = resource(made, f"Observation/{name}")
            score["code"]["coding"][0]["code"] = "38214-3"
            del score["valueInteger"]
            score["valueQuantity"] = {"value": value, "unit": "mm"}

    relief = case(millimetres, scores=True).stated_facts()[-1]
    assert isinstance(relief, Outcome)
    assert relief.percent
    assert (relief.scale, relief.percent.low) == ("vas_mm", 80)


def test_a_questionnaire_response_is_a_document_of_questions_and_answers() -> None:
    def answered(made: dict[str, Any]) -> None:
        answers = [
            {"linkId": "1", "text": "Percent relief after the last SIJ injection", "answer": [{"valueInteger": 80}]},
            {"linkId": "2", "text": "Was fluoroscopy used?", "answer": [{"valueBoolean": True}]},
            {"linkId": "3", "text": "Pain now", "answer": [{"valueCoding": {
                "system": LOINC, "code": "LA6113-0", "display": "2 or more"}}]},
        ]  # fmt: skip
        made["entry"].append({"fullUrl": "urn:x:q", "resource": {
            "resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "authored": "2025-11-18",
            "subject": {"reference": "Patient/p1"}, "item": answers}})  # fmt: skip

    text = case(answered).documents[-1].text
    assert text == "Percent relief after the last SIJ injection: 80\nWas fluoroscopy used? yes\nPain now: LA6113-0"


def test_content_that_is_elsewhere_is_not_fetched_but_listed() -> None:
    def elsewhere(made: dict[str, Any]) -> None:
        attachment = resource(made, "DocumentReference/d1")["content"][0]["attachment"]
        del attachment["data"]
        attachment["url"] = "https://provider.example/Binary/1"

    assert "DocumentReference/d1: not read: its content is elsewhere; put it in the bundle" in case(elsewhere).unread


def test_resources_of_other_types_are_counted_not_passed_over() -> None:
    extra = {"fullUrl": "urn:x:m", "resource": {"resourceType": "MedicationRequest", "id": "m"}}
    assert case(lambda made: made["entry"].append(extra)).unread == ["1 MedicationRequest not read"]


def test_each_requested_item_is_a_case() -> None:
    def second(made: dict[str, Any]) -> None:
        code = {"coding": [{"system": CPT, "code": "64635"}]}
        resource(made, "Claim")["item"].append({"sequence": 2, "productOrService": code})

    assert [(one.id, one.request.cpt) for one in cases_of(bundle(second))] == [
        ("chart-1-1", "27096"), ("chart-1-2", "64635"),
    ]  # fmt: skip


def test_medicare_advantage_is_told_by_code_and_an_unknown_code_is_not_guessed() -> None:
    known = {"111": "medicare_advantage", "121": "medicare", "21": "medicaid", "1": None, "9": None}
    for code, line in known.items():
        found = case(lambda made, code=code: resource(made, "Coverage")["type"]["coding"][0].update(code=code))
        assert found.plan.line_of_business == line


def test_a_bundle_file_loads_like_any_case(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle()))
    assert [one.id for one in load(path)] == ["chart-1"]


# --- Other shapes of the same request -----------------------------------------------------------------------------


def by_uuid(made: dict[str, Any]) -> None:
    """Entries known by urn:uuid only, as many systems send them, without ids of their own."""
    names = {f"{one['resource']['resourceType']}/{one['resource']['id']}": f"urn:uuid:{number:032x}"
             for number, one in enumerate(made["entry"])}  # fmt: skip
    told = json.dumps(made["entry"])
    for name, url in names.items():
        told = told.replace(f'"reference": "{name}"', f'"reference": "{url}"')
    made["entry"] = json.loads(told)
    for one in made["entry"]:
        kind = f"{one['resource']['resourceType']}/{one['resource'].pop('id')}"
        one["fullUrl"] = names[kind]


def by_server(made: dict[str, Any]) -> None:
    """Entries of a server, without ids of their own, referred to as it does within itself."""
    for one in made["entry"]:
        one["fullUrl"] = f"https://ehr.example/fhir/{one['resource']['resourceType']}/{one['resource'].pop('id')}"


def contained(made: dict[str, Any]) -> None:
    """Coverage, payer and documents carried inside the claim."""
    claim = resource(made, "Claim")
    inner = [one["resource"] for one in made["entry"] if one["resource"]["resourceType"] not in ("Claim", "Patient")]
    made["entry"] = [one for one in made["entry"] if one["resource"]["resourceType"] in ("Claim", "Patient")]
    told = json.dumps([claim, inner])
    for one in inner:
        told = told.replace(f'"reference": "{one["resourceType"]}/{one["id"]}"', f'"reference": "#{one["id"]}"')
    changed, claim["contained"] = json.loads(told)
    claim.update({key: value for key, value in changed.items() if key != "contained"})
    claim["supportingInfo"] = [
        {"sequence": 1, "category": {"text": "notes"}, "valueReference": {"reference": "#d1"}},
    ]  # fmt: skip


@pytest.mark.parametrize("shape", [by_uuid, by_server, contained])
def test_a_request_is_the_same_case_however_its_resources_refer_to_each_other(shape: Change) -> None:
    plain, other = case(scores=True), case(shape, scores=True)
    assert (other.id, other.plan, other.member, other.request) == (plain.id, plain.plan, plain.member, plain.request)
    assert [document.text for document in other.documents] == [document.text for document in plain.documents]
    assert other.unread == []
    assert [type(fact) for fact in other.stated_facts()] == [ProcedureEvent, Outcome]
    assert other.stated_facts()[-1].percent == plain.stated_facts()[-1].percent  # type: ignore[union-attr]


def test_a_reference_to_another_server_leads_to_no_resource_of_this_one() -> None:
    def elsewhere(made: dict[str, Any]) -> None:
        by_server(made)
        document = next(one for one in made["entry"] if one["resource"]["resourceType"] == "DocumentReference")
        document["resource"]["subject"] = {"reference": "https://other.example/fhir/Patient/p1"}

    assert len(case(elsewhere).documents) == 1


def test_a_payer_named_in_words_is_the_payer() -> None:
    def named(made: dict[str, Any]) -> None:
        resource(made, "Coverage")["payor"] = [{"display": "Aetna"}]
        resource(made, "Claim")["insurer"] = {"display": "Aetna"}

    assert case(named).plan.payer == "Aetna"


def test_a_diagnosis_and_an_order_may_be_resources_of_their_own() -> None:
    def referred(made: dict[str, Any]) -> None:
        claim, patient = resource(made, "Claim"), {"reference": "Patient/p1"}
        icd = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M46.1"}]}
        claim["diagnosis"] = [{"sequence": 1, "diagnosisReference": {"reference": "Condition/x"}}]
        order = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-requestedService"
        item = claim["item"][0]
        item["extension"] = [{"url": order, "valueReference": {"reference": "ServiceRequest/s"}}]
        del item["modifier"], item["servicedDate"]
        made["entry"] += [
            {"resource": {"resourceType": "Condition", "id": "x", "subject": patient, "code": icd}},
            {"resource": {"resourceType": "ServiceRequest", "id": "s", "status": "active", "intent": "order",
                          "subject": patient, "occurrencePeriod": {"start": "2025-12-03", "end": "2025-12-31"},
                          "bodySite": [{"text": "Left sacroiliac joint"}]}},
        ]  # fmt: skip

    found = case(referred)
    assert (found.request.diagnoses, found.request.side) == (["M46.1"], "left")
    assert (str(found.request.date_of_service), found.unread) == ("2025-12-03", [])


@pytest.mark.parametrize(
    ("concept", "side"),
    [
        ({"coding": [{"system": "http://snomed.info/sct", "code": "24028007"}]}, "right"),
        ({"text": "Left SI joint"}, "left"),
        ({"coding": [{"system": "urn:x", "code": "1", "display": "Both sacroiliac joints"}]}, "bilateral"),
        ({"text": "Sacroiliac joint"}, None),
        ({"coding": [{"system": "http://snomed.info/sct", "code": "7771000"}], "text": "right?"}, "left"),
    ],
)
def test_a_body_site_tells_the_side_by_code_and_else_by_its_words(concept: dict[str, Any], side: str | None) -> None:
    found = case(lambda made: resource(made, "Procedure")["bodySite"].__setitem__(0, concept), scores=True)
    assert found.stated[0].side == side


def test_a_modifier_against_the_body_site_is_no_side_and_the_review_says_so() -> None:
    def against(made: dict[str, Any]) -> None:
        item = resource(made, "Claim")["item"][0]
        item["modifier"] = [{"coding": [{"code": "LT"}]}]
        item["bodySite"] = {"coding": [{"system": "http://snomed.info/sct", "code": "24028007"}]}

    found = case(against)
    assert found.request.side is None
    assert found.unread == ["Claim/c1: the side of item 1 not taken: its fields disagree"]


def test_the_scores_of_a_panel_are_read_from_its_components() -> None:
    def panel(made: dict[str, Any]) -> None:
        score = resource(made, "Observation/post")
        value = {"code": score["code"], "valueInteger": score.pop("valueInteger")}
        score["code"] = {"text": "Vital signs with pain"}
        score["component"] = [{"code": {"text": "pulse"}, "valueInteger": 70}, value]

    relief = case(panel, scores=True).stated_facts()[-1]
    assert isinstance(relief, Outcome)
    assert relief.percent
    assert relief.percent.low == 75
    assert relief.span.field
    assert relief.span.field.endswith("Bundle.entry[9].resource.component[1].valueInteger")


def test_a_score_taken_during_a_procedure_is_neither_before_nor_after_it() -> None:
    def long(made: dict[str, Any]) -> None:
        event = resource(made, "Procedure")
        del event["performedDateTime"]
        event["performedPeriod"] = {"start": "2025-08-04T09:00:00-07:00", "end": "2025-08-04T11:00:00-07:00"}

    facts = case(long, scores=True).stated_facts()
    assert [type(fact) for fact in facts] == [ProcedureEvent, PainScore, PainScore]


def test_scores_of_each_side_are_paired_with_their_own_side_and_by_time_in_any_zone() -> None:
    def sided(made: dict[str, Any]) -> None:
        sites = {"left": "7771000", "right": "24028007"}
        pre, post = resource(made, "Observation/pre"), resource(made, "Observation/post")
        made["entry"] = [one for one in made["entry"] if one["resource"]["resourceType"] != "Observation"]
        for side, before, after in (("left", 8, 2), ("right", 6, 6)):
            for plain, value in ((pre, before), (post, after)):
                one = copy.deepcopy(plain) | {"id": f"{plain['id']}-{side}", "valueInteger": value}
                one["bodySite"] = {"coding": [{"system": "http://snomed.info/sct", "code": sites[side]}]}
                made["entry"].append({"resource": one})
        early = copy.deepcopy(pre) | {"id": "early", "valueInteger": 1, "effectiveDateTime": "2025-08-04T14:00:00Z"}
        made["entry"].append({"resource": early})

    found = [fact for fact in case(sided, scores=True).stated_facts() if isinstance(fact, Outcome)]
    assert [(one.side, one.percent and one.percent.low) for one in found] == [("left", 75), ("right", 0)]


def test_files_that_a_questionnaire_was_answered_with_are_documents() -> None:
    def answered(made: dict[str, Any]) -> None:
        note = {"contentType": "text/plain", "data": base64.b64encode(b"Relief was 80%.").decode(), "title": "diary"}
        inner = [{"linkId": "1.1", "text": "Pain diary", "answer": [{"valueAttachment": note}]}]
        made["entry"].append({"resource": {
            "resourceType": "QuestionnaireResponse", "id": "q", "status": "completed",
            "item": [{"linkId": "1", "text": "Documents", "item": inner}]}})  # fmt: skip

    assert case(answered).documents[-1].text == "Relief was 80%."


def test_what_a_claim_refers_to_and_does_not_bring_is_listed() -> None:
    def absent(made: dict[str, Any]) -> None:
        info = {"sequence": 1, "category": {"text": "notes"}, "valueReference": {"reference": "DocumentReference/d9"}}
        resource(made, "Claim")["supportingInfo"] = [info]

    path = "Bundle.entry[0].resource.supportingInfo[0]"
    assert case(absent).unread == [f"{path}: not read: what it refers to is not in the bundle"]


def test_a_document_entered_in_error_is_not_used() -> None:
    found = case(lambda made: resource(made, "DocumentReference/d1").update(docStatus="entered-in-error"))
    assert found.unread == ["DocumentReference/d1: not read: it was entered in error"]


# --- What is wrong ------------------------------------------------------------------------------------------------


def remove(kind: str) -> Change:
    def change(made: dict[str, Any]) -> None:
        made["entry"] = [entry for entry in made["entry"] if entry["resource"]["resourceType"] != kind]

    return change


BROKEN: list[tuple[Change, str]] = [
    (lambda made: made.update(resourceType="Patient"), "a FHIR Bundle is expected"),
    (lambda made: made.pop("entry"), "the bundle holds no entry"),
    (lambda made: made["entry"].append({"resource": "x"}), "Bundle.entry[7].resource: a resource with a resourceType"),
    (remove("Claim"), "exactly one Claim is expected, not 0"),
    (remove("Patient"), "Bundle.entry[0].resource.patient: the bundle holds no such Patient"),
    (remove("Coverage"), "Bundle.entry[0].resource.insurance: the bundle holds no such Coverage"),
    (remove("DocumentReference"), "no document or value of the record can be read"),
    (lambda made: resource(made, "Claim").update(use="claim"), "preauthorization is expected"),
    (lambda made: resource(made, "Claim").update(status="cancelled"), "status: an active request is expected"),
    (lambda made: resource(made, "Claim").pop("item"), "Bundle.entry[0].resource.item: nothing is requested"),
    (lambda made: resource(made, "Claim").pop("provider"), "Bundle.entry[0].resource.provider: it is missing"),
    (lambda made: resource(made, "Claim").update(bogus=1), "Bundle.entry[0].resource.bogus: R4 has no such element"),
    (lambda made: resource(made, "Claim").update(created="soon"), "resource.created: its value is not of the type"),
    (lambda made: resource(made, "Claim")["item"][0].update(productOrService={}), "a CPT or HCPCS code is expected"),
    (lambda made: resource(made, "Coverage").update(beneficiary={"reference": "Patient/p9"}), "is not the patient of"),
    (lambda made: made["entry"].append(made["entry"][1]), "another entry has the same fullUrl or id"),
]


@pytest.mark.parametrize(("change", "says"), BROKEN)
def test_a_broken_bundle_is_refused_with_the_path_of_what_is_wrong(change: Change, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        cases_of(bundle(change))
    assert says in str(caught.value)
    assert "Jane" not in str(caught.value)


def test_a_contained_resource_of_no_known_kind_is_refused() -> None:
    def unknown(made: dict[str, Any]) -> None:
        contained(made)
        resource(made, "Claim")["contained"][0]["resourceType"] = "\ud800"

    with pytest.raises(Invalid, match="it is not a valid Claim"):
        cases_of(bundle(unknown))


def test_no_fault_quotes_a_value_of_the_record() -> None:
    with pytest.raises(Invalid) as caught:
        cases_of(bundle(lambda made: resource(made, "Patient").update(birthDate="Jane Roe, 1961")))
    assert "Jane" not in str(caught.value)


def spoiled(content: Any, chance: random.Random) -> Any:
    """The bundle with one value somewhere replaced, removed or wrapped."""
    at = content
    while True:
        if isinstance(at, dict) and at:
            key: Any = chance.choice(list(at))
        elif isinstance(at, list) and at:
            key = chance.randrange(len(at))
        else:
            return content
        if chance.random() < 0.25 or not isinstance(at[key], (dict, list)):
            break
        at = at[key]
    if chance.random() < 0.3:
        del at[key]
    else:
        odd = [None, "", "x" * 50, -1, 10**30, 1.5, True, [], {}, [at[key]], {"a": at[key]}, "\ud800"]
        at[key] = chance.choice(odd)
    return content


def fuzz(count: int) -> None:
    shapes = [bundle(shape, scores=True) for shape in (None, by_uuid, contained)]
    for number in range(count):
        chance = random.Random(number)
        content = copy.deepcopy(shapes[number % 3])
        for _ in range(chance.randint(1, 3)):
            content = spoiled(content, chance)
        try:
            for one in cases_of(content):
                one.stated_facts()
        except Problem as problem:
            assert "\n" not in str(problem), number  # noqa: PT017 - which bundle it was


def test_spoiled_bundles_are_read_or_refused() -> None:
    fuzz(200)


@pytest.mark.soak
def test_ten_thousand_spoiled_bundles_are_read_or_refused() -> None:
    fuzz(10_000)


# --- Out ----------------------------------------------------------------------------------------------------------


def answered(decision: str | None, role: str = "physician", recommendation: str = "deny", **changes: Any) -> Answered:
    one = case()
    review = a_review(one, recommendation, "r-1", **changes)
    made = Determination(decision, "Alex Physician", role, NOW) if decision else None  # type: ignore[arg-type]
    return Answered(one, review, made)


def action(found: dict[str, Any]) -> str:
    item = resource(found, "ClaimResponse")["item"][0]
    extension = item["adjudication"][0]["extension"][0]["extension"][0]
    return extension["valueCodeableConcept"]["coding"][0]["code"]


def valid(found: dict[str, Any]) -> dict[str, Any]:
    for entry in found["entry"]:
        get_fhir_model_class(entry["resource"]["resourceType"]).model_validate(entry["resource"])
    get_fhir_model_class("Bundle").model_validate(found)
    return found


def test_before_a_signature_the_answer_is_pended_whatever_is_recommended() -> None:
    for recommendation in ("approve", "deny", "pend"):
        found = valid(response(bundle(), [answered(None, recommendation=recommendation)], NOW))
        assert action(found) == "A4"
        assert resource(found, "ClaimResponse")["outcome"] == "queued"
        assert not [one for one in found["entry"] if one["resource"]["resourceType"] == "Observation"]
        assert "deny" not in json.dumps(found)
        assert "not_met" not in json.dumps(found)


def test_a_signed_approval_is_certified_with_a_number() -> None:
    found = valid(response(bundle(), [answered("approve", "reviewer", "approve")], NOW))
    assert action(found) == "A1"
    assert resource(found, "ClaimResponse")["preAuthRef"] == "chart-1"
    assert resource(found, "Observation")["valueCodeableConcept"]["coding"][0]["code"] == "met"


def test_a_denial_takes_a_physician() -> None:
    assert action(valid(response(bundle(), [answered("deny")], NOW))) == "A3"
    for decision in ("deny", "partial"):
        with pytest.raises(Problem, match="takes a physician's signature"):
            response(bundle(), [answered(decision, "reviewer")], NOW)


def test_what_is_missing_is_a_questionnaire() -> None:
    one = answered("pend", "reviewer", "pend", requests=["The pain score before the injection", "How long it lasted"])
    found = valid(response(bundle(), [one], NOW))
    assert [item["text"] for item in resource(found, "Questionnaire")["item"]] == one.review.requests
    assert action(found) == "A4"


def test_provenance_names_the_software_the_person_and_the_policy_version() -> None:
    told = json.dumps(resource(response(bundle(), [answered("deny")], NOW), "Provenance"))
    for words in ("necessity-copilot ", "engine 1", "Alex Physician, physician", "aetna-cpb-0016-sij|2025-01-01"):
        assert words in told


def test_an_undocumented_criterion_has_no_value_but_a_reason() -> None:
    one = answered("deny")
    one.review.criteria[0].verdict = "undocumented"
    found = resource(valid(response(bundle(), [one], NOW)), "Observation")
    assert "valueCodeableConcept" not in found
    assert found["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_scores_in_the_bundle_against_its_notes_are_contradictory() -> None:
    """The notes say 80 % relief for three months; the sending system's own scores, months later, say none."""

    def none(made: dict[str, Any]) -> None:
        resource(made, "Observation/post").update(valueInteger=8, effectiveDateTime="2025-11-01T10:00:00Z")

    found = case(none, scores=True)
    found.request.purpose = "repeat_therapeutic"
    review = reviewing.review(found, settings=settings.load())
    assert {one.id: one.verdict for one in review.criteria}["prior-relief"] == "contradictory"
    assert review.recommendation == "pend"


# --- Over HTTP ----------------------------------------------------------------------------------------------------

TOKEN, HASH = new_token()
OTHER, OTHER_HASH = new_token()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(f"sqlite:///{tmp_path / 'n.db'}", tmp_path, Hands()) as store:
        yield store


@pytest.fixture
def client(store: Store) -> Iterator[Any]:
    from starlette.testclient import TestClient

    def review_of(one: Case) -> Review:
        return a_review(one, "pend", requests=["The pain score before the injection"])

    app = FastAPI()
    app.include_router(router(store, review_of, tokens_of(f"clinic-a:{HASH},clinic-b:{OTHER_HASH}"), lambda: NOW))
    with TestClient(app, raise_server_exceptions=False) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


def test_a_request_is_stored_reviewed_and_pended(client: Any, store: Store) -> None:
    answer = client.post("/fhir/Claim/$submit", json=bundle())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json"
    assert action(valid(answer.json())) == "A4"
    assert store.case("clinic-a.chart-1", by="test").case.request.cpt == "27096"


def test_the_same_request_again_is_the_same_case(client: Any, store: Store) -> None:
    for _ in range(2):
        assert client.post("/fhir/Claim/$submit", json=bundle()).status_code == 200
    assert len(store.reviews("clinic-a.chart-1")) == 1


def test_the_same_identifier_with_another_record_is_a_conflict(client: Any) -> None:
    client.post("/fhir/Claim/$submit", json=bundle())
    changed = bundle(lambda made: resource(made, "Patient").update(birthDate="1970-01-01"))
    answer = client.post("/fhir/Claim/$submit", json=changed)
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (409, "conflict")


def test_an_inquiry_tells_how_it_stands_and_only_to_who_asked(client: Any) -> None:
    client.post("/fhir/Claim/$submit", json=bundle())
    inquiry = bundle(lambda made: resource(made, "Claim").pop("item"))
    assert action(client.post("/fhir/Claim/$inquire", json=inquiry).json()) == "A4"
    other = client.post("/fhir/Claim/$inquire", json=inquiry, headers={"Authorization": f"Bearer {OTHER}"})
    assert (other.status_code, other.json()["issue"][0]["code"]) == (404, "not-found")


@pytest.mark.usefixtures("quick_hashes")
def test_an_inquiry_tells_a_denial_only_after_a_physician_signed_it(client: Any, store: Store) -> None:
    client.post("/fhir/Claim/$submit", json=bundle())
    id = "clinic-a.chart-1"
    review = a_review(store.case(id, by="test").case, "deny")
    store.save_review(review, "test")
    before = client.post("/fhir/Claim/$inquire", json=bundle()).json()
    assert action(valid(before)) == "A4"
    assert "not_met" not in json.dumps(before)
    for audience in ("member", "provider"):
        store.save_letter(id, review.review_id, "adverse", audience, b"docx", b"pdf", "test")
    seen = signoff.sheet(store, id)
    signoff.sign(
        store, with_people(store)["physician"], id, seen=seen.hash, decision="deny",
        acknowledged=[item.id for item in seen.items], verify_letter=traced,
    )  # fmt: skip
    after = valid(client.post("/fhir/Claim/$inquire", json=bundle()).json())
    assert action(after) == "A3"
    assert resource(after, "ClaimResponse")["outcome"] == "complete"
    assert resource(after, "Observation")["valueCodeableConcept"]["coding"][0]["code"] == "not_met"
    assert "Alex Physician, physician" in json.dumps(resource(after, "Provenance"))
    assert action(client.post("/fhir/Claim/$submit", json=bundle()).json()) == "A3"


def test_a_bundle_may_come_as_a_parameter_of_the_operation(client: Any) -> None:
    wrapped = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": bundle()}]}
    assert action(client.post("/fhir/Claim/$submit", json=wrapped).json()) == "A4"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/fhir/Claim/$submit"), ("GET", "/fhir/Patient/p1"), ("DELETE", "/fhir/Claim/c1")],
)
def test_what_is_not_offered_is_an_operation_outcome_too(client: Any, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert valid_outcome(answer.json())


@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Basic {TOKEN}", "Bearer "],
                         ids=["none", "wrong token", "other scheme", "empty token"])
def test_without_a_token_nothing_is_answered(client: Any, header: str) -> None:
    answer = client.post("/fhir/Claim/$submit", json=bundle(), headers={"Authorization": header})
    assert (answer.status_code, answer.json()["resourceType"]) == (401, "OperationOutcome")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b"{", "application/json", 400, "structure"),
        (b"{}", "application/json", 422, "structure"),
        (b"<Bundle/>", "application/fhir+xml", 415, "not-supported"),
        (b"[" * 100_000, "application/fhir+json", 400, "structure"),
        (b"\xff", "application/fhir+json", 400, "structure"),
        (b'{"a": NaN}', "application/fhir+json", 400, "structure"),
        (b'{"a": 1, "a": 2}', "application/fhir+json", 400, "structure"),
        (b'{"resourceType": "Parameters"}', "application/fhir+json", 400, "structure"),
    ],
)
def test_what_is_wrong_is_an_operation_outcome(client: Any, body: bytes, media: str, status: int, code: str) -> None:
    answer = client.post("/fhir/Claim/$submit", content=body, headers={"Content-Type": media})
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (status, code)


@pytest.mark.parametrize(("change", "says"), BROKEN)
def test_a_broken_bundle_stores_nothing(client: Any, store: Store, change: Change, says: str) -> None:
    answer = client.post("/fhir/Claim/$submit", json=bundle(change))
    assert answer.status_code == 422
    assert valid_outcome(answer.json())
    assert not store.worklist(by="test")


def valid_outcome(content: dict[str, Any]) -> bool:
    return bool(get_fhir_model_class("OperationOutcome").model_validate(content).issue)


def test_an_unexpected_failure_tells_nothing_of_the_record(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    from starlette.testclient import TestClient

    def broken(one: Case) -> Review:
        raise RuntimeError(f"cannot review {one.member.name}")

    app = FastAPI()
    app.include_router(router(store, broken, {"clinic-a": HASH}, lambda: NOW))
    with TestClient(app) as client:
        answer = client.post("/fhir/Claim/$submit", json=bundle(), headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 500
    assert "Jane" not in answer.text + caplog.text


def test_the_metadata_and_the_discovery_need_no_token(client: Any) -> None:
    del client.headers["Authorization"]
    get_fhir_model_class("CapabilityStatement").model_validate(client.get("/fhir/metadata").json())
    [service] = client.get("/cds-services").json()["services"]
    assert (service["hook"], service["id"]) == ("order-sign", "necessity-documentation")


def order(**changes: Any) -> dict[str, Any]:
    made = bundle()
    code = {"coding": [{"system": CPT, "code": "27096"}]}
    draft = {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "intent": "order", "code": code,
             "subject": {"reference": "Patient/p1"}, "occurrenceDateTime": "2025-12-01"}  # fmt: skip
    coverage = [{"resource": resource(made, name)} for name in ("Coverage", "Organization/o1")]
    return {
        "hook": "order-sign", "hookInstance": "1",
        "context": {"patientId": "p1", "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": draft}]}},
        "prefetch": {"patient": resource(made, "Patient"), "coverage": {"resourceType": "Bundle", "entry": coverage}},
    } | changes  # fmt: skip


def test_signing_an_order_shows_what_the_plan_will_ask_for_and_stores_nothing(client: Any, store: Store) -> None:
    [card] = client.post("/cds-services/necessity-documentation", json=order()).json()["cards"]
    assert card["summary"] == "CPB 0016: documentation that the plan will ask for"
    assert card["detail"] == "- The pain score before the injection"
    assert card["indicator"] == "info"
    assert not store.worklist(by="test")


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"hook": "order-select"}, 400), ({"context": {}}, 400), ({"prefetch": None}, 412), ({"prefetch": {}}, 412)],
)
def test_a_hook_without_what_it_needs_is_refused(client: Any, changes: dict[str, Any], status: int) -> None:
    assert client.post("/cds-services/necessity-documentation", json=order(**changes)).status_code == status


@pytest.mark.parametrize("setting", ["clinic", "clinic:abc", "cl inic:" + HASH],
                         ids=["no hash", "short hash", "name with a space"])
def test_a_token_setting_of_another_form_is_refused(setting: str) -> None:
    with pytest.raises(Problem, match="NECESSITY_FHIR_TOKENS"):
        tokens_of(setting)


def test_data_that_is_not_base64_is_listed_as_not_read() -> None:
    def bad(made: dict[str, Any]) -> None:
        attachment = resource(made, "DocumentReference/d1")["content"][0]["attachment"]
        attachment["data"] = "!" + base64.b64encode(b"a").decode()

    assert case(bad).unread == ["DocumentReference/d1: not read: its content is not base64"]

"""A review → FHIR: the response to a prior-authorization request, its reasons, who made it, what is missing.

Until a person has signed, the only answer is *pended*: no recommendation leaves, and no criterion that failed. After
it, an approval is an approval, and a denial is one only with a physician's signature.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from copilot.case import Case
from copilot.problem import Problem
from copilot.review import Criterion, Review

PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition"
X12_ACTION = "https://codesystem.x12.org/005010/306"  # codes only; the list itself is X12's
TERMS = "http://terminology.hl7.org/CodeSystem"
OWN = "urn:necessity-copilot"
ACTION = {"approve": "A1", "partial": "A2", "deny": "A3", "pend": "A4"}
WORDS = {
    "approve": "Approved.",
    "partial": "Approved in part.",
    "deny": "Not approved.",
    "pend": "Pended: a person reviews the request.",
}


@dataclass(frozen=True, slots=True)
class Determination:
    """What a person decided and signed."""

    decision: Literal["approve", "deny", "partial", "pend"]
    by: str
    role: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """One requested item: its case, the newest review of it, and the determination in force, where there is one."""

    case: Case
    review: Review
    determination: Determination | None = None

    @property
    def decision(self) -> str:
        """The decision that may leave: that of a signature, else pended. An adverse one takes a physician."""
        if self.determination is None:
            return "pend"
        if self.determination.decision in ("deny", "partial") and self.determination.role != "physician":
            raise Problem(f"case {self.case.id}: an adverse determination takes a physician's signature")
        return self.determination.decision


def response(request: Mapping[str, Any], answered: Sequence[Answered], now: dt.datetime) -> dict[str, Any]:
    """The response bundle: ClaimResponse, Questionnaire for what is missing, criteria results once signed, Provenance.

    `request` is the bundle that was sent; the patient, insurer and requestor are referred to as it does.
    """
    claim = next(entry["resource"] for entry in request["entry"] if entry["resource"]["resourceType"] == "Claim")
    resources: list[dict[str, Any]] = [_claim_response(claim, answered, now)]
    for one in answered:
        if one.decision == "pend" and one.review.requests:
            resources.append(questionnaire(one.case, one.review, now))
        if one.decision != "pend":
            resources += [_criterion(claim, one, criterion) for criterion in one.review.criteria]
    resources += [_provenance(one, [f"{r['resourceType']}/{r['id']}" for r in resources], now) for one in answered]
    return {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{PAS}/profile-pas-response-bundle"]},
        "type": "collection",
        "timestamp": now.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources],
    }


def outcome(*issues: tuple[str, str, str]) -> dict[str, Any]:
    """An OperationOutcome: (code, where, text) for each issue."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "error", "code": code, "diagnostics": text, **({"expression": [where]} if where else {})}
            for code, where, text in issues
        ],
    }


def questionnaire(case: Case, review: Review, now: dt.datetime) -> dict[str, Any]:
    """What the provider is asked for, as a form: for each request an answer in words, and a place for a document."""
    items = []
    for number, ask in enumerate(review.requests, 1):
        items.append({
            "linkId": str(number), "text": ask, "type": "group",
            "item": [
                {"linkId": f"{number}.1", "text": "What the record says, with its date", "type": "text"},
                {"linkId": f"{number}.2", "text": "The document", "type": "attachment"},
            ],
        })  # fmt: skip
    return {
        "resourceType": "Questionnaire",
        "id": _id("questionnaire", review.review_id),
        "url": f"{OWN}:questionnaire:{review.review_id}",
        "status": "active",
        "subjectType": ["Patient"],
        "date": now.isoformat(),
        "title": f"Documentation wanted for request {case.id}",
        "item": items,
    }


# --- Parts --------------------------------------------------------------------------------------------------------


def _claim_response(claim: Mapping[str, Any], answered: Sequence[Answered], now: dt.datetime) -> dict[str, Any]:
    decisions = [one.decision for one in answered]
    pended = "pend" in decisions
    first = answered[0].case
    found = {
        "resourceType": "ClaimResponse",
        "id": _id("response", *(one.review.review_id for one in answered), *decisions),
        "meta": {"profile": [f"{PAS}/profile-claimresponse"]},
        "identifier": [{"system": f"{OWN}:case", "value": one.case.id} for one in answered],
        "status": "active",
        "type": claim["type"],
        "use": "preauthorization",
        "patient": claim["patient"],
        "created": now.isoformat(),
        "insurer": claim.get("insurer") or {"display": first.plan.payer or "not stated"},
        "requestor": claim["provider"],
        "request": {"reference": f"Claim/{claim['id']}"} if claim.get("id") else {"display": first.id},
        "outcome": "queued" if pended else "complete",
        "disposition": " ".join(dict.fromkeys(WORDS[decision] for decision in decisions)),
        "item": [_item(one, sequence) for one, sequence in zip(answered, _sequences(claim), strict=True)],
    }
    if decisions == ["approve"]:
        found["preAuthRef"] = first.id
    return found


def _sequences(claim: Mapping[str, Any]) -> list[int]:
    return [item["sequence"] for item in claim["item"]]


def _item(one: Answered, sequence: int) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [
        {
            "url": f"{PAS}/extension-reviewActionCode",
            "valueCodeableConcept": {"coding": [{"system": X12_ACTION, "code": ACTION[one.decision]}]},
        }
    ]
    if one.decision in ("approve", "partial"):
        parts.append({"url": "number", "valueString": one.case.id})
    return {
        "itemSequence": sequence,
        "adjudication": [
            {
                "extension": [{"url": f"{PAS}/extension-reviewAction", "extension": parts}],
                "category": {"coding": [{"system": f"{TERMS}/adjudication", "code": "submitted"}]},
            }
        ],
    }


def _criterion(claim: Mapping[str, Any], one: Answered, criterion: Criterion) -> dict[str, Any]:
    """One criterion's result. What is undocumented has no value but a reason for its absence."""
    policy = one.review.policy
    value: dict[str, Any] = {
        "valueCodeableConcept": {"coding": [{"system": f"{OWN}:verdict", "code": criterion.verdict}]}
    }
    if criterion.verdict == "undocumented":
        value = {"dataAbsentReason": {"coding": [{"system": f"{TERMS}/data-absent-reason", "code": "unknown"}]}}
    return {
        "resourceType": "Observation",
        "id": _id("criterion", one.review.review_id, criterion.id),
        "status": "final",
        "category": [{"coding": [{"system": f"{OWN}:category", "code": "coverage-criterion"}]}],
        "code": {"coding": [{"system": f"{OWN}:criterion:{policy.id if policy else 'none'}", "code": criterion.id}],
                 "text": criterion.title},
        "subject": claim["patient"],
        "effectiveDateTime": one.determination.at.isoformat() if one.determination else None,
        **value,
        "note": [{"text": criterion.because}],
        "component": [
            {"code": {"text": _where(evidence)}, "valueString": evidence.quote} for evidence in criterion.evidence
        ],
    }  # fmt: skip


def _where(evidence: Any) -> str:
    return f"{evidence.document}, {evidence.field or f'characters {evidence.start} to {evidence.end}'}"


def _provenance(one: Answered, targets: list[str], now: dt.datetime) -> dict[str, Any]:
    """Who and what made it: the software, the person who signed, the version of the policy, the hash of the case."""
    review, receipt = one.review, one.review.receipt
    agents = [_agent("assembler", f"necessity-copilot {version('necessity-copilot')}, engine {receipt.engine}")]
    if receipt.model:
        agents.append(_agent("assembler", f"language model {receipt.model} (draft only)"))
    if one.determination:
        agents.append(_agent("attester", f"{one.determination.by}, {one.determination.role}"))
    sources = [(f"{OWN}:case-sha256", receipt.case_sha256)]
    if review.policy:
        sources.append((f"{OWN}:policy", f"{review.policy.id}|{review.policy.version}"))
        sources.append((f"{OWN}:policy-sha256", receipt.policy_sha256 or ""))
    return {
        "resourceType": "Provenance",
        "id": _id("provenance", review.review_id, one.decision),
        "target": [{"reference": target} for target in targets],
        "recorded": now.isoformat(),
        "agent": agents,
        "entity": [
            {"role": "source", "what": {"identifier": {"system": system, "value": value}}} for system, value in sources
        ],
    }


def _agent(kind: str, who: str) -> dict[str, Any]:
    return {
        "type": {"coding": [{"system": f"{TERMS}/provenance-participant-type", "code": kind}]},
        "who": {"display": who},
    }


def _id(*parts: str) -> str:
    """The same resource has the same id, however often it is built."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, ":".join((OWN, *parts))))

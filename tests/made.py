"""Made-up cases, reviews and people for the tests of the record. Every name here is invented; none may leak."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from copilot import people
from copilot.canonical import digest
from copilot.case import Case
from copilot.review import Review
from copilot.store import Store, case_hash

NAME, MEMBER, BORN = "Perpetua Quillfeather", "QX-77120", "1961-04-02"
NOTE = f"{NAME} had a left SIJ injection on 2025-06-01. Relief: 0 pain relief currently. Pain 7/10 before."
PASSWORD = "violet harbour kite"
START = dt.datetime(2025, 11, 20, 9, 30, tzinfo=dt.UTC)


class Hands:
    """A clock that tests move by hand."""

    def __init__(self, at: dt.datetime = START) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += dt.timedelta(**span)


def opened(url: str, folder: Path, hands: Hands | None = None) -> Store:
    return Store.open(url, folder, now=hands or Hands())


def a_case(id: str = "case-1", **changes: Any) -> Case:
    plan = {"payer": "aetna", "line_of_business": "commercial", "state": "CA", "funding": "insured"}
    data: dict[str, Any] = {
        "id": id,
        "received": "2025-11-20",
        "member": {"id": MEMBER, "name": NAME, "dob": BORN},
        "plan": plan | changes.pop("plan", {}),
        "request": {"cpt": "27096", "purpose": "repeat_therapeutic", "side": "left", "date_of_service": "2025-12-01"},
        "documents": [{"name": "clinic note", "date": "2025-11-12", "text": NOTE}],
    }
    return Case.model_validate(data | changes)


def a_review(case: Case, recommendation: str = "deny", id: str | None = None, **changes: Any) -> Review:
    """A review of the case's contents as they are, with a caution to acknowledge and a clause no rule encodes."""
    quote = "0 pain relief currently"
    data: dict[str, Any] = {
        "case_id": case.id,
        "review_id": id or uuid.uuid4().hex,
        "recommendation": recommendation,
        "sign_off": {"needs": "physician" if recommendation == "deny" else "reviewer"},
        "policy": {
            "id": "aetna-cpb-0016-sij", "version": "2025-01-01", "title": "SIJ injections", "number": "CPB 0016",
            "why": "payer aetna", "status": "unverified-summary", "not_encoded": ["performed by a trained physician"],
        },
        "criteria": [{
            "id": "prior-relief", "title": "Relief", "verdict": "not_met" if recommendation == "deny" else "met",
            "decisive": True, "because": "0 % on 2025-11-12.", "threshold": None, "observed": None,
            "evidence": [{"document": "clinic note", "start": NOTE.find(quote), "end": NOTE.find(quote) + len(quote),
                          "quote": quote}],
            "citations": [],
        }],
        "cautions": [
            {"kind": "ambiguous_statement", "quote": quote, "message": "Two readings.", "must_acknowledge": True},
            {"kind": "policy_revision", "message": "A newer revision may exist."},
        ],
        "facts": [{"kind": "relief", "quote": quote}],
        "requests": [],
        "draft": {"source": "llm", "model": "fake", "recommendation": "approve", "text": "…"},
        "overrides": [{"where": "recommendation", "drafted": "approve", "ruled": recommendation, "why": "…"}],
        "narrative": f"{NAME} had no lasting relief.",
        "references": [],
        "passages": [],
        "receipt": {"case_sha256": case_hash(case), "policy_sha256": digest("pack"), "guidelines_sha256": digest("g"),
                    "engine": "1"},
    }  # fmt: skip
    return Review.model_validate(data | changes)


def with_people(store: Store) -> dict[str, str]:
    """A person of each role; their session tokens by role."""
    licensed = {"licence": "CA A12345", "specialty": "Pain medicine"}
    for role in people.ROLES:
        extra = licensed if role == "physician" else {}
        people.add(store, f"a.{role}", PASSWORD, [role], by="test", full_name=f"Alex {role.title()}", **extra)
    return {role: people.log_in(store, f"a.{role}", PASSWORD)[0] for role in people.ROLES}


def ready_to_sign(store: Store, id: str = "case-1", recommendation: str = "deny", kind: str = "adverse") -> Case:
    """A case submitted, reviewed, with a letter to member and provider."""
    case = a_case(id)
    store.submit(case, "a.reviewer")
    review = a_review(case, recommendation)
    store.save_review(review, "a.reviewer")
    for audience in ("member", "provider"):
        store.save_letter(id, review.review_id, kind, audience, b"docx " + audience.encode(), b"pdf", "a.reviewer")
    return case


def traced(*_: object) -> list[str]:
    """A verifier that finds nothing wrong with any letter."""
    return []

"""What is signed and what becomes of it. A signature is never changed or deleted; a void says that it no longer holds.

Who may sign what stands in `copilot.signoff`; here is what it means for the record.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from copilot.canonical import digest
from copilot.problem import Problem
from copilot.review import Review
from copilot.store.database import Transaction, moment
from copilot.store.tables import cases, signatures, voids

VoidKind = Literal["changed", "answered", "withdrawn", "corrected"]


class Conflict(Problem):
    """What was asked no longer fits the state of the case: somebody was faster, or it is signed or sent already."""


@dataclass(frozen=True, slots=True)
class Void:
    """Why a signature no longer holds. `changed`: what was signed changed; `answered`: a pend got its answer."""

    kind: VoidKind
    words: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's decision on a case and exactly what they saw. `parts` holds the hash of each thing signed.

    `void` is None while the signature holds.
    """

    id: str
    case_id: str
    review_id: str
    letter_ids: tuple[str, ...]
    decision: str
    reason: str | None
    words: str
    acknowledged: tuple[str, ...]
    parts: dict[str, Any]
    seen: str
    by: str
    full_name: str
    role: str
    licence: str | None
    specialty: str | None
    at: dt.datetime
    void: Void | None = None


def signed_parts(case_sha256: str, review: Review, corrections: list[str]) -> dict[str, Any]:
    """The hash of each thing a sign-off covers, letters apart, so that it can be said which one changed."""
    return {
        "case": case_sha256,
        "corrections": corrections,
        "facts": digest(review.facts),
        "verdicts": digest([
            review.recommendation, review.sign_off.needs, [c.model_dump(mode="json") for c in review.criteria],
            [c.model_dump(mode="json") for c in review.cautions], review.requests,
        ]),
        "policy": digest([review.policy and review.policy.model_dump(mode="json"), review.receipt.policy_sha256]),
        "narrative": digest([review.narrative, [r.model_dump(mode="json") for r in review.references]]),
    }  # fmt: skip


def void(tx: Transaction, case_id: str, kind: VoidKind, words: str, by: str) -> str | None:
    """Within a transaction, void the signature in force, where there is one, and return its id.

    A clock stands still on a signed request for information only: with its signature gone it runs on.
    """
    from copilot.store.cases import run_on

    row = tx.row(cases, case_id)
    if row is None or row.signature_id is None:
        return None
    tx.insert(voids, id=uuid.uuid4().hex, case_id=case_id, signature_id=row.signature_id, kind=kind, words=words,
              by=by, at=tx.at)  # fmt: skip
    state = "under review" if row.state in ("signed", "sent") else row.state
    tx.change(cases, case_id, signature_id=None, state=state)
    tx.event("voided", by, case_id, row.signature_id, kind=kind)
    run_on(tx, case_id, by)
    return row.signature_id


def signature(connection: Connection, signature_id: str) -> Signature:
    """A signature by its id, with its void. Raises Problem where there is none."""
    found = connection.execute(_with_voids().where(signatures.c.id == signature_id)).one_or_none()
    if found is None:
        raise Problem(f"no signature {signature_id}")
    return _signature(found)


def signatures_of(connection: Connection, case_id: str) -> tuple[Signature, ...]:
    """Every signature a case ever had, oldest first."""
    query = _with_voids().where(signatures.c.case_id == case_id).order_by(signatures.c.at)
    return tuple(map(_signature, connection.execute(query).all()))


def _with_voids():
    return select(
        signatures, voids.c.kind.label("void_kind"), voids.c.words.label("void_words"), voids.c.by.label("void_by"),
        voids.c.at.label("void_at"),
    ).outerjoin(voids, voids.c.signature_id == signatures.c.id)  # fmt: skip


def _signature(row: Row) -> Signature:
    voided = Void(row.void_kind, row.void_words, row.void_by, moment(row.void_at)) if row.void_kind else None
    return Signature(
        row.id, row.case_id, row.review_id, tuple(json.loads(row.letter_ids)), row.decision, row.reason, row.words,
        tuple(json.loads(row.acknowledged)), json.loads(row.parts), row.seen, row.by, row.full_name, row.role,
        row.licence, row.specialty, moment(row.at), voided,
    )  # fmt: skip

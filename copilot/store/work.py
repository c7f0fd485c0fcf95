"""Reviews and letters of a case: each one kept, the newest counting. What changes after a signature voids it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Row, Table, func, select, tuple_

from copilot.canonical import canonical, digest
from copilot.problem import Problem
from copilot.review import Review
from copilot.store.cases import unsent
from copilot.store.database import Database, Transaction, moment
from copilot.store.signatures import Conflict, Signature, signature, signatures_of, signed_parts, void
from copilot.store.tables import case_versions, cases, corrections, letters, reviews

LetterKind = Literal["approval", "information_request", "adverse"]
Audience = Literal["member", "provider"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as stored: the DOCX that staff edit and, where drawn, its PDF. `final_of`: the signed draft it ends."""

    id: str
    case_id: str
    review_id: str
    kind: LetterKind
    audience: Audience
    docx: bytes
    pdf: bytes | None
    final_of: str | None
    by: str
    at: dt.datetime

    @property
    def sha256(self) -> str:
        """The hash of both files, as a sign-off covers it."""
        return digest([hashlib.sha256(part).hexdigest() for part in (self.docx, self.pdf or b"")])


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review with the version of the record and the corrections it was made from."""

    review: Review
    number: int
    case_version: int
    corrections: tuple[str, ...]
    by: str
    at: dt.datetime


class Work(Database):
    """The part of the store that keeps reviews, letters and signatures."""

    def save_review(self, review: Review, by: str, *, corrections: tuple[str, ...] = ()) -> str | None:
        """Store a review of the newest version of a case, made with these corrections (their ids).

        Returns the id of the signature it voids, because something that was signed changed, or None. Saving the newest
        review again changes nothing. Raises Conflict where the review was made from an older version of the record
        or with other corrections than are in force, or the case was sent.
        """
        content = canonical(review.model_dump(mode="json"))
        with self.write() as tx:
            row = unsent(tx, review.case_id)
            record = _record(tx.connection, review.case_id, row.version)
            if review.receipt.case_sha256 != record:
                raise Conflict(f"case {review.case_id} changed while it was reviewed; review it again")
            if tuple(corrections) != in_force(tx.connection, review.case_id):
                raise Conflict(f"case {review.case_id} was corrected while it was reviewed; review it again")
            made_with = canonical(list(corrections))
            if _newest(tx.connection, review.case_id) == (row.version, content, made_with):
                return None
            changed = self._differs(tx, row.signature_id, signed_parts(record, review, list(corrections)))
            voided = void(tx, review.case_id, "changed", ", ".join(changed), by) if changed else None
            tx.insert(reviews, id=uuid.uuid4().hex, review_id=review.review_id, case_id=review.case_id,
                      case_version=row.version, number=next_number(tx, reviews, review.case_id), content=content,
                      corrections=made_with, by=by, at=tx.at)  # fmt: skip
            state = "under review" if row.state == "submitted" else tx.row(cases, review.case_id).state
            tx.change(cases, review.case_id, state=state, recommendation=review.recommendation,
                      needs=review.sign_off.needs)  # fmt: skip
            tx.event("reviewed", by, review.case_id, review.review_id, recommendation=review.recommendation,
                     engine=review.receipt.engine, policy=review.policy and review.policy.id)  # fmt: skip
            if review.draft.source == "llm":
                tx.event("model called", by, review.case_id, review.review_id, model=review.draft.model,
                         prompt=review.receipt.prompt_sha256)  # fmt: skip
            if review.overrides:
                where = sorted({override.where for override in review.overrides})
                tx.event("overridden", by, review.case_id, review.review_id, where=where, count=len(review.overrides))
            return voided

    def review(self, review_id: str) -> StoredReview:
        """A review by its id. Raises Problem where there is none."""
        with self.read() as connection:
            # The same review may be made again after another one was; then it counts again, in a row of its own.
            query = select(reviews).where(reviews.c.review_id == review_id).order_by(reviews.c.number.desc())
            row = connection.execute(query.limit(1)).one_or_none()
        if row is None:
            raise Problem(f"no review {review_id}")
        return _review(row)

    def reviews(self, case_id: str) -> tuple[StoredReview, ...]:
        """Every review of a case, oldest first: the last two are before and after a provider's reply."""
        with self.read() as connection:
            return reviews_of(connection, case_id)

    def newest_reviews(self) -> Iterator[StoredReview]:
        """The newest review of every case that was reviewed, by case id."""
        newest = select(reviews.c.case_id, func.max(reviews.c.number)).group_by(reviews.c.case_id)
        query = select(reviews).where(tuple_(reviews.c.case_id, reviews.c.number).in_(newest))
        query = query.order_by(reviews.c.case_id)
        with self.read() as connection:
            yield from map(_review, connection.execution_options(yield_per=100).execute(query))

    def latest_review(self, case_id: str) -> StoredReview | None:
        """The newest review of a case, or None where it was never reviewed."""
        return next(reversed(self.reviews(case_id)), None)

    def save_letter(
        self, case_id: str, review_id: str, kind: LetterKind, audience: Audience, docx: bytes, pdf: bytes | None,
        by: str, *, instead_of: str | None = None,
    ) -> Letter:  # fmt: skip
        """Store a draft letter; it takes the place of the last one to the same audience, which is kept.

        `instead_of` is the letter the caller started from. Returns the letter. A signature in force is voided.
        Raises Conflict where somebody saved another one meanwhile, where the review is not the newest, or the case
        was sent.
        """
        with self.write() as tx:
            unsent(tx, case_id)
            newest = reviews_of(tx.connection, case_id)
            if not newest or newest[-1].review.review_id != review_id:
                raise Conflict(f"case {case_id} was reviewed again; draw the letter anew")
            present = current_letters(tx.connection, case_id).get(audience)
            if (present.id if present else None) != instead_of:
                raise Conflict(f"case {case_id}: another letter to the {audience} was saved meanwhile")
            void(tx, case_id, "changed", f"letter to the {audience}", by)
            return self._add_letter(tx, case_id, review_id, kind, audience, docx, pdf, None, by)

    def issue_letter(self, letter_id: str, docx: bytes, pdf: bytes, by: str) -> Letter:
        """Store the finished form of a signed draft: without the draft's mark, with the signer's name and date.

        Raises Conflict where no signature in force covers the draft, or it was issued already.
        """
        with self.write() as tx:
            draft = tx.row(letters, letter_id)
            if draft is None:
                raise Problem(f"no letter {letter_id}")
            signed = tx.row(cases, draft.case_id).signature_id
            if signed is None or letter_id not in signature(tx.connection, signed).letter_ids:
                raise Conflict(f"letter {letter_id} is not signed")
            issued = select(letters.c.id).where(letters.c.final_of == letter_id)
            if tx.connection.execute(issued).first():
                raise Conflict(f"letter {letter_id} was issued already")
            return self._add_letter(tx, draft.case_id, draft.review_id, draft.kind, draft.audience, docx, pdf,
                                    letter_id, by)  # fmt: skip

    def letters(self, case_id: str) -> tuple[Letter, ...]:
        """Every letter of a case, drafts and finished ones, oldest first."""
        with self.read() as connection:
            rows = connection.execute(
                select(letters).where(letters.c.case_id == case_id).order_by(letters.c.number)
            ).all()
        return tuple(map(_letter, rows))

    def current_letters(self, case_id: str) -> dict[str, Letter]:
        """The newest draft for each audience: what a sign-off covers."""
        with self.read() as connection:
            return current_letters(connection, case_id)

    def signature(self, case_id: str) -> Signature | None:
        """The last signature of a case; look at its `void` before relying on it."""
        return next(reversed(self.signatures(case_id)), None)

    def signatures(self, case_id: str) -> tuple[Signature, ...]:
        """Every signature of a case, oldest first, voided ones included."""
        with self.read() as connection:
            return signatures_of(connection, case_id)

    def _differs(self, tx: Transaction, signature_id: str | None, parts: dict) -> list[str]:
        """The names of the signed things that are otherwise now."""
        if signature_id is None:
            return []
        signed = signature(tx.connection, signature_id).parts
        return [name for name in parts if parts[name] != signed[name]]

    def _add_letter(self, tx: Transaction, case_id: str, review_id: str, kind: str, audience: str, docx: bytes,
                    pdf: bytes | None, final_of: str | None, by: str) -> Letter:  # fmt: skip
        id = uuid.uuid4().hex
        tx.insert(letters, id=id, case_id=case_id, number=next_number(tx, letters, case_id), review_id=review_id,
                  kind=kind, audience=audience, docx=docx, pdf=pdf, final_of=final_of, by=by, at=tx.at)  # fmt: skip
        tx.event("letter issued" if final_of else "letter drawn", by, case_id, id, kind=kind, audience=audience)
        return _letter(tx.row(letters, id))


def reviews_of(connection: Connection, case_id: str) -> tuple[StoredReview, ...]:
    """Every review of a case, oldest first."""
    query = select(reviews).where(reviews.c.case_id == case_id).order_by(reviews.c.number)
    return tuple(map(_review, connection.execute(query).all()))


def current_letters(connection: Connection, case_id: str) -> dict[str, Letter]:
    """The newest draft for each audience."""
    query = select(letters).where(letters.c.case_id == case_id, letters.c.final_of.is_(None)).order_by(letters.c.number)
    return {row.audience: _letter(row) for row in connection.execute(query)}


def in_force(connection: Connection, case_id: str) -> tuple[str, ...]:
    """The ids of the corrections in force, oldest first: those that no later one takes back."""
    query = select(corrections).where(corrections.c.case_id == case_id).order_by(corrections.c.number)
    rows = connection.execute(query).all()
    taken_back = {json.loads(row.content)["correction"] for row in rows if row.kind == "take_back"}
    return tuple(row.id for row in rows if row.kind != "take_back" and row.id not in taken_back)


def _newest(connection: Connection, case_id: str) -> tuple[int, str, str] | None:
    """What the newest review of a case was made from, and what it says."""
    query = select(reviews.c.case_version, reviews.c.content, reviews.c.corrections)
    query = query.where(reviews.c.case_id == case_id).order_by(reviews.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.case_version, row.content, row.corrections) if row else None


def _record(connection: Connection, case_id: str, version: int) -> str:
    query = select(case_versions.c.sha256).where(case_versions.c.case_id == case_id, case_versions.c.number == version)
    return connection.execute(query).scalar_one()


def next_number(tx: Transaction, table: Table, case_id: str) -> int:
    """The number that the next row of a case takes in one of its tables."""
    highest = tx.connection.execute(select(func.max(table.c.number)).where(table.c.case_id == case_id)).scalar()
    return (highest or 0) + 1


def _review(row: Row) -> StoredReview:
    return StoredReview(
        Review.model_validate_json(row.content), row.number, row.case_version, tuple(json.loads(row.corrections)),
        row.by, moment(row.at),
    )  # fmt: skip


def _letter(row: Row) -> Letter:
    pdf = bytes(row.pdf) if row.pdf is not None else None
    return Letter(row.id, row.case_id, row.review_id, row.kind, row.audience, bytes(row.docx), pdf, row.final_of,
                  row.by, moment(row.at))  # fmt: skip

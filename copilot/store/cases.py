"""Cases: submitted, worked on, pended and answered, signed, sent. Each version of the record is kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, or_, select

from copilot import clock
from copilot.canonical import canonical, digest
from copilot.case import Case, CaseDocument
from copilot.problem import Problem
from copilot.store.database import Database, Transaction, moment, stamp
from copilot.store.signatures import Conflict, void
from copilot.store.tables import audit_log, case_versions, cases, holds

State = Literal["submitted", "under review", "pended", "signed", "sent"]
OPEN: tuple[State, ...] = ("submitted", "under review", "pended", "signed")
# Which state may follow which without a signature. Signing, sending and voiding are the other ways.
FOLLOWS: dict[State, tuple[State, ...]] = {
    "submitted": ("under review", "pended"),
    "under review": ("pended",),
    "pended": ("under review",),
    "signed": (),
    "sent": (),
}
SEARCHED = ("id", "member_name", "member_id", "cpt", "description", "payer")
LISTED_EVERY = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a submitted case. `again`: the very same case was here already and nothing was stored.
    `duplicates`: other cases that ask the same for the same member."""

    case_id: str
    version: int
    again: bool
    duplicates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as it stands: the newest version of its record and where it is on its way."""

    case: Case
    version: int
    state: State
    assignee: str | None
    submitted: dt.datetime
    due: clock.Due
    holds: tuple[clock.Hold, ...]
    signature_id: str | None
    recommendation: str | None
    needs: str | None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A line of the worklist. `due` is computed for the line, so it shows which time frame governs and why."""

    case_id: str
    state: State
    assignee: str | None
    urgency: str
    member: str | None
    payer: str | None
    line: str | None
    cpt: str | None
    description: str | None
    received: dt.date
    submitted: dt.datetime
    due: clock.Due
    recommendation: str | None
    needs: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a case's record: what it held, who added it, when and why."""

    number: int
    case: Case
    why: str
    by: str
    at: dt.datetime


class Cases(Database):
    """The part of the store that keeps cases."""

    def submit(self, case: Case, by: str) -> Submission:
        """Store a new case; the same case again changes nothing.

        Raises Conflict where the id is taken by a case with other contents (use `revise` or `reply`), Problem where
        the id holds control characters or is longer than 200.
        """
        if len(case.id) > 200 or not case.id.isprintable():
            raise Problem("id: use at most 200 printable characters")
        with self.write() as tx:
            before = tx.row(cases, case.id)
            if before is not None:
                if _content(case) != _newest(tx.connection, case.id).content:
                    raise Conflict(f"case {case.id} is stored already, with other contents")
                return Submission(case.id, before.version, True, _same_request(tx.connection, case))
            tx.insert(cases, id=case.id, state="submitted", assignee=None, submitted=tx.at, version=0,
                      recommendation=None, needs=None, signature_id=None,
                      **_columns(case, moment(tx.at)))  # fmt: skip
            self._add_version(tx, case, 1, "submitted", by)
            twins = _same_request(tx.connection, case)
            tx.event("submitted", by, case.id, version=1, duplicates=len(twins))
            return Submission(case.id, 1, False, twins)

    def case(self, case_id: str, *, by: str) -> CaseFile:
        """Open a case; that `by` read it goes on record. Raises Problem where there is no such case."""
        with self.write() as tx:
            found = self._file(tx.connection, case_id)
            tx.event("opened", by, case_id, version=found.version)
            return found

    def versions(self, case_id: str, *, by: str) -> tuple[Version, ...]:
        """Every version of a case's record, oldest first; the reading goes on record."""
        with self.write() as tx:
            query = select(case_versions).where(case_versions.c.case_id == case_id).order_by(case_versions.c.number)
            rows = tx.connection.execute(query).all()
            if not rows:
                raise Problem(f"no case {case_id}")
            tx.event("opened", by, case_id, versions=len(rows))
            return tuple(Version(r.number, _case(r), r.why, r.by, moment(r.at)) for r in rows)

    def state(self, case_id: str) -> State:
        """Where a case is on its way. Raises Problem where there is no such case."""
        with self.read() as connection:
            found = connection.execute(select(cases.c.state).where(cases.c.id == case_id)).scalar()
        if found is None:
            raise Problem(f"no case {case_id}")
        return found

    def made_from(self, case_id: str, version: int) -> Case:
        """A version of a case's record, for the program's own use. Raises Problem where there is none."""
        query = select(case_versions).where(case_versions.c.case_id == case_id, case_versions.c.number == version)
        with self.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise Problem(f"no version {version} of case {case_id}")
        return _case(row)

    def worklist(
        self,
        *,
        by: str,
        states: Collection[State] = OPEN,
        assignee: str | None = None,
        unassigned: bool = False,
        needs: Literal["reviewer", "physician"] | None = None,
        due_before: dt.datetime | None = None,
        search: str = "",
        limit: int = 200,
        offset: int = 0,
    ) -> tuple[WorkItem, ...]:
        """The cases that fit every filter, the soonest due first, stopped clocks last.

        `search` is looked for in case id, member's name and id, code, description and payer. That `by` saw a list
        goes on record, once in a quarter of an hour.
        """
        query = select(cases).where(cases.c.state.in_(tuple(states)))
        if assignee is not None:
            query = query.where(cases.c.assignee == assignee)
        if unassigned:
            query = query.where(cases.c.assignee.is_(None))
        if needs is not None:
            query = query.where(cases.c.needs == needs)
        if due_before is not None:
            query = query.where(cases.c.due < stamp(due_before))
        for word in (storable(search) or "").split():
            query = query.where(or_(*(cases.c[name].icontains(word, autoescape=True) for name in SEARCHED)))
        query = query.order_by(cases.c.due.is_(None), cases.c.due, cases.c.submitted, cases.c.id)
        with self.read() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).all()
            dues = due_of(connection, rows)
            items = tuple(_item(row, dues[row.id]) for row in rows)
            seen = connection.execute(
                select(func.max(audit_log.c.at)).where(audit_log.c.actor == by, audit_log.c.action == "listed")
            ).scalar()
        if items and (seen is None or moment(seen) < self.now() - LISTED_EVERY):
            self.record_event("listed", by, rows=len(items))
        return items

    def assign(self, case_id: str, to: str | None, by: str, *, instead_of: str | None = None) -> None:
        """Give a case to a person (None: to nobody). `instead_of` is whom the caller saw as its holder.

        Raises Conflict where somebody else took it meanwhile, Problem where there is no such case.
        """
        with self.write() as tx:
            row = _required(tx, case_id)
            if row.assignee != instead_of:
                raise Conflict(f"case {case_id} is with {row.assignee or 'nobody'} now")
            tx.change(cases, case_id, assignee=to)
            tx.event("assigned", by, case_id, to=to, before=row.assignee)

    def begin(self, case_id: str, by: str) -> None:
        """Take up the review of a submitted case. In any other state this changes nothing."""
        with self.write() as tx:
            if _required(tx, case_id).state == "submitted":
                move(tx, case_id, "under review", by)

    def pend(self, case_id: str, by: str, reason: str) -> None:
        """Wait for information: the clock stops where its time frame allows that. Raises Conflict where it cannot."""
        with self.write() as tx:
            move(tx, case_id, "pended", by)
            self.hold(tx, case_id, reason, by)

    def hold(self, tx: Transaction, case_id: str, reason: str, by: str) -> None:
        """Within a transaction that pends a case: stop its clock from now."""
        tx.insert(holds, id=uuid.uuid4().hex, case_id=case_id, kind="pend", began=tx.at, ended=None, days=None,
                  reason=reason, by=by)  # fmt: skip
        _reckon(tx, case_id)
        tx.event("clock held", by, case_id)

    def resume(self, case_id: str, by: str) -> None:
        """Take up a pended case again without an answer: its clock runs on."""
        with self.write() as tx:
            _required(tx, case_id)
            run_on(tx, case_id, by)
            void(tx, case_id, "answered", "taken up again", by)

    def extend(self, case_id: str, days: int, by: str, reason: str) -> None:
        """Extend the time to answer, once. Raises Conflict where the governing time frame does not allow it."""
        with self.write() as tx:
            row = _required(tx, case_id)
            held = _holds(tx.connection, case_id)[case_id]
            frame = clock.due(_terms(row), held).timeframe
            allowed = frame.extension if frame else None
            if not allowed or not 0 < days <= allowed:
                raise Conflict(f"days: the time frame allows an extension of {allowed or 0} days at most")
            if any(hold.kind == "extension" for hold in held):
                raise Conflict(f"case {case_id} was extended already")
            tx.insert(holds, id=uuid.uuid4().hex, case_id=case_id, kind="extension", began=tx.at, ended=None,
                      days=days, reason=reason, by=by)  # fmt: skip
            _reckon(tx, case_id)
            tx.event("clock extended", by, case_id, days=days)

    def reply(self, case_id: str, documents: Sequence[CaseDocument], by: str) -> int:
        """A provider's answer: a new version of the record with these documents added, the clock running again.

        Returns the new version's number; the case is to be reviewed again. Raises Conflict where the case is not
        pended, or where a document's name is taken by other text.
        """
        with self.write() as tx:
            if _required(tx, case_id).state != "pended":
                raise Conflict(f"case {case_id} is not pended")
            case = _case(_newest(tx.connection, case_id))
            taken = {document.name for document in case.documents}
            for document in documents:
                if document.name in taken:
                    raise Conflict(f"documents: the name {document.name!r} is taken; name the new document otherwise")
                taken.add(document.name)
            answered = case.model_copy(update={"documents": [*case.documents, *documents]})
            return self._revise(tx, answered, "provider's reply", by, "answered")

    def revise(self, case: Case, by: str, why: str) -> int:
        """Store another version of a case's record, for what was entered wrong. Returns its number.

        A signature in force is voided. Raises Conflict where the case was sent.
        """
        with self.write() as tx:
            return self._revise(tx, case, why, by, "changed")

    def _revise(self, tx: Transaction, case: Case, why: str, by: str, kind: Literal["answered", "changed"]) -> int:
        row = unsent(tx, case.id)
        if _content(case) == _newest(tx.connection, case.id).content:
            return row.version
        void(tx, case.id, kind, "the record", by)
        run_on(tx, case.id, by)
        tx.change(cases, case.id, recommendation=None, needs=None, **_columns(case, moment(row.submitted)))
        number = row.version + 1
        self._add_version(tx, case, number, why, by)
        _reckon(tx, case.id)
        tx.event("record changed", by, case.id, version=number, documents=len(case.documents))
        return number

    def sent(self, case_id: str, by: str) -> None:
        """Put on record that the signed letters went out. Raises Conflict where no signature is in force."""
        with self.write() as tx:
            row = _required(tx, case_id)
            if row.signature_id is None:
                raise Conflict(f"case {case_id}: nothing is sent before it is signed")
            if row.state == "signed":
                tx.change(cases, case_id, state="sent")
            tx.event("sent", by, case_id, row.signature_id)

    def record_event(self, action: str, by: str, case_id: str | None = None, **detail: Any) -> None:
        """Append an event of its own to the audit log. `detail` must be plain JSON without patient data."""
        with self.write() as tx:
            tx.event(action, by, case_id, **detail)

    def _file(self, connection: Connection, case_id: str) -> CaseFile:
        row = connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
        if row is None:
            raise Problem(f"no case {case_id}")
        held = _holds(connection, case_id)[case_id]
        return CaseFile(
            _case(_newest(connection, case_id)), row.version, row.state, row.assignee, moment(row.submitted),
            clock.due(_terms(row), held), held, row.signature_id, row.recommendation, row.needs,
        )  # fmt: skip

    def _add_version(self, tx: Transaction, case: Case, number: int, why: str, by: str) -> None:
        content = _content(case)
        tx.insert(case_versions, id=uuid.uuid4().hex, case_id=case.id, number=number, content=content,
                  sha256=case_hash(case), why=why, by=by, at=tx.at)  # fmt: skip
        tx.change(cases, case.id, version=number)


def case_hash(case: Case) -> str:
    """The SHA-256 of a case's contents, as a review's receipt carries it: what a label expects is no part of it."""
    return digest(case.model_dump(mode="json", exclude={"label"}))


def move(tx: Transaction, case_id: str, to: State, by: str) -> None:
    """Within a transaction, bring a case into another state. Raises Conflict where that may not follow."""
    row = _required(tx, case_id)
    if to not in FOLLOWS[row.state]:
        raise Conflict(f"case {case_id} is {row.state}; {to} cannot follow")
    tx.change(cases, case_id, state=to)
    tx.event(to, by, case_id, before=row.state)


def unsent(tx: Transaction, case_id: str) -> Row:
    """The case's row. Raises Conflict where it was sent: what was sent is withdrawn or corrected first."""
    row = _required(tx, case_id)
    if row.state == "sent":
        raise Conflict(f"case {case_id} was sent; withdraw or correct its sign-off first")
    return row


def _required(tx: Transaction, case_id: str) -> Row:
    row = tx.row(cases, case_id)
    if row is None:
        raise Problem(f"no case {case_id}")
    return row


def _newest(connection: Connection, case_id: str) -> Row:
    query = select(case_versions).where(case_versions.c.case_id == case_id)
    return connection.execute(query.order_by(case_versions.c.number.desc()).limit(1)).one()


def due_of(connection: Connection, rows: Sequence[Row]) -> dict[str, clock.Due]:
    """When each of these rows of `cases` is due, by id."""
    held = _holds(connection, *(row.id for row in rows))
    return {row.id: clock.due(_terms(row), held[row.id]) for row in rows}


def newest_record(connection: Connection, case_id: str) -> Case:
    """A case's record as it stands, for the program's own use: nobody reads it. Raises Problem for an unknown case."""
    row = connection.execute(select(cases.c.id).where(cases.c.id == case_id)).one_or_none()
    if row is None:
        raise Problem(f"no case {case_id}")
    return _case(_newest(connection, case_id))


def _content(case: Case) -> str:
    return canonical(case.model_dump(mode="json"))


def _case(row: Row) -> Case:
    return Case.model_validate_json(row.content)


def _columns(case: Case, submitted: dt.datetime) -> dict[str, Any]:
    """What the worklist sorts, filters and reckons by. Without a day of receipt the clock starts on submission."""
    received = dt.datetime.combine(case.received, dt.time(), dt.UTC) if case.received else submitted
    plan, request, member = case.plan, case.request, case.member
    terms = clock.Terms(received, case.urgency, plan.line_of_business, _state(plan.state), plan.funding)
    due = clock.due(terms).at
    columns = {
        "urgency": case.urgency, "line": plan.line_of_business, "funding": plan.funding,
        "jurisdiction": _state(plan.state), "payer": plan.payer, "cpt": request.cpt, "description": request.description,
        "member_id": member.id, "member_name": member.name, "received": stamp(received),
        "due": stamp(due) if due else None, "request_key": _request_key(case),
    }  # fmt: skip
    return {name: storable(value) for name, value in columns.items()}


def storable(text: str | None) -> str | None:
    """Text without what a database cannot hold in a column: NUL and halves of surrogate pairs."""
    return text and text.replace("\x00", "").encode("utf-8", "replace").decode()


def _state(state: str | None) -> str | None:
    return state.strip().upper() if state else None


def _request_key(case: Case) -> str | None:
    """One key for one request: member, service, side, day, payer. None where the member is not identified."""
    member, request = case.member, case.request
    person = member.id or (member.name and member.dob and f"{member.name} {member.dob}")
    if not person:
        return None
    parts = (person, request.cpt or request.description, request.side, request.date_of_service, case.plan.payer)
    return digest([" ".join(str(part or "").casefold().split()) for part in parts])


def _same_request(connection: Connection, case: Case) -> tuple[str, ...]:
    key = _request_key(case)
    if key is None:
        return ()
    query = select(cases.c.id).where(cases.c.request_key == key, cases.c.id != case.id).order_by(cases.c.submitted)
    return tuple(connection.execute(query).scalars())


def _terms(row: Row) -> clock.Terms:
    return clock.Terms(moment(row.received), row.urgency, row.line, row.jurisdiction, row.funding)


def _holds(connection: Connection, *case_ids: str) -> dict[str, tuple[clock.Hold, ...]]:
    """The holds of each of these cases, in order."""
    held: dict[str, tuple[clock.Hold, ...]] = dict.fromkeys(case_ids, ())
    for row in connection.execute(select(holds).where(holds.c.case_id.in_(case_ids)).order_by(holds.c.began)):
        ended = moment(row.ended) if row.ended else None
        held[row.case_id] += (clock.Hold(row.kind, moment(row.began), ended, row.days),)
    return held


def _item(row: Row, due: clock.Due) -> WorkItem:
    return WorkItem(
        row.id, row.state, row.assignee, row.urgency, row.member_name, row.payer, row.line, row.cpt, row.description,
        moment(row.received).date(), moment(row.submitted), due, row.recommendation, row.needs,
    )  # fmt: skip


def _reckon(tx: Transaction, case_id: str) -> None:
    """Reckon the due date anew after something that moves it."""
    row = _required(tx, case_id)
    at = clock.due(_terms(row), _holds(tx.connection, case_id)[case_id]).at
    tx.change(cases, case_id, due=stamp(at) if at else None)


def run_on(tx: Transaction, case_id: str, by: str) -> None:
    """Within a transaction, end the pend that is open, where one is: the case is under review, its clock runs on."""
    if _required(tx, case_id).state == "pended":
        move(tx, case_id, "under review", by)
    query = select(holds.c.id).where(holds.c.case_id == case_id, holds.c.kind == "pend", holds.c.ended.is_(None))
    for hold in tx.connection.execute(query).scalars().all():
        tx.change(holds, hold, ended=tx.at)
        _reckon(tx, case_id)
        tx.event("clock resumed", by, case_id)

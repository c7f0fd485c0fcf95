"""How long records are kept, as data with source and mark; and their deletion after that, which stays on record.

Counted from the day a case was submitted. Nothing is deleted on its own: somebody asks for what is due and deletes it.
What remains is the audit log, which holds no patient data but the case's id.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from copilot.problem import Problem
from copilot.store import Conflict, Store
from copilot.store.database import moment
from copilot.store.tables import (
    case_versions,
    cases,
    corrections,
    holds,
    letters,
    reviews,
    signatures,
    voids,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Years that the records of a line of business are kept. `line` None: any that has no period of its own."""

    line: str | None
    years: int
    source: str
    mark: str


PERIODS: tuple[Period, ...] = (
    Period("medicare_advantage", 10, "42 CFR 422.504(d)", "V2"),
    Period("medicaid", 10, "42 CFR 438.3(u)", "R"),
    Period(None, 10, "the longest period on file; 45 CFR 164.316(b)(2) asks for 6 years", "R"),
)
# Children before their parents.
OF_A_CASE = (voids, signatures, letters, corrections, reviews, holds, case_versions)


def period(line: str | None) -> Period:
    """The period that governs a line of business."""
    return next(p for p in PERIODS if p.line in (line, None))


def past(store: Store) -> tuple[str, ...]:
    """The ids of the cases whose period is over."""
    with store.read() as connection:
        rows = connection.execute(select(cases.c.id, cases.c.line, cases.c.submitted).order_by(cases.c.submitted)).all()
    return tuple(row.id for row in rows if _end(row) <= store.now())


def delete(store: Store, case_id: str, *, by: str) -> None:
    """Delete a case and everything of it but its events. Raises Conflict where its period is not over."""
    with store.write() as tx:
        row = tx.row(cases, case_id)
        if row is None:
            raise Problem(f"no case {case_id}")
        if _end(row) > store.now():
            governing = period(row.line)
            raise Conflict(f"case {case_id} is kept {governing.years} years ({governing.source})")
        tx.change(cases, case_id, signature_id=None)
        for table in OF_A_CASE:
            for id in tx.connection.execute(select(table.c.id).where(table.c.case_id == case_id)).scalars().all():
                tx.delete(table, id)
        tx.delete(cases, case_id)
        tx.event("deleted", by, case_id, period=period(row.line).source)


def _end(row) -> dt.datetime:
    submitted = moment(row.submitted)
    year = submitted.year + period(row.line).years
    day = 28 if (submitted.month, submitted.day) == (2, 29) else submitted.day
    return submitted.replace(year=year, day=day)

"""What quality staff look at: where rules overrode a draft or a person the rules, and how long answers took."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from copilot.store import Store
from copilot.store.cases import due_of
from copilot.store.database import moment
from copilot.store.tables import cases, signatures


@dataclass(frozen=True, slots=True)
class Overridden:
    """One disagreement. `by`: "rules" over a draft, or the person who decided otherwise than recommended.

    `where` is recommendation, narrative or a criterion's id; `why` the rules' sentence, or the reason from the list.
    """

    case_id: str
    review_id: str
    at: dt.datetime
    policy: str | None
    by: str
    where: str
    before: str | None
    after: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Turnaround:
    """How long a case took from submission to the signature in force; `late` is None where no due date is known."""

    case_id: str
    line: str | None
    urgency: str
    decision: str
    took: dt.timedelta
    late: bool | None


def ledger(store: Store) -> tuple[Overridden, ...]:
    """Every override in the newest review of each case, and every decision of a person against a recommendation."""
    found = []
    recommended = {}
    for stored in store.newest_reviews():
        review = stored.review
        policy = review.policy.id if review.policy else None
        recommended[review.review_id] = (review.recommendation, policy)
        found += [
            Overridden(review.case_id, review.review_id, stored.at, policy, "rules", o.where, o.drafted, o.ruled, o.why)
            for o in review.overrides
        ]
    with store.read() as connection:
        signed = connection.execute(signatures.select().order_by(signatures.c.at)).all()
    for row in signed:
        before, policy = recommended.get(row.review_id, (None, None))
        if before is not None and before != row.decision:
            found.append(
                Overridden(row.case_id, row.review_id, moment(row.at), policy, row.by, "recommendation", before,
                           row.decision, row.reason or "")
            )  # fmt: skip
    return tuple(found)


def turnarounds(store: Store) -> tuple[Turnaround, ...]:
    """Every case whose signature is in force, in order of submission."""
    query = cases.join(signatures, cases.c.signature_id == signatures.c.id).select().order_by(cases.c.submitted)
    columns = query.with_only_columns(cases, signatures.c.decision, signatures.c.at.label("signed"))
    with store.read() as connection:
        rows = connection.execute(columns).all()
        dues = due_of(connection, rows)
    return tuple(
        Turnaround(
            row.id, row.line, row.urgency, row.decision, moment(row.signed) - moment(row.submitted),
            moment(row.signed) > due if (due := dues[row.id].at) else None,
        )
        for row in rows
    )  # fmt: skip

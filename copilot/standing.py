"""Where each guideline and policy stands with the plan: submitted, under review, approved. Every change is an event.

A standing belongs to one version with one text; another text of the same version begins anew.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import select

from copilot.people import Person
from copilot.problem import Problem
from copilot.store import Store
from copilot.store.database import moment
from copilot.store.tables import audit_log

Status = Literal["submitted", "under review", "approved"]
STATUSES: tuple[Status, ...] = get_args(Status)
ACTION = "standing changed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who put a text where it stands, and when; both None for one that nobody looked at yet."""

    status: Status = "submitted"
    by: str | None = None
    at: dt.datetime | None = None


SUBMITTED = Standing()


def standings(store: Store) -> dict[tuple[str, str], Standing]:
    """The standing of every text somebody looked at, by its key and hash."""
    query = select(audit_log.c.at, audit_log.c.actor, audit_log.c.detail).where(audit_log.c.action == ACTION)
    with store.read() as connection:
        rows = connection.execute(query.order_by(audit_log.c.seq)).all()
    found = {}
    for row in rows:
        told = json.loads(row.detail)
        found[told["key"], told["sha256"]] = Standing(told["status"], row.actor, moment(row.at))
    return found


def change(store: Store, person: Person, key: str, sha256: str, status: str) -> None:
    """Put a text where it stands now. Raises NotAllowed, Problem for an unknown status."""
    person.must("change guidelines")
    if status not in STATUSES:
        raise Problem(f"status: use one of {', '.join(STATUSES)}")
    store.record_event(ACTION, person.name, key=key, sha256=sha256, status=status)

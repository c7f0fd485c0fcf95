"""The record: cases and their versions, reviews, corrections, letters, signatures, people, and the audit log.

    with Store.open(settings) as store:
        store.submit(case, by="a.nurse")
        store.save_review(review(case), by="a.nurse")

Every change is appended to `audit_log` in the transaction that makes it. `by` is the name of a person who logged in
(`copilot.people`), or of the command that acts.
"""

from __future__ import annotations

from copilot.store.cases import OPEN, CaseFile, Cases, State, Submission, Version, WorkItem, case_hash
from copilot.store.database import Transaction, utc_now
from copilot.store.signatures import Conflict, Signature, Void
from copilot.store.work import Letter, StoredReview, Work

__all__ = [
    "OPEN", "CaseFile", "Conflict", "Letter", "Signature", "State", "Store", "StoredReview", "Submission",
    "Transaction", "Version", "Void", "WorkItem", "case_hash", "utc_now",
]  # fmt: skip


class Store(Cases, Work):
    """All of it in one place: `Store.open(settings)` or `Store.open(url, data_dir)`."""

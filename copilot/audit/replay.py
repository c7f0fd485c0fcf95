"""A stored review computed again from what its receipt names, and compared byte for byte.

Only what the rules say is compared: facts, criteria, cautions, recommendation, requests, policy. A model's words are
kept with the review and cannot be computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from copilot.canonical import canonical
from copilot.case import Case
from copilot.corrections import Correction, history
from copilot.review import Review
from copilot.store import Store, case_hash
from rules.pack import Pack

# The pipeline without a model, deciding by the given packs: `copilot.reviewing.review`, passed in.
ReviewBy = Callable[[Case, Sequence[Correction], Sequence[Pack]], Review]


@dataclass(frozen=True, slots=True)
class Replay:
    """`same`: every byte of the rules' result came out again. `missing`: versions that the receipt names and that are
    not here. `differs`: the parts of the result that came out otherwise."""

    review_id: str
    same: bool
    missing: tuple[str, ...]
    differs: tuple[str, ...]


def replay(store: Store, review_id: str, review: ReviewBy, packs: Sequence[Pack], engine: str) -> Replay:
    """Compute a review again. `engine` is the version at hand. Raises Problem where there is no such review."""
    stored = store.review(review_id)
    receipt = stored.review.receipt
    missing = []
    if receipt.engine != engine:
        missing.append(f"the review was made by reader and engine {receipt.engine}; here is {engine}")
    deciding, policy = tuple(packs), stored.review.policy
    if policy is not None:
        deciding = tuple(pack for pack in packs if pack.sha256 == receipt.policy_sha256 or not pack.governs)
        if not any(pack.governs for pack in deciding):
            version = f"{policy.id}/{policy.version}"
            missing.append(f"policy {version} as of then (sha256 {receipt.policy_sha256}) is not here")
            return Replay(review_id, False, tuple(missing), ())
    case = store.made_from(stored.review.case_id, stored.case_version)
    if case_hash(case) != receipt.case_sha256:
        missing.append("the record is not the one that the receipt names")
        return Replay(review_id, False, tuple(missing), ())
    corrections = tuple(c for c in history(store, case.id) if c.id in stored.corrections)
    again = ruled(review(case, corrections, deciding))
    before = ruled(stored.review)
    differs = tuple(name for name in before if canonical(before[name]) != canonical(again[name]))
    return Replay(review_id, canonical(before) == canonical(again), tuple(missing), differs)


def ruled(review: Review) -> dict[str, Any]:
    """What the rules say in a review. Whether somebody has verified the pack since is no part of it."""
    told = review.model_dump(mode="json")
    policy = told["policy"] and {name: value for name, value in told["policy"].items() if name != "status"}
    kept = ("recommendation", "criteria", "cautions", "facts", "requests")
    return {"policy": policy, "needs": told["sign_off"]["needs"], **{name: told[name] for name in kept}}

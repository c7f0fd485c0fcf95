"""Sign-off: a person decides, and the decision is bound to exactly what they saw.

    seen = sheet(store, case_id)                  what is to be signed, its hash, what must be acknowledged
    sign(store, token, case_id, seen=seen.hash, decision="approve", acknowledged=[…], verify_letter=…)

The software signs nothing: every signature takes the token of a person's live session. An approval or a request for
information may be signed by a reviewer or a physician; a denial or a partial approval only by a physician with licence
number and specialty on file. Any later change to what was signed voids the signature (`copilot.store`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, select

from copilot import people
from copilot.canonical import canonical, digest
from copilot.case import Case
from copilot.problem import Problem
from copilot.review import Review
from copilot.store import Conflict, Letter, Signature, Store
from copilot.store.cases import unsent
from copilot.store.database import Transaction
from copilot.store.signatures import signature, signed_parts, void
from copilot.store.tables import case_versions, cases, signatures
from copilot.store.work import current_letters, in_force, reviews_of

Decision = Literal["approve", "deny", "partial", "pend"]
ADVERSE = ("deny", "partial")
LETTER_FOR = {"approve": "approval", "deny": "adverse", "partial": "adverse", "pend": "information_request"}

# Why a person decides otherwise than recommended; words of their own are wanted beside it.
REASONS: dict[str, str] = {
    "record_misread": "The record says something else than was read from it",
    "record_not_considered": "The record holds something that was not considered",
    "outside_information": "Information beyond the record was obtained (peer to peer, telephone)",
    "individual_circumstances": "The member's circumstances are not what the criterion has in mind",
    "policy_exception": "The policy allows an exception",
    "other_policy": "Another policy or benefit provision governs",
    "information_missing": "More information is needed before a decision",
    "time_limit": "The time limit does not allow waiting for information",
    "other": "Another reason",
}

# Takes a letter, the case, the review and the decision that is signed; returns what in the letter cannot be traced, is
# missing, or says otherwise, a line each: `copilot.verifier.for_signing`.
VerifyLetter = Callable[[Letter, Case, Review, str], Sequence[str]]
# Takes a letter, the case and the review; returns the sentences that a person wrote: `copilot.verifier.written`.
ByHand = Callable[[Letter, Case, Review], Sequence[str]]


class Changed(Conflict):
    """What is to be signed is no longer what was seen. Look again, then sign."""


class AlreadySigned(Conflict):
    """Somebody else signed first. `signature` is theirs."""

    def __init__(self, signature: Signature) -> None:
        super().__init__(f"case {signature.case_id} was signed by {signature.full_name} at {signature.at:%H:%M} UTC")
        self.signature = signature


class Refused(Problem):
    """It may not be signed like this. `reasons` holds one line each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("not signed: " + "; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Item:
    """Something to acknowledge before signing. `kind`: a caution's kind, `not_encoded` or `by_hand`."""

    id: str
    kind: str
    text: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be signed. `parts` holds the hash of each thing, `hash` that of all; `stale` says why not yet."""

    case_id: str
    case: Case
    review: Review
    letters: tuple[Letter, ...]
    items: tuple[Item, ...]
    parts: dict[str, Any]
    hash: str
    stale: str | None


def sheet(store: Store, case_id: str, by_hand: ByHand | None = None) -> Sheet:
    """What there is to sign now; with `by_hand`, what a person wrote into a letter is to be acknowledged too.

    Raises Problem where the case does not exist or was never reviewed.
    """
    with store.read() as connection:
        found = _sheet(connection, case_id)
    said = [s for letter in found.letters for s in (by_hand(letter, found.case, found.review) if by_hand else ())]
    own = [Item(_name("by_hand", s), "by_hand", f"Written by hand in the letter: “{s}”") for s in dict.fromkeys(said)]
    return replace(found, items=(*found.items, *own))


def items(review: Review) -> tuple[Item, ...]:
    """What must be acknowledged: the cautions that say so, and what the policy holds and no rule encodes."""
    cautions = [
        Item(_name("caution", [c.kind, c.message, c.quote, c.document, c.start]), c.kind, c.message, c.quote)
        for c in review.cautions
        if c.must_acknowledge
    ]
    unencoded = review.policy.not_encoded if review.policy else []
    confirm = [
        Item(_name("not_encoded", text), "not_encoded", f"For the reviewer to confirm: {text}") for text in unencoded
    ]
    return tuple({item.id: item for item in [*cautions, *confirm]}.values())


def sign(
    store: Store,
    token: str,
    case_id: str,
    *,
    seen: str,
    decision: Decision,
    acknowledged: Collection[str],
    verify_letter: VerifyLetter,
    by_hand: ByHand | None = None,
    reason: str | None = None,
    words: str = "",
) -> Signature:
    """Sign what was seen, and return the signature.

    `token`: the signer's session. `seen`: the hash of the sheet they looked at. `acknowledged`: ids of its items.
    `reason` (a key of REASONS) and `words` are needed where the decision is not the one recommended.
    Raises Refused with every reason why it may not be signed like this, Changed where something changed since,
    AlreadySigned where somebody was faster, people.LogInFailed where the session ended.
    """
    looked_at = sheet(store, case_id, by_hand)
    untraced = [
        f"letter to the {letter.audience}: {finding}"
        for letter in looked_at.letters
        for finding in verify_letter(letter, looked_at.case, looked_at.review, decision)
    ]
    with store.write() as tx:
        signer = people.signer(tx, token, store.now())
        row = unsent(tx, case_id)
        if row.signature_id is not None:
            raise AlreadySigned(signature(tx.connection, row.signature_id))
        now = _sheet(tx.connection, case_id)
        if not seen == looked_at.hash == now.hash:
            raise Changed(f"case {case_id} changed since you looked; look again before signing")
        now = replace(now, items=looked_at.items)
        refusals = [*_refusals(now, signer, decision, acknowledged, reason, words), *untraced]
        if refusals:
            raise Refused(*refusals)
        return _signed(store, tx, now, signer, decision, acknowledged, reason, words)


def withdraw(store: Store, token: str, case_id: str, words: str) -> Signature:
    """Take a sign-off back; it stays on record with who, when and these words. The case is under review again."""
    return _void(store, token, case_id, "withdrawn", words)


def correct(store: Store, token: str, case_id: str, words: str) -> Signature:
    """Reopen a signed or sent case to correct it; the original stays on record, the correction is signed anew."""
    return _void(store, token, case_id, "corrected", words)


def _void(store: Store, token: str, case_id: str, kind: Literal["withdrawn", "corrected"], words: str) -> Signature:
    if not words.strip():
        raise Problem("words: say why")
    with store.write() as tx:
        person = people.signer(tx, token, store.now())
        row = tx.row(cases, case_id)
        if row is None or row.signature_id is None:
            raise Conflict(f"case {case_id}: no sign-off is in force")
        original = signature(tx.connection, row.signature_id)
        person.must("decide adversely" if original.decision in ADVERSE else "work on cases")
        void(tx, case_id, kind, words, person.name)
        return signature(tx.connection, original.id)


def _refusals(
    now: Sheet, signer: people.Person, decision: str, acknowledged: Collection[str], reason: str | None, words: str
) -> list[str]:
    """Every reason why this person may not sign this like this."""
    if decision not in LETTER_FOR:
        return [f"decision: use one of {', '.join(LETTER_FOR)}"]
    refusals = [now.stale] if now.stale else []
    if not signer.may("work on cases"):
        refusals.append("signing takes the role reviewer or physician")
    elif decision in ADVERSE and not signer.may("decide adversely"):
        refusals.append("only a physician may sign a denial or a partial approval")
    elif decision in ADVERSE and not (signer.licence and signer.specialty):
        refusals.append("an adverse decision takes a licence number and a specialty on file")
    missing = [item for item in now.items if item.id not in acknowledged]
    refusals += [f"to acknowledge: {item.text}" for item in missing]
    if decision != now.review.recommendation:
        if reason not in REASONS:
            refusals.append("deciding otherwise than recommended takes a reason from the list")
        if not words.strip():
            refusals.append("deciding otherwise than recommended takes words of your own")
    wanted = LETTER_FOR[decision]
    if not now.letters:
        refusals.append(f"no letter is drawn; draw the {wanted.replace('_', ' ')} letter first")
    for letter in now.letters:
        if letter.kind != wanted:
            refusals.append(f"the letter to the {letter.audience} is not one of {wanted.replace('_', ' ')}")
        if letter.review_id != now.review.review_id:
            refusals.append(f"the letter to the {letter.audience} was drawn from an earlier review")
    return refusals


def _signed(
    store: Store, tx: Transaction, now: Sheet, signer: people.Person, decision: str, acknowledged: Collection[str],
    reason: str | None, words: str,
) -> Signature:  # fmt: skip
    id, case_id = uuid.uuid4().hex, now.case_id
    agrees, adverse = decision == now.review.recommendation, decision in ADVERSE
    role = "physician" if adverse or "physician" in signer.roles else "reviewer"
    tx.insert(
        signatures, id=id, case_id=case_id, review_id=now.review.review_id,
        letter_ids=canonical([letter.id for letter in now.letters]), decision=decision,
        reason=None if agrees else reason,
        words=words.strip(), acknowledged=canonical(sorted(set(acknowledged) & {item.id for item in now.items})),
        parts=canonical(now.parts), seen=now.hash, by=signer.name, full_name=signer.full_name, role=role,
        licence=signer.licence, specialty=signer.specialty, at=tx.at,
    )  # fmt: skip
    pended_before = tx.row(cases, case_id).state == "pended"
    tx.change(cases, case_id, signature_id=id, state="pended" if decision == "pend" else "signed")
    tx.event("signed", signer.name, case_id, id, decision=decision, agrees=agrees,
             seen=now.hash, role=role)  # fmt: skip
    if decision == "pend" and not pended_before:
        store.hold(tx, case_id, "information requested", signer.name)
    return signature(tx.connection, id)


def _sheet(connection: Connection, case_id: str) -> Sheet:
    version = connection.execute(select(cases.c.version).where(cases.c.id == case_id)).scalar()
    if version is None:
        raise Problem(f"no case {case_id}")
    stored = reviews_of(connection, case_id)
    if not stored:
        raise Problem(f"case {case_id} was not reviewed yet")
    record = connection.execute(
        select(case_versions).where(case_versions.c.case_id == case_id, case_versions.c.number == version)
    ).one()
    newest, corrections = stored[-1], in_force(connection, case_id)
    stale = None
    if newest.case_version != version:
        stale = "the record changed since the review; review it again"
    elif newest.corrections != corrections:
        stale = "the facts were corrected since the review; review it again"
    letters = tuple(letter for _, letter in sorted(current_letters(connection, case_id).items()))
    parts = signed_parts(record.sha256, newest.review, list(newest.corrections))
    parts["letters"] = {letter.audience: letter.sha256 for letter in letters}
    return Sheet(
        case_id, Case.model_validate_json(record.content), newest.review, letters, items(newest.review), parts,
        digest([case_id, parts]), stale,
    )  # fmt: skip


def _name(kind: str, content: Any) -> str:
    return f"{kind}:{digest(content)[:16]}"

"""Sign-off: the right person signs exactly what they saw, and any change afterwards says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copilot import people
from copilot.case import CaseDocument
from copilot.people import LogInFailed
from copilot.signoff import REASONS, AlreadySigned, Changed, Refused, correct, sheet, sign, withdraw
from copilot.store import Conflict, Signature, Store
from tests.made import PASSWORD, Hands, a_case, a_review, opened, ready_to_sign, traced, with_people

OTHERWISE = {"reason": "record_misread", "words": "The note means 0/10."}

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(database_url: str, tmp_path: Path, hands: Hands) -> Iterator[Store]:
    with opened(database_url, tmp_path, hands) as store:
        yield store


@pytest.fixture
def tokens(store: Store) -> dict[str, str]:
    return with_people(store)


def signed(store: Store, token: str, decision: Any, **changes: Any) -> Signature:
    seen = sheet(store, "case-1")
    given = {"seen": seen.hash, "acknowledged": [item.id for item in seen.items], "verify_letter": traced} | changes
    return sign(store, token, "case-1", decision=decision, **given)


def test_a_physician_signs_a_denial_and_it_holds(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store)
    done = signed(store, tokens["physician"], "deny")
    assert (done.decision, done.full_name, done.licence, done.role) == (
        "deny", "Alex Physician", "CA A12345", "physician",
    )  # fmt: skip
    assert store.signature("case-1") == done
    assert store.case("case-1", by="x").state == "signed"
    store.sent("case-1", "a.reviewer")
    assert store.case("case-1", by="x").state == "sent"


@pytest.mark.parametrize("role", ["reviewer", "quality", "administrator"])
@pytest.mark.parametrize("decision", ["deny", "partial"])
def test_nobody_but_a_physician_signs_anything_adverse(
    store: Store, tokens: dict[str, str], role: str, decision: str
) -> None:
    ready_to_sign(store)
    with pytest.raises(Refused, match=r"only a physician|takes the role"):
        signed(store, tokens[role], decision, **OTHERWISE)
    assert store.signature("case-1") is None


@pytest.mark.parametrize("role", ["reviewer", "physician"])
def test_an_approval_may_be_signed_by_a_reviewer_or_a_physician(
    store: Store, tokens: dict[str, str], role: str
) -> None:
    ready_to_sign(store, recommendation="approve", kind="approval")
    assert signed(store, tokens[role], "approve").role == role


@pytest.mark.parametrize("role", ["quality", "administrator"])
def test_nobody_else_signs_an_approval(store: Store, tokens: dict[str, str], role: str) -> None:
    ready_to_sign(store, recommendation="approve", kind="approval")
    with pytest.raises(Refused, match="reviewer or physician"):
        signed(store, tokens[role], "approve")


def test_signing_takes_a_live_session(store: Store, tokens: dict[str, str], hands: Hands) -> None:
    ready_to_sign(store)
    for token in ("", "made up"):
        with pytest.raises(LogInFailed):
            signed(store, token, "deny")
    hands.pass_(hours=13)
    with pytest.raises(LogInFailed):
        signed(store, tokens["physician"], "deny")


def test_a_physician_disabled_after_log_in_cannot_sign(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store)
    people.disable(store, "a.physician", by="test")
    with pytest.raises(LogInFailed):
        signed(store, tokens["physician"], "deny")


def test_each_caution_and_each_clause_no_rule_encodes_must_be_acknowledged(
    store: Store, tokens: dict[str, str]
) -> None:
    ready_to_sign(store)
    every = [item.id for item in sheet(store, "case-1").items]
    assert [item.kind for item in sheet(store, "case-1").items] == ["ambiguous_statement", "not_encoded"]
    for left_out in every:
        with pytest.raises(Refused, match="to acknowledge"):
            signed(store, tokens["physician"], "deny", acknowledged=[id for id in every if id != left_out])


def test_deciding_otherwise_takes_a_reason_from_the_list_and_words(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store, kind="approval")
    for wrong in ({}, {"reason": "record_misread"}, {"reason": "whim", "words": "so"}, {"words": "so"}):
        with pytest.raises(Refused, match="deciding otherwise"):
            signed(store, tokens["physician"], "approve", **wrong)
    done = signed(store, tokens["reviewer"], "approve", **OTHERWISE)
    assert (done.reason in REASONS, done.words) == (True, "The note means 0/10.")


def test_anything_the_verifier_lists_blocks_signing(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store)
    with pytest.raises(Refused, match="letter to the provider: 85% has no source"):
        signed(
            store, tokens["physician"], "deny",
            verify_letter=lambda letter, *_: ["85% has no source"] if letter.audience == "provider" else [],
        )  # fmt: skip


def test_what_a_person_wrote_into_a_letter_must_be_acknowledged(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store)

    def by_hand(letter: Any, *_: object) -> list[str]:
        return ["The injection worked."]

    with pytest.raises(Refused, match="Written by hand in the letter: “The injection worked"):
        signed(store, tokens["physician"], "deny", by_hand=by_hand)
    seen = sheet(store, "case-1", by_hand)
    assert [item.kind for item in seen.items].count("by_hand") == 1
    every = [item.id for item in seen.items]
    done = signed(store, tokens["physician"], "deny", by_hand=by_hand, acknowledged=every)
    assert done.acknowledged == tuple(sorted(every))


def test_the_letter_must_say_what_is_decided(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store, kind="approval")
    with pytest.raises(Refused, match="not one of adverse"):
        signed(store, tokens["physician"], "deny")


def test_without_a_letter_nothing_is_signed(store: Store, tokens: dict[str, str]) -> None:
    case = a_case()
    store.submit(case, "x")
    store.save_review(a_review(case), "x")
    with pytest.raises(Refused, match="no letter is drawn"):
        signed(store, tokens["physician"], "deny")


def test_signing_what_was_not_seen_is_refused(store: Store, tokens: dict[str, str]) -> None:
    case = ready_to_sign(store)
    seen = sheet(store, "case-1").hash
    store.save_review(a_review(case, "approve"), "x")
    with pytest.raises(Changed, match="look again"):
        signed(store, tokens["physician"], "deny", seen=seen)


def test_a_change_while_the_letter_is_verified_is_noticed(store: Store, tokens: dict[str, str]) -> None:
    case = ready_to_sign(store)

    def meddle(*_: object) -> list[str]:
        store.save_review(a_review(case, narrative="otherwise"), "x")
        return []

    with pytest.raises(Changed):
        signed(store, tokens["physician"], "deny", verify_letter=meddle)


def change_record(store: Store) -> None:
    store.revise(a_case(question="And now?"), "b", "a question")


def change_facts(store: Store) -> None:
    store.save_review(a_review(a_case(), facts=[]), "b")


def change_narrative(store: Store) -> None:
    store.save_review(a_review(a_case(), narrative="Otherwise."), "b")


def change_verdict(store: Store) -> None:
    store.save_review(a_review(a_case(), "approve"), "b")


def change_letter(store: Store) -> None:
    letter = store.current_letters("case-1")["member"]
    store.save_letter("case-1", letter.review_id, "adverse", "member", b"edited", None, "b", instead_of=letter.id)


@pytest.mark.parametrize(
    ("change", "what"),
    [(change_record, "the record"), (change_facts, "facts"), (change_narrative, "narrative"),
     (change_verdict, "verdicts"), (change_letter, "letter to the member")],
)  # fmt: skip
def test_any_later_change_voids_the_signature_and_says_what_changed(
    store: Store, tokens: dict[str, str], change: Any, what: str
) -> None:
    ready_to_sign(store)
    signed(store, tokens["physician"], "deny")
    change(store)
    last = store.signature("case-1")
    assert last is not None
    assert last.void is not None
    assert (last.void.kind, last.void.by) == ("changed", "b")
    assert what in last.void.words
    assert store.case("case-1", by="x").state == "under review"


def test_reviewing_again_with_the_same_outcome_voids_nothing(store: Store, tokens: dict[str, str]) -> None:
    case = ready_to_sign(store)
    signed(store, tokens["physician"], "deny")
    assert store.save_review(a_review(case), "b") is None
    last = store.signature("case-1")
    assert last is not None
    assert last.void is None
    assert store.case("case-1", by="x").state == "signed"


def test_what_was_sent_cannot_change_until_it_is_reopened(store: Store, tokens: dict[str, str]) -> None:
    case = ready_to_sign(store)
    signed(store, tokens["physician"], "deny")
    store.sent("case-1", "x")
    with pytest.raises(Conflict, match="was sent"):
        store.save_review(a_review(case, "approve"), "b")
    correct(store, tokens["physician"], "case-1", "wrong side named")
    store.save_review(a_review(case, "approve"), "b")
    assert [(s.void.kind, s.void.words) for s in store.signatures("case-1") if s.void] == [
        ("corrected", "wrong side named")
    ]


def test_a_withdrawal_keeps_the_original_and_needs_words_and_rank(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store)
    signed(store, tokens["physician"], "deny")
    with pytest.raises(people.NotAllowed):
        withdraw(store, tokens["reviewer"], "case-1", "no")
    with pytest.raises(people.Problem, match="say why"):
        withdraw(store, tokens["physician"], "case-1", " ")
    taken_back = withdraw(store, tokens["physician"], "case-1", "new evidence by telephone")
    assert (taken_back.decision, taken_back.void and taken_back.void.kind) == ("deny", "withdrawn")
    signed(store, tokens["physician"], "deny")
    assert len(store.signatures("case-1")) == 2
    with pytest.raises(Conflict):
        signed(store, tokens["physician"], "deny")


def test_signing_a_request_for_information_pends_and_the_reply_opens_it_again(
    store: Store, tokens: dict[str, str]
) -> None:
    ready_to_sign(store, recommendation="pend", kind="information_request")
    signed(store, tokens["reviewer"], "pend")
    assert store.case("case-1", by="x").state == "pended"
    store.sent("case-1", "x")
    store.reply("case-1", [CaseDocument(name="answer", text="70% for 4 months")], "provider")
    last = store.signature("case-1")
    assert last is not None
    assert last.void is not None
    assert last.void.kind == "answered"
    with pytest.raises(Refused, match="the record changed since the review"):
        signed(store, tokens["reviewer"], "pend")


def test_a_request_for_information_taken_back_lets_the_clock_run_on(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store, recommendation="pend", kind="information_request")
    signed(store, tokens["reviewer"], "pend")
    assert store.case("case-1", by="x").due.stopped
    withdraw(store, tokens["reviewer"], "case-1", "no answer came")
    file = store.case("case-1", by="x")
    assert (file.state, file.due.stopped) == ("under review", False)
    assert file.due.at


def test_a_finished_letter_is_kept_only_for_a_signed_draft(store: Store, tokens: dict[str, str]) -> None:
    ready_to_sign(store)
    draft = store.current_letters("case-1")["member"]
    with pytest.raises(Conflict, match="not signed"):
        store.issue_letter(draft.id, b"final", b"final pdf", "x")
    signed(store, tokens["physician"], "deny")
    final = store.issue_letter(draft.id, b"final", b"final pdf", "x")
    assert final.final_of == draft.id
    with pytest.raises(Conflict, match="issued already"):
        store.issue_letter(draft.id, b"final", b"final pdf", "x")
    last = store.signature("case-1")
    assert last is not None
    assert last.void is None


@pytest.mark.parametrize("races", [50, pytest.param(500, marks=pytest.mark.soak)])
def test_of_two_signers_at_once_one_wins_and_the_other_is_told(store: Store, races: int) -> None:
    tokens = with_people(store)
    people.add(store, "b.physician", PASSWORD, ["physician"], by="test", full_name="Bo Second", licence="1",
               specialty="PM&R")  # fmt: skip
    both = [tokens["physician"], people.log_in(store, "b.physician", PASSWORD)[0]]
    for race in range(races):
        id = f"case-{race}"
        ready_to_sign(store, id)
        seen = sheet(store, id)
        gate, ends = threading.Barrier(2), []

        def run(token: str, id: str = id, seen: Any = seen, gate: Any = gate, ends: list = ends) -> None:
            gate.wait()
            try:
                ends.append(sign(store, token, id, seen=seen.hash, decision="deny", verify_letter=traced,
                                 acknowledged=[item.id for item in seen.items]).full_name)  # fmt: skip
            except AlreadySigned as lost:
                ends.append(lost)

        threads = [threading.Thread(target=run, args=(token,)) for token in both]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        (winner,) = [end for end in ends if isinstance(end, str)]
        (told,) = [end for end in ends if isinstance(end, AlreadySigned)]
        assert told.signature.full_name == winner
        assert len(store.signatures(id)) == 1

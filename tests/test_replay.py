"""A stored review computed again, and what another version of the policy would change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from copilot import people, policies, reviewing, settings
from copilot.audit.replay import replay
from copilot.case import Case
from copilot.corrections import Correction, confirm, review_again
from copilot.impact import Change, changes, impact, named
from copilot.load import load
from copilot.problem import Problem
from copilot.review import Review
from copilot.store import Store
from rules.pack import Pack, shipped
from tests.made import PASSWORD, a_case, a_review, opened

PACK = next(pack for pack in shipped() if pack.key == "aetna-cpb-0016-sij/2025-01-01")
NEWER = PACK.model_copy(update={"sha256": "newer", "title": "stricter"})


@pytest.fixture
def store(database_url: str, tmp_path: Path):
    with opened(database_url, tmp_path) as store:
        for id, side in (("case-1", "left"), ("case-2", "right")):
            case = a_case(id, request={"cpt": "27096", "side": side})
            store.submit(case, "x")
            store.save_review(by_packs(case, (), [PACK]), "x")
        yield store


def by_packs(case: Case, corrections: Sequence[Correction], packs: Sequence[Pack]) -> Review:
    """A stand-in for the pipeline: the stricter pack denies what is asked for the left side."""
    (pack,) = [pack for pack in packs if pack.governs]
    review = a_review(case, "deny" if pack.title == "stricter" and case.request.side == "left" else "approve")
    review.receipt.policy_sha256 = pack.sha256
    return review


def first_review(store: Store) -> str:
    latest = store.latest_review("case-1")
    assert latest is not None
    return latest.review.review_id


def test_a_review_comes_out_the_same_byte_for_byte(store: Store) -> None:
    done = replay(store, first_review(store), by_packs, [PACK, NEWER], engine="1")
    assert (done.same, done.missing, done.differs) == (True, (), ())


def test_a_missing_version_of_the_policy_or_the_engine_is_named(store: Store) -> None:
    done = replay(store, first_review(store), by_packs, [NEWER], engine="2")
    assert not done.same
    assert "engine 1; here is 2" in done.missing[0]
    assert f"aetna-cpb-0016-sij/2025-01-01 as of then (sha256 {PACK.sha256})" in done.missing[1]


def test_what_comes_out_otherwise_is_named(store: Store) -> None:
    def otherwise(case: Case, corrections: Sequence[Correction], packs: Sequence[Pack]) -> Review:
        return by_packs(case, corrections, packs).model_copy(update={"requests": ["another"]})

    done = replay(store, first_review(store), otherwise, [PACK], engine="1")
    assert (done.same, done.differs) == (False, ("requests",))


def test_an_older_review_is_replayed_on_the_record_of_then(store: Store) -> None:
    id = first_review(store)
    store.revise(a_case(request={"cpt": "27096", "side": "left"}, question="New?"), "x", "question")
    assert replay(store, id, by_packs, [PACK], engine="1").same
    with pytest.raises(Problem, match="no review nothing"):
        replay(store, "nothing", by_packs, [PACK], engine="1")


def test_the_reviews_that_another_version_changes_are_listed_with_what_changes(store: Store) -> None:
    (found,) = impact(store, PACK, NEWER, by_packs, shipped())
    assert (found.case_id, found.state) == ("case-1", "under review")
    assert found.changes == (Change("recommendation", "approve", "deny"), Change("prior-relief", "met", "not_met"))
    assert list(impact(store, PACK, PACK, by_packs, shipped())) == []


def test_before_and_after_are_shown_side_by_side() -> None:
    before, after = a_review(a_case(), "pend"), a_review(a_case(), "approve", criteria=[])
    assert [str(change) for change in changes(before, after)] == [
        "recommendation: pend → approve", "prior-relief: met → not asked",
    ]  # fmt: skip


def test_a_version_is_named_by_policy_and_date_or_by_its_file(tmp_path: Path) -> None:
    assert named(shipped(), PACK.key) is PACK
    text = (Path("rules/packs") / f"{PACK.key}.yaml").read_text("utf-8")
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    assert named([], str(tmp_path / "mine.yaml")) == PACK
    (tmp_path / "bad.yaml").write_text("policy: x", "utf-8")
    with pytest.raises(Problem, match=r"bad\.yaml: title"):
        named([], str(tmp_path / "bad.yaml"))
    with pytest.raises(Problem, match="there is no such policy"):
        named(shipped(), "nothing/2020-01-01")


def test_the_founding_case_confirmed_by_a_person_is_replayed_from_its_receipt(tmp_path: Path) -> None:
    in_force = settings.load()
    with opened("", tmp_path / "data") as store:
        (case,) = load("examples/founding-case.json")
        nurse = people.add(store, "nurse", PASSWORD, ["reviewer"], by="test", full_name="Nora Nurse")
        store.submit(case, nurse.name)
        first = review_again(store, case.id, reviewing.reviewer(in_force), by=nurse.name)
        (fact,) = [fact for fact in first.review.facts if fact.get("status") == "ambiguous"]
        confirm(store, nurse, case.id, fact, 1, "the office says that the pain was gone")
        second = review_again(store, case.id, reviewing.reviewer(in_force), by=nurse.name)
        assert changes(first.review, second.review)[0].before == "deny"

        def again(case: Case, corrections: Sequence[Correction], packs: Sequence[Pack]) -> Review:
            return reviewing.review(case, settings=in_force, corrections=corrections, packs=packs)

        for stored in (first, second):
            done = replay(store, stored.review.review_id, again, policies.packs(in_force), reviewing.engine_version())
            assert (done.same, done.missing, done.differs) == (True, (), ())

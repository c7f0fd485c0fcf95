"""Records are kept as long as the law asks and no longer; what was deleted stays told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from copilot import retention
from copilot.audit.verify import verify
from copilot.problem import Problem
from copilot.signoff import sheet, sign, withdraw
from copilot.store import Conflict, Store
from copilot.store.tables import RECORDS
from tests.made import NAME, Hands, a_case, opened, ready_to_sign, traced, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(database_url: str, tmp_path: Path, hands: Hands) -> Iterator[Store]:
    with opened(database_url, tmp_path, hands) as store:
        token = with_people(store)["physician"]
        ready_to_sign(store)
        seen = sheet(store, "case-1")
        sign(store, token, "case-1", seen=seen.hash, decision="deny", verify_letter=traced,
             acknowledged=[item.id for item in seen.items])  # fmt: skip
        withdraw(store, token, "case-1", "side")
        store.pend("case-1", "x", "asked")
        yield store


def test_before_its_period_is_over_a_case_cannot_be_deleted(store: Store, hands: Hands) -> None:
    hands.pass_(days=3650)
    assert retention.past(store) == ()
    with pytest.raises(Conflict, match="kept 10 years"):
        retention.delete(store, "case-1", by="x")


def test_after_it_everything_of_the_case_is_gone_but_its_events_and_the_log_holds(store: Store, hands: Hands) -> None:
    hands.pass_(days=3653)
    store.submit(a_case("younger"), "x")
    assert retention.past(store) == ("case-1",)
    retention.delete(store, "case-1", by="administrator")
    assert verify(store).findings == ()
    with store.read() as connection:
        for table in RECORDS:
            column = {"cases": "id", "users": None}.get(table, "case_id")
            if column:
                rows = connection.execute(text(f"SELECT {column} FROM {table}")).scalars().all()
                assert set(rows) <= {"younger"}, table
        log = connection.execute(text("SELECT * FROM audit_log WHERE case_id = 'case-1'")).all()
    assert log[-1].action == "deleted"
    assert not any(word in repr(log) for word in NAME.split())
    with pytest.raises(Problem, match="no case"):
        store.case("case-1", by="x")


def test_every_period_has_a_source_and_a_mark() -> None:
    assert all(period.source and period.mark in ("V1", "V2", "R") for period in retention.PERIODS)
    assert {retention.period(line).years for line in (None, "commercial", "medicaid", "medicare_advantage")} == {10}

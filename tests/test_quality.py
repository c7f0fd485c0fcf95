"""What quality staff see: overrides by the rules and by people, and how long answers took."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from copilot import quality
from copilot.signoff import sheet, sign
from tests.made import Hands, opened, ready_to_sign, traced, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_the_ledger_and_the_turnaround_of_a_case_decided_otherwise_and_late(database_url: str, tmp_path: Path) -> None:
    hands = Hands()
    with opened(database_url, tmp_path, hands) as store:
        ready_to_sign(store, kind="approval")
        ready_to_sign(store, "unsigned")
        hands.pass_(days=9)
        token = with_people(store)["physician"]
        seen = sheet(store, "case-1")
        sign(store, token, "case-1", seen=seen.hash, decision="approve", verify_letter=traced, words="0/10 is meant",
             reason="record_misread", acknowledged=[item.id for item in seen.items])  # fmt: skip
        told = [(o.case_id, o.by, o.before, o.after) for o in quality.ledger(store)]
        assert told == [
            ("case-1", "rules", "approve", "deny"),
            ("unsigned", "rules", "approve", "deny"),
            ("case-1", "a.physician", "deny", "approve"),
        ]
        (case,) = quality.turnarounds(store)
        assert (case.case_id, case.decision, case.took, case.late) == ("case-1", "approve", dt.timedelta(days=9), True)

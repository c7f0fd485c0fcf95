"""Made-up records and single rules, for tests of what the rules derive and decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from rules import scenario
from rules.derive import FACTS
from rules.derive.seen import Seen
from rules.facts import Fact
from rules.pack import Pack, Rule, shipped
from rules.record import Chart, Record
from rules.request import Request

AETNA, LCD, EVICORE = "aetna-cpb-0016-sij", "cms-lcd-sij", "evicore-cmm-203-sij"


def asked(**changes: Any) -> Request:
    """A repeat therapeutic SIJ injection on the left on 1 December 2025, Aetna commercial, with changes."""
    given: dict[str, Any] = {
        "cpt": "27096", "purpose": "repeat_therapeutic", "side": "left", "on": dt.date(2025, 12, 1), "payer": "aetna",
        "line": "commercial", "state": "CA",
    }  # fmt: skip
    return Request(**(given | changes))


def facts(entries: Sequence[dict[str, Any]], request: Request | None = None) -> tuple[Fact, ...]:
    return scenario.record(entries, request or asked())


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def seen(name: str, entries: Sequence[dict[str, Any]], *, side: str | None = "left", **rule: Any) -> Seen:
    """What the derived fact `name` answers; `rule` is its comparison and, in `request`, changes of the request."""
    request = asked(side=side, **rule.pop("request", {}))
    record = Record(Chart(request, facts(entries, request)), request.side)
    return FACTS[name].test(record, Rule(fact=name, **rule))


def pack(policy: str) -> Pack:
    return next(pack for pack in shipped() if pack.policy == policy)

"""Which days a note gives its procedures, and no others: readings, visits, plans and other people's days are none.

`procedure_days.jsonl` holds a note a line, its date, and all that it says was done on a known day: kind, side (L, R, B;
- where none is told), day or month.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from rules.events import performed
from rules.facts import Document
from rules.reading import read

NOTES = [json.loads(line) for line in Path(__file__).with_name("procedure_days.jsonl").read_text("utf-8").splitlines()]
KINDS = {
    "sij_injection": "sij",
    "epidural_injection": "esi",
    "trigger_point_injection": "tpi",
    "medial_branch_block": "mbb",
    "facet_rfa": "rfa",
}


def _told(text: str, on: str) -> set[str]:
    day = dt.date.fromisoformat(on)
    told = set()
    for event in performed(read([Document(name="note", text=text, date=day)]), day + dt.timedelta(1)):
        if event.when and event.procedure in KINDS:
            side = "B" if event.both_sides else next(iter(event.sides), "-")[0].upper()
            when = event.when.first.isoformat()
            told.add(f"{KINDS[event.procedure]} {side} {when if event.when.day else when[:7]}")
    return told


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note["text"][:40])
def test_only_the_days_of_what_was_done_are_read(note: dict[str, str]) -> None:
    assert _told(note["text"], note["date"]) == set(note["done"])

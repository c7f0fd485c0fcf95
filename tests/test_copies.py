"""A sentence that stands unchanged in several notes is one statement, and the review says so."""

from __future__ import annotations

import datetime as dt

import pytest

from rules import reading
from rules.facts import Document, Fact, Finding

SAID = "Patient reports 80% relief following the January SIJ injection and resumption of tennis."


def copies(*notes: tuple[str, str | None]) -> list[Fact]:
    documents = [
        Document(f"note {number}", text, dt.date.fromisoformat(day) if day else None)
        for number, (text, day) in enumerate(notes, 1)
    ]
    return [f for f in reading.read(documents) if isinstance(f, Finding) and f.name == "copied_forward"]


def test_a_sentence_repeated_word_for_word_in_a_later_note_is_a_copy() -> None:
    first, later = f"Right SIJ 1/28/2025. {SAID}", f"Right SIJ 7/30/2025.  {SAID}\nNew pain."
    [found] = copies((first, "2025-04-22"), (later, "2025-10-23"))
    assert (found.span.document, found.span.quote) == ("note 2", SAID)


@pytest.mark.parametrize(
    "second",
    [
        (SAID, "2025-04-22"),  # the same note sent twice
        (SAID.replace("80", "60"), "2025-10-23"),  # measured anew
        ("Relief 80%.", "2025-10-23"),  # short enough to be written anew
        ("Continue the home exercise program as taught.", "2025-10-23"),  # no outcome in it
    ],
)
def test_what_may_have_been_written_anew_is_no_copy(second: tuple[str, str]) -> None:
    first = f"{SAID} Relief 80%. Continue the home exercise program as taught."
    assert copies((first, "2025-04-22"), second) == []

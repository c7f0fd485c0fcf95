"""The clock: each line of business has its time to answer, and what stops it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from copilot.clock import TIMEFRAMES, Hold, Terms, applicable, due


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def terms(received: str, **others: Any) -> Terms:
    return Terms(at(received), **others)


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        (terms("2026-01-01", line="medicare_advantage"), "2026-01-08"),  # the first day of the 7 days
        (terms("2025-12-31", line="medicare_advantage"), "2026-01-14"),  # the last day of the 14
        (terms("2026-03-02", line="medicaid"), "2026-03-09"),
        (terms("2026-03-02", line="commercial", funding="self_funded"), "2026-03-17"),
        (terms("2026-03-02", line="commercial", funding="self_funded", state="CA"), "2026-03-17"),  # no state law
        (terms("2026-03-02", line="commercial", funding="insured", state="TX"), "2026-03-17"),
        (terms("2026-03-02", line="commercial", funding="insured", state="CA"), "2026-03-09"),  # 5 business days
        (terms("2026-03-05", line="commercial", funding="insured", state="CA"), "2026-03-12"),  # over a week end
        (terms("2026-03-06", line="commercial", funding="insured", state="MA"), "2026-03-10"),
        (terms("2026-03-02", line="commercial", state="CA"), "2026-03-09"),  # funding unknown: the earlier of both
        (terms("2026-03-02"), "2026-03-09"),  # line unknown: the earliest of all
    ],
)
def test_standard_requests_are_due_at_the_end_of_the_day(asked: Terms, day: str) -> None:
    assert due(asked).at == at(f"{day}T23:59:59")


@pytest.mark.parametrize(
    ("asked", "moment"),
    [
        (terms("2026-03-02T10:00", line="medicare_advantage", urgency="expedited"), "2026-03-05T10:00"),
        (terms("2026-03-02T10:00", line="commercial", funding="self_funded", urgency="expedited"), "2026-03-05T10:00"),
        (terms("2026-07-01T10:00", line="commercial", funding="insured", state="MA", urgency="expedited"),
         "2026-07-02T10:00"),
        (terms("2026-05-31T10:00", line="commercial", funding="insured", state="MA", urgency="expedited"),
         "2026-06-03T10:00"),
    ],
)  # fmt: skip
def test_expedited_requests_are_due_to_the_hour(asked: Terms, moment: str) -> None:
    assert due(asked).at == at(moment)


def test_where_no_time_frame_is_on_file_the_clock_says_so() -> None:
    told = due(terms("2026-03-02", line="medicare"))
    assert (told.at, told.stopped, told.level(at("2026-03-02"))) == (None, False, "unknown")
    assert told.why == "no time frame is on file for medicare, received 2026-03-02"


ERISA = terms("2026-03-02", line="commercial", funding="self_funded")


def test_a_pend_stops_the_clock_where_the_time_frame_allows_it() -> None:
    open_pend = Hold("pend", at("2026-03-04T15:00"))
    assert due(ERISA, [open_pend]).stopped
    answered = Hold("pend", at("2026-03-04T15:00"), at("2026-03-14T09:00"))
    assert due(ERISA, [answered]).at == at("2026-03-27T23:59:59")


def test_a_pend_does_not_stop_the_clock_where_it_may_not() -> None:
    medicare_advantage = terms("2026-03-02", line="medicare_advantage")
    assert due(medicare_advantage, [Hold("pend", at("2026-03-03"))]).at == at("2026-03-09T23:59:59")


def test_business_days_on_hold_do_not_count() -> None:
    asked = terms("2026-03-02", line="commercial", funding="insured", state="CA")
    held = Hold("pend", at("2026-03-03T12:00"), at("2026-03-10T12:00"))
    assert due(asked, [held]).at == at("2026-03-16T23:59:59")  # 3 March, then 11 to 16 March without the week end


def test_an_extension_adds_at_most_what_the_time_frame_allows() -> None:
    asked = terms("2026-03-02", line="medicare_advantage")
    assert due(asked, [Hold("extension", at("2026-03-03"), days=14)]).at == at("2026-03-23T23:59:59")
    assert due(asked, [Hold("extension", at("2026-03-03"), days=99)]).at == at("2026-03-23T23:59:59")


@pytest.mark.parametrize(
    ("now", "level", "words"),
    [
        ("2026-03-03", "ok", "due in 14 days"),
        ("2026-03-16", "soon", "due in 1 day"),
        ("2026-03-17T22:00", "soon", "due in 1 hour"),
        ("2026-03-18T01:00", "overdue", "overdue by 1 hour"),
        ("2026-03-20", "overdue", "overdue by 2 days"),
    ],
)
def test_the_clock_is_told_in_words(now: str, level: str, words: str) -> None:
    told = due(ERISA)
    assert (told.level(at(now)), told.words(at(now))) == (level, words)
    assert told.why == "15 calendar days (ERISA pre-service; 29 CFR 2560.503-1(f); V2)"


def test_every_time_frame_has_a_source_and_a_mark() -> None:
    assert all(frame.source and frame.mark in ("V1", "V2", "R") for frame in TIMEFRAMES)


def test_no_two_national_time_frames_claim_the_same_request() -> None:
    for line in ("commercial", "medicare_advantage", "medicaid"):
        for urgency in ("standard", "expedited"):
            for funding in ("insured", "self_funded"):
                for day in ("2025-06-01", "2026-06-02"):
                    asked = terms(day, line=line, urgency=urgency, funding=funding)
                    assert len(applicable(asked)) == 1, asked

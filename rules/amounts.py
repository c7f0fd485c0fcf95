"""Exact comparisons of what the record says with what a policy asks. Nothing is rounded.

Relief is `(pre - post) / pre` in fractions. An approximate percentage is read as 5 points either way and an approximate
duration as 10 % either way (reading rules 4 and 5 of the policies). In statements a month is 4 weeks or 30 days;
between dates it is a calendar month.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from rules.facts import Amount, Duration, Outcome, When
from rules.pack import Comparison, Quantity
from rules.verdict import Verdict

ABOUT_POINTS = 5
ABOUT_SHARE = Fraction(1, 10)

# How many of the second unit one of the first is, in statements.
_PER: dict[tuple[str, str], Fraction] = {
    ("minute", "day"): Fraction(1, 1440), ("hour", "day"): Fraction(1, 24), ("week", "day"): Fraction(7),
    ("month", "day"): Fraction(30), ("year", "day"): Fraction(365),
    ("minute", "week"): Fraction(1, 10080), ("hour", "week"): Fraction(1, 168), ("day", "week"): Fraction(1, 7),
    ("month", "week"): Fraction(4), ("year", "week"): Fraction(52),
    ("minute", "month"): Fraction(1, 43200), ("hour", "month"): Fraction(1, 720), ("day", "month"): Fraction(1, 30),
    ("week", "month"): Fraction(1, 4), ("year", "month"): Fraction(12),
    ("day", "year"): Fraction(1, 365), ("week", "year"): Fraction(1, 52), ("month", "year"): Fraction(1, 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    """What a number can be. A missing end is unknown; an open end is not itself reached ('more than 70')."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False


def interval(amount: Amount, about: Fraction | None = None) -> Interval:
    """What a stated amount can be. `about` is the tolerance of an approximate one: points, or by default a share."""
    low, high = amount.low, amount.high
    if amount.bound == "approx":
        low = None if low is None else low - (abs(low) * ABOUT_SHARE if about is None else about)
        high = None if high is None else high + (abs(high) * ABOUT_SHARE if about is None else about)
    return Interval(low, high, amount.bound == "more_than", amount.bound == "less_than")


def relief(outcome: Outcome) -> Interval | None:
    """The relief an outcome states, in percent, or None where it gives none; computed where it has a pair of scores."""
    if outcome.pre and outcome.post:
        if outcome.pre.low <= 0:
            return None
        return Interval(
            (outcome.pre.low - outcome.post.high) * 100 / outcome.pre.low,
            (outcome.pre.high - outcome.post.low) * 100 / outcome.pre.high,
        )
    return interval(outcome.percent, Fraction(ABOUT_POINTS)) if outcome.percent else None


def compare(found: Interval, test: Comparison, wanted: Fraction) -> Verdict:
    """met or not_met where every value in `found` agrees, else undocumented."""
    low, high = found.low, found.high
    at_least = low is not None and low >= wanted
    above = low is not None and (low > wanted or (low == wanted and found.low_open))
    at_most = high is not None and high <= wanted
    below = high is not None and (high < wanted or (high == wanted and found.high_open))
    match test:
        case "at_least":
            return _ruled(at_least, below)
        case "more_than":
            return _ruled(above, at_most)
        case "at_most":
            return _ruled(at_most, above)
        case "less_than":
            return _ruled(below, at_least)
        case "equals":
            return _ruled(at_least and at_most, above or below)


def _ruled(yes: bool, no: bool) -> Verdict:
    return "met" if yes else "not_met" if no else "undocumented"


def length(duration: Duration, unit: str) -> Interval:
    """A stated length of time in another unit, by the equivalences of statements."""
    found = interval(duration)
    factor = Fraction(1) if duration.unit == unit else _PER[duration.unit, unit]
    return Interval(
        None if found.low is None else found.low * factor,
        None if found.high is None else found.high * factor,
        found.low_open,
        found.high_open,
    )


def add(day: dt.date, quantity: Quantity) -> dt.date:
    """The calendar day that lies `quantity` after `day`; of a month without that day, the last one."""
    count = int(quantity.value)
    if quantity.unit in ("month", "year"):
        months = day.month - 1 + count * (12 if quantity.unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return day + dt.timedelta(days=count * {"day": 1, "week": 7}[quantity.unit])


def between(start: When, end: When, test: Comparison, wanted: Quantity) -> Verdict:
    """Whether the time from `start` to `end` passes, by the calendar; undocumented where days unknown decide."""
    shortest = _reached(start.last, end.first, test, wanted)
    longest = _reached(start.first, end.last, test, wanted)
    return ("met" if longest else "not_met") if shortest == longest else "undocumented"


def _reached(start: dt.date, end: dt.date, test: Comparison, wanted: Quantity) -> bool:
    mark = add(start, wanted)
    match test:
        case "at_least":
            return end >= mark
        case "more_than":
            return end > mark
        case "at_most":
            return end <= mark
        case "less_than":
            return end < mark
        case "equals":
            return end == mark

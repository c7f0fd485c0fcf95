"""How the rules word what they found: numbers, dates, quotations and comparisons, as a clinician would write them."""

from __future__ import annotations

import datetime as dt
from calendar import month_name
from fractions import Fraction

from rules.amounts import Interval
from rules.facts import Amount, Duration, Procedure, Span, When
from rules.pack import Rule

LABEL: dict[Procedure, str] = {
    "sij_injection": "SIJ injection", "epidural_injection": "epidural injection", "facet_injection": "facet injection",
    "medial_branch_block": "medial branch block", "facet_rfa": "facet ablation", "sij_rfa": "SIJ ablation",
    "trigger_point_injection": "trigger point injection", "sij_fusion": "SIJ fusion", "other": "procedure",
}  # fmt: skip
_LONG = 140


def number(value: Fraction) -> str:
    """A number as it is written: 70, 71.4; a second decimal where one would make it look like a whole number."""
    if value.denominator == 1:
        return str(value)
    short = f"{float(value):.1f}"
    return f"{float(value):.2f}" if short.endswith(".0") else short


def amount(found: Amount | Interval, unit: str = "") -> str:
    """'70', '50–60', 'more than 70', 'about 70', with its unit."""
    low, high = found.low, found.high
    bound = found.bound if isinstance(found, Amount) else "range"
    if low is None and high is None:
        text = "an unknown amount"
    elif high is None and low is not None:
        text = ("more than " if bound == "more_than" else "at least ") + number(low)
    elif low is None and high is not None:
        text = ("less than " if bound == "less_than" else "at most ") + number(high)
    elif low == high and low is not None:
        text = ("about " if bound == "approx" else "") + number(low)
    elif low is not None and high is not None:
        prefix = {"approx": "about ", "more_than": "more than ", "less_than": "less than "}.get(bound, "")
        text = {"more_than": number(low), "less_than": number(high)}.get(bound, f"{number(low)}–{number(high)}")
        text = prefix + text
    return f"{text} {unit}".strip()


def duration(found: Duration) -> str:
    """'6 weeks', 'more than 3 months', '2–4 months'."""
    single = found.low == found.high == 1 and found.bound in ("exact", "range", "approx")
    return amount(found, found.unit if single else f"{found.unit}s")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def day(date: dt.date) -> str:
    return f"{date.day} {month_name[date.month]} {date.year}"


def when(date: When | None) -> str:
    """A day, month or year as the chart knows it."""
    if date is None:
        return "unknown date"
    if date.day:
        return day(date.day)
    month = f"{month_name[date.first.month]} " if date.first.month == date.last.month else ""
    return f"{month}{date.first.year}"


def quote(span: Span) -> str:
    """The quotation, on one line; a long one is cut at a word and the cut shown outside it."""
    text = " ".join(span.quote.split()).replace('"', "'")
    if len(text) <= _LONG:
        return f'"{text}"'
    return f'"{text[:_LONG].rsplit(" ", 1)[0]}" …'


def threshold(rule: Rule) -> str:
    """'70 %', '50 % for 3 months', '4 sessions'."""
    if isinstance(rule.wanted, bool):
        return "this"
    lasting = f" for {rule.lasting}" if rule.lasting else ""
    return f"{rule.wanted}{lasting}"


def guidance(kind: str) -> str:
    """'fluoroscopy or CT'."""
    return kind.replace("or ct", "or CT")


def asked(rule: Rule) -> str:
    """The threshold with its comparison: 'at least 70 %', 'at most 4 sessions'."""
    words = {"at_least": "at least ", "more_than": "more than ", "at_most": "at most ", "less_than": "less than "}
    lasting = f" for at least {rule.lasting}" if rule.lasting else ""
    return f"{words.get(rule.test, '')}{guidance(str(rule.wanted))}{lasting}"


def relation(rule: Rule, met: bool) -> str:
    """How a value stands to the threshold: 'at least the', 'below the'."""
    yes, no = {
        "at_least": ("at least the", "below the"),
        "more_than": ("more than the", "not more than the"),
        "at_most": ("within the", "more than the"),
        "less_than": ("less than the", "not less than the"),
        "equals": ("the", "not the"),
    }[rule.test]
    return yes if met else no

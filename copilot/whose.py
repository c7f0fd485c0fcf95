"""Whose record it is: a document that gives another date of birth than the member's may be somebody else's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from copilot.case import Case
from rules.facts import Span
from rules.verdict import Caution

_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date)(?![a-z])\W{0,4}"
    r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<month2>\d{1,2})[/-](?P<day2>\d{1,2})[/-](?P<year2>\d{4}|\d{2}))(?!\d)",
    re.IGNORECASE,
)
MESSAGE = "This document gives another date of birth than the member's; check whose record it is."


def find(case: Case) -> Iterator[Caution]:
    """One caution for each document none of whose dates of birth is the member's."""
    if case.member.dob is None:
        return
    for document in case.documents:
        births = list(_BIRTH.finditer(document.text or ""))
        if births and not any(_is(birth, case.member.dob) for birth in births):
            start, end = births[0].span()
            quote = births[0].group()
            yield Caution("conflict", MESSAGE, quote, False, Span(document.name, start, end, quote))


def _is(birth: re.Match[str], day: dt.date) -> bool:
    year = birth["year"] or birth["year2"]
    month, number = int(birth["month"] or birth["month2"]), int(birth["day"] or birth["day2"])
    return (month, number) == (day.month, day.day) and int(year) in (day.year, day.year % 100)

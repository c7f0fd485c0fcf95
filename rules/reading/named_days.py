"""Feasts and seasons by which people tell how long something lasted: 'until Labor Day', 'through the summer'."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from rules.facts import When

_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6


def _easter(year: int) -> dt.date:
    """The Western Easter (the computus of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return dt.date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], dt.date]:
    return lambda year: dt.date(year, month, day)


def _nth(month: int, weekday: int, place: int) -> Callable[[int], dt.date]:
    """The first, second … such day of a month; its last for place 0, in a month of 31 days."""

    def day(year: int) -> dt.date:
        first = dt.date(year, month, 1 + 7 * (place - 1) if place else 25)
        return first + dt.timedelta((weekday - first.weekday()) % 7)

    return day


_FEASTS: tuple[tuple[str, Callable[[int], dt.date]], ...] = (
    ("new year'?s?(?: day| eve)?", _fixed(1, 1)),
    ("valentine'?s?(?: day)?", _fixed(2, 14)),
    (r"(?:st\.? |saint )?patrick'?s?(?: day)?", _fixed(3, 17)),
    ("easter", _easter),
    ("mother'?s'? day", _nth(5, _SUNDAY, 2)),
    ("memorial day", _nth(5, _MONDAY, 0)),
    ("father'?s'? day", _nth(6, _SUNDAY, 3)),
    ("independence day", _fixed(7, 4)),
    ("labou?r day", _nth(9, _MONDAY, 1)),
    ("columbus day", _nth(10, _MONDAY, 2)),
    ("hallowe'?en", _fixed(10, 31)),
    ("veteran'?s'? day", _fixed(11, 11)),
    ("thanksgiving", _nth(11, _THURSDAY, 4)),
    ("christmas|xmas", _fixed(12, 25)),
)
# A season's first month; between its start by the month and by the sun lie three weeks.
_SEASONS = (("spring", 3), ("summer", 6), ("autumn|fall", 9), ("winter", 12))
_SUN_LATER = 21

NAMED_DAY = "(?P<named>" + "|".join(words for words, _ in (*_FEASTS, *_SEASONS)) + r")\b(?! (?:in|on|off|down|from)\b)"


def named_day(name: str, on: dt.date, *, whole: bool) -> When:
    """The latest such day that is not after `on`; of a season its start, or its end where `whole`."""
    for words, day in _FEASTS:
        if re.fullmatch(words, name):
            found = day(on.year) if day(on.year) <= on else day(on.year - 1)
            return When(found, found)
    month = next(month for words, month in _SEASONS if re.fullmatch(words, name))
    month = (month + 2) % 12 + 1 if whole else month
    first = dt.date(on.year, month, 1)
    if first > on:
        first = first.replace(year=on.year - 1)
    return When(first, min(on, first + dt.timedelta(_SUN_LATER)))

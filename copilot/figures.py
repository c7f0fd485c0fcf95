"""The figures in a sentence: percentages, scores, durations, dates, codes, levels and plain numbers, however written.

The guard compares what a draft says with what the record and the passages say, so 'two months', '8 weeks' and 'eight
weeks' must be one thing and '70%' and '70 weeks' two. Numbers are exact.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from rules.reading.wordings import pattern_of

Kind = Literal["percent", "score", "duration", "date", "code", "level", "number"]


@dataclass(frozen=True)
class Figure:
    """One figure. Percent, score and number: `low` to `high`. Duration: in days, loosely (see `same`). Date: ordinals;
    one without a year has the unit `yearless` and month × 100 + day. Code and level: the normalised `text`."""

    kind: Kind
    low: Fraction
    high: Fraction
    text: str
    start: int
    end: int
    unit: str = ""
    bound: str = "exact"

    @property
    def on(self) -> dt.date | None:
        """The day of a date that names one, with its year."""
        named = self.kind == "date" and self.low == self.high and self.unit != "yearless"
        return dt.date.fromordinal(int(self.low)) if named else None

    def same(self, other: Figure) -> bool:
        """Whether both state the same thing. A month is 28 to 31 days. A date is the same as
        any that lies within it: June 2025 is said of 3 June 2025, not the other way round; so is 3 June."""
        if self.kind == "code" and (on := other.on):
            return self.text == f"{on.month}/{on.day}"
        if self.kind == "date" and other.kind == "code" and (month := _MONTH_YEAR.fullmatch(other.text)):
            first = dt.date.fromordinal(max(1, int(self.low)))
            return self.unit != "yearless" and (first.month, first.year % 100) == (int(month[1]), int(month[2]))
        if self.kind != other.kind:
            return False
        if self.kind == "date" and "yearless" in (self.unit, other.unit):
            on = other.on
            return self.unit == "yearless" and self.low == (on.month * 100 + on.day if on else other.low)
        if self.kind in ("code", "level"):
            return self.text == other.text
        if self.kind == "duration":
            if self.unit == other.unit:
                return abs(self.low - other.low) < TENTH and abs(self.high - other.high) < TENTH
            return _overlap(_days(self.low, self.unit), _days(other.low, other.unit)) and _overlap(
                _days(self.high, self.unit), _days(other.high, other.unit))  # fmt: skip
        if self.kind == "date":
            return self.low <= other.low and other.high <= self.high
        return (self.low, self.high) == (other.low, other.high)


_MONTH_YEAR = pattern_of(r"(0?[1-9]|1[0-2])/(\d\d)")  # '8/25', where a chart means August 2025
TENTH = Fraction(1, 20)  # a length of time written with one decimal

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
ONES = {word: n for n, word in enumerate(_ONES.split())}
TENS = {
    w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
MONTHS = {
    m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
UNITS = {"minute": Fraction(1, 1440), "hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7)}

_WORD = (
    rf"(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(list(ONES)[1:10])}))?|{'|'.join(sorted(ONES, key=len, reverse=True))}"
)
_NUM = rf"(?:\d{{1,12}}(?:,\d{{3}})*(?:\.\d{{1,6}})?|\b(?:{_WORD}|(?:a|one)[ ]hundred|hundred)\b)"
_TO = r"(?:[ ]?[-–—][ ]?|[ ]to[ ]|[ ]or[ ]|[ ]and[ ])"
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?|(?<=\d)[dhw])\b"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)

_DATES = (
    pattern_of(r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)(?:-(?P<d>\d\d))?(?![\d-])"),
    pattern_of(r"(?<![\d/])(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>(?:19|20)?\d\d)(?![\d/])"),
    pattern_of(rf"\b(?P<mon>{_MONTH})[ ]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(?P<y>(?:19|20)\d\d)\b", re.I),
    pattern_of(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ]+(?P<mon>{_MONTH}),?[ ]+(?P<y>(?:19|20)\d\d)\b", re.I),
    pattern_of(rf"\b(?P<mon>{_MONTH})(?:[ ]+of)?,?[ ]+(?P<y>(?:19|20)\d\d)\b", re.I),
)
_YEARLESS = (
    pattern_of(rf"\b(?=[A-Z])(?P<mon>(?i:{_MONTH}))[ ]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?![ ]?[%/]|[.]\d)"),
    pattern_of(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ]+(?=[A-Z])(?P<mon>(?i:{_MONTH}))\b"),
)
_RATIO = pattern_of(r"(?<![\d/.])\d{1,3}/\d{1,3}(?![\d/])")
_YEAR = pattern_of(r"(?<![\w/.-])(?:19|20)\d\d(?![\w/%]|-\d|\.\d)")
_CODE = pattern_of(
    r"\b(?:[A-TV-Z]\d\d\.[\dA-Z]{1,4}|[AGJL]\d{4,5}|"
    r"(?<![\d.,])\d{5}(?![\d.,]*\d)|[A-Z]{2,4}-\d{3,4}(?:\.\d+)?|(?<=CPB )\d{4})\b"
)
_LEVEL = pattern_of(r"\b([CTLS])(\d{1,2})(?:[ ]?[-/–][ ]?([CTLS]?)(\d{1,2}))?\b(?!\s*%)")
_PERCENT = pattern_of(
    rf"(?P<a>{_NUM})(?:[ ]?(?:%|per[ ]?cent))?(?:{_TO}(?P<b>{_NUM}))?[ -]?"
    r"(?:%|per[ ]?cent(?:age points?)?\b)", re.I)  # fmt: skip
_FRACTION = pattern_of(
    r"\b(?P<f>(?:about |at least |more than |less than )?(?:one |a |by )?(?:half|third|quarter)|"
    r"two[ -]thirds|three[ -]quarters)\b"
    r"(?=(?:[ ](?:of|the|her|his|their|its|as much|less|relief|pain|better))|[ ]*[.,;)]|$)", re.I)  # fmt: skip
_SCORE = pattern_of(rf"(?P<a>{_NUM})(?:{_TO}(?P<b>{_NUM}))?[ ]?(?:/[ ]?10\b|(?:out[ ])?of[ ](?:10|ten)\b)(?!/)", re.I)
_DURATION = pattern_of(
    rf"(?P<a>{_NUM}|\b(?:an?|one)\b|\bhalf an?\b|\ba couple of\b)(?P<half>[ ]and(?:[ ]a|[ ]one)?[ -]half)?"
    rf"(?:{_TO}(?P<b>{_NUM}))?[ -]?(?P<u>{_UNIT})(?P<half2>[ ]and a half)?", re.I)  # fmt: skip
_NUMBER = pattern_of(rf"(?<![\w.])(?P<a>{_NUM})(?:{_TO}(?P<b>{_NUM}))?(?![\w]|\.\d)", re.I)
NEAR = 24  # how far before a figure the words that bound it stand
MINUS = pattern_of(r"(?:(?:^|[\s(=])[-−]|\bminus )$", re.I)
WORSE = pattern_of(r"\s*(?:worse|worsening|more pain|increase in pain)\b", re.I)
FRACTIONS = {"half": Fraction(50), "third": Fraction(100, 3), "quarter": Fraction(25)}


def number_of(text: str) -> Fraction:
    """'75', '1,060', '7.5', 'seventy-five', 'a hundred'."""
    text = text.lower().strip().replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Fraction(text)
    if "hundred" in text:
        return Fraction(100)
    return Fraction(sum(TENS.get(p, ONES.get(p, 0)) for p in re.split(r"[ -]", text)))


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of `text`, in order. What a longer figure covers is not read again ('8' of '8/10')."""
    found: list[Figure] = []
    taken = bytearray(len(text))

    def ends(kind: Kind, m: re.Match[str]) -> None:
        """One figure, or two where the words name a pair ('from 8 to 2', '70 and 75 percent') and no range."""
        a, b = number_of(m["a"]), number_of(m["b"]) if m["b"] else None
        joined = text[m.end("a") : m.start("b")] if b is not None else ""
        between = re.search(r"\bbetween\s*$", text[max(0, m.start() - NEAR) : m.start()], re.I)
        if b is None or (a < b and not (re.search(r"and|or", joined) and not between)):
            add(kind, m, a, a if b is None else b)
        elif not any(taken[m.start() : m.end()]):
            taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
            before = bound_of(text[max(0, m.start() - NEAR) : m.start()])
            found.append(Figure(kind, a, a, m["a"], m.start(), m.end("a"), bound=before))
            found.append(Figure(kind, b, b, m["b"], m.start("b"), m.end()))

    def add(kind: Kind, match: re.Match[str], low: Fraction, high: Fraction, unit: str = "", said: str = "") -> None:
        if not any(taken[match.start() : match.end()]):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            if kind == "percent" and (
                MINUS.search(text[max(0, match.start() - NEAR) : match.start()]) or WORSE.match(text, match.end())
            ):
                low, high = -high, -low
            found.append(
                Figure(
                    kind,
                    low,
                    high,
                    said or match.group(),
                    match.start(),
                    match.end(),
                    unit,
                    bound_of(text[max(0, match.start() - NEAR) : match.start()]),
                )
            )

    for pattern in _DATES:
        for m in pattern.finditer(text):
            if day := _day(m):
                add("date", m, Fraction(day[0].toordinal()), Fraction(day[1].toordinal()))
    for pattern in _YEARLESS:
        for m in pattern.finditer(text):
            month_day = Fraction(MONTHS[m["mon"][:3].lower()] * 100 + int(m["d"]))
            add("date", m, month_day, month_day, unit="yearless")
    for m in _YEAR.finditer(text):
        first, last = dt.date(int(m.group()), 1, 1), dt.date(int(m.group()), 12, 31)
        add("date", m, Fraction(first.toordinal()), Fraction(last.toordinal()))
    def free(pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Where a pattern holds in what no figure has taken yet."""
        return list(pattern.finditer("".join("\0" if t else c for c, t in zip(text, taken, strict=True))))

    for m in free(_PERCENT):
        ends("percent", m)
    for m in free(_SCORE):
        ends("score", m)
    for m in free(_RATIO):
        add("code", m, Fraction(0), Fraction(0))
    for m in _CODE.finditer(text):
        add("code", m, Fraction(0), Fraction(0), said=m.group().upper())
    for m in _LEVEL.finditer(text):
        a, n, b, k = m.groups()
        add("level", m, Fraction(0), Fraction(0), said=f"{a}{n}" + (f"-{b if b and b != a else ''}{k}" if k else ""))
    for m in free(_DURATION):
        word = m["a"].lower()
        low = Fraction(1, 2) if word.startswith("half") else Fraction(2) if "couple" in word else (
            Fraction(1) if word in ("a", "an", "one") else number_of(word))  # fmt: skip
        low += Fraction(1, 2) if m["half"] or m["half2"] else 0
        add("duration", m, low, number_of(m["b"]) if m["b"] else low, unit=unit_of(m["u"]))
    for m in _FRACTION.finditer(text):
        word = m["f"].lower()
        value = next(v for k, v in FRACTIONS.items() if k in word) * (
            2 if word.startswith("two") else 3 if word.startswith("three") else 1
        )
        add("percent", m, value, value)
    for m in free(_NUMBER):
        ends("number", m)
    return tuple(sorted(found, key=lambda f: f.start))


def unit_of(word: str) -> str:
    word = word.lower()
    for unit, starts in (("minute", "min"), ("month", "mo"), ("hour", "h"), ("day", "d"), ("week", "w"), ("year", "y")):
        if word.startswith(starts):
            return unit
    raise ValueError(word)


BOUNDS = (
    ("at_least", r"at least(?: a)?|≥|>=|a minimum of|minimum of|no(?:t)? (?:less|fewer) than|or more"),
    ("more_than", r"more than|over|above|greater than|exceed(?:s|ed|ing)?|>|in excess of|better than"),
    ("at_most", r"at most|≤|<=|up to|no more than|not more than|a maximum of"),
    ("less_than", r"less than|under|below|fewer than|<|short of"),
    ("approx", r"about|approximately|approx\.?|roughly|around|~|≈|nearly|almost|some"),
)


def bound_of(before: str) -> str:
    """How the words just before a figure bound it."""
    for bound, words in BOUNDS:
        if re.search(rf"(?:^|(?<![\w]))(?:{words})[ ]?$", before.rstrip() + "", re.I):
            return bound
    return "exact"


def _day(m: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    held = m.groupdict()
    year = int(held["y"]) + (2000 if len(held["y"]) == 2 else 0)
    month = int(held["m"]) if held.get("m") else MONTHS[held["mon"][:3].lower()]
    try:
        if held.get("d"):
            return (day := dt.date(year, month, int(held["d"]))), day
        first = dt.date(year, month, 1)
        return first, (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    except ValueError:
        return None


def _days(value: Fraction, unit: str) -> tuple[Fraction, Fraction]:
    if unit == "month":
        return value * 28, value * 31
    if unit == "year":
        return value * 360, value * 366
    return value * UNITS[unit], value * UNITS[unit]


def _overlap(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]

"""Dates as charts write them, resolved against the document's own date. Impossible ones are not dates."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from rules.facts import Duration, When
from rules.reading.numbers import NUM, value
from rules.reading.wordings import pattern_of

_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_MONTH_STEM = _MONTH.replace(r"\b\.?", r"(?![a-z])\.?")  # a digit may follow: '08jul25'
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_AND = r"(?:,? and (?:on |in )?|,? & ?|, ?)"
_PLACES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
    "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_ORDINAL = "|".join(sorted((word.replace("-", "[ -]") for word in _PLACES), key=len, reverse=True))
# An hour or an amount after a day is no year: '2 June 11.30', '2 June 10 am', '12 June 60 percent'.
# … nor is the day of the next month: '8 Jan, 14 May, 10 Sept'.
_NO_YEAR = (
    r"(?:st|nd|rd|th)\b| (?:of )?(?:(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b|may\b(?= ?(?:[,.;:()\n]|and\b|\Z)))|"
    r"[.:]\d\d| ?(?:[ap]\.?m\b|h\b|hrs?\b|hours?\b|o'?clock|percent\b|per cent\b|out of|points?\b|weeks?\b|days?\b|months?\b|min)"
)
_FORMS = tuple(
    pattern_of(pattern)
    for pattern in (
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d/-])",
        r"(?<![\d/.-])(?P<m>\d{1,2})(?P<sep>[-/.])(?P<d>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/%-])",
        rf"\b(?P<d>\d{{1,2}})(?:(?:st|nd|rd|th)?[ -](?:of )?|(?={_MONTH_NAME}\d)){_MONTH_STEM}[ ,-]*(?P<year>(?:19|20)\d\d|'\d\d|(?<!  )\d\d(?!{_NO_YEAR}))(?!\d|:\d|[/%])",
        rf"\b{_MONTH}[ -]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,| of)?[ -]+(?P<year>(?:19|20)\d\d|'\d\d|\d\d(?!{_NO_YEAR})(?=[^\w%/]|$)(?! (?:w|m|d|y|h|min|percent|per|of|out)))",
        rf"\b(?P<part>first|second|third|fourth|last|final) (?P<of>week|half|days) of {_MONTH}(?:,? (?:of )?(?P<year>(?:19|20)\d\d))?",
        rf"\b(?P<place>{_ORDINAL}) (?:day )?of {_MONTH}(?:,? (?P<year>(?:19|20)\d\d|'\d\d))?",
        rf"\b{_MONTH} (?:the )?(?P<place>{_ORDINAL})\b(?:,? (?P<year>(?:19|20)\d\d))?",
        rf"\b{_MONTH} \((?:on )?(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b",
        rf"\b{_MONTH}(?:,| of)?[ -]*(?P<year>(?:19|20)\d\d|'\d\d)(?!\d)",
        # days and months that share a year: 'March 4 and June 17, 2024', '4 March and 17 June 2024', 'January and July 2025'
        rf"\b{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?=(?:{_AND}{_MONTH_NAME} \d{{1,2}}(?:st|nd|rd|th)?){{1,4}},? (?P<year>(?:19|20)\d\d)\b)",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?=(?:{_AND}\d{{1,2}}(?:st|nd|rd|th)? {_MONTH_NAME}){{1,4}},? (?P<year>(?:19|20)\d\d)\b)",
        rf"\b{_MONTH}(?=(?:{_AND}{_MONTH_NAME}){{1,4}},? (?P<year>(?:19|20)\d\d)\b)",
        r"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\d/])",
        rf"(?<![^x][\s(|,]\d )(?<![^x][\s(|,][0-3]\d )\b{_MONTH}[ -]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?![%/]|:\d|\s*(?:%|percent|per cent|weeks|months|out of))",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH}(?![a-z])",
        r"(?<![\d/.\w-])(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])(?![\d/%]|\.\d|\s*(?:pain|relief|strength|quad|visits|positive|sessions?|provocat|items?|points?|sites?|goals?|met\b|pages?|criteria|tests?|steps?|stars?|doses?|man(?:o?eu|eu)))",
        rf"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[ -]{_MONTH}(?:[ -]*(?P<d>\d{{1,2}})(?!\d))?",
        r"(?:\b(?:in|of|since|from|early|late|mid|during|back in)[ -])(?P<year>(?:19|20)\d\d)(?![\d/-])",
        r"(?<![\d/.-])(?P<year>20[0-4]\d)(?= (?:note|visit|injections?|inj\b|sij|record|chart|entry|one|procedure|block|round|shot))",
        rf"\b{_MONTH}(?=(?:'s)? (?:trigger|shot|injections?|inj\b|procedures?|blocks?|round|sij|si\b|one|esi|epidural|rfa|ablation|steroid|left|right|bilateral|treatment|session))",
        rf"(?:\b(?:in|since|last|this(?= (?!may\b))|this past|early|late|mid|until|till|through|thru|into|of|from|by|during|around|about)[ -]){_MONTH}(?![a-z])(?!\s*\d)",
    )
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date where it stands. `when` is None where no year can be told."""

    start: int
    end: int
    when: When | None
    yearless: bool = False  # the year was told from the document's date


# A day before its month, in a chart that writes them so: 'seen 13/11'.
_DAY_THEN_MONTH = pattern_of(r"(?<![\d/.\w-])(?P<d>1[3-9]|2\d|3[01])/(?P<m>0?[1-9]|1[0-2])(?![\d/%]|\.\d|\s*(?:pain|strength|visits|sessions?|items?|points?|pages?))")
_FULL = pattern_of(r"(?<![\d/.-])(?P<one>\d{1,2})(?P<sep>[-/.])(?P<two>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/%-])")
_OWN_DAY = pattern_of(r"\b(?:date[sd]?|dos|visit|seen|clinic|note|encounter|reviewed|letter)(?: on| of| dated)?[ :]*\Z")
_HEAD = 120  # characters in which a document states its own day

# 'April 10 of this year', 'in June last year'.
_YEAR_TOLD = pattern_of(r",? (?:of )?(?:(?:this|the current|the present)|(?P<last>last|the previous|the past|the prior)) year\b")

_NUMERIC = pattern_of(r"\d[/.-]\d|(?:19|20)\d\d")
_NAMED = pattern_of(r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")


def _around(folded: str, told: re.Pattern[str]) -> list[tuple[int, int]]:
    """The stretches in which a date may stand: about what tells one, so that the rest need not be gone through."""
    found: list[tuple[int, int]] = []
    for match in told.finditer(folded):
        start, end = max(0, match.start() - 36), min(len(folded), match.end() + 120)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def dates(folded: str, on: dt.date | None) -> list[FoundDate]:
    """Every date. A year-less one is the latest such day that is not after `on`, the document's date."""
    found: list[FoundDate] = []
    taken: list[tuple[int, int]] = []
    numeric, named = _around(folded, _NUMERIC), _around(folded, _NAMED)
    day_first = bool(numeric) and _day_first(folded, on)
    for form in (*_FORMS, _DAY_THEN_MONTH) if day_first else _FORMS:
        stretches = named if "(?P<month>" in form.pattern else numeric
        for match in chain.from_iterable(form.finditer(folded, *stretch) for stretch in stretches):
            start, end = match.span()
            if any(start < e and s < end for s, e in taken):
                continue
            groups = match.groupdict()
            if "m" in groups and "year" not in groups and form is not _DAY_THEN_MONTH and _is_score(folded, match):
                continue
            if groups.get("year") and "m" not in groups and "month" not in groups:
                start = match.start("year")
                y = int(groups["year"] or 0)
                taken.append((start, end))
                found.append(FoundDate(start, end, When(dt.date(y, 1, 1), dt.date(y, 12, 31))))
                continue
            when = _resolve(groups, on, day_first and form is not _DAY_THEN_MONTH)
            told = None if groups.get("year") or on is None else _YEAR_TOLD.match(folded, end)
            if told and on is not None:
                groups["year"], end = str(on.year - 1 if told["last"] else on.year), told.end()
                when = _resolve(groups, on, day_first and form is not _DAY_THEN_MONTH)
            if when is None and groups.get("year"):
                continue
            if "month" in groups and not (groups.get("d") or groups.get("place") or groups.get("year")):
                start = match.start("month")
            taken.append((start, end))
            found.append(FoundDate(start, end, when, yearless=not groups.get("year")))
    found.sort(key=lambda item: item.start)
    return found


def _day_first(folded: str, on: dt.date | None) -> bool:
    """Whether the chart writes the day before the month: a date of it can only be read so, and none only the other way."""
    told = False
    for match in _FULL.finditer(folded):
        one, two = int(match["one"]), int(match["two"])
        if two > 12 >= one:
            return False
        told = told or one > 12 >= two
        if on is not None and one != two and (two, one) == (on.month, on.day) and _century(match["year"]) == on.year:
            told = told or match.start() < _HEAD or _OWN_DAY.search(folded, max(0, match.start() - 24), match.start()) is not None
    if told or on is None or on.day <= 12:
        return told
    own = re.search(rf"(?<![\d/.\w-]){on.day}/0?{on.month}(?![\d/%])", folded)
    return own is not None and _OWN_DAY.search(folded, max(0, own.start() - 24), own.start()) is not None


_LIST_OF_DAYS = pattern_of(r"\b(?:injections?|inj|shots?|sijs?|blocks?|esis?|epidurals?|tpis?|sessions?)\b[^.;:\n(]{0,30}\((?:\d{1,2}/\d{1,2},? (?:and |& )?){0,4}\Z")
_ON = "(?<!weeks )(?<!wks )(?<!months )(?<!days )on"  # 'ten weeks on: 2/10' leads to no date


_LEADS_A_JOINT = pattern_of(
    r"[ :,-]{1,2}(?:(?:left|right|lt|rt|l|r|bilat\w*|b/l|both)\.? )?(?:sijs?|si (?:joints?|inj\w*)|t?f?esis?|mbbs?|rfas?|tpis?|epidurals?)\b"
    r"(?! (?:\w+ )?(?:tests?|man(?:o?eu|eu)\w*|provoc\w*|signs?|positive|pos\b))"
)


# Between two scores out of ten, where the words are of before and after.
_THEN_ANOTHER = re.compile(
    r"[a-z ,-]{1,40}?\b(?:in|arrival|before\w*|after\w*|later|then|hours?|minutes?|min|block|entry)\b[a-z ,\d-]{0,30}?"
    r"\b\d{1,2} ?/ ?10\b(?!/)"
)


def _is_score(folded: str, match: re.Match[str]) -> bool:
    """'3/10' is a score unless words of a day stand before it; '4/5', '2/6' is strength, a count or a visit."""
    first, second = int(match["m"]), int(match["d"])
    before = folded[max(0, match.start() - 44) : match.start()]
    dated = re.search(rf"\b(?:{_ON}|dated|seen|visit|since|until|till|through|dos|date|inj|injections?|sij|esi|blocks?|mbbs?|rfa|the)[ :(]*$", before)
    scored = re.search(r"(?:pain|nrs|vas|score|scale|rat\w+|level|relief|strength|motor|power|from|to|was|is|now|only|→|->|at)[ :=(]*(?:a |an |of )?$", before)
    after = folded[match.end() : match.end() + 24]
    reads_as_score = re.match(r"\s*(?:to\b|->|→|before|after|from|pre\b|post\b|pain|down|at rest|in (?:recovery|pacu)|now|today|with|at \d|\()", after)
    if second == 10 and re.search(r"\b(?:pain|nrs|nprs|vas|scores?|rat(?:ed|es|ing))\b[^.;\n]{0,48}$", folded[max(0, match.start() - 60) : match.start()]) and not re.search(rf"\b(?:{_ON}|dated|dos|date)[ :(]*$", before):
        return True  # 'pain rating prior to the April injection 7/10'
    if second == 10 and re.search(r"\b(?:prior to|before|pre-?)\b[^.;\d]{0,24}$|\d ?/ ?10\b[^.;\n]{0,40}$", before):
        return True  # '5/10, prior to injection 7/10'
    if second == 10 and _THEN_ANOTHER.match(folded, match.end()):
        return True  # 'block: 8/10 going in, 1/10 through the hour after'
    if second == 10:
        return not dated or bool(scored) or bool(reads_as_score)
    if _LIST_OF_DAYS.search(folded, max(0, match.start() - 60), match.start()) and re.match(r"\)|,? (?:and |& )?\d{1,2}/\d", after):
        return False  # 'two injections (2/4, 7/8)'
    if second <= 6 and first <= second:
        if _LEADS_A_JOINT.match(folded, match.end()):
            return False  # '3/4 right SIJ, 5/6 left SIJ'
        return not re.search(r"\b(?:on|dated|seen|visit|since|until|dos|inj|injections?|sij|esi|blocks?|mbbs?)[ :(]*$", before)
    return False


def _resolve(groups: dict[str, str | None], on: dt.date | None, day_first: bool = False) -> When | None:
    month_word, m, d, year = groups.get("month"), groups.get("m"), groups.get("d"), groups.get("year")
    if groups.get("place"):
        d = str(_PLACES.index((groups["place"] or "").replace(" ", "-")) + 1)
    month = _MONTHS[month_word[:3]] if month_word else int(m or 0)
    day = int(d) if d else None
    y = _century(year) if year else None
    iso = year is not None and not groups.get("sep")
    if not month_word and day is not None and not iso and day <= 12 and (day_first or (month > 12 and groups.get("sep"))):
        month, day = day, month  # 25/8/2025, as the rest of the world writes it
    try:
        if y is not None:
            when = _when(y, month, day)
            return _part(when, groups["part"] or "", groups["of"] or "") if groups.get("part") else when
        if on is None:
            return None
        when = _when(on.year, month, day)
        when = when if when.first <= on else _when(on.year - 1, month, day)
        return _part(when, groups["part"] or "", groups["of"] or "") if groups.get("part") else when
    except ValueError:
        return None


def _part(month: When, part: str, of: str) -> When:
    """'The last week of July', 'the first half of May', 'the last days of June'."""
    length = 16 if of == "half" else 7
    if part in ("last", "final") or (of == "half" and part == "second"):
        return When(month.last - dt.timedelta(days=length - 1), month.last)
    first = month.first + dt.timedelta(days=7 * ("first", "second", "third", "fourth").index(part))
    return When(first, first + dt.timedelta(days=length - 1))


def _century(year: str) -> int:
    number = int(year.lstrip("'"))
    return number if number > 99 else 2000 + number if number < 70 else 1900 + number


def _when(year: int, month: int, day: int | None) -> When:
    if not 1900 <= year <= 2100:
        raise ValueError(year)
    if day is not None:
        exact = dt.date(year, month, day)
        return When(exact, exact)
    return When(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


_AGO = pattern_of(
    rf"(?P<n>{NUM}|a couple of|an?)[ -]*(?P<unit>day|week|wk|month|mo|year|yr)s?(?:\.? (?:ago|earlier|previously)| back(?! (?:to|at|in|on|with)\b))\b|"
    r"\b(?P<word>yesterday|today|(?<!\bthe )last week(?! (?:of|in)\b)|(?<!\bthe )last month|(?<!\bthe )last year|this morning|earlier today)\b"
)


def latest_month(name: str, on: dt.date) -> When:
    """The latest month of that name that had begun by `on`."""
    month = _MONTHS[name[:3]]
    return _when(on.year if month <= on.month else on.year - 1, month, None)


# The last word of a relative date, which is looked for first.
_TELLS_AGO = pattern_of(r"\b(?:ago|earlier|previously|back|yesterday|today|last (?:week|month|year)|this morning)\b")


def relative_dates(folded: str, on: dt.date | None) -> list[FoundDate]:
    """'Six weeks ago', 'yesterday': days counted back from the document's date."""
    found: list[FoundDate] = []
    for told in _TELLS_AGO.finditer(folded):
        low = max(found[-1].end if found else 0, told.start() - 40)
        match = _AGO.search(folded, low, told.end() + 12)
        if match is None:
            continue
        when = None
        if on is not None:
            if match["word"]:
                word = match["word"]
                back = {"yesterday": 1, "last week": 7, "last month": 30, "last year": 365}.get(word, 0)
                day = on - dt.timedelta(days=back)
                when = When(day - dt.timedelta(days=back // 3), day + dt.timedelta(days=back // 3)) if back > 1 else When(day, day)
                if word == "last month":  # the calendar's or some thirty days back: on 20 October it may be 2 September
                    ended = on.replace(day=1) - dt.timedelta(days=1)
                    when = When(min(when.first, ended.replace(day=1)), max(when.last, ended))
            else:
                n = 2 if "couple" in match["n"] else int(value(match["n"]))
                day = back_from(on, n, match["unit"])
                when = When(day, day)
        found.append(FoundDate(match.start(), match.end(), when))
    return found


def back_from(on: dt.date, count: int, unit: str) -> dt.date:
    """The day `count` units before `on`; months and years by the calendar."""
    if unit.startswith("d"):
        return on - dt.timedelta(days=min(count, 40000))
    if unit.startswith("w"):
        return on - dt.timedelta(weeks=min(count, 6000))
    months = count * (12 if unit.startswith("y") else 1)
    index = max(on.year * 12 + on.month - 1 - months, 12)
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


_BIRTH_LABEL = pattern_of(r"\b(?:d\.? ?o\.? ?b\.?|born|birth ?(?:date|day)?|date of birth)[ :=(]*(?:on )?$")
# 'CASTELLAN, NOREEN   08/09/1970', 'Noreen Castellan (1970-08-09)'.
_AFTER_A_NAME = pattern_of(r"[A-Z][\w'’-]+,? +[A-Z][\w.'’-]*[ ,(|\u2013-]{1,8}$")
_ADULT = 16 * 365  # days


def without_births(text: str, folded: str, found: list[FoundDate], on: dt.date | None) -> list[FoundDate]:
    """The dates, those of a birth without their day: labelled so, or an old one right after a name."""
    return [replace(date, when=None) if _is_birth(text, folded, date, on) else date for date in found]


def _is_birth(text: str, folded: str, date: FoundDate, on: dt.date | None) -> bool:
    if date.when is None or date.yearless:
        return False
    if _BIRTH_LABEL.search(folded, max(0, date.start - 24), date.start):
        return True
    if on is None or date.when.day is None or (on - date.when.first).days < _ADULT:
        return False
    name = _AFTER_A_NAME.search(text, max(0, date.start - 60), date.start)
    return name is not None and not _OF_A_PROCEDURE.search(folded, name.start(), name.end())


_OF_A_PROCEDURE = pattern_of(r"inj|block|shot|ablat|epidural|joint|fusion|surg|ectomy|replace|procedure|mri|ct\b|x-?ray|right|left")


_DAYS = {"minute": Fraction(1, 1440), "hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7), "month": Fraction(30), "year": Fraction(365)}


def days(duration: Duration) -> tuple[Fraction | None, Fraction | None]:
    """A duration in days, for telling phases apart; a month is 30 days."""
    factor = _DAYS[duration.unit]
    low = duration.low * factor if duration.low is not None else None
    high = duration.high * factor if duration.high is not None else None
    return low, high

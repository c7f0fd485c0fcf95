"""When an amount was measured and how long it held, and so which phase of the injection it speaks of."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from rules.facts import Duration, Phase, Unit, When
from rules.reading.dates import FoundDate, days
from rules.reading.named_days import named_day
from rules.reading.numbers import Found, value
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.wordings import results, times
from rules.reading.procedures import Mention
from rules.reading.text import Stretch

_PAIRS = (
    "first 1st,second 2nd,third 3rd,fourth 4th,fifth 5th,sixth 6th,seventh 7th,eighth 8th,ninth 9th,tenth 10th"
    ",eleventh 11th,twelfth 12th,thirteenth 13th,fourteenth 14th,fifteenth 15th,sixteenth 16th,seventeenth 17th"
    ",eighteenth 18th,nineteenth 19th,twentieth 20th"
)
_PLACES = {word: place for place, pair in enumerate(_PAIRS.split(","), 1) for word in pair.split()}
_UNITS: dict[str, Unit] = {"w": "week", "m": "month", "d": "day"}
_LASTING_LEADS = ("through", "thru", "until", "till", "to", "up", "out", "for", "past", "during")
EVENING = (Fraction(4), Fraction(16))  # hours from a procedure to the night of its day
STEROID_FROM = 14  # days after the procedure


@dataclass(frozen=True, slots=True)
class Timing:
    """What the words say of time. `reach` are the offsets that the quote should take in, start and end in turn."""

    lasted: Duration | None = None
    measured_at: Duration | None = None
    measured_on: dt.date | None = None
    over: bool = False
    peak: bool = False
    phase: Phase | None = None
    reach: tuple[int, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """The timing of one amount while the words of its piece are gone through."""

    piece: Stretch
    amount: Amount
    lasted: Duration | None = None
    measured_at: Duration | None = None
    measured_on: dt.date | None = None
    reach: list[int] = field(default_factory=list)
    ended: bool = False  # it is what came after a time that is told

    def overlaps(self, start: int, end: int) -> bool:
        return start < self.amount.end and self.amount.start < end


def timing(chart: Chart, sentence: Stretch, amount: Amount, event: Mention | None, *, present: bool) -> Timing:
    """The timing of one amount, from its own piece of the sentence. `present`: told of the day of the note."""
    gathered = _Gathered(amount.piece, amount)
    lengths = chart.lengths(sentence)
    since = _take_the_same(chart, gathered, event)
    for length in lengths:
        if length.start < since and not _until_the_event(chart, length):
            _take_length(chart.folded, gathered, length)
    for match in times.ORDINAL.finditer(chart.text(amount.piece)):
        start, end = amount.piece.start + match.start(), amount.piece.start + match.end()
        if not gathered.overlaps(start, end) and not any(item.start <= start < item.end for item in lengths):
            _take_ordinal(chart.folded, gathered, match, start)
            gathered.reach += [start, end]
    _take_next_day(chart.folded, gathered)
    _take_named_day(chart, gathered, event)
    for date in chart.dates(sentence.start, sentence.end):
        own = event is not None and event.start == date.start  # by which it is known
        if date.start < since and date.start not in chart.event_dates and not own:
            _take_date(chart.folded, gathered, date, event)
    told = _phased(chart.folded, gathered)
    if told.phase == "anaesthetic" and times.NOW.search(chart.text(amount.piece)) and _long_after(chart, event):
        told = replace(told, phase=None)  # '5/10 at discharge today', of a course of therapy
    elif told.phase == "anaesthetic" and chart.author == "therapist" and _is_end_of_therapy(chart, amount.piece):
        told = replace(told, phase=None)
    return _told_of_the_note(chart, told, event, present)


def _is_end_of_therapy(chart: Chart, piece: Stretch) -> bool:
    """'Initial 8/10; at discharge 5/10' in a therapist's own paper: her discharge, and not the recovery room's."""
    return all(times.DISCHARGE.search(match[0]) for match in times.ANAESTHETIC.finditer(chart.text(piece)))


def _until_the_event(chart: Chart, length: Found) -> bool:
    """'Repeated four weeks later, on 10/7/25' times the procedure, not its result."""
    ahead = chart.dates(length.end, length.end + 24)
    between = chart.folded[length.end : ahead[0].start] if ahead and ahead[0].start in chart.event_dates else ""
    return bool(times.LATER_ON.fullmatch(between))


def _take_length(folded: str, gathered: _Gathered, length: Found) -> None:
    """'For 3 months' lasted, 'at 6 weeks' was measured; the nearest counts, and the longest of what lasted."""
    piece, amount, span = gathered.piece, gathered.amount, length.value
    if not isinstance(span, Duration) or not (piece.start <= length.start and length.end <= piece.end):
        return
    if gathered.overlaps(length.start, length.end):
        if amount.kind == "full" and length.start < amount.start:
            gathered.lasted = gathered.lasted or span  # 'twelve pain-free weeks'
        return
    so_long = times.OF_SO_LONG.search(folded, max(piece.start, length.start - 24), length.start)
    if so_long and span.unit in ("week", "month"):
        some = value(so_long["n"])
        gathered.lasted = gathered.lasted or Duration(some, some, unit=span.unit)
        return
    if span.unit in ("minute", "hour"):
        since = amount.end if amount.end <= length.start else piece.start
        if times.CAN_DO.search(folded, max(since, length.start - 60), length.start):
            return
    if amount.percent is not None and _of_its_return(folded, piece, length):
        return
    role = _role(folded, piece, length, amount)
    if amount.kind in ("zero", "back") and times.THEN_GONE.match(folded, length.end, amount.start + 5):
        gathered.ended = True
        if not times.TO_THIS_DAY.search(folded, length.end, piece.end):
            gathered.measured_at = gathered.measured_at or Duration(span.high or span.low, None, "more_than", span.unit)
        return
    if role == "lasted":
        lasted = gathered.lasted
        if lasted is None or (abs(length.start - amount.start) < 40 and _later(span, lasted)):
            gathered.lasted = span
            gathered.reach += [length.start, length.end]
    elif role == "measured" and (gathered.measured_at is None or abs(length.start - amount.end) < 30):
        gathered.measured_at = span
        gathered.reach += [length.start, length.end]


def _of_its_return(folded: str, piece: Stretch, length: Found) -> bool:
    """'60 % less until October; the last two weeks it is returning': so long the pain has been coming back."""
    if not times.OF_LATE.search(folded, max(piece.start, length.start - 16), length.end):
        return False
    end = min(piece.end, length.end + 44)
    after = times.RETURNING_AFTER.match(folded, length.end, end)
    return bool(after or times.RETURNING_BEFORE.search(folded, max(piece.start, length.start - 60), length.start))


def _take_next_day(folded: str, gathered: _Gathered) -> None:
    """'7 by next morning' was measured a day after, 'until the next day' lasted one, 'at bedtime' some hours."""
    if gathered.lasted is not None or gathered.measured_at is not None:
        return
    match = times.NEXT_DAY.search(folded, gathered.piece.start, gathered.piece.end)
    day = Duration(Fraction(1), Fraction(1), "approx", "day")
    if match is None:
        match = times.SAME_EVENING.search(folded, gathered.piece.start, gathered.piece.end)
        day = Duration(*EVENING, "range", "hour")
    if match is None:
        return
    if times.UNTIL.search(folded[max(gathered.piece.start, match.start() - 26) : match.start()]):
        gathered.lasted = day
    else:
        gathered.measured_at = day
    gathered.reach += [match.start(), match.end()]


def ending(chart: Chart, over: Amount, done: When | None) -> Duration | None:
    """How long what is over lasted, by the words beside: 'gone by week six' is at most six weeks.

    `done`: when the procedure was, from which 'wore off in August' is counted.
    """
    start, end = over.start, over.piece.end
    for length in chart.lengths(Stretch(start, end)):
        lead, right = chart.folded[start : length.start], chart.folded[length.end : length.end + 12]
        if isinstance(length.value, Duration) and times.IN_THE_LAST.search(lead):
            return _until_lately(chart, done, length.value)
        if isinstance(length.value, Duration) and not times.AGO.match(right):
            return no_longer_than(length.value) if times.NOT_LATER.search(lead) else length.value
    for match in times.ORDINAL.finditer(chart.folded, start, end):
        last = value(match["high"] or match["low"]) if match["low"] else Fraction(_PLACES[match["place"]])
        span = Duration(last, last, unit=_UNITS[(match["unit"] or match["punit"])[0]])
        return no_longer_than(span) if times.NOT_LATER.search(chart.folded[start : match.start()] + match[0]) else span
    named = times.NAMED.search(chart.folded, start, end)
    if named and done is not None and chart.on is not None:
        lead = chart.folded[start : named.start()]
        day = named_day(named["named"], chart.on, whole=bool(times.WHOLE.search(lead)))
        if done.last < day.first:
            span = from_to(done, day)
            return no_longer_than(span) if times.NO_LATER_THAN.search(lead) else span
    for date in chart.dates(start, end):
        if done is None or date.when is None or date.when.first <= done.last or date.start in chart.event_dates:
            continue
        lead = chart.folded[start : date.start]
        span = from_to(done, _part_of(date.when, lead))
        return no_longer_than(span) if times.NO_LATER_THAN.search(lead) else span
    return None


def _until_lately(chart: Chart, done: When | None, length: Duration) -> Duration | None:
    """'It came back in the last two weeks': it held from the procedure to some day of them."""
    last = days(length)[1]
    if chart.on is None or done is None or last is None or (chart.on - done.last).days < last:
        return None
    longest = Fraction((chart.on - done.first).days)
    return Duration((chart.on - done.last).days - last, longest, "range", "day")


def held_between(chart: Chart, start: int, end: int) -> Duration | None:
    """'… and that held for eighteen weeks before wearing off': how long what is over lasted, by the words before."""
    for length in chart.lengths(Stretch(start, end)):
        if isinstance(length.value, Duration) and times.LASTED_LEFT.search(chart.folded, start, length.start):
            return length.value
    return None


def no_longer_than(span: Duration) -> Duration:
    """At most so long; of a length with no end, at most its beginning."""
    return Duration(None, span.low if span.high is None else span.high, "at_most", span.unit)


def _held_to(done: When, day: When, lead: str) -> Duration:
    """From the procedure to a day, by the words before it: 'until late August', 'past Labor Day'."""
    span = from_to(done, _part_of(day, lead))
    return Duration(span.low, None, "more_than", "day") if times.PAST_IT.search(lead) else span


def from_to(start: When, end: When) -> Duration:
    """The days from one day to another; a month's name leaves a range."""
    longest = Fraction((end.last - start.first).days)
    shortest = max(Fraction((end.first - start.last).days), Fraction(0))
    return Duration(shortest, longest, "exact" if shortest == longest else "range", "day")


def _part_of(month: When, lead: str) -> When:
    """The days of a month that the words before it leave: 'the first week of October', 'late August'."""
    if month.day is not None:
        return month
    for words, first, last in times.PARTS_OF_A_MONTH:
        if re.search(rf"\b(?:{words})\s*$", lead):
            return When(month.first.replace(day=first), month.first.replace(day=min(last, month.last.day)))
    return month


def _take_ordinal(folded: str, gathered: _Gathered, match: re.Match[str], start: int) -> None:
    """'Through week 12' lasted, 'at week 6' was measured."""
    if match["place"]:
        _take_place(folded, gathered, match, start)
        return
    last = value(match["high"] or match["low"])
    moment = Duration(last, last, unit=_UNITS[match["unit"][0]])
    lead = (match["lead"] or "").split(" ")[0]
    if lead == "since" or (lead == "from" and not match["high"]):
        return  # 'since week 3' is where it began
    if (match["high"] and lead not in ("at", "by")) or lead in _LASTING_LEADS:
        if gathered.lasted is None or _later(moment, gathered.lasted):
            gathered.lasted = moment
    else:
        gathered.measured_at = gathered.measured_at or moment


def _take_place(folded: str, gathered: _Gathered, match: re.Match[str], start: int) -> None:
    """'The first month' and 'through the second month' lasted, 'by the second month' was measured."""
    place = Fraction(_PLACES[match["place"]])
    moment = Duration(place, place, unit=_UNITS[match["punit"][0]])
    lead = folded[max(gathered.piece.start, start - 24) : start]
    if match["last"]:
        last = Fraction(_PLACES[match["last"]])
        gathered.lasted = gathered.lasted or Duration(last, last, unit=_UNITS[(match["lunit"] or match["punit"])[0]])
        return
    if times.FROM_THEN.search(lead) or times.ONSET_LEFT.search(lead + "a "):
        return
    if place == 1 or (times.THROUGH_THE.search(lead) and not times.BY_THE.search(lead)):
        gathered.lasted = gathered.lasted or moment
    else:
        gathered.measured_at = gathered.measured_at or moment


def _take_date(folded: str, gathered: _Gathered, date: FoundDate, event: Mention | None) -> None:
    """'Until 10/12' lasted from the procedure to that day, 'on 10/12' was measured then."""
    piece = gathered.piece
    if date.when is None or not (piece.start <= date.start and date.end <= piece.end):
        return
    lead = folded[max(piece.start, date.start - 44) : date.start]
    if times.NOT_SEEN.search(folded[max(piece.start, date.start - 50) : date.start]):
        return
    day, done = date.when.last, event.when if event is not None else None
    if done is not None and date.when.first <= done.first <= day and times.ITS_PROCEDURE.match(folded, date.end):
        return  # 'lower than it was going into the July injection': the event itself, and no end of it
    if times.UNTIL.search(lead) and done is not None and done.first < day:
        if gathered.lasted is None:
            gathered.lasted = _held_to(done, date.when, lead)
            gathered.reach += [date.start, date.end]
    elif done is not None and done.first < day and times.UNTIL_CLAUSE.search(folded, piece.start, date.start):
        gathered.lasted = gathered.lasted or from_to(done, _part_of(date.when, lead))
    elif gathered.measured_on is None and date.when.day is not None and (done is None or done.first <= day):
        if not times.DATE_OF_OTHER.search(lead):
            gathered.measured_on = day
            gathered.reach += [date.start, date.end]
    elif date.when.day is None and done is not None and done.last < date.when.first:
        if not _in_month(folded, gathered, date):
            return
        gathered.measured_at = from_to(done, _part_of(date.when, lead))
        gathered.reach += [date.start, date.end]


def _in_month(folded: str, gathered: _Gathered, date: FoundDate) -> bool:
    """'2/10 in June', 'the April visit: 3': a month's name times the amount beside it, if that has no other time."""
    amount, piece = gathered.amount, gathered.piece
    if gathered.lasted is not None or gathered.measured_at is not None or gathered.measured_on is not None:
        return False
    lead = folded[max(piece.start, date.start - 44) : date.start]
    if (amount.start >= piece.end or amount.end <= piece.start) and not lead.strip():
        return True  # the cell before the amount's: 'April visit ..... 3'; a row of months and one of scores
    if not (times.IN_MONTH.search(lead) or times.VISIT_RIGHT.match(folded, date.end, piece.end)):
        return False
    between = folded[min(amount.end, date.end) : max(amount.start, date.start)]
    return times.MONTH_BESIDE.fullmatch(between) is not None


def _take_named_day(chart: Chart, gathered: _Gathered, event: Mention | None) -> None:
    """'Until Labor Day', 'through the summer' lasted from the procedure to then."""
    match = times.UNTIL_NAMED.search(chart.folded, gathered.piece.start, gathered.piece.end)
    done = event.when if event is not None else None
    if match is None and done is not None and chart.on is not None:
        _take_named_moment(chart, gathered, done, chart.on)
    if match is None or gathered.lasted is not None or chart.on is None or done is None:
        return
    then = named_day(match["named"], chart.on, whole=bool(times.WHOLE.search(match["lead"])))
    if done.first < then.first:
        gathered.lasted = _held_to(done, then, match["lead"])
        gathered.reach += [match.start(), match.end()]


def _take_named_moment(chart: Chart, gathered: _Gathered, done: When, on: dt.date) -> None:
    """'80 % down at Easter' was measured then, if no other time is told."""
    match = times.AT_NAMED.search(chart.folded, gathered.piece.start, gathered.piece.end)
    if match is None or gathered.lasted is not None or gathered.measured_at is not None:
        return
    then = named_day(match["named"], on, whole=False)
    if done.last < then.first:
        gathered.measured_at = from_to(done, then)
        gathered.reach += [match.start(), match.end()]


def _take_the_same(chart: Chart, gathered: _Gathered, event: Mention | None) -> int:
    """'70 % at two weeks, and the same at six and at fourteen weeks': it held at least to the last of these.

    Where they begin; no other time of the amount stands after it.
    """
    piece, done = gathered.piece, event.when if event is not None else None
    same = times.SAME_AT.search(chart.folded, gathered.amount.end, piece.end)
    if same is None:
        return piece.end
    held = []
    for length in chart.lengths(Stretch(same.end(), piece.end)):
        if isinstance(length.value, Duration):
            low, high = days(length.value)
            held.append(high if " and " in chart.folded[length.start : length.end] else low)  # '10 and 14 weeks'
    for date in chart.dates(same.end(), piece.end):
        if date.when and done and done.last < date.when.first and date.start not in chart.event_dates:
            held.append(days(from_to(done, date.when))[0])
    longest = max((span for span in held if span is not None), default=None)
    if longest is None:
        return piece.end
    gathered.lasted = Duration(longest, None, "at_least", "day")
    return same.start()


def _phased(folded: str, gathered: _Gathered) -> Timing:
    """With the phase the words name, and whether this level was a peak or is said to have ended."""
    piece, amount = gathered.piece, gathered.amount
    phase: Phase | None = None
    if times.ANAESTHETIC.search(folded[piece.start : piece.end]):
        phase = "anaesthetic"
    elif gathered.ended or times.STEROID.search(folded[piece.start : piece.end]):
        phase = "steroid"
    near = folded[max(piece.start, amount.start - 40) : min(piece.end, amount.end + 30)]
    gone = times.NO_LONGER.search(folded, piece.start, amount.start)
    ends = [m for words in (results.OVER, results.BACK) for m in words.finditer(folded, amount.end, piece.end)]
    ends = [end for end in ends if not times.NOT_YET.search(folded, max(0, end.start() - 24), end.start())]
    untold = gathered.lasted is None and times.UNTIL_UNTOLD.match(folded, amount.end, piece.end)
    held = ends and gathered.lasted is not None
    if held and times.BY_THEN.search(folded, amount.end, ends[0].start()):
        gathered.measured_at = None  # 'for seven weeks; by the eighth week it was right back' times the end
    return Timing(
        lasted=gathered.lasted,
        measured_at=gathered.measured_at,
        measured_on=gathered.measured_on,
        over=bool(ends or untold),
        peak=gathered.measured_at is None and bool(times.PEAK.search(near) or gone),
        phase=phase,
        reach=tuple(gathered.reach),
    )


def _told_of_the_note(chart: Chart, told: Timing, event: Mention | None, present: bool) -> Timing:
    """What has no time was measured on the note's day, if that is the procedure's or the words are of the present."""
    if present and told.measured_at is not None and told.measured_on is None and _is_of_the_note(chart, told, event):
        return replace(told, measured_on=chart.on)
    if chart.on is None or told.lasted is not None or told.measured_at is not None or told.measured_on is not None:
        return told
    if chart.procedure_note and event is not None and event.when is not None and event.when.day == chart.on:
        return replace(told, measured_on=chart.on, phase=told.phase or "anaesthetic")
    if present and not told.peak and not told.over and told.phase != "anaesthetic":
        return replace(told, measured_on=chart.on)
    return told


def _is_of_the_note(chart: Chart, told: Timing, event: Mention | None) -> bool:
    """'Seven months on she is 60 % better': the time since the procedure is that of the note, as near as it is told."""
    done = event.when.day if event is not None and event.when is not None else None
    if chart.on is None or done is None or told.measured_at is None or told.lasted is not None:
        return False
    low, high = days(told.measured_at)
    passed = (chart.on - done).days
    return low is not None and high is not None and low * Fraction(85, 100) <= passed <= high * Fraction(115, 100)


def _long_after(chart: Chart, event: Mention | None) -> bool:
    """Whether the note was written more than a day after the procedure."""
    done = event.when.last if event is not None and event.when is not None else None
    return chart.on is not None and done is not None and (chart.on - done).days > 1


def _later(a: Duration, b: Duration) -> bool:
    return (days(a)[1] or days(a)[0] or 0) > (days(b)[1] or days(b)[0] or 0)


def _role(folded: str, piece: Stretch, length: Found, amount: Amount) -> Literal["lasted", "measured"] | None:
    """Whether a length is how long an amount held, when it was measured, or of something else."""
    left = folded[max(piece.start, length.start - 44) : length.start]
    right = folded[length.end : min(piece.end + 12, length.end + 34)]
    told = folded[amount.end : length.start] if amount.end <= length.start < amount.end + 70 else ";"
    if times.PAIN_FOR.search(left) and ";" in told:
        return None  # 'pain for 5 months' is how long it has hurt, unless an amount of relief stands just before
    if times.NOT_OF_RELIEF_LEFT.search(left) or times.NOT_OF_RELIEF_RIGHT.search(right):
        return None
    if times.SINCE.search(left) or times.AGO.match(right) or times.LATELY.search(left):
        return None
    if times.BACK_TO.search(left):
        return None  # 'standing has gone back to five minutes' is what can be done
    if times.ONSET_RIGHT.match(right) or (length.end <= amount.start and times.ONSET_LEFT.search(left)):
        return None
    if amount.end <= length.start and times.OF_WHICH.match(folded, amount.end, length.start):
        return None
    if times.LASTED_LEFT.search(left) and not times.MOMENT_RIGHT.match(right):
        return "lasted"
    if times.LASTED_TO.search(left):
        return "lasted"
    if times.MEASURED_RIGHT.match(right) or times.MEASURED_LEFT.search(left):
        return "measured"
    if times.LASTED_RIGHT.match(right):
        return "lasted"
    return "lasted" if length.start >= amount.end else "measured"


def phase_of(found: Timing, event: Mention | None) -> Phase:
    """Up to 24 hours is anaesthetic, from 14 days steroid, between them or undated unknown, unless the words say so."""
    if found.lasted is not None:
        low, high = days(found.lasted)
        longest = high if high is not None else low
        if longest is not None and longest <= 1:
            return "anaesthetic"
        if (low if low is not None else high or 0) >= STEROID_FROM and found.phase != "anaesthetic":
            return "steroid"
    if found.measured_at is not None:
        low, high = days(found.measured_at)
        if high is not None and high <= 1:
            return "anaesthetic"
        if (low if low is not None else high or 0) >= STEROID_FROM:
            return "steroid"
        return found.phase or "unknown"
    if found.measured_on is not None and event is not None and event.when is not None and found.phase is None:
        passed = (found.measured_on - event.when.last).days
        if passed <= 1 and event.when.day is not None:
            return "anaesthetic"
        return "steroid" if passed >= STEROID_FROM else "unknown"
    if found.phase:
        return found.phase
    if found.lasted is None and event is not None and event.purpose == "diagnostic":
        return "anaesthetic"  # a diagnostic block is read by its anaesthetic
    return "unknown"

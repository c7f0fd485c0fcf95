"""The levels of relief or function that the record states for one procedure, each with its time and phase."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.amounts import ABOUT_POINTS, Interval, compare, interval, length, relief
from rules.events import Event
from rules.facts import Outcome, Percent, Phase
from rules.pack import Quantity, Rule
from rules.record import Record

# Up to a day after the injection the anaesthetic acts, from two weeks on the steroid (FACTS D2, reading rule 2).
ANAESTHETIC_DAYS = Fraction(1)
STEROID_DAYS = Fraction(14)
# Statements this near to each other in one note are one account of a course. Characters.
ACCOUNT = 120

Level = Literal["met", "not_met", "undocumented", "ambiguous"]
Of = Literal["pain", "function"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: whether `event` did for `of` what `rule` wants, in this record."""

    record: Record
    event: Event
    rule: Rule
    of: Of


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement of a level. `options`: what its words can mean, None where one meaning gives no amount.

    `at`: days after the procedure at which it was read; `held`: days it is said to have held; `ended`: it is known to
    have ended since.
    """

    outcome: Outcome
    options: tuple[Interval | None, ...]
    phase: Phase
    at: Interval | None
    held: Interval | None
    ended: bool = False

    def level(self, rule: Rule) -> Level:
        """On which side of the threshold it stands; ambiguous where its meanings differ in that."""
        assert isinstance(rule.wanted, Quantity)
        found = {o if o is None else compare(o, rule.test, rule.wanted.value) for o in self.options}
        first = found.pop()
        return "ambiguous" if found or first is None or first == "contradictory" else first

    @property
    def position(self) -> Fraction | None:
        """Where on the course it stands, in days; a level that only held stands at the end of its hold."""
        place = self.at or self.held
        if place is None:
            return None
        return place.high if place.high is not None else place.low


def readings(asked: Asked) -> tuple[list[Reading], list[Outcome]]:
    """The levels that the record gives for an event, and its statements that give none."""
    found, verbal = [], []
    for outcome in asked.record.results(asked.event, asked.of):
        options = _options(outcome, asked.of)
        if options is None:
            verbal.append(outcome)
            continue
        if not asked.record.speaks_for_side(outcome, asked.event):
            options = (*options, None)
        found.append(as_reading(outcome, options, asked.event))
    return found, verbal


def one_account(a: Outcome, b: Outcome) -> bool:
    """Whether two statements stand so near to each other that they tell one course."""
    if a.span.document != b.span.document:
        return False
    if a.span.start is None or b.span.start is None or a.span.end is None or b.span.end is None:
        return False
    return max(a.span.start, b.span.start) - min(a.span.end, b.span.end) < ACCOUNT


def percent_interval(percent: Percent | None) -> Interval | None:
    return interval(percent, Fraction(ABOUT_POINTS)) if percent else None


def _options(outcome: Outcome, of: Of) -> tuple[Interval | None, ...] | None:
    """What the words can mean, or None where they give no amount. A literal amount of relief decides alone."""
    if outcome.status == "not_computable":
        return None
    if outcome.status == "ambiguous" and outcome.of != "both":
        read = tuple(percent_interval(reading.percent) for reading in outcome.readings)
        if not outcome.literal_relief:
            return read or None
        literal = relief(outcome) or next((option for option in read if option), None)
        return None if literal is None else (literal,)
    stated = relief(outcome)
    if stated is None and (outcome.change == "worse" or (outcome.change == "same" and of == "function")):
        return (Interval(None, Fraction(0)),)
    return None if stated is None else (stated,)


def as_reading(outcome: Outcome, options: tuple[Interval | None, ...], event: Event) -> Reading:
    """A statement with what its words can mean, and its time and phase."""
    held = length(outcome.lasted, "day") if outcome.lasted else None
    at = None
    if outcome.measured_at:
        at = length(outcome.measured_at, "day")
    elif outcome.measured_on and event.when:
        shortest, longest = ((outcome.measured_on - day).days for day in (event.when.last, event.when.first))
        at = Interval(Fraction(max(0, shortest)), Fraction(max(0, longest)))
    if held and at and (outcome.over or _told_later(at, held)):
        # A look back: the level held that long, and was not there any more when this was told.
        return Reading(outcome, options, _phase(outcome, None, held), None, held, ended=True)
    return Reading(outcome, options, _phase(outcome, at, held), at, held, ended=outcome.over)


def _told_later(at: Interval, held: Interval) -> bool:
    """Whether it was told clearly after the hold: by more than a week beyond a tenth of it."""
    if at.low is None or held.high is None:
        return False
    return at.low > held.high * Fraction(11, 10) + 7


def _phase(outcome: Outcome, at: Interval | None, held: Interval | None) -> Phase:
    """The phase the note names, else the one its time tells. What held for hours only is the anaesthetic's."""
    if held and held.high is not None and held.high <= ANAESTHETIC_DAYS:
        return "anaesthetic"
    if outcome.phase != "unknown":
        return outcome.phase
    if any(time and time.low is not None and time.low >= STEROID_DAYS for time in (at, held)):
        return "steroid"
    if at and at.high is not None and at.high <= ANAESTHETIC_DAYS:
        return "anaesthetic"
    return "unknown"

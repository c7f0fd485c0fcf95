"""Time that is said once for several outcomes, or in the next sentence: 'This lasted three months.'"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from rules.facts import Duration, Outcome
from rules.reading.outcomes.amounts import NUMERIC, Amount, agree
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.timing import Timing, ending, held_before, phase_of
from rules.reading.outcomes.wordings import times
from rules.reading.outcomes.wordings.times import LASTING

Made = list[tuple[Amount, Outcome]]  # the outcomes of a sentence, in order of the text


def length_of_another(chart: Chart, sentence: Sentence) -> Duration | None:
    """'This lasted three months.', 'Duration: 5 hours.': how long the outcome of the sentence before or after held."""
    lengths = chart.lengths(sentence)
    if not lengths or not LASTING.search(chart.text(sentence)):
        return None
    length = lengths[-1].value
    return length if isinstance(length, Duration) else None


def relasted(outcome: Outcome, length: Duration) -> Outcome:
    """The outcome, known to have held so long."""
    timed = Timing(lasted=length, phase=None if outcome.phase == "unknown" else outcome.phase)
    return replace(outcome, lasted=length, measured_on=None, phase=phase_of(timed, None))


def as_long_as(outcomes: Sequence[Outcome], told: Sequence[object], text: str) -> Sequence[Outcome]:
    """'Activities were 70 % easier over those same weeks': as long as the last outcome that was told before."""
    if not times.SAME_TIME.search(text):
        return outcomes
    last = next((fact.lasted for fact in reversed(told) if isinstance(fact, Outcome) and fact.lasted), None)
    timed = [o.lasted or o.measured_at for o in outcomes]
    return [relasted(o, last) if last and not t else o for o, t in zip(outcomes, timed, strict=True)]


def spread(made: Made, on: dt.date | None) -> Made:
    """'At 6 weeks: R 90 %, L 40 %': what is said once of time holds for both sides, and for one result said twice.

    `on`: the note's day, on which is read what has no time of its own.
    """
    spread = list(made)
    for i, (amount, outcome) in enumerate(made):
        if outcome.lasted or outcome.measured_at:
            continue
        untimed = outcome.measured_on is None
        for _, other in (*reversed(made[:i]), *made[i + 1 :]):
            alike = amount.kind in NUMERIC and other.measured_at and {outcome.of, other.of} == {"pain", "function"}
            apart = _of_the_other_side(outcome, other) or alike
            beside = apart and (untimed or outcome.measured_on == on)
            if _has_time(other, on) and (beside or (untimed and agree(outcome.percent, other.percent))):
                timed = replace(
                    outcome,
                    lasted=other.lasted,
                    measured_at=other.measured_at,
                    measured_on=other.measured_on,
                    phase=other.phase,
                )
                spread[i] = (amount, timed)
                break
    return spread


def _has_time(outcome: Outcome, on: dt.date | None) -> bool:
    own_day = outcome.measured_on is not None and outcome.measured_on != on
    return bool(outcome.lasted or outcome.measured_at or own_day)


def _of_the_other_side(outcome: Outcome, other: Outcome) -> bool:
    return bool(outcome.side and other.side and outcome.side != other.side)


def ended(made: Made) -> Made:
    """'For 8 weeks, then back to baseline', '… then no different': the return comes after what had lasted."""
    ended = list(made)
    for i, (amount, outcome) in enumerate(made):
        returned = amount.kind == "back" or (amount.kind == "zero" and outcome.of == "function")
        if not returned or outcome.measured_at or outcome.lasted:
            continue
        if outcome.measured_on and outcome.phase == "steroid":
            continue
        lasted = next((earlier.lasted for _, earlier in reversed(made[:i]) if earlier.lasted), None)
        after = Duration(lasted.high or lasted.low, None, "more_than", lasted.unit) if lasted else None
        on = None if after else outcome.measured_on
        ended[i] = (amount, replace(outcome, measured_at=after, phase="steroid", measured_on=on))
    return ended


def worn_off(chart: Chart, made: Made, amounts: Sequence[Amount]) -> Made:
    """'80 % relief, gone by week six': an outcome that is said to have ended, and when."""
    told = list(made)
    for over in amounts:
        if over.kind != "over" or times.NOT_YET.search(chart.folded[max(0, over.start - 24) : over.start]):
            continue
        i = max((i for i, (amount, _) in enumerate(told) if amount.start < over.start), default=None)
        if i is None:
            continue
        amount, outcome = told[i]
        if outcome.of == "function" or over.piece.start < amount.piece.start or _is_none(outcome):
            continue
        lasted = outcome.lasted or held_before(chart, over) or (None if outcome.measured_at else ending(chart, over))
        phase = outcome.phase
        if lasted and lasted != outcome.lasted:
            phase = phase_of(Timing(lasted=lasted, phase=None if phase == "unknown" else phase), None)
        on = None  # what is over is not there on the day it is told
        told[i] = (amount, replace(outcome, lasted=lasted, over=True, measured_on=on, phase=phase))
    return told


def _is_none(outcome: Outcome) -> bool:
    return outcome.percent is not None and outcome.percent.high is not None and outcome.percent.high <= 0
